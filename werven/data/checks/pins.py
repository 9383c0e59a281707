"""Pinned capacities against what stands and what there is room for: a pin that cannot be is told before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from werven.config.settings import Config
from werven.data.assumptions import Assumptions
from werven.data.inventory import as_assets
from werven.data.tables import fault_at, records
from werven.errors import Fault

KEY = "network.pin"
#: What a project must say to be built.
NEEDED = ("technology", "cluster", "capacity", "year")
_ROUNDING = 1e-6


def pin_faults(tables: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return the pins of a scenario that no network can follow.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Checked tables, with the changes of the scenario.
    config : Config
        The scenario.
    """
    return _project_faults(tables, config) + [
        Fault("config", "", KEY, f"{technology}: {total:g}", allowed)
        for technology, total in config.network.pin.items()
        for allowed in _allowed(tables, config, technology, total)
    ]


def _project_faults(tables: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return projects that are pinned and have nothing to pin, or whose technology is not offered."""
    faults = []
    for row in records(tables["projects"]):
        project = str(row.project)
        if config.projects.mode.get(project, str(row.mode)) != "pinned" or row.status == "cancelled":
            continue
        lacking = [column for column in NEEDED if pd.isna(getattr(row, column))]
        asked = project in config.projects.mode
        if lacking:
            allowed = f"free: row {int(row.Index) + 2} of projects.csv has no {', '.join(lacking)}"
            told = Fault("config", "", f"projects.mode.{project}", "pinned", allowed)
            faults.append(told if asked else fault_at("projects", row, "mode", "pinned", allowed))
        elif str(row.technology) in config.network.exclude and int(row.year) <= max(config.years):
            allowed = f"a technology of no pinned project; {project} is pinned (projects.mode.{project}: free)"
            faults.append(Fault("config", "", "network.exclude", str(row.technology), allowed))
    return faults


def _allowed(tables: Mapping[str, pd.DataFrame], config: Config, technology: str, total: float) -> Iterator[str]:
    """Yield what would be allowed, where a total is not."""
    for year in config.years:
        a = Assumptions(as_assets(tables, config, year), config, year)
        row = a.technology(technology)
        if not row["extendable"] or row["always"]:
            yield "a technology that may be built (column extendable); of others stands what assets.csv holds"
            return
        words = str(row["nodes"])
        nodes = [str(node) for node in a.nodes.index] if words == "*" else a.expand(words)
        stands = [a.existing(technology, node) for node in nodes]
        room = [max(a.capacity_max(technology, node), there) for node, there in zip(nodes, stands, strict=True)]
        unit = row["capacity_unit"]
        if total < sum(stands) - _ROUNDING:
            yield f"at least {sum(stands):g} {unit}, which stands in {year}"
        elif total > sum(room) + _ROUNDING:
            yield f"at most {sum(room):g} {unit}, for which there is room in {year}"
