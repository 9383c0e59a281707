"""Groups of carriers and their order, and whose heat a carrier is: as the tables tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

FIGURES = ("users", "flows", "stack")
"""Figures that a group may have; columns of ``carrier_groups``."""


@dataclass(frozen=True)
class Group:
    """Carriers that figures, the page and works speak of as one.

    Attributes
    ----------
    carriers : tuple of str
        In the order of ``carriers``.
    unit : str
        ``MW`` or ``t/h``, the same for all of them.
    color_of : str
        Carrier whose colour it has.
    figures : frozenset of str
        Those of `FIGURES` that it has.
    """

    carriers: tuple[str, ...]
    unit: str
    color_of: str
    figures: frozenset[str]


def groups_of(carriers: pd.DataFrame, groups: pd.DataFrame) -> dict[str, Group]:
    """Return every group by name, in the order of ``carrier_groups``."""
    found = {}
    for row in groups.to_dict("records"):
        own = carriers[carriers["group"].astype(object) == row["group"]]
        shown = frozenset(figure for figure in FIGURES if row[figure])
        unit = str(own["unit"].iloc[0]) if len(own) else ""
        found[str(row["group"])] = Group(tuple(own["carrier"].astype(str)), unit, str(row["color_of"]), shown)
    return found


def having(groups: Mapping[str, Group], figure: str) -> list[str]:
    """Return the groups that have a figure, one of `FIGURES`."""
    return [name for name, group in groups.items() if figure in group.figures]


def group_of(groups: Mapping[str, Group]) -> dict[str, str]:
    """Return the group of every carrier that has one."""
    return {carrier: name for name, group in groups.items() for carrier in group.carriers}


def heat_of(carriers: pd.DataFrame, user: str) -> tuple[str, ...]:
    """Return the levels of heat of a user, ``industry`` or ``buildings``, in the order of the table."""
    return tuple(carriers.loc[carriers["heat_of"].astype(object) == user, "carrier"].astype(str))


def read_groups(data: Path) -> dict[str, Group]:
    """Read the groups of the base case, before a job has written inputs: names of files hang on them.

    The tables are taken as they are; whoever asks has checked them.
    """
    return groups_of(pd.read_csv(data / "carriers.csv"), pd.read_csv(data / "carrier_groups.csv"))
