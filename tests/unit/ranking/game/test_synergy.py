"""Pairs that need or replace each other, blocks, and the order of building, on games worked out by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from conftest import csv_str_to_df
from game_cases import ABC, pairs_only, parallel, random_game, series

from werven.coalition import EMPTY, Coalition
from werven.errors import InputError
from werven.ranking.game.games import Game, Vector, pint, shapley_exact, subsets, toot
from werven.ranking.game.synergy import find_linked, greedy, higher_order, settled, strongest_pairs, synergy_fit


def all_known(game: Game) -> Game:
    game.fill(subsets(game.players))
    return game


def of_pairs(table: pd.DataFrame, column: str = "synergy") -> dict[str, float]:
    return {row.work_a + row.work_b: getattr(row, column) for row in table.itertuples()}


def first_gain(before: Vector, after: Vector, added: Coalition) -> float:
    return float(after[0] - before[0])


@pytest.mark.parametrize(("function", "synergy"), [(series, 3.0), (parallel, -3.0)])
def test_three_works_in_series_and_in_parallel(function, synergy: float) -> None:
    # Fitted values by size are 0, a, 2a + b, 3a + 3b = 6; b = 3 and a = -1 leave 0, -1, 1, 6 against 0, 0, 0, 6.
    fit = synergy_fit(all_known(Game.of(ABC, function)))
    assert of_pairs(fit) == pytest.approx({"AB": synergy, "AC": synergy, "BC": synergy})
    # Six coalitions for five coefficients that are free: one degree of freedom, misfit 6. b_AB is half of
    # v(AB) + v(C) - v(A) - v(B) - v(AC) - v(BC) + v(N), so that its variance is 6/4 of that.
    assert fit["se"].tolist() == pytest.approx([3.0] * 3)


def test_fit_of_pairs_only_is_the_game_itself() -> None:
    fit = synergy_fit(all_known(Game.of("ABCD", pairs_only)))
    assert of_pairs(fit) == pytest.approx({"AB": 4, "BC": -2.5, "AD": 1, "CD": -6, "AC": 0, "BD": 0}, abs=1e-12)
    assert (fit["work_a"] + fit["work_b"]).tolist()[:4] == ["CD", "AB", "BC", "AD"]
    np.testing.assert_allclose(fit["se"], 0.0, atol=1e-12)


def test_fit_with_everything_known_is_the_mean_effect_of_a_pair() -> None:
    game = all_known(random_game(5, seed=1))
    fit = synergy_fit(game)
    # Not to the digit: that the model meets v(N) moves all pairs a little.
    for row in fit.itertuples():
        pair, others = {row.work_a, row.work_b}, [work for work in game.players if work not in (row.work_a, row.work_b)]
        ends = list(subsets(others))
        mean = np.mean([game[s | pair] - game[s | {row.work_a}] - game[s | {row.work_b}] + game[s] for s in ends])
        assert abs(row.synergy - mean) < 3 * row.se


def test_fit_agrees_with_a_fit_that_weighs_the_full_set_heavily() -> None:
    game = random_game(6, seed=2)
    rng = np.random.default_rng(0)
    game.fill(frozenset(work for work in game.players if rng.random() < 0.5) for _ in range(40))
    found = synergy_fit(game).sort_values(["work_a", "work_b"])["synergy"]
    pairs = list(combinations(game.players, 2))
    rows = [each for each in game.known if each]
    terms = [[float(w in each) for w in game.players] + [float(each >= {*pair}) for pair in pairs] for each in rows]
    weight = np.array([1e5 if each == game.full else 1.0 for each in rows])
    target = np.array([game[each][0] - game[EMPTY][0] for each in rows])
    expected = np.linalg.lstsq(np.array(terms) * weight[:, None], target * weight, rcond=None)[0]
    np.testing.assert_allclose(found, expected[6:], rtol=1e-4)


def test_what_coalitions_do_not_tell_apart_has_no_error_bar() -> None:
    game = Game.of("ABCD", pairs_only)
    pint(game), toot(game)
    fit = synergy_fit(game)
    assert np.isinf(fit["se"]).all()
    game.fill(["AB", "AC"])
    fit = synergy_fit(game)
    assert of_pairs(fit)["AB"] == pytest.approx(4.0)
    assert of_pairs(fit, "se") == pytest.approx(dict.fromkeys(["AB", "AC", "AD", "BC", "BD", "CD"], 0.0), abs=1e-9)


def test_one_at_a_time_already_hints_at_a_chain() -> None:
    game = Game.of("ABCDE", lambda each: series(each) + len(each & {"D", "E"}))
    pint(game), toot(game)
    fit = synergy_fit(game)
    assert set((fit["work_a"] + fit["work_b"])[:3]) == {"AB", "AC", "BC"}
    assert np.isinf(fit["se"]).all()


def test_fit_with_more_unknowns_than_coalitions_says_so() -> None:
    game = random_game(12, seed=3)
    game.fill(frozenset(game.players[:k]) for k in range(12))
    fit = synergy_fit(game)
    assert len(fit) == 66
    assert np.isinf(fit["se"]).all()
    assert np.isfinite(fit["synergy"]).all()


def test_fit_of_a_work_that_needs_another() -> None:
    game = Game.of(
        "ABC", lambda each: 10.0 * ("A" in each) + 1.0 * ("B" in each) + 2.0 * (each >= {"B", "C"}), requires={"A": "B"}
    )
    fit = synergy_fit(all_known(game))
    assert of_pairs(fit) == pytest.approx({"AB": 10.0, "BC": 2.0, "AC": 0.0}, abs=1e-9)


@pytest.mark.parametrize("players", ["", "A", "AB"])
def test_fit_of_hardly_any_works(players: str) -> None:
    fit = synergy_fit(all_known(Game.of(players, lambda each: float(len(each) ** 2))))
    assert fit.columns.tolist() == ["work_a", "work_b", "synergy", "se"]
    assert fit["synergy"].tolist() == ([pytest.approx(2.0)] if players == "AB" else [])
    assert fit["se"].tolist() == ([0.0] if players == "AB" else [])


def test_fit_of_another_quantity() -> None:
    game = all_known(Game.of(ABC, lambda each: [series(each), parallel(each)], ("co2_kt", "cost_meur")))
    assert synergy_fit(game, "cost_meur")["synergy"].tolist() == pytest.approx([-3.0] * 3)
    with pytest.raises(InputError, match="nearest: 'cost_meur'"):
        synergy_fit(game, "cost_mer")


def test_a_large_fit_recovers_what_made_the_game() -> None:
    rng = np.random.default_rng(6)
    players = [f"w{number:02d}" for number in range(30)]
    pairs = dict.fromkeys([("w00", "w07"), ("w03", "w29"), ("w12", "w13")], 50.0)
    game = Game.of(players, lambda each: len(each) + sum(b for pair, b in pairs.items() if each.issuperset(pair)))
    for _ in range(40):
        order = rng.permutation(players)
        game.fill(frozenset(order[:k]) for k in range(31))
    fit = synergy_fit(game)
    assert len(game.known) > 1000
    assert set(zip(fit["work_a"][:3], fit["work_b"][:3], strict=True)) == set(pairs)
    np.testing.assert_allclose(fit["synergy"], [50.0] * 3 + [0.0] * 432, atol=1e-6)


def test_strongest_pairs_are_exact_at_both_ends() -> None:
    game = Game.of(ABC, series)
    exact = strongest_pairs(game, pd.DataFrame({"work_a": ["A", "B"], "work_b": ["C", "C"], "synergy": [1.0, -2.0]}))
    assert of_pairs(exact) == {"AC": 3.0, "BC": 3.0}
    assert of_pairs(exact, "at_empty") == {"AC": 0.0, "BC": 0.0}
    assert of_pairs(exact, "at_full") == {"AC": 6.0, "BC": 6.0}


def test_strongest_pairs_takes_the_strongest_of_either_sign() -> None:
    game = all_known(Game.of("ABCD", pairs_only))
    exact = strongest_pairs(game, synergy_fit(game), count=3)
    assert of_pairs(exact) == pytest.approx({"CD": -6.0, "AB": 4.0, "BC": -2.5})
    assert (exact["work_a"] + exact["work_b"]).tolist() == ["CD", "AB", "BC"]


@pytest.mark.parametrize(("function", "expected"), [(series, -1.0), (parallel, -1.0)])
def test_higher_order_screens_for_three_works_that_act_together(function, expected: float) -> None:
    game = Game.of(ABC, function)
    assert higher_order(shapley_exact(game), pint(game), toot(game))["value"].tolist() == [expected] * 3
    two = Game.of("ABCD", pairs_only)
    np.testing.assert_allclose(higher_order(shapley_exact(two), pint(two), toot(two)), 0.0, atol=1e-12)


LINKS = csv_str_to_df("""
    work_a, work_b, synergy
    A,      B,      9
    C,      D,      -8
    B,      C,      7
    D,      E,      6
    F,      G,      0.5
""")


@pytest.mark.parametrize(
    ("largest", "threshold", "blocks"),
    [
        (7, 1.0, ["ABCDE"]),
        (4, 1.0, ["ABCD"]),
        (3, 1.0, ["AB", "CDE"]),  # AB with CD would be four
        (2, 0.0, ["AB", "CD", "FG"]),
        (1, 0.0, []),
        (7, 8.0, ["AB"]),
    ],
)
def test_blocks_grow_from_the_strongest_pair_down(largest: int, threshold: float, blocks: list[str]) -> None:
    expected = [frozenset(block) for block in blocks]
    assert find_linked(LINKS, largest, threshold) == expected
    assert find_linked(LINKS[::-1], largest, threshold) == expected


def test_greedy_builds_the_best_first_and_what_adds_nothing_last() -> None:
    worth = {"A": 1.0, "B": 5.0, "C": 0.0, "D": 3.0, "E": 0.0}
    game = Game.of(
        worth, lambda each: [sum(worth[work] for work in each), -len(each & {"A", "B", "D"})], ("co2", "cost")
    )
    found = greedy(game, first_gain)
    expected = """
        step, works, gain_co2, gain_cost, cumulative_co2, cumulative_cost
        1,    B,     5,        -1,        5,              -1
        2,    D,     3,        -1,        8,              -2
        3,    A,     1,        -1,        9,              -3
        4,    C+E,   0,        0,         9,              -3
    """
    pd.testing.assert_frame_equal(found, csv_str_to_df(expected), check_dtype=False)


@pytest.mark.parametrize("steps", [[], [set(ABC)]])
def test_greedy_sees_a_chain_whether_it_is_told_or_not(steps: list[set[str]]) -> None:
    def value(each: Coalition) -> float:
        return series(each) + 4.0 * ("D" in each) + 1.0 * ("E" in each)

    found = greedy(Game.of("ABCDE", value), first_gain, steps=steps)
    assert found["works"].tolist() == ["A+B+C", "D", "E"]
    per_work = greedy(Game.of("ABCDE", value), lambda a, b, added: (b[0] - a[0]) / len(added), steps=[set(ABC)])
    assert per_work["works"].tolist() == ["D", "A+B+C", "E"]


def test_a_step_moves_up_and_joins_the_link_it_needs() -> None:
    # C and X are worth 9 together and cost 1 each; the pipe P is worth 2 alone; Z harms.
    def value(each: Coalition) -> float:
        return 9.0 * (each >= {"C", "X"}) + 2.0 * ("P" in each) - sum(work in each for work in "CXZ")

    game = Game.of("CPXZ", value)
    order = [frozenset(work) for work in "PCZX"]
    assert settled(game, first_gain, order) == [frozenset("CX"), frozenset("P"), frozenset("Z")]


def test_a_step_never_moves_above_what_it_requires() -> None:
    worth = {"A": 9.0, "B": -1.0, "C": 10.0}
    game = Game.of(worth, lambda each: sum(worth[work] for work in each), requires={"A": "B"})
    assert settled(game, first_gain, map(frozenset, "CBA")) == [frozenset("C"), frozenset("AB")]


def test_greedy_takes_a_work_with_what_it_requires() -> None:
    worth = {"A": 9.0, "B": -1.0, "C": 5.0}
    game = Game.of(worth, lambda each: sum(worth[work] for work in each), requires={"A": "B"})
    assert greedy(game, first_gain)["works"].tolist() == ["A+B", "C"]


def test_greedy_sees_a_linked_work_rise() -> None:
    # B is worth nothing until A is there, and then more than all others; the set that links them is dear for its Z.
    alone = {"A": 10.0, "Z": -30.0, "3": 3.0, "4": 4.0, "5": 5.0}

    def value(each: Coalition) -> float:
        return sum(alone.get(work, 0.0) for work in each) + 8.0 * (each >= {"A", "B"})

    found = greedy(Game.of("ABZ345", value), first_gain, steps=["ABZ"], shortlist=1)
    assert found["works"].tolist() == ["A", "B", "5", "4", "3", "Z"]


def test_greedy_is_exact_and_sparing_where_returns_diminish() -> None:
    rng = np.random.default_rng(7)
    covers = {f"w{number:02d}": frozenset(rng.choice(60, 8)) for number in range(16)}
    weight = rng.random(60)

    def covered(each: Coalition) -> float:
        return float(weight[sorted(frozenset().union(*(covers[work] for work in each)))].sum())

    game = Game.of(covers, covered)
    found = greedy(game, first_gain, shortlist=2)
    built: Coalition = EMPTY
    for works in found["works"][: len(found) - 1]:
        best = max((work for work in covers if work not in built), key=lambda work: covered(built | {work}))
        assert works == best
        built |= {best}
    assert found["cumulative_value"].iloc[-1] == pytest.approx(covered(frozenset(covers)))
    assert len(game.known) < 0.7 * (16 * 17 / 2)


def test_greedy_ends_with_works_that_harm() -> None:
    worth = {"A": -3.0, "B": 2.0, "C": 0.0}
    found = greedy(Game.of(worth, lambda each: sum(worth[work] for work in each)), first_gain, shortlist=1)
    assert found["works"].tolist() == ["B", "C", "A"]


def test_greedy_refuses_what_it_cannot_order() -> None:
    game = Game.of("AB", len)
    with pytest.raises(InputError, match="found 'nan'"):
        greedy(game, lambda before, after, added: float("nan"))
    with pytest.raises(InputError, match="works that play"):
        greedy(game, first_gain, steps=[{"A", "Z"}])


def test_greedy_of_no_works() -> None:
    assert greedy(Game.of("", len), first_gain).columns.tolist() == ["step", "works", "gain_value", "cumulative_value"]
