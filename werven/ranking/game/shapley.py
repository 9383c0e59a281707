"""Shapley values by drawing orders, with a standard error.

A walk goes down from all works to none and is solved in that order; the mean of the marginals over all orders is the
Shapley value (Castro, Gomez and Tejada, 2009, "Polynomial calculation of the Shapley value based on sampling").
Three things keep the number of orders small. Every order is paired with its reverse, which makes all single terms and
all pair terms of a game exact; what is drawn is the rest. Every pair is drawn with a second one, the order with its
halves swapped, so that every work comes once in each quarter of an order; in trials that took a tenth to a half off the
error of as many independent pairs. And a block model takes what it can: the works of a block (a capture unit, its
pipeline, its terminal) are enumerated exactly, and as the Shapley values of the block model are known, only the
residual is drawn (a control variate).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from werven.coalition import EMPTY, LARGEST_BLOCK, Coalition
from werven.errors import Fault, nearest, raise_if
from werven.ranking.game.games import Game, Vector, shapley_exact, subsets

logger = logging.getLogger(__name__)

Reason: TypeAlias = Literal["exact", "floor", "pairs", "budget"]

#: An order, its halves swapped, and both reversed are drawn together.
PAIRS_PER_DRAW = 2
#: Upper end of the range that two standard errors are to hold, 95 % of all cases.
CONFIDENT = 0.975
#: Differences below this share of the largest value seen are rounding, not residual.
ROUNDING = 1e-12


def _never() -> bool:
    return False


@dataclass(frozen=True)
class ShapleySettings:
    """How long to draw.

    Attributes
    ----------
    floor : float or mapping of str to float
        Noise floor in the unit of the first quantity, for all works or by work; drawing stops when twice the standard
        error of every work is at or below it.
    pairs : int
        Most pairs of an order and its reverse; an odd number is rounded up.
    least : int
        Fewest pairs before the floor may stop the drawing: a standard error from a few draws is a guess.
    batch : int
        Pairs drawn at once, rounded up likewise; their coalitions are asked for together. The orders do not depend on
        it.
    seed : int
        Seed of the orders.
    deadline : callable
        Asked after every batch; True stops the drawing, though not before two draws (four pairs) tell an error.
    """

    floor: float | Mapping[str, float] = 0.0
    pairs: int = 200
    least: int = 8
    batch: int = 2
    seed: int = 0
    deadline: Callable[[], bool] = _never


@dataclass(frozen=True)
class ShapleyResult:
    """Shapley values as far as they are known.

    Attributes
    ----------
    shapley : DataFrame
        Index work (sorted), one column a quantity. They add up to v(N) - v(empty).
    se : DataFrame
        Standard errors, same shape: standard deviation of the pairs with n - 1, divided by the root of n, and widened
        for few pairs (`widening`), so that two errors are about 95 % whatever their number. The two pairs of a draw
        make up for each other a little, so that it is some 8 % too large on average; the spread between draws is not,
        but comes from half as many numbers and is far too small far too often when there are few. One draw (two pairs)
        tells no spread: infinite, unless no marginal of its four orders left a residual, then zero.
    pairs : int
        Pairs that were drawn.
    reason : str
        Why it ended: ``exact`` (one block holds all works, nothing is drawn), ``floor``, ``pairs`` or ``budget``.
    blocks : tuple of frozenset of str
        Sets of two works or more that were enumerated.
    """

    shapley: pd.DataFrame
    se: pd.DataFrame
    pairs: int
    reason: Reason
    blocks: tuple[Coalition, ...] = ()


class BlockModel:
    """A game near the one asked, of which the Shapley values are known.

    g(S) = sum over blocks B of [v(S & B) + v((S & B) | (N - B))] / 2: within a block every interaction is kept, and
    what others do to a block is the mean of nothing and everything. A Shapley value is linear, and that of a sum of
    games on disjoint blocks is that of every block alone.

    Parameters
    ----------
    game : Game
        The game; it is filled with all subsets of every block, twice.
    blocks : sequence of frozenset of str
        Disjoint, together all players.
    """

    def __init__(self, game: Game, blocks: Sequence[Coalition]) -> None:
        self.game = game
        self.block_of = {work: block for block in blocks for work in block}
        sides = [(sorted(block), built) for block in blocks for built in (EMPTY, game.full - block)]
        game.fill(each for block, built in sides for each in subsets(block, built))
        exact = pd.concat([shapley_exact(game, block, built) for block, built in sides])
        # Half of each side, so that works that are alike stay equal to the last bit.
        self.shapley: pd.DataFrame = exact.groupby(level=0).sum() / 2

    def marginal(self, work: str, others: Coalition) -> Vector:
        """Return g(others and work) - g(others), shape (quantities,)."""
        block = self.block_of[work]
        built, rest = others & block, self.game.full - block
        alone = self.game[built | {work}] - self.game[built]
        among = self.game[built | {work} | rest] - self.game[built | rest]
        half: Vector = (alone + among) / 2
        return half


def shapley_sampled(
    game: Game,
    blocks: Iterable[Collection[str]] = (),
    settings: ShapleySettings | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> ShapleyResult:
    """Estimate Shapley values from orders drawn at random; whatever is drawn, without bias.

    Parameters
    ----------
    game : Game
        Values of the coalitions.
    blocks : iterable of collections of str
        Disjoint sets of at most 7 works to enumerate; a work in none of them is a block of its own.
    settings : ShapleySettings, optional
        When to stop, and the seed.
    progress : callable, optional
        Called after every batch with the pairs drawn and the largest standard error of the first quantity.

    Raises
    ------
    InputError
        Blocks that overlap, are too large or hold a stranger; a floor that lacks a work; a count below one.
    """
    settings = settings or ShapleySettings()
    parts = [frozenset(block) for block in blocks if block]
    raise_if([*block_faults(parts, game.players), *_settings_faults(settings, game)])
    parts += [frozenset({work}) for work in game.players if not any(work in block for block in parts)]
    model = BlockModel(game, parts or [EMPTY])
    if len(parts) <= 1:
        return ShapleyResult(model.shapley, model.shapley * 0.0, 0, "exact")
    residuals = Residuals(game, model)
    reason = _draw(residuals, settings, progress)
    error = model.shapley * 0.0 + residuals.standard_error()
    together = tuple(part for part in parts if len(part) > 1)
    return ShapleyResult(model.shapley + residuals.mean(), error, residuals.pairs, reason, together)


def _draw(residuals: Residuals, settings: ShapleySettings, progress: Callable[[int, float], None] | None) -> Reason:
    """Draw batch after batch, and say why it ended."""
    floor = np.array([_floor(settings.floor, work) for work in residuals.game.players])
    while True:
        residuals.draw(_draws(min(settings.batch, settings.pairs - residuals.pairs)), settings.seed)
        error = residuals.standard_error()
        largest = float(error[:, 0].max())
        logger.debug("Shapley: %d pairs, largest standard error %g", residuals.pairs, largest)
        if progress is not None:
            progress(residuals.pairs, largest)
        reason = _reason(residuals.pairs, error, floor, settings)
        if reason is not None:
            return reason


class Residuals:
    """What the block model leaves of the marginals, draw by draw.

    Parameters
    ----------
    game : Game
        The game.
    model : BlockModel
        Its block model.
    """

    def __init__(self, game: Game, model: BlockModel) -> None:
        self.game = game
        self.model = model
        self._pairs: list[Vector] = []
        self._largest: Vector = np.zeros((len(game.players), len(game.quantities)))

    @property
    def pairs(self) -> int:
        """Pairs drawn."""
        return len(self._pairs)

    def draw(self, count: int, seed: int) -> None:
        """Draw, solve and add `count` times four orders."""
        first = self.pairs // PAIRS_PER_DRAW
        draws = [draw_orders(self.game.players, seed, first + number) for number in range(count)]
        self.game.fill(each for orders in draws for order in orders for each in descent(order))
        for orders in draws:
            rests = np.array([self._along(order) for order in orders])
            self._pairs.extend((rests[::2] + rests[1::2]) / 2)
            self._largest = np.maximum(self._largest, np.abs(rests).max(axis=0))

    def mean(self) -> Vector:
        """Return the mean residual, shape (players, quantities)."""
        mean: Vector = np.mean(self._pairs, axis=0)
        return mean

    def standard_error(self) -> Vector:
        """Return the standard error of the mean, shape (players, quantities)."""
        scale = np.max(np.abs(list(self.game.known.values())), axis=0)
        if self.pairs > PAIRS_PER_DRAW:
            error = widening(self.pairs) * np.std(self._pairs, axis=0, ddof=1) / np.sqrt(self.pairs)
        else:
            exact = (self._largest <= ROUNDING * scale).all(axis=0)
            error = np.where(exact, 0.0, np.inf) * np.ones((len(self.game.players), 1))
        cleared: Vector = np.where(error <= ROUNDING * scale, 0.0, error)
        return cleared

    def _along(self, order: Sequence[str]) -> Vector:
        """Return the residual marginals of one order, shape (players, quantities)."""
        walk = descent(order)
        rest = {
            work: self.game[above] - self.game[below] - self.model.marginal(work, below)
            for work, (above, below) in zip(order, pairwise(walk), strict=True)
        }
        return np.array([rest[work] for work in self.game.players])


def widening(pairs: int) -> float:
    """Return by how much a standard error from few pairs is widened: quantile of Student's t over that of the normal.

    The spread of a few numbers is itself a guess, more often too small than too large (Student 1908, "The probable
    error of a mean"): from four pairs the error is 1.6 times as large, from eight 1.2, from 24 1.06.

    Parameters
    ----------
    pairs : int
        Pairs drawn, two at least.
    """
    return float(stdtrit(pairs - 1, CONFIDENT) / ndtri(CONFIDENT))


def draw_orders(players: Sequence[str], seed: int, number: int) -> list[list[str]]:
    """Return the four orders of one draw; they depend on the seed and the number of the draw only.

    Each of the four alone is uniform over all orders, hence no bias.
    """
    order = [players[position] for position in np.random.default_rng([seed, number]).permutation(len(players))]
    half = len(order) // 2
    swapped = order[half:] + order[:half]
    return [order, order[::-1], swapped, swapped[::-1]]


def descent(order: Sequence[str]) -> list[Coalition]:
    """Return the walk from all works down to none that takes them out in this order."""
    return [frozenset(order[taken:]) for taken in range(len(order) + 1)]


def _draws(pairs: int) -> int:
    return -(-pairs // PAIRS_PER_DRAW)


def _floor(floor: float | Mapping[str, float], work: str) -> float:
    return float(floor[work]) if isinstance(floor, Mapping) else float(floor)


def _reason(pairs: int, error: Vector, floor: Vector, settings: ShapleySettings) -> Reason | None:
    """Say why drawing ends here, or None when it goes on."""
    sure = pairs >= settings.least or not error.any()
    if sure and (2 * error[:, 0] <= floor).all():
        return "floor"
    if pairs >= settings.pairs:
        return "pairs"
    return "budget" if np.isfinite(error).all() and settings.deadline() else None


def block_faults(blocks: Sequence[Coalition], players: Collection[str]) -> list[Fault]:
    """Return the faults of blocks: too large, overlapping, with a stranger."""
    faults = []
    for number, block in enumerate(blocks, start=1):
        row = str(number)
        if len(block) > LARGEST_BLOCK:
            faults.append(Fault("blocks", row, "", str(len(block)), f"at most {LARGEST_BLOCK} works"))
        strange = block.difference(players)
        faults += [
            Fault("blocks", row, "", work, "a work that plays", nearest(work, players)) for work in sorted(strange)
        ]
        shared = block & EMPTY.union(*blocks[: number - 1])
        faults += [Fault("blocks", row, "", work, "a work that is in no other block") for work in sorted(shared)]
    return faults


def _settings_faults(settings: ShapleySettings, game: Game) -> list[Fault]:
    """Return the faults of the settings."""
    faults = [
        Fault("settings", "", name, str(value), "at least 1")
        for name, value in (("pairs", settings.pairs), ("batch", settings.batch))
        if value < 1
    ]
    if isinstance(settings.floor, Mapping):
        faults += [
            Fault("settings", work, "floor", "nothing", "a noise floor", nearest(work, settings.floor))
            for work in game.players
            if work not in settings.floor
        ]
    return faults
