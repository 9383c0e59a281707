"""From the tables of `data/` to the checked inputs of a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from werven.checks import CHECKS
from werven.config import Config
from werven.errors import Fault, InputError, raise_if
from werven.schemas import GROUPS, TABLES
from werven.tables import apply_changes, read, reference_faults, write


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
    for needs, check in CHECKS:
        if needs <= frames.keys():
            faults += check(frames, config)
    raise_if(faults)
    return frames


def read_changed(data: Path, names: Sequence[str], config: Config) -> dict[str, pd.DataFrame]:
    """Read some tables with the changes of a scenario, each held against its own columns only.

    Raises
    ------
    InputError
        A table that cannot be read, or a change of one of them that cannot be made.
    """
    frames, faults = _read_all(data, names)
    raise_if(faults)
    mine = [change for change in config.changes if change.table in frames]
    return apply_changes(frames, mine, TABLES)


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
    for name, frame in read_changed(data, GROUPS[group], config).items():
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
