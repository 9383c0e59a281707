"""One world, ranked by itself: its program from that of world 0, its optimum from the bases there, its own orders."""

from __future__ import annotations

import hashlib
import json
import logging
import pickle
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from werven.config.ranking import WorldsSettings
from werven.config.settings import Config, merge
from werven.data.inputs import read_group
from werven.data.schemas import TABLES
from werven.data.tables import apply_changes
from werven.data.uncertain import OF_WORLDS
from werven.errors import BuildError, InputError, SolveError
from werven.network.build import Inputs, Noted, costs_abroad, note
from werven.network.demand import build_demand
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.solve import create_model
from werven.ranking.closures import Closure
from werven.ranking.game.games import Game, pint, toot
from werven.ranking.game.residuals import BlockModel, Residuals, descent, draw_orders
from werven.ranking.linear.program import Program, from_network, give_room
from werven.ranking.players import Players, switched_on
from werven.ranking.scenario import blocks_of, closure_of, first_solver, players_of, work_facts
from werven.ranking.solver.handing import Seed, seed_of
from werven.ranking.solver.merged import merged
from werven.ranking.value import ABROAD, CO2, COST, Ready, Valuation
from werven.scenarios import restricted
from werven.weather import profiles
from werven.worlds.arrays import CannotWriteError, Layout, written
from werven.worlds.draw import World, draw, told_draw, told_inputs

logger = logging.getLogger(__name__)
#: Columns of tables that no result hangs on.
SAID: Final = ("source", "confidence", "note", "name_nl", "name_en", "color")
#: Settings of worlds that say how many there are: no world hangs on them.
HOW_MANY: Final = {"years", "minutes", "least", "walked"}
#: Orders in a draw that make a pair: one and its reverse.
PAIR: Final = 2
OPTIMAL: Final = "optimal"


@dataclass(frozen=True)
class Central:
    """What world 0 leaves for all others.

    Attributes
    ----------
    key : str
        Name of the inputs that it was made of.
    layout : Layout
        Its program and parts.
    seed : Seed, optional
        Basis with everything built at the lowest price of the band; without one others begin from scratch.
    players : Players
        Who plays.
    """

    key: str
    layout: Layout
    seed: Seed | None
    players: Players

    def write(self, path: Path) -> None:
        """Keep it for the jobs of other worlds."""
        path.write_bytes(pickle.dumps(self))

    @classmethod
    def read(cls, path: Path, key: str) -> Central:
        """Return what a world 0 left.

        Raises
        ------
        SolveError
            It was made of other inputs.
        """
        found: Central = pickle.loads(path.read_bytes())
        if found.key != key:
            raise SolveError(f"{path}: world 0 was solved of other inputs ({found.key}, now {key}): solve it again")
        return found


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
    draw : list of dict
        A row an input that is drawn on its own, see `told_draw`.
    run : dict
        Counts and seconds, totals and ledgers.
    changes, overrides : list
        The draw as an override that a person can paste.
    """

    world: int
    key: str
    status: str
    why: str = ""
    works: list[dict[Any, Any]] = field(default_factory=list)
    draw: list[dict[str, Any]] = field(default_factory=list)
    run: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)

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


def inputs_of_job(job: Any, config: Config) -> Inputs:
    """Return the inputs that the rule of a world declares, with the table of what is uncertain.

    Parameters are those of `Inputs.of_job`.
    """
    tables = read_group(Path(job.input.tables[0]).parent, [*OF_WORLDS, "worlds"])
    hourly = profiles.load(job.input.profiles)
    year = int(job.wildcards.year)
    demand = build_demand(tables, hourly, config, year)
    return Inputs(tables, demand, hourly, config, str(job.wildcards.scenario), year)


def key_of(inputs: Inputs) -> str:
    """Return a name of everything that worlds hang on: numbers of the tables, and the configuration."""
    sums = hashlib.sha256(inputs.config.model_dump_json(exclude={"worlds": HOW_MANY}).encode())
    for name in sorted(inputs.tables):
        frame = inputs.tables[name]
        sums.update(name.encode())
        sums.update(frame.drop(columns=[column for column in SAID if column in frame]).to_csv(index=False).encode())
    sums.update(f"{inputs.scenario} {inputs.year}".encode())
    return sums.hexdigest()[:16]


def inputs_of(world: World, inputs: Inputs, overrides: Mapping[str, Mapping[str, Any]]) -> Inputs:
    """Return the inputs of a world: those of the scenario with what overrides say, and every number that is drawn.

    Parameters
    ----------
    world : World
        The world.
    inputs : Inputs
        Of the scenario, at the time resolution of worlds.
    overrides : mapping of str to mapping
        Keys of every override that a choice may take.
    """
    config, tables, hourly = inputs.config, inputs.tables, inputs.profiles
    for name in world.overrides:
        config = _with(config, overrides[name])
    if len(config.changes) > len(inputs.config.changes):
        tables = apply_changes(dict(tables), config.changes[len(inputs.config.changes) :], TABLES)
    tables = world.changed(tables)
    if config.weather != inputs.config.weather:
        hourly = profiles.build(config.weather, tables["calibration"])
    demand = build_demand(tables, hourly, config, inputs.year)
    return replace(inputs, tables=tables, demand=demand, profiles=hourly, config=config)


def _with(config: Config, keys: Mapping[str, Any]) -> Config:
    """Return a configuration with the keys of an override."""
    return restricted(merge(config.model_dump(mode="json"), keys))


@dataclass(frozen=True)
class Made:
    """A world's program, ready to be solved, with what it was made of."""

    inputs: Inputs
    closure: Closure
    players: Players
    whole: Program
    program: Program
    noted: Noted
    how: str


def made(inputs: Inputs, central: Central | None) -> Made:
    """Return the program of a world: written from that of world 0 where that goes, else built.

    Parameters
    ----------
    inputs : Inputs
        Of the world.
    central : Central, optional
        World 0; None for itself.
    """
    settings = inputs.config.worlds
    closure = closure_of(settings.closure, inputs.config.rank.closures[settings.closure], inputs)
    inputs = inputs.priced()
    noted = note(inputs, closure.price)
    players, whole, how = None, None, "built"
    if central is not None and not central.players.rooms:
        try:
            players, whole, how = central.players, written(central.layout, noted), "written"
        except CannotWriteError as reason:
            logger.info("built anew: %s", reason)
    if whole is None or players is None:
        network = noted.build(inputs.scenario)
        players = players_of(network, inputs)
        model = partial(create_model, config=inputs.config)
        switched = switched_on(network, players)
        plain = from_network(switched, players.components, ATMOSPHERE, UPSTREAM, model)
        whole = give_room(plain, switched, players.rooms)
    program = merged(replace(whole, abroad=_abroad(whole, inputs, noted, closure), elsewhere=closure.elsewhere))
    return Made(inputs, closure, players, whole, program, noted, how)


def _abroad(whole: Program, inputs: Inputs, noted: Noted, closure: Closure) -> np.ndarray:
    """Return what a unit of every column costs more where the CO2 price abroad is 1 EUR/t higher [EUR/a]."""
    more = np.zeros(len(whole.cost))
    if closure.parts < 2 or not closure.width:
        return more
    low, high = (costs_abroad(inputs, noted, price) for price in (closure.low, closure.high))
    for (component, name), cost in low.items():
        table = whole.places.columns.get(f"{component}-p")
        if table is not None and high[component, name] != cost and name in table.index:
            hours = noted.time.weights.to_numpy()
            more[table.loc[name].to_numpy()] = (high[component, name] - cost) * hours
    return more / closure.width


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


def _valuation(own: Made, seed: Seed | None, folder: Path | None) -> Valuation:
    """Return what solves sets of works in a world, on one core."""
    settings = first_solver(own.inputs.config, len(own.noted.time.snapshots))
    return Valuation(Ready(own.program, own.players), own.closure, settings, 1, folder, None, seed)


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
    valuation = _valuation(own, begun.seed, folder)
    try:
        yield valuation.game(), own.inputs
    finally:
        valuation.close()


def _told(world: World, inputs: Inputs) -> dict[str, Any]:
    """Return the draw of a world as it is told: inputs with their values, and the override that a person can paste."""
    known = told_inputs(inputs.tables["uncertainty"], inputs.tables, inputs.year)
    drawn = [] if not world.number else told_draw(world, known).astype(object).to_dict("records")
    plain = [{key: None if pd.isna(value) else value for key, value in row.items()} for row in drawn]
    return {"draw": plain, "changes": world.rows(inputs.tables), "overrides": world.overrides}


def _solved(
    world: World, inputs: Inputs, central: Central | None, path: Path, folder: Path | None, key: str
) -> Outcome:
    """Return what a world says, and leave what others need where it is the central one."""
    began = time.process_time()
    own = made(inputs, central)
    built = time.process_time()
    valuation = _valuation(own, None if central is None else central.seed, folder)
    try:
        game = valuation.game()
        game.fill([game.full])
        reached = time.process_time()
        works = _valued(game, valuation, inputs, world.number)
        if central is None:
            seed = seed_of(own.program, valuation.engine.store.starts()[0], own.closure.prices())
            Central(key, Layout.of(own.whole, own.noted), seed, own.players).write(path)
        count = valuation.engine.count
        total = game[game.full] - game[frozenset()]
        run = {
            "total_kt": float(total[0]),
            "total_meur": float(total[game.quantities.index(COST)]),
            "ledger_everything_kt": -float(game[game.full][0]),
            "ledger_nothing_kt": -float(game[frozenset()][0]),
            "price": own.closure.price,
            "pairs": inputs.config.worlds.pairs,
            "how": own.how,
            "solved": count.solved,
            "derived": count.derived,
            "known": count.known,
            "build_s": built - began,
            "reach_s": reached - built,
            "walk_s": time.process_time() - reached,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        }
        return Outcome(world.number, key, OPTIMAL, works=works, run=run)
    finally:
        valuation.close()


def _valued(game: Game, valuation: Valuation, inputs: Inputs, number: int) -> list[dict[Any, Any]]:
    """Return a row a work: alone, left out, and along orders of this world's own."""
    orders = orders_of(game.players, inputs.config.worlds, number)
    game.fill([*valuation.ends(), *(each for order in orders for each in descent(order))])
    blocks = blocks_of(inputs.tables["works"], inputs.config.rank, game.players)
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
    return table.astype(float).rename_axis("work").reset_index().to_dict("records")


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
