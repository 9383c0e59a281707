"""The register of works: what a work is in a year, what is wrong in the register, what reaches the network."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import YEAR, csv_str_to_df, table, tables_of, world

from werven.config.settings import WorksSettings
from werven.data.register import bus_names, leg_faults, planned, register_faults, states
from werven.network import works

STATUS = """
    work, status,             year_in_service, on
    W1,   operational,        2020,            true
    W2,   under construction, 2030,            true
    W3,   under construction, 2031,            true
    W4,   planned,            2030,            true
    W5,   announced,          2030,            true
    W6,   concept,            2031,            true
    W7,   cancelled,          2020,            true
    W8,   operational,        2020,            false
    W9,   concept,            2025,            false
"""
STATES = ["reference", "reference", "later", "candidate", "candidate", "later", "cancelled", "off", "off"]


def test_what_a_work_is_in_a_year() -> None:
    assert states(table("works", STATUS), WorksSettings(), YEAR).tolist() == STATES


@pytest.mark.parametrize(
    ("settings", "work", "state"),
    [
        ({"on": {"W9": True}}, "W9", "candidate"),
        ({"on": {"W1": False}}, "W1", "off"),
        ({"on": {"W7": True}}, "W7", "cancelled"),
        ({"year_in_service": {"W6": 2030}}, "W6", "candidate"),
        ({"year_in_service": {"W3": 2028}}, "W3", "reference"),
        ({"year_in_service": {"W1": 2035}}, "W1", "later"),
        ({"year_in_service": {"W9": 2028}}, "W9", "off"),
    ],
)
def test_a_scenario_moves_one_work_and_no_other(settings: dict[str, object], work: str, state: str) -> None:
    found = states(table("works", STATUS), WorksSettings.model_validate(settings), YEAR)
    expected = dict(zip(found.index, STATES, strict=True)) | {work: state}
    assert found.to_dict() == expected


WORKS = """
    work, status,      year_in_service, on,   requires, variant_of
    W1,   operational, 2020,            true, ,
    W2,   planned,     2028,            true, W1,
    W3,   cancelled,   2028,            true, ,
"""
LEGS = """
    work, leg, carrier,     from_bus,        to_bus,                capacity, unit, eff, elec, marginal, both,  trading
    W1,   1,   electricity, ANR electricity, GNT electricity,       100,      MW,   1,   0,    0.2,      true,
    W1,   2,   co2,         ANR co2,         ANR.hub co2,           50,       t/h,  1,   0.01, ,         false,
    W2,   1,   electricity, ANR electricity, NL.border electricity, 80,       MW,   ,    0,    0,        true,  60
    W3,   1,   electricity, ANR electricity, GNT electricity,       100,      MW,   1,   0,    0,        true,
"""
CORRIDORS = """
    corridor, carrier,     from_bus,        to_bus,                infra, length, max, unit, both,  eff, elec, plan
    pipe,     co2,         ANR co2,         ANR.hub co2,           plant, 10,     500, t/h,  false, 1,   0.1,  a plan
    wire,     electricity, ANR electricity, GNT electricity,       plant, 10,     500, MW,   true,  1,   ,     a plan
    border,   electricity, ANR electricity, NL.border electricity, plant, 10,     500, MW,   false, 1,   ,
    nobody,   co2,         ANR.hub co2,     ANR.hub liquid_co2,    plant, 10,     500, t/h,  false, 1,   ,
"""
COSTS = """
    infrastructure, unit,   investment, fom, lifetime
    plant,          EUR/MW, 1000,       0,   20
"""
REGISTER = {"works": WORKS, "work_legs": LEGS, "corridors": CORRIDORS, "infrastructure_costs": COSTS}


def faults_of(change: tuple[str, int, str, object] | None, settings: dict[str, object] | None = None) -> list[str]:
    """Return the faults of the register with one cell changed: table, row, column, value."""
    tables = tables_of(REGISTER)
    if change is not None:
        name, row, column, value = change
        tables[name].loc[row, column] = value
    faults = register_faults(tables, WorksSettings.model_validate(settings or {}))
    return [str(fault) for fault in faults + leg_faults(tables, "work_legs") + leg_faults(tables, "corridors")]


def test_a_register_without_faults() -> None:
    assert faults_of(None) == []


TWO_VARIANTS = ("works", 1, "variant_of", "W1")
BAD_LINE = (
    "work_legs.csv, row 2, column line: found '{}'; allowed: two points or more, lon lat; lon lat [deg]: "
    "longitude -30 to 45, latitude 30 to 75"
)
# id: table, row, column, value; the message
WRONG = {
    "a bus joined to itself": (
        ("work_legs", 0, "to_bus", "ANR electricity"),
        "work_legs.csv, row 2, column to_bus: found 'ANR electricity'; allowed: another bus than from_bus",
    ),
    "unknown bus": (
        ("work_legs", 0, "to_bus", "GNT electrcity"),
        "work_legs.csv, row 2, column to_bus: found 'GNT electrcity'; allowed: a bus: node and carrier; "
        "nearest: 'GNT electricity'",
    ),
    "conversion without efficiency": (
        ("work_legs", 2, "to_bus", "ANR hydrogen"),
        "work_legs.csv, row 4, column efficiency: found ''; allowed: a number: electricity becomes hydrogen",
    ),
    "two ways with a loss": (
        ("work_legs", 0, "efficiency", 0.98),
        "work_legs.csv, row 2, column efficiency: found '0.98'; allowed: 1 for a leg that flows both ways",
    ),
    "unit of another carrier": (
        ("work_legs", 0, "unit", "t/h"),
        "work_legs.csv, row 2, column unit: found 't/h'; allowed: MW, the unit of electricity",
    ),
    "a line with a word in it": (
        ("work_legs", 0, "line", "4.3 51.3; 3.7 north"),
        BAD_LINE.format("4.3 51.3; 3.7 north"),
    ),
    "a line of one point": (("work_legs", 0, "line", "4.3 51.3;"), BAD_LINE.format("4.3 51.3;")),
    "latitude before longitude": (
        ("work_legs", 0, "line", "51.3 4.3; 51.1 3.7"),
        BAD_LINE.format("51.3 4.3; 51.1 3.7"),
    ),
    "corridor to an unknown bus": (
        ("corridors", 1, "to_bus", "GMT electricity"),
        "corridors.csv, row 3, column to_bus: found 'GMT electricity'; allowed: a bus: node and carrier; "
        "nearest: 'GNT electricity'",
    ),
    "requires itself": (
        ("works", 1, "requires", "W1;W2"),
        "works.csv, row 3, column requires: found 'W2'; allowed: another work than itself",
    ),
    "two variants at once": (
        TWO_VARIANTS,
        "works.csv, row W1, W2, column variant_of: found 'W1'; allowed: one variant of W1: "
        "set works.on.<id> to false for the others",
    ),
    "a block of one work": (
        ("works", 1, "block", "gas"),
        "works.csv, row 3, column block: found 'gas'; allowed: a block of two works or more",
    ),
    "no leg": (
        ("works", 2, "work", "W4"),
        "works.csv, row W4, column work: found 'W4'; allowed: a work with at least one leg in work_legs.csv",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_the_register(name: str) -> None:
    change, fault = WRONG[name]
    assert faults_of(change) == [fault]


def test_a_block_has_no_more_works_than_can_be_enumerated() -> None:
    ids = [f"W{number}" for number in range(1, 10)]
    works_of_nine = table("works", "work, block\n" + "\n".join(f"{work}, gas" for work in ids))
    tables = tables_of({}) | {"works": works_of_nine, "work_legs": table("work_legs")}
    told = [str(fault) for fault in register_faults(tables, WorksSettings())]
    assert f"works.csv, row {', '.join(ids)}, column block: found 'gas'; allowed: at most 8 works" in told


def test_blanks_between_ids_do_not_count() -> None:
    assert "found 'W2'" in "".join(faults_of(("works", 1, "requires", "W1; W2")))


@pytest.mark.parametrize("off", ["W1", "W2"])
def test_one_variant_at_a_time_is_no_fault(off: str) -> None:
    assert faults_of(TWO_VARIANTS, {"on": {off: False}}) == []


@pytest.mark.parametrize(("key", "value"), [("on", True), ("year_in_service", 2040)])
def test_a_scenario_names_works_that_exist(key: str, value: object) -> None:
    faults = faults_of(None, {key: {"W22": value}})
    assert faults == [f"config, column works.{key}: found 'W22'; allowed: a work of works.csv; nearest: 'W2'"]


def test_buses_are_nodes_times_carriers() -> None:
    nodes = csv_str_to_df("node, kind\n ANR, cluster\n GNT, cluster\n SEA, sea")
    carriers = csv_str_to_df("carrier, nodes\n co2, cluster;SEA\n steel, GNT")
    assert bus_names(nodes, carriers) == {"ANR co2", "GNT co2", "SEA co2", "GNT steel"}


def added(raw: dict[str, object] | None = None) -> pd.DataFrame:
    """Return the links that the register puts into the network."""
    tiny = world(REGISTER, raw=raw)
    works.add(tiny.parts)
    return tiny.network().links


def test_legs_become_links_and_only_the_reference_is_active() -> None:
    links = added().query("role == 'work'")
    found = links[["work", "bus0", "bus1", "p_nom", "active", "work_state"]].reset_index()
    expected = """
        name,            work, bus0,                  bus1,                  p_nom, active, work_state
        W1 1,            W1,   ANR electricity,       GNT electricity,       100,   true,   reference
        W1 1 back,       W1,   GNT electricity,       ANR electricity,       100,   true,   reference
        W1 2,            W1,   ANR co2,               ANR.hub co2,           50,    true,   reference
        W2 1,            W2,   ANR electricity,       NL.border electricity, 80,    false,  candidate
        W2 1 back,       W2,   NL.border electricity, ANR electricity,       80,    false,  candidate
        W2 1 trade,      W2,   NL.border electricity, NL electricity,        60,    false,  candidate
        W2 1 trade back, W2,   NL electricity,        NL.border electricity, 60,    false,  candidate
    """
    order = csv_str_to_df(expected)
    assert sorted(found.to_numpy().tolist()) == sorted(order.to_numpy().tolist())


def test_a_flow_costs_something_and_compression_takes_electricity_where_it_starts() -> None:
    links = added({"network": {"transport_cost": 0.5}})
    assert links.at["W1 1", "marginal_cost"] == pytest.approx(0.7)
    assert links.at["W1 2", "marginal_cost"] == pytest.approx(0.5)
    assert links.loc["W1 2", ["bus2", "efficiency2"]].tolist() == ["ANR electricity", -0.01]
    assert links.at["W2 1", "efficiency"] == 1.0


def test_corridors_wait_for_the_sizing_run_and_both_directions_share_the_cost() -> None:
    # A plan offers the first two, where works stand, and an open work the third; nobody offers the last.
    links = added().query("role == 'corridor'")
    assert sorted(links.index) == ["corridor border", "corridor pipe", "corridor wire", "corridor wire back"]
    assert not links["active"].any()
    assert links["p_nom_extendable"].all()
    assert (links["p_nom_max"] == 500.0).all()
    # 1000 EUR at 7 % over 20 years.
    costs = links.loc[["corridor pipe", "corridor wire", "corridor wire back"], "capital_cost"]
    assert costs.tolist() == pytest.approx([94.393, 94.393 / 2, 94.393 / 2], rel=1e-5)
    assert added({"network": {"investment": False}}).query("role == 'corridor'").empty


def test_a_corridor_to_a_border_brings_its_own_trading_capacity() -> None:
    assert added().loc["corridor border", ["bus0", "bus1"]].tolist() == ["ANR electricity", "NL electricity"]


def test_works_of_clusters_that_are_left_out_stay_out() -> None:
    links = added({"network": {"clusters": ["ANR"]}})
    assert "W1 1" not in links.index
    assert set(links["corridor"]) == {"", "pipe", "border"}


def test_planned_is_the_state_of_every_work() -> None:
    assert planned(world(REGISTER).a).to_dict() == {"W1": "reference", "W2": "candidate", "W3": "cancelled"}
