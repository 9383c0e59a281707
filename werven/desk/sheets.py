"""From a solved scenario to the sheets of its workbook: tables, and a first sheet that explains them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import yaml

from werven.config.settings import Config, fields
from werven.data.results import RANKED, columns_of
from werven.data.schemas import GROUPS as TABLE_GROUPS
from werven.desk.source import ranked, stacked
from werven.solved.scenario import GROUPS, Solved
from werven.words.names import LANGUAGES, phrase
from werven.words.results import meaning, sheet_meaning

RESULT_SHEETS = ("needs", "emissions", "balance", "demand", "ranking", "synergy", "sequence", "coalitions", "runs")
"""Result tables in the order of the sheets."""
REGISTER = ("works", "work_legs")
NOTES: dict[str, tuple[str, str]] = {
    "plain": ("het basisgeval", "the base case"),
    "sign": (
        "Positief betekent vermeden CO2 of bespaarde kosten; negatief betekent meer CO2 of meer kosten.",
        "Positive means CO2 avoided or cost saved; negative means more CO2 or more cost.",
    ),
    "missing": ("Ontbrekende jaren: {years}.", "Years that are missing: {years}."),
    "complete": ("Geen jaar ontbreekt.", "No year is missing."),
    "unranked": ("Er is geen rangschikking van werken.", "There is no ranking of works."),
    "part": ("Alleen deze clusters: {clusters}.", "These clusters only: {clusters}."),
    "inputs": (
        "De overige bladen zijn de invoer van het scenario, met bron en zekerheid per rij.",
        "The other sheets are the inputs of the scenario, with source and confidence in every row.",
    ),
}


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
        The scenario; years that are missing are left out, a ranking that is missing has a sheet without rows.
    """
    for name in RESULT_SHEETS:
        if name in RANKED:
            frame = ranked(solved, name)
            yield Sheet(name, "result", frame if len(frame.columns) else pd.DataFrame(columns=columns_of(name)))
        else:
            yield Sheet(name, "result", stacked(solved, name).drop(columns="twh_per_year", errors="ignore"))
    inputs = [name for group in GROUPS for name in TABLE_GROUPS[group] if name in solved.inputs]
    yield from (Sheet(name, "register", solved.inputs[name]) for name in REGISTER if name in inputs)
    yield from (Sheet(name, "input", solved.inputs[name]) for name in inputs if name not in REGISTER)


def explanation(solved: Solved) -> list[tuple[str, str, str]]:
    """Return the lines of the first sheet: what, in Dutch, in English."""
    both = [solved.context(each) for each in LANGUAGES]
    closing = [context.closing(list(solved.years)) for context in both]
    lines: list[tuple[str, str, str]] = [
        ("scenario", solved.scenario, solved.scenario),
        ("description", *_said(NOTES["plain"], solved.config.description)),
        ("version", f"werven {solved.version}", f"werven {solved.version}"),
        ("years", _years(solved), _years(solved)),
        ("missing years", *_missing(solved)),
        ("closure of the sizing run", closing[0], closing[1]),
        *(("ranking", line, line) for line in _rankings(solved)),
        ("sign", *NOTES["sign"]),
        ("boundary", *_phrases("boundary_emissions")),
        ("boundary, demand", *_phrases("boundary_users")),
        ("between years", *_phrases("interpolated")),
    ]
    if solved.config.network.clusters is not None:
        clusters = ", ".join(solved.config.network.clusters)
        lines.insert(
            3, ("part", NOTES["part"][0].format(clusters=clusters), NOTES["part"][1].format(clusters=clusters))
        )
    if not any(own.rankings for own in solved.years.values()):
        lines.append(("ranking", *NOTES["unranked"]))
    return [*lines, ("inputs", *NOTES["inputs"])]


def _phrases(key: str) -> tuple[str, str]:
    """Return a phrase of the figures in Dutch and English."""
    return phrase(key, "nl"), phrase(key, "en")


def _said(otherwise: tuple[str, str], text: str) -> tuple[str, str]:
    """Return a text in both columns, or what is said where it is empty."""
    return (text, text) if text else otherwise


def _years(solved: Solved) -> str:
    """Return the years that were solved."""
    return ", ".join(map(str, solved.years))


def _missing(solved: Solved) -> tuple[str, str]:
    """Return the sentence on years that are missing."""
    years = ", ".join(map(str, solved.missing))
    dutch, english = NOTES["missing" if solved.missing else "complete"]
    return dutch.format(years=years), english.format(years=years)


def _rankings(solved: Solved) -> Iterator[str]:
    """Yield a line for every ranking: its year, its closure, and the price or the cap of it."""
    for year, own in solved.years.items():
        for closure, tables in own.rankings.items():
            for run in tables["runs"].to_dict("records"):
                cap = f"cap {run['cap_kt']:,.0f} kt CO2/a" if run.get("kind") == "cap" else f"{run['price']:g} EUR/t"
                yield f"{year} {closure}: {cap}; {run['works']:g} works; {run['method']}, {run['reason']}"


def columns_table(sheets: list[Sheet]) -> pd.DataFrame:
    """Return what every column of every sheet is.

    Returns
    -------
    DataFrame
        ``sheet, column, unit, nederlands, english``.
    """
    rows = [
        (sheet.name, str(column), known.unit, known.nl, known.en)
        for sheet in sheets
        for column in sheet.frame.columns
        for known in [meaning(sheet.table, str(column))]
    ]
    return pd.DataFrame(rows, columns=["sheet", "column", "unit", "nederlands", "english"])


def sheets_table(sheets: list[Sheet]) -> pd.DataFrame:
    """Return what every sheet is.

    Returns
    -------
    DataFrame
        ``sheet, kind, rows, nederlands, english``.
    """
    rows = [(s.name, s.kind, len(s.frame), sheet_meaning(s.table).nl, sheet_meaning(s.table).en) for s in sheets]
    return pd.DataFrame(rows, columns=["sheet", "kind", "rows", "nederlands", "english"])


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
