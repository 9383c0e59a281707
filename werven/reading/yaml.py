"""YAML as people write it: read with limits, its traps taken out, every fault with its line.

`on`, `off`, `yes` and `no` are words, `010` is ten, `1e3` is a number and `2030-01-31` is text, as in YAML 1.2. A key
is a word or a number and occurs once. Aliases and merges are read; those that never end or fill the memory are not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from werven.errors import Fault, InputError, raise_if
from werven.reading.files import text_of

LARGEST = 500_000
"""Size of a file that is still read [bytes]."""
DEEPEST = 30
"""Most levels of lists and mappings in each other."""
MOST = 50_000
"""Most values of a file, aliases written out."""
LONGEST = 120
"""Characters of a value that a message quotes."""

Place = tuple[Any, ...]
"""Where a value stands: the keys, and numbers of list items, that lead to it."""

_TAG = "tag:yaml.org,2002:"
_OMITTED = object()
"""Takes the place of a value that has a fault, until it is left out."""
_RESOLVERS = {
    "null": (r"~|null|Null|NULL|", "~nN\0"),
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    "merge": (r"<<", "<"),
}


@dataclass(frozen=True)
class Document:
    """What a YAML file holds.

    Attributes
    ----------
    content : object
        Mappings, lists, texts, numbers, truth values and None.
    lines : mapping of tuple to int
        Line of every value, by the keys that lead to it.
    faults : list of Fault
        What could not be read; the content is without it.
    """

    content: Any
    lines: Mapping[Place, int]
    faults: list[Fault]


class _Composer(yaml.SafeLoader):
    """Composes nodes up to a depth and a number; resolves scalars as YAML 1.2 does."""

    depth = 0
    count = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Return a node; too deep or too many are an error."""
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem=f"more than {DEEPEST} levels in each other", problem_mark=mark)
        if self.count > MOST:
            raise yaml.MarkedYAMLError(problem=f"more than {MOST:,} values", problem_mark=mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Composer.yaml_implicit_resolvers = {}
for _name, _rule in _RESOLVERS.items():
    _pattern, _first = _rule if isinstance(_rule, tuple) else (_rule, "-+.0123456789")
    _letters = ["" if letter == "\0" else letter for letter in _first]
    _Composer.add_implicit_resolver(_TAG + _name, re.compile(f"^(?:{_pattern})$"), _letters)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises
    ------
    InputError
        Lists everything that cannot be read, see `document`.
    """
    found = document(path)
    raise_if(found.faults)
    return found.content


def document(path: Path) -> Document:
    """Return what a YAML file holds, and what is wrong with it as YAML: nothing is raised.

    Faults are a file that is no text (`files`), is no YAML, is too large, deep or long, holds several documents,
    tags, an alias of itself, a key twice or a key that is no word and no number.
    """
    text, reader = "", _Reader(str(path))
    try:
        text = text_of(path, LARGEST)
        node = _Composer(text).get_single_node()
        content = None if node is None else reader.value(node, ())
    except InputError as error:
        return Document(None, {}, error.faults)
    except yaml.YAMLError as error:
        return Document(None, {}, [_unreadable(str(path), text, error)])
    return Document(None if content is _OMITTED else content, reader.lines, reader.faults)


def quoted(value: object) -> str:
    """Return a value as a message quotes it: on one line, and not too long."""
    try:
        text = " ".join(str(value).split()) if isinstance(value, str) and not value.isspace() else str(value)
    except ValueError:  # a whole number of more digits than Python writes
        text = "a number of thousands of digits"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text):,} characters)"


def kind(value: object) -> str:
    """Say in words what a value is."""
    words = {dict: "keys with values", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}
    return words.get(type(value), "a number")


def _unreadable(file: str, text: str, error: yaml.YAMLError) -> Fault:
    """Return the fault of a text that is no YAML."""
    if isinstance(error, yaml.reader.ReaderError):
        line = str(text.count("\n", 0, error.position) + 1)
        return Fault(file, line, "", f"character {error.character:#04x}", "text without control characters")
    mark = getattr(error, "problem_mark", None)
    row = str(mark.line + 1) if mark is not None else ""
    parts = [getattr(error, name, None) for name in ("context", "problem")]
    told = ", ".join(part for part in parts if part)
    if "'\\t'" in told:
        told = "a tab at the beginning of a line or value"
    return Fault(file, row, "", quoted(told), "YAML in one document, indented with blanks")


class _Reader:
    """Turns nodes into values, notes where they stand, and collects what cannot be read."""

    def __init__(self, file: str) -> None:
        self.file, self.count = file, 0
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []
        self._open: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Return the value of a node; what is wrong in it is left out and noted."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        self.count += 1
        if len(self._open) > DEEPEST:
            told = f"at most {DEEPEST} levels in each other, aliases written out"
            raise InputError([Fault(self.file, self._row(node), "", "aliases of aliases", told)])
        if self.count > MOST:
            told = f"at most {MOST:,} values, aliases written out"
            raise InputError([Fault(self.file, self._row(node), "", "aliases of aliases", told)])
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if id(node) in self._open:
            return self._fault(node, place, "an alias of what it stands in", "aliases that end")
        if node.tag not in (_TAG + "map", _TAG + "seq"):
            return self._fault(node, place, node.tag, "values without tags")
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, place)
            items = [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
            kept = [item for item in items if item is not _OMITTED]
            return _OMITTED if items and not kept else kept
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[Any, Any]:
        """Return a mapping; merged keys give way to those that are written."""
        merged: dict[Any, Any] = {}
        result: dict[Any, Any] = {}
        seen: set[Any] = set()
        for key_node, value_node in node.value:
            if key_node.tag == _TAG + "merge":
                for source in self._sources(value_node, place):
                    merged = {**merged, **self._merged(source, place)}
                continue
            key = self._key(key_node, place)
            if key is _OMITTED:
                continue
            if _same(key) in seen:
                self._fault(key_node, (*place, key), f"key {quoted(key)!r} occurs twice", "a key that occurs once")
                continue
            seen.add(_same(key))
            self.lines[*place, key] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, (*place, key))
        return {key: value for key, value in {**merged, **result}.items() if value is not _OMITTED}

    def _sources(self, node: yaml.Node, place: Place) -> Iterator[yaml.MappingNode]:
        """Yield the mappings that ``<<`` names, the weakest first."""
        for source in reversed(node.value) if isinstance(node, yaml.SequenceNode) else [node]:
            if isinstance(source, yaml.MappingNode):
                yield source
            else:
                self._fault(source, place, "<<", "a mapping, or a list of mappings, that is merged")

    def _merged(self, source: yaml.MappingNode, place: Place) -> dict[Any, Any]:
        """Return a mapping that is merged into another one."""
        found = self.value(source, place)
        return found if isinstance(found, dict) else {}

    def _key(self, node: yaml.Node, place: Place) -> Any:
        """Return a key, which is a word or a finite number."""
        allowed = "a word or a number as a key"
        if not isinstance(node, yaml.ScalarNode):
            what = "a mapping" if isinstance(node, yaml.MappingNode) else "a list"
            return self._fault(node, place, f"{what} as a key", allowed)
        key = self._scalar(node, place)
        if key is _OMITTED:
            return key
        if isinstance(key, bool) or key is None or (isinstance(key, float) and not math.isfinite(key)):
            return self._fault(node, place, f"{node.value or 'nothing'} as a key", f"{allowed}; in quotes a word")
        return key

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        """Return a text, number, truth value or None."""
        text, tag = node.value, node.tag.removeprefix(_TAG)
        if tag in ("str", "merge"):
            return text
        if tag == "null":
            return None
        if tag == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag in ("int", "float"):
            try:
                return _number(text, tag)
            except ValueError:
                return self._fault(node, place, text, "a number")
        return self._fault(node, place, f"{node.tag} {quoted(text)}".strip(), "values without tags")

    def _row(self, node: yaml.Node) -> str:
        return str(node.start_mark.line + 1)

    def _fault(self, node: yaml.Node, place: Place, found: str, allowed: str) -> Any:
        """Note a fault; return what takes the place of the value."""
        self.faults.append(Fault(self.file, self._row(node), dotted(place), quoted(found), allowed))
        return _OMITTED


def dotted(place: Place) -> str:
    """Return the keys that lead to a value, joined by dots."""
    return ".".join(quoted(step) for step in place)


def _number(text: str, tag: str) -> int | float:
    """Return a number; a whole one of thousands of digits is none that is finite."""
    plain = re.sub(r"\.(?=inf|nan)", "", text.lower())
    if tag == "int" and len(text) <= 300:
        return int(plain)
    return float(plain)


def _same(key: Any) -> Any:
    """Return what two keys that mean the same have in common: 1, 1.0 and '1'."""
    try:
        return float(key)
    except (ValueError, OverflowError):
        return key
