"""What a work is worth on average over worlds, with an error: what drawn inputs tell of it is taken out first.

That the worlds drawn happened to have dear gas tells nothing of the works, and the mean of every input is known. So
what slopes tell (`werven.worlds.learnt`) and a regression on few inputs are taken out of the values (control variates,
Lavenberg and Welch 1981, "A perspective on the use of control variables"). Every world is corrected by what was chosen
and fitted without it (cross-fitting, Chernozhukov et al. 2018, "Double/debiased machine learning"): of worlds drawn
independently, the expectation stays what it was, whatever is chosen. Blocks of worlds have nearly the mean of
every input anyway; there the correction changes a mean little, and takes out of its error what the blocks have evened
out. The error stays on the large side: what the inputs do together the sequence evens out in part, which no regression
here tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from werven.ranking.game.games import Vector
from werven.ranking.game.residuals import widening
from werven.worlds.learnt import Known, fit_known
from werven.worlds.regress import fold_of

#: Worlds are dealt out to at most so many folds.
FOLDS = 8
#: One term for every so many worlds at most: below six worlds there is none, and the mean is the plain one.
WORLDS_PER_TERM = 6


@dataclass(frozen=True)
class Estimate:
    """Means over worlds.

    Attributes
    ----------
    by_world : DataFrame
        Values less what the inputs of the world tell of them: index world, one column a work. Sums over works are
        those of the values less the sum of the corrections, so the means add up, to rounding, to the mean of what all
        works are worth together, corrected for the same inputs: ``by_world.sum(axis=1)`` has its mean and its error.
    """

    by_world: pd.DataFrame

    @property
    def mean(self) -> pd.Series:
        """Mean by work."""
        return self.by_world.mean()

    @property
    def se(self) -> pd.Series:
        """Standard error of the mean by work, widened for few worlds; not known from a single one."""
        worlds = len(self.by_world)
        if worlds == 1:
            return pd.Series(np.nan, index=self.by_world.columns)
        error: pd.Series = self.by_world.std(ddof=1) * float(widening(worlds - 1)) / np.sqrt(worlds)
        return error


def estimate(
    half: pd.DataFrame, rest: pd.DataFrame, terms: Mapping[str, Vector], known: Mapping[str, Known] | None = None
) -> Estimate:
    """Return the means over worlds of `half + rest`.

    Inputs are chosen by work: one choice for all works leaves a work the noise of inputs that move only others, and had
    up to twice the error in trials; the sum over works was known as well either way. None is chosen where none tells
    enough. Only `half` is regressed: what is left of a marginal is noise of orders first of all.

    Parameters
    ----------
    half, rest : DataFrame
        As in `Panel`.
    terms : mapping of str to ndarray, shape (worlds, terms)
        By work, what was drawn that may tell of it: expectation 0.
    known : mapping of str to Known, optional
        By work, what slopes tell of it, by the same terms.
    """
    found = known or {}
    told = {work: _told(half[work].to_numpy(), terms[work], found.get(work)) for work in half.columns}
    return Estimate(half - pd.DataFrame(told, index=half.index) + rest)


def _told(values: Vector, terms: Vector, known: Known | None) -> Vector:
    """Return what the inputs tell of the values of one work, shape (worlds,), each from other worlds only."""
    told, most = np.zeros(len(values)), len(values) // WORLDS_PER_TERM
    if not most:
        return told
    fold = fold_of(len(values), FOLDS)
    for held in range(int(fold.max()) + 1):
        others = fold != held
        taken, few = fit_known(terms, values, others, most, known)
        told[~others] = terms[~others] @ (taken + few.slopes)
    return told
