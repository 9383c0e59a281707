"""What the page shows of worlds: what works are worth over them, what that hangs on, and what each world drew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from werven.atlas.compact import Tables
from werven.data.results import ORDERS
from werven.figures.style import VERDICT_LOOKS
from werven.solved.scenario import UNCERTAIN, Solved, SolvedYear
from werven.solved.worlds import Worlds
from werven.words.tables import languages

_VALUES = {"value_kt": 1, "net_meur": 2}


def worlds_of(solved: Solved, own: SolvedYear, tables: Tables) -> dict[str, Any] | None:
    """Return the worlds of a year, or None where it has none.

    Parameters
    ----------
    solved : Solved
        The scenario.
    own : SolvedYear
        The year.
    tables : Tables
        Keeps the tables.

    Returns
    -------
    dict
        ``closure``: its id. ``count, failed``: worlds with an optimum, and without. ``label, method``: in every
        language. Names of tables: ``robust, drivers, beside`` as in `werven.data.results` with what they say in words;
        ``inputs``: all that are drawn, and factors that move with them, with their ends; ``worlds``: a row a work and
        world; ``draws``: a row a world and input; ``orders``: of building, the best first, or no rows.
    """
    if not own.worlds:
        return None
    closure = solved.config.worlds.closure
    ranges = _with_followers(own.worlds["ranges"], solved.inputs[UNCERTAIN])
    told = {**own.worlds, "ranges": ranges}
    said = {language: Worlds(own.year, told, language, closure) for language in languages()}
    cases = [each.case(solved.context(language)) for language, each in said.items()]
    first = next(iter(said.values()))
    every = own.worlds["worlds"][["world", "work", *_VALUES]]
    return {
        "closure": closure,
        "count": first.count,
        "failed": first.failed,
        "label": [case.closure_label for case in cases],
        "method": [case.method_label for case in cases],
        "robust": tables.keep(_robust(said)),
        "drivers": tables.keep(_drivers(said)),
        "inputs": tables.keep(_inputs(said)),
        "worlds": tables.keep(every, _VALUES),
        "draws": tables.keep(_draws(said, own.worlds["draws"])),
        "beside": tables.keep(own.worlds["beside"]),
        "orders": tables.keep(own.worlds.get(ORDERS, pd.DataFrame())),
    }


def verdict_colors() -> dict[str, str]:
    """Return the colour of every verdict, the surest reason to build first."""
    return {verdict: color for verdict, (color, _) in VERDICT_LOOKS.items()}


def _robust(said: Mapping[str, Worlds]) -> pd.DataFrame:
    """Return the works, the highest mean first, with what they hang on in every language."""
    first = next(iter(said.values()))
    drivers = first.tables["drivers"]
    rest = (
        drivers[drivers["input"] == ""].set_index("work")[["share", "net_share"]].set_axis(["rest", "net_rest"], axis=1)
    )
    table = first.robust.drop(columns="because").join(rest, on="work")
    rows = [row for _, row in first.robust.iterrows()]
    texts = {
        f"decides_{language}": [each.decides(row) or each.why(row) for row in rows] for language, each in said.items()
    }
    return table.assign(spreads=[first.is_spread(row) for row in rows], **texts)


def _told(worlds: Worlds) -> pd.DataFrame:
    """Return the rows of drivers that name an input."""
    drivers = worlds.tables["drivers"]
    return drivers[drivers["input"] != ""].reset_index(drop=True)


def _drivers(said: Mapping[str, Worlds]) -> pd.DataFrame:
    """Return what inputs tell of works, with the ends in words."""
    table = _told(next(iter(said.values())))
    texts = {
        f"{end}_{language}": [each.drawn(*pair) for pair in zip(table["input"], table[end], strict=True)]
        for end in ("low", "high")
        for language, each in said.items()
    }
    tips = {
        f"tips_{language}": [
            "" if pd.isna(at) else each.at(name, float(at))
            for name, at in zip(table["input"], table["tips_at"], strict=True)
        ]
        for language, each in said.items()
    }
    return table.drop(columns=["low", "high", "tips_at"]).assign(**texts, **tips)


def _with_followers(ranges: pd.DataFrame, uncertain: pd.DataFrame) -> pd.DataFrame:
    """Return the inputs that are drawn, and every factor that moves with one of them."""
    follows = uncertain[(uncertain["how"] == "factor") & uncertain["moves_with"].fillna("").ne("")]
    more = follows.reindex(columns=ranges.columns).assign(work="", kind="number", unit="p.u.", options="")
    return pd.concat([ranges, more[~more["input"].isin(ranges["input"])]], ignore_index=True)


def _inputs(said: Mapping[str, Worlds]) -> pd.DataFrame:
    """Return the inputs, with names and axes, and their ends in the year or their options."""
    first = next(iter(said.values()))
    names = list(first.ranges.index)
    texts = {
        f"{kind}_{language}": [write(name) for name in names]
        for language, each in said.items()
        for kind, write in (("name", each.label), ("axis", each.axis), ("options", each.options))
    }
    ends = {
        f"{end}_{language}": ["" if pd.isna(at) else each.at(str(name), float(at)) for name, at in values.items()]
        for end, values in first.ranges[["low", "central", "high"]].items()
        for language, each in said.items()
    }
    return pd.DataFrame({"input": names, "choice": [first.is_choice(name) for name in names], **texts, **ends})


def _draws(said: Mapping[str, Worlds], draws: pd.DataFrame) -> pd.DataFrame:
    """Return what every world draws of the inputs that drivers name: place on the axis, and words."""
    first = next(iter(said.values()))
    rows = draws[draws["input"].isin(set(_told(first)["input"]))]
    pairs = list(zip(rows["input"], rows["value"].astype(str), strict=True))
    places = [float("nan") if first.is_choice(name) else first.place(name, value) for name, value in pairs]
    texts = {f"drawn_{language}": [each.drawn(*pair) for pair in pairs] for language, each in said.items()}
    return rows[["world", "input"]].reset_index(drop=True).assign(place=places, **texts)
