"""What some networks have beside: an attribute of a component, a limit, a circle, something of the user's own.

`HABITS` can mostly be ranked, `RARE` is mostly refused and drawn less often, so that most networks are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drawn import AIR, TIMES, Values
from inert import INERT, inert
from sketch import Sketch, store

#: Generators that stand for demand that is not served, as PyPSA, PyPSA-Eur and others write them.
SHEDDING: tuple[Values, ...] = (
    {"carrier": "load", "sign": 1e-3, "marginal_cost": 100.0, "p_nom": 1e9},
    {"carrier": "load", "sign": 1e-3, "marginal_cost": 10.0, "p_nom": 1e9},
    {"carrier": "Load shedding", "marginal_cost": 3000.0, "p_nom": 1e5},
    {"carrier": "load shedding", "marginal_cost": 10000.0, "p_nom": 1e4},
    {"carrier": "Load_Shedding", "marginal_cost": 10000.0, "p_nom_extendable": True},
    {"carrier": "unserved", "marginal_cost": 5000.0, "p_nom": 1e4},
)


Habit = Callable[[Sketch], None]
FLOWS = ("Generator", "Link", "Process")
SIZES = {"Store": "e_nom", "Line": "s_nom", "Transformer": "s_nom"}


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
    size = SIZES.get(sketch.parts[name].component, "p_nom")
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
    port = "bus2" if "bus2" not in sketch.parts[name].given else "bus3"
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
        store(sketch, "tank", sketch.pick(sketch.places))
    name = sketch.pick(sketch.of("Store", "StorageUnit"))
    habits = (_store_habit, _levels) if sketch.parts[name].component == "Store" else (_unit_habit,)
    sketch.change(name, **sketch.pick(habits)(sketch, name))


def _passive(sketch: Sketch) -> None:
    """Join places by lines and a transformer: a triangle where there are three."""
    direct = sketch.maybe(20)
    if sketch.maybe(20):
        for place in sketch.places:
            sketch.change(place, v_nom=10.0)
    if direct:
        for place in sketch.places:
            sketch.change(place, carrier="DC")
    ends = list(zip(sketch.places, [*sketch.places[1:], sketch.places[0]], strict=True))
    for number, (start, end) in enumerate(ends[: 3 if len(ends) > 2 else 1]):
        kind = "Transformer" if not direct and sketch.maybe(30) else "Line"
        size, x = sketch.number(5, 60), sketch.number(0.05, 0.3)
        sketch.add(kind, f"line {number}", bus0=start, bus1=end, x=x, r=x if direct else 0.01, s_nom=size)
        if kind == "Line":
            sketch.change(f"line {number}", carrier="DC" if direct else "AC", length=sketch.number(10, 90))
        if not direct and sketch.maybe(20):
            sketch.change(f"line {number}", **OF_KIND[kind])
        _branch(sketch, f"line {number}", kind)


def _branch(sketch: Sketch, name: str, kind: str) -> None:
    """Say more of a line or a transformer."""
    if sketch.maybe(30):
        sketch.change(name, **_extendable(sketch, name))
    if sketch.maybe(25):
        sketch.change(name, s_max_pu=sketch.either(0.5, 0.9))
    if kind == "Transformer" and sketch.maybe(50):
        sketch.change(name, **sketch.pick([{"phase_shift": 2.0}, {"tap_ratio": 0.95}, SHIFTED]))
    if sketch.maybe(15):
        sketch.change(name, v_ang_max=30.0)
    if sketch.maybe(30):
        sketch.change(name, **sketch.pick([*INERT[kind], {"active": False}]))


OF_KIND: dict[str, Values] = {
    "Line": {"type": "243-AL1/39-ST1A 110.0", "num_parallel": 2.0},
    "Transformer": {"type": "40 MVA 110/20 kV"},
}
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
        if sketch.maybe(30):
            limit |= {"bus": sketch.pick(sketch.towns), "investment_period": float("nan")}
        sketch.add("GlobalConstraint", "limit new", type=kind, **limit)


def _circle(sketch: Sketch) -> None:
    """Close a circle with a work in it: without loss, or paid for its flow, or a store in time."""
    names = sketch.of("Link", works=True)
    if not names:
        return
    name = sketch.pick(names)
    values = sketch.parts[name].given
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


def _nowhere(sketch: Sketch, name: str) -> Values:
    """Let a component deliver nowhere: from a bus to itself, or times nothing; it may be paid all the same."""
    paid: Values = {"marginal_cost": sketch.number(-5, 1)}
    part = sketch.parts[name]
    if part.component == "Generator":
        return {"sign": 0.0, **paid}
    if part.component == "Process":
        return {"rate0": 0.0, "rate1": sketch.pick([0.0, [0.0, *sketch.series(0.5, 1.0)[1:]]]), **paid}
    return {"bus1": part.given["bus0"], "efficiency": sketch.pick([1.0, 1.0, 0.9]), **paid}


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


def _requires(sketch: Sketch) -> None:
    """Let a work need another one, or two works each other."""
    works = sorted({part.work for part in sketch.parts.values() if part.work})
    if len(works) > 1:
        first = sketch.pick(works)
        second = sketch.pick([work for work in works if work != first])
        pairs = ((first, second), (second, first))[: 1 + sketch.maybe(25)]
        sketch.asked = replace(sketch.asked, requires=(*sketch.asked.requires, *pairs))


def _named(sketch: Sketch) -> None:
    """Let demand be left unserved under a name that only the user knows."""
    town = sketch.pick(sketch.towns)
    sketch.add("Carrier", "gap", co2_emissions=0.0)
    sketch.add("Generator", f"gap {town}", True, bus=town, carrier="gap", marginal_cost=700.0, p_nom=500.0)
    sketch.asked = replace(sketch.asked, unserved=("gap",))
    if sketch.maybe(60):
        del sketch.parts[f"peaker {town}"]


def _follows(sketch: Sketch) -> None:
    """Let the cost of a plant follow the CO2 price."""
    names = [n for n in sketch.of("Generator") if not isinstance(sketch.parts[n].given.get("marginal_cost", 0.0), dict)]
    if names:
        sketch.asked = replace(sketch.asked, follows=sketch.pick(names))


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


def _modules(sketch: Sketch, name: str) -> Values:
    size = SIZES.get(sketch.parts[name].component, "p_nom")
    return {f"{size}_mod": round(sketch.size(name) / 2, 2), f"{size}_extendable": True}


def _new(sketch: Sketch) -> None:
    """Add a plant that may be built anew."""
    town = sketch.pick(sketch.places)
    carrier = "gas" if sketch.ledger == "carrier" and sketch.maybe(50) else "wind"
    plant: Values = {"carrier": carrier, "marginal_cost": sketch.number(5, 40), "p_nom": 30.0}
    sketch.add("Generator", "new", bus=town, **plant)
    sketch.change("new", **_extendable(sketch, "new"))


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
    "inactive": _on(*FLOWS, "Load", "Store", "StorageUnit", "Line", "Transformer", works=False)(
        lambda s, _: {"active": False}
    ),
    "sign": _on("Generator")(lambda s, _: {"sign": s.pick([0.5, 1.1])}),
    "stored": _stored,
    "stored too": _stored,
    "passive": _passive,
    "passive too": _passive,
    "limit": _limit,
    "circle": _circle,
    "nowhere": _on(*FLOWS, works=True)(_nowhere),
    "extra": _extra,
    "dump": _dump,
    "price on taker": _price_on_taker,
    "second taker": _second_taker,
    "new": _new,
    "state": _state,
    "inert": inert,
    "inert too": inert,
    "requires": _requires,
    "follows": _follows,
}
#: What a ranking refuses at present or ought to, mostly: drawn less often, so that most networks are compared.
RARE: dict[str, Habit] = {
    "shedding": _shedding,
    "shedding too": _shedding,
    "named shedding": _named,
    "works that must": _on(*FLOWS, works=True)(_set),
    "ramped works": _on(*FLOWS, works=True)(lambda s, n: {"p_init": round(s.size(n), 2), "ramp_limit_down": 0.5}),
    "least of works": _on("Generator", works=True)(lambda s, n: {"e_sum_min": round(100 * s.size(n), 0)}),
    "must run": _on(*FLOWS, works=True)(lambda s, _: {"p_min_pu": s.either(0.05, 0.2)}),
    "stores that must": _on("Store", works=True)(
        lambda s, _: {"e_min_pu": 0.5, "e_cyclic": True, "standing_loss": 1e-4}
    ),
    "units that must": _on("StorageUnit", works=True)(_unit_habit),
    "piecewise efficiency": _on("Generator")(lambda s, _: {"efficiency": {0.0: 0.3, 0.5: 0.4, 1.0: 0.55}}),
    "quadratic": _on(*FLOWS, "Store", "StorageUnit")(lambda s, _: {"marginal_cost_quadratic": s.number(0.01, 0.5)}),
    "committable": _on(*FLOWS)(lambda s, _: {"committable": True, "p_min_pu": 0.2, "stand_by_cost": 3.0}),
    "modular": _on(*FLOWS, "Store", "StorageUnit")(_modules),
    "modular branch": lambda s: (_passive(s), _on("Line", "Transformer")(_modules)(s), None)[-1],
    "maintainable": _on(*FLOWS)(lambda s, _: {"maintainable": True, "maintenance_duration": 1.0}),
    "passive work": lambda s: (_passive(s), s.change("line 0", work="A"), None)[-1],
    "capital curve": _on("Generator", works=False)(
        lambda s, n: {"p_nom_extendable": True, "p_nom_max": 90.0, "capital_cost": {0.0: 2e4, 40.0: 2e4, 90.0: 5e4}}
    ),
}
