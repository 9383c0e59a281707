"""From a solved scenario to the sheets of its workbook: tables, and a first sheet that explains them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import yaml

from werven.config.settings import Config, fields
from werven.data.results import ORDERS, RANKED, columns_of
from werven.data.schemas import GROUPS as TABLE_GROUPS
from werven.desk.source import over_worlds, ranked, stacked
from werven.solved.ranking import closure_facts, closure_kind
from werven.solved.scenario import GROUPS, Solved
from werven.words.results import meaning, table_meaning
from werven.words.tables import languages, words

RESULT_SHEETS = ("needs", "emissions", "balance", "demand", "ranking", "synergy", "sequence", "coalitions", "runs")
"""Result tables in the order of the sheets."""
WORLD_SHEETS = ("robust", "drivers", ORDERS)
"""Tables of worlds, where a year has some; they stand behind the others."""
REGISTER = ("works", "work_legs")
CLOSED = {"price": "{price} EUR/t", "band": "{low} to {high} EUR/t", "cap": "cap {cap} Mt CO2/a"}
"""What closes a ranking, by how it is told."""


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook.

    Attributes
    ----------
    name : str
        Its name; that of the table.
    kind : str
        ``result``, ``register`` or ``input``.
    frame : DataFrame
        Its rows.
    """

    name: str
    kind: str
    frame: pd.DataFrame

    @property
    def table(self) -> str:
        """Name of the table; a long one stands on several sheets, with a number behind its name."""
        return self.name.split(" ")[0]


def table_sheets(solved: Solved) -> Iterator[Sheet]:
    """Yield the tables of a scenario: results, the register of works, the other inputs.

    Parameters
    ----------
    solved : Solved
        The scenario; years that are missing are left out, a ranking that is missing has a sheet without rows, and
        worlds that are missing none.
    """
    for name in RESULT_SHEETS:
        if name in RANKED:
            frame = ranked(solved, name)
            yield Sheet(name, "result", frame if len(frame.columns) else pd.DataFrame(columns=columns_of(name)))
        else:
            yield Sheet(name, "result", stacked(solved, name).drop(columns="twh_per_year", errors="ignore"))
    worlds = [Sheet(name, "result", over_worlds(solved, name)) for name in WORLD_SHEETS]
    yield from (sheet for sheet in worlds if len(sheet.frame.columns))
    inputs = [name for group in GROUPS for name in TABLE_GROUPS[group] if name in solved.inputs]
    yield from (Sheet(name, "register", solved.inputs[name]) for name in REGISTER if name in inputs)
    yield from (Sheet(name, "input", solved.inputs[name]) for name in inputs if name not in REGISTER)


def explanation(solved: Solved) -> list[tuple[str, ...]]:
    """Return the lines of the first sheet: what, then a text a language."""
    notes, phrases = words("workbook"), words("figures")
    closing = [solved.context(language).closing(list(solved.years)) for language in languages()]
    clusters, missing = solved.config.network.clusters, ", ".join(map(str, solved.missing))
    lines: list[tuple[str, ...]] = [
        ("scenario", *_same(solved.scenario)),
        ("description", *(_same(solved.config.description) if solved.config.description else notes.each("plain"))),
        ("version", *_same(f"werven {solved.version}")),
        *([("part", *notes.each("part", clusters=", ".join(clusters)))] if clusters is not None else []),
        ("years", *_same(", ".join(map(str, solved.years)))),
        ("missing years", *(notes.each("missing", years=missing) if missing else notes.each("complete"))),
        ("closure of the sizing run", *closing),
        *(("ranking", *_same(line)) for line in _rankings(solved)),
        ("sign", *notes.each("sign")),
        ("boundary", *phrases.each("boundary_emissions")),
        ("boundary, demand", *phrases.each("boundary_users")),
        ("between years", *phrases.each("interpolated")),
    ]
    if not any(own.rankings for own in solved.years.values()):
        lines.append(("ranking", *notes.each("unranked")))
    return [*lines, ("inputs", *notes.each("inputs"))]


def _same(text: str) -> list[str]:
    """Return a text that is the same in every language."""
    return [text for _ in languages()]


def _rankings(solved: Solved) -> Iterator[str]:
    """Yield a line for every ranking: its year, its closure, and the band of prices or the cap of it."""
    for year, own in solved.years.items():
        for closure, tables in own.rankings.items():
            for _, run in tables["runs"].iterrows():
                facts = closure_facts(run, lambda value: f"{value:,.5g}")
                told = CLOSED[closure_kind(run)].format(**facts)
                yield f"{year} {closure}: {told}; {run['works']:g} works; {run['method']}, {run['reason']}"


def columns_table(sheets: list[Sheet]) -> pd.DataFrame:
    """Return what every column of every sheet is.

    Returns
    -------
    DataFrame
        ``sheet, column, unit``, then a column a language.
    """
    rows = [
        (sheet.name, str(column), known.unit, *known.each())
        for sheet in sheets
        for column in sheet.frame.columns
        for known in [meaning(sheet.table, str(column))]
    ]
    return pd.DataFrame(rows, columns=["sheet", "column", "unit", *words("workbook").each("language")])


def sheets_table(sheets: list[Sheet]) -> pd.DataFrame:
    """Return what every sheet is.

    Returns
    -------
    DataFrame
        ``sheet, kind, rows``, then a column a language.
    """
    rows = [(sheet.name, sheet.kind, len(sheet.frame), *table_meaning(sheet.table).each()) for sheet in sheets]
    return pd.DataFrame(rows, columns=["sheet", "kind", "rows", *words("workbook").each("language")])


def configuration_table(config: Config) -> pd.DataFrame:
    """Return the merged configuration: ``key, value, meaning``; lists and mappings as one line of YAML."""
    rows = []
    plain = config.model_dump(mode="json")
    for key, field in fields(Config):
        value = plain
        for part in key.split("."):
            value = value[part]
        text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
        rows.append((key, text.removesuffix("...\n").strip(), field.description or ""))
    return pd.DataFrame(rows, columns=["key", "value", "meaning"])
