"""The network of one scenario and year, told from top to bottom."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pypsa
import xarray as xr

from werven.config.settings import Co2Settings, Config
from werven.data.assumptions import Assumptions
from werven.data.inputs import read_group
from werven.data.inventory import as_assets
from werven.data.results import read_result
from werven.data.tables import records
from werven.network import ledger, projects, shares, storage, works
from werven.network.components import Parts
from werven.network.sectors import co2, electricity, fuels, heat, hydrogen, industry, limits, loads, neighbours
from werven.network.sectors.neighbours import Baseline
from werven.version import __version__
from werven.weather import profiles
from werven.weather.resolution import TimeResolution, aggregate

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inputs:
    """What networks of a scenario and year are built from.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        Checked inputs, see `werven.data.schemas`.
    demand, profiles : DataFrame, Dataset
        Demand of the year (`werven.network.demand.build_demand`) and hourly profiles.
    config, scenario : Config, str
        The scenario and its name.
    year : int
        Model year.
    """

    tables: Mapping[str, pd.DataFrame]
    demand: pd.DataFrame
    profiles: xr.Dataset
    config: Config
    scenario: str
    year: int

    @classmethod
    def of_job(cls, job: Any, config: Config) -> Inputs:
        """Read what a rule declares: tables, demand and profiles, of the scenario and year of its wildcards.

        Parameters
        ----------
        job : Snakemake
            What Snakemake hands to a script.
        config : Config
            The part of the configuration that the rule declares.
        """
        tables = read_group(Path(job.input.tables[0]).parent, ["common", "demand", "network"])
        demand, hourly = read_result("demand", Path(job.input.demand)), profiles.load(job.input.profiles)
        return cls(tables, demand, hourly, config, str(job.wildcards.scenario), int(job.wildcards.year))

    def with_segments(self, segments: int, mode: str | None = None) -> Inputs:
        """Return the inputs at another time resolution, of the same mode unless one is given."""
        time = self.config.time.model_copy(update={"segments": segments, "mode": mode or self.config.time.mode})
        return replace(self, config=self.config.model_copy(update={"time": time}))

    def network(self, price: float) -> pypsa.Network:
        """Return the superset network at a CO2 price [EUR/t], which plants here and abroad pay."""
        return build_network(self.priced(), price)

    def priced(self) -> Inputs:
        """Return the inputs without a closure of their own: a CO2 price is given."""
        return replace(self, config=self.config.model_copy(update={"co2": Co2Settings(closure="price")}))


@dataclass(frozen=True)
class Noted:
    """Everything that a network is made of, before PyPSA sees it.

    Attributes
    ----------
    parts, time : Parts, TimeResolution
        What there is, and when.
    abroad : Baseline, optional
        What neighbours do without Flanders.
    least : float, optional
        Least share of renewable hydrogen as a mean flow [MW], see `werven.network.shares.add`.
    """

    parts: Parts
    time: TimeResolution
    abroad: Baseline | None
    least: float | None

    def build(self, scenario: str) -> pypsa.Network:
        """Return the network.

        Raises
        ------
        BuildError
            Lists every bus that does not exist and every technology that creates energy or carbon.
        """
        network = _empty(self.parts, self.time, scenario)
        network.meta = {**network.meta, shares.COLUMN: self.least}
        self.parts.build(network)
        return network


def note(inputs: Inputs, co2_price: float | None = None, abroad: Baseline | None = None) -> Noted:
    """Note everything that a network is made of.

    Parameters
    ----------
    inputs : Inputs
        What it is built from.
    co2_price : float, optional
        CO2 price in the place of that of the scenario [EUR/t].
    abroad : Baseline, optional
        What neighbours do without Flanders at another CO2 price: only what their power costs follows this one.
    """
    config, year = inputs.config, inputs.year
    a = Assumptions(as_assets(inputs.tables, config, year), config, year, co2_price)
    time = aggregate(inputs.profiles, config.time)
    parts = Parts(a, time.snapshots, bus_table(a, inputs.demand))
    base = _note_all(parts, inputs.demand, time, abroad)
    return Noted(parts, time, base, shares.add(parts, time))


def costs_abroad(inputs: Inputs, noted: Noted, co2_price: float) -> dict[tuple[str, str], float]:
    """Return what a flow of those parts costs that follow the CO2 price, at another price: neighbours and borders.

    Parameters
    ----------
    inputs, noted : Inputs, Noted
        What was noted, of which inputs.
    co2_price : float
        That price [EUR/t].

    Returns
    -------
    dict of tuple to float
        By component and name [EUR/MWh or EUR/t].
    """
    known = noted.parts.assumptions
    a = Assumptions(known.tables, inputs.config, inputs.year, co2_price)
    parts = Parts(a, noted.time.snapshots, noted.parts.buses)
    neighbours.add(parts, noted.time, loads.normalised(noted.time), noted.abroad)
    hydrogen.trade(parts)
    return {(component, row["name"]): row["marginal_cost"] for component, rows in parts.rows.items() for row in rows}


def build_network(inputs: Inputs, co2_price: float | None = None) -> pypsa.Network:
    """Build the superset network: everything that exists, everything that may be built, every work.

    Parameters
    ----------
    inputs, co2_price
        As in `note`.

    Returns
    -------
    Network
        Candidates and corridors are inactive; components of works carry the id in ``work``.

    Raises
    ------
    BuildError
        Lists every bus that does not exist and every technology that creates energy or carbon.
    """
    network = note(inputs, co2_price).build(inputs.scenario)
    logger.info("%s %s: %s", inputs.scenario, inputs.year, counts(network))
    return network


def _note_all(
    parts: Parts, demand: pd.DataFrame, time: TimeResolution, known: Baseline | None = None
) -> Baseline | None:
    """Let every sector note its parts, then the works, the loads and the projects that bound them."""
    a = parts.assumptions
    shapes = loads.normalised(time)
    left = heat.stock(a, loads.reference_peaks(a, demand))
    ledger.add(parts)
    fuels.add(parts, demand)
    abroad = electricity.add(parts, time, shapes, known)
    hydrogen.add(parts)
    heat.add(parts, "heat", shapes, left)
    heat.add(parts, "buildings", shapes, left)
    industry.add(parts)
    co2.add(parts, co2.reference_streams(a, demand), demand)
    storage.add(parts)
    works.add(parts)
    limits.add(parts, time, abroad)
    loads.add(parts, demand, shapes)
    projects.hold(parts)
    projects.bound(parts)
    check_assets(parts)
    return abroad


def check_assets(parts: Parts) -> None:
    """Note a fault for every asset of the year that found no place in the network."""
    a = parts.assumptions
    placed = {(row["technology"], row["node"]) for rows in parts.rows.values() for row in rows}
    for row in records(a.tables["assets"]):
        stands = row.build_year <= a.year < row.retire_year and row.node in a.nodes.index
        if stands and row.technology in a.technologies.index and (row.technology, row.node) not in placed:
            parts.faults.append(f"asset {row.asset!r}: {row.technology} cannot stand at {row.node}")


def bus_table(a: Assumptions, demand: pd.DataFrame) -> pd.DataFrame:
    """Return the buses: those the carriers name, heat levels only where heat is used or collected.

    Returns
    -------
    DataFrame
        Index bus name ("node carrier"); ``carrier``, ``node``, ``kind`` (of the
        node), ``cluster``, ``family``, ``heat_of``, ``unit``, ``x``, ``y``.
    """
    used = set(zip(demand["node"], demand["carrier"], strict=True))
    rows = []
    for carrier, row in a.carriers.iterrows():
        for node in a.expand(str(row["nodes"])):
            kind = a.nodes.at[node, "kind"]
            is_optional = row["family"] == "heat" and kind == "cluster" and carrier in ("heat_500", "heat_high")
            if is_optional and (node, carrier) not in used:
                continue
            place = {
                "kind": str(kind),
                "cluster": a.nodes.at[node, "cluster"],
                "x": a.nodes.at[node, "lon_deg"],
                "y": a.nodes.at[node, "lat_deg"],
            }
            rows.append(
                {
                    "name": f"{node} {carrier}",
                    "carrier": carrier,
                    "node": node,
                    "family": row["family"],
                    "heat_of": "" if pd.isna(row["heat_of"]) else row["heat_of"],
                    "unit": row["unit"],
                    **place,
                }
            )
    return pd.DataFrame(rows).set_index("name")


def _empty(parts: Parts, time: TimeResolution, scenario: str) -> pypsa.Network:
    """Return a network with snapshots, buses and carriers, and what it is in its meta."""
    a = parts.assumptions
    network = pypsa.Network(name=f"werven {scenario} {a.year}")
    network.set_snapshots(time.snapshots)
    for kind in ("objective", "generators"):
        network.snapshot_weightings[kind] = time.weights.to_numpy()
    network.snapshot_weightings["stores"] = time.hours.to_numpy()
    network.meta = {
        "werven": __version__,
        "scenario": scenario,
        "year": a.year,
        "closure": a.config.co2.closure,
        "co2_price_eur_per_t": a.co2_price,
        "day": [int(day) for day in time.day],
        "resolution": time.label,
    }
    network.add("Bus", parts.buses.index, **{str(c): parts.buses[c].to_numpy() for c in parts.buses})
    _carriers(network, parts)
    return network


def _carriers(network: pypsa.Network, parts: Parts) -> None:
    """Add every carrier with label and colour: those of buses, of technologies, and of what joins them."""
    a = parts.assumptions
    plain = {"color": "#999999"}
    known: dict[str, dict[str, str]] = {
        str(c): {"color": r["color"], "name_nl": r["name_nl"], "name_en": r["name_en"]}
        for c, r in a.carriers.iterrows()
    }
    for table in ("technologies", "storages"):
        frame = a.tables[table]
        for row in frame.to_dict("records"):
            name = str(row["technology" if table == "technologies" else "storage"])
            known[name] = {
                "color": row["color"],
                "name_nl": row["name_nl"],
                "name_en": row["name_en"],
            }
    used = {str(row["carrier"]) for rows in parts.rows.values() for row in rows} | set(parts.buses["carrier"])
    for name in sorted(used - set(known)):
        known[name] = {**plain, "name_nl": name, "name_en": name}
    frame = pd.DataFrame.from_dict(known, orient="index")
    network.add("Carrier", frame.index, **{str(c): frame[c].to_numpy() for c in frame})


def counts(network: pypsa.Network) -> str:
    """Say in words how large a network is."""
    plurals = {"Bus": "buses", "Process": "processes"}
    sizes = {name: len(network.c[name].static) for name in ("Bus", "Process", "Generator", "Link", "Store", "Load")}
    told = [f"{size} {plurals.get(name, f'{name.lower()}s')}" for name, size in sizes.items()]
    return ", ".join([*told, f"{len(network.snapshots)} snapshots"])
