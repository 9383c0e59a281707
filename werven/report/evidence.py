"""What others publish of the same years, and what the scenario says beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from werven.report.teller import Teller, Topic
from werven.words.tables import ENGLISH


def tell(teller: Teller) -> Topic:
    """Return how many figures lie within what is published."""
    table = teller.solved.evidence
    if table is None or table.empty:
        return Topic()
    known = table.dropna(subset=["outside"])
    beyond = known[known["outside"] != 0.0]
    return Topic(details=[teller.say("evidence_count", count=len(known), within=len(known) - len(beyond))])


def rows(teller: Teller) -> list[dict[str, Any]]:
    """Return the rows of the table: model, published ends, study, and why the model lies outside where it does."""
    table = teller.solved.evidence
    if table is None:
        return []
    return [
        {
            "what": f"{_own(teller, row, 'name')}, {_area(teller, str(row['area']))}",
            "year": str(row["year"]),
            "model": teller.number(float(row["model"])),
            "published": teller.number(float(row["reference"])),
            "ends": _ends(teller, row),
            "unit": str(row["unit"]),
            "study": str(row["study"]),
            "input": teller.word(f"input_{row['is_input']}"),
            "outside": _outside(teller, row),
        }
        for row in table.sort_values(["year", "item"], kind="stable").to_dict("records")
    ]


def _own(teller: Teller, row: Mapping[Any, Any], key: str) -> Any:
    """Return a text of the table in the language of the report; in English where it has none."""
    return row.get(f"{key}_{teller.language}", row[f"{key}_{ENGLISH}"])


def _area(teller: Teller, area: str) -> str:
    return teller.word(f"area_{area}") if area in ("FLA", "BE") else teller.names.label("node", area)


def _ends(teller: Teller, row: Mapping[Any, Any]) -> str:
    """Return the ends of what is published; empty where there are none."""
    if pd.isna(row["low"]):
        return ""
    return teller.word("ends_of", low=teller.number(float(row["low"])), high=teller.number(float(row["high"])))


def _outside(teller: Teller, row: Mapping[Any, Any]) -> str:
    """Return how far the model lies outside, and why; empty where it does not."""
    if pd.isna(row["outside"]) or row["outside"] == 0.0:
        return ""
    why = _own(teller, row, "remark")
    beyond = teller.signed(float(row["outside"]))
    return f"{beyond}: {why}" if isinstance(why, str) and why else beyond
