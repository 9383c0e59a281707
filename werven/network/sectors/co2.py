"""CO2: streams that are released or captured in steps of cost, ships, and storage abroad."""

from __future__ import annotations

import pandas as pd

from werven.data.assumptions import LARGE, Assumptions
from werven.data.physics import with_emissions
from werven.data.tables import records
from werven.network.components import Parts
from werven.network.conversion import add_sector, ports_at, technology_nodes
from werven.network.ledger import ATMOSPHERE
from werven.network.sectors.hydrogen import border_supply

#: What ships carry, from a terminal here to a quay abroad.
SHIPPED = "liquid_co2"
FLUE = "co2_flue"
UTILISATION = {"power": 0.45}


def add(parts: Parts, streams: pd.Series, demand: pd.DataFrame) -> None:
    """Note process CO2, release, capture, shipping and storage.

    Parameters
    ----------
    parts : Parts
        Parts of the network.
    streams : Series
        Size of every stream in the reference year [t/h], by bus.
    demand : DataFrame
        Rows of use ``process_co2`` are CO2 that a sector makes whatever it burns.
    """
    _process_co2(parts, demand)
    for bus, row in parts.buses.query("family == 'stream'").iterrows():
        node = str(row["node"])
        ports = {str(bus): -1.0, ATMOSPHERE: 1.0}
        parts.process(
            f"release {bus}",
            ports,
            carrier="release",
            technology="release",
            node=node,
            role="release",
            p_nom=LARGE["t/h"],
        )
    for technology in parts.assumptions.technologies.query("sector == 'capture'").index:
        for node in technology_nodes(parts, str(technology)):
            _capture(parts, str(technology), node, streams)
    _ships(parts)
    for carrier in ("co2", SHIPPED):
        border_supply(parts, carrier)
    add_sector(parts, "co2")


def reference_streams(a: Assumptions, demand: pd.DataFrame) -> pd.Series:
    """Return the size of every CO2 stream that capture units can be sized for [t/h], by bus.

    Parameters
    ----------
    a : Assumptions
        Assets (ever built by the year, also when they retire: they are replaced) and ports.
    demand : DataFrame
        Demand of the year; heat sizes the flue gas of industry.

    Returns
    -------
    Series
        Process streams: capacity x 85 % x rate (power 45 %). Flue gas: mean heat demand as if gas made it all.
    """
    sizes: dict[str, float] = {}

    def grow(node: str, carrier: str, flow: float) -> None:
        has_own = node in a.expand(str(a.carriers.at[carrier, "nodes"]))
        place = node if has_own else str(a.nodes.at[node, "cluster"])
        bus = f"{place} {carrier}"
        sizes[bus] = sizes.get(bus, 0.0) + flow

    assets = a.tables["assets"]
    assets = assets[assets["build_year"] <= a.year]
    for asset in records(assets):
        if asset.technology in a.technologies.index and asset.node in a.nodes.index:
            for carrier, rate in _stream_rates(a, asset.technology).items():
                grow(asset.node, carrier, rate * asset.capacity)
    for row in records(demand):
        if row.use == "process_co2":
            grow(str(row.node), str(row.carrier), float(row.mean))
        elif str(row.carrier) in a.industrial_heat:
            grow(str(row.node), FLUE, float(row.mean) * _flue_of_heat(a))
    return pd.Series(sizes, dtype=float)


def _flue_of_heat(a: Assumptions) -> float:
    """Return the CO2 of a unit of heat made from gas at 90 % [t/MWh]."""
    return a.co2("natural_gas") / 0.9


def _stream_rates(a: Assumptions, technology: str) -> dict[str, float]:
    """Return the CO2 a plant sends to each stream per unit of capacity in a usual year [t/h]."""
    sector = str(a.technologies.at[technology, "sector"])
    use = UTILISATION.get(sector, 0.85)
    rates: dict[str, float] = {}
    for carrier, rate in with_emissions(a, technology, a.ports(technology)).items():
        if a.carriers.at[carrier, "family"] == "stream" and rate > 0 and sector != "heat":
            rates[carrier] = rates.get(carrier, 0.0) + rate * use
        elif carrier in a.industrial_heat and rate < 0:
            rates[FLUE] = rates.get(FLUE, 0.0) - rate * use * _flue_of_heat(a)
    return rates


def _process_co2(parts: Parts, demand: pd.DataFrame) -> None:
    """Note CO2 that comes with the activity and not with a fuel."""
    for row in records(demand.query("use == 'process_co2'")):
        parts.add(
            "Generator",
            f"process CO2 {row.node} {row.sector} {row.carrier}",
            bus=parts.bus(str(row.node), str(row.carrier)),
            carrier="process CO2",
            technology="process_co2",
            sector=row.sector,
            node=row.node,
            role="process",
            p_nom=float(row.mean),
            p_min_pu=1.0,
        )


def _capture(parts: Parts, technology: str, node: str, streams: pd.Series) -> None:
    """Note the cost steps of one capture technology at one node, each up to its share of the stream."""
    a = parts.assumptions
    if not a.config.network.investment:
        return
    row = a.technology(technology)
    steps = a.tables["capture_steps"].query("technology == @technology")
    cost = a.cost(technology)
    ports = ports_at(parts, technology, node, None)
    size = float(streams.get(f"{node} {row['reference']}", 0.0))
    curve = [(str(s.step), float(s.share) * size, float(s.cost_factor)) for s in records(steps)]
    for step, room, factor in curve or [("", a.capacity_max(technology, node), 1.0)]:
        if room <= 0.1:
            continue
        parts.process(
            f"{technology} {node} {step}".strip(),
            ports,
            carrier=technology,
            technology=technology,
            sector="capture",
            node=node,
            p_nom_extendable=True,
            p_nom_max=room,
            capital_cost=cost.capital_cost * factor,
            marginal_cost=cost.marginal_cost,
        )


def _ships(parts: Parts) -> None:
    """Note ships from every terminal to every quay abroad; the terminal is a work, freight is in what is paid there."""
    liquid = parts.buses[parts.buses["carrier"] == SHIPPED]
    abroad = liquid["kind"].isin(("sea", "neighbour"))
    for bus, row in liquid[~abroad].iterrows():
        for quay, there in liquid[abroad].iterrows():
            parts.add(
                "Link",
                f"ship {row['node']} {there['node']}",
                bus0=bus,
                bus1=quay,
                carrier="co2 ship",
                node=row["node"],
                role="ship",
                p_nom=LARGE["t/h"],
                marginal_cost=parts.assumptions.config.network.transport_cost,
            )
