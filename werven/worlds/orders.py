"""In which order to build: orders that every world is asked for, what their steps are worth there, and which does best.

A plan is made before anybody knows which world it is, so an order is one for all worlds. Orders are proposed from the
ranking of the central world and from what works are worth over worlds; each is then walked in every world. The best one
has the highest mean over worlds of what is saved net, averaged over its steps: what pays comes early.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pandas as pd

from werven.coalition import EMPTY, Coalition, label
from werven.data.results import ORDERS, columns_of
from werven.data.verdicts import BUILD, BUILD_IF, HARDLY, ONE_OF, UNDECIDED, WITH_OTHERS
from werven.network.build import Inputs
from werven.ranking.game.games import Game
from werven.ranking.scenario import work_facts
from werven.ranking.value import CO2, COST
from werven.worlds.run import OPTIMAL, Outcome, check_same, game_of_world

logger = logging.getLogger(__name__)
#: Where an order comes from: the one that pays best in the central world, works by their mean net value, by their
#: chance to pay, and by their mean tonnes.
CENTRAL: Final = "central"
MEAN: Final = "mean"
CHANCE: Final = "chance"
TONNES: Final = "tonnes"
PROPOSALS: Final = (CENTRAL, MEAN, CHANCE, TONNES)
#: Works of these verdicts are put in order; others are not to be built.
PLANNED: Final = (BUILD, WITH_OTHERS, ONE_OF, BUILD_IF, UNDECIDED)
ASKED = ("order", "step", "works")
QUANTILES: Final = {"p10": 0.1, "p90": 0.9}


def proposed(
    robust: pd.DataFrame, sequence: pd.DataFrame, requires: Mapping[str, Collection[str]], beside: pd.DataFrame
) -> pd.DataFrame:
    """Return the orders that worlds are asked for: a row an order and step, `ASKED`; works are joined by ``+``.

    Parameters
    ----------
    robust : DataFrame
        Columns ``work, verdict, mean_kt, net_mean_meur, p_pays``.
    sequence : DataFrame
        Of the central ranking, ``step, works``: works that it builds in one step are one step here too.
    requires : mapping of str to collection of str
        Work to what it needs: that comes before it, whatever its verdict.
    beside : DataFrame
        From `werven.worlds.beside.beside`: a work that hardly ever pays with one that stands before it, and does
        without, is left out of the order.
    """
    table = robust.set_index("work")
    wanted = _with_needs(table.index[table["verdict"].isin(PLANNED)], requires, table.index)
    steps = [frozenset(str(works).split("+")) & wanted for works in sequence.sort_values("step")["works"]]
    steps = [step for step in steps if step]
    steps += [frozenset({work}) for work in table.index if work in wanted.difference(*steps)]
    tonnes = {step: float(table.loc[sorted(step), "mean_kt"].sum()) for step in steps}
    net = {step: float(table.loc[sorted(step), "net_mean_meur"].sum()) for step in steps}
    pays = {step: float(table.loc[sorted(step), "p_pays"].mean()) for step in steps}
    keys: dict[str, dict[Coalition, tuple[float, ...]]] = {
        CENTRAL: {step: (float(place),) for place, step in enumerate(steps)},
        MEAN: {step: (-net[step],) for step in steps},
        CHANCE: {step: (-pays[step], -net[step]) for step in steps},
        TONNES: {step: (-tonnes[step],) for step in steps},
    }
    orders = {name: _without_idle(_in_order(steps, keys[name], requires), beside, requires) for name in PROPOSALS}
    rows = [(name, place, label(step)) for name, own in orders.items() for place, step in enumerate(own, start=1)]
    return pd.DataFrame(rows, columns=list(ASKED))


def _with_needs(works: Collection[str], requires: Mapping[str, Collection[str]], known: Collection[str]) -> Coalition:
    """Return works with all that they need, of the works that play."""
    found, todo = set(works), list(works)
    while todo:
        more = {need for need in requires.get(todo.pop(), ()) if need in known} - found
        found |= more
        todo += more
    return frozenset(found)


def _in_order(
    steps: Sequence[Coalition], keys: Mapping[Coalition, tuple[float, ...]], requires: Mapping[str, Collection[str]]
) -> Iterator[Coalition]:
    """Yield steps by their keys, each after what its works need."""
    left = sorted(steps, key=lambda step: (keys[step], sorted(step)))
    while left:
        waiting = frozenset().union(*left)
        needs = {step: frozenset(need for work in step for need in requires.get(work, ())) for step in left}
        ready = next((step for step in left if not needs[step] & (waiting - step)), left[0])
        left.remove(ready)
        yield ready


def _without_idle(
    order: Iterator[Coalition], beside: pd.DataFrame, requires: Mapping[str, Collection[str]]
) -> Iterator[Coalition]:
    """Yield the steps of an order but works that hardly ever pay with one before them, where nothing needs them."""
    idle = beside[(beside["p_pays_with"] <= HARDLY) & (beside["p_pays_without"] > HARDLY)]
    instead = {str(work): frozenset(others) for work, others in idle.groupby("work")["other"]}
    needed, built = EMPTY.union(*requires.values()), EMPTY
    for step in order:
        if len(step) > 1 or step & needed or not built & instead.get(next(iter(step)), EMPTY):
            built |= step
            yield step


def steps_of(game: Game, asked: pd.DataFrame, costs: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return what every step of every order adds in a world: ``order, step, kt, meur, annual_cost_meur``.

    Parameters
    ----------
    game : Game
        Of the world.
    asked : DataFrame
        From `proposed`.
    costs : mapping of str to float
        Annual cost of works in the world [MEUR/a].
    """
    place = {name: game.quantities.index(name) for name in (CO2, COST)}
    orders = {name: list(rows["works"].str.split("+")) for name, rows in asked.groupby("order", sort=False)}
    built = {name: _built(steps) for name, steps in orders.items()}
    game.fill(list(dict.fromkeys(each for sets in built.values() for each in sets)))
    return [
        {
            "order": name,
            "step": step,
            "kt": float((game[after] - game[before])[place[CO2]]),
            "meur": float((game[after] - game[before])[place[COST]]),
            "annual_cost_meur": float(sum(costs[work] for work in orders[name][step - 1])),
        }
        for name, sets in built.items()
        for step, (before, after) in enumerate(pairwise(sets), start=1)
    ]


def _built(steps: Sequence[Collection[str]]) -> list[Coalition]:
    """Return what stands before the first step, and after each."""
    return [frozenset(work for step in steps[:count] for work in step) for count in range(len(steps) + 1)]


def walk_world(
    outcome: Outcome,
    asked: pd.DataFrame,
    inputs: Inputs,
    overrides: Mapping[str, Mapping[str, Any]],
    central: Path,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Return what the orders are worth in a world: its number, its key and `steps_of`; of a failed one no steps.

    Parameters
    ----------
    outcome : Outcome
        The world as it was solved.
    asked : DataFrame
        From `proposed`.
    inputs, overrides, central, folder
        As in `werven.worlds.run.solve_world`.

    Raises
    ------
    SolveError
        A set of works has no optimum, or world 0 was solved of other inputs.
    """
    told: dict[str, Any] = {"world": outcome.world, "key": outcome.key, "steps": []}
    if outcome.status != OPTIMAL or asked.empty:
        return told
    with game_of_world(outcome.world, inputs, overrides, central, folder) as (game, own):
        known = work_facts(own)["annual_cost_meur"].reindex(list(game.players)).fillna(0.0)
        costs = {str(work): float(cost) for work, cost in known.items()}
        return told | {"steps": steps_of(game, asked, costs)}


def read_walk(path: Path) -> dict[str, Any]:
    """Return what `walk_world` found in a world."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def orders_table(central: Outcome, walks: Sequence[Mapping[str, Any]], asked: pd.DataFrame) -> pd.DataFrame:
    """Return what every order is worth over worlds, the best one first, see `werven.data.results`.

    Parameters
    ----------
    central : Outcome
        World 0.
    walks : sequence of mapping
        From `walk_world`.
    asked : DataFrame
        From `proposed`.

    Raises
    ------
    SolveError
        A walk of other inputs than world 0.
    """
    check_same(central, {walk["world"]: walk["key"] for walk in walks})
    rows = pd.DataFrame([{"world": walk["world"], **step} for walk in walks for step in walk["steps"]])
    if rows.empty:
        return pd.DataFrame(columns=columns_of(ORDERS))
    rows = rows.sort_values(["world", "order", "step"]).assign(
        net=lambda table: table["meur"] - table["annual_cost_meur"]
    )
    along = rows.groupby(["world", "order"])
    rows = rows.assign(all_kt=along["kt"].cumsum(), all_net=along["net"].cumsum(), pays=rows["net"] > 0.0)
    rows = rows.assign(all_cost=along["annual_cost_meur"].cumsum())
    table = _over_worlds(rows).merge(asked, on=["order", "step"])
    level = table.groupby("order")["cumulative_net_meur"].mean().sort_values(ascending=False, kind="stable")
    table = table.assign(mean_net_meur=table["order"].map(level), worlds=rows["world"].nunique())
    table = table.assign(place=table["order"].map({name: place for place, name in enumerate(level.index, start=1)}))
    logger.info("orders of building, mean net over their steps [MEUR/a]: %s", level.round(1).to_dict())
    return table.sort_values(["place", "step"], ignore_index=True).reindex(columns=columns_of(ORDERS))


def _over_worlds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return means and quantiles over worlds of every step of every order."""
    by_step = rows.groupby(["order", "step"])
    means = {
        "gain_kt": "kt",
        "gain_net_meur": "net",
        "p_pays": "pays",
        "cumulative_kt": "all_kt",
        "cumulative_net_meur": "all_net",
        "cumulative_annual_cost_meur": "all_cost",
    }
    found = {name: by_step[column].mean() for name, column in means.items()}
    for end, part in QUANTILES.items():
        found[f"cumulative_{end}_kt"] = by_step["all_kt"].quantile(part)
        found[f"cumulative_net_{end}_meur"] = by_step["all_net"].quantile(part)
    return pd.DataFrame(found).reset_index()
