"""Groups of carriers: what is drawn together has one unit, heat and streams say whose they are, works have a map."""

from __future__ import annotations

import pandas as pd

from werven.config.settings import Config
from werven.data.checks.frames import Check, Frames
from werven.data.column_kinds import HEAT_USERS, STREAM_SECTORS
from werven.data.tables import fault_at, records
from werven.errors import Fault, nearest

#: Families whose carriers say whose they are: in which column, and in which words.
OWNERS = {"heat": ("heat_of", HEAT_USERS), "stream": ("stream_of", STREAM_SECTORS)}


def _group_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return groups of which no carrier is, and carriers counted in another unit than the rest of their group."""
    units: dict[str, str] = {}
    faults = []
    for row in records(frames["carriers"].dropna(subset=["group"])):
        group = str(row.group)
        if units.setdefault(group, str(row.unit)) != row.unit:
            allowed = f"another group, or none: {group} is counted in {units[group]}"
            faults.append(fault_at("carriers", row, "group", group, allowed))
    bare = [row for row in records(frames["carrier_groups"]) if str(row.group) not in units]
    return faults + [
        fault_at("carrier_groups", row, "group", row.group, "a group of which a carrier is (carriers.csv)")
        for row in bare
    ]


def _owner_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return heat and streams that do not say whose they are, and what says so without being either."""
    faults = []
    for family, (column, words) in OWNERS.items():
        for row in records(frames["carriers"]):
            owner = getattr(row, column)
            owner = "" if pd.isna(owner) else str(owner)
            if (row.family == family) != bool(owner):
                allowed = f"empty: it is no {family}" if owner else f"one of {', '.join(words)}: it is {family}"
                faults.append(fault_at("carriers", row, column, owner, allowed))
    return faults


def _work_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return works of a group that has no map of flows: nobody would see them."""
    groups = frames["carrier_groups"]
    shown = [str(group) for group in groups.loc[groups["flows"].astype(bool), "group"]]
    known = {str(group) for group in groups["group"]}
    return [
        fault_at("works", row, "carrier", row.carrier, f"one of {', '.join(shown)}", nearest(str(row.carrier), shown))
        for row in records(frames["works"])
        if str(row.carrier) in known and str(row.carrier) not in shown
    ]


def _changed_faults(frames: Frames, config: Config) -> list[Fault]:
    """Return changes of a scenario that would draw other figures than those whose names all scenarios share."""
    fixed = {"carrier_groups": set(frames["carrier_groups"].columns), "carriers": {"group"}}
    return [
        Fault("config", f"changes {place}", change.column, change.table, "a column that no name of a figure hangs on")
        for place, change in enumerate(config.changes, start=1)
        if change.column in fixed.get(change.table, ())
    ]


CHECKS: tuple[tuple[set[str], Check], ...] = (
    ({"carriers", "carrier_groups"}, _group_faults),
    ({"carriers"}, _owner_faults),
    ({"carrier_groups"}, _changed_faults),
    ({"works", "carrier_groups"}, _work_faults),
)
