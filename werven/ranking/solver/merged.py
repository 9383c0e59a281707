"""A smaller program with the same optimum: what stands and what is new of one thing are one column.

PyPSA gives a plant that stands and its like that may be built a column each in every snapshot: the same balances, the
same cost, but a limit of its own, ``0 <= s <= h`` and ``0 <= p <= a P``. What both give together has one limit,
``0 <= y <= h + a P``, and every optimum of the one program is one of the other (`parallel columns`, Andersen and
Andersen 1995, "Presolving in linear programming"). The same holds for steps of capture that differ in capital cost
alone. And what is fixed is a number and no column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from werven.ranking.linear.program import Array, Origin, Program, Switch
from werven.ranking.solver.unwanted import Blocks, find_blocks


def merged(program: Program) -> Program:
    """Return a program with the same optima, costs and emissions, in fewer columns and rows."""
    draft = _Draft.of(program)
    for columns in _alike(program, draft.blocks):
        draft.merge(columns)
    draft.settle()
    return draft.program()


def _alike(program: Program, blocks: Blocks) -> Iterator[Array]:
    """Yield columns that differ in their limits alone: same rows beside those of blocks, same cost and emissions."""
    width = program.matrix.shape[1]
    beside = np.ones(program.matrix.shape[0])
    beside[blocks.rows] = 0.0
    rows = sp.csc_matrix(sp.diags(beside) @ program.matrix)
    rows.eliminate_zeros()
    rows.sort_indices()
    is_member, scale = np.zeros(width, dtype=bool), np.zeros(width)
    is_member[blocks.members] = True
    scale[blocks.members] = _alpha(program, blocks)
    bounded = np.isfinite(program.lower) & np.isfinite(program.upper)
    open_above = is_member & (program.lower == 0.0) & np.isposinf(program.upper)
    fits = _unplayed(program) & (np.diff(rows.indptr) > 0) & np.where(is_member, open_above, bounded)
    groups: dict[tuple[bytes, bytes, tuple[float, ...]], list[int]] = {}
    accounts = np.column_stack([program.cost, program.emissions, program.upstream, program.abroad])
    for column in map(int, np.flatnonzero(fits)):
        own = slice(rows.indptr[column], rows.indptr[column + 1])
        account = tuple(map(float, accounts[column]))
        groups.setdefault((rows.indices[own].tobytes(), rows.data[own].tobytes(), account), []).append(column)
    for found in groups.values():
        columns = np.array(found)
        sides = np.unique(scale[columns][is_member[columns]])
        if len(columns) > 1 and len(sides) <= 1:
            yield columns


def _unplayed(program: Program) -> Array:
    """Return which columns are no capacity and no shedding, and belong to no player, shape (columns,)."""
    free = ~program.switched
    free[program.capacity] = free[program.shedding.columns.ravel()] = False
    return free


def _alpha(program: Program, blocks: Blocks) -> Array:
    """Return the coefficient of the output in every row of a block."""
    return np.asarray(program.matrix[blocks.rows, blocks.members]).ravel()


@dataclass
class _Draft:
    """A program that is being made smaller.

    Attributes
    ----------
    whole, blocks : Program, Blocks
        What it is made from.
    lower, upper, limit : ndarray
        Bounds of its columns, and what stands beside the capacities in every row of a block.
    gone_columns, gone_rows : ndarray of bool
        What is left out.
    row_of : ndarray of int
        Row of the block that takes over, by row.
    place : ndarray of int
        Place among the rows of blocks of the row above a column; -1 where there is none.
    fixed : ndarray
        What columns give that are left out because nothing moves them; 0 for all others.
    """

    whole: Program
    blocks: Blocks
    lower: Array
    upper: Array
    limit: Array
    gone_columns: Array
    gone_rows: Array
    row_of: Array
    place: Array
    fixed: Array

    @classmethod
    def of(cls, program: Program) -> _Draft:
        """Return a program of which nothing is left out yet."""
        blocks = find_blocks(program)
        rows, columns = program.matrix.shape
        place = np.full(columns, -1)
        place[blocks.members] = np.arange(len(blocks.members))
        none = (np.zeros(columns, dtype=bool), np.zeros(rows, dtype=bool))
        bounds = (program.lower.copy(), program.upper.copy(), blocks.limit.copy())
        return cls(program, blocks, *bounds, *none, np.arange(rows), place, np.zeros(columns))

    def merge(self, columns: Array) -> None:
        """Let the first column with a row of a block, or the first, stand for all."""
        above = self.place[columns]
        members, standing = columns[above >= 0], columns[above < 0]
        first = members[0] if len(members) else standing[0]
        self.gone_columns[columns[columns != first]] = True
        self.lower[first] = self.whole.lower[standing].sum()
        if not len(members):
            self.upper[first] = self.whole.upper[standing].sum()
            return
        rows = self.blocks.rows[above[above >= 0]]
        self.limit[self.place[first]] = self.blocks.limit[above[above >= 0]].sum() + self.whole.upper[standing].sum()
        self.gone_rows[rows[1:]] = True
        self.row_of[rows] = rows[0]

    def settle(self) -> None:
        """Take out columns that are fixed whoever plays; what they give stands in the bounds of the rows."""
        fixed = _unplayed(self.whole) & (self.place < 0) & (self.lower == self.upper) & ~self.gone_columns
        fixed &= (self.whole.abroad == 0.0) | (self.lower == 0.0)
        self.gone_columns |= fixed
        self.fixed = np.where(fixed, self.lower, 0.0)

    def program(self) -> Program:
        """Return the program that is left."""
        whole, rows, columns = self.whole, ~self.gone_rows, ~self.gone_columns
        given, place = whole.matrix @ self.fixed, np.cumsum(columns) - 1
        row_lower, row_upper = self._limits()
        # To the last bit, however many cores add: a store of solved coalitions knows its program by these numbers.
        accounts = {name: math.fsum(getattr(whole, name) * self.fixed) for name in ("cost", "emissions", "upstream")}
        row_place = np.cumsum(rows) - 1
        balances = whole.balances
        return replace(
            whole,
            matrix=sp.csr_matrix(self._matrix()[rows][:, columns]),
            row_lower=(row_lower - given)[rows],
            row_upper=(row_upper - given)[rows],
            lower=self.lower[columns],
            upper=self.upper[columns],
            **{name: getattr(whole, name)[columns] for name in (*accounts, "abroad")},
            switches={work: Switch(place[s.columns], s.lower, s.upper) for work, s in whole.switches.items()},
            shedding=replace(whole.shedding, columns=place[whole.shedding.columns]),
            capacity=place[whole.capacity[columns[whole.capacity]]],
            legs={work: [place[leg] for leg in legs] for work, legs in whole.legs.items()},
            offset_eur=whole.offset_eur + accounts["cost"],
            offset_t=whole.offset_t + accounts["emissions"],
            offset_upstream_t=whole.offset_upstream_t + accounts["upstream"],
            balances=balances.assign(row=row_place[balances["row"].to_numpy(dtype=int)]),
            origin=Origin(
                whole.cost,
                whole.emissions,
                whole.abroad,
                row_place[self.row_of],
                np.flatnonzero(columns),
                np.flatnonzero(rows),
                self.fixed,
            ),
        )

    def _limits(self) -> tuple[Array, Array]:
        """Return the bounds of the rows, with what stands in those of blocks."""
        lower, upper = self.whole.row_lower.copy(), self.whole.row_upper.copy()
        rows, bound = self.blocks.rows, self.limit * _alpha(self.whole, self.blocks)
        is_upper = np.isneginf(lower[rows])
        upper[rows[is_upper]], lower[rows[~is_upper]] = bound[is_upper], bound[~is_upper]
        return lower, upper

    def _matrix(self) -> sp.csr_matrix:
        """Return the rows, of which those that take over hold the capacities of all."""
        taken = np.flatnonzero(self.row_of != np.arange(len(self.row_of)))
        if not len(taken):
            return self.whole.matrix
        shape = (len(self.row_of),) * 2
        to = sp.csr_matrix((np.ones(len(taken)), (self.row_of[taken], taken)), shape=shape)
        capital = np.zeros(self.whole.matrix.shape[1])
        capital[self.whole.capacity] = 1.0
        return sp.csr_matrix(self.whole.matrix + to @ self.whole.matrix @ sp.diags(capital))
