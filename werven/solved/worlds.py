"""The worlds of a year as what shows them takes them: verdicts, reasons and inputs in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from werven.data.results import ORDERS, columns_of
from werven.data.uncertain import options_of
from werven.data.verdicts import BUILD, BUILD_IF, NOT_NEEDED, ONE_OF, UNDECIDED, WITH_OTHERS
from werven.solved.ranking import Case
from werven.words.names import Context, named, number, percent
from werven.words.tables import words

#: Tables of `werven.data.results.ROBUST` that are told; the others hold every world by itself.
TOLD = ("robust", "drivers", "ranges", "beside", "world_runs")
#: Values that differ by less over worlds are one value [kt/a].
SPREAD_KT = 0.01
#: Works shown where there is room for few, besides those that are to be built.
MOST = 16
#: Another work is named where it changes the chance that a work pays by at least this.
LEAST_APART = 0.10
#: It is named beside the inputs that decide where it changes that by at least this: an even chance to a half of it.
DECIDES_APART = 0.25
#: Most inputs, or other works, that are named as what a work hangs on.
NAMED = 2
#: An option that must not be is told as the others, if those are not more.
MOST_OTHERS = 2
_RULE = re.compile(r"^(.+?)(!=|=|>|<)(.+)$")
#: How two rules are joined in `because`, and the words for it.
_JOINED = {" & ": "both_rules", " | ": "either_rule"}


@dataclass(frozen=True)
class Worlds:
    """What the worlds of a year say, in one language.

    Attributes
    ----------
    year : int
        Model year.
    tables : mapping of str to DataFrame
        `TOLD`, as they are read from the results.
    language : str
        A column of the tables of words.
    closure : str
        Id of the closure of the worlds.
    """

    year: int
    tables: Mapping[str, pd.DataFrame]
    language: str
    closure: str = ""

    def say(self, key: str, **values: object) -> str:
        """Return a phrase in the language."""
        return words("ranking").say(key, self.language, **values)

    def number(self, value: float) -> str:
        """Return a number in the language."""
        return number(value, self.language)

    @property
    def robust(self) -> pd.DataFrame:
        """A row a work, the highest mean first."""
        return self.tables["robust"]

    @property
    def order(self) -> pd.DataFrame:
        """The order of building that does best over worlds, a row a step; no rows where none was walked."""
        orders = self.tables.get(ORDERS, pd.DataFrame(columns=columns_of(ORDERS)))
        return orders[orders["place"] == 1]

    @property
    def needed(self) -> pd.DataFrame:
        """The works that are worth something in some worlds."""
        return self.robust[self.robust["verdict"] != NOT_NEEDED]

    def shown(self, most: int = MOST) -> pd.DataFrame:
        """Return the works that there is room for: the first ones by mean that avoid CO2, and all that are to be built.

        Parameters
        ----------
        most : int
            How many of the first ones.
        """
        first = self.needed[self.needed["mean_kt"] > 0].sort_values("mean_kt", ascending=False, kind="stable")
        built = first["verdict"].isin((BUILD, WITH_OTHERS, ONE_OF))
        return first[built | (first["mean_kt"].rank(method="first", ascending=False) <= most)]

    @property
    def count(self) -> int:
        """How many worlds the tables are of."""
        return int(self.robust["worlds"].max()) if len(self.robust) else 0

    @property
    def failed(self) -> int:
        """How many worlds have no optimum."""
        return int((self.tables["world_runs"]["status"] == "failed").sum())

    @property
    def told_of(self) -> str:
        """How many worlds were valued at the resolution of the ranking too, and how many failed, in words."""
        runs = self.tables["world_runs"]
        counts = {"fine_worlds": int((runs["fine_status"] == "optimal").sum()), "failed_worlds": self.failed}
        return "".join(self.say(key, count=count) for key, count in counts.items() if count)

    @cached_property
    def ranges(self) -> pd.DataFrame:
        """Inputs with their ends, index input."""
        return self.tables["ranges"].drop_duplicates("input").set_index("input")

    @cached_property
    def _names(self) -> dict[str, str]:
        return named(self.ranges, self.language)

    def label(self, name: str) -> str:
        """Return the name of an input; an unknown one keeps its own, as words."""
        return self._names.get(name, name.replace("_", " "))

    def option(self, option: str) -> str:
        """Return an option of a choice in words: those of the table of words, else its name with blanks."""
        key = f"option_{option}"
        return self.say(key) if key in words("ranking") else option.replace("_", " ")

    def options(self, name: str) -> str:
        """Return the options of a choice in words with their probabilities; of a number nothing."""
        shares = options_of(str(self.ranges["options"].get(name, ""))) if self.is_choice(name) else {}
        return "; ".join(f"{self.option(option)} {100.0 * share:.0f} %" for option, share in shares.items())

    def verdict(self, verdict: str) -> str:
        """Return a verdict as a word or two."""
        return self.say(f"verdict_{verdict}")

    def is_spread(self, row: pd.Series) -> bool:
        """Tell whether a work has a spread of its own; what counts only in the midst of orders has none."""
        return bool(row["p90_kt"] - row["p10_kt"] > SPREAD_KT)

    def at(self, name: str, value: float) -> str:
        """Return a value of an input: in its unit, or as what it is above or below the base case."""
        apart = self._apart(name, value)
        if apart is None:
            return self._amount(name, value)
        if not round(abs(apart)):
            return self.say("at_base")
        return self.say("at_above" if apart > 0 else "at_below", percent=f"{abs(apart):.0f}")

    def drawn(self, name: str, value: str) -> str:
        """Return what a world draws of an input in words: an option of a choice, or a number as `at` tells it."""
        return self.option(value) if self.is_choice(name) else self.at(name, float(value))

    def is_choice(self, name: str) -> bool:
        """Tell whether an input has options, and no numbers."""
        return bool(self.ranges["kind"].get(name) == "choice")

    def place(self, name: str, value: str) -> float:
        """Return where a number stands on the axis of its input: in its unit, or in percent above the base case."""
        apart = self._apart(name, float(value))
        return float(value) if apart is None else apart

    def axis(self, name: str) -> str:
        """Return the name of an input with the unit of its axis."""
        if self.is_choice(name):
            return self.label(name)
        is_apart = self._apart(name, 1.0) is not None
        return f"{self.label(name)} [{self.say('axis_apart') if is_apart else self._amount(name, math.nan)}]"

    def rule(self, rule: str) -> str:
        """Return a rule of one input in words, such as ``gas_price>22.4`` or ``cracker=cracker_stays``."""
        found = _RULE.match(rule.strip())
        if not found:
            return self.label(rule.strip())
        name, sign, value = (part.strip() for part in found.groups())
        if sign in ("=", "!="):
            return self._choice(name, value, is_it=sign == "=")
        above, apart = sign == ">", self._apart(name, float(value))
        if apart is None:
            key = "rule_above" if above else "rule_below"
            return self.say(key, input=self.label(name), value=self._amount(name, float(value)))
        if not round(abs(apart)):
            return self.say("rule_above_base" if above else "rule_below_base", input=self.label(name))
        side, beyond = ("above", above) if apart > 0 else ("below", not above)
        how = "more" if beyond else "most"
        return self.say(f"rule_{how}_{side}", input=self.label(name), percent=f"{abs(apart):.0f}")

    def _choice(self, name: str, option: str, is_it: bool) -> str:
        """Return a rule of a choice in words; what it must not be as what else it may be, if that is little."""
        others = [other for other in options_of(str(self.ranges["options"].get(name, ""))) if other != option]
        if is_it or len(others) > MOST_OTHERS or not others:
            return self.say("rule_is" if is_it else "rule_is_not", input=self.label(name), option=self.option(option))
        told = self.option(others[0])
        for other in others[1:]:
            told = self.say("either_rule", first=told, second=self.option(other))
        return self.say("rule_is", input=self.label(name), option=told)

    def rules(self, because: str) -> str:
        """Return rules that are joined by and or or, in words."""
        for sign, key in _JOINED.items():
            if sign in because:
                first, second = because.split(sign, 1)
                return self.say(key, first=self.rule(first), second=self.rule(second))
        return self.rule(because)

    def deciding(self, row: pd.Series) -> list[str]:
        """Return the inputs that a work of `robust` hangs on: those of its verdict, else those told of its value."""
        because = str(row["because"])
        if row["verdict"] == BUILD_IF:
            return list(dict.fromkeys(_inputs_of(because)))
        if because:
            return [part.strip() for part in because.split(";")]
        own = self._drivers(str(row["work"]))
        order = own[["net_share", "share"]].max(axis=1).sort_values(ascending=False, kind="stable").index
        return list(own.loc[order, "input"])

    def decides(self, row: pd.Series, most: int = NAMED) -> str:
        """Return what a work of `robust` hangs on in words; empty where nothing is told.

        Parameters
        ----------
        row : Series
            Of `robust`.
        most : int
            Most inputs named; a rule is told whole. Where nothing is decided, and more than one may be named, another
            work that decides is named as the last.
        """
        if row["verdict"] == BUILD_IF:
            return self.rules(str(row["because"]))
        if row["verdict"] in (WITH_OTHERS, ONE_OF):
            return self.others(row) or self.ends(row)
        own = self._drivers(str(row["work"])).drop_duplicates("input").set_index("input")
        tips = own["tips_at"].to_dict()
        other = self.others(row, 1, DECIDES_APART) if row["verdict"] == UNDECIDED and most > 1 else ""
        told = [self._tipping(name, tips.get(name)) for name in self.deciding(row)[: most - bool(other)]]
        return "; ".join([*told, other] if other else told)

    def amounts(self, row: pd.Series) -> str:
        """Return what a work of `robust` saves and costs on average, in words."""
        amounts = {"saved": row["saved_meur"], "cost": row["annual_cost_meur"]}
        return self.say("saves_costs", **{name: self.number(amount) for name, amount in amounts.items()})

    def ends(self, row: pd.Series) -> str:
        """Return in how many worlds a work of `robust` pays alone, and behind all others, in words."""
        shares = {"alone": row["p_pays_alone"], "last": row["p_pays_last"]}
        return self.say("pays_ends", **{name: percent(float(share)) for name, share in shares.items()})

    def beside(self, work: str, least: float) -> pd.DataFrame:
        """Return the other works that change the chance that a work pays by so much, the one that does most first."""
        table = self.tables["beside"]
        own = table[table["work"] == work]
        apart = (own["p_pays_with"] - own["p_pays_without"]).abs()
        return own.loc[apart[apart >= least].sort_values(ascending=False, kind="stable").index]

    def others(self, row: pd.Series, most: int = NAMED, least: float = LEAST_APART) -> str:
        """Return which other works change the chance that a work of `robust` pays, in words; empty where none does."""
        told = (
            self.say(
                "pays_beside",
                work=other["other"],
                without=percent(float(other["p_pays_without"])),
                there=percent(float(other["p_pays_with"])),
            )
            for _, other in self.beside(str(row["work"]), least).head(most).iterrows()
        )
        return "; ".join(told)

    def why(self, row: pd.Series) -> str:
        """Return what stands for a reason where no input decides: of what is decided, what it saves and costs."""
        return self.say("no_single") if row["verdict"] in (BUILD_IF, UNDECIDED) else self.amounts(row)

    def case(self, context: Context) -> Case:
        """Return what the figures of the worlds say besides their data."""
        prices = self.tables["world_runs"].query("status == 'optimal' and world > 0")["price"].dropna()
        ends = {"low": prices.min(), "high": prices.max()} if len(prices) else {}
        told = {end: self.number(price) for end, price in ends.items()}
        key = "closure_worlds" if told else "closure_worlds_plain"
        closure = self.say(key, count=self.count, name=self.closure, **told)
        method = self.say("method_worlds", count=self.count, besides=self.told_of)
        return Case(context, self.year, self.closure, closure, method)

    def _drivers(self, work: str) -> pd.DataFrame:
        """Return the rows of the inputs that tell something of a work."""
        drivers = self.tables["drivers"]
        return drivers[(drivers["work"] == work) & (drivers["input"] != "")]

    def _tipping(self, name: str, tips: float | None) -> str:
        """Return an input, with where it tips the net value of the work, if it does."""
        if tips is None or pd.isna(tips):
            return self.label(name)
        return self.say("tips_at", input=self.label(name), value=self.at(name, float(tips)))

    def _apart(self, name: str, value: float) -> float | None:
        """Return by how many percent a value is above the base case; none where its unit is one that people read."""
        if name not in self.ranges.index:
            return None
        central, unit = (self.ranges[column].to_dict()[name] for column in ("central", "unit"))
        if f"unit_{unit}" in words("ranking") or pd.isna(central) or not central:
            return None
        return 100.0 * (value / float(central) - 1.0)

    def _amount(self, name: str, value: float) -> str:
        """Return a value with its unit, of no value the unit alone."""
        unit = str(self.ranges["unit"].get(name, ""))
        key, told = f"unit_{unit}", "" if math.isnan(value) else self.number(value)
        return (self.say(key, value=told) if key in words("ranking") else f"{told} {unit}").strip()


def _inputs_of(because: str) -> Iterator[str]:
    """Yield the inputs of a rule."""
    for part in re.split(r" [&|] ", because):
        found = _RULE.match(part.strip())
        yield found[1].strip() if found else part.strip()
