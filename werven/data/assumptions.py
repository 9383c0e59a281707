"""The tables as numbers of one year: ports, costs, prices, capacities.

Between the years of a table values are interpolated linearly; outside them the nearest one holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from werven.config.settings import Config
from werven.data.carriers import heat_of
from werven.errors import BuildError

#: Stands for "no limit": capacities stay finite numbers, which the solver likes better than infinity.
LARGE = {"MW": 20_000.0, "t/h": 3_000.0}


def interpolate(years: pd.Series, values: pd.Series, year: int) -> float:
    """Return the value of `year`: linear between years, constant outside them.

    Parameters
    ----------
    years, values : Series
        Same length, at least one row; years need not be sorted.
    """
    order = np.argsort(years.to_numpy(dtype=float))
    return float(np.interp(year, years.to_numpy(dtype=float)[order], values.to_numpy(dtype=float)[order]))


def annuity(rate: float, lifetime: float) -> float:
    """Return the yearly share of an investment, ``r / (1 - (1 + r)^-n)`` [1/a]; ``1 / n`` without interest."""
    return float(rate / (1.0 - (1.0 + rate) ** -lifetime)) if rate > 0 else 1.0 / lifetime


def yearly_share(rate: float, lifetime: float, fom_share: float) -> float:
    """Return what an investment costs a year, as a share of it: annuity and fixed cost [1/a]."""
    return annuity(rate, lifetime) + fom_share


@dataclass(frozen=True)
class Cost:
    """Costs of one unit of capacity in one year.

    Attributes
    ----------
    capital_cost : float
        Annuity and fixed cost [EUR per MW (or t/h) and year].
    marginal_cost : float
        Variable cost [EUR per MWh or t].
    lifetime : float
        [a].
    """

    capital_cost: float
    marginal_cost: float
    lifetime: float


@dataclass(frozen=True)
class Block:
    """A step of `neighbour_supply` in one year.

    Attributes
    ----------
    capacity : float
        What is not out for repair [MW or t/h].
    cost : float
        Fuel, the CO2 price of the closure on its emissions, its own price and the way there [EUR per MWh or t]. A
        step that may burn a fuel without CO2 burns the cheaper one.
    co2 : float
        Emissions abroad [t per MWh or t].
    room : float, optional
        Most that it takes or gives in a year [MWh or t]; None: no other limit than its capacity.
    new_cost : float, optional
        Annuity and fixed cost of more of it that is not out for repair [EUR per MW and year]; None: no more is built.
    """

    capacity: float
    cost: float
    co2: float
    room: float | None = None
    new_cost: float | None = None


@dataclass(frozen=True)
class Assumptions:
    """Inputs of one scenario seen from one year.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Checked tables, see `werven.data.schemas`.
    config : Config
        The scenario.
    year : int
        Model year.
    co2_price_given : float, optional
        CO2 price in the place of that of the scenario [EUR/t], for a ranking at a price.
    """

    tables: Mapping[str, pd.DataFrame]
    config: Config
    year: int
    co2_price_given: float | None = None

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """Nodes that play, by id; with ``cluster`` (itself, or the node it belongs to)."""
        nodes = self.tables["nodes"].set_index("node")
        parent = nodes["parent"].fillna("").astype(str)
        nodes["cluster"] = [up if up else str(node) for node, up in parent.items()]
        keep = self.config.network.clusters
        if keep is not None:
            dropped = nodes.index[(nodes["kind"] == "cluster") & ~nodes.index.isin(keep)]
            nodes = nodes[~nodes["cluster"].isin(dropped)]
        return nodes

    @cached_property
    def carriers(self) -> pd.DataFrame:
        """Carriers by id."""
        return self.tables["carriers"].set_index("carrier")

    @cached_property
    def technologies(self) -> pd.DataFrame:
        """Technologies on offer, by id."""
        table = self.tables["technologies"].set_index("technology")
        return table[~table.index.isin(self.config.network.exclude)]

    @cached_property
    def industrial_heat(self) -> tuple[str, ...]:
        """Levels of heat that industry uses."""
        return heat_of(self.tables["carriers"], "industry")

    @cached_property
    def _technology_rows(self) -> dict[str, pd.Series]:
        return {str(technology): row for technology, row in self.technologies.iterrows()}

    def technology(self, technology: str) -> pd.Series:
        """Return the row of a technology."""
        return self._technology_rows[technology]

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {str(node): str(kind) for node, kind in self.nodes["kind"].items()}

    def expand(self, words: str) -> list[str]:
        """Return the nodes that a list of ids and kinds (joined by ``;``) stands for, in table order."""
        wanted = {word.strip() for word in words.split(";")}
        return [node for node, kind in self._kinds.items() if node in wanted or kind in wanted]

    def co2(self, carrier: str) -> float:
        """Return the CO2 held in one unit of a carrier [t per MWh or per t]; NaN when it is not followed."""
        return float(self.carriers["co2_t_per_unit"][carrier])

    def is_biogenic(self, carrier: str) -> bool:
        """Say whether the carbon of a carrier came from the air."""
        return bool(self.carriers.at[carrier, "biogenic"])

    @cached_property
    def _ports(self) -> dict[str, dict[str, float]]:
        table = self.tables["technology_ports"]
        dated: dict[tuple[str, str], list[tuple[float, float]]] = {}
        result: dict[str, dict[str, float]] = {}
        for technology, carrier, year, rate in zip(
            table["technology"].astype(str),
            table["carrier"].astype(str),
            table["year"].astype("float64"),
            table["rate"].astype("float64"),
            strict=True,
        ):
            result.setdefault(technology, {}).setdefault(carrier, rate)
            if not math.isnan(year):
                dated.setdefault((technology, carrier), []).append((year, rate))
        for (technology, carrier), points in dated.items():
            years, rates = zip(*points, strict=True)
            result[technology][carrier] = interpolate(pd.Series(years), pd.Series(rates), self.year)
        return result

    def ports(self, technology: str) -> dict[str, float]:
        """Return what a technology takes (-) and gives (+) per unit of capacity, by carrier."""
        return dict(self._ports.get(technology, {}))

    @cached_property
    def _costs(self) -> dict[str, Cost]:
        result = {}
        for technology, rows in self.tables["technology_costs"].groupby("technology", sort=False):
            value = {
                name: interpolate(rows["year"], rows[name], self.year)
                for name in (
                    "investment_eur_per_unit",
                    "fom_share_per_year",
                    "vom_eur_per_unit",
                    "lifetime_years",
                )
            }
            own = rows["discount_rate"].iloc[0]
            rate = self.config.network.discount_rate if pd.isna(own) else float(own)
            share = yearly_share(rate, value["lifetime_years"], value["fom_share_per_year"])
            grid = interpolate(rows["year"], rows["grid_eur_per_unit_year"].fillna(0.0), self.year)
            fixed = value["investment_eur_per_unit"] * share + grid * self.config.network.grid_tariffs
            result[str(technology)] = Cost(fixed, value["vom_eur_per_unit"], value["lifetime_years"])
        return result

    def cost(self, technology: str) -> Cost:
        """Return the costs of a technology.

        Raises
        ------
        BuildError
            No cost row.
        """
        if technology not in self._costs:
            raise BuildError(f"technology {technology!r} has no row in technology_costs")
        return self._costs[technology]

    def price(self, item: str) -> float:
        """Return a price of the year [EUR/MWh or EUR/t].

        Raises
        ------
        BuildError
            Unknown item.
        """
        rows = self.tables["prices"].query("item == @item")
        if rows.empty:
            raise BuildError(f"no price for {item!r} in prices")
        return interpolate(rows["year"], rows["price"], self.year)

    def potential_per_year(self, item: str) -> float | None:
        """Return the largest supply of a fuel [MWh/a], or None when it is not limited."""
        rows = self.tables["prices"].query("item == @item").dropna(subset=["potential_per_year"])
        return None if rows.empty else interpolate(rows["year"], rows["potential_per_year"], self.year) * 1e6

    @property
    def co2_price(self) -> float:
        """CO2 price of the closure [EUR/t]; zero under a cap, where the cap sets it."""
        if self.co2_price_given is not None:
            return self.co2_price_given
        if self.config.co2.closure == "cap":
            return 0.0
        return self.price(f"co2_{self.config.co2.price}") * self.config.co2.price_factor

    @property
    def co2_cap_mt(self) -> float:
        """Cap on the ledger under the closure ``cap`` [Mt/a]: that of the year, or between the years given."""
        caps = self.config.co2.cap_mt
        return interpolate(pd.Series(list(caps)), pd.Series(list(caps.values())), self.year)

    @property
    def trade_co2_price(self) -> float:
        """CO2 price that neighbours pay [EUR/t]: that of the closure, or the ETS path under a cap."""
        return self.co2_price if self.config.co2.closure == "price" else self.price("co2_ets")

    def block(self, rows: pd.DataFrame) -> Block:
        """Return a step of `neighbour_supply` in the year; rows are the years of the step, of one fuel."""

        def value(column: str, absent: float = math.nan) -> float:
            return interpolate(rows["year"], rows[column].fillna(absent), self.year)

        paid = value("price_eur_per_unit") + value("transport_eur_per_unit", 0.0)
        burnt, co2 = self._burnt(rows)
        room = None if rows["room_per_year"].isna().all() else value("room_per_year") * 1e6
        cost = burnt + co2 * self.trade_co2_price + paid
        ready = value("availability", 1.0)
        return Block(value("capacity") * ready, cost, co2, room, self._new_cost(rows, ready))

    def _new_cost(self, rows: pd.DataFrame, ready: float) -> float | None:
        """Return what more of a step costs a year [EUR per MW that is not out for repair]; None: none is built."""
        built = rows.dropna(subset=["built_as"])
        if built.empty or self.year < built["year"].min():
            return None
        return self.cost(str(built["built_as"].iloc[0])).capital_cost / ready

    def _burnt(self, rows: pd.DataFrame) -> tuple[float, float]:
        """Return cost of fuel and emissions of a step [EUR and t per unit], of the cheaper of its two fuels."""
        fuel, co2 = rows["fuel"].iloc[0], interpolate(rows["year"], rows["co2_t_per_unit"], self.year)
        if pd.isna(fuel):
            return 0.0, co2
        efficiency = interpolate(rows["year"], rows["efficiency"], self.year)
        burnt = self.price(str(fuel)) / efficiency
        switch = rows.dropna(subset=["switch_eur_per_unit"])
        if switch.empty or self.year < switch["year"].min():
            return burnt, co2
        clean = interpolate(switch["year"], switch["switch_eur_per_unit"], self.year) / efficiency
        return (clean, 0.0) if clean < burnt + co2 * self.trade_co2_price else (burnt, co2)

    def upstream(self, carrier: str) -> float:
        """Return emissions abroad of one unit of a fuel [t per MWh or per t], zero when none are known."""
        rows = self.tables["upstream_factors"].query("item == @carrier")
        return 0.0 if rows.empty else float(rows["co2_t_per_unit"].iloc[0])

    @cached_property
    def _existing(self) -> pd.Series:
        assets = self.tables["assets"]
        alive = assets[(assets["build_year"] <= self.year) & (assets["retire_year"] > self.year)]
        return alive.groupby(["technology", "node"])["capacity"].sum()

    def existing(self, technology: str, node: str) -> float:
        """Return the capacity that stands in the year [MW or t/h]."""
        return float(self._existing.get((technology, node), 0.0))

    @cached_property
    def _potentials(self) -> dict[tuple[str, str], float]:
        return {
            (str(technology), str(node)): interpolate(rows["year"], rows["capacity_max"], self.year)
            for (technology, node), rows in self.tables["potentials"].groupby(["technology", "node"])
        }

    def capacity_max(self, technology: str, node: str) -> float:
        """Return the largest total capacity [MW or t/h], of potential and policy; a large number without a limit."""
        unit = str(self.technologies.at[technology, "capacity_unit"])
        policy = self.policies["most_capacity"].get((technology, node), LARGE[unit])
        return min(self._potentials.get((technology, node), LARGE[unit]), policy)

    @cached_property
    def policies(self) -> dict[str, dict[tuple[str, str], float]]:
        """What the policies that hold say of the year: by kind, technology and node [MW or t/h]."""
        table = self.tables["policies"]
        switched = table["policy"].astype(str).map(self.config.policy.on)
        on = switched.where(switched.notna(), table["on"]).astype(bool)
        told: dict[str, dict[tuple[str, str], float]] = {"most_capacity": {}, "least_capacity": {}, "least_share": {}}
        for (_, kind, technology, node), rows in table[on].groupby(["policy", "kind", "technology", "node"]):
            value = interpolate(rows["year"], rows["value"], self.year)
            key, known = (str(technology), str(node)), told[str(kind)]
            known[key] = (min if kind == "most_capacity" else max)(value, known.get(key, value))
        return told

    @property
    def least_share(self) -> float:
        """Share of the hydrogen that industry uses which is to be renewable [p.u.]; zero where nobody asks for one."""
        return max(self.policies["least_share"].values(), default=0.0)

    def infrastructure_cost(self, infrastructure: str, length_km: float) -> float:
        """Return the yearly cost of one MW (or t/h) of infrastructure [EUR/a]; AC lines per usable MW."""
        table = self.tables["infrastructure_costs"].set_index("infrastructure")
        row = table.loc[[infrastructure]].iloc[0]
        investment = float(row["investment"]) * (length_km if str(row["unit"]).endswith("/km") else 1.0)
        rate, life = self.config.network.discount_rate, float(row["lifetime_years"])
        return investment * yearly_share(rate, life, float(row["fom_share_per_year"]))
