"""The assumptions of the page: what the columns of the inputs mean, and the settings of a scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from werven.config.kinds import Section
from werven.config.settings import Config
from werven.data.schemas import TABLES
from werven.solved.scenario import GROUPS, UNCERTAIN


def table_words() -> dict[str, dict[str, Any]]:
    """Return meaning, stage, key and columns (meaning, unit, kind) of every table of the inputs."""
    return {
        name: {
            "meaning": table.meaning,
            "group": table.group,
            "key": list(table.key),
            "columns": {key: [column.meaning, column.unit, column.kind] for key, column in table.columns.items()},
        }
        for name, table in TABLES.items()
        if table.group in GROUPS or name == UNCERTAIN
    }


def settings_of(config: Config) -> pd.DataFrame:
    """Return every key of a configuration: `key, value, default, meaning`; values as JSON."""
    rows = list(_flat(config, Config(), ""))
    return pd.DataFrame(rows, columns=["key", "value", "default", "meaning"])


def _flat(section: Section, default: Any, prefix: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the keys of a section and of the sections in it."""
    for name, field in type(section).model_fields.items():
        value, usual = getattr(section, name), getattr(default, name, None)
        if isinstance(value, Section):
            yield from _flat(value, usual, f"{prefix}{name}.")
        else:
            yield (f"{prefix}{name}", _text(value), _text(usual), field.description or "")


def _text(value: Any) -> str:
    """Return a value as JSON; sections in it as their keys."""
    return json.dumps(value, default=lambda part: part.model_dump(mode="json"), ensure_ascii=False)
