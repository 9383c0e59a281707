"""What in a network follows the CO2 price beside the ledger: costs do in parts of a band, the rest is of its centre."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
import pypsa

from werven.ranking.linear.arrays import Columns
from werven.ranking.linear.attributes import active, over_time

#: So many are named.
NAMED: Final = 3


def following(low: pypsa.Network, high: pypsa.Network, ledger: str) -> str:
    """Say what differs between the networks of the two ends of a band; nothing where they are the same.

    Parameters
    ----------
    low, high : Network
        The network at the lowest and at the highest CO2 price of the band.
    ledger : str
        What takes from this bus costs the price of the closure, whatever the networks say.
    """
    found = list(dict.fromkeys(_differences(low, high, ledger)))
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(found[:NAMED]) + more


def dearer(network: pypsa.Network, ends: Sequence[pypsa.Network], ledger: str, width: int) -> np.ndarray:
    """Return what a unit of every column costs more in one network than in another [EUR/a].

    Parameters
    ----------
    network : Network
        The one whose columns are meant, with its model.
    ends : sequence of Network
        The cheap one and the dear one, at both ends of a band of CO2 prices.
    ledger : str
        What takes from this bus is left out: it costs the price of the closure.
    width : int
        Number of columns.
    """
    columns, more = Columns(network.model), np.zeros(width)
    hours = network.snapshot_weightings["objective"].to_numpy()
    for component in ("Generator", "Store", "Link", "Process"):
        parts = active(network, component)
        names = [name for name in parts.index if parts.get("bus", pd.Series(dtype=str)).get(name) != ledger]
        low, high = (over_time(end, component, "marginal_cost", names) for end in ends)
        moves = [str(name) for name in names if not np.array_equal(low[name], high[name])]
        index = columns.of(f"{component}-p", moves)
        if index.size:
            more[index] = (high[moves] - low[moves]).to_numpy().T * hours
    return more


def _differences(low: pypsa.Network, high: pypsa.Network, ledger: str) -> Iterator[str]:
    """Yield what differs: component, name and column."""
    for part in low.components:
        other = high.c[part.name]
        for name in part.static.index.symmetric_difference(other.static.index):
            yield f"{part.name} {name}"
        shared = part.static.index.intersection(other.static.index)
        if "bus" in part.static:
            shared = shared[(part.static.loc[shared, "bus"] != ledger).to_numpy()]
        columns = part.static.columns.intersection(other.static.columns)
        yield from _cells(part.name, part.static.loc[shared, columns], other.static.loc[shared, columns])
        for column in part.dynamic:
            mine, theirs = part.dynamic[column], other.dynamic[column]
            for name in mine.columns.union(theirs.columns).intersection(shared):
                if (
                    name not in mine
                    or name not in theirs
                    or not np.array_equal(mine[name], theirs[name], equal_nan=True)
                ):
                    yield f"{part.name} {name} {column}"


def _cells(component: str, low: pd.DataFrame, high: pd.DataFrame) -> Iterator[str]:
    """Yield the cells of two tables that differ."""
    for column in low:
        mine, theirs = low[column], high[column]
        differs = (mine != theirs) & ~(mine.isna() & theirs.isna())
        for name in low.index[differs.to_numpy()]:
            yield f"{component} {name} {column}"
