"""A network as one linear program: rows that become bounds, works as switches, ledgers, blocks, and its digest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pypsa
import pytest
import scipy.sparse as sp

from werven.ranking.linear.program import Program, Switch, from_network, give_room
from werven.ranking.linear.unserved import Shedding
from werven.ranking.players import Players, switched_on, works_of
from werven.ranking.solver.unwanted import find_blocks

NONE = np.zeros(0, dtype=int)
STEPS = [1000.0, 7760.0]


def network() -> pypsa.Network:
    """Return a gas plant, wind that may be built, and three works: a cable, a battery and a tank."""
    result = pypsa.Network()
    result.set_snapshots(range(2))
    for column in result.snapshot_weightings:
        result.snapshot_weightings[column] = STEPS
    result.add("Carrier", ["power", "gas", "load shedding"], co2_emissions=[0.0, 0.2, 0.0])
    result.add("Bus", ["town", "fjord"], carrier="power")
    result.add("Load", "town", bus="town", carrier="power", p_set=[60.0, 100.0])
    plant = {"carrier": "gas", "p_nom": 80.0, "efficiency": 0.5, "marginal_cost": 50.0}
    result.add("Generator", "gas", bus="town", p_max_pu=[1.0, 0.5], **plant)
    wind = {"p_nom_extendable": True, "p_nom": 3.0, "p_nom_min": 2.0, "p_nom_max": 40.0, "capital_cost": 100.0}
    result.add("Generator", "wind", bus="town", carrier="power", p_max_pu=[0.0, 0.4], **wind)
    shed = {"carrier": "load shedding", "p_nom": 1e3, "marginal_cost": 1e4}
    result.add("Generator", ["off", "shed"], bus="town", active=[False, True], **shed)
    result.add("Generator", "hydro", bus="fjord", carrier="power", p_nom=50.0, marginal_cost=5.0)
    cable = {"carrier": "power", "p_nom": 30.0, "p_min_pu": -0.5, "p_max_pu": [1.0, 0.8]}
    result.add("Link", "cable", work="cable", bus0="fjord", bus1="town", **cable)
    battery = {"p_nom": 10.0, "max_hours": 4.0, "cyclic_state_of_charge": True}
    result.add("StorageUnit", "battery", work="battery", bus="town", carrier="power", **battery)
    result.add("Store", "tank", work="tank", bus="fjord", carrier="power", e_nom=20.0, e_cyclic=True)
    return result


def built(given: pypsa.Network) -> tuple[pypsa.Network, Program]:
    """Return a network with its model, and the program."""
    players = works_of(given)
    given = switched_on(given, players)
    return given, from_network(given, players.components, "carrier")


@cache
def program() -> Program:
    return built(network())[1]


def tiny(matrix: list[list[float]], least: list[float], most: list[float], **more: object) -> Program:
    """Return a program of given rows with columns from 0 to 9 that cost 1."""
    rows = np.atleast_2d(np.array(matrix, dtype=float))
    width = rows.shape[1]
    zeros = np.zeros(width)
    ends = (np.array(least, dtype=float), np.array(most, dtype=float))
    parts = (zeros, np.full(width, 9.0), np.ones(width), zeros, zeros, {}, Shedding(NONE, (), NONE, NONE), NONE)
    return replace(Program(sp.csr_matrix(rows), *ends, *parts), **more)


# -- rows that become bounds ---------------------------------------------------------------------------------------


def test_limits_of_fixed_components_are_bounds_and_all_other_rows_stay() -> None:
    found = program()
    # Rows: balances of two buses and two stores at two steps, and wind below its capacity when there is some.
    assert found.matrix.shape[0] == 2 * (2 + 2) + 1
    assert (np.diff(found.matrix.indptr) > 1).all()
    gas = np.flatnonzero(found.cost == 50.0 * STEPS[0]), np.flatnonzero(found.cost == 50.0 * STEPS[1])
    assert [float(found.upper[column[0]]) for column in gas] == [80.0, 40.0]
    assert (found.lower[found.capacity], found.upper[found.capacity]) == (2.0, 40.0)


def test_a_work_is_nothing_until_it_is_switched_on() -> None:
    found = program()
    assert {work: len(switch.columns) for work, switch in found.switches.items()} == {
        "cable": 2,
        "battery": 2 * 3,
        "tank": 2 * 2,
    }
    # The flow of a tank has no bounds of its own: it is nothing because the level is.
    flow = np.concatenate(found.legs["tank"])
    assert np.isneginf(found.lower[flow]).all()
    assert np.isposinf(found.upper[flow]).all()
    for switch in found.switches.values():
        bounded = np.setdiff1d(switch.columns, flow)
        assert (found.lower[bounded] == 0.0).all()
        assert (found.upper[bounded] == 0.0).all()
    lower, upper = found.bounds({"cable"})
    cable = found.switches["cable"].columns
    assert lower[cable].tolist() == [-15.0, -15.0]
    assert upper[cable].tolist() == [30.0, 24.0]
    others = np.setdiff1d(np.arange(len(lower)), cable)
    assert (upper[others] == found.upper[others]).all()
    assert sorted(found.bounds({"tank"})[1][found.switches["tank"].columns]) == [20.0, 20.0, np.inf, np.inf]
    assert [leg.tolist() for leg in found.legs["cable"]] == [cable.tolist()]
    assert found.hours.tolist() == STEPS


def test_balances_of_a_single_work_outlive_it() -> None:
    given = network()
    given.remove("Generator", ["gas", "wind", "off", "shed"])
    given.remove("StorageUnit", "battery")
    found = built(given)[1]
    # The town hangs on the cable alone: two rows of one column ask for its load, built or not.
    single = np.flatnonzero(np.diff(found.matrix.indptr) == 1)
    assert sorted(found.row_lower[single]) == [60.0, 100.0]
    assert (found.upper[found.switches["cable"].columns] == 0.0).all()


# -- ledgers -------------------------------------------------------------------------------------------------------


def test_emissions_by_carrier_are_fuel_burnt_and_what_stores_lose() -> None:
    given = network()
    given.add("Store", "gas tank", bus="fjord", carrier="gas", e_nom=50.0, e_initial=10.0)
    found = built(given)[1]
    emitting = np.flatnonzero(found.emissions)
    # 0.2 t/MWh over an efficiency of 0.5, times hours; what is left in the tank was not burnt.
    assert found.emissions[emitting].tolist() == pytest.approx([400.0, 0.4 * 7760, -0.2])
    assert found.offset_t == pytest.approx(0.2 * 10.0)
    # The existing 3 MW of wind are in the cost of what is built.
    assert found.offset_eur == pytest.approx(300.0)


def test_only_the_shedding_that_is_there_is_watched() -> None:
    shedding = program().shedding
    assert shedding.buses == ("town",)
    assert shedding.columns.shape == (1, 2)
    assert (program().cost[shedding.columns] == [[1e7, 7.76e7]]).all()


# -- rooms ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain() -> tuple[pypsa.Network, Program]:
    return built(network())


def room(capacity: float) -> pd.DataFrame:
    return pd.DataFrame({"component": ["Generator"], "name": ["wind"], "capacity": [capacity]})


@pytest.mark.parametrize(
    ("rooms", "chosen", "most"),
    [
        ({}, set(), 40.0),
        ({"P": 15.0}, set(), 25.0),
        ({"P": 15.0}, {"P"}, 40.0),
        ({"P": 15.0, "Q": 20.0}, set(), 5.0),
        ({"P": 15.0, "Q": 20.0}, {"Q"}, 25.0),
        ({"P": 15.0, "Q": 20.0}, {"P", "Q", "cable"}, 40.0),
    ],
)
def test_a_project_that_is_not_built_takes_its_room_away(
    plain: tuple[pypsa.Network, Program], rooms: dict[str, float], chosen: set[str], most: float
) -> None:
    found = give_room(plain[1], plain[0], {project: room(size) for project, size in rooms.items()})
    assert set(found.switches) == {"cable", "battery", "tank", *rooms}
    lower, upper = found.bounds(chosen)
    assert (lower[found.capacity], upper[found.capacity]) == (2.0, most)


def test_players_are_works_and_projects_in_order() -> None:
    assert Players({"b": room(1.0)}, rooms={"a": room(1.0)}).names == ("a", "b")


# -- blocks --------------------------------------------------------------------------------------------------------

#: Columns: capacity, output at two steps, something else. Rows: output below capacity twice, a balance.
BLOCK = [[-0.5, 1, 0, 0], [-0.8, 0, 1, 0], [0, 1, 1, 1]]
ENDS = ([-np.inf, -np.inf, 5], [0, 0, 5])


def plant(matrix: list[list[float]] = BLOCK, ends: tuple[list[float], list[float]] = ENDS, **more: object) -> Program:
    return tiny(matrix, *ends, **{"capacity": np.array([0]), **more})


def test_a_plant_that_may_be_built_is_a_block() -> None:
    blocks = find_blocks(plant())
    assert blocks.capacity.tolist() == [0]
    assert (blocks.rows.tolist(), blocks.members.tolist(), blocks.owner.tolist()) == ([0, 1], [1, 2], [0, 0])
    assert blocks.share.toarray().ravel().tolist() == [0.5, 0.8]
    assert blocks.limit.tolist() == [0.0, 0.0]
    # Written the other way round, and scaled, it is the same.
    turned = plant([[1.0, -2, 0, 0], *BLOCK[1:]], ([0, -np.inf, 5], [np.inf, 0, 5]))
    assert find_blocks(turned).share.toarray().ravel().tolist() == [0.5, 0.8]
    # What stands beside it is a limit of its own.
    assert find_blocks(plant(ends=(ENDS[0], [0, 2, 5]))).limit.tolist() == [0.0, 2.0]


def switch(column: int) -> dict[str, Switch]:
    return {"work": Switch(np.array([column]), np.zeros(1), np.ones(1))}


@pytest.mark.parametrize(
    "broken",
    [
        plant(capacity=NONE),
        plant([*BLOCK[:2], [1, 1, 1, 1]]),
        plant(ends=([-np.inf, 1, 5], [0, 1, 5])),
        plant(ends=(ENDS[0], [0, -2, 5])),
        plant([[0.5, 1, 0, 0], *BLOCK[1:]]),
        plant(lower=np.array([0, 1.0, 0, 0])),
        plant(lower=np.array([1.0, 0, 0, 0])),
        plant(switches=switch(2)),
        plant(switches=switch(0)),
    ],
    ids=[
        "no capacity",
        "other row",
        "equality",
        "less than nothing stands",
        "wrong sign",
        "must run",
        "least size",
        "work",
        "project",
    ],
)
def test_what_is_no_block_is_left_in(broken: Program) -> None:
    assert find_blocks(broken).capacity.size == 0


def test_capacities_above_one_output_are_one_block() -> None:
    shared = tiny([[-1, -2, 1, 0], [0, -1, 0, 1]], [-np.inf] * 2, [3, 0], capacity=np.array([0, 1]))
    blocks = find_blocks(shared)
    assert (blocks.count, blocks.capacity.tolist(), blocks.owner.tolist()) == (1, [0, 1], [0, 0])
    assert blocks.share.toarray().tolist() == [[1.0, 2.0], [0.0, 1.0]]
    assert blocks.limit.tolist() == [3.0, 0.0]
    # Either of them may pay for all.
    assert blocks.paying(np.array([9.0, 9.0, -10.0, 0.0])).tolist() == [0]
    assert blocks.paying(np.array([11.0, 21.0, -10.0, 0.0])).tolist() == []


def test_a_column_of_two_owners_is_in_no_block() -> None:
    shared = tiny([[-1, 0, 1], [0, -1, 1]], [-np.inf] * 2, [0, 0], capacity=np.array([0, 1]))
    assert find_blocks(shared).capacity.size == 0


@pytest.mark.parametrize(
    ("reduced", "pays"),
    [
        # What it earns is 0.5 * 40 + 0.8 * 100 = 100 a unit.
        ([99.0, -40.0, -100.0, 0.0], True),
        ([101.0, -40.0, -100.0, 0.0], False),
        ([81.0, 40.0, -100.0, -500.0], False),
        ([79.0, 40.0, -100.0, 0.0], True),
        ([0.0, 0.0, 0.0, 0.0], False),
    ],
)
def test_a_block_pays_when_it_earns_more_than_it_costs(reduced: list[float], pays: bool) -> None:
    assert find_blocks(plant()).paying(np.array(reduced)).tolist() == ([0] if pays else [])


# -- digest --------------------------------------------------------------------------------------------------------

BASE = tiny([[1, 2, 0], [0, 1, 3]], [0, 1], [4, 5], switches=switch(1))
ONE = np.array([0.0, 0.0, 1e-9])


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, matrix=BASE.matrix * (1 + 1e-15)),
        replace(BASE, matrix=sp.csr_matrix(np.array([[1, 0, 2], [0, 1, 3.0]]))),
        replace(BASE, row_lower=np.array([0, 1.5])),
        replace(BASE, row_upper=np.array([4, 5.5])),
        replace(BASE, lower=BASE.lower - ONE),
        replace(BASE, upper=BASE.upper + ONE),
        replace(BASE, cost=BASE.cost + ONE),
        replace(BASE, emissions=ONE),
        replace(BASE, upstream=ONE),
        replace(BASE, offset_t=1.0),
        replace(BASE, offset_eur=1.0),
        replace(BASE, switches=switch(2)),
        replace(BASE, switches={"other": BASE.switches["work"]}),
        replace(BASE, switches={}),
        replace(BASE, shedding=Shedding(np.array([[2]]), ("a",), np.ones(1), np.ones(1))),
    ],
)
def test_whatever_changes_a_value_changes_the_digest(other: Program) -> None:
    assert other.digest() != BASE.digest()


def test_the_same_network_has_the_same_digest_whatever_its_works_cost() -> None:
    dearer = network()
    dearer.links.loc["cable", "capital_cost"] = 1e6
    longer = network()
    longer.links.loc["cable", "p_nom"] = 31.0
    assert program().digest() == built(dearer)[1].digest()
    assert program().digest() != built(longer)[1].digest()
