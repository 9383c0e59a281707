"""What is uncertain: selectors that meet rows, ends in order, choices with options, cells that are drawn once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from werven.data.checks.frames import Frames
from werven.data.schemas import TABLES
from werven.data.tables import Table, fault_at, records
from werven.data.uncertain import BASE, OF_WORLDS, RANGES, Input, input_of
from werven.errors import Fault, nearest

#: Cells in which ends stand, by how a cell is drawn; all others of these are empty.
FILLED: Mapping[str, tuple[str, ...]] = {
    "factor": ("table", "where", "column", "low", "central", "high", "distribution"),
    "value": ("table", "where", "column", "low", "central", "high", "distribution"),
    "range": ("table", "where", "column", "distribution"),
    "choice": ("options",),
}
CELLS = ("table", "where", "column", "low", "central", "high", "options", "distribution")
#: Probabilities of a choice add up to one within this; ends of a range are equal within it, relative to the centre.
NEAR = 1e-6


def _row_faults(frames: Frames) -> list[Fault]:
    """Return everything that is wrong with single rows."""
    faults = []
    for row in records(frames["uncertainty"]):
        mine = list(_cell_faults(row))
        if not mine and row.how != "choice":
            mine += _target_faults(row, input_of(row), frames)
        elif not mine:
            mine += _option_faults(row, input_of(row))
        faults += mine
    return faults


def _cell_faults(row: Any) -> Iterator[Fault]:
    """Yield cells that are empty and should not be, and the other way round; ends that are not in order."""
    for column in CELLS:
        is_empty = pd.isna(getattr(row, column))
        if is_empty == (column in FILLED[row.how]):
            allowed = f"not empty: {row.how}" if is_empty else f"empty: {row.how}"
            yield _fault(row, column, allowed)
    ends = [float(getattr(row, name)) for name in ("low", "central", "high")]
    if ends[0] > ends[2]:
        yield _fault(row, "low", f"at most high, {ends[2]:g}")
    elif not np.isnan(ends).any() and not ends[0] <= ends[1] <= ends[2]:
        yield _fault(row, "central", f"between low and high, {ends[0]:g} to {ends[2]:g}")
    elif row.how == "factor" and abs(ends[1] - 1.0) > NEAR:
        yield _fault(row, "central", "1: world 0 is the base case")


def _fault(row: Any, column: str, allowed: str, near: str = "") -> Fault:
    value = getattr(row, column)
    return fault_at("uncertainty", row, column, "" if pd.isna(value) else value, allowed, near)


def _option_faults(row: Any, item: Input) -> Iterator[Fault]:
    """Yield what is wrong with the options of a choice; whether the overrides exist is told with the books."""
    shares = list(item.options.values())
    if len(shares) < 2 or next(iter(item.options)) != BASE:
        yield _fault(row, "options", f"{BASE} and its probability, then one or more overrides and theirs")
    elif not all(0.0 < share < 1.0 for share in shares) or abs(sum(shares) - 1.0) > NEAR:
        yield _fault(row, "options", "a probability above 0 behind every option, 1 together")


def _target_faults(row: Any, item: Input, frames: Frames) -> Iterator[Fault]:
    """Yield what is wrong with where a row points, and with what it would make of the cells there."""
    drawn = [name for name in frames if TABLES[name].group in OF_WORLDS]
    if item.table not in drawn:
        yield _fault(row, "table", f"one of {', '.join(drawn)}", nearest(item.table, drawn))
        return
    frame, table = frames[item.table], TABLES[item.table]
    numbers = [name for name, column in table.columns.items() if column.kind == "number"]
    if item.column not in numbers:
        yield _fault(row, "column", f"one of {', '.join(numbers)}", nearest(item.column, numbers))
        return
    strange = [name for name in item.where if name not in frame]
    for name in strange:
        allowed = f"columns of {item.table}: {', '.join(map(str, frame.columns))}"
        yield _fault(row, "where", allowed, nearest(name, list(map(str, frame.columns))))
    if not strange and not item.where:
        yield _fault(row, "where", "column=value, of one row at least")
    elif not strange:
        yield from _met_faults(row, item, frame, table)


def _met_faults(row: Any, item: Input, frame: pd.DataFrame, table: Table) -> Iterator[Fault]:
    """Yield what is wrong with the rows that are met: none, too many, ends out of order or out of what is allowed."""
    labels = frame.index[item.met(frame)]
    if labels.empty:
        yield _fault(row, "where", f"rows that exist in {item.table}", _nearest_value(item, frame))
        return
    is_yearly = item.how == "range" and "year" in frame
    if item.how != "factor" and (frame.loc[labels, "year"].duplicated().any() if is_yearly else len(labels) > 1):
        lines = ", ".join(str(int(label) + 2) for label in labels[:5])
        yield _fault(row, "where", f"one row{'' if item.how == 'value' else ' a year'}; it meets {lines}")
        return
    if item.how == "range" and (item.table not in RANGES or RANGES[item.table][1] != item.column):
        own = RANGES[item.table][1] if item.table in RANGES else "none"
        yield _fault(row, "column", f"a column with low and high beside it; in {item.table}: {own}")
        return
    ends = item.ends(frame)
    cell = ends["central"].iloc[0]
    if item.how == "value" and not abs(cell - item.central) <= NEAR * max(1.0, abs(item.central)):
        yield _fault(row, "central", f"what the table holds, {cell:g}: world 0 is the base case")
        return
    yield from _end_faults(row, item, ends, table)


def _end_faults(row: Any, item: Input, ends: pd.DataFrame, table: Table) -> Iterator[Fault]:
    """Yield ends that are no range at all, or that the table may not hold."""
    column = table.columns[item.column]
    if item.how == "range" and not (ends["high"] - ends["low"] > NEAR * ends["central"].abs()).any():
        yield _fault(row, "where", f"rows of {item.table} of which one has low < high: {', '.join(RANGES[item.table])}")
    for end in ("low", "high"):
        least, most = (-np.inf if column.ge is None else column.ge), (np.inf if column.le is None else column.le)
        beyond = ends.loc[(ends[end] < least) | (ends[end] > most), end]
        if len(beyond):
            told = f"an end with which {item.table}.{item.column} stays between {least:g} and {most:g}"
            yield _fault(row, end, f"{told}: row {int(beyond.index[0]) + 2} would be {beyond.iloc[0]:g}")


def _nearest_value(item: Input, frame: pd.DataFrame) -> str:
    """Return the nearest selector that meets rows, where one word of it is misspelt."""
    for column, value in item.where.items():
        words = sorted(set(frame[column].dropna().astype(str)))
        if value not in words and (near := nearest(value, words)):
            return ";".join(f"{name}={near if name == column else word}" for name, word in item.where.items())
    return ""


def _lead_faults(frames: Frames) -> list[Fault]:
    """Return inputs that move with what does not lead, or cannot: a choice, or one that only falls where it rises."""
    rows = {str(row.input): row for row in records(frames["uncertainty"])}
    faults = []
    for row in rows.values():
        if pd.isna(row.moves_with) or row.moves_with not in rows:
            continue
        lead = rows[row.moves_with]
        if row.moves_with == row.input or not pd.isna(lead.moves_with):
            faults.append(_fault(row, "moves_with", "another input that moves with none itself"))
        elif "choice" in (row.how, lead.how):
            faults.append(
                _fault(row, "moves_with", "empty, or a number that moves with a number: a choice has no high end")
            )
        elif {_way(row), _way(lead)} == {"rises", "falls"}:
            told = f"an input of the same direction: {row.input} only {_way(row)}, {lead.input} only {_way(lead)}"
            faults.append(_fault(row, "moves_with", told))
    return faults


def _way(row: Any) -> str:
    """Return whether an input can only rise or only fall from its centre; empty where it can do both."""
    if pd.isna(row.low) or row.low == row.high:
        return ""
    return "rises" if row.low == row.central else "falls" if row.high == row.central else ""


def _twice_faults(frames: Frames) -> list[Fault]:
    """Return inputs that draw a cell which another one draws already."""
    taken: dict[tuple[str, str, int], str] = {}
    faults = []
    for row in records(frames["uncertainty"]):
        item = input_of(row)
        frame = frames.get(item.table)
        if frame is None or item.how == "choice" or not {item.column, *item.where} <= set(frame.columns):
            continue
        cells = [(item.table, item.column, int(label)) for label in frame.index[item.met(frame)]]
        twice = [(cell, taken[cell]) for cell in cells if cell in taken]
        for (table, column, label), other in twice[:1]:
            allowed = f"cells that no other input draws: {table} row {label + 2}, {column} is of {other}"
            faults.append(_fault(row, "where", allowed))
        taken |= {cell: item.name for cell in cells if cell not in taken}
    return faults


def uncertain_faults(frames: Frames) -> list[Fault]:
    """Return everything that is wrong with what is uncertain, held against the tables as they were written."""
    if "uncertainty" not in frames or not set(TABLES) <= set(frames):
        return []
    return [*_row_faults(frames), *_lead_faults(frames), *_twice_faults(frames)]
