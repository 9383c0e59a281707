"""Industrial heat in four levels: boilers, heat pumps, CHP, furnaces, and the stock of 2023 wearing out."""

from __future__ import annotations

import pandas as pd

from werven.data.assumptions import Assumptions
from werven.data.tables import records
from werven.network.components import Parts, Value
from werven.network.conversion import add_technology, technology_nodes
from werven.network.demand import BASE_YEAR

KELVIN = 273.15
APPROACH_K = 5.0


def cop(sink_degc: float, source_degc: Value, carnot_share: float) -> Value:
    """Return the coefficient of performance of a heat pump.

    A share of the Carnot efficiency over the lift, with 5 K at either heat exchanger:
    ``share * Tc / (Tc - Te)``, Tc = sink + 5 K, Te = source - 5 K.

    Parameters
    ----------
    sink_degc : float
        Temperature of the heat it gives [°C].
    source_degc : float or Series
        Temperature of its source [°C].
    carnot_share : float
        [p.u.], about 0.4 (air, small) to 0.5 (industry).
    """
    condenser = sink_degc + KELVIN + APPROACH_K
    return carnot_share * condenser / (condenser - (source_degc + KELVIN - APPROACH_K))


def electricity_port(assumptions: Assumptions, technology: str, profiles: pd.DataFrame) -> dict[str, Value]:
    """Return the electricity a heat pump takes per unit of heat; empty for anything else."""
    row = assumptions.technology(technology)
    if pd.isna(row["carnot_share"]):
        return {}
    source: Value = profiles["temperature"] if pd.isna(row["source_degc"]) else float(row["source_degc"])
    return {"electricity": -1.0 / cop(float(row["sink_degc"]), source, float(row["carnot_share"]))}


def remaining(year: int, lifetime_years: float) -> float:
    """Return the share of the stock of 2023 that is left: ages are spread evenly [p.u.]."""
    return max(0.0, 1.0 - (year - BASE_YEAR) / lifetime_years)


def stock(assumptions: Assumptions, peak: pd.Series) -> dict[tuple[str, str], float]:
    """Return what is left of the stock of 2023 [MW], by technology and node.

    Parameters
    ----------
    assumptions : Assumptions
        Gives ``heat_stock``.
    peak : Series
        Peak of 2023 activity [MW] by (node, carrier).
    """
    result: dict[tuple[str, str], float] = {}
    for row in records(assumptions.tables["heat_stock"]):
        for node in assumptions.expand(str(row.nodes)):
            size = float(peak.get((node, str(row.carrier)), 0.0)) * float(row.share)
            key = (str(row.technology), node)
            result[key] = result.get(key, 0.0) + size * remaining(assumptions.year, float(row.lifetime_years))
    return result


def add(parts: Parts, sector: str, profiles: pd.DataFrame, left: dict[tuple[str, str], float]) -> None:
    """Note the heat technologies of a sector (`heat` or `buildings`).

    Parameters
    ----------
    parts : Parts
        Parts of the network.
    sector : str
        Sector of the technologies.
    profiles : DataFrame
        Profiles over the snapshots; ``temperature`` moves heat pumps on outside air.
    left : dict
        Stock that is left, see `stock`.
    """
    a = parts.assumptions
    for technology in a.technologies.query("sector == @sector").index:
        name = str(technology)
        extra = electricity_port(a, name, profiles)
        shape = a.technology(name)["profile"]
        profile = None if pd.isna(shape) else profiles[str(shape)]
        for node in technology_nodes(parts, name):
            stands = a.existing(name, node) + left.get((name, node), 0.0)
            add_technology(parts, name, node, existing=stands, extra_ports=extra, profile=profile)
