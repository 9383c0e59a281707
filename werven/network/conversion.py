"""Technologies of the tables become processes and generators of the network.

A conversion is a `Process` and not a `Link`, because its rates are signed and any port may be the one its
capacity is measured at; a `Link` would tie capacity and cost to what it takes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from werven.data.assumptions import LARGE
from werven.data.physics import physics_fault, with_emissions
from werven.data.tables import number_or

#: Least of what a series tells [p.u.], and the step it is rounded to.
DUST, STEP = 5e-4, 1e-5

if TYPE_CHECKING:  # tables are checked against the physics below without loading what builds networks
    from werven.network.components import Parts, Value


def add_technology(
    parts: Parts,
    technology: str,
    node: str,
    *,
    existing: float | None = None,
    extra_ports: Mapping[str, Value] | None = None,
    profile: pd.Series | None = None,
) -> None:
    """Note what stands of a technology at a node, and what may be built on top of it.

    Parameters
    ----------
    parts, technology, node : Parts, str, str
        Parts of the network; ids.
    existing, extra_ports : float, mapping of carrier to rate, optional
        Capacity that stands [MW or t/h], that of the assets when absent; ports besides those of the table.
    profile : Series, optional
        Availability [p.u.]; a load shape is scaled to its peak. Heating of single buildings follows their demand.
    """
    a = parts.assumptions
    row = a.technology(technology)
    stands = LARGE[str(row["capacity_unit"])] if row["always"] else existing
    stands = a.existing(technology, node) if stands is None else stands
    room = max(a.capacity_max(technology, node) - stands, 0.0)
    may_build = bool(row["extendable"]) and a.config.network.investment and room > 0
    cost = a.cost(technology)
    common: dict[str, Any] = {"carrier": technology, "technology": technology, "node": node}
    common |= {"sector": str(row["sector"]), "marginal_cost": cost.marginal_cost}
    ports = ports_at(parts, technology, node, extra_ports)
    ready = number_or(row["availability"], 1.0)
    if profile is not None or ready < 1.0:
        common["p_max_pu"] = ready if profile is None else ready * _available(profile)
    low = ready * number_or(row["min_pu"], 0.0)
    if stands > 0:
        _note(parts, row, f"{technology} {node}", ports, {**common, "p_nom": stands, "p_min_pu": low})
    if may_build:
        common |= {"p_nom_extendable": True, "p_nom_max": room, "capital_cost": cost.capital_cost}
        _note(parts, row, f"{technology} {node} new", ports, common)


def _available(profile: pd.Series) -> pd.Series:
    """Return the availability that a profile gives [p.u.]; a load shape is scaled to its peak, and rounded up.

    Plants of all kinds that follow a load add up to it at its peak: were the availability rounded to the nearest
    digit, as every series is, a part of a MW would lack in other hours, and cost less than a MW more.
    """
    peak = float(profile.max())
    if peak <= 1.0:
        return profile
    steps = np.ceil(profile.to_numpy(dtype=float) / peak / STEP)
    return pd.Series((steps * STEP).clip(DUST, 1.0), index=profile.index)


def ports_at(parts: Parts, technology: str, node: str, extra: Mapping[str, Value] | None) -> dict[str, Value]:
    """Return bus and rate of every port at a node; creation of energy or carbon is noted as a fault."""
    a = parts.assumptions
    fault = physics_fault(a, technology, a.ports(technology))
    if fault:
        parts.faults.append(fault)
    ports = with_emissions(a, technology, a.ports(technology))
    every: dict[str, Value] = {**ports, **(extra or {})}
    return {parts.bus(node, carrier): rate for carrier, rate in every.items()}


def _note(
    parts: Parts,
    row: pd.Series,
    name: str,
    ports: Mapping[str, Value],
    attributes: dict[str, object],
) -> None:
    """Note one process, or one generator where the technology has a single port."""
    if row["kind"] == "process":
        parts.process(name, ports, **attributes)
        return
    ((bus, rate),) = ports.items()
    parts.add("Generator", name, bus=bus, sign=rate, **attributes)


def add_sector(parts: Parts, sector: str, profiles: pd.DataFrame | None = None) -> None:
    """Note every technology of a sector at every node where it may stand.

    Parameters
    ----------
    parts : Parts
        Parts of the network.
    sector : str
        Column ``sector`` of the technologies.
    profiles : DataFrame, optional
        Profiles over the snapshots, for technologies that follow one.
    """
    for technology, row in parts.assumptions.technologies.query("sector == @sector").iterrows():
        name = str(technology)
        profile = None if pd.isna(row["profile"]) or profiles is None else profiles[str(row["profile"])]
        for node in technology_nodes(parts, name):
            add_technology(parts, name, node, profile=profile)


def technology_nodes(parts: Parts, technology: str) -> list[str]:
    """Return the nodes where a technology may stand: those named, if the bus it is measured at is there.

    What is always there (let-down of heat, flares) joins only buses that are.
    """
    a = parts.assumptions
    row = a.technology(technology)
    words = str(row["nodes"])
    nodes = [str(n) for n in a.nodes.index] if words == "*" else a.expand(words)
    needed = a.ports(technology) if row["always"] else [str(row["reference"])]
    return [node for node in nodes if all(_reaches(parts, node, carrier) for carrier in needed)]


def _reaches(parts: Parts, node: str, carrier: str) -> bool:
    """Say whether a node has a bus of a carrier; a sub-node takes its electricity from the cluster."""
    cluster = str(parts.assumptions.nodes.at[node, "cluster"])
    return parts.has_bus(cluster if carrier == "electricity" else node, carrier)
