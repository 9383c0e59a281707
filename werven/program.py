"""The superset network as one linear program: arrays, and which columns belong to which work.

All coalitions of works share this program; they differ in bounds of columns only. Rows of a single column are bounds
in disguise (PyPSA writes the limits of fixed components that way), so they are folded into the bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import linopy
import numpy as np
import pandas as pd
import pypsa
import scipy.sparse as sp

from werven.carrying import Carrying
from werven.errors import Fault, raise_if
from werven.games import Coalition
from werven.solve import quiet

Array = np.ndarray
#: Variables of the components that can be works: all vanish with the work.
VARIABLES = {
    "Generator": ("p",),
    "Link": ("p",),
    "Process": ("p",),
    "StorageUnit": ("p_dispatch", "p_store", "state_of_charge", "spill"),
    "Store": ("p", "e"),
}
SHEDDING = ("unserved", "load shedding", "load_shedding", "shedding")


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
class Shedding:
    """Columns of demand that is left unserved, buses x snapshots: what `werven.chain` watches."""

    columns: Array
    buses: tuple[str, ...]
    hours: Array


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
    offset_t, offset_eur : float
        Emissions and cost that no column decides [t/a, EUR/a].
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
    carrying : callable
        Returns the works of a coalition that can carry anything: without the others its value is the same.
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
    offset_t: float = 0.0
    offset_eur: float = 0.0
    carrying: Callable[[Coalition], Coalition] = frozenset

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
            np.array([self.offset_t, self.offset_eur]),
            self.shedding.columns,
        )
        for array in arrays:
            sums.update(np.ascontiguousarray(array).tobytes())
        for player in sorted(self.switches):
            switch = self.switches[player]
            sums.update(player.encode())
            for array in (switch.columns, switch.lower, switch.upper):
                sums.update(np.ascontiguousarray(array).tobytes())
        return sums.hexdigest()[:20]

    def bounds(self, coalition: Collection[str]) -> tuple[Array, Array]:
        """Return the bounds of all columns when a coalition is built."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for player in coalition:
            switch = self.switches[player]
            lower[switch.columns] += switch.lower
            upper[switch.columns] += switch.upper
        return lower, upper


class Columns:
    """Where the variables of a model are in its arrays."""

    def __init__(self, model: linopy.Model) -> None:
        self.model = model
        labels = np.asarray(model.matrices.vlabels)
        self._position = np.full(int(labels.max()) + 2, -1)
        self._position[labels] = np.arange(len(labels))

    def of(self, variable: str, names: Collection[str]) -> Array:
        """Return the columns of a variable, names x snapshots (or names alone); -1 where there is none."""
        if variable not in self.model.variables:
            return np.full((len(names), 0), -1)
        labels = self.model.variables[variable].labels
        chosen = labels.reindex(name=list(names), fill_value=-1)
        values = chosen.transpose("name", ...).to_numpy()
        return np.asarray(self._position[values])


def from_network(
    network: pypsa.Network,
    players: Mapping[str, pd.DataFrame],
    ledger: str,
    upstream: str | None = None,
    create_model: Callable[[pypsa.Network], linopy.Model] | None = None,
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
    """
    model = _model(network, create_model)
    matrices = model.matrices
    columns = Columns(model)
    lower, upper = np.array(matrices.lb, dtype=float), np.array(matrices.ub, dtype=float)
    played = [_columns_of(columns, parts) for parts in players.values()]
    rows = _fold(matrices, _outliving(model, played), lower, upper)
    cost = np.array(matrices.c, dtype=float)
    emissions, offset_t = ledger_columns(network, columns, ledger, len(cost))
    if ledger != "carrier":
        cost[np.flatnonzero(emissions)] = 0.0
    abroad = ledger_columns(network, columns, upstream, len(cost))[0] if upstream else np.zeros(len(cost))
    switches = {player: _take_out(index, lower, upper) for player, index in zip(players, played, strict=True)}
    columnwise = (lower, upper, cost, emissions, abroad)
    watched = (_shedding(network, columns), _capacities(model, columns))
    legs = {player: _legs(columns, parts) for player, parts in players.items()}
    hours = network.snapshot_weightings["objective"].to_numpy()
    offsets = (offset_t, float(getattr(network, "objective_constant", 0.0) or 0.0))
    return Program(*rows, *columnwise, switches, *watched, legs, hours, *offsets, Carrying(network, players))


def _model(network: pypsa.Network, create_model: Callable[[pypsa.Network], linopy.Model] | None) -> linopy.Model:
    """Return the model of a network; raise when it is more than a linear program."""
    with quiet():
        whole = network.optimize.create_model
        model = create_model(network) if create_model else whole(include_objective_constant=True)
    allowed = "a linear program: no committable or modular components, no quadratic cost"
    integers = ", ".join([*model.binaries, *model.integers])
    faults = [Fault("network", "", "", integers, allowed)] if integers else []
    faults += [Fault("network", "", "", "a quadratic cost", allowed)] if model.is_quadratic else []
    raise_if(faults)
    return model


def _outliving(model: linopy.Model, played: Sequence[Array]) -> tuple[Array, Array]:
    """Return which rows are no limits of a component, and which columns belong to players.

    Limits of a component vanish with it, and a row of the one on a column of the other does not: without the only
    work that serves a bus its demand is not met.
    """
    own = tuple(f"{component}-" for component in VARIABLES)
    none = np.zeros(0, dtype=int)
    limits = [np.ravel(rows.labels) for name, rows in model.constraints.items() if name.startswith(own)]
    switched = np.zeros(len(model.matrices.vlabels), dtype=bool)
    switched[np.concatenate([*played, none])] = True
    return ~np.isin(model.matrices.clabels, np.concatenate([*limits, none])), switched


def _fold(
    matrices: Any, outliving: tuple[Array, Array], lower: Array, upper: Array
) -> tuple[sp.csr_matrix, Array, Array]:
    """Tighten bounds of columns by rows of one column; return the other rows and their bounds."""
    matrix = sp.csr_matrix(matrices.A, copy=True)
    matrix.eliminate_zeros()
    right = np.asarray(matrices.b, dtype=float)
    sense = np.array([str(sign)[0] for sign in matrices.sense])
    row_lower = np.where(sense != "<", right, -np.inf)
    row_upper = np.where(sense != ">", right, np.inf)
    counts = np.diff(matrix.indptr)
    single = np.flatnonzero(counts == 1)
    rows, columns = outliving
    single = single[~(rows[single] & columns[matrix.indices[matrix.indptr[single]]])]
    column, value = matrix.indices[matrix.indptr[single]], matrix.data[matrix.indptr[single]]
    ends = np.stack([row_lower[single] / value, row_upper[single] / value])
    np.maximum.at(lower, column, ends.min(axis=0))
    np.minimum.at(upper, column, ends.max(axis=0))
    kept = (counts > 0) | (row_lower > 0.0) | (row_upper < 0.0)
    kept[single] = False
    return sp.csr_matrix(matrix[kept]), row_lower[kept], row_upper[kept]


def _columns_of(columns: Columns, parts: pd.DataFrame) -> Array:
    """Return the columns of components that vanish as a whole, each once."""
    found = [
        columns.of(f"{component}-{variable}", list(group["name"])).ravel()
        for component, group in parts.groupby("component", sort=False)
        for variable in VARIABLES[str(component)]
    ]
    index = np.unique(np.concatenate(found))
    return index[index >= 0]


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
        columns.of(f"{component}-{VARIABLES[str(component)][0]}", [name])[0]
        for component, name in zip(parts["component"], parts["name"], strict=True)
    ]
    return [index[index >= 0] for index in found]


def _shedding(network: pypsa.Network, columns: Columns) -> Shedding:
    """Return the columns of generators that stand for demand not served, by role or by carrier."""
    generators = network.generators
    role = generators["role"] if "role" in generators else generators["carrier"]
    mine = generators[generators["active"] & (role.isin(SHEDDING) | generators["carrier"].isin(SHEDDING))]
    index = columns.of("Generator-p", list(mine.index))
    hours = network.snapshot_weightings["objective"].to_numpy()
    buses = tuple(mine["bus"])
    return Shedding(index, buses, hours)


def _capacities(model: linopy.Model, columns: Columns) -> Array:
    """Return the columns that are capacities of components."""
    names = [name for name in model.variables if name.endswith(("-p_nom", "-e_nom", "-s_nom"))]
    found = [columns.of(name, list(model.variables[name].indexes["name"])).ravel() for name in names]
    index = np.concatenate([*found, np.zeros(0, dtype=int)])
    return index[index >= 0]


def ledger_columns(network: pypsa.Network, columns: Columns, ledger: str, width: int) -> tuple[Array, float]:
    """Return the emissions of one unit of every column, and those that no column decides.

    Parameters
    ----------
    network : Network
        The network of the model.
    columns : Columns
        Of the model.
    ledger : str
        A bus: what its generators and stores take from it is what the others emit. ``"carrier"``: fuel burnt
        times ``carriers.co2_emissions``, as PyPSA counts a primary-energy constraint.
    width : int
        Number of columns.

    Returns
    -------
    tuple of ndarray and float
        [t/a] per unit, and [t/a].
    """
    result = np.zeros(width)
    weights = network.snapshot_weightings
    if ledger == "carrier":
        return result, _carrier_ledger(network, columns, result)
    takers = network.generators.query("bus == @ledger and active")
    index = columns.of("Generator-p", list(takers.index))
    if index.size:
        result[index] = -takers["sign"].to_numpy()[:, None] * weights["generators"].to_numpy()
    stores = network.stores.query("bus == @ledger and active")
    index = columns.of("Store-p", list(stores.index))
    if index.size:
        result[index] = -stores["sign"].to_numpy()[:, None] * weights["stores"].to_numpy()
    return result, 0.0


def _carrier_ledger(network: pypsa.Network, columns: Columns, result: Array) -> float:
    """Fill in the emissions of fuels by carrier; return what stores hold at the start."""
    weights = network.snapshot_weightings["generators"].to_numpy()
    factor = network.carriers["co2_emissions"]
    generators = network.generators[network.generators["carrier"].map(factor).fillna(0.0) != 0.0]
    generators = generators[generators["active"]]
    if len(generators):
        efficiency = network.get_switchable_as_dense("Generator", "efficiency")[generators.index]
        rate = generators["carrier"].map(factor).to_numpy() / efficiency.to_numpy()
        result[columns.of("Generator-p", list(generators.index))] = (rate * weights[:, None]).T
    constant = 0.0
    for component, level, start, cyclic in (
        ("Store", "e", "e_initial", "e_cyclic"),
        ("StorageUnit", "state_of_charge", "state_of_charge_initial", "cyclic_state_of_charge"),
    ):
        static = network.c[component].static
        static = static[~static[cyclic] & static["active"] & (static["carrier"].map(factor).fillna(0.0) != 0.0)]
        if len(static):
            rate = static["carrier"].map(factor).to_numpy()
            result[columns.of(f"{component}-{level}", list(static.index))[:, -1]] = -rate
            constant += float(rate @ static[start].to_numpy())
    return constant


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
