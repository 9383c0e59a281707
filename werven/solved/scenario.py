"""What has been solved: the result tables of scenarios, found in the folders of a run."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from werven.config.settings import Config, validate
from werven.data.assumptions import Assumptions
from werven.data.inputs import read_group
from werven.data.results import ORDERS, RANKED, ROBUST, read_result
from werven.data.schemas import TABLES
from werven.data.tables import read
from werven.errors import HEADER, Fault, InputError, raise_if
from werven.reading.yaml import read_yaml
from werven.solved.tables import ResultTables
from werven.solved.year import energy_demand
from werven.words.names import NAMED, Context, Names

logger = logging.getLogger(__name__)

GROUPS = ("common", "demand", "network")
"""Groups of inputs that are kept with a scenario."""
YEAR_TABLES = ("needs", "balance", "emissions")
#: Tables of a year that only the report tells: there where it asked for them.
TOLD_TABLES = ("routes", "tips")
INVENTORY = "inventory_2023"
#: What worlds draw: an input of a scenario that has worlds.
UNCERTAIN = "uncertainty"


@dataclass(frozen=True)
class SolvedYear:
    """Result tables of one year of a scenario.

    Attributes
    ----------
    year : int
        Model year.
    demand, needs, balance, emissions : DataFrame
        Tables of the sizing run; of the demand only what is energy, in TWh.
    level : float
        CO2 price [EUR/t], or the cap [Mt/a] where the closure is one.
    rankings : mapping of str to mapping of str to DataFrame
        `werven.data.results.RANKED` by closure, for the closures that were ranked; texts are read as texts.
    told : mapping of str to DataFrame
        `TOLD_TABLES`, those that are there.
    worlds : mapping of str to DataFrame
        `werven.data.results.ROBUST` of a year that has worlds, and `ORDERS` where these were walked; else none.
    """

    year: int
    demand: pd.DataFrame
    needs: pd.DataFrame
    balance: pd.DataFrame
    emissions: pd.DataFrame
    level: float
    rankings: Mapping[str, Mapping[str, pd.DataFrame]]
    told: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    worlds: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Solved:
    """A scenario with every year of it that was solved.

    Attributes
    ----------
    scenario : str
        Its name.
    version : str
        Version of werven that solved last.
    config : Config
        Its merged configuration, of the year that was solved last.
    inputs : mapping of str to DataFrame
        Checked tables of `GROUPS`, with the changes of the scenario; `uncertainty` where it has worlds.
    years : mapping of int to SolvedYear
        In rising order; at least one.
    missing : tuple of int
        Years of the configuration that are not solved, or only in part.
    evidence : DataFrame, optional
        What others publish beside what the scenario says.
    inventory : DataFrame, optional
        What Flanders emitted in 2023, in the ledger and beside it.
    """

    scenario: str
    version: str
    config: Config
    inputs: Mapping[str, pd.DataFrame]
    years: Mapping[int, SolvedYear]
    missing: tuple[int, ...]
    evidence: pd.DataFrame | None = None
    inventory: pd.DataFrame | None = None

    def with_worlds(self, years: Collection[int]) -> Solved:
        """Return the scenario with the worlds of some years only."""
        kept = {year: own if year in years else replace(own, worlds={}) for year, own in self.years.items()}
        return replace(self, years=kept)

    def names(self, language: str) -> Names:
        """Return labels and colours of ids in a language."""
        return Names.of(self.inputs, language)

    def context(self, language: str) -> Context:
        """Return what figures and pages of the scenario say besides their data."""
        levels = {year: own.level for year, own in self.years.items()}
        return Context(self.scenario, language, self.config.co2.closure, levels, self.version)

    def tables(self, year: int) -> ResultTables:
        """Return a year as the figures take it."""
        own = self.years[year]
        base = {name: self.inputs[name] for name in NAMED}
        return ResultTables(year, self.context("nl"), own.demand, own.needs, own.emissions, own.balance, **base)


def find_solved(results: Path, resources: Path) -> list[Solved]:
    """Return every scenario of which at least one year is solved, the base case first, then by name.

    A scenario of which a part was asked for and no year is whole, such as the back-cast, is left out and named.

    Parameters
    ----------
    results, resources : Path
        Folders of a run.

    Raises
    ------
    InputError
        Nothing is solved, or tables of a solved scenario cannot be read; all are listed.
    """
    found: list[Solved] = []
    faults: list[Fault] = []
    halves: dict[str, list[Fault]] = {}
    for scenario in sorted({path.parents[1].name for path in results.glob("*/*/needs.csv")}):
        lacking = _lacking(scenario, results, resources)
        if all(lacking.values()):
            halves[scenario] = [fault for each in lacking.values() for fault in each]
            continue
        try:
            found.append(read_solved(scenario, results, resources))
        except InputError as error:
            faults += error.faults
    if not found and not faults:
        nothing = Fault(str(results), "", "", "no solved scenario", "needs.csv of at least one scenario and year")
        faults += [fault for each in halves.values() for fault in each] or [nothing]
    for scenario, each in halves.items():
        logger.warning("scenario %s is left out, no year of it is whole: no %s", scenario, each[0].file)
    raise_if(faults)
    return sorted(found, key=lambda solved: solved.scenario != "base")


def read_solved(scenario: str, results: Path, resources: Path) -> Solved:
    """Read what is solved of a scenario, with the configuration of the year that was solved last.

    A year that this configuration does not have any more is left alone: its results are of another time.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    results, resources : Path
        Folders of a run: ``results/{scenario}/{year}``, ``resources/{scenario}/inputs``.

    Raises
    ------
    InputError
        No year is solved, or an input does not fit its schema.
    """
    lacking = _lacking(scenario, results, resources)
    whole = [year for year, faults in lacking.items() if not faults]
    if not whole:
        parts = [fault for faults in lacking.values() for fault in faults]
        raise InputError(parts or [Fault(str(results / scenario), "", "", "no solved year", "needs.csv of a year")])
    inputs = read_group(resources / scenario / "inputs", GROUPS)
    records = {year: results / scenario / str(year) / "config.yaml" for year in whole}
    newest = max(whole, key=lambda year: (records[year].stat().st_mtime, year))
    config, version = _configuration(records[newest])
    years = {
        year: _read_year(scenario, year, results, resources, Assumptions(inputs, config, year))
        for year in whole
        if year in config.years
    }
    missing = tuple(year for year in config.years if year not in years)
    published = results / scenario / "evidence.csv"
    evidence = read_result("evidence", published) if published.exists() else None
    folder = resources / scenario / "inputs"
    beside = {name: folder / f"{name}.csv" for name in (INVENTORY, UNCERTAIN)}
    there = {name: read(path, TABLES[name]) for name, path in beside.items() if path.exists()}
    inputs |= {name: table for name, table in there.items() if name == UNCERTAIN}
    return Solved(scenario, version, config, inputs, years, missing, evidence, there.get(INVENTORY))


def _years(folder: Path) -> list[int]:
    """Return the years that a scenario has a folder for."""
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit() and path.is_dir())


def _files(scenario: str, year: int, results: Path, resources: Path) -> dict[str, Path]:
    """Return the files that make a year solved."""
    own = results / scenario / str(year)
    files = {name: own / f"{name}.csv" for name in YEAR_TABLES}
    return files | {"demand": resources / scenario / str(year) / "demand.csv", "config": own / "config.yaml"}


def _lacking(scenario: str, results: Path, resources: Path) -> dict[int, list[Fault]]:
    """Return what every year of a scenario lacks to be solved; of a whole one nothing."""
    return {
        year: [
            Fault(str(path), "", "", "no such file", "a file of a solved year")
            for path in _files(scenario, year, results, resources).values()
            if not path.exists()
        ]
        for year in _years(results / scenario)
    }


def _configuration(path: Path) -> tuple[Config, str]:
    """Return the configuration that a folder of results holds, and the version that wrote it."""
    written: dict[str, Any] = read_yaml(path)
    return validate(written["config"], str(path), merged=True), str(written["werven"])


def _read_year(scenario: str, year: int, results: Path, resources: Path, a: Assumptions) -> SolvedYear:
    """Read the tables of a year."""
    files = _files(scenario, year, results, resources)
    tables = {name: read_result(name, files[name]) for name in YEAR_TABLES}
    demand = energy_demand(read_result("demand", files["demand"]))
    level = a.co2_cap_mt if a.config.co2.closure == "cap" else a.co2_price
    folder = results / scenario / str(year)
    told: dict[str, pd.DataFrame] = {}
    for name in TOLD_TABLES:
        told |= _whole(folder, [name])
    worlds = _whole(folder, ROBUST)
    if worlds:
        worlds |= _whole(folder, [ORDERS])
    return SolvedYear(year, demand, **tables, level=level, rankings=_rankings(folder), told=told, worlds=worlds)


def _rankings(folder: Path) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the tables of every closure that was ranked to the end."""
    found = {path.name: _whole(path, RANKED) for path in sorted(folder.glob("closures/*"))}
    return {closure: tables for closure, tables in found.items() if tables}


def _whole(folder: Path, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return tables that belong together; none where one is missing, or has the columns of another version."""
    files = {name: folder / f"{name}.csv" for name in names}
    if not all(file.exists() for file in files.values()):
        return {}
    try:
        return {name: read_result(name, file) for name, file in files.items()}
    except InputError as error:
        if any(fault.row != HEADER for fault in error.faults):
            raise
        other = error.faults[0]
        logger.warning("%s is left out, other columns than today's (%s): solve it again", other.file, other.column)
        return {}
