"""Values that no attribute should have: numbers that are none, words where numbers belong, buses that are not there."""

from __future__ import annotations

from dataclasses import replace

import pypsa
from sketch import Sketch

NAN, INF = float("nan"), float("inf")
BY_KIND: dict[str, tuple[object, ...]] = {
    "number": (NAN, INF, -INF, -1.0, 0.0, 1e30, "", "x", "2,5", None, True),
    "word": ("", "nowhere", " ", NAN, None, 3.0),
    "flag": (NAN, None, "", "no", "False", 2.0, -1.0),
}
_LISTS = pypsa.Network()


def odd(sketch: Sketch) -> None:
    """Give a component a value that an attribute of it should not have; half of the series in one snapshot only."""
    part = sketch.parts[sketch.pick(sorted(sketch.parts))]
    table = _LISTS.c[part.component].defaults
    keys = [key for key in table.index[table["status"].str.startswith("Input")] if key != "name"]
    key = sketch.pick([*keys, *[key for key in part.given if key in keys]])
    value: object = sketch.pick(BY_KIND[_kind(str(table.at[key, "type"]))])
    if bool(table.at[key, "varying"]) and sketch.maybe(50):
        usual = part.given.get(key, table.at[key, "default"])
        series = list(usual) if isinstance(usual, list) else [usual] * sketch.steps
        value = [value, *series[1:]]
    sketch.parts[part.name] = replace(part, odd=(key, value))


def _kind(told: str) -> str:
    return {"string": "word", "boolean": "flag"}.get(told, "number")
