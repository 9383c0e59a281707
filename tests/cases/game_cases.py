"""Games whose values are worked out by hand, or drawn at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from werven.coalition import Coalition
from werven.ranking.game.games import Game, Vector

ABC = "ABC"


def series(coalition: Coalition) -> float:
    return 6.0 if coalition >= set(ABC) else 0.0


def parallel(coalition: Coalition) -> float:
    return 6.0 if coalition & set(ABC) else 0.0


def glove(coalition: Coalition) -> float:
    return float(min(len(coalition & {"L"}), len(coalition & {"R1", "R2"})))


def pairs_only(coalition: Coalition) -> float:
    alone = {"A": 3.0, "B": -1.0, "C": 2.0, "D": 0.5}
    together = {"AB": 4.0, "BC": -2.5, "AD": 1.0, "CD": -6.0}
    value = 7.0 + sum(alone[work] for work in coalition)
    return value + sum(term for pair, term in together.items() if coalition >= set(pair))


def random_game(count: int, seed: int, quantities: Sequence[str] = ("value",)) -> Game:
    """Return a game in which every coalition has a value of its own."""
    players = [f"w{number}" for number in range(count)]

    def value(coalition: Coalition) -> Vector:
        mask = sum(1 << int(work[1:]) for work in coalition)
        return 100 * np.random.default_rng([seed, mask]).normal(size=len(quantities))

    return Game.of(players, value, quantities)
