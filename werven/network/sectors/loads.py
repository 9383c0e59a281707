"""Demand becomes loads, each with a last resort that is dear and must stay unused."""

from __future__ import annotations

import pandas as pd

from werven.data.assumptions import Assumptions
from werven.data.tables import records
from werven.network.components import Parts
from werven.units import HOURS
from werven.weather.resolution import TimeResolution

LOADED = ("energy", "product", "must_take")
#: Shapes whose mean over the year is 1; the others are capacity factors or temperature.
SHAPES = ("flat", "space_heat", "load_residential", "load_services", "load_industry")


def normalised(time: TimeResolution) -> pd.DataFrame:
    """Return the profiles over the snapshots, load shapes scaled so that the year's energy is exact."""
    series = time.series.copy()
    for name in SHAPES:
        series[name] = series[name] / ((series[name] * time.weights).sum() / time.weights.sum())
    return series


def reference_peaks(a: Assumptions, demand: pd.DataFrame) -> pd.Series:
    """Return the peak at every node and carrier of the activity of 2023 [MW or t/h].

    The stock of 2023 was sized for it, whatever the demand of the model year is. The refineries' heat comes
    from the ports of their process.
    """
    base = a.tables["demand_2023"].set_index(["node", "carrier", "sector", "use"])["value"]
    ratio = demand["peak"] / demand["value"].where(demand["value"] > 0)
    now = demand.assign(ratio=ratio).set_index(["node", "carrier", "sector", "use"])["ratio"]
    peak = (base.reindex(now.index) * now).groupby(level=["node", "carrier"]).sum()
    for technology in a.technologies.index:
        ports = a.ports(str(technology))
        for node, mean in _product_means(a, str(technology)).items():
            for carrier, rate in ports.items():
                if a.carriers.at[carrier, "family"] == "heat" and rate < 0:
                    key = (node, carrier)
                    peak[key] = float(peak.get(key, 0.0)) - rate * mean
    return peak


def _product_means(a: Assumptions, technology: str) -> dict[str, float]:
    """Return the output of 2023 of a process by node [MW or t/h], where its product has a fixed demand there."""
    row = a.technologies.loc[technology]
    table = a.tables["demand_2023"].query("use == 'product'")
    mine = table[table["carrier"] == row["reference"]]
    return {
        str(node): float(value) * 1e6 / HOURS
        for node, value in zip(mine["node"], mine["value"], strict=True)
        if a.existing(technology, str(node)) > 0
    }


def add(parts: Parts, demand: pd.DataFrame, shapes: pd.DataFrame) -> None:
    """Note one load for each row of demand, and unserved demand at every bus that has one."""
    a = parts.assumptions
    peaks: dict[str, float] = {}
    for row in records(demand[demand["use"].isin(LOADED)]):
        bus = parts.bus(str(row.node), str(row.carrier))
        sign = -1.0 if row.use == "must_take" else 1.0
        parts.add(
            "Load",
            f"{row.node} {row.carrier} {row.sector}" + (" must take" if sign < 0 else ""),
            bus=bus,
            carrier=str(row.carrier),
            technology=f"demand {row.sector}",
            node=str(row.node),
            sector=str(row.sector),
            p_set=shapes[str(row.profile)] * float(row.mean) * sign,
        )
        if sign > 0:
            peaks[bus] = peaks.get(bus, 0.0) + float(row.peak)
    for bus, peak in peaks.items():
        parts.add(
            "Generator",
            f"unserved {bus}",
            bus=bus,
            carrier="unserved",
            technology="unserved",
            node=str(parts.buses.at[bus, "node"]) if bus in parts.buses.index else "",
            role="unserved",
            p_nom=peak * 1.5,
            marginal_cost=a.config.network.voll,
        )
