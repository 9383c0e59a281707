"""The digest of code: what a script reaches counts, and nothing else; how a source is written does not."""

from __future__ import annotations

import ast
import os
import shutil
import tomllib
from pathlib import Path

import pytest

from werven.digests import Library, contents

ROOT = Path(__file__).parents[2]
SOURCES = {
    "lib/__init__.py": "VERSION = 1",
    "lib/engine.py": "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nimport lib.deep.low\n"
    "if TYPE_CHECKING:\n    from lib import types\nelse:\n    from lib import real\n"
    'def run():\n    """Run."""\n    from lib import late\n    return late.VALUE',
    "lib/late.py": "VALUE = 1",
    "lib/real.py": "VALUE = 1",
    "lib/types.py": "VALUE = 1",
    "lib/other.py": "VALUE = 1",
    "lib/deep/__init__.py": "",
    "lib/deep/low.py": "from . import near\nfrom ..shared import VALUE",
    "lib/deep/near.py": "from importlib.resources import files\nWORDS = files('lib.words').joinpath('a.csv')\n"
    "PAGES = files('lib.pages')\nLOADER = PackageLoader('lib.told')\nLATER = files('lib.words').joinpath('later')",
    "lib/shared.py": "VALUE = 1",
    "lib/words/__init__.py": "",
    "lib/words/a.csv": "key",
    "lib/words/b.csv": "key",
    "lib/words/later/c.csv": "key",
    "lib/pages/__init__.py": "",
    "lib/pages/js/page.js": "key",
    "lib/told/__init__.py": "",
    "lib/told/page.j2": "key",
    "lib/deep/unread.csv": "key",
    "job.py": "from lib.engine import run\nrun()",
}
NOT_REACHED = {"lib/types.py", "lib/other.py", "lib/deep/unread.csv", "lib/words/b.csv"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small library and a script that uses it."""
    for name, text in SOURCES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    return tmp_path


def code(folder: Path, kept: Path | None = None) -> str:
    """Return the digest of the script, seen anew."""
    library = Library(folder / "lib", kept)
    found = library.code_of(folder / "job.py")
    library.keep()
    return found


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_what_a_script_reaches_changes_its_digest_and_nothing_else_does(folder: Path, name: str) -> None:
    before = code(folder)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("MORE = 2\n")
    assert (code(folder) != before) is (name not in NOT_REACHED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return late.VALUE", "return late.VALUE  # said otherwise"),
        ('"""Run."""', '"""Walk, in\n    two lines."""'),
        ('    """Run."""\n', ""),
        ("import lib.deep.low\n", "import lib.deep.low\n\n\n"),
        ("return late.VALUE", "return (late.VALUE)"),
    ],
    ids=["comment", "docstring", "no docstring", "empty lines", "brackets"],
)
def test_how_a_source_is_written_does_not_count(folder: Path, old: str, new: str) -> None:
    before, path = code(folder), folder / "lib/engine.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, (0, 0))
    assert code(folder) == before


def test_a_module_does_the_same_wherever_it_lies(folder: Path) -> None:
    before, moved = Library(folder / "lib").bodies_of("lib.engine"), folder / "lib/deep/motor.py"
    text = (folder / "lib/engine.py").read_text(encoding="utf-8").replace("import lib.deep.low", "import lib.real")
    moved.write_text(text, encoding="utf-8")
    assert Library(folder / "lib").bodies_of("lib.deep.motor") == before
    moved.write_text(text.replace("late.VALUE", "late.VALUE + 1"), encoding="utf-8")
    assert Library(folder / "lib").bodies_of("lib.deep.motor") != before


def test_the_versions_of_packages_that_are_imported_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lib/late.py").write_text("import os, pypsa\n", encoding="utf-8")
    before = code(folder)
    monkeypatch.setattr("werven.digests._version", lambda name: "9" if name == "highspy" else "1")
    with_solver = code(folder)
    monkeypatch.setattr("werven.digests._version", lambda name: "9" if name == "demandlib" else "1")
    assert len({before, with_solver, code(folder)}) == 3


def test_what_is_remembered_makes_no_difference(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "code.json"
    first = code(folder, kept)
    assert kept.exists()
    assert code(folder, kept) == code(folder) == first
    for text in ("", "[]", '{"a": 1}', '{"a": [1]}'):
        kept.write_text(text, encoding="utf-8")
        assert code(folder, kept) == first


def test_contents_of_files_count_and_their_order() -> None:
    prices, nodes = ROOT / "data/prices.csv", ROOT / "data/nodes.csv"
    assert contents(prices, nodes) == contents(prices, nodes) != contents(nodes, prices)
    assert contents(prices, ROOT / "nowhere.csv") not in {contents(prices), contents(ROOT / "nowhere.csv", prices)}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library and of the scripts."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("werven", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def changed(folder: Path, *paths: Path) -> set[str]:
    """Return the scripts whose digest changes with a line more in some files."""
    before = codes(folder)
    for path in paths:
        path.write_text(path.read_text(encoding="utf-8") + "\nMORE = 2\n", encoding="utf-8")
    return {name for name, digest in codes(folder).items() if digest != before[name]}


def codes(folder: Path) -> dict[str, str]:
    """Return the digest of each script."""
    library = Library(folder / "werven", folder / "kept.json")
    found = {path.stem: library.code_of(path) for path in sorted((folder / "scripts").glob("*.py"))}
    library.keep()
    return found


def test_the_engine_is_reached_by_rankings_and_not_by_what_comes_before_or_draws(copy: Path) -> None:
    found = changed(copy, copy / "werven/ranking/solver/chain.py")
    assert "rank" in found
    drawn = {"figures_year", "figures_rank", "figures_worlds", "report"}
    assert not found & {"inputs", "profiles", "demand", "network", "needs", *drawn}


@pytest.mark.parametrize("package", ["werven.atlas", "werven.desk", "werven.report", "werven.words"])
def test_data_files_that_are_shipped_are_read_by_a_module_that_says_so(copy: Path, package: str) -> None:
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    assert set(shipped) == {
        f"werven.{room}" for room in ("atlas", "desk", "network", "ranking", "report", "words", "worlds")
    }
    folder = copy.joinpath(*package.split("."))
    own = [path for pattern in shipped[package] for path in folder.glob(pattern) if path.name != "results.csv"]
    found = changed(copy, *own)
    assert own
    assert found
    assert not found & {"network", "needs", "rank"}


def test_another_column_of_a_result_makes_what_writes_it_anew_and_another_word_of_it_what_shows_it(copy: Path) -> None:
    results, before = copy / "werven/network/results.csv", codes(copy)
    results.write_text(results.read_text("utf-8").replace("Node at one end", "Node at this end"), "utf-8")
    found = {name for name, digest in codes(copy).items() if digest != before[name]}
    assert "workbook" in found
    assert not found & {"demand", "network", "needs", "rank"}
    results.write_text(results.read_text("utf-8").replace("needs,unit,text", "needs,unity,text"), "utf-8")
    assert {name for name, digest in codes(copy).items() if digest != before[name]} >= {"needs", "rank", "workbook"}


def test_another_word_makes_all_that_shows_words_anew_and_no_numbers(copy: Path) -> None:
    figures = {f"figures_{name}" for name in ("year", "scenario", "rank", "timeline", "worlds")}
    shown = {"atlas", *figures, "report", "workbook"}
    told = {"inputs", "profiles", "demand", "network", "needs", "rank", "backcast", "configuration"}
    found = changed(copy, copy / "werven/words/words.csv")
    assert found >= shown
    assert not found & told


def test_nobody_imports_a_module_of_the_library_in_a_way_that_is_not_seen() -> None:
    for path in (*(ROOT / "werven").rglob("*.py"), *(ROOT / "scripts").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module == "werven" and path != ROOT / "werven/__init__.py":
                known = {p.stem for p in (ROOT / "werven").glob("*.py")} | {"__version__"}
                assert {alias.name for alias in node.names} <= known, path
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"import_module", "__import__"}:
                assert path == ROOT / "werven/__init__.py"
