"""Half a table: rows that were cut off leave years, steps, places or items out that the others have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from werven.config.settings import Config
from werven.data.checks.frames import Check, Frames, families_of
from werven.data.checks.reach import Places
from werven.data.column_kinds import BACKCAST_ITEMS
from werven.data.tables import fault_at, records
from werven.errors import Fault, nearest

#: Tables in which every id has the same years: key, and ids that may begin later.
YEARLY: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "activities": (("activity",), ()),
    "efficiency": (("activity", "carrier"), ()),
    "neighbour_links": (("zone0", "zone1"), ()),
    "trading_capacity": (("zone",), ()),
    "prices": (("item",), ()),
}
#: Demand that every cluster has: somebody lives there.
EVERYWHERE = ("electricity", "space_heat")
#: Part of the published emissions that the register may miss.
MISSED = 0.02
BASIC = ("steel", "refining", "chem", "chem_cracker_verbund", "chlor_alkali", "fertiliser", "hydrogen")
BASIC_ITEM = ("sector", "chemistry, refining and steel, all gases")


def _year_faults(table: str) -> Check:
    """Return the check of a table in which every id has the usual years; it may have more."""
    keys, late = YEARLY[table]

    def check(frames: Frames, _: Config) -> list[Fault]:
        groups = list(_groups(frames[table], keys))
        every = _usual(years for _, years in groups)
        faults = []
        for group, years in groups:
            alone = table == "prices" and len(years) == 1
            wanted = [year for year in every if group[0] not in late or year >= min(years)]
            if not alone and (lost := [str(year) for year in wanted if year not in years]):
                faults.append(_lost(table, keys, group, lost, f"years {', '.join(map(str, wanted))}, as the others"))
        return faults

    return check


def _groups(table: pd.DataFrame, keys: Iterable[str]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Yield the ids of every group of rows, and its years."""
    table = table.dropna(subset=list(keys))
    found: dict[tuple[str, ...], list[int]] = {}
    for *group, year in zip(*(table[key].to_numpy(dtype=object) for key in keys), table["year"], strict=True):
        years = found.setdefault(tuple(map(str, group)), [])
        years += [] if pd.isna(year) else [int(year)]
    for ids, years in found.items():
        yield ids, sorted(years)


def _usual(years: Iterable[list[int]]) -> list[int]:
    """Return the years that more than half of the groups have, of those that have more than one where some do."""
    groups = list(years)
    groups = [group for group in groups if len(group) > 1] or groups
    every = {year for group in groups for year in group}
    return sorted(year for year in every if 2 * sum(year in group for group in groups) > len(groups))


def _lost(table: str, keys: Iterable[str], group: Iterable[str], lost: Iterable[str], allowed: str) -> Fault:
    """Return the fault of a group of rows that lacks some."""
    return Fault(f"{table}.csv", " ".join(group), ", ".join([*keys, "year"]), f"no {', '.join(lost)}", allowed)


def _block_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return steps of neighbours with a gap in their years, and neighbours without a load or supply in a year.

    A step of another carrier than electricity may begin later (hydrogen). None may end before the others: outside its
    years a step is what it is in the nearest one, so that a coal fleet without a row of 0 would stand for ever.
    """
    supply = frames["neighbour_supply"]
    keys = ("zone", "carrier", "block")
    every = _usual(years for _, years in _groups(supply, keys))
    faults = []
    for group, years in _groups(supply, keys):
        first = min(every, default=years[0]) if group[1] == "electricity" else years[0]
        if lost := [str(year) for year in every if first <= year and year not in years]:
            faults.append(_lost("neighbour_supply", keys, group, lost, "years without a gap, as the others"))
    power = supply[supply["carrier"] == "electricity"]
    for zone, rows in power.groupby("zone", sort=False):
        for kind in sorted({"load", "supply"} - set(rows["kind"])):
            allowed = f"a row of kind {kind} in electricity"
            faults.append(Fault("neighbour_supply.csv", str(zone), "kind", f"no {kind}", allowed))
    return faults


def _seller_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return neighbours that sell no electricity."""
    supply = frames["neighbour_supply"]
    sellers = set(supply.loc[supply["carrier"] == "electricity", "zone"].astype(str))
    return [
        fault_at("nodes", row, "node", row.node, "a neighbour with electricity in neighbour_supply.csv")
        for row in records(frames["nodes"])
        if row.kind == "neighbour" and str(row.node) not in sellers
    ]


def _cost_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies whose costs or rates end before those of the others, or begin later.

    One row holds for every year, and years between are interpolated.
    """
    faults = []
    for table, keys in (("technology_costs", ("technology",)), ("technology_ports", ("technology", "carrier"))):
        dated = frames[table].dropna(subset=["year"])
        groups = list(_groups(dated, keys))
        ends = _usual(years for _, years in groups)
        for group, years in groups:
            lost = [str(year) for year in {*ends[:1], *ends[-1:]} if year not in years]
            if lost and (len(years) > 1 or table == "technology_ports"):
                faults.append(_lost(table, keys, group, lost, f"one row, or years from {ends[0]} to {ends[-1]}"))
        twofold = frames[table][frames[table]["year"].isna()].groupby(list(keys)).groups.keys()
        both = [group for group, _ in groups if (group[0] if len(keys) == 1 else group) in twofold]
        faults += [_lost(table, keys, group, ["year"], "a year in every row, or one row without") for group in both]
    return faults


def _potential_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies with a potential at some of the nodes where they may stand, or for some years only.

    Where none is told the potential is as good as without limit.
    """
    places = Places(frames)
    technologies = {str(row.technology): row for row in records(frames["technologies"])}
    faults = []
    for technology, rows in frames["potentials"].groupby("technology", sort=False):
        name = str(technology)
        if name in technologies:
            lost = sorted(places.stands(technologies[name]) - set(rows["node"].astype(str)))
            allowed = f"a row for every node where {name} may stand"
            faults += [Fault("potentials.csv", name, "node", f"no {node}", allowed) for node in lost]
        groups = list(_groups(rows, ("technology", "node")))
        usual = _usual(years for _, years in groups)
        for group, years in groups:
            if missing := [str(year) for year in {*usual[:1], *usual[-1:]} if year not in years]:
                faults.append(_lost("potentials", ("node",), group, missing, "first and last year as at other nodes"))
    return faults


def _stock_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return demand for heat of 2023 that no stock makes."""
    places = Places(frames)
    families = families_of(frames)
    stock = {
        (node, str(row.carrier)) for row in records(frames["heat_stock"]) for node in places.expand(str(row.nodes))
    }
    faults: dict[tuple[str, str], Fault] = {}
    for row in records(frames["demand_2023"]):
        key = (str(row.node), str(row.carrier))
        if families.get(key[1]) == "heat" and key[0] in places.kinds and key not in stock:
            allowed = "a carrier with a row in heat_stock.csv at this node"
            faults.setdefault(key, fault_at("demand_2023", row, "carrier", row.carrier, allowed))
    return list(faults.values())


def _maker_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return products of 2023 that no asset makes, and what must be taken that no asset takes."""
    standing = set(frames["assets"]["technology"].astype(str))
    ports = frames["technology_ports"]
    carriers = set(ports.loc[ports["technology"].astype(str).isin(standing), "carrier"].astype(str))
    faults: dict[str, Fault] = {}
    for row in records(frames["demand_2023"]):
        if row.use in ("product", "must_take") and str(row.carrier) not in carriers:
            allowed = "a carrier that an asset of assets.csv makes or takes"
            faults.setdefault(str(row.carrier), fault_at("demand_2023", row, "carrier", row.carrier, allowed))
    return list(faults.values())


def _demand_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return clusters without the demand that everybody has, and activities that nothing follows."""
    nodes, demand = frames["nodes"], frames["demand_2023"]
    there = set(zip(demand["node"].astype(str), demand["carrier"].astype(str), strict=True))
    faults = [
        Fault("demand_2023.csv", str(node), "carrier", f"no {carrier}", "a row: every cluster has such a demand")
        for node in nodes.loc[nodes["kind"] == "cluster", "node"]
        for carrier in EVERYWHERE
        if (str(node), carrier) not in there
    ]
    used = set(demand["activity"].astype(str))
    idle = frames["activities"].drop_duplicates("activity")
    return faults + [
        fault_at(
            "activities", row, "activity", row.activity, "an activity of demand_2023.csv", nearest(row.activity, used)
        )
        for row in records(idle)
        if str(row.activity) not in used
    ]


def _grid_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return clusters that the grid of electricity does not reach from the others."""
    nodes, grid = frames["nodes"], frames["grid"]
    lines = grid[grid["carrier"] == "electricity"]
    beside: dict[str, set[str]] = {}
    for one, other in zip(lines["from_node"].astype(str), lines["to_node"].astype(str), strict=True):
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    clusters = [str(node) for node in nodes.loc[nodes["kind"] == "cluster", "node"]]
    reached, todo = set(clusters[:1]), clusters[:1]
    while todo:
        new = beside.get(todo.pop(), set()) - reached
        reached |= new
        todo += new
    allowed = f"lines that join every cluster with {clusters[0]}" if clusters else ""
    return [
        Fault("grid.csv", cluster, "from_node, to_node", "no line", allowed)
        for cluster in clusters
        if cluster not in reached
    ]


def _leg_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return works whose legs are numbered with a gap."""
    faults = []
    for work, rows in frames["work_legs"].groupby("work", sort=False):
        legs = [str(leg) for leg in rows["leg"]]
        if not all(leg.isdecimal() for leg in legs):
            continue
        lost = [str(number) for number in range(1, max(map(int, legs)) + 1) if str(number) not in legs]
        if lost:
            allowed = "legs 1, 2, 3, ... without a gap"
            faults.append(Fault("work_legs.csv", str(work), "leg", f"no {', '.join(lost)}", allowed))
    return faults


def _backcast_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return items of the back-cast that the model has no figure for, and figures that are not compared."""
    nodes = frames["nodes"]
    clusters = tuple(str(node) for node in nodes.loc[nodes["kind"] == "cluster", "node"])
    wanted = {(group, item) for group, items in {**BACKCAST_ITEMS, "cluster": clusters}.items() for item in items}
    rows = {(str(row.group), str(row.item)): row for row in records(frames["backcast_reference"])}
    lost = sorted(wanted - rows.keys())
    faults = [
        fault_at("backcast_reference", row, "item", item, f"an item of {group}", nearest(item, dict(lost).values()))
        for (group, item), row in rows.items()
        if (group, item) not in wanted
    ]
    return faults + [
        Fault("backcast_reference.csv", "", "item", f"no {item}", f"a row for {item} in the group {group}")
        for group, item in lost
    ]


def _register_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return a register of emissions that does not add up to the published total."""
    sites = frames["sites"]
    published = frames["backcast_reference"].set_index(["group", "item"])["value"].get(BASIC_ITEM)
    total = float(sites.loc[sites["sector"].isin(list(BASIC)), "co2_2023_estimate_t"].sum()) / 1e6
    if published is None or pd.isna(published) or abs(total / published - 1.0) <= MISSED:
        return []
    allowed = f"{published:g} Mt within {MISSED:.0%}, as {BASIC_ITEM[1]} in backcast_reference.csv"
    return [Fault("sites.csv", "", "co2_2023_estimate_t", f"{total:.2f} Mt in basic industry", allowed)]


CHECKS: tuple[tuple[set[str], Check], ...] = (
    *(({table}, _year_faults(table)) for table in YEARLY),
    ({"neighbour_supply"}, _block_faults),
    ({"neighbour_supply", "nodes"}, _seller_faults),
    ({"technology_costs", "technology_ports"}, _cost_faults),
    ({"potentials", "technologies", "nodes", "carriers"}, _potential_faults),
    ({"heat_stock", "demand_2023", "nodes", "carriers"}, _stock_faults),
    ({"assets", "technology_ports", "demand_2023"}, _maker_faults),
    ({"demand_2023", "activities", "nodes"}, _demand_faults),
    ({"grid", "nodes"}, _grid_faults),
    ({"work_legs"}, _leg_faults),
    ({"backcast_reference", "nodes"}, _backcast_faults),
    ({"sites", "backcast_reference"}, _register_faults),
)
