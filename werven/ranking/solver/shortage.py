"""What is short: demand that an optimum leaves, and where a program without one cannot move what has to come or go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy
import numpy as np
import scipy.sparse as sp

from werven.coalition import label
from werven.data.tables import records
from werven.errors import SolveError
from werven.network.solve import UNSERVED_TOLERANCE_MW

if TYPE_CHECKING:
    from collections.abc import Collection

    from werven.ranking.linear.program import Array, Program

#: Less than this is rounding [MW or t/h].
LEAST: Final = 1e-6
MOST_TOLD: Final = 8


def shortage(program: Program, coalition: Collection[str], time_limit_s: float = 120.0) -> str:
    """Say which buses could not be balanced with a coalition built, one a line.

    Every balance may be left open by an amount, and the least of all amounts together is looked for.

    Parameters
    ----------
    program : Program
        Infeasible for the coalition.
    coalition : collection of str
        Works that are built.
    time_limit_s : float
        After which nothing is said.
    """
    table, width = program.balances, len(program.cost)
    if table.empty:
        return ""
    rows = table["row"].to_numpy(dtype=int)
    open_ends = sp.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), (program.matrix.shape[0], len(rows)))
    lower, upper = program.bounds(coalition)
    none, endless = np.zeros(2 * len(rows)), np.full(2 * len(rows), np.inf)
    cost = np.concatenate([np.zeros(width), np.ones(2 * len(rows))])
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", time_limit_s)
    highs.addVars(len(cost), np.concatenate([lower, none]), np.concatenate([upper, endless]))
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    matrix = sp.csr_matrix(sp.hstack([program.matrix, open_ends, -open_ends]))
    ends = (program.row_lower, program.row_upper)
    highs.addRows(matrix.shape[0], *ends, matrix.nnz, matrix.indptr, matrix.indices, matrix.data)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return "\n  limits or constraints of components contradict each other, whatever the buses get"
    short, beyond = np.asarray(highs.getSolution().col_value)[width:].reshape(2, -1)
    return _told(program, short, "short of") + _told(program, beyond, "left with")


def _told(program: Program, amounts: np.ndarray, word: str) -> str:
    """Return a line a bus that is short of something, or has too much of it."""
    hours = program.hours[program.balances["snapshot"].to_numpy(dtype=int)]
    table = program.balances.assign(hours=hours, amount=amounts * hours)[amounts > LEAST]
    total = table.groupby("bus", sort=False)[["hours", "amount"]].sum()
    lines = [
        f"\n  {row.Index}: {word} {row.amount:,.1f} MWh or t a year, in {row.hours:.0f} h/a" for row in records(total)
    ]
    more = [f"\n  and {len(lines) - MOST_TOLD} buses more"] if len(lines) > MOST_TOLD else []
    return "".join([*lines[:MOST_TOLD], *more])


def check_served(program: Program, value: Array, coalition: Collection[str]) -> None:
    """Check that an optimum serves all demand.

    Raises
    ------
    SolveError
        Says where it is short, and how long.
    """
    shedding = program.shedding
    if not shedding.columns.size:
        return
    power = value[shedding.columns] * shedding.scale[:, None]
    short = power > UNSERVED_TOLERANCE_MW
    missing = np.flatnonzero(short.any(axis=1))
    if missing.size:
        energy = np.where(short, power, 0.0) @ shedding.hours
        lines = [
            f"  {shedding.buses[bus]}: short in {shedding.hours[short[bus]].sum():.0f} h/a, "
            f"{energy[bus]:,.1f} MWh or t a year"
            for bus in missing
        ]
        raise SolveError(f"coalition {label(coalition)!r}: demand cannot be met:\n" + "\n".join(lines))
