"""The workbook of a scenario: every table of every year on its own sheet, and a sheet that explains them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from werven.desk.sheets import Sheet, columns_table, configuration_table, explanation, sheets_table, table_sheets
from werven.solved.scenario import Solved
from werven.words.results import meaning
from werven.words.tables import words

LAST_ROW, LAST_COLUMN, LONGEST_TEXT, LONGEST_NAME = 1_048_576, 16_384, 32_767, 31
HEADER_ROWS = 2
WIDTHS = (7, 60)
SAMPLE = 300
PROSE, LINE = 72, 15.0
"""Width of prose in letters, height of a line in points."""
CREATED = datetime(2020, 1, 1)
"""In every file, so that the same results give the same bytes."""
TABS = {"result": "#0072b2", "register": "#009e73", "input": "#9b8f88", "about": "#d55e00"}
_CUT = " …"
_WHOLE = {"a", "number", "rank", "persons", "t CO2/a"}
_TENTHS = {"kt CO2/a", "kt CO2", "MEUR/a", "MEUR", "MW", "t/h", "MW, t/h", "h/a", "s", "EUR/t", "EUR/MWh", "km", "h"}


@dataclass(frozen=True)
class Looks:
    """Formats of the cells of a workbook."""

    head: Format
    unit: Format
    title: Format
    wrapped: Format
    plain: Format
    year: Format
    whole: Format
    tenths: Format
    general: Format

    def of(self, column: str, unit: str) -> Format:
        """Return the format of the numbers of a column."""
        if unit == "a" and "years" not in column:
            return self.year
        if unit in _WHOLE:
            return self.whole
        return self.tenths if unit in _TENTHS else self.general


def write_workbook(solved: Solved, path: Path) -> None:
    """Write the workbook of a scenario.

    Texts stay texts, whatever they look like; tables that are longer than a sheet go on in a next one. Numbers have
    the units of the result tables, told in the second line of every sheet. The same results give the same bytes.

    Parameters
    ----------
    solved : Solved
        The scenario.
    path : Path
        File to write; its folder is made if absent.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sheets = [part for sheet in table_sheets(solved) for part in _parts(sheet)]
    book = xlsxwriter.Workbook(str(path))
    title = f"werven {solved.version}, scenario {solved.scenario}"
    book.set_properties({"title": title, "author": "werven", "created": CREATED})
    looks = _looks(book)
    _about(book.add_worksheet("about"), solved, sheets, looks)
    tables = [columns_table(sheets), configuration_table(solved.config)]
    for name, frame in zip(("columns", "configuration"), tables, strict=True):
        _table(book.add_worksheet(name), Sheet(name, "about", frame), looks)
    for sheet in sheets:
        _table(book.add_worksheet(sheet.name), sheet, looks)
    book.close()


def _parts(sheet: Sheet) -> list[Sheet]:
    """Return a table in parts that fit on a sheet: its name, then its name with a number."""
    room = LAST_ROW - HEADER_ROWS
    starts = range(0, max(len(sheet.frame), 1), room)
    frame = sheet.frame.iloc[:, :LAST_COLUMN]
    names = [sheet.name[:LONGEST_NAME]] + [f"{sheet.name} {n}"[-LONGEST_NAME:] for n in range(2, len(starts) + 1)]
    return [Sheet(name, sheet.kind, frame.iloc[at : at + room]) for name, at in zip(names, starts, strict=True)]


def _looks(book: Any) -> Looks:
    """Return the formats of a workbook."""
    head = {"bold": True, "bg_color": "#1d2733", "font_color": "#ffffff", "valign": "vcenter"}
    return Looks(
        head=book.add_format(head),
        unit=book.add_format({"italic": True, "bg_color": "#e6f0f6", "bottom": 1}),
        title=book.add_format({"bold": True, "font_size": 16}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
        plain=book.add_format({}),
        year=book.add_format({"num_format": "0"}),
        whole=book.add_format({"num_format": "#,##0"}),
        tenths=book.add_format({"num_format": "#,##0.0"}),
        general=book.add_format({"num_format": "General"}),
    )


def _about(page: Worksheet, solved: Solved, sheets: Sequence[Sheet], looks: Looks) -> None:
    """Fill the first sheet: the scenario, its closure and boundary, and what every other sheet is."""
    page.set_tab_color(TABS["about"])
    page.hide_gridlines(2)
    _printed(page)
    spoken = [name.capitalize() for name in words("workbook").each("language")]
    for column, width in enumerate((26, 11, 9, *(PROSE for _ in spoken))):
        page.set_column(column, column, width)
    _text(page, 0, 0, f"werven: {solved.scenario}", looks.title)
    for column, word in enumerate(("", "", "", *spoken)):
        _text(page, 2, column, word, looks.head)
    row = 3
    for what, *told in explanation(solved):
        _text(page, row, 0, what, looks.wrapped)
        for column, text in enumerate(told, start=3):
            _text(page, row, column, text, looks.wrapped)
        page.set_row(row, _height(*told))
        row += 1
    row += 1
    frame = sheets_table(list(sheets))
    for column, name in enumerate(frame.columns):
        _text(page, row, column, str(name), looks.head)
    for at, record in enumerate(frame.itertuples(index=False), start=row + 1):
        for column, value in enumerate(record):
            _cell(page, at, column, value, looks.wrapped)
        page.set_row(at, _height(*record[-len(spoken) :]))


def _height(*texts: str) -> float:
    """Return the height of a row that holds wrapped texts [points]: some programs do not find it themselves."""
    return LINE * max(math.ceil(len(text) / (1.1 * PROSE)) or 1 for text in texts)


def _table(page: Worksheet, sheet: Sheet, looks: Looks) -> None:
    """Fill a sheet with a table: names, units, rows; the head stays in sight and filters."""
    frame = sheet.frame
    page.set_tab_color(TABS[sheet.kind])
    page.freeze_panes(HEADER_ROWS, _frozen(frame))
    page.repeat_rows(0, HEADER_ROWS - 1)
    _printed(page)
    known = [meaning(sheet.table, str(name)) for name in frame.columns]
    for column, (name, told) in enumerate(zip(frame.columns, known, strict=True)):
        _text(page, 0, column, str(name), looks.head)
        _text(page, 1, column, f"[{told.unit}]" if told.unit else "", looks.unit)
        values = frame.iloc[:, column]
        look = looks.of(str(name), told.unit)
        page.set_column(column, column, _width(str(name), told.unit, values))
        for row, value in enumerate(values.tolist(), start=HEADER_ROWS):
            _cell(page, row, column, value, look)
    if len(frame.columns):
        page.autofilter(HEADER_ROWS - 1, 0, HEADER_ROWS - 1 + len(frame), len(frame.columns) - 1)


def _printed(page: Worksheet) -> None:
    """Set a sheet to print across one page, lying."""
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _frozen(frame: pd.DataFrame) -> int:
    """Return how many columns stay in sight: those that say the year and the closure."""
    return sum(name in frame for name in ("year", "closure")) if "closure" in frame else 0


def _width(name: str, unit: str, values: pd.Series) -> int:
    """Return the width of a column in letters: that of its head and of the first rows, within `WIDTHS`."""
    if pd.api.types.is_numeric_dtype(values):
        longest = 10
    else:
        longest = max((len(str(value)) for value in values.head(SAMPLE).dropna()), default=0)
    return min(max(longest, len(name), len(unit) + 2, WIDTHS[0]) + 3, WIDTHS[1])


def _cell(page: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    """Write a cell as what it is: a flag, a number or a text; nothing where nothing is known."""
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, look)
    else:
        _text(page, row, column, str(value), look)


def _text(page: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Write a text that is never read as a formula, a number or a link, cut where a cell is full."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(_CUT)] + _CUT
    if text:
        page.write_string(row, column, text, look)
    else:
        page.write_blank(row, column, None, look)
