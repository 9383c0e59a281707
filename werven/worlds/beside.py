"""Whether a work pays alone and behind all others; of works that act together, what each does to the chance of others.

Half of put-in plus take-out, or the value in a block, is what a work is worth on average over all that may stand before
it. Two works that do the same each pay alone and neither behind the other: on average both may pay, and one will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from werven.worlds.panel import by_world, fading, panel_meur, shifts

#: What else stands around works that act together.
SIDES = ("with_nothing", "with_all")
#: What combinations of blocks save, by the works of the block.
Combined: TypeAlias = dict[tuple[str, ...], pd.DataFrame]
COLUMNS = ("work", "other", "p_pays_without", "p_pays_with")


def by_others(worlds: pd.DataFrame, correction: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return in which share of worlds works pay when nothing else is built, and when everything else is.

    Parameters
    ----------
    worlds : DataFrame
        Columns ``world, work, pint_meur, toot_meur, half_meur, saved_meur, annual_cost_meur``.
    correction : DataFrame, optional
        As in `werven.worlds.panel.shifts`: what another time resolution adds to what a work saves is added whatever
        stands beside it.

    Returns
    -------
    DataFrame
        Index work; ``p_pays_alone, p_pays_last``.
    """
    needed = _needed(worlds, correction)
    ends = {"p_pays_alone": "pint_meur", "p_pays_last": "toot_meur"}
    return pd.DataFrame({name: (by_world(worlds, column) > needed).mean() for name, column in ends.items()})


def beside(worlds: pd.DataFrame, combined: Combined, correction: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what another work does to the chance that a work pays, of works that act together.

    Parameters
    ----------
    worlds, correction
        As in `by_others`.
    combined : dict
        From `combined_of`; may be empty.

    Returns
    -------
    DataFrame
        A row a work and other work of its block: ``work, other, p_pays_without, p_pays_with``, the share of all worlds,
        of all combinations of the rest of the block, and of `SIDES`, in which it saves more than it costs.
    """
    needed = _needed(worlds, correction)
    return pd.DataFrame(
        [row for works, table in combined.items() for row in _pairs(works, table, needed)], columns=list(COLUMNS)
    )


def combined_of(outcomes: Sequence[Any]) -> Combined:
    """Return what combinations of works that act together save.

    Parameters
    ----------
    outcomes : sequence of werven.worlds.run.Outcome
        Worlds that ended well; one that does not tell it has no rows.

    Returns
    -------
    dict of tuple of str to DataFrame
        By block: index world, a row for each of `SIDES`; a column a combination, of which bit i is work i [MEUR/a].
    """
    rows: dict[tuple[str, ...], list[tuple[int, Any]]] = {}
    for each in outcomes:
        for block in each.combined:
            rows.setdefault(tuple(block["works"]), []).extend((each.world, block[side]) for side in SIDES)
    return {
        works: pd.DataFrame([saved for _, saved in found], index=pd.Index([world for world, _ in found], name="world"))
        for works, found in rows.items()
    }


def _needed(worlds: pd.DataFrame, correction: pd.DataFrame | None) -> pd.DataFrame:
    """Return what a work has to save in every world to pay: its cost, less what another time resolution adds."""
    half = panel_meur(worlds).half
    return by_world(worlds, "annual_cost_meur") - fading(half) * shifts(correction, half.columns)[1]


def _pairs(works: Sequence[str], table: pd.DataFrame, needed: pd.DataFrame) -> Iterator[tuple[str, str, float, float]]:
    """Yield the rows of the works of a block."""
    saved, places = table.to_numpy(dtype=float), np.arange(table.shape[1])
    for bit, work in enumerate(works):
        without = places[(places >> bit & 1) == 0]
        gain = saved[:, without | 1 << bit] - saved[:, without]
        pays = (gain > needed[work].loc[table.index].to_numpy()[:, None]).mean(axis=0)
        for at, other in enumerate(works):
            if other != work:
                there = (without >> at & 1) > 0
                yield work, other, float(pays[~there].mean()), float(pays[there].mean())
