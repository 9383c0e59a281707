"""Reading, checking and changing the tables of the base case.

What the columns are is told in `werven.data.schemas`; here is how a table is held against it.
"""

from __future__ import annotations

import math
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa

from werven.errors import HEADER, Fault, InputError, nearest, raise_if
from werven.names import ID_ALLOWED, is_id
from werven.reading.cells import length_fault, rows_of, twice

if TYPE_CHECKING:
    from werven.config.settings import TableChange

#: How several ids stand in one cell.
MANY = "; several are joined by ;"
CONFIDENCE = ("high", "medium", "low", "illustrative")
#: No number of a table is larger: what is, is no number of this world.
LARGEST = 1e9
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
#: A column of names in a language.
NAME = re.compile(r"name_[a-z]{2}")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
#: Forms a text may have: what fits, and how it is told.
FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "id": (is_id, ID_ALLOWED),
    "color": (lambda word: COLOR.fullmatch(word) is not None, "#rrggbb, six hexadecimal digits"),
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    kind : str
        ``text``, ``number``, ``year`` or ``flag``.
    unit : str
        Unit, empty for text; it also stands in the name of the column or in a `unit` column.
    meaning : str
        One line for the reference page.
    ge, le : float, optional
        Smallest and largest value allowed.
    allowed : tuple of str
        Words allowed; empty means any.
    refers : tuple of str, optional
        Table and column that must hold the value.
    empty : bool
        May the cell be empty?
    many : bool
        May the cell hold several ids joined by ``;``?
    form : str
        ``id`` or ``color``, see `FORMS`; empty for any text.
    """

    kind: str
    meaning: str
    unit: str = ""
    ge: float | None = None
    le: float | None = None
    allowed: tuple[str, ...] = ()
    refers: tuple[str, str] | None = None
    empty: bool = False
    many: bool = False
    form: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its columns, what makes a row unique, and the stage that reads it.

    Attributes
    ----------
    least : int
        Rows it holds at least; with fewer it is most likely half a file.
    holds : mapping of str to tuple of str
        Words that a column must hold, because the code asks for them by name.
    """

    name: str
    meaning: str
    group: str
    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    optional: frozenset[str] = field(default_factory=frozenset)
    least: int = 1
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


DTYPES = {"text": "string", "number": "float64", "year": "Int64", "flag": "boolean"}


def pandera_schema(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table (types, ranges, words, uniqueness)."""
    columns = {}
    for name, column in table.columns.items():
        checks: list[pa.Check] = []
        if column.ge is not None:
            checks.append(pa.Check.ge(column.ge))
        if column.le is not None:
            checks.append(pa.Check.le(column.le))
        if column.allowed and not column.many:
            checks.append(pa.Check.isin(column.allowed))
        if column.form:
            checks.append(pa.Check(FORMS[column.form][0], element_wise=True, name=column.form))
        columns[name] = pa.Column(checks=checks, nullable=column.empty)  # the type is that of `_parse`
    return pa.DataFrameSchema(columns, unique=list(table.key) or None, strict=False)


def _parse(text: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """Return the typed values and a mask of the cells that cannot be read."""
    blank = text.isna() | (text.str.strip() == "")
    if column.kind == "text":
        # Blanks around free text do no harm; an id, or a word that is looked up, is refused with them.
        is_free = not (column.form or column.allowed or column.refers)
        words = text.str.strip() if is_free else text
        return words.where(~blank).astype("string"), pd.Series(False, index=text.index)
    if column.kind == "flag":
        values = text.str.strip().str.lower().map({"true": True, "false": False}).astype("boolean")
        return values, values.isna() & ~blank
    numbers = pd.Series([_number(cell) for cell in text.where(~blank, "")], index=text.index, dtype="float64")
    bad = numbers.isna() & ~blank
    if column.kind == "year":
        bad |= numbers.notna() & (numbers != numbers.round())
        return numbers.where(~bad).astype("Int64"), bad
    return numbers, bad


def _number(cell: str) -> float:
    """Return the number in a cell; NaN for none, for one without end, and for one larger than any there is."""
    word = cell.strip()
    value = float(word) if NUMBER.fullmatch(word) else math.nan
    return value if abs(value) <= LARGEST else math.nan


def _nearest_number(cell: str) -> str:
    """Return a number that was written with a decimal comma as it should be."""
    word = cell.strip()
    return word.replace(",", ".") if word.count(",") == 1 and NUMBER.fullmatch(word.replace(",", ".")) else ""


def _allowed(column: Column) -> str:
    """Say in words what a column accepts."""
    if column.allowed:
        return "one of " + ", ".join(column.allowed)
    if column.form:
        return FORMS[column.form][1] + ("" if column.empty else ", not empty")
    kinds = {"text": "text", "number": "a number", "year": "a year", "flag": "true or false"}
    parts = [kinds[column.kind]]
    if column.unit:
        parts.append(f"[{column.unit}]")
    if column.ge is not None:
        parts.append(f">= {column.ge:g}")
    if column.le is not None:
        parts.append(f"<= {column.le:g}")
    return " ".join(parts) + ("" if column.empty else ", not empty")


def in_languages(table: Table, header: Iterable[str]) -> Table:
    """Return a table with a column for every language more in which a header names its rows, such as ``name_fr``."""
    more = [name for name in header if NAME.fullmatch(name) and name not in table.columns]
    if not more or "name_en" not in table.columns:
        return table
    named = {name: Column("text", f"Name in {name.removeprefix('name_')}", empty=True) for name in more}
    return replace(table, columns={**table.columns, **named})


def header_faults(header: Iterable[str], table: Table, file: str) -> list[Fault]:
    """Return faults of missing and unknown columns."""
    present = list(header)
    missing = [name for name in table.columns if name not in present and name not in table.optional]
    faults = [
        Fault(
            file,
            HEADER,
            name,
            "",
            "a column of this name",
            nearest(name, set(present) - set(table.columns)),
        )
        for name in missing
    ]
    faults += [
        Fault(
            file,
            HEADER,
            name,
            name,
            "one of " + ", ".join(table.columns),
            nearest(name, missing or table.columns),
        )
        for name in present
        if name not in table.columns
    ]
    return faults


def _raw(path: Path, table: Table) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the cells of a CSV file as text, and the faults of its form; the label of a row is its line less two.

    Raises
    ------
    InputError
        Nothing can be said about its cells.
    """
    file = path.name
    lines = rows_of(path, file)
    header = lines[0][1]
    faults = header_faults(header, in_languages(table, header), file) + twice(header, file)
    whole = [(line, cells) for line, cells in lines[1:] if len(cells) == len(header)]
    for line, cells in lines[1:]:
        faults += length_fault(cells, header, file, line)
    if len(lines) - 1 < table.least:
        found = f"{len(lines) - 1} rows" if len(lines) > 1 else "a header and no rows"
        faults.append(Fault(file, "", "", found, f"{table.least} rows or more: is it half a file?"))
    labels = pd.Index([line - 2 for line, _ in whole], dtype="int64")
    raw = pd.DataFrame([cells for _, cells in whole], columns=pd.Index(header), index=labels, dtype="string")
    return raw.loc[:, ~raw.columns.duplicated()], faults


def read(path: Path, table: Table) -> pd.DataFrame:
    """Read a table and hold it against its columns (not yet against other tables).

    Parameters
    ----------
    path : Path
        CSV, UTF-8, one header row.
    table : Table
        What it should be.

    Returns
    -------
    DataFrame
        One row per line, typed; the label of a row is its line less two.

    Raises
    ------
    InputError
        Lists every missing or unknown column, unreadable cell, value out of range and repeated id.
    """
    frame, faults = examined(path, table)
    raise_if(faults)
    return frame


def examined(path: Path, table: Table) -> tuple[pd.DataFrame, list[Fault]]:
    """Return what can be read of a table, and everything that is wrong with it; bad cells are empty.

    Without rows when the form of the file leaves its cells in doubt. Parameters as in `read`.
    """
    if not path.exists():
        return pd.DataFrame(), [Fault(str(path), "", "", "no such file", f"the table {table.name}")]
    try:
        raw, faults = _raw(path, table)
    except InputError as error:
        return pd.DataFrame(), error.faults
    table = in_languages(table, raw.columns)
    frame = pd.DataFrame(index=raw.index)
    cells: list[Fault] = []
    for name, column in table.columns.items():
        if name not in raw.columns:
            if name in table.optional:
                frame[name] = pd.Series(index=raw.index, dtype=DTYPES[column.kind])
            continue
        frame[name], bad = _parse(raw[name], column)
        cells += [_unreadable(path.name, int(row), name, str(raw.at[row, name]), column) for row in raw.index[bad]]
    cells += _schema_faults(frame, raw, table, path.name, {f.row + "|" + f.column for f in cells})
    return (pd.DataFrame() if faults else frame), faults + cells


def _unreadable(file: str, row: int, name: str, cell: str, column: Column) -> Fault:
    """Return the fault of a cell that is no number, year or flag."""
    near = _nearest_number(cell) if column.kind == "number" else ""
    return Fault(file, str(row + 2), name, cell, _allowed(column), near)


def _schema_faults(frame: pd.DataFrame, raw: pd.DataFrame, table: Table, file: str, seen: set[str]) -> list[Fault]:
    """Run the pandera schema and translate what fails."""
    present = Table(
        table.name,
        table.meaning,
        table.group,
        {name: column for name, column in table.columns.items() if name in frame},
        tuple(name for name in table.key if name in frame),
    )
    try:
        pandera_schema(present).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    faults = []
    for row, name, check in zip(cases["index"], cases["column"], cases["check"], strict=True):
        if pd.isna(row):
            continue
        line = str(int(row) + 2)
        if "unique" in str(check):
            key = ", ".join(str(raw.at[int(row), part]) for part in present.key)
            faults.append(Fault(file, line, ", ".join(present.key), key, "an id that occurs once"))
        elif f"{line}|{name}" not in seen:
            value = str(raw.at[int(row), name])
            column = table.columns[str(name)]
            faults.append(Fault(file, line, str(name), value, _allowed(column), nearest(value, column.allowed)))
    return faults


def _ids(cell: Any, column: Column) -> list[str]:
    """Split a cell into ids."""
    return [part.strip() for part in str(cell).split(";")] if column.many else [str(cell)]


def reference_faults(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> list[Fault]:
    """Return faults of ids that do not occur in the table they refer to.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Tables that were read, as far as they could be: a column that is not there is not held against another.
    tables : mapping of str to Table
        What they should be.
    """
    faults = []
    for name, frame in frames.items():
        for column_name, column in tables[name].columns.items():
            if column.refers is None or column_name not in frame:
                continue
            if column.refers[1] not in frames.get(column.refers[0], pd.DataFrame()):
                continue
            known = set(frames[column.refers[0]][column.refers[1]].dropna().astype(str))
            cells = frame[column_name].dropna()
            if set(cells) <= known:
                continue
            for row, cell in cells.items():
                for value in _ids(cell, column):
                    if value not in known:
                        where = f"an id of {column.refers[0]}.{column.refers[1]}" + (MANY if column.many else "")
                        line = str(int(str(row)) + 2)
                        faults.append(Fault(f"{name}.csv", line, column_name, value, where, nearest(value, known)))
    return faults


def absent_words(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> list[Fault]:
    """Return faults of words that a table must hold, because they are asked for by name, and does not.

    Parameters
    ----------
    frames, tables
        As in `reference_faults`.
    """
    faults = []
    for name, frame in frames.items():
        for column, words in tables[name].holds.items():
            present = set(frame[column].dropna().astype(str))
            allowed = "a row of this word: it is asked for by name"
            faults += [
                Fault(f"{name}.csv", "", column, f"no {word}", allowed, nearest(word, present - set(words)))
                for word in words
                if word not in present
            ]
    return faults


def apply_changes(
    frames: dict[str, pd.DataFrame], changes: Iterable[TableChange], tables: Mapping[str, Table]
) -> dict[str, pd.DataFrame]:
    """Return the tables with the changes of a scenario.

    Raises
    ------
    InputError
        Unknown table or column, a change that meets no row, neither factor nor value, or a result that the
        table may not hold.
    """
    result = dict(frames)
    faults: list[Fault] = []
    for number, change in enumerate(changes, start=1):
        where = f"changes {number}"
        if change.table not in tables:
            faults.append(
                Fault("config", where, "table", change.table, "a table of data/", nearest(change.table, tables))
            )
        elif change.table in result:
            faults += _apply_one(result, change, tables[change.table], where)
    raise_if(faults)
    return result


def _change_faults(frame: pd.DataFrame, change: TableChange, table: Table, where: str) -> list[Fault]:
    """Return the faults of a change itself: words that do not exist, or nothing to do."""
    faults = [
        Fault(
            "config",
            where,
            "column",
            name,
            "one of " + ", ".join(frame.columns),
            nearest(name, frame.columns),
        )
        for name in (change.column, *change.where)
        if name not in frame.columns
    ]
    if (change.factor is None) == (change.value is None):
        faults.append(Fault("config", where, "factor", str(change.factor), "either a factor or a value"))
    elif change.factor is not None and not faults and table.columns[change.column].kind != "number":
        allowed = f"a value: {change.column} is no number"
        faults.append(Fault("config", where, "factor", str(change.factor), allowed))
    return faults


def _apply_one(frames: dict[str, pd.DataFrame], change: TableChange, table: Table, where: str) -> list[Fault]:
    """Apply one change in place of `frames`; return its faults, those of the changed table included."""
    frame = frames[change.table].copy()
    faults = _change_faults(frame, change, table, where)
    if faults:
        return faults
    mask = pd.Series(True, index=frame.index)
    for name, value in change.where.items():
        mask &= meets(frame[name], value)
    if not mask.any():
        return [Fault("config", where, "where", str(change.where), f"rows that exist in {change.table}")]
    if change.factor is not None:
        frame.loc[mask, change.column] *= change.factor
    else:
        column = table.columns[change.column]
        text = pd.Series(str(change.value), index=frame.index[mask], dtype="string")
        values, bad = _parse(text, column)
        if bad.any():
            return [Fault("config", where, "value", str(change.value), _allowed(column))]
        frame.loc[mask, change.column] = values
    if "source" in frame:
        frame.loc[mask, "source"] = change.source
    frames[change.table] = frame
    return _schema_faults(frame, frame.astype("string"), table, f"{table.name}.csv after {where}", set())


def meets(cells: pd.Series, value: object) -> pd.Series:
    """Return which cells hold a value that a person wrote: numbers are compared as numbers, 25 is 25.0."""
    if pd.api.types.is_bool_dtype(cells):
        same = cells.astype("string").str.lower() == str(value).lower()
    elif pd.api.types.is_numeric_dtype(cells):
        same = cells == pd.to_numeric(pd.Series([str(value)]), errors="coerce")[0]
    else:
        same = (cells if isinstance(cells.dtype, pd.StringDtype) else cells.astype("string")) == str(value)
    return pd.Series(same.to_numpy(dtype=bool, na_value=False), index=cells.index)


def fault_at(table: str, row: Any, column: str, value: object, allowed: str, near: str = "") -> Fault:
    """Return a fault of one cell of a row from `records`."""
    return Fault(f"{table}.csv", str(int(row.Index) + 2), column, str(value), allowed, near)


def least_sure(words: Iterable[str]) -> str:
    """Return the weakest word of confidence; empty when there is none."""
    known = [word for word in words if word in CONFIDENCE]
    return max(known, key=CONFIDENCE.index, default="")


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table with their columns as attributes; ``Index`` is the label of the row."""
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    # Words one by one out of an arrow array take longer than all that is done with them.
    cells = [column.to_numpy(dtype=object) if column.dtype == "string" else column for column in columns]
    yield from map(_row_of(tuple(map(str, frame.columns)))._make, zip(frame.index, *cells, strict=True))


@cache
def _row_of(columns: tuple[str, ...]) -> Any:
    """Return the type of a row; names that are no words of Python are replaced."""
    return namedtuple("Row", ["Index", *columns], rename=True)


def cleared(frame: pd.DataFrame, residue: float = 1e-9) -> pd.DataFrame:
    """Return a table in which numbers nearer to zero than a residue are 0: what differences of large ones leave."""
    numbers = frame.select_dtypes("float")
    return frame.assign(**{str(name): column.mask(column.abs() < residue, 0.0) for name, column in numbers.items()})


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV without an index column."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, float_format="%.10g")


def number_or(value: Any, default: float) -> float:
    """Return a number, or the default when the cell is empty."""
    return default if pd.isna(value) else float(value)
