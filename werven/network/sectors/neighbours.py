"""Neighbours: stepped curves of supply around the point where they serve themselves and each other."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd
import pypsa

from werven.data.assumptions import Assumptions, interpolate
from werven.data.tables import records
from werven.errors import SolveError
from werven.network.components import Parts
from werven.network.ledger import UPSTREAM
from werven.network.solve import quiet, strict
from werven.network.storage import cyclic_within_days
from werven.weather.resolution import TimeResolution

SURPLUS = "surplus"
#: Capacities that are built are told to so many digits behind the point, and used in parts of no less [MW].
DIGITS, LEAST_MW = 3, 1e-3
#: Answers of neighbours that are kept: from one set of tables to the next seldom anything changes abroad.
KEPT = 2


@dataclass(frozen=True)
class Baseline:
    """What neighbours do without Flanders.

    Attributes
    ----------
    blocks : DataFrame
        ``name``, ``zone``, ``block``, ``capacity`` [MW, with what they build], ``cost`` [EUR/MWh with the CO2 price],
        ``co2`` [t/MWh], ``new_cost`` [EUR/MW/a].
    available, used : DataFrame
        Snapshots x name [p.u. of capacity].
    links : DataFrame
        ``link``, ``zone0``, ``zone1``, ``capacity`` [MW].
    flow : DataFrame
        Snapshots x link, from zone0 to zone1 [p.u. of capacity].
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
        ``block``, ``capacity`` [MW], ``cost`` [EUR/MWh, CO2 price included], ``co2`` [t/MWh], ``new_cost`` [EUR/MW/a,
        NaN where no more is built]; in the order of the table, which no price moves. The block ``surplus`` is what runs
        anyway and is not needed.
    """
    rows = a.tables["neighbour_supply"].query("zone == @zone and carrier == 'electricity' and kind != 'storage'")
    residual = pd.Series(0.0, index=profiles.index)
    blocks = []
    for (block, kind), group in rows.groupby(["block", "kind"], sort=False):
        step = a.block(group)
        if kind in ("load", "must_run"):
            local = interpolate(group["year"], group["local_share"], a.year)
            shape = _spread(profiles[str(group["profile"].iloc[0])], weights, local)
            residual += step.capacity * shape * (1.0 if kind == "load" else -1.0)
        elif step.capacity > 0 or step.new_cost is not None:
            blocks.append((str(block), step.capacity, step.cost, step.co2, step.new_cost))
    surplus = max(float(-residual.min()), 1.0)
    blocks.append((SURPLUS, surplus, 0.0, 0.0, None))
    columns = ["block", "capacity", "cost", "co2", "new_cost"]
    return residual, pd.DataFrame(blocks, columns=columns).astype({"new_cost": float})


def _spread(shape: pd.Series, weights: pd.Series, local: float) -> pd.Series:
    """Return a shape of which only a part follows the weather of Flanders; the rest is its mean."""
    return local * shape + (1.0 - local) * float((shape * weights).sum() / weights.sum())


def _links(a: Assumptions) -> pd.DataFrame:
    """Return the connections between neighbours in the year."""
    rows = []
    for (zone0, zone1), group in a.tables["neighbour_links"].groupby(["zone0", "zone1"]):
        capacity = interpolate(group["year"], group["capacity_mw"], a.year)
        if capacity > 0:
            rows.append((f"{zone0}-{zone1}", str(zone0), str(zone1), capacity))
    return pd.DataFrame(rows, columns=["link", "zone0", "zone1", "capacity"])


def zone_stores(a: Assumptions, zone: str) -> pd.DataFrame:
    """Return the stores of a zone in the year: ``store``, ``p_nom`` [MW], ``max_hours`` [h], ``efficiency`` one way."""
    rows = a.tables["neighbour_supply"].query("zone == @zone and kind == 'storage'")
    found = []
    for block, group in rows.groupby("block", sort=False):
        hours, both = (interpolate(group["year"], group[column], a.year) for column in ("hours", "efficiency"))
        found.append((f"{zone} {block}", a.block(group).capacity, hours, both**0.5))
    table = pd.DataFrame(found, columns=["store", "p_nom", "max_hours", "efficiency"])
    return table[table["p_nom"] > 0].set_index("store")


def baseline(a: Assumptions, time: TimeResolution, profiles: pd.DataFrame) -> Baseline:
    """Return the least-cost dispatch of the neighbours among themselves, whose stores shift energy within a day.

    They build more of a block that can be built where that is cheaper than doing without: a draw or a scenario that
    leaves them short is not served by plants of Flanders alone. Where nothing that they are asked has changed, the last
    answers stand.

    Raises
    ------
    SolveError
        No optimum (each zone has a last block that is dear, so this means bad tables).
    """
    return _answered(pickle.dumps(_Asked.of(a, time, profiles)))


@dataclass(frozen=True)
class _Asked:
    """All that the dispatch of neighbours among themselves follows from.

    Attributes
    ----------
    blocks, room, needed : DataFrame
        From `supply`.
    links : DataFrame
        Of `Baseline`.
    stores : dict of str to DataFrame
        By zone, from `zone_stores`.
    time : DataFrame
        Weights, hours and day of every snapshot.
    transport_cost : float
        Of the links [EUR/MWh].
    """

    blocks: pd.DataFrame
    room: pd.DataFrame
    needed: pd.DataFrame
    links: pd.DataFrame
    stores: dict[str, pd.DataFrame]
    time: pd.DataFrame
    transport_cost: float

    @classmethod
    def of(cls, a: Assumptions, time: TimeResolution, profiles: pd.DataFrame) -> _Asked:
        """Return what is asked in a year."""
        stores = {zone: zone_stores(a, zone) for zone in zones(a)}
        when = pd.DataFrame({"objective": time.weights, "stores": time.hours, "day": time.day}, index=time.snapshots)
        return cls(*supply(a, time, profiles), _links(a), stores, when, a.config.network.transport_cost)


@lru_cache(maxsize=KEPT)
def _answered(pickled: bytes) -> Baseline:
    """Solve the dispatch of neighbours among themselves, of an `_Asked` as bytes: what is equal is solved once."""
    asked: _Asked = pickle.loads(pickled)
    blocks, links, network = asked.blocks, asked.links, pypsa.Network()
    network.add("Carrier", "AC")
    network.set_snapshots(asked.time.index)
    network.snapshot_weightings["objective"] = asked.time["objective"].to_numpy()
    network.snapshot_weightings["stores"] = asked.time["stores"].to_numpy()
    network.meta = {"day": [int(day) for day in asked.time["day"]]}
    network.add("Bus", list(asked.needed))
    network.add("Load", list(asked.needed), bus=list(asked.needed), p_set=asked.needed)
    _add_dispatch(network, blocks, asked.room, links, asked.transport_cost)
    for zone, stores in asked.stores.items():
        _add_stores(network, zone, stores, asked.transport_cost)
    _solve(network)
    blocks = blocks.assign(capacity=_built(network, blocks))
    used = network.c["Generator"].dynamic["p"] / blocks.set_index("name")["capacity"].clip(lower=LEAST_MW)
    power = network.c["Link"].dynamic["p0"]
    flow = {r.link: (power[r.link] - power[f"{r.link} back"]) / r.capacity for r in records(links)}
    return Baseline(blocks, asked.room, used.clip(lower=0.0), links, pd.DataFrame(flow, index=asked.time.index))


def supply(
    a: Assumptions, time: TimeResolution, profiles: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the blocks of all zones, what is available of each, and what each zone needs beside what runs anyway.

    Returns
    -------
    blocks, available : DataFrame
        As in `Baseline`.
    needed : DataFrame
        Snapshots x zone [MW].
    """
    tables, available, needed = [], {}, {}
    for zone in zones(a):
        residual, table = zone_blocks(a, zone, profiles, time.weights)
        needed[zone] = residual.clip(lower=0.0)
        tables.append(table.assign(zone=zone, name=zone + " " + table["block"]))
        for row in records(tables[-1]):
            surplus = (-residual).clip(lower=0.0) / row.capacity
            available[row.name] = surplus if row.block == SURPLUS else pd.Series(1.0, index=residual.index)
    return pd.concat(tables, ignore_index=True), pd.DataFrame(available), pd.DataFrame(needed)


def _built(network: pypsa.Network, blocks: pd.DataFrame) -> pd.Series:
    """Return the capacities of blocks, with what is built of those of which more can be [MW]."""
    found = network.c["Generator"].static["p_nom_opt"].reindex(blocks["name"]).round(DIGITS)
    return blocks["capacity"].where(blocks["new_cost"].isna(), found.to_numpy())


def _solve(network: pypsa.Network) -> None:
    """Solve the network of the neighbours in place; only an optimum counts."""
    with quiet(), strict():
        status = network.optimize(
            solver_name="highs",
            io_api="direct",
            log_to_console=False,
            include_objective_constant=False,
            extra_functionality=lambda n, _: cyclic_within_days(n),
        )
    if status != ("ok", "optimal"):
        raise SolveError(f"neighbours among themselves: the solver says {status[1]!r}; only 'optimal' counts")


def _add_dispatch(
    network: pypsa.Network, blocks: pd.DataFrame, room: pd.DataFrame, links: pd.DataFrame, cost: float
) -> None:
    """Add the blocks and both directions of the links to the network of the neighbours."""
    costs = blocks.set_index("name").rename(columns={"zone": "bus", "capacity": "p_nom", "cost": "marginal_cost"})
    own = {key: costs[key] for key in ("bus", "p_nom", "marginal_cost")}
    more = costs["new_cost"].notna()
    own |= {"p_nom_min": costs["p_nom"], "p_nom_extendable": more, "capital_cost": costs["new_cost"].fillna(0.0)}
    network.add("Generator", costs.index, p_max_pu=room[list(costs.index)], **own)
    there = links.set_index("link").rename(columns={"zone0": "bus0", "zone1": "bus1", "capacity": "p_nom"})
    back = there.rename(index="{} back".format, columns={"bus0": "bus1", "bus1": "bus0"})
    # One after the other: there and back.
    both = pd.concat([there, back]).loc[[name for link in there.index for name in (link, f"{link} back")]]
    ways = {key: both[key] for key in ("bus0", "bus1", "p_nom")}
    network.add("Link", both.index, marginal_cost=cost, carrier="AC", **ways)


def _add_stores(network: pypsa.Network, zone: str, stores: pd.DataFrame, cost: float) -> None:
    """Add the stores of a zone to the network of the neighbours."""
    if len(stores):
        own = {key: stores[key] for key in ("p_nom", "max_hours")}
        both = {key: stores["efficiency"] for key in ("efficiency_store", "efficiency_dispatch")}
        network.add("StorageUnit", stores.index, bus=zone, carrier="AC", marginal_cost=cost, **own, **both)


def add(parts: Parts, time: TimeResolution, profiles: pd.DataFrame, known: Baseline | None = None) -> Baseline | None:
    """Note the curve of every neighbour, and the connections between them, as differences from the baseline.

    A block gives more (import into Flanders) or less (export) than without Flanders; cost and emissions abroad
    are the differences, so the upstream ledger holds what trade with Flanders changes and nothing else.

    Parameters
    ----------
    parts, time, profiles : Parts, TimeResolution, DataFrame
        Parts of the network, its snapshots, and the profiles over them.
    known : Baseline, optional
        Another baseline of the same blocks, of which only the costs are those of these parts.
    """
    a = parts.assumptions
    if not zones(a):
        return None
    base = baseline(a, time, profiles) if known is None else _at_price(known, supply(a, time, profiles)[0])
    for row in records(base.blocks):
        used = base.used[row.name]
        parts.process(
            row.name,
            {f"{row.zone} electricity": 1.0, UPSTREAM: row.co2},
            carrier="neighbour supply",
            technology=f"neighbour {row.block}",
            node=row.zone,
            role="neighbour",
            p_nom=row.capacity,
            p_min_pu=-used,
            p_max_pu=(base.available[row.name] - used).clip(lower=0.0),
            marginal_cost=row.cost,
        )
    for row in records(base.links):
        ends = (f"{row.zone0} electricity", f"{row.zone1} electricity")
        flow = base.flow[row.link]
        _link(parts, row.link, ends, row.capacity, 1.0 - flow)
        _link(parts, f"{row.link} back", ends[::-1], row.capacity, 1.0 + flow)
    return base


def _at_price(known: Baseline, blocks: pd.DataFrame) -> Baseline:
    """Return a baseline of which only the costs are those of other blocks: what was built stands."""
    return replace(known, blocks=blocks.assign(capacity=known.blocks["capacity"].to_numpy()))


def _link(parts: Parts, name: str, ends: tuple[str, ...], capacity: float, room: pd.Series) -> None:
    """Note one direction of a connection: what is left of it beside the baseline."""
    parts.add(
        "Link",
        f"between {name}",
        bus0=ends[0],
        bus1=ends[1],
        carrier="between neighbours",
        role="between",
        p_nom=capacity,
        p_max_pu=room.clip(lower=0.0),
        marginal_cost=parts.assumptions.config.network.transport_cost,
    )
