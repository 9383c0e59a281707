"""Pins of the installed packages, for pip and for conda, from the ranges of `pyproject.toml`.

``python -m werven.upkeep.pins`` writes `envs/requirements.txt` (everything that is needed, to be built again exactly)
and `envs/environment.yaml` (the direct dependencies, for conda). Only what `pyproject.toml` leads to is listed,
with the versions of this environment; no hosts and no paths.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path("pyproject.toml")
REQUIREMENTS = Path("envs/requirements.txt")
ENVIRONMENT = Path("envs/environment.yaml")
PYTHON = "3.11"

REQUIREMENTS_HEAD = """\
# Everything werven needs, tests included, at the versions it was tested with. Written by `make pins`.
"""
ENVIRONMENT_HEAD = f"""\
# The direct dependencies of pyproject.toml at the versions of requirements.txt. Written by `make pins`.
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


def direct(project: Path = PROJECT) -> list[Requirement]:
    """Return the requirements that `pyproject.toml` names, those of development last."""
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    optional = [word for words in table.get("optional-dependencies", {}).values() for word in words]
    return [Requirement(word) for word in [*table["dependencies"], *optional]]


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
    return REQUIREMENTS_HEAD + "".join(f"{name}=={version}\n" for name, version in versions.items())


def environment_yaml(requirements: Iterable[Requirement], versions: dict[str, str]) -> str:
    """Return the text of `envs/environment.yaml`."""
    known = {canonical(name): version for name, version in versions.items()}
    lines = []
    for requirement in requirements:
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        lines.append(f'      - "{requirement.name}{extras}=={known[canonical(requirement.name)]}"\n')
    return ENVIRONMENT_HEAD + "".join(lines)


def drift(project: Path, requirements: Path, environment: Path) -> list[str]:
    """Return what `pyproject.toml` asks for and the pins do not fulfil, in words.

    Parameters
    ----------
    project, requirements, environment : Path
        The three files.
    """
    faults = []
    for path in (requirements, environment):
        pinned = dict(re.findall(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\"\s]+)", path.read_text(encoding="utf-8")))
        versions = {canonical(name): version for name, version in pinned.items()}
        for requirement in direct(project):
            version = versions.get(canonical(requirement.name))
            if version is None:
                faults.append(f"{path.name} does not pin {requirement.name}; run `make pins`")
            elif not requirement.specifier.contains(version, prereleases=True):
                faults.append(f"{path.name} pins {requirement.name} {version}, not {requirement.specifier}")
    return faults


if __name__ == "__main__":
    wanted = direct()
    installed = tree(wanted)
    REQUIREMENTS.write_text(requirements_txt(installed), encoding="utf-8")
    ENVIRONMENT.write_text(environment_yaml(wanted, installed), encoding="utf-8")
