"""The register of works in the network: existing ones on, candidates off, corridors for the sizing run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from werven.data.assumptions import Assumptions
from werven.data.register import has_buses, planned, states
from werven.data.tables import least_sure, number_or, records
from werven.network.ledger import ATMOSPHERE

if TYPE_CHECKING:
    from werven.network.components import Parts


def add(parts: Parts) -> None:
    """Note every leg of every work that was not cancelled, and every corridor; only the reference is active."""
    a = parts.assumptions
    works = a.tables["works"]
    state = states(works, a.config.works, a.year)
    for row in records(a.tables["work_legs"]):
        if state[str(row.work)] == "cancelled" or not has_buses(a, str(row.from_bus), str(row.to_bus)):
            continue
        common = {
            "work": str(row.work),
            "leg": str(row.leg),
            "role": "work",
            "carrier": f"{row.carrier} work",
            "work_state": state[str(row.work)],
            "active": state[str(row.work)] == "reference",
            "p_nom": float(row.capacity) * number_or(row.n1_factor, 1.0),
            "confidence": str(row.confidence),
        }
        cost = number_or(row.marginal_cost_eur_per_unit, 0.0)
        _leg(parts, f"{row.work} {row.leg}", row, cost, common)
        _trading(parts, row, common)
    if a.config.network.investment:
        _corridors(parts)


def _leg(parts: Parts, name: str, row: Any, cost: float, common: Mapping[str, object]) -> None:
    """Note one leg: one link, or one in each direction, with the electricity it takes where it starts."""
    ends = [(name, str(row.from_bus), str(row.to_bus))]
    if row.both_ways:
        ends.append((f"{name} back", ends[0][2], ends[0][1]))
    for label, start, end in ends:
        parts.add(
            "Link",
            label,
            bus0=start,
            bus1=end,
            efficiency=number_or(row.efficiency, 1.0),
            marginal_cost=cost + parts.assumptions.config.network.transport_cost,
            length=number_or(row.length_km, 0.0),
            **_electricity(parts, start, number_or(row.electricity_mwh_per_unit, 0.0)),
            **_leak(parts, start, number_or(row.efficiency, 1.0)),
            **common,
        )


def _electricity(parts: Parts, start: str, rate: float) -> dict[str, object]:
    """Return the port of the electricity that a flow takes, at the cluster where it starts."""
    if rate == 0.0:
        return {}
    node = start.rsplit(" ", 1)[0]
    return {"bus2": parts.bus(node, "electricity"), "efficiency2": -rate}


def _leak(parts: Parts, start: str, efficiency: float) -> dict[str, object]:
    """Return the port of the CO2 that is lost on the way: it goes to the air where the leg starts."""
    node, carrier = start.rsplit(" ", 1)
    a = parts.assumptions
    if efficiency >= 1.0 or a.carriers["family"][carrier] not in ("co2", "stream"):
        return {}
    lost = (1.0 - efficiency) * a.co2(carrier)
    return {"bus3": ATMOSPHERE, "efficiency3": lost, "sector": "co2", "node": node}


def _trading(parts: Parts, row: Any, common: Mapping[str, object]) -> None:
    """Note the trading capacity that a line to a border adds there."""
    extra = number_or(row.trading_capacity_mw, 0.0)
    if extra <= 0:
        return
    places = [str(bus).rsplit(" ", 1)[0] for bus in (row.from_bus, row.to_bus)]
    for border in (place for place in places if place.endswith(".border")):
        zone = str(parts.assumptions.nodes.at[border, "parent"])
        ends = (f"{border} electricity", f"{zone} electricity")
        cost = parts.assumptions.config.network.transport_cost
        for label, start, end in (("trade", *ends), ("trade back", ends[1], ends[0])):
            name = f"{common['work']} {common['leg']} {label}"
            parts.add("Link", name, bus0=start, bus1=end, marginal_cost=cost, **{**common, "p_nom": extra})


def _beyond_border(a: Assumptions, bus: str) -> str:
    """Return the neighbour's bus for a bus at its border.

    A corridor built to a border brings its own trading capacity: without it nobody would build it.
    """
    node, carrier = bus.rsplit(" ", 1)
    row = a.nodes.loc[[node]].iloc[0]
    return str(row["parent"]) + f" {carrier}" if row["kind"] == "border" else bus


def open_pairs(a: Assumptions) -> set[frozenset[str]]:
    """Return the pairs of buses that the sizing run may join in the year: what a ranking speaks of, or a plan offers.

    Those with a work that is a candidate by then: nobody can build in 2030 what no promoter has before 2032, and
    where no work and no plan is, no permit is in sight, however cheap a third circuit beside the first two would be.
    """
    state = planned(a)
    pairs = {
        frozenset((leg.from_bus, leg.to_bus))
        for leg in records(a.tables["work_legs"])
        if state[leg.work] == "candidate"
    }
    offered = a.tables["corridors"].dropna(subset=["plan"])
    return pairs | {frozenset((row.from_bus, row.to_bus)) for row in records(offered)}


def _corridors(parts: Parts) -> None:
    """Note the corridors of the sizing run, switched off: `werven.network.needs` switches them on."""
    a = parts.assumptions
    costs = a.tables["infrastructure_costs"].set_index("infrastructure")["confidence"]
    open_now = open_pairs(a)
    for row in records(a.tables["corridors"]):
        pair = frozenset((str(row.from_bus), str(row.to_bus)))
        if pair not in open_now or not has_buses(a, str(row.from_bus), str(row.to_bus)):
            continue
        yearly = a.infrastructure_cost(str(row.infrastructure), float(row.length_km))
        ends = [("", *(_beyond_border(a, bus) for bus in (str(row.from_bus), str(row.to_bus))))]
        if row.both_ways:
            ends.append((" back", ends[0][2], ends[0][1]))
        for suffix, start, end in ends:
            parts.add(
                "Link",
                f"corridor {row.corridor}{suffix}",
                bus0=start,
                bus1=end,
                corridor=str(row.corridor),
                role="corridor",
                carrier=f"{row.carrier} corridor",
                efficiency=number_or(row.efficiency, 1.0),
                marginal_cost=a.config.network.transport_cost,
                length=float(row.length_km),
                p_nom_extendable=True,
                p_nom_max=float(row.max_capacity),
                capital_cost=yearly / len(ends),
                confidence=least_sure([str(row.confidence), str(costs[row.infrastructure])]),
                active=False,
                **_electricity(parts, start, number_or(row.electricity_mwh_per_unit, 0.0)),
                **_leak(parts, start, number_or(row.efficiency, 1.0)),
            )
