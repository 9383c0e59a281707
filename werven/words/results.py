"""What tables and their columns mean, in Dutch and English, with their units: as the workbook explains them."""

from __future__ import annotations

from dataclasses import dataclass

from werven.data.results import RESULTS
from werven.data.schemas import TABLES
from werven.words.inputs import DUTCH, TABLES_NL


@dataclass(frozen=True)
class Meaning:
    """What a column or a sheet holds.

    Attributes
    ----------
    nl, en : str
        In Dutch and in English.
    unit : str
        Unit of the numbers; empty for text.
    """

    nl: str
    en: str
    unit: str = ""


def meaning(table: str, column: str) -> Meaning:
    """Return what a column of a table means; a column that nobody described keeps its name.

    Parameters
    ----------
    table : str
        A result table of `werven.data.results.RESULTS`, or an input table of `werven.data.schemas.TABLES`.
    column : str
        Its column, or one that tells rows of several years or closures apart.
    """
    if table in TABLES and column in TABLES[table].columns:
        spec = TABLES[table].columns[column]
        return Meaning(
            DUTCH.get(spec.meaning, spec.meaning), spec.meaning, "" if spec.unit == "see unit" else spec.unit
        )
    for described in (RESULTS.get(table, RESULTS["rankings"]), RESULTS["rankings"]):
        if column in described.columns:
            found = described.columns[column]
            return Meaning(**found.meaning, unit=found.unit)
    words = column.replace("_", " ")
    return Meaning(words, words)


def sheet_meaning(table: str) -> Meaning:
    """Return what a table holds."""
    if table in RESULTS:
        return Meaning(**RESULTS[table].meaning)
    return Meaning(TABLES_NL.get(table, TABLES[table].meaning), TABLES[table].meaning)
