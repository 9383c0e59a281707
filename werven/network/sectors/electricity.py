"""Electricity: plants, the grid of today, and the borders."""

from __future__ import annotations

import pandas as pd

from werven.data.assumptions import interpolate
from werven.data.tables import records
from werven.network.components import Parts
from werven.network.conversion import add_sector
from werven.network.sectors import neighbours
from werven.weather.resolution import TimeResolution


def add(
    parts: Parts, time: TimeResolution, profiles: pd.DataFrame, known: neighbours.Baseline | None = None
) -> neighbours.Baseline | None:
    """Note plants, grid, borders and neighbours; return what neighbours do without Flanders.

    Parameters are those of `werven.network.sectors.neighbours.add`.
    """
    add_sector(parts, "power", profiles)
    _grid(parts)
    _borders(parts)
    return neighbours.add(parts, time, profiles, known)


def two_way(parts: Parts, name: str, bus0: str, bus1: str, p_nom: float, **attributes: object) -> None:
    """Note a lossless link in both directions, each with the small cost of a flow."""
    cost = parts.assumptions.config.network.transport_cost
    for label, start, end in ((name, bus0, bus1), (f"{name} back", bus1, bus0)):
        parts.add("Link", label, bus0=start, bus1=end, p_nom=p_nom, marginal_cost=cost, **attributes)


def _grid(parts: Parts) -> None:
    """Note the corridors that stand; between areas they are transfer capacities after N-1."""
    a = parts.assumptions
    for row in records(a.tables["grid"]):
        start, end = f"{row.from_node} {row.carrier}", f"{row.to_node} {row.carrier}"
        built = pd.isna(row.year_in_service) or int(row.year_in_service) <= a.year
        if built and start in parts.buses.index and end in parts.buses.index:
            capacity = float(row.capacity_mw) * float(row.n1_factor)
            two_way(
                parts,
                f"grid {row.corridor}",
                start,
                end,
                capacity,
                carrier=f"{row.carrier} grid",
                role="grid",
                confidence=str(row.confidence),
            )


def _borders(parts: Parts) -> None:
    """Note the trading capacity between the border and the neighbour."""
    a = parts.assumptions
    for zone, dated in a.tables["trading_capacity"].groupby("zone"):
        start, end = f"{zone}.border electricity", f"{zone} electricity"
        if start in parts.buses.index and end in parts.buses.index:
            capacity = interpolate(dated["year"], dated["capacity_mw"], a.year)
            two_way(parts, f"trade {zone}", start, end, capacity, carrier="electricity trade", role="trade")
