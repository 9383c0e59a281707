"""What coalitions of a drawn network cost and emit, by brute force: PyPSA's own model of each, solved from scratch.

Copies of a network, one a coalition, stand side by side in one PyPSA network and share nothing: PyPSA builds one
model, which falls apart into a linear program a copy. Networks that PyPSA tells apart by the name of a carrier have a
model a coalition. `plain` does the same for one coalition by `optimize` alone, on
a network in which absent works are inactive; it decides where the two ways differ from a ranking.

What CO2 costs is PyPSA's own count of primary energy (it writes the row of a limit that never binds), or what the
generators and stores at the ledger bus take, whose marginal cost the price replaces.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import highspy
import linopy
import numpy as np
import pandas as pd
import pypsa
import scipy.sparse as sp
from drawn import Drawn, build, model_of

Coalition = frozenset[str]
#: Half the width of the band of CO2 prices around that of a drawn network, which begins at zero at least [EUR/t].
HALF_BAND = 20.0
#: What a unit of demand that is not served costs at least [EUR a year]; it is left beyond the tolerance [MW].
UNSERVED_EUR, UNSERVED = 2e6, 1e-6
#: A limit on CO2 that never binds: its row is PyPSA's own count.
COUNT, NEVER = "count of co2", 1e15
COUNT_ROW = f"GlobalConstraint-{COUNT}"


@dataclass(frozen=True)
class Truth:
    """The value of a coalition.

    Attributes
    ----------
    status : str
        ``optimal``, ``short`` (demand is left unserved), or what the solver says.
    cost_eur : float
        With CO2 payments, without capital cost of works; mean of both ends of the band of prices.
    emissions_t : float
        Mean over the band, from the two costs; not known under a cap.
    """

    status: str
    cost_eur: float = np.nan
    emissions_t: float = np.nan


def coalitions(works: Collection[str]) -> list[Coalition]:
    """Return all coalitions."""
    return [frozenset(some) for size in range(len(works) + 1) for some in combinations(sorted(works), size)]


def brute(several: Mapping[int, Drawn]) -> dict[int, dict[Coalition, Truth]]:
    """Return the value of every coalition of drawn networks that have the same time."""
    copies = {
        f"@{number}.{place}": (number, c, drawn)
        for number, drawn in several.items()
        for place, c in enumerate(coalitions(drawn.works))
    }
    apart = [{tag} for tag, (_, _, drawn) in copies.items() if drawn.is_bound_by_name]
    together = set(copies) - {tag for (tag,) in apart}
    found: dict[int, dict[Coalition, Truth]] = {number: {} for number in several}
    for tags in [*apart, together] if together else apart:
        tagged = {tag: drawn for tag, (_, _, drawn) in copies.items() if tag in tags}
        lacking = {tag: drawn.absent(copies[tag][1]) for tag, drawn in tagged.items()}
        whole = _Whole(build(tagged, lacking), tagged)
        for tag, drawn in tagged.items():
            number, coalition, _ = copies[tag]
            found[number][coalition] = whole.copy(tag).truth(drawn)
    return found


class _Whole:
    """The model of copies side by side, as arrays."""

    def __init__(self, network: pypsa.Network, tagged: Mapping[str, Drawn]) -> None:
        model, emissions = _priced(network, tagged)
        if model.is_quadratic or len(model.binaries) or len(model.integers) or model.variables.sos:
            raise NotImplementedError("more than a linear program")
        matrices = model.matrices
        labels = np.asarray(matrices.vlabels)
        place = np.full(int(labels.max()) + 2, -1)
        place[labels] = np.arange(len(labels))
        owner = np.full(len(labels), "", dtype=object)
        shed = np.zeros(len(labels), dtype=bool)
        marked = {part.name + tag for tag, drawn in tagged.items() for part in drawn.parts if part.shed}
        for name, variable in model.variables.items():
            index = place[variable.labels.transpose("name", ...).to_numpy()]
            for row, item in enumerate(variable.indexes["name"]):
                mine = np.ravel(index[row])
                owner[mine[mine >= 0]] = "@" + str(item).rsplit("@", 1)[1]
                if name == "Generator-p" and item in marked:
                    shed[mine[mine >= 0]] = True
        self.matrix = sp.csr_matrix(matrices.A)
        self.matrix.eliminate_zeros()
        self.right, self.sense = np.asarray(matrices.b, float), np.array([str(s)[0] for s in matrices.sense])
        self.lower, self.upper = np.array(matrices.lb, float), np.array(matrices.ub, float)
        self.cost = np.where(shed, np.maximum(matrices.c, UNSERVED_EUR), matrices.c)
        self.owner, self.shed = owner, shed
        self.emissions = np.zeros(len(labels))
        table = emissions.flat if emissions is not None else pd.DataFrame({"vars": [], "coeffs": []})
        np.add.at(self.emissions, place[table["vars"].to_numpy(dtype=int)], table["coeffs"].to_numpy(dtype=float))
        lines = sp.csr_matrix(self.matrix)
        self.row_owner = np.full(lines.shape[0], "", dtype=object)
        counted = model.constraints[COUNT_ROW].labels if COUNT_ROW in model.constraints else []
        is_count = np.isin(matrices.clabels, np.ravel(counted))
        filled = np.flatnonzero((np.diff(lines.indptr) > 0) & ~is_count)
        self.row_owner[filled] = owner[lines.indices[lines.indptr[filled]]]
        empty = np.flatnonzero((np.diff(lines.indptr) == 0) & ~is_count)
        for row in empty:
            _, where = model.constraints.get_label_position(int(matrices.clabels[row]))
            self.row_owner[row] = "@" + str(where["name"]).rsplit("@", 1)[1] if "name" in where else ""

    def copy(self, tag: str) -> _Copy:
        """Return the program of one copy."""
        rows, columns = np.flatnonzero(self.row_owner == tag), np.flatnonzero(self.owner == tag)
        matrix = self.matrix[rows]
        assert matrix[:, columns].nnz == matrix.nnz, "copies share nothing"
        bounds = np.where(self.sense[rows] != "<", self.right[rows], -np.inf)
        most = np.where(self.sense[rows] != ">", self.right[rows], np.inf)
        by_column = (self.lower, self.upper, self.cost, self.emissions, self.shed)
        return _Copy(sp.csr_matrix(matrix[:, columns]), bounds, most, *(array[columns] for array in by_column))


@dataclass
class _Copy:
    """The linear program of one coalition."""

    matrix: sp.csr_matrix
    row_lower: np.ndarray
    row_upper: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    cost: np.ndarray
    emissions: np.ndarray
    shed: np.ndarray

    def truth(self, drawn: Drawn) -> Truth:
        """Solve at both ends of the band of prices; or under a cap."""
        if drawn.cap_t is not None:
            return Truth(*self.capped(drawn.cap_t - held_at_start(drawn)).solve(0.0))
        return _over_band(drawn, self.solve)

    def capped(self, cap_t: float) -> _Copy:
        """Return the program with a cap on its emissions, and an excess that is bought out."""
        scale = 1e3
        row = sp.csr_matrix(np.append(self.emissions, -scale) / scale)
        wide = sp.hstack([self.matrix, sp.csr_matrix((self.matrix.shape[0], 1))])
        return _Copy(
            sp.csr_matrix(sp.vstack([wide, row])),
            np.append(self.row_lower, -np.inf),
            np.append(self.row_upper, cap_t / scale),
            np.append(self.lower, 0.0),
            np.append(self.upper, np.inf),
            np.append(self.cost, BUYOUT * scale),
            np.zeros(len(self.cost) + 1),
            np.append(self.shed, False),
        )

    def solve(self, price: float) -> tuple[str, float]:
        """Return status and cost at a CO2 price."""
        cost = self.cost + price * self.emissions
        highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1)):
            highs.setOptionValue(option, value)
        highs.addVars(len(cost), self.lower, self.upper)
        highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        matrix = self.matrix
        highs.addRows(
            matrix.shape[0],
            self.row_lower,
            self.row_upper,
            matrix.nnz,
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        highs.run()
        status = str(highs.modelStatusToString(highs.getModelStatus())).lower()
        if status != "optimal":
            return status, np.nan
        value = np.asarray(highs.getSolution().col_value)
        if (value[self.shed] > UNSERVED).any():
            return "short", np.nan
        return status, float(cost @ value)


#: What a tonne above a cap costs [EUR/t].
BUYOUT = 500.0


def _priced(network: pypsa.Network, tagged: Mapping[str, Drawn]) -> tuple[linopy.Model, linopy.LinearExpression | None]:
    """Return the model of a network, and what it emits as an expression of its variables."""
    limits = network.global_constraints
    if len(limits):
        limits = limits.query("type == 'primary_energy' and carrier_attribute == 'co2_emissions'")
        network.remove("GlobalConstraint", list(limits.index))
    buses = {f"{drawn.ledger}{tag}" for tag, drawn in tagged.items() if drawn.ledger != "carrier"}
    by_carrier = {tag for tag, drawn in tagged.items() if drawn.ledger == "carrier"}
    assert not buses or not by_carrier, "one kind of ledger at a time"
    takers = {}
    for component in ("Generator", "Store"):
        static = network.c[component].static
        mine = static.index[static["bus"].isin(buses) & static["active"]]
        takers[component] = list(mine)
        static.loc[mine, "marginal_cost"] = 0.0
        series = network.c[component].dynamic["marginal_cost"]
        network.c[component].dynamic["marginal_cost"] = series.drop(columns=series.columns.intersection(mine))
    if by_carrier:
        network.add("GlobalConstraint", COUNT, type="primary_energy", sense="<=", constant=NEVER)
    model = model_of(network, tagged)
    if by_carrier:
        return model, model.constraints[COUNT_ROW].lhs if COUNT_ROW in model.constraints else None
    weights = network.snapshot_weightings["generators"].to_xarray()
    terms = []
    for component, names in takers.items():
        if names:
            sign = network.c[component].static.loc[names, "sign"].rename_axis("name").to_xarray()
            terms.append((model.variables[f"{component}-p"].sel(name=names) * (-sign * weights)).sum())
    return model, linopy.merge(terms) if len(terms) > 1 else terms[0] if terms else None


def held_at_start(drawn: Drawn) -> float:
    """Return the CO2 in what stores hold before the first snapshot [t]: it counts as burnt unless it stays."""
    if drawn.ledger != "carrier":
        return 0.0
    factor = {p.name: float(p.given.get("co2_emissions", 0.0)) for p in drawn.parts if p.component == "Carrier"}  # type: ignore[arg-type]
    held = 0.0
    for part in drawn.parts:
        start, cyclic = {"Store": ("e_initial", "e_cyclic")}.get(
            part.component, ("state_of_charge_initial", "cyclic_state_of_charge")
        )
        stays = part.component in ("Store", "StorageUnit") and part.given.get("active", True)
        if stays and not part.given.get(cyclic, False):
            held += factor.get(str(part.given.get("carrier", "")), 0.0) * float(part.given.get(start, 0.0))  # type: ignore[arg-type]
    return held


def plain(drawn: Drawn, coalition: Iterable[str]) -> Truth:
    """Return the value of one coalition by `optimize`, with absent works inactive; under a cap that of `brute`."""
    if drawn.cap_t is not None:
        return brute({0: drawn})[0][frozenset(coalition)]
    network = build({"": drawn})
    absent = drawn.absent(frozenset(coalition))
    for part in drawn.parts:
        if part.name in absent:
            network.c[part.component].static.loc[part.name, "active"] = False
        if part.shed:
            least = UNSERVED_EUR / network.snapshot_weightings["objective"].min()
            network.generators.loc[part.name, "marginal_cost"] = max(float(part.given["marginal_cost"]), least)  # type: ignore[arg-type]
    model, emissions = _priced(network, {"": drawn})
    cost = model.objective.expression
    logging.getLogger("linopy").setLevel(logging.ERROR)

    def solve(price: float) -> tuple[str, float]:
        model.objective = cost if emissions is None else cost + price * emissions
        status, condition = network.optimize.solve_model(solver_name="highs", io_api="direct", log_to_console=False)
        if (status, condition) != ("ok", "optimal"):
            return condition, np.nan
        marked = [part.name for part in drawn.parts if part.shed]
        power = network.c["Generator"].dynamic["p"].reindex(columns=marked, fill_value=0.0)
        return ("short", np.nan) if (power > UNSERVED).any(axis=None) else ("optimal", float(model.objective.value))

    return _over_band(drawn, solve)


def ends_of(drawn: Drawn) -> tuple[float, float]:
    """Return the band of CO2 prices [EUR/t]."""
    return max(drawn.price - HALF_BAND, 0.0), drawn.price + HALF_BAND


def _over_band(drawn: Drawn, solve: Callable[[float], tuple[str, float]]) -> Truth:
    """Return mean cost and mean emissions over the band of prices: emissions are the slope of cost."""
    held, (low, high) = held_at_start(drawn), ends_of(drawn)
    (status_low, cheap), (status_high, dear) = solve(low), solve(high)
    if status_low != "optimal" or status_high != "optimal":
        return Truth(status_low if status_low != "optimal" else status_high)
    return Truth("optimal", (cheap + dear) / 2.0 + drawn.price * held, (dear - cheap) / (high - low) + held)
