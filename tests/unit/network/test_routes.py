"""By how much a route is too dear, and which price tips it: two boilers and a heat pump by hand."""

from __future__ import annotations

import pandas as pd
import pypsa
import pytest

from werven.network.routes import Plants, routes_table, tips_table

# Heat from gas costs 1.25 * 20 for fuel, 0.25 t at 100 EUR/t, and 8,760 EUR/MW a year over 8,760 hours: 51 EUR/MWh.
GAS, CO2, POWER = 20.0, 100.0, 100.0
PUMP = 0.4 * POWER + 20.0


def solved(**boiler: float) -> pypsa.Network:
    """Return heat from gas beside a heat pump of 60 EUR/MWh and a small old boiler."""
    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2030-01-01", periods=2, freq="h"))
    n.snapshot_weightings[:] = 4380.0
    families = {"gas": ("natural_gas", "fuel"), "power": ("electricity", "electricity"), "heat": ("heat_100", "heat")}
    for bus, (carrier, family) in {**families, "air": ("atmosphere", "ledger")}.items():
        n.add("Bus", bus, carrier=carrier, unit="t/h" if bus == "air" else "MW")
        n.buses.loc[bus, ["family", "node"]] = [family, "ANR"]
    n.add("Generator", ["gas", "power"], bus=["gas", "power"], marginal_cost=[GAS, POWER], p_nom=1e4)
    n.add("Generator", "air", bus="air", sign=-1.0, p_nom=1e4, marginal_cost=CO2)
    n.add("Load", "heat", bus="heat", p_set=100.0)
    flame = {"bus0": "heat", "rate0": 1.0, "bus1": "gas", "rate1": -1.25, "bus2": "air", "rate2": 0.25}
    new = {"p_nom_extendable": True, "p_nom_max": 1e3}
    n.add("Process", "boiler", **flame, **{**new, "capital_cost": 8760.0, **boiler})
    n.add("Process", "old", **flame, p_nom=30.0, marginal_cost=0.5)
    n.add("Process", "pump", bus0="heat", rate0=1.0, bus1="power", rate1=-0.4, capital_cost=20.0 * 8760.0, **new)
    n.generators["role"] = "supply"
    static = n.c["Process"].static
    static["technology"], static["node"], static["sector"], static["role"] = static.index, "ANR", "heat", ""
    n.optimize(solver_name="highs", log_to_console=False, include_objective_constant=False)
    return n


def plants(**boiler: float) -> Plants:
    """Return the plants of `solved`."""
    return Plants.of(solved(**boiler))


@pytest.mark.filterwarnings("ignore")
def test_a_route_is_too_dear_by_what_it_costs_above_the_price_of_its_product() -> None:
    table = routes_table(plants()).set_index("technology")
    assert table["state"].to_dict() == {"boiler": "built", "old": "stands", "pump": "absent"}
    assert table["gap_eur_per_unit"].to_dict() == pytest.approx(
        {"boiler": 0.0, "old": -0.5, "pump": PUMP - 51.0}, abs=1e-6
    )
    assert table.at["boiler", "output_per_year"] == pytest.approx(70.0 * 8760.0 / 1e6)
    assert table["price_eur_per_unit"].to_numpy() == pytest.approx(51.0)


@pytest.mark.filterwarnings("ignore")
def test_each_price_tips_it_where_both_cost_the_same() -> None:
    tips = tips_table(plants()).set_index("input")
    assert set(tips["technology"]) == {"pump"}
    assert set(tips["instead_of"]) == {"boiler"}
    expected = {
        "electricity": (51.0 - 20.0) / 0.4,
        "natural_gas": (PUMP - 1.0 - 25.0) / 1.25,
        "co2_price": (PUMP - 1.0 - 25.0) / 0.25,
    }
    assert tips["tips_at_eur_per_unit"].to_dict() == pytest.approx(expected)
    assert tips.at["co2_price", "price_eur_per_unit"] == pytest.approx(CO2)


@pytest.mark.filterwarnings("ignore")
def test_a_route_at_its_limit_has_to_spare_what_the_next_one_costs_more() -> None:
    table = routes_table(plants(p_nom_max=40.0)).set_index("technology")
    assert table.at["boiler", "state"] == "limit"
    assert table.at["boiler", "gap_eur_per_unit"] == pytest.approx(51.0 - PUMP)
    assert table.at["pump", "state"] == "built"
