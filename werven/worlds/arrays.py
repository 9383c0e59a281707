"""The program of a world from that of world 0: what is drawn is written into its arrays.

Building a network and its model takes most of the time of a small program, and nearly all of it comes out the same in
every world. So the parts of a world are held against those of world 0, and each attribute that differs is written where
it stands in the program: a cost, a bound, a coefficient, a demand; a part that is gone stands still. What has no such
place (a part that is new, another port, other snapshots) cannot be written, and the program is built anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
import scipy.sparse as sp

from werven.network.build import Noted
from werven.network.components import rounded
from werven.network.ledger import ATMOSPHERE
from werven.ranking.linear.carrying import Carrying
from werven.ranking.linear.places import numbered
from werven.ranking.linear.program import FLOWS, Array, Program, Switch

Rows: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Parts by component and name."""

#: Attributes that no program knows.
UNTOLD: Final = frozenset(
    ("name", "technology", "node", "sector", "leg", "role", "corridor", "confidence", "length", "carrier", "renewable")
)
#: Limits of what is fixed, with what PyPSA takes where a part has none.
LIMITS: Final = {"p_nom": 0.0, "p_min_pu": 0.0, "p_max_pu": 1.0}
LEAST_SHARE: Final = "least-share"
#: Two numbers are one within this share of the larger.
SAME: Final = 1e-12


class CannotWriteError(Exception):
    """A difference that has no place in the arrays; says which."""


@dataclass(frozen=True)
class Layout:
    """Program of world 0 with the parts that it was made from.

    Attributes
    ----------
    program : Program
        Before it was made smaller.
    rows : Rows
        Its parts.
    least : float, optional
        Least share as a mean flow [MW].
    snapshots : DatetimeIndex
        Of the network.
    weights : ndarray
        Hours a year of each snapshot.
    """

    program: Program
    rows: Rows
    least: float | None
    snapshots: pd.DatetimeIndex
    weights: Array

    @classmethod
    def of(cls, program: Program, noted: Noted) -> Layout:
        """Return the layout of a program that was made from noted parts."""
        return cls(program, rows_of(noted), noted.least, noted.time.snapshots, noted.time.weights.to_numpy())

    def fits(self, noted: Noted) -> bool:
        """Tell whether noted parts have the same snapshots, of the same weight."""
        same = noted.time.snapshots.equals(self.snapshots)
        return bool(same and np.array_equal(noted.time.weights, self.weights))


def rows_of(noted: Noted) -> Rows:
    """Return noted parts by component and name."""
    return {component: {row["name"]: row for row in rows} for component, rows in noted.parts.rows.items()}


def written(layout: Layout, noted: Noted) -> Program:
    """Return the program of other parts, from that of world 0.

    Raises
    ------
    CannotWriteError
        A difference without a place in the arrays.
    """
    if not layout.fits(noted):
        raise CannotWriteError("other snapshots")
    writer, after = _Writer(layout), rows_of(noted)
    for component, name, key, old, new in _differences(layout.rows, after):
        writer.write(component, name, key, old, new)
    for component, rows in layout.rows.items():
        for name in rows.keys() - after.get(component, {}).keys():
            writer.still(component, name)
    writer.write_least(noted.least)
    return writer.program(after)


def _differences(before: Rows, after: Rows) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Yield component, name, attribute and both values of what differs, of parts that are in both.

    Raises
    ------
    CannotWriteError
        A part that is new.
    """
    for component, theirs in after.items():
        mine = before.get(component, {})
        if new := [name for name in theirs if name not in mine]:
            raise CannotWriteError(f"{component} {', '.join(new[:3])} is new")
        for name, other in theirs.items():
            row = mine[name]
            for key in row.keys() | other.keys():
                if key not in UNTOLD and not _is_same(row.get(key), other.get(key)):
                    yield component, name, key, row.get(key), other.get(key)


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, pd.Series) and isinstance(other, pd.Series):
        return np.array_equal(rounded(one), rounded(other))
    return type(one) is type(other) and bool(one == other)


class _Writer:
    """Arrays of a program that are being changed."""

    def __init__(self, layout: Layout) -> None:
        whole = layout.program
        self.layout, self.whole = layout, whole
        self.cost, self.data = whole.cost.copy(), whole.matrix.data.copy()
        self.lower, self.upper = whole.lower.copy(), whole.upper.copy()
        self.row_lower, self.row_upper = whole.row_lower.copy(), whole.row_upper.copy()
        self.switches = {
            work: Switch(switch.columns, switch.lower.copy(), switch.upper.copy())
            for work, switch in whole.switches.items()
        }
        self._entry = numbered(whole.matrix)
        self._buses = {
            str(bus): places
            for name, table in whole.places.rows.items()
            if name.endswith("nodal_balance")
            for bus, places in zip(table.index, table.to_numpy(), strict=True)
        }
        self._limited: set[tuple[str, str]] = set()
        self._ways: Mapping[str, Callable[[str, Mapping[str, Any], Any, Any], None]] = {
            "marginal_cost": self._write_cost,
            "capital_cost": partial(self._write_size, target=self.cost),
            "p_nom_max": partial(self._write_size, target=self.upper, none=np.inf),
            "p_nom_min": partial(self._write_size, target=self.lower, none=0.0),
            "p_max_pu": self._write_share,
            "potential": self._write_potential,
            "share_rate": self._write_rate,
        }

    def write(self, component: str, name: str, key: str, old: Any, new: Any) -> None:
        """Write one attribute that differs."""
        row = self.layout.rows[component][name]
        if (old is None or new is None) and key not in (*LIMITS, "p_nom_min", "p_nom_max"):
            raise CannotWriteError(f"{key} of {component} {name} that comes or goes")
        if component == "Load" and key == "p_set":
            self._write_load(row, old, new)
            return
        if component not in FLOWS or not len(self._columns(component, name, FLOWS[component])):
            return  # a corridor of the sizing run
        if key in LIMITS and not row.get("p_nom_extendable", False):
            self._limited.add((component, name))
        elif port := _port(component, key):
            self._set(self._bus(row[port]), self._columns(component, name, FLOWS[component]), new)
        elif how := self._ways.get(key):
            how(component, row, old, new)
        else:
            raise CannotWriteError(f"{key} of {component} {name}")

    def still(self, component: str, name: str) -> None:
        """Let a part that is gone stand still, whatever it costs."""
        if component == "Load":
            row = self.layout.rows[component][name]
            self._write_load(row, row["p_set"], row["p_set"] * 0.0)
            return
        for variable in _variables(self.whole, component):
            columns = self._columns(component, name, variable)
            self.lower[columns] = self.upper[columns] = 0.0

    # -- where things are --------------------------------------------------------------------------------------

    def _columns(self, component: str, name: str, variable: str) -> Array:
        """Return the columns of a variable of one part; none where there are none."""
        table = self.whole.places.columns.get(f"{component}-{variable}")
        if table is None or name not in table.index:
            return np.zeros(0, dtype=int)
        return np.asarray(table.loc[name].to_numpy(), dtype=int)

    def _rows(self, constraint: str, name: str) -> Array:
        table = self.whole.places.rows.get(constraint)
        if table is None or name not in table.index:
            raise CannotWriteError(f"no row {constraint} of {name}")
        return _there(table.loc[name].to_numpy(), f"{constraint} of {name}")

    def _bus(self, bus: str) -> Array:
        return _there(self._buses.get(bus, np.array([-1])), f"the balance of {bus}")

    def _least_row(self) -> Array:
        return self._rows(LEAST_SHARE, "")

    def _hours(self) -> Array:
        return self.layout.weights

    def _year(self) -> float:
        return float(self.layout.weights.sum())

    def _set(self, rows: Array, columns: Array, values: Any) -> None:
        """Set coefficients; what was zero stays zero, as only coefficients that are there have a place."""
        numbers = rounded(values) if isinstance(values, pd.Series) else np.broadcast_to(values, len(columns))
        rows = np.broadcast_to(rows, len(columns))
        place = np.asarray(self._entry[rows, columns]).ravel().astype(int) - 1
        if ((place < 0) != (numbers == 0.0)).any():
            raise CannotWriteError("a coefficient that comes or goes")
        there = place >= 0
        self.data[place[there]] = numbers[there]

    # -- attributes --------------------------------------------------------------------------------------------

    def _write_cost(self, component: str, row: Mapping[str, Any], old: float, new: float) -> None:
        """Write what a flow costs; what takes from the ledger pays the price of the closure."""
        if row.get("bus") != ATMOSPHERE:
            self.cost[self._columns(component, row["name"], FLOWS[component])] += (new - old) * self._hours()

    def _write_size(
        self, component: str, row: Mapping[str, Any], _: Any, new: Any, *, target: Array, none: float = np.nan
    ) -> None:
        """Write what a MW (or t/h) more costs, or how many there may or must be."""
        column = self._columns(component, row["name"], "p_nom")
        if not len(column):
            raise CannotWriteError(f"a size of {component} {row['name']}")
        target[column] = none if new is None else new

    def _write_share(self, component: str, row: Mapping[str, Any], _: Any, new: Any) -> None:
        """Write what a MW that may be built gives in each snapshot."""
        column = self._columns(component, row["name"], "p_nom")
        rows = self._rows(f"{component}-ext-p-upper", row["name"])
        share = LIMITS["p_max_pu"] if new is None else new
        values = -share if isinstance(share, pd.Series) else np.full(len(rows), -share)
        self._set(rows, np.broadcast_to(column, len(rows)), values)

    def _write_potential(self, component: str, row: Mapping[str, Any], old: float, new: float) -> None:
        """Write the most that a part gives or takes in a year."""
        if not np.isfinite(old) or not np.isfinite(new):
            raise CannotWriteError(f"a potential of {row['name']} that comes or goes")
        self.row_upper[self._rows(f"potentials-{component}", row["name"])] = new / self._year()

    def _write_rate(self, component: str, row: Mapping[str, Any], _: float, new: float) -> None:
        """Write what a flow gives to the least share."""
        self._set(self._least_row(), self._columns(component, row["name"], "p"), new * self._hours() / self._year())

    def _write_load(self, row: Mapping[str, Any], old: pd.Series, new: pd.Series) -> None:
        """Write a demand."""
        rows, more = self._bus(row["bus"]), rounded(new) - rounded(old)
        self.row_lower[rows] += more
        self.row_upper[rows] += more

    def write_least(self, least: float | None) -> None:
        """Write what loads ask for of the least share."""
        if (least is None) != (self.layout.least is None):
            raise CannotWriteError("a least share that comes or goes")
        if least is not None and least != self.layout.least:
            self.row_lower[self._least_row()] = least

    # -- the program -------------------------------------------------------------------------------------------

    def program(self, rows: Rows) -> Program:
        """Return the program."""
        for component, name in self._limited:
            self._write_limits(component, name, rows)
        whole = self.whole
        shape = (self.data, whole.matrix.indices, whole.matrix.indptr)
        matrix = sp.csr_matrix(shape, whole.matrix.shape)
        on = (self.lower.copy(), self.upper.copy())
        for switch in self.switches.values():
            on[0][switch.columns] += switch.lower
            on[1][switch.columns] += switch.upper
        return replace(
            whole,
            matrix=matrix,
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            lower=self.lower,
            upper=self.upper,
            cost=self.cost,
            switches=self.switches,
            carrying=Carrying(whole.carrying.flows, matrix, (self.row_lower, self.row_upper), on),
        )

    def _write_limits(self, component: str, name: str, rows: Rows) -> None:
        """Write between which flows a part of a fixed size runs, those of a work into its switch."""
        old, new = (_limits(each[component][name], len(self._hours())) for each in (self.layout.rows, rows))
        columns = self._columns(component, name, FLOWS[component])
        switch = self.switches.get(rows[component][name]["work"])
        is_played = switch is not None and bool(np.isin(columns, switch.columns).all())
        place = np.searchsorted(switch.columns, columns) if switch is not None and is_played else columns
        lower, upper = (switch.lower, switch.upper) if switch is not None and is_played else (self.lower, self.upper)
        for held, before, after in ((lower, old[0], new[0]), (upper, old[1], new[1])):
            if not np.allclose(held[place], before, rtol=SAME, atol=SAME):
                raise CannotWriteError(f"a bound of {component} {name} that something else holds")
            held[place] = after


def _variables(program: Program, component: str) -> list[str]:
    """Return the variables that components of a kind have in a program."""
    heads = (name.partition("-") for name in program.places.columns)
    return [variable for kind, _, variable in heads if kind == component]


def _limits(row: Mapping[str, Any], steps: int) -> tuple[Array, Array]:
    """Return the least and the most flow of a part of a fixed size, shape (snapshots,) [MW or t/h]."""
    given = {key: row.get(key, default) for key, default in LIMITS.items()}
    size, low, high = (rounded(v) if isinstance(v, pd.Series) else np.full(steps, float(v)) for v in given.values())
    return low * size, high * size


def _port(component: str, key: str) -> str:
    """Return the attribute that names the bus at which a rate counts; empty where it is no rate."""
    if component == "Process" and key.startswith("rate"):
        return f"bus{key.removeprefix('rate')}"
    if component == "Link" and key.startswith("efficiency"):
        return f"bus{key.removeprefix('efficiency') or '1'}"
    return "bus" if component == "Generator" and key == "sign" else ""


def _there(places: Array, what: str) -> Array:
    if (places < 0).any():
        raise CannotWriteError(f"{what} is no row")
    return np.asarray(places, dtype=int)
