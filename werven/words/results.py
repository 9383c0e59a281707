"""What tables and their columns mean, in every language, with their units: as the workbook explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werven.data.results import RESULTS
from werven.data.schemas import TABLES
from werven.words.tables import ENGLISH, languages, words


@dataclass(frozen=True)
class Meaning:
    """What a column or a table holds.

    Attributes
    ----------
    texts : mapping of str to str
        By language; one that lacks is told in English.
    unit : str
        Unit of the numbers; empty for text.
    """

    texts: Mapping[str, str]
    unit: str = ""

    def each(self) -> list[str]:
        """Return it in every language that there are words in."""
        return [self.texts.get(language, self.texts[ENGLISH]) for language in languages()]


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
        return Meaning(_translated(spec.meaning), "" if spec.unit == "see unit" else spec.unit)
    for described in (RESULTS.get(table, RESULTS["rankings"]), RESULTS["rankings"]):
        if column in described.columns:
            found = described.columns[column]
            return Meaning(found.meaning, found.unit)
    return Meaning({ENGLISH: column.replace("_", " ")})


def table_meaning(table: str) -> Meaning:
    """Return what a table holds."""
    return Meaning(RESULTS[table].meaning if table in RESULTS else _translated(TABLES[table].meaning))


def _translated(english: str) -> Mapping[str, str]:
    """Return a meaning of the input tables, which `werven.data.schemas` tells in English, by language."""
    return words("inputs").texts.get(english, {ENGLISH: english})
