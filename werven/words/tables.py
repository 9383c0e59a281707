"""Words that users read: tables beside this file, with a row a key and a column a language, and how they are read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

from werven.errors import Fault, InputError, nearest, raise_if

ENGLISH = "en"
"""The language of a name that a table of `data/` does not tell in another."""
FOLDER = Path(__file__).parent
_FIRST = "figures"  # the languages are those of its header
_KEYS = ("key", ENGLISH)
_BLANK = re.compile(r"\{\w*\}|[{}]")


@dataclass(frozen=True)
class Words:
    """The words of one table.

    Attributes
    ----------
    languages : tuple of str
        Columns of the table, in their order.
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


@cache
def words(name: str) -> Words:
    """Return the words of a table.

    Parameters
    ----------
    name : str
        Of the file beside this one, without ``.csv``.

    Raises
    ------
    InputError
        As `parse`; languages that another table has are missed too.
    """
    # Spreadsheets set a mark before the text.
    text = FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8-sig")
    return parse(text, f"{name}.csv", () if name == _FIRST else languages())


def languages() -> tuple[str, ...]:
    """Return the languages there are words in; the first one is that of the defaults."""
    return words(_FIRST).languages


def check_language(language: str) -> None:
    """Raise `InputError` unless there are words in a language."""
    known = languages()
    if language not in known:
        raise InputError([Fault("language", "", "", language, ", ".join(known), nearest(language, known))])


def parse(text: str, name: str, needed: Sequence[str] = ()) -> Words:
    """Return the words of a table that is given as text.

    Parameters
    ----------
    text : str
        CSV: a column ``key``, and one for each language. Without keys, English comes first and is the key.
    name : str
        Of the file, for messages.
    needed : sequence of str
        Languages it must have.

    Raises
    ------
    InputError
        Columns are missing, a key stands twice, a text is missing, or has other blanks than in the first language;
        all are listed.
    """
    table = csv.DictReader(StringIO(text), restval="")
    header = list(table.fieldnames or [""])
    key = header[0]
    missing = [*([] if key in _KEYS else ["key"]), *(language for language in needed if language not in header)]
    raise_if([Fault(name, "", column, "missing", "a column") for column in missing])
    spoken = tuple(column for column in header if column != "key")
    texts: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    for line, row in enumerate(table, start=2):
        if row[key] in texts:
            faults.append(Fault(name, str(line), key, row[key], "a key once"))
        if None in row:
            faults.append(Fault(name, str(line), "", ",".join(row[None]), "a text with a comma in quotes"))
        texts[row[key]] = {language: row[language] for language in spoken}
        faults += [Fault(name, str(line), *told) for told in _wrong(row[key], texts[row[key]])]
    raise_if(faults)
    return Words(spoken, texts)


def _wrong(key: str, texts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield language, text and what is allowed where a text is missing or has other blanks than the first."""
    blanks = [sorted(_BLANK.findall(text)) for text in texts.values()]
    for (language, text), own in zip(texts.items(), blanks, strict=True):
        # A thin space is a text: that which some languages set between thousands.
        if not text.strip(" "):
            yield language, "", f"words for {key!r}"
        elif own != blanks[0]:
            yield language, text, f"as many blanks as in the first language: {' '.join(blanks[0]) or 'none'}"
