"""Which works of a coalition can carry anything, as far as the network itself tells.

A pipe for captured CO2 without an outlet carries nothing at any price: what is captured has nowhere to go. Taking such
works out of a coalition before it is solved spares the solver long walks between optima of the same value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pypsa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from werven.games import Coalition

Array = np.ndarray
#: Column with what one unit of flow delivers at a bus.
RATES = {"Generator": "sign", "Link": "efficiency", "Process": "rate"}
COLUMNS = ["component", "name", "way", "bus", "gives", "must", "other"]


class Carrying:
    """Tells which works of a coalition can carry anything.

    At every bus what goes in comes out. So a component can only run when something gives to each bus that it takes
    from, and something takes from each bus that it gives to. What cannot run is taken out until nothing changes;
    whatever runs in some solution stays. Buses between which flows can go round without loss are one place: running in
    a circle is not carrying, even where it would burn electricity that nobody wants. Costs and sizes play no part.

    Parameters
    ----------
    network : Network
        The superset network, all players active.
    players : mapping of str to DataFrame
        ``component, name`` of what belongs to each player.
    """

    def __init__(self, network: pypsa.Network, players: Mapping[str, pd.DataFrame]) -> None:
        owner = {leg: work for work, parts in players.items() for leg in _pairs(parts)}
        buses = pd.Index(network.buses.index.astype(str))
        ports = pd.concat([pd.DataFrame(columns=COLUMNS), *_ports(network)], ignore_index=True)
        self._size = len(buses)
        self._owner = np.array([owner.get(leg, "") for leg in _pairs(ports)], dtype=object)
        self._unit = ports.groupby(["component", "name", "way"], sort=False).ngroup().to_numpy(dtype=int)
        self._bus, self._other = (buses.get_indexer(pd.Index(ports[end], dtype=object)) for end in ("bus", "other"))
        self._gives, self._must = (ports[column].to_numpy(dtype=bool) for column in ("gives", "must"))
        self._known: dict[Coalition, Coalition] = {}

    def __call__(self, coalition: Coalition) -> Coalition:
        """Return the works of a coalition that can carry something; without the others its value is the same."""
        if coalition not in self._known:
            self._known[coalition] = self._able(coalition)
        return self._known[coalition]

    def _able(self, coalition: Coalition) -> Coalition:
        here = np.isin(self._owner, ["", *coalition])
        place = self._places(here)
        # A port within a place moves nothing in or out of it.
        within = (self._other >= 0) & (place[self._bus] == place[self._other])
        able = self._owner[self._running(here, within, place[self._bus])]
        return frozenset(coalition.intersection(able) | coalition.difference(self._owner))

    def _places(self, here: Array) -> Array:
        """Return the place of every bus, shape (buses,)."""
        arcs = here & ~self._gives & (self._other >= 0)
        shape = (self._size, self._size)
        joined = coo_matrix((np.ones(arcs.sum()), (self._bus[arcs], self._other[arcs])), shape=shape)
        return np.asarray(connected_components(joined, connection="strong")[1])

    def _running(self, here: Array, within: Array, place: Array) -> Array:
        """Return which ports are of components that can run, shape (ports,)."""
        runs, count = here.copy(), -1
        while runs.sum() != count:
            count = runs.sum()
            given = self._any(runs & ~within & self._gives, place)
            taken = self._any(runs & ~within & ~self._gives, place)
            is_given, is_taken = given[place] | ~within & self._gives, taken[place] | ~within & ~self._gives
            is_met = is_given & is_taken & ~(within & self._is_end(runs, within)[self._bus]) | ~self._must
            runs &= ~self._any(~is_met, self._unit)[self._unit]
        return runs

    def _is_end(self, runs: Array, within: Array) -> Array:
        """Return which buses are dead ends: nothing but the way back to one other bus, shape (buses,)."""
        ways = np.unique(self._bus[runs & within] * self._size + self._other[runs & within])
        others = np.bincount(ways // self._size, minlength=self._size)
        return np.asarray((others <= 1) & ~self._any(runs & ~within, self._bus, self._size))

    @staticmethod
    def _any(mask: Array, group: Array, size: int = 0) -> Array:
        """Return by group whether the mask holds anywhere in it."""
        return np.asarray(np.bincount(group, weights=mask, minlength=size) > 0.0)


def _pairs(parts: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return zip(parts["component"].astype(str), parts["name"].astype(str), strict=True)


def _ports(network: pypsa.Network) -> Iterator[pd.DataFrame]:
    """Yield tables of ports.

    Yields
    ------
    DataFrame
        ``component, name, way`` (1 or -1), ``bus``, whether it ``gives`` there, whether it ``must`` when the component
        runs, and the ``other`` bus where what it takes here comes out undiminished.
    """
    for component in ("Store", "StorageUnit", "Load"):
        static = network.c[component].static.query("active")
        for gives in (True, False):
            yield _table(component, static.index, 1, bus=static["bus"], gives=gives, must=False)
    for component in ("Line", "Transformer"):
        static = network.c[component].static.query("active")
        for bus, other in (("bus0", "bus1"), ("bus1", "bus0")):
            yield _table(component, static.index, 1, bus=static[bus], gives=False, must=False, other=static[other])
    for component in RATES:
        static = network.c[component].static.query("active")
        if len(static):
            least = network.get_switchable_as_dense(component, "p_min_pu", inds=static.index).min()[static.index]
            most = network.get_switchable_as_dense(component, "p_max_pu", inds=static.index).max()[static.index]
            for way, runs in ((1, most > 0.0), (-1, least < 0.0)):
                yield from _ports_of(network, component, static[runs.to_numpy()], way)


def _ports_of(network: pypsa.Network, component: str, static: pd.DataFrame, way: int) -> Iterator[pd.DataFrame]:
    """Yield the ports of components that run one way."""
    buses = [str(column) for column in static.filter(regex=r"^bus\d*$")]
    rates = {bus: _rate(network, component, static, bus) * way for bus in buses}
    whole = _undiminished(rates) if "bus1" in rates else np.zeros(len(static), dtype=bool)
    for column, rate in rates.items():
        low, high = rate.min(axis=0), rate.max(axis=0)
        end = {"bus0": "bus1", "bus1": "bus0"}.get(column, column)
        other = np.where(whole & (end != column), static[end].astype(str), "")
        for gives, able, must in ((True, high > 0.0, low >= 0.0), (False, low < 0.0, high <= 0.0)):
            able &= (static[column].fillna("") != "").to_numpy()
            bus = static[column][able]
            yield _table(component, bus.index, way, bus=bus, gives=gives, must=must[able], other=other[able])


def _rate(network: pypsa.Network, component: str, static: pd.DataFrame, bus: str) -> Array:
    """Return what one unit of flow delivers at a bus, shape (snapshots, components)."""
    number = bus.removeprefix("bus")
    if (component, number) == ("Link", "0"):
        return np.full((1, len(static)), -1.0)
    if component == "Generator":
        return static[["sign"]].to_numpy(dtype=float).T
    name = RATES[component] + ("" if (component, number) == ("Link", "1") else number)
    dense = network.get_switchable_as_dense(component, name, inds=static.index)[static.index]
    return np.asarray(np.nan_to_num(dense.to_numpy(dtype=float)))


def _undiminished(rates: Mapping[str, Array]) -> Array:
    """Return which components deliver at one end what they take at the other, shape (components,)."""
    first, second = rates["bus0"], rates["bus1"]
    constant = [(rate == rate[:1]).all(axis=0) for rate in (first, second)]
    return np.asarray(constant[0] & constant[1] & (first[0] == -second[0]) & (first[0] != 0.0))


def _table(component: str, names: pd.Index, way: int, **columns: Any) -> pd.DataFrame:
    """Return a table of ports; single values hold for all."""
    cells = {column: np.asarray(values) for column, values in columns.items()}
    whole = {"component": component, "name": np.asarray(names, dtype=object), "way": way, "other": ""} | cells
    return pd.DataFrame(whole, columns=COLUMNS, index=range(len(names)))
