"""Verdicts and reasons of worlds in words, the same for report, figures and page."""

from __future__ import annotations

import pandas as pd
import pytest
from worlds_case import world_tables, worlds

from werven.data.results import result_faults
from werven.data.verdicts import VERDICTS
from werven.solved.worlds import TOLD
from werven.words.names import Context


def row_of(work: str) -> pd.Series:
    return world_tables()["robust"].set_index("work", drop=False).loc[work]


def test_the_case_is_what_the_result_tables_say() -> None:
    assert [str(fault) for name in TOLD for fault in result_faults(name, world_tables()[name])] == []
    assert set(world_tables()["robust"]["verdict"]) == set(VERDICTS)


@pytest.mark.parametrize(
    ("because", "nl", "en"),
    [
        ("gas_price>22.4", "gasprijs boven 22 €/MWh", "gas price above 22 €/MWh"),
        ("gas_price<22.4", "gasprijs onder 22 €/MWh", "gas price below 22 €/MWh"),
        ("capex_c12<152.5", "kosten van het net onder 152 M€", "cost of the network below 152 M€"),
        ("co2_price>0.95", "CO2-prijs hoogstens 5 % onder de basis", "CO2 price at most 5 % below the base case"),
        ("co2_price<0.95", "CO2-prijs meer dan 5 % onder de basis", "CO2 price more than 5 % below the base case"),
        ("co2_price>1.2", "CO2-prijs meer dan 20 % boven de basis", "CO2 price more than 20 % above the base case"),
        ("co2_price<1.2", "CO2-prijs hoogstens 20 % boven de basis", "CO2 price at most 20 % above the base case"),
        ("co2_price>1.001", "CO2-prijs hoger dan in de basis", "CO2 price above the base case"),
        ("co2_price<1.001", "CO2-prijs lager dan in de basis", "CO2 price below the base case"),
        ("stevin<0.77", "Stevin hoogstens 10 % boven de basis", "Stevin at most 10 % above the base case"),
        ("capture>5.4e6", "afvang meer dan 20 % boven de basis", "capture more than 20 % above the base case"),
        ("cracker=cracker_stays", "kraker: blijft open", "cracker: stays open"),
        (
            "renewable_h2!=no_renewable_share",
            "waterstof: basis of ook met afvang",
            "hydrogen: base case or with capture too",
        ),
        ("homes!=a_b", "woningen: niet a b", "homes: not a b"),
        (
            "gas_price>22 & cracker=base",
            "gasprijs boven 22 €/MWh en kraker: basis",
            "gas price above 22 €/MWh and cracker: base case",
        ),
        (
            "gas_price<22 | strange>3",
            "gasprijs onder 22 €/MWh of strange boven 3,0",
            "gas price below 22 €/MWh or strange above 3.0",
        ),
    ],
)
def test_a_rule_is_told_in_words(because: str, nl: str, en: str) -> None:
    assert worlds("nl").rules(because) == nl
    assert worlds("en").rules(because) == en


def test_options_are_told_with_their_probabilities() -> None:
    assert worlds("nl").options("cracker") == "basis 90 %; blijft open 10 %"
    assert worlds("en").options("gas_price") == ""


def test_a_work_hangs_on_its_rule_or_on_the_inputs_of_its_verdict_with_where_they_tip() -> None:
    own = worlds("en")
    assert own.decides(row_of("C13")) == (
        "CO2 price at most 8 % below the base case and hydrogen: base case or with capture too"
    )
    assert own.decides(row_of("C12")) == "gas price (tips at 22 €/MWh); pays in 10 % without C13, in 70 % with it"
    assert own.decides(row_of("C12"), most=1) == "gas price (tips at 22 €/MWh)"
    alone = world_tables()["beside"].query("work != 'C12'")
    told = worlds("en", beside=alone).decides(row_of("C12"))
    assert told == "gas price (tips at 22 €/MWh); cost of the network (tips at 152 M€)"
    assert own.decides(row_of("C12"), most=1) == "gas price (tips at 22 €/MWh)"
    assert own.decides(row_of("C05")) == "gas price; excess heat"  # the one that moves its net value most is first
    assert own.decides(row_of("E17")) == own.decides(row_of("T04c")) == ""
    assert own.why(row_of("E17")) == "no single input"
    assert own.why(row_of("T04c")) == "saves 9.0, costs 4.0 M€/year"
    assert own.deciding(row_of("C13")) == ["co2_price", "renewable_h2"]


def test_a_value_is_told_in_its_unit_or_as_what_it_is_from_the_base_case() -> None:
    own = worlds("nl")
    assert own.at("gas_price", 22.4) == "22 €/MWh"
    assert own.at("co2_price", 0.95) == "5 % onder de basis"
    assert own.at("stevin", 0.77) == "10 % boven de basis"
    assert own.at("co2_price", 1.0) == "de basis"
    assert own.at("strange", 3.0) == "3,0"


def test_what_is_the_same_in_every_world_has_no_spread() -> None:
    assert [worlds().is_spread(row_of(work)) for work in ("C13", "C05", "H06")] == [True, False, False]


def test_the_first_works_by_mean_are_shown_and_all_that_are_to_be_built() -> None:
    assert list(worlds().shown()["work"]) == ["C13", "C05", "C12", "T04c", "C06", "H14", "E17"]
    assert list(worlds().shown(2)["work"]) == ["C13", "C05", "T04c", "C06", "H14"]


def test_other_works_that_change_whether_a_work_pays_are_told_in_words() -> None:
    own = worlds("en")
    assert own.others(row_of("C12")) == "pays in 10 % without C13, in 70 % with it"
    assert own.others(row_of("C05")) == ""
    assert own.others(row_of("H14")) == ""
    assert own.decides(row_of("H14")) == own.ends(row_of("H14")) == "pays in 100 % alone, in 0 % after all others"


def test_the_closure_says_worlds_and_the_prices_that_were_drawn() -> None:
    case = worlds("en").case(Context("base", "en"))
    assert case.closure_label == "Over 2 worlds, CO2 price from 100 to 187 €/t (ets)"
    assert case.method_label.endswith("; lines in 1 of them at the time resolution of the ranking too; 1 failed")
    without = world_tables()["world_runs"].query("world == 0")
    assert worlds("nl", world_runs=without).case(Context("base")).closure_label == "Over 2 werelden (ets)"
