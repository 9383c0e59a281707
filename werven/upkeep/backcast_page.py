"""Writes the tables of the back-cast into `docs/backcast.md`: ``python -m werven.upkeep.backcast_page``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from werven.network.backcast import waterfall
from werven.upkeep.documents import inputs_of, markdown_table, renewed, stamp

PAGE, RESULTS = Path("docs/backcast.md"), Path("results/backcast")
COMMAND, SCENARIO = "make backcast", "backcast"
#: How numbers of a column are written; others are words.
FORMATS: Mapping[str, str] = {
    **dict.fromkeys(("model", "reference", "low", "high", "register_2019", "register_2020"), "z.2f"),
    **dict.fromkeys(("pj", "settled_pj", "model_pj", "difference_pj"), "z.1f"),
    "deviation_percent": "+z.0f",
}


def tables(comparison: pd.DataFrame, steps: pd.DataFrame) -> dict[str, str]:
    """Return the tables of the page by name.

    Parameters
    ----------
    comparison, steps : DataFrame
        See `werven.network.backcast.compare` and `bridge`.
    """
    bridge = steps.assign(difference_pj=steps["model_pj"] - steps["settled_pj"])
    found = {"bridge": _table(bridge), "waterfall": _table(waterfall(comparison, steps))}
    for group, rows in comparison.groupby("group", sort=False):
        extra = ["register_2019", "register_2020"] if group in ("sector", "cluster") else ["low", "high"]
        columns = ["item", "model", "reference", *extra, "unit", "deviation_percent", "is_input", "remark"]
        found[str(group)] = _table(rows[columns])
    return found


def published(evidence: pd.DataFrame) -> str:
    """Return the table of what others publish of the year.

    Parameters
    ----------
    evidence : DataFrame
        See `werven.network.evidence.evidence`.
    """
    columns = ["name_en", "area", "model", "reference", "low", "high", "unit", "study", "is_input", "remark_en"]
    return _table(evidence[columns].rename(columns={"name_en": "item", "remark_en": "remark"}))


def _table(frame: pd.DataFrame) -> str:
    """Return a Markdown table; empty where nothing is known."""
    head = [str(column).replace("_", " ") for column in frame.columns]
    return markdown_table(head, [[_cell(str(c), row[c]) for c in frame.columns] for row in frame.to_dict("records")])


def _cell(column: str, value: Any) -> str:
    """Return a number in the format of its column, and words as they are."""
    if pd.isna(value):
        return ""
    return format(float(value), FORMATS[column]) if column in FORMATS else str(value)


def contents() -> dict[str, str]:
    """Return the blocks of the page: its tables, and what they were made from."""
    made = [RESULTS / f"{name}.csv" for name in ("comparison", "bridge", "evidence")]
    told = stamp(SCENARIO, inputs_of(SCENARIO), made, COMMAND)
    comparison, steps, evidence = (pd.read_csv(path) for path in made)
    return {"run": told, **tables(comparison, steps), "published": published(evidence)}


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), COMMAND, contents()), encoding="utf-8")
