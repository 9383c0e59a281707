"""Tiny networks with works for the tests of the ranking: of known value, or drawn at random and solved cold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pypsa

from werven.ranking.closures import Closure
from werven.ranking.options import RankOptions
from werven.ranking.rank import Ranking, rank_works

PRICE = 100.0
ETS = Closure.at_price("ets", (80.0, 120.0))
#: Two snapshots of half a year.
HALF = 4380.0


def blank(snapshots: int = 2, weights: float = HALF) -> pypsa.Network:
    """Return a network without anything in it."""
    network = pypsa.Network()
    network.set_snapshots(range(snapshots))
    network.snapshot_weightings.loc[:, :] = weights
    return network


def chain(works: Mapping[str, tuple[str, str]], p_nom: float | pd.Series = 200.0, **more: object) -> pypsa.Network:
    """Return a plant that emits 100 t/h into the air, or captures it for 40 EUR/t where there is a way to the sea.

    Parameters
    ----------
    works : mapping
        Work to the buses it joins, of ``captured, hub, coast, sea``; it is a Link with the size `p_nom` [t/h].
    more : object
        Further columns of the works.
    """
    network = blank()
    network.add("Carrier", ["co2"])
    network.add("Bus", ["flue", "captured", "hub", "coast", "sea", "atmosphere"], carrier="co2")
    network.add("Load", "plant", bus="flue", carrier="co2", p_set=-100.0)
    network.add("Generator", "ledger", bus="atmosphere", carrier="co2", sign=-1.0, p_nom=1000.0)
    network.add("Generator", "storage", bus="sea", carrier="co2", sign=-1.0, p_nom=1000.0, marginal_cost=10.0)
    network.add("Link", "stack", bus0="flue", bus1="atmosphere", carrier="co2", p_nom=1000.0)
    network.add("Link", "capture", bus0="flue", bus1="captured", carrier="co2", p_nom=1000.0, marginal_cost=40.0)
    ends = pd.DataFrame(works, index=["bus0", "bus1"]).T
    ends["work"] = ends.index
    network.add("Link", ends.index, carrier="co2", p_nom=p_nom, **{c: ends[c] for c in ends}, **more)
    return network


SERIES = {"pipe": ("captured", "hub"), "backbone": ("hub", "coast"), "terminal": ("coast", "sea")}
PARALLEL = {name: ("captured", "sea") for name in ("one", "other", "third")}
#: What is avoided by a whole chain [kt/a], and saved: the price less capture and storage [MEUR/a].
AVOIDED = 100.0 * 2 * HALF / 1e3
SAVED = AVOIDED * (PRICE - 40.0 - 10.0) / 1e3


def ranked(network: pypsa.Network, closures: Closure = ETS, ledger: str = "atmosphere", **more: object) -> Ranking:
    """Return the ranking of a tiny network."""
    return rank_works(network, closures, ledger, **more)  # type: ignore[arg-type]


def by_work(ranking: Ranking) -> pd.DataFrame:
    """Return the table of the works by work."""
    return ranking.ranking.set_index("work")


def options(**more: object) -> RankOptions:
    """Return options of a ranking with the simplex method."""
    return RankOptions(**more)  # type: ignore[arg-type]


# -- drawn at random -----------------------------------------------------------------------------------------------

STEPS = 4


class Draw:
    """A power system of three places drawn at random: new gas and wind plants, a battery, and works between them."""

    def __init__(self, seed: int, works: int) -> None:
        random = np.random.default_rng(seed)
        self.works = tuple(f"W{number}" for number in range(works))
        self.places = ("north", "south", "west")
        self.load = random.uniform(20, 100, (3, STEPS))
        self.wind = random.uniform(0, 1, (3, STEPS))
        self.capital = random.uniform(2e4, 9e4, (3, 2))
        self.marginal = random.uniform(20, 70, (3, 2)) * [1.0, 0.02]
        self.efficiency = random.uniform(0.35, 0.6, 3)
        self.weights = random.uniform(1000, 3000, STEPS)
        ways = [random.permutation(3)[:2] for _ in self.works]
        self.ways = [(self.places[a], self.places[b]) for a, b in ways]
        self.sizes = random.uniform(10, 80, works)
        self.losses = random.uniform(0.9, 0.99, works)

    def add(self, network: pypsa.Network, copies: Mapping[str, Collection[str]], price: float = 0.0) -> None:
        """Put copies of the system into a network; gas pays a price on its CO2.

        Parameters
        ----------
        copies : mapping of str to collection of str
            What the names of a copy end with, and the works that are built in it.
        """
        tags = list(copies)
        for place, load, wind, capital, marginal, efficiency in zip(
            self.places, self.load, self.wind, self.capital, self.marginal, self.efficiency, strict=True
        ):
            buses = [place + tag for tag in tags]
            new = {"bus": buses, "p_nom_extendable": True}
            network.add("Bus", buses, carrier="power")
            network.add("Load", buses, bus=buses, carrier="power", p_set=np.tile(load, (len(tags), 1)).T)
            gas = {"carrier": "gas", "efficiency": efficiency, "marginal_cost": marginal[0] + price * 0.2 / efficiency}
            network.add("Generator", [f"gas {bus}" for bus in buses], capital_cost=capital[0], **gas, **new)
            air = {"carrier": "wind", "p_nom_max": 150.0, "capital_cost": capital[1], "marginal_cost": marginal[1]}
            shape = np.tile(wind, (len(tags), 1)).T
            network.add("Generator", [f"wind {bus}" for bus in buses], p_max_pu=shape, **air, **new)
        battery = {"p_nom": 15.0, "max_hours": 4.0 * self.weights.mean(), "cyclic_state_of_charge": True}
        battery |= {"efficiency_store": 0.9, "efficiency_dispatch": 0.95, "marginal_cost": 0.1, "carrier": "power"}
        network.add("StorageUnit", [f"battery{tag}" for tag in tags], bus=[f"north{tag}" for tag in tags], **battery)
        for work, (start, end), size, left in zip(self.works, self.ways, self.sizes, self.losses, strict=True):
            mine = [tag for tag, built in copies.items() if work in built]
            ends = {"bus0": [start + tag for tag in mine], "bus1": [end + tag for tag in mine], "work": work}
            way = {"efficiency": left, "carrier": "power", "marginal_cost": 0.5, "p_nom": size}
            network.add("Link", [work + tag for tag in mine], **ends, **way)

    def network(self) -> pypsa.Network:
        """Return the network with all works."""
        network = self._empty()
        self.add(network, {"": self.works})
        return network

    def _empty(self) -> pypsa.Network:
        network = blank(STEPS)
        for column in network.snapshot_weightings:
            network.snapshot_weightings[column] = self.weights
        network.add("Carrier", ["power", "gas", "wind"], co2_emissions=[0.0, 0.2, 0.0])
        return network

    def coalitions(self) -> list[frozenset[str]]:
        """Return all coalitions."""
        return [frozenset(c) for size in range(len(self.works) + 1) for c in combinations(self.works, size)]

    def cold(
        self, price: float, some: Collection[frozenset[str]] | None = None
    ) -> dict[frozenset[str], tuple[float, float]]:
        """Return what some coalitions cost and emit [EUR/a, t/a], solved by PyPSA from scratch; all unless told.

        One network holds a copy of the system for every coalition: they share nothing.
        """
        network, coalitions = self._empty(), self.coalitions() if some is None else some
        self.add(network, {f"@{number}": built for number, built in enumerate(coalitions)}, price)
        assert network.optimize(solver_name="highs", io_api="direct", log_to_console=False) == ("ok", "optimal")
        return {built: _totals(network, f"@{number}") for number, built in enumerate(coalitions)}

    def over_band(self, some: Collection[frozenset[str]] | None = None) -> dict[frozenset[str], tuple[float, float]]:
        """Return mean cost and mean emissions over the band of `ETS` [EUR/a, t/a]: the slope of cost, solved cold."""
        low, high = (self.cold(price, some) for price in (ETS.low, ETS.high))
        return {c: ((low[c][0] + high[c][0]) / 2, (high[c][0] - low[c][0]) / ETS.width) for c in low}


@cache
def drawn(seed: int, works: int) -> tuple[Draw, dict[frozenset[str], tuple[float, float]]]:
    """Return a system drawn at random, and all its coalitions solved cold over the band of `ETS`."""
    draw = Draw(seed, works)
    return draw, draw.over_band()


def _totals(network: pypsa.Network, tag: str) -> tuple[float, float]:
    """Return the cost and the emissions of one of the copies in a solved network."""
    cost, weights = 0.0, network.snapshot_weightings["objective"]
    for component in ("Generator", "Link", "StorageUnit"):
        static = network.c[component].static
        mine = static[static.index.str.endswith(tag)]
        flow = "p_dispatch" if component == "StorageUnit" else "p0" if component == "Link" else "p"
        energy = network.c[component].dynamic[flow].reindex(columns=mine.index, fill_value=0.0).T @ weights
        new = mine[mine["p_nom_extendable"]]
        cost += float(energy @ mine["marginal_cost"] + new["capital_cost"] @ new["p_nom_opt"])
    gas = network.generators[network.generators.index.str.endswith(tag)].query("carrier == 'gas'")
    burnt = network.c["Generator"].dynamic["p"][gas.index].T @ weights / gas["efficiency"]
    return cost, 0.2 * float(burnt.sum())


def shapley_by_hand(works: Collection[str], value: Mapping[frozenset[str], float]) -> dict[str, float]:
    """Return Shapley values from the definition."""
    count = len(works)

    def others(work: str) -> Iterator[frozenset[str]]:
        rest = [other for other in works if other != work]
        return (frozenset(c) for size in range(count) for c in combinations(rest, size))

    def weight(size: int) -> float:
        return factorial(size) * factorial(count - size - 1) / factorial(count)

    return {work: sum(weight(len(s)) * (value[s | {work}] - value[s]) for s in others(work)) for work in works}


def fjord(works: str = "A C D") -> pypsa.Network:
    """Return a town on gas, a fjord with hydropower, and cables from the one to the other: 20, 15, and 10 MW."""
    network = blank()
    network.add("Carrier", ["gas", "water", "line", "load"], co2_emissions=[0.2, 0.0, 0.0, 0.0])
    network.add("Bus", ["town", "fjord"], carrier="line")
    network.add("Load", "town", bus="town", carrier="line", p_set=[60.0, 100.0])
    network.add("Generator", "gas", bus="town", carrier="gas", p_nom=200.0, marginal_cost=50.0, efficiency=0.5)
    network.add("Generator", "hydro", bus="fjord", carrier="water", p_nom=100.0, marginal_cost=5.0)
    sizes = {"A": 20.0, "C": 15.0, "D": 10.0, "B": 30.0}
    for work in works.split():
        ends = {"bus0": "fjord", "bus1": "town", "carrier": "line"}
        network.add("Link", work, work=work, p_nom=sizes[work], marginal_cost=0.1, **ends)
    return network


def changed(change: Callable[[pypsa.Network], object]) -> pypsa.Network:
    """Return the town with two cables after a change."""
    network = fjord("A C")
    change(network)
    return network
