"""The ranking over all worlds: what a work is worth on average, in bad and good worlds, and what a mistake costs.

Means of tonnes and of money saved are corrected for the inputs drawn (`estimate`); means of put-in, take-out, upstream
emissions and annual cost are plain, and ``net_mean_meur`` is ``saved_meur`` less ``annual_cost_meur``. All else is read
from values without the noise of orders (`Panel.values`):

- ``p10, p50, p90``: quantiles over worlds; ``p_raises``: share of worlds in which the work adds more than 5 kt;
  ``p_pays``: in which it saves more than it costs; by what stands before it, see `werven.worlds.beside`.
- ``p_first, p_top5, p_top10``: share of worlds in which it is among the first 1, 5 or 10 and avoids CO2 at all; works
  that are equal share a rank.
- ``regret_build, regret_skip``: mean and worst loss over worlds when it is built, and when it is not.

``rank_low`` and ``rank_high`` are 5 and 95 % of the rank of its mean when worlds are drawn anew. From a single world
there is no error (NaN), and every rank is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from werven.ranking.game.games import Vector
from werven.worlds.beside import by_others
from werven.worlds.drivers import DEGREE
from werven.worlds.estimate import Estimate, estimate
from werven.worlds.learnt import Known, learnt
from werven.worlds.panel import by_world, counted, doubts, panel_kt, panel_meur, shifts
from werven.worlds.terms import effects, side_by_side, told_of
from werven.worlds.verdicts import LEAST_RAISES_KT, verdicts

#: Draws of worlds with replacement, for the ranks.
RESAMPLES = 500
#: Their seed.
SEED = 0
#: Ranks are told from 5 to 95 % of the resamples.
RANKS = (0.05, 0.95)
#: Of the ranks that equal works share, the low end of a range takes the best and the high end the worst.
TIES: tuple[Literal["min"], Literal["max"]] = ("min", "max")
#: Quantiles over worlds that are told.
QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
#: Values are told apart from so many digits behind the point on: the rest is rounding [kt/a].
DIGITS = 9
COLUMNS = (
    *("work", "mean_kt", "se_kt", "pint_kt", "toot_kt", "p10_kt", "p50_kt", "p90_kt", "central_kt", "upstream_kt"),
    *("saved_meur", "saved_se_meur", "annual_cost_meur"),
    *("net_mean_meur", "net_p10_meur", "net_p50_meur", "net_p90_meur"),
    *("p_first", "p_top5", "p_top10", "p_raises", "p_pays", "p_pays_alone", "p_pays_last"),
    *("rank_low", "rank_high"),
    *("regret_build_meur", "regret_build_worst_meur", "regret_skip_meur", "regret_skip_worst_meur"),
    *("worlds", "below_kt", "verdict", "because", "resolution_kt", "resolution_meur"),
)


def robust(
    worlds: pd.DataFrame,
    draws: pd.DataFrame,
    inputs: pd.DataFrame,
    drivers: pd.DataFrame,
    central: pd.Series,
    correction: pd.DataFrame | None = None,
    slopes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the ranking over all worlds, `COLUMNS`, best mean first.

    Parameters
    ----------
    worlds : DataFrame
        Columns ``world, work, pint_kt, toot_kt, half_kt, marginal_kt, pint_meur, toot_meur, half_meur, saved_meur,
        annual_cost_meur, upstream_kt``; every work in every world.
    draws : DataFrame
        Columns ``world, input, value, level``.
    inputs : DataFrame
        Columns ``input, kind, low, high, options``.
    drivers : DataFrame
        What works hang on, from `werven.worlds.drivers.drivers` of the same worlds.
    central : Series
        Value by work in the central world [kt/a].
    correction : DataFrame, optional
        Index work; ``kt, meur``: what another time resolution does to what a work avoids and saves. Added to its means
        and to its value in every world, so to quantiles, chances, ranks and verdict too; told in ``resolution_kt`` and
        ``resolution_meur``. ``kt_se, meur_se``: its errors, in those of the means and in the ranks.
    slopes : DataFrame, optional
        Columns ``world, work, input, kt, meur``, as in `werven.worlds.learnt.learnt`.
    """
    value, net = counted(worlds, correction)
    works = value.columns
    table = _means(worlds, _ground(works, draws, inputs, value.index, slopes), correction)
    table = table.assign(central_kt=central.reindex(works).astype(float), worlds=len(value))
    table = table.assign(**_quantiles(value, "kt"), **_chances(value))
    pays = by_others(worlds, correction)
    said = verdicts(worlds, draws, inputs, drivers, correction, pays)
    table = table.assign(**_money(net)).join([pays, said])
    order = (-table["mean_kt"].round(DIGITS)).sort_values(kind="stable").index
    return table.loc[order].reset_index().loc[:, list(COLUMNS)]


@dataclass(frozen=True)
class _Ground:
    """What tells of the values of works: terms of what was drawn, and what slopes tell, in either unit."""

    terms: Mapping[str, Vector]
    known: Mapping[str, Mapping[str, Known]]


def _ground(
    works: pd.Index, draws: pd.DataFrame, inputs: pd.DataFrame, worlds: pd.Index, slopes: pd.DataFrame | None
) -> _Ground:
    """Return what tells of the values of works."""
    parts = {work: effects(draws, told_of(inputs, work), worlds, DEGREE) for work in works}
    known = {
        unit: {work: Known(each, parts[work]) for work, each in learnt(slopes, draws, worlds, unit).items()}
        for unit in ("kt", "meur")
    }
    return _Ground({work: side_by_side(each, len(worlds)) for work, each in parts.items()}, known)


def _means(worlds: pd.DataFrame, ground: _Ground, correction: pd.DataFrame | None) -> pd.DataFrame:
    """Return means over worlds with their errors and ranks, and what time resolution adds to them, index work."""
    panels = {"kt": panel_kt(worlds), "meur": panel_meur(worlds)}
    tonnes, money = (
        estimate(panel.half, panel.rest, ground.terms, ground.known[unit]) for unit, panel in panels.items()
    )
    names = ("pint_kt", "toot_kt", "upstream_kt", "annual_cost_meur")
    table = pd.DataFrame({name: by_world(worlds, name).mean() for name in names})
    (shift, more), (doubt, more_doubt) = (each(correction, table.index) for each in (shifts, doubts))
    table = table.assign(
        mean_kt=tonnes.mean + shift,
        se_kt=np.hypot(tonnes.se, doubt),
        saved_meur=money.mean + more,
        saved_se_meur=np.hypot(money.se, more_doubt),
        resolution_kt=shift,
        resolution_meur=more,
    )
    return table.assign(net_mean_meur=table["saved_meur"] - table["annual_cost_meur"], **_ranks(tonnes, shift, doubt))


def _quantiles(value: pd.DataFrame, unit: str, head: str = "") -> dict[str, pd.Series]:
    return {f"{head}{name}_{unit}": value.quantile(part) for name, part in QUANTILES.items()}


def _money(net: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what is told of the net value in every world [MEUR/a]."""
    loss, missed = (-net).clip(lower=0.0), net.clip(lower=0.0)
    return {
        **_quantiles(net, "meur", "net_"),
        "p_pays": (net > 0.0).mean(),
        "regret_build_meur": loss.mean(),
        "regret_build_worst_meur": loss.max(),
        "regret_skip_meur": missed.mean(),
        "regret_skip_worst_meur": missed.max(),
    }


def _chances(value: pd.DataFrame) -> dict[str, pd.Series]:
    """Return in which share of worlds works are among the first, or raise CO2, from values in every world [kt/a]."""
    place = value.round(DIGITS).rank(axis=1, ascending=False, method="min")
    heads = {"p_first": 1, "p_top5": 5, "p_top10": 10}
    chances = {name: ((place <= last) & (value > 0.0)).mean() for name, last in heads.items()}
    return {**chances, "p_raises": (value < -LEAST_RAISES_KT).mean()}


def _ranks(found: Estimate, shift: pd.Series, doubt: pd.Series) -> dict[str, pd.Series]:
    """Return between which ranks the mean of every work lies, by drawing worlds anew (Efron 1979, "Bootstrap methods").

    Works that are equal share the ranks that they take.
    """
    count, works = len(found.by_world), found.by_world.columns
    if count == 1:
        return {"rank_low": pd.Series(1, index=works), "rank_high": pd.Series(len(works), index=works)}
    rng = np.random.default_rng(SEED)
    taken = rng.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)
    added = rng.normal(shift, doubt, size=(RESAMPLES, len(works)))
    means = pd.DataFrame(taken @ found.by_world.to_numpy() / count + added).round(DIGITS)
    best, worst = (means.rank(axis=1, ascending=False, method=ties).to_numpy() for ties in TIES)
    low = np.quantile(best, RANKS[0], axis=0, method="lower").astype(int)
    high = np.quantile(worst, RANKS[1], axis=0, method="higher").astype(int)
    return {"rank_low": pd.Series(low, index=works), "rank_high": pd.Series(high, index=works)}
