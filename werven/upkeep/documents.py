"""Blocks of the documents that a command writes: where they begin and end, and what a run they tell of was made from.

A block stands between ``<!-- name: command -->`` and ``<!-- end -->``. One that tells of a run ends with a line that
says when it was made, by which version, and from which inputs: those have a digest, so that a test can say that the
tables of today are others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from werven.config.ranking import HOW_MANY
from werven.config.settings import Config
from werven.data.inputs import read_changed
from werven.data.schemas import GROUPS, TABLES
from werven.digests import short
from werven.scenarios import read_scenarios
from werven.version import __version__

DATA, DEFAULTS, BOOKS = Path("data"), Path("config/config.yaml"), (Path("config/scenarios.yaml"),)
#: Columns that no number follows from.
WORDS = frozenset({"source", "note", "confidence", "color", "name_nl", "name_en"})
#: Sections of a configuration that no number follows from.
SHOWN = frozenset({"description", "show", "atlas", "geo"})
#: Group of tables and section of the configuration that the central run knows nothing of.
APART = frozenset({"worlds"})
_BLOCK = re.compile(r"<!-- (?P<name>[\w-]+): (?P<command>[^\n]+?) -->\n+(?P<content>.*?)\n*<!-- end -->", re.DOTALL)
_STAMP = re.compile(r"of scenario `(?P<scenario>[\w-]+)`, inputs `(?P<digest>[0-9a-f]+)`(, (?P<worlds>\d+) worlds)?")


@dataclass(frozen=True)
class Block:
    """A block of a document.

    Attributes
    ----------
    name : str
        What it is called in its document.
    command : str
        What writes it.
    content : str
        What stands in it.
    """

    name: str
    command: str
    content: str

    @property
    def inputs(self) -> tuple[str, str] | None:
        """The scenario of the run that it tells of and the digest of its inputs; None where it tells of no run."""
        found = _STAMP.search(self.content)
        return (found["scenario"], found["digest"]) if found else None

    @property
    def worlds(self) -> int:
        """How many worlds it tells of; 0 where it tells of none."""
        found = _STAMP.search(self.content)
        return int(found["worlds"] or 0) if found else 0


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a document."""
    for found in _BLOCK.finditer(text):
        yield Block(found["name"], found["command"], found["content"])


def renewed(text: str, command: str, contents: Mapping[str, str]) -> str:
    """Return a document with its blocks written anew; the words around them are kept.

    Parameters
    ----------
    text : str
        The document.
    command : str
        The command that writes these blocks.
    contents : mapping of str to str
        What every block should hold, by name.

    Raises
    ------
    KeyError
        The document has a block of this command that nothing is written for.
    """

    def renew(found: re.Match[str]) -> str:
        if found["command"] != command:
            return found[0]
        return f"<!-- {found['name']}: {command} -->\n\n{contents[found['name']]}\n\n<!-- end -->"

    return _BLOCK.sub(renew, text)


def inputs_digest(
    tables: Mapping[str, pd.DataFrame], config: Config, without: Collection[str] = (), apart: Collection[str] = APART
) -> str:
    """Return a short name of all that a run computes with: what only words and colours follow from is left out.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The tables with the changes of the scenario.
    config : Config
        Of the scenario.
    without : collection of str, optional
        Groups of tables and sections of the configuration that do not count either.
    apart : collection of str, optional
        Those that the run knows nothing of; none for worlds, of which it does not count how many there are.
    """
    names = sorted(name for group, own in GROUPS.items() if group not in {*apart, *without} for name in own)
    left_out: dict[str, Any] = {"worlds": HOW_MANY}
    left_out |= dict.fromkeys({*SHOWN, *apart, *without} & set(Config.model_fields), True)
    lines = [config.model_dump_json(exclude=left_out)]
    for name in names:
        kept = [column for column in tables[name].columns if column not in WORDS]
        lines += [name, tables[name][kept].to_csv(index=False)]
    return short(lines)[:8]


def inputs_of(scenario: str, root: Path = Path(), without: Collection[str] = (), apart: Collection[str] = APART) -> str:
    """Return the digest of what a scenario is computed from today; see `inputs_digest`."""
    config = read_scenarios(root / DEFAULTS, [root / book for book in BOOKS])[scenario]
    return inputs_digest(read_changed(root / DATA, list(TABLES), config), config, without, apart)


def stamp(
    scenario: str, digest: str, made: Sequence[Path], command: str, version: str = __version__, worlds: int = 0
) -> str:
    """Return the line that says what a block tells of: when its newest file was made (or now), by what, from what."""
    counted = f", {worlds} worlds" if worlds else ""
    day = max((datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in made), default=datetime.now(UTC))
    return (
        f"*Run of {day.day} {day:%B %Y}, werven {version}, of scenario `{scenario}`, inputs `{digest}`{counted}; "
        f"written by `{command}`.*"
    )


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _cell(value: object) -> str:
    """Keep a text inside one cell of a table."""
    return str(value).replace("|", "\\|").replace("\n", " ")
