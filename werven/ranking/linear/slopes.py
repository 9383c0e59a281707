"""What a number that moves does to the cost of an optimum, read from its prices: no further solve.

The cost of an optimum is that of its Lagrangian, so where numbers of a program move a little it moves by what they do
there, at the same columns and the same prices of rows (Freund 1985, "Postoptimal analysis of a linear program under
simultaneous changes in matrix coefficients"): costs times columns, bounds times prices, coefficients times both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from werven.ranking.linear.places import UNNAMED, numbered
from werven.ranking.linear.program import Array, Program

#: Arrays of a program that may move: as long as its columns, its rows, the coefficients of its matrix.
OF_COLUMNS: Final = ("cost", "emissions", "abroad", "lower", "upper")
OF_ROWS: Final = ("row_lower", "row_upper")
ENTRIES: Final = "entries"


@dataclass(frozen=True)
class Step:
    """A program with one parameter a step aside.

    Attributes
    ----------
    name : str
        The parameter.
    program : Program
        Then.
    length : float
        Of the step, in units of the parameter; not 0.
    price : float
        By how much the CO2 price of the closure is higher then [EUR/t].
    """

    name: str
    program: Program
    length: float
    price: float = 0.0


@dataclass(frozen=True)
class Moves:
    """How the numbers of a program move with parameters, per unit of each.

    Attributes
    ----------
    names : tuple of str
        Parameters.
    parts : dict of str to csr_matrix
        By array, `OF_COLUMNS`, `OF_ROWS` and `ENTRIES`: parameters x its length; coefficients in the order of
        ``program.matrix.data``.
    switches : dict of str to tuple of csr_matrix
        By player: the same of what it adds to lower and upper bounds, parameters x columns.
    price : ndarray, shape (parameters,)
        By how much the CO2 price of the closure moves [EUR/t]; all prices of its band in step.
    """

    names: tuple[str, ...]
    parts: Mapping[str, sp.csr_matrix]
    switches: Mapping[str, tuple[sp.csr_matrix, sp.csr_matrix]]
    price: Array

    @classmethod
    def between(cls, before: Program, after: Iterable[Step]) -> Moves:
        """Return how a program moves on its way to others of the same columns, rows and coefficients.

        Parameters
        ----------
        before : Program
            As it is.
        after : iterable of Step
            Others, one after the other.
        """
        arrays = (*OF_COLUMNS, *OF_ROWS)
        rows: dict[str, list[sp.csr_matrix]] = {name: [] for name in (*arrays, ENTRIES)}
        ends = {work: _added(before, work) for work in before.switches}
        switches: dict[str, list[list[sp.csr_matrix]]] = {work: [[], []] for work in before.switches}
        names, price = [], []
        for step in after:
            names.append(step.name)
            price.append(step.price / step.length)
            for name in arrays:
                rows[name].append(_slope(getattr(step.program, name), getattr(before, name), step.length))
            rows[ENTRIES].append(_slope(step.program.matrix.data, before.matrix.data, step.length))
            for work, sides in switches.items():
                for side, (far, near) in enumerate(zip(_added(step.program, work), ends[work], strict=True)):
                    sides[side].append(_slope(far, near, step.length))
        stacked = {work: (_stacked(low), _stacked(high)) for work, (low, high) in switches.items() if names}
        parts = {name: _stacked(found) for name, found in rows.items() if names}
        moving = {work: pair for work, pair in stacked.items() if pair[0].nnz or pair[1].nnz}
        return cls(tuple(names), parts, moving, np.array(price, dtype=float))

    def into(self, before: Program, after: Program) -> Moves:
        """Return how another program of much the same parts moves, by the names of its columns and rows.

        What it does not have is left out.

        Parameters
        ----------
        before : Program
            Whose moves these are.
        after : Program
            The other.
        """
        columns, rows = (_places(*names) for names in zip(before.labels(), after.labels(), strict=True))
        at = {**dict.fromkeys(OF_COLUMNS, columns), **dict.fromkeys(OF_ROWS, rows)}
        at[ENTRIES] = _entries(before.matrix, after.matrix, rows, columns)
        wide = {**dict.fromkeys(OF_COLUMNS, len(after.cost)), **dict.fromkeys(OF_ROWS, len(after.row_lower))}
        wide[ENTRIES] = after.matrix.nnz
        width = len(after.cost)
        return replace(
            self,
            parts={name: _placed(part, at[name], wide[name]) for name, part in self.parts.items()},
            switches={
                work: (_placed(low, columns, width), _placed(high, columns, width))
                for work, (low, high) in self.switches.items()
                if work in after.switches
            },
        )

    def scaled(self, factors: Array) -> Moves:
        """Return the same in other units, each so many times as large."""
        scale = sp.diags(factors)

        def times(part: sp.csr_matrix) -> sp.csr_matrix:
            return sp.csr_matrix(scale @ part)

        return replace(
            self,
            parts={name: times(part) for name, part in self.parts.items()},
            switches={work: (times(low), times(high)) for work, (low, high) in self.switches.items()},
            price=self.price * factors,
        )


@dataclass(frozen=True)
class Moving:
    """A program that moves, as it was before it was made smaller.

    Attributes
    ----------
    whole : Program
        Before.
    moves : Moves
        How it moves.
    price : float
        CO2 price of the closure [EUR/t].
    """

    whole: Program
    moves: Moves
    price: float

    @property
    def share(self) -> Array:
        """Share by which all CO2 prices of the closure move, shape (parameters,)."""
        return np.asarray(self.moves.price / self.price if self.price else np.zeros(len(self.moves.price)))

    @cached_property
    def _touched(self) -> tuple[Array, Array, sp.csr_matrix]:
        """Row and column of the coefficients that move, and how they do."""
        matrix, moved = self.whole.matrix, self.moves.parts[ENTRIES]
        place = np.unique(moved.indices)
        row = np.searchsorted(matrix.indptr, place, side="right") - 1
        return row, matrix.indices[place], sp.csr_matrix(moved[:, place])

    def digest(self) -> str:
        """Return a short name of how it moves."""
        sums = hashlib.sha256(repr((self.moves.names, self.price)).encode() + self.moves.price.tobytes())
        pairs = (each for work in sorted(self.moves.switches) for each in self.moves.switches[work])
        for part in (*(self.moves.parts[name] for name in sorted(self.moves.parts)), *pairs):
            for array in (part.indptr, part.indices, part.data):
                sums.update(np.ascontiguousarray(array).tobytes())
        return sums.hexdigest()[:20]

    def at(self, program: Program, coalition: Collection[str], price: float, columns: Array, rows: Array) -> Array:
        """Return what the cost of an optimum gains per unit of every parameter, shape (parameters,) [EUR/a].

        Parameters
        ----------
        program : Program
            The smaller one, which was solved.
        coalition : collection of str
            Of the optimum.
        price : float
            Of CO2 [EUR/t].
        columns, rows : ndarray
            Its columns, and the prices of its rows.
        """
        whole, parts = self.whole, self.moves.parts
        x, y = _widened(program, columns), rows if program.origin is None else rows[program.origin.rows]
        shift = program.shift(price)
        paid = whole.cost + price * whole.emissions + shift * whole.abroad
        reduced = paid - whole.matrix.T @ y
        below, above = np.maximum(reduced, 0.0), np.minimum(reduced, 0.0)
        found = parts["cost"] @ x + price * (parts["emissions"] @ x) + shift * (parts["abroad"] @ x)
        found += parts["lower"] @ below + parts["upper"] @ above
        found += parts["row_lower"] @ np.maximum(y, 0.0) + parts["row_upper"] @ np.minimum(y, 0.0)
        row, column, entries = self._touched
        found -= entries @ (y[row] * x[column])
        for work in sorted(set(coalition) & set(self.moves.switches)):
            low, high = self.moves.switches[work]
            found += low @ below + high @ above
        priced = float((price * whole.emissions + shift * whole.abroad) @ x) + price * whole.offset_t
        return np.asarray(found + self.share * priced)


def _widened(program: Program, columns: Array) -> Array:
    """Return the columns of the program as it was: what one stands for is all in that one."""
    if program.origin is None:
        return columns
    wide = program.origin.fixed.copy()
    wide[program.origin.columns] = columns
    return wide


def _slope(after: Array, before: Array, length: float) -> sp.csr_matrix:
    """Return what an array moves per unit, as a row; what is infinite stays."""
    places = np.flatnonzero(after != before)
    moved = (after[places] - before[places]) / length
    kept = np.isfinite(moved)
    row = (np.zeros(int(kept.sum()), dtype=int), places[kept])
    return sp.csr_matrix((moved[kept], row), shape=(1, len(before)))


def _stacked(rows: Sequence[sp.csr_matrix]) -> sp.csr_matrix:
    return sp.csr_matrix(sp.vstack(rows))


def _added(program: Program, work: str) -> tuple[Array, Array]:
    """Return what a player adds to the bounds of every column."""
    switch, width = program.switches[work], len(program.cost)
    added = np.zeros((2, width))
    added[0][switch.columns], added[1][switch.columns] = switch.lower, switch.upper
    return added[0], added[1]


def _places(before: pd.Index, after: pd.Index) -> Array:
    """Return where the columns or rows of a program are in another; -1 where they are not, or have no name."""
    found = after.get_indexer(before)
    return np.where(before.str.startswith(UNNAMED), -1, found)


def _entries(before: sp.csr_matrix, after: sp.csr_matrix, rows: Array, columns: Array) -> Array:
    """Return where the coefficients of a matrix are in another; -1 where they are not."""
    row, column = rows[np.repeat(np.arange(before.shape[0]), np.diff(before.indptr))], columns[before.indices]
    there = (row >= 0) & (column >= 0)
    found = np.full(before.nnz, -1)
    found[there] = np.asarray(numbered(after)[row[there], column[there]]).ravel().astype(int) - 1
    return found


def _placed(part: sp.csr_matrix, at: Array, width: int) -> sp.csr_matrix:
    """Return a matrix with its columns at other places; those at -1 are left out."""
    moved = part.tocoo()
    there = at[moved.col] >= 0
    places = (moved.row[there], at[moved.col[there]])
    return sp.csr_matrix((moved.data[there], places), shape=(part.shape[0], width))
