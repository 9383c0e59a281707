"""Places of the page, in kilometres of EPSG:3035: land, nodes, and the lines of works."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from werven.data.places import Place, leg_nodes, leg_points, places
from werven.data.polygons import CRS_AREA, CRS_DATA
from werven.data.tables import records

KINDS = ("neighbour", "region", "province", "canal", "river")
"""Features of the outline that are drawn, the lowest first."""


def kilometres(lon: npt.ArrayLike, lat: npt.ArrayLike) -> list[list[float]]:
    """Return points [deg, WGS 84] as ``[x, y]`` [km] of the equal-area projection of Europe, EPSG:3035."""
    x, y = _transformer().transform(np.asarray(lon), np.asarray(lat))
    return [[round(float(a) / 1000, 2), round(float(b) / 1000, 2)] for a, b in zip(x, y, strict=True)]


@cache
def _transformer() -> Transformer:
    """Return what projects; it takes longer to make than to use."""
    return Transformer.from_crs(CRS_DATA, CRS_AREA, always_xy=True)


def land(outline: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the features of the outline as lines: ``kind``, ``name``, ``lines`` (lists of ``[x, y]``).

    Parameters
    ----------
    outline : GeoDataFrame
        `feature`, `kind`, `geometry` in degrees.
    """
    rows = outline[outline["kind"].isin(KINDS)]
    order = rows["kind"].map(KINDS.index).sort_values(kind="stable").index
    return [
        {"kind": str(row.kind), "name": str(row.feature), "lines": [_line(part) for part in _parts(row.geometry)]}
        for row in rows.loc[order].itertuples()
    ]


def _parts(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    """Yield the rings of polygons and the strokes of lines."""
    for part in getattr(shape, "geoms", [shape]):
        yield part.exterior if part.geom_type == "Polygon" else part
        yield from getattr(part, "interiors", [])


def _line(part: BaseGeometry) -> list[list[float]]:
    """Return one ring or stroke."""
    xy = np.asarray(part.coords)
    return kilometres(xy[:, 0], xy[:, 1])


def node_places(nodes: pd.DataFrame) -> dict[str, list[float]]:
    """Return ``[x, y]`` [km] of every node with a place."""
    at = places(nodes)
    return dict(zip(at, _projected(at.values()), strict=True))


def _projected(points: Iterable[Place]) -> list[list[float]]:
    """Return places [deg] as ``[x, y]`` [km]."""
    lon, lat = np.array([*points], dtype=float).reshape(-1, 2).T
    return kilometres(lon, lat)


def leg_lines(legs: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return the line of every leg of the register.

    Parameters
    ----------
    legs : DataFrame
        `work_legs`: ``line`` as ``lon lat; lon lat`` in degrees, or empty.
    nodes : DataFrame
        Places for the legs without a line.

    Returns
    -------
    DataFrame
        `work, leg, from_node, to_node, capacity, unit, x, y, how`; `x` and `y` are lists [km], ``how`` is ``line``
        (as the register draws it), ``straight`` (between its nodes) or ``none`` (no place is known: empty lists).
    """
    at = places(nodes)
    found = []
    for row in records(legs):
        points, how = leg_points(row, at)
        xy = _projected(points)
        xs, ys = ([point[i] for point in xy] for i in (0, 1))
        found.append((str(row.work), str(row.leg), *leg_nodes(row), float(row.capacity), str(row.unit), xs, ys, how))
    columns = ["work", "leg", "from_node", "to_node", "capacity", "unit", "x", "y", "how"]
    return pd.DataFrame(found, columns=columns)
