"""What is said of a work over worlds in one word, and the thresholds of each: told and computed from here."""

from __future__ import annotations

from typing import Final

BUILD: Final = "build"
WITH_OTHERS: Final = "with_others"
ONE_OF: Final = "one_of"
BUILD_IF: Final = "build_if"
UNDECIDED: Final = "undecided"
TOO_DEAR: Final = "too_dear"
NOT_NEEDED: Final = "not_needed"
#: Verdicts, the surest reason to build first.
VERDICTS: Final = (BUILD, WITH_OTHERS, ONE_OF, BUILD_IF, UNDECIDED, TOO_DEAR, NOT_NEEDED)
#: Share of worlds in which a work that is to be built pays for itself: one in ten may be regretted.
PAYS: Final = 0.90
#: Share of worlds that is "hardly ever": one in twenty, as in a usual interval of 95 %.
HARDLY: Final = 0.05
#: Share of worlds that is "more often than not": in which a step that is named pays, or a work to be built pays alone
#: and last of all.
OFTEN: Final = 0.50
#: A work that avoids less is worth little: below a thousandth of the 32 Mt that the model emits in 2030 [kt/a].
LEAST_KT: Final = 25.0


def thresholds() -> dict[str, str]:
    """Return the thresholds as the words that tell of them take them: percent of worlds, and kt a year.

    Examples
    --------
    >>> thresholds()
    {'pays': '90', 'often': '50', 'hardly': '5', 'mostly': '95', 'least': '25'}
    """
    shares = {"pays": PAYS, "often": OFTEN, "hardly": HARDLY, "mostly": 1.0 - HARDLY}
    return {**{name: f"{100 * share:.0f}" for name, share in shares.items()}, "least": f"{LEAST_KT:.0f}"}
