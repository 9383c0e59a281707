"""Works that could not be left out: a limit of their own keeps them from standing still, whatever made it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pypsa

from werven.errors import Fault
from werven.ranking.linear.arrays import Array, Columns, Rows
from werven.ranking.linear.attributes import over_time
from werven.ranking.linear.emitted import ROW
from werven.ranking.linear.features import OF_WORKS

#: A bound on this side of zero is rounding [MW or t/h].
STILL = 1e-9
#: What makes such limits, by a part of the name of the constraint: an entry of `features.OF_WORKS`.
CAUSES = {
    "-fix-p": "runs",
    "-fix-e": "holds",
    "energy_balance": "starts",
    "ramp_limit": "ramps",
    "e_sum": "sums",
    "_set": "set",
}
#: Attributes that are set points: none, or 0.
SET_POINTS = ("p_set", "e_set", "state_of_charge_set", "p_dispatch_set", "p_store_set")


def attribute_faults(network: pypsa.Network, component: str, name: str, work: str) -> list[Fault]:
    """Return attributes of a component that keep it from standing still, as far as they tell without a model."""
    item = network.c[component].static.loc[name]
    known = set(network.c[component].defaults.index)

    def ends(attribute: str) -> tuple[float, float]:
        values = over_time(network, component, attribute, [name]) if attribute in known else np.zeros(1)
        numbers = np.nan_to_num(np.asarray(values, dtype=float), posinf=1.0, neginf=-1.0)
        return float(numbers.min()), float(numbers.max())

    empty = {"Store": ("e_initial", "e_cyclic"), "StorageUnit": ("state_of_charge_initial", "cyclic_state_of_charge")}
    start, cyclic = empty.get(component, ("", ""))
    runs = component not in empty
    found = {
        "p_min_pu": (runs and (ends("p_min_pu")[1] > 0.0 or ends("p_max_pu")[0] < 0.0), "runs"),
        "e_min_pu": (ends("e_min_pu")[1] > 0.0, "holds"),
        "e_sum_min": (ends("e_sum_min")[1] > 0.0, "sums"),
        "e_sum_max": (ends("e_sum_max")[0] < 0.0, "sums"),
        start: (bool(start) and not bool(item[cyclic]) and float(item[start]) > 0.0, "starts"),
        "inflow": (ends("inflow")[1] > 0.0, "inflow"),
    }
    found |= {point: (ends(point) != (0.0, 0.0), "set") for point in SET_POINTS}
    return [
        Fault(f"work {work}", name, column, "", OF_WORKS[why].allowed)
        for column, (is_bad, why) in found.items()
        if is_bad
    ]


def must_run(columns: Columns, rows: Rows, bounds: tuple[Array, Array], played: Mapping[str, Array]) -> list[Fault]:
    """Return a fault for every limit of a component of a work that zero does not meet.

    Parameters
    ----------
    columns, rows : Columns, Rows
        Of the model.
    bounds : tuple of ndarray
        Bounds of all columns, those of single rows taken in.
    played : mapping of str to ndarray of int
        Columns that belong to each work.
    """
    owner = np.full(len(columns.labels), -1)
    for number, index in enumerate(played.values()):
        owner[index] = number
    works = list(played)
    faults = [_row_fault(rows, place, works[owned]) for place, owned in _standing_rows(rows, owner)]
    told = {(fault.file, fault.row) for fault in faults}
    lower, upper = bounds
    faults += [_quota_fault(rows, place, works, owner) for place in _quotas(rows, owner)]
    beyond = np.flatnonzero((owner >= 0) & ((lower > STILL) | (upper < -STILL)))
    others = [_column_fault(columns, int(place), works[owner[place]]) for place in beyond]
    return _first([*faults, *(fault for fault in others if (fault.file, fault.row) not in told)])


def _standing_rows(rows: Rows, owner: Array) -> list[tuple[int, int]]:
    """Return the rows that hold columns of one work alone and are not met by zero, with the number of the work."""
    matrix = rows.matrix
    owned = owner[matrix.indices]
    counts = np.diff(matrix.indptr)
    whose = np.repeat(np.arange(len(counts)), counts)
    least, most = np.full(len(counts), np.iinfo(int).max), np.full(len(counts), -1)
    np.minimum.at(least, whose, owned)
    np.maximum.at(most, whose, owned)
    limits = rows.limits_of({name.split("-")[0] for name in map(str, rows.model.variables)})
    alone = limits & (counts > 0) & (least == most) & (most >= 0)
    unmet = (rows.lower > STILL) | (rows.upper < -STILL)
    return [(int(place), int(most[place])) for place in np.flatnonzero(alone & unmet)]


def _quotas(rows: Rows, owner: Array) -> list[int]:
    """Return the rows of global constraints that hold columns of works alone and are not met by zero."""
    names = [name for name in rows.model.constraints if name.startswith("GlobalConstraint-")]
    places = [int(place) for name in names if ROW not in name for place in rows.of(name)]
    unmet = [place for place in places if rows.lower[place] > STILL or rows.upper[place] < -STILL]
    return [place for place in unmet if rows.matrix[place].nnz and (owner[rows.matrix[place].indices] >= 0).all()]


def _quota_fault(rows: Rows, place: int, works: list[str], owner: Array) -> Fault:
    whose = ", ".join(works[number] for number in np.unique(owner[rows.matrix[place].indices]))
    name = rows.told(place)[0].removeprefix("GlobalConstraint-")
    return Fault(
        "network",
        f"global constraint {name}",
        "constant",
        f"{_limit(rows, place)}, of {whose}",
        OF_WORKS["quota"].allowed,
    )


def _limit(rows: Rows, place: int) -> str:
    """Return the limit of a row that zero does not meet, in words."""
    low, high = rows.lower[place], rows.upper[place]
    return f"at least {low:g}" if low > STILL else f"at most {high:g}"


def _row_fault(rows: Rows, place: int, work: str) -> Fault:
    constraint, where = rows.told(place)
    cause = next((why for part, why in CAUSES.items() if part in constraint), "standing")
    return Fault(f"work {work}", where.split(", ")[0], constraint, _limit(rows, place), OF_WORKS[cause].allowed)


def _column_fault(columns: Columns, place: int, work: str) -> Fault:
    variable, where = columns.told(place)
    return Fault(
        f"work {work}", where.split(", ")[0], variable, "bounds without 0 between them", OF_WORKS["standing"].allowed
    )


def _first(faults: list[Fault]) -> list[Fault]:
    """Return one fault a component and limit, though it may hold in every snapshot."""
    return list({(fault.file, fault.row, fault.column): fault for fault in reversed(faults)}.values())[::-1]
