"""Tiny worlds whose optimum is worked out by hand. No interest anywhere: an investment is paid over its lifetime."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pypsa
import pytest
from conftest import annual, csv_str_to_df, resolution, world

from werven.network import balance as results
from werven.network import ledger, needs, solve, storage, works
from werven.network.components import Parts
from werven.network.needs import run_needs
from werven.network.sectors import co2, heat, loads

NO_INTEREST = {"discount_rate": 0.0}


def at_a_price(parts: Parts, node: str, carrier: str, price: float, p_nom: float = 1000.0) -> None:
    """Note a supply that costs the same whatever is taken."""
    bus = parts.bus(node, carrier)
    parts.add("Generator", f"{carrier} {node}", bus=bus, carrier=carrier, node=node, p_nom=p_nom, marginal_cost=price)


# A boiler or a heat pump ------------------------------------------------------------------------------------------

HEAT = {
    "technologies": """
        tech,      sector, kind,    reference, capacity_u, nodes,   extend, co2_to,   sink, source_degc, carnot
        boiler,    heat,   process, heat_100,  MW,         cluster, true,   co2_flue, ,     ,
        heat_pump, heat,   process, heat_100,  MW,         cluster, true,   ,         85,   25,          0.5
    """,
    "technology_ports": """
        technology, carrier,     rate
        boiler,     heat_100,    1
        boiler,     natural_gas, -1.25
        heat_pump,  heat_100,    1
    """,
    "technology_costs": """
        technology, year, investment, fom, vom, lifetime
        boiler,     2030, 0,          0,   0,   10
        heat_pump,  2030, 876000,     0,   0,   10
    """,
}


# Boiler: 1.25 MWh of gas a MWh, (20 + 0.2 x 100) x 1.25 = 50 EUR/MWh. Heat pump: COP = 0.5 x (85 + 5 + 273.15) K over
# a lift of (85 + 5) - (25 - 5) = 70 K = 2.5939; its investment is 87,600 EUR/a = 10 EUR/MWh at 8760 h.
# Both cost the same with electricity at (50 - 10) x 2.5939 = 103.76 EUR/MWh: 103.7 at ANR, 103.8 at GNT.
def test_a_heat_pump_beats_a_boiler_below_a_price(tmp_path: Path) -> None:
    demand = """
        node, carrier,  sector,    use,    profile, mean
        ANR,  heat_100, chemicals, energy, flat,    10
        GNT,  heat_100, chemicals, energy, flat,    10
    """
    tiny = world(HEAT, demand, {"network": NO_INTEREST})
    ledger.add(tiny.parts)
    co2.add(tiny.parts, co2.reference_streams(tiny.a, tiny.demand), tiny.demand)
    heat.add(tiny.parts, "heat", tiny.time.series, {})
    loads.add(tiny.parts, tiny.demand, tiny.time.series)
    at_a_price(tiny.parts, "ANR", "electricity", 103.7)
    at_a_price(tiny.parts, "GNT", "electricity", 103.8)
    at_a_price(tiny.parts, "FLA", "natural_gas", tiny.a.price("natural_gas"))
    network = tiny.solved(tmp_path)
    made = network.c["Process"].dynamic["p"].iloc[0]
    assert made[["heat_pump ANR new", "heat_pump GNT new"]].tolist() == pytest.approx([10.0, 0.0], abs=1e-6)
    assert made[["boiler ANR new", "boiler GNT new"]].tolist() == pytest.approx([0.0, 10.0], abs=1e-6)
    assert network.objective == pytest.approx(10 * 8760 * (10 + 103.7 / 2.593929 + 50), rel=1e-6)
    assert annual(network, "Generator", "atmosphere ledger") == pytest.approx(10 * 1.25 * 0.2 * 8760)


# Capture, and the two closures ------------------------------------------------------------------------------------

CAPTURE = {
    "technologies": """
        technology, sector,  kind,    reference, capacity_unit, nodes
        capture,    capture, process, co2_flue,  t/h,           ANR
    """,
    "technology_ports": """
        technology, carrier,     rate
        capture,    co2_flue,    -1
        capture,    co2,         0.9
        capture,    atmosphere,  0.1
        capture,    electricity, -0.2
    """,
    "technology_costs": """
        technology, year, investment, fom, vom, lifetime
        capture,    2030, 876000,     0,   1,   10
    """,
    "capture_steps": """
        technology, step,  share, cost_factor
        capture,    cheap, 0.5,   1
        capture,    dear,  0.4,   2
    """,
    "works": """
        work, status,      year_in_service, on
        C1,   operational, 2020,            true
    """,
    "work_legs": """
        work, leg, carrier,    from_bus,    to_bus,             capacity, unit, efficiency, electricity, marginal_cost
        C1,   1,   co2,        ANR co2,     ANR.hub co2,        1000,     t/h,  1,          0,           0.95
        C1,   2,   liquid_co2, ANR.hub co2, ANR.hub liquid_co2, 1000,     t/h,  1,          0.1,         0
    """,
    "neighbour_supply": """
        zone,   carrier,    year, block, kind, capacity, co2, price_eur, transport
        SEA_NO, liquid_co2, 2030, store, sink, 1000,     0,   8,         25
    """,
}
# A tonne that is caught costs 10 (investment) + 1 + 0.2 x 50 (electricity) = 21 EUR, in the dear step 31 EUR; the 0.9 t
# that leave cost 1 (pipe) + 0.05 + 0.1 x 50 (liquid) + 0.05 + 25 (ship) + 8 (store) = 39.1 EUR/t. So a tonne less in
# the air costs 21 / 0.9 + 39.1 = 62.433 EUR, in the dear step 31 / 0.9 + 39.1 = 73.544 EUR.
CHEAP, DEAR = 21 / 0.9 + 39.1, 31 / 0.9 + 39.1
PER_YEAR = 8760.0


def captured(closure: dict[str, object], tmp_path: Path, tables: Mapping[str, str] = CAPTURE) -> pypsa.Network:
    """Return the optimum of a stream of 100 t/h under a closure."""
    demand = "node, carrier, sector, use, profile, mean\n ANR, co2_flue, lime, process_co2, flat, 100"
    tiny = world(tables, demand, {"network": NO_INTEREST, "co2": closure})
    ledger.add(tiny.parts)
    co2.add(tiny.parts, co2.reference_streams(tiny.a, tiny.demand), tiny.demand)
    works.add(tiny.parts)
    at_a_price(tiny.parts, "ANR", "electricity", 50.0)
    return tiny.solved(tmp_path)


@pytest.mark.parametrize(
    ("price", "caught"),
    [(CHEAP - 0.1, 0.0), (CHEAP + 0.1, 50.0), (DEAR + 0.1, 90.0)],
    ids=["just not", "just", "the dear step too"],
)
def test_capture_pays_from_its_break_even_on(price: float, caught: float, tmp_path: Path) -> None:
    network = captured({"price_factor": price / 100.0}, tmp_path)
    assert annual(network, "Link", "ship ANR.hub SEA_NO", "p0") == pytest.approx(0.9 * caught * PER_YEAR, abs=1e-3)
    emitted = annual(network, "Generator", "atmosphere ledger")
    assert emitted == pytest.approx((100 - 0.9 * caught) * PER_YEAR)
    flows = results.labelled(network)
    rows = results.emissions(network, flows)
    # The part that escapes the scrubber (0.1) belongs to it, what is released to the sector that made it.
    made = {"lime": (100 - caught) * PER_YEAR, "capture": 0.1 * caught * PER_YEAR}
    made = {sector: tonnes for sector, tonnes in made.items() if tonnes > 0}
    assert rows.set_index("sector")["t_per_year"].to_dict() == pytest.approx(made)
    assert results.balance(flows).query("bus_carrier == 'co2'")["value"].sum() == pytest.approx(0.0, abs=1e-3)


def test_what_a_pipe_loses_reaches_the_ledger(tmp_path: Path) -> None:
    tight = "ANR.hub co2,        1000,     t/h,  1, "
    leaking = CAPTURE["work_legs"].replace(tight, tight.replace("1, ", "0.99, "))
    network = captured({"price_factor": 2.0}, tmp_path, {**CAPTURE, "work_legs": leaking})
    # 90 t/h are caught, of which a tenth escapes; a hundredth of the 81 t/h that enter the pipe is lost in it.
    assert annual(network, "Link", "ship ANR.hub SEA_NO", "p0") == pytest.approx(0.99 * 81 * PER_YEAR)
    assert annual(network, "Generator", "atmosphere ledger") == pytest.approx((100 - 0.99 * 81) * PER_YEAR)
    flows = results.labelled(network)
    rows = results.emissions(network, flows).set_index("sector")["t_per_year"]
    assert rows.to_dict() == pytest.approx({"lime": 10 * PER_YEAR, "capture": 9 * PER_YEAR, "co2": 0.81 * PER_YEAR})
    assert results.balance(flows).query("bus_carrier == 'atmosphere'")["value"].sum() == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("cap_mt", "emitted_mt", "price", "bought_mt"),
    [
        # 100 t/h are 0.876 Mt/a; the cheap step avoids up to 0.3942, the dear one 0.31536 more.
        (0.6, 0.6, CHEAP, 0.0),
        (0.1, 0.16644, 300.0, 0.06644),
    ],
    ids=["binds", "cannot be met"],
)
def test_a_cap_is_worth_the_last_tonne_and_is_bought_out_at_the_societal_cost(
    cap_mt: float, emitted_mt: float, price: float, bought_mt: float, tmp_path: Path
) -> None:
    network = captured({"closure": "cap", "cap_mt": {2030: cap_mt}}, tmp_path)
    under, bought = (annual(network, "Generator", f"atmosphere {end}") for end in ("ledger", "buy-out"))
    assert (under + bought) / 1e6 == pytest.approx(emitted_mt)
    assert bought / 1e6 == pytest.approx(bought_mt, abs=1e-9)
    # A tonne more at the bus of the atmosphere has to go: its price is negative.
    assert -network.c["Bus"].dynamic["marginal_price"]["FLA atmosphere"].iloc[0] == pytest.approx(price, abs=1e-6)


def test_a_cap_is_that_of_the_year_or_between_the_years() -> None:
    tiny = world(raw={"co2": {"closure": "cap", "cap_mt": {2025: 4.0, 2035: 2.0}}})
    ledger.add(tiny.parts)
    potential = {row["name"]: row.get("potential") for row in tiny.parts.rows["Generator"]}
    assert potential["atmosphere ledger"] == pytest.approx(3e6)


# Stores -----------------------------------------------------------------------------------------------------------

STORE = {
    "storages": """
        storage, carrier,     nodes, charge, discharge, standing, investment_eur_per_mwh, investment_eur_per_mw, hours, fom, life
        battery, electricity, ANR,   0.8,    0.5,       0,        0,                      0,                     40,    0,   20
    """  # noqa: E501
}
#: Two days of two halves of 12 h; the first day stands for 250 days a year, the second for 115.
DAYS = {"weights": [3000.0, 3000.0, 1380.0, 1380.0], "hours": [12.0] * 4, "day": [0, 0, 1, 1]}


def stored(tmp_path: Path) -> pypsa.Network:
    """Return the optimum of 10 MW all the time, free sun in the morning of day one, and a backup at 100 EUR/MWh."""
    tiny = world(STORE, time=resolution(**DAYS))
    storage.add(tiny.parts)
    sun = pd.Series([1.0, 0.0, 0.0, 0.0], index=tiny.time.snapshots)
    where = {"bus": "ANR electricity", "carrier": "x"}
    tiny.parts.add("Generator", "sun", p_nom=500.0, p_max_pu=sun, **where)
    tiny.parts.add("Generator", "backup", p_nom=500.0, marginal_cost=100.0, **where)
    tiny.parts.add("Load", "use", p_set=10.0, **where)
    return tiny.solved(tmp_path)


def test_a_store_serves_its_own_day_and_no_other(tmp_path: Path) -> None:
    # The afternoon takes 10 MW x 12 h / 0.5 = 240 MWh from the store, which 240 / 0.8 / 12 h = 25 MW in the morning
    # filled. The second day has no sun of its own: the backup runs for all of its 2760 h.
    network = stored(tmp_path)
    assert network.c["Generator"].dynamic["p"]["sun"].tolist() == pytest.approx([35.0, 0.0, 0.0, 0.0], abs=1e-6)
    assert network.c["Generator"].dynamic["p"]["backup"].tolist() == pytest.approx([0.0, 0.0, 10.0, 10.0], abs=1e-6)
    assert network.c["StorageUnit"].dynamic["state_of_charge"]["battery ANR"].iloc[0] == pytest.approx(240.0)


def test_pypsa_itself_would_carry_energy_to_the_next_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Chained through the year the store also serves the second day, as if 250 days of sun could serve 115 others.
    monkeypatch.setattr(solve, "cyclic_within_days", lambda network: None)
    assert stored(tmp_path).c["Generator"].dynamic["p"]["backup"].max() == pytest.approx(0.0, abs=1e-6)


# Corridors --------------------------------------------------------------------------------------------------------

CORRIDORS = {
    "works": """
        work, status,      year_in_service, on
        E1,   operational, 2020,            true
        E2,   planned,     2030,            true
    """,
    "work_legs": """
        work, leg, carrier,     from_bus,        to_bus,          capacity, unit, efficiency, both_ways
        E1,   1,   electricity, ANR electricity, GNT electricity, 20,       MW,   1,          true
        E2,   1,   electricity, ANR electricity, GNT electricity, 25,       MW,   1,          true
        E2,   2,   hydrogen,    ANR hydrogen,    GNT hydrogen,    30,       MW,   1,          true
    """,
    "corridors": """
        corridor, carrier,     from_bus,        to_bus,          infra, length, max, unit, both, eff
        wire,     electricity, GNT electricity, ANR electricity, line,  10,     500, MW,   true, 1
        pipe,     hydrogen,    ANR hydrogen,    GNT hydrogen,    line,  10,     500, MW,   true, 1
    """,
    "infrastructure_costs": """
        infrastructure, unit,      investment, fom, lifetime
        line,           EUR/MW/km, 1000,       0,   10
    """,
}


@pytest.fixture(scope="module")
def sized(tmp_path_factory: pytest.TempPathFactory) -> needs.NeedsResult:
    """Return the sizing run of two clusters that help each other; they have hydrogen at the same price."""
    tiny = world(CORRIDORS, raw={"network": NO_INTEREST}, time=resolution([6000.0, 2760.0]))
    parts, steps = tiny.parts, tiny.time.snapshots
    ledger.add(parts)
    works.add(parts)
    for node, load, free in (("ANR", [0.0, 60.0], [1.0, 0.0]), ("GNT", [50.0, 0.0], [0.0, 1.0])):
        bus = {"bus": f"{node} electricity", "node": node}
        parts.add("Load", f"use {node}", carrier="use", p_set=pd.Series(load, index=steps), **bus)
        sun = pd.Series(free, index=steps)
        parts.add("Generator", f"sun {node}", carrier="sun", p_nom=100.0, p_max_pu=sun, **bus)
        parts.add("Generator", f"own {node}", carrier="own", p_nom=100.0, marginal_cost=1.0, **bus)
        at_a_price(parts, node, "hydrogen", 60.0)
        parts.add("Load", f"hydrogen {node}", bus=f"{node} hydrogen", carrier="use", node=node, p_set=10.0)
    parts.process("none", {"FLA natural_gas": -1.0, "FLA atmosphere": 0.2}, carrier="none", p_nom=0.0)
    return run_needs(tiny.network(), tiny.a.config, tmp_path_factory.mktemp("sized") / "solver.log")


# 50 MW go to GNT for 6000 h, 60 MW to ANR for 2760 h; own power costs 1 EUR/MWh, a flow 0.05, and 20 MW stand. Another
# MW costs 1000 EUR/a, both ways together. Up to 50 MW it saves 8760 h x 0.95 = 8322 EUR/a, then 2760 h x 0.95 = 2622.
def test_both_directions_have_the_same_size(sized: needs.NeedsResult) -> None:
    size = sized.network.links["p_nom_opt"]
    assert size[["corridor wire", "corridor wire back"]].tolist() == pytest.approx([40.0, 40.0])


def test_a_corridor_that_nobody_needs_is_not_built(sized: needs.NeedsResult) -> None:
    size = sized.network.links["p_nom_opt"]
    assert size[["corridor pipe", "corridor pipe back"]].tolist() == pytest.approx([0.0, 0.0], abs=1e-6)


def test_needs_by_hand(sized: needs.NeedsResult) -> None:
    # Existing 20, built 40, the candidate 25 is switched off. The peak of 60 MW (95 %: 57) is there 2760 of 8760 h.
    expected = csv_str_to_df(
        """
        carrier,     kind,      from, to,  existing, needed, planned, gap, unit, flow_forward_per_year, flow_back_per_year
        electricity, transport, ANR,  GNT, 20,       60,     25,      15,  MW,   0.3,                   0.1656
        hydrogen,    transport, ANR,  GNT, 0,        0,      30,      0,   MW,   0,                     0
        """  # noqa: E501
    )
    found = sized.needs[list(expected)].sort_values("carrier")
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected, check_dtype=False, atol=1e-6)
    assert sized.needs["peak_hour_utilisation"].max() == pytest.approx(2760 / 8760)
    assert set(sized.needs["works"]) == {"E1;E2", "E2"}
