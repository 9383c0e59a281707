"""What slopes tell of the values over worlds: how they go with an input, surer than a regression on few worlds can say.

The share of an input in a value is what its polynomials take of it, ``E[v p(u)]`` for a level u drawn uniformly between
0 and 1. By parts this is ``-E[v'(u) P(u)]``, where P is the integral of p, 0 at both ends: a mean over worlds of the
slope of the value, in which the noise of all other inputs plays no part (Stein 1981, "Estimation of the mean of a
multivariate normal distribution", for the normal one). What is clear of it is joined with what the values themselves
say, each by its error (generalised least squares; of polynomials that know their gradients see Peng, Hampton and
Doostan 2016, "On polynomial chaos expansion via gradient-enhanced l1-minimization"). A regression is left with the
rest: choices, figures of single works, and what slopes know less of. Where they say surely that an input does nothing,
none finds it among the many that seem to by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.polynomial import Polynomial

from werven.ranking.game.games import Vector
from werven.worlds.regress import Fit, fit_few
from werven.worlds.rules import Mask
from werven.worlds.terms import Effect, drawn

#: Fewest worlds with slopes from which anything is learnt.
LEAST_WORLDS: Final = 8
#: A coefficient below so many of its standard errors is none.
LEAST_ERRORS: Final = 2.0
#: What is left of values is no less: rounding of the solver [standard deviation, kt/a or MEUR/a].
LEAST_NOISE: Final = 1e-3
#: Times that coefficients and the noise that they leave are found in turn.
ROUNDS: Final = 4
#: Integrals from 0 of the Legendre polynomials of 2 u - 1 of variance 1, of degree 1 and 2.
INTEGRALS: Final = (
    Polynomial([0.0, -1.0, 1.0]) * 3.0**0.5,
    Polynomial([0.0, 1.0, -3.0, 2.0]) * 5.0**0.5,
)


@dataclass(frozen=True)
class Learnt:
    """What the slopes of the value of one work tell, world by world.

    Attributes
    ----------
    samples : dict of str to ndarray, shape (worlds, 2)
        By input: what a world tells of the coefficients of degree 1 and 2; NaN where its slopes are not known.
    """

    samples: Mapping[str, Vector]

    def told(self, parts: Sequence[Effect], terms: Vector, values: Vector, among: Mask) -> Coefficients:
        """Return what is told of the coefficients of the terms of all inputs.

        Parameters
        ----------
        parts : sequence of Effect
            Of all inputs.
        terms : ndarray, shape (worlds, terms)
            Of these, side by side.
        values : ndarray, shape (worlds,)
            Of the work.
        among : ndarray of bool, shape (worlds,)
            Worlds that tell of them.
        """
        mean, error = np.zeros(terms.shape[1]), np.full(terms.shape[1], np.inf)
        at = 0
        for part in parts:
            if part.name in self.samples:
                own = slice(at, at + min(part.drawn.shape[1], len(INTEGRALS)))
                mean[own], error[own] = (each[: own.stop - own.start] for each in _mean(self.samples[part.name][among]))
            at += part.drawn.shape[1]
        clear = np.isfinite(error) & (np.abs(mean) >= LEAST_ERRORS * error) & (mean != 0.0)
        taken = np.zeros(len(mean))
        taken[clear] = _also_fitted(mean[clear], error[clear], terms[np.ix_(among, clear)], values[among])
        surest = float(np.std(values[among])) / np.sqrt(max(1, int(among.sum())))
        return Coefficients(taken, ~clear & ~(error <= surest))


@dataclass(frozen=True)
class Coefficients:
    """What is told of the coefficients of terms.

    Attributes
    ----------
    taken : ndarray, shape (terms,)
        Coefficients, 0 of what slopes do not tell.
    open : ndarray of bool, shape (terms,)
        Terms of which slopes know less than a regression would: values alone may tell of them.
    """

    taken: Vector
    open: Mask

    @classmethod
    def nothing(cls, terms: int) -> Coefficients:
        """Return that nothing is told of any term."""
        return cls(np.zeros(terms), np.ones(terms, dtype=bool))


@dataclass(frozen=True)
class Known:
    """What slopes tell of the value of a work, and the terms that it is told by.

    Attributes
    ----------
    learnt : Learnt
        World by world.
    parts : sequence of Effect
        Terms of all inputs.
    """

    learnt: Learnt
    parts: Sequence[Effect]


def fit_known(terms: Vector, values: Vector, among: Mask, most: int, known: Known | None = None) -> tuple[Vector, Fit]:
    """Fit the values of some worlds: what slopes tell of them, and few terms for what that leaves.

    Parameters
    ----------
    terms : ndarray, shape (worlds, terms)
        Of mean 0 and variance 1 under the draw.
    values : ndarray, shape (worlds,)
        What is fitted.
    among : ndarray of bool, shape (worlds,)
        The worlds.
    most : int
        Most terms besides those of slopes.
    known : Known, optional
        What slopes tell; of the same terms.

    Returns
    -------
    taken : ndarray, shape (terms,)
        Coefficients that slopes tell.
    few : Fit
        Of what they leave.
    """
    told = (
        Coefficients.nothing(terms.shape[1]) if known is None else known.learnt.told(known.parts, terms, values, among)
    )
    left = values[among] - terms[among] @ told.taken
    return told.taken, fit_few(terms[among], left, most, told.open)


def learnt(slopes: pd.DataFrame | None, draws: pd.DataFrame, worlds: pd.Index, unit: str) -> dict[str, Learnt]:
    """Return what slopes tell, by work.

    Parameters
    ----------
    slopes : DataFrame, optional
        Columns ``world, work, input`` and `unit`: what the value gains per unit of the level of an input. What is
        missing in a world that has others is 0 there.
    draws : DataFrame
        Columns ``world, input, level``.
    worlds : Index
        The worlds, in this order.
    unit : str
        ``kt`` or ``meur``.
    """
    if slopes is None or slopes.empty:
        return {}
    levels = drawn(draws, "level", worlds).astype(float)
    known = np.isin(worlds, slopes["world"].unique())
    names = slopes["input"].unique()
    found = {}
    for work, rows in slopes.groupby("work"):
        wide = rows.pivot_table(index="world", columns="input", values=unit, aggfunc="first").reindex(worlds)
        wide = wide.reindex(columns=names).fillna(0.0)
        own = {str(name): np.where(known, column, np.nan) for name, column in wide.items()}
        found[str(work)] = Learnt({name: _samples(slope, levels[name].to_numpy()) for name, slope in own.items()})
    return found


def _samples(slope: Vector, level: Vector) -> Vector:
    """Return what every world tells of the coefficients of degree 1 and 2, shape (worlds, 2)."""
    samples: Vector = np.column_stack([-slope * integral(level) for integral in INTEGRALS])
    return samples


def _mean(samples: Vector) -> tuple[Vector, Vector]:
    """Return the coefficients and their standard errors, endless from too few worlds, shape (2,) each."""
    known = samples[np.isfinite(samples).all(axis=1)]
    if len(known) < LEAST_WORLDS:
        return np.zeros(samples.shape[1]), np.full(samples.shape[1], np.inf)
    return known.mean(axis=0), known.std(axis=0, ddof=1) / np.sqrt(len(known))


def _also_fitted(told: Vector, error: Vector, terms: Vector, values: Vector) -> Vector:
    """Return coefficients as slopes and values tell them together, each by how sure it is (generalised least squares).

    Parameters
    ----------
    told, error : ndarray, shape (terms,)
        By slopes, with standard errors.
    terms : ndarray, shape (worlds, terms)
        What was drawn.
    values : ndarray, shape (worlds,)
        What they are to explain; what they leave is noise, which is found together with them.
    """
    free = terms - terms.mean(axis=0)
    apart, weighed, found = values - values.mean() - free @ told, free * error, told
    for _ in range(ROUNDS):
        left = values - values.mean() - free @ found
        noise = max(float(left @ left) / max(1, len(values) - 1), LEAST_NOISE**2)
        square = weighed.T @ weighed + noise * np.eye(len(told))
        found = told + error * np.linalg.solve(square, weighed.T @ apart)
    return found
