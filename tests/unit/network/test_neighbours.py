"""Neighbours: what they do among themselves, and what trade with Flanders changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pypsa
import pytest
from conftest import World, csv_str_to_df, resolution, world

from werven.network import ledger
from werven.network.components import Parts
from werven.network.sectors import electricity, neighbours

# CO2 costs 100 EUR/t. DE coal: 10 + 0.3 x 100 = 40, NL gas: 20 / 0.5 + 0.4 x 100 + 4 = 84, NL peakers: 500 EUR/MWh.
TEXTS = {
    "neighbour_supply": """
        zone, carrier,     year, block,   kind,     capacity, fuel,        eff, co2, price_eur, profile,       local
        NL,   electricity, 2030, load,    load,     100,      ,            ,    0,   0,         load_services, 1
        NL,   electricity, 2030, gas,     supply,   80,       natural_gas, 0.5, 0.4, 4,         flat,          1
        NL,   electricity, 2030, peakers, supply,   100,      ,            ,    0,   500,       flat,          1
        DE,   electricity, 2030, load,    load,     50,       ,            ,    0,   0,         flat,          1
        DE,   electricity, 2030, wind,    must_run, 100,      ,            ,    0,   0,         onwind,        0.5
        DE,   electricity, 2030, coal,    supply,   200,      ,            ,    0.3, 10,        flat,          1
    """,
    "neighbour_links": """
        zone0, zone1, year, capacity_mw
        DE,    NL,    2030, 60
    """,
    "trading_capacity": """
        zone, year, capacity_mw
        NL,   2030, 40
    """,
}
#: A calm and a windy step. Half of DE's wind follows the weather here, the rest is the mean: 25 MW, then 75 MW.
TIME = {"onwind": [0.0, 1.0], "load_services": [1.2, 0.8]}


def tiny_world() -> World:
    """Return the two zones, the calm and the windy step."""
    return world(TEXTS, time=resolution([4380.0, 4380.0], **TIME))


def test_residual_load_and_blocks_of_a_zone() -> None:
    tiny = tiny_world()
    residual, blocks = neighbours.zone_blocks(tiny.a, "DE", tiny.time.series, tiny.time.weights)
    assert residual.tolist() == pytest.approx([50 - 25, 50 - 75])
    assert blocks[["block", "capacity", "cost", "co2"]].to_numpy().tolist() == [
        ["coal", 200.0, pytest.approx(40.0), 0.3],
        ["surplus", 25.0, 0.0, 0.0],
    ]
    residual, blocks = neighbours.zone_blocks(tiny.a, "NL", tiny.time.series, tiny.time.weights)
    assert residual.tolist() == pytest.approx([120.0, 80.0])
    assert blocks.set_index("block")["cost"].to_dict() == pytest.approx({"surplus": 0, "gas": 84, "peakers": 500})


def test_least_cost_among_themselves() -> None:
    # Calm: DE needs 25, NL 120. Coal is cheapest: 25 + 60 over the link (full); NL gas gives the other 60.
    # Windy: 25 MW of wind is left in DE; the link takes it and 35 of coal, NL gas gives 20.
    tiny = tiny_world()
    base = neighbours.baseline(tiny.a, tiny.time, tiny.time.series)
    used = (base.used * base.blocks.set_index("name")["capacity"]).round(6)
    assert used["DE coal"].tolist() == [85.0, 35.0]
    assert used["DE surplus"].tolist() == [0.0, 25.0]
    assert used["NL gas"].tolist() == [60.0, 20.0]
    assert used["NL peakers"].tolist() == [0.0, 0.0]
    assert (base.flow["DE-NL"] * 60).tolist() == pytest.approx([60.0, 60.0])


# A fifth of NL's gas is out for repair. In the calm NL needs 150 x 1.2 = 180 MW: 60 over the link, 80 of gas, 40 more.
# More gas takes the place of peakers there for 4,380 h: it saves 500 - 84 EUR/MWh, 1,822 kEUR a year and ready MW. A
# plant of which four fifths are ready may cost 1,458 kEUR a year and MW.
SHORT = """
    zone, carrier,     year, block,   kind,   capac, avail, fuel,        eff, co2, price, built,   profile,       loc
    NL,   electricity, 2030, load,    load,   150,   1,     ,            ,    0,   0,     ,        load_services, 1
    NL,   electricity, 2030, gas,     supply, 100,   0.8,   natural_gas, 0.5, 0.4, 4,     turbine, flat,          1
    NL,   electricity, 2030, peakers, supply, 100,   1,     ,            ,    0,   500,   ,        flat,          1
    DE,   electricity, 2030, coal,    supply, 200,   1,     ,            ,    0.3, 10,    ,        flat,          1
"""


def short_world(investment: float) -> World:
    """Return zones of which one is short, and what a plant costs that lasts a year."""
    costs = f"""
        technology, year, investment,   fom, vom, lifetime, discount
        turbine,    2030, {investment}, 0,   0,   1,        0
    """
    texts = {**TEXTS, "neighbour_supply": SHORT, "technology_costs": costs}
    return world(texts, time=resolution([4380.0, 4380.0], **TIME))


@pytest.mark.parametrize(("investment", "gas", "peakers"), [(1.45e6, 120.0, 0.0), (1.47e6, 80.0, 40.0)])
def test_neighbours_build_what_is_cheaper_than_doing_without(investment: float, gas: float, peakers: float) -> None:
    tiny = short_world(investment)
    base = neighbours.baseline(tiny.a, tiny.time, tiny.time.series)
    capacity = base.blocks.set_index("name")["capacity"]
    assert capacity.to_dict() == pytest.approx({"NL gas": gas, "NL peakers": 100, "DE coal": 200} | surplus_of(base))
    used = base.used * capacity
    assert used["NL gas"].tolist() == pytest.approx([gas, 60.0])
    assert used["NL peakers"].tolist() == pytest.approx([peakers, 0.0])


def surplus_of(base: neighbours.Baseline) -> dict[str, float]:
    """Return the blocks of power that is not needed; here every zone has an idle one of 1 MW."""
    return {name: 1.0 for name in base.blocks.query("block == 'surplus'")["name"]}


def test_what_was_built_stands_at_another_price_of_co2() -> None:
    # Without a price of CO2 gas costs 20 / 0.5 + 4 EUR/MWh, with the same 40 MW more of it.
    tiny = short_world(1.45e6)
    base = neighbours.baseline(tiny.a, tiny.time, tiny.time.series)
    free = Parts(replace(tiny.a, co2_price_given=0.0), tiny.time.snapshots, tiny.parts.buses)
    known = neighbours.add(free, tiny.time, tiny.time.series, known=base)
    assert known is not None
    gas = known.blocks.set_index("name").loc["NL gas"]
    assert (gas["capacity"], gas["cost"]) == pytest.approx((120.0, 44.0))


# Flanders: a load and a plant of its own at a price, a border of 40 MW to NL. Each case in the calm and in the wind.
CASES = """
    case,     weather, load, price, gas
    export,   calm,    10,   60,    -40
    export,   windy,   10,   60,    -20
    import,   calm,    10,   90,    10
    import,   windy,   10,   90,    10
    limits,   calm,    50,   90,    20
    limits,   windy,   50,   90,    40
    no trade, calm,    10,   84.02, 0
    no trade, windy,   10,   84.02, 0
"""


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> pypsa.Network:
    """Return the optimum of every case, one snapshot each."""
    cases = csv_str_to_df(CASES)
    windy = cases["weather"] == "windy"
    weather = {name: np.where(windy, *TIME[name][::-1]) for name in ("onwind", "load_services")}
    tiny = world(TEXTS, time=resolution([8760.0 / len(cases)] * len(cases), **weather))
    parts, steps = tiny.parts, tiny.time.snapshots
    ledger.add(parts)
    electricity.add(parts, tiny.time, tiny.time.series)
    price, load = (pd.Series(cases[name].to_numpy(dtype=float), index=steps) for name in ("price", "load"))
    parts.add("Generator", "own", bus="ANR electricity", carrier="own", p_nom=500.0, marginal_cost=price)
    parts.add("Load", "use", bus="ANR electricity", carrier="use", p_set=load)
    for name, ends in (("line", ("NL.border", "ANR")), ("line back", ("ANR", "NL.border"))):
        bus0, bus1 = (f"{node} electricity" for node in ends)
        parts.add("Link", name, bus0=bus0, bus1=bus1, carrier="line", p_nom=500.0)
    return tiny.solved(tmp_path_factory.mktemp("traded"))


def test_trade_moves_the_marginal_block(traded: pypsa.Network) -> None:
    # Export: own power at 60 is dearer than coal (40, its link is full) and cheaper than gas (84): it displaces gas,
    # 40 MW over the border, but in the wind gas runs only 20. Import: own power at 90 is dearer than gas, 10 MW more.
    # Limits: in the calm 80 - 60 MW of gas are left and peakers cost 500; in the wind the border takes 40.
    # No trade: own power at 84.02 is within the cost of a flow (0.05) of gas at 84.
    moved = traded.c["Process"].dynamic["p"][traded.c["Process"].static.query("role == 'neighbour'").index]
    assert moved["NL gas"].tolist() == pytest.approx(csv_str_to_df(CASES)["gas"].tolist(), abs=1e-6)
    assert moved.drop(columns="NL gas").abs().to_numpy().max() < 1e-6


def test_emissions_abroad_are_those_of_the_marginal_block_and_nothing_without_trade(traded: pypsa.Network) -> None:
    held = traded.c["Generator"].dynamic["p"]["upstream ledger"]
    gas = csv_str_to_df(CASES)["gas"]
    assert held.tolist() == pytest.approx((0.4 * gas).tolist(), abs=1e-6)


def test_without_neighbours_nothing_is_added() -> None:
    tiny = world()
    neighbours.add(tiny.parts, tiny.time, tiny.time.series)
    assert not tiny.parts.rows
