"""Routes, what tips them, and what others publish, as the report tells them: every figure by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import csv_str_to_df
from show_case import base

from werven.config.settings import Config
from werven.report import evidence, routes
from werven.report.teller import Teller
from werven.solved.scenario import Solved, SolvedYear
from werven.words.names import NAMED

BALANCE = """
    bus_carrier, cluster, component, technology,           value
    steel,       GNT,     Process,   bf_bof,               3e6
    steel,       GNT,     Process,   eaf,                  1.5e6
    steel,       GNT,     Load,      demand,               -4.5e6
    electricity, GNT,     Generator, onwind,               7e6
    electricity, ABROAD,  Process,   neighbour supply,     2e6
    electricity, GNT,     Process,   heat_pump_100,        -1e6
    electricity, GNT,     Generator, solar,                0.04e6
    co2,         GNT,     Process,   capture_high_purity,  1e6
    co2,         NL,      Process,   border co2,           -1e6
"""
ROUTES = """
    node, carrier,     technology,          sector, state,  unit, gap_eur_per_unit
    GNT,  steel,       bf_bof,              steel,  built,  t/h,  0
    GNT,  steel,       eaf,                 steel,  limit,  t/h,  -12
    GNT,  sponge_iron, dri_hydrogen,        steel,  absent, t/h,  33
    GNT,  electricity, ocgt,                power,  absent, MW,   4
    ANR,  electricity, ocgt,                power,  absent, MW,   2
    ANR,  electricity, ccgt,                power,  absent, MW,   9
    GNT,  electricity, ccgt,                power,  built,  MW,   0
    ANR,  co2_flue,    capture_flue,        capture,absent, t/h,  31
    GNT,  co2,         capture_high_purity, capture,limit,  t/h,  -5
"""
TIPS = """
    node, carrier,     technology,   instead_of, gap_eur_per_unit, input,       price_eur_per_unit, tips_at_eur_per_unit
    GNT,  sponge_iron, dri_hydrogen, ,           33,               natural_gas, 20,                 33
    GNT,  sponge_iron, dri_hydrogen, ,           33,               hydrogen,    80,                 60
    GNT,  sponge_iron, dri_hydrogen, bf_bof,     50,               iron_ore,    100,                101
    ANR,  electricity, ocgt,         ,           2,                co2_price,   147,                147.2
    ANR,  co2_flue,    capture_flue, ,           31,               co2,         -60,                -26
"""
EVIDENCE = """
    item,   area, year, model, reference, low, high, unit,    outside, study, is_input
    price,  FR,   2040, 80,    60,        50,  70,   EUR/MWh, 10,      TYNDP, partly
    price,  BE,   2030, 60,    62,        50,  70,   EUR/MWh, 0,       TYNDP, no
    demand, FLA,  2040, 1,     2,         1.5, 3,    TWh,     -0.5,    Elia,  yes
    demand, FLA,  2030, 1,     2,         ,    ,     TWh,     ,        Elia,  yes
"""
SAID = """
    name_nl, name_en, remark_nl,        remark_en
    prijs,   price,   te weinig wind,   too little wind
    prijs,   price,   ,
    vraag,   demand,  ,
    vraag,   demand,  ,
"""


def solved(**changes: pd.DataFrame | None) -> Solved:
    """Return a scenario of 2040 with routes, tips and evidence; None leaves one out."""
    published = pd.concat([csv_str_to_df(EVIDENCE), csv_str_to_df(SAID)], axis=1)
    found = {"routes": csv_str_to_df(ROUTES), "tips": csv_str_to_df(TIPS), "evidence": published} | changes
    told = {name: table for name in ("routes", "tips") if (table := found[name]) is not None}
    inputs = {name: base(name) for name in NAMED}
    empty = pd.DataFrame()
    year = SolvedYear(2040, empty, empty, csv_str_to_df(BALANCE), empty, 147.0, {}, told)
    settings = Config.model_validate({"years": [2040], "rank": {"years": [2040]}})
    return Solved("base", "9.8.7", settings, inputs, {2040: year}, (), found["evidence"])


def test_every_topic_tells_what_is_made_by_which_route() -> None:
    first, stored, power, _ = routes.tell(Teller(solved(), "en")).details
    assert first.startswith("Steel and iron, Mt a year: in 2040 ")
    assert " 3.0, " in first
    assert first.endswith(" 1.5.")
    assert "import, net 2.0" in power
    assert "solar" not in power, "0.04 TWh is too little to tell"
    assert "heat pump" not in power, "what takes is no route"
    assert "stored: Netherlands 1.0" in stored


def test_a_route_is_told_where_it_is_nearest_and_not_where_it_stands_elsewhere() -> None:
    teller = Teller(solved(), "en")
    power = routes.nearest(teller, "power")
    assert power[["technology", "node", "gap", "unit"]].to_numpy().tolist() == [["ocgt", "ANR", 2, "MWh"]]
    assert routes.nearest(teller, "steel")["technology"].tolist() == ["dri_hydrogen", "eaf"]
    assert routes.nearest(teller, "co2")["technology"].tolist() == ["capture_flue"], "a capture step is always full"


def test_prices_that_tip_a_route_are_told_the_smallest_move_first() -> None:
    rows = {row["route"]: row for row in routes.tip_rows(Teller(solved(), "en"))}
    names = Teller(solved(), "en").names
    hydrogen = rows[names.label("technology", "dri_hydrogen")]
    assert hydrogen["gap"] == "+33 €/t"
    assert hydrogen["tips"] == "hydrogen 60 rather than 80 €; natural gas 33 rather than 20 €", "not the other gap"
    assert rows[names.label("technology", "ocgt")]["tips"] == "CO2 as it is"
    way = rows[names.label("technology", "capture_flue")]["tips"]
    assert way == "way and store of CO2 26 rather than 60 €", "what it costs to be rid of CO2 is above zero"


def test_without_routes_nothing_is_told_of_them() -> None:
    teller = Teller(solved(routes=None, tips=None), "nl")
    assert routes.tell(teller).details == []
    assert routes.tip_rows(teller) == []


@pytest.mark.parametrize(
    ("language", "told", "where", "why"),
    [
        (
            "nl",
            "Van 3 gepubliceerde cijfers met een laagste en hoogste ligt het model er bij 1",
            "prijs, ",
            "weinig wind",
        ),
        (
            "en",
            "Of 3 published figures with a lowest and highest, the model lies between both",
            "price, ",
            "little wind",
        ),
    ],
)
def test_what_others_publish_is_told_with_its_ends_and_why(language: str, told: str, where: str, why: str) -> None:
    teller = Teller(solved(), language)
    assert evidence.tell(teller).details[0].startswith(told)
    rows = evidence.rows(teller)
    assert [row["year"] for row in rows] == ["2030", "2030", "2040", "2040"]
    assert [row["ends"] == "" for row in rows] == [True, False, False, False]
    beyond = [row["outside"] for row in rows]
    assert beyond[:2] == ["", ""], "what has no ends is not outside"
    assert beyond[2] == f"−0{teller.number(0.5)[1:]}"
    assert beyond[3].startswith("+10: ")
    assert beyond[3].endswith(why)
    assert rows[3]["what"].startswith(where)


def test_without_evidence_nothing_is_told_of_it() -> None:
    teller = Teller(solved(evidence=None), "nl")
    assert evidence.tell(teller).details == []
    assert evidence.rows(teller) == []
