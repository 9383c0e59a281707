"""Where a ranking stands, and about how long it takes: judged by its own first solves.

What bounds a ranking is known before it begins: works alone and left out, the check, the time for orders, pairs and the
sequence; every coalition at both ends of the band of prices. What a solve takes on this machine is measured.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
from math import comb

from werven.ranking.closures import Closure
from werven.ranking.options import Progress, RankOptions
from werven.ranking.solver.engine import Count

logger = logging.getLogger(__name__)

ENDS, CENTRE, CHECK = "each work alone, each left out", "centre of the band", "another time resolution"
COARSE = "orders of works in the coarse network"
WHOLE, ORDERS, PAIRS, SEQUENCE = "all combinations", "orders of works", "synergies", "sequence"
ALSO = "combinations asked for"
MINUTE_S = 60.0
#: Coalitions, solved or derived, after those from scratch that tell what one takes.
STEPS = 8
#: What a solve in the coarse network takes, of one in the network itself: so it was in the base case.
COARSE_STEP = 0.05
#: Stages in another network, and what a solve there is taken for, of one in the network itself, where none of these is
#: known: the check, which takes longer, for as much.
OTHERS = {CHECK: 1.0, COARSE: COARSE_STEP}
#: Pairs of orders that are drawn whatever the time, orders in a pair, and steps that a sequence solves again each time.
LEAST_PAIRS, ORDERS_A_PAIR, SHORTLIST = 4, 2, 4


@dataclass(frozen=True)
class Part:
    """A stage of a ranking: how many solves it takes at least and at most, and the time that it takes between.

    Attributes
    ----------
    stage : str
        Its name.
    least, most : float
        Coalitions that it asks for, each at every price; what a step takes is the mean of those solved and derived.
    starts : int
        How often a program is built and solved from scratch.
    minutes : float
        After which nothing more is begun.
    """

    stage: str
    least: float
    most: float
    starts: int = 0
    minutes: float = 0.0

    def seconds(self, start: float, step: float) -> float:
        """Return what the stage takes, given what a solve from scratch takes and one from coalition to coalition."""
        return self.starts * start + min(max(MINUTE_S * self.minutes, self.least * step), self.most * step)


def _exactly(stage: str, solves: float, starts: int = 0) -> Part:
    return Part(stage, solves, solves, starts)


def parts_of(closure: Closure, players: int, options: RankOptions, *, is_drawn: bool) -> list[Part]:
    """Return what a ranking has to do, stage by stage."""
    prices = len(closure.prices())
    ends = 2.0 * (players + 1)
    pairs = comb(min(options.strongest, players), 2) + options.strongest
    checked = options.check is not None
    whole = [_exactly(WHOLE, prices * 2.0**players)]
    return [
        _exactly(ENDS, prices * ends, starts=1),
        _exactly(CENTRE, ends * (prices > 1)),
        _exactly(CHECK, prices * ends * checked, starts=int(checked)),
        *(_drawing(prices * ends, prices * asked_by(1, players), prices, options) if is_drawn else whole),
        _exactly(PAIRS, prices * 2.0 * pairs),
        _exactly(SEQUENCE, prices * SHORTLIST * players),
        _exactly(ALSO, prices * len(options.also)),
    ]


def _drawing(ends: float, pair: float, prices: int, options: RankOptions) -> list[Part]:
    """Return the parts of drawing orders, given the solves of works alone and left out, and of a pair of orders."""
    minutes = options.minutes
    block, here = (prices * sum(2 * 2 ** len(each) for each in sets) for sets in (options.blocks, options.blocks_here))
    least, most = (here + pair * pairs for pairs in (min(LEAST_PAIRS, options.pairs), options.pairs))
    if options.coarse is None:
        return [_exactly(ORDERS, most) if minutes is None else Part(ORDERS, least, most, minutes=minutes)]
    few, many = (
        COARSE_STEP * (ends + block + pair * pairs)
        for pairs in (min(LEAST_PAIRS, options.coarse_pairs), options.coarse_pairs)
    )
    if minutes is None:
        return [_exactly(COARSE, many), _exactly(ORDERS, most)]
    return [Part(COARSE, few, many, minutes=minutes), _exactly(ORDERS, least)]  # the time goes to the first


def asked_by(pairs: int, players: int) -> int:
    """Return how many coalitions so many pairs of orders ask for, beside everything built and nothing."""
    return pairs * ORDERS_A_PAIR * (players - 1)


class Meter:
    """Passes on where a ranking stands, and says once what it will take in all.

    Parameters
    ----------
    closure : Closure
        Of the ranking.
    parts : list of Part
        What it has to do, see `parts_of`.
    options : RankOptions
        Who is told, and how many solves run at the same time.
    clock : callable, optional
        Seconds of a clock that never goes back.
    """

    def __init__(
        self, closure: Closure, parts: list[Part], options: RankOptions, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._closure, self._parts, self._options, self._clock = closure.name, parts, options, clock
        self._prices = len(closure.prices())
        self._stage, self._expected = "", 0
        self._ends: float | None = None
        self._error: float | None = None
        self._began = self._stage_began = clock()
        self._counts: dict[int, Count] = {}
        self._before = 0
        self._start_s = self._step_s = self._own_s = 0.0
        self._walk: tuple[float, int] | None = None

    def seconds(self) -> float:
        """Return the seconds since the closure began."""
        return self._clock() - self._began

    def opened(self, count: Count) -> None:
        """Take note of an engine: what it knows from an earlier run is said."""
        self._counts[id(count)] = count
        if count.known:
            told = "%s: %d coalitions are known from an earlier run and cost nothing"
            logger.info(told, self._closure, count.known)

    def stage(self, name: str, coalitions: int = 0, ends: float | None = None) -> None:
        """Begin a stage: how many coalitions it takes, and when it ends, as far as that is known.

        Where both are, it takes at least so many and at least that long.
        """
        self._stage, self._expected = name, coalitions * (1 if name == CENTRE else self._prices)
        self._ends = ends if ends is not None and math.isfinite(ends) else None
        self._own_s, self._walk = 0.0, None
        self._stage_began, self._before = self._clock(), self._done()
        left = self.left_s() or 0.0
        rest = f"; about {_minutes(left)} left in all" if left > MINUTE_S else ""
        logger.info("%s: %s%s", self._closure, name, rest)

    def drawn(self, pairs: int, error: float) -> None:
        """Take note of orders that were drawn."""
        self._error = error
        logger.info("%s: %d pairs of orders, largest standard error %.3g", self._closure, pairs, error)

    def counted(self, count: Count) -> None:
        """Take note of a solve of an engine, which has this count."""
        self._counts[id(count)] = count
        self._measure()
        if self._options.told:
            told = Progress(self._closure, self._stage, self._count(), self._share(), self._error, self.left_s())
            self._options.told(told)

    def left_s(self) -> float | None:
        """Return about how many seconds are left of the whole ranking, None before that can be told."""
        if not self._step_s:
            return None
        stages = [part.stage for part in self._parts]
        here = stages.index(self._stage)
        later = sum(each.seconds(self._start_s, self._step_s) for each in self._parts[here + 1 :])
        return self._left_here(self._parts[here].seconds(self._start_s, self._step_s)) + later

    def _left_here(self, whole: float) -> float:
        """Return about how many seconds are left of this stage, of which it was thought that it takes so many."""
        now = self._clock()
        rest = max(0.0, whole - (now - self._stage_began))
        if not self._expected:
            return rest
        todo = max(0, self._expected - (self._done() - self._before))
        counted = todo * (self._own_s or whole / self._expected)
        return counted if self._ends is None else max(counted, min(rest, self._ends - now))

    def _measure(self) -> None:
        """Measure what a solve from scratch takes, and what one from coalition to coalition; then say the whole."""
        now, done = self._clock(), self._done() - self._before
        if self._walk is None:
            if done < max(self._prices, min(2, self._options.chains)):  # those from scratch, side by side
                return
            self._walk = (now, done)
            if not self._start_s:
                self._start_s = now - self._stage_began
                self._tell_first()
            return
        began, before = self._walk
        if done - before < STEPS:
            return
        self._own_s = (now - began) / (done - before)
        is_new = not self._step_s
        if is_new or self._stage not in OTHERS:
            self._step_s = self._own_s / OTHERS.get(self._stage, 1.0)
        if is_new:
            self._tell_whole()

    def _tell_first(self) -> None:
        number = sum(part.most if not part.minutes else part.least for part in self._parts)
        told = "%s: first of about %.0f solves took %.0f s; after %d more it is said how long all take"
        logger.info(told, self._closure, number, self._start_s, STEPS)

    def _tell_whole(self) -> None:
        minutes = max(part.minutes for part in self._parts)
        drawing = f", at most {minutes:g} of them, and what is begun by then, for orders" if minutes else ""
        left, chains = self.left_s() or 0.0, self._options.chains
        told = "%s: about %s in all%s: %.3g s a solve with %d chains"
        logger.info(told, self._closure, _minutes(self.seconds() + left), drawing, self._step_s, chains)

    def _done(self) -> int:
        count = self._count()
        return count.solved + count.derived

    def _count(self) -> Count:
        """Return the counts of all engines together."""
        rows = [astuple(count) for count in list(self._counts.values())]
        return Count(*map(sum, zip(*rows, strict=True))) if rows else Count()

    def _share(self) -> float | None:
        """Return the share of the stage that is done, None where that cannot be told."""
        shares = []
        if self._ends is not None:
            whole = self._ends - self._stage_began
            shares.append(min(1.0, (self._clock() - self._stage_began) / whole) if whole > 0 else 1.0)
        if self._expected:
            shares.append(min(1.0, (self._done() - self._before) / self._expected))
        return min(shares, default=None)


def _minutes(seconds: float) -> str:
    """Say how long something takes.

    Examples
    --------
    >>> _minutes(40.0), _minutes(1330.0)
    ('1 minute', '22 minutes')
    """
    count = max(1, round(seconds / MINUTE_S))
    return f"{count} minute{'s' if count > 1 else ''}"
