"""Words that users read: `words.csv` beside this file, a row a text and a column a language, and how it is read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

from werven.errors import Fault, InputError, nearest, raise_if

ENGLISH = "en"
"""The language of a name that a table of `data/` does not tell in another."""
FILE = Path(__file__).with_name("words.csv")
_PLACE, _KEY = "used_in", "key"
_BLANK = re.compile(r"\{\w*\}|[{}]")


@dataclass(frozen=True)
class Words:
    """The words of one place.

    Attributes
    ----------
    languages : tuple of str
        Columns of the table that are no keys, in their order; the first one is that of the defaults.
    texts : mapping
        Texts by key and language, in the order of the table.
    """

    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def say(self, key: str, language: str, **values: object) -> str:
        """Return a text in a language, with its blanks filled in."""
        check_language(language)
        return self.texts[key][language].format(**values)

    def each(self, key: str, **values: object) -> list[str]:
        """Return a text in every language, with its blanks filled in."""
        return [self.say(key, language, **values) for language in self.languages]


def words(place: str) -> Words:
    """Return the words of a place, as it stands in the column ``used_in``."""
    return _read()[place]


def languages() -> tuple[str, ...]:
    """Return the languages there are words in; the first one is that of the defaults."""
    return next(iter(_read().values())).languages


@cache
def _read() -> dict[str, Words]:
    # Spreadsheets set a mark before the text.
    return parse(FILE.read_text(encoding="utf-8-sig"), FILE.name)


def check_language(language: str) -> None:
    """Raise `InputError` unless there are words in a language."""
    known = languages()
    if language not in known:
        raise InputError([Fault("language", "", "", language, ", ".join(known), nearest(language, known))])


def parse(text: str, name: str) -> dict[str, Words]:
    """Return the words of every place of a table that is given as text.

    Parameters
    ----------
    text : str
        CSV: columns ``used_in``, ``key``, and one for each language. Where the key is empty English is it.
    name : str
        Of the file, for messages.

    Raises
    ------
    InputError
        Columns are missing, a key stands twice in a place, a text is missing, or has other blanks than in the first
        language; all are listed.
    """
    table = csv.DictReader(StringIO(text), restval="")
    header = list(table.fieldnames or [])
    missing = [column for column in (_PLACE, _KEY, ENGLISH) if column not in header]
    raise_if([Fault(name, "", column, "missing", "a column") for column in missing])
    spoken = tuple(column for column in header if column not in (_PLACE, _KEY))
    found: dict[str, dict[str, dict[str, str]]] = {}
    faults: list[Fault] = []
    for line, row in enumerate(table, start=2):
        texts, key = found.setdefault(row[_PLACE], {}), row[_KEY] or row[ENGLISH]
        if not row[_PLACE]:
            faults.append(Fault(name, str(line), _PLACE, "", "where it is used"))
        if key in texts:
            faults.append(Fault(name, str(line), _KEY, key, "a key once"))
        if None in row:
            faults.append(Fault(name, str(line), "", ",".join(row[None]), "a text with a comma in quotes"))
        texts[key] = {language: row[language] for language in spoken}
        faults += [Fault(name, str(line), *told) for told in _wrong(key, texts[key])]
    if not found:
        faults.append(Fault(name, "", "", "no rows", "a row for every text"))
    raise_if(faults)
    return {place: Words(spoken, texts) for place, texts in found.items()}


def _wrong(key: str, texts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield language, text and what is allowed where a text is missing or has other blanks than the first."""
    blanks = [sorted(_BLANK.findall(text)) for text in texts.values()]
    for (language, text), own in zip(texts.items(), blanks, strict=True):
        # A thin space is a text: that which some languages set between thousands.
        if not text.strip(" "):
            yield language, "", f"words for {key!r}"
        elif own != blanks[0]:
            yield language, text, f"as many blanks as in the first language: {' '.join(blanks[0]) or 'none'}"
