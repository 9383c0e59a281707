"""Coalitions that are asked for besides: they have their value, and nothing else in a ranking changes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from conftest import YEAR, SmallCase
from ranking_cases import ETS, PRICE, Draw, chain, options, ranked

from werven.coalition import label
from werven.data.assumptions import Assumptions
from werven.data.register import unavailable
from werven.errors import InputError
from werven.network.build import Inputs
from werven.ranking.closures import Closure
from werven.ranking.scenario import players_of
from werven.ranking.tabulate import Ranking

TABLES = ("ranking", "synergy", "sequence")
WORKS = 10


@pytest.fixture(scope="module")
def many() -> Draw:
    """A system with more works than are enumerated."""
    return Draw(5, WORKS)


def rank_many(draw: Draw, closure: Closure = ETS, **more: object) -> Ranking:
    """Return a ranking in which few orders are drawn and few pairs are solved."""
    return ranked(draw.network(), closure, ledger="carrier", options=options(pairs=4, strongest=3, **more))


@pytest.fixture(scope="module")
def plain(many: Draw) -> Ranking:
    """Its ranking without anything that was asked for."""
    return rank_many(many)


def unsolved(draw: Draw, ranking: Ranking) -> Iterator[frozenset[str]]:
    """Yield coalitions of four works that a ranking does not hold."""
    told = set(ranking.coalitions["coalition"])
    return (frozenset(c) for c in combinations(draw.works, 4) if label(c) not in told)


def assert_nothing_else_changed(plain: Ranking, more: Ranking) -> None:
    """Compare all tables; of the coalitions those that are there without being asked for."""
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(more, name))
    kept = [column for column in plain.coalitions if column != "seconds"]
    pd.testing.assert_frame_equal(plain.coalitions[kept], more.coalitions[kept].head(len(plain.coalitions)))
    counts = ["reason", "pairs", "total_kt", "total_meur"]
    pd.testing.assert_frame_equal(plain.runs[counts], more.runs[counts])


@pytest.mark.parametrize("closure", [ETS, Closure.capped("cap", PRICE, buyout=300.0)], ids=["price", "cap"])
def test_what_was_asked_for_is_told_and_nothing_else_changes(many: Draw, plain: Ranking, closure: Closure) -> None:
    plain = plain if closure is ETS else rank_many(many, closure)
    wanted = unsolved(many, plain)
    also = [next(wanted), next(wanted)]
    # What the ranking solves anyhow, and what is asked twice, costs nothing and is told once.
    more = rank_many(many, closure, also=[*also, list(also[0]), frozenset(), {many.works[0]}])
    assert_nothing_else_changed(plain, more)
    assert more.coalitions["coalition"].tolist()[len(plain.coalitions) :] == sorted(map(label, also))


def test_what_was_asked_for_has_the_value_of_a_cold_solve(many: Draw, plain: Ranking) -> None:
    wanted = unsolved(many, plain)
    also = [next(wanted), next(wanted), next(wanted)]
    found = rank_many(many, also=also).coalitions.set_index("coalition").loc[[label(one) for one in also]]
    costs, emitted = zip(*many.over_band(also).values(), strict=True)
    assert found["emissions_kt"].to_numpy() == pytest.approx([t / 1e3 for t in emitted], rel=1e-6)
    assert found["cost_meur"].to_numpy() == pytest.approx([eur / 1e6 for eur in costs], rel=1e-6)
    assert set(found["how"]) <= {"solved", "derived"}


def test_with_a_store_nothing_but_what_was_asked_for_is_solved(many: Draw, tmp_path: Path) -> None:
    plain = rank_many(many, folder=tmp_path)
    also = list(unsolved(many, plain))[:30]
    more = rank_many(many, folder=tmp_path, also=also)
    assert_nothing_else_changed(plain, more)
    new = more.coalitions.tail(len(also))
    solved = (new["how"] == "solved").sum()
    assert 0 < solved <= more.runs["solved"].iloc[0] <= 2 * solved  # at one end of the band, or at both
    assert solved < len(also)
    assert len(list(tmp_path.glob("*.sqlite"))) == 1


def test_what_a_requirement_forbids_is_solved_as_its_permitted_part(caplog: pytest.LogCaptureFixture) -> None:
    network = chain({name: ("captured", "sea") for name in "ABC"})
    with caplog.at_level(logging.WARNING, "werven"):
        result = ranked(network, options=options(also=[{"A", "C"}]), requires={"C": ["B"]})
    assert "A+C" not in set(result.coalitions["coalition"])
    assert "ets: A stands for A+C: C lacks what it requires" in caplog.text


@pytest.mark.parametrize(
    ("also", "told"),
    [
        ("AB", "options, column also: found \"str 'AB'\"; allowed: a list of sets: a set of ids of works"),
        (["A+B"], "options, row 1, column also: found 'A+B'; allowed: a set of ids of works"),
        ([["A"], ["A", "b"]], "options, row 2, column also: found 'b'; allowed: works that play; nearest: 'B'"),
        ([{"stands"}], "found 'stands'; allowed: works that play; stands stands in every coalition"),
        ([{"later"}], "found 'later'; allowed: works that play"),
        ([{"D"}], "found 'D'; allowed: works that play; D needs later (later)"),
    ],
)
def test_works_that_do_not_play_cannot_be_asked_for(also: Collection[Collection[str]], told: str) -> None:
    network = chain({name: ("captured", "sea") for name in ("A", "B", "D", "stands", "later")})
    network.links["work_state"] = (
        network.links["work"].map({"stands": "reference", "later": "later"}).fillna("candidate")
    )
    with pytest.raises(InputError) as caught:
        ranked(network, ledger="atmosfere", options=options(also=also), requires={"D": ["later"]})
    said = str(caught.value)
    assert told in said
    assert "'atmosfere'" in said


def test_where_nobody_plays_nothing_is_solved() -> None:
    network = chain({})
    network.links["work"] = ""
    assert ranked(network, options=options(also=[set()])).coalitions.empty


def test_the_tables_tell_who_plays_as_the_network_does(small: SmallCase) -> None:
    inputs = Inputs(small.tables, small.demand, None, small.config, "test", YEAR)  # type: ignore[arg-type]
    told = unavailable(Assumptions(small.tables, small.config, YEAR))
    players = players_of(small.built, inputs)
    assert set(players.names) == set(small.tables["works"]["work"]) - set(told)
    assert {work for work, why in told.items() if why == "stands in every combination"} == set(players.met)
    assert {work for work, why in told.items() if why.startswith("needs")} == set(players.blocked)


def test_the_time_ends_the_drawing_where_it_did_before(
    many: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timed = options(pairs=12, strongest=3, minutes=1e-9, folder=tmp_path)
    plain = ranked(many.network(), ETS, ledger="carrier", options=timed)
    assert plain.runs[["pairs", "reason"]].to_numpy().tolist() == [[4, "budget"]]
    monkeypatch.setattr("werven.ranking.drawing.time.monotonic", lambda: 0.0)  # a machine so quick that no time passes
    also = [next(unsolved(many, plain))]
    assert_nothing_else_changed(plain, ranked(many.network(), ETS, ledger="carrier", options=replace(timed, also=also)))
    # Other settings are another question.
    longer = ranked(many.network(), ETS, ledger="carrier", options=replace(timed, minutes=1.0))
    assert longer.runs[["pairs", "reason"]].to_numpy().tolist() == [[12, "pairs"]]
