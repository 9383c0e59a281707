"""Rows that reach nothing: what stands where it cannot, is asked for where no bus is, or cannot work at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from werven.config.settings import Config
from werven.data.assumptions import Assumptions
from werven.data.checks.frames import Check, Frames, families_of
from werven.data.column_kinds import TECHNOLOGY_SECTORS
from werven.data.physics import physics_fault
from werven.data.register import bus_names
from werven.data.tables import fault_at, records
from werven.errors import Fault, nearest

#: Technologies that are noted by name: what a sector releases or burns whatever happens.
LABELS = ("release", "gas_use_fixed")
#: Their sectors: no other technology of these would be built.
UNBUILT = ("release", "other")
#: Families of the buses that may take the CO2 of a process.
CO2_FAMILIES = ("co2", "stream", "ledger")
#: Stock that covers more than this many times the peak of 2023 is counted twice.
MOST_STOCK = 1.75
MARKETS = ("fuel", "feedstock")
TOGETHER = {"technologies", "technology_ports", "nodes", "carriers"}


class Places:
    """Where buses are and technologies may stand, read from the tables as `werven.network.conversion` reads them."""

    def __init__(self, frames: Frames) -> None:
        nodes = frames["nodes"]
        self.kinds = dict(zip(nodes["node"].astype(str), nodes["kind"].astype(str), strict=True))
        parents = nodes["parent"].fillna("").astype(str)
        self.clusters = {node: up or node for node, up in zip(self.kinds, parents, strict=True)}
        self.buses = bus_names(nodes, frames["carriers"])

    def expand(self, words: str) -> list[str]:
        """Return the nodes that a list of ids and kinds stands for."""
        wanted = {word.strip() for word in words.split(";")}
        return [node for node, kind in self.kinds.items() if node in wanted or kind in wanted or words == "*"]

    def reaches(self, node: str, carrier: str) -> bool:
        """Say whether a part at a node finds a bus: there, at its cluster, or of all Flanders or abroad."""
        places = (node, self.clusters.get(node, node), "FLA", "ABROAD")
        return any(f"{place} {carrier}" in self.buses for place in places)

    def has(self, node: str, carrier: str) -> bool:
        """Say whether a node itself has a bus; a sub-node takes its electricity from the cluster."""
        place = self.clusters.get(node, node) if carrier == "electricity" else node
        return f"{place} {carrier}" in self.buses

    def stands(self, technology: Any) -> set[str]:
        """Return the nodes where a technology may stand."""
        words = str(technology.nodes)
        return {node for node in self.expand(words) if self.has(node, str(technology.reference))}


def _standing_faults(frames: Frames, config: Config) -> list[Fault]:
    """Return assets, potentials and projects of a technology that cannot stand at their node.

    A project that is pinned is built there; one that is not may belong to a sub-node of its cluster.
    """
    places = Places(frames)
    stands = {str(row.technology): places.stands(row) for row in records(frames["technologies"])}
    faults: list[Fault] = []
    for table, column in (("assets", "node"), ("potentials", "node"), ("projects", "cluster")):
        for row in records(frames[table].dropna(subset=["technology", column])):
            node, fits = str(getattr(row, column)), stands.get(str(row.technology))
            if fits is None or node not in places.kinds:
                continue
            is_loose = table == "projects" and config.projects.mode.get(str(row.project), str(row.mode)) != "pinned"
            if node not in fits | ({places.clusters[one] for one in fits} if is_loose else set()):
                allowed = f"a node where {row.technology} may stand: {', '.join(sorted(fits)) or 'there is none'}"
                faults.append(fault_at(table, row, column, node, allowed, nearest(node, fits)))
    return faults


def _technology_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies that stand nowhere, name a node without the bus, or have a port that finds none."""
    places = Places(frames)
    carriers = {str(name) for name in frames["carriers"]["carrier"]}
    ports: dict[str, list[str]] = {}
    for row in records(frames["technology_ports"]):
        ports.setdefault(str(row.technology), []).append(str(row.carrier))
    faults: list[Fault] = []
    for row in records(frames["technologies"]):
        if row.technology in LABELS:
            continue
        faults += _named_faults("technologies", row, str(row.reference), places)
        for carrier in dict.fromkeys(ports.get(str(row.technology), [])):
            lost = [node for node in places.stands(row) if not places.reaches(node, carrier)]
            if lost and carrier in carriers and not row.always:
                allowed = f"nodes where {carrier} is to be had, which it takes or gives"
                faults.append(fault_at("technologies", row, "nodes", ", ".join(sorted(lost)), allowed))
    return faults


def _sector_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies of a sector that is none: neither one that has builders, nor called like a carrier."""
    built = [sector for sector in TECHNOLOGY_SECTORS if sector not in UNBUILT]
    known = [*built, *frames["carriers"]["carrier"].astype(str)]
    allowed = f"one of {', '.join(built)}, or a carrier"
    return [
        fault_at("technologies", row, "sector", row.sector, allowed, nearest(row.sector, known))
        for row in records(frames["technologies"])
        if row.sector not in known and row.technology not in LABELS
    ]


def _named_faults(table: str, row: Any, carrier: str, places: Places) -> Iterator[Fault]:
    """Yield the nodes of a list that have no bus of a carrier; of a kind one that has it is enough."""
    for word in (part.strip() for part in str(row.nodes).split(";")):
        nodes = places.expand(word)
        if nodes and not any(places.has(node, carrier) for node in nodes):
            yield fault_at(table, row, "nodes", word, f"nodes that have a bus of {carrier}")


def _store_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return stores at nodes without a bus of what they hold."""
    places = Places(frames)
    return [
        fault
        for row in records(frames["storages"])
        for fault in _named_faults("storages", row, str(row.carrier), places)
    ]


def _stock_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return stock of 2023 that gives another carrier, or stands where its technology cannot."""
    places = Places(frames)
    technologies = {str(row.technology): row for row in records(frames["technologies"])}
    faults = []
    for row in records(frames["heat_stock"]):
        technology = technologies.get(str(row.technology))
        if technology is None:
            continue
        if technology.reference != row.carrier:
            allowed = f"{technology.reference}, the reference of {row.technology}"
            faults.append(fault_at("heat_stock", row, "carrier", row.carrier, allowed))
        nodes = places.expand(str(row.nodes))
        if nodes and not places.stands(technology) & set(nodes):
            allowed = f"nodes where {row.technology} may stand"
            faults.append(fault_at("heat_stock", row, "nodes", row.nodes, allowed))
    return faults


def _share_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return shares of the stock of a heat at a node that add up to more than the peak and a reserve."""
    places = Places(frames)
    stock: dict[tuple[str, str], list[Any]] = {}
    for row in records(frames["heat_stock"]):
        for node in places.expand(str(row.nodes)):
            stock.setdefault((node, str(row.carrier)), []).append(row)
    faults: dict[str, Fault] = {}
    for (node, carrier), rows in stock.items():
        total = sum(float(row.share) for row in rows)
        if total > MOST_STOCK:
            lines = ", ".join(str(int(row.Index) + 2) for row in rows)
            allowed = f"shares of {carrier} of at most {MOST_STOCK:g} together, as at {node}: rows {lines}"
            faults.setdefault(lines, Fault("heat_stock.csv", lines, "share", f"{total:g} together", allowed))
    return list(faults.values())


def _capture_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return steps of a technology that captures nothing, and capture from a stream without steps."""
    technologies = {str(row.technology): row for row in records(frames["technologies"])}
    families = families_of(frames)
    stepped = {
        name: row
        for name, row in technologies.items()
        if row.sector == "capture" and families.get(str(row.reference)) == "stream"
    }
    faults = [
        fault_at("capture_steps", row, "technology", row.technology, "a technology that captures from a stream")
        for row in records(frames["capture_steps"])
        if str(row.technology) in technologies and str(row.technology) not in stepped
    ]
    known = set(frames["capture_steps"]["technology"].astype(str))
    return faults + [
        fault_at("technologies", row, "technology", name, "a technology with steps in capture_steps.csv")
        for name, row in stepped.items()
        if name not in known
    ]


def _demand_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return demand at a node without the bus, of all Flanders, or of the world."""
    places = Places(frames)
    families = families_of(frames)
    faults = []
    for row in records(frames["demand_2023"]):
        node, carrier = str(row.node), str(row.carrier)
        if node not in places.kinds or carrier not in families:
            continue
        if places.kinds[node] not in ("cluster", "subnode"):
            faults.append(fault_at("demand_2023", row, "node", node, "a cluster or a subnode"))
        elif not places.reaches(node, carrier) or families[carrier] == "ledger":
            have = [bus.rsplit(" ", 1)[0] for bus in places.buses if bus.endswith(f" {carrier}")]
            allowed = f"a node with a bus of {carrier}: {', '.join(sorted(have))}"
            faults.append(fault_at("demand_2023", row, "node", node, allowed))
        elif row.use == "process_co2" and families[carrier] not in CO2_FAMILIES:
            faults.append(fault_at("demand_2023", row, "carrier", carrier, "a carrier of CO2: the use is process_co2"))
    return faults


def _efficiency_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return efficiencies of a carrier that the activity never uses."""
    demand = frames["demand_2023"]
    used: dict[str, set[str]] = {}
    for activity, carrier in zip(demand["activity"].astype(str), demand["carrier"].astype(str), strict=True):
        used.setdefault(activity, set()).add(carrier)
    return [
        fault_at(
            "efficiency",
            row,
            "carrier",
            row.carrier,
            f"a carrier that {row.activity} uses: {', '.join(sorted(used[row.activity]))}",
        )
        for row in records(frames["efficiency"])
        if row.activity in used and row.carrier not in used[row.activity]
    ]


def _neighbour_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return trade with a node that is no neighbour, or has no bus of what is traded."""
    places = Places(frames)
    faults = []
    for row in records(frames["neighbour_supply"]):
        zone = str(row.zone)
        if zone in places.kinds and places.kinds[zone] not in ("neighbour", "sea"):
            faults.append(fault_at("neighbour_supply", row, "zone", zone, "a node of kind neighbour or sea"))
        elif zone in places.kinds and not places.has(zone, str(row.carrier)):
            allowed = f"a carrier with a bus at {zone} (carriers.csv)"
            faults.append(fault_at("neighbour_supply", row, "carrier", row.carrier, allowed))
    sellers = set(frames["neighbour_supply"].query("carrier == 'electricity'")["zone"].astype(str))
    for table, columns in (("neighbour_links", ("zone0", "zone1")), ("trading_capacity", ("zone",))):
        for row in records(frames[table]):
            for column in columns:
                zone = str(getattr(row, column))
                if zone in places.kinds and zone not in sellers:
                    allowed = "a neighbour with electricity in neighbour_supply.csv"
                    faults.append(fault_at(table, row, column, zone, allowed, nearest(zone, sellers)))
    return faults


def _border_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return borders without a trading capacity, and trading capacity without a border."""
    nodes, trade = frames["nodes"], frames["trading_capacity"]
    borders = {str(row.parent): row for row in records(nodes[nodes["kind"] == "border"])}
    zones = set(trade["zone"].astype(str))
    faults = [
        fault_at("trading_capacity", row, "zone", row.zone, "a neighbour with a node of kind border")
        for row in records(trade)
        if str(row.zone) not in borders
    ]
    return faults + [
        fault_at("nodes", row, "node", row.node, f"a border of a zone of trading_capacity.csv; {zone} has no row there")
        for zone, row in borders.items()
        if zone not in zones
    ]


def _grid_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return corridors between nodes without the bus, and clusters that no line reaches."""
    places = Places(frames)
    faults = []
    for row in records(frames["grid"]):
        for column in ("from_node", "to_node"):
            node = str(getattr(row, column))
            if node in places.kinds and f"{node} {row.carrier}" not in places.buses:
                faults.append(fault_at("grid", row, column, node, f"a node with a bus of {row.carrier}"))
    return faults


def _market_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return fuels without a price or a factor, prices of nothing, and factors of what nobody buys."""
    places = Places(frames)
    carriers = {str(row.carrier): row for row in records(frames["carriers"])}
    bought = {name for name, row in carriers.items() if row.family in MARKETS and f"FLA {name}" in places.buses}
    prices, factors = (set(frames[name]["item"].astype(str)) for name in ("prices", "upstream_factors"))
    burnt = set(frames["neighbour_supply"]["fuel"].dropna().astype(str))
    known = {*carriers, *burnt, "co2_ets", "co2_societal", "lignite", "uranium"}
    faults = [
        fault_at("prices", row, "item", row.item, "a carrier, a price of CO2 or a fuel", nearest(row.item, known))
        for row in records(frames["prices"])
        if str(row.item) not in known
    ]
    faults += [
        fault_at("upstream_factors", row, "item", row.item, "a fuel or feedstock that is bought")
        for row in records(frames["upstream_factors"])
        if str(row.item) in carriers and str(row.item) not in bought
    ]
    for file, items in (("prices", prices), ("upstream_factors", factors)):
        for name in sorted(bought - items):
            allowed = f"a carrier with a row in {file}.csv: it is bought"
            faults.append(fault_at("carriers", carriers[name], "carrier", name, allowed, nearest(name, items - bought)))
    return faults


def _site_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return sites and projects in a node that is no cluster."""
    kinds = dict(zip(frames["nodes"]["node"].astype(str), frames["nodes"]["kind"].astype(str), strict=True))
    return [
        fault_at(table, row, "cluster", row.cluster, "a node of kind cluster")
        for table in ("sites", "projects")
        for row in records(frames[table].dropna(subset=["cluster"]))
        if kinds.get(str(row.cluster), "cluster") != "cluster"
    ]


def _ledger_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return ledgers that are not where the model closes them."""
    wanted = {"atmosphere": "FLA", "upstream": "ABROAD"}
    return [
        fault_at("carriers", row, "nodes", row.nodes, f"{wanted[row.carrier]}: the ledger is closed there")
        for row in records(frames["carriers"])
        if row.carrier in wanted and str(row.nodes) != wanted[row.carrier]
    ]


def _shape_faults(frames: Frames, _: Config) -> list[Fault]:
    """Return technologies whose own row, or ports, cannot be a plant."""
    families = families_of(frames)
    ports = frames["technology_ports"]
    rates = {str(name): group for name, group in ports.groupby("technology")}
    costs = set(frames["technology_costs"]["technology"].astype(str))
    faults = []
    for row in records(frames["technologies"]):
        name = str(row.technology)
        if not pd.isna(row.co2_to) and families.get(str(row.co2_to), "co2") not in CO2_FAMILIES:
            allowed = f"a carrier of a family of CO2: {', '.join(CO2_FAMILIES)}"
            faults.append(fault_at("technologies", row, "co2_to", row.co2_to, allowed))
        faults += _pump_faults(row)
        if name not in costs:
            faults.append(fault_at("technologies", row, "technology", name, "one with rows in technology_costs.csv"))
        if name != "release":
            faults += _port_faults(row, rates.get(name, ports.iloc[:0]))
    return faults


def _port_faults(row: Any, ports: pd.DataFrame) -> list[Fault]:
    """Return faults of the ports of a technology: none, none of the reference, or more than its kind has."""
    if ports.empty:
        return [fault_at("technologies", row, "technology", row.technology, "one with rows in technology_ports.csv")]
    mine = [port for port in records(ports) if str(port.carrier) == str(row.reference)]
    faults = [
        fault_at("technology_ports", port, "rate", port.rate, f"1 or -1: {row.technology} is measured at this port")
        for port in mine
        if abs(port.rate) != 1.0
    ]
    if not mine:
        have = ", ".join(sorted(set(ports["carrier"].astype(str))))
        faults.append(
            fault_at("technologies", row, "reference", row.reference, f"a carrier of one of its ports: {have}")
        )
    carriers = ports["carrier"].nunique()
    if row.kind == "generator" and (carriers > 1 or not pd.isna(row.co2_to)):
        found = f"generator with {carriers} ports" + ("" if pd.isna(row.co2_to) else " and CO2")
        faults.append(fault_at("technologies", row, "kind", found, "a process: a generator has one port"))
    return faults


def _pump_faults(row: Any) -> list[Fault]:
    """Return faults of the temperatures of a heat pump."""
    sink, source, share = row.sink_degc, row.source_degc, row.carnot_share
    if pd.isna(sink) != pd.isna(share):
        column = "sink_degc" if pd.isna(sink) else "carnot_share"
        return [fault_at("technologies", row, column, "", "a number: a heat pump has a sink and a share of Carnot")]
    if not pd.isna(source) and pd.isna(sink):
        return [fault_at("technologies", row, "source_degc", source, "nothing, for what is no heat pump")]
    if not pd.isna(source) and source >= sink:
        return [fault_at("technologies", row, "source_degc", source, f"colder than sink_degc, {sink:g}")]
    return []


def _physics_faults(frames: Frames, config: Config) -> list[Fault]:
    """Return technologies that create energy or carbon, or lose carbon.

    Between the years of the table rates are linear, so what holds in those years holds in every year.
    """
    ports = frames["technology_ports"]
    known = set(frames["carriers"]["carrier"].astype(str))
    dated = sorted(set(ports["year"].dropna().astype(int)))
    changing = set(ports.loc[ports["year"].notna(), "technology"].astype(str))
    faults: dict[str, Fault] = {}
    for year in dated or config.years[:1]:
        a = Assumptions(frames, config, year)
        names = map(str, a.technologies.index) if year == (dated or config.years)[0] else sorted(changing)
        for name in names:
            rates = a.ports(name)
            if name not in a.technologies.index or name in faults or not rates.keys() <= known:
                continue
            if told := physics_fault(a, name, rates):
                row = str(int(ports.index[ports["technology"] == name][0]) + 2)
                found = ", ".join(f"{carrier} {rate:g}" for carrier, rate in rates.items())
                allowed = f"rates that keep energy and carbon: {told}"
                faults[name] = Fault("technology_ports.csv", row, "rate", found, allowed)
    return list(faults.values())


CHECKS: tuple[tuple[set[str], Check], ...] = (
    ({"technologies", "nodes", "carriers", "assets", "potentials", "projects"}, _standing_faults),
    (TOGETHER, _technology_faults),
    ({"technologies", "carriers"}, _sector_faults),
    ({"storages", "nodes", "carriers"}, _store_faults),
    ({"heat_stock", "technologies", "nodes", "carriers"}, _stock_faults),
    ({"heat_stock", "nodes", "carriers"}, _share_faults),
    ({"capture_steps", "technologies", "carriers"}, _capture_faults),
    ({"demand_2023", "nodes", "carriers"}, _demand_faults),
    ({"demand_2023", "efficiency"}, _efficiency_faults),
    ({"neighbour_supply", "neighbour_links", "trading_capacity", "nodes", "carriers"}, _neighbour_faults),
    ({"nodes", "trading_capacity"}, _border_faults),
    ({"grid", "nodes", "carriers"}, _grid_faults),
    ({"prices", "upstream_factors", "neighbour_supply", "nodes", "carriers"}, _market_faults),
    ({"sites", "projects", "nodes"}, _site_faults),
    ({"carriers"}, _ledger_faults),
    (TOGETHER | {"technology_costs"}, _shape_faults),
    (TOGETHER, _physics_faults),
)
