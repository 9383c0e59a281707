"""Which works of a coalition can carry anything, as far as the balances of the program tell.

A pipe for captured CO2 without an outlet carries nothing at any price: what is captured has nowhere to go. Taking such
works out of a coalition before it is solved spares the solver long walks between optima of the same value.

It is told from the rows of the program, not from the network: whatever made them, at every bus what goes in comes out.
Where a balance holds anything else than the flows of its own hour (a delay, a term of somebody's own), nothing is left
out at all. Flows that only go round between some buses could still be worth something, where somebody is paid for them
or for what they burn: `Carrying.circling` tells from the prices of an optimum when that is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from werven.coalition import EMPTY, Coalition
from werven.ranking.linear.arrays import Array, Columns

#: Flows that stand in balances, and whether a component with such a flow can only run when its buses balance at once.
FLOWS: Final = {
    "Generator-p": True,
    "Link-p": True,
    "Process-p": True,
    "Store-p": False,
    "StorageUnit-p_dispatch": False,
    "StorageUnit-p_store": False,
    "Line-s": False,
    "Transformer-s": False,
}
#: What stands before the number of a unit that belongs to no work: no id of a work begins with it.
NOBODY: Final = ";"


class Balances:
    """The rows in which buses balance, and the columns of the flows in them.

    Parameters
    ----------
    columns : Columns
        Of the model.
    rows : DataFrame
        ``row, bus, snapshot`` of every balance, see `werven.ranking.linear.arrays.Rows.balances`.
    kept : ndarray of int
        Rows of the model that are rows of the program.
    players : mapping of str to DataFrame
        ``component, name`` of what belongs to each player.
    """

    def __init__(self, columns: Columns, rows: pd.DataFrame, kept: Array, players: Mapping[str, pd.DataFrame]) -> None:
        place = np.full(int(max(kept.max(initial=0), rows["row"].max() if len(rows) else 0)) + 1, -1)
        place[kept] = np.arange(len(kept))
        here = rows.assign(row=place[rows["row"].to_numpy(dtype=int)]).query("row >= 0").reset_index(drop=True)
        self.table = here
        self.rows = here["row"].to_numpy(dtype=int)
        self.snapshots = here["snapshot"].to_numpy(dtype=int)
        self.buses = pd.factorize(here["bus"])[0]
        owner = {leg: work for work, parts in players.items() for leg in _pairs(parts)}
        width = len(columns.labels)
        self.unit, self.snapshot = np.full(width, -1), np.full(width, -1)
        self.owner: list[str] = []
        self.follows: list[bool] = []
        for variable, follows in FLOWS.items():
            if variable in columns.model.variables:
                self._note(columns, variable, follows, owner)

    def _note(self, columns: Columns, variable: str, follows: bool, owner: Mapping[tuple[str, str], str]) -> None:
        """Note the columns of a flow: the unit and the snapshot of each."""
        names = list(columns.model.variables[variable].indexes["name"])
        component = variable.partition("-")[0]
        index = columns.of(variable, names)
        unit, step = np.meshgrid(np.arange(index.shape[0]), np.arange(index.shape[1]), indexing="ij")
        there = index >= 0
        self.unit[index[there]] = unit[there] + len(self.owner)
        self.snapshot[index[there]] = step[there]
        first = len(self.owner)
        self.owner += [owner.get((component, str(n)), f"{NOBODY}{first + k}") for k, n in enumerate(names)]
        self.follows += [follows] * len(names)


@dataclass(frozen=True)
class Ports:
    """Where units take and give, a row a unit, way and bus.

    Attributes
    ----------
    unit, way, bus, other : ndarray of int
        Unit; 1 or -1 for flows above or below zero; bus; bus where what it takes here comes out whole, or -1.
    gives, must : ndarray of bool
        Whether it gives there or takes; whether it has to when it runs.
    """

    unit: Array
    way: Array
    bus: Array
    other: Array
    gives: Array
    must: Array


class Carrying:
    """Tells which works of a coalition can carry anything.

    At every bus what goes in comes out. So a component can only run when something gives to each bus that it takes
    from, and something takes from each bus that it gives to. What cannot run is taken out until nothing changes;
    whatever runs in some solution stays. Buses between which flows can go round without loss are one place: running in
    a circle is not carrying, unless it is worth something by itself, see `circling`. Sizes play no part.

    Parameters
    ----------
    flows : Balances, optional
        Balances of the program; without them nothing is left out.
    matrix : csr_matrix, optional
        Rows of the program.
    limits, bounds : tuple of ndarray, optional
        Bounds of its rows, and of its columns when every player is built.
    """

    def __init__(
        self,
        flows: Balances | None = None,
        matrix: sp.csr_matrix | None = None,
        limits: tuple[Array, Array] | None = None,
        bounds: tuple[Array, Array] | None = None,
    ) -> None:
        self._known: dict[Coalition, tuple[Coalition, Coalition]] = {}
        self.flows = flows
        self.holds = False
        if flows is None or matrix is None or limits is None or bounds is None:
            return
        entries = sp.coo_matrix(matrix[flows.rows])
        line, column, value = entries.row, entries.col, entries.data
        # A flow of another hour, or a term that is no flow: what is taken for granted here does not hold.
        same = flows.snapshot[column] == flows.snapshots[line]
        self.holds = len(line) > 0 and bool(((flows.unit[column] >= 0) & same).all())
        if not self.holds:
            return
        self._ports = _ports(flows, bounds, flows.buses[line], column, value)
        self._size = int(flows.buses.max(initial=-1)) + 1
        names, whose = np.unique(np.array(flows.owner, dtype=str), return_inverse=True)
        self._names, self._whose = names.astype(object), whose[self._ports.unit]
        self._nobody = np.char.startswith(names, NOBODY)
        # What runs without any balance (from a bus to itself, of sign 0) may be worth something by itself.
        moves = np.isin(np.arange(len(whose)), flows.unit[(bounds[0] < 0.0) | (bounds[1] > 0.0)])
        alone = moves & ~np.isin(np.arange(len(whose)), self._ports.unit)
        self._alone = frozenset(self._names[whose[alone]])
        _, self._group = np.unique(self._ports.unit * 2 + (self._ports.way > 0), return_inverse=True)
        self._loads = np.zeros(self._size, dtype=bool)
        self._loads[flows.buses[(limits[0][flows.rows] != 0.0) | (limits[1][flows.rows] != 0.0)]] = True
        self._arcs = _Arcs(flows, matrix, bounds, self._ports)

    def __call__(self, coalition: Coalition) -> Coalition:
        """Return the works of a coalition that can carry something; without the others its value is the same."""
        return self._told(coalition)[0]

    def rounds(self, coalition: Coalition) -> Coalition:
        """Return what could go round if the works that `__call__` leaves out were built: works, and units of nobody.

        The value is the same without these works only where `circling` of the optimum names none of these.
        """
        return self._told(coalition)[1]

    def circling(self, cost: Array, duals: Array, tolerance: float) -> Coalition:
        """Return works, and units of nobody, that would be worth something by going round, at the prices of an optimum.

        A flow that goes round costs its own cost and what it takes of buses elsewhere; the prices of the buses between
        which it goes round cancel out. That the works left out change nothing follows where none of these costs is
        negative: with them the same prices still prove the optimum (duality).

        Parameters
        ----------
        cost, duals : ndarray
            Of the columns, CO2 payments included; of the rows.
        tolerance : float
            What a work may be worth and still count as nothing [EUR/a].
        """
        return self._arcs.paid(cost, duals, tolerance) if self.holds else EMPTY

    def _told(self, coalition: Coalition) -> tuple[Coalition, Coalition]:
        if not self.holds:
            return coalition, EMPTY
        if coalition not in self._known:
            self._known[coalition] = self._able(coalition)
        return self._known[coalition]

    def _able(self, coalition: Coalition) -> tuple[Coalition, Coalition]:
        ports = self._ports
        built = self._nobody | np.isin(self._names, [*coalition])
        here = built[self._whose]
        place = self._places(here)
        # A port within a place moves nothing in or out of it.
        within = here & (ports.other >= 0) & (place[ports.bus] == place[ports.other])
        runs, dead = self._running(here, within, place)
        carrying = {*self._names[self._whose[runs]], *self._alone}
        able = frozenset(coalition & carrying | coalition.difference(self._names))
        left_out = np.isin(self._names, [*(coalition - able)])[self._whose]
        dead &= np.isin(place, place[ports.bus[within & ~runs & left_out]])
        rounds = within & (dead[ports.bus] | dead[ports.other])
        return able, frozenset(str(name) for name in self._names[self._whose[rounds]])

    def _places(self, here: Array) -> Array:
        """Return the place of every bus, shape (buses,)."""
        ports = self._ports
        arcs = here & ~ports.gives & (ports.other >= 0)
        shape = (self._size, self._size)
        joined = coo_matrix((np.ones(arcs.sum()), (ports.bus[arcs], ports.other[arcs])), shape=shape)
        return np.asarray(connected_components(joined, connection="strong")[1])

    def _running(self, here: Array, within: Array, place_of: Array) -> tuple[Array, Array]:
        """Return which ports are of components that can run, and which buses only have flows that go round."""
        ports, place, group = self._ports, place_of[self._ports.bus], self._group
        size = int(place_of.max(initial=-1)) + 1
        loads = _any(self._loads, place_of, size)
        runs, count = here.copy(), -1
        while runs.sum() != count:
            count = runs.sum()
            given = _any(runs & ~within & ports.gives, place, size) | loads
            taken = _any(runs & ~within & ~ports.gives, place, size) | loads
            is_given, is_taken = given[place] | ~within & ports.gives, taken[place] | ~within & ~ports.gives
            ends = self._ends(runs, within)
            is_met = is_given & is_taken & ~(within & ends[ports.bus]) | ~ports.must
            runs &= ~_any(~is_met, group)[group]
        return runs, ~(given & taken)[place_of] | ends

    def _ends(self, runs: Array, within: Array) -> Array:
        """Return which buses are dead ends: nothing but the way back to one other bus, shape (buses,)."""
        bus, other = self._ports.bus, self._ports.other
        ways = np.unique(bus[runs & within] * self._size + other[runs & within])
        others = np.bincount(ways // self._size, minlength=self._size)
        return np.asarray((others <= 1) & ~_any(runs & ~within, bus, self._size) & ~self._loads)


class _Arcs:
    """Flows that come out whole somewhere else, and what each costs beside the buses at its two ends."""

    def __init__(self, flows: Balances, matrix: sp.csr_matrix, bounds: tuple[Array, Array], ports: Ports) -> None:
        arcs = ports.other >= 0
        ends = {(int(u), int(b)) for u, b in zip(ports.unit[arcs], ports.bus[arcs], strict=True)}
        self.columns = np.flatnonzero(np.isin(flows.unit, ports.unit[arcs]))
        bus = np.full(matrix.shape[0], -1)
        bus[flows.rows] = flows.buses
        part = sp.coo_matrix(matrix[:, self.columns])
        unit = flows.unit[self.columns][part.col]
        beside = np.array(
            [(int(u), int(b)) not in ends for u, b in zip(unit, bus[part.row], strict=True)], dtype=bool
        ).reshape(len(unit))
        entries = (part.data[beside], (part.col[beside], part.row[beside]))
        self.beside = sp.csr_matrix(entries, shape=(len(self.columns), matrix.shape[0]))
        owner = np.array([*flows.owner, ""], dtype=str)
        self.names, self.whose = np.unique(owner[flows.unit[self.columns]], return_inverse=True)
        self.least, self.most = (np.abs(side[self.columns]) for side in bounds)
        self.least[bounds[0][self.columns] >= 0.0] = 0.0
        self.most[bounds[1][self.columns] <= 0.0] = 0.0

    def paid(self, cost: Array, duals: Array, tolerance: float) -> Coalition:
        """Return whose flows have a cost below zero, see `Carrying.circling`."""
        if not len(self.columns):
            return EMPTY
        side = cost[self.columns] - self.beside @ duals[: self.beside.shape[1]]
        forth, back = np.maximum(0.0, -side), np.maximum(0.0, side)
        with np.errstate(invalid="ignore"):
            worth = np.where(forth > 0.0, forth * self.most, 0.0) + np.where(back > 0.0, back * self.least, 0.0)
        worth = np.nan_to_num(worth, nan=0.0, posinf=np.inf)
        gain = np.bincount(self.whose, weights=worth, minlength=len(self.names))
        return frozenset(str(name) for name in self.names[gain > tolerance])


def _ports(flows: Balances, bounds: tuple[Array, Array], bus: Array, column: Array, value: Array) -> Ports:
    """Return the ports of all units, from the entries of the balances."""
    unit = flows.unit[column]
    found: list[tuple[int, int, int, int, bool, bool]] = []
    for way, able in ((1, bounds[1] > 0.0), (-1, bounds[0] < 0.0)):
        mine = able[column]
        steps = np.bincount(flows.unit[able & (flows.unit >= 0)], minlength=len(flows.owner))
        order = np.lexsort((flows.snapshot[column][mine], bus[mine], unit[mine]))
        entries = (unit[mine][order], bus[mine][order], way * value[mine][order])
        found += _ports_one_way(entries, way, steps, flows.follows)
    table = np.array(found, dtype=int).reshape(len(found), 6)
    return Ports(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4] > 0, table[:, 5] > 0)


def _ports_one_way(
    entries: tuple[Array, Array, Array], way: int, steps: Array, follows: list[bool]
) -> Iterator[tuple[int, int, int, int, bool, bool]]:
    """Yield ports of flows one way: unit, way, bus, other, gives, must. Entries are sorted: unit, bus, snapshot."""
    unit, bus, value = entries
    new = (np.diff(unit, prepend=-1) != 0) | (np.diff(bus, prepend=-1) != 0)
    at: dict[int, dict[int, Array]] = {}
    for first, rate in zip(np.flatnonzero(new), np.split(value, np.flatnonzero(new)[1:]), strict=False):
        at.setdefault(int(unit[first]), {})[int(bus[first])] = rate
    for one, rates in at.items():
        whole = {b for b, rate in rates.items() if len(rate) == steps[one]}
        for here, rate in rates.items():
            other = next((b for b in rates if b != here and {b, here} <= whole and (rates[b] == -rate).all()), -1)
            for gives in (True, False):
                there = rate > 0.0 if gives else rate < 0.0
                if there.any():
                    must = follows[one] and here in whole and bool(there.all())
                    yield one, way, here, other, gives, must


def _pairs(parts: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return zip(parts["component"].astype(str), parts["name"].astype(str), strict=True)


def _any(mask: Array, group: Array, size: int = 0) -> Array:
    """Return by group whether the mask holds anywhere in it."""
    return np.asarray(np.bincount(group, weights=mask, minlength=size) > 0.0)
