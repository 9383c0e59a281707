"""Building blocks of the descriptions of tables: kinds of columns that recur, and words that are allowed."""

from __future__ import annotations

from werven.config import FIRST_YEAR, LAST_YEAR
from werven.tables import CONFIDENCE, Column, Table

STATUS = ("operational", "under construction", "planned", "announced", "concept", "cancelled")
UNITS = ("MW", "t/h")
PROFILES = (
    "flat",
    "onwind",
    "offwind",
    "solar",
    "space_heat",
    "load_residential",
    "load_services",
    "load_industry",
)


def text(meaning: str, **more: object) -> Column:
    """Return a column of text."""
    return Column("text", meaning, **more)  # type: ignore[arg-type]


def number(meaning: str, unit: str, ge: float | None = 0, **more: object) -> Column:
    """Return a column of numbers, not negative unless said otherwise."""
    return Column("number", meaning, unit, ge, **more)  # type: ignore[arg-type]


def year(meaning: str, **more: object) -> Column:
    """Return a column of model years: those of the horizon."""
    return Column("year", meaning, "a", FIRST_YEAR, LAST_YEAR, **more)  # type: ignore[arg-type]


def date(meaning: str, last: int = LAST_YEAR, **more: object) -> Column:
    """Return a column of years in which something happens or happened, before the horizon too."""
    return Column("year", meaning, "a", 1900, last, **more)  # type: ignore[arg-type]


def node(meaning: str = "Node", **more: object) -> Column:
    """Return a column of ids of nodes."""
    return Column("text", meaning, refers=("nodes", "node"), **more)  # type: ignore[arg-type]


def carrier(meaning: str = "Carrier", **more: object) -> Column:
    """Return a column of ids of carriers."""
    return Column("text", meaning, refers=("carriers", "carrier"), **more)  # type: ignore[arg-type]


def technology(meaning: str = "Technology", **more: object) -> Column:
    """Return a column of ids of technologies."""
    return Column("text", meaning, refers=("technologies", "technology"), **more)  # type: ignore[arg-type]


SOURCE = {
    "source": text("Where the figure comes from"),
    "confidence": text("How sure it is", allowed=CONFIDENCE),
}
NOTE = {"note": text("Remark", empty=True)}
RANGE = {
    "low": number("Low end of the range", "as value", None, empty=True),
    "high": number("High end of the range", "as value", None, empty=True),
}


def table(
    name: str,
    group: str,
    meaning: str,
    columns: dict[str, Column],
    key: tuple[str, ...],
    *,
    note: bool = True,
) -> Table:
    """Return a table with source, confidence and (by default) an optional note added."""
    every = {**columns, **SOURCE, **(NOTE if note else {})}
    optional = frozenset({"note"} if note else ()) | frozenset({"low", "high"} & set(columns))
    return Table(name, meaning, group, every, key, optional)
