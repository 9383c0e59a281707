"""The first worlds once more at the time resolution of the ranking, for the works that hang on it: lines in a block.

A world of few segments a day tells little wrong of a pipe, and a lot of lines to other markets: what the last of them
is worth is decided in few hours. Every world is valued at few segments and the first ones at many too; the mean
difference is added to the mean, and has an error of its own (two levels of a multilevel Monte Carlo, Giles 2015,
"Multilevel Monte Carlo methods"). The first eight worlds hold one in every eighth of the range of every input
(but of those that draw more days, which take longer than all others together, the next ones take the place).

Both are valued along the same orders of the block, one and its reverse: what lines do to each other is nearly the same
at either resolution and drops out, where it costs 24 sets of works instead of all 128 of six lines. A world of its own
is then worth more than the other orders of the same one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from werven.coalition import EMPTY, Coalition
from werven.config.ranking import WorldsSettings
from werven.errors import BuildError, InputError, SolveError
from werven.network.build import Inputs
from werven.ranking.game.games import Game
from werven.ranking.game.residuals import descent
from werven.ranking.scenario import blocks_of
from werven.ranking.value import CO2, COST
from werven.worlds.draw import draw
from werven.worlds.making import inputs_of, key_of, made
from werven.worlds.run import OPTIMAL, Outcome, game_of_world, orders_of, valuation_of

logger = logging.getLogger(__name__)


def solve_fine(
    number: int,
    inputs: Inputs,
    overrides: Mapping[str, Mapping[str, Any]],
    central: Path,
    folder: Path | None = None,
) -> Outcome:
    """Value the works of every block that carries electricity in one world, at the time resolution of the scenario.

    Parameters
    ----------
    number : int
        Of the world, from 1.
    inputs, overrides, central, folder
        As in `werven.worlds.run.solve_world`; the store holds what the world found at few segments.

    Returns
    -------
    Outcome
        Of `works`, ``work, half_kt, half_meur`` of those, and the same along the same orders at few segments,
        ``few_kt, few_meur``. A world without an optimum is told as such.
    """
    key, world = key_of(inputs), draw(number, inputs.tables["uncertainty"], inputs.config.worlds.seed)
    began = time.process_time()
    try:
        table = _valued(inputs_of(world, inputs, overrides), number, folder)
        if len(table):
            with game_of_world(number, inputs, overrides, central, folder) as (game, own):
                few = along_orders(game, _of_lines(own, game.players), own.config.worlds, number)
            table = table.join(few.rename(columns={"half_kt": "few_kt", "half_meur": "few_meur"}))
    except (SolveError, BuildError, InputError) as error:
        logger.warning("world %d failed at the resolution of the ranking: %s", number, error)
        return Outcome(number, key, "failed", str(error))
    rows = table.astype(float).rename_axis("work").reset_index().to_dict("records")
    return Outcome(number, key, OPTIMAL, works=rows, run={"walk_s": time.process_time() - began})


def _valued(inputs: Inputs, number: int, folder: Path | None) -> pd.DataFrame:
    """Return what `along_orders` says of a world at the time resolution of the scenario; no rows without lines."""
    own = made(inputs, None)
    valuation = valuation_of(own, None, folder)
    try:
        game = valuation.game()
        return along_orders(game, _of_lines(inputs, game.players), inputs.config.worlds, number)
    finally:
        valuation.close()


def along_orders(game: Game, blocks: Sequence[Coalition], settings: WorldsSettings, number: int) -> pd.DataFrame:
    """Return what the works of blocks add along orders of a world, half with nothing and half with all others built.

    Parameters
    ----------
    game : Game
        Of the world.
    blocks : sequence of frozenset of str
        Works that act together.
    settings : WorldsSettings
        Pairs of an order and its reverse, and their seed.
    number : int
        Of the world, which has orders of its own.

    Returns
    -------
    DataFrame
        Index work; ``half_kt, half_meur``. Each order alone is uniform over all, so on average over worlds these are
        the halves of `werven.ranking.game.residuals.BlockModel`.
    """
    walks = [
        (order, built)
        for block in blocks
        for order in orders_of(sorted(block), settings, number)
        for built in (EMPTY, game.full - block)
    ]
    game.fill(each | built for order, built in walks for each in descent(order))
    quantities = [game.quantities.index(CO2), game.quantities.index(COST)]
    rows = [
        (work, *(game[above | built] - game[below | built])[quantities])
        for order, built in walks
        for work, (above, below) in zip(order, pairwise(descent(order)), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["work", "half_kt", "half_meur"])
    return table.groupby("work").mean()


def _of_lines(inputs: Inputs, players: Collection[str]) -> list[frozenset[str]]:
    """Return the blocks that hold a work on electricity: what others are worth hangs little on the hours of a day."""
    works = inputs.tables["works"]
    lines = set(works.loc[works["carrier"] == "electricity", "work"].astype(str))
    return [block for block in blocks_of(works, inputs.config.rank, players) if block & lines]
