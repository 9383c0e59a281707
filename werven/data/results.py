"""The result tables: columns, units, what may stand in them and what they mean, told once.

A room describes the tables that it makes in its `results.csv`, beside what fills them. What a table holds and in which
order, the workbook's explanations, the reference page and the checks of what is written and read again all follow from
it: a new column is one row, and what fills it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pandas as pd

from werven.data.tables import write
from werven.errors import HEADER, Fault, nearest, raise_if

#: Tables of a ranking; each closure has its own, and a year has one of its main closures.
RANKED = ("ranking", "synergy", "coalitions", "sequence", "runs")
#: Tables of the worlds of a year.
ROBUST = ("robust", "drivers", "worlds", "draws", "ranges", "beside", "world_runs")
#: Orders of building over the worlds of a year.
ORDERS = "orders"
_FACTS = ("table", "column", "type", "unit", "empty", "allowed")


@dataclass(frozen=True)
class ResultColumn:
    """One column of a result table.

    Attributes
    ----------
    type : str
        ``text``, ``number``, ``whole`` or ``year``.
    unit : str
        Unit of the numbers; empty for text, ``see unit`` where a column of the table says it.
    empty : bool
        May a cell be empty?
    allowed : tuple of str
        Words that may stand in it; empty for any.
    meaning : mapping of str to str
        What it is, by language.
    """

    type: str
    unit: str
    empty: bool
    allowed: tuple[str, ...]
    meaning: Mapping[str, str]


@dataclass(frozen=True)
class ResultTable:
    """One result table: what it is, by language, and its columns in their order."""

    name: str
    meaning: Mapping[str, str]
    columns: Mapping[str, ResultColumn]


def _described(text: str) -> Iterator[ResultTable]:
    """Yield the tables that a room describes; a row without a column tells what the table is."""
    rows = csv.DictReader(StringIO(text))
    languages = [name for name in rows.fieldnames or () if name not in _FACTS]
    columns: dict[str, ResultColumn] = {}
    for row in rows:
        table, column, kind, unit, empty, allowed = (row[fact] for fact in _FACTS)
        meaning = {language: row[language] for language in languages}
        if not column:
            columns = {}
            yield ResultTable(table, meaning, columns)
        else:
            words = tuple(filter(None, allowed.split(";")))
            columns[column] = ResultColumn(kind, unit, empty == "yes", words, meaning)


def _read() -> dict[str, ResultTable]:
    """Return what the rooms describe; a ranking of all years has the columns of one year."""
    described = (
        files("werven.network").joinpath("results.csv"),
        files("werven.ranking").joinpath("results.csv"),
        files("werven.worlds").joinpath("results.csv"),
        files("werven.desk").joinpath("results.csv"),
    )
    found = {table.name: table for file in described for table in _described(file.read_text(encoding="utf-8"))}
    every = found["rankings"]
    return found | {"rankings": replace(every, columns={**every.columns, **found["ranking"].columns})}


RESULTS: Mapping[str, ResultTable] = _read()
"""Every result table by name; `rankings` is `ranking` of all years below each other."""


def columns_of(table: str) -> list[str]:
    """Return the columns of a result table in their order."""
    return list(RESULTS[table].columns)


def result_faults(table: str, frame: pd.DataFrame, file: str = "") -> list[Fault]:
    """Return what does not fit the description of a result table: columns, kinds of values, empty cells, words.

    Parameters
    ----------
    table : str
        Its name, a key of `RESULTS`.
    frame : DataFrame
        Its rows; columns that are years are those of a series over the years.
    file : str, optional
        Where it stands, for the message.
    """
    file, known = file or f"{table}.csv", RESULTS[table].columns
    present = [str(name) for name in frame.columns if not str(name).isdigit()]
    missing = [name for name in known if name not in present]
    faults = [Fault(file, HEADER, name, "", "a column of this name", nearest(name, present)) for name in missing]
    faults += [
        Fault(file, HEADER, name, name, "one of " + ", ".join(known), nearest(name, missing or known))
        for name in present
        if name not in known
    ]
    for name in (name for name in present if name in known):
        faults += _cell_faults(file, name, frame[name], known[name])
    return faults


def _cell_faults(file: str, name: str, values: pd.Series, column: ResultColumn) -> Iterator[Fault]:
    """Yield the first fault of each kind of the cells of a column."""
    blank = values.isna() | (values.astype(str) == "")
    if blank.any() and not column.empty:
        yield Fault(file, _row(blank), name, "", "not empty")
    if column.type == "text":
        other = ~blank & ~values.astype(str).isin(column.allowed) if column.allowed else blank & False
        allowed = "one of " + ", ".join(column.allowed)
    else:
        numbers = pd.to_numeric(values.where(~blank), errors="coerce").astype(float)
        other = ~blank & numbers.isna()
        if column.type != "number":
            other |= ~blank & (numbers != numbers.round())
        allowed = "a number" if column.type == "number" else "a whole number"
    if other.any():
        yield Fault(file, _row(other), name, str(values[other].iloc[0]), allowed)


def _row(where: pd.Series) -> str:
    """Return the line of a file in which the first of some rows stands."""
    return str(list(where).index(True) + 2)


def write_result(table: str, frame: pd.DataFrame, path: Path) -> None:
    """Write a result table, once it is what `RESULTS` says.

    Parameters
    ----------
    table : str
        Its name, a key of `RESULTS`.
    frame : DataFrame
        Its rows; columns are put in the order of the description.
    path : Path
        File to write; its folder is made if absent.

    Raises
    ------
    InputError
        Columns, values or words are others than those described; all are listed and nothing is written.
    """
    raise_if(result_faults(table, frame, str(path)))
    years = [name for name in frame.columns if str(name).isdigit()]
    write(frame[[*columns_of(table), *years]], path)


def read_result(table: str, path: Path) -> pd.DataFrame:
    """Read a result table; texts are texts, also where every cell is empty.

    Raises
    ------
    InputError
        The file is not what `RESULTS` says, for example that of another version; all faults are listed.
    """
    frame = pd.read_csv(path)
    raise_if(result_faults(table, frame, str(path)))
    texts = [name for name, column in RESULTS[table].columns.items() if column.type == "text" and column.empty]
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), "") for name in texts})
