"""Collects the parts of a network, checks them, and adds them in few calls.

Parts are kept as rows until the end, because a component on a bus that does not exist, or a rate that creates
energy or carbon, should be told together with all others and before anything is built.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pypsa

from werven.data.assumptions import Assumptions
from werven.errors import BuildError
from werven.network.conversion import DUST

Value = float | pd.Series
#: Components that may have a potential: the most they give or take in a year.
LIMITED = ("Generator", "Process")
TEXT_DEFAULTS = {
    "technology": "",
    "node": "",
    "sector": "",
    "work": "",
    "leg": "",
    "role": "",
    "corridor": "",
    "confidence": "",
    "work_state": "",
}


@dataclass
class Parts:
    """Parts of one network.

    Parameters
    ----------
    assumptions : Assumptions
        Inputs of the year.
    snapshots : DatetimeIndex
        Snapshots; series given to a part have this index.
    buses : DataFrame
        Buses by name, with ``carrier``, ``node`` and ``cluster``.
    """

    assumptions: Assumptions
    snapshots: pd.DatetimeIndex
    buses: pd.DataFrame
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def bus(self, node: str, carrier: str) -> str:
        """Return the bus of a carrier at a node, else at the node it belongs to, else of all Flanders.

        A bus that is nowhere is noted as a fault and told when the network is built.
        """
        cluster = self.assumptions.nodes["cluster"].get(node, node)
        home = self.assumptions.carriers["nodes"].get(carrier, "")
        for place in (node, cluster, "FLA", "ABROAD"):
            name = f"{place} {carrier}"
            if name in self.buses.index and (place != "ABROAD" or home == "ABROAD"):
                return name
        self.faults.append(f"{node}: there is no bus for {carrier!r}{self._hint(f'{node} {carrier}')}")
        return f"{node} {carrier}"

    def add_bus(self, name: str, **attributes: str) -> None:
        """Note a bus that no table has, counted in MW."""
        place = {"kind": "system", "heat_of": "", "unit": "MW", "x": 0.0, "y": 0.0}
        self.buses = pd.concat([self.buses, pd.DataFrame([place | attributes], index=pd.Index([name], name="name"))])

    def has_bus(self, node: str, carrier: str) -> bool:
        """Say whether a node itself has a bus of a carrier."""
        return f"{node} {carrier}" in self.buses.index

    def _hint(self, name: str) -> str:
        near = difflib.get_close_matches(name, list(self.buses.index), n=1, cutoff=0.6)
        return f" (nearest: {near[0]!r})" if near else ""

    def add(self, component: str, name: str, **attributes: Any) -> None:
        """Note one part; its buses are checked when the network is built."""
        defaults = {**TEXT_DEFAULTS, "potential": np.inf} if component in LIMITED else TEXT_DEFAULTS
        self.rows.setdefault(component, []).append({"name": name, **defaults, **attributes})

    def process(self, name: str, ports: Mapping[str, Value], **attributes: Any) -> None:
        """Note a conversion.

        Parameters
        ----------
        name : str
            Unique name.
        ports : mapping of bus to rate
            Flow into the bus per unit of the process; a Series over the snapshots where it varies.
        """
        numbered: dict[str, Any] = {}
        for number, (bus, rate) in enumerate(ports.items()):
            numbered[f"bus{number}"] = bus
            numbered[f"rate{number}"] = rate
        self.add("Process", name, **numbered, **attributes)

    def build(self, network: pypsa.Network) -> None:
        """Check all parts and add them to the network.

        Raises
        ------
        BuildError
            Lists every bus that does not exist, name that occurs twice and carrier that is unknown.
        """
        for component, rows in self.rows.items():
            self.faults += self._row_faults(component, rows)
        if self.faults:
            listed = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(dict.fromkeys(self.faults), 1))
            raise BuildError(f"the network cannot be built:\n{listed}")
        for component, rows in self.rows.items():
            for batch in _batches(rows):
                _add(network, component, batch, self.snapshots)
            _fill_unused_ports(network.c[component].static)

    def _row_faults(self, component: str, rows: Iterable[dict[str, Any]]) -> list[str]:
        faults = []
        seen: set[str] = set()
        for row in rows:
            name = row["name"]
            if name in seen:
                faults.append(f"{component} {name!r} occurs twice")
            seen.add(name)
            used = [str(value) for key, value in row.items() if key.startswith("bus") and value]
            faults += [
                f"{component} {name!r}: bus {bus!r} does not exist{self._hint(bus)}"
                for bus in used
                if bus not in self.buses.index
            ]
            if len(set(used)) < len(used):
                faults.append(f"{component} {name!r} joins a bus to itself")
        return faults


def _batches(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Split rows so that within a batch each attribute is static for all rows or a series for all rows.

    A table that is partly static and partly dated would set the other values to their default in silence.
    """
    batches: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        key = tuple(sorted(f"{k}{'~' if isinstance(v, pd.Series) else ''}" for k, v in row.items()))
        batches.setdefault(key, []).append(row)
    return batches.values()


def _fill_unused_ports(static: pd.DataFrame) -> None:
    """Give ports that a component does not have a rate of zero, which batches of other widths left empty."""
    for column in static.columns:
        if column.startswith(("rate", "efficiency")):
            static[column] = static[column].fillna(0.0)


def rounded(series: pd.Series) -> np.ndarray:
    """Return values without dust: figures far below what the profiles are good for only trouble the solver."""
    values = series.to_numpy(dtype=float).round(5)
    return np.where(np.abs(values) < DUST, 0.0, values)


def _add(network: pypsa.Network, component: str, batch: list[dict[str, Any]], snapshots: pd.DatetimeIndex) -> None:
    """Add one batch of like rows."""
    names = [row["name"] for row in batch]
    attributes: dict[str, Any] = {}
    for key, value in batch[0].items():
        if key == "name":
            continue
        if isinstance(value, pd.Series):
            columns = {row["name"]: rounded(row[key]) for row in batch}
            attributes[key] = pd.DataFrame(columns, index=snapshots)
        else:
            attributes[key] = [row[key] for row in batch]
    network.add(component, names, **attributes)
