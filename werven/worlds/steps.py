"""How the program of a world moves with every uncertain number, so that each of its optima tells what that does.

The prices of an optimum say what every number of a program is worth to it (`werven.ranking.linear.slopes`). So what an
input moves is found once, in world 0, from its tables with the input a step aside; other worlds carry it over by the
names of columns and rows, and read the slopes of all coalitions off their own optima at no further solve. Neighbours
answer a step too: what they build is in it, and another dispatch of theirs only shifts where their curves of supply
begin, which costs every coalition the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from werven.data.schemas import GROUPS
from werven.data.uncertain import Input, inputs_of, leads
from werven.network.build import Inputs, note
from werven.network.demand import build_demand
from werven.ranking.linear.program import Program
from werven.ranking.linear.slopes import Moves, Moving, Step
from werven.worlds import making
from werven.worlds.arrays import CannotWriteError, written
from werven.worlds.draw import World, distribution_of, moments
from werven.worlds.making import Central, Made
from werven.worlds.told import ends_in, work_of

logger = logging.getLogger(__name__)
#: A step of an input aside of its centre [share of its level].
STEP: Final = 0.02
#: Numbers are drawn between 0 and 1; choices take their first option, the base case, at the lowest.
MIDDLE, LOWEST = 0.5, 0.0


@dataclass(frozen=True)
class Steps:
    """How the program of world 0 moves with every number but the costs of works.

    Attributes
    ----------
    moves : Moves
        Per standard deviation of an input, at its centre; what is drawn with it moves along.
    drawn : dict of str to Drawn
        From what every input is drawn.
    """

    moves: Moves
    drawn: Mapping[str, Drawn]


@dataclass(frozen=True)
class Drawn:
    """From what a number is drawn.

    Attributes
    ----------
    distribution : str
        As in `werven.worlds.draw`.
    low, central, high : float
        Its ends and centre in the year.
    """

    distribution: str
    low: float
    central: float
    high: float

    @property
    def law(self) -> Any:
        """The distribution."""
        return distribution_of(self.distribution, *(np.array(end) for end in (self.low, self.central, self.high)))

    @property
    def spread(self) -> float:
        """Standard deviation."""
        return moments(self.distribution, self.low, self.central, self.high)[1]

    def density(self, level: float) -> float:
        """Return how dense it is drawn at a level, per standard deviation."""
        return float(self.law.pdf(self.law.ppf(level))) * self.spread


def steps_of(inputs: Inputs, central: Central) -> Steps:
    """Return how the program of world 0 moves.

    Parameters
    ----------
    inputs : Inputs
        Of the scenario, at the time resolution of worlds.
    central : Central
        World 0. Inputs whose step has no place in its arrays are left out.
    """
    every = inputs_of(inputs.tables["uncertainty"])
    stepped = [item for item in leads(every) if item.how != "choice" and not _is_cost_of_a_work(item)]
    ends = {item.name: Drawn(item.distribution, *ends_in(item, inputs.tables, inputs.year)) for item in stepped}
    drawn = {name: each for name, each in ends.items() if each.high > each.low}
    centre = {item.name: LOWEST if item.how == "choice" else MIDDLE for item in leads(every)}
    centre |= {name: float(each.law.cdf(each.central)) for name, each in drawn.items()}
    try:
        maker = _Maker(inputs, central, every, centre)
    except CannotWriteError as reason:
        logger.info("slopes are not known: %s", reason)
        return Steps(Moves.between(central.layout.program, ()), {})
    return Steps(Moves.between(maker.program, _steps(maker, drawn, centre)), drawn)


def moving_in(own: Made, world: World, central: Central) -> Moving | None:
    """Return how the program of a world moves per unit of the level of each input; None where that is not known.

    Parameters
    ----------
    own : Made
        Program of the world.
    world : World
        Its draw.
    central : Central
        World 0. In a world of other snapshots its steps say nothing.
    """
    steps = central.steps
    if steps is None or not steps.moves.names or not own.closure.width or not central.layout.fits(own.noted):
        return None
    moves, before = steps.moves, central.layout.program
    factors = [1.0 / steps.drawn[name].density(world.levels[name]) for name in moves.names]
    carried = moves if own.how == making.WRITTEN else moves.into(before, own.whole)
    return Moving(own.whole, carried.scaled(np.array(factors)), own.closure.price)


def slopes_of_cost(
    works: Sequence[Mapping[str, Any]], levels: pd.Series, laws: Mapping[str, tuple[str, Drawn]]
) -> list[dict[str, Any]]:
    """Return what its own cost does to a work, in one world: to its tonnes nothing, to its net value all of it.

    Parameters
    ----------
    works : sequence of mapping
        ``work, annual_cost_meur``, which is a share of what building it costs.
    levels : Series
        Level of every input, and of what moves with it; index their names.
    laws : mapping of str to tuple
        From `costs_in`.

    Returns
    -------
    list of dict
        ``work, input, kt, meur`` per unit of the level.
    """
    cost = {str(row["work"]): float(row["annual_cost_meur"]) for row in works}
    found = []
    for work, (name, each) in laws.items():
        if work in cost:
            level = float(levels[name])
            share = cost[work] / float(each.law.ppf(level))
            meur = -share * each.spread / each.density(level)
            found.append({"work": work, "input": name, "kt": 0.0, "meur": meur})
    return found


def costs_in(tables: Mapping[str, pd.DataFrame], year: int) -> dict[str, tuple[str, Drawn]]:
    """Return by work the input that is its cost, and from what it is drawn."""
    found: dict[str, tuple[str, Drawn]] = {}
    for item in inputs_of(tables["uncertainty"]):
        if _is_cost_of_a_work(item):
            each = Drawn(item.distribution, *ends_in(item, tables, year))
            if each.high > each.low:
                found[work_of(item)] = (item.name, each)
    return found


def _is_cost_of_a_work(item: Input) -> bool:
    """Return whether an input is what a single work costs to build, which no program holds."""
    return (item.table, item.column, item.how) == ("works", "capex_meur", "range") and bool(work_of(item))


def _steps(maker: _Maker, drawn: Mapping[str, Drawn], centre: Mapping[str, float]) -> Iterator[Step]:
    """Yield the programs with each number a step aside of the centre."""
    for name, each in drawn.items():
        level = centre[name] + (STEP if centre[name] < MIDDLE else -STEP)
        try:
            far, price = maker.aside(name, level)
        except CannotWriteError as reason:
            logger.info("%s: its slopes are not known, a step has no place in the program: %s", name, reason)
            continue
        near, beyond = each.law.ppf([centre[name], level])
        yield Step(name, far, float(beyond - near) / each.spread, price - maker.price)


class _Maker:
    """What writes programs of draws into the arrays of world 0: all inputs at their centre, and one of them aside.

    Parameters
    ----------
    inputs : Inputs
        Of the scenario.
    central : Central
        World 0.
    every : list of Input
        All inputs.
    centre : dict of str to float
        Their levels.

    Raises
    ------
    CannotWriteError
        What is at the centre has no place in world 0.
    """

    def __init__(self, inputs: Inputs, central: Central, every: list[Input], centre: Mapping[str, float]) -> None:
        self.tables, self.every, self.layout = inputs.tables, every, central.layout
        self.inputs = making.inputs_of(World(1, centre, every), inputs, {})
        self.program, self.price = self._written(self.inputs)

    def aside(self, name: str, level: float) -> tuple[Program, float]:
        """Return the program with one input, and what moves with it, at another level, and its CO2 price [EUR/t].

        Raises
        ------
        CannotWriteError
            It has no place in world 0.
        """
        moved = [item for item in self.every if item.lead == name]
        tables = World(1, {name: level}, moved).changed(self.tables, self.inputs.tables)
        own = replace(self.inputs, tables=tables)
        if any(item.table in GROUPS["demand"] for item in moved):
            own = replace(own, demand=build_demand(tables, own.profiles, own.config, own.year))
        return self._written(own)

    def _written(self, own: Inputs) -> tuple[Program, float]:
        """Return a program and its CO2 price."""
        price = making.closure_in(own).price
        return written(self.layout, note(own.priced(), price)), price
