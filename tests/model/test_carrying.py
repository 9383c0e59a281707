"""Works that cannot carry anything: told from the network alone, and never at another value."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pypsa
import pytest
from ranking_cases import PARALLEL, PRICE, SERIES, chain
from test_coalitions import cold

from werven.ranking.linear.carrying import Carrying
from werven.ranking.linear.program import Program, from_network
from werven.ranking.players import works_of
from werven.ranking.solver.engine import Engine

BOTH_WAYS = {"p_min_pu": -1.0}


def links(**ends: str) -> pypsa.Network:
    """Return the plant of `chain` with links between its buses: ``work="start end"``, one way."""
    return chain({work: (two.split()[0], two.split()[1]) for work, two in ends.items()})


def carrying(network: pypsa.Network) -> Carrying:
    return from_network(network, works_of(network).components, "atmosphere").carrying


@pytest.mark.parametrize(
    ("built", "able"),
    [
        pytest.param("pipe", "", id="no outlet"),
        pytest.param("pipe backbone", "", id="no outlet at the end of two"),
        pytest.param("backbone terminal", "", id="nothing to carry"),
        pytest.param("pipe backbone terminal", "pipe backbone terminal", id="a whole chain"),
    ],
)
@pytest.mark.parametrize("way", [{}, BOTH_WAYS], ids=["one way", "both ways"])
def test_a_chain_carries_as_a_whole_or_not_at_all(built: str, able: str, way: dict[str, float]) -> None:
    assert carrying(chain(SERIES, **way))(frozenset(built.split())) == frozenset(able.split())


def test_alternatives_carry_each_alone() -> None:
    network = chain(PARALLEL)
    assert all(carrying(network)(frozenset({work})) == {work} for work in PARALLEL)


def test_a_dead_end_beside_a_way_out_carries_nothing() -> None:
    network = chain({"out": ("captured", "sea"), "end": ("captured", "hub")}, **BOTH_WAYS)
    assert carrying(network)(frozenset({"out", "end"})) == {"out"}


def test_a_circle_without_loss_is_no_outlet_and_one_with_loss_is() -> None:
    network = links(there="captured hub", back="hub captured")
    assert carrying(network)(frozenset({"there", "back"})) == frozenset()
    network.links.loc["back", "efficiency"] = 0.9
    assert carrying(network)(frozenset({"there", "back"})) == {"there", "back"}


def test_what_a_pipe_takes_of_another_carrier_does_not_make_it_carry() -> None:
    network = links(pipe="captured hub", back="hub captured")
    network.add("Bus", "power")
    network.add("Generator", "wind", bus="power", p_nom=100.0)
    for work in ("pipe", "back"):
        network.links.loc[work, ["bus2", "efficiency2"]] = ["power", -0.01]
    assert carrying(network)(frozenset({"pipe", "back"})) == frozenset()


def test_a_store_is_an_outlet() -> None:
    network = links(pipe="captured hub")
    network.add("Store", "cavern", bus="hub", e_nom=100.0)
    assert carrying(network)(frozenset({"pipe"})) == {"pipe"}


def test_a_rate_that_changes_its_sign_both_gives_and_takes() -> None:
    network = links(pipe="captured hub")
    network.add("Link", "swing", bus0="flue", bus1="hub", p_nom=100.0, efficiency=[1.0, -1.0])
    assert carrying(network)(frozenset({"pipe"})) == {"pipe"}


WORKS = {
    "A": ("captured", "hub"),
    "B": ("hub", "captured"),
    "C": ("hub", "coast"),
    "D": ("coast", "hub"),
    "E": ("coast", "sea"),
    "F": ("captured", "sea"),
    "G": ("sea", "hub"),
}


@cache
def program() -> Program:
    """Return the program of a small web of pipes, in which some carry nothing in most coalitions."""
    network = chain(WORKS, p_nom=60.0, marginal_cost=0.5)
    return from_network(network, works_of(network).components, "atmosphere")


def test_the_value_without_them_is_the_same_in_every_coalition() -> None:
    coalitions = [frozenset(c) for size in range(len(WORKS) + 1) for c in combinations(WORKS, size)]
    able = {coalition: program().carrying(coalition) for coalition in coalitions}
    assert sum(able[c] != c for c in coalitions) > len(coalitions) / 4
    for coalition in coalitions:
        assert able[able[coalition]] == able[coalition]
        assert cold(program(), coalition, PRICE) == pytest.approx(cold(program(), able[coalition], PRICE), abs=1e-6)


def test_the_engine_solves_without_them() -> None:
    engine = Engine(program(), [PRICE])
    nothing, solved = engine.value(()), engine.count.solved
    assert engine.value({"A", "C"}).cost_eur == nothing.cost_eur
    assert engine.count.solved == solved
    engine.value({"A", "C", "F"})
    assert {coalition for coalition, _ in engine.solved()} == {frozenset(WORKS), frozenset(), frozenset({"F"})}
