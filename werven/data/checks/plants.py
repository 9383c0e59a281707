"""What no plant, store or line can be, whatever its numbers: power from nothing, a store of the ledger, a leg back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from werven.config.settings import Config
from werven.data.checks.frames import Check, Frames, families_of
from werven.data.checks.reach import LABELS, Places
from werven.data.column_kinds import RENEWABLES
from werven.data.tables import fault_at, records
from werven.errors import Fault

#: Families of carriers that only pass a store or an ever-present plant on, and of those that are CO2 somewhere.
LOOSE = ("heat", "process_gas", "stream", "co2", "ledger")
STREAMS = ("stream", "ledger")
#: Kinds of nodes that hold stores of Flanders.
HERE = ("cluster", "subnode", "offshore")
#: A heat pump lifts by at least so much, or gives at least so much where its source is the outside air [K, °C].
LEAST_LIFT, LEAST_SINK = 10.0, 25.0
ROUNDING = 1e-6


def _rates(frames: Frames) -> dict[str, list[Any]]:
    """Return the ports of every technology."""
    found: dict[str, list[Any]] = {}
    for row in records(frames["technology_ports"]):
        found.setdefault(str(row.technology), []).append(row)
    return found


def _taking_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return processes that give and take nothing, and generators that take what they should give."""
    families = families_of(frames)
    rates, faults = _rates(frames), []
    for row in records(frames["technologies"]):
        ports = rates.get(str(row.technology), [])
        if row.technology in LABELS or not ports or not pd.isna(row.carnot_share):
            continue
        taken = [port for port in ports if port.rate < 0.0 and families.get(str(port.carrier)) != "ledger"]
        if row.kind == "process" and not taken:
            allowed = f"below 0 for what it takes: {row.technology} gives and takes nothing"
            faults.append(fault_at("technology_ports", ports[0], "rate", ports[0].rate, allowed))
        if row.kind == "generator" and taken and not row.always:
            allowed = "1: a generator gives; only one that is always there lets go of what nobody wants"
            faults.append(fault_at("technology_ports", taken[0], "rate", taken[0].rate, allowed))
    return faults


def _intake_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies that take CO2 from the air and put it nowhere, or take emissions abroad."""
    carriers = frames["carriers"].set_index("carrier")
    families, held = carriers["family"].astype(str).to_dict(), carriers["co2_t_per_unit"].fillna(0.0).to_dict()
    biogenic = carriers["biogenic"].to_dict()
    faults = []
    for name, ports in _rates(frames).items():
        for port in ports:
            carrier = str(port.carrier)
            if families.get(carrier) != "ledger" or port.rate >= 0.0:
                continue
            others = [(str(one.carrier), one.rate) for one in ports if one is not port and one.carrier in held]
            given = sum(rate for other, rate in others if rate > 0.0 and families[other] in ("stream", "co2"))
            grown = -sum(rate * held[other] for other, rate in others if rate < 0.0 and biogenic[other])
            if carrier != "atmosphere" or -port.rate > max(given, grown) + ROUNDING:
                allowed = f"no more than {name} gives as CO2, or than grew in what it takes: {max(given, grown):g}"
                faults.append(fault_at("technology_ports", port, "rate", port.rate, allowed))
    return faults


def _co2_to_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies whose CO2 goes to a bus that is not there, or to the ledger abroad."""
    places = Places(frames)
    families = families_of(frames)
    faults = []
    for row in records(frames["technologies"].dropna(subset=["co2_to"])):
        to = str(row.co2_to)
        if row.technology in LABELS or to not in families:
            continue
        lost = sorted(node for node in places.stands(row) if not places.reaches(node, to))
        if families[to] in STREAMS and to != "upstream" and not lost:
            continue
        allowed = "atmosphere, or a stream of CO2 with a bus wherever it stands" + (
            f": {', '.join(lost)}" if lost else ""
        )
        if families[to] in ("stream", "ledger", "co2"):
            faults.append(fault_at("technologies", row, "co2_to", to, allowed))
    return faults


def _profile_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return generators that follow a demand, and wind and sun that do not follow their own profile."""
    faults = []
    for row in records(frames["technologies"]):
        found, name = "" if pd.isna(row.profile) else str(row.profile), str(row.technology)
        if name in RENEWABLES and found != name:
            faults.append(fault_at("technologies", row, "profile", found, f"{name}, its own"))
        elif row.kind == "generator" and found and found not in (*RENEWABLES, "flat"):
            faults.append(fault_at("technologies", row, "profile", found, _of_supply()))
        elif row.kind == "process" and found in RENEWABLES:
            faults.append(fault_at("technologies", row, "profile", found, "a profile of demand, or nothing"))
    for row in records(frames["neighbour_supply"]):
        if row.kind != "load" and not pd.isna(row.profile) and row.profile not in (*RENEWABLES, "flat"):
            faults.append(fault_at("neighbour_supply", row, "profile", row.profile, _of_supply()))
        elif str(row.block) in RENEWABLES and row.profile != row.block:
            faults.append(fault_at("neighbour_supply", row, "profile", row.profile, f"{row.block}, its own"))
    return faults


def _of_supply() -> str:
    return f"{', '.join(RENEWABLES)} or flat: it is supply"


def _least_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return plants that must give more than is available, and ever-present ones that could make something."""
    families = families_of(frames)
    rates, faults = _rates(frames), []
    for row in records(frames["technologies"]):
        most = 1.0 if pd.isna(row.availability) else float(row.availability)
        if most <= 0.0:
            faults.append(fault_at("technologies", row, "availability", most, "above 0"))
        if not pd.isna(row.min_pu) and row.min_pu > 0.0 and not pd.isna(row.profile):
            faults.append(fault_at("technologies", row, "min_pu", row.min_pu, f"nothing: it follows {row.profile}"))
        made = [str(port.carrier) for port in rates.get(str(row.technology), [])]
        strange = [carrier for carrier in made if families.get(carrier, "heat") not in LOOSE]
        if row.always and strange:
            allowed = f"false: without limit and cost there would be {', '.join(strange)} without end"
            faults.append(fault_at("technologies", row, "always", "true", allowed))
    return faults


def _pump_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return heat pumps that lift by nothing, give another heat than they are counted as, or burn something."""
    families = families_of(frames)
    levels = sorted({level for name, family in families.items() if family == "heat" for level in _level(str(name))})
    rates, faults = _rates(frames), []
    for row in records(frames["technologies"].dropna(subset=["sink_degc", "carnot_share"])):
        if row.kind != "process" or families.get(str(row.reference), "heat") != "heat":
            faults.append(
                fault_at("technologies", row, "sink_degc", row.sink_degc, "nothing, for what is no heat pump")
            )
            continue
        least = LEAST_SINK if pd.isna(row.source_degc) else row.source_degc + LEAST_LIFT
        if row.sink_degc < least:
            why = "the outside air is its source" if pd.isna(row.source_degc) else f"its source has {row.source_degc:g}"
            faults.append(fault_at("technologies", row, "sink_degc", row.sink_degc, f"at least {least:g}: {why}"))
        for level in _level(str(row.reference)):
            below = max((other for other in levels if other < level), default=-50)
            if not below < row.sink_degc <= level:
                allowed = f"above {below} and at most {level}, as {row.reference} is"
                faults.append(fault_at("technologies", row, "sink_degc", row.sink_degc, allowed))
        for port in rates.get(str(row.technology), []):
            if port.carrier != row.reference and families.get(str(port.carrier)) not in (None, "ledger"):
                allowed = f"{row.reference} alone: what a heat pump takes follows from its temperatures"
                faults.append(fault_at("technology_ports", port, "carrier", port.carrier, allowed))
    return faults


def _level(carrier: str) -> list[int]:
    """Return the temperature that a heat is counted up to [°C], where its id says one."""
    return [int(number) for number in re.findall(r"_(\d+)$", carrier)]


def _store_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return stores of what no store can hold, outside Flanders, or without cost and limit."""
    places = Places(frames)
    families = families_of(frames)
    faults = []
    for row in records(frames["storages"]):
        if families.get(str(row.carrier), "heat") in STREAMS:
            allowed = "a carrier that can be stored: no stream of CO2 and no ledger"
            faults.append(fault_at("storages", row, "carrier", row.carrier, allowed))
        away = [node for node in places.expand(str(row.nodes)) if places.kinds[node] not in HERE]
        if away and families.get(str(row.carrier)) != "ledger":
            faults.append(fault_at("storages", row, "nodes", ", ".join(away), f"nodes of kind {', '.join(HERE)}"))
        if row.investment_eur_per_mwh <= 0.0 and row.investment_eur_per_mw <= 0.0 and pd.isna(row.capacity_max):
            faults.append(fault_at("storages", row, "investment_eur_per_mwh", "0", "above 0, or a capacity_max"))
    return faults


def _leg_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return legs and corridors that no pipe or cable can be."""
    places = Places(frames)
    carriers = frames["carriers"].set_index("carrier")
    return [
        fault_at(table, row, column, found, allowed)
        for table in ("work_legs", "corridors")
        for row in records(frames[table])
        for column, found, allowed in _not_a_leg(row, places, carriers)
    ]


def _not_a_leg(row: Any, places: Places, carriers: pd.DataFrame) -> Iterator[tuple[str, object, str]]:
    """Yield column, value and what is allowed, for what a leg or corridor cannot be."""
    (place, start), (_, end) = (str(bus).rpartition(" ")[::2] for bus in (row.from_bus, row.to_bus))
    if start not in carriers.index or end not in carriers.index:
        return
    one, other = carriers.loc[start], carriers.loc[end]
    rate = 1.0 if pd.isna(row.efficiency) else float(row.efficiency)
    if start != end and row.both_ways:
        yield "both_ways", "true", f"false: {start} becomes {end}, and not back"
    elif one["unit"] != other["unit"]:
        yield "to_bus", row.to_bus, f"a bus of what is counted in {one['unit']}, as {start} is"
    elif start != end and rate >= 1.0 and str(one["family"]) not in ("co2", "stream"):
        yield "efficiency", rate, f"below 1: {start} becomes {end}"
    if str(one["family"]) == "co2" and places.kinds.get(place) == "sea":
        yield "from_bus", row.from_bus, "a place that CO2 leaves: what is stored below the sea stays there"


TECHNOLOGIES = {"technologies", "technology_ports", "carriers"}
CHECKS: tuple[tuple[set[str], Check], ...] = (
    (TECHNOLOGIES, _taking_faults),
    ({"technology_ports", "carriers"}, _intake_faults),
    ({"technologies", "nodes", "carriers"}, _co2_to_faults),
    ({"technologies", "neighbour_supply"}, _profile_faults),
    (TECHNOLOGIES, _least_faults),
    (TECHNOLOGIES, _pump_faults),
    ({"storages", "nodes", "carriers"}, _store_faults),
    ({"work_legs", "corridors", "nodes", "carriers"}, _leg_faults),
)
