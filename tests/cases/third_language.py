"""A third language: a copy of all tables of words with one column more, English in brackets."""

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
    """Have the words of a folder read, which it fills; give the language that is new."""
    for path in tables.FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        english = header.index(tables.ENGLISH)
        more = [[*row, SIGNS.get(row[0], f"[{row[english]}]")] for row in rows]
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[*header, THIRD], *more])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "FOLDER", folder)
        tables.words.cache_clear()
        yield THIRD
    tables.words.cache_clear()
