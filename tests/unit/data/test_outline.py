"""The outline the maps stand on: sound polygons, true to the map, and faults that are told."""

import os
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from werven.data import polygons as geo
from werven.data import tables
from werven.errors import InputError

DATA = Path(__file__).parents[3] / "data"
HEADER = "feature,kind,part,order,lon_deg,lat_deg,note,source,confidence"


@pytest.fixture(scope="module")
def outline() -> gpd.GeoDataFrame:
    return geo.read_outline(DATA / "outline.csv")


@pytest.fixture(scope="module")
def shapes(outline):
    return outline.set_index("feature").geometry


def write_points(path: Path, *rows: str) -> Path:
    """Write rows `feature,kind,part,order,lon,lat`."""
    path.write_text("\n".join([HEADER, *(f"{row},,test,low" for row in rows)]), encoding="utf-8")
    return path


def triangle(kind: str = "region", part: int = 1, size: float = 1.0, corner: float = 0.0) -> list[str]:
    west, south = 4 + corner, 50 + corner
    corners = [(west, south), (west + size, south), (west, south + size)]
    return [f"A,{kind},{part},{n},{x},{y}" for n, (x, y) in enumerate(corners, start=1)]


def reference() -> Path:
    folder = os.environ.get("WERVEN_REFERENCE")
    if not folder or not (Path(folder) / "geo").is_dir():
        pytest.skip("WERVEN_REFERENCE is not set to a folder with geo/")
    return Path(folder) / "geo"


# --- the drawing ------------------------------------------------------------------------------------------


def test_holds_what_the_maps_need(outline):
    kinds = outline.groupby("kind")["feature"].agg(set)
    assert list(outline.columns) == ["feature", "kind", "geometry"]
    assert outline.crs == geo.CRS_DATA
    assert kinds["region"] == set(geo.REGIONS)
    assert kinds["province"] == set(geo.PROVINCES)
    assert {"Scheldt"} == kinds["river"]
    assert "Albert canal" in kinds["canal"]
    assert {"Netherlands", "France", "Wallonia", "Germany", "England"} == kinds["neighbour"]


def test_geometries_are_valid(outline):
    assert outline.geometry.is_valid.all()
    assert not outline.geometry.is_empty.any()


def test_provinces_do_not_overlap(outline):
    provinces = outline[outline["kind"] == "province"].to_crs(geo.CRS_AREA).set_index("feature").geometry
    for one, other in combinations(provinces.index, 2):
        shared = provinces[one].intersection(provinces[other]).area
        assert shared < 0.001 * min(provinces[one].area, provinces[other].area), (one, other)


def test_provinces_make_up_flanders(outline, shapes):
    provinces = outline[outline["kind"] == "province"]
    assert geo.intersection_over_union(provinces, shapes["Flanders"]) == pytest.approx(1, abs=1e-6)


def test_brussels_is_the_enclave(shapes):
    assert shapes["Flanders"].intersection(shapes["Brussels"]).area == pytest.approx(0, abs=1e-9)
    assert len(shapes["Flanders"].union(shapes["Brussels"]).geoms[0].interiors) == 0


def test_neighbours_meet_flanders_without_gap_or_overlap(outline, shapes):
    around = outline[outline["kind"].isin(["neighbour", "sea"])].geometry.union_all()
    belgium = shapes["Flanders"].union(shapes["Brussels"])
    assert around.intersection(belgium).area == pytest.approx(0, abs=1e-9)
    assert belgium.boundary.difference(around.boundary).length == pytest.approx(0, abs=1e-9)


def test_shared_points_are_exactly_equal():
    points = pd.read_csv(DATA / "outline.csv")
    distinct = points[["lon_deg", "lat_deg"]].drop_duplicates()
    for lon, lat in distinct.itertuples(index=False):
        near = distinct[(abs(distinct["lon_deg"] - lon) < 0.003) & (abs(distinct["lat_deg"] - lat) < 0.002)]
        assert len(near) == 1, f"almost the same point twice: {near.to_dict('records')}"


def test_nodes_lie_where_they_should(shapes):
    nodes = pd.read_csv(DATA / "nodes.csv").set_index("node")
    points = gpd.GeoSeries(gpd.points_from_xy(nodes["lon_deg"], nodes["lat_deg"]), index=nodes.index)
    belgium = shapes["Flanders"].union(shapes["Brussels"])  # the rim's centre falls in the enclave
    clusters = points[nodes["kind"] == "cluster"]
    assert len(clusters) >= 12
    assert [node for node, point in clusters.items() if not belgium.contains(point)] == []
    assert clusters.drop("VBR").within(shapes["Flanders"]).all()
    offshore = points[nodes["kind"] == "offshore"]
    assert offshore.within(shapes["North Sea"]).all()
    assert not offshore.within(belgium).any()


def test_places_are_in_the_right_country(shapes):
    places = geo.read_places(DATA / "places.csv").set_index("place")
    at = {name: Point(row["lon_deg"], row["lat_deg"]) for name, row in places.iterrows()}
    assert shapes["Brussels"].contains(at["brussel"])
    flemish = places[places["kind"].isin(["city", "town"])].index.drop("brussel")
    assert [name for name in flemish if not shapes["Flanders"].contains(at[name])] == []
    abroad = places[places["kind"].isin(["abroad", "water"])].index
    assert [name for name in abroad if shapes["Flanders"].contains(at[name])] == []
    assert shapes["Limburg"].contains(at["hasselt"])
    assert shapes["North Sea"].contains(at["westerschelde"])


def test_area_of_flanders(outline):
    flanders = outline[outline["feature"] == "Flanders"].to_crs(geo.CRS_AREA)
    assert flanders.area.sum() / 1e6 == pytest.approx(13_625, rel=0.02)  # km2, Statbel 2019: 13 625


@pytest.mark.parametrize("name", geo.PROVINCES)
def test_provinces_are_true_to_the_map(shapes, name):
    real = gpd.read_file(reference() / "flanders_provinces.geojson")
    real = real[real["prov_nl"] == f"Provincie {name}"]
    assert geo.intersection_over_union(shapes[name], real) >= 0.93


def test_flanders_is_true_to_the_map(shapes):
    real = gpd.read_file(reference() / "belgium_regions.geojson")
    real = real[real["reg_nl"] == "Vlaams Gewest"]
    assert geo.intersection_over_union(shapes["Flanders"], real) >= 0.95


# --- a user's own polygons --------------------------------------------------------------------------------


def user_file(path: Path, names: list[str], column: str = "name", **more: list[str]) -> Path:
    squares = [box(4 + n, 50, 5 + n, 51) for n in range(len(names))]
    gpd.GeoDataFrame({column: names, **more}, geometry=squares, crs="EPSG:4326").to_file(path)
    return path


@pytest.mark.parametrize(
    ("names", "column"),
    [
        (["Prov. West-Vlaanderen", "Prov. Antwerpen", "Prov. Namur"], "NUTS_NAME"),
        (["BE25", "BE21", "BE35"], "NUTS_ID"),
        (["Province de Flandre occidentale", "Province d’Anvers", "Province de Namur"], "tx_prov_descr_fr"),
        (["30000", "10000", "90000"], "cd_prov_refnis"),
    ],
)
def test_user_provinces_replace_ours(outline, tmp_path, names, column):
    path = user_file(tmp_path / "own.geojson", names, column)
    result = geo.read_outline(DATA / "outline.csv", path)
    provinces = result[result["kind"] == "province"].set_index("feature").geometry
    assert set(provinces.index) == {"West-Vlaanderen", "Antwerpen"}
    assert provinces["Antwerpen"].equals(box(5, 50, 6, 51))
    assert result.set_index("feature").geometry["Flanders"].equals(box(4, 50, 6, 51))
    assert (result["kind"] == "neighbour").sum() == (outline["kind"] == "neighbour").sum()


def test_user_municipalities_are_merged(tmp_path):
    provinces = ["Provincie Antwerpen", "Provincie Antwerpen", "Provincie Limburg"]
    regions = ["Vlaams Gewest"] * 3
    path = user_file(tmp_path / "own.gpkg", ["Antwerpen", "Mol", "Genk"], "name_nl", prov=provinces, reg=regions)
    shapes = geo.read_user_polygons(path).set_index("feature").geometry
    assert set(shapes.index) == {"Antwerpen", "Limburg", "Flanders"}
    assert shapes["Antwerpen"].equals(box(4, 50, 6, 51))


def test_dutch_limburg_is_left_out(tmp_path):
    names, countries = ["Prov. Limburg (BE)", "Limburg (NL)", "Prov. Antwerpen"], ["BE", "NL", "BE"]
    path = user_file(tmp_path / "own.geojson", names, "NUTS_NAME", CNTR_CODE=countries)
    shapes = geo.read_user_polygons(path).set_index("feature").geometry
    assert shapes["Limburg"].equals(box(4, 50, 5, 51))


def test_unknown_polygons_count_as_provinces(tmp_path):
    shapes = geo.read_user_polygons(user_file(tmp_path / "own.geojson", ["north", "south"]))
    assert dict(zip(shapes["feature"], shapes["kind"], strict=True)) == {
        "north": "province",
        "south": "province",
        "Flanders": "region",
    }


def test_user_file_in_lambert_is_brought_to_degrees(tmp_path):
    square = gpd.GeoDataFrame({"name": ["Vlaanderen"]}, geometry=[box(4, 50, 5, 51)], crs="EPSG:4326")
    square.to_crs("EPSG:31370").to_file(tmp_path / "own.gpkg")
    shapes = geo.read_user_polygons(tmp_path / "own.gpkg")
    assert geo.intersection_over_union(shapes, square) > 0.999


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_user_file_faults(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        geo.read_user_polygons(tmp_path / "absent.geojson")
    (tmp_path / "text.geojson").write_text("not a map", encoding="utf-8")
    with pytest.raises(InputError, match="unreadable"):
        geo.read_user_polygons(tmp_path / "text.geojson")
    gpd.GeoDataFrame({"name": ["Gent"]}, geometry=[Point(4, 51)], crs="EPSG:4326").to_file(tmp_path / "p.geojson")
    with pytest.raises(InputError, match="no polygons"):
        geo.read_user_polygons(tmp_path / "p.geojson")
    gpd.GeoDataFrame({"name": ["Vlaanderen"]}, geometry=[box(0, 0, 1, 1)]).to_file(tmp_path / "nocrs.gpkg")
    with pytest.raises(InputError, match="reference system"):
        geo.read_user_polygons(tmp_path / "nocrs.gpkg")
    gpd.GeoDataFrame({"name": ["Vlaanderen"]}, geometry=[box(50, 4, 51, 5)], crs=4326).to_file(tmp_path / "s.gpkg")
    with pytest.raises(InputError, match="swapped"):
        geo.read_user_polygons(tmp_path / "s.gpkg")
    os.mkfifo(tmp_path / "pipe.gpkg")
    for name, says in (("", "a folder"), ("pipe.gpkg", "a pipe")):
        with pytest.raises(InputError, match=says):
            geo.read_user_polygons(tmp_path / name)


# --- faults of the table ----------------------------------------------------------------------------------


def test_missing_outline(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        geo.read_outline(tmp_path / "outline.csv")


def test_a_hole_is_a_hole(tmp_path):
    path = write_points(tmp_path / "o.csv", *triangle(size=1), *triangle(part=-1, size=0.5, corner=0.1))
    assert geo.read_outline(path).geometry[0].area == pytest.approx(0.5 - 0.125)


def test_a_hole_must_lie_within(tmp_path):
    path = write_points(tmp_path / "o.csv", *triangle(), *triangle(part=-1, corner=0.4))
    with pytest.raises(InputError, match="holes inside"):
        geo.read_outline(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "a header and no rows"),
        (triangle()[:2], "2 different points in part 1 of A"),
        (["A,river,1,1,4,50"], "1 different points in part 1 of A"),
        ([triangle()[1], triangle()[0], triangle()[2]], "column order: found '2'; allowed: 1"),
        ([triangle()[0], triangle()[2]], "column order: found '3'; allowed: 2"),
        ([*triangle(), *triangle(part=-2)], "-n only for a hole"),
        ([*triangle(part=0)], "column part: found '0'"),
        ([*triangle()[:2], "A,sea,1,3,4,51"], "region, as the first point of A"),
        (
            [f"A,region,1,{n},{x},{y}" for n, x, y in [(1, 4, 50), (2, 5, 51), (3, 5, 50), (4, 4, 51)]],
            "cross",
        ),
        ([*triangle(), *triangle()], "an id that occurs once"),
        (["A,regoin,1,1,4,50"], "nearest: 'region'"),
        (["A,region,1,1,50,4"], "column lon_deg"),
    ],
)
def test_faults_of_the_outline(tmp_path, rows, message):
    with pytest.raises(InputError) as error:
        geo.read_outline(write_points(tmp_path / "o.csv", *rows))
    assert message in str(error.value)


def test_every_fault_is_listed(tmp_path):
    rows = [*triangle()[:2], "B,river,1,2,4,50", "B,river,1,3,5,50"]
    with pytest.raises(InputError) as error:
        geo.read_outline(write_points(tmp_path / "o.csv", *rows))
    assert [fault.row for fault in error.value.faults] == ["2", "4"]


def test_places_are_checked(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text(
        "place,kind,name_nl,name_en,lon_deg,lat_deg,source,confidence\na,town,A,A,51,4,x,low\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="lon_deg"):
        geo.read_places(path)
    assert tables.read(DATA / "places.csv", geo.PLACES)["name_nl"].is_unique


# --- projection -------------------------------------------------------------------------------------------


def test_projection_has_its_origin_where_lambert_2008_says():
    x, y = geo.project(4 + 21 / 60 + 33.177 / 3600, 50 + 47 / 60 + 52.134 / 3600)
    assert (float(x), float(y)) == pytest.approx((649_328, 665_262), abs=1)  # EPSG:3812 false easting, northing


def test_points_and_polygons_land_together(outline):
    x, y = geo.project([4.3], [51.2])
    point = geo.to_map(gpd.GeoDataFrame(geometry=[Point(4.3, 51.2)], crs="EPSG:4326")).geometry[0]
    assert (x[0], y[0]) == pytest.approx((point.x, point.y), abs=0.01)
    assert geo.to_map(outline).crs == geo.CRS_MAP


def test_projection_faults():
    with pytest.raises(InputError) as error:
        geo.project([51.2, 4.3, 4.3], [4.3, 51.2, float("nan")])
    assert [(fault.row, fault.column) for fault in error.value.faults] == [
        ("1", "lon"),
        ("1", "lat"),
        ("3", "lat"),
    ]
    with pytest.raises(InputError, match="equally many"):
        geo.project([4.3, 4.4], [51.2])
    with pytest.raises(InputError, match="reference system"):
        geo.to_map(gpd.GeoDataFrame(geometry=[box(4, 50, 5, 51)]))


def test_intersection_over_union_by_hand():
    left, right = box(4, 51, 4.02, 51.01), box(4.01, 51, 4.03, 51.01)
    assert geo.intersection_over_union(left, right) == pytest.approx(1 / 3, abs=1e-3)
    assert geo.intersection_over_union(left, left) == pytest.approx(1)
    assert geo.intersection_over_union(left, box(6, 51, 7, 51.1)) == 0
    with pytest.raises(InputError, match="no area"):
        geo.intersection_over_union(Polygon(), Polygon())
