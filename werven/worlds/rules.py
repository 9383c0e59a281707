"""Rules of one or two inputs that tell in which worlds something holds: "gas above 22", "carbon dear and store full".

A rule counts only as far as it tells worlds right from which it was not made (cross-validation), so that the many rules
tried do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from werven.data.uncertain import options_of
from werven.ranking.game.games import Vector
from werven.worlds.regress import fold_of
from werven.worlds.terms import drawn

#: Worlds are dealt out to at most so many folds.
FOLDS = 8
#: Most thresholds of one number.
THRESHOLDS = 48
#: Inputs of the best single rules, of which two are joined.
JOINED = 8
#: Digits of a threshold, more where fewer do not lie between the values that it parts.
DIGITS = 3

Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rules:
    """Rules of one input each; the opposite of every rule is among them.

    Attributes
    ----------
    words : list of str
        ``input>threshold``, ``input<threshold``, ``input=option`` or ``input!=option``.
    owner : ndarray of int, shape (rules,)
        Place of the input.
    holds : ndarray, shape (rules, worlds)
        1 where it holds, else 0.
    """

    words: list[str]
    owner: npt.NDArray[np.int_]
    holds: Vector


@dataclass(frozen=True)
class Rule:
    """A rule, in words, in which worlds it holds, and the places of its inputs."""

    words: str
    holds: Mask
    inputs: frozenset[int]


@dataclass(frozen=True)
class Trial:
    """A rule, and how well rules like it do that were made without some of the worlds.

    Attributes
    ----------
    rule : Rule
        Of all worlds.
    right : float
        Share of worlds told right by rules that were found without them.
    same : float
        Share of these rules that are of the same inputs (stability selection, after Meinshausen and Buehlmann 2010,
        "Stability selection"): of many inputs some pair parts the worlds that there are by chance, and is another one
        as soon as some are left out.
    """

    rule: Rule
    right: float
    same: float


Find: TypeAlias = Callable[[Rules, Mask, Mask], Rule]


def rules_of(draws: pd.DataFrame, inputs: pd.DataFrame, worlds: pd.Index) -> Rules:
    """Return all rules of one input: thresholds between drawn values, and options.

    Parameters
    ----------
    draws : DataFrame
        Columns ``world, input, value``.
    inputs : DataFrame
        Columns ``input, kind, options``.
    worlds : Index
        The worlds, in this order.
    """
    values = drawn(draws, "value", worlds)
    words, owner, holds = [], [], []
    for place, (name, kind, options) in enumerate(zip(inputs["input"], inputs["kind"], inputs["options"], strict=True)):
        rules = _of_choice(values[name], options) if kind == "choice" else _of_number(values[name].astype(float))
        for sign, mask in rules:
            words.append(f"{name}{sign}")
            owner.append(place)
            holds.append(mask)
    shaped = np.array(holds, dtype=float).reshape(len(words), len(worlds))
    return Rules(words, np.array(owner, dtype=int), shaped)


def best_single(rules: Rules, holds: Mask, known: Mask) -> Rule:
    """Return the rule of one input that tells most of the known worlds right, shapes (worlds,)."""
    signs = np.where(holds, 1.0, -1.0) * known
    best = int((rules.holds @ signs).argmax())
    return Rule(rules.words[best], rules.holds[best] > 0.0, frozenset({int(rules.owner[best])}))


def best_joined(rules: Rules, holds: Mask, known: Mask) -> Rule:
    """Return two rules of different inputs, joined by and or or, that tell most of the known worlds right."""
    signs = np.where(holds, 1.0, -1.0) * known
    single = pd.Series(rules.holds @ signs).groupby(rules.owner).max()
    chosen = np.flatnonzero(np.isin(rules.owner, single.nlargest(JOINED).index))
    one, owner = rules.holds[chosen], rules.owner[chosen]
    apart = np.where(owner[:, None] == owner, -np.inf, 0.0)
    # Right: all that does not hold and what both say of the rest; or all that holds less what neither says.
    both = (one * signs) @ one.T + apart + float((~holds & known).sum())
    either = apart - ((1.0 - one) * signs) @ (1.0 - one).T + float((holds & known).sum())
    joint, told = ("&", both) if both.max() >= either.max() else ("|", either)
    first, second = (int(at) for at in chosen[list(np.unravel_index(int(told.argmax()), told.shape))])
    masks = rules.holds[first] > 0.0, rules.holds[second] > 0.0
    return Rule(
        f"{rules.words[first]} {joint} {rules.words[second]}",
        masks[0] & masks[1] if joint == "&" else masks[0] | masks[1],
        frozenset({int(rules.owner[first]), int(rules.owner[second])}),
    )


def tried(rules: Rules, holds: Mask, find: Find) -> Trial:
    """Return a rule of all worlds with what cross-validation says of it."""
    rule, fold = find(rules, holds, np.ones(len(holds), dtype=bool)), fold_of(len(holds), FOLDS)
    right, same, folds = 0, 0, int(fold.max()) + 1
    for held in range(folds):
        other = find(rules, holds, fold != held)
        right += int((other.holds == holds)[fold == held].sum())
        same += other.inputs == rule.inputs
    return Trial(rule, right / len(holds), same / folds)


def _of_choice(values: pd.Series, options: str) -> Iterator[tuple[str, Mask]]:
    """Yield the rules of a choice; of two options each is the opposite of the other."""
    seen = [option for option in options_of(options) if (values == option).any()]
    for option in seen if len(seen) > 1 else []:
        mask = (values == option).to_numpy(dtype=bool)
        yield f"={option}", mask
        if len(seen) > 2:
            yield f"!={option}", ~mask


def _of_number(values: pd.Series) -> Iterator[tuple[str, Mask]]:
    """Yield the rules of a number."""
    numbers = values.to_numpy(dtype=float)
    distinct = np.unique(numbers)
    gaps = np.arange(len(distinct) - 1)
    if len(gaps) > THRESHOLDS:
        gaps = np.unique(np.linspace(0, len(gaps) - 1, THRESHOLDS).round().astype(int))
    for gap in gaps:
        threshold = _between(float(distinct[gap]), float(distinct[gap + 1]))
        above = numbers > distinct[gap]
        yield f">{threshold}", above
        yield f"<{threshold}", ~above


def _between(low: float, high: float) -> str:
    """Return a short number between two others."""
    for digits in range(DIGITS, 18):
        text = np.format_float_positional((low + high) / 2, precision=digits, fractional=False, trim="-")
        if low < float(text) < high:
            return text
    return repr(high)
