"""The rooms of the library and their files, as `docs/library.md` shows them: each in the words of its own docstring."""

from __future__ import annotations

import ast
from pathlib import Path

LIBRARY = Path("werven")
#: Rooms in the order of the data; the rooms in them follow.
ORDER = (
    "reading", "config", "data", "weather", "network", "ranking", "words", "solved", "figures", "report", "desk",
    "atlas", "upkeep",
)  # fmt: skip


def rooms(library: Path = LIBRARY) -> str:
    """Return a Markdown table of files for every room, files at the top first."""
    lines = _table("At the top, words for everybody", library)
    for name in ORDER:
        for folder in (library / name, *sorted(path.parent for path in (library / name).glob("*/__init__.py"))):
            title = f"`{folder.relative_to(library).as_posix()}/`: {_sentence(folder / '__init__.py')}"
            lines += _table(title, folder)
    return "\n".join(lines).rstrip()


def _table(title: str, folder: Path) -> list[str]:
    """Return the lines on the files of a folder."""
    files = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    return [title, "", "| file | what it is |", "|---|---|", *(f"| `{p.name}` | {_sentence(p)} |" for p in files), ""]


def _sentence(path: Path) -> str:
    """Return the first line of the docstring of a file."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
