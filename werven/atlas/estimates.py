"""What a combination of works that nobody solved is worth, from those that were, and how far that is off.

The page computes the same in ``js/coalitions.js``; here it is computed for its error, and for the tests.

A combination S is estimated from the nearest solved ones T, those with the fewest works more or less: the mean of
``v(T) + m(S) - m(T)``, where m is the model of Shapley values and synergies: ``m(S) = sum of a_i + sum of I_ij``
over the works and pairs in S, with ``a_i = shapley_i - (sum of I_ij over j) / 2`` (Grabisch 1997: games whose
interactions end with pairs).

What one work adds to a combination is not the difference of two such estimates, whose errors are larger than what most
works add: it is the mean of what it was seen to add in the nearest solved combinations that differ by it alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Vector = npt.NDArray[np.float64]
Members = npt.NDArray[np.bool_]

FARTHEST = 8
"""Works more or less up to which the error is measured."""
# Quantity: its column of coalitions.csv, of Shapley values, of synergies.
QUANTITIES = {
    "kt": ("emissions_kt", "shapley_kt", "synergy_kt"),
    "upstream_kt": ("upstream_kt", "upstream_kt", ""),
    "meur": ("cost_meur", "shapley_meur", "synergy_meur"),
}


@dataclass(frozen=True)
class Model:
    """Worth of works alone, shape (works,), and of pairs, shape (works, works), symmetric, zero on the diagonal."""

    alone: Vector
    pairs: Vector

    def of(self, members: Members) -> Vector:
        """Return the worth of coalitions, shape (coalitions, works) -> (coalitions,)."""
        inside = members.astype(float)
        both = 0.5 * np.einsum("ni,ij,nj->n", inside, self.pairs, inside)
        worth: Vector = inside @ self.alone + both
        return worth


@dataclass(frozen=True)
class SolvedGame:
    """The solved coalitions of a closure, with their values against the reference and a model of them.

    Attributes
    ----------
    works : list of str
        Players, in the order of the columns of `members`.
    members : ndarray of bool, shape (coalitions, works)
        Who is in which.
    values : dict of str to ndarray, shape (coalitions,)
        By quantity: avoided in Flanders and abroad [kt/a], saved [MEUR/a].
    models : dict of str to Model
        By quantity.
    """

    works: list[str]
    members: Members
    values: dict[str, Vector]
    models: dict[str, Model]

    @classmethod
    def of(cls, ranking: pd.DataFrame, synergy: pd.DataFrame, coalitions: pd.DataFrame) -> SolvedGame:
        """Build it from the tables of one closure; coalitions at one price, the reference among them."""
        works = sorted(ranking.loc[ranking["shapley_meur"].notna(), "work"].astype(str))
        sets = [set(text.split("+")) if text else set() for text in coalitions["coalition"]]
        members = np.array([[work in own for work in works] for own in sets], dtype=bool).reshape(len(sets), len(works))
        reference = int(np.flatnonzero(~members.any(axis=1))[0])
        values, models = {}, {}
        for name, (column, shapley, pair) in QUANTITIES.items():
            found = coalitions[column].to_numpy(dtype=float)
            values[name] = found[reference] - found
            models[name] = _model(works, ranking.set_index("work")[shapley], synergy, pair)
        return cls(works, members, values, models)

    def estimate(self, coalition: Collection[str]) -> tuple[dict[str, float], int]:
        """Return every quantity of a coalition, and how many works the nearest solved ones differ by."""
        row = np.array([[work in coalition for work in self.works]], dtype=bool)
        away = (self.members != row).sum(axis=1)
        near = away == away.min()
        found = {}
        for name, model in self.models.items():
            rest = self.values[name][near] - model.of(self.members[near])
            found[name] = float(model.of(row)[0] + rest.mean())
        return found, int(away.min())

    @cached_property
    def steps(self) -> npt.NDArray[np.int64]:
        """Pairs of solved coalitions that differ by one work, shape (pairs, 3): without it, with it, the work."""
        below, above = np.nonzero(self._away == 1)
        upward = self.members[above].sum(axis=1) > self.members[below].sum(axis=1)
        below, above = below[upward], above[upward]
        return np.column_stack([below, above, (self.members[above] != self.members[below]).argmax(axis=1)])

    def marginal(self, coalition: Collection[str], work: str) -> dict[str, float]:
        """Return what a work adds to a coalition, as it was seen nearest by; NaN where it never was."""
        place = self.works.index(work)
        row = np.array([one in coalition and one != work for one in self.works], dtype=bool)
        below, above = self.steps[self.steps[:, 2] == place, :2].T
        away = (self.members[below] != row).sum(axis=1)
        near = away == away.min(initial=len(self.works))
        gains = {name: value[above] - value[below] for name, value in self.values.items()}
        return {name: float(gain[near].mean()) if near.any() else np.nan for name, gain in gains.items()}

    def marginal_errors(self) -> pd.DataFrame:
        """Return how far `marginal` is off by work for the steps that were solved, each left out: root mean square."""
        off = {}
        for place, work in enumerate(self.works):
            below, above = self.steps[self.steps[:, 2] == place, :2].T
            if len(below) < 2:
                continue
            away = self._away[np.ix_(below, below)] + np.diag(np.full(len(below), len(self.works) + 1))
            near = away == away.min(axis=1, keepdims=True)
            gains = {name: value[above] - value[below] for name, value in self.values.items()}
            rests = {name: near @ gain / near.sum(axis=1) - gain for name, gain in gains.items()}
            off[work] = {name: float(np.sqrt(np.mean(rest**2))) for name, rest in rests.items()}
        return pd.DataFrame.from_dict(off, orient="index", columns=list(self.values))

    @cached_property
    def _away(self) -> npt.NDArray[np.int64]:
        """Works by which coalitions differ, shape (coalitions, coalitions)."""
        inside = self.members.astype(float)
        sizes = inside.sum(axis=1)
        away: npt.NDArray[np.int64] = np.rint(sizes[:, None] + sizes[None, :] - 2 * inside @ inside.T).astype(np.int64)
        return away

    def errors(self) -> pd.DataFrame:
        """Return how far such estimates are off.

        Returns
        -------
        DataFrame
            `distance, count, kt, upstream_kt, meur`: for the solved coalitions, the root mean square of what an
            estimate from those that differ by `distance` works is off, for 1 to `FARTHEST` works where there are any.
        """
        rows = []
        rests = np.column_stack([self.values[name] - model.of(self.members) for name, model in self.models.items()])
        for distance in range(1, FARTHEST + 1):
            near = (self._away == distance).astype(float)
            counts = near.sum(axis=1)
            some = counts > 0
            if not some.any():
                continue
            off = rests[some] - (near @ rests)[some] / counts[some, None]
            spread = dict(zip(self.models, np.sqrt(np.mean(off**2, axis=0)).tolist(), strict=True))
            rows.append({"distance": distance, "count": int(some.sum()), **spread})
        return pd.DataFrame(rows, columns=["distance", "count", *QUANTITIES])


def _model(works: list[str], shapley: pd.Series, synergy: pd.DataFrame, column: str) -> Model:
    """Return the model of one quantity; pairs without a value count as nothing."""
    place = {work: i for i, work in enumerate(works)}
    pairs = np.zeros((len(works), len(works)))
    if column and column in synergy:
        for a, b, value in zip(synergy["work_a"], synergy["work_b"], synergy[column].astype(float), strict=True):
            if a in place and b in place and np.isfinite(value):
                pairs[place[a], place[b]] = pairs[place[b], place[a]] = value
    alone = shapley.reindex(works).fillna(0.0).to_numpy(dtype=float) - pairs.sum(axis=1) / 2
    return Model(alone, pairs)
