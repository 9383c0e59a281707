"""Bases of solved coalitions that all chains share, and how far it is from one coalition to another.

What a walk costs is the sum of what its works take to move, as a rule: a large electricity line thousands of pivots, a
small heat network none. So what is asked for is solved in the order of a shortest tree: next comes what is nearest to
anything that was solved (Prim 1957, "Shortest connection networks and some generalizations"), whoever solved it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple, TypeAlias

import highspy
import numpy as np

from werven.coalition import Coalition
from werven.ranking.linear.program import Array

Task: TypeAlias = tuple[Coalition, float]
"""A coalition and a CO2 price [EUR/t]."""
#: What all bases may take of memory, and how many are kept whatever they take [bytes; bases].
MEMORY, LEAST = 2**29, 20
#: What it costs to go to another basis than the present one [pivots].
JUMP = 300.0
#: What a work takes to move before anything is known [pivots].
UNKNOWN = 1000.0
#: How many tasks are held against each other, and after how many of them again by what has been learnt since.
BATCH, FRESH = 1024, 32


class Points(NamedTuple):
    """Tasks as numbers: which players are built, shape (tasks, players), and the price [EUR/t]."""

    built: Array
    price: Array


@dataclass(frozen=True)
class Held:
    """A basis that is kept, with what it belongs to.

    Attributes
    ----------
    task : tuple
        Coalition and price that were solved.
    basis : HighsBasis
        Of all columns, and of the rows in the order in which they came into the program.
    entered : ndarray of int
        Places among the rows of blocks of those that came into the program after it was built.
    earning : ndarray of bool
        Members of blocks whose column would earn something, were their row not there.
    """

    task: Task
    basis: highspy.HighsBasis = field(repr=False)
    entered: Array = field(repr=False)
    earning: Array = field(repr=False)

    @property
    def size(self) -> int:
        """Memory that it takes [bytes]: a status takes one."""
        return len(self.earning) + self.entered.nbytes + len(self.basis.col_status) + len(self.basis.row_status)


class Bases:
    """Bases by coalition and price, and what it takes to move works or the price.

    Parameters
    ----------
    players : collection of str
        Players of the ranking.
    repricing : float
        What another price takes before anything is known [pivots].

    Attributes
    ----------
    gone : int
        How many bases were kept and are no more.
    """

    def __init__(self, players: Collection[str], repricing: float) -> None:
        self._place = {player: place for place, player in enumerate(players)}
        self._lock = threading.RLock()
        self._held: dict[Task, Held] = {}
        self._where = self.points([])
        self._used: dict[Task, int] = {}
        self._clock = count()
        self._most = 0
        self.gone = 0
        self._effort: dict[float, Array] = {}
        self._repricing = repricing

    def points(self, tasks: Sequence[Task]) -> Points:
        """Return tasks as numbers."""
        built = np.zeros((len(tasks), len(self._place)))
        for row, (coalition, _) in enumerate(tasks):
            built[row, [self._place[player] for player in coalition]] = 1.0
        return Points(built, np.array([price for _, price in tasks], dtype=float))

    def held(self) -> Points:
        """Return where there are bases."""
        with self._lock:
            return self._where

    def keep(self, held: Held) -> None:
        """Keep a basis; that which was needed longest ago goes when they are too many."""
        with self._lock:
            self._most = self._most or max(LEAST, MEMORY // max(1, held.size))
            if held.task not in self._held:
                self._where = Points(*map(np.concatenate, zip(self._where, self.points([held.task]), strict=True)))
            self._held[held.task] = held
            self._used[held.task] = next(self._clock)
            if len(self._held) > self._most:
                del self._held[min(self._held, key=self._used.__getitem__)]
                self._where = self.points(list(self._held))
                self.gone += 1

    def nearest(self, task: Task) -> tuple[Held, float] | None:
        """Return the basis from which a task may take the fewest pivots, and these; None where there is none."""
        with self._lock:
            if not self._held:
                return None
            far = self.apart(self.points([task]), self._where)[0]
            place = int(far.argmin())
            found = list(self._held)[place]
            self._used[found] = next(self._clock)
            return self._held[found], float(far[place])

    def between(self, one: Task, other: Task) -> float:
        """Return about how many pivots it takes from one task to another."""
        return float(self.apart(self.points([other]), self.points([one]))[0, 0])

    def apart(self, points: Points, others: Points) -> Array:
        """Return about how many pivots it takes from each of the others to each point, shape (points, others)."""
        with self._lock:
            apart = np.where(points.price[:, None] == others.price[None, :], 0.0, self._repricing)
            for price in np.unique(points.price):
                rows, effort = points.price == price, self._efforts(float(price))
                mine, theirs = points.built[rows] * effort, others.built * effort
                same = mine @ others.built.T
                apart[rows] += mine.sum(axis=1)[:, None] + theirs.sum(axis=1)[None, :] - 2.0 * same
            return apart

    def _efforts(self, price: float) -> Array:
        """Return what each player takes to move at a price; at one that is new what it takes at the others."""
        if price in self._effort:
            return self._effort[price]
        return np.asarray(np.mean(list(self._effort.values()) or [np.full(len(self._place), UNKNOWN)], axis=0))

    def learn(self, before: Task, after: Task, pivots: int) -> None:
        """Learn what moving one work alone took, or the price."""
        moved, price = before[0] ^ after[0], after[1]
        with self._lock:
            if len(moved) == 1 and before[1] == price:
                effort = self._effort.setdefault(price, self._efforts(price))
                place = self._place[next(iter(moved))]
                effort[place] += (pivots - effort[place]) / 2.0
            elif not moved and before[1] != price:
                self._repricing += (pivots - self._repricing) / 2.0


class Frontier:
    """Hands tasks to chains: to each what is nearest to where it stands, or to anything that was solved.

    What is nearer to something that another chain is solving waits for it: two chains that cross the same distance side
    by side gain nothing.

    Parameters
    ----------
    tasks : sequence of Task
        What is to be solved; of very many the first come first.
    bases : Bases
        Where the chains can begin.
    """

    def __init__(self, tasks: Sequence[Task], bases: Bases) -> None:
        self._later = list(dict.fromkeys(tasks))
        self._bases = bases
        self._turn = threading.Condition()
        self._begun: list[Task] = []
        self._waiting: list[Task] = []
        self._points = bases.points([])
        self._far = np.zeros(0)
        self._known = (0, 0)
        self._fresh = 0

    def take(self, here: Task) -> Task | None:
        """Return the next task of a chain, None when nothing is left."""
        with self._turn:
            while self._waiting or self._later:
                self._look()
                far = np.minimum(self._far + JUMP, self._nearest([here]))
                far[self._nearest(self._begun) + JUMP < far] = np.inf
                place = int(far.argmin())
                if np.isfinite(far[place]):
                    return self._begin(place)
                self._turn.wait()
            return None

    def _begin(self, place: int) -> Task:
        """Hand out a task."""
        self._points = Points(*(np.delete(part, place, axis=0) for part in self._points))
        self._far = np.delete(self._far, place)
        self._begun.append(self._waiting.pop(place))
        return self._begun[-1]

    def _nearest(self, tasks: Sequence[Task]) -> Array:
        """Return how far everything that waits is from the nearest of some tasks, endless where there are none."""
        apart = self._bases.apart(self._points, self._bases.points(tasks))
        return np.asarray(apart.min(axis=1, initial=np.inf))

    def _look(self) -> None:
        """Measure how far it is from any basis: from those that are new, or now and then from all."""
        if not self._waiting:
            self._waiting, self._later = self._later[:BATCH], self._later[BATCH:]
            self._points, self._fresh = self._bases.points(self._waiting), 0
        held, gone = self._bases.held(), self._bases.gone
        known, gone_before = self._known
        new = Points(held.built[known:], held.price[known:])
        if self._fresh <= 0 or gone != gone_before:
            self._far, self._fresh, new = np.full(len(self._waiting), np.inf), FRESH, held
        self._far = np.minimum(self._far, self._bases.apart(self._points, new).min(axis=1, initial=np.inf))
        self._known, self._fresh = (len(held.price), gone), self._fresh - 1

    def done(self, task: Task) -> None:
        """Note that a task is solved."""
        with self._turn:
            self._begun.remove(task)
            self._turn.notify_all()

    def close(self) -> None:
        """Hand out no more: a chain has failed."""
        with self._turn:
            self._waiting, self._later = [], []
            self._turn.notify_all()
