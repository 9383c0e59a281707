"""Hydrogen and ammonia: what is made here, and what the borders and the world market sell."""

from __future__ import annotations

from werven.conversion import add_sector
from werven.ledger import UPSTREAM
from werven.parts import Parts


def add(parts: Parts) -> None:
    """Note plants and border supply of hydrogen and ammonia."""
    add_sector(parts, "hydrogen")
    add_sector(parts, "ammonia")
    for carrier in ("hydrogen", "ammonia"):
        border_supply(parts, carrier)


def border_supply(parts: Parts, carrier: str) -> None:
    """Note what is on offer (or taken) at borders and at sea, with its price and emissions abroad.

    The price of a block is fuel, plus the CO2 price of the closure on its emissions, plus its own price.
    """
    a = parts.assumptions
    rows = a.tables["neighbour_supply"].query("carrier == @carrier")
    for (zone, block), group in rows.groupby(["zone", "block"], sort=False):
        bus = f"{zone} {carrier}"
        step = a.block(group)
        if group["year"].min() > a.year or step.capacity <= 0 or bus not in parts.buses.index:
            continue
        common = {"technology": f"border {carrier}", "node": zone, "role": "border", "p_nom": step.capacity}
        common["marginal_cost"] = step.cost
        if group["kind"].iloc[0] == "sink":
            parts.add(
                "Generator",
                f"{bus} {block}",
                bus=bus,
                carrier=f"{carrier} sink",
                sign=-1.0,
                **common,
            )
        else:
            ports = {bus: 1.0, UPSTREAM: step.co2}
            parts.process(f"{bus} {block}", ports, carrier=f"{carrier} import", **common)
