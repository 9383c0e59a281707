"""Bad input of a ranking: one table of what cannot be ranked, and what is said about each, all in one message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import pandas as pd
import pypsa
import pytest

from werven.errors import InputError
from werven.ranking.closures import Closure
from werven.ranking.players import legs, switched_on, works_of
from werven.ranking.rank import rank_works

BUSES = {"bus0": "a", "bus1": "b"}


@dataclass(frozen=True)
class Part:
    """A component that belongs to a work of the same name; the column that is told, and what is allowed."""

    component: str
    columns: dict[str, object]
    told: str
    allowed: str


@dataclass(frozen=True)
class Needs:
    """A work, what it is said to require, and what is said of that."""

    work: str
    need: str
    value: str
    allowed: str


@dataclass(frozen=True)
class Call:
    """A change of a call that was right; what is said."""

    arguments: dict[str, object]
    says: str
    change: Callable[[pypsa.Network], object] = field(default=lambda network: None)


BAD: dict[str, Part | Needs | Call] = {
    # Components that cannot be works
    "line": Part("Line", {**BUSES, "x": 0.1, "s_nom": 9}, "", "a Link: the impedance of a passive branch would stay"),
    "transformer": Part("Transformer", {**BUSES, "x": 0.1, "s_nom": 9}, "", "a Link: the impedance"),
    "load": Part("Load", {"bus": "a"}, "", "one of Generator, Link, Process, StorageUnit, Store"),
    "extendable": Part("Link", {**BUSES, "p_nom_extendable": True}, "p_nom_extendable", "a fixed p_nom"),
    "extendable store": Part("Store", {"bus": "a", "e_nom_extendable": True}, "e_nom_extendable", "a fixed p_nom"),
    "endless": Part("Link", {**BUSES, "p_nom": float("inf")}, "p_nom", "a finite size"),
    "committable": Part("Generator", {"bus": "a", "committable": True}, "committable", "that is not committable"),
    "modular": Part("Link", {**BUSES, "p_nom_mod": 5.0}, "p_nom_mod", "a component without modules"),
    "must run": Part("Link", {**BUSES, "p_nom": 9.0, "p_min_pu": [0.0, 0.2]}, "p_min_pu", "p_min_pu <= 0 <= p_max_pu"),
    "runs back": Part("Link", {**BUSES, "p_nom": 9.0, "p_min_pu": -1.0, "p_max_pu": -0.1}, "p_min_pu", "<= p_max_pu"),
    "full store": Part("Store", {"bus": "a", "e_nom": 9.0, "e_initial": 3.0}, "e_initial", "an empty store at the"),
    "full battery": Part(
        "StorageUnit", {"bus": "a", "state_of_charge_initial": 3.0}, "state_of_charge_initial", "an empty store"
    ),
    "reservoir": Part("StorageUnit", {"bus": "a", "inflow": [0.0, 1.0]}, "inflow", "no inflow: it would have nowhere"),
    # Requirements
    "itself": Needs("good", "good", "good", "another work than itself"),
    "unknown need": Needs("good", "extendible", "extendible", "a work of the network; nearest: 'extendable'"),
    "unknown work": Needs("goodd", "good", "goodd", "a work of the network; nearest: 'good'"),
    "reference": Needs("stands", "good", "good", "good in the reference too, or stands a candidate: stands stands"),
    # Ledgers and closures
    "no such ledger": Call(
        {"ledger": "atmosfere"}, "column ledger: found 'atmosfere'; allowed: a bus of the network, "
    ),
    "nearest ledger": Call({"ledger": "atmosfere"}, "nearest: 'atmosphere'"),
    "nothing takes": Call({"ledger": "b"}, "row b, column ledger: found 'no generator or store'; allowed: one that "),
    "shut sink": Call(
        {},
        "row atmosphere, column ledger: found 'no generator or store'",
        lambda network: network.generators.update(pd.DataFrame({"active": [False]}, index=["sink"])),
    ),
    "no such upstream": Call({"upstream": "abroad"}, "column upstream: found 'abroad'; allowed: a bus of the network"),
    "no emissions": Call({"ledger": "carrier"}, "row carriers, column co2_emissions: found '0'; allowed: emissions"),
    "twice": Call({"closures": [Closure("p"), Closure("p")]}, "closures, column name: found 'p'; allowed: a name that"),
    "no closure": Call({"closures": []}, "closures: found 'nothing'; allowed: at least one closure"),
    "strange column": Call(
        {"works": pd.DataFrame({"annual_cost": [1.0]}, index=["good"])},
        "works: found 'annual_cost'; allowed: columns carrier, status, ",
    ),
    "nearest column": Call({"works": pd.DataFrame({"annual_cost": [1.0]})}, "nearest: 'annual_cost_meur'"),
    "periods": Call({}, "found 'periods'; allowed: one year of one future", lambda n: n.set_investment_periods([2030])),
    "scenarios": Call({}, "found 'scenarios'; allowed: one year", lambda n: n.set_scenarios({"dry": 0.5, "wet": 0.5})),
    "unit commitment": Call(
        {},
        "network: found 'Generator-status, Generator-start_up, Generator-shut_down'; allowed: a linear program",
        lambda network: network.add("Generator", "unit", bus="a", carrier="e", p_nom=9.0, committable=True),
    ),
    "quadratic cost": Call(
        {},
        "network: found 'a quadratic cost'; allowed: a linear program",
        lambda network: network.add("Generator", "steep", bus="a", carrier="e", p_nom=9, marginal_cost_quadratic=1.0),
    ),
}


def network(parts: dict[str, Part] | None = None) -> pypsa.Network:
    """Return a network with a work that can be ranked, one of the reference, and others."""
    result = pypsa.Network()
    result.set_snapshots(range(2))
    result.snapshot_weightings.loc[:, :] = 4380.0
    result.add("Carrier", ["AC", "e"])
    result.add("Bus", ["a", "b", "atmosphere"], carrier="AC")
    result.add("Generator", "sink", bus="atmosphere", carrier="e", sign=-1.0, p_nom=1.0)
    result.add("Link", ["good", "stands"], work=["good", "stands"], carrier="e", p_nom=5.0, marginal_cost=1.0, **BUSES)
    result.links["work_state"] = ["candidate", "reference"]
    for name, part in (parts or {}).items():
        result.add(part.component, name, work=name, work_state="candidate", **part.columns)
    return result


@cache
def everything_at_once() -> str:
    """Return the message when all parts and requirements of the table and a missing ledger are in one call."""
    parts = {name: case for name, case in BAD.items() if isinstance(case, Part)}
    needs = [case for case in BAD.values() if isinstance(case, Needs)]
    requires = {case.work: {other.need for other in needs if other.work == case.work} for case in needs}
    with pytest.raises(InputError) as caught:
        rank_works(network(parts), [Closure("p"), Closure("p")], "atmosfere", requires=requires)
    return str(caught.value)


@pytest.mark.parametrize("name", [name for name, case in BAD.items() if isinstance(case, Part)])
def test_what_cannot_be_a_work_is_told(name: str) -> None:
    case = BAD[name]
    assert isinstance(case, Part)
    column = f", column {case.told}" if case.told else ""
    line = next(line for line in everything_at_once().splitlines() if f". work {name}, row {name}{column}:" in line)
    assert case.allowed in line


@pytest.mark.parametrize("name", [name for name, case in BAD.items() if isinstance(case, Needs)])
def test_a_requirement_that_cannot_be_is_told(name: str) -> None:
    case = BAD[name]
    assert isinstance(case, Needs)
    lines = [line for line in everything_at_once().splitlines() if f"requires, row {case.work}, column " in line]
    assert any(f"found {case.value!r}; allowed: {case.allowed}" in line for line in lines)


def test_all_faults_are_in_one_message() -> None:
    told = [case for case in BAD.values() if isinstance(case, Part | Needs)]
    # The two others: a ledger that is not there, closures of one name.
    assert everything_at_once().startswith(f"{len(told) + 2} faults in the input, nothing was written:")
    assert "'atmosfere'" in everything_at_once()
    assert "a name that occurs once" in everything_at_once()


@pytest.mark.parametrize("name", [name for name, case in BAD.items() if isinstance(case, Call)])
def test_a_call_that_cannot_be_ranked_is_told(name: str) -> None:
    case = BAD[name]
    assert isinstance(case, Call)
    changed = network()
    case.change(changed)
    arguments = {"network": changed, "closures": Closure("p"), "ledger": "atmosphere", **case.arguments}
    with pytest.raises(InputError) as caught:
        rank_works(**arguments)  # type: ignore[arg-type]
    assert case.says in str(caught.value)
    assert len(caught.value.faults) == 1


def test_the_network_of_the_table_is_right_before_it_is_changed() -> None:
    assert rank_works(network(), Closure("p"), "atmosphere").ranking["work"].tolist() == ["good"]


def test_legs_are_all_components_with_a_work() -> None:
    part = network({"battery": Part("StorageUnit", {"bus": "a"}, "", "")})
    part.add("Link", "good too", work="good", work_state="candidate", **BUSES)
    expected = {
        ("good", "Link", "good", "candidate"),
        ("good", "Link", "good too", "candidate"),
        ("stands", "Link", "stands", "reference"),
        ("battery", "StorageUnit", "battery", "candidate"),
    }
    assert set(legs(part).itertuples(index=False, name=None)) == expected
    assert works_of(part).components["good"]["name"].tolist() == ["good", "good too"]
    assert works_of(part).names == ("battery", "good")


@pytest.mark.parametrize(
    ("requires", "absent", "blocked", "needs"),
    [
        ({"A": ["B"]}, {}, {}, {"A": {"B"}}),
        ({"A": ["R"]}, {}, {}, {}),
        ({"A": ["X"]}, {"X": "cancelled"}, {"A": "needs X (cancelled)"}, {}),
        ({"A": ["B"], "B": ["X"]}, {"X": "off"}, {"A": "needs B (blocked)", "B": "needs X (off)"}, {}),
        ({"A": ["L"]}, {}, {"A": "needs L (later)"}, {}),
        ({"L": ["X"], "B": ["A"]}, {"X": "later"}, {}, {"B": {"A"}}),
        ({"A": ["B"], "B": ["A"]}, {}, {}, {"A": {"B"}, "B": {"A"}}),
    ],
    ids=["met", "reference", "cancelled", "in a row", "later", "of one that does not come", "each other"],
)
def test_works_that_lack_what_they_need_are_blocked(
    requires: dict[str, list[str]], absent: dict[str, str], blocked: dict[str, str], needs: dict[str, set[str]]
) -> None:
    part = network()
    part.remove("Link", ["good", "stands"])
    states = {"A": "candidate", "B": "candidate", "R": "reference", "L": "later"}
    part.add("Link", list(states), work=list(states), work_state=list(states.values()), **BUSES)
    players = works_of(part, requires, absent)
    assert players.blocked == blocked
    assert players.requires == {work: frozenset(others) for work, others in needs.items()}
    assert set(players.names) == {"A", "B"} - set(blocked)
    active = switched_on(part, players).links["active"]
    assert active.to_dict() == {work: work == "R" or work in players.names for work in states}
    assert part.links["active"].all()


def test_a_network_without_works_has_no_players() -> None:
    empty = network()
    empty.links = empty.links.drop(columns=["work", "work_state"])
    assert legs(empty).columns.tolist() == ["work", "component", "name", "state"]
    assert works_of(empty).names == ()
