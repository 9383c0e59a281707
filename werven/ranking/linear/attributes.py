"""What a PyPSA network says of a component, read the way PyPSA reads it: static or over time, given or derived."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd
import pypsa

#: Column of the size of a component.
SIZES: Final = {"Store": "e_nom", "Line": "s_nom", "Transformer": "s_nom"}
#: Attributes that PyPSA takes as curves over the output as well.
CURVES: Final = ("capital_cost", "efficiency", "marginal_cost")


def size_of(component: str) -> str:
    """Return the column of the size of a component."""
    return SIZES.get(component, "p_nom")


def words(column: pd.Series) -> pd.Series:
    """Return a column as text; empty where there is nothing. A whole number is the same word however it is kept."""
    told = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else cell for cell in column]
    return pd.Series(told, index=column.index, dtype=object).where(column.notna(), "").astype(str)


def active(network: pypsa.Network, component: str) -> pd.DataFrame:
    """Return the components of a kind that are active, in their static table."""
    static: pd.DataFrame = network.c[component].static
    return static[static["active"].astype(bool)]


def over_time(network: pypsa.Network, component: str, attribute: str, names: Collection[str]) -> pd.DataFrame:
    """Return an attribute, shape (snapshots, names), whether it stands in the static table or in a series."""
    index = pd.Index(list(names))
    return pd.DataFrame(network.get_switchable_as_dense(component, attribute, inds=index)[index])


def curved(network: pypsa.Network, component: str, attribute: str) -> pd.Index:
    """Return the components whose attribute is a curve over their output or size."""
    curve = network.c[component].piecewise.get(attribute)
    if curve is None or curve.empty:
        return pd.Index([])
    names: pd.Index = curve.dropna(how="all", axis=1).columns.unique("name")
    return names


def annual_cost(network: pypsa.Network, component: str, name: str) -> float:
    """Return the annuity and fixed cost of a component of its planned size [EUR/a].

    ``overnight_cost`` with ``discount_rate`` and ``lifetime`` where it is given, else ``capital_cost``, and
    ``fom_cost``: as PyPSA makes ``periodized_cost`` of them. A curve of ``capital_cost`` is summed up to the size.
    """
    part = network.c[component]
    size = float(part.static.at[name, size_of(component)])
    if name in curved(network, component, "capital_cost"):
        return _curve_up_to(part.piecewise["capital_cost"][name], size)
    share = float(part.periodized_cost.sel(name=name))
    return share * size if size else 0.0


def _curve_up_to(curve: pd.DataFrame, size: float) -> float:
    """Return the integral of a cost per unit from nothing to a size; a value holds from the point before to its own."""
    steps = curve.dropna()
    (place,) = steps.columns.drop("capital_cost")
    ends = steps[place].to_numpy(dtype=float)
    widths = np.diff(np.minimum(ends, size))
    return float(widths @ steps["capital_cost"].to_numpy(dtype=float)[1:])
