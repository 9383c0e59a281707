"""A made-up scenario of two years, one of them ranked: what the tests of the files for the desk are written from."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
from conftest import csv_str_to_df, table

from werven.config.settings import Config
from werven.data.results import columns_of
from werven.data.schemas import TABLES
from werven.data.tables import read
from werven.solved.scenario import Solved, SolvedYear
from werven.words.names import NAMED

DATA = Path(__file__).parents[2] / "data"
SPITEFUL = '=HYPERLINK("http://example.org") <b>Ωργή & "Лес"</b>'

WORKS = f"""
    work, name_nl, name_en, carrier, kind, status, year_in_service, capacity, unit, fom, lifetime, on, source
    C13, CO2-leiding, CO2 pipe, co2, pipeline, planned, 2030, 500, t/h, 0.02, 40, true, a report
    E01, {SPITEFUL}, @line, electricity, AC line, planned, 2029, 4200, MW, 0.015, 40, true, "-1"
    H99, nergens, nowhere, hydrogen, pipe, concept, 2035, 100, MW, 0.02, 40, true, a report
"""
LEGS = """
    work, leg, carrier, from_bus, to_bus, capacity, unit, both_ways, line
    C13, 1, co2, ANR.hub co2, NL co2, 500, t/h, true, 4.27 51.33; 4.28 51.43; 4.25 51.8
    E01, 1, electricity, ZBR electricity, ROE electricity, 4200, MW, true,
    H99, 1, hydrogen, ANR hydrogen, ANR hydrogen, 100, MW, true,
"""
NEEDS = """
    carrier, kind, from, to, existing, needed, planned, gap, unit, from_carrier, to_carrier
    electricity, transport, ZBR, ROE, 0, 3900, 4200, 0, MW, electricity, electricity
    co2, conversion, ANR.hub, ANR.hub, 0, 90, 0, 90, t/h, co2, liquid_co2
"""
EMISSIONS = """
    cluster, sector, carrier, technology, boundary, t_per_year
    GNT, steel, coal, bf_bof, flanders, 6000000
    ANR, refining, fuel_gas, fuel_gas_firing, flanders, 2000000
    ANR, chemicals, co2_flue, process_co2, flanders, 150000
    ANR, buildings, natural_gas, gas_boiler_home, flanders, 1000000
    ABROAD, abroad, coal, supply, upstream, 900000
"""
DEMAND = """
    node, cluster, carrier, sector, use, value, unit
    ANR, ANR, electricity, chemicals, energy, 6, TWh/a
    GNT, GNT, electricity, steel, energy, 2, TWh/a
"""
RANKS = """
    closure, work, carrier, shapley_kt, flag
    ets, C13, co2, 1861,
    ets, E01, electricity, -5, idle
"""
BALANCE = """
    bus_carrier, cluster, component, technology, value, unit
    electricity, OFF1, Generator, offwind, 9000000, MWh
    electricity, ANR, Load, demand chemicals, -6000000, MWh
    electricity, GNT, Load, demand steel, -2000000, MWh
    electricity, NL, Process, neighbour gas, -1000000, MWh
"""


@cache
def base(name: str) -> pd.DataFrame:
    """Return a table of the base case."""
    return read(DATA / f"{name}.csv", TABLES[name])


def ranking(text: str) -> pd.DataFrame:
    """Return a ranking given as text; columns left out are empty."""
    given = csv_str_to_df(text)
    known = columns_of("ranking")
    return given.reindex(columns=[*known, *given.columns.difference(known)])


def year_of(year: int, rankings: bool = False) -> SolvedYear:
    """Return a solved year of the made-up scenario."""
    demand = csv_str_to_df(DEMAND)
    runs = csv_str_to_df(
        "closure, kind, price, price_low, price_high, cap_kt, buyout, works, method, reason\n"
        "ets, price, 147, 118, 176, , , 2, enumerated, exact"
    )
    found = {
        "ranking": ranking(RANKS),
        "synergy": csv_str_to_df("closure, work_a, work_b, synergy_kt\nets, C13, E01, 12"),
        "coalitions": csv_str_to_df("closure, coalition, emissions_kt\nets, C13+E01, 15100"),
        "sequence": csv_str_to_df("closure, step, works\nets, 1, C13"),
        "runs": runs,
    }
    return SolvedYear(
        year,
        demand.assign(twh_per_year=demand["value"]),
        *(csv_str_to_df(text) for text in (NEEDS, BALANCE, EMISSIONS)),
        level=147.0,
        rankings={"ets": found} if rankings else {},
    )


def desk(**changes: object) -> Solved:
    """Return the made-up scenario: 2040 ranked, 2030 not, 2050 missing."""
    inputs = {name: base(name) for name in NAMED}
    inputs |= {"works": table("works", WORKS), "work_legs": table("work_legs", LEGS)}
    years = {2030: year_of(2030), 2040: year_of(2040, rankings=True)}
    return replace(Solved("made-up", "0.1.0", Config(), inputs, years, (2050,)), **changes)  # type: ignore[arg-type]


def test_the_case_has_what_the_tests_need() -> None:
    works = desk().inputs["works"]
    assert works["name_nl"].tolist()[1] == SPITEFUL
    assert {name: list(own.rankings) for name, own in desk().years.items()} == {2030: [], 2040: ["ets"]}
