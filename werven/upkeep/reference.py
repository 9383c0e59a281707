"""Writes the reference of configuration and tables, and the defaults with their comments, from the code.

``python -m werven.upkeep.reference`` writes `docs/reference.md`, `config/config.yaml` and blocks of
`docs/ranking.md` and `docs/library.md`; a test fails when any has drifted from the code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from werven.config.kinds import Section
from werven.config.ranking import ClosureSettings
from werven.config.settings import Config, TableChange, fields
from werven.data.combinations import TABLE
from werven.data.results import RESULTS, ResultTable
from werven.data.schemas import GROUPS, TABLES
from werven.data.tables import FORMS, Column, Table
from werven.ranking.linear import features
from werven.upkeep.documents import markdown_table
from werven.upkeep.rooms import rooms

PAGE = Path("docs/reference.md")
RANKING = Path("docs/ranking.md")
HOUSE = Path("docs/library.md")
DEFAULTS = Path("config/config.yaml")
SIGNS = {Ge: (">=", "ge"), Gt: (">", "gt"), Le: ("<=", "le"), Lt: ("<", "lt")}
SIGNS |= {MinLen: ("at least", "min_length"), MaxLen: ("at most", "max_length")}
HEAD = """# Reference

Written by `make reference` from `werven/config/settings.py`, schemas and combinations in `werven/data`, and the
`results.csv` of the rooms; do not edit.
"""


def _type(annotation: Any) -> str:
    """Return a type in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation is type(None):
        return "none"
    if origin is Annotated:
        limits = ", ".join(filter(None, (_limits(part) for part in inner[1:] if isinstance(part, FieldInfo))))
        return f"{_type(inner[0])} ({limits})" if limits else _type(inner[0])
    if origin is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in inner)
    if origin in (Union, UnionType):
        return " or ".join(_type(part) for part in inner)
    if origin is list:
        return f"list of {_type(inner[0])}"
    if origin is dict:
        return f"{_type(inner[0])}: {_type(inner[1])}"
    sections: dict[object, str] = {TableChange: "change", ClosureSettings: "closure"}
    words: dict[object, str] = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return (words | sections).get(annotation, str(annotation))


def _limits(field: FieldInfo) -> str:
    """Return the range of a number or how long a list is, for example ``>= 0, <= 1`` or ``at least 1``."""
    found = [
        f"{sign} {getattr(item, name):g}"
        for item in field.metadata
        for kind, (sign, name) in SIGNS.items()
        if isinstance(item, kind)
    ]
    return ", ".join(found)


def _default(field: FieldInfo) -> str:
    """Return a default as YAML would show it."""
    value = field.get_default(call_default_factory=True, validated_data={})
    return "required" if value is PydanticUndefined else f"`{json.dumps(_plain(value))}`"


def _plain(value: Any) -> Any:
    """Return a value without sections in it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value.model_dump() if isinstance(value, Section) else value


DEFAULTS_HEAD = """\
# Defaults of every scenario: every key, with what it means and its unit.
# Written from werven/config/settings.py by `make reference`. A value changed here holds for every scenario, until the
# next `make reference`; what should last belongs in an override of scenarios.yaml.
"""


def defaults() -> str:
    """Return `config/config.yaml`: every default with a comment."""
    return "\n".join([DEFAULTS_HEAD, *_commented(Config, "")]).rstrip() + "\n"


def _commented(model: type[Section], indent: str) -> Iterator[str]:
    """Yield the lines of one section."""
    for name, field in model.model_fields.items():
        limits = _limits(field)
        key = _yaml(name)
        yield f"{indent}# {field.description}" + (f"; {limits}" if limits else "")
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield f"{indent}{key}:"
            yield from _commented(field.annotation, indent + "  ")
        else:
            value = _plain(field.get_default(call_default_factory=True, validated_data={}))
            if isinstance(value, dict) and any(isinstance(one, dict) for one in value.values()):
                yield f"{indent}{key}:"
                yield from (f"{indent}  {_yaml(one)}: {_yaml(inner)}" for one, inner in value.items())
            else:
                yield f"{indent}{key}: {_yaml(value)}"
        if not indent:
            yield ""


def _yaml(value: Any) -> str:
    """Return a value on one line of YAML; words that YAML would take for something else are quoted."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1000, sort_keys=False)
    return str(text).removesuffix("...\n").strip()


def _rows(*rows: tuple[str, ...]) -> list[str]:
    """Return the lines of a Markdown table; the first row is its head."""
    return [markdown_table(rows[0], rows[1:]), ""]


def configuration() -> list[str]:
    """Return the lines on the configuration."""
    head = ("key", "type", "range", "default", "meaning")

    def row(name: str, field: FieldInfo) -> tuple[str, ...]:
        meaning = field.description or ""
        return (f"`{name}`", _type(field.annotation), _limits(field), _default(field), meaning)

    keys = [row(name, field) for name, field in fields(Config)]
    change = [row(name, field) for name, field in fields(TableChange)]
    closure = [row(name, field) for name, field in fields(ClosureSettings)]
    return [
        "## Configuration",
        "",
        "Keys of `config/config.yaml` and of overrides in `config/scenarios.yaml`. Unknown keys are errors.",
        "",
        *_rows(head, *keys),
        "### A change of a data table",
        "",
        "Each entry of `changes`: the rows that agree with `where` are multiplied or replaced in one column.",
        "",
        *_rows(head, *change),
        "### A closure of a ranking",
        "",
        "Each entry of `rank.closures`, by name.",
        "",
        *_rows(head, *closure),
    ]


def _range(column: Column) -> str:
    """Return what a cell may hold."""
    parts = [f"one of {', '.join(f'`{word}`' for word in column.allowed)}"] if column.allowed else []
    limits = ((">=", column.ge), ("<=", column.le))
    parts += [f"{sign} {value:g}" for sign, value in limits if value is not None]
    if column.refers:
        parts.append("an id of `{}.{}`".format(*column.refers))
    if column.form:
        parts.append(FORMS[column.form][1])
    if column.many:
        parts.append("several joined by `;`")
    return ", ".join(parts)


def _table(table: Table) -> list[str]:
    """Return the lines on one table."""
    rows = [
        (
            f"`{name}`",
            column.kind,
            column.unit,
            _range(column),
            "no column" if name in table.optional else "empty" if column.empty else "error",
            column.meaning,
        )
        for name, column in table.columns.items()
    ]
    key = ", ".join(f"`{part}`" for part in table.key)
    head = ("column", "type", "unit", "allowed", "if absent", "meaning")
    told = f"{table.meaning} One row per {key}." + (f" {table.least} rows or more." if table.least > 1 else "")
    for column, words in table.holds.items():
        told += f" `{column}` holds {', '.join(f'`{word}`' for word in words)}."
    return [f"### {table.name}.csv", "", told, "", *_rows(head, *rows)]


def _result(table: ResultTable) -> list[str]:
    """Return the lines on one result table."""
    if table.name == "rankings":
        return [f"### {table.name}.csv", "", f"{table.meaning['en']}: `year`, then as `ranking.csv`.", ""]
    rows = [
        (
            f"`{name}`",
            column.type,
            column.unit,
            ", ".join(f"`{word}`" for word in column.allowed),
            "yes" if column.empty else "no",
            column.meaning["en"],
        )
        for name, column in table.columns.items()
    ]
    head = ("column", "type", "unit", "one of", "may be empty", "meaning")
    return [f"### {table.name}.csv", "", f"{table.meaning['en']}.", "", *_rows(head, *rows)]


def page() -> str:
    """Return the whole page in Markdown."""
    lines = [HEAD, *configuration(), "## Tables of `data/`", ""]
    lines += ["A change of a table is felt by the stages that read its group.", ""]
    groups = [(name, ", ".join(f"`{table}`" for table in tables)) for name, tables in GROUPS.items()]
    lines += _rows(("group", "tables"), *groups)
    for table in TABLES.values():
        lines += _table(table)
    lines += ["## Table of `config/`", "", *_table(TABLE)]
    lines += ["## Tables of `results/`", "", "Positive means CO2 avoided or cost saved.", ""]
    for result in RESULTS.values():
        lines += _result(result)
    return "\n".join(lines).rstrip() + "\n"


def with_block(text: str, name: str, content: str) -> str:
    """Return a page with what is written from the code: between ``<!-- name -->`` and ``<!-- end -->``."""
    block = f"<!-- {name}: python -m werven.upkeep.reference -->\n\n{content}\n\n<!-- end -->"
    return re.sub(rf"<!-- {name}.*?<!-- end -->", lambda _: block, text, flags=re.DOTALL)


def pages() -> dict[Path, str]:
    """Return the pages of which a block, or all, is written from the code: what each should hold."""
    blocks = {RANKING: ("features", features.page()), HOUSE: ("rooms", rooms())}
    found = {path: with_block(path.read_text(encoding="utf-8"), *block) for path, block in blocks.items()}
    return {PAGE: page(), DEFAULTS: defaults(), **found}


if __name__ == "__main__":
    for written, text in pages().items():
        written.write_text(text, encoding="utf-8")
