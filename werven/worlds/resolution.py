"""How far worlds are from the ranking, which sees more of a day: what is added to every value of a work, and how sure.

Works that replace each other are the ones that hang on the hours: of lines to other markets the last one is worth more
where a day has more segments, and the first one less. So half of put-in plus take-out tells little of them at two
resolutions; their Shapley values do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

#: In which what a work is worth is told.
UNITS = ("kt", "meur")
#: Columns of the values along orders of a world, and of the ranking.
_ALONG = {"kt": "marginal_kt", "meur": "saved_meur"}


def apart(central: pd.DataFrame, ranking: pd.DataFrame, blocks: Sequence[Collection[str]]) -> pd.DataFrame:
    """Return how far the ranking of the central world is from world 0.

    Parameters
    ----------
    central : DataFrame
        World 0, a row a work: ``work, pint_kt, toot_kt, marginal_kt, pint_meur, toot_meur, saved_meur``.
    ranking : DataFrame
        The ranking of the same: ``work, pint_kt, toot_kt, shapley_kt, shapley_se_kt``, and the same in money.
    blocks : sequence of collections of str
        Works that act together. Others are told by half of put-in plus take-out, which no order plays a part in.

    Returns
    -------
    DataFrame
        Index work; ``kt, meur`` and their standard errors ``kt_se, meur_se``, those of the ranking.
    """
    here, there = (table.set_index("work") for table in (central, ranking))
    joined = [work for block in blocks for work in block if work in there.index]
    found = _halves(there) - _halves(here)
    for unit, along in _ALONG.items():
        found[f"{unit}_se"] = 0.0
        found.loc[joined, unit] = there[f"shapley_{unit}"] - here[along]
        found.loc[joined, f"{unit}_se"] = there[f"shapley_se_{unit}"]
    return found


def _halves(works: pd.DataFrame) -> pd.DataFrame:
    """Return half of put-in plus take-out of every work: ``kt, meur``."""
    return pd.DataFrame({unit: (works[f"pint_{unit}"] + works[f"toot_{unit}"]) / 2.0 for unit in UNITS})
