"""What a run is made of: the scenarios of the books, and which part of a configuration a stage may see.

The rules of the workflow call this module when they are read; it never sees a Snakemake object.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from werven import __version__
from werven.combinations import combination_faults
from werven.config import (
    FIRST_YEAR,
    LAST_YEAR,
    Config,
    RankSettings,
    Section,
    SolveSettings,
    load,
    read_yaml,
    scenario_names,
    validate,
)
from werven.errors import Fault, InputError, raise_if
from werven.inputs import check, read_tables
from werven.outline import drawing_faults
from werven.schemas import GROUPS
from werven.weather import read_weather_file

SCENARIO_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
TABLE_KEYS = ("changes", "demand", "network", "works", "projects", "rank.blocks")
"""Keys that hold ids of tables or change them: scenarios that agree in these need one check."""
SOLVER_KEYS = tuple(f"solve.{name}" for name in SolveSettings.model_fields if name not in ("threads", "memory_mb"))
"""Keys of the solver that may change a result."""
RANK_KEYS = tuple(f"rank.{name}" for name in RankSettings.model_fields if name not in ("chains", "years", "main"))
"""Keys of a ranking that may change it."""
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))


def read_run(data: Path, defaults: Path, books: Iterable[Path], combinations: Path | None = None) -> dict[str, Config]:
    """Read the configuration of every scenario; check every table under its changes, and what is asked of rankings.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    defaults, books
        As in `read_scenarios`.
    combinations : Path, optional
        File of the combinations that rankings solve besides their own, see `werven.combinations`.

    Raises
    ------
    InputError
        Lists every fault of configuration, tables and combinations in one message.
    """
    books = list(books)
    configs, faults = _scenarios(defaults, books)
    try:
        check_inputs(data, configs or {"base": Config()})
    except InputError as error:
        faults += error.faults
    if combinations is not None and configs:
        names = [name for book in books for name in scenario_names(book)]
        faults += combination_faults(combinations, data, configs, names)
    raise_if(faults)
    return configs


def read_scenarios(defaults: Path, books: Iterable[Path]) -> dict[str, Config]:
    """Read the configuration of every scenario.

    Parameters
    ----------
    defaults : Path
        ``config/config.yaml``.
    books : iterable of Path
        Files with ``overrides`` and ``scenarios``; each is complete in itself.

    Returns
    -------
    dict of str to Config
        In the order of the books.

    Raises
    ------
    InputError
        Lists every fault of every file: unreadable YAML, unknown keys, bad values, a name used twice.
    """
    configs, faults = _scenarios(defaults, books)
    raise_if(faults)
    return configs


def _scenarios(defaults: Path, books: Iterable[Path]) -> tuple[dict[str, Config], list[Fault]]:
    """Return the scenarios that are right, and the faults of the others."""
    books = list(books)
    configs: dict[str, Config] = {}
    faults = [fault for path in (defaults, *books) for fault in _file_faults(path)]
    if faults:
        return configs, faults
    try:
        validate(read_yaml(defaults), str(defaults))
    except InputError as error:
        return configs, error.faults
    for book in books:
        for name in scenario_names(book):
            if name in configs or not SCENARIO_NAME.fullmatch(name):
                faults.append(Fault(str(book), "", "scenarios", name, "letters, digits, _ or -; used once"))
                continue
            try:
                configs[name] = load(defaults, book, name)
            except InputError as error:
                faults += error.faults
    return configs, faults


def _file_faults(path: Path) -> list[Fault]:
    """Return the fault of a file that is absent, is not YAML, or is not a mapping."""
    if not path.exists():
        return [Fault(str(path), "", "", "no such file", "a YAML file")]
    try:
        content = read_yaml(path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = str(mark.line + 1) if mark is not None else ""
        return [Fault(str(path), row, "", str(getattr(error, "problem", error)), "YAML")]
    if not isinstance(content, dict):
        return [Fault(str(path), "", "", type(content).__name__, "keys with values")]
    return []


def check_inputs(data: Path, configs: Mapping[str, Config]) -> None:
    """Check every table of `data` under the changes of every scenario.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    configs : mapping of str to Config
        From `read_scenarios`.

    Raises
    ------
    InputError
        Lists every fault once, whichever scenarios it occurs in.
    """
    found = read_tables(data)
    faults: list[Fault] = []
    seen: list[dict[str, Any]] = []
    for name, config in configs.items():
        matters = share(config, *TABLE_KEYS)
        if matters in seen:
            continue
        seen.append(matters)
        try:
            check(found, config)
        except InputError as error:
            faults += [_named(fault, name) for fault in error.faults]
    for path in sorted({config.weather.file for config in configs.values() if config.weather.file}):
        faults += _weather_faults(Path(path))
    raise_if(faults + drawing_faults(data))


def _weather_faults(path: Path) -> list[Fault]:
    """Return the faults of a user's own weather."""
    try:
        read_weather_file(path)
    except InputError as error:
        return error.faults
    return []


def _named(fault: Fault, scenario: str) -> Fault:
    """Add the scenario to a fault that lies in the configuration, not in a table."""
    if fault.file != "config":
        return fault
    where = f"config of scenario {scenario}"
    return Fault(where, fault.row, fault.column, fault.value, fault.allowed, fault.nearest)


def share(config: Config, *keys: str) -> dict[str, Any]:
    """Return the part of a configuration that a rule declares.

    Parameters
    ----------
    config : Config
        The scenario.
    *keys : str
        Sections (``"network"``) or single keys (``"network.clusters"``).

    Returns
    -------
    dict
        Nested as the configuration, plain values: what is compared to see whether a job is out of date.

    Examples
    --------
    >>> share(Config(), "network.clusters", "show")
    {'network': {'clusters': None}, 'show': {'language': 'nl'}}
    """
    whole = config.model_dump(mode="json")
    result: dict[str, Any] = {}
    for key in keys:
        section, _, name = key.partition(".")
        if name:
            result.setdefault(section, {})[name] = whole[section][name]
        else:
            result[section] = whole[section]
    return result


def restricted(part: Mapping[str, Any]) -> Config:
    """Return a configuration that holds nothing but what a rule declared.

    A key that was not declared raises `AttributeError` when it is read: its default, taken in silence,
    would leave results standing that should be built again.

    Parameters
    ----------
    part : mapping
        From `share`.
    """
    config = Config.model_validate(dict(part))
    _prune(config, part)
    return config


def _prune(section: Section, part: Mapping[str, Any]) -> None:
    """Take out of a section, and of the sections in it, the keys that `part` lacks."""
    for name in type(section).model_fields:
        value = getattr(section, name)
        if name not in part:
            del section.__dict__[name]
        elif isinstance(value, Section):
            _prune(value, part[name])


def with_threads(part: Mapping[str, Any], threads: int) -> dict[str, Any]:
    """Return the declared part with the threads that were granted, perhaps fewer than asked for."""
    return {**part, "solve": {**part.get("solve", {}), "threads": threads}}


def changes_of(config: Config, group: str) -> list[dict[str, Any]]:
    """Return the changes that a scenario makes to the tables of one group."""
    return [change.model_dump(mode="json") for change in config.changes if change.table in GROUPS[group]]


def weather_id(config: Config) -> str:
    """Return a short name for what the hourly profiles depend on: scenarios that agree in it share them."""
    matters = {**share(config, "weather"), "changes": changes_of(config, "weather")}
    return hashlib.sha256(json.dumps(matters, sort_keys=True).encode()).hexdigest()[:10]


def record(config: Config, scenario: str, year: int) -> str:
    """Return the merged configuration as YAML, with what it belongs to and the version that read it."""
    head = {"werven": __version__, "scenario": scenario, "year": year}
    body = config.model_dump(mode="json")
    return yaml.safe_dump({**head, "config": body}, sort_keys=False, allow_unicode=True, width=110)
