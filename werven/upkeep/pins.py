"""Pins of the installed packages, for pip and for conda, from the ranges of `pyproject.toml`.

``python -m werven.upkeep.pins`` writes `envs/requirements.txt` (what a run needs, to be built again exactly),
`envs/requirements-dev.txt` (what tests and checks need besides) and `envs/environment.yaml` (the direct dependencies of
a run, for conda). Only what `pyproject.toml` leads to is listed, with the versions of this environment; no hosts and no
paths.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path("pyproject.toml")
REQUIREMENTS = Path("envs/requirements.txt")
TOOLS = Path("envs/requirements-dev.txt")
ENVIRONMENT = Path("envs/environment.yaml")
PYTHON = "3.11"
#: The extra of what tests and checks need.
DEV = "dev"

REQUIREMENTS_HEAD = """\
# What a run of werven needs, at the versions it was tested with. Written by `make pins`.
"""
TOOLS_HEAD = f"""\
# What tests and checks need besides, at the versions they were made with. Written by `make pins`.
--requirement {REQUIREMENTS.name}
"""
ENVIRONMENT_HEAD = f"""\
# The direct dependencies of a run (pyproject.toml) at the versions of requirements.txt. Written by `make pins`.
#   conda env create -f envs/environment.yaml && conda activate werven && pip install --no-deps -e .
# The packages come from the Python package index, so that both ways give the same builds.
name: werven
channels:
  - conda-forge
dependencies:
  - python={PYTHON}
  - pip
  - pip:
"""


def canonical(name: str) -> str:
    """Return the name of a package as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(project: Path = PROJECT, extra: str | None = None) -> list[Requirement]:
    """Return the requirements that `pyproject.toml` names: those of a run, or those of an extra alone."""
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    words = table["dependencies"] if extra is None else table.get("optional-dependencies", {}).get(extra, [])
    return [Requirement(word) for word in words]


def tree(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Return every package that the requirements lead to, with the version installed.

    Parameters
    ----------
    requirements : iterable of Requirement
        From `direct`.

    Returns
    -------
    dict of str to str
        Name to version, sorted by name.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        A package that is needed is not installed here.
    """
    found: dict[str, tuple[str, str]] = {}
    done: set[tuple[str, str]] = set()
    todo = [(requirement.name, extra) for requirement in requirements for extra in ("", *requirement.extras)]
    while todo:
        name, extra = todo.pop()
        if (canonical(name), extra) in done:
            continue
        done.add((canonical(name), extra))
        package = metadata.distribution(name)
        found[canonical(name)] = (package.metadata["Name"], package.version)
        for word in package.requires or []:
            needed = Requirement(word)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                todo += [(needed.name, more) for more in ("", *needed.extras)]
    return {name: version for _, (name, version) in sorted(found.items())}


def requirements_txt(versions: dict[str, str]) -> str:
    """Return the text of `envs/requirements.txt`."""
    return REQUIREMENTS_HEAD + _lines(versions)


def requirements_dev_txt(versions: dict[str, str], run: Container[str]) -> str:
    """Return the text of `envs/requirements-dev.txt`: what a run does not need anyway, and a reference to what it does.

    Parameters
    ----------
    versions : dict of str to str
        What tests and checks lead to, from `tree`.
    run : container of str
        Names of what a run leads to.
    """
    return TOOLS_HEAD + _lines({name: version for name, version in versions.items() if name not in run})


def _lines(versions: dict[str, str]) -> str:
    return "".join(f"{name}=={version}\n" for name, version in versions.items())


def environment_yaml(requirements: Iterable[Requirement], versions: dict[str, str]) -> str:
    """Return the text of `envs/environment.yaml`."""
    known = {canonical(name): version for name, version in versions.items()}
    lines = []
    for requirement in requirements:
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        lines.append(f'      - "{requirement.name}{extras}=={known[canonical(requirement.name)]}"\n')
    return ENVIRONMENT_HEAD + "".join(lines)


def drift(project: Path, requirements: Path, tools: Path, environment: Path) -> list[str]:
    """Return what `pyproject.toml` asks for and the pins do not fulfil, in words.

    Parameters
    ----------
    project, requirements, tools, environment : Path
        The four files.
    """
    faults = []
    for path, wanted in (
        (requirements, direct(project)),
        (tools, direct(project, DEV)),
        (environment, direct(project)),
    ):
        pinned = pinned_in(path)
        if path == tools:  # what a run needs may be named by both
            pinned |= pinned_in(requirements)
        for requirement in wanted:
            version = pinned.get(canonical(requirement.name))
            if version is None:
                faults.append(f"{path.name} does not pin {requirement.name}; run `make pins`")
            elif not requirement.specifier.contains(version, prereleases=True):
                faults.append(f"{path.name} pins {requirement.name} {version}, not {requirement.specifier}")
    return faults


def pinned_in(path: Path) -> dict[str, str]:
    """Return what a file pins: canonical name to version."""
    found = re.findall(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\"\s]+)", path.read_text(encoding="utf-8"))
    return {canonical(name): version for name, version in found}


if __name__ == "__main__":
    wanted = direct()
    installed = tree(wanted)
    REQUIREMENTS.write_text(requirements_txt(installed), encoding="utf-8")
    TOOLS.write_text(requirements_dev_txt(tree(direct(extra=DEV)), installed), encoding="utf-8")
    ENVIRONMENT.write_text(environment_yaml(wanted, installed), encoding="utf-8")
