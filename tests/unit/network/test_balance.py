"""Result tables: flows of hand-made networks, balances that close, emissions that add up."""

from __future__ import annotations

import pandas as pd
import pypsa
import pytest
from conftest import csv_str_to_df, resolution, world

from werven.errors import SolveError
from werven.network import balance as results
from werven.network.ledger import ATMOSPHERE
from werven.network.needs import needs_table

FLOWS = """
    bus_carrier, cluster, component, technology, flow, unit
    heat,        ANR,     Process,   boiler,     30.0, MW
    heat,        ANR,     Process,   boiler,     10,   MW
    heat,        ANR,     Load,      demand,     -40,  MW
    co2,         GNT,     Process,   capture,    5,    t/h
    co2,         GNT,     Link,      pipe,       -5,   t/h
    co2,         GNT,     Link,      dust,       0,    t/h
"""


def test_the_balance_sums_by_technology_and_leaves_out_what_does_not_flow() -> None:
    expected = """
        bus_carrier, cluster, component, technology, value, unit
        heat,        ANR,     Process,   boiler,     40,    MWh
        heat,        ANR,     Load,      demand,     -40,   MWh
        co2,         GNT,     Process,   capture,    5,     t
        co2,         GNT,     Link,      pipe,       -5,    t
    """
    pd.testing.assert_frame_equal(results.balance(csv_str_to_df(FLOWS)), csv_str_to_df(expected), check_dtype=False)


@pytest.mark.parametrize(("flow", "closes"), [(-40.00003, True), (-40.00005, False), (-39.9, False), (0.0, False)])
def test_a_carrier_closes_to_a_millionth_of_its_turnover(flow: float, closes: bool) -> None:
    flows = csv_str_to_df(FLOWS)
    flows.loc[2, "flow"] = flow
    flows["flow"] *= 1000
    if closes:
        results.balance(flows)
        return
    with pytest.raises(SolveError, match="carrier 'heat' does not close"):
        results.balance(flows)


def test_what_is_too_small_to_be_written_is_no_gap() -> None:
    flows = csv_str_to_df(FLOWS)
    flows.loc[flows["bus_carrier"] == "co2", "flow"] *= 1e-4
    flows.loc[4, "flow"] = 0.0
    assert set(results.balance(flows)["bus_carrier"]) == {"heat"}


DEMAND = """
    node, carrier,   sector,    use,    profile, mean
    ANR,  heat_100,  chemicals, energy, flat,    30
    ANR,  heat_100,  food,      energy, flat,    10
    ANR,  steam_200, food,      energy, flat,    6
"""


def emitting(ledger: float = 35.2) -> pypsa.Network:
    """Return a network with flows set by hand [MW or t/h, the same in both snapshots of 4380 h].

    A boiler sends 8 t/h to the flue gas and process CO2 of the lime kiln adds 24; a quarter of the stream is caught. A
    stove emits 4 t/h straight to the air, and a refinery 7.2; it also takes 18 MW of steam.
    """
    tiny = world({}, DEMAND, time=resolution([4380.0, 4380.0]))
    parts = tiny.parts
    for name, sector, ports in (
        ("boiler", "heat", {"ANR heat_100": 1.0, "FLA natural_gas": -1.0, "ANR co2_flue": 0.2}),
        ("stove", "buildings", {"ANR electricity": -0.1, "FLA natural_gas": -1.0, ATMOSPHERE: 0.2}),
        ("refinery", "refining", {"FLA natural_gas": -1.0, ATMOSPHERE: 0.2, "ANR steam_200": -0.5}),
        ("capture", "capture", {"ANR co2_flue": -1.0, "ANR co2": 1.0}),
    ):
        parts.process(name, ports, technology=name, carrier=name, sector=sector, node="ANR")
    parts.process("release ANR co2_flue", {"ANR co2_flue": -1.0, ATMOSPHERE: 1.0}, carrier="release", role="release")
    kiln = {"bus": "ANR co2_flue", "technology": "kiln", "carrier": "process CO2"}
    parts.add("Generator", "kiln", node="ANR", sector="lime", **kiln)
    parts.add("Generator", "ledger", bus=ATMOSPHERE, carrier="ledger", role="ledger", sign=-1.0)
    for row in tiny.demand.itertuples():
        labels = {"carrier": row.carrier, "node": row.node, "sector": row.sector}
        parts.add("Load", f"{row.sector} {row.carrier}", bus=f"ANR {row.carrier}", p_set=row.mean, **labels)
    network = tiny.network()
    sizes = {"boiler": 40.0, "stove": 20.0, "refinery": 36.0, "capture": 8.0, "release ANR co2_flue": 24.0}
    processes = network.c["Process"]
    for port in range(3):
        rates = processes.static[f"rate{port}"]
        flows = {name: [-size * rates[name]] * 2 for name, size in sizes.items()}
        processes.dynamic[f"p{port}"] = pd.DataFrame(flows, index=network.snapshots)
    generated = {"kiln": [24.0] * 2, "ledger": [ledger] * 2}
    network.c["Generator"].dynamic["p"] = pd.DataFrame(generated, index=network.snapshots)
    network.c["Load"].dynamic["p"] = network.c["Load"].static["p_set"].to_frame().T.loc[["p_set"] * 2]
    network.c["Load"].dynamic["p"].index = network.snapshots
    return network


def test_emissions_go_to_who_made_them() -> None:
    # Three quarters of the stream are released: 6 of the boiler's 8 t/h, split 3 to 1 over the users of its heat, and
    # 18 of the kiln's 24. The ledger holds 6 + 18 + 4 + 7.2 = 35.2 t/h.
    network = emitting()
    found = results.emissions(network, results.labelled(network)).sort_values(["technology", "sector"])
    expected = csv_str_to_df(
        """
        cluster, sector,    carrier,     technology, boundary, t_per_year
        ANR,     chemicals, natural_gas, boiler,     flanders, 39420
        ANR,     food,      natural_gas, boiler,     flanders, 13140
        ANR,     lime,      co2_flue,    kiln,       flanders, 157680
        ANR,     refining,  natural_gas, refinery,   flanders, 63072
        ANR,     buildings, natural_gas, stove,      flanders, 35040
        """
    )
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected, check_dtype=False, rtol=1e-9)


def test_emissions_that_miss_the_ledger_are_refused() -> None:
    network = emitting(ledger=35.3)
    with pytest.raises(SolveError, match=r"adds up to 308352.000 t, the ledger holds 309228.000 t"):
        results.emissions(network, results.labelled(network))


def test_shares_of_the_heat_at_a_node() -> None:
    shares = results.heat_shares(emitting())
    expected = """
        node, level,     sector,    share
        ANR,  heat_100,  chemicals, 0.75
        ANR,  heat_100,  food,      0.25
        ANR,  steam_200, food,      0.25
        ANR,  steam_200, refining,  0.75
    """
    assert shares.to_numpy().tolist() == csv_str_to_df(expected).to_numpy().tolist()


def test_flows_are_counted_into_the_bus_with_the_hours_of_the_year() -> None:
    flows = results.labelled(emitting()).set_index(["name", "bus"])["flow"]
    assert flows["boiler", "ANR heat_100"] == pytest.approx(40 * 8760)
    assert flows["boiler", "FLA natural_gas"] == pytest.approx(-40 * 8760)
    assert flows["ledger", ATMOSPHERE] == pytest.approx(-35.2 * 8760)
    assert flows["food heat_100", "ANR heat_100"] == pytest.approx(-10 * 8760)


LINKS = """
    name,      from,                  to,                    role,  work, p_nom, flow
    line,      ANR electricity,       NL.border electricity, grid,  ,     100,   80 -20
    line back, NL.border electricity, ANR electricity,       grid,  ,     100,   0 50
    trade,     NL.border electricity, NL electricity,        trade, ,     60,    80 -20
    plant,     ANR.hub co2,           ANR.hub liquid_co2,    work,  C1,   30,    30 30
"""


def test_a_line_and_its_border_are_one_corridor_and_a_conversion_is_named() -> None:
    tiny = world(time=resolution([2190.0, 6570.0]))
    given = csv_str_to_df(LINKS).fillna({"work": ""})
    for row in given.to_dict("records"):
        ends = {"bus0": row["from"], "bus1": row["to"]}
        labels = {"role": row["role"], "work": row["work"], "p_nom": float(row["p_nom"]), "confidence": "low"}
        tiny.parts.add("Link", row["name"], carrier="x", **ends, **labels)
    network = tiny.network()
    flows = {row["name"]: [float(value) for value in row["flow"].split()] for row in given.to_dict("records")}
    network.c["Link"].dynamic["p0"] = pd.DataFrame(flows, index=network.snapshots)
    network.links["p_nom_opt"] = network.links["p_nom"]
    found = needs_table(network).set_index("carrier")
    # 80 MW out in 2190 h; 20 + 50 = 70 MW back in the rest. Nothing is built, so the largest flow is needed.
    line = found.loc["electricity"]
    assert line[["from", "to", "kind", "existing", "needed", "gap"]].tolist() == ["ANR", "NL", "transport", 100, 80, 0]
    assert line[["flow_forward_per_year", "flow_back_per_year"]].tolist() == pytest.approx([0.1752, 0.4599])
    assert line["peak_hour_utilisation"] == pytest.approx(0.25)
    plant = found.loc["co2"]
    assert plant[["kind", "to_carrier", "works", "unit", "flow_unit"]].tolist() == [
        *("conversion", "liquid_co2", "C1", "t/h", "Mt"),
    ]
    assert plant["peak_hour_utilisation"] == 1.0
