"""What is uncertain: every kind of bad row of `uncertainty`, each with what is allowed; and what a good one draws."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import ROOT, tables_of

from werven.data.checks.uncertain import uncertain_faults
from werven.data.inputs import read_tables
from werven.data.uncertain import inputs_of, selector
from werven.errors import Fault

PRICES = """
    item,        year, price, low, high
    natural_gas, 2030, 20,    14,  32
    natural_gas, 2040, 30,    20,  45
    coal,        2030, 10,    8,   12
    scrap,       2030, 300,   ,
    co2_ets,     2030, 100,   80,  130
"""
HEAD = "input, table, where, column, how, low, central, high, options, distribution, moves_with, name_nl, name_en\n"
GOOD = """
    gas,     prices, item=natural_gas,    price, range,  ,    ,  ,    ,                        triangular, ,    a, a
    coal,    prices, item=coal,           price, factor, 0.8, 1, 1.5, ,                        uniform,    gas, b, b
    scrap,   prices, item=scrap,          price, value,  200, 300, 400, ,                      triangular, ,    c, c
    cracker, ,       ,                    ,      choice, ,    ,  ,    base 0.7; stays 0.3,     ,           ,    d, d
"""


def frames(rows: str) -> dict[str, pd.DataFrame]:
    """Return tables of a tiny world with what is uncertain in them."""
    return tables_of({"prices": PRICES, "uncertainty": HEAD + rows.strip()})


def faults(rows: str) -> list[Fault]:
    return uncertain_faults(frames(rows))


def test_good_rows_have_no_fault() -> None:
    assert faults(GOOD) == []


def test_the_base_case_has_no_fault() -> None:
    assert uncertain_faults(read_tables(ROOT / "data").right) == []


@pytest.mark.parametrize(
    ("row", "column", "allowed", "near"),
    [
        ("gas, prices, item=natural_gaz, price, range, , , , , uniform, , a, a", "where", "exist", "item=natural_gas"),
        ("gas, prices, itme=natural_gas, price, range, , , , , uniform, , a, a", "where", "columns", "item"),
        ("gas, prices, year=2030, price, range, , , , , uniform, , a, a", "where", "one row a year", ""),
        ("gas, prices, item=natural_gas, price, value, 10, 20, 30, , uniform, , a, a", "where", "one row", ""),
        ("gas, price, item=coal, price, range, , , , , uniform, , a, a", "table", "one of", "prices"),
        ("gas, sites, site=x, lat_deg, factor, 0.9, 1, 1.1, , uniform, , a, a", "table", "one of", "storages"),
        ("gas, prices, item=coal, prise, range, , , , , uniform, , a, a", "column", "one of", "price"),
        ("gas, prices, item=coal, item, factor, 0.9, 1, 1.1, , uniform, , a, a", "column", "one of", ""),
        ("gas, prices, item=coal, price, factor, 1.2, 1, 0.8, , uniform, , a, a", "low", "at most high", ""),
        ("gas, prices, item=coal, price, factor, 1.1, 1, 1.2, , uniform, , a, a", "central", "between", ""),
        ("gas, prices, item=coal, price, factor, 1.0, 1.1, 1.2, , uniform, , a, a", "central", "1: world 0", ""),
        ("gas, prices, item=coal, price, value, 8, 9, 12, , uniform, , a, a", "central", "what the table holds", ""),
        ("gas, prices, item=scrap, price, range, , , , , uniform, , a, a", "where", "low < high", ""),
        ("gas, prices, item=coal, price, factor, 0.9, , 1.1, , uniform, , a, a", "central", "not empty", ""),
        ("gas, prices, item=coal, price, range, 0.9, , , , uniform, , a, a", "low", "empty: range", ""),
        ("gas, prices, item=coal, price, range, , , , , , , a, a", "distribution", "not empty", ""),
        ("gas, prices, item=coal, price, range, , , , base 1, uniform, , a, a", "options", "empty: range", ""),
        ("gas, prices, item=coal, price, factor, -2, 1, 2, , uniform, , a, a", "low", "stays between", ""),
        ("gas, , , , choice, , , , , , , a, a", "options", "not empty", ""),
        ("gas, , , , choice, , , , base 1.0, , , a, a", "options", "then one or more", ""),
        ("gas, , , , choice, , , , stays 0.3; base 0.7, , , a, a", "options", "base", ""),
        ("gas, , , , choice, , , , base 0.7; stays 0.4, , , a, a", "options", "1 together", ""),
        ("gas, , , , choice, , , , base 0.7; stays, , , a, a", "options", "1 together", ""),
    ],
)
def test_a_bad_row_is_told(row: str, column: str, allowed: str, near: str) -> None:
    (fault,) = faults(row)
    assert (fault.file, fault.row, fault.column, fault.nearest) == ("uncertainty.csv", "2", column, near)
    assert allowed in fault.allowed


def test_the_same_cell_is_drawn_once() -> None:
    (fault,) = faults(f"{GOOD}    again, prices, year=2040, price, factor, 0.9, 1, 1.1, , uniform, , e, e")
    assert (fault.row, fault.column, fault.value) == ("6", "where", "year=2040")
    assert "prices row 3, price is of gas" in fault.allowed


@pytest.mark.parametrize(
    ("row", "allowed"),
    [
        ("co2, prices, item=co2_ets, price, factor, 0.8, 1, 1.2, , uniform, coal, e, e", "moves with none itself"),
        ("co2, prices, item=coal, price, factor, 0.8, 1, 1.2, , uniform, co2, e, e", "moves with none itself"),
        ("co2, prices, item=coal, price, factor, 0.8, 1, 1.2, , uniform, cracker, e, e", "a choice has no high end"),
        ("co2, , , , choice, , , , base 0.5; a 0.5, , gas, e, e", "a choice has no high end"),
    ],
)
def test_an_input_moves_with_a_number_that_leads(row: str, allowed: str) -> None:
    others = "\n".join(line for line in GOOD.strip().splitlines() if not (" coal," in line and "item=coal" in row))
    (fault,) = faults(f"{others}\n{row}")
    assert fault.column == "moves_with"
    assert allowed in fault.allowed


def test_a_group_has_one_direction() -> None:
    (fault,) = faults(
        "up, prices, item=coal, price, factor, 1, 1, 1.2, , uniform, , a, a\n"
        "down, prices, item=scrap, price, factor, 0.8, 1, 1, , uniform, up, b, b"
    )
    assert (fault.row, fault.column) == ("3", "moves_with")
    assert "down only falls, up only rises" in fault.allowed


def test_ends_of_the_cells_that_an_input_draws() -> None:
    known = frames(GOOD)
    gas, coal, scrap, _ = inputs_of(known["uncertainty"])
    assert gas.ends(known["prices"]).to_numpy().tolist() == [[14, 20, 32], [20, 30, 45]]
    assert coal.ends(known["prices"]).to_numpy().tolist() == [[8, 10, 15]]
    assert scrap.ends(known["prices"]).to_numpy().tolist() == [[200, 300, 400]]


def test_a_scenario_that_moves_a_cell_moves_what_is_drawn() -> None:
    known = frames(GOOD)
    gas, coal, scrap, _ = inputs_of(known["uncertainty"])
    prices = known["prices"].assign(price=known["prices"]["price"] * 2.0)
    assert gas.ends(prices).to_numpy().tolist() == [[14, 40, 40], [20, 60, 60]]
    assert coal.ends(prices).to_numpy().tolist() == [[16, 20, 30]]
    assert scrap.ends(prices).to_numpy().tolist() == [[500, 600, 700]]


def test_a_selector_in_words() -> None:
    assert selector(" zone = NL ; block=offwind; ") == {"zone": "NL", "block": "offwind"}
