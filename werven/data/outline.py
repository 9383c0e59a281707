"""The tables of the drawing, `data/outline.csv` and `data/places.csv`, and what can be wrong with them.

In the table `part` numbers the rings of a polygon or the strokes of a line; part ``-n`` is a hole in part
``n``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from werven.data.column_kinds import SOURCE
from werven.data.places import LAT_RANGE, LON_RANGE
from werven.data.tables import Column, Table, absent_words, examined
from werven.errors import Fault

POLYGON_KINDS = ("region", "province", "neighbour", "sea")
LINE_KINDS = ("coast", "river", "canal")
PLACE_KINDS = ("city", "town", "abroad", "water")
PROVINCES = ("West-Vlaanderen", "Oost-Vlaanderen", "Antwerpen", "Vlaams-Brabant", "Limburg")
REGIONS = ("Flanders", "Brussels")

_DEGREES = {
    "lon_deg": Column("number", "Longitude, WGS 84", "deg", *LON_RANGE),
    "lat_deg": Column("number", "Latitude, WGS 84", "deg", *LAT_RANGE),
}
OUTLINE = Table(
    "outline",
    "Points of the coarse drawing the maps stand on",
    "geo",
    {
        "feature": Column("text", "What the point belongs to"),
        "kind": Column("text", "What it is drawn as", allowed=POLYGON_KINDS + LINE_KINDS),
        "part": Column("year", "Ring or stroke; -n is a hole in part n"),
        "order": Column("year", "Place of the point in its part, from 1", ge=1),
        **_DEGREES,
        "note": Column("text", "The place the point was set at", empty=True),
        **SOURCE,
    },
    ("feature", "part", "order"),
)
PLACES = Table(
    "places",
    "Towns and waters named on the maps",
    "geo",
    {
        "place": Column("text", "Id", form="id"),
        "kind": Column("text", "Size of the label", allowed=PLACE_KINDS),
        "name_nl": Column("text", "Name in Dutch"),
        "name_en": Column("text", "Name in English"),
        **_DEGREES,
        **SOURCE,
    },
    ("place",),
)


#: What the drawing of the project holds at least; one that a test or a user draws may hold less.
WHOLE = {
    "outline": replace(
        OUTLINE, least=960, holds={"feature": (*REGIONS, *PROVINCES), "kind": (*POLYGON_KINDS, *LINE_KINDS)}
    ),
    "places": replace(PLACES, least=30, holds={"kind": PLACE_KINDS}),
}


def drawing_faults(data: Path) -> list[Fault]:
    """Return everything that is wrong with the drawing that the maps stand on.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    """
    faults: list[Fault] = []
    for name, table in WHOLE.items():
        frame, found = examined(data / f"{name}.csv", table)
        if not found:
            found = absent_words({name: frame}, WHOLE)
            found += drawn(frame, f"{name}.csv")[1] if name == "outline" else []
        faults += found
    return faults


def drawn(points: pd.DataFrame, file: str) -> tuple[dict[str, tuple[str, BaseGeometry | None]], list[Fault]]:
    """Return kind and shape of every feature, and the faults of those that cannot be drawn.

    Parameters
    ----------
    points : DataFrame
        Table `OUTLINE`.
    file : str
        Its name in messages.
    """
    faults: list[Fault] = []
    shapes = {}
    for feature, group in points.groupby("feature", sort=False):
        faults += _kind_faults(file, str(feature), group)
        shapes[str(feature)] = str(group["kind"].iloc[0]), _shape(file, str(feature), group, faults)
    return shapes, faults


def _kind_faults(file: str, feature: str, group: pd.DataFrame) -> list[Fault]:
    """Return faults of a feature that is drawn as two kinds."""
    kinds = list(dict.fromkeys(group["kind"]))
    if len(kinds) == 1:
        return []
    row = group.index[group["kind"] != kinds[0]][0]
    return [Fault(file, str(row + 2), "kind", str(kinds[1]), f"{kinds[0]}, as the first point of {feature}")]


def _shape(file: str, feature: str, group: pd.DataFrame, faults: list[Fault]) -> BaseGeometry | None:
    """Return the polygon or line of one feature; append what is wrong to `faults`."""
    is_line = group["kind"].iloc[0] in LINE_KINDS
    before = len(faults)
    parts: dict[int, list[tuple[float, float]]] = {}
    for part, rows in group.groupby("part", sort=False):
        number = int(str(part))
        parts[number] = list(zip(rows["lon_deg"], rows["lat_deg"], strict=True))
        faults += _part_faults(file, rows, 2 if is_line else 3)
        if number == 0 or (number < 0 and (is_line or -number not in set(group["part"]))):
            allowed = "1, 2, ...; -n only for a hole in polygon part n"
            faults.append(Fault(file, str(rows.index[0] + 2), "part", str(number), allowed))
    if len(faults) > before:
        return None
    if is_line:
        lines = [LineString(line) for line in parts.values()]
        return lines[0] if len(lines) == 1 else MultiLineString(lines)
    rings = [Polygon(ring, [parts[-n]] if -n in parts else None) for n, ring in parts.items() if n > 0]
    if not all(ring.is_valid for ring in rings):
        row = str(group.index[0] + 2)
        faults.append(Fault(file, row, "order", feature, "rings that do not cross themselves, holes inside their ring"))
        return None
    return unary_union(rings)


def _part_faults(file: str, rows: pd.DataFrame, least: int) -> list[Fault]:
    """Return faults of one part: order 1, 2, 3, ... down the table, and enough different points."""
    faults = []
    expected = np.arange(1, len(rows) + 1)
    wrong = np.flatnonzero(rows["order"].to_numpy(dtype=int) != expected)
    if wrong.size:
        first = int(wrong[0])
        found, line = str(rows["order"].iloc[first]), str(rows.index[first] + 2)
        faults.append(Fault(file, line, "order", found, f"{expected[first]}: 1, 2, 3, ... without gaps"))
    count = len(rows[["lon_deg", "lat_deg"]].drop_duplicates())
    if count < least:
        line = str(rows.index[0] + 2)
        what = f"{count} different points in part {rows['part'].iloc[0]} of {rows['feature'].iloc[0]}"
        faults.append(Fault(file, line, "part", what, f"at least {least}"))
    return faults
