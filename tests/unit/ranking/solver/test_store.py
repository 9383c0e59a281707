"""What was solved before is not solved again; a store that is gone, damaged or half written never changes a result."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pypsa
import pytest

from werven.ranking.closures import Closure
from werven.ranking.linear.program import Program, from_network
from werven.ranking.options import Progress, RankOptions
from werven.ranking.players import switched_on, works_of
from werven.ranking.rank import Ranking, rank_works
from werven.ranking.solver import engine as coalitions
from werven.ranking.solver.chain import Point, Settings, Start
from werven.ranking.solver.engine import Count, Engine
from werven.ranking.solver.store import Store, ids

A, AB = frozenset("A"), frozenset("AB")
POINT = Point(1.5, -0.0, 1e9 / 3, A, frozenset(), 0.25, 7)
START = Start(np.array([1, 0], dtype=np.uint8), np.array([2], dtype=np.uint8), np.array([4]), A, 100.0)
PRICE, BAND = 100.0, Closure.at_price("ets", (80.0, 120.0))


def network() -> pypsa.Network:
    """Return a town on gas, with three cables to cheaper and cleaner power."""
    result = pypsa.Network()
    result.set_snapshots(range(2))
    result.snapshot_weightings.loc[:, :] = 4380.0
    result.add("Carrier", ["power", "gas"], co2_emissions=[0.0, 0.4])
    result.add("Bus", ["town", "fjord"], carrier="power")
    result.add("Load", "town", bus="town", carrier="power", p_set=[60.0, 100.0])
    result.add("Generator", "gas", bus="town", carrier="gas", p_nom=200.0, marginal_cost=50.0)
    result.add("Generator", "hydro", bus="fjord", carrier="power", p_nom=90.0, marginal_cost=5.0)
    cables = {"work": ["A", "B", "C"], "p_nom": [60.0, 30.0, 20.0], "marginal_cost": [0.1, 0.2, 0.3]}
    result.add("Link", cables["work"], bus0="fjord", bus1="town", carrier="power", capital_cost=1000.0, **cables)
    return result


def ranked(folder: Path | None, changed: pypsa.Network | None = None, **more: object) -> Ranking:
    options = RankOptions(folder=folder, **more)  # type: ignore[arg-type]
    return rank_works(changed or network(), BAND, options=options)


@cache
def program(change: Callable[[pypsa.Network], None] = lambda network: None) -> Program:
    given = network()
    change(given)
    players = works_of(given)
    return from_network(switched_on(given, players), players.components, "carrier")


def solved(folder: Path | None, told: Callable[[Count], None] | None = None, chains: int = 1) -> Engine:
    """Return an engine that has been asked for all coalitions, and for some at another price."""
    engine = Engine(program(), [PRICE], folder=folder, told=told, chains=chains)
    everything = [frozenset(c) for size in range(4) for c in combinations("ABC", size)]
    engine.values((c, price) for c in everything for price in (PRICE, PRICE + 1.0))
    return engine


def totals(engine: Engine) -> dict[tuple[frozenset[str], float], list[float]]:
    """Return what every coalition emits and costs, rounded to 9 digits."""
    tasks = [(frozenset(c), PRICE) for size in range(4) for c in combinations("ABC", size)]
    found = {task: engine.values([task])[task] for task in tasks}
    return {task: [float(f"{n:.9g}") for n in (point.emissions_t, point.cost_eur)] for task, point in found.items()}


def values(result: Ranking) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what may not depend on what was solved when."""
    return result.ranking, result.coalitions.drop(columns=["seconds", "how"])


def assert_same(one: Ranking, other: Ranking) -> None:
    for left, right in zip(values(one), values(other), strict=True):
        pd.testing.assert_frame_equal(left, right, rtol=1e-12)


# -- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [True, False], ids=["on disk", "in memory"])
def test_what_is_kept_is_what_is_read(tmp_path: Path, folder: bool) -> None:
    store = Store(tmp_path / "new" if folder else None, "key")
    assert (store.points(), store.starts()) == ({}, [])
    store.add(A, 100, POINT)
    store.add(frozenset(), 100.0, replace(POINT, used=frozenset(), unwanted=AB))
    store.keep_starts([START, replace(START, coalition=AB)])
    store.keep_starts([START])
    store.keep_drawn("four minutes", 6)
    store.keep_drawn("four minutes", 8)
    if folder:
        store.close()
        store = Store(tmp_path / "new", "key")
    assert store.points() == {
        (A, 100.0): POINT,
        (frozenset(), 100.0): replace(POINT, used=frozenset(), unwanted=AB),
    }
    assert (store.drawn("four minutes"), store.drawn("five minutes")) == (8, None)
    start, other = sorted(store.starts(), key=lambda start: len(start.coalition))
    assert other.coalition == AB
    for column in ("columns", "rows", "blocks"):
        np.testing.assert_array_equal(getattr(start, column), getattr(START, column))
    assert (start.coalition, start.price) == (A, 100.0)


def test_ids_of_a_coalition() -> None:
    assert (ids(""), ids("A"), ids("A+B")) == (frozenset(), A, AB)


def test_a_store_that_another_run_holds_is_waited_for_and_never_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path, "key").add(A, 100.0, POINT)

    def busy(store: Store) -> sqlite3.Connection:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_connect", busy)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Store(tmp_path, "key")
    assert Store(tmp_path, "key").points() == {(A, 100.0): POINT}


def overwrite(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:3000] = b"\xff" * 2900
    path.write_bytes(bytes(content))


def flip(path: Path) -> None:
    """Change a cell and nothing else, as a file system may: SQLite itself does not see it."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE points SET cost_eur = cost_eur * 1.01 WHERE coalition = 'A'")


def spoil_start(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE starts SET arrays = X'00'")


def spoil_drawn(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO drawn VALUES ('four minutes', 6, 'no sum')")


def age(path: Path) -> None:
    """Leave a store of an earlier layout behind."""
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE points DROP COLUMN used")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (overwrite, "is damaged: it is made anew"),
        (lambda path: path.write_bytes(b"no database" * 500), "is damaged: it is made anew"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "is damaged: it is made anew"),
        (lambda path: path.write_bytes(b""), "is empty: coalitions are solved again"),
        (flip, "a row of points is not what was written"),
        (spoil_start, "a row of starts is not what was written"),
        (spoil_drawn, "a row of drawn is not what was written"),
        (age, "is damaged: it is made anew"),
    ],
    ids=["overwritten", "garbage", "cut off", "empty", "one number", "basis", "drawn", "earlier layout"],
)
def test_a_damaged_store_is_told_and_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], object], says: str
) -> None:
    before = solved(tmp_path)
    before.close()
    (path,) = tmp_path.glob("*.sqlite")
    damage(path)
    with caplog.at_level(logging.WARNING):
        after = solved(tmp_path)
    assert says in caplog.text
    assert str(path) in caplog.text
    assert after.count.solved == before.count.solved
    assert totals(before) == totals(after)
    after.close()
    caplog.clear()
    assert solved(tmp_path).count.solved == 0
    assert not caplog.text


# -- from run to run -----------------------------------------------------------------------------------------------


def test_a_second_engine_solves_nothing(tmp_path: Path) -> None:
    first = solved(tmp_path)
    assert first.count.solved > 8
    second = solved(tmp_path)
    assert totals(second) == totals(first)
    assert (second.count.solved, second.count.known) == (0, first.count.solved)
    second.value("AC", PRICE + 2.0)
    assert second.count.solved == 1


@pytest.mark.parametrize("chains", [1, 2])
@pytest.mark.parametrize("solves", [1, 3, 6])
def test_an_engine_that_is_killed_loses_nothing(tmp_path: Path, solves: int, chains: int) -> None:
    def kill(count: Count) -> None:
        if count.solved == solves:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solved(tmp_path, kill, chains)
    again = solved(tmp_path, chains=chains)
    # A second chain may finish what it is at.
    assert solves <= again.count.known <= solves + chains - 1
    assert again.count.solved > 0
    assert totals(again) == totals(solved(None))


def test_a_ranking_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    whole, solves, chains = ranked(None), 9, 2

    def kill(progress: Progress) -> None:
        if progress.count.solved == solves:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ranked(tmp_path, told=kill, chains=chains)
    (path,) = tmp_path.glob("*.sqlite")
    kept = len(Store(tmp_path, path.stem).points())
    # A second chain may finish what it is at.
    assert solves <= kept <= solves + chains - 1
    again = ranked(tmp_path, chains=chains)
    assert again.runs["known"].tolist() == [kept]
    assert again.runs["solved"].iloc[0] > 0
    assert_same(whole, again)


def test_a_coalition_that_is_known_at_one_end_of_the_band_is_solved_at_the_other(tmp_path: Path) -> None:
    whole = ranked(None)
    engine = Engine(program(), [BAND.low], folder=tmp_path)
    engine.values((frozenset(works), BAND.low) for works in ("", "A", "AB", "ABC"))
    known = engine.count.solved
    engine.close()
    again = ranked(tmp_path)
    assert again.runs["known"].tolist() == [known]
    assert_same(whole, again)


def with_capital(changed: pypsa.Network) -> None:
    changed.links.loc["A", "capital_cost"] = 5000.0


def with_size(changed: pypsa.Network) -> None:
    changed.links.loc["A", "p_nom"] = 61.0


def with_load(changed: pypsa.Network) -> None:
    changed.c["Load"].dynamic["p_set"].loc[0, "town"] = 60.1


def test_the_capital_cost_of_a_work_changes_no_coalition(tmp_path: Path) -> None:
    before = ranked(tmp_path)
    dearer = network()
    with_capital(dearer)
    after = ranked(tmp_path, dearer)
    assert after.runs["solved"].tolist() == [0]
    assert after.runs["known"].tolist() == before.runs["solved"].tolist()
    costs = [result.ranking.set_index("work")["annual_cost_meur"].to_dict() for result in (before, after)]
    assert costs[0] == pytest.approx({"A": 0.06, "B": 0.03, "C": 0.02})
    assert costs[1] == pytest.approx({"A": 0.30, "B": 0.03, "C": 0.02})
    pd.testing.assert_frame_equal(values(before)[1], values(after)[1])


@pytest.mark.parametrize(("change", "known"), [(with_capital, True), (with_size, False), (with_load, False)])
def test_what_changes_a_coalition_is_solved_anew(
    tmp_path: Path, change: Callable[[pypsa.Network], None], known: bool
) -> None:
    solved(tmp_path)
    engine = Engine(program(change), [PRICE], folder=tmp_path)
    assert (engine.count.known > 0) == known
    assert engine.value("ABC").cost_eur == pytest.approx(Engine(program(change), [PRICE]).value("ABC").cost_eur)


def test_options_and_versions_have_stores_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one = program()
    keys = {coalitions.problem_key(one, Settings()), coalitions.problem_key(one, Settings(reduce=False))}
    monkeypatch.setattr(coalitions, "__version__", "next")
    keys |= {coalitions.problem_key(one, Settings())}
    assert len(keys) == 3


def test_counts_are_told_after_every_solve() -> None:
    told: list[int] = []

    def listen(count: Count) -> None:
        told.append(count.solved)

    engine = Engine(program(), [PRICE], told=listen)
    engine.values((frozenset(c), PRICE) for c in ("ABC", "AB", "A", ""))
    assert told == list(range(1, engine.count.solved + 1))
    assert engine.count.solved >= 2
