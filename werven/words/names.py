"""Words on the figures: fixed phrases in Dutch and English, names of ids, numbers as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from werven.errors import Fault, InputError, nearest
from werven.words.colors import SECTOR_COLORS, neutral_color

LANGUAGES = ("nl", "en")

# Carriers that are drawn together, in the order of the pages.
HEAT_CARRIERS = ("heat_100", "steam_200", "heat_500", "heat_high")
BUILDING_CARRIERS = ("district_heat", "space_heat")
GROUPS: dict[str, tuple[str, ...]] = {
    "electricity": ("electricity",),
    "hydrogen": ("hydrogen",),
    "ammonia": ("ammonia",),
    "heat": (*HEAT_CARRIERS, *BUILDING_CARRIERS),
    "natural_gas": ("natural_gas",),
    "co2": ("co2", "liquid_co2"),
}

# Dutch, English.
_PHRASES: dict[str, tuple[str, str]] = {
    "users": ("Wie gebruikt wat, en waar", "Who uses what, and where"),
    "flows": ("Stromen en nodige capaciteit: {carrier}", "Flows and capacity needed: {carrier}"),
    "emissions": ("CO2-uitstoot per cluster en sector", "CO2 emissions by cluster and sector"),
    "stack": ("Aanbod en gebruik: {carrier}", "Supply and use: {carrier}"),
    "sankey_energy": (
        "Energie in Vlaanderen, van bron tot gebruik",
        "Energy in Flanders, from source to use",
    ),
    "sankey_carbon": ("Koolstof in Vlaanderen, als CO2", "Carbon in Flanders, as CO2"),
    "subtitle_year": ("scenario {scenario} · jaar {year}", "scenario {scenario} · year {year}"),
    "subtitle_years": ("scenario {scenario} · {years}", "scenario {scenario} · {years}"),
    "group_electricity": ("elektriciteit", "electricity"),
    "group_hydrogen": ("waterstof", "hydrogen"),
    "group_ammonia": ("ammoniak", "ammonia"),
    "group_heat": ("warmte en stoom", "heat and steam"),
    "group_heat_industry": ("warmte industrie", "industrial heat"),
    "group_natural_gas": ("aardgas", "natural gas"),
    "group_co2": ("afgevangen CO2", "captured CO2"),
    "not_on_map": ("niet op de kaart", "not on the map"),
    "none_users": ("Geen gebruik van {carrier} in dit scenario.", "No use of {carrier} in this scenario."),
    "none_flows": (
        "Geen verbindingen voor {carrier} in dit scenario.",
        "No connections for {carrier} in this scenario.",
    ),
    "none_emissions": ("Geen uitstoot in dit scenario.", "No emissions in this scenario."),
    "none_stack": (
        "Geen aanbod of gebruik van {carrier} in dit scenario.",
        "No supply or use of {carrier} in this scenario.",
    ),
    "none_sankey": ("Geen stromen in dit scenario.", "No flows in this scenario."),
    "unit": ("Eenheid: {unit}.", "Unit: {unit}."),
    "unit_energy": ("TWh per jaar (onderste verbrandingswaarde)", "TWh per year (lower heating value)"),
    "unit_mass": ("Mt CO2 per jaar", "Mt CO2 per year"),
    "unit_both": ("TWh per jaar; CO2 in Mt per jaar", "TWh per year; CO2 in Mt per year"),
    "unit_GW": ("GW; pijlen TWh per jaar", "GW; arrows TWh per year"),
    "unit_MW": ("MW; pijlen TWh per jaar", "MW; arrows TWh per year"),
    "unit_rate": (
        "Mt CO2 per jaar bij volle belasting; pijlen Mt per jaar",
        "Mt CO2 per year at full load; arrows Mt per year",
    ),
    "closure_price": ("CO2-prijs {level} €/t.", "CO2 price {level} €/t."),
    "closure_price_unknown": ("CO2-prijs volgens het scenario.", "CO2 price of the scenario."),
    "closure_prices": ("CO2-prijs {levels} €/t.", "CO2 price {levels} €/t."),
    "closure_cap": ("CO2-plafond {level} Mt/jaar.", "CO2 cap {level} Mt a year."),
    "closure_caps": ("CO2-plafond {levels} Mt/jaar.", "CO2 cap {levels} Mt a year."),
    "closure_cap_unknown": ("CO2-plafond volgens het scenario.", "CO2 cap of the scenario."),
    "boundary_users": (
        "Grens: Vlaanderen; het gebruik van gemodelleerde industrie, energie, afval en gebouwen. "
        "Niet erin: weg-, lucht- en scheepvaart, landbouw, Brussel en Wallonië.",
        "Boundary: Flanders; use by the modelled industry, power, waste and buildings. "
        "Not in it: road, air and sea transport, agriculture, Brussels and Wallonia.",
    ),
    "boundary_emissions": (
        "Grens: Vlaanderen; CO2 van gemodelleerde industrie, elektriciteit, afval en gebouwen. "
        "Niet erin: verkeer, landbouw, andere broeikasgassen, koolstof in producten, "
        "uitstoot in het buitenland.",
        "Boundary: Flanders; CO2 of the modelled industry, power, waste and buildings. "
        "Not in it: transport, agriculture, other greenhouse gases, carbon in products, emissions abroad.",
    ),
    "boundary_flows": (
        "Grens: Vlaanderen en zijn verbindingen met buren en zee. "
        "Niet erin: distributienetten en de netten van de buren. Ligging schematisch.",
        "Boundary: Flanders and its connections with neighbours and sea. "
        "Not in it: distribution networks and the networks of the neighbours. Places are schematic.",
    ),
    "interpolated": (
        "Elk rekenjaar staat op zich; jaren ertussen zijn lineair geïnterpoleerd.",
        "Every model year is computed on its own; years in between are interpolated linearly.",
    ),
    "source": ("Bron: {source}.", "Source: {source}."),
    "source_default": ("werven {version}, resultaattabellen", "werven {version}, result tables"),
    "other": ("overige", "other"),
    "size": ("Oppervlakte = hoeveelheid", "Area = quantity"),
    "total": ("totaal {value}", "total {value}"),
    "net": ("netto", "net"),
    "bands": ("Temperatuur (warmte)", "Temperature (heat)"),
    "sectors": ("Sector", "Sector"),
    "needed": ("nodig", "needed"),
    "existing": ("bestaand", "existing"),
    "existing_label": ("nu {value}", "now {value}"),
    "in_register": ("nodig, in het werkenregister", "needed, in the register"),
    "gap": ("nodig, nog geen werk", "needed, no work yet"),
    "unused": ("bestaand, niet nodig", "existing, not needed"),
    "direction": ("netto stroom over het jaar", "net flow over the year"),
    "arrow_label": ("nodig, of bestaand→nodig", "needed, or existing→needed"),
    "becomes": ("naar {carrier}", "to {carrier}"),
    "supply": ("aanbod", "supply"),
    "use": ("gebruik", "use"),
    "export_co2": ("opslag en uitvoer", "storage and export"),
    "border": ("grens {place}", "border {place}"),
    "bought": ("aankoop", "purchased"),
    "import": ("invoer", "import"),
    "export": ("uitvoer", "export"),
    "storage_loss": ("opslag (verlies)", "storage (losses)"),
    "supply_other": ("overige bronnen", "other sources"),
    "supply_ambient": ("omgevingswarmte", "ambient heat"),
    "supply_raw_materials": ("ruwe olie, kalk", "crude, limestone"),
    "supply_air": ("uit de lucht", "from the air"),
    "process_steel": ("hoogovens", "blast furnaces"),
    "process_other": ("injectie", "injection"),
    "plant_power": ("centrales en WKK", "power and CHP plants"),
    "plant_hydrogen": ("waterstofproductie", "hydrogen production"),
    "plant_ammonia": ("ammoniaksynthese", "ammonia synthesis"),
    "plant_heat": ("ketels, ovens, warmtepompen", "boilers, furnaces, heat pumps"),
    "plant_building_heat": ("verwarming van gebouwen", "heating of buildings"),
    "use_other": ("overig gebruik", "other uses"),
    "use_losses": ("verliezen", "losses"),
    "use_export": ("uitvoer", "exports"),
    "use_olefins": ("krakers, met hun producten", "crackers, with their products"),
    "use_steel": ("staal", "steel"),
    "use_atmosphere": ("naar de lucht", "to the air"),
    "use_storage": ("opslag buiten Vlaanderen", "storage outside Flanders"),
    "use_carbon_products": ("in producten", "in products"),
    "use_biogenic_air": ("biogeen, telt als nul", "biogenic, counts as zero"),
    "negative": (
        "Negatieve posten (biogene CO2 die wordt opgeslagen): {value} Mt, niet in de taarten, wel in het totaal.",
        "Negative items (biogenic CO2 that is stored): {value} Mt, not in the pies, but in the total.",
    ),
}

# Sectors as they are drawn: Dutch, English. Their order is the order of legends.
SECTORS: dict[str, tuple[str, str]] = {
    "steel": ("staal", "steel"),
    "refining": ("raffinage", "refining"),
    "olefins": ("krakers", "steam cracking"),
    "chemicals": ("chemie", "chemicals"),
    "hydrogen": ("waterstof", "hydrogen"),
    "food_paper": ("voeding en papier", "food and paper"),
    "other_industry": ("overige industrie", "other industry"),
    "heat": ("warmte van de industrie", "industrial heat"),
    "power": ("centrales", "power plants"),
    "waste": ("afvalverbranding", "waste incineration"),
    "buildings": ("gebouwen", "buildings"),
    "transport": ("vervoer", "transport"),
    "capture": ("CO2-afvang", "CO2 capture"),
    "other": ("overige", "other"),
    "supply": ("aankoop", "purchases"),
    "unserved": ("tekort", "unserved"),
    "process_co2": ("proces-CO2", "process CO2"),
}

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


def check_language(language: str) -> None:
    """Raise `InputError` unless `language` is one of `LANGUAGES`."""
    if language not in LANGUAGES:
        raise InputError(
            [
                Fault(
                    "language of the figures",
                    "",
                    "",
                    language,
                    ", ".join(LANGUAGES),
                    nearest(language, LANGUAGES),
                )
            ]
        )


def phrase(key: str, language: str, **values: object) -> str:
    """Return a fixed phrase in Dutch or English, with its blanks filled in."""
    check_language(language)
    return _PHRASES[key][LANGUAGES.index(language)].format(**values)


def number(value: float, language: str) -> str:
    """Return a number as it is read aloud: about two digits, with the decimal sign of the language.

    >>> number(1234.6, "nl"), number(12.34, "nl"), number(0.256, "en")
    ('1.235', '12', '0.3')
    """
    size = abs(value)
    digits = 0 if size >= 9.95 or size == 0 else 1 if size >= 0.095 else 2
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return "0" if value == 0 else ("<" if value > 0 else ">−") + ("0,01" if language == "nl" else "0.01")
    swap = str.maketrans(",.", ".,") if language == "nl" else str.maketrans("", "")
    return text.replace("-", "−").translate(swap)


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
        "nl" or "en".
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
        return phrase(key, self.language, **values)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in _PHRASES

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
        point = "," if self.language == "nl" else "."
        levels = [(year, f"{self.levels[year]:.3g}".replace(".", point)) for year in years if year in self.levels]
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
    """Labels and colours of ids, from the tables of nodes, carriers and technologies.

    An id that no table knows keeps its own name, in words, and gets a neutral colour that is always the same.
    """

    language: str
    labels: dict[str, dict[str, str]]
    colors: dict[str, dict[str, str]]
    sectors: dict[str, str]

    @classmethod
    def from_tables(
        cls, nodes: pd.DataFrame, carriers: pd.DataFrame, technologies: pd.DataFrame, language: str
    ) -> Names:
        """Build the names from tables with an id column, `name_nl`, `name_en` and perhaps `color`."""
        check_language(language)
        labels: dict[str, dict[str, str]] = {}
        colors: dict[str, dict[str, str]] = {}
        for kind, table in (("node", nodes), ("carrier", carriers), ("technology", technologies)):
            rows = table.drop_duplicates(kind).set_index(kind)
            labels[kind] = _text_of(rows, f"name_{language}")
            colors[kind] = _text_of(rows, "color")
        sectors = _text_of(technologies.drop_duplicates("technology").set_index("technology"), "sector")
        return cls(language, labels, colors, sectors)

    def label(self, kind: str, name: str) -> str:
        """Return the label of a node, carrier or technology; carriers may be technologies and the reverse."""
        other = "technology" if kind == "carrier" else "carrier"
        return self.labels[kind].get(name) or self.labels[other].get(name) or self.sector_label(name)

    def place(self, node: str) -> str:
        """Return the short label of a node: what stands before the first dash."""
        return self.label("node", node).split(" - ")[0].split(" (")[0]

    def color(self, kind: str, name: str) -> str:
        """Return the colour of a carrier or technology."""
        other = "technology" if kind == "carrier" else "carrier"
        return self.colors[kind].get(name) or self.colors[other].get(name) or self.sector_color(name)

    def sector(self, technology: str) -> str:
        """Return the sector of a technology as it is drawn; an unknown technology is its own sector."""
        return drawn_sector(self.sectors.get(technology) or technology)

    def sector_label(self, sector: str) -> str:
        """Return the label of a sector."""
        if sector in SECTORS:
            return SECTORS[sector][LANGUAGES.index(self.language)]
        return _pretty(sector)

    def sector_color(self, sector: str) -> str:
        """Return the colour of a sector."""
        return SECTOR_COLORS.get(sector) or neutral_color(sector)


def drawn_sector(sector: str) -> str:
    """Return the sector a sector of the tables is drawn as."""
    return DRAWN_AS.get(sector, sector)


def sector_rank(sector: str) -> tuple[int, str]:
    """Return the place of a drawn sector in legends: known ones first, then by name."""
    order = list(SECTORS)
    return (order.index(sector) if sector in SECTORS else len(order), sector)


def _text_of(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """Return a column as a dictionary without empty cells."""
    if column not in rows:
        return {}
    return {str(key): str(value) for key, value in rows[column].dropna().items() if str(value)}


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
