"""From a solved scenario to the layers of its GeoPackage: clusters, works and corridors with their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, MultiLineString, Point

from werven.data.places import Place, leg_points, places
from werven.data.polygons import CRS_DATA
from werven.data.tables import records
from werven.desk.source import ranked, stacked
from werven.solved.scenario import Solved
from werven.words.names import parents

CRS = "EPSG:3035"
"""Equal area, Europe."""
VALUES = (
    "shapley_kt",
    "shapley_se_kt",
    "pint_kt",
    "toot_kt",
    "at_low_kt",
    "at_high_kt",
    "shapley_meur",
    "upstream_kt",
    "rank_low",
    "rank_high",
    "flag",
)
"""What a work carries of every ranking, with closure and year behind it: ``shapley_kt_ets_2040``."""
SIZES = ("existing", "needed", "planned", "gap")
USES = ("energy", "fixed_fuel")
"""Uses of the demand that clusters show: energy, no products and no waste."""
ENDS = ["carrier", "kind", "from", "to", "from_carrier", "to_carrier", "unit"]
DRAWN = ("register", "straight", "partly straight")
"""How a work is drawn: the line of the register; straight between its nodes; some of each."""


@dataclass(frozen=True)
class Layers:
    """What a GeoPackage holds.

    Attributes
    ----------
    clusters, works, corridors, flanders : GeoDataFrame
        Points, lines, lines and polygons in `CRS`.
    works_without_place, corridors_without_line, rankings : DataFrame
        Tables without geometry: works none of whose nodes has a place, corridors that begin and end at one place,
        and every ranking row by row.
    """

    clusters: gpd.GeoDataFrame
    works: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    flanders: gpd.GeoDataFrame
    works_without_place: pd.DataFrame
    corridors_without_line: pd.DataFrame
    rankings: pd.DataFrame


def layers(solved: Solved, outline: gpd.GeoDataFrame) -> Layers:
    """Return the layers of a scenario.

    Parameters
    ----------
    solved : Solved
        The scenario.
    outline : GeoDataFrame
        From `werven.data.polygons.read_outline`.
    """
    works, placeless = work_layer(solved)
    corridors, pointlike = corridor_layer(solved)
    ground = outline[outline["kind"].isin(["region", "province"])].reset_index(drop=True)
    return Layers(
        cluster_layer(solved), works, corridors, ground.to_crs(CRS), placeless, pointlike, ranked(solved, "ranking")
    )


def cluster_layer(solved: Solved) -> gpd.GeoDataFrame:
    """Return a point a cluster, with its demand by carrier and its emissions by year.

    Returns
    -------
    GeoDataFrame
        ``node, name_nl, name_en, co2_kt_{year}, {carrier}_twh_{year}``: kt CO2 and TWh a year. Emissions outside the
        clusters (none in the base case) are in no point.
    """
    nodes = solved.inputs["nodes"]
    wanted = solved.config.network.clusters
    rows = nodes[(nodes["kind"] == "cluster") & (nodes["node"].isin(wanted) if wanted is not None else True)]
    table = rows[["node", "name_nl", "name_en"]].astype(str).set_index("node", drop=False)
    for name, values in _cluster_values(solved).items():
        table[name] = values.reindex(table.index).fillna(0.0)
    at = places(nodes)
    points = [Point(at[node]) if node in at else None for node in table["node"]]
    return _placed(table.reset_index(drop=True), points)


def _cluster_values(solved: Solved) -> dict[str, pd.Series]:
    """Return the columns of the clusters by name."""
    home = parents(solved.inputs["nodes"])
    emissions = stacked(solved, "emissions").query("boundary == 'flanders'")
    demand = stacked(solved, "demand")
    demand = demand[demand["use"].isin(USES)] if "use" in demand else demand
    found: dict[str, pd.Series] = {}
    for year in solved.years:
        mine = emissions[emissions["year"] == year]
        found[f"co2_kt_{year}"] = mine.groupby(mine["cluster"].map(lambda n: home.get(n, n)))["t_per_year"].sum() / 1e3
        energy = demand[demand["year"] == year]
        for carrier, part in energy.groupby("carrier"):
            found[f"{carrier}_twh_{year}"] = part.groupby("cluster")["twh_per_year"].sum()
    return found


def work_layer(solved: Solved) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the works of the register as lines, and those without a place as a table.

    Returns
    -------
    GeoDataFrame
        A work a row: its columns of the register, how it is drawn (`DRAWN`), and `VALUES` of every ranking.
    DataFrame
        The same without a line.
    """
    at = places(solved.inputs["nodes"])
    shapes, drawn = {}, {}
    for work, legs in solved.inputs["work_legs"].groupby("work", sort=False):
        lines = [_leg_line(leg, at) for leg in records(legs)]
        there = [line for line, _ in lines if line is not None]
        straight = {own for line, own in lines if line is not None}
        if there:
            shapes[str(work)] = MultiLineString(there)
            drawn[str(work)] = DRAWN[0] if straight == {False} else DRAWN[1] if straight == {True} else DRAWN[2]
    table = _plain(solved.inputs["works"]).merge(_by_work(solved), on="work", how="left")
    table.insert(1, "drawn", table["work"].map(drawn).fillna("no place"))
    has = table["work"].isin(shapes)
    placed = table[has].reset_index(drop=True)
    return _placed(placed, [shapes[w] for w in placed["work"]]), table[~has].reset_index(drop=True)


def _leg_line(leg: Any, at: dict[str, Place]) -> tuple[LineString | None, bool]:
    """Return the line of a leg, and whether it is a straight one between its nodes; none where it has no length."""
    points, how = leg_points(leg, at)
    if len(set(points)) < 2:
        return None, False
    return LineString(points), how == "straight"


def _by_work(solved: Solved) -> pd.DataFrame:
    """Return what the rankings say of every work: ``work`` and `VALUES` by closure and year."""
    found = [pd.DataFrame({"work": pd.Series(dtype=str)})]
    for year, own in solved.years.items():
        for closure, tables in own.rankings.items():
            there = [name for name in VALUES if name in tables["ranking"]]
            part = tables["ranking"][["work", *there]].drop_duplicates("work")
            found.append(part.rename(columns={name: f"{name}_{closure}_{year}" for name in there}))
    whole = found[0]
    for part in found[1:]:
        whole = whole.merge(part, on="work", how="outer")
    return whole


def corridor_layer(solved: Solved) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the corridors as straight lines between their nodes, and those at one place as a table.

    Returns
    -------
    GeoDataFrame
        A corridor a row: carrier, ends, unit, and `SIZES` of every year (``needed_2030``) in that unit.
    DataFrame
        The same without a line: conversions at one place, and ends that have no place.
    """
    needs = stacked(solved, "needs").rename(columns=str)
    for name in ENDS:
        if name not in needs:
            needs[name] = needs["carrier"]
    needs[ENDS] = needs[ENDS].fillna("").astype(str)
    wide = needs.pivot_table(index=ENDS, columns="year", values=list(SIZES), aggfunc="sum", sort=False)
    wide = wide.reindex(columns=[(size, year) for year in solved.years for size in SIZES]).fillna(0.0)
    wide.columns = pd.Index([f"{size}_{year}" for year in solved.years for size in SIZES])
    table = wide.reset_index()
    at = places(solved.inputs["nodes"])
    ends = [(at.get(a), at.get(b)) for a, b in zip(table["from"], table["to"], strict=True)]
    has = pd.Series([a is not None and b is not None and a != b for a, b in ends], index=table.index, dtype=bool)
    lines = [LineString(pair) for pair, there in zip(ends, has, strict=True) if there]
    return _placed(table[has].reset_index(drop=True), lines), table[~has].reset_index(drop=True)


def _placed(table: pd.DataFrame, shapes: Iterable[object]) -> gpd.GeoDataFrame:
    """Return a table with its shapes, given in degrees, in the system of the file."""
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(list(shapes), crs=CRS_DATA)).to_crs(CRS)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of the inputs with types that a GeoPackage knows: texts, numbers, flags as 0 and 1."""
    plain = pd.DataFrame(index=table.index)
    for name, column in table.items():
        if pd.api.types.is_bool_dtype(column.dtype):
            plain[name] = column.astype("Int64")
        elif pd.api.types.is_numeric_dtype(column.dtype):
            plain[name] = column
        else:
            plain[name] = column.astype(object).where(column.notna(), None)
    return plain
