"""Which ranking is told in full where there is room for one: the most works, the earliest year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from werven.data.measure import MEASURES, Measure, Value
from werven.data.results import read_result
from werven.solved.ranking import Case, closure_label, method_label
from werven.words.names import Context


@dataclass(frozen=True)
class Lead:
    """One ranking: a year, a closure and its tables.

    Attributes
    ----------
    year : int
        Model year.
    closure : str
        Id of the closure.
    tables : mapping of str to DataFrame
        ``ranking`` and ``runs``, and what else was read of them.
    """

    year: int
    closure: str
    tables: Mapping[str, pd.DataFrame]

    @property
    def ranking(self) -> pd.DataFrame:
        """Rows of `ranking.csv`."""
        return self.tables["ranking"]

    @property
    def run(self) -> pd.Series:
        """The row of `runs.csv`."""
        return self.tables["runs"].iloc[0]

    @property
    def kind(self) -> str:
        """Kind of the closure, "price" or "cap"."""
        return str(self.run["kind"])

    @property
    def measure(self) -> Measure:
        """What values are told in."""
        return MEASURES[self.kind]

    @property
    def total(self) -> Value:
        """What all works are worth together."""
        return self.measure.value(float(self.run[self.measure.column("total")]))

    @property
    def played(self) -> int:
        """How many works were ranked; 0 in a year without candidates."""
        return int(self.run["works"])

    def closure_label(self, context: Context) -> str:
        """Return the closure in words."""
        return closure_label(self.run, context)

    def case(self, context: Context | None = None) -> Case:
        """Return the case that the figures of the ranking take."""
        own = context or Context("")
        labels = (closure_label(self.run, own), method_label(self.run, own))
        return Case(own, self.year, self.closure, *labels, self.kind)


def choose(rankings: Mapping[tuple[int, str], Mapping[str, pd.DataFrame]], closures: Sequence[str]) -> Lead | None:
    """Return the ranking to tell in full; None where no work was ranked.

    Parameters
    ----------
    rankings : mapping of (year, closure) to tables
        Each with ``ranking`` and ``runs``.
    closures : sequence of str
        The main closures, the first one liked best; others are not told in full.
    """
    leads = [Lead(year, closure, tables) for (year, closure), tables in rankings.items() if closure in closures]
    played = [lead for lead in leads if lead.played > 0]
    return min(played, key=lambda lead: (closures.index(lead.closure), -lead.played, lead.year), default=None)


def read_rankings(files: Sequence[Path]) -> dict[tuple[int, str], dict[str, pd.DataFrame]]:
    """Read tables of rankings from ``{year}/closures/{closure}/{table}.csv``.

    Parameters
    ----------
    files : sequence of Path
        Tables of any number of rankings.
    """
    found: dict[tuple[int, str], dict[str, pd.DataFrame]] = {}
    for path in files:
        year, closure = int(path.parts[-4]), path.parts[-2]
        found.setdefault((year, closure), {})[path.stem] = read_result(path.stem, path)
    return found
