"""Capacities that nobody wants, left out of a program and priced after every solve.

A network of many places offers far more plants than any optimum builds. A plant that may be built is a block: one
column of capacity and a column of output per snapshot below it, ``p[t] <= a[t] P``. A solver need not carry the
rows of a block while building it does not pay, and whether it pays follows from the reduced costs of its columns:
``sum_t a[t] max(0, -d[t]) > d[P]``. Blocks that pay are put back and the program is solved on, so the optimum is
that of the whole program (column generation; Desaulniers, Desrosiers and Solomon 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from werven.ranking.linear.program import Array, Program

#: A block pays when what it earns exceeds what it costs by more than this share of it (or of 10 kEUR a unit).
PAYS = 1e-7


@dataclass(frozen=True)
class Blocks:
    """Blocks of a program.

    Attributes
    ----------
    capacity : ndarray of int
        Column of the capacity, by block.
    rows, members, owner : ndarray of int
        Row, column below it and block, all of one length.
    share : ndarray
        ``a`` of ``p <= a P``, as long.
    """

    capacity: Array
    rows: Array
    members: Array
    owner: Array
    share: Array

    def paying(self, reduced: Array) -> Array:
        """Return the blocks that would be built.

        Parameters
        ----------
        reduced : ndarray
            Reduced costs of all columns, where the rows of the blocks in question are left out.
        """
        earned = np.bincount(
            self.owner, weights=self.share * np.maximum(0.0, -reduced[self.members]), minlength=len(self.capacity)
        )
        cost = reduced[self.capacity]
        return np.flatnonzero(earned > cost + PAYS * np.maximum(np.abs(cost), 1e4))


def find_blocks(program: Program) -> Blocks:
    """Return the blocks of a program: capacities that occur in rows ``p <= a P`` and nowhere else."""
    matrix = program.matrix
    is_capacity = np.zeros(matrix.shape[1], dtype=bool)
    is_capacity[program.capacity] = True
    pairs = np.flatnonzero(np.diff(matrix.indptr) == 2)
    first = matrix.indptr[pairs]
    entries = np.stack([first, first + 1])
    column, value = matrix.indices[entries], matrix.data[entries]
    capital = is_capacity[column]
    one = capital.sum(axis=0) == 1
    upward = np.isneginf(program.row_lower[pairs]) & (program.row_upper[pairs] == 0.0)
    downward = np.isposinf(program.row_upper[pairs]) & (program.row_lower[pairs] == 0.0)
    here = np.flatnonzero(one & (upward | downward))
    which = capital[0, here].astype(int) ^ 1  # 0 where the capacity stands first
    sign = np.where(upward[here], 1.0, -1.0)
    above = column[which, here]
    below = column[1 - which, here]
    alpha, beta = sign * value[1 - which, here], sign * value[which, here]
    fits = (alpha > 0.0) & (beta <= 0.0) & (program.lower[below] == 0.0) & (program.lower[above] == 0.0)
    return _complete(program, pairs[here], above, below, -beta / alpha, fits)


def _complete(program: Program, rows: Array, above: Array, below: Array, share: Array, fits: Array) -> Blocks:
    """Keep the blocks whose capacity has no other row and whose members have one owner."""
    width = program.matrix.shape[1]
    uses = np.bincount(program.matrix.indices, minlength=width)
    good = np.bincount(above[fits], minlength=width)
    owners = np.bincount(below, minlength=width)
    switched = np.zeros(width, dtype=bool)
    for switch in program.switches.values():
        switched[switch.columns] = True
    bad = np.zeros(width, dtype=bool)
    bad[above[~fits | (owners[below] > 1) | switched[below]]] = True
    whole = (uses == good) & (good > 0) & ~bad & ~switched
    kept = whole[above]
    capacity, owner = np.unique(above[kept], return_inverse=True)
    return Blocks(capacity, rows[kept], below[kept], owner, share[kept])


def rows_of(program: Program, rows: Array) -> tuple[sp.csr_matrix, Array, Array]:
    """Return rows of a program with their bounds."""
    return sp.csr_matrix(program.matrix[rows]), program.row_lower[rows], program.row_upper[rows]
