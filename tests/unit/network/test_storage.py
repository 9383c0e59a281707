"""Stores: where they may stand, what they cost, and which snapshot comes before which."""

from __future__ import annotations

import pytest
from conftest import world

from werven.data.assumptions import LARGE
from werven.network import storage

STORES = {
    "storages": """
        storage, carrier,     nodes,   charge, discharge, standing, investment_eur_per_mwh, investment_eur_per_mw, hours, fom,  life
        battery, electricity, cluster, 0.9,    0.8,       0.01,     100,                    50,                    4,     0.02, 20
        tank,    co2,         GNT;NL,  1,      1,         0,        100,                    0,                     4,     0,    20
    """  # noqa: E501
}


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ([0, 0, 0], [2, 0, 1]),
        ([0, 0, 1, 1, 1], [1, 0, 4, 2, 3]),
        ([0, 1, 2], [0, 1, 2]),
        ([3, 3, 0, 0], [1, 0, 3, 2]),
    ],
    ids=["one day", "two days", "days of one step", "any number"],
)
def test_the_step_before_is_in_the_same_day(days: list[int], before: list[int]) -> None:
    assert storage.previous_in_day(days) == before


def test_a_store_stands_where_its_carrier_has_a_bus() -> None:
    tiny = world(STORES)
    storage.add(tiny.parts)
    rows = {row["name"]: row for row in tiny.parts.rows["StorageUnit"]}
    # The tank is named for NL too, but the world has no bus of CO2 there.
    assert sorted(rows) == ["battery ANR", "battery GNT", "tank GNT"]
    battery = rows["battery ANR"]
    # 50 EUR/MW + 4 h x 100 EUR/MWh at 7 % over 20 years (0.0943929) and 2 % a year.
    assert battery["capital_cost"] == pytest.approx(450 * 0.1143929, rel=1e-5)
    assert (battery["max_hours"], battery["efficiency_store"], battery["efficiency_dispatch"]) == (4.0, 0.9, 0.8)
    assert battery["standing_loss"] == 0.01


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        ("", LARGE["MW"]),
        ("5", 5.0),
        ("0", 0.0),
    ],
    ids=["no limit", "limit", "none allowed"],
)
def test_the_largest_power_at_a_node(limit: str, most: float) -> None:
    tiny = world(STORES)
    tiny.a.tables["storages"].loc[0, "capacity_max"] = float(limit or "nan")
    storage.add(tiny.parts)
    assert tiny.parts.rows["StorageUnit"][0]["p_nom_max"] == most


def test_without_investment_there_is_no_store() -> None:
    tiny = world(STORES, raw={"network": {"investment": False}})
    storage.add(tiny.parts)
    assert tiny.parts.rows == {}
