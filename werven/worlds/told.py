"""What is uncertain and what a world draws of it, as tables that people read and that drivers are found from.

What is a figure of several works, because it moves with that of another (the cost of two hubs of one kind), is told of
each of them by its own row: name, ends and value are those of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from werven.data.assumptions import interpolate
from werven.data.schemas import TABLES
from werven.data.tables import records
from werven.data.uncertain import Input, inputs_of, leads
from werven.worlds.draw import World, moments, option_at, quantile

#: Columns of what a world draws.
DRAW = ("world", "input", "level", "value", "score")


def told_inputs(table: pd.DataFrame, tables: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """Return every input that is drawn on its own, and what moves with it as a figure of another work.

    Parameters
    ----------
    table : DataFrame
        `uncertainty`, checked.
    tables : mapping of str to DataFrame
        Inputs of the scenario.
    year : int
        Model year.

    Returns
    -------
    DataFrame
        ``input, work`` (of which it is a figure; empty: of none), ``moves_with`` (input by which it is drawn; empty:
        on its own), ``kind`` (number or choice), ``low, central, high, mean, sd`` in the unit of its column (a factor
        in p.u.), in the model year, ``unit, options, name_nl, name_en, confidence, source``.
    """
    rows = []
    words = {str(row.input): row for row in records(table)}
    for item, work in _figures(inputs_of(table)):
        row = words[item.name]
        ends = (float("nan"),) * 3 if item.how == "choice" else ends_in(item, tables, year)
        spread = (float("nan"),) * 2 if item.how == "choice" else moments(item.distribution, *ends)
        rows.append(
            {
                "input": item.name,
                "work": work,
                "moves_with": "" if item.lead == item.name else item.lead,
                "kind": "choice" if item.how == "choice" else "number",
                **dict(zip(("low", "central", "high", "mean", "sd"), (*ends, *spread), strict=True)),
                "unit": unit_of(item, tables),
                "options": "" if item.how != "choice" else str(row.options),
                **{name: str(getattr(row, name)) for name in ("name_nl", "name_en", "confidence", "source")},
            }
        )
    return pd.DataFrame(rows)


def told_draw(world: World, inputs: pd.DataFrame) -> pd.DataFrame:
    """Return the draw of a world.

    Parameters
    ----------
    world : World
        The world.
    inputs : DataFrame
        From `told_inputs`.

    Returns
    -------
    DataFrame
        A row an input: ``world, input, level, value`` (as text; of a choice its option), ``score``: the value less its
        mean over its standard deviation, empty for a choice.
    """
    items = {item.name: item for item in world.inputs}
    rows = []
    for row in records(inputs):
        item = items[row.input]
        level = world.level(item)
        head = {"world": world.number, "input": row.input, "level": level}
        if row.kind == "choice":
            rows.append({**head, "value": option_at(item, level), "score": float("nan")})
            continue
        ends = (np.array([getattr(row, end)]) for end in ("low", "central", "high"))
        value = float(quantile(item.distribution, level, *ends)[0])
        score = (value - row.mean) / row.sd if row.sd > 0.0 else 0.0
        rows.append({**head, "value": f"{value:.6g}", "score": score})
    return pd.DataFrame(rows, columns=list(DRAW))


def own_names(inputs: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return by input and work under which name the work is told of that input, where it has another.

    Parameters
    ----------
    inputs : DataFrame
        From `told_inputs`.
    """
    follows = inputs[inputs["moves_with"] != ""]
    return {(row.moves_with, row.work): row.input for row in records(follows)}


def work_of(item: Input) -> str:
    """Return the work of which an input is the size or the cost; empty where it is a figure of no single work."""
    return item.where.get("work", "") if item.table in ("works", "work_legs") else ""


def _figures(every: list[Input]) -> Iterator[tuple[Input, str]]:
    """Yield the inputs that are told, each with the work of which it is a figure.

    An input that moves anything but figures of works is one of no work, and what moves with it is not told.
    """
    for lead in leads(every):
        group = [lead, *(item for item in every if item.lead == lead.name and item.name != lead.name)]
        if not all(work_of(item) for item in group):
            yield lead, ""
            continue
        first: dict[str, Input] = {}
        for item in group:
            first.setdefault(work_of(item), item)
        yield from ((item, work) for work, item in first.items())


def ends_in(item: Input, tables: Mapping[str, pd.DataFrame], year: int) -> tuple[float, float, float]:
    """Return low end, centre and high end of an input in a model year: of a factor the factor itself."""
    if item.how == "factor":
        return item.low, item.central, item.high
    frame = tables[item.table]
    ends = item.ends(frame)
    if "year" not in frame or frame.loc[ends.index, "year"].isna().any():
        low, central, high = (float(ends[end].iloc[0]) for end in ends)
        return low, central, high
    years = frame.loc[ends.index, "year"]
    low, central, high = (interpolate(years, ends[end], year) for end in ends)
    return low, central, high


def unit_of(item: Input, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the unit in which an input is told: that of the row where the table has a column of units."""
    if item.how in ("factor", "choice"):
        return "p.u." if item.how == "factor" else ""
    frame, unit = tables[item.table], TABLES[item.table].columns[item.column].unit
    own = "unit" in frame and (unit == "see unit" or " or " in unit)
    return str(frame.loc[item.met(frame), "unit"].iloc[0]) if own else unit
