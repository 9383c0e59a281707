"""What every column of a program emits: read off the rows of the model, so that PyPSA's own way of counting holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pypsa

from werven.errors import Fault, InputError
from werven.ranking.linear.attributes import active, over_time

if TYPE_CHECKING:
    from werven.ranking.linear.arrays import Columns, Rows

Array = np.ndarray
#: Ledger that counts fuels by carrier, and the row that PyPSA is asked to count them in.
BY_CARRIER: Final = "carrier"
ROW: Final = "werven counts what fuels emit"


@contextmanager
def counted(network: pypsa.Network, ledger: str) -> Iterator[None]:
    """Let models of a network hold a row of the emissions of its fuels, where the ledger is that of carriers.

    PyPSA counts them in a constraint on primary energy: with efficiencies that change or follow a curve, and with what
    stores and storage units lose from beginning to end. The row is never a limit: the program leaves it out.
    """
    if ledger != BY_CARRIER:
        yield
        return
    limit = {"type": "primary_energy", "carrier_attribute": "co2_emissions", "sense": "<=", "constant": 0.0}
    network.add("GlobalConstraint", ROW, **limit)
    try:
        yield
    finally:
        network.remove("GlobalConstraint", ROW)


def burning(network: pypsa.Network) -> dict[str, pd.DataFrame]:
    """Return the active components that emit what their carrier says, by kind."""
    factors = network.carriers["co2_emissions"]
    emitting = factors.index[factors != 0.0]
    every = {component: active(network, component) for component in ("Generator", "Store", "StorageUnit")}
    return {component: static[static["carrier"].isin(emitting)] for component, static in every.items()}


def counting_rows(rows: Rows) -> Array:
    """Return the places of the rows that only count: none or one."""
    return rows.of(f"GlobalConstraint-{ROW}")


def by_carrier(network: pypsa.Network, rows: Rows, width: int) -> tuple[Array, float]:
    """Return the emissions of one unit of every column [t/a], and those that no column decides [t/a].

    Raises
    ------
    InputError
        A model of the user's own without the constraints of the network.
    """
    place = counting_rows(rows)
    if all(static.empty for static in burning(network).values()):
        return np.zeros(width), 0.0
    if not len(place):
        found, allowed = "a model without global constraints", "what n.optimize.create_model() makes, and more"
        raise InputError([Fault("network", "", "create_model", found, allowed)])
    row = rows.matrix[place[0]]
    emissions = np.zeros(width)
    emissions[row.indices] = row.data
    return emissions, -float(rows.upper[place[0]])


def without_own_cost(network: pypsa.Network, columns: Columns, bus: str, cost: Array) -> Array:
    """Return costs in which what takes from a ledger has no ``marginal_cost``: the price of the closure replaces it.

    Whatever else somebody put on such a flow stays.
    """
    result, hours = cost.copy(), network.snapshot_weightings["objective"].to_numpy()
    for component in ("Generator", "Store"):
        takers = active(network, component)
        names = [str(name) for name in takers.index[takers["bus"] == bus]]
        index = columns.of(f"{component}-p", names)
        if index.size:
            own = over_time(network, component, "marginal_cost", names).to_numpy().T * hours
            rest = cost[index] - own
            result[index] = np.where(np.abs(rest) <= 1e-9 * np.abs(own), 0.0, rest)
    return result


def on_bus(network: pypsa.Network, columns: Columns, bus: str, width: int) -> Array:
    """Return the emissions of one unit of every column [t/a]: what generators and stores of a ledger take of others.

    Both in hours of a year: the level of a store follows the hours of its own day, and what flows into it does not.
    """
    emissions = np.zeros(width)
    hours = network.snapshot_weightings["generators"].to_numpy()
    for component in ("Generator", "Store"):
        takers = active(network, component)
        takers = takers[takers["bus"] == bus]
        index = columns.of(f"{component}-p", list(takers.index))
        if index.size:
            emissions[index] = -takers["sign"].to_numpy()[:, None] * hours
    return emissions
