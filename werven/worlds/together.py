"""All worlds of a year together: the tables that the page, the report and the workbook are made from."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from werven.data.uncertain import inputs_of
from werven.errors import SolveError
from werven.worlds.beside import beside, combined_of
from werven.worlds.draw import World
from werven.worlds.drivers import drivers
from werven.worlds.panel import at_rows, counted
from werven.worlds.resolution import UNITS, apart, over_worlds
from werven.worlds.robust import robust
from werven.worlds.run import OPTIMAL, Outcome, check_same
from werven.worlds.steps import Drawn, costs_in, slopes_of_cost
from werven.worlds.told import DRAW, own_names, told_draw, told_inputs

logger = logging.getLogger(__name__)
#: What a world tells of a slope.
SLOPE = ("work", "input", *UNITS)


def together(
    central: Outcome,
    outcomes: Sequence[Outcome],
    ranking: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    year: int,
    fine: Sequence[Outcome] = (),
) -> dict[str, pd.DataFrame]:
    """Return what all worlds say.

    Parameters
    ----------
    central : Outcome
        World 0, at the time resolution of worlds.
    outcomes : sequence of Outcome
        All others; one that failed is counted and told, and plays no further part.
    ranking : DataFrame
        Of the central world, at its own time resolution: how far the two are apart is added to the means.
    tables : mapping of str to DataFrame
        Inputs of the scenario.
    year : int
        Model year.
    fine : sequence of Outcome
        Worlds at the resolution of the ranking, see `werven.worlds.fine`; one that failed plays no part.

    Returns
    -------
    dict of str to DataFrame
        ``robust, drivers, worlds, draws, world_runs, ranges, beside``, see `werven.data.results`.

    Raises
    ------
    SolveError
        No world ended well, or one is of other inputs than world 0.
    """
    good = _good(central, outcomes)
    rows = _rows(good)
    ranges = told_inputs(tables["uncertainty"], tables, year)
    draws = _draws(good, tables["uncertainty"], ranges)
    added = apart(pd.DataFrame(central.works), ranking, central.blocks)
    added.update(over_worlds(_rows(_good_of(central, fine))))
    slopes = _slopes(good, draws, costs_in(tables, year), own_names(ranges))
    value, net = (at_rows(table, rows) for table in counted(rows, added))
    hangs_on = drivers(rows, draws, ranges, added, slopes)
    central_kt = ranking.set_index("work")["shapley_kt"]
    finely = {each.world: each.status for each in fine}
    return {
        "robust": robust(rows, draws, ranges, hangs_on, central_kt, added, slopes),
        "drivers": hangs_on,
        "worlds": rows.assign(value_kt=value, net_meur=net),
        "draws": draws,
        "world_runs": pd.DataFrame([_run(each, finely.get(each.world)) for each in (central, *outcomes)]),
        "ranges": ranges,
        "beside": beside(rows, combined_of(good), added),
    }


def _rows(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return what worlds say of works: ``world, work`` and what each tells."""
    rows = [{"world": each.world, **row} for each in outcomes for row in each.works]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["world", "work", "half_kt", "half_meur"])


def _draws(good: Sequence[Outcome], uncertainty: pd.DataFrame, ranges: pd.DataFrame) -> pd.DataFrame:
    """Return what every world draws, and what moves with it as a figure of another work."""
    every, follows = inputs_of(uncertainty), ranges[ranges["moves_with"] != ""]
    rows: list[Any] = []
    for each in good:
        world = World(each.world, {row["input"]: row["level"] for row in each.draw}, every)
        rows += [*each.draw, *told_draw(world, follows).to_dict("records")]
    return pd.DataFrame(rows, columns=list(DRAW)).infer_objects()


def _slopes(
    good: Sequence[Outcome],
    draws: pd.DataFrame,
    costs: Mapping[str, tuple[str, Drawn]],
    names: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Return what every world that knows slopes tells of them, a work by its own names: ``world``, and `SLOPE`."""
    rows = []
    levels = draws.set_index(["world", "input"])["level"]
    for each in good:
        own = slopes_of_cost(each.works, levels[each.world], costs) if each.slopes else []
        rows += [{"world": each.world, **row} for row in (*each.slopes, *own)]
    table = pd.DataFrame(rows, columns=["world", *SLOPE])
    pairs = zip(table["input"], table["work"], strict=True)
    return table.assign(input=[names.get(pair, pair[0]) for pair in pairs])


def _good(central: Outcome, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the worlds that ended well, and say why others failed.

    Raises
    ------
    SolveError
        As in `together`.
    """
    good = _good_of(central, outcomes)
    logger.info("%d worlds, %d of them with an optimum", len(outcomes), len(good))
    if not good:
        why = outcomes[0].why if outcomes else "none there is"
        raise SolveError(f"none of {len(outcomes)} worlds has an optimum: {why}")
    return good


def _good_of(central: Outcome, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the worlds that ended well, of the same inputs all of them; the log tells why others did not."""
    check_same(central, {each.world: each.key for each in outcomes})
    failed = Counter(each.why.splitlines()[0] for each in outcomes if each.status != OPTIMAL)
    for why, count in failed.most_common():
        logger.warning("%d worlds failed: %s", count, why)
    return [each for each in outcomes if each.status == OPTIMAL]


def _run(outcome: Outcome, finely: str | None) -> dict[str, object]:
    """Return the row of a world among all that were solved, with the status that it has at the ranking's resolution."""
    why = " ".join(outcome.why.split())
    return {
        "world": outcome.world,
        "status": outcome.status,
        "fine_status": finely,
        "why": why,
        "overrides": "; ".join(outcome.overrides),
        **{name: outcome.run.get(name) for name in RUN},
    }


#: What is told of a run besides.
RUN = (
    *("total_kt", "total_meur", "ledger_everything_kt", "ledger_nothing_kt", "price", "pairs", "how"),
    *("solved", "derived", "known", "build_s", "reach_s", "walk_s", "memory_mb"),
)
