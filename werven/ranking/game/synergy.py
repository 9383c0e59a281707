"""Which works need or replace each other, and in which order a sequence of works pays best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

import numpy as np
import pandas as pd

from werven.coalition import EMPTY, LARGEST_BLOCK, Coalition, label
from werven.errors import Fault, nearest, raise_if
from werven.ranking.game.games import Game, Vector

#: Eigenvalues below this share of the largest are directions that no coalition tells anything about.
UNSEEN = 1e-11
#: Weight of the ridge where coalitions are few: one more that says of every coefficient that it is like all others.
RIDGE = 1.0
#: Gains below this share of the largest value seen are rounding.
ROUNDING = 1e-12


def higher_order(shapley: pd.DataFrame, pint: pd.DataFrame, toot: pd.DataFrame) -> pd.DataFrame:
    """Return shapley - (pint + toot) / 2, which is zero where no more than two works act together.

    A screen, not a test: interactions of three and more may cancel in it.
    """
    return shapley - (pint + toot) / 2


def find_linked(pairs: pd.DataFrame, largest: int = LARGEST_BLOCK, threshold: float = 0.0) -> list[Coalition]:
    """Return sets of works that are strongly linked, for exact enumeration.

    Pairs are taken from the strongest down; each merges the sets of its two works while the whole is not too large.

    Parameters
    ----------
    pairs : DataFrame
        Columns `work_a`, `work_b` and `synergy` (of either sign).
    largest : int
        Most works in a set.
    threshold : float
        Pairs of which the size of the synergy is at or below this do not link.

    Returns
    -------
    list of frozenset
        Disjoint sets of two works or more, sorted by their first work.
    """
    strong = pairs.assign(size=pairs["synergy"].abs()).query("size > @threshold")
    strong = strong.sort_values(["size", "work_a", "work_b"], ascending=[False, True, True])
    block_of: dict[str, Coalition] = {}
    for work_a, work_b in zip(strong["work_a"], strong["work_b"], strict=True):
        whole = block_of.get(work_a, frozenset({work_a})) | block_of.get(work_b, frozenset({work_b}))
        if len(whole) <= largest:
            block_of.update(dict.fromkeys(whole, whole))
    return sorted(set(block_of.values()), key=sorted)


def synergy_fit(game: Game, quantity: str | None = None) -> pd.DataFrame:
    """Fit v(S) = v(empty) + sum of a_i + sum of b_ij to all coalitions that are known, by least squares.

    The model meets v(empty) and v(N) exactly, so that its own Shapley values (a_i plus half of every b_ij) add up to
    what the ranking adds up to; all other coalitions weigh the same. Where coalitions do not tell coefficients apart,
    they share alike and their standard error is infinite. With fewer coalitions than coefficients a ridge keeps them
    small: a hint where to look, not an estimate. A work alone that lacks a requirement is worth nothing by definition:
    it has no a_i.

    Parameters
    ----------
    game : Game
        The empty and the full coalition are solved when they are not known.
    quantity : str, optional
        The first of the game when not given.

    Returns
    -------
    DataFrame
        Columns `work_a`, `work_b` (`work_a` first in the alphabet), `synergy`, `se`; the strongest pair first. The
        standard error is that of ordinary least squares. Values have no noise: it tells how badly pairs alone
        describe the game. Coalitions of one walk miss alike, which it does not see; in trials it was on the safe side
        after walks with their reverse, as `shapley_sampled` draws them, and half as large as it should be after walks
        without. `strongest_pairs` is exact.

    Raises
    ------
    InputError
        A quantity that the game does not have.
    """
    column = _quantity(game, quantity)
    pairs = list(combinations(game.players, 2))
    alone = [work for work in game.players if work not in game.requires]
    design, target, total = _equations(game, column, alone, pairs)
    # Two works have no room for a misfit, so that their standard error is known without one.
    solution, error = _least_squares(design, target, total, saturated=len(game.players) <= 2)
    synergies, errors = solution[len(alone) :], error[len(alone) :]
    return _strongest_first(_pair_table(pairs, {"synergy": synergies, "se": errors}))


def _quantity(game: Game, name: str | None) -> int:
    """Return the position of a quantity, the first when it has no name."""
    if name is None:
        return 0
    allowed = "one of " + ", ".join(game.quantities)
    unknown = Fault("synergy", "", "quantity", name, allowed, nearest(name, game.quantities))
    raise_if([unknown] if name not in game.quantities else [])
    return game.quantities.index(name)


def _equations(
    game: Game, column: int, alone: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> tuple[Vector, Vector, float]:
    """Return which terms are in which known coalition, its value less v(empty), and v(N) - v(empty)."""
    game.fill([EMPTY, game.full])
    reference = game[EMPTY][column]
    rows = [coalition for coalition in game.known if coalition not in (EMPTY, game.full)]
    inside = np.array([[work in row for work in game.players] for row in rows], dtype=float)
    inside = inside.reshape(len(rows), len(game.players))
    place = {work: position for position, work in enumerate(game.players)}
    first, second = ([place[pair[side]] for pair in pairs] for side in (0, 1))
    terms = np.hstack([inside[:, [place[work] for work in alone]], inside[:, first] * inside[:, second]])
    target = np.array([game.known[row][column] for row in rows]) - reference
    return terms, target, float(game[game.full][column] - reference)


def _least_squares(design: Vector, target: Vector, total: float, saturated: bool) -> tuple[Vector, Vector]:
    """Return the x nearest to design x = target that adds up to total, the smallest of them, and its standard error.

    Parameters
    ----------
    design : ndarray
        Shape (equations, unknowns).
    target : ndarray
        Shape (equations,).
    total : float
        Sum of the unknowns.
    saturated : bool
        The model can hold every game, so that nothing is left to spread.

    Returns
    -------
    tuple of ndarray
        Solution and standard error, both of shape (unknowns,); the error is infinite where the equations and the sum
        do not determine an unknown, or where there are no more equations than unknowns.
    """
    unknowns = design.shape[1]
    if unknowns == 0:
        return np.zeros(0), np.zeros(0)
    # x = total / unknowns + z, where z adds up to zero: without its mean a row does not see the sum of z.
    mean = design.mean(axis=1, keepdims=True)
    centred, rest = design - mean, target - mean[:, 0] * total
    values, vectors = np.linalg.eigh(centred.T @ centred)
    seen = values > UNSEEN * max(float(values[-1]), 1.0)
    basis, told_by = vectors[:, seen], values[seen]
    ridge = RIDGE if len(target) < unknowns - 1 else 0.0
    z = basis @ ((basis.T @ (centred.T @ rest)) / (told_by + ridge))
    freedom = len(target) - len(told_by)
    misfit = float(((rest - centred @ z) ** 2).sum())
    error = np.full(unknowns, np.inf)
    if saturated or freedom > 0:
        told = (basis**2).sum(axis=1) + 1 / unknowns > 1 - 1e-6
        variance = 0.0 if saturated else misfit / freedom
        error[told] = np.sqrt(variance * (basis**2 @ (1 / told_by)))[told]
    return total / unknowns + z, error


def _pair_table(pairs: Sequence[tuple[str, str]], columns: Mapping[str, Iterable[float]]) -> pd.DataFrame:
    """Return a table of one row a pair."""
    names = pd.DataFrame(pairs, columns=["work_a", "work_b"], dtype="str")
    return names.assign(**{name: np.array(list(values), dtype=float) for name, values in columns.items()})


def _strongest_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs by the size of their synergy, then by name."""
    size = pairs["synergy"].abs()
    order = pairs.assign(size=size).sort_values(["size", "work_a", "work_b"], ascending=[False, True, True])
    return order.drop(columns="size").reset_index(drop=True)


def strongest_pairs(game: Game, fit: pd.DataFrame, count: int = 10, quantity: str | None = None) -> pd.DataFrame:
    """Return exact synergies of the pairs that a fit finds strongest.

    Parameters
    ----------
    game : Game
        It is filled with the pair and its works, put into the reference and taken out of all works.
    fit : DataFrame
        Columns `work_a`, `work_b`, `synergy`, as from `synergy_fit`.
    count : int
        How many pairs.
    quantity : str, optional
        The first of the game when not given.

    Returns
    -------
    DataFrame
        Columns `work_a`, `work_b`, `synergy`, `at_empty` = v({i,j}) - v({i}) - v({j}) + v(empty), `at_full` =
        v(N) - v(N without i) - v(N without j) + v(N without both); `synergy` is the mean of the two. Strongest first.
    """
    column = _quantity(game, quantity)
    chosen = _strongest_first(fit).head(count)
    pairs = list(zip(chosen["work_a"], chosen["work_b"], strict=True))
    squares = [_square(pair, base) for pair in pairs for base in (EMPTY, game.full.difference(pair))]
    game.fill([EMPTY, game.full, *chain.from_iterable(squares)])
    ends = [float((game[both] - game[one] - game[other] + game[none])[column]) for none, one, both, other in squares]
    at_empty, at_full = np.array(ends[::2]), np.array(ends[1::2])
    values = {"synergy": (at_empty + at_full) / 2, "at_empty": at_empty, "at_full": at_full}
    return _strongest_first(_pair_table(pairs, values))


def _square(pair: tuple[str, str], base: Coalition) -> list[Coalition]:
    """Return a base with neither, the first, both and the second of a pair."""
    return [base, base | {pair[0]}, base | {*pair}, base | {pair[1]}]


def greedy(
    game: Game,
    score: Callable[[Vector, Vector, Coalition], float],
    steps: Iterable[Collection[str]] = (),
    shortlist: int = 4,
) -> pd.DataFrame:
    """Return the order of building in which every next step scores best.

    No work of a chain in series is worth anything alone, so a step may be a linked set. How solves are spared, and when
    that is exact, is told at `BuildingOrder`; what that misses, `settled` mends.

    Parameters
    ----------
    game : Game
        Values of the coalitions.
    score : callable
        Gets the values before and after, shape (quantities,), and the works that a step adds; more is better.
    steps : iterable of collections of str
        Linked sets, which may overlap, besides every single work with what it requires.
    shortlist : int
        How many steps are solved at once.

    Returns
    -------
    DataFrame
        One row a step: `step` from 1, `works` (ids joined by ``+``), `gain_{quantity}` and `cumulative_{quantity}`.
        When no step that is left changes anything, the last row holds all works that are left.

    Raises
    ------
    InputError
        A step with a work that does not play, or a score that is no number.
    """
    added = settled(game, score, BuildingOrder(game, score, _options(game, steps)).run(shortlist))
    built = [EMPTY.union(*added[:count]) for count in range(len(added) + 1)]
    values = np.array([game[each] for each in built])
    table = pd.DataFrame({"step": range(1, len(built)), "works": list(map(label, added))})
    table[[f"gain_{name}" for name in game.quantities]] = np.diff(values, axis=0)
    table[[f"cumulative_{name}" for name in game.quantities]] = values[1:] - values[0]
    return table


def settled(
    game: Game, score: Callable[[Vector, Vector, Coalition], float], steps: Iterable[Coalition]
) -> list[Coalition]:
    """Return steps in an order in which none scores more than the one before it.

    A step that does moves up where it does not need the other, and joins it where both together score more: a link of a
    chain may have been built for nothing long before the one that makes it worth something.

    Parameters
    ----------
    game, score
        As in `greedy`.
    steps : iterable of frozenset of str
        Disjoint sets of works; an order of building.
    """

    def scored(base: Coalition, step: Coalition) -> float:
        return float(score(game[base], game[base | step], step))

    order: list[Coalition] = []
    for latest in steps:
        order.append(latest)
        for place in range(len(order) - 1, 0, -1):
            base = EMPTY.union(*order[: place - 1])
            before, step = order[place - 1 : place + 1]
            if scored(base | before, step) <= scored(base, before):
                break
            is_free = game.permitted(base | step) == base | step
            if is_free and scored(base, step) >= max(scored(base, before), scored(base | step, before)):
                order[place - 1 : place + 1] = [step, before]
            elif scored(base, before | step) > scored(base, before):
                order[place - 1 : place + 1] = [before | step]
            else:
                break
    return order


def _options(game: Game, steps: Iterable[Collection[str]]) -> list[Coalition]:
    """Return every single work and every linked set, each with what it requires; the smallest first."""
    options = {game.with_needed(option) for option in [*({work} for work in game.players), *steps] if option}
    return sorted(options, key=lambda option: (len(option), sorted(option)))


@dataclass
class BuildingOrder:
    """What is built, and what every step that is left scored when it was last solved.

    To spare solves a step keeps its last score; each round solves the `shortlist` best again, and goes on while a kept
    score is above the best one solved. That is the exact greedy order where scores only fall as more is built
    (submodular games; Minoux, 1978, "Accelerated greedy algorithms for maximizing submodular set functions"). A score
    can rise too: steps that share a linked set or a requirement with what was just built are solved again at once, a
    rise elsewhere is seen only when the step comes up. So the order is a good one, not always the best.

    Attributes
    ----------
    game, score
        As in `greedy`.
    options : list of frozenset
        Steps, each closed under the requirements; of two that score alike the first is taken.
    built : frozenset
        Works built.
    """

    game: Game
    score: Callable[[Vector, Vector, Coalition], float]
    options: list[Coalition]
    built: Coalition = EMPTY
    _scores: dict[Coalition, float] = field(default_factory=dict)

    def run(self, shortlist: int) -> Iterator[Coalition]:
        """Build step after step, and yield what each adds."""
        while self.built != self.game.full:
            added = self._best(shortlist) - self.built
            self.built |= added
            linked = EMPTY.union(*(option for option in self.options if option & added))
            self.options = [option for option in self.options if not option <= self.built]
            for option in self.options:
                if option & linked:
                    self._scores.pop(option, None)
            yield added

    def _best(self, shortlist: int) -> Coalition:
        """Return the step that scores best, or all that is left when no step changes anything."""
        stale = sorted(self.options, key=self._kept, reverse=True)
        solved: list[Coalition] = []
        while stale and (not solved or self._kept(stale[0]) > max(map(self._kept, solved))):
            count = max(shortlist, 1, sum(option not in self._scores for option in stale))
            self._solve(stale[:count])
            solved, stale = solved + stale[:count], stale[count:]
        if not any(self._changes(option) for option in solved):
            self._solve(stale)
            solved, stale = solved + stale, []
            if not any(self._changes(option) for option in solved):
                return self.game.full
        return max((option for option in self.options if option in solved), key=self._kept)

    def _kept(self, option: Coalition) -> float:
        """Return the score of a step when it was last solved; what was never solved comes first."""
        return self._scores.get(option, np.inf)

    def _solve(self, options: Sequence[Coalition]) -> None:
        """Score steps from what is built now."""
        self.game.fill(self.built | option for option in options)
        before = self.game[self.built]
        scores = {each: float(self.score(before, self.game[self.built | each], each - self.built)) for each in options}
        raise_if(
            [Fault("greedy", label(each), "score", "nan", "a number") for each, one in scores.items() if np.isnan(one)]
        )
        self._scores |= scores

    def _changes(self, option: Coalition) -> bool:
        """Tell whether a step that was solved changes any value by more than rounding."""
        before, after = self.game[self.built], self.game[self.built | option]
        return bool((np.abs(after - before) > ROUNDING * np.maximum(np.abs(before), np.abs(after))).any())
