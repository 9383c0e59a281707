"""Sparse regression: few terms of many, chosen one after the other by the error of leaving out each world in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from werven.ranking.game.games import Vector
from werven.ranking.game.residuals import ROUNDING

#: A term of which less than this is new beside those chosen tells nothing more (its standard deviation is 1).
LEAST_NEW = 1e-6
#: A world that would keep less than this of its own error decides a slope alone: no leave-one-out error tells of it.
LEAST_SPARE = 1e-6


@dataclass(frozen=True)
class Fit:
    """A regression on terms.

    Attributes
    ----------
    constant : float
        Value where all terms are 0, their mean.
    slopes : ndarray, shape (terms,)
        Zero for terms that were not chosen.
    """

    constant: float
    slopes: Vector

    def at(self, terms: Vector) -> Vector:
        """Return the fitted values, shape (worlds,), at terms of shape (worlds, terms)."""
        fitted: Vector = self.constant + terms @ self.slopes
        return fitted


def fold_of(worlds: int, folds: int) -> npt.NDArray[np.int_]:
    """Return the fold of every world, shape (worlds,): worlds that follow each other lie in one.

    Worlds of a block are spread over the range of every input, and so is what is left without some of them.
    """
    fold: npt.NDArray[np.int_] = np.arange(worlds) * min(folds, worlds) // worlds
    return fold


def fit_few(terms: Vector, values: Vector, most: int, among: npt.NDArray[np.bool_] | None = None) -> Fit:
    """Fit values to few of many terms (forward selection).

    Every step takes the term that leaves the smallest leave-one-out error (PRESS, Allen 1974, "The relationship between
    variable selection and data augmentation"), which costs no further fits: it is the sum of (residual / (1 -
    leverage))^2. Of P terms that tell nothing the best takes 2 ln P / n off the squares (Foster and George 1994, "The
    risk inflation criterion"), and leaving out asks for 2 / n itself, so that the error has to fall by the share
    2 (ln P - 1) / n, else no term is added.

    Parameters
    ----------
    terms : ndarray, shape (worlds, terms)
        Of mean 0 and variance 1 under the draw.
    values : ndarray, shape (worlds,)
        What is fitted.
    most : int
        Most terms.
    among : ndarray of bool, shape (terms,), optional
        Terms that may be chosen.
    """
    open_to = np.arange(terms.shape[1]) if among is None else np.flatnonzero(among)
    return fit_these(terms, values, [int(open_to[at]) for at in _chosen(terms[:, open_to], values, most)])


def fit_these(terms: Vector, values: Vector, chosen: Sequence[int]) -> Fit:
    """Fit values to the chosen terms by least squares; shapes as in `fit_few`."""
    means, slopes = terms.mean(axis=0), np.zeros(terms.shape[1])
    picked = list(chosen)
    if picked:
        slopes[picked] = np.linalg.lstsq(terms[:, picked] - means[picked], values - values.mean(), rcond=None)[0]
    return Fit(float(values.mean() - means @ slopes), slopes)


def _chosen(terms: Vector, values: Vector, most: int) -> list[int]:
    """Return the places of the terms chosen, in the order in which they were."""
    count, width = terms.shape
    rest, free = values - values.mean(), terms - terms.mean(axis=0)
    spare = np.full(count, 1.0 - 1.0 / count)
    error = float(((rest / np.maximum(spare, LEAST_SPARE)) ** 2).sum())
    rounding = count * (ROUNDING * float(np.abs(values).max())) ** 2
    kept = 1.0 - max(0.0, 2.0 * (np.log(max(width, 1)) - 1.0) / count)
    chosen: list[int] = []
    while len(chosen) < min(most, width) and error > rounding:
        unit = _unit(free)
        taken = rest @ unit
        errors = _left_out(rest, unit, taken, spare)
        best = int(errors.argmin())
        if not errors[best] < kept * error:
            break
        chosen.append(best)
        error, along = float(errors[best]), unit[:, best]
        rest, spare = rest - along * taken[best], spare - along**2
        free = free - np.outer(along, along @ free)
    return chosen


def _unit(free: Vector) -> Vector:
    """Return what is new in every term at length 1, or 0 where nothing is, shape (worlds, terms)."""
    length = np.linalg.norm(free, axis=0)
    unit: Vector = free / np.where(length > LEAST_NEW * np.sqrt(len(free)), length, np.inf)
    return unit


def _left_out(rest: Vector, unit: Vector, taken: Vector, spare: Vector) -> Vector:
    """Return the leave-one-out error with every further term, shape (terms,)."""
    left = rest[:, None] - unit * taken
    still = spare[:, None] - unit**2
    errors = ((left / np.maximum(still, LEAST_SPARE)) ** 2).sum(axis=0)
    known: Vector = np.where((still.min(axis=0) > LEAST_SPARE) & unit.any(axis=0), errors, np.inf)
    return known
