"""Rows that contradict themselves or another row: both are named."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from werven.config.kinds import FIRST_YEAR
from werven.config.settings import Config
from werven.data.checks.frames import Check, Frames, families_of
from werven.data.published import AREAS
from werven.data.tables import fault_at, number_or, records
from werven.data.uncertain import RANGES
from werven.errors import Fault, nearest
from werven.names import words_of

#: Kind of the node that a node of a kind belongs to; the others belong to none.
PARENTS = {"subnode": "cluster", "border": "neighbour"}
ROUNDING = 1e-9
#: Part by which the size of a work may be rounded.
NEAR = 0.01
#: More CO2 than any fuel holds; blast furnace gas comes near it [t/MWh].
DENSEST = 1.5
#: Fuels that only neighbours burn.
BURNT_ABROAD = ("hard_coal", "lignite", "uranium")
#: Families of the carriers that a use of demand may have.
USES: Mapping[str, tuple[str, ...]] = {
    "energy": ("electricity", "heat", "hydrogen", "fuel"),
    "product": ("product", "hydrogen"),
    "fixed_fuel": ("fuel",),
    "process_co2": ("stream", "co2", "ledger"),
    "must_take": ("fuel", "process_gas"),
}


def line(row: Any) -> int:
    """Return the line of a row from `records`."""
    return int(row.Index) + 2


def order_faults(frames: Frames) -> list[Fault]:
    """Return faults of ranges that do not hold their value, as the tables were written: a scenario may leave them."""
    faults = []
    for table, columns in RANGES.items():
        for row in records(frames[table]) if table in frames else ():
            given = [(name, float(getattr(row, name))) for name in columns if not pd.isna(getattr(row, name))]
            for (name, low), (other, high) in pairwise(given):
                if low > high:
                    faults.append(fault_at(table, row, other, f"{high:g}", f"at least {name}, {low:g}"))
    return faults


def _step_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return faults of steps of capture that take more than the stream."""
    faults = []
    for technology, group in frames["capture_steps"].groupby("technology", sort=False):
        total = float(group["share"].sum())
        if total > 1.0 + ROUNDING:
            lines = ", ".join(str(int(label) + 2) for label in group.index)
            allowed = f"shares of {technology} of at most 1 together: rows {lines}"
            faults.append(Fault("capture_steps.csv", lines, "share", f"{total:g} together", allowed))
    return faults


def _variant_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return works that are a variant of themselves, or of a work that is a variant."""
    works = frames["works"]
    parents = dict(zip(works["work"].astype(str), works["variant_of"], strict=True))
    lines = dict(zip(works["work"].astype(str), works.index + 2, strict=True))
    faults = []
    for row in records(works.dropna(subset=["variant_of"])):
        parent = str(row.variant_of)
        if parent == row.work:
            faults.append(fault_at("works", row, "variant_of", parent, "another work than itself"))
        elif not pd.isna(parents.get(parent)):
            allowed = f"a work that is no variant itself; {parent} (row {lines[parent]}) is one of {parents[parent]}"
            faults.append(fault_at("works", row, "variant_of", parent, allowed))
    return faults


def _require_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return works that require each other, by whatever way round, or their own alternative."""
    works = frames["works"]
    rows = {str(row.work): row for row in records(works)}
    needs = {work: set(words_of(row.requires)) & rows.keys() for work, row in rows.items()}
    family = {work: work if pd.isna(row.variant_of) else str(row.variant_of) for work, row in rows.items()}
    faults = []
    for work, row in rows.items():
        for other in sorted(needs[work] - {work}):
            if work in _reached(other, needs):
                allowed = f"works that do not require {work} themselves; {other} (row {line(rows[other])}) does"
                faults.append(fault_at("works", row, "requires", other, allowed))
            elif family[work] == family[other]:
                allowed = f"no alternative of {work} itself; {other} (row {line(rows[other])}) is one"
                faults.append(fault_at("works", row, "requires", other, allowed))
    return faults


def _alike_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return works whose alternative carries something else, or that require a work twice."""
    rows = {str(row.work): row for row in records(frames["works"])}
    faults = []
    for row in rows.values():
        parent = rows.get(str(row.variant_of))
        if parent is not None and parent.carrier != row.carrier:
            allowed = f"an alternative that carries {row.carrier} too; row {line(parent)} carries {parent.carrier}"
            faults.append(fault_at("works", row, "variant_of", row.variant_of, allowed))
        needs = words_of(row.requires)
        twice = sorted({work for work in needs if needs.count(work) > 1})
        faults += [fault_at("works", row, "requires", work, "a work that is named once") for work in twice]
    return faults


def _reached(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    """Return what is reached from a start by one step or more."""
    reached: set[str] = set()
    todo = [start]
    while todo:
        for step in steps.get(todo.pop(), set()) - reached:
            reached.add(step)
            todo.append(step)
    return reached


def _carrier_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return legs that carry something else than their work, and works in another unit than their legs."""
    carriers = frames["carriers"].set_index("carrier")
    families, units = carriers["family"].astype(str).to_dict(), carriers["unit"].astype(str).to_dict()
    works = {str(row.work): row for row in records(frames["works"])}
    faults = []
    for row in records(frames["work_legs"]):
        work = works.get(str(row.work))
        carrier = str(row.carrier)
        if work is None or carrier not in families:
            continue
        if str(work.carrier) not in (carrier, families[carrier]):
            allowed = f"{work.carrier}, as {work.work} in row {line(work)} of works.csv"
            faults.append(fault_at("work_legs", row, "carrier", carrier, allowed))
        elif units[carrier] != str(row.unit):
            faults.append(fault_at("work_legs", row, "unit", row.unit, f"{units[carrier]}, the unit of {carrier}"))
        elif str(work.unit) != units[carrier]:
            allowed = f"{units[carrier]}, as its leg in row {line(row)} of work_legs.csv"
            faults.append(fault_at("works", work, "unit", work.unit, allowed))
    return faults


def _size_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return works of a size that none of their legs has at either end: what is built is the size of the legs."""
    sizes: dict[str, list[float]] = {}
    for row in records(frames["work_legs"]):
        usable, rate = float(row.capacity) * number_or(row.n1_factor, 1.0), number_or(row.efficiency, 1.0)
        sizes.setdefault(str(row.work), []).extend([usable, usable * rate])
    faults = []
    for row in records(frames["works"]):
        mine = sizes.get(str(row.work), [])
        if mine and not any(abs(size - row.capacity) <= NEAR * size for size in mine):
            told = ", ".join(f"{size:g}" for size in dict.fromkeys(mine))
            allowed = f"the size of one of its legs in work_legs.csv: {told} {row.unit}"
            faults.append(fault_at("works", row, "capacity", f"{row.capacity:g}", allowed))
    return faults


def _trading_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return trading capacity of a leg that ends at no border, or carries no electricity."""
    kinds = dict(zip(frames["nodes"]["node"].astype(str), frames["nodes"]["kind"].astype(str), strict=True))
    faults = []
    for row in records(frames["work_legs"].dropna(subset=["trading_capacity_mw"])):
        ends = {kinds.get(str(bus).rsplit(" ", 1)[0], "") for bus in (row.from_bus, row.to_bus)}
        if row.trading_capacity_mw > 0 and ("border" not in ends or row.carrier != "electricity"):
            allowed = "nothing: the leg carries no electricity to or from a border"
            faults.append(fault_at("work_legs", row, "trading_capacity_mw", row.trading_capacity_mw, allowed))
    return faults


def _parent_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return nodes that belong to a node of the wrong kind, to themselves, or to none."""
    rows = {str(row.node): row for row in records(frames["nodes"])}
    faults = []
    for node, row in rows.items():
        wanted = PARENTS.get(str(row.kind))
        found = "" if pd.isna(row.parent) else str(row.parent)
        parent = rows.get(found)
        if wanted is None and found:
            faults.append(fault_at("nodes", row, "parent", found, f"nothing: a {row.kind} belongs to no other node"))
        elif wanted is not None and (parent is None or parent is row or str(parent.kind) != wanted):
            told = f"; row {line(parent)} is a {parent.kind}" if parent is not None else ""
            faults.append(fault_at("nodes", row, "parent", found, f"a node of kind {wanted}{told}"))
        elif row.kind == "border" and node != f"{found}.border":
            faults.append(fault_at("nodes", row, "node", node, f"{found}.border: the border of its parent"))
    return faults


def _place_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return sub-nodes that are named after another cluster, and clusters in one place."""
    faults, there = [], dict[tuple[float, float], Any]()
    for row in records(frames["nodes"]):
        if row.kind == "subnode" and not str(row.node).startswith(f"{row.parent}."):
            allowed = f"the cluster in its name, {str(row.node).partition('.')[0]}"
            faults.append(fault_at("nodes", row, "parent", row.parent, allowed))
        if row.kind != "cluster":
            continue
        other = there.setdefault((row.lat_deg, row.lon_deg), row)
        if other is not row:
            allowed = f"a place of its own: row {line(other)} has it"
            faults.append(fault_at("nodes", row, "lat_deg, lon_deg", f"{row.lat_deg:g}, {row.lon_deg:g}", allowed))
    return faults


def _self_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return connections of a place with itself, and pairs of neighbours that are told in both directions."""
    faults = []
    for table, start, end in (("grid", "from_node", "to_node"), ("neighbour_links", "zone0", "zone1")):
        for row in records(frames[table]):
            if getattr(row, start) == getattr(row, end):
                faults.append(fault_at(table, row, end, getattr(row, end), f"another node than {start}"))
    links = {(str(row.zone0), str(row.zone1), int(row.year)): row for row in records(frames["neighbour_links"])}
    for (zone0, zone1, year), row in links.items():
        twin = links.get((zone1, zone0, year))
        if twin is not None and twin.Index < row.Index:
            allowed = f"another pair: row {line(twin)} tells it the other way round"
            faults.append(fault_at("neighbour_links", row, "zone1", zone1, allowed))
    return faults


def _twin_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return ids of one table that mean something else in another that is read together with it."""
    faults = []
    kinds = set(frames["nodes"]["kind"].astype(str))
    for row in records(frames["nodes"]):
        if str(row.node) in kinds:
            faults.append(fault_at("nodes", row, "node", row.node, "no kind of node: lists hold both"))
    for one, column, other, theirs in (
        ("projects", "project", "works", "work"),
        ("storages", "storage", "technologies", "technology"),
        ("storages", "storage", "carriers", "carrier"),
        ("technologies", "technology", "carriers", "carrier"),
    ):
        known = {str(getattr(row, theirs)): row for row in records(frames[other])}
        for row in records(frames[one]):
            twin = known.get(str(getattr(row, column)))
            if twin is not None:
                allowed = f"an id of its own: row {line(twin)} of {other}.csv has it"
                faults.append(fault_at(one, row, column, getattr(row, column), allowed))
    return faults


def _carbon_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return carriers counted in a unit that their family is never counted in, and CO2 that is not 1 t per t."""
    units = {"electricity": "MW", "hydrogen": "MW", "heat": "MW", "co2": "t/h", "stream": "t/h", "ledger": "t/h"}
    faults = []
    for row in records(frames["carriers"]):
        unit = units.get(str(row.family))
        if unit is not None and row.unit != unit:
            faults.append(fault_at("carriers", row, "unit", row.unit, f"{unit}, the unit of the family {row.family}"))
        if unit == "t/h" and row.co2_t_per_unit != 1.0:
            faults.append(fault_at("carriers", row, "co2_t_per_unit", row.co2_t_per_unit, "1: it is CO2 itself"))
    return faults


def _content_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return fuels of which nobody knows the CO2, what is grown and cannot be, and two carriers of one name."""
    faults, names = [], dict[tuple[str, str], Any]()
    for row in records(frames["carriers"]):
        if pd.isna(row.co2_t_per_unit) and row.family != "product":
            allowed = f"a number: CO2 of the family {row.family} is followed"
            faults.append(fault_at("carriers", row, "co2_t_per_unit", "", allowed))
        elif row.unit == "MW" and row.co2_t_per_unit > DENSEST:
            allowed = f"at most {DENSEST:g} t/MWh: no fuel holds more"
            faults.append(fault_at("carriers", row, "co2_t_per_unit", row.co2_t_per_unit, allowed))
        if row.biogenic and row.family not in ("fuel", "feedstock"):
            faults.append(fault_at("carriers", row, "biogenic", "true", "false, but for fuels and feedstock that grew"))
        for column in ("name_nl", "name_en"):
            other = names.setdefault((column, str(getattr(row, column)).casefold()), row)
            if other is not row:
                allowed = f"a name of its own: row {line(other)} has it"
                faults.append(fault_at("carriers", row, column, getattr(row, column), allowed))
    return faults


def _same_faults(table: str, key: str, column: str) -> Check:
    """Return the check of a column that is the same in all rows of an id: what differs would not be read."""

    def check(frames: Frames, _: Config) -> list[Fault]:
        first: dict[str, Any] = {}
        faults = []
        for row in records(frames[table]):
            one = first.setdefault(str(getattr(row, key)), row)
            value, before = getattr(row, column), getattr(one, column)
            if value != before and not (pd.isna(value) and pd.isna(before)):
                told, same = ("" if pd.isna(cell) else str(cell) for cell in (value, before))
                faults.append(fault_at(table, row, column, told, f"{same or 'nothing'}, as in row {line(one)}"))
        return faults

    return check


def _base_faults(frames: Frames, config: Config) -> list[Fault]:
    """Return consumption relative to 2023 that is not 1 in 2023."""
    return [
        fault_at("efficiency", row, "factor", row.factor, f"1 in {FIRST_YEAR}: factors are relative to it")
        for row in records(frames["efficiency"])
        if row.year == FIRST_YEAR and row.factor != 1.0 and not _touched(config, "efficiency")
    ]


def _touched(config: Config, table: str) -> bool:
    """Say whether a scenario changes a table: it may say what the table itself does not."""
    return any(change.table == table for change in config.changes)


def _use_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return demand that is used as its carrier cannot be."""
    families = families_of(frames)
    faults = []
    for row in records(frames["demand_2023"]):
        family = families.get(str(row.carrier))
        fits = USES.get(str(row.use), ())
        if family is not None and fits and family not in fits:
            others = [use for use, kinds in USES.items() if family in kinds]
            allowed = f"{' or '.join(others) or 'nothing'}, as {row.carrier} is {family}"
            faults.append(fault_at("demand_2023", row, "use", row.use, allowed))
    return faults


def _co2_price_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return prices of CO2 that are none, and of CO2 or of fuels in the wrong unit."""
    faults = []
    for row in records(frames["prices"]):
        is_co2 = str(row.item).startswith("co2_")
        if is_co2 and row.price <= 0.0:
            faults.append(fault_at("prices", row, "price", row.price, "above 0: works are worth what a tonne costs"))
        if is_co2 and row.unit != "EUR/t":
            faults.append(fault_at("prices", row, "unit", row.unit, "EUR/t: it is CO2"))
        if str(row.item) in BURNT_ABROAD and row.unit != "EUR/MWh":
            faults.append(fault_at("prices", row, "unit", row.unit, "EUR/MWh: it is a fuel"))
    return faults


def _burner_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return blocks of neighbours that burn what is no fuel, burn nothing at an efficiency, or use and burn."""
    families = families_of(frames)
    fuels = {*BURNT_ABROAD, *(name for name, family in families.items() if family == "fuel")}
    faults = []
    for row in records(frames["neighbour_supply"]):
        if not pd.isna(row.fuel) and row.fuel not in fuels:
            faults.append(fault_at("neighbour_supply", row, "fuel", row.fuel, "a fuel", nearest(row.fuel, fuels)))
        elif not pd.isna(row.fuel) and row.kind != "supply":
            faults.append(fault_at("neighbour_supply", row, "fuel", row.fuel, f"nothing: it is {row.kind}"))
        elif pd.isna(row.fuel) and not pd.isna(row.efficiency) and row.kind != "storage":
            faults.append(fault_at("neighbour_supply", row, "efficiency", row.efficiency, "nothing: it burns nothing"))
        if pd.isna(row.fuel) and not pd.isna(row.switch_eur_per_unit):
            told = "nothing: it burns nothing"
            faults.append(fault_at("neighbour_supply", row, "switch_eur_per_unit", row.switch_eur_per_unit, told))
        if row.kind == "sink" and families.get(str(row.carrier), "co2") not in ("co2", "stream"):
            faults.append(fault_at("neighbour_supply", row, "kind", "sink", "load: only CO2 has a sink"))
        if not pd.isna(row.availability) and row.availability <= 0.0:
            faults.append(fault_at("neighbour_supply", row, "availability", row.availability, "above 0"))
    return faults


def _area_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return published figures of an area in which the model does not measure them, and ends without the other."""
    faults = []
    for row in records(frames["references"]):
        allowed = AREAS.get(str(row.item), ())
        if allowed and str(row.area) not in allowed:
            faults.append(fault_at("references", row, "area", row.area, f"{', '.join(allowed)}: it is {row.item}"))
        if pd.isna(row.low) != pd.isna(row.high):
            empty = "low" if pd.isna(row.low) else "high"
            faults.append(fault_at("references", row, empty, "", "a number: the other end is given"))
    return faults


def _battery_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return stores of neighbours without hours or efficiency, or of another carrier, and hours of what is no store."""
    faults = []
    for row in records(frames["neighbour_supply"]):
        if row.kind != "storage":
            if not pd.isna(row.hours):
                faults.append(fault_at("neighbour_supply", row, "hours", row.hours, f"nothing: it is {row.kind}"))
            continue
        for column in ("hours", "efficiency"):
            if pd.isna(getattr(row, column)):
                faults.append(fault_at("neighbour_supply", row, column, "", "a number: it is a store"))
        if row.carrier != "electricity":
            faults.append(
                fault_at("neighbour_supply", row, "kind", row.kind, "a store of electricity, or another kind")
            )
    return faults


def _load_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return loads of neighbours whose profile is a part of a capacity: their mean would not be the load."""
    return [
        fault_at("neighbour_supply", row, "profile", row.profile, "a profile of demand, or flat: it is a load")
        for row in records(frames["neighbour_supply"])
        if row.kind == "load" and row.profile in ("onwind", "offwind", "solar")
    ]


CHECKS: tuple[tuple[set[str], Check], ...] = (
    ({"capture_steps"}, _step_faults),
    ({"works"}, _variant_faults),
    ({"works"}, _require_faults),
    ({"works"}, _alike_faults),
    ({"works", "work_legs", "carriers"}, _carrier_faults),
    ({"works", "work_legs"}, _size_faults),
    ({"work_legs", "nodes"}, _trading_faults),
    ({"nodes"}, _parent_faults),
    ({"nodes"}, _place_faults),
    ({"grid", "neighbour_links"}, _self_faults),
    ({"nodes", "projects", "works", "storages", "technologies", "carriers"}, _twin_faults),
    ({"carriers"}, _carbon_faults),
    ({"carriers"}, _content_faults),
    ({"technology_costs"}, _same_faults("technology_costs", "technology", "discount_rate")),
    ({"activities"}, _same_faults("activities", "activity", "unit")),
    ({"prices"}, _same_faults("prices", "item", "unit")),
    ({"efficiency"}, _base_faults),
    ({"demand_2023", "carriers"}, _use_faults),
    ({"prices"}, _co2_price_faults),
    ({"neighbour_supply", "carriers"}, _burner_faults),
    ({"references"}, _area_faults),
    ({"neighbour_supply"}, _load_faults),
    ({"neighbour_supply"}, _battery_faults),
)
