"""What in a network follows the CO2 price beside the ledger: it is taken at the centre of a band, and that is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import pypsa

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
