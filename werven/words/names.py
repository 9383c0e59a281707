"""Words on the figures: what each says besides its data, names of ids, numbers as people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from werven.data.carriers import Group, groups_of, having, heat_of
from werven.data.column_kinds import HEAT_USERS
from werven.words.colors import SECTOR_COLORS, neutral_color
from werven.words.tables import ENGLISH, check_language, words

NAMED = {"nodes": "node", "carriers": "carrier", "technologies": "technology", "carrier_groups": "group"}
"""Tables of names, and what each names."""
# Sectors of the tables that are drawn as one.
DRAWN_AS: dict[str, str] = {
    "ammonia": "chemicals",
    "refinery": "refining",
    "cracking": "olefins",
    "food": "food_paper",
    "paper": "food_paper",
    "automotive_metal": "other_industry",
    "ceramics_building": "other_industry",
    "glass": "other_industry",
    "minerals": "other_industry",
    "metals": "other_industry",
    "non_ferrous": "other_industry",
    "textile": "other_industry",
    "institution": "other_industry",
    "gas_transport": "other_industry",
    "industry": "other_industry",
    "residential": "buildings",
    "households": "buildings",
    "services": "buildings",
    "collective heat": "heat",
    "collective_heat": "heat",
    "release": "capture",
    "co2": "capture",
    "fuel": "other",
}


def number(value: float, language: str) -> str:
    """Return a number as it is read aloud: about two digits, with the decimal sign of the language.

    >>> number(1234.6, "nl"), number(12.34, "nl"), number(0.256, "en")
    ('1.235', '12', '0.3')
    """
    size = abs(value)
    digits = 0 if size >= 9.95 or size == 0 else 1 if size >= 0.095 else 2
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return "0" if value == 0 else signs("<0.01" if value > 0 else ">-0.01", language)
    return signs(text, language)


def signs(text: str, language: str) -> str:
    """Return a number that Python wrote with the signs of a language."""
    thousands, decimal = (words("figures").say(f"{kind}_sign", language) for kind in ("thousands", "decimal"))
    return text.translate({ord(","): thousands, ord("."): decimal, ord("-"): "−"})


def percent(part: float) -> str:
    """Return a part of a whole in percent, without its sign; what is not whole is never all or nothing."""
    if 0 < part < 0.005:
        return "<1"
    if 0.995 <= part < 1:
        return ">99"
    return f"{100 * part:.0f}"


def _pretty(name: str) -> str:
    """Return an id without a label as words."""
    return str(name).replace("_", " ").replace(".", " · ")


@dataclass(frozen=True)
class Context:
    """What a figure must say besides its data.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    language : str
        A column of the tables of words.
    closure : str
        "price" or "cap".
    levels : dict of int to float
        CO2 price [EUR/t] or cap [Mt CO2/a] of every model year; may be empty.
    version : str
        Version of werven.
    source : str
        Source line; empty for the default.
    """

    scenario: str
    language: str = "nl"
    closure: str = "price"
    levels: dict[int, float] = field(default_factory=dict)
    version: str = ""
    source: str = ""

    def say(self, key: str, **values: object) -> str:
        """Return a phrase in the language of the context."""
        return words("figures").say(key, self.language, **values)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in words("figures")

    def number(self, value: float) -> str:
        """Return a number in the language of the context."""
        return number(value, self.language)

    def subtitle(self, years: Sequence[int]) -> str:
        """Return the line below the title: scenario and year or years."""
        if len(years) == 1:
            return self.say("subtitle_year", scenario=self.scenario, year=years[0])
        return self.say("subtitle_years", scenario=self.scenario, years=" · ".join(map(str, years)))

    def closing(self, years: Sequence[int]) -> str:
        """Return the sentence on the closure: the CO2 price of the years, or the cap."""
        key = f"closure_{self.closure}"
        levels = [(year, signs(f"{self.levels[year]:.3g}", self.language)) for year in years if year in self.levels]
        if not levels:
            return self.say(f"{key}_unknown")
        if len({level for _, level in levels}) == 1:
            return self.say(key, level=levels[0][1])
        return self.say(f"{key}s", levels=", ".join(f"{level} ({year})" for year, level in levels))

    def footer(self, unit: str, boundary: str, years: Sequence[int], more: str = "") -> list[str]:
        """Return the lines at the foot: unit and closure, boundary, interpolation and source."""
        source = self.source or self.say("source_default", version=self.version).replace("  ", " ")
        return [
            " ".join(part for part in (self.say("unit", unit=self.say(unit)), self.closing(years), more) if part),
            self.say(boundary),
            f"{self.say('interpolated')} {self.say('source', source=source)}",
        ]


@dataclass(frozen=True)
class Names:
    """Labels and colours of ids, groups of carriers, and sectors of streams, from the tables that tell them.

    An id that no table knows keeps its own name, in words, and gets a neutral colour that is always the same.
    """

    language: str
    labels: dict[str, dict[str, str]]
    colors: dict[str, dict[str, str]]
    sectors: dict[str, str]
    groups: dict[str, Group]
    streams: dict[str, str]
    industrial_heat: tuple[str, ...]
    building_heat: tuple[str, ...]

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame], language: str) -> Names:
        """Build the names from `NAMED`: tables with an id column, columns as `name_en`, and perhaps `color`."""
        check_language(language)
        labels: dict[str, dict[str, str]] = {}
        colors: dict[str, dict[str, str]] = {}
        for name, kind in NAMED.items():
            rows = tables[name].drop_duplicates(kind).set_index(kind)
            labels[kind] = named(rows, language)
            colors[kind] = text_of(rows, "color")
        groups = groups_of(tables["carriers"], tables["carrier_groups"])
        colors["group"] = {name: colors["carrier"].get(group.color_of, "") for name, group in groups.items()}
        sectors = text_of(tables["technologies"].drop_duplicates("technology").set_index("technology"), "sector")
        streams = text_of(tables["carriers"].set_index("carrier"), "stream_of")
        heat = (heat_of(tables["carriers"], user) for user in HEAT_USERS)
        return cls(language, labels, colors, sectors, groups, streams, *heat)

    @property
    def hubs(self) -> frozenset[str]:
        """Groups of energy that is carried from place to place: boxes of a Sankey diagram."""
        return frozenset(name for name in having(self.groups, "flows") if self.groups[name].unit == "MW")

    def label(self, kind: str, name: str) -> str:
        """Return the label of a node, carrier, group or technology; carriers may be technologies and the reverse."""
        other = "technology" if kind == "carrier" else "carrier"
        return self.labels[kind].get(name) or self.labels[other].get(name) or self.sector_label(name)

    def band(self, carrier: str) -> str:
        """Return the temperature band of a level of heat; heat of buildings is one band."""
        return carrier if carrier in self.industrial_heat else "space_heat"

    def place(self, node: str) -> str:
        """Return the short label of a node: what stands before the first dash."""
        return self.label("node", node).split(" - ")[0].split(" (")[0]

    def color(self, kind: str, name: str) -> str:
        """Return the colour of a carrier, group or technology."""
        other = "technology" if kind == "carrier" else "carrier"
        return self.colors[kind].get(name) or self.colors[other].get(name) or self.sector_color(name)

    def sector(self, technology: str) -> str:
        """Return the sector of a technology as it is drawn; an unknown technology is its own sector."""
        return drawn_sector(self.sectors.get(technology) or technology)

    def sector_label(self, sector: str) -> str:
        """Return the label of a sector."""
        if sector in words("sectors"):
            return words("sectors").say(sector, self.language)
        return self.labels["carrier"].get(sector) or _pretty(sector)

    def sector_color(self, sector: str) -> str:
        """Return the colour of a sector."""
        return SECTOR_COLORS.get(sector) or self.colors["carrier"].get(sector) or neutral_color(sector)


def drawn_sector(sector: str) -> str:
    """Return the sector a sector of the tables is drawn as."""
    return DRAWN_AS.get(sector, sector)


def sectors() -> list[str]:
    """Return the sectors that are drawn, in the order of legends: that of their table of words."""
    return list(words("sectors").texts)


def sector_rank(sector: str) -> tuple[int, str]:
    """Return the place of a drawn sector in legends: known ones first, then by name."""
    order = sectors()
    return (order.index(sector) if sector in order else len(order), sector)


def named(rows: pd.DataFrame, language: str) -> dict[str, str]:
    """Return the names of rows in a language; the English one where that lacks, and then any other."""
    columns = [str(column) for column in rows if str(column).startswith("name_")]
    found: dict[str, str] = {}
    for column in sorted(columns, key=lambda one: (one == f"name_{language}", one == f"name_{ENGLISH}")):
        found |= text_of(rows, column)
    return found


def text_of(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """Return a column as a dictionary of texts on one line, without empty cells."""
    if column not in rows:
        return {}
    found = {str(key): " ".join(str(value).split()) for key, value in rows[column].dropna().items()}
    return {key: value for key, value in found.items() if value}


def inside(nodes: pd.DataFrame) -> frozenset[str]:
    """Return the nodes of Flanders: clusters, their sub-nodes, offshore zones, the Flemish system."""
    kinds = nodes["kind"].isin(["cluster", "subnode", "offshore", "system"]) & (nodes["node"] != "ABROAD")
    return frozenset(nodes.loc[kinds, "node"].astype(str))


def parents(nodes: pd.DataFrame) -> dict[str, str]:
    """Return for every node the cluster it belongs to: itself, or the parent of a sub-node."""
    rows = nodes.set_index("node")["parent"].dropna()
    subnodes = set(nodes.loc[nodes["kind"] == "subnode", "node"])
    own = {str(node): str(node) for node in nodes["node"]}
    return own | {str(node): str(parent) for node, parent in rows.items() if node in subnodes and str(parent)}
