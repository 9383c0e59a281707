"""CSV files that people hand in, as cells: what is wrong with the form of one is told before its columns are read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from werven.errors import HEADER, Fault, InputError, raise_if
from werven.reading.files import text_of

#: What other programmes put between cells, and what they call it.
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
CSV_ALLOWED = (
    "cells separated by commas, a point as decimal sign (Excel with Dutch settings writes semicolons and decimal "
    "commas: set the decimal sign to a point and the list separator to a comma under Region, and save again)"
)
#: Characters that no person types into a cell; some programmes take them for the end of a line.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def rows_of(path: Path, file: str, *, tall: bool = False) -> list[tuple[int, list[str]]]:
    """Return the lines of a CSV file with anything in them: number of the line, and its cells as they stand.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, cells separated by commas.
    file : str
        Name of the file in messages.
    tall : bool
        May a cell hold line breaks? In a table a quote that is missing makes one cell of many rows.

    Raises
    ------
    InputError
        It cannot be read (`files.text_of`), is separated by something else, has quotes that do not match,
        a cell with a line break in it, or a control character.
    """
    try:
        text = text_of(path)
    except InputError as error:
        raise InputError([replace(fault, file=file) for fault in error.faults]) from None
    raise_if(_form_faults(text, file))
    lines: list[tuple[int, list[str]]] = []
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if reader.line_num > number + 1 and not tall:
                found = "a cell with a line break in it"
                raise InputError([Fault(file, str(number + 1), "", found, "cells on one line: is a quote missing?")])
            number = reader.line_num
            if any(cell.strip() for cell in cells):
                lines.append((number, cells))
    except csv.Error as error:
        allowed = "CSV: quotes around whole cells, and two for one inside"
        raise InputError([Fault(file, str(number + 1), "", str(error), allowed)]) from None
    return lines


def _form_faults(text: str, file: str) -> list[Fault]:
    """Return the fault of a file that is separated by something else than commas, or holds control characters."""
    header = text.lstrip("\ufeff\n").partition("\n")[0]
    for separator, found in SEPARATORS.items():
        if header.count(separator) > header.count(","):
            return [Fault(file, "", "", f"cells separated by {found}", CSV_ALLOWED)]
    control = CONTROL.search(text)
    if control is None:
        return []
    row = str(text.count("\n", 0, control.start()) + 1)
    return [Fault(file, row, "", f"the control character {control.group()!r}", "printed characters")]


def twice(header: Iterable[str], file: str) -> list[Fault]:
    """Return faults of columns that occur more than once."""
    names = list(header)
    return [
        Fault(file, HEADER, name, name, "a column that occurs once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def length_fault(cells: list[str], header: list[str], file: str, line: int) -> list[Fault]:
    """Return the fault of a row that has more or fewer cells than the header."""
    if len(cells) == len(header):
        return []
    return [Fault(file, str(line), "", f"{len(cells)} cells", f"{len(header)}, as in the header")]
