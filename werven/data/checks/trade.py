"""What crosses borders: limits that bind nobody, corridors that nobody offers, stores of CO2 without room, policies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pandas as pd

from werven.config.settings import Config
from werven.data.assumptions import interpolate
from werven.data.checks.frames import Check, Frames
from werven.data.tables import fault_at, number_or, records
from werven.errors import Fault, nearest
from werven.names import words_of
from werven.units import HOURS

#: A work of this kind is the pipe to a store at sea.
OFFSHORE_PIPE = "co2 offshore pipeline"
BUILT = ("operational", "under construction")
#: No AC circuit of 380 kV carries more [MW]: the strongest overhead one of Elia's line data has 3,086 MVA.
PER_CIRCUIT = 4000.0


def _limit_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return limits of trade with borders that are none, or other ones from year to year, works that add to none."""
    kinds = dict(zip(frames["nodes"]["node"].astype(str), frames["nodes"]["kind"].astype(str), strict=True))
    neighbours = [node for node, kind in kinds.items() if kind == "neighbour"]
    limits, first, faults = frames["import_limits"], dict[str, Any](), list[Fault]()
    for row in records(limits):
        for word in words_of(row.borders):
            if kinds.get(word) != "neighbour":
                told = f"neighbours: {', '.join(neighbours)}"
                faults.append(fault_at("import_limits", row, "borders", word, told, nearest(word, neighbours)))
        before = first.setdefault(str(row.limit), row)
        if set(words_of(before.borders)) != set(words_of(row.borders)):
            told = f"{before.borders}, as {row.limit} has in {before.year}"
            faults.append(fault_at("import_limits", row, "borders", row.borders, told))
    for row in records(frames["work_legs"]):
        for column in ("import_limit_mw", "export_limit_mw"):
            adds = number_or(getattr(row, column), 0.0)
            if adds > 0 and (limits.empty or row.carrier != "electricity"):
                told = "nothing: there is no limit" if limits.empty else f"nothing: the leg carries {row.carrier}"
                faults.append(fault_at("work_legs", row, column, adds, told))
    return faults


def _rating_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return lines of more than their circuits can carry, and N-1 factors of what is no electricity."""
    faults = []
    for row in records(frames["grid"].dropna(subset=["circuits"])):
        if row.carrier == "electricity" and row.n1_factor < 1 and row.capacity_mw > PER_CIRCUIT * row.circuits:
            told = f"at most {PER_CIRCUIT * row.circuits:g} MW: {row.circuits:g} circuits of {PER_CIRCUIT:g}"
            faults.append(fault_at("grid", row, "capacity_mw", f"{row.capacity_mw:g}", told))
    for table in ("grid", "work_legs"):
        for row in records(frames[table]):
            if row.carrier != "electricity" and number_or(row.n1_factor, 1.0) < 1:
                told = f"1, or nothing: it carries {row.carrier}"
                faults.append(fault_at(table, row, "n1_factor", row.n1_factor, told))
    return faults


def _offer_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return corridors of the sizing run that no work and no plan offers: a ranking would know nothing of them."""
    status = dict(zip(frames["works"]["work"].astype(str), frames["works"]["status"].astype(str), strict=True))
    offered = {
        frozenset((str(leg.from_bus), str(leg.to_bus)))
        for leg in records(frames["work_legs"])
        if status.get(str(leg.work)) not in (*BUILT, "cancelled")
    }
    faults = []
    for row in records(frames["corridors"]):
        pair = frozenset((str(row.from_bus), str(row.to_bus)))
        if pd.isna(row.plan) and pair not in offered:
            told = "a published plan to widen it, or buses that an open work of works.csv joins"
            faults.append(fault_at("corridors", row, "plan", "", told))
    return faults


def _sink_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return stores of CO2 without a yearly room, with more than they take in, or with two prices of the way there."""
    pipes = dict[str, str]()
    kinds = dict(zip(frames["works"]["work"].astype(str), frames["works"]["kind"].astype(str), strict=True))
    for leg in records(frames["work_legs"]):
        if kinds.get(str(leg.work)) == OFFSHORE_PIPE:
            pipes[str(leg.to_bus)] = str(leg.work)
    faults = []
    for row in records(frames["neighbour_supply"]):
        if row.kind != "sink":
            if not pd.isna(row.transport_eur_per_unit):
                told = f"nothing: it is {row.kind}, no store of CO2"
                faults.append(
                    fault_at("neighbour_supply", row, "transport_eur_per_unit", row.transport_eur_per_unit, told)
                )
            continue
        if pd.isna(row.room_per_year):
            faults.append(
                fault_at("neighbour_supply", row, "room_per_year", "", "a number: every store has a yearly room")
            )
        elif row.room_per_year * 1e6 > row.capacity * HOURS * (1 + 1e-6):
            told = f"at most {row.capacity * HOURS / 1e6:g}: what its capacity takes in a year"
            faults.append(fault_at("neighbour_supply", row, "room_per_year", row.room_per_year, told))
        faults += _boundary(row, pipes)
    return faults


def _boundary(row: Any, pipes: dict[str, str]) -> Iterator[Fault]:
    """Yield the fault of a store whose way there is paid twice, or never."""
    work, paid = pipes.get(f"{row.zone} {row.carrier}"), not pd.isna(row.transport_eur_per_unit)
    if work and paid:
        told = f"nothing: work {work} is the pipe there; or another kind of work than {OFFSHORE_PIPE}"
        yield fault_at("neighbour_supply", row, "transport_eur_per_unit", row.transport_eur_per_unit, told)
    elif not work and not paid:
        told = f"a number: no work of kind {OFFSHORE_PIPE} leads there, so the way is paid here"
        yield fault_at("neighbour_supply", row, "transport_eur_per_unit", "", told)


def _built_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return blocks that neighbours build and that are no plant, or are one year this and another year that."""
    known = frames["technologies"]
    power = (known["sector"] == "power") & (known["reference"] == "electricity") & known["extendable"]
    priced = known["technology"].isin(frames["technology_costs"]["technology"])
    plants = list(known.loc[power & priced & known["profile"].isna(), "technology"].astype(str))
    table, block = frames["neighbour_supply"].sort_values("year", kind="stable"), ["zone", "carrier", "block"]
    begun = table["built_as"].notna().groupby([table[column] for column in block]).cummax()
    built = table[begun].fillna({"built_as": ""})
    built = built.assign(first=built.groupby(block)["built_as"].transform("first"))
    faults = []
    for row in records(built):
        near = ""
        if row.kind != "supply" or row.carrier != "electricity":
            told = f"nothing: it is {row.kind} of {row.carrier}; supply of electricity is built"
        elif row.built_as != row.first:
            told = f"{row.first}, as of earlier years: neighbours go on building"
        elif row.built_as not in plants:
            told, near = "a plant with costs that makes electricity in any weather", nearest(row.built_as, plants)
        else:
            continue
        faults.append(fault_at("neighbour_supply", row, "built_as", row.built_as, told, near))
    return faults


def _policy_faults(frames: Frames, config: Config) -> list[Fault]:
    """Return policies that are switched and unknown, ask for more than they allow, or forbid what is signed."""
    table = frames["policies"]
    names = list(dict.fromkeys(table["policy"].astype(str)))
    faults = [
        fault_at("policies", row, "value", row.value, "a share of at most 1 [p.u.]")
        for row in records(table[table["kind"] == "least_share"])
        if row.value > 1
    ]
    faults += [
        Fault("config", "", "policy.on", name, f"one of {', '.join(names)}", nearest(name, names))
        for name in config.policy.on
        if name not in names
    ]
    most = {key: rows for key, rows in table[table["kind"] == "most_capacity"].groupby(["technology", "node"])}
    for row in records(table[table["kind"] == "least_capacity"]):
        if (rows := most.get((row.technology, row.node))) is None:
            continue
        limit = interpolate(rows["year"], rows["value"], row.year)
        if row.value > limit:
            told = f"at most {limit:g}: {rows['policy'].iloc[0]} allows no more of {row.technology} in {row.year}"
            faults.append(fault_at("policies", row, "value", f"{row.policy}: {row.value:g}", told))
    return faults + list(chain.from_iterable(_contracts(frames, config, most)))


def _contracts(frames: Frames, config: Config, most: dict[Any, pd.DataFrame]) -> Iterator[list[Fault]]:
    """Yield the faults of projects that are pinned where a policy leaves no room for them: both are named."""
    for row in records(frames["projects"].dropna(subset=["technology", "cluster", "capacity", "year"])):
        rows = most.get((row.technology, row.cluster))
        pinned = config.projects.mode.get(str(row.project), str(row.mode)) == "pinned"
        if (
            rows is None
            or not pinned
            or not config.policy.on.get(str(rows["policy"].iloc[0]), bool(rows["on"].iloc[0]))
        ):
            continue
        later = rows[rows["year"] >= row.year]
        short = later[later["value"] < row.capacity]
        if len(short):
            told = (
                f"at most {short['value'].min():g}: policy {short['policy'].iloc[0]} of policies.csv, or that one off"
            )
            yield [fault_at("projects", row, "capacity", f"{row.project}: {row.capacity:g} of {row.technology}", told)]


CHECKS: tuple[tuple[set[str], Check], ...] = (
    ({"import_limits", "nodes", "work_legs"}, _limit_faults),
    ({"grid", "work_legs"}, _rating_faults),
    ({"corridors", "works", "work_legs"}, _offer_faults),
    ({"neighbour_supply", "works", "work_legs"}, _sink_faults),
    ({"neighbour_supply", "technologies", "technology_costs"}, _built_faults),
    ({"policies", "projects"}, _policy_faults),
)
