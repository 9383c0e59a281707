"""Capacities that nobody wants, left out of a program and priced after every solve.

A network of many places offers far more plants than any optimum builds. What may be built is a block: capacities, and
a column of output per snapshot below them and what stands, ``p[t] <= h[t] + sum_i a[i, t] P[i]``. A solver need not
carry the rows of a block while building none of its capacities pays, and whether one pays follows from the reduced
costs of the outputs, which are then at most what stands: ``sum_t a[i, t] max(0, -d[t]) > d[P[i]]``. Blocks that pay are
put back and the program is solved on, so the optimum is that of the whole program (column generation; Desaulniers,
Desrosiers and Solomon 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from werven.ranking.linear.program import Array, Program

#: A block pays when what it earns exceeds what it costs by more than this share of it (or of 10 kEUR a unit).
PAYS = 1e-7


@dataclass(frozen=True)
class Blocks:
    """Blocks of a program.

    Attributes
    ----------
    capacity, block : ndarray of int
        Columns of the capacities, and the block of each.
    rows, members, owner : ndarray of int
        Row, column below it and block, all of one length.
    limit : ndarray
        ``h`` of ``p <= h + sum_i a_i P_i``, as long.
    share : csr_matrix
        ``a``: rows of the block x capacities.
    """

    capacity: Array
    block: Array
    rows: Array
    members: Array
    owner: Array
    limit: Array
    share: sp.csr_matrix

    @property
    def count(self) -> int:
        """Number of blocks."""
        return int(self.block.max(initial=-1)) + 1

    def paying(self, reduced: Array) -> Array:
        """Return the blocks of which something would be built.

        Parameters
        ----------
        reduced : ndarray
            Reduced costs of all columns, where the rows of the blocks in question are left out.
        """
        earned = self.share.T @ np.maximum(0.0, -reduced[self.members])
        cost = reduced[self.capacity]
        return np.unique(self.block[earned > cost + PAYS * np.maximum(np.abs(cost), 1e4)])


def no_blocks() -> Blocks:
    """Return the blocks of a program of which everything is solved at once."""
    none = np.zeros(0, dtype=int)
    return Blocks(none, none, none, none, none, np.zeros(0), sp.csr_matrix((0, 0)))


def find_blocks(program: Program) -> Blocks:
    """Return the blocks of a program: capacities that occur in rows ``p <= h + sum_i a_i P_i`` and nowhere else."""
    rows, members, limit, share = _rows(program)
    width = program.matrix.shape[1]
    uses, good = (np.bincount(matrix.indices, minlength=width) for matrix in (program.matrix, share))
    switched = program.switched
    alone = np.bincount(members, minlength=width) == 1
    least = program.lower[members]
    fits = alone[members] & ~switched[members] & (least >= 0.0) & (least <= limit)
    whole = (uses == good) & (good > 0) & ~switched & (program.lower == 0.0)
    # A block is as good as its worst row: what a row that does not fit shares a capacity with does not fit either.
    while True:
        spoilt = np.asarray((share[~fits] != 0).sum(axis=0)).ravel() > 0
        whole &= ~spoilt
        still = fits & (share @ (~whole).astype(float) == 0.0)
        if (still == fits).all():
            break
        fits = still
    kept, capacity = np.flatnonzero(fits), np.flatnonzero(whole)
    return _grouped(capacity, rows[kept], members[kept], limit[kept], sp.csr_matrix(share[kept][:, capacity]))


def _rows(program: Program) -> tuple[Array, Array, Array, sp.csr_matrix]:
    """Return rows of the form of a block, their output, what stands, and ``a`` of every column; signs are turned."""
    matrix = program.matrix
    is_capacity = np.zeros(matrix.shape[1], dtype=bool)
    is_capacity[program.capacity] = True
    count = np.diff(matrix.indptr)
    of = np.repeat(np.arange(len(count)), count)
    capital = is_capacity[matrix.indices]
    built = np.bincount(of, weights=capital, minlength=len(count))
    upward = np.isneginf(program.row_lower) & np.isfinite(program.row_upper)
    downward = np.isposinf(program.row_upper) & np.isfinite(program.row_lower)
    here = np.flatnonzero((built > 0) & (count == built + 1) & (upward | downward))
    sign = np.where(upward[here], 1.0, -1.0)
    output = np.flatnonzero(~capital & np.isin(of, here))
    members, alpha = matrix.indices[output].astype(int), sign * matrix.data[output]
    limit = sign * np.where(upward[here], program.row_upper[here], program.row_lower[here])
    share = sp.csr_matrix(sp.diags(-sign) @ matrix[here])
    share = sp.csr_matrix(share.multiply(is_capacity))
    good = (alpha > 0.0) & (limit >= 0.0) & (np.asarray(share.min(axis=1).todense()).ravel() >= 0.0)
    scale = sp.diags(1.0 / np.where(good, alpha, 1.0)[good])
    return here[good], members[good], limit[good] / alpha[good], sp.csr_matrix(scale @ share[good])


def _grouped(capacity: Array, rows: Array, members: Array, limit: Array, share: sp.csr_matrix) -> Blocks:
    """Return blocks: capacities that share a row belong together."""
    ties = share.T @ share
    _, block = connected_components(ties, directed=False)
    first = share.indices[share.indptr[:-1]] if len(rows) else np.zeros(0, dtype=int)
    return Blocks(capacity, block, rows, members, block[first], limit, share)


def rows_of(program: Program, rows: Array) -> tuple[sp.csr_matrix, Array, Array]:
    """Return rows of a program with their bounds."""
    return sp.csr_matrix(program.matrix[rows]), program.row_lower[rows], program.row_upper[rows]
