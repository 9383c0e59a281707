"""Orders of building: how they are proposed, what their steps are worth in a world, and which does best over worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import csv_str_to_df

from werven.errors import SolveError
from werven.ranking.game.games import Game
from werven.ranking.value import CO2, COST
from werven.worlds.orders import orders_table, proposed, steps_of
from werven.worlds.run import Outcome

ROBUST = csv_str_to_df("""
    work, verdict,    mean_kt, net_mean_meur, p_pays
    A,    undecided,  100,     5,             0.4
    B,    build,      20,      3,             1.0
    C,    build_if,   150,     4,             0.6
    D,    too_dear,   300,     -9,            0.0
    E,    too_dear,   80,      -2,            0.1
    F,    not_needed, 1,       -1,            0.0
""")
SEQUENCE = csv_str_to_df("""
    step, works
    1,    C
    2,    A+B
    3,    D
    4,    E+F
""")

NONE_BESIDE = pd.DataFrame(columns=["work", "other", "p_pays_without", "p_pays_with"])


def steps(table: pd.DataFrame, order: str) -> list[str]:
    return list(table[table["order"] == order].sort_values("step")["works"])


def test_what_is_not_to_be_built_is_left_out_and_steps_stay_together() -> None:
    table = proposed(ROBUST, SEQUENCE, {}, NONE_BESIDE)
    assert steps(table, "central") == ["C", "A+B"]
    assert steps(table, "mean") == ["A+B", "C"]  # 8 and 4 MEUR a year
    assert steps(table, "chance") == ["A+B", "C"]  # 0.7 on average, and 0.6
    assert steps(table, "tonnes") == ["C", "A+B"]  # 150 and 120 kt a year


def test_what_is_needed_comes_before_whatever_its_verdict() -> None:
    table = proposed(ROBUST, SEQUENCE, {"C": ["E"], "E": ["stands"]}, NONE_BESIDE)
    assert steps(table, "central") == ["A+B", "E", "C"]  # C would be the first, and waits for E
    assert steps(table, "mean") == ["A+B", "E", "C"]


def test_a_work_that_hardly_pays_with_one_before_it_is_left_out() -> None:
    # B takes the place of C, and A of B: B goes where A stands before it, and C stays where B does not.
    beside = csv_str_to_df("""
        work, other, p_pays_without, p_pays_with
        B,    A,     0.6,            0.05
        C,    B,     0.6,            0.0
        A,    C,     0.04,           0.0
    """)
    apart = csv_str_to_df("step, works\n1, A\n2, B\n3, C\n4, D+E+F")
    assert steps(proposed(ROBUST, apart, {}, beside), "central") == ["A", "C"]
    assert steps(proposed(ROBUST, apart, {}, beside), "chance") == ["B", "A"]
    assert steps(proposed(ROBUST, apart, {"A": ["B"]}, beside), "central") == ["B", "A"]
    assert steps(proposed(ROBUST, SEQUENCE, {}, beside), "mean") == ["A+B"]


def test_of_nothing_to_build_there_are_no_orders() -> None:
    assert proposed(ROBUST.assign(verdict="too_dear"), SEQUENCE, {}, NONE_BESIDE).empty


def asked(**orders: list[str]) -> pd.DataFrame:
    rows = [(name, place, works) for name, own in orders.items() for place, works in enumerate(own, start=1)]
    return pd.DataFrame(rows, columns=["order", "step", "works"])


def test_steps_are_what_each_adds_to_those_before_it() -> None:
    worth = {"": 0.0, "A": 10.0, "B": 0.0, "AB": 30.0}
    game = Game.of("AB", lambda works: np.array([worth["".join(sorted(works))], 2.0]) * [1.0, len(works)], (CO2, COST))
    found = steps_of(game, asked(central=["A", "B"], mean=["B", "A"]), {"A": 1.5, "B": 3.0})
    assert [(each["order"], each["kt"]) for each in found] == [
        ("central", 10.0),
        ("central", 20.0),
        ("mean", 0.0),
        ("mean", 30.0),
    ]
    assert [(each["meur"], each["annual_cost_meur"]) for each in found] == [
        (2.0, 1.5),
        (2.0, 3.0),
        (2.0, 3.0),
        (2.0, 1.5),
    ]


def walk(world: int, *steps: tuple[str, int, float, float, float]) -> dict:
    names = ("order", "step", "kt", "meur", "annual_cost_meur")
    return {"world": world, "key": "k", "steps": [dict(zip(names, each, strict=True)) for each in steps]}


def test_the_order_that_saves_most_along_its_steps_over_worlds_is_the_first() -> None:
    walks = [
        walk(1, ("central", 1, 10, 6, 2), ("central", 2, 0, 2, 1), ("mean", 1, 4, 3, 1), ("mean", 2, 6, 5, 2)),
        walk(2, ("central", 1, 20, 1, 2), ("central", 2, 10, 7, 1), ("mean", 1, 30, 5, 1), ("mean", 2, 0, 3, 2)),
        {"world": 3, "key": "k", "steps": []},  # failed
    ]
    table = orders_table(Outcome(0, "k", "optimal"), walks, asked(central=["A", "B"], mean=["B", "A"]))
    # net: central 4, 5 and -1, 5; mean 2, 5 and 4, 5: means over worlds and steps 3.25 and 4
    assert list(table["order"]) == ["mean", "mean", "central", "central"]
    assert list(table["place"]) == [1, 1, 2, 2]
    assert list(table["works"]) == ["B", "A", "A", "B"]
    assert list(table["mean_net_meur"]) == [4.0, 4.0, 3.25, 3.25]
    assert list(table["gain_kt"]) == [17.0, 3.0, 15.0, 5.0]
    assert list(table["cumulative_kt"]) == [17.0, 20.0, 15.0, 20.0]
    assert list(table["p_pays"]) == [1.0, 1.0, 0.5, 1.0]
    assert list(table["cumulative_net_p10_meur"]) == pytest.approx([2.2, 5.0, -0.5, 5.0])
    assert list(table["worlds"]) == [2] * 4


def test_walks_of_other_inputs_are_refused() -> None:
    with pytest.raises(SolveError, match="worlds 1 are of other inputs"):
        orders_table(Outcome(0, "other", "optimal"), [walk(1, ("central", 1, 1, 1, 1))], asked(central=["A"]))


def test_no_walks_make_an_empty_table() -> None:
    assert orders_table(Outcome(0, "k", "optimal"), [{"world": 1, "key": "k", "steps": []}], asked()).empty
