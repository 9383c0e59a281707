"""The superset network as one linear program: arrays, and which columns belong to which work.

All coalitions of works share this program; they differ in bounds of columns only. Rows of a single column are bounds
in disguise (PyPSA writes the limits of fixed components that way), so they are folded into the bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import linopy
import numpy as np
import pandas as pd
import pypsa
import scipy.sparse as sp

from werven.coalition import Coalition
from werven.errors import Fault, InputError, kind_of, raise_if
from werven.network.solve import quiet
from werven.ranking.linear.arrays import Columns, Rows
from werven.ranking.linear.carrying import Balances, Carrying
from werven.ranking.linear.emitted import BY_CARRIER, by_carrier, counted, counting_rows, on_bus, without_own_cost
from werven.ranking.linear.features import OF_NETWORKS
from werven.ranking.linear.places import Places
from werven.ranking.linear.solvable import size_faults
from werven.ranking.linear.standing import must_run
from werven.ranking.linear.unserved import Shedding, shedding_of

Array = np.ndarray
#: Variable of the flow of the components that can be works.
FLOWS = {"Generator": "p", "Link": "p", "Process": "p", "StorageUnit": "p_dispatch", "Store": "p"}


@dataclass(frozen=True)
class Switch:
    """What a player of the ranking adds to the bounds of the program when it is built.

    Attributes
    ----------
    columns : ndarray of int
        Columns, each once.
    lower, upper : ndarray
        Added to the bounds of a column [MW or t/h].
    """

    columns: Array
    lower: Array
    upper: Array


@dataclass(frozen=True)
class Origin:
    """What a program was before it was made smaller, see `werven.ranking.solver.merged`.

    Attributes
    ----------
    cost, emissions : ndarray
        Of its columns then.
    abroad : ndarray
        Of its columns then.
    rows : ndarray of int
        Row now of every row then; what took over a row has its price.
    columns, kept : ndarray of int
        Column and row then of every column and row now.
    fixed : ndarray
        What its columns gave then that nothing moves; 0 for all others.
    """

    cost: Array
    emissions: Array
    abroad: Array
    rows: Array
    columns: Array
    kept: Array
    fixed: Array


@dataclass
class Program:
    """A linear program: least ``cost @ x`` with bounds on columns and rows.

    Attributes
    ----------
    matrix : csr_matrix
        Rows x columns.
    row_lower, row_upper, lower, upper : ndarray
        Bounds; those of the columns without any player.
    cost : ndarray
        [EUR/a] per unit of a column, CO2 payments left out.
    emissions, upstream : ndarray
        [t/a] per unit of a column, to the ledger and abroad.
    abroad : ndarray
        What a unit of a column costs more where the CO2 price elsewhere is 1 EUR/t higher [EUR/a].
    elsewhere : callable, optional
        By how much that price is above the one of the costs, at a price of the ledger [EUR/t]; never by default.
    offset_t, offset_upstream_t, offset_eur : float
        Emissions, those abroad and cost that no column decides [t/a, EUR/a].
    switches : dict of str to Switch
        By player.
    shedding : Shedding
        Columns of unserved demand.
    capacity : ndarray of int
        Columns that are capacities of components (``p_nom``).
    legs : dict of str to list of ndarray
        By player: the columns of the flow of each of its components over the snapshots.
    hours : ndarray
        Weight of each snapshot [h/a].
    balances : DataFrame
        ``row, bus, snapshot`` (its number) of the rows in which buses balance.
    carrying : Carrying
        Tells the works of a coalition that can carry anything: without the others its value is the same. It knows the
        program as it was before it was made smaller.
    origin : Origin, optional
        The same, where it was made smaller.
    places : Places
        What its columns and rows are; those of the program before it was made smaller.
    """

    matrix: sp.csr_matrix
    row_lower: Array
    row_upper: Array
    lower: Array
    upper: Array
    cost: Array
    emissions: Array
    upstream: Array
    switches: dict[str, Switch]
    shedding: Shedding
    capacity: Array
    legs: dict[str, list[Array]] = field(default_factory=dict)
    hours: Array = field(default_factory=lambda: np.zeros(0))
    abroad: Array = field(default_factory=lambda: np.zeros(0))
    elsewhere: Callable[[float], float] | None = None
    offset_t: float = 0.0
    offset_upstream_t: float = 0.0
    offset_eur: float = 0.0
    carrying: Carrying = field(default_factory=Carrying)
    balances: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["row", "bus", "snapshot"]))
    origin: Origin | None = None
    places: Places = field(default_factory=lambda: Places({}, {}))

    def __post_init__(self) -> None:
        if not len(self.abroad):
            self.abroad = np.zeros(len(self.cost))

    def shift(self, price: float) -> float:
        """Return by how much the CO2 price elsewhere is above that of the costs, at a price of the ledger [EUR/t]."""
        return self.elsewhere(price) if self.elsewhere is not None else 0.0

    def circling(self, price: float, duals: Array, tolerance: float) -> Coalition:
        """Return what would be worth something by going round at an optimum, see `Carrying.circling`.

        Parameters
        ----------
        price : float
            Of CO2 [EUR/t].
        duals : ndarray
            Of the rows.
        tolerance : float
            What a work may be worth and still count as nothing [EUR/a].
        """
        rows, columns = (np.arange(size) for size in self.matrix.shape)
        own = Origin(self.cost, self.emissions, self.abroad, rows, columns, rows, np.zeros(len(columns)))
        was = self.origin or own
        cost = was.cost + price * was.emissions + self.shift(price) * was.abroad
        return self.carrying.circling(cost, duals[was.rows], tolerance)

    @property
    def switched(self) -> Array:
        """Which columns belong to players, shape (columns,)."""
        return _switched({player: switch.columns for player, switch in self.switches.items()}, len(self.cost))

    def labels(self) -> tuple[pd.Index, pd.Index]:
        """Return the names of the columns and rows."""
        height, width = self.matrix.shape
        if self.origin is None:
            return self.places.column_labels(width), self.places.row_labels(height)
        columns = self.places.column_labels(len(self.origin.cost))
        return columns[self.origin.columns], self.places.row_labels(len(self.origin.rows))[self.origin.kept]

    def increments(self, players: Sequence[str]) -> tuple[Array, Array, Array]:
        """Return the columns of all players, and what each adds to their bounds (players x columns)."""
        parts = [self.switches[player].columns for player in players]
        columns = np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=int)
        lower, upper = np.zeros((len(players), len(columns))), np.zeros((len(players), len(columns)))
        for row, player in enumerate(players):
            switch = self.switches[player]
            place = np.searchsorted(columns, switch.columns)
            lower[row, place], upper[row, place] = switch.lower, switch.upper
        return columns, lower, upper

    def digest(self) -> str:
        """Return a short name of the contents: two programs that agree in it have the same values."""
        sums = hashlib.sha256()
        arrays = (
            self.matrix.indptr,
            self.matrix.indices,
            self.matrix.data,
            self.row_lower,
            self.row_upper,
            self.lower,
            self.upper,
            self.cost,
            self.emissions,
            self.upstream,
            self.abroad,
            np.array([self.offset_t, self.offset_upstream_t, self.offset_eur]),
            self.shedding.columns,
            self.shedding.scale,
        )
        for array in arrays:
            sums.update(np.ascontiguousarray(array).tobytes())
        for player in sorted(self.switches):
            switch = self.switches[player]
            sums.update(player.encode())
            for array in (switch.columns, switch.lower, switch.upper):
                sums.update(np.ascontiguousarray(array).tobytes())
        sums.update(repr(self.elsewhere).encode() if self.elsewhere is not None else b"")
        return sums.hexdigest()[:20]

    def bounds(self, coalition: Collection[str]) -> tuple[Array, Array]:
        """Return the bounds of all columns when a coalition is built."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for player in coalition:
            switch = self.switches[player]
            lower[switch.columns] += switch.lower
            upper[switch.columns] += switch.upper
        return lower, upper


def from_network(
    network: pypsa.Network,
    players: Mapping[str, pd.DataFrame],
    ledger: str,
    upstream: str | None = None,
    create_model: Callable[[pypsa.Network], linopy.Model] | None = None,
    unserved: Collection[str] | None = None,
) -> Program:
    """Return the program of a superset network.

    Parameters
    ----------
    network : Network
        Every player is active in it.
    players : mapping of str to DataFrame
        ``component, name`` of what belongs to each player.
    ledger : str
        A bus, or ``"carrier"``.
    upstream : str, optional
        Bus that counts emissions abroad.
    create_model : callable, optional
        Returns the linopy model of a network; PyPSA's own when absent.
    unserved : collection of str, optional
        Carriers of generators that stand for demand not served, see `werven.ranking.linear.unserved.unserved`.

    Raises
    ------
    InputError
        A model that is more than a linear program, numbers that no solver can work with, or works that could not stand
        still.
    """
    with counted(network, ledger):
        model = _model(network, create_model)
    columns, rows = Columns(model), Rows(model)
    raise_if(size_faults(columns, rows))
    played = {player: columns.belonging(parts) for player, parts in players.items()}
    kept, on = _folded(columns, rows, played)
    (cost, emissions, abroad), offset_t = _accounts(network, columns, rows, ledger, upstream)
    lower, upper = (bounds.copy() for bounds in on)
    switches = {player: _take_out(index, lower, upper) for player, index in played.items()}
    matrix, limits = sp.csr_matrix(rows.matrix[kept]), (rows.lower[kept], rows.upper[kept])
    flows = Balances(columns, rows.balances(), kept, players)
    return Program(
        matrix=matrix,
        row_lower=limits[0],
        row_upper=limits[1],
        lower=lower,
        upper=upper,
        cost=cost,
        emissions=emissions,
        upstream=abroad,
        switches=switches,
        shedding=shedding_of(network, columns, unserved),
        capacity=_capacities(model, columns),
        legs={player: _legs(columns, parts) for player, parts in players.items()},
        hours=network.snapshot_weightings["objective"].to_numpy(),
        offset_t=offset_t,
        offset_eur=float(getattr(network, "objective_constant", 0.0) or 0.0),
        carrying=Carrying(flows, matrix, limits, on),
        balances=flows.table,
        places=Places.of(columns, rows, kept),
    )


def _folded(columns: Columns, rows: Rows, played: Mapping[str, Array]) -> tuple[Array, tuple[Array, Array]]:
    """Return the places of the rows that are no bounds in disguise, and the bounds of all columns with every player.

    Raises
    ------
    InputError
        Works that could not stand still.
    """
    matrices = columns.model.matrices
    lower, upper = np.array(matrices.lb, dtype=float), np.array(matrices.ub, dtype=float)
    kept = _fold(rows, _switched(played, len(lower)), lower, upper)
    raise_if(must_run(columns, rows, (lower, upper), played))
    return kept, (lower, upper)


def _accounts(
    network: pypsa.Network, columns: Columns, rows: Rows, ledger: str, upstream: str | None
) -> tuple[tuple[Array, Array, Array], float]:
    """Return cost [EUR/a], emissions and those abroad [t/a] of one unit of every column, and those of none [t/a]."""
    width = len(columns.labels)
    cost = np.array(columns.model.matrices.c, dtype=float)
    abroad = on_bus(network, columns, upstream, width) if upstream else np.zeros(width)
    if ledger == BY_CARRIER:
        emissions, offset_t = by_carrier(network, rows, width)
        return (cost, emissions, abroad), offset_t
    return (without_own_cost(network, columns, ledger, cost), on_bus(network, columns, ledger, width), abroad), 0.0


def _model(network: pypsa.Network, create_model: Callable[[pypsa.Network], linopy.Model] | None) -> linopy.Model:
    """Return the model of a network; raise when it is more than a linear program, or PyPSA cannot make it."""
    with quiet():
        model = create_model(network) if create_model else _own_model(network)
    if not isinstance(model, linopy.Model):
        raise InputError([Fault("create_model", "", "", kind_of(model), "a function that returns a linopy model")])
    allowed = OF_NETWORKS["linear"].allowed
    more = [*model.binaries, *model.integers, *model.variables.semi_continuous, *model.variables.sos]
    integers = ", ".join(dict.fromkeys(map(str, more)))
    faults = [Fault("network", "", "", integers, allowed)] if integers else []
    faults += [Fault("network", "", "", "a quadratic cost", allowed)] if model.is_quadratic else []
    raise_if(faults)
    return model


def _own_model(network: pypsa.Network) -> linopy.Model:
    """Return the model that PyPSA makes; what it cannot make is bad input, told in its words.

    Raises
    ------
    InputError
        What `network.optimize` would stop at as well.
    """
    try:
        return network.optimize.create_model(include_objective_constant=True)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise InputError([Fault("network", "", "", told, OF_NETWORKS["pypsa"].allowed)]) from error


def _switched(played: Mapping[str, Array], width: int) -> Array:
    """Return which columns belong to players, shape (columns,)."""
    switched = np.zeros(width, dtype=bool)
    switched[np.concatenate([*played.values(), np.zeros(0, dtype=int)])] = True
    return switched


def _fold(rows: Rows, switched: Array, lower: Array, upper: Array) -> Array:
    """Tighten bounds of columns by rows of one column, in place; return the places of the rows that are left.

    Limits of a component vanish with it, and a row of the one on a column of the other does not: without the only
    work that serves a bus its demand is not met. Rows that only count are left out.
    """
    matrix = rows.matrix
    counts = np.diff(matrix.indptr)
    single = np.flatnonzero(counts == 1)
    outliving = ~rows.limits_of(FLOWS)
    single = single[~(outliving[single] & switched[matrix.indices[matrix.indptr[single]]])]
    # A balance stays a row, so that it can be named, and has a place where another demand is written.
    single = np.setdiff1d(single, np.concatenate([counting_rows(rows), rows.balances()["row"].to_numpy(dtype=int)]))
    lower[:], upper[:] = _tightened(rows, single, lower, upper)
    kept = (counts > 0) | (rows.lower > 0.0) | (rows.upper < 0.0)
    kept[single] = False
    kept[counting_rows(rows)] = False
    return np.flatnonzero(kept)


def _tightened(rows: Rows, single: Array, lower: Array, upper: Array) -> tuple[Array, Array]:
    """Return the bounds of columns within those of rows of one column."""
    matrix, low, high = rows.matrix, lower.copy(), upper.copy()
    column, value = matrix.indices[matrix.indptr[single]], matrix.data[matrix.indptr[single]]
    ends = np.stack([rows.lower[single] / value, rows.upper[single] / value])
    np.maximum.at(low, column, ends.min(axis=0))
    np.minimum.at(high, column, ends.max(axis=0))
    return low, high


def _take_out(index: Array, lower: Array, upper: Array) -> Switch:
    """Take what a player adds out of the bounds of its columns, in place, and return it.

    The flow of a Store has no bounds: it is nothing without the store because its level is.
    """
    adds = [np.where(np.isfinite(bounds[index]), bounds[index], 0.0) for bounds in (lower, upper)]
    lower[index] -= adds[0]
    upper[index] -= adds[1]
    return Switch(index, adds[0], adds[1])


def _legs(columns: Columns, parts: pd.DataFrame) -> list[Array]:
    """Return the columns of the flow of every component."""
    found = [
        columns.of(f"{component}-{FLOWS[str(component)]}", [name])[0]
        for component, name in zip(parts["component"], parts["name"], strict=True)
    ]
    return [index[index >= 0] for index in found]


def _capacities(model: linopy.Model, columns: Columns) -> Array:
    """Return the columns that are capacities of components."""
    names = [name for name in model.variables if name.endswith(("-p_nom", "-e_nom", "-s_nom"))]
    found = [columns.of(name, list(model.variables[name].indexes["name"])).ravel() for name in names]
    index = np.concatenate([*found, np.zeros(0, dtype=int)])
    return index[index >= 0]


def give_room(program: Program, network: pypsa.Network, rooms: Mapping[str, pd.DataFrame]) -> Program:
    """Let companies' projects play: one that is not built takes its size from the room of its technology.

    Parameters
    ----------
    program : Program
        Without projects.
    network : Network
        The network of the program, with its model.
    rooms : mapping of str to DataFrame
        By project: ``component, name, capacity``.
    """
    if not rooms:
        return program
    columns = Columns(network.model)
    switches, upper = dict(program.switches), program.upper.copy()
    for project, parts in rooms.items():
        index = np.array(
            [columns.of(f"{c}-p_nom", [name])[0] for c, name in zip(parts["component"], parts["name"], strict=True)]
        )
        size = parts["capacity"].to_numpy(dtype=float)
        switches[project] = Switch(index, np.zeros(len(index)), size)
        upper[index] -= size
    return replace(program, switches=switches, upper=np.maximum(upper, program.lower))
