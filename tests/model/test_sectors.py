"""What each sector notes: tables in, parts out; nothing is solved here."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import WORLD, World, assumptions, resolution, world

from werven.network.sectors import co2, electricity, fuels, heat, hydrogen, loads


def rows_of(tiny: World, component: str) -> dict[str, dict[str, object]]:
    """Return the parts of a component by name."""
    return {row["name"]: row for row in tiny.parts.rows.get(component, [])}


# Heat -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "left"), [(2023, 1.0), (2030, 0.72), (2048, 0.0), (2060, 0.0)])
def test_the_stock_of_2023_wears_out_evenly(year: int, left: float) -> None:
    assert heat.remaining(year, 25.0) == pytest.approx(left)


def test_what_is_left_is_a_share_of_the_peak() -> None:
    stock = """
        nodes,   carrier,  technology, share, lifetime
        cluster, heat_100, boiler,     0.8,   14
        ANR,     heat_100, chp,        0.3,   14
        ANR,     heat_100, boiler,     0.1,   7
    """
    peak = pd.Series({("ANR", "heat_100"): 100.0, ("GNT", "heat_100"): 50.0})
    # 2030 is 7 of 14 years after 2023: half is left, of the last row nothing.
    found = heat.stock(assumptions({"heat_stock": stock}), peak)
    assert found == pytest.approx({("boiler", "ANR"): 40.0, ("chp", "ANR"): 15.0, ("boiler", "GNT"): 20.0})


def test_a_heat_pump_on_outside_air_takes_more_when_it_is_cold() -> None:
    text = """
        technology, reference, carnot, sink, source_degc
        air,        heat_100,  0.4,    45,
        boiler,     heat_100,  ,       ,
    """
    a = assumptions({"technologies": text})
    weather = pd.DataFrame({"temperature": [10.0, -10.0]})
    # 0.4 x (45 + 5 + 273.15) = 129.26 K over a lift of 50 - 5 = 45 K, of 50 + 15 = 65 K when it freezes.
    taken = heat.electricity_port(a, "air", weather)["electricity"]
    assert list(taken) == pytest.approx([-45 / 129.26, -65 / 129.26])
    assert heat.electricity_port(a, "boiler", weather) == {}


DEMAND = """
    node, carrier,  sector,    use,       profile,    mean, peak
    ANR,  heat_100, chemicals, energy,    space_heat, 30,   60
    ANR,  heat_100, food,      energy,    flat,       10,   10
    GNT,  steel,    steel,     must_take, flat,       5,    5
    GNT,  co2_flue, lime,      fixed,     flat,       7,    7
"""


def test_peaks_of_2023_size_the_stock_whatever_the_demand_of_the_year_is() -> None:
    texts = {
        "demand_2023": """
            node, carrier,  sector,    use,     value
            ANR,  heat_100, chemicals, energy,  0.8760
            GNT,  steel,    steel,     product, 0.0876
        """,
        "technologies": "technology, reference\n mill, steel",
        "technology_ports": "technology, carrier, rate\n mill, steel, 1\n mill, heat_100, -2",
        "assets": "asset, technology, node, capacity, build_year, retire_year\n one, mill, GNT, 1, 2000, 2050",
    }
    tiny = world(texts, DEMAND.replace("must_take", "product"))
    found = loads.reference_peaks(tiny.a, tiny.demand)
    # 2023 had 100 MW of heat, now 30 with a peak of 60: twice the mean. The mill made 10 t/h with 2 MW of heat a tonne.
    assert found["ANR", "heat_100"] == pytest.approx(200.0)
    assert found["GNT", "heat_100"] == pytest.approx(20.0)


# Demand -----------------------------------------------------------------------------------------------------------


def test_demand_becomes_loads_with_a_last_resort() -> None:
    tiny = world({}, DEMAND, {"network": {"voll": 5000.0}}, resolution([2190.0, 6570.0], space_heat=[2.0, 1.0]))
    shapes = loads.normalised(tiny.time)
    loads.add(tiny.parts, tiny.demand, shapes)
    found = rows_of(tiny, "Load")
    assert sorted(found) == ["ANR heat_100 chemicals", "ANR heat_100 food", "GNT steel steel must take"]
    # The mean of 2 and 1 over a quarter and three quarters of the year is 1.25.
    assert list(found["ANR heat_100 chemicals"]["p_set"]) == pytest.approx([30 * 2 / 1.25, 30 / 1.25])
    assert list(found["GNT steel steel must take"]["p_set"]) == [-5.0, -5.0]
    (spare,) = rows_of(tiny, "Generator").values()
    assert (spare["bus"], spare["p_nom"], spare["marginal_cost"]) == ("ANR heat_100", 105.0, 5000.0)


# Electricity ------------------------------------------------------------------------------------------------------


def test_the_grid_of_the_year_and_its_borders() -> None:
    texts = {
        "grid": """
            corridor, carrier,     from_node, to_node,   capacity_mw, n1,  year
            old,      electricity, ANR,       GNT,       1000,        0.7, 2010
            always,   electricity, ANR,       NL.border, 500,         1,
            later,    electricity, ANR,       GNT,       1000,        1,   2031
            outside,  electricity, ANR,       LIM,       1000,        1,   2010
        """,
        "trading_capacity": "zone, year, capacity_mw\n NL, 2020, 300\n NL, 2040, 500",
        "neighbour_supply": """
            zone, carrier,     year, block, kind,   capacity, co2, price_eur, profile, local
            NL,   electricity, 2030, gas,   supply, 100,      0.4, 50,        flat,    1
        """,
    }
    tiny = world(texts)
    electricity.add(tiny.parts, tiny.time, tiny.time.series)
    found = {name: (row["bus0"], row["bus1"], row["p_nom"]) for name, row in rows_of(tiny, "Link").items()}
    anr, gnt, border, nl = (f"{node} electricity" for node in ("ANR", "GNT", "NL.border", "NL"))
    assert found == {
        "grid old": (anr, gnt, 700.0),
        "grid old back": (gnt, anr, 700.0),
        "grid always": (anr, border, 500.0),
        "grid always back": (border, anr, 500.0),
        "trade NL": (border, nl, 400.0),
        "trade NL back": (nl, border, 400.0),
    }


# Hydrogen, CO2 and fuels at the border ----------------------------------------------------------------------------


def test_a_block_at_the_border_costs_fuel_co2_and_its_own_price() -> None:
    supply = """
        zone,   carrier,  year, block, kind,   capacity, fuel,        eff, co2, price_eur
        GNT,    hydrogen, 2020, blue,  supply, 100,      natural_gas, 0.8, 0.1, 4
        GNT,    hydrogen, 2040, blue,  supply, 300,      natural_gas, 0.8, 0.1, 8
        GNT,    hydrogen, 2035, late,  supply, 100,      ,            ,    0,   1
        LIM,    hydrogen, 2020, far,   supply, 100,      ,            ,    0,   1
        SEA_NO, co2,      2030, store, sink,   50,       ,            ,    0.1, 40
    """
    tiny = world({"neighbour_supply": supply})
    hydrogen.border_supply(tiny.parts, "hydrogen")
    hydrogen.border_supply(tiny.parts, "co2")
    blue, store = rows_of(tiny, "Process").values()
    # 20 / 0.8 + 0.1 x 100 + 6, halfway between the years.
    assert (blue["name"], blue["p_nom"], blue["marginal_cost"]) == ("GNT hydrogen blue", 200.0, pytest.approx(41.0))
    assert (blue["bus1"], blue["rate1"]) == ("ABROAD upstream", 0.1)
    # What leaks from the storage counts upstream, and costs its price: 40 + 0.1 x 100.
    assert (store["bus0"], store["rate0"], store["rate1"], store["marginal_cost"]) == ("SEA_NO co2", -1.0, 0.1, 50.0)


BIOMETHANE = {
    "technologies": "technology, sector\n biomethane_injection, gas",
    "technology_ports": "technology, carrier, rate\n biomethane_injection, natural_gas, 1",
}


def test_fuels_are_bought_at_a_price_up_to_their_potential_with_their_emissions_abroad() -> None:
    texts = {
        "prices": """
            item,          year, price, potential_per_year
            natural_gas,   2030, 20,
            solid_biomass, 2030, 30,    2
            biomethane,    2030, 60,    0.876
        """,
        "upstream_factors": "item, co2\n natural_gas, 0.02",
        **BIOMETHANE,
    }
    demand = "node, carrier, sector, use, profile, mean\n ANR, natural_gas, gas_transport, fixed_fuel, flat, 3"
    tiny = world(texts, demand)
    fuels.add(tiny.parts, tiny.demand)
    markets, processes = rows_of(tiny, "Generator"), rows_of(tiny, "Process")
    assert markets["natural_gas market"]["marginal_cost"] == 20.0
    assert markets["natural_gas market"]["potential"] == float("inf")
    assert markets["solid_biomass market"]["potential"] == pytest.approx(2e6)
    supply = processes["natural_gas supply"]
    ports = {supply[f"bus{port}"]: supply[f"rate{port}"] for port in range(3)}
    assert ports == {"ABROAD natural_gas": -1.0, "FLA natural_gas": 1.0, "ABROAD upstream": 0.02}
    # 0.876 TWh over 8760 h, with a fifth of room.
    assert processes["biomethane_injection FLA"]["p_nom"] == pytest.approx(120.0)
    fixed = processes["gas_use_fixed ANR gas_transport"]
    assert (fixed["p_nom"], fixed["p_min_pu"], fixed["bus1"], fixed["rate1"]) == (3.0, 1.0, "FLA atmosphere", 0.2)


@pytest.mark.parametrize(("potential", "exclude"), [("0.876", ["biomethane_injection"]), ("0", [])])
def test_biomethane_that_a_scenario_excludes_or_that_has_no_potential_is_not_there(
    potential: str, exclude: list[str]
) -> None:
    prices = WORLD["prices"].replace("price\n", "price, potential\n") + f"        biomethane, 2030, 60, {potential}"
    tiny = world({**BIOMETHANE, "prices": prices}, raw={"network": {"exclude": exclude}})
    fuels.add(tiny.parts, tiny.demand)
    assert "biomethane_injection FLA" not in rows_of(tiny, "Process")


def test_streams_are_sized_by_a_usual_year_and_by_the_heat_as_if_gas_made_it() -> None:
    texts = {
        "technologies": """
            technology, sector, reference,   co2_to
            cracker,    olefin, olefins,     co2_flue
            ccgt,       power,  electricity, co2_flue
            boiler,     heat,   heat_100,    co2_flue
        """,
        "technology_ports": """
            technology, carrier,     rate
            cracker,    olefins,     1
            cracker,    natural_gas, -20
            ccgt,       electricity, 1
            ccgt,       natural_gas, -2
            boiler,     heat_100,    1
            boiler,     natural_gas, -1
        """,
        "assets": """
            asset, technology, node, capacity, build_year, retire_year
            one,   cracker,    ANR,  100,      2000,       2020
            two,   ccgt,       GNT,  200,      2000,       2050
            three, boiler,     GNT,  900,      2000,       2050
            four,  cracker,    ANR,  100,      2031,       2050
        """,
    }
    demand = """
        node, carrier,  sector,    use,         profile, mean
        GNT,  heat_100, chemicals, energy,      flat,    90
        GNT,  co2_flue, lime,      process_co2, flat,    7
    """
    tiny = world(texts, demand)
    found = co2.reference_streams(tiny.a, tiny.demand)
    # ANR: 100 t/h x (20 x 0.2 - 3) t/t x 85 %; it retires, and its like is replaced. GNT: 200 MW x 0.4 t/MWh x 45 % of
    # the power plant, 90 MW x 0.2 / 0.9 of heat, and the lime.
    assert found.to_dict() == pytest.approx({"ANR co2_flue": 85.0, "GNT co2_flue": 36.0 + 20.0 + 7.0})
