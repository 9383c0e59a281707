"""The value engine, warm, derived and reduced, against solves from scratch: by PyPSA, and by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import highspy
import numpy as np
import pypsa
import pytest
from conftest import YEAR, SmallCase
from ranking_cases import PRICE, Draw, drawn

from werven.coalition import Coalition
from werven.network.build import Inputs
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.solve import create_model
from werven.ranking.closures import Closure
from werven.ranking.linear.program import Program, from_network
from werven.ranking.players import switched_on, works_of
from werven.ranking.scenario import closure_of, players_of, with_plants
from werven.ranking.solver.bases import Bases
from werven.ranking.solver.chain import Chain, Settings
from werven.ranking.solver.engine import Engine
from werven.ranking.solver.unwanted import find_blocks
from werven.ranking.value import Source, Valuation
from werven.weather import profiles

SEEDS = [(2, 3), (9, 4)]


def cold(program: Program, coalition: Coalition, price: float) -> tuple[float, float]:
    """Return what a coalition costs and emits [EUR/a, t/a], solved by HiGHS from scratch with its own settings."""
    highs, width = highspy.Highs(), len(program.cost)
    highs.setOptionValue("output_flag", False)
    highs.addVars(width, *program.bounds(coalition))
    cost = program.cost + price * program.emissions
    highs.changeColsCost(width, np.arange(width, dtype=np.int32), cost)
    a = program.matrix
    highs.addRows(a.shape[0], program.row_lower, program.row_upper, a.nnz, a.indptr, a.indices, a.data)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    emitted = float(program.emissions @ np.asarray(highs.getSolution().col_value)) + program.offset_t
    objective = float(highs.getInfo().objective_function_value)
    return objective + program.offset_eur + price * program.offset_t, emitted


@cache
def cold_cases(case: Case) -> dict[Coalition, tuple[float, float]]:
    """Return coalitions of the small case, solved from scratch."""
    return {coalition: cold(case.program, coalition, case.price) for coalition in some(case.players, 50)}


def some(players: tuple[str, ...], count: int, seed: int = 5) -> list[Coalition]:
    """Return different coalitions drawn at random."""
    random, found = np.random.default_rng(seed), dict[Coalition, None]()
    while len(found) < count:
        found[frozenset(p for p in players if random.random() < 0.5)] = None
    return list(found)


# -- against PyPSA -------------------------------------------------------------------------------------------------


@cache
def random_program(seed: int, works: int) -> Program:
    network = drawn(seed, works)[0].network()
    return from_network(network, works_of(network).components, "carrier")


@pytest.mark.parametrize("is_reduced", [True, False])
@pytest.mark.parametrize(("seed", "works"), SEEDS)
def test_every_coalition_is_worth_what_pypsa_says(seed: int, works: int, is_reduced: bool) -> None:
    draw = drawn(seed, works)[0]
    expected = draw.cold(PRICE)
    chain = Chain(random_program(seed, works), Settings(reduce=is_reduced))
    random = np.random.default_rng(seed)
    order = random.permutation(len(draw.coalitions()))
    found = {c: chain.solve(c, PRICE) for c in (draw.coalitions()[place] for place in order)}
    assert len({round(cost) for cost, _ in expected.values()}) > works
    for coalition, (cost, emitted) in expected.items():
        assert found[coalition].cost_eur == pytest.approx(cost, rel=1e-6)
        assert found[coalition].emissions_t == pytest.approx(emitted, rel=1e-6, abs=0.1)


def test_plants_that_nobody_wants_with_the_works_come_back_where_demand_needs_them() -> None:
    # In this draw the plants left out with all works built are needed without: the reduced program has no solution.
    program = from_network(Draw(1, 3).network(), works_of(Draw(1, 3).network()).components, "carrier")
    reduced, whole = (Engine(program, [PRICE], Settings(reduce=reduce)) for reduce in (True, False))
    left_out = Chain(program, Settings())
    left_out.solve(reduced.everything, PRICE)
    assert left_out.staying().sum() < find_blocks(program).count
    for coalition in Draw(1, 3).coalitions():
        assert reduced.value(coalition).cost_eur == pytest.approx(whole.value(coalition).cost_eur, rel=1e-9)


def reduced_chain(program: Program, price: float) -> Chain:
    """Return a chain at everything built, without the plants that nobody wants there."""
    whole = Chain(program, Settings(cold="simplex"))
    whole.solve(frozenset(program.switches), price)
    return Chain(program, Settings(cold="simplex"), [whole.start(whole.staying())])


def test_from_scratch_after_a_lost_walk_such_plants_come_back_as_well() -> None:
    program = from_network(Draw(1, 3).network(), works_of(Draw(1, 3).network()).components, "carrier")
    chain, whole = reduced_chain(program, PRICE), Engine(program, [PRICE], Settings(reduce=False))
    chain._patience = 0
    assert not chain._in.all()
    for coalition in Draw(1, 3).coalitions():
        assert chain.solve(coalition, PRICE).cost_eur == pytest.approx(whole.value(coalition).cost_eur, rel=1e-9)
    assert chain._in.all()


@pytest.mark.parametrize("seed", [3, 8])
def test_an_optimum_that_predates_a_plant_is_still_one(seed: int) -> None:
    # Going back to the start takes no pivot, though plants have come into the program since.
    program = from_network(Draw(seed, 3).network(), works_of(Draw(seed, 3).network()).components, "carrier")
    chain, everything = reduced_chain(program, PRICE), frozenset(program.switches)
    rows = chain._highs.getNumRow()
    chain.solve(frozenset(), PRICE)
    assert chain._highs.getNumRow() > rows
    assert chain.solve(everything, PRICE).iterations == 0


@pytest.mark.parametrize("seed", [1, 3, 8])
def test_a_chain_goes_on_where_another_one_was(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # Both brought plants into the program, each in an order of its own. Here a jump is never too far.
    monkeypatch.setattr("werven.ranking.solver.chain.JUMP", -1.0)
    program = from_network(Draw(seed, 3).network(), works_of(Draw(seed, 3).network()).components, "carrier")
    whole = Chain(program, Settings(cold="simplex"))
    whole.solve(frozenset(program.switches), PRICE)
    starts, bases = [whole.start(whole.staying())], Bases(sorted(program.switches), 1000.0)
    one, other = (Chain(program, Settings(cold="simplex"), starts, bases) for _ in range(2))
    coalitions = Draw(seed, 3).coalitions()
    for coalition in coalitions:
        one.solve(coalition, PRICE)
    other.solve(coalitions[0], 2 * PRICE)
    for coalition in coalitions:
        point = other.solve(coalition, PRICE)
        assert point.iterations == 0
        assert point.cost_eur == pytest.approx(one.solve(coalition, PRICE).cost_eur, rel=1e-9)


@pytest.mark.parametrize(("seed", "works"), SEEDS)
def test_what_is_derived_is_what_a_solve_would_say(seed: int, works: int) -> None:
    program = random_program(seed, works)
    engine = Engine(program, [PRICE])
    tasks = [(c, PRICE) for c in drawn(seed, works)[0].coalitions()]
    values = engine.values(tasks)
    derived = [task for task in tasks if engine.how(task) == "derived"]
    assert engine.count.solved + len(derived) == len(tasks) == 2**works
    for task in tasks:
        assert values[task].cost_eur == pytest.approx(Chain(program, Settings()).solve(*task).cost_eur, rel=1e-9)
    assert len(engine.solved()) == engine.count.solved
    assert {price for _, price in engine.solved()} == {PRICE}


# -- the small case ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Case:
    """The small case of the workflow as a ranking sees it."""

    inputs: Inputs
    source: Source
    price: float
    program: Program
    sized: pypsa.Network

    @property
    def players(self) -> tuple[str, ...]:
        return self.source.players.names


@pytest.fixture(scope="module")
def case(small: SmallCase) -> Case:
    hourly = profiles.build(small.config.weather, small.tables["calibration"])
    inputs = Inputs(small.tables, small.demand, hourly, small.config, "test", YEAR)
    price = closure_of("ets", small.config.rank.closures["ets"], inputs).price
    built = inputs.network(price)
    model = partial(create_model, config=small.config)
    source = Source(lambda price: built, players_of(built, inputs), ATMOSPHERE, UPSTREAM, model)
    return Case(inputs, source, price, source.program(Closure.at_price("ets", price)), small.result.network)


@pytest.mark.parametrize("is_reduced", [True, False])
def test_warm_equals_cold_in_the_small_case(case: Case, is_reduced: bool) -> None:
    chain = Chain(case.program, Settings(cold="simplex", reduce=is_reduced))
    for coalition, (cost, emitted) in cold_cases(case).items():
        point = chain.solve(coalition, case.price)
        assert point.cost_eur == pytest.approx(cost, rel=1e-6)
        high, low = (chain.solve(coalition, case.price * (1 + side * 1e-3)).emissions_t for side in (-1, 1))
        assert low - 1.0 <= emitted <= high + 1.0
        assert low - 1.0 <= point.emissions_t <= high + 1.0


def test_a_walk_that_is_lost_is_solved_from_scratch(case: Case) -> None:
    chain = reduced_chain(case.program, case.price)
    chain._patience = 2
    for coalition, (cost, _) in list(cold_cases(case).items())[:6]:
        assert chain.solve(coalition, case.price).cost_eur == pytest.approx(cost, rel=1e-6)


def test_a_coalition_of_the_small_case_is_worth_what_pypsa_says(case: Case) -> None:
    coalition = frozenset(case.players[::2])
    network = switched_on(case.source.network(case.price), case.source.players)
    out = [name for work in set(case.players) - coalition for name in case.source.players.components[work]["name"]]
    network.remove("Link", out)
    sink = network.generators.query("bus == @ATMOSPHERE").index
    network.generators.loc[sink, "marginal_cost"] = case.price
    create_model(network, case.inputs.config)
    assert network.optimize.solve_model(solver_name="highs", io_api="direct", log_to_console=False) == ("ok", "optimal")
    point = Engine(case.program, [case.price]).value(coalition)
    assert point.cost_eur == pytest.approx(network.objective + network.objective_constant, rel=1e-6)


def test_more_works_never_cost_more(case: Case) -> None:
    engine = Engine(case.program, [case.price], Settings(cold="simplex"), chains=2)
    costs = {coalition: engine.value(coalition).cost_eur for coalition in cold_cases(case)}
    nested = [(less, more) for less in costs for more in costs if less < more]
    assert len(nested) > 20
    assert all(costs[more] <= costs[less] * (1 + 1e-9) for less, more in nested)


def test_what_is_derived_in_the_small_case_is_what_a_solve_would_say(case: Case) -> None:
    engine = Engine(case.program, [case.price], Settings(cold="simplex"), chains=2)
    tasks = [(coalition, case.price) for coalition in cold_cases(case)]
    values = engine.values(tasks)
    derived = [task for task in tasks if engine.how(task) == "derived"]
    assert len(derived) > 10
    for task in derived:
        assert values[task].cost_eur == pytest.approx(cold_cases(case)[task[0]][0], rel=1e-9)


def test_the_values_of_the_small_case_are_differences_of_costs_solved_from_scratch(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Source, "program", lambda source, price: case.program)
    closure = closure_of("ets", case.inputs.config.rank.closures["ets"], case.inputs)
    valuation = Valuation(case.source, closure, Settings(cold="simplex"))
    game = valuation.game()
    game.fill(valuation.ends())
    centre = valuation.at_centre(game)
    for coalition in game.known:
        (cheap, most), *inner, (dear, least) = (cold(case.program, coalition, price) for price in closure.prices())
        outcome = valuation.outcome(coalition)
        assert outcome.emissions_t == pytest.approx((dear - cheap) / closure.width, rel=1e-6)
        assert outcome.cost_eur == pytest.approx(np.mean([cheap, *(cost for cost, _ in inner), dear]), rel=1e-9)
        assert centre[coalition] == pytest.approx(cold(case.program, coalition, case.price)[0], rel=1e-9)
        # Emissions fall as the price rises, and cost is concave in it.
        assert most + 1.0 >= outcome.emissions_t >= least - 1.0
        assert centre[coalition] >= outcome.cost_eur * (1.0 - 1e-9)


# -- projects as players, and plants of a given size ---------------------------------------------------------------


def test_projects_may_play_with_the_works(case: Case) -> None:
    config = case.inputs.config
    ranking = config.rank.model_copy(update={"players": "works and projects"})
    inputs = Inputs(**{**vars(case.inputs), "config": config.model_copy(update={"rank": ranking})})
    network = case.source.network(case.price)
    players = players_of(network, inputs)
    assert set(players.components) == set(case.players)
    assert players.rooms
    free = inputs.tables["projects"].set_index("project").loc[list(players.rooms)]
    assert set(free["mode"]) == {"free"}
    for project, parts in players.rooms.items():
        assert 0.0 < parts["capacity"].sum() <= free.at[project, "capacity"] + 1e-9
    source = Source(case.source.network, players, ATMOSPHERE, UPSTREAM, case.source.create_model)
    program = source.program(Closure.at_price("ets", case.price))
    everything, works = frozenset(players.names), frozenset(case.players)
    # With all projects there is the room of the network; without them a part of it, which costs more.
    assert cold(program, everything, case.price)[0] == pytest.approx(cold(case.program, works, case.price)[0], rel=1e-9)
    assert cold(program, works, case.price)[0] > cold(program, everything, case.price)[0]
    chain = Chain(program, Settings(cold="simplex"))
    for coalition in some(players.names, 10):
        assert chain.solve(coalition, case.price).cost_eur == pytest.approx(
            cold(program, coalition, case.price)[0], rel=1e-6
        )


def test_projects_share_the_room_of_their_technology(case: Case) -> None:
    network = case.source.network(case.price)
    taken: dict[str, float] = {}
    config = case.inputs.config.model_copy(
        update={"rank": case.inputs.config.rank.model_copy(update={"players": "works and projects"})}
    )
    rooms = players_of(network, Inputs(**{**vars(case.inputs), "config": config})).rooms
    for parts in rooms.values():
        for component, name, capacity in parts.itertuples(index=False):
            static = network.c[component].static
            taken[name] = taken.get(name, 0.0) + capacity
            assert taken[name] <= static.at[name, "p_nom_max"] - static.at[name, "p_nom_min"] + 1e-9


def test_plants_of_the_sizing_run_stand_and_more_may_be_built(case: Case) -> None:
    network = case.source.network(case.price)
    standing = with_plants(network, case.sized)
    for component in ("Process", "Generator", "StorageUnit"):
        static, solved = standing.c[component].static, case.sized.c[component].static
        new = static.query("p_nom_extendable").index
        assert list(new) == list(network.c[component].static.query("p_nom_extendable").index)
        np.testing.assert_allclose(static.loc[new, "p_nom_min"], solved.loc[new, "p_nom_opt"], rtol=1e-6, atol=1e-3)
        assert (static["p_nom_min"] <= static["p_nom_max"]).all()
    source = Source(lambda _: standing, case.source.players, ATMOSPHERE, UPSTREAM, case.source.create_model)
    program, works = source.program(Closure.at_price("ets", case.price)), frozenset(case.players)
    # What stands cannot be undone, so no coalition is cheaper; with plants of its own size it costs the same.
    for coalition in some(case.players, 4):
        assert cold(program, coalition, case.price)[0] >= cold(case.program, coalition, case.price)[0] * (1 - 1e-9)
    chain = Chain(program, Settings(cold="simplex"))
    assert chain.solve(works, case.price).cost_eur == pytest.approx(cold(program, works, case.price)[0], rel=1e-6)
