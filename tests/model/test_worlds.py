"""Worlds of the small case: arrays by differences are those of a network of the changed tables, and so is the cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import YEAR, SmallCase

from werven.data.uncertain import Input
from werven.data.uncertain import inputs_of as rows_of_table
from werven.errors import SolveError
from werven.network.build import Inputs, note
from werven.network.solve import create_model
from werven.ranking.linear.program import Program
from werven.ranking.players import switched_on
from werven.ranking.solver.engine import Engine
from werven.ranking.solver.handing import seed_of, start_from
from werven.weather import profiles
from werven.worlds.arrays import CannotWriteError, Layout, written
from werven.worlds.draw import World
from werven.worlds.fine import solve_fine
from werven.worlds.making import Central, Made, inputs_of, key_of, made
from werven.worlds.orders import walk_world
from werven.worlds.run import OPTIMAL, Outcome, solve_world
from werven.worlds.steps import moving_in, steps_of
from werven.worlds.together import together

#: Work of which the size is uncertain.
SIZED = "T09"
#: Arrays of a program that worlds change.
ARRAYS = ("lower", "upper", "row_lower", "row_upper", "cost", "emissions", "upstream", "abroad")


@pytest.fixture(scope="module")
def inputs(small: SmallCase) -> Inputs:
    """The small case at the time resolution of its worlds."""
    hourly = profiles.build(small.config.weather, small.tables["calibration"])
    whole = Inputs(small.tables, small.demand, hourly, small.config, "test", YEAR)
    return whole.with_segments(small.config.worlds.segments, "typical_days")


@pytest.fixture(scope="module")
def central(inputs: Inputs) -> Layout:
    own = made(inputs, None)
    return Layout.of(own.whole, own.noted)


def everything_at(inputs: Inputs, level: float) -> World:
    """Return a world in which every number lies at a level, and every choice at the base case."""
    rows = [each for each in rows_of_table(inputs.tables["uncertainty"]) if each.how != "choice"]
    return World(1, {each.lead: level for each in rows}, rows)


def with_rows(inputs: Inputs, rows: list[dict[str, object]]) -> Inputs:
    """Return inputs in which some factors are uncertain."""
    words = {**dict.fromkeys(("options", "moves_with", "note")), "how": "factor", "distribution": "uniform"}
    names = {"name_nl": "x", "name_en": "x", "source": "x", "confidence": "high"}
    table = pd.DataFrame([{**words, **names, **row} for row in rows])
    table = table.reindex(columns=inputs.tables["uncertainty"].columns)
    return replace(inputs, tables={**inputs.tables, "uncertainty": table})


def with_table(inputs: Inputs, **row: object) -> Inputs:
    """Return inputs in which the price of gas is uncertain."""
    head = {"input": "gas", "table": "prices", "where": "item=natural_gas", "column": "price"}
    return with_rows(inputs, [{**head, **row}])


def same(one: Program, other: Program) -> None:
    """Hold two programs of the same columns and rows against each other."""
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-11, atol=1e-11, err_msg=name)
    assert abs(one.matrix - other.matrix).max() < 1e-11
    for work, switch in one.switches.items():
        np.testing.assert_allclose(switch.lower, other.switches[work].lower, rtol=1e-12)
        np.testing.assert_allclose(switch.upper, other.switches[work].upper, rtol=1e-12)
        assert one.carrying(frozenset({work})) == other.carrying(frozenset({work}))


@pytest.mark.parametrize("level", [0.1, 0.9])
def test_every_number_is_written_as_it_would_be_built(inputs: Inputs, central: Layout, level: float) -> None:
    own = inputs_of(everything_at(inputs, level), inputs, {})
    built = made(own, None)
    begun = Central("", central, None, built.players)
    by_difference = made(own, begun)
    assert by_difference.how == "written"
    same(by_difference.whole, built.whole)
    same(by_difference.program, built.program)


def test_a_part_that_is_gone_stands_still(inputs: Inputs, central: Layout) -> None:
    """Without direct reduction nothing is new: the optimum is that of a network without it."""
    keys = {"network": {"exclude": ["direct_air_capture", "dri_gas", "dri_gas_capture", "dri_hydrogen", "eaf"]}}
    own = inputs_of(_chosen("steel_without_dri"), inputs, {"steel_without_dri": keys})
    built = made(own, None)
    by_difference = made(own, Central("", central, None, built.players))
    assert by_difference.how == "written"
    price = built.closure.price
    costs = [Engine(each.program, [price]).value(frozenset()).cost_eur for each in (built, by_difference)]
    assert costs[1] == pytest.approx(costs[0], rel=1e-9)


def _chosen(option: str) -> World:
    item = Input("steel", "", {}, "", "choice", np.nan, np.nan, np.nan, {"base": 0.5, option: 0.5}, "", "steel")
    return World(1, {"steel": 0.9}, [item])


def test_what_has_no_place_cannot_be_written(inputs: Inputs, central: Layout) -> None:
    finer = note(inputs.with_segments(3).priced(), 100.0)
    with pytest.raises(CannotWriteError, match="other snapshots"):
        written(central, finer)
    noted = note(inputs.priced(), 100.0)
    noted.parts.rows["Load"].append({**noted.parts.rows["Load"][0], "name": "new"})
    with pytest.raises(CannotWriteError, match="Load new is new"):
        written(central, noted)


def test_a_world_costs_what_plain_pypsa_says(inputs: Inputs) -> None:
    own = inputs_of(everything_at(inputs, 0.7), inputs, {})
    world = made(own, None)
    network = switched_on(own.network(world.closure.price), world.players)
    model = create_model(network, own.config)
    model.solve(solver_name="highs", io_api="direct", log_to_console=False)
    engine = Engine(world.program, [world.closure.price])
    assert engine.value(engine.everything).cost_eur == pytest.approx(float(model.objective.value), rel=1e-6)


def test_an_optimum_is_reached_from_the_basis_of_another_world(inputs: Inputs, central: Layout) -> None:
    first, own = made(inputs, None), made(inputs_of(everything_at(inputs, 0.6), inputs, {}), None)
    prices = first.closure.prices()
    engine = Engine(first.program, prices)
    engine.value(engine.everything)
    start = start_from(own.program, seed_of(first.program, engine.store.starts()[0], prices), own.closure.prices())
    warm, cold = Engine(own.program, own.closure.prices(), start=start), Engine(own.program, own.closure.prices())
    for coalition in (cold.everything, frozenset()):
        assert warm.value(coalition).cost_eur == pytest.approx(cold.value(coalition).cost_eur, rel=1e-9)


# -- slopes ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sloping(inputs: Inputs) -> tuple[Inputs, Central]:
    """The small case with prices, a demand, a limit, a demand abroad and the size of a work uncertain, and world 0."""
    rows = [
        {"input": "gas", "table": "prices", "where": "item=natural_gas", "column": "price"},
        {"input": "co2", "table": "prices", "where": "item=co2_ets", "column": "price"},
        {"input": "heat", "table": "activities", "where": "activity=buildings;year=2030", "column": "value"},
        {"input": "room", "table": "potentials", "where": "technology=heat_pump_steam", "column": "capacity_max"},
        {"input": "abroad", "table": "neighbour_supply", "where": "zone=NL;block=load", "column": "capacity"},
        {"input": "size", "table": "work_legs", "where": f"work={SIZED}", "column": "capacity"},
    ]
    own = with_rows(inputs, [{**row, "low": 0.8, "central": 1.0, "high": 1.3} for row in rows])
    zero = made(own, None)
    central = Central("", Layout.of(zero.whole, zero.noted), None, zero.players)
    return own, replace(central, steps=steps_of(own, central))


def test_slopes_are_what_the_cost_of_an_optimum_gains(sloping: tuple[Inputs, Central]) -> None:
    """A hair aside of a world, every coalition costs more by as much as its slope says, and so do differences of them.

    Of what changes abroad each may say as much more as what neighbours spend among themselves.
    """
    inputs, central = sloping
    assert central.steps is not None
    assert central.steps.moves.names == ("gas", "co2", "heat", "room", "abroad", "size")

    def at(name: str, more: float) -> tuple[Made, World]:
        level = dict.fromkeys(central.steps.moves.names, 0.6) | {name: 0.6 + more}
        world = World(1, level, rows_of_table(inputs.tables["uncertainty"]))
        return made(inputs_of(world, inputs, {}), central), world

    own, world = at("gas", 0.0)
    engine = Engine(own.program, [own.closure.price], moving=moving_in(own, world, central))
    hair = 1e-4
    for place, name in enumerate(central.steps.moves.names):
        aside, _ = at(name, hair)
        other = Engine(aside.program, [aside.closure.price])
        slopes, gained = np.array(
            [
                (here.slopes[place], (other.value(coalition).cost_eur - here.cost_eur) / hair)
                for coalition in (engine.everything, frozenset())
                for here in [engine.value(coalition)]
            ]
        ).T
        assert slopes[0] - slopes[1] == pytest.approx(gained[0] - gained[1], rel=0.02, abs=1e4), name
        if name != "abroad":
            assert list(slopes) == pytest.approx(list(gained), rel=0.02, abs=1e4), name
        assert (np.abs(slopes) > 0.0).all() or name == "size"
    assert abs(engine.value(engine.everything).slopes[5]) > 1e5
    assert engine.value(frozenset()).slopes[5] == 0.0


def test_moves_are_carried_over_by_name(sloping: tuple[Inputs, Central]) -> None:
    """Another program, of fewer technologies and so in other places, moves as the one that was asked."""
    inputs, central = sloping
    keys = {"network": {"exclude": ["mvr_steam"]}}
    other = made(inputs_of(_chosen("fewer"), inputs, {"fewer": keys}), None)
    assert central.steps is not None
    before, moves = central.layout.program, central.steps.moves
    assert other.whole.matrix.shape != before.matrix.shape
    same_place, carried = moves.into(before, before), moves.into(before, other.whole)
    for name in ("cost", "row_lower", "entries"):
        assert abs(same_place.parts[name] - moves.parts[name]).sum() == 0.0
    for name, axis in (("cost", 0), ("row_lower", 1)):
        mine, theirs = before.labels()[axis], other.whole.labels()[axis]
        known = mine.isin(theirs)
        both = moves.parts[name].toarray()[:, known], carried.parts[name].toarray()[:, theirs.get_indexer(mine[known])]
        np.testing.assert_array_equal(*both)
        assert np.abs(both[0]).sum() > 0.0


def test_other_snapshots_have_no_slopes(sloping: tuple[Inputs, Central]) -> None:
    inputs, central = sloping
    own = made(inputs.with_segments(3), None)
    assert moving_in(own, World(0, {}, []), central) is None


# -- worlds from end to end ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certain(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Outcome], Inputs]:
    """Return world 0 and two others of an uncertainty without width."""
    path = tmp_path_factory.mktemp("worlds") / "central.pkl"
    own = with_table(inputs, low=1.0, central=1.0, high=1.0)
    return [solve_world(number, own, {}, path) for number in range(3)], own


def test_without_uncertainty_every_world_is_world_0(certain: tuple[list[Outcome], Inputs]) -> None:
    (zero, *others), _ = certain
    for other in others:
        assert (other.status, other.run["how"]) == (OPTIMAL, "written")
        for mine, theirs in zip(zero.works, other.works, strict=True):
            assert mine["pint_kt"] == pytest.approx(theirs["pint_kt"], abs=1e-3)
            assert mine["toot_kt"] == pytest.approx(theirs["toot_kt"], abs=1e-3)


def test_without_uncertainty_the_spread_is_none(certain: tuple[list[Outcome], Inputs]) -> None:
    (zero, *others), own = certain
    works = pd.DataFrame(zero.works)
    known = works.assign(shapley_kt=works["marginal_kt"], shapley_meur=works["saved_meur"])
    known = known.assign(shapley_se_kt=0.0, shapley_se_meur=0.0)
    tables = together(zero, others, known, own.tables, YEAR)
    robust = tables["robust"]
    np.testing.assert_allclose(robust["p10_kt"], robust["p90_kt"], atol=1e-3)
    np.testing.assert_allclose(robust["resolution_kt"], 0.0, atol=1e-9)
    assert tables["drivers"]["input"].tolist() == [""] * len(robust)


def test_marginals_add_up_to_the_whole(certain: tuple[list[Outcome], Inputs]) -> None:
    for outcome in certain[0]:
        total = sum(row["marginal_kt"] for row in outcome.works)
        assert total == pytest.approx(outcome.run["total_kt"], abs=1e-6)


def test_a_world_of_other_inputs_is_refused(
    certain: tuple[list[Outcome], Inputs], inputs: Inputs, tmp_path: Path
) -> None:
    (zero, other, _), own = certain
    path, plain = tmp_path / "central.pkl", made(inputs, None)
    Central("of before", Layout.of(plain.whole, plain.noted), (), plain.players).write(path)
    with pytest.raises(SolveError, match="solved of other inputs"):
        solve_world(1, own, {}, path)
    with pytest.raises(SolveError, match="worlds 1 are of other inputs"):
        together(zero, [replace(other, key="of before")], pd.DataFrame(zero.works), own.tables, YEAR)


def test_at_as_many_segments_a_world_says_the_same_of_a_block_of_lines(
    certain: tuple[list[Outcome], Inputs], tmp_path: Path
) -> None:
    (zero, *_), own = certain
    pair = sorted(row["work"] for row in zero.works)[:2]
    works = own.tables["works"]
    as_lines = works.assign(carrier=works["carrier"].mask(works["work"] == pair[0], "electricity"))
    config = own.config.model_copy(update={"rank": own.config.rank.model_copy(update={"blocks": [pair]})})
    central = tmp_path / "central.pkl"
    assert solve_fine(1, replace(own, config=config), {}, central).works == []
    own = replace(own, config=config, tables={**own.tables, "works": as_lines})
    zero, one = (solve_world(number, own, {}, central) for number in range(2))
    fine = solve_fine(1, own, {}, central)
    assert (fine.status, fine.key, sorted(row["work"] for row in fine.works)) == (OPTIMAL, one.key, sorted(pair))
    whole = {row["work"]: row for row in one.works}
    for row in fine.works:
        # An order of two and its reverse are all orders.
        for value in (row["half_kt"], row["few_kt"]):
            assert value == pytest.approx(whole[row["work"]]["half_kt"], abs=1e-3)
        for value in (row["half_meur"], row["few_meur"]):
            assert value == pytest.approx(whole[row["work"]]["half_meur"], abs=1e-6)
    [block] = one.combined
    assert block["works"] == pair
    alone, last = block["with_nothing"], block["with_all"]
    for bit, work in enumerate(pair):
        assert alone[1 << bit] - alone[0] == pytest.approx(whole[work]["pint_meur"], abs=1e-5)
        assert last[3] - last[3 - (1 << bit)] == pytest.approx(whole[work]["toot_meur"], abs=1e-5)


def test_no_world_hangs_on_how_many_there_are(inputs: Inputs) -> None:
    def key(**settings: object) -> str:
        worlds = inputs.config.worlds.model_copy(update=settings)
        return key_of(replace(inputs, config=inputs.config.model_copy(update={"worlds": worlds})))

    assert key(minutes=99.0, least=9, walked=2, years=[2050]) == key()
    assert key(pairs=3) != key()


def test_orders_are_walked_in_a_world_from_where_it_was(certain: tuple[list[Outcome], Inputs], tmp_path: Path) -> None:
    outcomes, inputs = certain
    central = tmp_path / "central.pkl"
    first = solve_world(0, inputs, {}, central)
    works = [row["work"] for row in first.works]
    asked = pd.DataFrame({"order": "mean", "step": range(1, len(works) + 1), "works": works})
    found = walk_world(outcomes[1], asked, inputs, {}, central)
    assert sum(step["kt"] for step in found["steps"]) == pytest.approx(outcomes[1].run["total_kt"], abs=1e-3)
    assert sum(step["meur"] for step in found["steps"]) == pytest.approx(outcomes[1].run["total_meur"], abs=1e-6)
    alone = outcomes[1].works[0]
    assert found["steps"][0]["kt"] == pytest.approx(alone["pint_kt"], abs=1e-3)
    failed = Outcome(3, first.key, "failed")
    assert walk_world(failed, asked, inputs, {}, central)["steps"] == []


def test_a_world_without_optimum_is_told_and_can_be_pasted(inputs: Inputs, tmp_path: Path) -> None:
    """A hundred times what the refineries can make."""
    where = {"table": "activities", "where": "activity=refining;year=2030", "column": "value"}
    own = with_table(inputs, input="refining", **where, low=1.0, central=1.0, high=1e3)
    path = tmp_path / "central.pkl"
    solve_world(0, own, {}, path)
    found = solve_world(1, own, {}, path)
    assert found.status == "failed"
    assert "refined_products" in found.why
    (change,) = found.changes
    assert (change["table"], change["where"]) == ("activities", {"activity": "refining", "year": "2030"})
    assert change["factor"] > 1.0


def test_projects_play_in_worlds_where_they_do_in_the_ranking(inputs: Inputs) -> None:
    rank = inputs.config.rank.model_copy(update={"players": "works and projects"})
    own = made(replace(inputs, config=inputs.config.model_copy(update={"rank": rank})), None)
    assert own.players.rooms
    assert set(own.program.switches) == set(own.players.names)
