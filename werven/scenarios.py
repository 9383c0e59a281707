"""What a run is made of: the scenarios of the books, and which part of a configuration a stage may see.

The rules of the workflow call this module when they are read; it never sees a Snakemake object.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from werven.config.books import read_book
from werven.config.kinds import FIRST_YEAR, LAST_YEAR, Section
from werven.config.ranking import RankSettings
from werven.config.settings import Config, SolveSettings, layered, read_defaults, read_overrides
from werven.data.checked import Checked
from werven.data.checks.pins import pin_faults
from werven.data.combinations import combination_faults
from werven.data.inputs import check, read_tables
from werven.data.outline import drawing_faults
from werven.data.schemas import GROUPS, TABLES
from werven.data.tables import examined, fault_at, records
from werven.data.uncertain import BASE, input_of
from werven.errors import Fault, InputError, nearest, raise_if
from werven.version import __version__
from werven.weather.hours import read_weather_file

TABLE_KEYS = ("changes", "demand", "network", "policy", "works", "projects", "rank.blocks", "years")
"""Keys that hold ids of tables or change them: scenarios that agree in these need one check."""
SOLVER_KEYS = tuple(f"solve.{name}" for name in SolveSettings.model_fields if name not in ("threads", "memory_mb"))
"""Keys of the solver that may change a result."""
RANK_KEYS = tuple(f"rank.{name}" for name in RankSettings.model_fields if name not in ("chains", "years", "main"))
"""Keys of a ranking that may change it."""
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
#: Keys that a world may have otherwise than its scenario.
CHOICE_KEYS = frozenset(("weather", "time", "demand", "network", "policy", "works", "projects", "changes"))
#: How an override is told that no scenario uses: no name of a scenario holds a blank.
UNUSED = "override"


def read_run(
    data: Path,
    defaults: Path,
    books: Iterable[Path],
    combinations: Path | None = None,
    needed: Iterable[str] = (),
    languages: Sequence[str] = (),
    checked: Checked | None = None,
    *,
    with_choices: bool = False,
) -> dict[str, Config]:
    """Read the configuration of every scenario; check every table under its changes, and what is asked of rankings.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    defaults, books
        As in `read_scenarios`.
    combinations : Path, optional
        File of the combinations that rankings solve besides their own, see `werven.data.combinations`.
    needed : iterable of str
        Scenarios that the books must hold.
    languages : sequence of str, optional
        Languages that there are words in; any by default.
    checked : Checked, optional
        What was found right before; everything is checked without.
    with_choices : bool
        Must the books hold what choices of `uncertainty` take? Worlds need it.

    Raises
    ------
    InputError
        Lists every fault of configuration, tables, files the configuration names and combinations in one message.
    """
    books = list(books)
    read = _scenarios(defaults, books)
    faults, names = list(read.faults), [*read.configs, *read.damaged]
    unread = any(fault.column in ("", "scenarios") for fault in faults)
    for name in needed:
        if name not in names and not unread:
            told = f"a scenario {name} in one of the books; there are {', '.join(names) or 'none'}"
            faults.append(Fault(str(defaults.parent), "", "scenarios", name, told, nearest(name, names)))
    try:
        check_inputs(data, {**read.configs, **read.damaged, **read.unused} or {"base": Config()}, checked)
    except InputError as error:
        faults += error.faults
    faults += _languages(defaults, {**read.configs, **read.damaged, **read.unused}, languages)
    faults += _choices(data, books)[1] if with_choices else []
    if combinations is not None and read.configs:
        faults += combination_faults(combinations, data, read.configs, names)
    raise_if(faults)
    return read.configs


def _languages(defaults: Path, configs: Mapping[str, Config], known: Sequence[str]) -> list[Fault]:
    """Return a fault for every language without words, with the scenarios that want it."""
    wanted: dict[str, list[str]] = {}
    for name, config in configs.items():
        if known and config.show.language not in known:
            wanted.setdefault(config.show.language, []).append(name)
    told = {word: f"{defaults.name} with scenario {', '.join(names)}" for word, names in wanted.items()}
    allowed = f"one of {', '.join(known)}"
    return [Fault(told[word], "", "show.language", word, allowed, nearest(word, known)) for word in told]


def choices(data: Path, books: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Return the overrides that choices of `uncertainty` may take, with their keys.

    Raises
    ------
    InputError
        An override that is in no book, or one with a key that no world may have otherwise than its scenario.
    """
    wanted, faults = _choices(data, books)
    raise_if(faults)
    return wanted


def _choices(data: Path, books: Iterable[Path]) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    """Return the overrides of choices, and what is wrong with them; a table that cannot be read has no choices."""
    parts: dict[str, dict[str, Any]] = {}
    for path in books:
        parts |= read_overrides(read_book(path)[0])[0]
    frame, _ = examined(data / "uncertainty.csv", TABLES["uncertainty"])
    wanted: dict[str, dict[str, Any]] = {}
    faults = []
    for row in records(frame[frame["how"] == "choice"]) if "how" in frame else ():
        for name in [name for name in input_of(row).options if name != BASE]:
            if name not in parts:
                allowed = f"overrides of the books: {', '.join(parts)}"
                faults.append(fault_at("uncertainty", row, "options", name, allowed, nearest(name, parts)))
                continue
            wanted[name] = {key: value for key, value in parts[name].items() if key != "description"}
            for key in sorted(wanted[name].keys() - CHOICE_KEYS):
                allowed = f"an override of {', '.join(sorted(CHOICE_KEYS))} alone; this one sets {key}"
                faults.append(fault_at("uncertainty", row, "options", name, allowed))
    return wanted, faults


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
        Lists every fault of every file: unreadable YAML, unknown keys, bad values, what contradicts, a name used twice.
    """
    read = _scenarios(defaults, books)
    raise_if(read.faults)
    return read.configs


@dataclass(frozen=True)
class _Scenarios:
    """Scenarios that are right, those that have faults (without the keys that are wrong), and the faults.

    Overrides that no scenario uses are told too, each over the defaults: an id may be wrong there as well.
    """

    configs: dict[str, Config]
    damaged: dict[str, Config]
    faults: list[Fault]
    unused: dict[str, Config]


def asked_worlds(word: str) -> int:
    """Return how many worlds a person asked for; 0 where the word is empty: as many as fit.

    Raises
    ------
    InputError
        No whole number; how many there may be is for the plan to say.
    """
    if word.strip() and not word.strip().isdecimal():
        raise InputError([Fault("WORLDS", "", "", word, "a whole number of worlds, such as 48")])
    return int(word.strip() or 0)


def _scenarios(defaults: Path, books: Iterable[Path]) -> _Scenarios:
    """Read defaults and books; what is wrong in one hides nothing of the others."""
    base, faults = read_defaults(defaults)
    read = _Scenarios({}, {}, list(faults), {})
    known = {clash.fault("") for clash in layered(base, [])[1]}
    is_read = all(fault.column for fault in faults)
    clashes: dict[Fault, list[str]] = {}
    taken: set[str] = set()
    for path in books:
        book, wrong_form = read_book(path)
        parts, wrong_keys = read_overrides(book)
        read.faults.extend([*wrong_form, *chain.from_iterable(wrong_keys.values())])
        for name, words in book.scenarios.items():
            if name.lower() in taken:
                told = "a name that is used once, in capitals or not"
                read.faults.append(Fault(str(path), str(book.lines["scenarios", name]), "scenarios", name, told))
                continue
            taken.add(name.lower())
            mine = [fault for word in words for fault in _inside(word, wrong_keys.get(word, []))]
            config, found = layered(base, [parts[word] for word in words])
            new = [one for one in found if is_read and one.fault("") not in known and not one.touches(mine)]
            for clash in new:
                clashes.setdefault(clash.fault(""), []).append(name)
            hurt = faults or mine or new or any(fault.column.startswith(f"scenarios.{name}.") for fault in wrong_form)
            (read.damaged if hurt else read.configs)[name] = config
        for word in parts.keys() - set(chain.from_iterable(book.scenarios.values())):
            read.unused[f"{UNUSED} {word}"] = layered(base, [parts[word]])[0]
    told_of = {fault: f"{defaults.name} with scenario {', '.join(names)}" for fault, names in clashes.items()}
    read.faults.extend(replace(fault, file=file) for fault, file in told_of.items())
    return read


def _inside(override: str, faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults of an override under the keys of a configuration."""
    return [replace(fault, column=fault.column.removeprefix(f"overrides.{override}.")) for fault in faults]


def check_inputs(data: Path, configs: Mapping[str, Config], checked: Checked | None = None) -> None:
    """Check every table of `data` under the changes of every scenario.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    configs : mapping of str to Config
        From `read_scenarios`.
    checked : Checked, optional
        What was found right before; everything is checked without.

    Raises
    ------
    InputError
        Lists every fault once, whichever scenarios it occurs in.
    """
    checked = checked or Checked(data)
    faults = _table_faults(data, configs, checked)
    for path in sorted({config.weather.file for config in configs.values() if config.weather.file}):
        faults += _faults_of(read_weather_file, Path(path))
    for path in sorted({config.geo.file for config in configs.values() if config.geo.file}):
        from werven.data.polygons import read_user_polygons  # seconds to import, and few have polygons of their own

        faults += _faults_of(read_user_polygons, Path(path))
    if not checked.is_right("drawing"):
        drawing = drawing_faults(data)
        faults += drawing
        if not drawing:
            checked.add("drawing")
    checked.keep()
    raise_if(faults)


def _table_faults(data: Path, configs: Mapping[str, Config], checked: Checked) -> list[Fault]:
    """Return the faults of the tables under the changes of every scenario; scenarios that agree need one check."""
    differ: dict[str, tuple[str, Config]] = {}
    for name, config in configs.items():
        differ.setdefault(json.dumps(share(config, *TABLE_KEYS), sort_keys=True), (name, config))
    todo = {matters: one for matters, one in differ.items() if not checked.is_right(matters)}
    if not todo:
        return []
    found, faults = read_tables(data), list[Fault]()
    for matters, (name, config) in todo.items():
        try:
            wrong = pin_faults(check(found, config), config)
        except InputError as error:
            wrong = error.faults
        if not wrong:
            checked.add(matters)
        faults += [_named(fault, name) for fault in wrong]
    return faults


def _faults_of(reader: Callable[[Path], object], path: Path) -> list[Fault]:
    """Return the faults of a file that the configuration names."""
    try:
        reader(path)
    except InputError as error:
        return error.faults
    return []


def _named(fault: Fault, scenario: str) -> Fault:
    """Add the scenario to a fault that lies in the configuration, not in a table."""
    if fault.file != "config":
        return fault
    where = f"config of {'' if scenario.startswith(f'{UNUSED} ') else 'scenario '}{scenario}"
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
