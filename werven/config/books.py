"""Books of scenarios: files with ``overrides`` (name: keys) and ``scenarios`` (name: list of overrides)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werven.errors import Fault, nearest
from werven.names import FILE_NAME_ALLOWED, is_file_name
from werven.reading.yaml import Place, document, dotted, kind, quoted

#: Rules of the workflow, and folders beside those of scenarios: no scenario and no closure is called so.
RESERVED = frozenset({
    "all", "atlas", "benchmarks", "cache", "combinations", "comparison", "configuration", "demand", "evidence",
    "geopackage", "inputs", "logs", "needs", "network", "profiles", "rank", "ranking", "rankings", "timeseries",
    "workbook", "world", "world_0", "world_fine", "worlds",
})  # fmt: skip
#: Rules that are made from names or called so: `rank_gas-high_all`, `figures_rank`, `profiles_0a1b2c3d4e`.
BEGINNINGS = ("rank_", "figures_", "profiles_", "report_", "worlds_")
ENDING = "_all"
NAME_ALLOWED = f"{FILE_NAME_ALLOWED}; no name of a rule such as all, ranking, rank_... or ..._all"
PARTS = ("overrides", "scenarios")
_MOST = 50
"""Faults for which the nearest right spelling is looked for."""


def is_name(text: str) -> bool:
    """Say whether a scenario or a closure may be called so: it becomes a folder and a rule.

    Examples
    --------
    >>> is_name("gas-high"), is_name("2030"), is_name("a/b"), is_name("combinations"), is_name("rank_ets")
    (True, False, False, False, False)
    """
    word = text.lower()
    taken = word in RESERVED or word.startswith(BEGINNINGS) or word.endswith(ENDING)
    return is_file_name(text) and not taken


@dataclass(frozen=True)
class Book:
    """What is right in a book of scenarios.

    Attributes
    ----------
    path : Path
        The file.
    overrides : mapping of str to mapping
        Keys as in `werven.config.settings.Config`, not yet checked.
    scenarios : mapping of str to list of str
        Overrides of each scenario, from left to right; only those that exist.
    lines : mapping of tuple to int
        Line of every value.
    """

    path: Path
    overrides: Mapping[str, Mapping[str, Any]]
    scenarios: Mapping[str, list[str]]
    lines: Mapping[Place, int]


def read_book(path: Path) -> tuple[Book, list[Fault]]:
    """Return a book of scenarios, and everything that is wrong with its form; nothing is raised."""
    found = document(path)
    reader = _Reader(path, found.lines)
    if isinstance(found.content, dict):
        known = " and ".join(PARTS)
        for key in found.content:
            if key not in PARTS:
                reader.fault((key,), key, f"{known} at the left, nothing else", nearest(key, PARTS))
        overrides = reader.overrides(found.content)
        book = Book(path, overrides, reader.scenarios(found.content, overrides), found.lines)
        if not book.scenarios and not reader.faults and not found.faults:
            reader.fault(("scenarios",), "nothing", "at least one scenario")
    else:
        book = Book(path, {}, {}, {})
        if not found.faults:
            reader.fault((), kind(found.content), "keys with values: overrides and scenarios")
    return book, found.faults + reader.faults


class _Reader:
    """Takes a book apart, and collects what has not the form it should have."""

    def __init__(self, path: Path, lines: Mapping[Place, int]) -> None:
        self.path, self.lines = path, lines
        self.faults: list[Fault] = []

    def fault(self, place: Place, found: object, allowed: str, near: str = "") -> None:
        """Note a fault at a place."""
        row = str(self.lines.get(place, ""))
        self.faults.append(Fault(str(self.path), row, dotted(place), quoted(found), allowed, near))

    def overrides(self, content: Mapping[Any, Any]) -> dict[str, Mapping[str, Any]]:
        """Return the overrides that are mappings."""
        result: dict[str, Mapping[str, Any]] = {}
        for name, keys in self._part(content, "overrides", "the name of an override with its keys").items():
            place = ("overrides", name)
            if not isinstance(name, str) or not name.strip():
                self.fault(place, name, "a word as name of an override; numbers and true in quotes are words")
            elif not isinstance(keys, dict):
                self.fault(place, kind(keys) if keys is None else keys, "keys with values, as in config.yaml")
            else:
                result[name] = keys
        return result

    def scenarios(self, content: Mapping[Any, Any], overrides: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return the scenarios with the overrides of each that exist."""
        named = content.get("overrides")
        known = [str(name) for name in named] if isinstance(named, dict) else list(overrides)
        result: dict[str, list[str]] = {}
        for name, words in self._part(content, "scenarios", "the name of a scenario with its overrides").items():
            place = ("scenarios", name)
            if not isinstance(name, str) or not is_name(name):
                self.fault(place, name, NAME_ALLOWED)
            elif isinstance(words, list) or words is None:
                result[name] = self._words(place, words or [], known, overrides)
            else:
                self.fault(place, words, "a list of overrides, for example [gas_dear]; [] for none")
        return result

    def _words(self, place: Place, words: list[Any], known: list[str], overrides: Mapping[str, Any]) -> list[str]:
        """Return the overrides of one scenario that can be used."""
        found: list[str] = []
        for number, word in enumerate(words):
            here = (*place, number)
            if not isinstance(word, str) or word not in known:
                near = nearest(word, known) if len(self.faults) < _MOST else ""
                self.fault(here, word, "one of " + (quoted(", ".join(known)) or "no overrides"), near)
            elif word in found:
                self.fault(here, word, "every override once")
            elif word in overrides:
                found.append(word)
        return found

    def _part(self, content: Mapping[Any, Any], name: str, allowed: str) -> Mapping[Any, Any]:
        """Return one of the two parts of a book; nothing when it is absent or empty."""
        part = content.get(name)
        if part is None or isinstance(part, dict):
            return part or {}
        self.fault((name,), part, allowed)
        return {}
