"""Small PyPSA networks with works, drawn at random by hypothesis: every component, and every attribute that it has.

A network is drawn as a list of parts (`Drawn`), so that it can be built once for the ranking, a copy a coalition for
the brute force, made smaller while it still shows a fault, and printed as a script. Most of them can be ranked: each
town has a dear plant that always serves it. Upon that come one to three habits out of `HABITS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import linopy
import numpy as np
import pandas as pd
import pypsa
from extras import create_model
from hypothesis import strategies as st

Value = float | str | bool | list[float] | dict[float, float]
Values = dict[str, Value]
T = TypeVar("T")

#: Weights of the snapshots: objective, generators, stores [h].
TIMES: dict[str, tuple[list[float], list[float], list[float]]] = {
    "halves": ([4380.0] * 2, [4380.0] * 2, [4380.0] * 2),
    "uneven": ([2000.0, 3000.0, 3760.0],) * 3,
    "store hours": ([4380.0] * 2, [4380.0] * 2, [6.0] * 2),
    "quarters": ([2190.0] * 4, [2190.0] * 4, [1.0] * 4),
    "all different": ([4000.0, 2760.0, 2000.0], [2920.0] * 3, [3.0, 2.0, 4.0]),
    "day": ([12.0] * 2,) * 3,
}
CARRIERS: dict[str, Values] = {
    "gas": {"co2_emissions": 0.2, "water": 0.5},
    "oil": {"co2_emissions": 0.27},
    "wind": {"co2_emissions": 0.0},
    "power": {"co2_emissions": 0.0},
    "line": {"co2_emissions": 0.0, "water": 0.1},
    "hydrogen": {"co2_emissions": 0.0},
    "AC": {"co2_emissions": 0.0},
}
AIR = "air"
#: Kinds of components beside generators and loads: PyPSA takes longer for each.
KINDS = [
    ("Link",),
    ("Link", "Link", "Store"),
    ("Link", "Link", "StorageUnit"),
    ("Link", "Process"),
    ("Process",),
    ("Process", "StorageUnit"),
    ("Link", "Process", "Store", "StorageUnit"),
]
#: Generators that stand for demand that is not served, as PyPSA, PyPSA-Eur and others write them.
SHEDDING: tuple[Values, ...] = (
    {"carrier": "load", "sign": 1e-3, "marginal_cost": 100.0, "p_nom": 1e9},
    {"carrier": "load", "sign": 1e-3, "marginal_cost": 10.0, "p_nom": 1e9},
    {"carrier": "Load shedding", "marginal_cost": 3000.0, "p_nom": 1e5},
    {"carrier": "load shedding", "marginal_cost": 10000.0, "p_nom": 1e4},
    {"carrier": "Load_Shedding", "marginal_cost": 10000.0, "p_nom_extendable": True},
    {"carrier": "unserved", "marginal_cost": 5000.0, "p_nom": 1e4},
)


@dataclass(frozen=True)
class Part:
    """A component: numbers, words and flags; a list is a series, a mapping is piecewise.

    ``shed`` marks what stands for demand that is not served; it is no attribute of the network.
    """

    component: str
    name: str
    values: Values
    shed: bool = False

    @property
    def work(self) -> str:
        return str(self.values.get("work", ""))

    @property
    def state(self) -> str:
        return str(self.values.get("work_state", "candidate"))


@dataclass(frozen=True)
class Drawn:
    """A network as a list of parts, how it is closed, and what is added to its model."""

    time: str
    parts: tuple[Part, ...]
    ledger: str = "carrier"
    price: float = 100.0
    extras: tuple[dict[str, object], ...] = ()
    cap_t: float | None = None

    @property
    def works(self) -> tuple[str, ...]:
        """Works that play."""
        return tuple(sorted({part.work for part in self.parts if part.work and part.state == "candidate"}))

    def absent(self, coalition: Collection[str]) -> set[str]:
        """Return the names of the components that are not there when a coalition is built."""
        return {
            part.name
            for part in self.parts
            if part.work and part.state != "reference" and not (part.state == "candidate" and part.work in coalition)
        }

    def attributes(self) -> set[str]:
        """Return which attributes of which components are set, and how."""
        found = {f"ledger {'bus' if self.ledger != 'carrier' else 'carrier'}", f"weights {self.time}"}
        found |= {f"create_model {extra['kind']}" for extra in self.extras}
        found |= {"cap"} if self.cap_t is not None else set()
        for part in self.parts:
            who = f"{part.component} (work)" if part.work else part.component
            found |= {"unserved"} if part.shed else set()
            for key, value in part.values.items():
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
    network = pypsa.Network()
    weights = TIMES[next(iter(copies.values())).time]
    network.set_snapshots(range(len(weights[0])))
    for column, hours in zip(("objective", "generators", "stores"), weights, strict=True):
        network.snapshot_weightings[column] = hours
    parts = [
        _renamed(part, tag)
        for tag, drawn in copies.items()
        for part in drawn.parts
        if part.name not in (without or {}).get(tag, ())
    ]
    groups: dict[tuple[str, tuple[str, ...]], list[Part]] = {}
    for part in parts:
        curves = tuple(key for key, value in part.values.items() if isinstance(value, dict))
        groups.setdefault((part.component, curves), []).append(part)
    for (component, _), group in sorted(groups.items(), key=lambda item: _order(item[0][0])):
        _add(network, component, group)
    return network


def _order(component: str) -> int:
    return {"Carrier": 0, "Bus": 1, "GlobalConstraint": 3}.get(component, 2)


def _renamed(part: Part, tag: str) -> Part:
    """Return a part of a copy: names of its own, carriers and limits too, so that no limit joins two copies."""
    values = dict(part.values)
    if part.component == "Carrier":
        values = {key if key == "co2_emissions" else key + tag: value for key, value in values.items()}
    elif part.component == "GlobalConstraint":
        key = str(values.get("carrier_attribute", "co2_emissions"))
        if key != "co2_emissions":
            values["carrier_attribute"] = ",".join(word + tag for word in key.split(","))
    for key in (*LINKED, *(("carrier",) if part.component != "Bus" else ())):
        if values.get(key):
            values[key] = f"{values[key]}{tag}"
    return replace(part, name=part.name + tag, values=values)


def _add(network: pypsa.Network, component: str, group: Sequence[Part]) -> None:
    """Add components of a kind at once, which is much quicker than one by one: defaults where one says nothing."""
    names = [part.name for part in group]
    columns: dict[str, object] = {}
    series: dict[str, pd.DataFrame] = {}
    for key in dict.fromkeys(key for part in group for key in part.values):
        cells = [part.values.get(key, _default(network, component, key)) for part in group]
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


# -- drawing -------------------------------------------------------------------------------------------------------


class Sketch:
    """A network that is being drawn.

    Parameters
    ----------
    choose : callable
        Returns a number below the one it is given: by hypothesis, or at random.
    random : Generator
        Of sizes, costs and series, which need no choice.
    """

    def __init__(self, choose: Callable[[int], int], random: np.random.Generator) -> None:
        self._choose, self.random = choose, random
        self.time = self.pick(["halves", "uneven", "store hours", "quarters", "halves", "all different", "uneven"])
        if self.maybe(2):
            self.time = "day"
        self.kinds = self.pick(KINDS)
        self.parts: dict[str, Part] = {}
        self.extras: list[dict[str, object]] = []
        self.ledger = "carrier"
        self.towns: list[str] = []
        self.places: list[str] = []

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self._choose(len(choices))]

    def maybe(self, percent: int) -> bool:
        """Say yes in so many percent of the cases."""
        return self._choose(100) >= 100 - percent

    def count(self, least: int, most: int) -> int:
        return least + self._choose(most - least + 1)

    def number(self, low: float, high: float) -> float:
        return round(float(self.random.uniform(low, high)), 2)

    @property
    def steps(self) -> int:
        return len(TIMES[self.time][0])

    def series(self, low: float, high: float) -> list[float]:
        return [self.number(low, high) for _ in range(self.steps)]

    def either(self, low: float, high: float) -> Value:
        """Return a number or a series."""
        return self.series(low, high) if self.maybe(50) else self.number(low, high)

    def hours(self, kind: int) -> float:
        """Return the longest weight of a snapshot."""
        return max(TIMES[self.time][kind])

    def add(self, component: str, name: str, shed: bool = False, **values: Value) -> str:
        self.parts[name] = Part(component, name, values, shed)
        return name

    def change(self, name: str, **values: Value) -> None:
        part = self.parts[name]
        self.parts[name] = replace(part, values={**part.values, **values})

    def of(self, *components: str, works: bool | None = None) -> list[str]:
        """Return the names of components of these kinds; only works, or none, where that is said."""
        return [
            part.name
            for part in self.parts.values()
            if part.component in components
            and not part.shed
            and (works is None or bool(part.work) == works)
            and not part.name.startswith(("peaker", "taker", "well"))
        ]

    def size(self, name: str) -> float:
        values = self.parts[name].values
        size = values.get("p_nom", values.get("e_nom", values.get("s_nom", 50.0)))
        assert isinstance(size, float)
        return size


@st.composite
def networks(draw: st.DrawFn) -> Drawn:
    """Return a network whose parts hypothesis chose."""
    seed = draw(st.integers(0, 2**32 - 1))
    return _draw(Sketch(lambda count: draw(st.integers(0, count - 1)), np.random.default_rng(seed)))


def drawn_by(seed: int, habits: Sequence[str] = ()) -> Drawn:
    """Return the network of a seed, with the habits named here or with some."""
    random = np.random.default_rng(seed)
    return _draw(Sketch(lambda count: int(random.integers(count)), random), habits)


def _draw(sketch: Sketch, habits: Sequence[str] = ()) -> Drawn:
    """Return a network with one to four works and some habits."""
    _places(sketch)
    _plants(sketch)
    _works(sketch)
    for habit in habits:
        _take(sketch, {habit: (HABITS | RARE)[habit]})
    if not habits:
        for _ in range(sketch.count(1, 3)):
            _take(sketch, HABITS)
        if sketch.maybe(15):
            _take(sketch, RARE)
    price = sketch.pick([100.0, 60.0, 250.0, 100.0, 20.0, 0.0])
    cap = round(sketch.number(5e3, 4e5), 0) if sketch.maybe(6) else None
    return Drawn(sketch.time, tuple(sketch.parts.values()), sketch.ledger, price, tuple(sketch.extras), cap)


def _take(sketch: Sketch, habits: Mapping[str, Habit]) -> None:
    """Let a network take a habit; some do not suit it."""
    before = (dict(sketch.parts), len(sketch.extras))
    for _ in range(5):
        habits[sketch.pick(list(habits))](sketch)
        if (sketch.parts, len(sketch.extras)) != before:
            return


def _places(sketch: Sketch) -> None:
    """Draw towns with demand, and places without."""
    for name, values in CARRIERS.items():
        sketch.add("Carrier", name, **values)
    sketch.towns = ["town", "city"][: sketch.count(1, 2)]
    others = ["fjord", "heath"][: sketch.count(1, 2)]
    sketch.places = sketch.towns + others
    for place in sketch.places:
        sketch.add("Bus", place, carrier="AC")
    for town in sketch.towns:
        sketch.add("Load", f"load {town}", bus=town, p_set=sketch.series(30, 90))
        sketch.add("Generator", f"peaker {town}", bus=town, carrier="power", p_nom=500.0, marginal_cost=400.0)


def _plants(sketch: Sketch) -> None:
    """Draw plants that emit, and a source without emissions in every other place."""
    sketch.ledger = AIR if sketch.maybe(40) else "carrier"
    if sketch.ledger == AIR:
        sketch.add("Bus", AIR, carrier="AC")
        if sketch.maybe(30):
            sketch.add("Store", "taker", bus=AIR, carrier="power", e_nom=1e9)
        else:
            sketch.add("Generator", "taker", bus=AIR, carrier="power", p_nom=1e4, sign=-1.0)
    for town in sketch.towns:
        cost = sketch.number(20, 90)
        if sketch.ledger == "carrier":
            burnt = {"carrier": sketch.pick(["gas", "oil"]), "efficiency": sketch.number(0.3, 0.6)}
            size = sketch.number(20, 110)
            sketch.add("Generator", f"plant {town}", bus=town, p_nom=size, marginal_cost=cost, **burnt)
        else:
            _emitter(sketch, town, cost)
    for place in sketch.places[len(sketch.towns) :]:
        size, cost = sketch.number(40, 120), sketch.number(0, 8)
        values: Values = {"bus": place, "carrier": "wind", "p_nom": size, "marginal_cost": cost}
        if sketch.maybe(50):
            values["p_max_pu"] = sketch.series(0.3, 1.0)
        if sketch.maybe(75):
            sketch.add("Generator", f"wind {place}", **values)
    if sketch.maybe(25):
        series = sketch.series(0.0, 1.0)
        sketch.add("Generator", "sun", bus=sketch.towns[0], carrier="wind", p_nom=sketch.number(20, 150), p_max_pu=series)
    if sketch.maybe(25) and {"Store", "StorageUnit"} & set(sketch.kinds):
        _store(sketch, "buffer", sketch.pick(sketch.places))
    if sketch.maybe(35) and "Link" in sketch.kinds:
        ends = {"bus0": sketch.pick(sketch.places), "bus1": sketch.pick(sketch.towns)}
        way: Values = {"carrier": "line", "p_nom": sketch.number(5, 40), "efficiency": sketch.pick([1.0, 0.95])}
        if ends["bus0"] != ends["bus1"]:
            sketch.add("Link", "old cable", **ends, **way)
            if sketch.maybe(40):
                sketch.change("old cable", p_min_pu=-1.0)


def _emitter(sketch: Sketch, town: str, cost: float) -> None:
    """Draw a plant that emits into the ledger: a Link or a Process that burns gas."""
    gas = f"gas {town}"
    sketch.add("Bus", gas, carrier="AC")
    sketch.add("Generator", f"well {town}", bus=gas, carrier="power", p_nom=500.0, marginal_cost=cost / 2)
    efficiency = sketch.number(0.35, 0.6)
    ends: Values = {"bus0": gas, "bus1": town, "bus2": AIR, "carrier": "power", "p_nom": sketch.number(50, 250)}
    if "Link" in sketch.kinds:
        sketch.add("Link", f"plant {town}", **ends, efficiency=efficiency, efficiency2=0.2)
    else:
        rates: Values = {"rate0": -1.0, "rate1": efficiency, "rate2": 0.2}
        sketch.add("Process", f"plant {town}", **ends, **rates)


def _store(sketch: Sketch, name: str, bus: str, **more: Value) -> None:
    """Draw a Store or a StorageUnit."""
    hours = sketch.hours(2)
    if "StorageUnit" not in sketch.kinds or ("Store" in sketch.kinds and sketch.maybe(50)):
        size = sketch.number(10, 40) * hours
        cyclic = sketch.maybe(70)
        sketch.add("Store", name, bus=bus, carrier="power", e_nom=round(size, 1), e_cyclic=cyclic, **more)
        return
    loss = sketch.pick([1.0, 0.9])
    unit: Values = {"p_nom": sketch.number(10, 40), "max_hours": round(2.0 * hours, 1), "efficiency_store": loss}
    cyclic = sketch.maybe(70)
    sketch.add("StorageUnit", name, bus=bus, carrier="power", cyclic_state_of_charge=cyclic, **unit, **more)


def _works(sketch: Sketch) -> None:
    """Draw one to four works over one to five components."""
    ids = ["A", "B", "C", "D"][: sketch.pick([2, 3, 1, 3, 4, 2])]
    for number, work in enumerate([*ids, *ids[: sketch.pick([0, 0, 1])]]):
        name = f"work {number}"
        kind = sketch.pick([*sketch.kinds, sketch.kinds[0], sketch.pick(["Generator", sketch.kinds[0]])])
        if kind in ("Store", "StorageUnit"):
            _store(sketch, name, sketch.pick(sketch.places), work=work)
        elif kind == "Generator":
            _plant_of(sketch, name, work)
        else:
            _way_of(sketch, name, work, kind)


def _plant_of(sketch: Sketch, name: str, work: str) -> None:
    carrier = sketch.pick(["wind", "gas"]) if sketch.ledger == "carrier" else "wind"
    cost, efficiency = sketch.number(2, 50), sketch.number(0.4, 1.0)
    values: Values = {"carrier": carrier, "p_nom": sketch.number(10, 60), "marginal_cost": cost}
    sketch.add("Generator", name, bus=sketch.pick(sketch.places), efficiency=efficiency, work=work, **values)


def _way_of(sketch: Sketch, name: str, work: str, kind: str) -> None:
    """Draw a Link or a Process between two places."""
    start = sketch.pick(sketch.places[::-1])
    end = sketch.pick([place for place in sketch.places if place != start])
    ends: Values = {"bus0": start, "bus1": end, "carrier": "line", "p_nom": sketch.number(10, 70), "work": work}
    cost, left = sketch.pick([0.0, 0.5, 2.0]), sketch.pick([1.0, 0.97, 0.9])
    if kind == "Link":
        sketch.add("Link", name, **ends, efficiency=left, marginal_cost=cost)
    else:
        rate0 = sketch.pick([-1.0, -1.1, 1.0])
        rates: Values = {"rate0": rate0, "rate1": left if rate0 < 0 else -1.1}
        sketch.add("Process", name, **ends, **rates, marginal_cost=cost)
    if sketch.maybe(25):
        sketch.change(name, p_min_pu=-1.0)


# -- habits: what some networks have -------------------------------------------------------------------------------

Habit = Callable[[Sketch], None]
FLOWS = ("Generator", "Link", "Process")


def _on(*components: str, works: bool | None = None) -> Callable[[Callable[[Sketch, str], Values]], Habit]:
    """Return a habit of one component of these kinds, where there is one."""

    def habit_of(change: Callable[[Sketch, str], Values]) -> Habit:
        def habit(sketch: Sketch) -> None:
            names = sketch.of(*components, works=works)
            if names:
                name = sketch.pick(names)
                sketch.change(name, **change(sketch, name))

        return habit

    return habit_of


def _cost(sketch: Sketch, name: str) -> Values:
    """Say what a component costs to build, in one of PyPSA's ways."""
    way = sketch.pick(["capital", "overnight", "fom", "overnight"])
    if way == "capital":
        return {"capital_cost": sketch.number(1e4, 9e4)}
    if way == "fom":
        return {"capital_cost": sketch.number(1e4, 5e4), "fom_cost": sketch.number(1e3, 2e4)}
    life: Values = {"discount_rate": sketch.pick([0.05, 0.0]), "lifetime": sketch.pick([20.0, 30.0])}
    return {"overnight_cost": sketch.number(1e5, 9e5), "fom_cost": sketch.pick([0.0, 5000.0]), **life}


def _extendable(sketch: Sketch, name: str) -> Values:
    size = {"Store": "e_nom", "Line": "s_nom", "Transformer": "s_nom"}.get(sketch.parts[name].component, "p_nom")
    scale = sketch.size(name)
    values: Values = {f"{size}_extendable": True, f"{size}_max": round(2 * scale, 1), **_cost(sketch, name)}
    if size == "e_nom":
        values |= {"capital_cost": round(sketch.number(1, 50), 2)}
        values = {k: v for k, v in values.items() if k not in ("overnight_cost", "fom_cost")}
    if sketch.maybe(40):
        values[f"{size}_min"] = round(scale / 4, 1)
    if sketch.maybe(15):
        values[f"{size}_set"] = round(scale / 2, 1)
    return values


def _ramps(sketch: Sketch, name: str) -> Values:
    values: Values = {key: sketch.either(0.2, 0.6) for key in sketch.pick([["ramp_limit_up"], ["ramp_limit_down"]])}
    if sketch.maybe(50):
        values["ramp_limit_down"] = sketch.number(0.2, 0.6)
    if sketch.maybe(30):
        values["p_init"] = round(sketch.number(0.0, 0.5) * sketch.size(name), 2)
    return values


def _set(sketch: Sketch, name: str) -> Values:
    value = round(sketch.number(0.1, 0.3) * sketch.size(name), 2)
    if sketch.maybe(50):
        return {"p_set": value}
    return {"p_set": [value if number % 2 else float("nan") for number in range(sketch.steps)]}


def _third(sketch: Sketch, name: str) -> Values:
    """Give a component a third port."""
    bus = sketch.pick(sketch.places + ([AIR] if sketch.ledger == AIR else []))
    port = "bus2" if "bus2" not in sketch.parts[name].values else "bus3"
    key = "efficiency" if sketch.parts[name].component == "Link" else "rate"
    return {port: bus, key + port[-1]: sketch.either(0.05, 0.3) if bus == AIR else sketch.either(-0.15, 0.3)}


def _delay(sketch: Sketch, name: str) -> Values:
    hours = int(min(TIMES[sketch.time][1])) * sketch.pick([1, 2] if sketch.steps > 2 else [1])
    process = sketch.parts[name].component == "Process"
    end = sketch.pick(["0", "1"]) if process else ""
    values: Values = {f"delay{end}": hours}
    return values | ({} if sketch.maybe(60) else {f"cyclic_delay{end}": False})


def _levels(sketch: Sketch, name: str) -> Values:
    return sketch.pick(
        [
            {"e_min_pu": sketch.either(0.1, 0.5), "e_cyclic": True},
            {"e_max_pu": sketch.either(0.5, 0.9)},
            {"e_min_pu": 0.5, "e_cyclic": True, "standing_loss": 1e-4},
            {"e_min_pu": -1.0, "e_cyclic": True},
        ]
    )


def _store_habit(sketch: Sketch, name: str) -> Values:
    size = sketch.size(name)
    return sketch.pick(
        [
            {"standing_loss": sketch.either(1e-5, 2e-4)},
            {"sign": -1.0},
            {"marginal_cost": sketch.number(-2, 5)},
            {"marginal_cost_storage": sketch.either(0.0, 0.01)},
            {"e_cyclic_per_period": True},
            {"e_initial": round(size / 3, 1), "e_cyclic": False},
            {"e_initial": round(size / 3, 1), "e_cyclic": False, "e_initial_per_period": True},
            {"carrier": "gas"},
            {"p_set": round(0.2 * size / sketch.hours(2) / 10, 3), "e_cyclic": False, "e_initial": round(size / 2, 1)},
            {"e_set": [float("nan")] * (sketch.steps - 1) + [round(size / 4, 1)]},
        ]
    )


def _unit_habit(sketch: Sketch, name: str) -> Values:
    size = sketch.size(name)
    return sketch.pick(
        [
            {"inflow": sketch.either(0.5, 5.0), "spill_cost": sketch.either(0.0, 3.0)},
            {"standing_loss": sketch.either(1e-5, 2e-4)},
            {"efficiency_dispatch": sketch.either(0.8, 0.95), "efficiency_store": sketch.either(0.8, 0.95)},
            {"marginal_cost": sketch.either(0.0, 5.0)},
            {"marginal_cost_storage": sketch.either(0.0, 0.01)},
            {"state_of_charge_initial": round(size * sketch.hours(2) / 3, 1), "cyclic_state_of_charge": False},
            {"state_of_charge_set": [float("nan")] * (sketch.steps - 1) + [round(size * sketch.hours(2) / 4, 1)]},
            {"p_min_pu": 0.0},
            {"p_min_pu": sketch.either(-0.5, -0.1), "p_max_pu": sketch.either(0.2, 1.0)},
            {"p_dispatch_set": [round(size / 5, 2)] + [float("nan")] * (sketch.steps - 1)},
            {"p_store_set": [float("nan")] * (sketch.steps - 1) + [round(size / 5, 2)]},
            {"p_set": [float("nan")] * (sketch.steps - 1) + [round(-size / 5, 2)]},
            {"sign": sketch.pick([0.9, 1.0])},
            {"carrier": "gas", "cyclic_state_of_charge": False},
        ]
    )


def _stored(sketch: Sketch) -> None:
    """Give a store that is no work a habit; make one where there is none."""
    if not sketch.of("Store", "StorageUnit"):
        _store(sketch, "tank", sketch.pick(sketch.places))
    name = sketch.pick(sketch.of("Store", "StorageUnit"))
    habits = (_store_habit, _levels) if sketch.parts[name].component == "Store" else (_unit_habit,)
    sketch.change(name, **sketch.pick(habits)(sketch, name))


def _passive(sketch: Sketch) -> None:
    """Join places by lines and a transformer: a triangle where there are three."""
    ends = list(zip(sketch.places, [*sketch.places[1:], sketch.places[0]], strict=True))
    for number, (start, end) in enumerate(ends[: 3 if len(ends) > 2 else 1]):
        kind = "Transformer" if sketch.maybe(30) else "Line"
        size, x = sketch.number(5, 60), sketch.number(0.05, 0.3)
        sketch.add(kind, f"line {number}", bus0=start, bus1=end, x=x, r=0.01, s_nom=size)
        if kind == "Line":
            sketch.change(f"line {number}", carrier="AC", length=sketch.number(10, 90))
        if sketch.maybe(30):
            sketch.change(f"line {number}", **_extendable(sketch, f"line {number}"))
        if sketch.maybe(25):
            sketch.change(f"line {number}", s_max_pu=sketch.either(0.5, 0.9))
        if kind == "Transformer" and sketch.maybe(50):
            sketch.change(f"line {number}", **sketch.pick([{"phase_shift": 2.0}, {"tap_ratio": 0.95}, SHIFTED]))
        if sketch.maybe(15):
            sketch.change(f"line {number}", v_ang_max=30.0)


SHIFTED: Values = {"phase_shift_min": -5.0, "phase_shift_max": 5.0}


def _limit(sketch: Sketch) -> None:
    """Add a limit on the whole network."""
    kind = sketch.pick(
        ["primary_energy", "operational_limit", "tech_capacity_expansion_limit", "transmission", "co2", "water floor"]
    )
    if kind == "co2":
        sketch.add("GlobalConstraint", "limit co2", type="primary_energy", sense="<=", constant=sketch.number(1e4, 1e5))
    elif kind in ("primary_energy", "water floor"):
        water: Values = {"type": "primary_energy", "carrier_attribute": "water"}
        sense, most = ("<=", sketch.number(2e4, 3e5)) if kind == "primary_energy" else (">=", sketch.number(1e2, 1e3))
        sketch.add("GlobalConstraint", "limit water", sense=sense, constant=most, **water)
    elif kind == "operational_limit":
        carrier = sketch.pick(["gas", "wind", "power"])
        sense, most = sketch.pick([("<=", sketch.number(5e4, 4e5)), (">=", sketch.number(-1e4, 1e3))])
        sketch.add("GlobalConstraint", "limit use", type=kind, carrier_attribute=carrier, sense=sense, constant=most)
    elif kind == "transmission":
        _passive(sketch)
        for name in sketch.of("Line"):
            sketch.change(name, s_nom_extendable=True, s_nom_max=200.0, capital_cost=500.0)
        kind = sketch.pick(["transmission_volume_expansion_limit", "transmission_expansion_cost_limit"])
        most = sketch.number(500, 20000)
        sketch.add("GlobalConstraint", "limit lines", type=kind, carrier_attribute="AC", sense="<=", constant=most)
    else:
        new: Values = {"p_nom_extendable": True, "capital_cost": sketch.number(1e4, 4e4), "carrier": "hydrogen"}
        sketch.add("Generator", "new", bus=sketch.towns[0], marginal_cost=5.0, **new)
        limit: Values = {"carrier_attribute": "hydrogen", "sense": "<=", "constant": sketch.number(5, 50)}
        sketch.add("GlobalConstraint", "limit new", type=kind, **limit)


def _circle(sketch: Sketch) -> None:
    """Close a circle with a work in it: without loss, or paid for its flow, or a store in time."""
    names = sketch.of("Link", works=True)
    if not names:
        return
    name = sketch.pick(names)
    values = sketch.parts[name].values
    work: Values = {"work": sketch.pick(["", str(values["work"]), "", "R"])}
    work = {key: value for key, value in work.items() if value}
    back: Values = {"bus0": values["bus1"], "bus1": values["bus0"], "carrier": "line", "p_nom": values["p_nom"]}
    sketch.add("Link", "way back", **back, **work)
    kind = sketch.pick(["lossless", "paid", "delay"])
    if sketch.maybe(40):
        spare = [place for place in sketch.places if place not in (values["bus0"], values["bus1"])]
        if not spare:
            sketch.add("Bus", "loop", carrier="AC")
        turn = sketch.pick(spare or ["loop"])
        sketch.change(name, bus1=turn)
        sketch.change("way back", bus0=turn)
    if kind == "lossless":
        sketch.change(name, efficiency=1.0)
    elif kind == "paid":
        sketch.change(name, efficiency=1.0, marginal_cost=-sketch.number(0.5, 5))
    else:
        sketch.change(name, efficiency=1.0, delay=int(min(TIMES[sketch.time][1])))


def _extra(sketch: Sketch) -> None:
    """Let the user's own model add something."""
    kind = sketch.pick(["source", "limit", "charge"])
    if kind == "source":
        place = sketch.pick(sketch.places)
        sketch.extras.append({"kind": kind, "bus": place, "most": sketch.number(5, 40), "cost": sketch.number(0, 5)})
        return
    names = sketch.of("Link") or sketch.of("Generator")
    if not names:
        return
    name = sketch.pick(names)
    component = sketch.parts[name].component
    amount = sketch.number(5, 40) if kind == "limit" else sketch.number(-3, 10)
    sketch.extras.append({"kind": kind, "component": component, "name": name, "amount": amount})


def _shedding(sketch: Sketch) -> None:
    """Let demand be left unserved; where the dear plant goes, it is in some coalitions."""
    form, town = sketch.pick(SHEDDING), sketch.pick(sketch.towns)
    if str(form["carrier"]) not in sketch.parts:
        sketch.add("Carrier", str(form["carrier"]), co2_emissions=0.0)
    sketch.add("Generator", f"shed {town}", True, bus=town, **form)
    if sketch.maybe(60):
        del sketch.parts[f"peaker {town}"]


def _dump(sketch: Sketch) -> None:
    """Let somebody take power: export at a price, or a load that pays."""
    place = sketch.pick(sketch.places)
    price = sketch.number(-5, 30)
    form = sketch.pick(["sign", "negative", "load", "injects"])
    if form == "sign":
        sketch.add("Generator", "export", bus=place, carrier="power", p_nom=30.0, sign=-1.0, marginal_cost=-price)
    elif form == "negative":
        out: Values = {"p_min_pu": -1.0, "p_max_pu": 0.0, "marginal_cost": price}
        sketch.add("Generator", "export", bus=place, carrier="power", p_nom=30.0, **out)
    elif form == "load":
        sketch.add("Load", "feed", bus=sketch.towns[0], p_set=-sketch.number(2, 15))
    else:
        sketch.add("Load", "feed", bus=sketch.towns[0], p_set=sketch.number(2, 15), sign=1.0)


def _price_on_taker(sketch: Sketch) -> None:
    if "taker" in sketch.parts:
        sketch.change("taker", marginal_cost=sketch.number(5, 50))


def _second_taker(sketch: Sketch) -> None:
    if "taker" not in sketch.parts:
        return
    form = sketch.pick(["generator", "store", "unit", "negative"])
    if form == "generator":
        sketch.add("Generator", "taker 2", bus=AIR, carrier="power", p_nom=20.0, sign=-1.0)
    elif form == "negative":
        sketch.add("Generator", "taker 2", bus=AIR, carrier="power", p_nom=20.0, p_min_pu=-1.0, p_max_pu=0.0)
    elif form == "store":
        sketch.add("Store", "taker 2", bus=AIR, carrier="power", e_nom=1e5)
    else:
        unit: Values = {"p_nom": 5.0, "max_hours": 1e4}
        sketch.add("StorageUnit", "taker 2", bus=AIR, carrier="power", **unit)


def _state(sketch: Sketch) -> None:
    """Let some works stand, or be cancelled."""
    for name in sketch.of("Generator", "Link", "Process", "Store", "StorageUnit", works=True):
        work = sketch.parts[name].work
        sketch.change(name, work_state="reference" if work == "B" else "cancelled" if work == "D" else "candidate")


def _piecewise_cost(sketch: Sketch, name: str) -> Values:
    low, more = sketch.number(1, 10), sketch.number(1, 30)
    return {"marginal_cost": {0.0: low, 0.5: low, 1.0: low + more}}


def _new(sketch: Sketch) -> None:
    """Add a plant that may be built anew."""
    town = sketch.pick(sketch.places)
    carrier = "gas" if sketch.ledger == "carrier" and sketch.maybe(50) else "wind"
    plant: Values = {"carrier": carrier, "marginal_cost": sketch.number(5, 40), "p_nom": 30.0}
    sketch.add("Generator", "new", bus=town, **plant)
    sketch.change("new", **_extendable(sketch, "new"))


def _inert(sketch: Sketch) -> None:
    """Set attributes that decide nothing in a linear program of one year."""
    name = sketch.pick(sketch.of("Generator", "Link"))
    word = sketch.pick(
        [
            {"build_year": 2030.0, "lifetime": 25.0},
            {"stand_by_cost": 3.0},
            {"ramp_limit_start_up": 0.5, "ramp_limit_shut_down": 0.5, "start_up_cost": 100.0},
            {"min_up_time": 2.0, "up_time_before": 0.0, "down_time_before": 1.0, "shut_down_cost": 5.0},
            {"p_nom_min": 3.0, "p_nom_max": 7.0},
            {"maintenance_duration": 2.0, "maintenance_pu": 0.5},
            {"capital_cost": 1000.0},
        ]
    )
    sketch.change(name, **word)
    load = sketch.pick(sketch.of("Load"))
    sketch.change(load, q_set=sketch.either(1, 5))


HABITS: dict[str, Habit] = {
    "p_max_pu": _on(*FLOWS)(lambda s, _: {"p_max_pu": s.either(0.4, 1.0)}),
    "p_min_pu": _on(*FLOWS, works=False)(lambda s, _: {"p_min_pu": s.either(0.05, 0.3)}),
    "p_min_pu < 0": _on("Link", "Process")(lambda s, _: {"p_min_pu": s.either(-0.9, -0.1)}),
    "p_set": _on(*FLOWS, works=False)(_set),
    "ramps": _on(*FLOWS)(_ramps),
    "e_sum_max": _on("Generator")(lambda s, n: {"e_sum_max": round(s.number(500, 4000) * s.size(n), 0)}),
    "e_sum_min": _on("Generator", works=False)(lambda s, n: {"e_sum_min": round(s.number(10, 500) * s.size(n), 0)}),
    "cost": _on(*FLOWS)(lambda s, _: {"marginal_cost": s.series(-5, 60)}),
    "negative cost": _on(*FLOWS)(lambda s, _: {"marginal_cost": -s.number(0.5, 20)}),
    "piecewise cost": _on(*FLOWS)(_piecewise_cost),
    "efficiency": _on("Generator")(lambda s, _: {"efficiency": s.series(0.3, 0.7)}),
    "losses": _on("Link")(lambda s, _: {"efficiency": s.series(0.8, 1.0)}),
    "rates": _on("Process")(lambda s, _: {"rate1": s.series(-1.0, 1.0)}),
    "third port": _on("Link", "Process")(_third),
    "delay": _on("Link", "Process")(_delay),
    "extendable": _on(*FLOWS, "Store", "StorageUnit", works=False)(_extendable),
    "investment": _on(*FLOWS, "Store", "StorageUnit", works=True)(_cost),
    "inactive": _on(*FLOWS, "Load", works=False)(lambda s, _: {"active": False}),
    "sign": _on("Generator")(lambda s, _: {"sign": s.pick([0.5, 1.1])}),
    "stored": _stored,
    "stored too": _stored,
    "passive": _passive,
    "limit": _limit,
    "circle": _circle,
    "extra": _extra,
    "dump": _dump,
    "price on taker": _price_on_taker,
    "second taker": _second_taker,
    "new": _new,
    "state": _state,
    "inert": _inert,
}
#: What a ranking refuses at present or ought to, mostly: drawn less often, so that most networks are compared.
RARE: dict[str, Habit] = {
    "shedding": _shedding,
    "shedding too": _shedding,
    "works that must": _on(*FLOWS, works=True)(_set),
    "ramped works": _on(*FLOWS, works=True)(lambda s, n: {"p_init": round(s.size(n), 2), "ramp_limit_down": 0.5}),
    "least of works": _on("Generator", works=True)(lambda s, n: {"e_sum_min": round(100 * s.size(n), 0)}),
    "must run": _on(*FLOWS, works=True)(lambda s, _: {"p_min_pu": s.either(0.05, 0.2)}),
    "stores that must": _on("Store", works=True)(lambda s, _: {"e_min_pu": 0.5, "e_cyclic": True, "standing_loss": 1e-4}),
    "units that must": _on("StorageUnit", works=True)(_unit_habit),
    "piecewise efficiency": _on("Generator")(lambda s, _: {"efficiency": {0.0: 0.3, 0.5: 0.4, 1.0: 0.55}}),
    "quadratic": _on("Generator", "Link")(lambda s, _: {"marginal_cost_quadratic": s.number(0.01, 0.5)}),
    "committable": _on(*FLOWS)(lambda s, _: {"committable": True, "p_min_pu": 0.2, "stand_by_cost": 3.0}),
    "modular": _on(*FLOWS)(lambda s, n: {"p_nom_mod": round(s.size(n) / 2, 2), "p_nom_extendable": True}),
    "maintainable": _on("Generator", "Link")(lambda s, _: {"maintainable": True, "maintenance_duration": 1.0}),
    "passive work": lambda s: (_passive(s), s.change("line 0", work="A"), None)[-1],
    "capital curve": _on("Generator", works=False)(
        lambda s, n: {"p_nom_extendable": True, "p_nom_max": 90.0, "capital_cost": {0.0: 2e4, 40.0: 2e4, 90.0: 5e4}}
    ),
}


def fewer(drawn: Drawn) -> Iterator[Drawn]:
    """Yield what is left of a drawn network when one thing is taken away or made plain."""
    used = {str(part.values.get(key)) for part in drawn.parts for key in (*LINKED, "carrier", "carrier_attribute")}
    for number, extra in enumerate(drawn.extras):
        yield replace(drawn, extras=tuple(e for place, e in enumerate(drawn.extras) if place != number and extra))
    for part in reversed(drawn.parts):
        if not (part.component in ("Bus", "Carrier") and part.name in used):
            yield replace(drawn, parts=tuple(other for other in drawn.parts if other is not part))
    if drawn.time != "halves" and len(TIMES[drawn.time][0]) == 2:
        yield replace(drawn, time="halves")
    for part in drawn.parts:
        for key, value in part.values.items():
            rest = {k: v for k, v in part.values.items() if k != key}
            plain = {**part.values, key: value[0]} if isinstance(value, list) and value[0] == value[0] else None
            for values in (rest if key not in (*LINKED, "type", "sense", "constant", "work") else None, plain):
                if values is not None:
                    changed = replace(part, values=values)
                    yield replace(drawn, parts=tuple(changed if other is part else other for other in drawn.parts))
