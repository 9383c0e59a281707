"""Checks across tables: ids the configuration uses, lists of nodes, units that must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from werven.config import Config
from werven.errors import Fault, nearest
from werven.tables import records
from werven.works import register_faults

PRICE_UNITS = {"MW": "EUR/MWh", "t/h": "EUR/t"}


def _word_faults(frames: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return faults of ids in the configuration."""
    technologies = frames["technologies"]["technology"].astype(str)
    clusters = frames["nodes"].query("kind == 'cluster'")["node"].astype(str)
    activities = frames["activities"]["activity"].astype(str).unique()
    projects = frames["projects"]["project"].astype(str)
    works = frames["works"]["work"].astype(str)
    checks: list[tuple[str, Iterable[str], Iterable[str]]] = [
        ("network.exclude", config.network.exclude, technologies),
        ("network.pin", config.network.pin, technologies),
        ("network.clusters", config.network.clusters or [], clusters),
        ("demand.activity", config.demand.activity, activities),
        ("demand.efficiency", config.demand.efficiency, activities),
        ("projects.mode", config.projects.mode, projects),
        ("rank.blocks", chain.from_iterable(config.rank.blocks or []), works),
    ]
    return [
        Fault("config", "", key, word, "one of " + ", ".join(known), nearest(word, known))
        for key, words, known in checks
        for word in words
        if word not in set(known)
    ]


def _node_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
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


def _demand_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
    """Return faults of demand rows whose unit does not fit the carrier, and of activities that are unknown or 0."""
    table = frames["activities"]
    known = set(table["activity"].astype(str))
    faults = [
        _at(name, row, "activity", row.activity, "an activity", nearest(row.activity, known))
        for name in ("demand_2023", "efficiency")
        for row in records(frames[name])
        if str(row.activity) not in known
    ]
    first = table.sort_values("year").drop_duplicates("activity")
    faults += [
        _at("activities", row, "value", row.value, "above 0 in the first year: demand follows it")
        for row in records(first[first["value"] <= 0])
    ]
    units = frames["carriers"].set_index("carrier")["unit"]
    fits = {"MW": "TWh/a", "t/h": "Mt/a"}
    for row in records(frames["demand_2023"]):
        unit = fits.get(str(units.get(str(row.carrier), "")), "")
        if unit and row.unit != unit:
            faults.append(_at("demand_2023", row, "unit", row.unit, f"{unit}, as {row.carrier} is counted"))
    return faults


def _register(frames: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return faults of the register of works."""
    return register_faults(frames, config.works)


def _fuel_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
    """Return faults of fuels without a price or efficiency, and of factors and prices that fit no carrier."""
    items = set(frames["prices"]["item"].astype(str))
    units = frames["carriers"].set_index("carrier")["unit"].astype(str)
    faults = []
    for row in records(frames["neighbour_supply"].dropna(subset=["fuel"])):
        if str(row.fuel) not in items:
            faults.append(_at("neighbour_supply", row, "fuel", row.fuel, "an item of prices", nearest(row.fuel, items)))
        if pd.isna(row.efficiency):
            faults.append(_at("neighbour_supply", row, "efficiency", "", f"a number: the block burns {row.fuel}"))
    for row in records(frames["upstream_factors"]):
        if str(row.item) not in units.index:
            faults.append(_at("upstream_factors", row, "item", row.item, "a carrier", nearest(row.item, units.index)))
    for row in records(frames["prices"]):
        fits = PRICE_UNITS.get(str(units.get(str(row.item), "")), row.unit)
        if row.unit != fits:
            faults.append(_at("prices", row, "unit", row.unit, f"{fits}, as {row.item} is counted"))
    return faults


def _block_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
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


def _unit_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
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


def _row_faults(frames: Mapping[str, pd.DataFrame], _: Config) -> list[Fault]:
    """Return faults of rows that contradict themselves or the row they point to."""
    costs = frames["infrastructure_costs"].set_index("infrastructure")["unit"].astype(str)
    faults = []
    for row in records(frames["assets"]):
        if row.retire_year <= row.build_year:
            faults.append(_at("assets", row, "retire_year", row.retire_year, f"later than build_year {row.build_year}"))
    for row in records(frames["work_legs"]):
        ends = [str(bus).rsplit(" ", 1)[-1] for bus in (row.from_bus, row.to_bus)]
        if str(row.carrier) not in ends:
            faults.append(_at("work_legs", row, "carrier", row.carrier, " or ".join(dict.fromkeys(ends))))
    for row in records(frames["corridors"]):
        per_tonne = "t/h" in str(costs.get(str(row.infrastructure), row.unit))
        if per_tonne != (row.unit == "t/h"):
            allowed = f"infrastructure counted in {row.unit}; {row.infrastructure} is not"
            faults.append(_at("corridors", row, "infrastructure", row.infrastructure, allowed))
    return faults


def _at(table: str, row: Any, column: str, value: object, allowed: str, near: str = "") -> Fault:
    """Return a fault of one cell."""
    line = str(int(row.Index) + 2)
    return Fault(f"{table}.csv", line, column, str(value), allowed, near)


#: Checks across tables; each runs when the tables it needs could be read, so that one bad cell hides little.
CHECKS: tuple[tuple[set[str], Callable[[Mapping[str, pd.DataFrame], Config], list[Fault]]], ...] = (
    ({"technologies", "nodes", "activities", "projects"}, _word_faults),
    ({"nodes", "carriers", "technologies", "storages", "heat_stock"}, _node_faults),
    ({"activities", "carriers", "demand_2023", "efficiency"}, _demand_faults),
    ({"works", "work_legs", "corridors", "nodes", "carriers"}, _register),
    ({"neighbour_supply", "prices", "carriers", "upstream_factors"}, _fuel_faults),
    ({"neighbour_supply"}, _block_faults),
    ({"carriers", "technologies", "works", "projects"}, _unit_faults),
    ({"assets", "work_legs", "corridors", "infrastructure_costs"}, _row_faults),
)
