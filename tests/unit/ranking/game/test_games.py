"""The value function with a memory, PINT, TOOT, exact Shapley values and ranks, on games worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from game_cases import ABC, glove, pairs_only, parallel, random_game, series

from werven.coalition import EMPTY, Coalition, label
from werven.errors import InputError
from werven.ranking.game.games import Game, Vector, pint, ranks, shapley_exact, subsets, toot


class Recorder:
    """A solver that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[Coalition]] = []

    def __call__(self, coalitions: Sequence[Coalition]) -> Mapping[Coalition, Vector]:
        self.asked.append(list(coalitions))
        return {each: np.array([float(len(each))]) for each in coalitions}


@pytest.mark.parametrize(
    ("game", "expected"),
    [
        (Game.of(("L", "R1", "R2"), glove), {"L": 2 / 3, "R1": 1 / 6, "R2": 1 / 6}),
        (Game.of(ABC, series), {"A": 2.0, "B": 2.0, "C": 2.0}),
        (Game.of(ABC, parallel), {"A": 2.0, "B": 2.0, "C": 2.0}),
        # a + half of every pair term: A 3 + (4 + 1)/2, B -1 + (4 - 2.5)/2, C 2 - (2.5 + 6)/2, D 0.5 + (1 - 6)/2
        (Game.of("ABCD", pairs_only), {"A": 5.5, "B": -0.25, "C": -2.25, "D": -2.0}),
    ],
)
def test_exact_shapley_worked_by_hand(game: Game, expected: dict[str, float]) -> None:
    assert shapley_exact(game)["value"].to_dict() == pytest.approx(expected)


@pytest.mark.parametrize(("function", "alone", "among"), [(series, 0.0, 6.0), (parallel, 6.0, 0.0)])
def test_one_at_a_time_sees_series_and_parallel_differently(function, alone: float, among: float) -> None:
    game = Game.of(ABC, function)
    assert (pint(game)["value"] == alone).all()
    assert (toot(game)["value"] == among).all()


def test_with_pairs_only_shapley_is_halfway() -> None:
    game = Game.of("ABCD", pairs_only)
    pd.testing.assert_frame_equal(shapley_exact(game), (pint(game) + toot(game)) / 2)


def test_exact_values_add_up_for_every_quantity() -> None:
    game = random_game(9, seed=1, quantities=("co2_kt", "cost_meur"))
    values = shapley_exact(game)
    assert list(values.columns) == ["co2_kt", "cost_meur"]
    np.testing.assert_allclose(values.sum(), game[game.full] - game[EMPTY], rtol=1e-12)


def test_a_work_that_does_nothing_is_worth_exactly_nothing() -> None:
    other = random_game(6, seed=2)
    game = Game.of([*other.players, "idle"], lambda coalition: other[coalition - {"idle"}])
    for table in (shapley_exact(game), pint(game), toot(game)):
        assert table.loc["idle", "value"] == 0.0
    np.testing.assert_allclose(shapley_exact(game).drop(index="idle"), shapley_exact(other))


def test_works_that_are_alike_are_equal_to_the_last_bit() -> None:
    other = random_game(7, seed=3)

    def one_or_two(coalition: Coalition) -> Vector:
        alike = len(coalition & {"w2", "w5"})
        return other[coalition - {"w2", "w5"}] + alike * 0.1 + (alike == 2) * other[{"w2"}]

    game = Game.of(other.players, one_or_two)
    for table in (shapley_exact(game), pint(game), toot(game)):
        assert table.at["w2", "value"] == table.at["w5", "value"]


def test_shapley_of_some_works_with_others_built() -> None:
    game = Game.of(ABC, series)
    assert shapley_exact(game, "AB", anchor="C")["value"].tolist() == [3.0, 3.0]
    assert shapley_exact(game, "AB")["value"].tolist() == [0.0, 0.0]


def test_nothing_is_solved_twice_and_order_is_kept() -> None:
    solve = Recorder()
    game = Game("AB", solve)
    game.fill(["AB", "A", "", "AB"])
    game.fill(["AB", "B", "A"])
    assert [[label(each) for each in asked] for asked in solve.asked] == [["A+B", "A", ""], ["B"]]
    pint(game), toot(game), shapley_exact(game), game["AB"]
    assert len(solve.asked) == 2


def test_one_fill_for_all_single_works() -> None:
    solve = Recorder()
    game = Game(ABC, solve)
    pint(game)
    assert [[label(each) for each in asked] for asked in solve.asked] == [["", "A", "B", "C"]]


def test_subsets_differ_by_one_work_from_one_to_the_next() -> None:
    found = list(subsets("abcdefgh", frozenset("z")))
    assert len(set(found)) == len(found) == 256
    assert all("z" in coalition for coalition in found)
    assert {len(one ^ other) for one, other in pairwise(found)} == {1}


def test_values_cannot_be_changed_from_outside() -> None:
    game = Game.of("A", len)
    with pytest.raises(ValueError, match="read-only"):
        game["A"][0] = 5.0


@pytest.mark.parametrize(
    ("coalition", "permitted"),
    [
        ("A", ""),
        ("AB", ""),  # B falls for want of C, then A for want of B
        ("ABC", "ABC"),
        ("D", ""),
        ("DE", "DE"),  # each requires the other: both or none
        ("BCD", "BC"),
        ("F", "F"),  # the reference meets what it requires
        ("ABDEF", "DEF"),
    ],
)
def test_permitted_part(coalition: str, permitted: str) -> None:
    requires = {"A": "B", "B": "C", "D": "E", "E": "D", "F": ["reference"]}
    game = Game.of("ABCDEF", len, requires=requires, met=["reference"])
    assert game.permitted(coalition) == frozenset(permitted)
    assert game[coalition] == len(permitted)


def test_permitted_part_is_the_largest_closed_subset() -> None:
    rng = np.random.default_rng(4)
    players = "ABCDEFG"
    for _ in range(20):
        arcs = rng.random((7, 7)) < 0.15
        requires = {a: [b for j, b in enumerate(players) if arcs[i, j] and i != j] for i, a in enumerate(players)}
        game = Game.of(players, len, requires=requires)
        closed = [each for each in subsets(players) if all(each.issuperset(requires[work]) for work in each)]
        for each in subsets(players):
            assert game.permitted(each) == max((part for part in closed if part <= each), key=len)
            assert game.with_needed(each) == min((whole for whole in closed if whole >= each), key=len)


def test_a_dependent_work_is_worth_something_only_with_what_it_requires() -> None:
    game = Game.of("AB", lambda coalition: 10.0 * len(coalition & {"A"}), requires={"A": "B"})
    assert pint(game)["value"].tolist() == [0.0, 0.0]
    assert toot(game)["value"].tolist() == [10.0, 10.0]
    assert shapley_exact(game)["value"].tolist() == [5.0, 5.0]
    assert set(game.known) == {EMPTY, frozenset("B"), frozenset("AB")}


def test_every_fault_of_a_game_is_told_at_once() -> None:
    requires = {"pipe": ["pipe", "termnal"], "terminal": [], "reference": ["capture"], "stranger": ["pipe"]}
    with pytest.raises(InputError) as caught:
        Game(["capture", "pipe", "pipe", "terminal", "met"], Recorder(), requires=requires, met=["reference", "met"])
    found = [(fault.row, fault.column, fault.value, fault.nearest) for fault in caught.value.faults]
    assert found == [
        ("", "players", "pipe", ""),
        ("", "players", "met", ""),
        ("stranger", "requires", "stranger", ""),
        ("pipe", "requires", "pipe", ""),
        ("pipe", "requires", "termnal", "terminal"),
        ("reference", "requires", "capture", ""),
    ]


def test_a_stranger_in_a_coalition_is_named() -> None:
    game = Game(["capture", "pipe"], Recorder())
    with pytest.raises(InputError, match=r"found 'pipes'.*nearest: 'pipe'"):
        game.fill([{"capture", "pipes"}])
    with pytest.raises(InputError, match="found 'pipes'"):
        shapley_exact(game, ["capture", "pipes"])


def test_values_that_are_missing_or_no_number_are_all_told_and_none_is_kept() -> None:
    answers = {EMPTY: [0.0, np.nan], frozenset("A"): [1.0], frozenset("AB"): [np.inf, 2.0]}
    game = Game("AB", lambda asked: {each: np.array(value) for each, value in answers.items()}, ("co2_kt", "cost"))
    with pytest.raises(InputError) as caught:
        game.fill(["", "A", "B", "AB"])
    found = [(fault.row, fault.column, fault.value) for fault in caught.value.faults]
    expected = [("(empty)", "cost", "nan"), ("A", "", "shape (1,)"), ("B", "", "nothing"), ("A+B", "co2_kt", "inf")]
    assert found == expected
    assert not game.known


def test_too_many_works_to_enumerate() -> None:
    with pytest.raises(InputError, match="at most 16 players"):
        shapley_exact(random_game(17, seed=0))
    with pytest.raises(InputError, match="no work that plays"):
        shapley_exact(random_game(3, seed=0), ["w1"], anchor=["w1"])


def test_ranks_are_shared_by_works_that_cannot_be_told_apart() -> None:
    values = pd.Series({"A": 100.0, "B": 95.0, "C": 80.0, "D": 80.0, "E": 0.0})
    floor = pd.Series({"A": 10.0, "B": 1.0, "C": 1.0, "D": 1.0, "E": 90.0})
    # A and B differ by less than A's floor; E's floor reaches up to C, D and not to B or A.
    found = ranks(values, floor)
    assert found["rank_low"].tolist() == [1, 1, 3, 3, 3]
    assert found["rank_high"].tolist() == [2, 2, 5, 5, 5]


def test_ranks_as_far_apart_as_the_floor_are_clear() -> None:
    assert ranks(pd.Series({"A": 3.0, "B": 1.0}), 2.0).to_dict("list") == {"rank_low": [1, 2], "rank_high": [1, 2]}


def test_ranks_without_a_floor_tie_only_equals() -> None:
    found = ranks(pd.Series({"A": 1.0, "B": 3.0, "C": 1.0}), 0.0)
    assert found.to_dict("list") == {"rank_low": [2, 1, 2], "rank_high": [3, 1, 3]}


def test_a_rank_needs_a_value_and_a_floor() -> None:
    with pytest.raises(InputError) as caught:
        ranks(pd.Series({"A": np.nan, "B": 1.0}), pd.Series({"A": -1.0}))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        ("A", "value"),
        ("A", "floor"),
        ("B", "floor"),
    ]
