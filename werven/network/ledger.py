"""The two ledgers: CO2 to the atmosphere in Flanders, and emissions abroad beside it."""

from __future__ import annotations

from werven.network.components import Parts

ATMOSPHERE = "FLA atmosphere"
UPSTREAM = "ABROAD upstream"
#: Room of a ledger [t/h]: 175 Mt a year, several times what is there.
ROOM = 20_000.0


def add(parts: Parts) -> None:
    """Note the ends of both ledgers and the closure.

    With a price every tonne to the atmosphere costs it, and a tonne taken out earns it. With a cap the first
    tonnes are free up to the cap, and each one above is bought out at the societal cost.
    """
    a = parts.assumptions
    parts.add("Generator", "upstream ledger", bus=UPSTREAM, **_sink(parts, 0.0, "ledger"), p_min_pu=-1.0)
    if a.config.co2.closure == "price":
        parts.add(
            "Generator",
            "atmosphere ledger",
            bus=ATMOSPHERE,
            **_sink(parts, a.co2_price, "ledger"),
            p_min_pu=-1.0,
        )
        return
    parts.add(
        "Generator",
        "atmosphere ledger",
        bus=ATMOSPHERE,
        **_sink(parts, 0.0, "ledger"),
        p_min_pu=-1.0,
        potential=a.co2_cap_mt * 1e6,
    )
    buyout = _sink(parts, a.price("co2_societal"), "buy-out")
    parts.add("Generator", "atmosphere buy-out", bus=ATMOSPHERE, **buyout)


def _sink(parts: Parts, cost: float, role: str) -> dict[str, object]:
    """Return the attributes of a generator that takes from a ledger."""
    return {"carrier": "ledger", "sign": -1.0, "p_nom": ROOM, "marginal_cost": cost, "role": role}
