"""From the tables of `data/` to the checked inputs of a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from werven.config.settings import Config
from werven.data.checks.across import CHECKS
from werven.data.checks.rows import order_faults
from werven.data.checks.uncertain import uncertain_faults
from werven.data.schemas import GROUPS, TABLES
from werven.data.tables import absent_words, apply_changes, examined, reference_faults, write
from werven.errors import Fault, InputError, raise_if


@dataclass(frozen=True)
class Tables:
    """Tables as they were read.

    Attributes
    ----------
    right : dict of str to DataFrame
        Those without a fault of their own.
    known : dict of str to DataFrame
        What can be read of every table: ids of one with a bad cell still count.
    faults : list of Fault
        Everything that is wrong with single tables.
    """

    right: dict[str, pd.DataFrame]
    known: dict[str, pd.DataFrame]
    faults: list[Fault]

    @cached_property
    def contrary(self) -> list[Fault]:
        """Ranges that contradict the tables as they were written; a scenario may leave them."""
        return [*order_faults(self.right), *uncertain_faults(self.right)]


def _read_all(data: Path, names: Iterable[str]) -> Tables:
    """Read tables."""
    found = Tables({}, {}, [])
    for name in names:
        frame, faults = examined(data / f"{name}.csv", TABLES[name])
        found.known[name] = frame
        found.faults.extend(faults)
        if not faults:
            found.right[name] = frame
    return found


def check_all(data: Path, config: Config) -> dict[str, pd.DataFrame]:
    """Read and check every table for one scenario: `check` of `read_tables`."""
    return check(read_tables(data), config)


def read_tables(data: Path) -> Tables:
    """Read every table of `data`: what is right, what is known, and what is wrong."""
    return _read_all(data, TABLES)


def check(found: Tables, config: Config) -> dict[str, pd.DataFrame]:
    """Apply the changes of the scenario, and check everything.

    Parameters
    ----------
    found : Tables
        From `read_tables`.
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
    frames, faults = found.right, [*found.faults, *found.contrary]
    try:
        frames = apply_changes(frames, config.changes, TABLES)
    except InputError as error:
        faults += error.faults
    faults += reference_faults(found.known | frames, TABLES) + absent_words(frames, TABLES)
    for needs, rule in CHECKS:
        if needs <= frames.keys():
            faults += rule({name: frames[name] for name in needs}, config)
    raise_if(faults)
    return frames


def read_changed(data: Path, names: Sequence[str], config: Config) -> dict[str, pd.DataFrame]:
    """Read some tables with the changes of a scenario, each held against its own columns only.

    Raises
    ------
    InputError
        A table that cannot be read, or a change of one of them that cannot be made.
    """
    frames = _right(data, names)
    mine = [change for change in config.changes if change.table in frames]
    return apply_changes(frames, mine, TABLES)


def write_group(data: Path, group: str, config: Config, outdir: Path) -> None:
    """Check the tables of one group and write them with the changes of the scenario.

    Parameters
    ----------
    data : Path
        Folder of the tables.
    group : str
        Group of `werven.data.schemas.GROUPS`.
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
    return _right(folder, [name for group in groups for name in GROUPS[group]])


def _right(folder: Path, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return tables that are right, or raise what is wrong with them."""
    found = _read_all(folder, names)
    raise_if(found.faults)
    return found.right
