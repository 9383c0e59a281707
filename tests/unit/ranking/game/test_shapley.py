"""Shapley values from drawn orders: exact where they must be, without bias elsewhere, and honest about the error."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from game_cases import ABC, glove, pairs_only, parallel, random_game, series

from werven.coalition import EMPTY, Coalition
from werven.errors import InputError
from werven.ranking.game.games import Game, Vector, pint, shapley_exact, toot
from werven.ranking.game.residuals import BlockModel, descent, draw_orders, widening
from werven.ranking.game.shapley import ShapleySettings, shapley_sampled


def two_chains(coalition: Coalition) -> Vector:
    """Return a game of two blocks, ABC in series and DE in parallel, and a work that costs and avoids nothing."""
    return np.array([series(coalition) + 5.0 * bool(coalition & {"D", "E"}), -0.1 * len(coalition & set("CDF"))])


def smooth(count: int) -> Game:
    """Return a game in which every work makes all others worth less."""
    size = {f"w{number}": 20.0 + 30 * number for number in range(count)}
    return Game.of(size, lambda coalition: 1000 * (1 - np.exp(-sum(size[work] for work in coalition) / 700)))


@pytest.mark.parametrize("pairs", [1, 2, 6])
def test_one_draw_is_exact_when_works_act_in_pairs(pairs: int) -> None:
    result = shapley_sampled(Game.of("ABCD", pairs_only), settings=ShapleySettings(pairs=pairs))
    expected = {"A": 5.5, "B": -0.25, "C": -2.25, "D": -2.0}
    assert result.shapley["value"].to_dict() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("pairs", [2, 4, 10])
def test_blocks_that_do_not_touch_are_exact_whatever_the_number_of_pairs(pairs: int) -> None:
    game = Game.of("ABCDEF", two_chains, ("co2_kt", "cost"))
    result = shapley_sampled(game, [set(ABC), set("DE")], ShapleySettings(pairs=pairs, floor=-1.0))
    np.testing.assert_allclose(result.shapley["co2_kt"], [2, 2, 2, 2.5, 2.5, 0], rtol=1e-12)
    np.testing.assert_allclose(result.shapley["cost"], [0, 0, -0.1, -0.1, 0, -0.1], atol=1e-12)
    assert (result.se == 0.0).all(axis=None)
    assert (result.pairs, result.reason) == (pairs, "pairs")


def test_a_game_without_residual_stops_at_once() -> None:
    game = Game.of("ABCDEF", two_chains, ("co2_kt", "cost"))
    result = shapley_sampled(game, [set(ABC), set("DE")])
    assert (result.pairs, result.reason) == (2, "floor")


@pytest.mark.parametrize("function", [series, parallel])
def test_one_block_of_all_works_needs_no_draw(function) -> None:
    result = shapley_sampled(Game.of(ABC, function), [set(ABC)])
    assert result.shapley["value"].tolist() == [2.0, 2.0, 2.0]
    assert (result.pairs, result.reason, result.se["value"].max()) == (0, "exact", 0.0)


def test_a_residual_after_one_draw_has_an_error_that_is_not_known() -> None:
    result = shapley_sampled(Game.of(("L", "R1", "R2"), glove), settings=ShapleySettings(pairs=2))
    assert np.isinf(result.se["value"]).all()
    assert result.reason == "pairs"


def test_glove_game_within_its_error() -> None:
    settings = ShapleySettings(pairs=4000, batch=500, floor=0.01)
    result = shapley_sampled(Game.of(("L", "R1", "R2"), glove), settings=settings)
    assert result.reason == "floor"
    assert 2 * result.se["value"].max() <= 0.01
    np.testing.assert_allclose(result.shapley["value"], [2 / 3, 1 / 6, 1 / 6], atol=0.02)


@pytest.mark.parametrize("seed", range(4))
def test_random_games_within_four_standard_errors(seed: int) -> None:
    game = random_game(8, seed, ("co2_kt", "cost_meur"))
    blocks = [{"w0", "w3", "w5"}, {"w1", "w2"}]
    result = shapley_sampled(game, blocks, ShapleySettings(pairs=120, batch=40, seed=seed))
    assert ((result.shapley - shapley_exact(game)).abs() < 4 * result.se).all(axis=None)


def test_no_bias_over_seeds_and_an_error_that_is_never_far_too_small() -> None:
    game, blocks = random_game(6, seed=9), [{"w0", "w4"}]
    exact = shapley_exact(game)["value"]
    runs = [shapley_sampled(game, blocks, ShapleySettings(pairs=4, batch=4, seed=seed)) for seed in range(200)]
    values = np.array([run.shapley["value"] for run in runs])
    spread = values.std(axis=0, ddof=1)
    assert (np.abs(values.mean(axis=0) - exact) < 4 * spread / np.sqrt(len(runs))).all()
    claimed = np.sqrt(np.mean([run.se["value"] ** 2 for run in runs], axis=0)) / widening(3)
    assert ((claimed > 0.85 * spread) & (claimed < 1.3 * spread)).all()
    within = [(run.shapley["value"] - exact).abs() <= 2 * run.se["value"] for run in runs]
    assert 0.92 < np.mean(within) < 0.99  # not widened: 0.87; the spread between the two draws of such a run: 0.74


@pytest.mark.parametrize(("pairs", "factor"), [(2, 6.48), (4, 1.624), (8, 1.206), (10**6, 1.0)])
def test_an_error_from_few_pairs_is_widened_as_the_table_of_student_says(pairs: int, factor: float) -> None:
    assert widening(pairs - 1) == pytest.approx(factor, rel=1e-3)


def test_values_add_up_whatever_is_drawn() -> None:
    game = random_game(11, seed=5, quantities=("co2_kt", "cost_meur"))
    for pairs in (1, 5):
        result = shapley_sampled(game, [{"w1", "w7", "w9"}], ShapleySettings(pairs=pairs))
        np.testing.assert_allclose(result.shapley.sum(), game[game.full] - game[EMPTY], rtol=1e-9)


def test_a_work_that_does_nothing_gets_exactly_nothing() -> None:
    other = random_game(6, seed=6)
    game = Game.of([*other.players, "idle"], lambda coalition: other[coalition - {"idle"}])
    for blocks in ([], [{"idle", "w1", "w2"}]):
        result = shapley_sampled(game, blocks, ShapleySettings(pairs=10))
        assert (result.shapley.at["idle", "value"], result.se.at["idle", "value"]) == (0.0, 0.0)


def test_works_that_are_alike_in_a_block_are_equal_to_the_last_bit() -> None:
    game = Game.of("ABCDEF", lambda coalition: 0.1 * two_chains(coalition)[0] + 0.7 * len(coalition & {"F"}))
    model = BlockModel(game, [frozenset(ABC), frozenset("DE"), frozenset("F")]).shapley["value"]
    assert model["A"] == model["B"] == model["C"]
    assert model["D"] == model["E"]


def test_orders_do_not_depend_on_the_batch() -> None:
    runs = [
        shapley_sampled(random_game(7, seed=8), [], ShapleySettings(pairs=12, batch=batch, seed=3))
        for batch in (1, 6, 50)
    ]
    for run in runs[1:]:
        pd.testing.assert_frame_equal(run.shapley, runs[0].shapley)
        pd.testing.assert_frame_equal(run.se, runs[0].se)
        assert run.pairs == 12
    other = shapley_sampled(random_game(7, seed=8), [], ShapleySettings(pairs=12, seed=4))
    assert not other.shapley.equals(runs[0].shapley)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8])
def test_four_orders_of_a_draw(count: int) -> None:
    players = [f"w{number}" for number in range(count)]
    orders = draw_orders(players, seed=1, number=0)
    assert all(sorted(order) == players for order in orders)
    assert orders[1] == orders[0][::-1]
    assert orders[3] == orders[2][::-1]
    if count == 8:
        quarters = [{order.index(work) // 2 for order in orders} for work in players]
        assert quarters == [{0, 1, 2, 3}] * count


def test_all_orders_of_a_batch_are_asked_for_at_once_from_all_works_down() -> None:
    asked: list[list[Coalition]] = []
    game = smooth(8)
    solve = game._solve
    game._solve = lambda coalitions: asked.append(list(coalitions)) or solve(coalitions)
    shapley_sampled(game, [], ShapleySettings(pairs=2))
    walks = [descent(order) for order in draw_orders(game.players, 0, 0)]
    assert len(asked) == 2  # the works alone and among all others, and the orders
    assert set(game.known) == {each for coalitions in asked for each in coalitions} >= set().union(*walks)
    for walk in walks:
        assert all(below < above for above, below in pairwise(walk))


def test_swapped_halves_beat_independent_pairs_where_returns_diminish() -> None:
    game = smooth(10)
    exact = shapley_exact(game)["value"].to_numpy()

    def error(draw) -> float:
        tries = [np.mean([_marginals(game, order) for order in draw(seed)], axis=0) for seed in range(100)]
        return float(np.sqrt(np.mean((np.array(tries) - exact) ** 2)))

    independent = error(lambda seed: draw_orders(game.players, 1, seed)[:2] + draw_orders(game.players, 2, seed)[:2])
    assert error(lambda seed: draw_orders(game.players, 1, seed)) < 0.8 * independent


def _marginals(game: Game, order: list[str]) -> list[float]:
    gains = {work: float(game[order[place:]][0] - game[order[place + 1 :]][0]) for place, work in enumerate(order)}
    return [gains[work] for work in game.players]


def test_stops_at_the_floor_the_pairs_or_the_budget() -> None:
    game = smooth(8)
    heard: list[tuple[int, float]] = []
    settings = ShapleySettings(floor=dict.fromkeys(game.players, 5.0), pairs=500, batch=4)
    result = shapley_sampled(game, [], settings, lambda pairs, error: heard.append((pairs, error)))
    assert result.reason == "floor"
    assert 2 * result.se["value"].max() <= 5.0
    assert [pairs for pairs, _ in heard] == list(range(4, result.pairs + 1, 4))
    assert result.pairs >= settings.least
    assert all(2 * error > 5.0 for pairs, error in heard[:-1] if pairs >= settings.least)
    assert heard[-1][1] == result.se["value"].max()
    assert shapley_sampled(game, [], ShapleySettings(floor=1e9, least=6)).pairs == 6
    assert shapley_sampled(game, [], ShapleySettings(pairs=6)).reason == "pairs"
    late = shapley_sampled(game, [], ShapleySettings(batch=2, deadline=lambda: True))
    assert (late.pairs, late.reason) == (4, "budget")  # from two pairs no error is known
    assert np.isfinite(late.se.to_numpy()).all()


def test_requirements_hold_along_a_walk() -> None:
    game = Game.of("ABCD", pairs_only, requires={"A": "B", "C": "D", "D": "C"})
    result = shapley_sampled(game, [set("AB"), set("CD")], ShapleySettings(pairs=400, batch=100, floor=0.05))
    assert all(game.permitted(coalition) == coalition for coalition in game.known)
    assert ((result.shapley - shapley_exact(game)).abs() <= 4 * result.se + 1e-12).all(axis=None)


def test_block_model_is_the_game_at_its_two_ends() -> None:
    game = random_game(5, seed=7)
    model = BlockModel(game, [frozenset({work}) for work in game.players])
    pd.testing.assert_frame_equal(model.shapley, (pint(game) + toot(game)) / 2)


def test_every_fault_of_blocks_and_settings_is_told_at_once() -> None:
    game = random_game(9, seed=0)
    settings = ShapleySettings(floor=dict.fromkeys(game.players[1:], 1.0), pairs=0)
    with pytest.raises(InputError) as caught:
        shapley_sampled(game, [set(game.players[:9]), {"w1", "x1"}], settings)
    found = [(fault.file, fault.row, fault.column, fault.value) for fault in caught.value.faults]
    assert found == [
        ("blocks", "1", "", "9"),
        ("blocks", "2", "", "x1"),
        ("blocks", "2", "", "w1"),
        ("settings", "", "pairs", "0"),
        ("settings", "w0", "floor", "nothing"),
    ]
