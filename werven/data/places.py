"""Where the works run: the lines of the register, and straight ones between nodes where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import pandas as pd

from werven.data.tables import records

#: Longitude and latitude [deg].
Place: TypeAlias = tuple[float, float]
#: Wide enough for any node of a European network, narrow enough to notice longitude and latitude swapped [deg].
LON_RANGE = (-30.0, 45.0)
LAT_RANGE = (30.0, 75.0)
LINE_ALLOWED = (
    f"two points or more, lon lat; lon lat [deg]: longitude {LON_RANGE[0]:.0f} to {LON_RANGE[1]:.0f}, "
    f"latitude {LAT_RANGE[0]:.0f} to {LAT_RANGE[1]:.0f}"
)


def read_line(cell: Any) -> list[Place]:
    """Return the points of a line of the register, ``lon lat; lon lat`` [deg]; none of an empty cell.

    Raises
    ------
    ValueError
        It is not `LINE_ALLOWED`.
    """
    if pd.isna(cell) or not str(cell).strip():
        return []
    points = [tuple(float(part) for part in point.split()) for point in str(cell).split(";") if point.strip()]
    there = [
        point for point in points if len(point) == 2 and _inside(point[0], LON_RANGE) and _inside(point[1], LAT_RANGE)
    ]
    if len(there) < max(2, len(points)):
        raise ValueError(f"not {LINE_ALLOWED}: {cell}")
    return [(lon, lat) for lon, lat in there]


def _inside(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= value <= ends[1]


def places(nodes: pd.DataFrame) -> dict[str, Place]:
    """Return the place of every node that has one."""
    known = nodes.dropna(subset=["lon_deg", "lat_deg"])
    return {str(row.node): (float(row.lon_deg), float(row.lat_deg)) for row in records(known)}


def leg_points(leg: Any, at: Mapping[str, Place]) -> tuple[list[Place], Literal["line", "straight", "none"]]:
    """Return the points of a leg, and how they were found.

    Parameters
    ----------
    leg : row
        Of `work_legs`: ``line, from_bus, to_bus``.
    at : mapping of str to Place
        From `places`.

    Returns
    -------
    list of Place
        Empty where no place is known; twice the same where both ends lie in one place.
    str
        ``line`` (as the register draws it), ``straight`` (between its nodes) or ``none``.
    """
    points = read_line(leg.line)
    if points:
        return points, "line"
    ends = [at[node] for node in leg_nodes(leg) if node in at]
    return (ends, "straight") if len(ends) == 2 else ([], "none")


def leg_nodes(leg: Any) -> tuple[str, str]:
    """Return the nodes at both ends of a leg, whose buses are called ``node carrier``."""
    return str(leg.from_bus).rsplit(" ", 1)[0], str(leg.to_bus).rsplit(" ", 1)[0]
