"""What is uncertain: the rows of `uncertainty` as inputs, the cells each draws, and the ends between which it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from werven.data.tables import meets, records

#: How a cell is drawn: multiplied; replaced; between the ends that stand beside it; by an override that holds or not.
HOW: Final = ("factor", "value", "range", "choice")
DISTRIBUTIONS: Final = ("triangular", "uniform")
#: Groups of the tables that worlds may draw.
OF_WORLDS: Final = ("common", "demand", "network", "weather")
#: Option of a choice in which nothing is changed.
BASE: Final = "base"
#: Low end, value and high end of the tables that have a range.
RANGES: Final[Mapping[str, tuple[str, str, str]]] = {
    "activities": ("low", "value", "high"),
    "prices": ("low", "price", "high"),
    "upstream_factors": ("low", "co2_t_per_unit", "high"),
    "infrastructure_costs": ("low", "investment", "high"),
    "backcast_reference": ("low", "value", "high"),
    "neighbour_supply": ("low", "price_eur_per_unit", "high"),
    "technology_costs": ("low", "investment_eur_per_unit", "high"),
    "inventory_2023": ("low", "value", "high"),
    "references": ("low", "value", "high"),
    "works": ("capex_low_meur", "capex_meur", "capex_high_meur"),
}


@dataclass(frozen=True)
class Input:
    """One row of `uncertainty`.

    Attributes
    ----------
    name, table, column, how, distribution : str
        As in the row; empty where the row says nothing.
    where : dict of str to str
        Column and value of the rows of the table that it meets.
    low, central, high : float
        Ends and centre of a factor or a value; NaN where the table itself says them, and for a choice.
    options : dict of str to float
        Overrides of a choice and the probability of each, the base case first.
    lead : str
        Input whose draw it shares: itself, unless it moves with another.
    """

    name: str
    table: str
    where: Mapping[str, str]
    column: str
    how: str
    low: float
    central: float
    high: float
    options: Mapping[str, float]
    distribution: str
    lead: str

    def met(self, frame: pd.DataFrame) -> pd.Series:
        """Return which rows of its table it draws, shape (rows,)."""
        mask = np.ones(len(frame), dtype=bool)
        for column, value in self.where.items():
            mask &= meets(frame[column], value).to_numpy()
        return pd.Series(mask, index=frame.index)

    def ends(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return between which ends the cells that it draws lie.

        Parameters
        ----------
        frame : DataFrame
            Its table, before anything is drawn.

        Returns
        -------
        DataFrame
            Index rows of the table; ``low, central, high`` in the unit of the column. An end that the table leaves
            open is the centre. Where a scenario has moved a cell, a value moves with it, and a range holds it.
        """
        met = self.met(frame).to_numpy()
        cells = frame[self.column].to_numpy(dtype=float, na_value=np.nan)[met]
        if self.how == "factor":
            both = self.low * cells, self.high * cells
        elif self.how == "value":
            both = cells + (self.low - self.central), cells + (self.high - self.central)
        else:
            own = (frame[end].to_numpy(dtype=float, na_value=np.nan)[met] for end in RANGES[self.table][::2])
            both = tuple(np.where(np.isnan(end), cells, end) for end in own)
        ends = {"low": np.fmin(*both), "central": cells, "high": np.fmax(*both)}
        if self.how == "range":
            ends |= {"low": np.fmin(both[0], cells), "high": np.fmax(both[1], cells)}
        return pd.DataFrame(ends, index=frame.index[met])


def selector(words: str) -> dict[str, str]:
    """Return column and value of every part of a selector.

    Examples
    --------
    >>> selector("zone=NL;block=offwind")
    {'zone': 'NL', 'block': 'offwind'}
    """
    parts = [part.partition("=") for part in words.split(";") if part.strip()]
    return {column.strip(): value.strip() for column, _, value in parts}


def options_of(words: str) -> dict[str, float]:
    """Return the options of a choice and their probabilities; one that cannot be read is not a number.

    Examples
    --------
    >>> options_of("base 0.7; cracker_stays 0.3")
    {'base': 0.7, 'cracker_stays': 0.3}
    """
    found: dict[str, float] = {}
    for part in filter(str.strip, words.split(";")):
        name, _, share = part.strip().rpartition(" ")
        try:
            found[name.strip() or share] = float(share) if name else np.nan
        except ValueError:
            found[part.strip()] = np.nan
    return found


def input_of(row: Any) -> Input:
    """Return a row from `records` as an input; whether it makes sense is for the checks to say."""

    def word(name: str) -> str:
        value = getattr(row, name)
        return "" if pd.isna(value) else str(value)

    return Input(
        name=word("input"),
        table=word("table"),
        where=selector(word("where")),
        column=word("column"),
        how=word("how"),
        low=float(row.low),
        central=float(row.central),
        high=float(row.high),
        options=options_of(word("options")),
        distribution=word("distribution"),
        lead=word("moves_with") or word("input"),
    )


def inputs_of(table: pd.DataFrame) -> list[Input]:
    """Return the inputs of `uncertainty`, in the order of its rows."""
    return [input_of(row) for row in records(table)]


def leads(inputs: list[Input]) -> list[Input]:
    """Return the inputs that are drawn on their own: those that move with another are not among them."""
    return [each for each in inputs if each.lead == each.name]
