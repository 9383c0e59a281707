"""Small PyPSA networks with works, drawn at random: every component, and every attribute that it has.

By hypothesis (`networks`), or one a seed (`drawn_by`): towns, plants and works, and upon that one to three habits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from drawn import Drawn
from habits import HABITS, RARE, Habit
from hypothesis import strategies as st
from odd import odd
from sketch import Sketch, places, plants, works

#: Only where it is asked for: most of these networks are refused, or PyPSA stops.
ASKED_FOR: dict[str, Habit] = {"odd": odd}


@st.composite
def networks(draw: st.DrawFn) -> Drawn:
    """Return a network whose parts hypothesis chose."""
    seed = draw(st.integers(0, 2**32 - 1))
    return _draw(Sketch(lambda count: draw(st.integers(0, count - 1)), np.random.default_rng(seed)))


def drawn_by(seed: int, habits: Sequence[str] = ()) -> Drawn:
    """Return the network of a seed, with the habits named here or with some."""
    random = np.random.default_rng(seed)
    return _draw(Sketch(lambda count: int(random.integers(count)), random), habits)


def _draw(sketch: Sketch, habits: Sequence[str] = ()) -> Drawn:
    """Return a network with one to four works and some habits."""
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
