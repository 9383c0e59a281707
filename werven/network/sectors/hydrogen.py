"""Hydrogen and ammonia: what is made here, and what the borders and the world market sell."""

from __future__ import annotations

from werven.network.components import Parts
from werven.network.conversion import add_sector
from werven.network.ledger import UPSTREAM

#: Carriers whose trade has a module of its own.
ELSEWHERE = ("electricity", "co2", "liquid_co2")


def add(parts: Parts) -> None:
    """Note plants of hydrogen and ammonia, and the border supply of these and of what else is sold there."""
    add_sector(parts, "hydrogen")
    add_sector(parts, "ammonia")
    trade(parts)


def trade(parts: Parts) -> None:
    """Note what the borders and the world market sell, of every carrier whose trade has no module of its own."""
    sold = parts.assumptions.tables["neighbour_supply"]["carrier"].astype(str)
    for carrier in dict.fromkeys(["hydrogen", "ammonia", *sold]):
        if carrier not in ELSEWHERE:
            border_supply(parts, carrier)


def border_supply(parts: Parts, carrier: str) -> None:
    """Note what is on offer (or taken) at borders and at sea, with its price and emissions abroad.

    The price of a block is fuel, plus the CO2 price of the closure on its emissions, plus its own price and what is
    paid for the way abroad. What leaks from a storage counts upstream, like the emissions of what is sold.
    """
    a = parts.assumptions
    rows = a.tables["neighbour_supply"].query("carrier == @carrier")
    for (zone, block), group in rows.groupby(["zone", "block"], sort=False):
        bus = f"{zone} {carrier}"
        step = a.block(group)
        if group["year"].min() > a.year or step.capacity <= 0 or bus not in parts.buses.index:
            continue
        is_sink = group["kind"].iloc[0] == "sink"
        room = {} if step.room is None else {"potential": step.room}
        parts.process(
            f"{bus} {block}",
            {bus: -1.0 if is_sink else 1.0, UPSTREAM: step.co2},
            carrier=f"{carrier} {'sink' if is_sink else 'import'}",
            technology=f"border {carrier}",
            node=zone,
            role="border",
            p_nom=step.capacity,
            marginal_cost=step.cost,
            renewable=bool(group["renewable"].iloc[0]),
            **room,
        )
