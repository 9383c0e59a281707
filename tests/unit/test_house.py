"""The rooms of the library: which may import which, that nothing goes round, and that each says what it is."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT

LIBRARY = ROOT / "werven"
#: Words for everybody: single files that import each other and nothing else.
WORDS = ("errors", "units", "names", "version", "coalition", "terminal", "logs", "locks", "digests")
#: Which rooms a room may import, besides words for everybody; a room and the rooms in it are one.
ALLOWED: dict[str, set[str]] = {
    "reading": set(),
    "config": {"reading"},
    "data": {"config", "reading"},
    "weather": {"config", "reading"},
    "scenarios": {"weather", "data", "config", "reading"},
    "network": {"weather", "data", "config"},
    "ranking": {"network", "data", "config"},
    "worlds": {"ranking", "network", "weather", "scenarios", "data", "config"},
    "words": {"data"},
    "solved": {"words", "data", "config", "reading"},
    "figures": {"solved", "words", "data", "config"},
    "report": {"figures", "solved", "words", "data", "config"},
    "desk": {"figures", "solved", "words", "data", "config"},
    "atlas": {"figures", "solved", "words", "data", "config"},
    "upkeep": {"report", "solved", "ranking", "network", "scenarios", "data", "config"},
    "__main__": {"scenarios", "words", "data"},
    "__init__": {"ranking"},
}
#: Rooms in a room: which of their neighbours there they may import.
INNER: dict[str, set[str]] = {
    "ranking.game": set(),
    "ranking.linear": {"network"},
    "ranking.solver": {"ranking.linear", "network", "data"},
}


def modules() -> dict[str, Path]:
    """Return the files of the library by dotted name, without ``werven``."""
    paths = sorted(path.relative_to(LIBRARY) for path in LIBRARY.rglob("*.py"))
    return {".".join(path.with_suffix("").parts): LIBRARY / path for path in paths}


@cache
def imports() -> dict[str, set[str]]:
    """Return which module imports which, also inside of functions; imports for types only do not run."""
    known = modules()
    return {name: set(_imported(path, known)) - {name} for name, path in known.items()}


def _imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in _running(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("werven"):
            base = node.module.removeprefix("werven").removeprefix(".")
            for alias in node.names:
                full = f"{base}.{alias.name}".removeprefix(".")
                yield full if full in known else base if base in known else f"{base}.__init__".removeprefix(".")


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"):
            yield node
            yield from _running(node)


def room(module: str) -> str:
    """Return the room at the top that a module is in; a file at the top is one of its own."""
    return module.partition(".")[0]


@pytest.mark.parametrize("name", sorted({room(module) for module in modules()}))
def test_a_room_imports_what_it_may(name: str) -> None:
    allowed = set() if name in WORDS else ALLOWED[name]
    mine = {module: found for module, found in imports().items() if room(module) == name}
    wrong = {
        (module, other)
        for module, found in mine.items()
        for other in found
        if room(other) not in {name, *WORDS, *allowed}
    }
    assert wrong == set()


@pytest.mark.parametrize("name", INNER)
def test_a_room_in_a_room_imports_what_it_may(name: str) -> None:
    outer = name.partition(".")[0]
    for module, found in imports().items():
        if module.startswith(f"{name}."):
            for other in found:
                inner = ".".join(other.split(".")[:2]) if room(other) == outer else room(other)
                assert inner in {name, *WORDS, *INNER[name]}, (module, other)


def test_nothing_goes_round() -> None:
    order = list(TopologicalSorter(imports()).static_order())
    assert len(order) >= len(modules())


def test_rooms_go_one_way() -> None:
    assert list(TopologicalSorter(ALLOWED).static_order())


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_a_room_says_what_it_is_and_does_nothing(path: Path) -> None:
    (line,) = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(line, ast.Expr)


def test_tests_lie_in_the_same_tree() -> None:
    rooms = {path.parent.relative_to(LIBRARY) for path in LIBRARY.rglob("*.py")}
    tests = ROOT / "tests/unit"
    assert {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")} <= rooms


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("config.settings", ("pandas", "pypsa", "highspy", "matplotlib")),
        ("scenarios", ("pypsa", "linopy", "highspy", "matplotlib", "geopandas")),
        ("figures.stems", ("pandas", "pypsa", "highspy", "matplotlib", "geopandas")),
        ("desk.workbook", ("pypsa", "linopy", "highspy")),
        ("solved.scenario", ("pypsa", "linopy", "highspy", "matplotlib")),
        ("words.results", ("pypsa", "linopy", "highspy", "matplotlib", "geopandas")),
    ],
)
def test_what_only_reads_loads_no_solver(module: str, heavy: tuple[str, ...]) -> None:
    code = f"import sys, werven.{module}; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"
