"""A third language: a copy of the table of words with one column more, English in brackets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from werven.words import tables

THIRD = "fy"
#: What is no text to read: signs that are neither those of Dutch nor of English, and a locale of the browser.
SIGNS = {"decimal_sign": "'", "thousands_sign": "\u202f", "locale": "de-CH"}


@contextmanager
def third_language(folder: Path) -> Iterator[str]:
    """Have the words of a folder read, to which it writes them; give the language that is new."""
    with tables.FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    key, english = header.index("key"), header.index(tables.ENGLISH)
    more = [[*row, SIGNS.get(row[key], f"[{row[english]}]")] for row in rows]
    with (folder / tables.FILE.name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*header, THIRD], *more])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "FILE", folder / tables.FILE.name)
        tables._read.cache_clear()
        yield THIRD
    tables._read.cache_clear()
