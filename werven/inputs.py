"""From the tables of `data/` to the checked inputs of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from werven.config import Config
from werven.errors import Fault, InputError, nearest, raise_if
from werven.schemas import GROUPS, TABLES
from werven.tables import apply_changes, read, records, reference_faults, write
from werven.works import register_faults


def _read_all(data: Path, names: Iterable[str]) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read tables; a table with faults is left out and its faults are returned."""
    frames, faults = {}, []
    for name in names:
        try:
            frames[name] = read(data / f"{name}.csv", TABLES[name])
        except InputError as error:
            faults += error.faults
    return frames, faults


def check_all(data: Path, config: Config) -> dict[str, pd.DataFrame]:
    """Read every table, apply the changes of the scenario, and check everything.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    config : Config
        The scenario.

    Returns
    -------
    dict of str to DataFrame
        Tables by name.

    Raises
    ------
    InputError
        Lists every fault of every table and of the words the configuration uses.
    """
    frames, faults = _read_all(data, TABLES)
    try:
        frames = apply_changes(frames, config.changes, TABLES)
    except InputError as error:
        faults += error.faults
    faults += reference_faults(frames, TABLES)
    for needs, check in _CHECKS:
        if needs <= frames.keys():
            faults += check(frames, config)
    raise_if(faults)
    return frames


def _word_faults(frames: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return faults of ids in the configuration."""
    technologies = frames["technologies"]["technology"].astype(str)
    clusters = frames["nodes"].query("kind == 'cluster'")["node"].astype(str)
    activities = frames["activities"]["activity"].astype(str).unique()
    projects = frames["projects"]["project"].astype(str)
    checks: list[tuple[str, Iterable[str], Iterable[str]]] = [
        ("network.exclude", config.network.exclude, technologies),
        ("network.pin", config.network.pin, technologies),
        ("network.clusters", config.network.clusters or [], clusters),
        ("demand.activity", config.demand.activity, activities),
        ("demand.efficiency", config.demand.efficiency, activities),
        ("projects.mode", config.projects.mode, projects),
    ]
    return [
        Fault("config", "", key, word, "one of " + ", ".join(known), nearest(word, known))
        for key, words, known in checks
        for word in words
        if word not in set(known)
    ]


def _node_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
    """Return faults of lists of nodes and kinds of nodes."""
    nodes = frames["nodes"]
    known = {"*"} | set(nodes["node"].astype(str)) | set(nodes["kind"].astype(str))
    return [
        Fault(
            f"{table}.csv",
            str(int(str(row)) + 2),
            "nodes",
            word,
            "a node or a kind of node",
            nearest(word, known),
        )
        for table in ("carriers", "technologies", "storages", "heat_stock")
        for row, cell in frames[table]["nodes"].items()
        for word in (part.strip() for part in str(cell).split(";"))
        if word not in known
    ]


def _demand_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
    """Return faults of demand rows whose activity is unknown or whose unit does not fit the carrier."""
    activities = set(frames["activities"]["activity"].astype(str))
    units = frames["carriers"].set_index("carrier")["unit"]
    fits = {"MW": "TWh/a", "t/h": "Mt/a"}
    faults = []
    for row in records(frames["demand_2023"]):
        line = str(int(str(row.Index)) + 2)
        if str(row.activity) not in activities:
            near = nearest(row.activity, activities)
            faults.append(Fault("demand_2023.csv", line, "activity", str(row.activity), "an activity", near))
        unit = fits.get(str(units.get(str(row.carrier), "")), "")
        if unit and row.unit != unit:
            faults.append(Fault("demand_2023.csv", line, "unit", str(row.unit), f"{unit}, as {row.carrier} is counted"))
    return faults


def _register(frames: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return faults of the register of works."""
    return register_faults(frames, config.works)


#: Checks across tables; each runs when the tables it needs could be read, so that one bad cell hides little.
_CHECKS: tuple[tuple[set[str], Callable[[Mapping[str, pd.DataFrame], Config], list[Fault]]], ...] = (
    ({"technologies", "nodes", "activities", "projects"}, _word_faults),
    ({"nodes", "carriers", "technologies", "storages", "heat_stock"}, _node_faults),
    ({"activities", "carriers", "demand_2023"}, _demand_faults),
    ({"works", "work_legs", "corridors", "nodes", "carriers"}, _register),
)


def write_group(data: Path, group: str, config: Config, outdir: Path) -> None:
    """Check the tables of one group and write them with the changes of the scenario.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    group : str
        Group of `werven.schemas.GROUPS`.
    config : Config
        The scenario; only changes of tables of this group are applied.
    outdir : Path
        Folder of the inputs.

    Raises
    ------
    InputError
        As `check_all`, for this group.
    """
    frames, faults = _read_all(data, GROUPS[group])
    raise_if(faults)
    mine = [change for change in config.changes if change.table in frames]
    for name, frame in apply_changes(frames, mine, TABLES).items():
        write(frame, outdir / f"{name}.csv")


def read_group(folder: Path, groups: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Read the inputs of some groups back.

    Raises
    ------
    InputError
        A file is missing or does not fit its schema.
    """
    frames, faults = _read_all(folder, [name for group in groups for name in GROUPS[group]])
    raise_if(faults)
    return frames
