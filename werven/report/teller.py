"""What every part of the report needs to write a sentence: words, names and numbers in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from werven.config.settings import Config
from werven.data.measure import Value
from werven.solved.leads import Lead, choose
from werven.solved.ranking import BRACKETS, closure_facts, closure_kind, texts
from werven.solved.scenario import Solved, SolvedYear
from werven.solved.worlds import Worlds
from werven.words.names import Context, Names, named, number, percent, signs
from werven.words.tables import words

LEAST_SURE = ("low", "illustrative")


@dataclass(frozen=True)
class Topic:
    """What is said about one thing.

    Attributes
    ----------
    claims : list of str
        Sentences for the main points.
    details : list of str
        Sentences for the section.
    """

    claims: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Teller:
    """A solved scenario and the language it is told in.

    Attributes
    ----------
    solved : Solved
        The scenario; only years of its configuration are told.
    language : str
        A column of the tables of words.
    told : set of (int, str), optional
        Years and closures of the rankings that may be told; all by default.
    """

    solved: Solved
    language: str
    told: Set[tuple[int, str]] | None = None

    def say(self, key: str, **values: object) -> str:
        """Return a sentence, or a part of one."""
        return words("report").say(key, self.language, **values)

    def word(self, key: str, **values: object) -> str:
        """Return a heading, column or explanation."""
        return words("headings").say(key, self.language, **values)

    def number(self, value: float) -> str:
        """Return a number with about two digits."""
        return number(value, self.language)

    def signed(self, value: float) -> str:
        """Return a number with its sign."""
        text = self.number(value)
        return f"+{text}" if value > 0 and not text.startswith("<") else text

    def tenths(self, value: float) -> str:
        """Return a number with one digit behind the decimal sign; a small one with two digits."""
        if 0 < abs(value) < 0.095:
            return self.number(value)
        return signs(f"{value:,.1f}", self.language)

    def percent(self, part: float) -> str:
        """Return a part of a whole in percent, without its sign; what is not whole is never all or nothing."""
        return percent(part)

    def join(self, items: Sequence[str], most: int = 0) -> str:
        """Return "a, b and c"; of more than `most` the first ones and how many others there are."""
        shown = list(items)
        if most and len(shown) > most + 1:
            shown = [*shown[:most], self.say("and_others", count=len(shown) - most)]
            return f"{', '.join(shown[:-1])} {shown[-1]}"
        if len(shown) < 2:
            return "".join(shown)
        return f"{', '.join(shown[:-1])} {self.say('and')} {shown[-1]}"

    def work(self, work: str, whole: bool = False) -> str:
        """Return id and name of a work; without what stands in brackets behind the name, unless it is to be whole."""
        name = self._labels.get(work, "")
        short = name if whole else BRACKETS.sub("", name) or name
        return f"{work} {short}" if short and short != work else work

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Names of works and projects."""
        found: dict[str, str] = {}
        projects, works = self.solved.inputs.get("projects"), self.solved.inputs["works"]
        if projects is not None:
            found |= dict(zip(texts(projects, "project"), texts(projects, "name"), strict=True))
        return found | named(works.set_index("work"), self.language)

    @cached_property
    def names(self) -> Names:
        """Labels of nodes, carriers and sectors."""
        return self.solved.names(self.language)

    @cached_property
    def context(self) -> Context:
        """What the figures say besides their data."""
        return self.solved.context(self.language)

    @property
    def config(self) -> Config:
        """Configuration of the scenario."""
        return self.solved.config

    @cached_property
    def years(self) -> dict[int, SolvedYear]:
        """Solved years of the configuration; all solved ones where none of them is."""
        own = {year: self.solved.years[year] for year in self.config.years if year in self.solved.years}
        return own or dict(self.solved.years)

    @cached_property
    def rankings(self) -> dict[tuple[int, str], Mapping[str, pd.DataFrame]]:
        """Tables of every ranking, by year and closure."""
        return {
            (year, closure): tables
            for year, own in self.years.items()
            for closure, tables in own.rankings.items()
            if self.told is None or (year, closure) in self.told
        }

    @cached_property
    def worlds(self) -> dict[int, Worlds]:
        """Worlds of every year that has some."""
        closure = self.config.worlds.closure
        return {
            year: Worlds(year, own.worlds, self.language, closure) for year, own in self.years.items() if own.worlds
        }

    @cached_property
    def lead(self) -> Lead | None:
        """The ranking that is told in full."""
        return choose(self.rankings, self.config.rank.main)

    def closure(self, lead: Lead) -> str:
        """Return the closure of a ranking as part of a sentence."""
        facts = closure_facts(lead.run, self.number)
        if not lead.measure.in_tonnes:
            facts["cap"] = self.tenths(float(lead.run["cap_kt"]) / 1e3)
        return self.say(f"closure_{closure_kind(lead.run)}", **facts)

    def value(self, value: Value) -> str:
        """Return kt or million euro, with two standard errors where there are any."""
        return self.say(f"value_{value.measure.kind}", value=value.written(self.number))
