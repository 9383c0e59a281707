"""The first worlds once more at the time resolution of the ranking, for the works that hang on it: lines in a block.

A world of few segments a day tells little wrong of a pipe, and a lot of lines to other markets: what the last of them
is worth is decided in few hours. Every world is valued at few segments and the first ones at many too; the mean
difference is added to the mean, and has an error of its own (two levels of a multilevel Monte Carlo, Giles 2015,
"Multilevel Monte Carlo methods"). The first eight worlds hold one in every eighth of the range of every input
(but of those that draw more days, which take longer than all others together, the next ones take the place).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from werven.errors import BuildError, InputError, SolveError
from werven.network.build import Inputs
from werven.ranking.game.residuals import BlockModel
from werven.ranking.scenario import blocks_of
from werven.ranking.value import CO2, COST
from werven.worlds.draw import draw
from werven.worlds.making import inputs_of, key_of, made
from werven.worlds.run import OPTIMAL, Outcome, valuation_of

logger = logging.getLogger(__name__)


def solve_fine(
    number: int, inputs: Inputs, overrides: Mapping[str, Mapping[str, Any]], folder: Path | None = None
) -> Outcome:
    """Value the works of every block that carries electricity in one world, at the time resolution of the scenario.

    Parameters
    ----------
    number : int
        Of the world, from 1.
    inputs, overrides, folder
        As in `werven.worlds.run.solve_world`.

    Returns
    -------
    Outcome
        Of `works`, ``work, half_kt, half_meur`` of those. A world without an optimum is told as such.
    """
    key, world = key_of(inputs), draw(number, inputs.tables["uncertainty"], inputs.config.worlds.seed)
    try:
        works, seconds = _valued(inputs_of(world, inputs, overrides), folder)
    except (SolveError, BuildError, InputError) as error:
        logger.warning("world %d failed at the resolution of the ranking: %s", number, error)
        return Outcome(number, key, "failed", str(error))
    return Outcome(number, key, OPTIMAL, works=works, run={"walk_s": seconds})


def _valued(inputs: Inputs, folder: Path | None) -> tuple[list[dict[Any, Any]], float]:
    """Return a row a work of a block, and the processor seconds."""
    began = time.process_time()
    own = made(inputs, None)
    valuation = valuation_of(own, None, folder)
    try:
        game = valuation.game()
        blocks = _of_lines(inputs, game.players)
        if not blocks:
            return [], time.process_time() - began
        shapley = BlockModel(game, blocks).shapley
        table = shapley[[CO2, COST]].set_axis(["half_kt", "half_meur"], axis=1)
        rows = table.astype(float).rename_axis("work").reset_index().to_dict("records")
        return rows, time.process_time() - began
    finally:
        valuation.close()


def _of_lines(inputs: Inputs, players: Collection[str]) -> list[frozenset[str]]:
    """Return the blocks that hold a work on electricity: what others are worth hangs little on the hours of a day."""
    works = inputs.tables["works"]
    lines = set(works.loc[works["carrier"] == "electricity", "work"].astype(str))
    return [block for block in blocks_of(works, inputs.config.rank, players) if block & lines]
