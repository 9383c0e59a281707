"""What a technology does with energy and carbon: the CO2 of what it burns, and whether it creates or loses any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from werven.data.assumptions import Assumptions

TOLERANCE = 1e-4
#: Part of the carbon taken that may be missing in what is given: rates of the literature are rounded.
LOST = 0.1


def carbon_surplus(assumptions: Assumptions, ports: Mapping[str, float]) -> float:
    """Return the CO2 that goes in and does not come out, per unit of capacity [t].

    Parameters
    ----------
    assumptions : Assumptions
        Gives the CO2 held by a carrier.
    ports : mapping of carrier to rate
        Negative is taken, positive is given.

    Returns
    -------
    float
        NaN when the carbon of a carrier is not followed.
    """
    return -sum(rate * assumptions.co2(carrier) for carrier, rate in ports.items() if carrier != "upstream")


def with_emissions(assumptions: Assumptions, technology: str, ports: Mapping[str, float]) -> dict[str, float]:
    """Return the ports with the CO2 of the fuels burnt added.

    All carbon that goes in and does not come out in a product goes to the bus named by ``co2_to``. The
    biogenic part was taken from the air, so it is credited there: zero when it is released, negative when stored.
    """
    result = dict(ports)
    to: Any = assumptions.technologies.at[technology, "co2_to"]
    if pd.isna(to):
        return result
    emitted = carbon_surplus(assumptions, ports)
    uptake = sum(rate * assumptions.co2(carrier) for carrier, rate in ports.items() if assumptions.is_biogenic(carrier))
    result[str(to)] = result.get(str(to), 0.0) + emitted
    if uptake:
        result["atmosphere"] = result.get("atmosphere", 0.0) + uptake
    return {carrier: rate for carrier, rate in result.items() if abs(rate) > 1e-9}


def lost_carbon(assumptions: Assumptions, ports: Mapping[str, float]) -> float:
    """Return the part of the fossil carbon taken that no port gives [p.u.]; NaN when it is not followed."""
    families = assumptions.carriers["family"]
    held = {c: rate * assumptions.co2(c) for c, rate in ports.items() if families[c] != "ledger"}
    taken = -sum(co2 for c, co2 in held.items() if co2 < 0 and not assumptions.is_biogenic(c))
    given = sum(co2 for co2 in held.values() if not co2 <= 0)
    return 1.0 - given / taken if taken > TOLERANCE else 0.0


def physics_fault(assumptions: Assumptions, technology: str, ports: Mapping[str, float]) -> str:
    """Say in words when a technology creates energy or carbon, or loses carbon; empty when it does not.

    Energy is followed where every port but CO2 is in MW, heat pumps excepted (they take heat from outside).
    """
    surplus = carbon_surplus(assumptions, ports)
    if surplus < -TOLERANCE:
        return f"technology {technology!r} creates {-surplus:.4f} t CO2 per unit of capacity"
    lost = lost_carbon(assumptions, ports)
    if pd.isna(assumptions.technologies["co2_to"][technology]) and lost > LOST:
        return f"technology {technology!r} loses {lost:.0%} of its carbon: co2_to names the bus that takes it"
    units = assumptions.carriers["unit"]
    families = assumptions.carriers["family"]
    energy = [rate for carrier, rate in ports.items() if units[carrier] == "MW"]
    matter = [c for c in ports if units[c] != "MW" and families[c] not in ("co2", "stream", "ledger")]
    share: Any = assumptions.technologies.at[technology, "carnot_share"]
    is_heat_pump = pd.notna(share)
    is_known = not pd.isna(surplus)
    if is_known and not matter and not is_heat_pump and len(energy) > 1 and sum(energy) > TOLERANCE:
        return f"technology {technology!r} creates {sum(energy):.4f} MWh per unit of capacity"
    return ""
