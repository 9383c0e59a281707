"""Which inputs decide what a work is worth: shares of the variance over worlds, and where it begins to pay.

Some dozens of worlds cannot tell the indices of some dozens of inputs one by one. Few of these matter, so the value of
a work is fitted to few polynomials of single inputs; they are orthonormal under the draw, so that the square of a
coefficient is a part of the variance (Sudret 2008, "Global sensitivity analysis using polynomial chaos expansions").
What inputs do together is in no term and stays with what no input tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from werven.ranking.game.games import Vector
from werven.worlds.panel import counted
from werven.worlds.regress import Fit, fit_few, fit_these, fold_of
from werven.worlds.terms import Effect, effects, told_of

#: Highest degree of a polynomial: a curve, or as many bends as a large sample tells.
DEGREE, DEGREE_OF_MANY = 2, 6
#: Worlds from which the higher degree is used.
MANY_WORLDS = 150
#: One term for every so many worlds at most.
WORLDS_PER_TERM = 5
#: Groups of worlds left out in turn, for the cross-validation and the error of a share.
GROUPS = 12
#: Inputs with a smaller share are not told [p.u. of the variance].
LEAST_SHARE = 0.02
#: Inputs whose share is below so many standard errors are not told.
LEAST_ERRORS = 2.0
#: Values that vary less over worlds are the same in each: rounding of the solver [standard deviation, kt/a or MEUR/a].
LEAST_SPREAD = 1e-3
#: A curve that goes back by more than this part of all its way goes both ways.
BOTH_WAYS = 0.1
COLUMNS = (
    *("work", "input", "share", "share_se", "net_share", "net_share_se", "direction"),
    *("low", "high", "at_low_kt", "at_high_kt", "net_at_low_meur", "net_at_high_meur", "tips_at"),
)

#: Texts of a row, empty in that of what no input tells.
_TEXTS = ("direction", "low", "high")


@dataclass(frozen=True)
class Told:
    """What inputs tell of the values of one work.

    Attributes
    ----------
    fit : Fit
        On the terms of all inputs.
    share, se : mapping of str to float
        Share of the variance of every input that is told, largest first, and its standard error.
    rest : float
        Share that no input tells: 1 less the cross-validated R2.
    """

    fit: Fit
    share: Mapping[str, float]
    se: Mapping[str, float]
    rest: float


def drivers(
    worlds: pd.DataFrame, draws: pd.DataFrame, inputs: pd.DataFrame, correction: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the inputs that decide what every work is worth.

    Parameters
    ----------
    worlds : DataFrame
        Columns as `werven.worlds.panel.counted` reads them.
    draws, inputs : DataFrame
        As in `effects`.
    correction : DataFrame, optional
        As in `werven.worlds.robust.robust`.

    Returns
    -------
    DataFrame
        A row a work and input that tells something of its value or its net value, largest share first, and one with
        an empty input for what no input tells. ``share, share_se`` [p.u. of the variance of the value over worlds],
        ``net_share, net_share_se`` (of the net value); empty where it is not told. ``direction``: ``up``, ``down`` or
        ``both`` from low to high end, of a choice from its first option to the one that differs most; ``low, high``:
        these ends, a number in its unit or an option. ``at_low_kt, at_high_kt`` and ``net_at_low_meur,
        net_at_high_meur``: fitted there, all other inputs at their mean.
        ``tips_at``: value of a number, in its unit, at which the fitted net value crosses zero; NaN where it does not.
        A work that is worth the same in every world has one row: nothing is left that no input tells.
    """
    values, net = counted(worlds, correction)
    degree = DEGREE_OF_MANY if len(values) >= MANY_WORLDS else DEGREE
    rows: list[dict[str, object]] = []
    for work in values.columns:
        parts = effects(draws, told_of(inputs, work), values.index, degree)
        rows += _rows(str(work), values[work].to_numpy(), net[work].to_numpy(), parts)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told_by(values: Vector, parts: Sequence[Effect]) -> Told:
    """Return what inputs tell of the values of one work, shape (worlds,).

    Terms are chosen by their leave-one-out error, and again for every group of worlds that is left out: what is then
    predicted of the group gives the R2, and how shares differ their error (delete-a-group jackknife, Kott 2001, "The
    delete-a-group jackknife"). All shares are scaled down to the R2 where they exceed it.
    """
    most = len(values) // WORLDS_PER_TERM
    terms = _terms(values, parts)
    if not most or np.std(values) <= LEAST_SPREAD:
        return Told(fit_these(terms, values, []), {}, {}, float(np.std(values) > LEAST_SPREAD))
    fit = fit_few(terms, values, most)
    share, (again, r2) = _shares(fit, terms, values, parts), _without_groups(terms, values, parts)
    scale = min(1.0, r2 / float(share.sum())) if share.any() else 1.0
    se = scale * np.sqrt((len(again) - 1) * np.var(again, axis=0))
    share = scale * share
    clear = (share >= LEAST_SHARE) & (share >= LEAST_ERRORS * se)
    order = [int(at) for at in np.argsort(-share, kind="stable") if clear[at]]
    told, errors = ({parts[at].name: float(each[at]) for at in order} for each in (share, se))
    return Told(fit, told, errors, 1.0 - r2)


def _without_groups(terms: Vector, values: Vector, parts: Sequence[Effect]) -> tuple[Vector, float]:
    """Return the shares without each group of worlds, shape (groups, inputs), and the R2 of groups left out."""
    group = fold_of(len(values), GROUPS)
    again, missed, spread = [], 0.0, 0.0
    for held in range(int(group.max()) + 1):
        others = group != held
        fit = fit_few(terms[others], values[others], int(others.sum()) // WORLDS_PER_TERM)
        again.append(_shares(fit, terms[others], values[others], parts))
        missed += float(((values[~others] - fit.at(terms[~others])) ** 2).sum())
        spread += float(((values[~others] - values[others].mean()) ** 2).sum())
    return np.array(again), float(np.clip(1.0 - missed / spread, 0.0, 1.0))


def _terms(values: Vector, parts: Sequence[Effect]) -> Vector:
    """Return the terms of all inputs side by side, shape (worlds, terms)."""
    terms: Vector = np.hstack([np.zeros((len(values), 0)), *(part.drawn for part in parts)])
    return terms


def _shares(fit: Fit, terms: Vector, values: Vector, parts: Sequence[Effect]) -> Vector:
    """Return the share of every input in the variance under the draw, shape (inputs,).

    That variance is the sum of all squares and what is left; the variance of the worlds that were drawn is another.
    """
    free = len(values) - 1 - np.count_nonzero(fit.slopes)
    left = float(((values - fit.at(terms)) ** 2).sum()) / free
    squares = np.array([float((slopes**2).sum()) for slopes in _by_input(fit, parts)])
    shares: Vector = squares / max(float(squares.sum()) + left, LEAST_SPREAD**2)
    return shares


def _by_input(fit: Fit, parts: Sequence[Effect]) -> list[Vector]:
    """Return the slopes of every input, each of shape (terms of the input,)."""
    ends = np.cumsum([part.drawn.shape[1] for part in parts])
    return np.split(fit.slopes, ends[:-1]) if parts else []


def _rows(work: str, values: Vector, net: Vector, parts: Sequence[Effect]) -> list[dict[str, object]]:
    """Return the rows of one work."""
    told, of_net = told_by(values, parts), told_by(net, parts)
    curves = {
        part.name: (part, told.fit.constant + part.along @ own, of_net.fit.constant + part.along @ other)
        for part, own, other in zip(parts, _by_input(told.fit, parts), _by_input(of_net.fit, parts), strict=True)
    }
    rows: list[dict[str, object]] = []
    for name in dict.fromkeys([*told.share, *of_net.share]):
        shares = {"share": told.share.get(name), "share_se": told.se.get(name)}
        shares |= {"net_share": of_net.share.get(name), "net_share_se": of_net.se.get(name)}
        rows.append({"work": work, "input": name, **shares, **_way(*curves[name])})
    return [
        *rows,
        {"work": work, "input": "", "share": told.rest, "net_share": of_net.rest, **dict.fromkeys(_TEXTS, "")},
    ]


def _way(part: Effect, curve: Vector, net: Vector) -> dict[str, object]:
    """Return direction, values at either end, and where the net value of a work changes its sign along an input."""
    tips = np.nan if part.is_choice else _zero(part.places.astype(float), net)
    leading = net if np.ptp(curve) == 0.0 else curve
    far = len(part.places) - 1
    if part.is_choice:
        far = int(np.abs(leading - leading[0]).argmax())
        curve, net, leading = curve[[0, far]], net[[0, far]], leading[[0, far]]
    steps = np.diff(leading)
    up, down = float(steps[steps > 0.0].sum()), float(-steps[steps < 0.0].sum())
    is_both = min(up, down) > BOTH_WAYS * (up + down)
    direction = "both" if is_both else "up" if up > down else "down"
    low, high = (str(place) if part.is_choice else f"{place:.6g}" for place in part.places[[0, far]])
    ends = {
        "low": low,
        "high": high,
        "at_low_kt": curve[0],
        "at_high_kt": curve[-1],
        "net_at_low_meur": net[0],
        "net_at_high_meur": net[-1],
    }
    return {"direction": direction, **ends, "tips_at": tips}


def _zero(places: Vector, net: Vector) -> float:
    """Return the lowest place at which a curve changes its sign, between two places on a straight line."""
    crossing = np.flatnonzero((net[:-1] > 0.0) != (net[1:] > 0.0))
    if not len(crossing):
        return np.nan
    at = int(crossing[0])
    return float(places[at] + (places[at + 1] - places[at]) * net[at] / (net[at] - net[at + 1]))
