"""Attributes that decide nothing in a linear program of one year: what a network says with them is never counted."""

from __future__ import annotations

from drawn import Values
from sketch import Sketch

_NAMED: Values = {"type": "of a kind"}
_SWITCHED: tuple[Values, ...] = (
    {"stand_by_cost": 3.0, "start_up_cost": 100.0, "shut_down_cost": 5.0},
    {"ramp_limit_start_up": 0.5, "ramp_limit_shut_down": 0.5},
    {"min_up_time": 2, "min_down_time": 1, "up_time_before": 0, "down_time_before": 1},
    {"maintenance_duration": 2, "maintenance_pu": 0.5, "maintenance_events": 2},
    {"build_year": 2030, "lifetime": 25.0, **_NAMED},
    {"p_nom_min": 3.0, "p_nom_max": 7.0},
    {"capital_cost": 1000.0},
)
_LONG: Values = {"length": 12.0, "terrain_factor": 1.5}
_FLOWING: Values = {"g": 0.01, "b": 0.02, "build_year": 2030, "v_ang_min": -3.0}
INERT: dict[str, tuple[Values, ...]] = {
    "Bus": (
        {"unit": "t/h", "location": "north", "x": 4.4, "y": 51.2, **_NAMED},
        {"v_mag_pu_set": 1.05, "v_mag_pu_min": 0.9, "v_mag_pu_max": 1.1},
    ),
    "Carrier": (
        {"color": "red", "nice_name": "What burns"},
        {"max_growth": 1.0, "max_relative_growth": 0.1},
    ),
    "Load": ({"q_set": 3.0}, {"q_set": [1.0, 4.0]}, {"carrier": "power", **_NAMED}),
    "Generator": (*_SWITCHED, {"control": "Slack", "q_set": 2.0, "weight": 7.0}),
    "Link": (*_SWITCHED, _LONG),
    "Process": (*_SWITCHED, _LONG),
    "Store": ({"build_year": 2030, "q_set": 2.0, **_NAMED}, {"e_nom_min": 1.0, "e_nom_max": 2.0}),
    "StorageUnit": (
        {"build_year": 2030, "control": "PV", "q_set": 2.0, **_NAMED},
        {"cyclic_state_of_charge_per_period": False, "state_of_charge_initial_per_period": True},
    ),
    "Line": ({**_FLOWING, "terrain_factor": 1.5},),
    "Transformer": ({**_FLOWING, "num_parallel": 3.0}, {"tap_side": 1, "tap_position": 2}),
}


def inert(sketch: Sketch) -> None:
    """Set such attributes of a component; or stand a shunt somewhere, which only a power flow knows."""
    if sketch.maybe(5):
        sketch.add("ShuntImpedance", "shunt", bus=sketch.pick(sketch.places), g=0.1, b=0.2, sign=-1.0, active=True)
        return
    kinds = {part.component for part in sketch.parts.values()}
    kind = sketch.pick(sorted(kinds & set(INERT)))
    names = sketch.of(kind)
    if not names:
        return
    values = sketch.pick(INERT[kind])
    lists = {key: (value * sketch.steps)[: sketch.steps] for key, value in values.items() if isinstance(value, list)}
    sketch.change(sketch.pick(names), **(values | lists))
