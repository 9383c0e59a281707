"""A ranking as what shows it takes it: its case, the register, its rows in groups."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from werven.data.measure import MEASURES, Measure
from werven.errors import Fault, raise_if
from werven.names import words_of
from werven.words.names import Context, Names, named, text_of
from werven.words.tables import words

_LETTERS = 195  # of a line at the foot
#: What stands in brackets behind a name.
BRACKETS = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True)
class Case:
    """One closure of one year and scenario, and what its figures say besides their data.

    Attributes
    ----------
    context : Context
        Scenario, language, version, source. Its own closure is not used.
    year : int
        Model year.
    closure : str
        Id of the closure in the tables.
    closure_label : str
        The closure in words, for example "CO2-prijs 147 EUR/t (ETS)".
    method_label : str
        How many coalitions, exact or sampled.
    kind : str
        "price" or "cap": decides what values are told in.

    Raises
    ------
    InputError
        `kind` is not one of `werven.data.measure.MEASURES`.
    """

    context: Context
    year: int
    closure: str
    closure_label: str
    method_label: str
    kind: str = "price"

    def __post_init__(self) -> None:
        if self.kind not in MEASURES:
            raise_if([Fault("case of the ranking", self.closure, "kind", self.kind, ", ".join(MEASURES))])

    @property
    def measure(self) -> Measure:
        """What values are told in."""
        return MEASURES[self.kind]

    def say(self, key: str, **values: object) -> str:
        """Return a phrase of the ranking in the language of the figures."""
        return words("ranking").say(key, self.context.language, **values)

    def number(self, value: float) -> str:
        """Return a number in the language of the figures."""
        return self.context.number(value)

    def signed(self, value: float) -> str:
        """Return a number with its sign; what is too small to be written has its own."""
        text = self.number(value)
        return f"+{text}" if value > 0 and not text.startswith("<") else text

    def rows(self, table: pd.DataFrame, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return the rows of the closure.

        Parameters
        ----------
        table : DataFrame
            Result table.
        name : str
            Of the table, for messages.
        columns : sequence of str
            Must be there, besides `closure`.

        Raises
        ------
        InputError
            Columns are missing; all are listed.
        """
        absent = [column for column in ("closure", *columns) if column not in table]
        raise_if([Fault(name, "", column, "missing", f"a column {column}") for column in absent])
        return table[table["closure"].astype(str) == self.closure].reset_index(drop=True)

    def footer(self, *notes: str) -> list[str]:
        """Return the lines at the foot: notes of the figure, boundary, method and source."""
        boundary = self.context.say("boundary_emissions") if self.measure.in_tonnes else self.say("boundary_cap")
        source = self.context.source or self.context.say("source_default", version=self.context.version)
        last = f"{self.say('method', method=self.method_label)} {self.say('source', source=' '.join(source.split()))}"
        blocks = [" ".join(note for note in notes if note), boundary, last]
        return [plain(line) for block in blocks for line in textwrap.wrap(block, _LETTERS)]


@dataclass(frozen=True)
class Register:
    """Names and colours of works, from the register and the table of carriers."""

    labels: dict[str, str]
    carriers: dict[str, str]
    names: Names

    @classmethod
    def of(cls, works: pd.DataFrame, names: Names) -> Register:
        """Build it from `work, carrier, kind` and columns as `name_en`; only `work` must be there."""
        raise_if([Fault("works", "", "work", "missing", "a column work")] if "work" not in works else [])
        rows = works.drop_duplicates("work").set_index("work")
        carriers, kinds = text_of(rows, "carrier"), text_of(rows, "kind")
        for work, carrier in carriers.items():
            if carrier == "heat":  # the register names one carrier for hot water and steam
                carriers[work] = "steam_200" if "steam" in kinds.get(work, "") else "heat_100"
        return cls(named(rows, names.language), carriers, names)

    def label(self, work: str) -> str:
        """Return the name of a work, its id where it has none."""
        return self.labels.get(work, work)

    def short(self, work: str) -> str:
        """Return the name of a work without what stands in brackets behind it."""
        name = self.label(work)
        return BRACKETS.sub("", name) or name

    def told_apart(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of works with the carriers of the register, which tell hot water from steam."""
        known = [
            self.carriers.get(work, carrier) for work, carrier in zip(table["work"], table["carrier"], strict=True)
        ]
        return table.assign(carrier=known)

    def color(self, work: str, carrier: str = "") -> str:
        """Return the colour of the carrier of a work."""
        return self.names.color("carrier", carrier or self.carriers.get(work, ""))


def numbers(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as numbers; NaN where it is absent, empty, infinite or text."""
    if column not in table:
        return pd.Series(np.nan, index=table.index, dtype=float)
    found = pd.to_numeric(table[column], errors="coerce").astype(float)
    return found.where(np.isfinite(found))


def texts(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as text; empty where it is absent or empty."""
    if column not in table:
        return pd.Series("", index=table.index, dtype=str)
    return table[column].astype(object).where(table[column].notna(), "").astype(str)


def plain(text: str) -> str:
    """Return a text in which matplotlib sees no formula."""
    return text.replace("$", r"\$")


def closure_label(run: pd.Series, context: Context, *, short: bool = False) -> str:
    """Return a closure in words: its prices, or its cap and what buying out costs; or as few words as tell it apart."""
    key = f"closure_{'short_' if short else ''}{closure_kind(run)}"
    return words("ranking").say(key, context.language, **closure_facts(run, context.number))


def closure_kind(run: pd.Series) -> str:
    """Return how a closure is told: ``price``, ``band`` of prices, or ``cap``."""
    low, high = (run.get(f"price_{end}", np.nan) for end in ("low", "high"))
    return "band" if run["kind"] == "price" and high > low else str(run["kind"])


def closure_facts(run: pd.Series, number: Callable[[float], str]) -> dict[str, str]:
    """Return name and numbers of a closure, as they stand in sentences: prices and buying out [EUR/t], cap [Mt]."""
    columns = {"price": "price", "low": "price_low", "high": "price_high", "buyout": "buyout", "cap": "cap_kt"}
    known = {key: float(run[column]) for key, column in columns.items() if pd.notna(run.get(column))}
    if "cap" in known:
        known["cap"] /= 1e3
    return {"name": str(run["closure"]), **{key: number(value) for key, value in known.items()}}


def method_label(run: pd.Series, context: Context) -> str:
    """Return how the values were found: coalitions, orders, and why the drawing of orders ended."""

    def say(key: str, **values: object) -> str:
        return words("ranking").say(key, context.language, **values)

    if not float(run["works"]) > 0:
        return say("method_none")
    numbers = {"solved": int(run["solved"] + run["known"]), "derived": int(run["derived"])}
    counts = {key: str(count) if count < 10 else context.number(count) for key, count in numbers.items()}
    if run["method"] == "enumerated":
        return say("method_exact", **counts)
    blocks = str(run["blocks"]).replace("+", ", ") if pd.notna(run.get("blocks")) else ""
    together = say("method_together", blocks=blocks) if blocks else ""
    coarse = say("method_coarse", pairs=int(run["coarse_pairs"])) if run["coarse_pairs"] else ""
    ended = say(f"ended_{run['reason']}")
    return say("method_drawn", pairs=int(run["pairs"]), coarse=coarse, ended=ended, together=together, **counts)


COLUMNS = ("work", "carrier", "rank_low", "rank_high", "flag", "confidence")
GOOD, BAD, NOISE, NONE = "good", "bad", "noise", "none"


def shown_ranking(ranking: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Return the works of a closure in the order in which they are drawn.

    Parameters
    ----------
    ranking : DataFrame
        `ranking.csv`.
    case : Case
        Tells which closure, and whether its values are kt CO2 or MEUR.

    Returns
    -------
    DataFrame
        One row a work: `work, carrier, confidence, group, rank, flags`, and numbers `value, se, pint, toot,
        at_low, at_high, floor, resolution, beside`, kt or MEUR per year. `beside` is what is avoided abroad, or under
        a cap the equivalent in kt. Groups: better, worse, below the noise, no value.
    """
    column = case.measure.column
    rows = case.rows(ranking, "ranking", (*COLUMNS, column("shapley"))).drop_duplicates("work")
    table = pd.DataFrame({"work": texts(rows, "work"), "carrier": texts(rows, "carrier")})
    table["confidence"] = texts(rows, "confidence")
    table["flags"] = [words_of(text) for text in texts(rows, "flag")]
    table["rank"] = [_rank(*pair) for pair in zip(numbers(rows, "rank_low"), numbers(rows, "rank_high"), strict=True)]
    table["value"], table["se"] = numbers(rows, column("shapley")), numbers(rows, column("shapley_se"))
    for name in ("pint", "toot", "at_low", "at_high", "floor", "resolution"):
        table[name] = numbers(rows, column(name))
    table["beside"] = numbers(rows, case.measure.beside)
    table["group"] = [_group(*pair) for pair in zip(table["value"], table["flags"], strict=True)]
    table["place"] = table["group"].map([GOOD, BAD, NOISE, NONE].index)
    order = table.sort_values(["place", "value", "work"], ascending=[True, False, True], kind="stable")
    return order.drop(columns="place").reset_index(drop=True)


def is_checked(table: pd.DataFrame) -> bool:
    """Say whether the works of `shown_ranking` were also valued in another time resolution, which is then noise."""
    return bool(table["resolution"].notna().any())


def _group(value: float, flags: list[str]) -> str:
    """Return the group of a work; the noise is what the table flags, so that figure and table agree."""
    if pd.isna(value):
        return NONE
    if "below the noise" in flags or value == 0:
        return NOISE
    return GOOD if value >= 0 else BAD


def _rank(low: float, high: float) -> str:
    """Return a rank as it is written, "3-5" where it is shared."""
    known = [int(rank) for rank in (low, high) if pd.notna(rank)]
    return "–".join(str(rank) for rank in dict.fromkeys(known)) or "–"
