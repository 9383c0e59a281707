"""Remarks of readers: files that the atlas exports, merged into one table per work and release.

A file is JSON: ``format`` and ``format_version``, the ``release`` of the atlas, when it was ``exported``, and
``remarks`` (see `Remark`). Keys that are not known are let through; a later version of the format is refused. A remark
that occurs in several files is told once, as it was last changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from werven.errors import Fault, InputError, raise_if

FORMAT = "werven-remarks"
VERSION = 1
COLUMNS = (
    "target_kind",
    "target",
    "release",
    "status",
    "author",
    "created",
    "modified",
    "scenario",
    "year",
    "closure",
    "text",
    "answer",
    "files",
)
#: Where a spreadsheet may begin a cell, and what makes it a formula there (the wide signs of East Asian keyboards too).
#: After a semicolon as well: spreadsheets in Dutch and French split a file with commas at semicolons, quoted or not.
FORMULA = re.compile(r"(^|[;\t\r\n])([\s\"]*)(?=[=+\-@＝＋－＠])")


class _Part(BaseModel):
    """Base of the parts of a file: types are exact, unknown keys are those of a later page."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Remark(_Part):
    """One remark.

    Attributes
    ----------
    id : str
        Its own name, the same in every file.
    target : str
        What it is about: ``work:C03``, ``input:prices:natural_gas,2030`` or ``view:ranking``.
    text, author : str
        What is said, and by whom.
    created, modified : datetime
        With their time zone.
    release : str
        Atlas in which it was written.
    scenario, year, closure
        What was on the page; null where it does not matter.
    answer, status : str
        What was answered; ``open``, ``answered`` or ``closed``.
    """

    id: str = Field(min_length=1)
    target: str = Field(pattern=r"^(work|input|view):.")
    text: str
    author: str
    created: AwareDatetime
    modified: AwareDatetime
    release: str = Field(min_length=1)
    scenario: str | None
    year: int | None
    closure: str | None
    answer: str
    status: Literal["open", "answered", "closed"]


class Export(_Part):
    """One file of remarks."""

    format: Literal["werven-remarks"]
    format_version: int = Field(ge=1, le=VERSION)
    release: str
    exported: AwareDatetime
    remarks: list[Remark]


def remarks_table(files: Sequence[Path]) -> pd.DataFrame:
    """Return the remarks of some files in one table.

    Parameters
    ----------
    files : sequence of Path
        Exported by the atlas. Of a remark that several hold the one counts that was modified last, and of those
        modified at the same time the one in the file exported last.

    Returns
    -------
    DataFrame
        A row a remark, sorted by target, release and date; columns `COLUMNS`, times in UTC, `files` the names of all
        files that hold it, joined by ``; ``. Texts are as they were written: `write_remarks` makes them harmless.

    Raises
    ------
    InputError
        Lists every fault of every file: no JSON, another format or a later version, missing keys, bad values.
    """
    read: list[tuple[str, Export]] = []
    faults: list[Fault] = []
    for path in files:
        try:
            read.append((path.name, read_export(path)))
        except InputError as error:
            faults += error.faults
    raise_if(faults)
    held = [(remark, export.exported) for _, export in read for remark in export.remarks]
    last = {remark.id: remark for remark, _ in sorted(held, key=lambda one: (one[0].modified, one[1]))}
    names: dict[str, dict[str, None]] = {}
    for name, export in read:
        for remark in export.remarks:
            names.setdefault(remark.id, {})[name] = None
    told = sorted(last.values(), key=lambda one: (one.target, one.release, one.created, one.id))
    return pd.DataFrame([_row(one, names[one.id]) for one in told], columns=list(COLUMNS)).astype({"year": "Int64"})


def read_export(path: Path) -> Export:
    """Read one file of remarks.

    Raises
    ------
    InputError
        Lists every fault of the file, with the line or the number of the remark.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(str(path), "", "", str(error), "a JSON file in UTF-8")]) from error
    raise_if(_format_faults(str(path), text))
    try:
        return Export.model_validate_json(text)
    except ValidationError as error:
        raise InputError([_fault(str(path), item) for item in error.errors()]) from error


def _format_faults(file: str, text: str) -> list[Fault]:
    """Return why a text is no file of remarks that is understood here; nothing when its head says that it is one."""
    try:
        head = json.loads(text)
    except json.JSONDecodeError as error:
        return [Fault(file, str(error.lineno), "", f"{error.msg} (character {error.colno})", "JSON")]
    except RecursionError:
        return [Fault(file, "", "", "brackets without end", "JSON")]
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        found = head.get("format", "no format") if isinstance(head, dict) else type(head).__name__
        return [Fault(file, "", "format", str(found), f"{FORMAT}, as the atlas exports it")]
    version = head.get("format_version")
    if isinstance(version, int) and version > VERSION:
        allowed = f"at most {VERSION}: the file is of a later atlas, take a later werven to read it"
        return [Fault(file, "", "format_version", str(version), allowed)]
    return []


def _fault(file: str, item: Any) -> Fault:
    """Return what pydantic says about one key of a file."""
    place = list(item["loc"])
    row = f"{place[1] + 1} of remarks" if place[:1] == ["remarks"] and len(place) > 1 else ""
    key = ".".join(map(str, place[2:] if row else place))
    is_missing = item["type"] == "missing"
    return Fault(file, row, key, "nothing" if is_missing else str(item["input"])[:80], item["msg"])


def _row(remark: Remark, files: Iterable[str]) -> dict[str, object]:
    """Return the row of a remark."""
    kind, _, target = remark.target.partition(":")
    told = remark.model_dump(include=set(COLUMNS) - {"target"})
    times = {"created": _utc(remark.created), "modified": _utc(remark.modified)}
    return {**told, **times, "target_kind": kind, "target": target, "files": "; ".join(files)}


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    An apostrophe goes before ``=``, ``+``, ``-`` and ``@`` wherever a spreadsheet may begin a cell: at the start, on a
    new line, after a semicolon or a tab.

    Examples
    --------
    >>> harmless("=1+1"), harmless("3 - 1 = 2"), harmless("see; -5 degrees")
    ("'=1+1", '3 - 1 = 2', "see; '-5 degrees")
    """
    return FORMULA.sub(r"\1\2'", text)


def write_remarks(table: pd.DataFrame, path: Path) -> None:
    """Write a table of remarks for a spreadsheet.

    CSV in UTF-8 with a mark of the byte order, without which Excel shows é as Ã©; no cell is a formula, see `harmless`.

    Parameters
    ----------
    table : DataFrame
        From `remarks_table`.
    path : Path
        File to write.
    """
    texts = table.columns.drop("year")
    safe = table.assign(**{name: table[name].map(harmless, na_action="ignore") for name in texts})
    path.parent.mkdir(parents=True, exist_ok=True)
    safe.to_csv(path, index=False, encoding="utf-8-sig")
