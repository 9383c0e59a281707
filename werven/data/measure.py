"""In what a ranking tells values: kt of CO2 under a price, million euro of cost under a cap; and one such value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Measure:
    """What the values of one closure are told in.

    Attributes
    ----------
    kind : str
        Kind of the closure, ``price`` or ``cap``; phrases that differ end in it.
    unit : str
        Ending of the columns of values: ``kt`` or ``meur``, per year.
    beside : str
        Column of `ranking.csv` that is told beside the value: what is avoided abroad, or the equivalent in kt.
    tonnes : str
        Column of `ranking.csv` with the tonnes that a work avoids, or that its saving stands for.
    """

    kind: str
    unit: str
    beside: str
    tonnes: str

    @property
    def in_tonnes(self) -> bool:
        """Are values tonnes? Else they are money, and no work avoids CO2."""
        return self.unit == "kt"

    def column(self, name: str) -> str:
        """Return the column of a result table that holds a figure in this measure, such as ``shapley_kt``."""
        return f"{name}_{self.unit}"

    def value(self, amount: float, error: float = 0.0, floor: float = 0.0) -> Value:
        """Return a value in this measure; an error or a floor that is not known counts as none."""
        known = [0.0 if pd.isna(number) else float(number) for number in (error, floor)]
        return Value(float(amount), self, *known)


MEASURES = {
    "price": Measure("price", "kt", beside="upstream_kt", tonnes="shapley_kt"),
    "cap": Measure("cap", "meur", beside="equivalent_kt", tonnes="equivalent_kt"),
}
"""Measure by the kind of the closure."""


@dataclass(frozen=True)
class Value:
    """What a work is worth.

    Attributes
    ----------
    amount : float
        kt of CO2 or million euro per year; positive is avoided or saved.
    measure : Measure
        Which of the two.
    error : float
        Its standard error.
    floor : float
        Its noise floor: less is nothing.
    """

    amount: float
    measure: Measure
    error: float = 0.0
    floor: float = 0.0

    def written(self, number: Callable[[float], str]) -> str:
        """Return the amount, with two standard errors where there are any, as a function writes numbers."""
        return number(self.amount) + (f" ± {number(2 * self.error)}" if self.error > 0 else "")

    def like(self, other: Value) -> bool:
        """Tell whether two values differ by less than the larger of their floors."""
        return abs(self.amount - other.amount) < max(self.floor, other.floor)
