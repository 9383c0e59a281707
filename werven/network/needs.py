"""The sizing run: how much capacity the system wants in every corridor when each may be built to any size."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pypsa

from werven.config.settings import Config
from werven.data.results import columns_of
from werven.data.tables import least_sure
from werven.network import balance as results
from werven.network.routes import Plants, routes_table, tips_table
from werven.network.solve import solve
from werven.units import HOURS, UNIT_PER_YEAR

PEAK_SHARE = 0.95


@dataclass(frozen=True)
class NeedsResult:
    """What the sizing run leaves behind."""

    network: pypsa.Network
    needs: pd.DataFrame
    balance: pd.DataFrame
    emissions: pd.DataFrame
    routes: pd.DataFrame
    tips: pd.DataFrame
    timings: pd.DataFrame


def run_needs(network: pypsa.Network, config: Config, log: Path) -> NeedsResult:
    """Switch the corridors on, solve, and tell what is needed.

    Parameters
    ----------
    network : Network
        Superset network of `werven.network.build.build_network`; changed in place.
    config : Config
        The scenario.
    log : Path
        Log of the solver.

    Raises
    ------
    SolveError
        No optimum, unserved demand, or a ledger that does not close.
    """
    start = time.perf_counter()
    corridors = network.links.index[network.links["role"] == "corridor"]
    network.links.loc[corridors, "active"] = True
    timing = solve(network, config, log)
    flows, plants = results.labelled(network), Plants.of(network)
    tables = {
        "needs": needs_table(network),
        "balance": results.balance(flows),
        "emissions": results.emissions(network, flows),
        "routes": routes_table(plants),
        "tips": tips_table(plants),
    }
    seconds = {
        "python_s": time.perf_counter() - start - timing.build_s - timing.solver_s,
        "build_s": timing.build_s,
        "solver_s": timing.solver_s,
        "columns": timing.columns,
        "rows": timing.rows,
        "coefficient_min": timing.coefficient_min,
        "coefficient_max": timing.coefficient_max,
    }
    timings = pd.DataFrame({"item": list(seconds), "value": list(seconds.values())})
    return NeedsResult(network, timings=timings, **tables)


def _transport(network: pypsa.Network) -> pd.DataFrame:
    """Return every link that moves something, one row a direction, with its ends in a fixed order."""
    links = network.links[network.links["role"].isin(("grid", "work", "corridor", "ship"))].copy()
    for end in ("bus0", "bus1"):
        links[f"{end}_node"] = links[end].map(network.buses["node"])
        links[f"{end}_carrier"] = links[end].map(network.buses["carrier"])
        links[end] = [_beyond_border(network, bus) for bus in links[end]]
    is_back = links.index.str.endswith(" back")
    links["is_back"] = is_back
    links["start"] = np.where(is_back, links["bus1"], links["bus0"])
    links["end"] = np.where(is_back, links["bus0"], links["bus1"])
    links["pair"] = [" | ".join(sorted(ends)) for ends in zip(links["start"], links["end"], strict=True)]
    return pd.DataFrame(links[links["start"] != links["end"]])


def _beyond_border(network: pypsa.Network, bus: str) -> str:
    """Return the neighbour's bus for a bus at its border: a line and its trading capacity are one corridor."""
    row = network.buses.loc[bus]
    return f"{row['cluster']} {row['carrier']}" if row["kind"] == "border" else bus


def needs_table(network: pypsa.Network) -> pd.DataFrame:
    """Return what stands, what is needed and what is planned between every two buses.

    Returns
    -------
    DataFrame
        ``carrier, kind, from, to, existing, needed, planned, gap, unit, peak_hour_utilisation,
        flow_forward_per_year, flow_back_per_year, flow_unit, from_carrier, to_carrier, built, price_spread, works,
        confidence``.
        Capacities in MW or t/h at
        the sending end; ``gap`` is needed minus existing minus planned, never below zero. ``needed`` is the
        existing capacity when nothing is built and the flow fills it, else the largest flow.
    """
    links = _transport(network)
    power = network.c["Link"].dynamic["p0"].reindex(columns=links.index).fillna(0.0)
    weights = network.snapshot_weightings["objective"].to_numpy()
    rows = [
        _corridor_row(network, group, power[group.index], weights) for _, group in links.groupby("pair", sort=False)
    ]
    return pd.DataFrame(rows, columns=columns_of("needs"))


def _kind(link: pd.Series) -> str:
    """Say whether a link is a ship, changes the carrier, or only moves it."""
    if link["role"] == "ship":
        return "ship"
    return "conversion" if link["bus0_carrier"] != link["bus1_carrier"] else "transport"


def _corridor_row(
    network: pypsa.Network, links: pd.DataFrame, power: pd.DataFrame, weights: np.ndarray
) -> dict[str, object]:
    """Return the row of one pair of buses."""
    first = links.iloc[0]
    back = links["is_back"] == (links["start"] == first["start"])
    total = (power.loc[:, ~back].sum(axis=1) - power.loc[:, back].sum(axis=1)).to_numpy()
    peak = float(np.abs(total).max())
    size = _sizes(links, peak)
    unit = str(network.buses.at[first["start"], "unit"])
    flow_unit, factor = UNIT_PER_YEAR[unit]
    busy = float(weights[np.abs(total) >= PEAK_SHARE * peak].sum()) / HOURS if peak > 1e-3 else 0.0
    return {
        "carrier": str(network.buses.at[first["start"], "carrier"]),
        "kind": _kind(first),
        "from": network.buses.at[first["start"], "node"],
        "to": network.buses.at[first["end"], "node"],
        **size,
        "gap": max(size["needed"] - size["existing"] - size["planned"], 0.0),
        "unit": unit,
        "peak_hour_utilisation": busy,
        "flow_forward_per_year": float(np.clip(total, 0, None) @ weights) * factor,
        "flow_back_per_year": float(np.clip(-total, 0, None) @ weights) * factor,
        "flow_unit": flow_unit,
        "from_carrier": str(network.buses.at[first["start"], "carrier"]),
        "to_carrier": str(network.buses.at[first["end"], "carrier"]),
        "price_spread": _spread(network, first, weights),
        "works": ";".join(sorted(set(links.loc[links["work"] != "", "work"]))),
        "confidence": least_sure(links["confidence"]),
    }


def _spread(network: pypsa.Network, link: pd.Series, weights: np.ndarray) -> float:
    """Return the mean difference of the prices at both ends of a link, whichever end is dearer [EUR per unit]."""
    prices = network.c["Bus"].dynamic["marginal_price"]
    ends = [str(link["start"]), str(link["end"])]
    if not set(ends) <= set(prices.columns) or _kind(link) != "transport":
        return float("nan")
    apart = (prices[ends[1]] - prices[ends[0]]).abs().to_numpy()
    return float(apart @ weights / weights.sum())


def _sizes(links: pd.DataFrame, peak: float) -> dict[str, float]:
    """Return what stands, is needed, is planned and is built between two buses; a ship is as large as its use."""
    single = ~links["is_back"]
    is_new = links["role"] == "corridor"
    is_plan = (links["role"] == "work") & (links["work_state"] == "candidate")
    existing = float(links.loc[single & ~is_new & links["active"], "p_nom"].sum())
    if bool((links["role"] == "ship").all()):
        existing = peak
    built = float(links.loc[single & is_new, "p_nom_opt"].sum())
    needed = existing + built if built > 1e-3 else min(peak, existing)
    planned = float(links.loc[single & is_plan, "p_nom"].sum())
    return {"existing": existing, "needed": needed, "planned": planned, "built": built}
