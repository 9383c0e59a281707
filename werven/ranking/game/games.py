"""A value function with a memory, and what is read from it without drawing: PINT, TOOT, exact Shapley values, ranks.

A game is a set of works and the value of every coalition of them; more is better. What a value is and how it is solved
is not known here. The value of a coalition is the value of its permitted part, so that all methods see a plain game.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import comb
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from werven.coalition import EMPTY, Coalition, label
from werven.errors import Fault, nearest, raise_if

Vector: TypeAlias = npt.NDArray[np.float64]
Solve: TypeAlias = Callable[[Sequence[Coalition]], Mapping[Coalition, Vector]]


#: Above this number of players the 2^n coalitions are drawn, not enumerated.
MOST_ENUMERATED = 16


class Game:
    """A value function that asks for every coalition at most once.

    Parameters
    ----------
    players : collection of str
        Ids of the works that may be built or not; kept sorted.
    solve : callable
        Gets coalitions, in any order it likes to solve them. Returns one vector, shape (quantities,), for each. It is
        asked only for permitted coalitions that are not known yet, each once.
    quantities : sequence of str
        What the numbers of a vector are, all from the same solve. The first is the one that is ranked.
    requires : mapping of str to collection of str, optional
        Work to the works that it needs.
    met : collection of str
        Works of the reference, always built: they meet requirements and are no players.

    Raises
    ------
    InputError
        A player or a quantity named twice, a player that is met, an unknown id in `requires`, a work that requires
        itself, a work of the reference that requires a player.
    """

    def __init__(
        self,
        players: Collection[str],
        solve: Solve,
        quantities: Sequence[str] = ("value",),
        requires: Mapping[str, Collection[str]] | None = None,
        met: Collection[str] = (),
    ) -> None:
        requires = requires or {}
        raise_if(
            [
                *_twice(players, "players"),
                *_twice(quantities, "quantities"),
                *_player_faults(players, met),
                *_requires_faults(players, requires, met),
            ]
        )
        self.players: tuple[str, ...] = tuple(sorted(players))
        self.quantities: tuple[str, ...] = tuple(quantities)
        self.full: Coalition = frozenset(players)
        needs = {work: frozenset(needed) & self.full for work, needed in requires.items()}
        self.requires: Mapping[str, Coalition] = {work: needs[work] for work in sorted(needs) if needs[work]}
        self._solve = solve
        self._known: dict[Coalition, Vector] = {}

    @classmethod
    def of(
        cls,
        players: Collection[str],
        function: Callable[[Coalition], npt.ArrayLike],
        quantities: Sequence[str] = ("value",),
        requires: Mapping[str, Collection[str]] | None = None,
        met: Collection[str] = (),
    ) -> Game:
        """Return the game of a plain function of a coalition that gives a number or a vector."""

        def solve(asked: Sequence[Coalition]) -> dict[Coalition, Vector]:
            return {each: np.atleast_1d(np.asarray(function(each), dtype=float)) for each in asked}

        return cls(players, solve, quantities, requires, met)

    @property
    def known(self) -> Mapping[Coalition, Vector]:
        """Permitted coalitions that were solved, in the order in which they were asked for."""
        return MappingProxyType(self._known)

    def among(self, players: Collection[str]) -> Game:
        """Return the game of some of the players, with all that is known; the others are taken to change nothing."""
        kept = frozenset(players)
        requires = {work: needed & kept for work, needed in self.requires.items() if work in kept}
        part = Game(players, self._solve, self.quantities, requires)
        part._known = {coalition & kept: vector for coalition, vector in self._known.items()}
        return part

    def permitted(self, coalition: Collection[str]) -> Coalition:
        """Return the largest subset of a coalition that is closed under `requires`.

        Closed subsets are closed under union, so there is one largest; taking out what lacks something until nothing
        does finds it, and leaves works that require each other both in or both out.
        """
        part = frozenset(coalition)
        while True:
            lacking = {work for work, needed in self.requires.items() if work in part and not needed <= part}
            if not lacking:
                return part
            part -= lacking

    def with_needed(self, coalition: Collection[str]) -> Coalition:
        """Return the smallest permitted coalition that holds these works."""
        whole = frozenset(coalition)
        while True:
            needed = EMPTY.union(*(self.requires.get(work, EMPTY) for work in whole))
            if needed <= whole:
                return whole
            whole |= needed

    def fill(self, coalitions: Iterable[Collection[str]]) -> None:
        """Solve what is not known yet of these coalitions, after `permitted`.

        Raises
        ------
        InputError
            A coalition holds a work that does not play, or a value is missing, no number, or not finite.
        """
        asked = [frozenset(coalition) for coalition in coalitions]
        raise_if(_strangers(asked, self.players))
        fresh = list(dict.fromkeys(part for part in map(self.permitted, asked) if part not in self._known))
        if fresh:
            self._learn(fresh, self._solve(fresh))

    def __getitem__(self, coalition: Collection[str]) -> Vector:
        """Return the value of the permitted part of a coalition, shape (quantities,); solve it when it is not known."""
        part = self.permitted(coalition)
        if part not in self._known:
            self.fill([part])
        return self._known[part]

    def _learn(self, asked: Sequence[Coalition], answer: Mapping[Coalition, Vector]) -> None:
        """Remember what was solved; all of it or nothing."""
        raise_if([fault for each in asked for fault in _value_faults(each, answer.get(each), self.quantities)])
        for coalition in asked:
            value = np.array(answer[coalition], dtype=float)
            value.setflags(write=False)
            self._known[coalition] = value


def _twice(ids: Collection[str], what: str) -> list[Fault]:
    """Return a fault for every id that occurs more than once."""
    ids = list(ids)
    return [Fault("game", "", what, one, "an id that occurs once") for one in sorted(set(ids)) if ids.count(one) > 1]


def _player_faults(players: Collection[str], met: Collection[str]) -> list[Fault]:
    """Return a fault for every player that is always built."""
    allowed = "either a player or a work of the reference"
    return [Fault("game", "", "players", work, allowed) for work in sorted(set(players) & set(met))]


def _requires_faults(
    players: Collection[str], requires: Mapping[str, Collection[str]], met: Collection[str]
) -> list[Fault]:
    """Return the faults of requirements: unknown ids, a work that requires itself, a reference that needs a player."""
    ids = {*players, *met}
    known = "the id of a player or of a work of the reference"
    faults = [Fault("game", work, "requires", work, known, nearest(work, ids)) for work in requires if work not in ids]
    for work, needed in requires.items():
        for other in sorted(needed):
            if other == work:
                faults.append(Fault("game", work, "requires", other, "another work than itself"))
            elif other not in ids:
                faults.append(Fault("game", work, "requires", other, known, nearest(other, ids - {work})))
            elif work in met and other not in met:
                allowed = "a work of the reference, as the work that requires it is always built"
                faults.append(Fault("game", work, "requires", other, allowed))
    return faults


def _strangers(coalitions: Iterable[Coalition], players: Collection[str]) -> list[Fault]:
    """Return a fault for every work in a coalition that does not play."""
    strange = {work: coalition for coalition in coalitions for work in coalition.difference(players)}
    return [
        Fault("game", label(coalition), "coalition", work, "works that play", nearest(work, players))
        for work, coalition in sorted(strange.items())
    ]


def _value_faults(coalition: Coalition, value: object, quantities: Sequence[str]) -> list[Fault]:
    """Return what is wrong with the value that was solved for a coalition."""
    where = label(coalition) or "(empty)"
    if value is None:
        return [Fault("solve", where, "", "nothing", f"a vector of {len(quantities)}")]
    vector = np.asarray(value, dtype=float)
    if vector.shape != (len(quantities),):
        return [Fault("solve", where, "", f"shape {vector.shape}", f"shape {(len(quantities),)}")]
    return [
        Fault("solve", where, quantity, str(number), "a finite number")
        for quantity, number in zip(quantities, vector, strict=True)
        if not np.isfinite(number)
    ]


def frame(game: Game, rows: Mapping[str, Vector]) -> pd.DataFrame:
    """Return a table of one row a work and one column a quantity."""
    values = np.array(list(rows.values()), dtype=float).reshape(len(rows), len(game.quantities))
    return pd.DataFrame(values, index=pd.Index(list(rows), name="work", dtype="str"), columns=list(game.quantities))


def pint(game: Game) -> pd.DataFrame:
    """Return what every work adds to the reference, put in one at a time: v({i}) - v(empty).

    Returns
    -------
    DataFrame
        Index work, one column a quantity.
    """
    game.fill([EMPTY, *(frozenset({work}) for work in game.players)])
    return frame(game, {work: game[{work}] - game[EMPTY] for work in game.players})


def toot(game: Game) -> pd.DataFrame:
    """Return what every work adds to all others, taken out one at a time: v(N) - v(N without i).

    Returns
    -------
    DataFrame
        Index work, one column a quantity.
    """
    game.fill([game.full, *(game.full - {work} for work in game.players)])
    return frame(game, {work: game[game.full] - game[game.full - {work}] for work in game.players})


def subsets(players: Sequence[str], anchor: Coalition = EMPTY) -> Iterator[Coalition]:
    """Yield all subsets of some players, each with an anchor that is always there.

    Neighbours differ by one work (Gray code: the step from k - 1 to k moves the lowest bit that is set in k).
    """
    inside: set[str] = set()
    for step in range(2 ** len(players)):
        if step:
            inside ^= {players[(step & -step).bit_length() - 1]}
        yield anchor.union(inside)


def shapley_exact(game: Game, players: Collection[str] | None = None, anchor: Collection[str] = EMPTY) -> pd.DataFrame:
    """Return Shapley values by enumerating all coalitions (Shapley, 1953, "A value for n-person games").

    Parameters
    ----------
    game : Game
        Values of the coalitions.
    players : collection of str, optional
        The works that play, at most 16; all of the game when not given.
    anchor : collection of str
        Works that are built throughout; those that neither play nor are in the anchor are never built.

    Returns
    -------
    DataFrame
        Index work (sorted), one column a quantity. Works that are alike get values that are equal to the last bit.

    Raises
    ------
    InputError
        Too many players, or one that is also in the anchor.
    """
    chosen = sorted(game.players if players is None else set(players))
    built = frozenset(anchor)
    most = f"at most {MOST_ENUMERATED} players, draw orders for more"
    faults = [Fault("game", "", "players", str(len(chosen)), most)] if len(chosen) > MOST_ENUMERATED else []
    faults += [Fault("game", "", "anchor", work, "no work that plays") for work in sorted(built.intersection(chosen))]
    raise_if(faults)
    game.fill(subsets(chosen, built))
    values = np.array([game[built | each] for each in by_mask(chosen)])
    return frame(game, {work: _shapley_of(bit, len(chosen), values) for bit, work in enumerate(chosen)})


def by_mask(players: Sequence[str]) -> Iterator[Coalition]:
    """Yield all subsets of some players by bit mask: bit i of the place of one is player i."""
    for mask in range(2 ** len(players)):
        yield frozenset(player for bit, player in enumerate(players) if mask >> bit & 1)


def _shapley_of(bit: int, count: int, values: Vector) -> Vector:
    """Return the Shapley value of one of `count` players from values by bit mask, shape (2^count, quantities)."""
    masks = np.arange(len(values))
    without = masks[(masks >> bit & 1) == 0]
    marginals = values[without | 1 << bit] - values[without]
    per_size = np.array([1.0 / (count * comb(count - 1, size)) for size in range(count)])
    weighted = marginals * per_size[np.bitwise_count(without)][:, None]
    # Sums depend on the order of their terms; sorted, two works that are alike add the same terms in the same order.
    total: Vector = np.sort(weighted, axis=0).sum(axis=0)
    return total


def ranks(values: pd.Series[float], floor: pd.Series[float] | float) -> pd.DataFrame:
    """Return the range of ranks of every work; works that cannot be told apart share it.

    Two works are tied when they differ by less than the larger of their noise floors.

    Parameters
    ----------
    values : Series
        Value by work; more is better.
    floor : Series or float
        Noise floor by work, or one for all, in the unit of `values`.

    Returns
    -------
    DataFrame
        Index as `values`; `rank_low` is 1 + the number of works clearly above, `rank_high` the number of works less
        those clearly below.

    Raises
    ------
    InputError
        A value or a floor that is missing, or a floor below zero.
    """
    floors = floor.reindex(values.index) if isinstance(floor, pd.Series) else pd.Series(floor, index=values.index)
    faults = [Fault("ranks", str(work), "value", "nan", "a number") for work in values.index[values.isna()]]
    wrong = floors[~(floors >= 0)]
    faults += [Fault("ranks", str(work), "floor", str(found), "a number >= 0") for work, found in wrong.items()]
    raise_if(faults)
    value, noise = values.to_numpy(dtype=float), floors.to_numpy(dtype=float)
    ahead = value[None, :] - value[:, None]
    clear = np.abs(ahead) >= np.maximum(noise[None, :], noise[:, None])
    low = 1 + (clear & (ahead > 0)).sum(axis=1)
    high = len(value) - (clear & (ahead < 0)).sum(axis=1)
    return pd.DataFrame({"rank_low": low, "rank_high": high}, index=values.index)
