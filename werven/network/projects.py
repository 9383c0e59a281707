"""Companies' own projects: they bound their technology, and are never works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from werven.config.settings import Config
from werven.data.inventory import is_capture, played_projects
from werven.data.tables import records

if TYPE_CHECKING:  # pins are checked against projects without loading what builds networks
    import pypsa

    from werven.network.components import Parts

BUILT = ("operational", "under construction")
#: Part of a pinned project that may be without room: sizes of streams are rounded.
ROUNDING = 1e-3


def bound(parts: Parts) -> None:
    """Raise or lower the bounds of new capacity: pinned capture is a least size, cancelled takes room away.

    Pinned ones come first; what is cancelled leaves them their room.
    """
    a = parts.assumptions
    played = played_projects(a.tables, a.config, a.year)
    for row in records(played.sort_values("mode", ascending=False, kind="stable")):
        if row.mode == "free" or (row.mode == "pinned" and not is_capture(str(row.technology))):
            continue
        left = float(row.capacity)
        for item in _new_of(parts, str(row.technology), str(row.cluster)):
            least, most = float(item.get("p_nom_min", 0.0)), float(item["p_nom_max"])
            taken = min(left, most - least)
            left -= taken
            if row.mode == "pinned":
                item["p_nom_min"] = least + taken
            else:
                item["p_nom_max"] = most - taken
        if row.mode == "pinned" and left > ROUNDING * row.capacity:
            parts.faults.append(
                f"project {row.project}: {row.capacity:g} of {row.technology} at {row.cluster} is pinned, "
                f"{row.capacity - left:g} is all there is room for (capture_steps, potentials)"
            )


def hold(parts: Parts) -> None:
    """Make the least that a policy asks for a least size of new plants, beyond what stands."""
    a = parts.assumptions
    for (technology, node), least in a.policies["least_capacity"].items():
        left = least - a.existing(technology, node)
        for item in _new_of(parts, technology, node) if a.config.network.investment else ():
            taken = min(max(left, 0.0), float(item["p_nom_max"]))
            item["p_nom_min"] = max(float(item.get("p_nom_min", 0.0)), taken)
            left -= taken
        if left > ROUNDING * least and a.config.network.investment and node in a.nodes.index:
            parts.faults.append(f"policy: {least:g} of {technology} at {node} has no room (policies, potentials)")


def _new_of(parts: Parts, technology: str, node: str) -> list[dict[str, Any]]:
    """Return the parts that are new capacity of a technology at a node."""
    return [
        item
        for rows in parts.rows.values()
        for item in rows
        if item.get("p_nom_extendable") and item["technology"] == technology and item["node"] == node
    ]


def rooms(
    network: pypsa.Network, tables: Mapping[str, pd.DataFrame], config: Config, year: int
) -> dict[str, pd.DataFrame]:
    """Return the room that each free project takes of its technology, for a ranking in which projects play.

    Returns
    -------
    dict of str to DataFrame
        By project: ``component, name, capacity`` [MW or t/h]. Cost steps are filled from the cheapest on, beyond
        what is pinned; a project without room left takes what there is.
    """
    found: dict[str, pd.DataFrame] = {}
    left: dict[str, float] = {}
    for row in records(played_projects(tables, config, year).query("mode == 'free'")):
        wanted, parts = float(row.capacity), []
        for component in ("Process", "Generator"):
            static = network.c[component].static
            mine = static[static["p_nom_extendable"] & (static["technology"] == row.technology)]
            for name, item in mine[mine["node"] == row.cluster].iterrows():
                free = left.get(str(name), float(item["p_nom_max"]) - float(item["p_nom_min"]))
                taken = min(wanted, free)
                left[str(name)], wanted = free - taken, wanted - taken
                if taken > 0.0:
                    parts.append((component, str(name), taken))
        if parts:
            found[str(row.project)] = pd.DataFrame(parts, columns=["component", "name", "capacity"])
    return found
