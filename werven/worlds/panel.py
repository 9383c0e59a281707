"""From the table of worlds to numbers by world and work, and what a work is worth in a world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from werven.errors import Fault, raise_if

#: What is known of the mean only fades where a work is worth less than this part of what it is worth on average.
FADES_BELOW = 0.1
#: It fades all the way for works that it leaves at half of its size or more, else evenly over worlds in part: a work
#: that is worth something in few worlds by itself is so in others with many at once.
LEAST_LEFT = 0.5


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

    def values(self, more: pd.Series, evenly: bool = False) -> pd.DataFrame:
        """Return what every work is worth in every world, without the noise of orders, same shape.

        Half of put-in plus take-out of the world, and what is known of the mean only: what works do together beyond
        pairs, and more. A work that does nothing in a world has hardly any of that there (`fading`).

        Parameters
        ----------
        more : Series
            Index work; added to the mean over worlds.
        evenly : bool
            As much in every world, so that what moves a value is what moves its half.
        """
        return self.half + (1.0 if evenly else fading(self.half)) * (self.rest.mean() + more)


def fading(half: pd.DataFrame) -> pd.DataFrame:
    """Return by what an addition to the mean is multiplied in every world, 1 on average, shape as `Panel.half`.

    At any time resolution and beside any works, a pipe that nobody uses in a world avoids nothing: evenly spread, a
    correction would have it add CO2 there.
    """
    size = half.abs()
    part = (size / (size + FADES_BELOW * size.mean())).fillna(0.0)
    left = part.mean()
    fades = (left / LEAST_LEFT).clip(upper=1.0)
    return (part / left.where(left > 0.0, 1.0)) * fades + (1.0 - fades)


def panel_kt(worlds: pd.DataFrame) -> Panel:
    """Return the CO2 that works avoid [kt/a]; columns ``world, work, half_kt, marginal_kt`` are read."""
    return _panel(worlds, "half_kt", "marginal_kt")


def panel_meur(worlds: pd.DataFrame) -> Panel:
    """Return the cost that works save [MEUR/a]; columns ``world, work, half_meur, saved_meur`` are read."""
    return _panel(worlds, "half_meur", "saved_meur")


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


def counted(
    worlds: pd.DataFrame, correction: pd.DataFrame | None = None, evenly: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what works are worth in every world as quantiles, chances and verdicts count it [kt/a; net, MEUR/a].

    Parameters
    ----------
    worlds : DataFrame
        Columns as `panel_kt` and `panel_meur` read them, and ``annual_cost_meur``.
    correction : DataFrame, optional
        As in `shifts`.
    evenly : bool
        As in `Panel.values`.

    Returns
    -------
    tuple of DataFrame
        `Panel.values` of the tonnes, and of the money less what works cost in the same world, each with what another
        time resolution adds; shape as `Panel.half`.
    """
    tonnes, money = panel_kt(worlds), panel_meur(worlds)
    more, more_money = shifts(correction, tonnes.half.columns)
    return tonnes.values(more, evenly), money.values(more_money, evenly) - by_world(worlds, "annual_cost_meur")


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
