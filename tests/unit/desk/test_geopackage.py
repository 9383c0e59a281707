"""The GeoPackage: no work is lost, values stand beside the shapes, and QGIS finds its styles."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pyogrio
import pytest
from desk_case import DATA, SPITEFUL, desk

from werven.desk.geopackage import ranked_by, write_geopackage
from werven.desk.layers import cluster_layer, corridor_layer, work_layer
from werven.desk.styles import looks

OUTLINE = DATA / "outline.csv"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "werven.gpkg"
    write_geopackage(desk(), OUTLINE, path)
    return path


def styles_of(path: Path) -> dict[str, tuple[str, str]]:
    with closing(sqlite3.connect(path)) as store:
        rows = store.execute("SELECT f_table_name, styleQML, styleSLD FROM layer_styles WHERE useAsDefault").fetchall()
    return {name: (qml, sld) for name, qml, sld in rows}


def test_layers_and_tables_are_there_in_one_system(path: Path) -> None:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    assert names[:4] == ["flanders", "corridors", "works", "clusters"]
    assert set(names[4:]) == {"works_without_place", "corridors_without_line", "rankings", "layer_styles"}
    assert {gpd.read_file(path, layer=name).crs.to_epsg() for name in names[:4]} == {3035}


def test_no_work_is_lost_and_each_says_how_it_is_drawn() -> None:
    placed, without = work_layer(desk())
    assert dict(zip(placed["work"], placed["drawn"], strict=True)) == {"C13": "register", "E01": "straight"}
    assert without[["work", "drawn"]].to_numpy().tolist() == [["H99", "no place"]]
    assert len(placed) + len(without) == len(desk().inputs["works"])


def test_a_work_carries_its_values_by_closure_and_year() -> None:
    placed, _ = work_layer(desk())
    found = placed.set_index("work")
    assert found["shapley_kt_ets_2040"].to_dict() == {"C13": 1861, "E01": -5}
    assert found.at["E01", "flag_ets_2040"] == "idle"
    assert not [name for name in found if str(name).endswith("_2030")]
    assert ranked_by(found) == "shapley_kt_ets_2040"


def test_names_keep_their_letters(path: Path) -> None:
    works = gpd.read_file(path, layer="works").set_index("work")
    assert works.at["E01", "name_nl"] == SPITEFUL


def test_without_a_ranking_works_have_one_width(tmp_path: Path) -> None:
    bare = desk(years={2030: desk().years[2030]})
    write_geopackage(bare, OUTLINE, tmp_path / "bare.gpkg")
    assert "rankings" not in [str(name) for name, _ in pyogrio.list_layers(tmp_path / "bare.gpkg")]
    assert "scale_exp" not in styles_of(tmp_path / "bare.gpkg")["works"][0]


def test_corridors_are_wide_by_year_and_those_at_one_place_are_a_table() -> None:
    placed, without = corridor_layer(desk())
    assert placed[["from", "to", "needed_2030", "needed_2040"]].to_numpy().tolist() == [["ZBR", "ROE", 3900, 3900]]
    assert without[["to_carrier", "gap_2040"]].to_numpy().tolist() == [["liquid_co2", 90]]


def test_clusters_hold_the_emissions_of_the_ledger_and_the_demand() -> None:
    clusters = cluster_layer(desk()).set_index("node")
    assert clusters["co2_kt_2040"].sum() == pytest.approx(9150)
    assert clusters.at["GNT", "co2_kt_2040"] == 6000
    assert clusters.at["ANR", "electricity_twh_2030"] == 6
    assert clusters.geometry.notna().all()


def test_every_layer_has_a_default_style_in_the_colours_of_its_carriers(path: Path) -> None:
    found = styles_of(path)
    assert set(found) == {"flanders", "corridors", "works", "clusters"}
    for qml, sld in found.values():
        for text in filter(None, (qml.split("\n", 1)[1], sld)):
            ElementTree.fromstring(text)
    root = ElementTree.fromstring(found["works"][0].split("\n", 1)[1])
    assert [category.get("value") for category in root.iter("category")] == ["co2", "electricity"]
    assert "242,183,1,255" in found["works"][0]
    assert '"shapley_kt_ets_2040"' in "".join(option.get("value", "") for option in root.iter("Option"))


def test_carriers_differ_without_their_colours() -> None:
    drawn = looks(dict.fromkeys(("ammonia", "co2", "electricity", "heat", "hydrogen"), 1.0), desk().names("nl"))
    assert len({look.dash for look in drawn}) == len({look.color for look in drawn}) == 5
    assert {look.value: look.label for look in drawn}["heat"] == "warmte en stoom"


def test_the_same_results_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_geopackage(desk(), OUTLINE, tmp_path / "werven.gpkg")
    write_geopackage(desk(), OUTLINE, tmp_path / "werven.gpkg")
    assert path.read_bytes() == (tmp_path / "werven.gpkg").read_bytes()
