"""A network that is being drawn: its towns, plants and works. Most can be ranked, as a dear plant serves each town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from drawn import AIR, TIMES, Asked, Part, Value, Values

T = TypeVar("T")
CARRIERS: dict[str, Values] = {
    "gas": {"co2_emissions": 0.2, "water": 0.5},
    "oil": {"co2_emissions": 0.27},
    "wind": {"co2_emissions": 0.0},
    "power": {"co2_emissions": 0.0},
    "line": {"co2_emissions": 0.0, "water": 0.1},
    "hydrogen": {"co2_emissions": 0.0},
    "AC": {"co2_emissions": 0.0},
    "DC": {"co2_emissions": 0.0},
}
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


class Sketch:
    """A network that is being drawn.

    Parameters
    ----------
    random : Generator
        Of every choice and number.
    """

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        self.time = self.pick(["halves", "uneven", "store hours", "quarters", "halves", "all different", "uneven"])
        if self.maybe(2):
            self.time = self.pick(["day", "unlike"])
        self.kinds = self.pick(KINDS)
        self.parts: dict[str, Part] = {}
        self.extras: list[dict[str, object]] = []
        self.asked = Asked()
        self.ledger = "carrier"
        self.towns: list[str] = []
        self.places: list[str] = []

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random.integers(len(choices)))]

    def maybe(self, percent: int) -> bool:
        """Say yes in so many percent of the cases."""
        return int(self.random.integers(100)) >= 100 - percent

    def count(self, least: int, most: int) -> int:
        return least + int(self.random.integers(most - least + 1))

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
        self.parts[name] = replace(part, given={**part.given, **values})

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
        values = self.parts[name].given
        size = values.get("p_nom", values.get("e_nom", values.get("s_nom", 50.0)))
        assert isinstance(size, float)
        return size


def places(sketch: Sketch) -> None:
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


def plants(sketch: Sketch) -> None:
    """Draw plants that emit, and a source without emissions in every other place."""
    sketch.ledger = AIR if sketch.maybe(40) else "carrier"
    if sketch.ledger == AIR:
        taker(sketch)
    for town in sketch.towns:
        cost = sketch.number(20, 90)
        if sketch.ledger == "carrier":
            burnt = {"carrier": sketch.pick(["gas", "oil"]), "efficiency": sketch.number(0.3, 0.6)}
            size = sketch.number(20, 110)
            sketch.add("Generator", f"plant {town}", bus=town, p_nom=size, marginal_cost=cost, **burnt)
        else:
            emitter(sketch, town, cost)
    for place in sketch.places[len(sketch.towns) :]:
        size, cost = sketch.number(40, 120), sketch.number(0, 8)
        values: Values = {"bus": place, "carrier": "wind", "p_nom": size, "marginal_cost": cost}
        if sketch.maybe(50):
            values["p_max_pu"] = sketch.series(0.3, 1.0)
        if sketch.maybe(75):
            sketch.add("Generator", f"wind {place}", **values)
    if sketch.maybe(25):
        series = sketch.series(0.0, 1.0)
        sketch.add(
            "Generator", "sun", bus=sketch.towns[0], carrier="wind", p_nom=sketch.number(20, 150), p_max_pu=series
        )
    standing(sketch)


def taker(sketch: Sketch) -> None:
    """Draw what takes emissions from the ledger."""
    sketch.add("Bus", AIR, carrier="AC")
    if sketch.maybe(30):
        sketch.add("Store", "taker", bus=AIR, carrier="power", e_nom=1e9)
    else:
        sketch.add("Generator", "taker", bus=AIR, carrier="power", p_nom=1e4, sign=-1.0)


def standing(sketch: Sketch) -> None:
    """Draw a store and a cable that are no works."""
    if sketch.maybe(25) and {"Store", "StorageUnit"} & set(sketch.kinds):
        store(sketch, "buffer", sketch.pick(sketch.places))
    if sketch.maybe(35) and "Link" in sketch.kinds:
        ends = {"bus0": sketch.pick(sketch.places), "bus1": sketch.pick(sketch.towns)}
        way: Values = {"carrier": "line", "p_nom": sketch.number(5, 40), "efficiency": sketch.pick([1.0, 0.95])}
        if ends["bus0"] != ends["bus1"]:
            sketch.add("Link", "old cable", **ends, **way)
            if sketch.maybe(40):
                sketch.change("old cable", p_min_pu=-1.0)


def emitter(sketch: Sketch, town: str, cost: float) -> None:
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


def store(sketch: Sketch, name: str, bus: str, **more: Value) -> None:
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


def works(sketch: Sketch) -> None:
    """Draw one to four works over one to five components."""
    ids = ["A", "B", "C", "D"][: sketch.pick([2, 3, 1, 3, 4, 2])]
    for number, work in enumerate([*ids, *ids[: sketch.pick([0, 0, 1])]]):
        name = f"work {number}"
        kind = sketch.pick([*sketch.kinds, sketch.kinds[0], sketch.pick(["Generator", sketch.kinds[0]])])
        if kind in ("Store", "StorageUnit"):
            store(sketch, name, sketch.pick(sketch.places), work=work)
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
