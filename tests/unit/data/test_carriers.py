"""Groups of carriers: read in the order of their tables, and held to one unit, one owner of heat, works that show."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from conftest import csv_str_to_df

from werven.config.settings import Config
from werven.data.carriers import group_of, groups_of, having, heat_of
from werven.data.checks.groups import CHECKS

CARRIERS = csv_str_to_df("""
    carrier,  unit, family,      group,       heat_of,   stream_of, row
    power,    MW,   electricity, electricity, ,          ,          2
    hot,      MW,   heat,        heat,        industry,  ,          3
    warm,     MW,   heat,        heat,        buildings, ,          4
    gas_co2,  t/h,  co2,         co2,         ,          ,          5
    flue,     t/h,  stream,      ,            ,          heat,      6
    scrap,    t/h,  feedstock,   ,            ,          ,          7
""").drop(columns="row")
GROUPS = csv_str_to_df("""
    group,       color_of, users, flows, stack
    electricity, power,    true,  true,  true
    co2,         gas_co2,  true,  true,  false
    heat,        hot,      true,  false, true
""")
WORKS = pd.DataFrame({"work": ["E1", "C1"], "carrier": ["electricity", "co2"]})


def test_groups_stand_in_their_order_and_hold_their_carriers_in_theirs() -> None:
    groups = groups_of(CARRIERS, GROUPS)
    assert list(groups) == ["electricity", "co2", "heat"]
    assert groups["heat"].carriers == ("hot", "warm")
    assert (groups["co2"].unit, groups["heat"].color_of) == ("t/h", "hot")
    assert group_of(groups) == {"power": "electricity", "gas_co2": "co2", "hot": "heat", "warm": "heat"}
    assert (having(groups, "flows"), having(groups, "stack")) == (["electricity", "co2"], ["electricity", "heat"])


def test_heat_belongs_to_industry_or_to_buildings() -> None:
    for carriers in (CARRIERS, CARRIERS.convert_dtypes()):
        assert (heat_of(carriers, "industry"), heat_of(carriers, "buildings")) == (("hot",), ("warm",))
        assert groups_of(carriers, GROUPS) == groups_of(CARRIERS, GROUPS)


def faults(config: Config | None = None, **changes: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Return what the checks say: table, column, value, allowed."""
    frames: Mapping[str, pd.DataFrame] = {"carriers": CARRIERS, "carrier_groups": GROUPS, "works": WORKS, **changes}
    typed = {name: frame.convert_dtypes() for name, frame in frames.items()}
    found = [fault for _, check in CHECKS for fault in check(typed, config or Config())]
    return [(fault.file, fault.column, fault.value, fault.allowed) for fault in found]


def changed(row: str, column: str, value: object) -> pd.DataFrame:
    """Return the carriers with another value in one cell."""
    return CARRIERS.assign(**{column: CARRIERS[column].where(CARRIERS["carrier"] != row, value)})


def test_the_case_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"carriers": changed("scrap", "group", "heat")},
            ("carriers.csv", "group", "heat", "another group, or none: heat is counted in MW"),
        ),
        (
            {"carriers": changed("gas_co2", "group", None)},
            ("carrier_groups.csv", "group", "co2", "a group of which a carrier is (carriers.csv)"),
        ),
        (
            {"carriers": changed("hot", "heat_of", None)},
            ("carriers.csv", "heat_of", "", "one of industry, buildings: it is heat"),
        ),
        (
            {"carriers": changed("power", "heat_of", "industry")},
            ("carriers.csv", "heat_of", "industry", "empty: it is no heat"),
        ),
        (
            {"carriers": changed("power", "stream_of", "steel")},
            ("carriers.csv", "stream_of", "steel", "empty: it is no stream"),
        ),
        (
            {"works": WORKS.replace("co2", "heat")},
            ("works.csv", "carrier", "heat", "one of electricity, co2"),
        ),
    ],
)
def test_what_does_not_fit_is_told(changes: dict[str, pd.DataFrame], told: tuple[str, str, str, str]) -> None:
    assert faults(**changes) == [told]


def test_a_scenario_cannot_change_what_names_of_figures_hang_on() -> None:
    change = {"table": "carrier_groups", "column": "flows", "where": {"group": "heat"}, "value": "true"}
    (found,) = faults(Config.model_validate({"changes": [change]}))
    assert found[:3] == ("config", "flows", "carrier_groups")
