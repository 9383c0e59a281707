"""How far worlds are from the ranking, which sees more of a day: what is added to every value of a work, and how sure.

Works that replace each other are the ones that hang on the hours: of lines to other markets the last one is worth more
where a day has more segments, and the first one less. So half of put-in plus take-out tells little of them at two
resolutions; their values in a block do. Where some worlds were valued at both, the mean difference of these is taken
(`werven.worlds.fine`), else that of the central world.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pandas as pd

from werven.ranking.game.residuals import widening
from werven.worlds.panel import by_world

#: In which what a work is worth is told.
UNITS = ("kt", "meur")
#: Fewest worlds of both resolutions that say more than the central one.
LEAST_WORLDS: Final = 4
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


def over_worlds(fine: pd.DataFrame) -> pd.DataFrame:
    """Return how far worlds at the resolution of the ranking are from the same worlds at few segments, on average.

    Parameters
    ----------
    fine : DataFrame
        Of the lines of blocks in the first worlds, ``world, work``, what they are worth at the resolution of the
        ranking, ``half_kt, half_meur``, and along the same orders at few segments, ``few_kt, few_meur``.

    Returns
    -------
    DataFrame
        Index work; ``kt, meur`` and their standard errors ``kt_se, meur_se``; no rows of fewer than `LEAST_WORLDS`.
    """
    count = fine["world"].nunique() if len(fine) else 0
    if count < LEAST_WORLDS:
        return pd.DataFrame(columns=[*UNITS, *(f"{unit}_se" for unit in UNITS)], dtype=float)
    found = {}
    for unit in UNITS:
        moved = by_world(fine, f"half_{unit}") - by_world(fine, f"few_{unit}")
        found[unit] = moved.mean()
        found[f"{unit}_se"] = moved.std(ddof=1) * float(widening(count - 1)) / np.sqrt(count)
    return pd.DataFrame(found)


def _halves(works: pd.DataFrame) -> pd.DataFrame:
    """Return half of put-in plus take-out of every work: ``kt, meur``."""
    return pd.DataFrame({unit: (works[f"pint_{unit}"] + works[f"toot_{unit}"]) / 2.0 for unit in UNITS})
