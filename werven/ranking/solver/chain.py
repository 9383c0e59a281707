"""A chain of solves: one program in one solver, from coalition to coalition."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import highspy
import numpy as np

from werven.coalition import Coalition, label
from werven.errors import Fault, SolveError, kind_of, make_plain, nearest, number_faults, raise_if
from werven.ranking.linear.program import Array, Program
from werven.ranking.linear.slopes import Moving
from werven.ranking.solver.bases import JUMP, Bases, Held, Task
from werven.ranking.solver.shortage import check_served
from werven.ranking.solver.unwanted import find_blocks, no_blocks, rows_of

#: Methods of the first solve.
METHODS = ("ipx", "hipo", "simplex", "choose")
#: A column counts as used beyond this [MW or t/h].
USED = 1e-6
#: A work is unwanted when building it could save less than this share of the cost of the system.
GAIN = 1e-9
#: A walk that takes more pivots than this share of the columns (or a thousand) is lost: from scratch is faster.
PATIENCE = 0.25
MOST_PIVOTS = 2**31 - 1
#: What a MW (or t/h) of demand that is not served costs at least, whatever the network says [EUR a year]. Our choice,
#: meant to be more than any plant that could serve it, however few the hours: else demand is left rather than served.
UNSERVED_EUR = 2e6
#: A column earns something beyond this reduced cost.
EARNS = 1e-9
DUAL, PRIMAL = 1, 4
#: Perturbation of costs: taking it back costs a walk more than it saves. Pricing: so do exact weights of a given basis.
PLAIN, PERTURBED, DEVEX = 0.0, 1.0, 1
LOWER, BASIC, UPPER = (int(getattr(highspy.HighsBasisStatus, name)) for name in ("kLower", "kBasic", "kUpper"))


@dataclass(frozen=True)
class Settings:
    """Options of the solver, the same for every solve of a ranking.

    Attributes
    ----------
    cold : str
        HiGHS method of the first solve, ``ipx``, ``hipo``, ``simplex`` or ``choose``; crossover gives the basis.
    time_limit_s : float
        Of one solve.
    reduce : bool
        Leave out capacities that nobody wants, see `werven.ranking.solver.unwanted`.
    """

    cold: str = "ipx"
    time_limit_s: float = 3600.0
    reduce: bool = True

    def __post_init__(self) -> None:
        faults = number_faults("solver", "time_limit_s", self.time_limit_s, "seconds > 0", np.nextafter(0.0, 1.0))
        if self.cold not in METHODS:
            near = nearest(self.cold, METHODS)
            faults.append(Fault("solver", "", "cold", str(self.cold), f"one of {', '.join(METHODS)}", near))
        if not isinstance(self.reduce, bool):
            faults.append(Fault("solver", "", "reduce", kind_of(self.reduce), "True or False"))
        raise_if(faults)
        make_plain(self, {"time_limit_s": float})


@dataclass(frozen=True)
class Point:
    """What one solve says about a coalition.

    Attributes
    ----------
    emissions_t, upstream_t, cost_eur : float
        Per year; cost with CO2 payments, without capital and fixed cost of any player.
    used : frozenset of str
        Players that carry something: all others may be left out without a change.
    unwanted : frozenset of str
        Players outside the coalition that may be built without a change.
    circling : frozenset of str
        Players, and units of nobody, that would be worth something by going round, see `werven.ranking.linear`.
    seconds : float
        Time of the solve.
    iterations : int
        Of the simplex method.
    slopes : tuple of float
        What cost gains per unit of every parameter of a program that moves [EUR/a]; else none.
    """

    emissions_t: float
    upstream_t: float
    cost_eur: float
    used: Coalition
    unwanted: Coalition
    seconds: float
    iterations: int = 0
    circling: Coalition = frozenset()
    slopes: tuple[float, ...] = ()


@dataclass
class Start:
    """Where a chain begins: a basis and the blocks that are in the program."""

    columns: Array
    rows: Array
    blocks: Array
    coalition: Coalition
    price: float


class Optimum(NamedTuple):
    """Columns, their reduced costs, and the prices of rows."""

    value: Array
    reduced: Array
    price: Array


class Chain:
    """A program in HiGHS, solved again and again from the nearest basis.

    Parameters
    ----------
    program : Program
        What is solved.
    settings : Settings
        Solver options.
    starts : sequence of Start
        From other chains, all with the same blocks, so that nothing has to be solved from scratch.
    bases : Bases, optional
        Shared by chains with the same starts.
    moving : Moving, optional
        How the program moves with parameters, of which every optimum tells the slopes.
    """

    def __init__(
        self,
        program: Program,
        settings: Settings,
        starts: Sequence[Start] = (),
        bases: Bases | None = None,
        moving: Moving | None = None,
    ) -> None:
        self.program = program
        self.settings = settings
        self.moving = moving
        self._players = sorted(program.switches)
        self._cost = program.cost.copy()
        shedding = program.shedding
        least = UNSERVED_EUR * np.abs(shedding.scale)[:, None]
        self._cost[shedding.columns] = np.maximum(self._cost[shedding.columns], least)
        self._columns, self._lower, self._upper = program.increments(self._players)
        self._blocks = find_blocks(program) if settings.reduce else no_blocks()
        self._in = np.zeros(self._blocks.count, dtype=bool)
        self._coalition: Coalition = frozenset()
        self._price = 0.0
        self._is_priced = False
        self._priced = np.flatnonzero((program.emissions != 0.0) | (program.abroad != 0.0))
        self._is_begun = False
        self._entered = np.zeros(0, dtype=int)
        self._patience = max(1000, int(PATIENCE * len(program.cost)))
        self.bases = bases if bases is not None else Bases(self._players, float(self._patience))
        self._highs = _empty_solver()
        self._told: Optimum | None = None
        self._in[starts[0].blocks if starts else slice(None)] = True
        self._build()
        for start in starts:
            self._begin(start)

    # -- the program in the solver ---------------------------------------------------------------------------

    def _build(self) -> None:
        """Hand the program to the solver, without the rows of blocks that are out."""
        program, blocks = self.program, self._blocks
        out = ~self._in[blocks.owner]
        keep = np.ones(program.matrix.shape[0], dtype=bool)
        keep[blocks.rows[out]] = False
        lower, upper = program.lower.copy(), program.upper.copy()
        upper[blocks.members[out]] = blocks.limit[out]
        upper[blocks.capacity[~self._in[blocks.block]]] = 0.0
        self._highs = _empty_solver()
        width = len(program.cost)
        self._highs.addVars(width, lower, upper)
        self._highs.changeColsCost(width, np.arange(width, dtype=np.int32), self._cost)
        self._rows = np.zeros(0, dtype=int)
        self._add_rows(np.flatnonzero(keep))

    def _add_rows(self, rows: Array) -> None:
        """Append rows to the program in the solver."""
        matrix, lower, upper = rows_of(self.program, rows)
        self._highs.addRows(len(rows), lower, upper, matrix.nnz, matrix.indptr, matrix.indices, matrix.data)
        self._rows = np.concatenate([self._rows, rows])

    def _enter(self, chosen: Array) -> None:
        """Put blocks into the program; the basis stays one, with the new rows in it."""
        self._take(self._present(), chosen)

    def _admit(self, chosen: Array) -> None:
        """Put blocks into the program."""
        blocks, program = self._blocks, self.program
        self._in[chosen] = True
        mine = np.flatnonzero(np.isin(blocks.owner, chosen))
        self._add_rows(blocks.rows[mine])
        built = blocks.capacity[np.isin(blocks.block, chosen)]
        columns = np.concatenate([blocks.members[mine], built]).astype(np.int32)
        self._highs.changeColsBounds(len(columns), columns, program.lower[columns], program.upper[columns])
        self._entered = np.concatenate([self._entered, mine])

    def _present(self) -> Held:
        """Return the basis at hand."""
        return Held(self.here, self._highs.getBasis(), self._entered, self._earning())

    def _earning(self) -> Array:
        """Return which members of blocks have a negative reduced cost now; none when there is no optimum."""
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.zeros(len(self._blocks.members), dtype=bool)
        return np.asarray(self._optimum().reduced[self._blocks.members] < -EARNS)

    def _take(self, held: Held, also: Array | None = None) -> None:
        """Take over a basis, this chain's or another's, and put blocks into the program besides."""
        owners = np.unique(self._blocks.owner[held.entered])
        chosen = owners if also is None else np.union1d(owners, also)
        if len(lacking := chosen[~self._in[chosen]]):
            self._admit(lacking)
        is_same = np.array_equal(held.entered, self._entered)
        self._highs.setBasis(held.basis if is_same else self._with_rows(held))

    def _with_rows(self, held: Held) -> highspy.HighsBasis:
        """Return a basis with the rows of blocks that are in the program now, in their order.

        Where a member earns something, or is at the limit of what stands, it is basic and its row is not: then no
        reduced cost is negative but that of a capacity which pays, and a basis that was an optimum stays one.
        """
        status, blocks = highspy.HighsBasisStatus, self._blocks
        columns, rows = list(held.basis.col_status), list(held.basis.row_status)
        first = len(rows) - len(held.entered)
        known = dict(zip(held.entered.tolist(), rows[first:], strict=True))
        del rows[first:]
        is_upper = np.isneginf(self.program.row_lower[blocks.rows])
        for place in self._entered.tolist():
            if place in known:
                rows.append(known[place])
                continue
            member = blocks.members[place]
            is_basic = columns[member] == status.kBasic
            is_full = held.earning[place] or columns[member] == status.kUpper
            columns[member] = status.kBasic if is_full or is_basic else status.kLower
            full = status.kUpper if is_upper[place] else status.kLower
            rows.append(full if is_full and not is_basic else status.kBasic)
        return _basis(columns, rows)

    def _begin(self, start: Start) -> None:
        """Take over a basis of another chain."""
        status = [highspy.HighsBasisStatus(code) for code in range(5)]
        basis = _basis([status[code] for code in start.columns], [status[code] for code in start.rows], is_alien=True)
        self._point_at(start.coalition, start.price)
        self._highs.setBasis(basis)
        self._is_begun = True
        self._optimise(DUAL)
        self._hold()

    def staying(self) -> Array:
        """Return which blocks have to stay in the program where this chain stands: they are built, or in its basis.

        A block may go when as many of its rows have a basic column or are basic as it has rows, its capacities counted
        in: what is left is a basis then, in which an output below the limit of what stands stays basic.
        """
        assert bool(self._in.all())
        (columns, rows), blocks = self._codes(), self._blocks
        basic = (columns[blocks.members] == BASIC) | (rows[blocks.rows] == BASIC)
        surplus = np.bincount(blocks.owner, weights=basic - 1.0, minlength=blocks.count)
        surplus += np.bincount(blocks.block, weights=columns[blocks.capacity] == BASIC, minlength=blocks.count)
        size = self._optimum().value[blocks.capacity]
        built = np.bincount(blocks.block, weights=size > USED, minlength=blocks.count)
        return np.asarray((built > 0) | (surplus != 0))

    def start(self, kept: Array) -> Start:
        """Return where this chain stands, without all blocks but some; these are at least the `staying`."""
        (columns, rows), blocks = self._codes(), self._blocks
        out = ~kept[blocks.owner]
        members, full = blocks.members[out], rows[blocks.rows[out]] != BASIC
        was_basic = columns[members] == BASIC
        columns[members] = np.where(was_basic, np.where(full, UPPER, BASIC), LOWER)
        columns[blocks.capacity[~kept[blocks.block]]] = LOWER
        remain = np.ones(len(rows), dtype=bool)
        remain[blocks.rows[out]] = False
        return Start(columns, rows[remain], np.flatnonzero(kept), self._coalition, self._price)

    def _codes(self) -> tuple[Array, Array]:
        """Return the status of columns and rows in the present basis."""
        basis = self._highs.getBasis()
        columns = np.array([int(code) for code in basis.col_status], dtype=np.uint8)
        rows = np.array([int(code) for code in basis.row_status], dtype=np.uint8)
        return columns, rows

    # -- solving ---------------------------------------------------------------------------------------------

    def _point_at(self, coalition: Coalition, price: float) -> None:
        """Set bounds and costs of a coalition and a price."""
        before = self._mask(self._coalition)
        after = self._mask(coalition)
        if (before != after).any():
            moved = np.flatnonzero(np.abs(after - before) @ (np.abs(self._lower) + np.abs(self._upper)))
            index = self._columns[moved]
            lower = self.program.lower[index] + after @ self._lower[:, moved]
            upper = self.program.upper[index] + after @ self._upper[:, moved]
            self._highs.changeColsBounds(len(index), index.astype(np.int32), lower, upper)
        if price != self._price or not self._is_priced:
            index, program = self._priced, self.program
            cost = self._cost[index] + price * program.emissions[index] + program.shift(price) * program.abroad[index]
            self._highs.changeColsCost(len(index), index.astype(np.int32), cost)
            self._is_priced = True
        self._coalition, self._price = coalition, price

    def _mask(self, coalition: Collection[str]) -> Array:
        return np.array([player in coalition for player in self._players], dtype=float)

    def solve(self, coalition: Coalition, price: float) -> Point:
        """Solve a coalition at a CO2 price.

        Raises
        ------
        SolveError
            No optimum, or demand left unserved.
        """
        began = time.perf_counter()
        iterations = 0
        if (near := self.bases.nearest((coalition, price))) is not None and near[0].task[1] != price:
            # Price first and works then: the optimum between the two is near to other coalitions at that price too.
            iterations += self._move(near[0].task[0], price)
        iterations += self._move(coalition, price)
        return self._read(coalition, time.perf_counter() - began, iterations)

    def _move(self, coalition: Coalition, price: float) -> int:
        """Solve a coalition at a price from the nearest basis; return the iterations."""
        self._jump((coalition, price))
        before = self.here
        self._point_at(coalition, price)
        iterations = self._optimise(PRIMAL if before[0] == coalition and before[1] != price else DUAL)
        while len(paying := self._paying()):
            self._enter(paying)
            iterations += self._optimise(PRIMAL)
        self.bases.learn(before, self.here, iterations)
        self._hold()
        return iterations

    def flows(self) -> Array:
        """Return the columns at the present optimum."""
        return self._optimum().value

    def _optimum(self) -> Optimum:
        """Return what the last run found: read from the solver once, since that takes longer than many a solve."""
        if self._told is None:
            found = self._highs.getSolution()
            self._told = Optimum(*(np.asarray(part) for part in (found.col_value, found.col_dual, found.row_dual)))
        return self._told

    @property
    def here(self) -> Task:
        """Where this chain stands."""
        return self._coalition, self._price

    def _jump(self, task: Task) -> None:
        """Go to the basis of a nearer coalition, when one is clearly nearer than the present one."""
        near = self.bases.nearest(task)
        if near is not None and (not self._is_begun or near[1] + JUMP < self.bases.between(self.here, task)):
            self._point_at(*near[0].task)
            self._take(near[0])
            self._is_begun = True

    def _hold(self) -> None:
        """Keep the basis of an optimum."""
        self._is_begun = True
        self.bases.keep(self._present())

    def _optimise(self, strategy: int) -> int:
        """Run the simplex method from the basis at hand, or from scratch where there is none or it fails.

        Returns
        -------
        int
            Pivots, those of a lost walk among them: what is far must not look near the next time.
        """
        lost = 0
        if self._is_begun:
            self._highs.setOptionValue("simplex_strategy", strategy)
            if self._run("simplex", self._patience, PLAIN):
                return int(self._highs.getInfo().simplex_iteration_count)
            lost = int(self._highs.getInfo().simplex_iteration_count)
            is_lost = self._highs.getModelStatus() == highspy.HighsModelStatus.kIterationLimit
            if not is_lost and not self._in.all():
                # Demand may need what is left out: a price tells that only where there is one.
                self._enter(np.flatnonzero(~self._in))
                return lost + self._optimise(strategy)
        return lost + self._from_scratch()

    def _from_scratch(self) -> int:
        """Solve without a basis; with all blocks where that takes them. Return the pivots."""
        for chosen in (np.zeros(0, dtype=int), np.flatnonzero(~self._in)):
            self._admit(chosen)
            self._highs.clearSolver()
            self._highs.setOptionValue("simplex_strategy", DUAL)
            if self._run(self.settings.cold) or self._run("simplex"):
                return int(self._highs.getInfo().simplex_iteration_count)
            if self._in.all():
                break
        status = self._highs.modelStatusToString(self._highs.getModelStatus())
        built = label(self._coalition)
        raise SolveError(f"coalition {built!r}: the solver says {status!r}; only 'optimal' counts")

    def _run(self, method: str, limit: int = MOST_PIVOTS, perturbed: float = PERTURBED) -> bool:
        self._told = None
        self._highs.setOptionValue("solver", method)
        self._highs.setOptionValue("simplex_iteration_limit", limit)
        self._highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", perturbed)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self.settings.time_limit_s)
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _paying(self) -> Array:
        """Return the blocks that are out and would be built."""
        if self._in.all():
            return np.zeros(0, dtype=int)
        paying = self._blocks.paying(self._optimum().reduced)
        return np.asarray(paying[~self._in[paying]])

    def _read(self, coalition: Coalition, seconds: float, iterations: int) -> Point:
        """Return what the optimum says."""
        value, reduced, row_dual = self._optimum()
        check_served(self.program, value, coalition)
        objective = float(self._highs.getInfo().objective_function_value)
        return Point(
            float(self.program.emissions @ value) + self.program.offset_t,
            float(self.program.upstream @ value) + self.program.offset_upstream_t,
            objective + self.program.offset_eur + self._price * self.program.offset_t,
            self._used(coalition, value),
            self._unwanted(coalition, reduced, GAIN * abs(objective)),
            seconds,
            iterations,
            self._circling(row_dual, GAIN * abs(objective)),
            self._slopes(coalition),
        )

    def _slopes(self, coalition: Coalition) -> tuple[float, ...]:
        """Return the slopes of the optimum; the price of a row that is out is what its output would earn."""
        if self.moving is None:
            return ()
        (value, reduced, row_dual), blocks, program = self._optimum(), self._blocks, self.program
        duals, out = np.zeros(program.matrix.shape[0]), ~self._in[blocks.owner]
        rows, members = blocks.rows[out], blocks.members[out]
        duals[rows] = np.minimum(0.0, reduced[members]) / np.asarray(program.matrix[rows, members]).ravel()
        duals[self._rows] = row_dual
        return tuple(self.moving.at(program, coalition, self._price, value, duals).tolist())

    def _circling(self, row_dual: Array, tolerance: float) -> Coalition:
        """Return what would be worth something by going round at the prices of the optimum."""
        duals = np.zeros(self.program.matrix.shape[0])
        duals[self._rows] = row_dual
        return self.program.circling(self._price, duals, tolerance)

    def _used(self, coalition: Coalition, value: Array) -> Coalition:
        """Return the players of a coalition that carry something."""
        index = self._columns
        beyond = (value[index] > self.program.upper[index] + USED) | (value[index] < self.program.lower[index] - USED)
        busy = (((self._lower != 0.0) | (self._upper != 0.0)) & beyond).any(axis=1)
        return frozenset(p for p, is_busy in zip(self._players, busy, strict=True) if is_busy and p in coalition)

    def _unwanted(self, coalition: Coalition, reduced: Array, tolerance: float) -> Coalition:
        """Return the players outside a coalition that no optimum needs: their columns do not pay."""
        d = reduced[self._columns]
        more, less = np.maximum(0.0, self._upper), np.maximum(0.0, -self._lower)
        gain = more @ np.maximum(0.0, -d) + less @ np.maximum(0.0, d)
        return frozenset(p for p, g in zip(self._players, gain, strict=True) if p not in coalition and g <= tolerance)


def _basis(
    columns: list[highspy.HighsBasisStatus], rows: list[highspy.HighsBasisStatus], is_alien: bool = False
) -> highspy.HighsBasis:
    """Return a basis; one that is alien is checked by the solver, and mended."""
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status = columns, rows
    basis.valid, basis.alien = True, is_alien
    return basis


def _empty_solver() -> highspy.Highs:
    highs = highspy.Highs()
    pricing = ("simplex_dual_edge_weight_strategy", DEVEX)
    for option, value in (pricing, ("output_flag", False), ("threads", 1), ("random_seed", 1), ("run_crossover", "on")):
        highs.setOptionValue(option, value)
    return highs
