"""One world, ranked by itself: its program from that of world 0, its optimum from the bases there, its own orders."""

from __future__ import annotations

import json
import logging
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from werven.coalition import EMPTY, Coalition
from werven.config.ranking import WorldsSettings
from werven.errors import BuildError, InputError, SolveError
from werven.network.build import Inputs
from werven.ranking.game.games import Game, by_mask, pint, toot
from werven.ranking.game.residuals import BlockModel, Residuals, descent, draw_orders
from werven.ranking.linear.slopes import Moving
from werven.ranking.scenario import blocks_of, first_solver, work_facts
from werven.ranking.solver.handing import Seed, seed_of
from werven.ranking.value import ABROAD, CO2, COST, Ready, Valuation, slopes_of
from werven.worlds.arrays import Layout
from werven.worlds.beside import SIDES
from werven.worlds.draw import World, draw
from werven.worlds.making import Central, Made, inputs_of, key_of, made
from werven.worlds.steps import moving_in, steps_of
from werven.worlds.told import told_draw, told_inputs

logger = logging.getLogger(__name__)
#: Orders in a draw that make a pair: one and its reverse.
PAIR: Final = 2
OPTIMAL: Final = "optimal"
#: Digits of what combinations save: a euro a year.
DIGITS: Final = 6
#: Slopes below it are rounding of the solver [kt/a or MEUR/a].
LEAST_SLOPE: Final = 1e-6


@dataclass(frozen=True)
class Outcome:
    """What one world says.

    Attributes
    ----------
    world, key, status, why : int, str, str, str
        Number, name of the inputs, ``optimal`` or ``failed``, and the cause.
    works : list of dict
        A row a work: ``pint_kt, toot_kt, half_kt, marginal_kt``, the same in money (``saved_meur`` is the marginal),
        ``annual_cost_meur, upstream_kt``. ``half``: half of put-in plus take-out; of works that act together their
        Shapley value in the block, half with nothing and half with everything else built. ``marginal``: that, and what
        the orders of this world add.
    slopes : list of dict
        A row a work and input: ``kt, meur``, what `half_kt` and `half_meur` gain per unit of the level of the input,
        from its low end, 0, to its high end, 1. Of inputs of which it is known, in worlds in which it is.
    draw : list of dict
        A row an input that is drawn on its own, see `werven.worlds.told.told_draw`.
    run : dict
        Counts and seconds, totals and ledgers.
    changes, overrides : list
        The draw as an override that a person can paste.
    blocks : list of list of str
        Works that act together.
    combined : list of dict
        What works that act together save by which of them are built: ``works``, ``with_nothing`` and ``with_all``, the
        cost saved with nothing and with everything else built [MEUR/a], shape (2^works,); bit i of a place is work i.
    """

    world: int
    key: str
    status: str
    why: str = ""
    works: list[dict[Any, Any]] = field(default_factory=list)
    slopes: list[dict[str, Any]] = field(default_factory=list)
    draw: list[dict[str, Any]] = field(default_factory=list)
    run: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)
    blocks: list[list[str]] = field(default_factory=list)
    combined: list[dict[str, Any]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Outcome:
        """Read it back."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def check_same(central: Outcome, keys: Mapping[int, str]) -> None:
    """Check that worlds are of the same inputs as world 0.

    Parameters
    ----------
    central : Outcome
        World 0.
    keys : mapping of int to str
        Number of a world to its key.

    Raises
    ------
    SolveError
        Names the others.
    """
    strange = [str(number) for number, key in keys.items() if key != central.key]
    if strange:
        raise SolveError(f"worlds {', '.join(strange)} are of other inputs than world 0: solve them again")


def solve_world(
    number: int,
    inputs: Inputs,
    overrides: Mapping[str, Mapping[str, Any]],
    central: Path,
    folder: Path | None = None,
) -> Outcome:
    """Solve one world, and value every candidate in it.

    Parameters
    ----------
    number : int
        Of the world; 0 is the central one, which writes `central` for the others.
    inputs : Inputs
        Of the scenario, at its own time resolution.
    overrides : mapping of str to mapping
        Keys of every override that a choice may take.
    central : Path
        File that world 0 writes and the others read.
    folder : Path, optional
        Of the store of solved coalitions: a world that was interrupted goes on there.

    Raises
    ------
    SolveError
        World 0 has no optimum, or was solved of other inputs. Another world without optimum is told as such.
    """
    settings = inputs.config.worlds
    inputs, key = inputs.with_segments(settings.segments, "typical_days"), key_of(inputs)
    world = draw(number, inputs.tables["uncertainty"], settings.seed)
    head = _told(world, inputs)
    if number == 0:
        return replace(_solved(world, inputs, None, central, folder, key), **head)
    begun = Central.read(central, key)
    try:
        return replace(_solved(world, inputs_of(world, inputs, overrides), begun, central, folder, key), **head)
    except (SolveError, BuildError, InputError) as error:
        logger.warning("world %d failed: %s", number, error)
        return Outcome(number, key, "failed", str(error), **head)


def valuation_of(own: Made, seed: Seed | None, folder: Path | None, moving: Moving | None = None) -> Valuation:
    """Return what solves sets of works in a world, on one core."""
    settings = first_solver(own.inputs.config, len(own.noted.time.snapshots))
    return Valuation(Ready(own.program, own.players), own.closure, settings, 1, folder, None, seed, moving)


@contextmanager
def game_of_world(
    number: int, inputs: Inputs, overrides: Mapping[str, Mapping[str, Any]], central: Path, folder: Path | None = None
) -> Iterator[tuple[Game, Inputs]]:
    """Yield the game of a world, in which more sets of works can be solved, and the inputs of the world.

    Parameters and errors are those of `solve_world`; the number is not 0.
    """
    begun = Central.read(central, key_of(inputs))
    inputs = inputs.with_segments(inputs.config.worlds.segments, "typical_days")
    world = draw(number, inputs.tables["uncertainty"], inputs.config.worlds.seed)
    own = made(inputs_of(world, inputs, overrides), begun)
    valuation = valuation_of(own, begun.seed, folder, moving_in(own, world, begun))
    try:
        yield valuation.game(), own.inputs
    finally:
        valuation.close()


def _told(world: World, inputs: Inputs) -> dict[str, Any]:
    """Return the draw of a world as it is told: inputs with their values, and the override that a person can paste."""
    known = told_inputs(inputs.tables["uncertainty"], inputs.tables, inputs.year).query("moves_with == ''")
    drawn = [] if not world.number else told_draw(world, known).astype(object).to_dict("records")
    plain = [{key: None if pd.isna(value) else value for key, value in row.items()} for row in drawn]
    return {"draw": plain, "changes": world.rows(inputs.tables), "overrides": world.overrides}


def _solved(
    world: World, inputs: Inputs, central: Central | None, path: Path, folder: Path | None, key: str
) -> Outcome:
    """Return what a world says, and leave what others need where it is the central one."""
    times = [time.process_time()]
    own = made(inputs, central)
    moving = None if central is None else moving_in(own, world, central)
    times.append(time.process_time())
    valuation = valuation_of(own, None if central is None else central.seed, folder, moving)
    try:
        game = valuation.game()
        game.fill([game.full])
        times.append(time.process_time())
        blocks = blocks_of(inputs.tables["works"], inputs.config.rank, game.players)
        works, slopes = _valued(game, valuation, inputs, world.number, blocks)
        times.append(time.process_time())
        if central is None:
            _central(own, inputs, valuation, key).write(path)
        run = _run(own, game, valuation, times)
        told, combined = [sorted(block) for block in blocks], [_combined(game, block) for block in blocks]
        return Outcome(world.number, key, OPTIMAL, works=works, slopes=slopes, run=run, blocks=told, combined=combined)
    finally:
        valuation.close()


def _central(own: Made, inputs: Inputs, valuation: Valuation, key: str) -> Central:
    """Return what world 0 leaves for all others."""
    seed = seed_of(own.program, valuation.engine.store.starts()[0], own.closure.prices())
    found = Central(key, Layout.of(own.whole, own.noted), seed, own.players)
    return replace(found, steps=steps_of(inputs, found)) if inputs.config.worlds.slopes else found


def _run(own: Made, game: Game, valuation: Valuation, times: Sequence[float]) -> dict[str, Any]:
    """Return counts and processor seconds of a world, totals and ledgers."""
    count, total = valuation.engine.count, game[game.full] - game[frozenset()]
    spent = dict(zip(("build_s", "reach_s", "walk_s"), np.diff(times).tolist(), strict=True))
    return {
        "total_kt": float(total[0]),
        "total_meur": float(total[game.quantities.index(COST)]),
        "ledger_everything_kt": -float(game[game.full][0]),
        "ledger_nothing_kt": -float(game[frozenset()][0]),
        "price": own.closure.price,
        "pairs": own.inputs.config.worlds.pairs,
        "how": own.how,
        "solved": count.solved,
        "derived": count.derived,
        "known": count.known,
        **spent,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def _valued(
    game: Game, valuation: Valuation, inputs: Inputs, number: int, blocks: Sequence[Coalition]
) -> tuple[list[dict[Any, Any]], list[dict[str, Any]]]:
    """Return a row a work, alone, left out, and along orders of this world's own; and the slopes that are not 0."""
    orders = orders_of(game.players, inputs.config.worlds, number)
    game.fill([*valuation.ends(), *(each for order in orders for each in descent(order))])
    single = [frozenset({work}) for work in game.players if not any(work in block for block in blocks)]
    model = BlockModel(game, [*blocks, *single])
    residuals = Residuals(game, model, inputs.config.worlds.seed)
    rest = np.mean([residuals.along(order) for order in orders], axis=0)
    along = model.shapley + pd.DataFrame(rest, index=list(game.players), columns=list(game.quantities))
    alone, last = pint(game), toot(game)
    table = pd.DataFrame(
        {
            "pint_kt": alone[CO2],
            "toot_kt": last[CO2],
            "half_kt": model.shapley[CO2],
            "marginal_kt": along[CO2],
            "pint_meur": alone[COST],
            "toot_meur": last[COST],
            "half_meur": model.shapley[COST],
            "saved_meur": along[COST],
            "annual_cost_meur": work_facts(inputs)["annual_cost_meur"].reindex(list(game.players)).fillna(0.0),
            "upstream_kt": along[ABROAD],
        }
    )
    rows = table.astype(float).rename_axis("work").reset_index().to_dict("records")
    return rows, _slopes(model.shapley, () if valuation.moving is None else valuation.moving.moves.names)


def _combined(game: Game, block: Coalition) -> dict[str, Any]:
    """Return what works that act together save by which of them are built."""
    works, money = sorted(block), game.quantities.index(COST)

    def saved(rest: Coalition) -> list[float]:
        return [round(float(game[each | rest][money]), DIGITS) for each in by_mask(works)]

    return {"works": works, **{side: saved(rest) for side, rest in zip(SIDES, (EMPTY, game.full - block), strict=True)}}


def _slopes(half: pd.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the slopes of what works are worth, index work, a row a work and input; those of nothing are left out."""
    found = []
    for name, kt, meur in zip(names, slopes_of(CO2, names), slopes_of(COST, names), strict=True):
        for work, row in half[[kt, meur]].iterrows():
            if max(abs(row[kt]), abs(row[meur])) > LEAST_SLOPE:
                found.append({"work": work, "input": name, "kt": float(row[kt]), "meur": float(row[meur])})
    return found


def orders_of(players: Sequence[str], settings: WorldsSettings, number: int) -> list[list[str]]:
    """Return the orders of a world: pairs of an order and its reverse.

    Two pairs are a draw, of which the second has the halves swapped; they go to one world after the other, so that over
    two worlds every work comes once in each quarter of an order.
    """
    pairs = range(number * settings.pairs, (number + 1) * settings.pairs)
    found = []
    for pair in pairs:
        drawn = draw_orders(players, settings.seed, pair // PAIR)
        first = PAIR * (pair % PAIR)
        found += drawn[first : first + PAIR]
    return found
