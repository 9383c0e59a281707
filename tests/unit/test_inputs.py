"""Bad input in the real tables: every fault of a copy of `data/` is told in one message.

Single cells are the business of `test_tables`; here are the faults that need two tables to be seen.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from werven.config import Config, validate
from werven.errors import InputError
from werven.inputs import check_all, read_group

# table, rows (an expression; the first that fits), column, new value, what the message says
BAD = {
    "unknown node in a list": ("technologies", "nodes == 'cluster'", "nodes", "ANR;GMT", "nearest: 'GNT'"),
    "unknown kind in a list": ("storages", "index == 0", "nodes", "clusters", "nearest: 'cluster'"),
    "unknown node of the stock": ("heat_stock", "index == 0", "nodes", "ANRR", "nearest: 'ANR'"),
    "unknown technology": ("technology_ports", "index == 0", "technology", "onwnd", "nearest: 'onwind'"),
    "unknown carrier": ("demand_2023", "carrier == 'hydrogen'", "carrier", "hydrgen", "nearest: 'hydrogen'"),
    "unknown activity": ("demand_2023", "activity == 'steel'", "activity", "stel", "nearest: 'steel'"),
    "energy in tonnes": ("demand_2023", "unit == 'TWh/a'", "unit", "Mt/a", "allowed: TWh/a"),
    "tonnes in energy": ("demand_2023", "carrier == 'olefins'", "unit", "TWh/a", "allowed: Mt/a"),
    "leg to its own bus": ("work_legs", "work == 'E01'", "to_bus", "ZBR electricity", "another bus than from_bus"),
    "leg to no bus": ("work_legs", "work == 'E03'", "to_bus", "ANR electrcity", "nearest: 'ANR electricity'"),
    "leg at the wrong node": ("work_legs", "work == 'C05'", "to_bus", "GNT liquid_co2", "a bus: node and carrier"),
    "leg in another unit": ("work_legs", "carrier == 'co2'", "unit", "MW", "t/h, the unit of co2"),
    "conversion without efficiency": ("work_legs", "work == 'H06'", "efficiency", "", "ammonia becomes hydrogen"),
    "loss both ways": ("work_legs", "work == 'H01'", "efficiency", "0.98", "1 for a leg that flows both ways"),
    "work without a leg": ("works", "work == 'T20'", "work", "T99", "at least one leg in work_legs.csv"),
    "work that requires itself": ("works", "work == 'C05'", "requires", "C05", "another work than itself"),
    "unknown variant": ("works", "work == 'E16'", "variant_of", "E999", "an id of works.work"),
    "two variants at once": ("works", "work == 'E13'", "variant_of", "E10", "one variant of E10"),
    "corridor to no bus": ("corridors", "index == 0", "from_bus", "ZBR electricty", "nearest: 'ZBR electricity'"),
    "corridor in another unit": ("corridors", "unit == 't/h'", "unit", "MW", "t/h, the unit of co2"),
}
#: Faults of a whole work are told by its id and not by a line.
BY_ID = {"work without a leg": "T99", "two variants at once": "E10, E13"}
#: Each cell is right by itself; unseen, the run would go on with a wrong figure or stop much later.
CONTRADICTIONS = {
    "fuel without a price": ("neighbour_supply", "fuel == 'hard_coal'", "fuel", "hard_cole", "nearest: 'hard_coal'"),
    "fuel without efficiency": ("neighbour_supply", "fuel == 'natural_gas'", "efficiency", "", "natural_gas"),
    "upstream of no carrier": ("upstream_factors", "item == 'coal'", "item", "cole", "nearest: 'coal'"),
    "efficiency of no activity": ("efficiency", "index == 0", "activity", "chemicls", "nearest: 'chemicals'"),
    "price in another unit": ("prices", "item == 'natural_gas'", "unit", "EUR/t", "EUR/MWh"),
    "technology in another unit": ("technologies", "technology == 'onwind'", "capacity_unit", "t/h", "MW"),
    "work in another unit": ("works", "work == 'E04'", "unit", "t/h", "MW"),
    "project in another unit": ("projects", "technology == 'electrolysis'", "unit", "t/h", "MW"),
    "leg of another carrier": ("work_legs", "work == 'E04'", "carrier", "hydrogen", "electricity"),
    "cost of another unit": ("corridors", "carrier == 'hydrogen'", "infrastructure", "co2_pipe", "co2_pipe"),
    "asset gone before it came": ("assets", "index == 0", "retire_year", "1950", "build_year"),
    "any node, where only kinds count": ("storages", "index == 1", "nodes", "*", "a node or a kind of node"),
}
CONFIG = {"works": {"on": {"E09h": True, "E999": False}, "year_in_service": {"E077": 2030}}}


def edited(folder: Path, bad: dict[str, tuple[str, str, str, str, str]]) -> dict[str, tuple[str, str]]:
    """Write a copy of the base case with all these cells changed; return file and line of each."""
    shutil.copytree(ROOT / "data", folder)
    places = {}
    for name, (table, rows, column, value, _) in bad.items():
        path = folder / f"{table}.csv"
        cells = pd.read_csv(path, dtype="string", keep_default_na=False)
        row = cells.query(rows, engine="python").index[0]
        assert cells.at[row, column] != value, f"{name} is in the base case"
        cells.loc[row, column] = value
        cells.to_csv(path, index=False)
        places[name] = (path.name, str(row + 2))
    return places


def message(folder: Path, config: Config) -> str:
    """Return what is said about the tables of a folder, nothing when they are right."""
    try:
        check_all(folder, config)
    except InputError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the one message of all bad rows, and where they are."""
    folder = tmp_path_factory.mktemp("bad") / "data"
    places = edited(folder, BAD)
    return message(folder, validate(CONFIG)), places


@pytest.mark.parametrize("name", BAD)
def test_every_bad_row_is_told_in_one_message(told: tuple[str, dict[str, tuple[str, str]]], name: str) -> None:
    text, places = told
    file, line = places[name]
    column, words = BAD[name][2], BAD[name][4]
    where = f"{file}, row {BY_ID.get(name, line)}, column {column}: "
    assert [fault for fault in text.splitlines() if where in fault and words in fault], text


def test_the_configuration_is_in_the_same_message(told: tuple[str, dict[str, tuple[str, str]]]) -> None:
    text, _ = told
    assert "config, column works.on: found 'E999'; allowed: a work of works.csv" in text
    assert "config, column works.year_in_service: found 'E077'; allowed: a work of works.csv; nearest: 'E07'" in text
    assert "E09, E09h" in text


def test_the_message_counts_its_faults(told: tuple[str, dict[str, tuple[str, str]]]) -> None:
    text, _ = told
    numbers = [int(number) for number in re.findall(r"^  (\d+)\. ", text, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert text.startswith(f"{len(numbers)} faults in the input, nothing was written:")
    assert len(numbers) >= len(BAD)


@pytest.fixture(scope="module")
def contradicted(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return what is said about rows that contradict another table."""
    folder = tmp_path_factory.mktemp("contradicted") / "data"
    places = edited(folder, CONTRADICTIONS)
    return message(folder, Config()), places


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_rows_that_contradict_another_table_are_refused(
    contradicted: tuple[str, dict[str, tuple[str, str]]], name: str
) -> None:
    text, places = contradicted
    where = "{}, row {}".format(*places[name])
    assert [line for line in text.splitlines() if f"{where}," in line and CONTRADICTIONS[name][4] in line], text


def test_a_bad_cell_does_not_hide_the_faults_of_other_tables(tmp_path: Path) -> None:
    bad = {"cell": ("prices", "index == 0", "price", "-1", ">= 0"), "leg": BAD["leg to its own bus"]}
    edited(tmp_path / "data", bad)
    text = message(tmp_path / "data", Config())
    assert ">= 0" in text
    assert "another bus than from_bus" in text


def test_a_missing_file_is_told_with_the_table_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nodes.csv: found 'no such file'; allowed: the table nodes"):
        read_group(tmp_path, ["common"])


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"works": {"year_in_service": {"E01": 20300}}}, "works.year_in_service"),
        ({"co2": {"closure": "cap", "cap_mt": {1066: 3.0}}}, "co2.cap_mt"),
        ({"co2": {"closure": "cap"}}, "co2.cap_mt"),
        ({"network": {"pin": {"onwind": -5}}}, "network.pin"),
        ({"demand": {"activity": {"steel": -1}}}, "demand.activity"),
        ({"demand": {"efficiency": {"steel": -1}}}, "demand.efficiency"),
    ],
    ids=["year of a work", "year of a cap", "cap without a figure", "pin", "activity", "efficiency"],
)
def test_figures_of_the_configuration_are_in_range(raw: dict[str, object], key: str) -> None:
    with pytest.raises(InputError, match=key):
        check_all(ROOT / "data", validate(raw))
