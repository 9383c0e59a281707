"""The outline the maps are drawn on.

`data/outline.csv` is the project's own coarse drawing of Flanders, its provinces, the coast, the Scheldt,
three canals and the edges of the neighbours: some 520 points set by hand at towns, river bends and border
posts. Neighbouring polygons share their points exactly. Provinces are drawn as they were until 2024
(Zwijndrecht in Antwerpen); the enclaves of Baarle-Hertog are left out. A user's own polygons can take the
place of the regions and provinces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from werven.data import tables
from werven.data.outline import OUTLINE, PLACES, PROVINCES, REGIONS, drawn
from werven.data.places import LAT_RANGE, LON_RANGE
from werven.errors import Fault, InputError, raise_if

CRS_DATA = "EPSG:4326"
CRS_MAP = "EPSG:3812"  # Belgian Lambert 2008
CRS_AREA = "EPSG:3035"  # equal area, Europe


# Names and codes (NUTS, REFNIS) that public boundary files give to the regions and provinces.
ALIASES = {
    "Flanders": "flanders|vlaanderen|vlaams gewest|region flamande|flemish region|be2|02000",
    "Brussels": "brussels|brussel|brussels hoofdstedelijk gewest|region de bruxelles capitale|be1|04000",
    "West-Vlaanderen": "west vlaanderen|west flanders|flandre occidentale|be25|30000",
    "Oost-Vlaanderen": "oost vlaanderen|east flanders|flandre orientale|be23|40000",
    "Antwerpen": "antwerpen|antwerp|anvers|be21|10000",
    "Vlaams-Brabant": "vlaams brabant|flemish brabant|brabant flamand|be24|20001",
    "Limburg": "limburg|limbourg|be22|70000",
}
_FEATURE_OF = {alias: feature for feature, aliases in ALIASES.items() for alias in aliases.split("|")}


def read_outline(path: Path, user_file: Path | None = None) -> gpd.GeoDataFrame:
    """Read the outline, with a user's own regions and provinces when a file is given.

    Parameters
    ----------
    path : Path
        The table of points, see `OUTLINE`.
    user_file : Path, optional
        Any vector file with polygons (GISCO, Statbel, Digitaal Vlaanderen). Regions and provinces are found
        by name, NUTS or REFNIS code in any of its columns; smaller units are merged. When none is found,
        every polygon is taken for a province and their union for Flanders.

    Returns
    -------
    GeoDataFrame
        `feature`, `kind`, `geometry`; one row per feature, degrees (EPSG:4326).

    Raises
    ------
    InputError
        File missing or unreadable, columns or values wrong, points out of order, too few points, rings that
        cross themselves, holes without a ring, no polygons, no coordinate reference system.
    """
    shapes, faults = drawn(tables.read(path, OUTLINE), path.name)
    raise_if(faults)
    rows = [{"feature": feature, "kind": kind, "geometry": shape} for feature, (kind, shape) in shapes.items()]
    own = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS_DATA)
    if user_file is None:
        return own
    kept = own[~own["kind"].isin(["region", "province"])]
    return gpd.GeoDataFrame(pd.concat([kept, read_user_polygons(user_file)], ignore_index=True), crs=CRS_DATA)


def read_places(path: Path) -> pd.DataFrame:
    """Read the towns and waters named on the maps: `place`, `kind`, names, `lon_deg`, `lat_deg`."""
    return tables.read(path, PLACES)


def read_user_polygons(path: Path) -> gpd.GeoDataFrame:
    """Read regions and provinces from a user's vector file.

    Returns
    -------
    GeoDataFrame
        `feature`, `kind` (region or province), `geometry`, in degrees (EPSG:4326).

    Raises
    ------
    InputError
        No such file, not a vector file, no polygons, no coordinate reference system, polygons elsewhere.
    """
    if not path.exists():
        raise InputError([Fault(str(path), "", "", "no such file", "a vector file with polygons")])
    if not path.is_file() and path.suffix != ".gdb":
        found = "a folder" if path.is_dir() else "a pipe or a device"
        raise InputError([Fault(str(path), "", "", found, "a vector file (GeoJSON, GeoPackage, shapefile)")])
    try:
        raw = gpd.read_file(path)
    except Exception as error:
        fault = Fault(str(path), "", "", f"unreadable: {error}", "a vector file (GeoJSON, GeoPackage, shapefile)")
        raise InputError([fault]) from error
    if not isinstance(raw, gpd.GeoDataFrame):
        raise InputError([Fault(str(path), "", "geometry", "no geometry", "polygons")])
    raw = raw[raw.geometry.notna() & raw.geometry.geom_type.isin(["Polygon", "MultiPolygon"])].reset_index(drop=True)
    if raw.empty:
        raise InputError([Fault(str(path), "", "geometry", "no polygons", "at least one polygon")])
    if raw.crs is None:
        raise InputError([Fault(str(path), "", "crs", "none", "a coordinate reference system, e.g. EPSG:31370")])
    raw = raw.to_crs(CRS_DATA)
    raw.geometry = raw.geometry.make_valid()
    if raw.cx[2.0:7.0, 49.0:52.5].empty:  # around Belgium
        bounds = "lon {:.4g}, lat {:.4g} to lon {:.4g}, lat {:.4g}".format(*raw.total_bounds)
        allowed = "polygons in Belgium; are longitude and latitude swapped, or is it another reference system?"
        raise InputError([Fault(str(path), "", "geometry", bounds, allowed)])
    return _by_feature(raw)


def _by_feature(raw: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Merge the rows of a user's file into regions and provinces."""
    found = _recognised(raw)
    kinds = {name: "region" if name in REGIONS else "province" for name in found}
    if not found:
        found = {name: [row] for row, name in enumerate(_labels(raw))}
        kinds = dict.fromkeys(found, "province")
    shapes = {name: unary_union(list(raw.geometry.iloc[rows])) for name, rows in found.items()}
    provinces = [name for name, kind in kinds.items() if kind == "province"]
    if "Flanders" not in shapes and provinces:
        shapes["Flanders"] = unary_union([shapes[name] for name in provinces])
        kinds["Flanders"] = "region"
    return gpd.GeoDataFrame(
        {"feature": list(shapes), "kind": [kinds[name] for name in shapes]},
        geometry=list(shapes.values()),
        crs=CRS_DATA,
    )


def _recognised(raw: gpd.GeoDataFrame) -> dict[str, list[int]]:
    """Return the row numbers of every region and province that the columns of a user's file name.

    A column counts when it names two of them or Flanders: the municipality Antwerpen alone is no province.
    """
    found: dict[str, set[int]] = {}
    belgian = _belgian_rows(raw)
    for name in raw.columns.drop(raw.geometry.name):
        if pd.api.types.is_numeric_dtype(raw[name]):
            continue  # a population of 10 000 is not the code of Antwerpen
        features = raw[name].map(_feature_of).where(belgian).dropna()
        if features.nunique() >= 2 or "Flanders" in set(features):
            for row, feature in features.items():
                found.setdefault(str(feature), set()).add(int(str(row)))
    return {feature: sorted(found[feature]) for feature in (*REGIONS, *PROVINCES) if feature in found}


def _belgian_rows(raw: gpd.GeoDataFrame) -> pd.Series:
    """Return which rows lie in Belgium: GISCO names the country, and the Netherlands have a Limburg too."""
    for name in raw.columns:
        if str(name).upper() in {"CNTR_CODE", "CNTR_ID"}:
            inside = [str(country).upper() == "BE" for country in raw[name]]
            return pd.Series(inside, index=raw.index)
    return pd.Series(True, index=raw.index)


def _feature_of(cell: Any) -> str | None:
    """Return the region or province that a cell names, if any."""
    text = str(cell).lower().replace("é", "e").replace("-", " ")
    text = re.sub(r"\(be\)|\bprov(incie|ince)?\b\.?|\bde la\b|^\s*(de|d'|van)\s*", " ", text)
    text = re.sub(r"^\s*(d'|d’|de )", "", re.sub(r"\s+", " ", text).strip())
    return _FEATURE_OF.get(text)


def _labels(raw: gpd.GeoDataFrame) -> list[str]:
    """Return one different name per row: the first column of different texts, else numbers."""
    for name in raw.columns.drop(raw.geometry.name):
        texts = raw[name].astype("string")
        if texts.notna().all() and texts.is_unique and pd.to_numeric(texts, errors="coerce").isna().all():
            return [str(text) for text in texts]
    return [f"polygon {number}" for number in range(1, len(raw) + 1)]


def _one_shape(shape: gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry) -> BaseGeometry:
    """Return one valid polygon in the equal-area projection; bare geometries are taken to be in degrees."""
    if isinstance(shape, BaseGeometry):
        shape = gpd.GeoSeries([shape], crs=CRS_DATA)
    return shape.geometry.to_crs(CRS_AREA).make_valid().union_all()


def intersection_over_union(
    a: gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry, b: gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry
) -> float:
    """Return the area two shapes share over the area they cover together, in EPSG:3035 (0 to 1).

    Parameters
    ----------
    a, b : GeoDataFrame, GeoSeries or shapely geometry
        All rows count as one shape; bare geometries are in degrees (EPSG:4326).

    Raises
    ------
    InputError
        Both shapes are without area.
    """
    first, second = _one_shape(a), _one_shape(b)
    union = float(first.union(second).area)
    if union == 0:
        raise InputError([Fault("geometry", "", "", "no area", "two polygons")])
    return float(first.intersection(second).area) / union


def to_map(gdf: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the features in the map projection, Belgian Lambert 2008 (EPSG:3812), metres."""
    if gdf.crs is None:
        raise InputError([Fault("geometry", "", "crs", "none", "a coordinate reference system, e.g. EPSG:4326")])
    return gdf.to_crs(CRS_MAP)


def project(
    lon: float | Iterable[float], lat: float | Iterable[float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return points in the map projection.

    Parameters
    ----------
    lon, lat : float or sequence of float
        Degrees, WGS 84, equally many.

    Returns
    -------
    tuple of arrays
        `x` and `y` in metres (EPSG:3812), in the shape of the input; zero-dimensional for one point.

    Raises
    ------
    InputError
        Not equally many, not a number, or far from Belgium (longitude and latitude swapped).
    """
    east, north = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if east.shape != north.shape:
        raise InputError([Fault("points", "", "lon, lat", f"{east.size} and {north.size}", "equally many of both")])
    faults = []
    for name, values, (low, high) in (("lon", east, LON_RANGE), ("lat", north, LAT_RANGE)):
        bad = ~((values >= low) & (values <= high))
        for row in np.flatnonzero(bad):
            found = f"{values.reshape(-1)[row]:g}"
            faults.append(Fault("points", str(row + 1), name, found, f"{low:g} to {high:g} degrees"))
    raise_if(faults)
    x, y = Transformer.from_crs(CRS_DATA, CRS_MAP, always_xy=True).transform(east, north)
    return np.asarray(x, dtype=float), np.asarray(y, dtype=float)
