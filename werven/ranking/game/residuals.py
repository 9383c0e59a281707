"""Orders of works, and what a block model leaves of the marginals along them.

Every order is paired with its reverse, which makes all single terms and all pair terms of a game exact; what is drawn
is the rest. Every pair is drawn with a second one, the order with its halves swapped, so that every work comes once in
each quarter of an order; in trials that took a tenth to a half off the error of as many independent pairs. And a block
model takes what it can: the works of a block (a capture unit, its pipeline, its terminal) are enumerated exactly, and
as the Shapley values of the block model are known, only the residual is drawn (a control variate).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from werven.coalition import EMPTY, LARGEST_BLOCK, Coalition
from werven.errors import Fault, nearest
from werven.ranking.game.games import Game, Vector, shapley_exact, subsets

#: An order, its halves swapped, and both reversed are drawn together.
PAIRS_PER_DRAW = 2
#: Upper end of the range that two standard errors are to hold, 95 % of all cases.
CONFIDENT = 0.975
#: Differences below this share of the largest value seen are rounding, not residual.
ROUNDING = 1e-12


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
        self.blocks = tuple(blocks)
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


class Residuals:
    """What the block model leaves of the marginals, draw by draw.

    Parameters
    ----------
    game : Game
        The game.
    model : BlockModel
        Its block model.
    seed : int
        Seed of the orders.

    Attributes
    ----------
    coarse_pairs : int
        Pairs of a coarse game that correct these: none.
    """

    coarse_pairs = 0

    def __init__(self, game: Game, model: BlockModel, seed: int) -> None:
        self.game = game
        self.model = model
        self.seed = seed
        self._pairs: list[Vector] = []
        self._largest: Vector = np.zeros((len(game.players), len(game.quantities)))

    @property
    def pairs(self) -> int:
        """Pairs drawn."""
        return len(self._pairs)

    @property
    def by_pair(self) -> Vector:
        """Residuals, shape (pairs, players, quantities)."""
        return np.array(self._pairs)

    def draw(self, count: int) -> None:
        """Draw, solve and add `count` times four orders."""
        first = self.pairs // PAIRS_PER_DRAW
        draws = [draw_orders(self.game.players, self.seed, first + number) for number in range(count)]
        self.game.fill(each for orders in draws for order in orders for each in descent(order))
        for orders in draws:
            rests = np.array([self.along(order) for order in orders])
            self._pairs.extend((rests[::2] + rests[1::2]) / 2)
            self._largest = np.maximum(self._largest, np.abs(rests).max(axis=0))

    def mean(self) -> Vector:
        """Return the mean residual, shape (players, quantities)."""
        mean: Vector = self.by_pair.mean(axis=0)
        return mean

    def standard_error(self) -> Vector:
        """Return the standard error of the mean, shape (players, quantities)."""
        if self.pairs > PAIRS_PER_DRAW:
            return self.cleared(widening(self.pairs - 1) * self.by_pair.std(axis=0, ddof=1) / np.sqrt(self.pairs))
        exact = (self.cleared(self._largest) == 0.0).all(axis=0)
        error: Vector = np.where(exact, 0.0, np.inf) * np.ones((len(self.game.players), 1))
        return error

    def cleared(self, error: Vector) -> Vector:
        """Return an error without what is rounding beside the values of the game."""
        scale = np.max(np.abs(list(self.game.known.values())), axis=0)
        cleared: Vector = np.where(error <= ROUNDING * scale, 0.0, error)
        return cleared

    def along(self, order: Sequence[str]) -> Vector:
        """Return the residual marginals of one order, shape (players, quantities)."""
        walk = descent(order)
        rest = {
            work: self.game[above] - self.game[below] - self.model.marginal(work, below)
            for work, (above, below) in zip(order, pairwise(walk), strict=True)
        }
        return np.array([rest[work] for work in self.game.players])


def widening(freedom: Vector | float) -> Vector:
    """Return by how much a standard error from few pairs is widened: quantile of Student's t over that of the normal.

    The spread of a few numbers is itself a guess, more often too small than too large (Student 1908, "The probable
    error of a mean"): from four pairs the error is 1.6 times as large, from eight 1.2, from 24 1.06.

    Parameters
    ----------
    freedom : ndarray or float
        Degrees of freedom, at least one: pairs less one, where all are of one kind.
    """
    factor: Vector = stdtrit(freedom, CONFIDENT) / ndtri(CONFIDENT)
    return factor


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
