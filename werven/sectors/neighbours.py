"""Neighbours: stepped curves of supply around the point where they serve themselves and each other."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pypsa

from werven.assumptions import Assumptions, interpolate
from werven.errors import SolveError
from werven.ledger import UPSTREAM
from werven.parts import Parts
from werven.solve import quiet
from werven.timeseries import TimeResolution

SURPLUS = "surplus"


@dataclass(frozen=True)
class Baseline:
    """What neighbours do without Flanders.

    Attributes
    ----------
    blocks : DataFrame
        Index (zone, block); ``capacity`` [MW], ``cost`` [EUR/MWh with the CO2 price], ``co2`` [t/MWh].
    available, used : DataFrame
        Snapshots x (zone, block) [MW].
    links : DataFrame
        Index link; ``zone0``, ``zone1``, ``capacity`` [MW].
    flow : DataFrame
        Snapshots x link, from zone0 to zone1 [MW].
    """

    blocks: pd.DataFrame
    available: pd.DataFrame
    used: pd.DataFrame
    links: pd.DataFrame
    flow: pd.DataFrame


def zones(a: Assumptions) -> list[str]:
    """Return the neighbours that sell electricity."""
    table = a.tables["neighbour_supply"].query("carrier == 'electricity'")
    return [str(zone) for zone in table["zone"].unique() if zone in a.nodes.index]


def zone_blocks(
    a: Assumptions, zone: str, profiles: pd.DataFrame, weights: pd.Series
) -> tuple[pd.Series, pd.DataFrame]:
    """Return residual load and supply blocks of a zone.

    Parameters
    ----------
    a : Assumptions
        Inputs of the year.
    zone : str
        Neighbour.
    profiles : DataFrame
        Profiles over the snapshots.
    weights : Series
        Hours a year of the snapshots.

    Returns
    -------
    residual : Series
        Load minus what runs anyway [MW], over the snapshots.
    blocks : DataFrame
        Index block; ``capacity`` [MW], ``cost`` [EUR/MWh, CO2 price included], ``co2`` [t/MWh]; cheapest first.
    """
    rows = a.tables["neighbour_supply"].query("zone == @zone and carrier == 'electricity'")
    residual = pd.Series(0.0, index=profiles.index)
    blocks = []
    for (block, kind), group in rows.groupby(["block", "kind"], sort=False):
        capacity = interpolate(group["year"], group["capacity"], a.year)
        first = group.iloc[0]
        if kind in ("load", "must_run"):
            shape = profiles[str(first["profile"])]
            local = float(first["local_share"])
            spread = local * shape + (1.0 - local) * float((shape * weights).sum() / weights.sum())
            residual += capacity * spread * (1.0 if kind == "load" else -1.0)
        elif capacity > 0:
            fuel = 0.0 if pd.isna(first["fuel"]) else a.price(str(first["fuel"])) / float(first["efficiency"])
            co2 = float(first["co2_t_per_unit"])
            cost = fuel + co2 * a.trade_co2_price + float(first["price_eur_per_unit"])
            blocks.append((str(block), capacity, cost, co2))
    table = pd.DataFrame(blocks, columns=["block", "capacity", "cost", "co2"]).set_index("block")
    return residual, table.sort_values("cost", kind="stable")


def _links(a: Assumptions) -> pd.DataFrame:
    """Return the connections between neighbours in the year, by name."""
    rows = []
    for (zone0, zone1), group in a.tables["neighbour_links"].groupby(["zone0", "zone1"]):
        capacity = interpolate(group["year"], group["capacity_mw"], a.year)
        if capacity > 0:
            rows.append((f"{zone0}-{zone1}", str(zone0), str(zone1), capacity))
    return pd.DataFrame(rows, columns=["link", "zone0", "zone1", "capacity"]).set_index("link")


def baseline(a: Assumptions, time: TimeResolution, profiles: pd.DataFrame) -> Baseline:
    """Return the least-cost dispatch of the neighbours among themselves.

    Raises
    ------
    SolveError
        No optimum (each zone has a last block that is dear, so this means bad tables).
    """
    network = pypsa.Network()
    network.add("Carrier", "AC")
    network.set_snapshots(time.snapshots)
    network.snapshot_weightings["objective"] = time.weights.to_numpy()
    blocks, available = {}, {}
    for zone in zones(a):
        residual, table = zone_blocks(a, zone, profiles, time.weights)
        network.add("Bus", zone)
        network.add("Load", zone, bus=zone, p_set=residual.clip(lower=0.0))
        surplus = (-residual).clip(lower=0.0)
        table.loc[SURPLUS] = [max(float(surplus.max()), 1.0), 0.0, 0.0]
        for block, row in table.iterrows():
            name = f"{zone} {block}"
            blocks[zone, str(block)] = row
            room = surplus if block == SURPLUS else pd.Series(float(row["capacity"]), index=surplus.index)
            available[zone, str(block)] = room
            network.add("Generator", name, bus=zone, p_nom=row["capacity"], marginal_cost=row["cost"], p_max_pu=room / row["capacity"])
    links = _links(a)
    cost = a.config.network.transport_cost
    for name, row in links.iterrows():
        network.add("Link", name, bus0=row["zone0"], bus1=row["zone1"], p_nom=row["capacity"], marginal_cost=cost, carrier="AC")
        network.add("Link", f"{name} back", bus0=row["zone1"], bus1=row["zone0"], p_nom=row["capacity"], marginal_cost=cost, carrier="AC")
    with quiet():
        status = network.optimize(solver_name="highs", io_api="direct", log_to_console=False)
    if status != ("ok", "optimal"):
        raise SolveError(f"neighbours among themselves: the solver says {status[1]!r}; only 'optimal' counts")
    output = network.c["Generator"].dynamic["p"]
    used = pd.DataFrame({key: output[f"{key[0]} {key[1]}"] for key in blocks})
    power = network.c["Link"].dynamic["p0"]
    flow = pd.DataFrame({name: power[name] - power[f"{name} back"] for name in links.index}, index=time.snapshots)
    return Baseline(pd.DataFrame(blocks).T, pd.DataFrame(available), used, links, flow)


def add(parts: Parts, time: TimeResolution, profiles: pd.DataFrame) -> None:
    """Note the curve of every neighbour, and the connections between them, as differences from the baseline.

    A block gives more (import into Flanders) or less (export) than without Flanders; cost and emissions abroad
    are the differences, so the upstream ledger holds what trade with Flanders changes and nothing else.
    """
    base = baseline(parts.assumptions, time, profiles)
    for (zone, block), row in base.blocks.iterrows():
        capacity = float(row["capacity"])
        used = base.used[zone, block].clip(lower=0.0) / capacity
        room = base.available[zone, block] / capacity - used
        parts.process(
            f"{zone} {block}",
            {f"{zone} electricity": 1.0, UPSTREAM: float(row["co2"])},
            carrier="neighbour supply",
            technology=f"neighbour {block}",
            node=zone,
            role="neighbour",
            p_nom=capacity,
            p_min_pu=-used,
            p_max_pu=room.clip(lower=0.0),
            marginal_cost=float(row["cost"]),
        )
    for name, row in base.links.iterrows():
        capacity = float(row["capacity"])
        share = base.flow[name] / capacity if capacity else base.flow[name]
        ends = (f"{row['zone0']} electricity", f"{row['zone1']} electricity")
        for label, (start, end), room in ((name, ends, 1.0 - share), (f"{name} back", ends[::-1], 1.0 + share)):
            parts.add(
                "Link",
                f"between {label}",
                bus0=start,
                bus1=end,
                carrier="between neighbours",
                role="between",
                p_nom=capacity,
                p_max_pu=room.clip(lower=0.0),
                marginal_cost=parts.assumptions.config.network.transport_cost,
            )
