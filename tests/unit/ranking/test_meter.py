"""How long a ranking says that it takes, by a clock that the tests turn."""

from __future__ import annotations

import logging
from dataclasses import replace

import pypsa
import pytest

from werven.ranking.closures import Closure
from werven.ranking.meter import (
    CENTRE,
    CHECK,
    COARSE,
    COARSE_STEP,
    ENDS,
    ORDERS,
    PAIRS,
    SEQUENCE,
    STEPS,
    Meter,
    Part,
    parts_of,
)
from werven.ranking.options import Progress, RankOptions
from werven.ranking.solver.engine import Count

CLOSURE, ETS = Closure.at_price("ets", 100.0), Closure.at_price("ets", (80.0, 120.0))
PLAIN = [Part(ENDS, 40, 40, starts=1), Part(ORDERS, 30, 300, minutes=5.0), Part(PAIRS, 10, 10)]


class Turned:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Told:
    """A ranking that is followed: its meter, its clock, and what it told last."""

    def __init__(self, parts: list[Part]) -> None:
        self.seen: list[Progress] = []
        self.clock, self.count = Turned(), Count()
        options = RankOptions(chains=2, told=self.seen.append)
        self.meter = Meter(CLOSURE, parts, options, self.clock)

    def solve(self, solves: int, seconds: float) -> None:
        """Solve some coalitions, one after the other."""
        for _ in range(solves):
            self.clock.now += seconds
            self.count.solved += 1
            self.meter.counted(self.count)

    def left(self) -> float | None:
        """Return what was told last of the time left."""
        return self.seen[-1].left_s


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "werven")
    return caplog


def test_a_ranking_says_what_it_takes_once_its_first_solves_are_there(log: pytest.LogCaptureFixture) -> None:
    ranking = Told(PLAIN)
    ranking.meter.stage(ENDS, 40)
    ranking.solve(2, 25.0)
    assert ranking.left() is None
    assert f"ets: first of about 80 solves took 50 s; after {STEPS} more it is said how long all take" in log.text
    ranking.solve(STEPS, 2.0)
    # 30 of 40 ends are left, then 5 minutes and 20 s.
    assert ranking.left() == pytest.approx(30 * 2.0 + 300.0 + 20.0)
    assert "about 7 minutes in all, at most 5 of them, and what is begun by then, for orders: 2 s a solve" in log.text
    ranking.solve(20, 2.0)
    assert log.text.count("in all, at most") == 1


def test_time_that_is_left_falls_with_the_clock_where_the_time_bounds_a_stage() -> None:
    ranking = Told(PLAIN)
    ranking.meter.stage(ENDS, 40)
    ranking.solve(2 + STEPS, 2.0)
    ranking.meter.stage(ORDERS, ends=ranking.clock.now + 300.0)
    ranking.solve(1, 60.0)
    assert ranking.left() == pytest.approx(240.0 + 20.0)
    ranking.solve(1, 600.0)  # what was begun is finished, however long that takes
    assert ranking.left() == pytest.approx(20.0)


def test_orders_that_are_drawn_whatever_the_time_are_counted_when_it_is_over() -> None:
    ranking = Told(PLAIN)
    ranking.meter.stage(ENDS, 40)
    ranking.solve(2 + STEPS, 2.0)
    ranking.meter.stage(ORDERS, 100, ends=ranking.clock.now + 300.0)
    ranking.solve(2 + STEPS, 40.0)
    # 400 s are over, and 90 orders are to come at what they take themselves; the rest is judged by them too.
    assert (ranking.seen[-1].share, ranking.left()) == (0.1, pytest.approx(90 * 40.0 + 10 * 40.0))
    ranking.solve(90, 40.0)
    assert (ranking.seen[-1].share, ranking.left()) == (1.0, pytest.approx(10 * 40.0))


def test_solves_in_another_network_do_not_tell_what_one_takes_here() -> None:
    parts = [Part(ENDS, 40, 40, starts=1), Part(CHECK, 40, 40, starts=1), Part(PAIRS, 10, 10)]
    ranking = Told(parts)
    ranking.meter.stage(ENDS, 40)
    ranking.solve(40, 2.0)
    ranking.meter.stage(CHECK, 40)
    ranking.solve(2 + STEPS, 7.0)
    assert ranking.left() == pytest.approx(30 * 7.0 + 10 * 2.0)


def test_where_all_else_is_known_the_coarse_network_tells_what_a_solve_takes() -> None:
    ranking = Told([Part(ENDS, 40, 40, starts=1), Part(COARSE, 5, 50, minutes=5.0), Part(ORDERS, 100, 100)])
    ranking.meter.stage(ENDS, 40)
    ranking.meter.stage(COARSE, ends=ranking.clock.now + 300.0)
    ranking.solve(2 + STEPS, 0.5)
    assert ranking.left() == pytest.approx(300.0 - 5.0 + 100 * 0.5 / COARSE_STEP)


def test_a_coalition_is_solved_at_both_ends_of_a_band() -> None:
    seen: list[Progress] = []
    meter = Meter(ETS, PLAIN, RankOptions(told=seen.append), Turned())
    meter.stage(ENDS, 10)
    meter.counted(Count(solved=5))
    assert seen[-1].share == 0.25


def test_a_stage_says_what_is_left_of_all(log: pytest.LogCaptureFixture) -> None:
    ranking = Told(PLAIN)
    ranking.meter.stage(ENDS, 40)
    ranking.solve(2 + STEPS, 2.0)
    ranking.meter.stage(ORDERS, ends=ranking.clock.now + 300.0)
    ranking.meter.stage(PAIRS, 10)
    assert "ets: orders of works; about 5 minutes left in all" in log.text
    assert log.messages[-1] == "ets: synergies"  # less than a minute is not worth a word


def test_coalitions_of_an_earlier_run_are_said_and_what_is_left_is_judged_by_the_first_that_are_not_known(
    log: pytest.LogCaptureFixture,
) -> None:
    ranking = Told(PLAIN)
    ranking.meter.opened(Count(known=645))
    assert log.messages == ["ets: 645 coalitions are known from an earlier run and cost nothing"]
    ranking.meter.stage(ENDS, 40)
    ranking.meter.stage(ORDERS, ends=ranking.clock.now + 300.0)
    ranking.solve(2 + STEPS, 3.0)
    assert ranking.left() == pytest.approx(300.0 - 30.0 + 10 * 3.0)


def test_an_engine_that_knows_nothing_says_nothing(log: pytest.LogCaptureFixture) -> None:
    Told(PLAIN).meter.opened(Count())
    assert log.messages == []


@pytest.mark.parametrize(
    ("step", "seconds"), [(0.1, 30.0), (2.0, 300.0), (20.0, 600.0)], ids=["few to draw", "the time", "the least"]
)
def test_orders_take_the_time_they_are_given_unless_there_are_few_or_the_least_take_longer(
    step: float, seconds: float
) -> None:
    assert Part(ORDERS, 30, 300, minutes=5.0).seconds(50.0, step) == pytest.approx(seconds)


def test_the_parts_of_a_ranking_follow_its_closure_and_its_options() -> None:
    options = RankOptions(pairs=24, minutes=4.0, strongest=10, also=[{"a"}], blocks=[frozenset("abcdefg")])
    parts = {part.stage: part for part in parts_of(ETS, 38, options, is_drawn=True)}
    assert (parts[ENDS].most, parts[ENDS].starts) == (2 * 78, 1)
    assert (parts[CENTRE].most, parts[CENTRE].starts) == (78, 0)
    assert parts[CHECK].seconds(50.0, 2.0) == 0.0
    assert parts[ORDERS].least == pytest.approx(2 * (256 + 8 * 37))
    assert parts[ORDERS].most == pytest.approx(2 * (256 + 48 * 37))
    assert parts[ORDERS].minutes == 4.0
    assert parts[PAIRS].most == pytest.approx(2 * 110)
    assert list(parts)[-2:] == [SEQUENCE, "combinations asked for"]


def test_with_a_coarse_network_the_time_goes_to_its_orders_which_cost_little() -> None:
    options = RankOptions(pairs=24, minutes=4.0, blocks=[frozenset("abcdefg")], coarse=pypsa.Network(), coarse_pairs=64)
    parts = {part.stage: part for part in parts_of(ETS, 38, options, is_drawn=True)}
    assert parts[COARSE].least == pytest.approx(0.05 * (2 * 78 + 2 * (256 + 8 * 37)))
    assert parts[COARSE].most == pytest.approx(0.05 * (2 * 78 + 2 * (256 + 128 * 37)))
    assert parts[COARSE].minutes == 4.0
    assert (parts[ORDERS].most, parts[ORDERS].minutes) == (pytest.approx(2 * 8 * 37), 0.0)
    endless = {part.stage: part for part in parts_of(ETS, 38, replace(options, minutes=None), is_drawn=True)}
    assert endless[COARSE].least == endless[COARSE].most == parts[COARSE].most
    assert endless[ORDERS].most == pytest.approx(2 * 48 * 37)
    assert COARSE not in {part.stage for part in parts_of(ETS, 8, options, is_drawn=False)}


def test_without_a_limit_of_time_all_orders_are_counted() -> None:
    parts = {part.stage: part for part in parts_of(CLOSURE, 20, RankOptions(pairs=10), is_drawn=True)}
    assert parts[ORDERS].seconds(0.0, 1.0) == pytest.approx(20 * 19)
    assert parts[CENTRE].seconds(10.0, 1.0) == 0.0
