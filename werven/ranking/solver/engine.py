"""The value engine: what the system emits and costs with any coalition of works.

One linear program holds all works (`werven.ranking.linear.program`). It is solved once from scratch; then chains, one a
core, go from coalition to coalition with the dual simplex method (`chain`), each time to what is nearest to anything
that was solved (`bases`). One optimum answers for more than one coalition: works that carry nothing may be left out,
and works whose columns do not pay may be added, so everything between the two has the same optimum and is derived
without a solve. Works that cannot carry anything in a coalition, as far as the network tells
(`werven.ranking.linear.carrying`), are left out before it is solved.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import highspy
import numpy as np

from werven.coalition import Coalition
from werven.digests import bodies_of
from werven.errors import SolveError
from werven.ranking.linear.program import Program
from werven.ranking.linear.slopes import Moving
from werven.ranking.solver.bases import Frontier, Task
from werven.ranking.solver.chain import Chain, Point, Settings, Start
from werven.ranking.solver.shortage import shortage
from werven.ranking.solver.store import SCHEMA, Store
from werven.version import __version__

#: How long the cause of demand that is not served is looked for [s].
CAUSE_S = 120.0
#: What a solver says of a program whose cost has no lower end; "Primal infeasible or unbounded" says neither.
ENDLESS = "'Unbounded'"


@dataclass
class Count:
    """How many coalitions were solved, derived from another, or known from an earlier run."""

    solved: int = 0
    derived: int = 0
    known: int = 0
    seconds: float = 0.0


class Engine:
    """Values of coalitions of the players of one program.

    Parameters
    ----------
    program : Program
        See `werven.ranking.linear.program.from_network`.
    prices : sequence of float
        CO2 prices of the first solves [EUR/t].
    settings : Settings, optional
        Of the solver.
    chains : int
        Solves at the same time.
    folder : Path, optional
        Folder of the store; nothing is kept between runs without one.
    told : callable, optional
        Called after each solve with the `Count` so far.
    start : Start, optional
        Basis to begin from where the store has none, such as that of a program that is much the same: what is far from
        it is solved from scratch all the same, but with its blocks. Other prices are reached from there.
    moving : Moving, optional
        How the program moves with parameters: every point has its slopes then.

    Examples
    --------
    >>> engine = Engine(program, prices=[100.0])  # doctest: +SKIP
    >>> engine.value(frozenset({"pipe"}), 100.0).emissions_t  # doctest: +SKIP
    """

    def __init__(
        self,
        program: Program,
        prices: Sequence[float],
        settings: Settings | None = None,
        chains: int = 1,
        folder: Path | None = None,
        told: Callable[[Count], None] | None = None,
        start: Start | None = None,
        moving: Moving | None = None,
    ) -> None:
        self.program = program
        self.moving = moving
        self.prices = tuple(prices)
        self.settings = settings or Settings()
        self.players = tuple(sorted(program.switches))
        self.everything: Coalition = frozenset(self.players)
        self.count = Count()
        self.store = Store(folder, problem_key(program, self.settings, moving))
        self._told = told
        self._given = [] if start is None else [start]
        self._number = max(1, chains)
        self._chains: list[Chain] = []
        self._lock = threading.RLock()
        self._bit = {player: 1 << place for place, player in enumerate(self.players)}
        self._points: dict[Task, Point] = {}
        self._derived: set[Task] = set()
        self._reach: dict[float, list[tuple[int, int, Task]]] = {}
        for task, point in self.store.points().items():
            self._remember(task, point)
        self.count.known = len(self._points)

    # -- what is known ---------------------------------------------------------------------------------------

    def _bits(self, coalition: Coalition) -> int:
        return sum(self._bit[player] for player in coalition)

    def _remember(self, task: Task, point: Point) -> None:
        self._points[task] = point
        least, most = self._bits(point.used), self._bits(task[0] | point.unwanted)
        self._reach.setdefault(task[1], []).append((least, most, task))

    def known(self, task: Task) -> Point | None:
        """Return the value of a coalition at a price if it was solved or follows from one that was."""
        with self._lock:
            if task in self._points:
                return self._points[task]
            asked, rounds = self._bits(self.program.carrying(task[0])), self.program.carrying.rounds(task[0])
            for least, most, source in self._reach.get(task[1], ()):
                if not least & ~asked and not asked & ~most and rounds.isdisjoint(self._points[source].circling):
                    return replace(self._points[source], seconds=0.0, iterations=0)
        return None

    def _note_derived(self, tasks: Collection[Task]) -> None:
        """Count tasks that are known and were not solved, each once."""
        with self._lock:
            self._derived.update(task for task in tasks if task not in self._points)
            self.count.derived = len(self._derived)

    def how(self, task: Task) -> str:
        """Say whether the value of a coalition was solved or derived."""
        return "solved" if task in self._points else "derived"

    def solved(self) -> dict[Task, Point]:
        """Return everything that was solved."""
        with self._lock:
            return dict(self._points)

    # -- solving ---------------------------------------------------------------------------------------------

    def value(self, coalition: Iterable[str], price: float | None = None) -> Point:
        """Return the value of one coalition, at the first price unless another is given."""
        task = (frozenset(coalition), self.prices[0] if price is None else price)
        return self.values([task])[task]

    def values(self, tasks: Iterable[Task]) -> dict[Task, Point]:
        """Return the values of coalitions at prices.

        Raises
        ------
        SolveError
            A solve without optimum, or demand that was left unserved; names the coalition, and the works whose
            absence causes it.
        """
        asked = list(dict.fromkeys(tasks))
        unknown = [task for task in asked if self.known(task) is None]
        self._note_derived({*asked}.difference(unknown))
        if unknown:
            self._solve(unknown)
        found = {}
        for task in asked:
            point = self.known(task)
            assert point is not None
            found[task] = point
        return found

    def _solve(self, tasks: Sequence[Task]) -> None:
        """Let the chains solve all tasks."""
        number = min(self._number, len(tasks))
        self._ready(number)
        frontier = Frontier(tasks, self._chains[0].bases)
        if number == 1:
            self._work(0, frontier)
            return
        with ThreadPoolExecutor(number) as pool:
            jobs = [pool.submit(self._work, chain, frontier) for chain in range(number)]
        for job in jobs:
            job.result()

    def _work(self, number: int, frontier: Frontier) -> None:
        """Solve what a chain is handed until nothing is left, or until another chain has failed."""
        chain = self._chains[number]
        try:
            while (task := frontier.take(chain.here)) is not None:
                self._one(chain, task)
                frontier.done(task)
        except BaseException:
            frontier.close()
            raise

    def _one(self, chain: Chain, task: Task) -> None:
        """Solve one task unless it is known by now: without the works that cannot carry anything, where that serves."""
        if self.known(task) is not None:
            self._note_derived({task})
            return
        able = (self.program.carrying(task[0]), task[1])
        told = ""
        for attempt in dict.fromkeys([able, task] if self.program.carrying.rounds(task[0]) else [able]):
            try:
                self._keep(attempt, chain.solve(*attempt))
            except SolveError as error:
                told = told or str(error)
            if self.known(task) is not None:
                return
        if ENDLESS in told:
            raise SolveError(f"{told}{_endless(task[1])}")
        raise SolveError(f"{told}{self._where(task[1])}{self._short(told, task[0])}{self._cause(chain, able)}")

    def _keep(self, task: Task, point: Point) -> None:
        self.store.add(*task, point)
        with self._lock:
            self._remember(task, point)
            self.count.solved += 1
            self.count.seconds += point.seconds
            if self._told:
                self._told(self.count)

    def _ready(self, number: int) -> None:
        """Have chains: all begin where something was solved from scratch."""
        if len(self._chains) >= number:
            return
        starts = self.store.starts() or self._given or self._scratch()
        while len(self._chains) < number:
            shared = self._chains[0].bases if self._chains else None
            self._chains.append(Chain(self.program, self.settings, starts, shared, self.moving))

    def _scratch(self) -> list[Start]:
        """Solve everything built from scratch at the first price; from there it is a step to the others."""
        chain, task = Chain(self.program, self.settings, moving=self.moving), (self.everything, self.prices[0])
        try:
            self._keep(task, chain.solve(*task))
        except SolveError as error:
            where = _endless(task[1]) if ENDLESS in str(error) else self._where(task[1])
            raise SolveError(f"{error}{where}{self._short(str(error), task[0])}") from None
        starts = [chain.start(chain.staying())]
        self.store.keep_starts(starts)
        return starts

    def _where(self, price: float) -> str:
        """Say at which price of several something was solved."""
        return f"\nat a CO2 price of {price:g} EUR/t" if len(self.prices) > 1 else ""

    def _short(self, told: str, coalition: Coalition) -> str:
        """Say where a coalition without a solution is short of something."""
        return shortage(self.program, coalition) if "nfeasible" in told else ""

    def _cause(self, chain: Chain, task: Task) -> str:
        """Name the absent works of which one alone would have served the demand, as many as are found in time."""
        absent = sorted(self.everything - task[0])
        helping, ends = [], time.monotonic() + CAUSE_S
        for number, work in enumerate(absent):
            if time.monotonic() > ends:
                absent = absent[:number]
                break
            try:
                chain.solve(task[0] | {work}, task[1])
            except SolveError:
                continue
            helping.append(work)
        if not absent:
            return "\nwith every work built: the network itself is short"
        told = ", ".join(helping) if helping else "no single one of " + ", ".join(absent)
        return f"\nbuilt in addition, this would have ended it: {told}"

    def utilisation(self, coalition: Iterable[str], price: float) -> dict[str, float]:
        """Return the full-load hours of the busiest leg of every player in a coalition [h/a].

        Flows of equal cost are many: they are those that follow from the first solves, whatever was solved since.
        """
        self._ready(1)
        chain, built = Chain(self.program, self.settings, self.store.starts()), frozenset(coalition)
        chain.solve(built, price)
        flow = np.abs(chain.flows())
        lower, upper = self.program.bounds(built)
        size = np.maximum(np.abs(lower), np.abs(upper))
        size = np.where(np.isfinite(size), size, flow)  # the flow of a Store has no limit but its own peak
        hours = self.program.hours
        busy = {}
        for player in sorted(built & set(self.program.legs)):
            legs = [leg for leg in self.program.legs[player] if len(leg) == len(hours) and size[leg].max() > 0.0]
            busy[player] = max((float(flow[leg] @ hours / size[leg].max()) for leg in legs), default=0.0)
        return busy

    def close(self) -> None:
        """Close the store and let go of the solvers."""
        self._chains = []
        self.store.close()


def _endless(price: float) -> str:
    """Say what it means that a program has no end, and at which price."""
    return f"\nat a CO2 price of {price:g} EUR/t something pays without end: a size without limit, or a negative cost"


def problem_key(program: Program, settings: Settings, moving: Moving | None = None) -> str:
    """Return the name of the store of a problem: contents, solver options, versions, and what solves it."""
    engine = bodies_of(
        "werven.ranking.solver.chain", "werven.ranking.solver.unwanted", "werven.ranking.linear.carrying"
    )
    moves = "" if moving is None else moving.digest()
    parts = (program.digest(), repr(settings), __version__, highspy.Highs().version(), SCHEMA, engine, moves)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
