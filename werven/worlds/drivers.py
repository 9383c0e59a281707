"""Which inputs decide what a work is worth: shares of the variance over worlds, and where it begins to pay.

Some dozens of worlds cannot tell the indices of some dozens of inputs one by one. Few of these matter, so the value of
a work is fitted to few polynomials of single inputs; they are orthonormal under the draw, so that the square of a
coefficient is a part of the variance (Sudret 2008, "Global sensitivity analysis using polynomial chaos expansions").
What the slopes of the value tell of them comes first (`werven.worlds.learnt`). What inputs do together is in no term
and stays with what no input tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from werven.ranking.game.games import Vector
from werven.worlds.learnt import Known, Learnt, fit_known, learnt
from werven.worlds.panel import counted
from werven.worlds.regress import Fit, fit_these, fold_of
from werven.worlds.terms import Effect, effects, side_by_side, told_of

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
        Share that no input tells: what slopes leave, less the cross-validated R2 of it.
    """

    fit: Fit
    share: Mapping[str, float]
    se: Mapping[str, float]
    rest: float


def drivers(
    worlds: pd.DataFrame,
    draws: pd.DataFrame,
    inputs: pd.DataFrame,
    correction: pd.DataFrame | None = None,
    slopes: pd.DataFrame | None = None,
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
    slopes : DataFrame, optional
        Columns ``world, work, input, kt, meur``, as in `werven.worlds.learnt.learnt`.

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
    values, net = counted(worlds, correction, evenly=True)
    degree = DEGREE_OF_MANY if len(values) >= MANY_WORLDS else DEGREE
    tonnes, money = (learnt(slopes, draws, values.index, unit) for unit in ("kt", "meur"))
    rows: list[dict[str, object]] = []
    for work in values.columns:
        parts = effects(draws, told_of(inputs, work), values.index, degree)
        told = told_by(values[work].to_numpy(), parts, tonnes.get(work))
        of_net = told_by(net[work].to_numpy(), parts, money.get(work))
        rows += _rows(str(work), told, of_net, parts)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told_by(values: Vector, parts: Sequence[Effect], slopes: Learnt | None = None) -> Told:
    """Return what inputs tell of the values of one work, shape (worlds,), of which slopes may be known.

    Terms are chosen for what slopes leave by their leave-one-out error, and again for every group of worlds that is
    left out: what is then predicted of the group gives the R2, and how shares differ their error (delete-a-group
    jackknife, Kott 2001, "The delete-a-group jackknife"). Shares of terms that were chosen are scaled down to the R2
    where they exceed it.
    """
    most = len(values) // WORLDS_PER_TERM
    terms, known = side_by_side(parts, len(values)), None if slopes is None else Known(slopes, parts)
    if not most or np.std(values) <= LEAST_SPREAD:
        return Told(fit_these(terms, values, []), {}, {}, float(np.std(values) > LEAST_SPREAD))
    said, (again, r2) = _Said.of(terms, values, parts, known), _without_groups(terms, values, parts, known)
    left = 1.0 - float(said.sure.sum())
    scale = min(1.0, r2 * left / float(said.more.sum())) if said.more.any() else 1.0
    share = said.sure + scale * said.more
    se = np.sqrt((len(again) - 1) * np.var([each.sure + scale * each.more for each in again], axis=0))
    clear = (share >= LEAST_SHARE) & (share >= LEAST_ERRORS * se)
    order = [int(at) for at in np.argsort(-share, kind="stable") if clear[at]]
    told, errors = ({parts[at].name: float(each[at]) for at in order} for each in (share, se))
    return Told(said.fit, told, errors, (1.0 - r2) * left)


@dataclass(frozen=True)
class _Said:
    """What some worlds say.

    Attributes
    ----------
    taken : ndarray, shape (terms,)
        Coefficients that slopes tell.
    fit : Fit
        Those, and few terms for the rest.
    sure, more : ndarray, shape (inputs,)
        Shares in the variance under the draw: by slopes, and what the terms chosen add.
    """

    taken: Vector
    fit: Fit
    sure: Vector
    more: Vector

    @classmethod
    def of(
        cls,
        terms: Vector,
        values: Vector,
        parts: Sequence[Effect],
        known: Known | None,
        among: npt.NDArray[np.bool_] | None = None,
    ) -> _Said:
        """Return what some worlds say, or all.

        The variance is the sum of all squares and what is left; that of the worlds that were drawn is another.
        """
        mine = np.ones(len(values), dtype=bool) if among is None else among
        taken, few = fit_known(terms, values, mine, int(mine.sum()) // WORLDS_PER_TERM, known)
        fit, free = Fit(few.constant, few.slopes + taken), int(mine.sum()) - 1 - np.count_nonzero(few.slopes)
        left = float(((values - fit.at(terms))[mine] ** 2).sum()) / free
        sure, every = (
            np.array([float((slopes**2).sum()) for slopes in _by_input(each, parts)]) for each in (taken, fit.slopes)
        )
        whole = max(float(every.sum()) + left, LEAST_SPREAD**2)
        return cls(taken, fit, sure / whole, (every - sure) / whole)


def _without_groups(
    terms: Vector, values: Vector, parts: Sequence[Effect], known: Known | None
) -> tuple[list[_Said], float]:
    """Return what is said without each group of worlds, and the R2 of groups left out in what slopes leave."""
    group = fold_of(len(values), GROUPS)
    again, missed, spread = [], 0.0, 0.0
    for held in range(int(group.max()) + 1):
        others = group != held
        said = _Said.of(terms, values, parts, known, others)
        rest = values - terms @ said.taken
        again.append(said)
        missed += float(((values[~others] - said.fit.at(terms[~others])) ** 2).sum())
        spread += float(((rest[~others] - rest[others].mean()) ** 2).sum())
    return again, float(np.clip(1.0 - missed / spread, 0.0, 1.0))


def _by_input(slopes: Vector, parts: Sequence[Effect]) -> list[Vector]:
    """Return the slopes of every input, each of shape (terms of the input,)."""
    ends = np.cumsum([part.drawn.shape[1] for part in parts])
    return np.split(slopes, ends[:-1]) if parts else []


def _rows(work: str, told: Told, of_net: Told, parts: Sequence[Effect]) -> list[dict[str, object]]:
    """Return the rows of one work."""
    curves = {
        part.name: (part, told.fit.constant + part.along @ own, of_net.fit.constant + part.along @ other)
        for part, own, other in zip(
            parts, _by_input(told.fit.slopes, parts), _by_input(of_net.fit.slopes, parts), strict=True
        )
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
