"""What code a result is made with: a digest of modules and of all they import, so that an upgrade makes it anew.

Contents count: modules, the data files of packages that read some, and the versions of other packages that are
imported. Time stamps, comments and docstrings do not.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import resolve_name
from pathlib import Path

import werven

ROOT = Path(werven.__path__[0])
#: Where a package is not called as it is imported, and what decides numbers behind the one that is imported.
PACKAGES = {"yaml": ("PyYAML",), "pypsa": ("pypsa", "linopy", "highspy"), "linopy": ("linopy", "highspy")}
#: How a column is called that holds words in a language.
LANGUAGE = re.compile("[a-z]{2}")
#: What reads the data files of a package.
_READING = ("files", "PackageLoader")
_STDLIB = frozenset(sys.stdlib_module_names)
#: Another way of reading sources, or another Python, makes what was kept worthless.
_READER = (ROOT / "digests.py").read_bytes() + sys.version.encode()
Source = tuple[str, list[str]]
"""Digest of a source, and the names that it imports; of ``name:`` it reads the data files, of ``name:file`` one."""


class Library:
    """The code of a package and of scripts that use it.

    Parameters
    ----------
    root : Path, optional
        Folder of the package; the installed one by default.
    kept : Path, optional
        File that remembers what was found in a source of certain contents; it may be deleted at any time.
    """

    def __init__(self, root: Path = ROOT, kept: Path | None = None) -> None:
        self._root = root
        self._paths = {_module(path, root): path for path in root.rglob("*.py")}
        self._kept = kept
        self._known: dict[str, Source] = _load(kept)
        self._used: dict[str, Source] = {}
        self._sources: dict[Path, Source] = {}

    def code_of(self, script: Path) -> str:
        """Return the digest of a script, of all it imports, and of the versions of other packages.

        Parameters
        ----------
        script : Path
            A Python file outside the package.
        """
        own, names = self._read(script)
        found = self._reached(names)
        others = {_top(name) for name in self._names(names, found)}
        counted = sorted({part for name in others for part in PACKAGES.get(name, (name,))})
        return short([own, *self._told(found), *(f"{name} {_version(name)}" for name in counted)])

    def bodies_of(self, *modules: str) -> str:
        """Return the digest of what modules do themselves: their names and what they import are left out.

        What was made by the same code stays valid when a module moves.
        """
        trees = [_bare(ast.parse(self._paths[name].read_bytes()), imports=False) for name in modules]
        return short(ast.dump(tree) for tree in trees)

    def keep(self) -> None:
        """Remember what was found, where a file was named and can be written."""
        if self._kept is None or self._used.keys() == self._known.keys():
            return
        try:
            self._kept.parent.mkdir(exist_ok=True)
            part = self._kept.with_suffix(".part")
            part.write_text(json.dumps(self._used), encoding="utf-8")
            part.replace(self._kept)
        except OSError:
            return

    def _reached(self, names: Iterable[str]) -> dict[str, Path]:
        """Return what is reached within the package, by name: modules, and folders of data."""
        found: dict[str, Path] = {}
        waiting = [part for name in names for part in _with_parents(name)]
        while waiting:
            name = waiting.pop()
            module, data, file = name.partition(":")
            path = self._paths.get(module)
            if path is None or name in found:
                continue
            found[name] = path.parent / file if data else path
            if not data:
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                waiting += [part for other in self._read(path)[1] for part in _with_parents(_full(other, package))]
        return found

    def _names(self, names: Iterable[str], found: dict[str, Path]) -> Iterator[str]:
        """Yield the imports of a script and of what it reaches that lead out of the package."""
        inside = (other for name, path in found.items() if ":" not in name for other in self._read(path)[1])
        for name in (*names, *inside):
            if _top(name) not in _STDLIB and _top(name) not in {"", self._root.name}:
                yield name

    def _told(self, found: dict[str, Path]) -> list[str]:
        """Return a line for each module and each data file; words of a table count for what shows words."""
        lines, read = [], _digest if f"{self._root.name}.words.tables" in found else _wordless
        for name, path in sorted(found.items()):
            if ":" not in name:
                lines.append(f"{name} {self._read(path)[0]}")
                continue
            inside = [path] if path.is_file() else path.rglob("[!.]*.*")
            data = sorted(p for p in inside if p.suffix not in {".py", ".pyc"})
            lines += [f"{p.relative_to(self._root).as_posix()} {read(p)}" for p in data]
        return lines

    def _read(self, path: Path) -> Source:
        """Return what a source says: read once, and understood once for the same contents."""
        if path not in self._sources:
            text = path.read_bytes()
            key = hashlib.sha256(_READER + text).hexdigest()[:32]
            self._sources[path] = self._used[key] = self._known.get(key) or _parse(text)
        return self._sources[path]


def contents(*paths: str | Path) -> str:
    """Return a digest of the contents of files; one that is not there counts as none."""
    return short(map(_digest, map(Path, paths)))


def short(lines: Iterable[str]) -> str:
    """Return a short name of lines: the same lines, the same name."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wordless(path: Path) -> str:
    """Return the digest of a data file without its words: columns of a table that are called as languages are."""
    if path.suffix != ".csv":
        return _digest(path)
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = [*csv.reader(file)] or [[]]
    kept = [place for place, name in enumerate(head) if not LANGUAGE.fullmatch(name)]
    return short(json.dumps([row[place] for place in kept if place < len(row)]) for row in [head, *rows])


@cache
def bodies_of(*modules: str) -> str:
    """Return the digest of what modules of the library do themselves; see `Library.bodies_of`."""
    return Library().bodies_of(*modules)


def _load(kept: Path | None) -> dict[str, Source]:
    """Return what was remembered; nothing where that cannot be read."""
    try:
        known = json.loads(kept.read_text(encoding="utf-8")) if kept else {}
        return {str(key): (str(digest), [str(name) for name in names]) for key, (digest, names) in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _module(path: Path, root: Path) -> str:
    """Return the full name of the module in a file."""
    parts = path.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _top(name: str) -> str:
    return name.partition(":")[0].split(".")[0]


def _full(name: str, package: str) -> str:
    """Return a name as it is from outside the package that says it."""
    module, data, file = name.partition(":")
    return resolve_name(module, package) + data + file


def _with_parents(name: str) -> list[str]:
    """Return a name and the packages it lies in: importing a module runs them too."""
    parts = name.partition(":")[0].split(".")
    return [".".join(parts[:size]) for size in range(1, len(parts) + (":" in name))] + [name]


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _parse(text: bytes) -> Source:
    """Return the digest of a source without its comments and docstrings, and what it imports when it runs."""
    tree = ast.parse(text)
    names = sorted(set(_imports(tree)))
    return short([ast.dump(_bare(tree))]), names


def _bare(tree: ast.Module, imports: bool = True) -> ast.Module:
    """Take docstrings out of a source, and imports where they are not wanted."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [line for line in body if not _is_text(line)]
            kept = [line for line in kept if imports or not isinstance(line, ast.Import | ast.ImportFrom)]
            node.body = kept  # type: ignore[attr-defined]
    return tree


def _is_text(line: ast.stmt) -> bool:
    """Say whether a statement is nothing but a text, as docstrings are."""
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)


def _imports(node: ast.AST) -> Iterator[str]:
    """Yield the names that are imported anywhere in a source, also later in functions; not those for types only."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = "." * node.level + (node.module or "")
        yield base
        yield from (f"{base}.{alias.name}" if node.module else f"{base}{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call):
        yield from _named_in(node)
        if _file_of(node):
            return
    elif isinstance(node, ast.Name) and node.id == "__file__":
        yield ".:"
    children = node.orelse if isinstance(node, ast.If) and _for_types(node.test) else ast.iter_child_nodes(node)
    for child in children:
        yield from _imports(child)


def _for_types(test: ast.expr) -> bool:
    return "TYPE_CHECKING" in (getattr(test, "id", ""), getattr(test, "attr", ""))


def _named_in(call: ast.Call) -> Iterator[str]:
    """Yield the package of which a call reads files or the version, and its data files where it reads those."""
    file = _file_of(call)
    called, name = (_called(call), _text_of(call)) if not file else ("files", _text_of(call.func.value))  # type: ignore[attr-defined]
    if called in {*_READING, "version", "import_module"} and name:
        yield name
        if called in _READING:
            yield f"{name}:{file}"


def _file_of(call: ast.Call) -> str:
    """Return the one file that is meant by ``files(package).joinpath(file)``."""
    whole = getattr(call.func, "value", None)
    is_one = _called(call) == "joinpath" and isinstance(whole, ast.Call) and _called(whole) == "files"
    return _text_of(call) if is_one else ""


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _text_of(call: ast.Call) -> str:
    """Return the first argument of a call where that is a text as it stands."""
    given = getattr(call.args[0], "value", None) if call.args else None
    return given if isinstance(given, str) else ""
