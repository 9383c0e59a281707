"""Few orders of a game corrected by many of a coarse one (a control variate of which the mean is known better).

What works do together is much the same where the year has fewer hours, order by order, and an order costs little.
So the coarse game tells what few orders did not happen to meet: a Shapley value is the mean of fine - share x coarse
over few orders, and share x the mean of coarse over many; two levels of a multilevel Monte Carlo (Giles 2015,
"Multilevel Monte Carlo methods"). The share is told by what is known before any order is drawn, so there is no bias:
how well the coarse game knows by how much works replace or need all others. A quantity that hangs on the time
resolution is corrected little.
"""

from __future__ import annotations

import numpy as np

from werven.ranking.game.games import Game, Vector, pint, toot
from werven.ranking.game.residuals import PAIRS_PER_DRAW, BlockModel, Residuals, widening


class Control:
    """Residuals of a game, corrected by those of a coarse game along the same orders and many more.

    Parameters
    ----------
    fine : Residuals
        Of the game; nothing is drawn yet.
    coarse : Residuals
        Of the coarse game, drawn with the same seed; its blocks may be others.
    """

    def __init__(self, fine: Residuals, coarse: Residuals) -> None:
        self.game = fine.game
        self.shares = shares_of(fine.game, coarse.game)
        self._fine, self._coarse = fine, coarse
        # The same orders in the coarse game, less what the blocks of the fine one would know there.
        self._same = Residuals(coarse.game, BlockModel(coarse.game, fine.model.blocks), fine.seed)

    @property
    def pairs(self) -> int:
        """Pairs drawn of the game itself."""
        return self._fine.pairs

    @property
    def coarse_pairs(self) -> int:
        """Pairs of the coarse game that correct: none while there is no error yet, nor where it has not more pairs."""
        return self._coarse.pairs if PAIRS_PER_DRAW < self.pairs < self._coarse.pairs else 0

    def draw(self, count: int) -> None:
        """Draw, solve and add `count` times four orders of the game; the coarse one knows them."""
        self._fine.draw(count)
        if self.pairs < self._coarse.pairs:
            self._same.draw(count)

    def mean(self) -> Vector:
        """Return the mean residual, corrected, shape (players, quantities)."""
        fine = self._fine.mean()
        if not self.coarse_pairs:
            return fine
        known = self._coarse.model.shapley.to_numpy() + self._coarse.mean() - self._same.model.shapley.to_numpy()
        corrected: Vector = fine + self.shares * (known - self._same.mean())
        return corrected

    def standard_error(self) -> Vector:
        """Return the standard error of the mean, shape (players, quantities).

        Two independent parts, that of the orders of both games and that of the coarse one alone, with degrees of
        freedom as Welch (1947) and Satterthwaite (1946) tell.
        """
        few, many = self.pairs, self.coarse_pairs
        if not many:
            return self._fine.standard_error()
        coarse = self._coarse.by_pair
        both = self._fine.by_pair - self.shares * (self._same.by_pair - few / many * coarse[:few])
        own = both.var(axis=0, ddof=1) / few
        rest = self.shares**2 * (many - few) / many**2 * coarse.var(axis=0, ddof=1)
        whole = own + rest
        with np.errstate(invalid="ignore"):
            freedom = whole**2 / (own**2 / (few - 1) + rest**2 / (many - 1))
        error: Vector = np.where(whole > 0.0, widening(freedom) * np.sqrt(whole), 0.0)
        return self._fine.cleared(error)


def shares_of(fine: Game, coarse: Game) -> Vector:
    """Return how much of what works do together in a coarse game they do in a fine one, shape (quantities,).

    Slope of PINT less TOOT of the one over that of the other, all works together and through the origin, between none
    and all: one share for all works, so that their values still add up.
    """
    own, other = ((pint(game) - toot(game)).to_numpy() for game in (fine, coarse))
    whole = (other**2).sum(axis=0)
    slope = (own * other).sum(axis=0) / np.where(whole > 0.0, whole, 1.0)
    shares: Vector = np.clip(slope, 0.0, 1.0)
    return shares
