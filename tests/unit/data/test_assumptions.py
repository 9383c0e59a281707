"""The tables as numbers of one year."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import assumptions

from werven.data.assumptions import LARGE, annuity, interpolate
from werven.errors import BuildError

TECHNOLOGIES = """
    technology, sector, kind,    reference, capacity_unit, nodes
    boiler,     heat,   process, heat_100,  MW,            cluster
    capture,    co2,    process, co2_flue,  t/h,           ANR;GNT
"""


@pytest.mark.parametrize(
    ("year", "value"), [(2020, 10), (2030, 10), (2035, 15), (2040, 20), (2045, 10), (2050, 0), (2070, 0)]
)
def test_linear_between_the_years_and_constant_outside(year: int, value: float) -> None:
    assert interpolate(pd.Series([2050, 2030, 2040]), pd.Series([0.0, 10.0, 20.0]), year) == pytest.approx(value)


@pytest.mark.parametrize(("rate", "years"), [(0.07, 20), (0.02, 40), (0.3, 1), (0.0, 25)])
def test_annuities_pay_the_investment_back(rate: float, years: int) -> None:
    paid = sum(annuity(rate, years) / (1 + rate) ** year for year in range(1, years + 1))
    assert paid == pytest.approx(1.0)


def test_sub_nodes_and_borders_belong_to_their_parent() -> None:
    cluster = assumptions().nodes["cluster"]
    assert cluster[["ANR", "ANR.hub", "NL.border", "FLA"]].tolist() == ["ANR", "ANR", "NL", "FLA"]


def test_a_cluster_that_is_left_out_takes_its_sub_nodes_with_it() -> None:
    left = assumptions(raw={"network": {"clusters": ["GNT"]}}).nodes.index
    assert list(left) == ["GNT", "NL", "DE", "NL.border", "SEA_NO", "FLA", "ABROAD"]


@pytest.mark.parametrize(
    ("words", "nodes"),
    [("cluster", ["ANR", "GNT"]), ("GNT; ANR", ["ANR", "GNT"]), ("sea;GNT", ["GNT", "SEA_NO"]), ("XYZ", [])],
)
def test_words_stand_for_nodes(words: str, nodes: list[str]) -> None:
    assert assumptions().expand(words) == nodes


def test_excluded_technologies_are_not_on_offer() -> None:
    texts = {"technologies": TECHNOLOGIES}
    assert list(assumptions(texts).technologies.index) == ["boiler", "capture"]
    assert list(assumptions(texts, {"network": {"exclude": ["boiler"]}}).technologies.index) == ["capture"]


def test_rates_follow_the_year_where_they_are_dated() -> None:
    ports = """
        technology, carrier,     year, rate
        boiler,     heat_100,    ,     1
        boiler,     natural_gas, 2030, -1.2
        boiler,     natural_gas, 2040, -1.0
    """
    rates = assumptions({"technology_ports": ports}, year=2035).ports("boiler")
    assert rates == pytest.approx({"heat_100": 1.0, "natural_gas": -1.1})
    assert assumptions().ports("boiler") == {}


def test_costs_are_annuity_and_fixed_share() -> None:
    texts = {
        "technology_costs": """
        technology, year, investment, fom,  vom, lifetime, discount
        plain,      2030, 1000,       0.02, 3,   20,
        plain,      2040, 500,        0.02, 1,   20,
        home,       2030, 1000,       0,    0,   20,       0
    """
    }
    # 7 % over 20 years: 1 EUR costs 0.0943929 EUR/a; halfway the investment is 750.
    plain = assumptions(texts, year=2035).cost("plain")
    assert plain.capital_cost == pytest.approx(750 * (0.0943929 + 0.02), rel=1e-5)
    assert (plain.marginal_cost, plain.lifetime) == (2.0, 20.0)
    # A rate of its own: none, so a twentieth a year.
    assert assumptions(texts).cost("home").capital_cost == pytest.approx(50.0)
    with pytest.raises(BuildError, match="'other' has no row in technology_costs"):
        assumptions(texts).cost("other")


PRICES = """
    item,         year, price, potential_per_year
    natural_gas,  2030, 20,
    biomethane,   2030, 60,    2
    biomethane,   2040, 50,    4
    co2_ets,      2030, 100,
    co2_ets,      2040, 150,
    co2_societal, 2030, 300,
"""


def test_prices_and_potentials() -> None:
    a = assumptions({"prices": PRICES}, year=2035)
    assert (a.price("natural_gas"), a.price("biomethane")) == (20.0, 55.0)
    assert a.potential_per_year("biomethane") == pytest.approx(3e6)
    assert a.potential_per_year("natural_gas") is None
    with pytest.raises(BuildError, match="no price for 'peat'"):
        a.price("peat")


@pytest.mark.parametrize(
    ("co2", "own", "abroad"),
    [
        ({}, 125.0, 125.0),
        ({"price_factor": 0.8}, 100.0, 100.0),
        ({"price": "societal"}, 300.0, 300.0),
        ({"closure": "cap", "cap_mt": {2030: 1.0}}, 0.0, 125.0),
    ],
    ids=["path", "factor", "societal", "cap"],
)
def test_the_co2_price_of_the_closure(co2: dict[str, object], own: float, abroad: float) -> None:
    a = assumptions({"prices": PRICES}, {"co2": co2}, year=2035)
    assert a.co2_price == pytest.approx(own)
    assert a.trade_co2_price == pytest.approx(abroad)


def test_emissions_abroad_are_zero_where_none_are_known() -> None:
    a = assumptions({"upstream_factors": "item, co2_t_per_unit\n natural_gas, 0.02"})
    assert (a.upstream("natural_gas"), a.upstream("solid_biomass")) == (0.02, 0.0)


@pytest.mark.parametrize(("year", "capacity"), [(2009, 0), (2010, 5), (2020, 12), (2029, 12), (2030, 7), (2041, 0)])
def test_assets_run_from_their_first_year_until_they_retire(year: int, capacity: float) -> None:
    assets = """
        asset, technology, node, capacity, build_year, retire_year
        old,   boiler,     ANR,  5,        2010,       2030
        new,   boiler,     ANR,  7,        2020,       2041
        other, boiler,     GNT,  9,        2000,       2060
    """
    assert assumptions({"assets": assets}, year=year).existing("boiler", "ANR") == capacity


def test_room_is_the_potential_of_the_year_or_a_large_finite_number() -> None:
    texts = {
        "technologies": TECHNOLOGIES,
        "potentials": """
            technology, node, year, capacity_max
            boiler,     ANR,  2020, 10
            boiler,     ANR,  2040, 30
        """,
    }
    a = assumptions(texts)
    assert a.capacity_max("boiler", "ANR") == 20.0
    assert a.capacity_max("boiler", "GNT") == LARGE["MW"]
    assert a.capacity_max("capture", "ANR") == LARGE["t/h"]


def test_infrastructure_costs_by_length_or_by_piece() -> None:
    text = """
        infrastructure, unit,      investment, fom,  lifetime
        line,           EUR/MW/km, 10,         0.02, 20
        terminal,       EUR/(t/h), 1000,       0.02, 20
    """
    a = assumptions({"infrastructure_costs": text})
    share = 0.0943929 + 0.02
    assert a.infrastructure_cost("line", 50.0) == pytest.approx(10 * 50 * share, rel=1e-5)
    assert a.infrastructure_cost("terminal", 50.0) == pytest.approx(1000 * share, rel=1e-5)


def test_a_block_of_a_neighbour_is_what_is_not_out_for_repair_with_all_figures_of_the_year() -> None:
    # 2030: gas at 20 EUR/MWh, CO2 at 100 EUR/t; halfway between the rows the efficiency is 0.5, the emissions 0.4.
    supply = """
        zone, carrier,     year, block, kind,   capacity, avail, fuel,        eff, co2, price_eur
        NL,   electricity, 2025, gas,   supply, 100,      0.8,   natural_gas, 0.4, 0.5, 0
        NL,   electricity, 2035, gas,   supply, 300,      ,      natural_gas, 0.6, 0.3, 10
    """
    a = assumptions({"neighbour_supply": supply})
    step = a.block(a.tables["neighbour_supply"])
    assert (step.capacity, step.cost, step.co2) == pytest.approx((200 * 0.9, 20 / 0.5 + 0.4 * 100 + 5, 0.4))


@pytest.mark.parametrize(
    ("year", "switch", "cost", "co2"),
    [
        # Gas at 20 EUR/MWh and 100 EUR/t: 20 / 0.5 + 0.4 * 100 + 5 = 85 EUR/MWh.
        (2030, "", 85.0, 0.4),
        (2030, "39", 39 / 0.5 + 5, 0.0),  # cheaper than gas and its CO2
        (2030, "41", 85.0, 0.4),
        (2035, "39", 85.0, 0.4),  # not before the first year that names it
    ],
)
def test_a_block_burns_what_is_cheaper_of_gas_and_a_fuel_without_co2(
    year: int, switch: str, cost: float, co2: float
) -> None:
    first = switch if year == 2030 else ""
    supply = f"""
        zone, carrier,     year,   block, kind,   capacity, fuel,        eff, co2, price_eur, switch
        NL,   electricity, 2025,   gas,   supply, 100,      natural_gas, 0.5, 0.4, 5,         {first}
        NL,   electricity, {year}, gas,   supply, 100,      natural_gas, 0.5, 0.4, 5,         {switch}
    """
    a = assumptions({"neighbour_supply": supply})
    step = a.block(a.tables["neighbour_supply"])
    assert (step.cost, step.co2) == pytest.approx((cost, co2))
