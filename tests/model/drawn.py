"""A network as a list of parts: built once for the ranking and a copy a coalition for the brute force.

It can be made smaller while it still shows a fault, and printed as a script.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache

import linopy
import pandas as pd
import pypsa
from extras import create_model

Value = float | str | bool | list[float] | dict[float, float]
Values = dict[str, Value]

#: Weights of the snapshots: objective, generators, stores [h].
TIMES: dict[str, tuple[list[float], list[float], list[float]]] = {
    "halves": ([4380.0] * 2, [4380.0] * 2, [4380.0] * 2),
    "uneven": ([2000.0, 3000.0, 3760.0],) * 3,
    "store hours": ([4380.0] * 2, [4380.0] * 2, [6.0] * 2),
    "quarters": ([2190.0] * 4, [2190.0] * 4, [1.0] * 4),
    "all different": ([4000.0, 2760.0, 2000.0], [4000.0, 2760.0, 2000.0], [3.0, 2.0, 4.0]),
    "unlike": ([4000.0, 2760.0, 2000.0], [2920.0] * 3, [2920.0] * 3),
    "day": ([12.0] * 2,) * 3,
}
AIR = "air"


@dataclass(frozen=True)
class Part:
    """A component: numbers, words and flags; a list is a series, a mapping is piecewise.

    ``shed`` marks what stands for demand that is not served; it is no attribute of the network. ``odd`` is an attribute
    and what stands in its table whatever PyPSA would have made of it; a list stands in its series.
    """

    component: str
    name: str
    given: Values
    shed: bool = False
    odd: tuple[str, object] | None = None

    @property
    def work(self) -> str:
        return str(self.given.get("work", ""))

    @property
    def state(self) -> str:
        return str(self.given.get("work_state", "candidate"))


@dataclass(frozen=True)
class Asked:
    """What a ranking is told beside the network.

    Attributes
    ----------
    requires : tuple of pairs of str
        Works, and what each cannot do without.
    unserved : tuple of str
        Carriers of demand that is not served, where nothing else tells them.
    follows : str
        A plant whose cost follows the CO2 price, so that the network is a function of it: as drawn at the price of the
        closure.
    """

    requires: tuple[tuple[str, str], ...] = ()
    unserved: tuple[str, ...] = ()
    follows: str = ""


@dataclass(frozen=True)
class Drawn:
    """A network as a list of parts, how it is closed, and what is added to its model."""

    time: str
    parts: tuple[Part, ...]
    ledger: str = "carrier"
    price: float = 100.0
    extras: tuple[dict[str, object], ...] = ()
    cap_t: float | None = None
    asked: Asked = field(default_factory=lambda: Asked())

    @property
    def works(self) -> tuple[str, ...]:
        """Works that play."""
        return tuple(sorted({part.work for part in self.parts if part.work and part.state == "candidate"}))

    @property
    def requires(self) -> list[tuple[str, str]]:
        """What works that play need of each other."""
        return [(work, need) for work, need in self.asked.requires if {work, need} <= set(self.works)]

    def absent(self, coalition: Collection[str]) -> set[str]:
        """Return the names of the components that are not there when a coalition is built."""
        built = set(coalition)
        while lacking := {work for work, need in self.requires if work in built and need not in built}:
            built -= lacking
        return {
            part.name
            for part in self.parts
            if part.work and part.state != "reference" and not (part.state == "candidate" and part.work in built)
        }

    @property
    def is_bound_by_name(self) -> bool:
        """Whether a carrier must keep its name: PyPSA bounds the angle of lines whose carrier is called ``AC``."""
        return any(part.component == "Line" and "v_ang_max" in part.given for part in self.parts)

    def attributes(self) -> set[str]:
        """Return which attributes of which components are set, and how."""
        found = {f"ledger {'bus' if self.ledger != 'carrier' else 'carrier'}", f"weights {self.time}"}
        found |= {f"create_model {extra['kind']}" for extra in self.extras}
        found |= {"cap"} if self.cap_t is not None else set()
        told = {
            "requires": self.requires,
            "unserved=": self.asked.unserved,
            "function of the price": self.asked.follows,
        }
        found |= {what for what, value in told.items() if value}
        for part in self.parts:
            who = f"{part.component} (work)" if part.work else part.component
            found |= {"unserved"} if part.shed else set()
            for key, value in part.given.items():
                how = {list: " series", dict: " piecewise"}.get(type(value), "")
                told = f" {value}" if key == "type" else ""
                found.add(f"{who} {key}{how}{told}")
        return found


# -- building ------------------------------------------------------------------------------------------------------

LINKED = ("bus", "bus0", "bus1", "bus2", "bus3")


def build(copies: Mapping[str, Drawn], without: Mapping[str, Collection[str]] | None = None) -> pypsa.Network:
    """Return one network with copies of drawn networks of the same time side by side; they share nothing.

    Parameters
    ----------
    copies : mapping of str to Drawn
        By what the names of a copy end with.
    without : mapping of str to collection of str, optional
        Names of parts that a copy lacks.
    """
    network = deepcopy(_blank())
    weights = TIMES[next(iter(copies.values())).time]
    network.set_snapshots(range(len(weights[0])))
    for column, hours in zip(("objective", "generators", "stores"), weights, strict=True):
        network.snapshot_weightings[column] = hours
    parts = [
        _renamed(part, tag, keep=len(copies) == 1 and drawn.is_bound_by_name)
        for tag, drawn in copies.items()
        for part in drawn.parts
        if part.name not in (without or {}).get(tag, ())
    ]
    groups: dict[tuple[str, tuple[str, ...]], list[Part]] = {}
    for part in parts:
        curves = tuple(key for key, value in part.given.items() if isinstance(value, dict))
        groups.setdefault((part.component, curves), []).append(part)
    for (component, _), group in sorted(groups.items(), key=lambda item: order(item[0][0])):
        _add(network, component, group)
    for part in parts:
        if part.odd is not None:
            spoil(network, part.component, part.name, *part.odd)
    return network


@cache
def _blank() -> pypsa.Network:
    """Return a network without anything in it: a copy is there ten times sooner than another."""
    return pypsa.Network()


def spoil(network: pypsa.Network, component: str, name: str, key: str, value: object) -> None:
    """Write a value into a table of a network, as a file may hold it: PyPSA would have replaced or refused it."""
    part = network.c[component]
    table = part.dynamic[key] if isinstance(value, list) else part.static
    column = name if isinstance(value, list) else key
    cells = table[column].astype(object) if column in table else pd.Series(1.0, network.snapshots, dtype=object)
    cells.loc[cells.index if isinstance(value, list) else [name]] = value
    try:
        table[column] = cells.astype(float)
    except (TypeError, ValueError):
        table[column] = cells


def order(component: str) -> int:
    return {"Carrier": 0, "Bus": 1, "GlobalConstraint": 3}.get(component, 2)


def _renamed(part: Part, tag: str, keep: bool = False) -> Part:
    """Return a part of a copy: names of its own, carriers and limits too, so that no limit joins two copies."""
    values = dict(part.given)
    if keep:
        values |= {key: f"{value}{tag}" for key, value in values.items() if key in LINKED and value}
        return replace(part, name=part.name if part.component == "Carrier" else part.name + tag, given=values)
    if part.component == "Carrier":
        values = {key if key == "co2_emissions" else key + tag: value for key, value in values.items()}
    elif part.component == "GlobalConstraint":
        key = str(values.get("carrier_attribute", "co2_emissions"))
        if key != "co2_emissions":
            values["carrier_attribute"] = ",".join(word + tag for word in key.split(","))
    for key in (*LINKED, *(("carrier",) if part.component != "Bus" else ())):
        if values.get(key):
            values[key] = f"{values[key]}{tag}"
    return replace(part, name=part.name + tag, given=values)


def _add(network: pypsa.Network, component: str, group: Sequence[Part]) -> None:
    """Add components of a kind at once, which is much quicker than one by one: defaults where one says nothing."""
    names = [part.name for part in group]
    columns: dict[str, object] = {}
    series: dict[str, pd.DataFrame] = {}
    for key in dict.fromkeys(key for part in group for key in part.given):
        usual = _default(network, component, key)
        cells = [part.given.get(key, usual) for part in group]
        if isinstance(cells[0], dict):
            columns[key] = _piecewise(network, component, key, dict(zip(names, cells, strict=True)))  # type: ignore[arg-type]
            continue
        columns[key] = [cell[0] if isinstance(cell, list) else cell for cell in cells]
        found = {name: cell for name, cell in zip(names, cells, strict=True) if isinstance(cell, list)}
        if found:
            series[key] = pd.DataFrame(found, index=network.snapshots).rename_axis(columns="name")
    network.add(component, names, **columns)
    for key, frame in series.items():
        known = network.c[component].dynamic[key]
        network.c[component].dynamic[key] = pd.concat([known, frame], axis=1).rename_axis(columns="name")


def _default(network: pypsa.Network, component: str, key: str) -> object:
    """Return what an attribute is when nobody says it; of a column or a port that PyPSA does not know too."""
    defaults = network.c[component].defaults["default"]
    if key in defaults.index:
        return defaults[key]
    if key.startswith("cyclic_delay"):
        return True
    numbers = {"efficiency": 1.0, "rate": 1.0, "delay": 0, "water": 0.0}
    return next((value for start, value in numbers.items() if key.startswith(start)), "")


def _piecewise(
    network: pypsa.Network, component: str, key: str, curves: Mapping[str, Mapping[float, float]]
) -> pd.DataFrame:
    """Return curves as PyPSA takes them for several components."""
    x = str(network.c[component]._piecewise_schema(key).x)
    frames = {name: pd.DataFrame({x: list(curve), key: list(curve.values())}) for name, curve in curves.items()}
    table = pd.concat(frames, axis=1, names=["name", "attribute"])
    table.index.name = "breakpoint"
    return table


def model_of(network: pypsa.Network, copies: Mapping[str, Drawn]) -> linopy.Model:
    """Return the model of a network with what the drawn ones add to theirs."""
    return create_model(
        network, [dict(extra, tag=tag) for tag, drawn in copies.items() for extra in drawn.extras], constant=False
    )


#: What a part is not without.
BASIC = {*LINKED, "carrier", "type", "sense", "constant", "work", "p_nom", "e_nom", "s_nom", "x", "p_set", "sign"}


def fewer(drawn: Drawn) -> Iterator[Drawn]:
    """Yield what is left of a drawn network when one thing is taken away or made plain, the largest things first."""
    for work in drawn.works:
        yield replace(drawn, parts=tuple(part for part in drawn.parts if part.work != work))
    for bus in [part.name for part in drawn.parts if part.component == "Bus" and part.name != drawn.ledger]:
        at = {part.name for part in drawn.parts if bus in [part.given.get(key) for key in LINKED]} | {bus}
        yield replace(drawn, parts=tuple(part for part in drawn.parts if part.name not in at))
    if drawn.asked != Asked():
        yield replace(drawn, asked=Asked())
    for extra in drawn.extras:
        yield replace(drawn, extras=tuple(other for other in drawn.extras if other is not extra))
    for part in reversed(drawn.parts):
        if part.component not in ("Bus", "Carrier", "Load"):
            yield replace(drawn, parts=tuple(other for other in drawn.parts if other is not part))
    for part in drawn.parts:
        for key in [key for key in part.given if key not in BASIC and part.component != "Carrier"]:
            values = {k: v for k, v in part.given.items() if k != key}
            changed = replace(part, given=values)
            yield replace(drawn, parts=tuple(changed if other is part else other for other in drawn.parts))
