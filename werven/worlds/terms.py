"""What was drawn, as terms of a regression, each with an expectation of 0.

Numbers are told by Legendre polynomials of their level, which are orthonormal as the level is uniform; choices by one
contrast less than they have options.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.polynomial import legendre

from werven.data.uncertain import options_of
from werven.ranking.game.games import Vector

#: Places at which a number is looked at, from its low to its high end.
PLACES = 33


@dataclass(frozen=True)
class Effect:
    """The terms of one input.

    Attributes
    ----------
    name : str
        The input.
    is_choice : bool
        Has it options, or is it a number?
    places : ndarray
        Options in their order, or values from the low to the high end in the unit of the input.
    along : ndarray, shape (places, terms)
        Its terms there.
    drawn : ndarray, shape (worlds, terms)
        Its terms in every world.
    """

    name: str
    is_choice: bool
    places: npt.NDArray[Any]
    along: Vector
    drawn: Vector


def told_of(inputs: pd.DataFrame, work: str) -> pd.DataFrame:
    """Return the inputs that may tell something of a work: all but the figures of other works."""
    return inputs[inputs["work"].isin(["", work])] if "work" in inputs else inputs


def effects(draws: pd.DataFrame, inputs: pd.DataFrame, worlds: pd.Index, degree: int) -> list[Effect]:
    """Return the polynomials of numbers and the contrasts of choices, input by input.

    Parameters
    ----------
    draws : DataFrame
        Columns ``world, input, value, level``; the level is uniform between 0, the low end of the input, and 1.
    inputs : DataFrame
        Columns ``input, kind, low, high, options``. Inputs that never vary in these worlds are left out.
    worlds : Index
        The worlds, in this order.
    degree : int
        Highest degree of a polynomial.
    """
    values, levels = (drawn(draws, column, worlds) for column in ("value", "level"))
    return [
        _choice(row, values[row["input"]])
        if row["kind"] == "choice"
        else _number(row, values[row["input"]].astype(float), levels[row["input"]].astype(float), degree)
        for row in _varying(inputs, values)
    ]


def side_by_side(parts: Sequence[Effect], worlds: int) -> Vector:
    """Return the terms of all inputs in every world, shape (worlds, terms)."""
    terms: Vector = np.hstack([np.zeros((worlds, 0)), *(part.drawn for part in parts)])
    return terms


def drawn(draws: pd.DataFrame, column: str, worlds: pd.Index) -> pd.DataFrame:
    """Return one column of the draws: index world, one column an input."""
    wide = draws.pivot_table(index="world", columns="input", values=column, aggfunc="first", dropna=False)
    return wide.reindex(worlds)


def _varying(inputs: pd.DataFrame, values: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of the inputs that do not have the same value in every world."""
    rows = [{str(name): value for name, value in row.items()} for row in inputs.to_dict("records")]
    return [row for row in rows if len(set(values[row["input"]])) > 1]


def _choice(row: dict[str, Any], values: pd.Series) -> Effect:
    """Return the contrasts of a choice."""
    chances = options_of(row["options"])
    options = np.array(list(chances))
    along = _contrasts(np.array(list(chances.values())))
    places = pd.Index(options).get_indexer(pd.Index(values.astype(str)))
    return Effect(row["input"], True, options, along, along[places])


def _contrasts(chances: Vector) -> Vector:
    """Return a column for every option but the first, shape (options, options - 1), orthonormal under the chances.

    The first is (1{second option} - p) / sqrt(p (1 - p)); each further one is the same for its option, less what those
    before it tell (Gram-Schmidt).
    """
    root = np.sqrt(chances / chances.sum())
    dummies = np.eye(len(chances))
    dummies[:, 0] = 1.0
    basis, size = np.linalg.qr(root[:, None] * dummies)
    contrasts: Vector = (basis * np.sign(np.diag(size)) / root[:, None])[:, 1:]
    return contrasts


def _number(row: dict[str, Any], values: pd.Series, levels: pd.Series, degree: int) -> Effect:
    """Return the polynomials of a number, and its values from its low to its high end, levels 0 and 1."""
    value = np.array([row["low"], *np.sort(values), row["high"]], dtype=float)
    level = np.array([0.0, *np.sort(levels), 1.0], dtype=float)
    between = np.linspace(0.0, 1.0, PLACES)
    places = np.interp(between, level, value)
    return Effect(row["input"], False, places, _legendre(between, degree), _legendre(levels.to_numpy(), degree))


def _legendre(level: Vector, degree: int) -> Vector:
    """Return Legendre polynomials of 2 level - 1 from degree 1 on, of variance 1, shape (levels, degree)."""
    norms = np.sqrt(2.0 * np.arange(degree + 1) + 1.0)
    polynomials: Vector = (legendre.legvander(2.0 * level - 1.0, degree) * norms)[:, 1:]
    return polynomials
