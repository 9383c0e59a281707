"""Where a chain begins, and what it is handed next."""

from __future__ import annotations

import threading

import highspy
import numpy as np
import pytest

from werven.ranking.solver import bases as module
from werven.ranking.solver.bases import JUMP, UNKNOWN, Bases, Frontier, Held, Task

LOW, HIGH = 80.0, 120.0


def task(works: str, price: float = LOW) -> Task:
    return frozenset(works), price


def held(works: str, price: float = LOW) -> Held:
    none = np.zeros(0, dtype=int)
    return Held(task(works, price), highspy.HighsBasis(), none, none.astype(bool))


def with_bases(*kept: Held) -> Bases:
    """Return bases of which works A to D take 10 pivots to move, but the large line B, that takes 5,000."""
    bases = Bases("ABCD", repricing=20_000.0)
    for work, pivots in (("A", 10), ("B", 5000), ("C", 10), ("D", 10)):
        for _ in range(40):
            bases.learn(task("ABCD"), task("ABCD".replace(work, "")), pivots)
    for one in kept:
        bases.keep(one)
    return bases


def test_the_nearest_basis_is_that_from_which_little_has_to_move() -> None:
    bases = with_bases(held("ABCD"), held("A"))
    found = bases.nearest(task("AB"))
    assert found is not None
    assert found[0].task == task("ABCD")
    assert found[1] == pytest.approx(20.0)
    assert bases.between(task("A"), task("AB")) == pytest.approx(5000.0)
    assert Bases("AB", 0.0).nearest(task("A")) is None


def test_another_price_is_farther_than_any_work_until_it_is_known_better() -> None:
    bases = with_bases(held("ABCD"), held("", HIGH))
    found = bases.nearest(task("ACD", HIGH))
    assert found is not None
    assert found[0].task == task("", HIGH)
    for _ in range(40):
        bases.learn(task("ABCD"), task("ABCD", HIGH), 100)
    assert bases.between(task("ABCD"), task("ABCD", HIGH)) == pytest.approx(100.0)


def test_what_moves_at_once_with_others_tells_nothing_of_one_of_them() -> None:
    bases = Bases("AB", 20_000.0)
    bases.learn(task("AB"), task(""), 7)
    bases.learn(task("AB"), task("A", HIGH), 7)
    assert bases.between(task("AB"), task("A")) == UNKNOWN
    bases.learn(task("AB"), task("A"), 0)
    assert bases.between(task("AB"), task("A")) == UNKNOWN / 2
    assert bases.between(task("AB", HIGH), task("A", HIGH)) == UNKNOWN / 2  # a price that is new learns from others


def test_the_large_line_is_moved_once_though_every_second_task_is_without_it() -> None:
    bases, here = with_bases(held("ABCD")), task("ABCD")
    frontier, taken = Frontier([task(works) for works in ("ACD", "ABC", "AC", "AB", "C", "B", "")], bases), []
    while (one := frontier.take(here)) is not None:
        bases.keep(held("".join(one[0])))
        frontier.done(one)
        taken.append("".join(sorted(one[0])))
        here = one
    lines = ["B" in works for works in taken]
    assert lines == sorted(lines, reverse=True)
    assert sorted(taken) == sorted(["ACD", "ABC", "AC", "AB", "C", "B", ""])


def test_two_chains_share_the_tasks_and_each_comes_once() -> None:
    frontier = Frontier([task("A"), task("B"), task("A"), task("AB")], with_bases(held("ABCD")))
    taken = []
    for here in ("ABCD", "A", "ABCD", "", ""):
        taken.append(frontier.take(task(here)))
        if taken[-1]:
            frontier.done(taken[-1])
    assert {one for one in taken if one} == {task("A"), task("B"), task("AB")}
    assert taken[3:] == [None, None]


def test_what_is_near_to_what_another_chain_solves_waits_for_it() -> None:
    bases = with_bases(held("ABCD"))
    frontier, taken = Frontier([task("ACD"), task("AC")], bases), []
    first = frontier.take(task("ABCD"))
    other = threading.Thread(target=lambda: taken.append(frontier.take(task("ABCD"))))
    other.start()
    other.join(0.2)
    assert (first, taken) == (task("ACD"), [])
    bases.keep(held("ACD"))
    frontier.done(task("ACD"))
    other.join(10.0)
    assert taken == [task("AC")]


def test_nobody_waits_for_a_chain_that_failed() -> None:
    frontier, taken = Frontier([task("ACD"), task("AC")], with_bases(held("ABCD"))), []
    frontier.take(task("ABCD"))
    other = threading.Thread(target=lambda: taken.append(frontier.take(task("ABCD"))))
    other.start()
    frontier.close()
    other.join(10.0)
    assert taken == [None]


def test_a_chain_stays_where_it_is_unless_going_elsewhere_is_clearly_nearer() -> None:
    bases = with_bases(held("ABCD"), held("D"))
    assert Frontier([task("ABC"), task("AD")], bases).take(task("ABCD")) == task("ABC")
    assert Frontier([task("AD"), task("CD")], bases).take(task("ABCD")) == task("AD")
    assert JUMP > 10.0


def test_very_many_tasks_are_taken_in_parts_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    monkeypatch.setattr(module, "FRESH", 2)
    tasks = [task(works) for works in ("A", "B", "C", "D", "AB", "AC", "AD", "")]
    bases, taken = with_bases(held("ABCD")), []
    frontier, here = Frontier(tasks, bases), task("ABCD")
    while (one := frontier.take(here)) is not None:
        bases.keep(held("".join(one[0])))
        frontier.done(one)
        taken.append(one)
        here = one
    assert sorted(map(str, taken)) == sorted(map(str, tasks))
    assert set(taken[:3]) == set(tasks[:3])


def test_the_basis_that_nobody_needed_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY", 0)
    monkeypatch.setattr(module, "LEAST", 2)
    bases = with_bases(held("A"), held("B"))
    bases.nearest(task("A"))
    bases.keep(held("C"))
    assert set(bases._held) == {task("A"), task("C")}
    assert len(bases.held().price) == 2
