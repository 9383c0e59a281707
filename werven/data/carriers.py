"""Groups of carriers and their order, and whose heat a carrier is: as the tables tell it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    return _groups(carriers.to_dict("records"), groups.to_dict("records"))


def read_groups(data: Path) -> dict[str, Group]:
    """Read the groups of the base case, before a job has written inputs: names of files hang on them.

    The tables are taken as they are; whoever asks has checked them.
    """
    return _groups(*(_rows(data / f"{name}.csv") for name in ("carriers", "carrier_groups")))


def _groups(carriers: list[dict[Any, Any]], groups: list[dict[Any, Any]]) -> dict[str, Group]:
    """Return every group from the rows of the tables."""
    found = {}
    for row in groups:
        own = [carrier for carrier in carriers if str(carrier["group"]) == str(row["group"])]
        shown = frozenset(figure for figure in FIGURES if str(row[figure]).strip().lower() == "true")
        unit = str(own[0]["unit"]) if own else ""
        members = tuple(str(carrier["carrier"]) for carrier in own)
        found[str(row["group"])] = Group(members, unit, str(row["color_of"]), shown)
    return found


def _rows(path: Path) -> list[dict[Any, Any]]:
    """Read the rows of a table as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def having(groups: Mapping[str, Group], figure: str) -> list[str]:
    """Return the groups that have a figure, one of `FIGURES`."""
    return [name for name, group in groups.items() if figure in group.figures]


def group_of(groups: Mapping[str, Group]) -> dict[str, str]:
    """Return the group of every carrier that has one."""
    return {carrier: name for name, group in groups.items() for carrier in group.carriers}


def heat_of(carriers: pd.DataFrame, user: str) -> tuple[str, ...]:
    """Return the levels of heat of a user, ``industry`` or ``buildings``, in the order of the table."""
    own = carriers["heat_of"].fillna("").astype(str) == user
    return tuple(carriers.loc[own, "carrier"].astype(str))
