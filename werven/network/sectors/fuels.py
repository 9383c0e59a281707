"""Fuels and feedstock that Flanders buys at a price, with their emissions abroad."""

from __future__ import annotations

import pandas as pd

from werven.data.tables import records
from werven.network.components import Parts
from werven.network.conversion import add_sector
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.units import HOURS

FAMILIES = ("fuel", "feedstock")
#: Room of a market that is not limited.
MARKET = {"MW": 80_000.0, "t/h": 3_000.0}
#: Room of a plant that makes a limited fuel, over its mean; illustrative, the potential of the year binds.
PEAK = 1.2


def add(parts: Parts, demand: pd.DataFrame) -> None:
    """Note the market of every fuel, its import, and uses of gas that nobody can change."""
    a = parts.assumptions
    for carrier, row in a.carriers.iterrows():
        if row["family"] in FAMILIES and f"FLA {carrier}" in parts.buses.index:
            _market(parts, str(carrier), str(row["unit"]))
    add_sector(parts, "fuel")
    _biomethane(parts)
    _fixed_use(parts, demand)


def _market(parts: Parts, carrier: str, unit: str) -> None:
    """Note a supply at the price of the year, limited where a potential is known."""
    a = parts.assumptions
    limit = a.potential_per_year(carrier)
    market = {"potential": limit} if limit is not None else {}
    name = f"{carrier} market"
    parts.add(
        "Generator",
        name,
        bus=f"ABROAD {carrier}",
        carrier=name,
        p_nom=MARKET[unit],
        marginal_cost=a.price(carrier),
        role="market",
        **market,
    )
    ports = {f"ABROAD {carrier}": -1.0, f"FLA {carrier}": 1.0, UPSTREAM: a.upstream(carrier)}
    parts.process(
        f"{carrier} supply",
        ports,
        carrier="supply",
        technology="supply",
        role="supply",
        p_nom=MARKET[unit],
        node="FLA",
    )


def _biomethane(parts: Parts) -> None:
    """Note the injection of biomethane: its carbon is credited where it enters the grid."""
    a = parts.assumptions
    name = "biomethane_injection"
    limit = a.potential_per_year("biomethane")
    if name not in a.technologies.index or limit == 0:
        return
    parts.process(
        f"{name} FLA",
        {f"FLA {carrier}": rate for carrier, rate in a.ports(name).items()},
        carrier=name,
        technology=name,
        sector="fuel",
        node="FLA",
        p_nom=MARKET["MW"] if limit is None else limit / HOURS * PEAK,
    )


def _fixed_use(parts: Parts, demand: pd.DataFrame) -> None:
    """Note gas that compressors and the like burn whatever happens."""
    a = parts.assumptions
    for row in records(demand.query("use == 'fixed_fuel'")):
        ports = {parts.bus(str(row.node), str(row.carrier)): -1.0, ATMOSPHERE: a.co2(str(row.carrier))}
        parts.process(
            f"gas_use_fixed {row.node} {row.sector}",
            ports,
            carrier="gas_use_fixed",
            technology="gas_use_fixed",
            sector=row.sector,
            node=row.node,
            p_nom=float(row.mean),
            p_min_pu=1.0,
        )
