"""What stands and what is new as one column: fewer columns and rows, and the same optimum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pypsa
import pytest

from werven.ranking.linear.program import Program, from_network
from werven.ranking.players import switched_on, works_of
from werven.ranking.solver.chain import Chain, Settings
from werven.ranking.solver.merged import merged
from werven.ranking.solver.unwanted import find_blocks

PRICES = (10.0, 40.0, 100.0)
STEPS = 3


def town() -> pypsa.Network:
    """Return a town with a gas plant that stands, two that may be built at another cost, and a cable to come."""
    network = pypsa.Network()
    network.set_snapshots(range(STEPS))
    network.snapshot_weightings.loc[:, :] = 8760.0 / STEPS
    network.add("Carrier", ["gas", "wind", "line"], co2_emissions=[0.4, 0.0, 0.0])
    network.add("Bus", ["town", "coast"])
    network.add("Load", "town", bus="town", p_set=[40.0, 90.0, 130.0])
    gas = {"bus": "town", "carrier": "gas", "marginal_cost": 30.0, "efficiency": 0.5}
    network.add("Generator", "old", p_nom=60.0, **gas)
    network.add("Generator", "new", p_nom_extendable=True, p_nom_max=50.0, capital_cost=20e3, **gas)
    network.add("Generator", "dear", p_nom_extendable=True, p_nom_max=500.0, capital_cost=50e3, **gas)
    wind = {"bus": "coast", "carrier": "wind", "p_max_pu": [0.9, 0.2, 0.5]}
    network.add("Generator", "farm", p_nom=40.0, **wind)
    network.add("Generator", "more", p_nom_extendable=True, p_nom_max=90.0, capital_cost=60e3, **wind)
    network.add("Link", "cable", bus0="coast", bus1="town", p_nom=70.0, carrier="line", work="cable")
    return network


def program(change: Callable[[pypsa.Network], None] = lambda network: None) -> Program:
    network = town()
    change(network)
    players = works_of(network)
    return from_network(switched_on(network, players), players.components, "carrier")


def test_a_plant_that_stands_and_those_like_it_are_one_column_a_snapshot() -> None:
    whole = program()
    small = merged(whole)
    # old, new and dear are one, farm and more another: of five columns two are left, of three rows of capacities two.
    assert whole.matrix.shape[1] - small.matrix.shape[1] == 3 * STEPS
    assert whole.matrix.shape[0] - small.matrix.shape[0] == STEPS
    assert find_blocks(whole).count == 3
    blocks = find_blocks(small)
    assert (blocks.count, len(blocks.capacity)) == (2, 3)
    assert sorted(blocks.limit.round(6)) == [8.0, 20.0, 36.0, 60.0, 60.0, 60.0]


def dear(network: pypsa.Network) -> None:
    network.generators.loc["old", "marginal_cost"] = 31.0


def dirty(network: pypsa.Network) -> None:
    network.generators.loc["old", "efficiency"] = 0.4


def elsewhere(network: pypsa.Network) -> None:
    network.generators.loc["old", "bus"] = "coast"


def ramping(network: pypsa.Network) -> None:
    network.generators.loc["old", "ramp_limit_up"] = 0.5


def player(network: pypsa.Network) -> None:
    network.generators["work"] = ""
    network.generators.loc["old", "work"] = "plant"


@pytest.mark.parametrize("change", [dear, dirty, elsewhere, ramping, player], ids=lambda one: one.__name__)
def test_what_differs_in_anything_but_its_limit_stays_apart(change: Callable[[pypsa.Network], None]) -> None:
    whole = program(change)
    # The new plants are still one, and so are the farms.
    assert whole.matrix.shape[1] - merged(whole).matrix.shape[1] == 2 * STEPS


def must_run(network: pypsa.Network) -> None:
    network.generators.loc["old", "p_min_pu"] = 0.3


def fixed(network: pypsa.Network) -> None:
    network.generators.loc["old", ["p_min_pu", "p_max_pu"]] = 0.6


def constant(network: pypsa.Network) -> None:
    network.add("Generator", "waste", bus="town", carrier="gas", p_nom=10.0, p_min_pu=1.0, marginal_cost=5.0)


CHANGES = [dear, dirty, elsewhere, ramping, player, must_run, fixed, constant]


def test_what_is_fixed_is_added_up_to_the_last_bit_in_whatever_order() -> None:
    """Sums of several cores end in other digits than those of one: the store would not know its program again."""

    def plants(network: pypsa.Network) -> None:
        for name, size, cost in (("much", 1e6, 1e11), ("little", 10.0, 1.0), ("back", 1e6, -1e11)):
            network.add("Generator", name, bus="town", p_nom=size, p_min_pu=1.0, marginal_cost=cost)

    whole = program(plants)
    assert merged(whole).offset_eur - whole.offset_eur == pytest.approx(10.0 * 8760.0, rel=1e-12)


@pytest.mark.parametrize("reduce", [True, False])
@pytest.mark.parametrize("change", [lambda network: None, *CHANGES])
def test_the_optimum_is_the_same(change: Callable[[pypsa.Network], None], reduce: bool) -> None:
    whole = program(change)
    small = merged(whole)
    walks = [Chain(given, Settings("simplex", reduce=reduce)) for given in (whole, small)]
    full = frozenset(whole.switches)
    for coalition in (full, frozenset[str](), full):
        for price in PRICES:
            expected, found = (walk.solve(coalition, price) for walk in walks)
            assert found.cost_eur == pytest.approx(expected.cost_eur, rel=1e-9)
            assert found.emissions_t == pytest.approx(expected.emissions_t, rel=1e-9)
            assert found.upstream_t == expected.upstream_t
            assert (found.used, found.unwanted) == (expected.used, expected.unwanted)


def test_a_chain_that_begins_without_the_blocks_puts_them_back() -> None:
    small = merged(program())
    first = Chain(small, Settings("simplex"))
    first.solve(frozenset({"cable"}), 0.0)
    start = first.start(first.staying())
    chain, whole = Chain(small, Settings("simplex"), [start]), Chain(program(), Settings("simplex", reduce=False))
    for coalition, price in ((frozenset[str](), 0.0), (frozenset({"cable"}), 100.0), (frozenset[str](), 100.0)):
        assert chain.solve(coalition, price).cost_eur == pytest.approx(whole.solve(coalition, price).cost_eur, rel=1e-9)


def test_prices_of_an_optimum_are_those_of_the_program_as_it_was() -> None:
    small = merged(program())
    assert small.origin is not None
    assert len(small.origin.rows) == program().matrix.shape[0]
    np.testing.assert_allclose(small.origin.cost, program().cost)
    balances = small.balances["row"].to_numpy(dtype=int)
    np.testing.assert_array_equal(balances, small.origin.rows[program().balances["row"].to_numpy(dtype=int)])
