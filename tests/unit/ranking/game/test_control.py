"""Few orders of a game corrected by many of a coarse one: without bias, quieter, and honest about the error."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from game_cases import ABC, random_game, series

from werven.coalition import EMPTY, Coalition
from werven.errors import InputError
from werven.ranking.game.control import shares_of
from werven.ranking.game.games import Game, Vector, shapley_exact
from werven.ranking.game.shapley import ShapleyResult, ShapleySettings, coarse_orders, shapley_sampled

TWO = ("co2_kt", "cost_meur")


def blurred(game: Game, seed: int, blur: float) -> Game:
    """Return a game that is another by a random share, as another time resolution is."""
    noise = random_game(len(game.players), seed, game.quantities)
    return Game.of(game.players, lambda coalition: game[coalition] + blur * noise[coalition], game.quantities)


def corrected(fine: Game, coarse: Game, pairs: int, many: int, seed: int = 0, blocks=()) -> ShapleyResult:
    """Return the values of a game from few pairs, corrected with many of a coarse one."""
    orders = coarse_orders(coarse, blocks, ShapleySettings(pairs=many, batch=16, seed=seed))
    return shapley_sampled(fine, (), ShapleySettings(pairs=pairs, seed=seed), coarse=orders)


def test_a_coarse_game_that_is_the_game_tells_what_its_many_orders_tell() -> None:
    game = random_game(8, seed=1)
    blocks = [{"w1", "w2", "w5"}]
    many = shapley_sampled(game, blocks, ShapleySettings(pairs=40, batch=40))
    few = corrected(random_game(8, seed=1), game, 4, 40, blocks=blocks)
    pd.testing.assert_frame_equal(few.shapley, many.shapley)
    assert (few.pairs, few.coarse_pairs, few.blocks) == (4, 40, (frozenset(blocks[0]),))
    # Four of the forty pairs are told twice over: once by either game.
    np.testing.assert_allclose(few.se["value"], many.se["value"], rtol=0.25)


def test_no_bias_less_error_and_an_error_that_is_honest() -> None:
    fine = random_game(6, seed=9)
    coarse, exact = blurred(fine, 2, 0.4), shapley_exact(fine)["value"]
    runs = [corrected(fine, coarse, 4, 48, seed) for seed in range(200)]
    plain = [shapley_sampled(fine, (), ShapleySettings(pairs=4, seed=seed)) for seed in range(200)]
    values, without = (np.array([run.shapley["value"] for run in each]) for each in (runs, plain))
    spread = values.std(axis=0, ddof=1)
    assert (np.abs(values.mean(axis=0) - exact) < 4 * spread / np.sqrt(len(runs))).all()
    assert (spread < 0.7 * without.std(axis=0, ddof=1)).all()
    within = [(run.shapley["value"] - exact).abs() <= 2 * run.se["value"] for run in runs]
    assert 0.92 < np.mean(within) < 0.995


def test_a_coarse_game_that_knows_nothing_does_no_harm() -> None:
    fine = random_game(6, seed=9)
    runs = [corrected(fine, random_game(6, seed=100 + seed), 4, 48, seed) for seed in range(200)]
    plain = [shapley_sampled(fine, (), ShapleySettings(pairs=4, seed=seed)) for seed in range(200)]
    exact = shapley_exact(fine)["value"]
    spread, without = (np.array([run.shapley["value"] for run in each]).std(axis=0) for each in (runs, plain))
    assert (spread < 1.4 * without).all()
    within = [(run.shapley["value"] - exact).abs() <= 2 * run.se["value"] for run in runs]
    assert np.mean(within) > 0.92


def test_values_add_up_and_a_work_that_does_nothing_gets_exactly_nothing() -> None:
    other = random_game(6, seed=6, quantities=TWO)
    games = [
        Game.of([*other.players, "idle"], lambda coalition, each=each: each[coalition - {"idle"}], TWO)
        for each in (other, blurred(other, 3, 0.5))
    ]
    for blocks in ([], [{"idle", "w1", "w2"}]):
        result = corrected(*games, 4, 32, blocks=blocks)
        np.testing.assert_allclose(result.shapley.sum(), games[0][games[0].full] - games[0][EMPTY], rtol=1e-9)
        assert (result.shapley.loc["idle"] == 0.0).all()
        assert (result.se.loc["idle"] == 0.0).all()


@pytest.mark.parametrize("share", [-0.5, 0.0, 0.25, 1.0, 3.0])
def test_the_share_is_how_much_works_replace_or_need_all_others(share: float) -> None:
    # Works in series: PINT is 0, TOOT 6. The coarse game says 6 to the first quantity, nothing to the second.
    coarse = Game.of(ABC, lambda coalition: np.array([series(coalition), float(len(coalition))]), TWO)
    fine = Game.of(ABC, lambda coalition: np.array([share * series(coalition), series(coalition)]), TWO)
    np.testing.assert_allclose(shares_of(fine, coarse), [min(max(share, 0.0), 1.0), 0.0])


@pytest.mark.parametrize(("pairs", "many"), [(2, 16), (16, 16), (20, 16)])
def test_without_an_error_or_without_more_orders_nothing_is_corrected(pairs: int, many: int) -> None:
    fine = random_game(7, seed=4)
    result = corrected(fine, blurred(fine, 1, 0.1), pairs, many)
    plain = shapley_sampled(fine, (), ShapleySettings(pairs=pairs))
    pd.testing.assert_frame_equal(result.shapley, plain.shapley)
    pd.testing.assert_frame_equal(result.se, plain.se)
    assert result.coarse_pairs == 0


def test_few_pairs_are_enough_to_stop_at_the_floor_where_many_coarse_ones_tell_the_error() -> None:
    fine = random_game(7, seed=4)
    orders = coarse_orders(blurred(fine, 1, 0.01), (), ShapleySettings(pairs=400, batch=100))
    result = shapley_sampled(fine, (), ShapleySettings(floor=40.0), coarse=orders)
    assert (result.pairs, result.coarse_pairs, result.reason) == (4, 400, "floor")


def test_coarse_orders_end_with_the_pairs_or_the_time_whatever_their_error() -> None:
    game, additive = random_game(7, seed=4), Game.of("ABCDEFG", lambda coalition: float(len(coalition)))
    for each in (game, additive):
        assert coarse_orders(each, (), ShapleySettings(pairs=30)).pairs == 30
        assert coarse_orders(each, (), ShapleySettings(pairs=30, deadline=lambda: True)).pairs <= 4


def test_a_coarse_game_of_other_works_quantities_or_orders_is_refused() -> None:
    orders = coarse_orders(random_game(5, seed=0, quantities=TWO), (), ShapleySettings(pairs=4, seed=3))
    with pytest.raises(InputError) as caught:
        shapley_sampled(random_game(6, seed=0), (), ShapleySettings(pairs=4), coarse=orders)
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [
        ("coarse", "works"),
        ("coarse", "quantities"),
        ("coarse", "seed"),
    ]


def vector(coalition: Coalition) -> Vector:
    """Return two quantities of a coalition."""
    return np.array([series(coalition), -float(len(coalition))])


def test_blocks_of_the_game_itself_are_kept() -> None:
    coarse = Game.of("ABCDE", vector, TWO)
    orders = coarse_orders(coarse, [set("AD")], ShapleySettings(pairs=24))
    result = shapley_sampled(Game.of("ABCDE", vector, TWO), [set(ABC)], ShapleySettings(pairs=4), coarse=orders)
    assert result.blocks == (frozenset(ABC), frozenset("AD"))
    np.testing.assert_allclose(result.shapley["co2_kt"], [2, 2, 2, 0, 0], atol=1e-12)
