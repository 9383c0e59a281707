"""Shapley values by drawing orders, with a standard error.

A walk goes down from all works to none and is solved in that order; the mean of the marginals over all orders is the
Shapley value (Castro, Gomez and Tejada, 2009, "Polynomial calculation of the Shapley value based on sampling"). What
keeps the number of orders small is told in `residuals` (pairs, blocks) and `control` (many orders of a coarse game).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from werven.coalition import EMPTY, Coalition
from werven.errors import Fault, nearest, raise_if
from werven.ranking.game.control import Control
from werven.ranking.game.games import Game, Vector
from werven.ranking.game.residuals import PAIRS_PER_DRAW, BlockModel, Residuals, block_faults

logger = logging.getLogger(__name__)

Reason: TypeAlias = Literal["exact", "floor", "pairs", "budget"]


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
        Fewest pairs, of a coarse game too, before the floor may stop the drawing: a standard error from a few draws is
        a guess.
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
        Sets of two works or more that were enumerated, in the game or in the coarse one.
    coarse_pairs : int
        Pairs of the coarse game that the values were corrected with.
    """

    shapley: pd.DataFrame
    se: pd.DataFrame
    pairs: int
    reason: Reason
    blocks: tuple[Coalition, ...] = ()
    coarse_pairs: int = 0


def shapley_sampled(
    game: Game,
    blocks: Iterable[Collection[str]] = (),
    settings: ShapleySettings | None = None,
    progress: Callable[[int, float], None] | None = None,
    coarse: Residuals | None = None,
) -> ShapleyResult:
    """Estimate Shapley values from orders drawn at random; whatever is drawn, without bias.

    Parameters
    ----------
    game : Game
        Values of the coalitions.
    blocks : iterable of collections of str
        Disjoint sets of at most `LARGEST_BLOCK` works to enumerate; a work in none of them is a block of its own.
    settings : ShapleySettings, optional
        When to stop, and the seed.
    progress : callable, optional
        Called after every batch with the pairs drawn and the largest standard error of the first quantity.
    coarse : Residuals, optional
        Many orders of a coarse game, see `coarse_orders`: they correct the few that are drawn here.

    Raises
    ------
    InputError
        Blocks that overlap, are too large or hold a stranger; a floor that lacks a work; a count below one; a coarse
        game of other works, quantities or orders.
    """
    settings = settings or ShapleySettings()
    residuals = _residuals(game, blocks, settings, coarse)
    model = residuals.model
    enumerated = dict.fromkeys([*model.blocks, *(coarse.model.blocks if coarse else ())])
    together = tuple(part for part in enumerated if len(part) > 1)
    if len(model.blocks) <= 1:
        return ShapleyResult(model.shapley, model.shapley * 0.0, 0, "exact")
    estimate = residuals if coarse is None else Control(residuals, coarse)
    reason = _draw(estimate, settings, progress)
    values, error = model.shapley + estimate.mean(), model.shapley * 0.0 + estimate.standard_error()
    return ShapleyResult(values, error, estimate.pairs, reason, together, estimate.coarse_pairs)


def coarse_orders(
    game: Game,
    blocks: Iterable[Collection[str]] = (),
    settings: ShapleySettings | None = None,
    progress: Callable[[int, float], None] | None = None,
) -> Residuals:
    """Draw orders of a coarse game until `pairs` or the deadline is reached: what few of them met is no reason to stop.

    Parameters are those of `shapley_sampled`, without the floor.
    """
    settings = replace(settings or ShapleySettings(), floor=-1.0)
    residuals = _residuals(game, blocks, settings)
    _draw(residuals, settings, progress)
    return residuals


def _residuals(
    game: Game, blocks: Iterable[Collection[str]], settings: ShapleySettings, coarse: Residuals | None = None
) -> Residuals:
    """Return the residuals of a game before anything is drawn: works in no block are blocks of their own.

    Raises
    ------
    InputError
        As `shapley_sampled`.
    """
    parts = [frozenset(block) for block in blocks if block]
    faults = [*block_faults(parts, game.players), *_settings_faults(settings, game)]
    raise_if(faults + ([] if coarse is None else _coarse_faults(coarse, game, settings)))
    parts += [frozenset({work}) for work in game.players if not any(work in block for block in parts)]
    return Residuals(game, BlockModel(game, parts or [EMPTY]), settings.seed)


def _draw(
    estimate: Residuals | Control, settings: ShapleySettings, progress: Callable[[int, float], None] | None
) -> Reason:
    """Draw batch after batch, and say why it ended."""
    floor = np.array([_floor(settings.floor, work) for work in estimate.game.players])
    while True:
        estimate.draw(_draws(min(settings.batch, settings.pairs - estimate.pairs)))
        error = estimate.standard_error()
        largest = float(error[:, 0].max())
        logger.debug("Shapley: %d pairs, largest standard error %g", estimate.pairs, largest)
        if progress is not None:
            progress(estimate.pairs, largest)
        reason = _reason(estimate, error, floor, settings)
        if reason is not None:
            return reason


def _draws(pairs: int) -> int:
    return -(-pairs // PAIRS_PER_DRAW)


def _floor(floor: float | Mapping[str, float], work: str) -> float:
    return float(floor[work]) if isinstance(floor, Mapping) else float(floor)


def _reason(estimate: Residuals | Control, error: Vector, floor: Vector, settings: ShapleySettings) -> Reason | None:
    """Say why drawing ends here, or None when it goes on."""
    sure = max(estimate.pairs, estimate.coarse_pairs) >= settings.least or not error.any()
    if sure and (2 * error[:, 0] <= floor).all():
        return "floor"
    if estimate.pairs >= settings.pairs:
        return "pairs"
    return "budget" if np.isfinite(error).all() and settings.deadline() else None


def _coarse_faults(coarse: Residuals, game: Game, settings: ShapleySettings) -> list[Fault]:
    """Return how a coarse game is another than the one that it is to correct."""
    alike = {
        "works": (coarse.game.players, game.players),
        "quantities": (coarse.game.quantities, game.quantities),
        "seed": (coarse.seed, settings.seed),
    }
    return [
        Fault("coarse", "", what, str(found), f"those of the game: {own}")
        for what, (found, own) in alike.items()
        if found != own
    ]


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
