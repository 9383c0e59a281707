"""World n: a draw of every uncertain input, fixed by seed, number and table alone.

Worlds come in blocks, and blocks in sets: a sliced Latin hypercube (Qian 2012, "Sliced Latin hypercube designs"). Of a
block every part of the range of every input holds one, of a set every finer part, so that effects of single inputs
nearly even out; and inputs go together by chance alone. In a Sobol sequence of as many dimensions some inputs rise
together for hundreds of worlds, and what one does is told of the other. An input is drawn by its name, so that a row
more in the table changes no other draw. World 0 is the base case and no draw.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import triang, uniform

from werven.config.ranking import MOST_WORLDS
from werven.data.uncertain import BASE, Input, inputs_of, leads
from werven.errors import Fault, raise_if

Array = np.ndarray
#: Digits to which a drawn number is rounded, so that what is printed is what was solved.
DIGITS: Final = 9
#: Worlds of a block, each in another part of the range of every input, and blocks of a set.
BLOCK, BLOCKS = 8, 8


@dataclass(frozen=True)
class World:
    """What one world draws.

    Attributes
    ----------
    number : int
        From 1; 0 is the central world, which draws nothing.
    levels : dict of str to float
        Uniform number of every input that is drawn on its own, between 0 and 1.
    inputs : sequence of Input
        All inputs, those that move with others among them.
    """

    number: int
    levels: Mapping[str, float]
    inputs: Sequence[Input]

    def level(self, item: Input) -> float:
        """Return the level that an input shares with what it moves with."""
        return self.levels[item.lead]

    @property
    def overrides(self) -> list[str]:
        """Overrides of ``config/scenarios.yaml`` that hold in this world, in the order of the table."""
        choices = [item for item in self.inputs if self.number and item.how == "choice"]
        return [option for item in choices if (option := option_at(item, self.level(item))) != BASE]

    @property
    def numbers(self) -> list[Input]:
        """Inputs of which cells are drawn; none of world 0."""
        return [item for item in self.inputs if self.number and item.how != "choice"]

    def changed(
        self, tables: Mapping[str, pd.DataFrame], onto: Mapping[str, pd.DataFrame] | None = None
    ) -> dict[str, pd.DataFrame]:
        """Return the tables with every number that is drawn; what overrides say is in them already.

        Parameters
        ----------
        tables : mapping of str to DataFrame
            Before anything is drawn.
        onto : mapping of str to DataFrame, optional
            The same, where other numbers have been drawn.
        """
        result = dict(tables if onto is None else onto)
        fresh: set[str] = set()
        for item in self.numbers:
            if item.table not in fresh:
                result[item.table] = result[item.table].copy()
                fresh.add(item.table)
            cells = self.cells(item, tables[item.table])
            result[item.table].loc[cells.index, item.column] = cells
        return result

    def cells(self, item: Input, frame: pd.DataFrame) -> pd.Series:
        """Return the cells that an input draws of its table, index the rows that it meets."""
        if item.how == "factor":
            cells: pd.Series = frame.loc[item.met(frame), item.column].astype(float) * self.factor(item)
            return cells
        ends = item.ends(frame)
        values = quantile(item.distribution, self.level(item), *(ends[end].to_numpy() for end in ends))
        return pd.Series([_rounded(value) for value in values], index=ends.index)

    def factor(self, item: Input) -> float:
        """Return the factor that an input draws."""
        ends = (np.array([end]) for end in (item.low, item.central, item.high))
        return _rounded(float(quantile(item.distribution, self.level(item), *ends)[0]))

    def rows(self, tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
        """Return the draw as `changes` of an override, to be pasted below `overrides` and solved by itself.

        Parameters
        ----------
        tables : mapping of str to DataFrame
            As in `changed`.
        """
        told: list[dict[str, Any]] = []
        for item in self.numbers:
            frame, where = tables[item.table], dict(item.where)
            head = {"table": item.table, "column": item.column, "source": f"world {self.number}: {item.name}"}
            if item.how == "factor":
                told.append({**head, "where": where, "factor": self.factor(item)})
                continue
            for label, value in self.cells(item, frame).items():
                told.append({**head, "where": {**where, **_year_of(frame, label)}, "value": value})
        return told


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _year_of(frame: pd.DataFrame, label: Any) -> dict[str, int]:
    """Return the year of a row, by its column; nothing where it has none."""
    years = frame["year"].dropna() if "year" in frame else pd.Series(dtype=int)
    return {"year": int(years[label])} if label in years.index else {}


def option_at(item: Input, level: float) -> str:
    """Return the option of a choice at a level: options lie side by side from 0 to 1, each as wide as it is likely."""
    ends = np.cumsum(list(item.options.values()))
    place = int(np.searchsorted(ends, level, side="right"))
    return list(item.options)[min(place, len(ends) - 1)]


def distribution_of(distribution: str, low: Array, central: Array, high: Array) -> Any:
    """Return distributions between ends that differ, uniform or triangular with the likeliest value in the centre."""
    width = high - low
    return uniform(low, width) if distribution == "uniform" else triang((central - low) / width, low, width)


def quantile(distribution: str, level: float, low: Array, central: Array, high: Array) -> Array:
    """Return the values at a level of `distribution_of`; of those without width their centre."""
    values, wide = central.astype(float), high > low
    if wide.any():
        values[wide] = distribution_of(distribution, low[wide], central[wide], high[wide]).ppf(level)
    return values


def moments(distribution: str, low: float, central: float, high: float) -> tuple[float, float]:
    """Return mean and standard deviation of `distribution_of`."""
    if not high > low:
        return central, 0.0
    found = distribution_of(distribution, *(np.array(end) for end in (low, central, high)))
    return float(found.mean()), float(found.std())


def draw(number: int, table: pd.DataFrame, seed: int) -> World:
    """Return one world.

    Parameters
    ----------
    number : int
        From 1; 0 is the central world.
    table : DataFrame
        `uncertainty`, checked.
    seed : int
        Of the scrambling.

    Raises
    ------
    InputError
        A number below 0, or more worlds than the sequence holds (`MOST_WORLDS`).
    """
    allowed = f"a whole number from 0 to {MOST_WORLDS}: more points the sequence of worlds does not hold"
    raise_if([] if 0 <= number <= MOST_WORLDS else [Fault("worlds", "", "world", str(number), allowed)])
    inputs = inputs_of(table)
    drawn = leads(inputs)
    if not number or not drawn:
        return World(number, {item.name: 0.5 for item in drawn}, inputs)
    return World(number, {item.name: _level(number, item.name, seed) for item in drawn}, inputs)


def _level(number: int, name: str, seed: int) -> float:
    """Return the level of an input in a world, from 1 on."""
    block, place = divmod(number - 1, BLOCK)
    part, slice_ = divmod(block, BLOCKS)
    of_set, of_block = (
        np.random.default_rng([seed, *at, zlib.crc32(name.encode())]) for at in ((part,), (part, slice_))
    )
    coarse = int(of_block.permutation(BLOCK)[place])
    fine = int(of_set.permuted(np.tile(np.arange(BLOCKS), (BLOCK, 1)), axis=1)[coarse, slice_])
    return float((coarse + (fine + of_block.random(BLOCK)[place]) / BLOCKS) / BLOCK)
