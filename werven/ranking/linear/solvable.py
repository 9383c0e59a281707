"""Numbers of a program that a solver refuses or takes for infinite, whatever made them."""

from __future__ import annotations

from typing import Final

import numpy as np

from werven.errors import Fault
from werven.ranking.linear.arrays import Columns, Rows
from werven.ranking.linear.features import OF_NETWORKS

#: Largest factor and cost [EUR/a] of a column: HiGHS stops at factors beyond it (its option ``large_matrix_value``) and
#: calls limits beyond `ENDLESS` infinite (``infinite_bound``).
MOST: Final = 1e15
ENDLESS: Final = 1e20


def size_faults(columns: Columns, rows: Rows) -> list[Fault]:
    """Return a fault for every component with a factor, a cost or a limit that no solver can work with.

    Parameters
    ----------
    columns, rows : Columns, Rows
        Of the model.
    """
    matrices, factors = columns.model.matrices, rows.matrix.tocoo()
    cost = np.asarray(matrices.c, float)
    wrong = np.flatnonzero(~(np.abs(factors.data) <= MOST))
    faults = {rows.told(int(factors.row[place])): float(factors.data[place]) for place in wrong[::-1]}
    for place in np.flatnonzero(~(np.abs(cost) <= MOST))[::-1]:
        faults[columns.told(int(place))] = float(cost[place])
    for told, lower, upper in (
        (rows.told, rows.lower, rows.upper),
        (columns.told, np.asarray(matrices.lb, float), np.asarray(matrices.ub, float)),
    ):
        for place in np.flatnonzero(~(lower < ENDLESS) | ~(upper > -ENDLESS))[::-1]:
            faults[told(int(place))] = float(upper[place] if lower[place] < ENDLESS else lower[place])
    first = {(array, where.split(",")[0]): value for (array, where), value in faults.items()}
    allowed = OF_NETWORKS["size"].allowed
    return [Fault("network", name, array, f"{value:g}", allowed) for (array, name), value in sorted(first.items())]
