"""Policy that is law: what may stand, what must, and the least share of renewable hydrogen, in tiny optima."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import annual, assumptions, resolution, world

from werven.network import projects, shares
from werven.network.components import Parts
from werven.network.sectors import neighbours

POLICIES = """
    policy, kind,           technology,   node, year, value, on
    zone,   most_capacity,  offwind,      ANR,  2020, 100,   true
    zone,   most_capacity,  offwind,      ANR,  2040, 300,   true
    zone,   least_capacity, offwind,      ANR,  2020, 50,    true
    share,  least_share,    electrolysis, FLA,  2020, 0.5,   true
    wish,   most_capacity,  offwind,      ANR,  2020, 10,    false
"""
TECHNOLOGIES = """
    technology, sector, kind,      reference,   capacity_unit, nodes, extendable
    offwind,    power,  generator, electricity, MW,            ANR,   true
"""
TABLES = {"policies": POLICIES, "technologies": TECHNOLOGIES}


@pytest.mark.parametrize(
    ("settings", "most"),
    [({}, 200.0), ({"zone": False}, 20000.0), ({"wish": True}, 10.0)],
    ids=["half way between two years", "switched off", "switched on"],
)
def test_a_policy_holds_where_it_is_on(settings: dict[str, bool], most: float) -> None:
    assert assumptions(TABLES, {"policy": {"on": settings}}).capacity_max("offwind", "ANR") == most


def noted(room: float) -> Parts:
    """Return the parts of a world with new wind of some room."""
    parts = world(TABLES).parts
    parts.add(
        "Generator", "wind new", bus="ANR electricity", carrier="offwind", technology="offwind", node="ANR",
        p_nom_extendable=True, p_nom_max=room, capital_cost=1.0,
    )  # fmt: skip
    projects.hold(parts)
    return parts


def test_what_a_policy_asks_for_is_built() -> None:
    assert noted(80.0).rows["Generator"][0]["p_nom_min"] == 50.0


def test_what_a_policy_asks_for_and_nobody_has_room_for_is_a_fault() -> None:
    assert noted(20.0).faults == ["policy: 50 of offwind at ANR has no room (policies, potentials)"]


def hydrogen(share: float, low_carbon: bool, tmp_path: Path) -> dict[str, float]:
    """Return what is made [MW, mean] where 100 MW are used: grey at 10, blue at 20, electrolysis at 60 EUR/MWh."""
    head = "policy, kind, technology, node, year, value, on"
    law = f"{head}\n share, least_share, electrolysis, FLA, 2020, {share}, true"
    raw = {"policy": {"low_carbon_counts": low_carbon}}
    time = resolution([4380.0, 4380.0], sun=[0.0, 1.0])
    tiny = world({"policies": law}, "node, carrier, sector, use, profile, mean", raw, time)
    makers = {"smr": (10.0, 1.0), "atr_capture": (20.0, 1.0), "electrolysis": (60.0, time.series["sun"])}
    for name, (price, ready) in makers.items():
        tiny.parts.add(
            "Generator", name, bus="ANR hydrogen", carrier=name, technology=name, node="ANR", p_nom=200.0,
            marginal_cost=price, p_max_pu=ready,
        )  # fmt: skip
    used = 100.0 * time.series["flat"]
    tiny.parts.add("Load", "industry", bus="ANR hydrogen", carrier="hydrogen", node="ANR", p_set=used)
    # What refineries use does not count, whatever they use.
    tiny.parts.process(
        "refinery", {"ANR hydrogen": -1.0, "ANR electricity": 0.5}, carrier="x", technology="x", sector="refining",
        p_nom=10.0, p_min_pu=1.0,
    )  # fmt: skip
    tiny.parts.add("Generator", "sink", bus="ANR electricity", carrier="x", node="ANR", sign=-1.0, p_nom=10.0)
    least = shares.add(tiny.parts, time)
    network = tiny.solved(tmp_path, **{shares.COLUMN: least})
    return {name: annual(network, "Generator", name) / 8760.0 for name in makers}


@pytest.mark.parametrize(
    ("share", "low_carbon", "made"),
    [
        (0.0, False, {"smr": 110.0, "atr_capture": 0.0, "electrolysis": 0.0}),
        # Over the year, not in every hour: at night there is no sun.
        (0.4, False, {"smr": 70.0, "atr_capture": 0.0, "electrolysis": 40.0}),
        (0.4, True, {"smr": 70.0, "atr_capture": 40.0, "electrolysis": 0.0}),
    ],
)
def test_a_least_share_of_what_industry_uses(
    share: float, low_carbon: bool, made: dict[str, float], tmp_path: Path
) -> None:
    assert hydrogen(share, low_carbon, tmp_path) == pytest.approx(made, abs=1e-3)


def test_stores_abroad_shift_energy_within_a_day() -> None:
    supply = """
        zone, carrier,     year, block,   kind,    capacity, eff,  hours, co2, price_eur, profile, local
        NL,   electricity, 2030, load,    load,    100,      ,     ,      0,   0,         load_services, 1
        NL,   electricity, 2030, cheap,   supply,  100,      ,     ,      0,   10,        flat,    1
        NL,   electricity, 2030, dear,    supply,  100,      ,     ,      0,   90,        flat,    1
        NL,   electricity, 2030, battery, storage, 50,       0.81, 4,     0,   0,         flat,    1
    """
    time = resolution([4380.0, 4380.0], [12.0, 12.0], load_services=[0.5, 1.5])
    base = neighbours.baseline(world({"neighbour_supply": supply}, time=time).a, time, time.series)
    # 50 MW are wanted at night and 150 by day. The store holds 200 MWh; it takes 200 / 0.9 / 12 = 18.5 MW at night and
    # gives 200 x 0.9 / 12 = 15 MW by day, so that the dear plant gives 35 and not 50 MW.
    dear = base.used["NL dear"] * 100.0
    assert dear.tolist() == pytest.approx([0.0, 35.0])
    assert np.isclose(base.used["NL cheap"].iloc[0] * 100.0, 50.0 + 200.0 / 0.9 / 12.0)
