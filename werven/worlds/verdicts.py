"""What the worlds say of a work, in one word of `werven.data.verdicts`, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from werven.data.verdicts import (
    BUILD,
    BUILD_IF,
    HARDLY,
    LEAST_KT,
    NOT_NEEDED,
    OFTEN,
    ONE_OF,
    PAYS,
    TOO_DEAR,
    UNDECIDED,
    WITH_OTHERS,
)
from werven.ranking.game.games import Vector
from werven.worlds.panel import counted
from werven.worlds.rules import Mask, Rules, best_joined, best_single, rules_of, tried
from werven.worlds.terms import told_of

#: Steps of "worth less than" [kt/a]: doubled, so that one is never off by more than a factor of two.
STEPS_KT = (25.0, 50.0, 100.0)
#: A work raises CO2 when it adds more: a fifth of what is little, so that rounding raises nothing [kt/a].
LEAST_RAISES_KT = 5.0
#: Share of worlds that a rule has to tell right: one that errs in more than three of twenty is none to plan by.
RULE_RIGHT = 0.85
#: By how much it has to be better than always giving the more frequent answer: else it tells nothing of the inputs.
RULE_GAIN = 0.10
#: Share of rules made without an eighth of the worlds that has to be of the same inputs: else it is one of chance.
RULE_SAME = 0.75
#: Fewest worlds from which a rule is made: of fewer, some input parts any two heaps by chance.
LEAST_WORLDS = 24
#: Most inputs named where nothing is decided: more are no reason.
MOST_NAMED = 3


def verdicts(
    worlds: pd.DataFrame,
    draws: pd.DataFrame,
    inputs: pd.DataFrame,
    drivers: pd.DataFrame,
    correction: pd.DataFrame | None = None,
    pays: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what the worlds say of every work.

    Parameters
    ----------
    worlds, draws, inputs, correction
        As in `werven.worlds.drivers.drivers`.
    drivers : DataFrame
        What that returns.
    pays : DataFrame, optional
        From `werven.worlds.beside.by_others`; without it what else is built plays no part.

    Returns
    -------
    DataFrame
        Index work. ``below_kt``: the smallest of `STEPS_KT` that its value stays below in 95 % of worlds, else NaN.
        ``verdict``: ``build`` where it pays in 90 % of worlds and raises CO2 in hardly any (less than half of them with
        all others built: ``one_of``; with none: ``with_others``). Where it pays in hardly any, ``not_needed`` if it is
        worth less than 25 kt either way in 95 %, else ``too_dear``. ``build_if`` where a rule tells when it pays, else
        ``undecided``. ``because``: the rule (``co2_price>131 & storage<70``, ``a<3 | b=yes``), or the inputs that move
        its net value most (``gas; co2_price``).
    """
    values, net = counted(worlds, correction)
    told = drivers[drivers["input"] != ""]
    named = told.dropna(subset="net_share").sort_values("net_share", ascending=False, kind="stable")
    rows = []
    for work in values.columns:
        own = told_of(inputs, work)
        rules = rules_of(draws, own[own["input"].isin(told.loc[told["work"] == work, "input"])], values.index)
        below, verdict, because = _verdict(values[work].to_numpy(), net[work].to_numpy(), rules)
        if verdict == BUILD and pays is not None:
            verdict = _beside(*pays.loc[work, ["p_pays_alone", "p_pays_last"]])
        moves = named.loc[named["work"] == work, "input"].head(MOST_NAMED)
        rows.append((below, verdict, "; ".join(moves) if verdict == UNDECIDED else because))
    return pd.DataFrame(rows, index=values.columns, columns=["below_kt", "verdict", "because"])


def _beside(alone: float, last: float) -> str:
    """Return the verdict of a work that is to be built, by the chances that it pays alone and with all others."""
    if last < OFTEN:
        return ONE_OF
    return BUILD if alone >= OFTEN else WITH_OTHERS


def _verdict(value: Vector, net: Vector, rules: Rules) -> tuple[float, str, str]:
    """Return how little a work is worth, the verdict and the rule that it rests on."""
    below = next((step for step in STEPS_KT if np.mean(value < step) >= 1.0 - HARDLY), np.nan)
    pays = net > 0.0
    if pays.mean() >= PAYS and np.mean(value < -LEAST_RAISES_KT) <= HARDLY:
        return below, BUILD, ""
    if pays.mean() <= HARDLY:
        return below, NOT_NEEDED if np.mean(np.abs(value) < LEAST_KT) >= 1.0 - HARDLY else TOO_DEAR, ""
    rule = _rule(pays, rules)
    return below, BUILD_IF if rule else UNDECIDED, rule


def _rule(pays: Mask, rules: Rules) -> str:
    """Return the rule that tells when a work pays, empty where none does."""
    needed = max(RULE_RIGHT, max(pays.mean(), 1.0 - pays.mean()) + RULE_GAIN)
    if needed > 1.0 or len(pays) < LEAST_WORLDS or not rules.words:
        return ""
    for find in (best_single, best_joined)[: len(set(rules.owner))]:
        trial = tried(rules, pays, find)
        if trial.right >= needed and trial.same >= RULE_SAME:
            return trial.rule.words
    return ""
