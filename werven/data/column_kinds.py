"""Building blocks of the descriptions of tables: kinds of columns that recur, and words that are allowed."""

from __future__ import annotations

from werven.config.kinds import FIRST_YEAR, LAST_YEAR
from werven.data.tables import CONFIDENCE, LARGEST, Column, Table
from werven.units import HOURS

STATUS = ("operational", "under construction", "planned", "announced", "concept", "cancelled")
UNITS = ("MW", "t/h")
RENEWABLES = ("onwind", "offwind", "solar")
#: Profiles of demand, whose mean is 1; those of `RENEWABLES` are parts of a capacity.
SHAPES = (
    "flat",
    "space_heat",
    "load_residential",
    "load_services",
    "load_industry",
)
PROFILES = (*SHAPES, *RENEWABLES)
FAMILIES = (
    "electricity",
    "hydrogen",
    "co2",
    "stream",
    "ledger",
    "heat",
    "fuel",
    "process_gas",
    "feedstock",
    "product",
)
#: Who uses a level of heat.
HEAT_USERS = ("industry", "buildings")
#: What the IAMC template calls sources and forms of energy.
IAMC_SOURCES = ("Ammonia", "Biomass", "Coal", "Electricity", "Gas", "Hydrogen", "Oil")
IAMC_FORMS = ("Electricity", "Gases", "Heat", "Hydrogen", "Liquids", "Other", "Solids")
#: Sectors of technologies; one that is called like a carrier is one too: its technologies are built from their ports.
TECHNOLOGY_SECTORS = (
    "ammonia",
    "buildings",
    "capture",
    "co2",
    "fuel",
    "heat",
    "hydrogen",
    "olefins",
    "other",
    "power",
    "refining",
    "release",
    "steel",
    "waste",
)
DEMAND_SECTORS = (
    "ammonia",
    "automotive_metal",
    "buildings",
    "ceramics_building",
    "chemicals",
    "data_centres",
    "food",
    "gas_transport",
    "glass",
    "hydrogen",
    "institution",
    "non_ferrous",
    "olefins",
    "other_industry",
    "paper",
    "refining",
    "residential",
    "services",
    "steel",
    "textile",
    "transport",
    "waste",
)
STREAM_SECTORS = tuple(sorted({*TECHNOLOGY_SECTORS, *DEMAND_SECTORS}))
#: Sectors of the register of emissions.
SITE_SECTORS = (
    "automotive_metal",
    "ceramics_building",
    "chem",
    "chem_cracker_verbund",
    "chlor_alkali",
    "fertiliser",
    "food",
    "gas_transport",
    "glass",
    "hydrogen",
    "institution",
    "non_ferrous",
    "other_industry",
    "paper",
    "power",
    "refining",
    "steel",
    "textile",
)
WORK_KINDS = (
    "AC line",
    "AC upgrade",
    "HVDC",
    "ammonia cracker",
    "ammonia terminal",
    "ammonia terminal and cracker",
    "co2 liquefaction terminal",
    "co2 offshore pipeline",
    "co2 pipeline",
    "heat network",
    "hydrogen pipeline",
    "offshore hub",
    "other",
    "steam pipe",
    "substation",
)
#: Carriers that the code asks for by name.
CARRIERS = (
    "electricity",
    "hydrogen",
    "ammonia",
    "co2",
    "liquid_co2",
    "co2_flue",
    "atmosphere",
    "upstream",
    "heat_100",
    "steam_200",
    "heat_500",
    "heat_high",
    "district_heat",
    "space_heat",
    "natural_gas",
    "biomethane",
    "coal",
    "fuel_gas",
    "blast_furnace_gas",
    "waste",
)
#: Prices that the code asks for by name; those of fuels follow from the carriers.
PRICES = ("co2_ets", "co2_societal", "natural_gas", "biomethane")
#: Rows of the settled balance that the back-cast puts its steps beside.
BALANCE_ITEMS = (
    "of which boilers and firing",
    "of which CHP",
    "of which reformer fuel (15 % of the gas of ammonia and merchant hydrogen)",
    "of which boilers",
    "of which cracker furnaces",
    "of which propane dehydrogenation",
    "electricity",
    "natural gas as feed of reformers",
    "natural gas bought, inside the 284 PJ",
    "own gas",
    "coal and coke, gross",
    "blast furnace gas sold",
    "natural gas",
)
#: What the back-cast compares, by group; the clusters besides.
BACKCAST_ITEMS = {
    "sector": (
        "steel",
        "refining",
        "chemistry",
        "power",
        "paper",
        "food",
        "ceramics and building materials",
        "glass",
        "non-ferrous metals",
        "metal and cars",
        "textile",
        "other industry",
        "institutions",
        "gas transport",
        "other greenhouse gases of chemistry",
        "chemistry, refining and steel, CO2",
        "chemistry, refining and steel, all gases",
    ),
    "energy": (
        "final use of chemistry",
        "final use of refining",
        "final use of steel",
        "final use of chemistry, refining and steel",
        "gas burnt by power plants",
        "gas burnt by power plants, scaled to 2023",
    ),
    "power": (
        "offshore wind",
        "onshore wind",
        "solar",
        "nuclear (Doel)",
        "gas-fired power of Belgium",
        "full-load hours of gas CHP",
        "consumption of Flanders",
    ),
    "trade": (
        "net import of Belgium",
        "net import of Flanders",
        "import of Flanders",
        "export of Flanders",
    ),
    "price": (
        "mean price",
        "standard deviation of the price",
    ),
}
#: Largest number that is still believed, by unit: an order of magnitude beyond anything in Europe.
CEILINGS = {
    "MW": 1e6,
    "MW or t/h": 1e6,
    "MW or t/h, as the technology": 1e6,
    "EUR per MWh or per t": 1e5,
    "EUR per MWh or t of capacity unit": 1e5,
    "TWh/a": 1e5,
    "TWh/a or Mt/a": 1e5,
    "t per MWh or per t": 100.0,
    "MWh per MWh or per t": 100.0,
    "MWh per unit": 100.0,
    "unit of the carrier per unit of capacity": 1000.0,
    "p.u.": 100.0,
    "°C": 2000.0,
    "h": HOURS,
    "a": 120.0,
    "km": 1e4,
    "number": 1000.0,
    "%": 1000.0,
    "MEUR": 1e6,
    "kt CO2/a": 1e6,
    "t/km": 1e6,
}


def text(meaning: str, **more: object) -> Column:
    """Return a column of text."""
    return Column("text", meaning, **more)  # type: ignore[arg-type]


def identity(meaning: str = "Id") -> Column:
    """Return a column of ids of the rows of its own table."""
    return Column("text", meaning, form="id")


def color() -> Column:
    """Return a column of colours."""
    return Column("text", "Colour (hex)", form="color")


def number(meaning: str, unit: str, ge: float | None = 0, **more: object) -> Column:
    """Return a column of numbers: not negative unless said otherwise, and never beyond what its unit may be."""
    ceiling = CEILINGS.get(unit, LARGEST)
    limits = {"ge": -ceiling if ge is None else ge, "le": ceiling, **more}
    return Column("number", meaning, unit, **limits)  # type: ignore[arg-type]


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
    least: int = 1,
    holds: dict[str, tuple[str, ...]] | None = None,
) -> Table:
    """Return a table with source, confidence and (by default) an optional note added."""
    every = {**columns, **SOURCE, **(NOTE if note else {})}
    optional = frozenset({"note"} if note else ()) | frozenset({"low", "high"} & set(columns))
    return Table(name, meaning, group, every, key, optional, least, holds or {})
