"""The GeoPackage of a scenario: layers for QGIS that open in the colours of their carriers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from werven.data.polygons import read_outline
from werven.desk import styles
from werven.desk.layers import Layers, layers
from werven.solved.scenario import Solved

DATE = "2020-01-01T00:00:00.000Z"
"""Date of every entry, so that the same results give the same bytes."""
ORDER = ("flanders", "corridors", "works", "clusters")
"""Layers from the ground up."""
APART = 1.2
"""Distance between corridors of different carriers between the same places [mm]."""
TABLES = ("works_without_place", "corridors_without_line", "rankings")
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""


@dataclass(frozen=True)
class Style:
    """How QGIS draws a layer: QML, SLD (may be empty), and what it shows in a few words."""

    layer: str
    qml: str
    sld: str
    told: str


def write_geopackage(solved: Solved, outline: Path, path: Path) -> None:
    """Write the GeoPackage of a scenario, in EPSG:3035.

    Layers `clusters`, `works`, `corridors` and `flanders`, tables `TABLES` without geometry (only those that have
    rows), and `layer_styles`, which QGIS draws them by. The same results give the same bytes.

    Parameters
    ----------
    solved : Solved
        The scenario.
    outline : Path
        The table of points of the ground; polygons of the configuration take the place of Flanders there.
    path : Path
        File to write; its folder is made if absent, an older file is replaced.

    Raises
    ------
    InputError
        The outline or a line of the register cannot be read.
    """
    own = Path(solved.config.geo.file) if solved.config.geo.file else None
    found = layers(solved, read_outline(outline, own))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": DATE})
    try:
        for name in ORDER:
            _write(getattr(found, name), path, name)
        for name in TABLES:
            if len(getattr(found, name)):
                _write(getattr(found, name), path, name)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    _add_styles(path, list(_styles(solved, found)))


def _write(frame: pd.DataFrame, path: Path, layer: str) -> None:
    """Write a layer, or a table without geometry."""
    kind: dict[str, object] = {}
    if isinstance(frame, gpd.GeoDataFrame) and frame.empty:
        kind = {"geometry_type": "Unknown"}
    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists(), **kind)


def _styles(solved: Solved, found: Layers) -> Iterator[Style]:
    """Yield the style of every layer: of works the last ranking, else one width; of the rest the last year."""
    names, last = solved.names(solved.config.show.language), max(solved.years)
    yield Style("flanders", styles.ground_style(), "", "outline")
    for name, frame, size in (
        ("corridors", found.corridors, f"needed_{last}"),
        ("works", found.works, ranked_by(found.works)),
    ):
        classes = styles.looks(_largest_by_unit(frame, size), names)
        told = f"colour: carrier; width: {size or 'the same'}"
        qml = styles.line_style("carrier", classes, size, APART if name == "corridors" else 0.0)
        yield Style(name, qml, styles.line_sld(name, "carrier", classes), told)
    size = f"co2_kt_{last}"
    yield Style("clusters", styles.point_style(size, _largest(found.clusters, size)), "", f"area: {size}")


def ranked_by(works: pd.DataFrame) -> str:
    """Return the column that works are sized by: the Shapley values of the last ranking; empty without one.

    Under a cap no work avoids CO2, so that the money it saves takes their place.
    """
    for head in ("shapley_kt_", "shapley_meur_"):
        there = [str(name) for name in works if str(name).startswith(head) and works[name].notna().any()]
        if there:
            return there[-1]
    return ""


def _largest_by_unit(frame: pd.DataFrame, column: str) -> dict[str, float]:
    """Return for every carrier the largest size among the carriers of its unit: MW and t/h are not compared."""
    unit = frame["unit"] if column.startswith("needed") else pd.Series("", index=frame.index)
    by_unit = {name: _largest(rows, column) for name, rows in frame.groupby(unit)}
    return {str(carrier): by_unit[name] for carrier, name in zip(frame["carrier"], unit, strict=True)}


def _largest(frame: pd.DataFrame, column: str) -> float:
    """Return the largest size in a column; 1 where there is none."""
    values = pd.to_numeric(frame[column], errors="coerce").abs().dropna() if column else pd.Series(dtype=float)
    return float(values.max()) if len(values) and values.max() > 0 else 1.0


def _add_styles(path: Path, given: list[Style]) -> None:
    """Add the table of styles, as QGIS looks for it, and say in the contents that it is there."""
    with closing(sqlite3.connect(path)) as store, store:
        store.execute(_STYLES)
        store.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (DATE,),
        )
        for style in given:
            row = ("", "", style.layer, "geom", style.layer, style.qml, style.sld, 1, style.told, "werven", None, DATE)
            store.execute(f"INSERT INTO layer_styles VALUES (NULL, {', '.join('?' * len(row))})", row)
