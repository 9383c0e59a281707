"""How the Shapley values of a closure are found: enumerated, or from orders that are drawn as long as it pays."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from werven.coalition import EMPTY, label
from werven.digests import bodies_of
from werven.errors import SolveError
from werven.ranking import tabulate
from werven.ranking.closures import Closure
from werven.ranking.game.games import Game, shapley_exact
from werven.ranking.game.residuals import Residuals
from werven.ranking.game.shapley import ShapleyResult, ShapleySettings, coarse_orders, shapley_sampled
from werven.ranking.meter import COARSE, LEAST_PAIRS, ORDERS, WHOLE, Meter, asked_by
from werven.ranking.options import RankOptions
from werven.ranking.solver.store import Store
from werven.ranking.value import Valuation

#: Up to this many works all coalitions are enumerated.
ENUMERATED = 8
#: Errors below this share of what all works avoid together are small enough.
SMALL = 1e-3
#: Pairs of orders that a coarse network is asked for at once.
BATCH = 8


def shapley_values(
    valuation: Valuation, game: Game, change: pd.DataFrame, options: RankOptions, meter: Meter
) -> ShapleyResult:
    """Return Shapley values: enumerated when few works play, else drawn.

    With a coarse network many orders are drawn there, and correct the few that are drawn here; works that act together
    are enumerated there, and here where these are few. Where the time ended the drawing once, the same settings stop at
    the same pair again: a ranking that is made anew, for a combination that somebody asked for, tells the same values.

    Parameters
    ----------
    valuation, game : Valuation, Game
        Of the closure.
    change : DataFrame
        How far another time resolution moves the works, see `werven.ranking.rank`: no smaller error is looked for.
    options, meter : RankOptions, Meter
        How long to draw, and who is told.
    """
    if len(game.players) <= ENUMERATED:
        meter.stage(WHOLE, 2 ** len(game.players))
        exact = shapley_exact(game)
        return ShapleyResult(exact, exact * 0.0, 0, "exact")
    ends = math.inf if options.minutes is None else time.monotonic() + 60.0 * options.minutes
    coarse = _coarse(valuation, options, meter, ends)
    store = valuation.engine.store
    asked = _asked(valuation.closure, options, coarse.pairs if coarse else 0)
    again = store.drawn(asked) is not None
    least = 0 if again or options.minutes is None else min(LEAST_PAIRS, options.pairs)
    meter.stage(ORDERS, asked_by(least, len(game.players)), math.inf if again else ends)
    # What tells an error at all is asked for together: the more coalitions, the nearer each is to another.
    batch = options.chains if coarse is None else LEAST_PAIRS
    settings = ShapleySettings(_floors(game, change), options.pairs, batch=batch, seed=options.seed)
    drawn = shapley_sampled(game, options.blocks_here, _timed(settings, store, asked, ends), meter.drawn, coarse)
    if drawn.reason == "budget":
        store.keep_drawn(asked, drawn.pairs)
    return replace(drawn, reason="budget") if again and drawn.reason == "pairs" else drawn


def _coarse(valuation: Valuation, options: RankOptions, meter: Meter, ends: float) -> Residuals | None:
    """Return orders of the coarse network, drawn until there are enough or the time is over."""
    if options.coarse is None:
        return None
    meter.stage(COARSE, asked_by(min(BATCH, options.coarse_pairs), len(valuation.engine.players)), ends)
    # As the closure was given: a cap that follows from the full set follows from it there too.
    other = valuation.elsewhere(options.coarse, valuation.given)
    try:
        store, asked = other.engine.store, _asked(valuation.given, options, 0)
        settings = ShapleySettings(pairs=options.coarse_pairs, batch=BATCH, seed=options.seed)
        drawn = coarse_orders(other.game(), options.blocks, _timed(settings, store, asked, ends), meter.drawn)
        if drawn.pairs < options.coarse_pairs:
            store.keep_drawn(asked, drawn.pairs)
        return drawn
    except SolveError as error:
        raise SolveError(f"in the coarse network (none is needed, it saves time): {error}") from None
    finally:
        other.close()


def _timed(settings: ShapleySettings, store: Store, asked: str, ends: float) -> ShapleySettings:
    """Return settings that end in time, or with the pair at which the time ended the same before."""
    before = store.drawn(asked)
    if before is not None:
        return replace(settings, pairs=before)
    return replace(settings, deadline=lambda: time.monotonic() > ends)


def _floors(game: Game, change: pd.DataFrame) -> Mapping[str, float]:
    """Return below which error no more orders are drawn, by work: its own noise, or a little of the whole."""
    whole = abs(float((game[game.full] - game[EMPTY])[0]))
    least = max(SMALL * whole, tabulate.LEAST_FLOOR)
    noise = change[game.quantities[0]].fillna(0.0)
    return {work: max(float(noise[work]), least) for work in game.players}


def _asked(closure: Closure, options: RankOptions, coarse: int) -> str:
    """Return what decides how many orders the time allows, but for the machine; `coarse`: pairs that correct them."""
    blocks = sorted(label(block) for block in options.blocks)
    rooms = ("shapley", "residuals", "control")
    drawing = bodies_of("werven.ranking.drawing", *(f"werven.ranking.game.{room}" for room in rooms))
    counts = (options.minutes, options.pairs, options.coarse_pairs, coarse, options.seed)
    return repr((closure, *counts, blocks, drawing))
