"""Checks across tables: ids the configuration uses, lists of nodes, units that must agree."""

from __future__ import annotations

from itertools import chain

import pandas as pd

from werven.config.settings import Config
from werven.data.checks import groups as checks_groups
from werven.data.checks import plants as checks_plants
from werven.data.checks import reach as checks_reach
from werven.data.checks import rows as checks_rows
from werven.data.checks import trade as checks_trade
from werven.data.checks import whole as checks_whole
from werven.data.checks.frames import Check, Frames
from werven.data.register import leg_faults, register_faults
from werven.data.tables import fault_at, records
from werven.errors import Fault, nearest

PRICE_UNITS = {"MW": "EUR/MWh", "t/h": "EUR/t"}


def _words(table: str, column: str, key: str) -> Check:
    """Return the check of a key of the configuration whose words are ids of a table."""
    section, _, name = key.partition(".")

    def check(frames: Frames, config: Config) -> list[Fault]:
        rows = frames[table]
        if key == "network.clusters":
            rows = rows[rows["kind"] == "cluster"]
        known = list(dict.fromkeys(rows[column].astype(str)))
        words = getattr(getattr(config, section), name) or []
        flat = chain.from_iterable(words) if key == "rank.blocks" else words
        told = "one of " + ", ".join(known)
        return [Fault("config", "", key, word, told, nearest(word, known)) for word in flat if word not in set(known)]

    return check


def _node_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of lists of nodes and kinds of nodes."""
    nodes = frames["nodes"]
    known = set(nodes["node"].astype(str)) | set(nodes["kind"].astype(str))
    return [
        Fault(
            f"{table}.csv",
            str(int(str(row)) + 2),
            "nodes",
            word,
            "a node or a kind of node",
            nearest(word, known),
        )
        for table in ("carriers", "technologies", "storages", "heat_stock")
        for row, cell in frames[table]["nodes"].items()
        for word in (part.strip() for part in str(cell).split(";"))
        if word not in known and not (word == "*" and table == "technologies")
    ]


def _demand_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of demand rows whose unit does not fit the carrier, and of activities of 0."""
    first = frames["activities"].sort_values("year").drop_duplicates("activity")
    faults = [
        fault_at("activities", row, "value", row.value, "above 0 in the first year: demand follows it")
        for row in records(first[first["value"] <= 0])
    ]
    units = frames["carriers"].set_index("carrier")["unit"]
    fits = {"MW": "TWh/a", "t/h": "Mt/a"}
    for row in records(frames["demand_2023"]):
        unit = fits.get(str(units.get(str(row.carrier), "")), "")
        if unit and row.unit != unit:
            faults.append(fault_at("demand_2023", row, "unit", row.unit, f"{unit}, as {row.carrier} is counted"))
    return faults


def _register(frames: Frames, config: Config) -> list[Fault]:
    """Return faults of the register of works."""
    return register_faults(frames, config.works)


def _legs(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of the legs of works."""
    return leg_faults(frames, "work_legs")


def _corridors(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of corridors."""
    return leg_faults(frames, "corridors")


def _fuel_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of fuels without a price or efficiency, and of prices in the wrong unit."""
    items = set(frames["prices"]["item"].astype(str))
    units = frames["carriers"].set_index("carrier")["unit"].astype(str)
    faults = []
    for row in records(frames["neighbour_supply"].dropna(subset=["fuel"])):
        if str(row.fuel) not in items:
            faults.append(
                fault_at("neighbour_supply", row, "fuel", row.fuel, "an item of prices", nearest(row.fuel, items))
            )
        if pd.isna(row.efficiency):
            faults.append(fault_at("neighbour_supply", row, "efficiency", "", f"a number: the block burns {row.fuel}"))
    for row in records(frames["prices"]):
        fits = PRICE_UNITS.get(str(units.get(str(row.item), "")), row.unit)
        if row.unit != fits:
            faults.append(fault_at("prices", row, "unit", row.unit, f"{fits}, as {row.item} is counted"))
    return faults


def _block_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of steps of a neighbour that become something else from one year to the next."""
    supply = frames["neighbour_supply"]
    faults = []
    for column in ("kind", "fuel", "profile"):
        words = supply[column].astype("string").fillna("")
        first = words.groupby([supply[key] for key in ("zone", "carrier", "block")]).transform("first")
        for row in words.index[words != first]:
            allowed = f"{first[row] or 'nothing'}, as in the first row of the block"
            faults.append(Fault("neighbour_supply.csv", str(int(row) + 2), column, words[row], allowed))
    return faults


def _unit_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of capacities counted in another unit than what flows."""
    units = frames["carriers"].set_index("carrier")["unit"].astype(str)
    technologies = frames["technologies"].set_index("technology")["capacity_unit"].astype(str)
    expected = [
        ("technologies", "capacity_unit", frames["technologies"]["reference"].map(units)),
        ("works", "unit", frames["works"]["carrier"].map(units)),
        ("projects", "unit", frames["projects"]["technology"].map(technologies)),
    ]
    faults = []
    for table, column, fits in expected:
        found = frames[table][column]
        for row in found.index[found.notna() & fits.notna() & (found.astype("string") != fits.astype("string"))]:
            line = str(int(str(row)) + 2)
            faults.append(Fault(f"{table}.csv", line, column, str(found[row]), f"{fits[row]}, the unit of what flows"))
    return faults


def _row_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of rows that contradict themselves or the row they point to."""
    costs = frames["infrastructure_costs"].set_index("infrastructure")["unit"].astype(str)
    faults = []
    for row in records(frames["assets"]):
        if row.retire_year <= row.build_year:
            faults.append(
                fault_at("assets", row, "retire_year", row.retire_year, f"later than build_year {row.build_year}")
            )
    for row in records(frames["work_legs"]):
        ends = [str(bus).rsplit(" ", 1)[-1] for bus in (row.from_bus, row.to_bus)]
        if str(row.carrier) not in ends:
            faults.append(fault_at("work_legs", row, "carrier", row.carrier, " or ".join(dict.fromkeys(ends))))
    for row in records(frames["corridors"]):
        per_tonne = "t/h" in str(costs.get(str(row.infrastructure), row.unit))
        if per_tonne != (row.unit == "t/h"):
            allowed = f"infrastructure counted in {row.unit}; {row.infrastructure} is not"
            faults.append(fault_at("corridors", row, "infrastructure", row.infrastructure, allowed))
    return faults


#: Keys of the configuration whose words are ids, and where these are.
WORDS = {
    "network.exclude": ("technologies", "technology"),
    "network.pin": ("technologies", "technology"),
    "network.clusters": ("nodes", "node"),
    "demand.activity": ("activities", "activity"),
    "demand.efficiency": ("activities", "activity"),
    "projects.mode": ("projects", "project"),
    "rank.blocks": ("works", "work"),
}
#: Checks across tables; each is given the tables it names, and runs when they could be read.
CHECKS: tuple[tuple[set[str], Check], ...] = (
    *(({table}, _words(table, column, key)) for key, (table, column) in WORDS.items()),
    ({"nodes", "carriers", "technologies", "storages", "heat_stock"}, _node_faults),
    ({"activities", "carriers", "demand_2023"}, _demand_faults),
    ({"works", "work_legs"}, _register),
    ({"work_legs", "nodes", "carriers"}, _legs),
    ({"corridors", "nodes", "carriers"}, _corridors),
    ({"neighbour_supply", "prices", "carriers"}, _fuel_faults),
    ({"neighbour_supply"}, _block_faults),
    ({"carriers", "technologies", "works", "projects"}, _unit_faults),
    ({"assets", "work_legs", "corridors", "infrastructure_costs"}, _row_faults),
    *checks_rows.CHECKS,
    *checks_groups.CHECKS,
    *checks_reach.CHECKS,
    *checks_plants.CHECKS,
    *checks_trade.CHECKS,
    *checks_whole.CHECKS,
)
