"""What every route would have to cost to be built or given up, at the prices of the optimum, and which price tips it.

At an optimum every plant earns its capital at the prices of its carriers, or it is not built. So the prices of a solved
network tell by how many euros a unit of its product each route is too dear, and how many euros one that is built up to
what is allowed has to spare. Both hold for a small step: a large one moves the prices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pypsa

from werven.data.results import columns_of
from werven.data.tables import records
from werven.names import CO2_PRICE as CO2
from werven.network.balance import PORTS
from werven.units import UNIT_PER_YEAR

#: A route is built or runs from here on [MW or t/h; MWh or t a year].
BUILT, RUNS = 0.05, 10.0
#: A gap below is none [EUR per unit].
LEVEL = 0.01
#: A price is told to tip a route when it moves by no more than this part of itself.
FARTHEST = 0.6
#: A capacity that is no limit [MW or t/h].
UNLIMITED = 2e4
#: Halvings of the bracket of a gap: to less than a cent.
HALVINGS = 50
#: Families of carriers with a price that people know; heat, gas of a furnace and half-made iron have none.
PRICED = ("electricity", "fuel", "hydrogen", "feedstock", "stream", "ledger", "co2")
#: Two plants use as much of a carrier below this difference of their rates.
LEAST_RATE = 1e-3


@dataclass(frozen=True)
class Plants:
    """Plants of a solved network, and what a unit of product earns.

    Attributes
    ----------
    static : DataFrame
        Attributes by name.
    margin : DataFrame
        Price of the product and of what comes with it, less what is used, snapshots x name [EUR per unit].
    most, least, run : DataFrame
        Availability and smallest load [p.u.], and output [MW or t/h], snapshots x name.
    weights : ndarray
        Hours a year of the snapshots.
    rates : DataFrame
        Port, bus and rate of every plant, one row a port.
    buses, prices : DataFrame
        Buses of the network, and their prices, snapshots x bus [EUR per unit].
    """

    static: pd.DataFrame
    margin: pd.DataFrame
    most: pd.DataFrame
    least: pd.DataFrame
    run: pd.DataFrame
    weights: np.ndarray
    rates: pd.DataFrame
    buses: pd.DataFrame
    prices: pd.DataFrame

    @classmethod
    def of(cls, network: pypsa.Network) -> Plants:
        """Read the plants of a solved network: processes and generators, but for conversions that nothing limits."""
        parts = [_read(network, component) for component in ("Process", "Generator")]
        static, rates = (pd.concat([part[place] for part in parts]) for place in (0, 5))
        margin, most, least, run = (pd.concat([part[place] for part in parts], axis=1) for place in (1, 2, 3, 4))
        weights, prices = (
            network.snapshot_weightings["objective"].to_numpy(),
            network.c["Bus"].dynamic["marginal_price"],
        )
        return cls(static, margin, most, least, run, weights, rates, network.buses, prices)

    @cached_property
    def output(self) -> pd.Series:
        """Return the product of a year [MWh or t]."""
        return pd.Series(self.weights @ self.run.to_numpy(), index=self.static.index)

    @cached_property
    def gaps(self) -> pd.Series:
        """Return by how much the product of each is too dear for it [EUR per unit]; below zero: what it has to spare.

        What runs has to spare what it earns above its capital, a unit of its output. What does not run lacks so much a
        unit that it would earn its capital, or run in its best hour where its capital is sunk.
        """
        low = pd.Series(-1e5, index=self.static.index)
        high = -low
        capital = self.static["capital_cost"].where(self.static["p_nom_extendable"], 0.0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            each = self.margin + middle
            earned = self.weights @ (self.least * each + (self.most - self.least) * each.clip(lower=0.0)).to_numpy()
            short = pd.Series(earned < capital.to_numpy() + 1e-6, index=middle.index)
            low, high = middle.where(short, low), middle.where(~short, high)
        hours = self.run.mul(self.weights, axis=0)
        earned = (self.margin * hours).sum() - capital * self.static["p_nom_opt"]
        return (-earned / hours.sum().clip(lower=RUNS)).where(hours.sum() > RUNS, (low + high) / 2.0)

    @cached_property
    def states(self) -> pd.Series:
        """What each is: built, built up to the limit, forced, standing, idle or not built."""
        is_built = self.static["p_nom_opt"] > BUILT
        state = pd.Series("absent", index=self.static.index)
        state[is_built] = "built"
        state[is_built & (self.gaps < -LEVEL)] = "limit"
        state[is_built & (self.gaps > LEVEL)] = "forced"
        stands = ~self.static["p_nom_extendable"]
        state[stands] = np.where(self.output[stands] > RUNS, "stands", "idle")
        return state

    @cached_property
    def allowed(self) -> pd.Series:
        """Which stand, or may be built."""
        may = self.static["p_nom_extendable"] & (self.static["p_nom_max"] > BUILT)
        return (self.static["p_nom_opt"] > BUILT) | may

    def price(self, name: str, bus: str) -> float:
        """Return the price of a bus in the hours in which a plant runs, or would run at a break-even price."""
        hours = self.run[name].to_numpy() * self.weights
        if hours.sum() <= RUNS:
            would = (self.margin[name] + self.gaps[name] >= -1e-6).to_numpy()
            hours = self.weights * (would if would.any() else 1.0)
        return float(np.average(self.prices[bus], weights=hours))


def _read(network: pypsa.Network, component: str) -> tuple[pd.DataFrame, ...]:
    """Return attributes, margins, limits, output and rates of the plants of a component."""
    static, dynamic = network.c[component].static, network.c[component].dynamic
    is_plant = static["active"] & (static["role"] == "") & (static["carrier"] != "ledger")
    costs = static["capital_cost"] + static["marginal_cost"] > 0.0
    static = static[is_plant & (costs | (static["p_nom"] < UNLIMITED)) & (costs | (component == "Process"))]
    if component == "Generator":
        static = static.assign(bus0=static["bus"])
    prices = network.c["Bus"].dynamic["marginal_price"]
    margin, rows = -_dense(network, component, "marginal_cost", static), []
    for port in range(PORTS):
        if f"bus{port}" in static:
            there = static[static[f"bus{port}"].fillna("") != ""]
            gives_one = pd.DataFrame(1.0, index=network.snapshots, columns=there.index)
            rate = gives_one if component == "Generator" else _dense(network, component, f"rate{port}", there)
            margin[there.index] += rate * prices[there[f"bus{port}"]].set_axis(there.index, axis=1)
            rows.append(pd.DataFrame({"port": port, "bus": there[f"bus{port}"], "rate": rate.mean()}))
    most, least = (_dense(network, component, f"p_{end}_pu", static) for end in ("max", "min"))
    run = dynamic["p"].reindex(columns=static.index).fillna(0.0)
    return static, margin, most, least, run, pd.concat(rows)


def _dense(network: pypsa.Network, component: str, attribute: str, static: pd.DataFrame) -> pd.DataFrame:
    """Return an attribute of plants over the snapshots."""
    return pd.DataFrame(network.get_switchable_as_dense(component, attribute, inds=static.index)[static.index])


def routes_table(plants: Plants) -> pd.DataFrame:
    """Return every route at every place with its state and its gap.

    Returns
    -------
    DataFrame
        ``node, carrier, technology, sector, state, capacity, unit, output_per_year, flow_unit, gap_eur_per_unit,
        price_eur_per_unit``. Existing and new plants of a technology at a place are rows of their own. A place that may
        not have a technology has no row.
    """
    static, buses = plants.static, plants.buses
    units = static["bus0"].map(buses["unit"])
    table = pd.DataFrame(
        {
            "node": static["node"],
            "carrier": static["bus0"].map(buses["carrier"]),
            "technology": static["technology"],
            "sector": static["sector"],
            "state": plants.states,
            "capacity": static["p_nom_opt"],
            "unit": units,
            "output_per_year": plants.output * units.map(lambda unit: UNIT_PER_YEAR[unit][1]),
            "flow_unit": units.map(lambda unit: UNIT_PER_YEAR[unit][0]),
            "gap_eur_per_unit": plants.gaps,
            "price_eur_per_unit": [plants.price(str(name), str(bus)) for name, bus in static["bus0"].items()],
        }
    )
    return table[plants.allowed].reset_index(drop=True).reindex(columns=columns_of("routes"))


def tips_table(plants: Plants) -> pd.DataFrame:
    """Return which price has to move to where, all else equal, for a route to be built, or to give way.

    Returns
    -------
    DataFrame
        ``node, carrier, technology, instead_of, gap_eur_per_unit, input, price_eur_per_unit, tips_at_eur_per_unit``: of
        routes that are not built or built up to their limit, for every carrier of which it uses or gives another amount
        than the route that sets the price of the product, where the price has to move by no more than `FARTHEST` of
        itself.
    """
    static, buses, rows = plants.static, plants.buses, []
    uses = {str(name): _by_carrier(group, buses) for name, group in plants.rates.groupby(level=0)}
    for bus, group in static[plants.allowed].groupby("bus0"):
        first = _yardstick(plants.gaps[group.index], plants.output)
        for name in group.index[plants.states[group.index].isin(("absent", "limit"))]:
            gap = float(plants.gaps[name])
            told = {
                "node": static.at[name, "node"],
                "carrier": buses.at[bus, "carrier"],
                "technology": static.at[name, "technology"],
                "instead_of": static.at[first, "technology"] if first else pd.NA,
                "gap_eur_per_unit": gap,
            }
            for key, source, rate in _other_uses(uses[str(name)], uses.get(first, {})):
                price = plants.price(str(name), source)
                if abs(gap / rate) <= FARTHEST * abs(price):
                    ends = np.array([price, price + gap / rate]) * (-1.0 if key == CO2 else 1.0)
                    rows.append(told | {"input": key, "price_eur_per_unit": ends[0], "tips_at_eur_per_unit": ends[1]})
    return pd.DataFrame(rows, columns=columns_of("tips"))


def _yardstick(gaps: pd.Series, output: pd.Series) -> str:
    """Return the plant that sets the price: of those that run, the one nearest to just paying for itself."""
    running = gaps[output[gaps.index] > RUNS].abs().round(2)
    if running.empty:
        return ""
    nearest = running.index[running == running.min()]
    return str(output[nearest].idxmax())


def _by_carrier(ports: pd.DataFrame, buses: pd.DataFrame) -> dict[str, tuple[str, float]]:
    """Return bus and rate of every carrier that a plant uses or gives beside its product; all CO2 is one carrier.

    Of what captures, the stream that it takes counts too: its price is that of CO2.
    """
    found: dict[str, tuple[str, float]] = {}
    for port in records(ports):
        family, carrier = str(buses.at[port.bus, "family"]), str(buses.at[port.bus, "carrier"])
        if family in PRICED and (port.port > 0 or family == "stream"):
            key = CO2 if family in ("stream", "ledger") else carrier
            found[key] = (str(port.bus), found.get(key, ("", 0.0))[1] + float(port.rate))
    return found


def _other_uses(
    own: dict[str, tuple[str, float]], other: dict[str, tuple[str, float]]
) -> Iterator[tuple[str, str, float]]:
    """Yield carrier, bus and difference of the rates, where two plants use other amounts."""
    for key in sorted(own.keys() | other.keys()):
        (bus, rate), (there, less) = own.get(key, ("", 0.0)), other.get(key, ("", 0.0))
        if abs(rate - less) > LEAST_RATE:
            yield key, bus or there, rate - less
