"""What pydantic says of a mapping, as faults: each with its key, its line and the nearest word that would be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from werven.config.books import NAME_ALLOWED, is_name
from werven.errors import Fault, nearest
from werven.reading.yaml import Place, dotted, kind, quoted

_PASSES = 8
_MOST = 50
"""Faults of one mapping that are told one by one."""
#: Types in the words of this project.
_WORDS = {
    "bool_type": "true or false",
    "float_type": "a number, without quotes",
    "int_type": "a whole number, without quotes",
    "string_type": "text",
    "list_type": "a list, for example [a, b]",
    "finite_number": "a finite number",
    "string_pattern_mismatch": "an address such as https://tiles.example/{z}/{x}/{y}.png",
}
_LENGTHS = {"too_short": ("at least", "min_length"), "too_long": ("at most", "max_length")}
_RANGES = ("finite_number", "greater_than", "greater_than_equal", "less_than", "less_than_equal")


def checked(
    model: type[BaseModel],
    raw: Any,
    file: str,
    lines: Mapping[Place, int] | None = None,
    root: Place = (),
    alone: bool = True,
) -> tuple[dict[str, Any], list[Fault]]:
    """Return the part of a mapping that a model accepts, and the faults of the rest.

    Parameters
    ----------
    model : type
        What the mapping should be.
    raw : object
        What was read.
    file : str
        Name used in the message.
    lines : mapping, optional
        Line of every value, from `werven.reading.yaml.document`.
    root : tuple
        Keys of the file that lead to the mapping.
    alone : bool
        Are keys held against each other, or is this a layer that others complete?
    """
    first = _errors(model, raw, alone)
    groups: dict[Place, list[Any]] = {}
    for item in first[:_MOST]:
        groups.setdefault(_existing(raw, item["loc"]), []).append(item)
    faults = [_fault(model, place, group, file, lines or {}, root) for place, group in groups.items()]
    if len(first) > _MOST:
        faults.append(Fault(file, "", dotted(root), f"{len(first) - _MOST} more", "as told above"))
    content = raw
    for _ in range(_PASSES):  # what is found after the first is made by what was left out
        items = _errors(model, content, alone)
        if not items:
            return dict(content), faults
        content = _mended(content, items)
    return {}, faults


def _errors(model: type[BaseModel], content: Any, alone: bool) -> list[Any]:
    """Return what pydantic says; of a layer not what is about keys of a section together."""
    try:
        model.model_validate(content)
    except ValidationError as error:
        return [item for item in error.errors() if alone or not _is_of_keys_together(item)]
    return []


def _mended(content: Any, items: list[Any]) -> Any:
    """Return nested mappings and lists without what errors are about; whole sections where there are many."""
    places = {_existing(content, item["loc"] if len(items) <= _MOST else item["loc"][:1]) for item in items}
    whole = {_whole_item(content, place) for place in places}
    # Of a list the last items go first, so that the others keep their numbers.
    for place in sorted(whole, key=lambda place: [_order(step) for step in place], reverse=True):
        content = _without(content, place)
    return content


def each_once(items: list[Any]) -> list[Any]:
    """Refuse a list that names something twice, or two lists of it together.

    Examples
    --------
    >>> each_once([["C04", "C13"], ["E01", "H01"]])
    [['C04', 'C13'], ['E01', 'H01']]
    """
    flat = [part for item in items for part in (item if isinstance(item, list) else [item])]
    twice = sorted(str(one) for one, times in Counter(flat).items() if times > 1)
    if twice:
        raise ValueError(f"each once; not {', '.join(twice)}")
    return items


def divides_a_day(hours: int) -> int:
    """Refuse a step that leaves a rest of a day."""
    if hours < 1 or 24 % hours:
        raise ValueError("one of 1, 2, 3, 4, 6, 8, 12, 24")
    return hours


def one_of(*words: str) -> Callable[[str], str]:
    """Return a check that a word is one of several; unlike a `Literal` it leaves the type what it is."""

    def check(word: str) -> str:
        if word not in words:
            raise PydanticCustomError("unknown_word", "one of {expected}", {"expected": ", ".join(words)})
        return word

    return check


def usable_name(name: str) -> str:
    """Refuse a name that cannot become a folder and a rule."""
    if not is_name(name):
        raise ValueError(NAME_ALLOWED)
    return name


def file_path(path: str) -> str:
    """Refuse a path that the workflow would take for a pattern."""
    if not path.strip() or any(letter in path for letter in "{}*?\n\r\0"):
        raise ValueError("the path of a file, without braces, *, ? and line ends")
    return path


def _is_of_keys_together(item: Mapping[str, Any]) -> bool:
    """Say whether an error is about the keys of a section together."""
    return item["type"] == "value_error" and isinstance(item["input"], Mapping)


def _order(step: Any) -> tuple[bool, float, str]:
    """Return a key by which numbers and words can be sorted together."""
    is_number = isinstance(step, (int, float)) and abs(step) < 1e300
    return is_number, float(step) if is_number else 0.0, str(step)


def _fault(
    model: type[BaseModel], place: Place, group: list[Any], file: str, lines: Mapping[Place, int], root: Place
) -> Fault:
    """Return the fault of one place; of a value that may be of several types all are named."""
    first = group[0]
    if first["type"] == "missing":
        key = dotted((*root, *first["loc"]))
        return Fault(file, row_of(lines, (*root, *place)), key, "nothing", "required: a value")
    key, row, found = dotted((*root, *place)), row_of(lines, (*root, *place)), _found(first["input"])
    if first["type"] == "extra_forbidden":
        known = _keys(model, place[:-1])
        return Fault(file, row, key, found, "one of " + ", ".join(known), nearest(place[-1], known))
    if first["type"] in ("model_type", "dict_type"):
        return Fault(file, row, key, kind(first["input"]), "keys with values")
    ranges = [item for item in group if item["type"] in _RANGES]
    allowed = " or ".join(dict.fromkeys(_allowed(item) for item in ranges or group))
    words = [word.strip(" '") for word in str(first.get("ctx", {}).get("expected", "")).replace(" or ", ",").split(",")]
    return Fault(file, row, key, found, allowed, nearest(first["input"], [word for word in words if word]))


def _allowed(item: Mapping[str, Any]) -> str:
    """Return what would have been right, in the words of this project."""
    if item["type"] in _LENGTHS:
        bound, key = _LENGTHS[item["type"]]
        return f"{bound} {item['ctx'][key]} items"
    return str(_WORDS.get(item["type"], item["msg"])).removeprefix("Value error, ").removeprefix("Input should be ")


def _found(value: Any) -> str:
    """Return a value as a message quotes it; nothing where there is none."""
    return "nothing" if value is None else quoted(value)


def row_of(lines: Mapping[Place, int], place: Place) -> str:
    """Return the line of a value, or of the nearest thing around it that has one."""
    while place and place not in lines:
        place = place[:-1]
    return str(lines[place]) if place in lines else ""


def _keys(model: Any, place: Place) -> list[str]:
    """Return the keys of the section at a place; lists and mappings of sections are entered."""
    for step in place:
        fields = getattr(model, "model_fields", None)
        model = get_args(model)[-1] if fields is None and get_args(model) else (fields or {}).get(step)
        model = getattr(model, "annotation", model)
    return list(getattr(model, "model_fields", {}))


def _existing(content: Any, place: Place) -> Place:
    """Return as much of a place as there is: pydantic adds which type it tried, and the name of what is absent."""
    found: list[Any] = []
    for step in place:
        if isinstance(content, Mapping) and step not in content:
            # A key that is a number with a point comes back as text.
            step = next((key for key in content if isinstance(key, float) and str(key) == step), step)
        inside = isinstance(content, Mapping) and step in content
        if not inside and not (isinstance(content, list) and isinstance(step, int) and step < len(content)):
            break
        found.append(step)
        content = content[step]
    return tuple(found)


def _whole_item(content: Any, place: Place) -> Place:
    """Return a place cut off at an item of a list: one that has a fault is left out as a whole."""
    for number, step in enumerate(place):
        if isinstance(content, list):
            return place[: number + 1]
        content = content[step]
    return place


def _without(content: Any, place: Place) -> Any:
    """Return nested mappings and lists without what stands at a place."""
    if not place:
        return {}
    first, rest = place[0], place[1:]
    if isinstance(content, Mapping):
        return {
            key: _without(value, rest) if key == first else value
            for key, value in content.items()
            if rest or key != first
        }
    return [
        _without(value, rest) if number == first else value
        for number, value in enumerate(content)
        if rest or number != first
    ]
