"""The program of a world: written into the arrays of world 0, or built from its changed tables."""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from werven.config.ranking import HOW_MANY
from werven.config.settings import Config, merge
from werven.data.inputs import read_group
from werven.data.schemas import TABLES
from werven.data.tables import apply_changes
from werven.data.uncertain import OF_WORLDS
from werven.errors import SolveError
from werven.network.build import Inputs, Noted, costs_abroad, note
from werven.network.demand import build_demand
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.solve import create_model
from werven.ranking.closures import Closure
from werven.ranking.linear.program import Program, from_network, give_room
from werven.ranking.players import Players, switched_on
from werven.ranking.scenario import closure_of, players_of
from werven.ranking.solver.handing import Seed
from werven.ranking.solver.merged import merged
from werven.scenarios import restricted
from werven.weather import profiles
from werven.worlds.arrays import CannotWriteError, Layout, written
from werven.worlds.draw import World

if TYPE_CHECKING:
    from werven.worlds.steps import Steps

logger = logging.getLogger(__name__)
#: Columns of tables that no result hangs on.
SAID: Final = ("source", "confidence", "note", "name_nl", "name_en", "color")
#: How a program was made.
WRITTEN, BUILT = "written", "built"
#: Number of the form in which worlds are kept: those of another form are solved again.
FORM: Final = 5


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
    steps : Steps, optional
        How its program moves with the numbers that are drawn.
    """

    key: str
    layout: Layout
    seed: Seed | None
    players: Players
    steps: Steps | None = None

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
    sums.update(f"{inputs.scenario} {inputs.year} {FORM}".encode())
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
    closure, inputs = closure_in(inputs), inputs.priced()
    noted = note(inputs, closure.price)
    players, whole, how = None, None, BUILT
    if central is not None and not central.players.rooms:
        try:
            players, whole, how = central.players, written(central.layout, noted), WRITTEN
        except CannotWriteError as reason:
            logger.info("built anew: %s", reason)
    if whole is None or players is None:
        network = noted.build(inputs.scenario)
        players = players_of(network, inputs)
        model = partial(create_model, config=inputs.config)
        switched = switched_on(network, players)
        plain = from_network(switched, players.components, ATMOSPHERE, UPSTREAM, model)
        whole = give_room(plain, switched, players.rooms)
    whole = replace(whole, abroad=_abroad(whole, inputs, noted, closure), elsewhere=closure.elsewhere)
    return Made(inputs, closure, players, whole, merged(whole), noted, how)


def closure_in(inputs: Inputs) -> Closure:
    """Return the closure of a world."""
    name = inputs.config.worlds.closure
    return closure_of(name, inputs.config.rank.closures[name], inputs)


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
