"""Demand of a year: what is made times what it takes, by cluster, carrier and sector."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import xarray as xr

from werven.config.settings import Config
from werven.data.assumptions import interpolate
from werven.data.results import columns_of
from werven.data.tables import records
from werven.units import per_year_to_mean

BASE_YEAR = 2023


def _activity_factor(activities: pd.DataFrame, activity: str, year: int) -> float:
    """Return the activity of a year relative to 2023, which `checks` has found above zero."""
    rows = activities.query("activity == @activity")
    base = interpolate(rows["year"], rows["value"], BASE_YEAR)
    return interpolate(rows["year"], rows["value"], year) / base


def _efficiency_factor(efficiency: pd.DataFrame, activity: str, carrier: str, year: int) -> float:
    """Return the specific consumption of a year relative to 2023; 1 where nothing is said."""
    rows = efficiency.query("activity == @activity and carrier == @carrier")
    return 1.0 if rows.empty else interpolate(rows["year"], rows["factor"], year)


def peaks(profiles: xr.Dataset) -> dict[str, float]:
    """Return the highest hour of every profile relative to its mean, the design week included."""
    result = {}
    for name in profiles.data_vars:
        label = str(name)
        if label.startswith("design_"):
            continue
        week = profiles[f"design_{label}"] if f"design_{label}" in profiles else profiles[label]
        result[label] = max(float(profiles[label].max()), float(week.max()))
    return result


def build_demand(tables: Mapping[str, pd.DataFrame], profiles: xr.Dataset, config: Config, year: int) -> pd.DataFrame:
    """Return the demand of a year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``nodes``, ``demand_2023``, ``activities`` and ``efficiency``.
    profiles : Dataset
        Hourly profiles, for the peaks.
    config : Config
        Gives ``demand.activity``, ``demand.efficiency`` and ``network.clusters``.
    year : int
        Model year.

    Returns
    -------
    DataFrame
        ``node, cluster, carrier, sector, activity, use, profile, value, unit, mean, peak, mean_unit``:
        value in TWh/a or Mt/a, mean and peak in MW or t/h.
    """
    demand = tables["demand_2023"].copy()
    nodes = tables["nodes"].set_index("node")
    demand["cluster"] = [nodes["parent"].fillna("").get(node) or node for node in demand["node"]]
    if config.network.clusters is not None:
        demand = demand[demand["cluster"].isin(config.network.clusters)]
    factors = []
    for row in records(demand):
        activity, carrier = str(row.activity), str(row.carrier)
        factor = _activity_factor(tables["activities"], activity, year)
        factor *= _efficiency_factor(tables["efficiency"], activity, carrier, year)
        factor *= config.demand.activity.get(activity, 1.0) * config.demand.efficiency.get(activity, 1.0)
        factors.append(factor)
    demand["value"] = demand["value"] * factors
    demand["mean"] = [per_year_to_mean(v, str(u)) for v, u in zip(demand["value"], demand["unit"], strict=True)]
    highest = peaks(profiles)
    demand["peak"] = [m * highest[str(p)] for m, p in zip(demand["mean"], demand["profile"], strict=True)]
    demand["mean_unit"] = demand["unit"].map({"TWh/a": "MW", "Mt/a": "t/h"})
    return demand[columns_of("demand")].reset_index(drop=True)
