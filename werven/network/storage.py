"""Stores, filled and emptied within a typical day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pypsa
import xarray as xr

from werven.data.assumptions import LARGE, yearly_share
from werven.data.tables import records
from werven.network.components import Parts


def add(parts: Parts) -> None:
    """Note every store of the tables where its carrier has a bus and investment is allowed."""
    a = parts.assumptions
    if not a.config.network.investment:
        return
    for row in records(a.tables["storages"]):
        rate = a.config.network.discount_rate
        share = yearly_share(rate, float(row.lifetime_years), float(row.fom_share_per_year))
        per_mw = float(row.investment_eur_per_mw) + float(row.investment_eur_per_mwh) * float(row.hours)
        for node in a.expand(str(row.nodes)):
            if not parts.has_bus(node, str(row.carrier)):
                continue
            unit = str(parts.buses.at[f"{node} {row.carrier}", "unit"])
            parts.add(
                "StorageUnit",
                f"{row.storage} {node}",
                bus=f"{node} {row.carrier}",
                carrier=str(row.storage),
                technology=str(row.storage),
                node=node,
                role="store",
                p_nom_extendable=True,
                p_nom_max=LARGE[unit] if pd.isna(row.capacity_max) else float(row.capacity_max),
                max_hours=float(row.hours),
                capital_cost=per_mw * share,
                marginal_cost=a.config.network.transport_cost,
                efficiency_store=float(row.charge_efficiency),
                efficiency_dispatch=float(row.discharge_efficiency),
                standing_loss=float(row.standing_loss_per_hour),
            )


def previous_in_day(days: list[int]) -> list[int]:
    """Return for every snapshot the one before it in the same day; the last one for the first.

    Parameters
    ----------
    days : list of int
        Number of the typical day of every snapshot; those of a day stand together.
    """
    day = np.asarray(days)
    before = np.arange(len(day)) - 1
    starts = np.flatnonzero(np.r_[True, day[1:] != day[:-1]])
    ends = np.r_[starts[1:], len(day)] - 1
    before[starts] = ends
    return [int(step) for step in before]


def cyclic_within_days(network: pypsa.Network) -> None:
    """Make every store of the model end a typical day as full as it began it.

    The balance that PyPSA writes runs from snapshot to snapshot through the whole year. With typical days that
    stand for different numbers of days, energy moved from one day to the next would be created or lost, so the
    balance is written again: ``e[t] = (1 - loss)^h e[t-1] + (eff_in p_in - p_out / eff_out) h``, with t-1 in the
    same day.

    Parameters
    ----------
    network : Network
        With ``network.model`` created and ``network.meta["day"]``.
    """
    model = network.model
    name = "StorageUnit-energy_balance"
    if name not in model.constraints:
        return
    units = network.storage_units
    level = model.variables["StorageUnit-state_of_charge"]
    index = level.indexes["name"]
    units = units.loc[index]
    hours = xr.DataArray(network.snapshot_weightings["stores"].to_numpy(), coords={"snapshot": network.snapshots})

    def column(values: np.ndarray) -> xr.DataArray:
        return xr.DataArray(values, coords={"name": index})

    kept = (1.0 - column(units["standing_loss"].to_numpy())) ** hours
    order = previous_in_day(list(network.meta["day"]))
    before = level.isel(snapshot=order).assign_coords(snapshot=network.snapshots)
    filled = model.variables["StorageUnit-p_store"] * (column(units["efficiency_store"].to_numpy()) * hours)
    emptied = model.variables["StorageUnit-p_dispatch"] * (hours / column(units["efficiency_dispatch"].to_numpy()))
    model.remove_constraints(name)
    model.add_constraints(level - before * kept - filled + emptied == 0, name=name)
