"""Time series in the IAMC format: small balances whose sums are worked out by hand, and a check that finds faults."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from conftest import csv_str_to_df
from desk_case import EMISSIONS, base, desk

from werven.config.settings import Config
from werven.data.column_kinds import IAMC_SOURCES
from werven.desk.iamc import captured, emissions, faults, region, rolled_up, timeseries, write_timeseries
from werven.desk.iamc_energy import Year, electricity, final, heat, hydrogen, primary, trade
from werven.desk.iamc_names import (
    CAPTURE,
    CUTS,
    EMISSIONS_BY_SECTOR,
    EMISSIONS_BY_TECHNOLOGY,
    GROUPS,
    OTHER,
    PROCESS_CO2,
    RENEWABLE,
    ROOTS,
    TEMPLATE,
    fitted,
)

INPUTS = {name: base(name) for name in ("technologies", "nodes", "carriers", "carrier_groups")}
HEAD = "bus_carrier, cluster, component, technology, value"
PYAM = """
import sys, pyam
data = pyam.IamDataFrame(sys.argv[1])
parents = [v for v in data.variable if data.filter(variable=v + "|*", level=0).variable]
skip = ("Final Energy", "Carbon Capture", "Emissions|CO2", "Primary Energy", "Secondary Energy|Electricity")
wrong = {v: data.check_aggregate(v) for v in parents if v not in skip}
print(len(data.variable), {v: str(found) for v, found in wrong.items() if found is not None})
"""


def year_of(text: str, more: dict[str, pd.DataFrame] | None = None) -> Year:
    """Return a balance given as text: value in TWh, or Mt for CO2."""
    balance = csv_str_to_df(HEAD + "\n" + text)
    balance["value"] *= 1e6
    return Year(balance, INPUTS | dict(more or {}))


def told(values: dict[str, float]) -> dict[str, float]:
    """Return values in TWh or Mt, without those that are nothing."""
    return {name: round(value / 1e6, 6) for name, value in values.items() if abs(value) > 1}


@pytest.mark.parametrize(("form", "told_as"), [(None, "Other"), ("Liquids", "Liquids")])
def test_a_carrier_is_told_in_its_form_or_as_other_and_what_makes_it_is_supply(form: str | None, told_as: str) -> None:
    carriers, groups, technologies = INPUTS["carriers"], INPUTS["carrier_groups"], INPUTS["technologies"]
    own = carriers[carriers["carrier"] == "ammonia"].assign(carrier="methanol", group="methanol", iamc_form=form)
    group = groups[groups["group"] == "electricity"].assign(group="methanol", color_of="methanol")
    plant = technologies[technologies["technology"] == "haber_bosch"].assign(technology="synthesis", sector="methanol")
    more = {"carriers": [carriers, own], "carrier_groups": [groups, group], "technologies": [technologies, plant]}
    text = """
        methanol,    ANR, Process, synthesis,        5
        hydrogen,    ANR, Process, synthesis,        -6
        electricity, ANR, Process, synthesis,        -1
        methanol,    ANR, Load,    demand chemicals, -5
    """
    found = told(final(year_of(text, {name: pd.concat(parts) for name, parts in more.items()})))
    assert found == {f"Final Energy|Industry|{told_as}": 5}


def test_electricity_is_told_by_source_and_neighbours_are_left_out() -> None:
    year = year_of("""
        electricity, OFF1, Generator, offwind, 8
        electricity, ANR, Process, chp_gas, 2
        natural_gas, FLA, Process, chp_gas, -5
        electricity, GNT, Process, bfg_power, 1
        blast_furnace_gas, GNT, Process, bfg_power, -3
        electricity, NL, Process, neighbour gas, 4
        electricity, ANR, Link, electricity grid, 3
        electricity, ANR, Load, demand chemicals, -15
    """)
    assert told(electricity(year)) == {
        "Secondary Energy|Electricity|Wind|Offshore": 8,
        "Secondary Energy|Electricity|Gas": 2,
        "Secondary Energy|Electricity|Coal": 1,
    }
    assert told(trade(year)) == {"Trade|Secondary Energy|Electricity [Volume]": -4}
    assert told(primary(year)) == {"Primary Energy|Wind|Offshore": 8, "Primary Energy|Secondary Energy Trade": 4}


def test_coal_of_steel_counts_less_the_furnace_gas_that_is_burnt_for_power() -> None:
    year = year_of("""
        coal, ABROAD, Generator, coal market, 17
        coal, FLA, Process, supply, 17
        coal, FLA, Process, bf_bof, -17
        blast_furnace_gas, GNT, Process, bf_bof, 4
        blast_furnace_gas, GNT, Process, bfg_power, -3
        blast_furnace_gas, GNT, Process, bfg_flare, -1
        electricity, GNT, Process, bfg_power, 1
    """)
    assert told(final(year)) == {"Final Energy|Industry|Solids": 14}
    assert told(primary(year)) == {"Primary Energy|Coal": 17}


def test_a_cracker_burns_part_of_its_naphtha_and_the_rest_is_feedstock() -> None:
    year = year_of("""
        naphtha, FLA, Process, steam_cracker, -60
        olefins, ANR, Process, steam_cracker, 4
        fuel_gas, ANR, Process, steam_cracker, 1
        hydrogen, ANR, Process, steam_cracker, 0.5
        fuel_gas, ANR, Process, fuel_gas_firing, -1
    """)
    # 2.9 MWh per tonne of olefins are burnt inside, 1 TWh of gas in furnaces, 0.5 TWh leave as hydrogen.
    assert told(final(year)) == {"Final Energy|Non-Energy Use|Liquids": 46.9, "Final Energy|Industry|Gases": 12.6}
    assert told(hydrogen(year)) == {"Secondary Energy|Hydrogen|Other": 0.5}


def test_refineries_are_no_industry() -> None:
    year = year_of("""
        fuel_gas, ANR, Process, refinery, 16
        fuel_gas, ANR, Process, fuel_gas_heater_500, -16
        electricity, ANR, Process, refinery, -2
        steam_200, ANR, Process, refinery, -4
        steam_200, ANR, Process, chp_gas, 10
        electricity, ANR, Process, chp_gas, 8
        natural_gas, FLA, Process, chp_gas, -22
        hydrogen, ANR, Process, smr_refinery, 1
        hydrogen, ANR, Process, refinery, -1
        natural_gas, FLA, Process, smr_refinery, -1.3
    """)
    assert told(final(year)) == {
        "Final Energy|Other Sector|Gases": 16,
        "Final Energy|Other Sector|Electricity": 2,
        "Final Energy|Other Sector|Hydrogen": 1,
        "Final Energy|Other Sector|Heat": 4,
        "Final Energy|Industry|Heat": 6,
    }
    assert told(heat(year)) == {"Secondary Energy|Heat|Gas": 10}
    assert told(hydrogen(year)) == {"Secondary Energy|Hydrogen|Gas": 1}


def test_buildings_use_fuel_electricity_and_what_networks_deliver() -> None:
    year = year_of("""
        natural_gas, FLA, Process, gas_boiler_home, -40
        electricity, ANR, Process, heat_pump_home_35, -2
        electricity, ANR, Load, demand residential, -11
        electricity, ANR, Process, dh_electric_boiler, -1
        district_heat, ANR, Process, dh_electric_boiler, 0.9
        heat_100, ANR.steam, Generator, excess_heat, 2
        heat_100, ANR, Link, heat_100 work, -2
        district_heat, ANR, Link, heat_100 work, 1.8
        district_heat, ANR, Process, heat_branch, -2.7
        space_heat, ANR, Process, heat_branch, 2.4
    """)
    homes = "Final Energy|Residential and Commercial"
    assert told(final(year)) == {f"{homes}|Gases": 40, f"{homes}|Electricity": 13, f"{homes}|Heat": 2.4}
    assert told(heat(year)) == {"Secondary Energy|Heat|Other": 2, "Secondary Energy|Heat|Electricity": 0.9}


def test_captured_co2_is_told_by_source_and_fate_without_what_passes_through() -> None:
    year = year_of("""
        co2, ANR, Process, atr_capture, 2.6
        co2, ANR, Process, capture_waste, 0.4
        co2, WAL, Process, border co2, 1.9
        co2, NL, Process, border co2, -4.9
        liquid_co2, ANR, Link, co2 ship, -0.5
    """)
    assert told(captured(year)) == {
        "Carbon Capture|Energy|Supply|Hydrogen": 2.6,
        "Carbon Capture|Other Sources": 0.4,
        "Carbon Capture|Geological Storage": 3,
    }
    assert told(rolled_up(captured(year)))["Carbon Capture"] == 3


def test_emissions_of_flanders_are_told_by_sector_and_unknown_ones_are_not_lost() -> None:
    more = csv_str_to_df(EMISSIONS + "    GNT, moon, cheese, oven, flanders, 500000\n")
    assert told(emissions(more)) == {
        "Emissions|CO2|Energy|Demand|Industry|Iron and Steel": 6,
        "Emissions|CO2|Energy|Supply|Liquids": 2,
        "Emissions|CO2|Industrial Processes|Chemicals": 0.15,
        "Emissions|CO2|Energy|Demand|Residential and Commercial": 1,
        "Emissions|CO2|Other": 0.5,
    }


def test_wholes_are_the_sums_of_their_parts_level_by_level() -> None:
    whole = rolled_up(
        {"Final Energy|Industry|Electricity": 3, "Final Energy|Residential and Commercial|Electricity": 2}
    )
    assert whole["Final Energy"] == whole["Final Energy|Electricity"] == 5
    assert whole["Final Energy|Industry"] == 3
    both = rolled_up({"Secondary Energy|Electricity|Solar|PV": 4, "Secondary Energy|Electricity|Gas": 1})
    assert (
        both["Secondary Energy|Electricity|Non-Biomass Renewables"] == both["Secondary Energy|Electricity|Solar"] == 4
    )
    assert both["Secondary Energy|Electricity"] == 5


def test_the_table_has_the_columns_of_the_format_and_the_totals_of_the_ledger() -> None:
    table = timeseries(desk())
    assert table.columns.tolist() == ["model", "scenario", "region", "variable", "unit", "2030", "2040"]
    assert set(map(tuple, table[["model", "scenario", "region"]].to_numpy())) == {
        ("werven 0.1.0", "made-up", "Belgium|Flanders")
    }
    values = table.set_index("variable")
    assert values.at["Emissions|CO2", "2040"] == pytest.approx(9.15)
    assert values.at["Secondary Energy|Electricity", "2030"] == pytest.approx(9 * 3.6e-3)
    assert values.at["Final Energy|Industry|Electricity", "2030"] == pytest.approx(8 * 3.6e-3)
    assert values.at["Trade|Secondary Energy|Electricity [Volume]", "2030"] == pytest.approx(1 * 3.6e-3)


def test_a_part_of_flanders_is_named() -> None:
    config = Config.model_validate({"network": {"clusters": ["ANR", "GNT"]}})
    assert region(desk(config=config)) == "Belgium|Flanders|ANR+GNT"


def test_every_name_that_results_are_told_in_is_in_the_template() -> None:
    emitted = {*EMISSIONS_BY_TECHNOLOGY.values(), *EMISSIONS_BY_SECTOR.values(), *PROCESS_CO2.values(), OTHER}
    names = {f"Emissions|CO2|{name}" for name in emitted}
    names |= {f"Carbon Capture|{name}" for cut in (CAPTURE.values(), *CUTS["Carbon Capture"]) for name in cut}
    names |= {
        f"Secondary Energy|Electricity|{name}" for name in (*IAMC_SOURCES, *RENEWABLE.values()) if name != "Electricity"
    }
    names |= {f"Final Energy|{name}" for cut in CUTS["Final Energy"] for name in cut}
    assert names | set(ROOTS) | set(GROUPS) <= set(TEMPLATE)


def test_what_the_template_has_no_name_for_counts_with_the_nearest() -> None:
    assert fitted("Final Energy|Industry|Heat") == "Final Energy|Industry|Heat"
    assert fitted("Emissions|CO2|Energy|Demand|Industry|Toys") == "Emissions|CO2|Energy|Demand|Industry|Other Sector"
    values = rolled_up({"Primary Energy|Wind|Offshore": 2.0, "Primary Energy|Wind|Onshore": 1.0})
    assert (values["Primary Energy|Wind"], values["Primary Energy"]) == (3.0, 3.0)
    assert "Primary Energy|Wind|Offshore" not in values


BAD = [
    ("variable", "Final Energie|Industry", "a name of the template; nearest: 'Final Energy|Industry'"),
    ("unit", "TWh/yr", "EJ/yr"),
    ("2030", "much", "a number"),
    ("2030", -1.0, "a number >= 0"),
    ("2030", 7.0, "the sum of"),
]


@pytest.mark.parametrize(("column", "value", "said"), BAD, ids=["name", "unit", "text", "sign", "sum"])
def test_the_check_names_what_is_wrong(column: str, value: object, said: str) -> None:
    table = timeseries(desk()).astype(object)
    assert faults(table) == []
    row = table.index[table["variable"] == "Final Energy|Industry"][0]
    table.loc[row, column] = value
    assert any(said in str(fault) for fault in faults(table))


def test_a_row_that_occurs_twice_and_a_column_that_lacks_are_faults() -> None:
    table = timeseries(desk())
    twice = pd.concat([table, table.iloc[[0]]], ignore_index=True)
    assert [fault.allowed for fault in faults(twice)] == ["once"]
    assert [fault.column for fault in faults(table.drop(columns="unit"))] == ["unit"]
    assert "a year of four digits" in str(faults(table.rename(columns={"2030": "in 2030"}))[0])


def test_pyam_reads_the_file_and_finds_the_sums(tmp_path: Path) -> None:
    python = os.environ.get("WERVEN_PYAM", "")
    if not python:
        pytest.skip("pyam wants an older pandas: WERVEN_PYAM names a Python that has it")
    write_timeseries(desk(), tmp_path / "timeseries.csv")
    command = [python, "-W", "ignore", "-c", PYAM, str(tmp_path / "timeseries.csv")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(len(timeseries(desk()))), "{}"]
