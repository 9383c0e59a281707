"""Small PyPSA networks with works, drawn at random: every component, and every attribute that it has.

One a seed (`drawn_by`): towns, plants and works, and upon that one to three habits; or of many the few that are most
unlike each other (`unlike`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations

import numpy as np
from drawn import Drawn
from habits import HABITS, RARE, Habit
from odd import odd
from sketch import Sketch, places, plants, works

#: Only where it is asked for: most of these networks are refused, or PyPSA stops.
ASKED_FOR: dict[str, Habit] = {"odd": odd}


def unlike(count: int, seeds: int) -> list[Drawn]:
    """Return some of the networks of the first seeds that hold many pairs of attributes: each adds most to the others.

    What a network would add only ever becomes less, so that of the first in the list alone is counted anew.
    """
    drawn = [drawn_by(seed) for seed in range(seeds)]
    held = [set(combinations(sorted(network.attributes()), 2)) for network in drawn]
    waiting = [(-len(pairs), seed) for seed, pairs in enumerate(held)]
    heapify(waiting)
    known: set[tuple[str, str]] = set()
    chosen: list[Drawn] = []
    while len(chosen) < count:
        seed = heappop(waiting)[1]
        adds = (-len(held[seed] - known), seed)
        if waiting and adds > waiting[0]:
            heappush(waiting, adds)
        else:
            chosen.append(drawn[seed])
            known |= held[seed]
    return chosen


def drawn_by(seed: int, habits: Sequence[str] = ()) -> Drawn:
    """Return the network of a seed, with one to four works and the habits named here or with some."""
    sketch = Sketch(np.random.default_rng(seed))
    places(sketch)
    plants(sketch)
    works(sketch)
    for habit in habits:
        _take(sketch, {habit: (HABITS | RARE | ASKED_FOR)[habit]})
    if not habits:
        for _ in range(sketch.count(1, 3)):
            _take(sketch, HABITS)
        if sketch.maybe(15):
            _take(sketch, RARE)
    price = sketch.pick([100.0, 60.0, 250.0, 100.0, 20.0, 0.0])
    cap = round(sketch.number(5e3, 4e5), 0) if sketch.maybe(6) else None
    return Drawn(
        sketch.time, tuple(sketch.parts.values()), sketch.ledger, price, tuple(sketch.extras), cap, sketch.asked
    )


def _take(sketch: Sketch, habits: Mapping[str, Habit]) -> None:
    """Let a network take a habit; some do not suit it."""
    before = (dict(sketch.parts), len(sketch.extras), sketch.asked)
    for _ in range(5):
        habits[sketch.pick(list(habits))](sketch)
        if (sketch.parts, len(sketch.extras), sketch.asked) != before:
            return
