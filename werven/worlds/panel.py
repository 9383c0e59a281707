"""From the table of worlds to numbers by world and work, and what a work is worth in a world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from werven.errors import Fault, raise_if


@dataclass(frozen=True)
class Panel:
    """What works are worth in every world, in one unit.

    Attributes
    ----------
    half : DataFrame
        Mean of put-in and take-out value, of works that act together their value in the block: index world (rising),
        one column a work (sorted). No order plays a part in it.
    rest : DataFrame
        Marginal less `half`, same shape: what three and more works do together, with the noise of the order drawn.
    """

    half: pd.DataFrame
    rest: pd.DataFrame

    def values(self) -> pd.DataFrame:
        """Return what every work is worth in every world, without the noise of orders, same shape.

        Half of put-in plus take-out of the world, and what works do together beyond pairs, on average over worlds.
        """
        return self.half + self.rest.mean()


def panel_kt(worlds: pd.DataFrame) -> Panel:
    """Return the CO2 that works avoid [kt/a]; columns ``world, work, half_kt, marginal_kt`` are read."""
    return _panel(worlds, "half_kt", "marginal_kt")


def panel_meur(worlds: pd.DataFrame) -> Panel:
    """Return the cost that works save [MEUR/a]; columns ``world, work, half_meur, saved_meur`` are read."""
    return _panel(worlds, "half_meur", "saved_meur")


def net_meur(worlds: pd.DataFrame) -> pd.DataFrame:
    """Return what works save less what they cost in the same world [MEUR/a], shape as `Panel.half`."""
    return panel_meur(worlds).values() - by_world(worlds, "annual_cost_meur")


def shifts(correction: pd.DataFrame | None, works: pd.Index) -> tuple[pd.Series, pd.Series]:
    """Return what another time resolution adds to what works avoid [kt/a] and save [MEUR/a], 0 where it is not known.

    Parameters
    ----------
    correction : DataFrame, optional
        Index work; ``kt, meur``.
    works : Index
        The works, in this order.
    """
    return _told_of(correction, "kt", works), _told_of(correction, "meur", works)


def doubts(correction: pd.DataFrame | None, works: pd.Index) -> tuple[pd.Series, pd.Series]:
    """Return the standard errors of `shifts`: ``kt_se, meur_se`` of the correction, 0 where none is told."""
    return _told_of(correction, "kt_se", works), _told_of(correction, "meur_se", works)


def _told_of(correction: pd.DataFrame | None, column: str, works: pd.Index) -> pd.Series:
    """Return a column of a correction by work, 0 where it is not told."""
    if correction is None or column not in correction:
        return pd.Series(0.0, index=works)
    return correction[column].reindex(works).fillna(0.0)


def counted(worlds: pd.DataFrame, correction: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what works are worth in every world as quantiles, chances and verdicts count it [kt/a; net, MEUR/a].

    Parameters
    ----------
    worlds : DataFrame
        Columns as `panel_kt` and `net_meur` read them.
    correction : DataFrame, optional
        As in `shifts`.

    Returns
    -------
    tuple of DataFrame
        `Panel.values` of the tonnes and `net_meur`, each with what another time resolution adds; shape as `Panel.half`.
    """
    value, net = panel_kt(worlds).values(), net_meur(worlds)
    tonnes, money = shifts(correction, value.columns)
    return value + tonnes, net + money


def by_world(worlds: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one column of the table of worlds: index world (rising), one column a work (sorted).

    Raises
    ------
    InputError
        A work that stands twice in a world, or has no number in one.
    """
    known = worlds.set_index(["world", "work"])[column].astype(float)
    places = pd.MultiIndex.from_product([sorted(set(worlds[name])) for name in ("world", "work")])
    twice = known.index[known.index.duplicated()].unique()
    raise_if([Fault("worlds", _told(place), column, "two rows", "one row a work and world") for place in twice])
    wide = known.reindex(places)
    raise_if([Fault("worlds", _told(place), column, "nothing", "a number") for place in places[wide.isna()]])
    numbers, works = (places.unique(level) for level in (0, 1))
    shaped = wide.to_numpy().reshape(len(numbers), len(works))
    return pd.DataFrame(shaped, index=numbers.rename("world"), columns=works.rename("work"))


def at_rows(table: pd.DataFrame, rows: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return what `by_world` shaped as it stands in the table of worlds, shape (rows,)."""
    places = table.index.get_indexer(pd.Index(rows["world"])), table.columns.get_indexer(pd.Index(rows["work"]))
    numbers: npt.NDArray[np.float64] = table.to_numpy()[places]
    return numbers


def _told(place: tuple[int, str]) -> str:
    world, work = place
    return f"{work} in world {world}"


def _panel(worlds: pd.DataFrame, half: str, marginal: str) -> Panel:
    own = by_world(worlds, half)
    return Panel(own, by_world(worlds, marginal) - own)
