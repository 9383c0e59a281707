"""Least shares that are law: renewable hydrogen in the hydrogen that industry uses, over the year."""

from __future__ import annotations

from typing import Any

import pypsa
import xarray as xr

from werven.network.components import LIMITED, Parts
from werven.weather.resolution import TimeResolution

HYDROGEN = "hydrogen"
CARRIER, BUS = "renewable_share", "FLA renewable_share"
#: What a unit too little costs: more than any way to make it, so that no coalition of works is impossible [EUR/MWh].
BUYOUT = 250.0
#: Sectors whose hydrogen the directive leaves out: an intermediate of fuels.
EXEMPT = ("refining",)
RENEWABLE, LOW_CARBON = ("electrolysis",), ("atr_capture",)
#: Plants that are built for hydrogen; what others give is a by-product, which is no use that counts.
MADE = ("smr", "smr_ammonia", "smr_refinery", "ammonia_cracker", *LOW_CARBON)
COLUMN = "share_rate"
ROOM = 20_000.0


def add(parts: Parts, time: TimeResolution) -> float | None:
    """Note on every part what it gives to the least share per unit of its flow (Directive 2023/2413, article 22a).

    Renewable hydrogen counts in full; what is used takes the share of it, and a by-product gives the share back.

    Returns
    -------
    float or None
        Mean flow that loads alone ask for [MW]; None where no policy asks for a share.
    """
    share = parts.assumptions.least_share
    if share <= 0.0:
        return None
    for component in LIMITED:
        for row in parts.rows.get(component, []):
            row[COLUMN] = _rate(parts, row, share)
    used = [row["p_set"] for row in parts.rows.get("Load", []) if row["carrier"] == HYDROGEN]
    parts.add_bus(BUS, carrier=CARRIER, node="FLA", cluster="FLA", family="limit")
    bought = {"bus": BUS, "carrier": CARRIER, "role": "limit", "p_nom": ROOM}
    parts.add("Generator", "share bought out", **bought, **{COLUMN: 1.0, "marginal_cost": BUYOUT})
    parts.add("Generator", "share missing", **bought, **{COLUMN: 0.0, "sign": -1.0})
    return share * sum(float((load * time.weights).sum() / time.weights.sum()) for load in used)


def _rate(parts: Parts, row: dict[str, Any], share: float) -> float:
    """Return what a part gives to the share per unit of its flow."""
    made, technology = _hydrogen(parts, row), row["technology"]
    low_carbon = parts.assumptions.config.policy.low_carbon_counts
    if row.get("sector") in EXEMPT or made == 0.0:
        return 0.0
    if technology in RENEWABLE or row.get("renewable") or (low_carbon and technology in LOW_CARBON):
        return made
    if row.get("role") == "border":
        return made if low_carbon else 0.0
    return 0.0 if technology in MADE else share * made


def _hydrogen(parts: Parts, row: dict[str, Any]) -> float:
    """Return the hydrogen that a part gives, or takes (negative), per unit of its flow."""
    ports = [(row[key], row[key.replace("bus", "rate")]) for key in row if key.startswith("bus") and key != "bus"]
    ports += [(row["bus"], row.get("sign", 1.0))] if "bus" in row else []
    return float(sum(rate for bus, rate in ports if bus in parts.buses.index and _is_hydrogen(parts, bus)))


def _is_hydrogen(parts: Parts, bus: str) -> bool:
    return bool(parts.buses.at[bus, "carrier"] == HYDROGEN)


def hold(network: pypsa.Network) -> None:
    """Write the least share of `add` into the model, as a mean flow over the year."""
    least = network.meta.get(COLUMN)
    if least is None:
        return
    weights = network.snapshot_weightings["objective"]
    when = xr.DataArray((weights / weights.sum()).to_numpy(), coords={"snapshot": network.snapshots})
    terms = []
    for component in LIMITED:
        rates = network.c[component].static[COLUMN].fillna(0.0)
        counted = rates[rates != 0.0]
        flows = network.model.variables[f"{component}-p"].sel(name=list(counted.index))
        rate = xr.DataArray(counted.to_numpy(dtype=float), coords={"name": flows.indexes["name"]})
        terms.append((flows * (rate * when)).sum())
    network.model.add_constraints(sum(terms[1:], terms[0]) >= least, name="least-share")
