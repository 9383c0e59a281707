"""The register of works as a table: what each work is in a year, what it needs, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from werven.coalition import LARGEST_BLOCK, blocked_by
from werven.config.settings import WorksSettings
from werven.data.assumptions import Assumptions
from werven.data.places import LINE_ALLOWED, read_line
from werven.data.tables import number_or, records
from werven.errors import Fault, nearest
from werven.names import words_of

BUILT = ("operational", "under construction")


def states(works: pd.DataFrame, settings: WorksSettings, year: int) -> pd.Series:
    """Return what each work is in a year.

    Parameters
    ----------
    works : DataFrame
        The register.
    settings : WorksSettings
        ``on`` and ``year_in_service`` of the scenario.
    year : int
        Model year.

    Returns
    -------
    Series
        By work: ``reference`` (exists or is under construction by the year), ``candidate``, ``later``, ``off``
        (switched off by the register or the scenario) or ``cancelled``.
    """
    ids = works["work"].astype(str)
    start = starts(works, settings).to_numpy()
    on = np.array([settings.on.get(work, bool(flag)) for work, flag in zip(ids, works["on"], strict=True)])
    status = works["status"].to_numpy(dtype=str)
    state = np.select(
        [status == "cancelled", ~on, start > year, np.isin(status, BUILT)],
        ["cancelled", "off", "later", "reference"],
        "candidate",
    )
    return pd.Series(state, index=pd.Index(ids, name="work"))


def needs_of(works: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return what each work of the register requires."""
    rows = works.dropna(subset=["requires"])
    return {str(work): frozenset(words_of(text)) for work, text in zip(rows["work"], rows["requires"], strict=True)}


def starts(works: pd.DataFrame, settings: WorksSettings) -> pd.Series:
    """Return the year in which each work comes into service in a scenario, by work."""
    ids = works["work"].astype(str)
    planned = works["year_in_service"].astype(float)
    years = [settings.year_in_service.get(w, y) for w, y in zip(ids, planned, strict=True)]
    return pd.Series(years, index=pd.Index(ids, name="work"), dtype=float)


def has_buses(a: Assumptions, start: str, end: str) -> bool:
    """Say whether both ends are in the network: a case with fewer clusters keeps the works between them.

    An end at a node that plays but has no such bus is let through, and told as a fault when the network is built.
    """
    nodes = a.nodes.index
    return all(bus.rsplit(" ", 1)[0] in nodes for bus in (start, end))


def register_faults(tables: Mapping[str, pd.DataFrame], settings: WorksSettings) -> list[Fault]:
    """Return what is wrong in the register besides single cells.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``works`` and ``work_legs``.
    settings : WorksSettings
        Overrides of the scenario.
    """
    works, legs = tables["works"], tables["work_legs"]
    ids = set(works["work"].astype(str))
    faults = [
        Fault("config", "", f"works.{key}", work, "a work of works.csv", nearest(work, ids))
        for key, words in (("on", settings.on), ("year_in_service", settings.year_in_service))
        for work in words
        if work not in ids
    ]
    faults += _line_faults(legs)
    for row, requires in works["requires"].dropna().items():
        work = str(works.at[row, "work"])
        if work in words_of(requires):
            faults.append(Fault("works.csv", str(int(str(row)) + 2), "requires", work, "another work than itself"))
    faults += _variant_faults(works, settings) + _block_faults(works)
    return faults + [
        Fault("works.csv", work, "work", work, "a work with at least one leg in work_legs.csv")
        for work in sorted(ids - set(legs["work"].astype(str)))
    ]


def _variant_faults(works: pd.DataFrame, settings: WorksSettings) -> list[Fault]:
    """Return variants of one work that would both be built."""
    played = states(works, settings, 2100)
    groups: dict[str, list[str]] = {}
    for work, parent in zip(works["work"].astype(str), works["variant_of"], strict=True):
        if played[work] not in ("cancelled", "off"):
            groups.setdefault(work if pd.isna(parent) else str(parent), []).append(work)
    return [
        Fault(
            "works.csv",
            ", ".join(members),
            "variant_of",
            parent,
            f"one variant of {parent}: set works.on.<id> to false for the others",
        )
        for parent, members in groups.items()
        if len(members) > 1
    ]


def _line_faults(legs: pd.DataFrame) -> list[Fault]:
    """Return lines of legs that cannot be drawn."""
    faults = []
    for row, line in legs["line"].dropna().items():
        try:
            read_line(line)
        except ValueError:
            faults.append(Fault("work_legs.csv", str(int(str(row)) + 2), "line", str(line), LINE_ALLOWED))
    return faults


def _block_faults(works: pd.DataFrame) -> list[Fault]:
    """Return blocks that are too large to enumerate, or hold one work: most likely another spelling."""
    blocks = {str(block): group for block, group in works.dropna(subset=["block"]).groupby("block")["work"]}
    faults = []
    for block, ids in blocks.items():
        if len(ids) == 1:
            row, others = str(int(ids.index[0]) + 2), blocks.keys() - {block}
            faults.append(
                Fault("works.csv", row, "block", block, "a block of two works or more", nearest(block, others))
            )
        if len(ids) > LARGEST_BLOCK:
            told = ", ".join(ids.astype(str))
            faults.append(Fault("works.csv", told, "block", block, f"at most {LARGEST_BLOCK} works"))
    return faults


def bus_names(nodes: pd.DataFrame, carriers: pd.DataFrame) -> set[str]:
    """Return the names of all buses that the tables allow: node and carrier."""
    kinds = dict(zip(nodes["node"].astype(str), nodes["kind"].astype(str), strict=True))
    names = set()
    for carrier, words in zip(carriers["carrier"].astype(str), carriers["nodes"].astype(str), strict=True):
        wanted = {word.strip() for word in words.split(";")}
        names |= {f"{node} {carrier}" for node, kind in kinds.items() if node in wanted or kind in wanted}
    return names


def leg_faults(tables: Mapping[str, pd.DataFrame], name: str) -> list[Fault]:
    """Return faults of buses, units and conversions of legs or corridors.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``nodes``, ``carriers`` and the table of the name.
    name : str
        ``work_legs`` or ``corridors``.
    """
    file, legs = f"{name}.csv", tables[name]
    buses = bus_names(tables["nodes"], tables["carriers"])
    units = tables["carriers"].set_index("carrier")["unit"]
    faults = []
    for row in records(legs):
        line = str(int(str(row.Index)) + 2)
        ends = {"from_bus": str(row.from_bus), "to_bus": str(row.to_bus)}
        for column, bus in ends.items():
            if bus not in buses:
                faults.append(Fault(file, line, column, bus, "a bus: node and carrier", nearest(bus, buses)))
        if ends["from_bus"] == ends["to_bus"]:
            faults.append(Fault(file, line, "to_bus", ends["to_bus"], "another bus than from_bus"))
        start, end = (bus.rsplit(" ", 1)[-1] for bus in ends.values())
        if start != end and pd.isna(row.efficiency):
            allowed = f"a number: {start} becomes {end}"
            faults.append(Fault(file, line, "efficiency", "", allowed))
        if row.both_ways and number_or(row.efficiency, 1.0) < 1.0:
            faults.append(Fault(file, line, "efficiency", str(row.efficiency), "1 for a leg that flows both ways"))
        if start in units.index and str(row.unit) != units[start]:
            faults.append(Fault(file, line, "unit", str(row.unit), f"{units[start]}, the unit of {start}"))
    return faults


def planned(assumptions: Assumptions) -> pd.Series:
    """Return the state of every work in the year, see `states`."""
    return states(assumptions.tables["works"], assumptions.config.works, assumptions.year)


def unavailable(assumptions: Assumptions) -> dict[str, str]:
    """Return the works that nobody can choose to build or not in the year, and why.

    From the tables alone: the players that `werven.ranking.scenario.players_of` finds in a network are the other works.
    """
    a = assumptions
    works, legs = a.tables["works"], a.tables["work_legs"]
    state = {str(work): str(why) for work, why in planned(a).items()}
    year = starts(works, a.config.works)
    ends = zip(legs["from_bus"].astype(str), legs["to_bus"].astype(str), strict=True)
    inside = set(legs.loc[[has_buses(a, *pair) for pair in ends], "work"].astype(str))
    words = {
        "reference": "stands in every combination",
        "off": "is switched off (works.on)",
        "cancelled": "is cancelled",
    }
    told = {work: words.get(why, f"comes in {year[work]:.0f}") for work, why in state.items() if why != "candidate"}
    told |= {work: "lies outside the clusters of the scenario" for work in state.keys() - inside}
    needs = {work: needed for work, needed in needs_of(works).items() if work in inside}
    met = {work for work in inside if state.get(work) == "reference"}
    return told | blocked_by(needs, state.keys() - told.keys(), met, told)
