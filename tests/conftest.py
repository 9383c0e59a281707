"""Helpers of the tests: tables given as text, tiny worlds whose optimum is worked out by hand, and the small case."""

from __future__ import annotations

import fcntl
import gc
import io
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pypsa
import pytest
import started

from werven.config.settings import Config, load
from werven.data import inputs, tables
from werven.data.assumptions import Assumptions
from werven.data.inputs import check_all
from werven.data.schemas import TABLES
from werven.data.tables import DTYPES, Table
from werven.errors import Fault
from werven.network.build import Inputs, build_network, bus_table
from werven.network.components import TEXT_DEFAULTS, Parts
from werven.network.demand import build_demand
from werven.network.needs import NeedsResult, run_needs
from werven.network.solve import solve
from werven.report.pdf import CHOICE
from werven.weather import profiles
from werven.weather.resolution import TimeResolution

ROOT = Path(__file__).parents[1]
YEAR = 2030
#: Files whose tests need nothing of each other and take long: cores share them.
SPREAD = ("test_differential.py",)
#: Where the tests begin: with what takes longest.
FIRST = ("tests/browser/", "test_differential.py", "test_workflow.py", "tests/model/", "tests/workflow/")

#: A world of two clusters, a neighbour and a place to store CO2; tests lay their own tables over it.
WORLD = {
    "nodes": """
        node,      kind,      parent, name_en
        ANR,       cluster,   ,       Antwerp
        ANR.hub,   subnode,   ANR,    Antwerp hub
        GNT,       cluster,   ,       Ghent
        NL,        neighbour, ,       Netherlands
        DE,        neighbour, ,       Germany
        NL.border, border,    NL,     Dutch border
        SEA_NO,    sea,       ,       Norwegian sea
        FLA,       system,    ,       Flanders
        ABROAD,    system,    ,       Abroad
    """,
    "carriers": """
        carrier,       unit, family,      heat_of,  nodes,                    co2, biogenic
        electricity,   MW,   electricity, ,         cluster;border;neighbour, 0,   false
        hydrogen,      MW,   hydrogen,    ,         cluster,                  0,   false
        co2,           t/h,  co2,         ,         cluster;ANR.hub;SEA_NO,   1,   false
        liquid_co2,    t/h,  co2,         ,         ANR.hub;SEA_NO,           1,   false
        co2_flue,      t/h,  stream,      ,         cluster,                  1,   false
        atmosphere,    t/h,  ledger,      ,         FLA,                      1,   false
        upstream,      t/h,  ledger,      ,         ABROAD,                   1,   false
        heat_100,      MW,   heat,        industry, cluster,                  0,   false
        steam_200,     MW,   heat,        industry, cluster,                  0,   false
        natural_gas,   MW,   fuel,        ,         FLA;ABROAD,               0.2, false
        solid_biomass, MW,   fuel,        ,         FLA;ABROAD,               0.4, true
        steel,         t/h,  product,     ,         GNT,                      0,   false
        olefins,       t/h,  product,     ,         ANR,                      3,   false
        refined,       MW,   product,     ,         ANR,                      ,    false
    """,
    "prices": """
        item,          year, price
        natural_gas,   2030, 20
        solid_biomass, 2030, 30
        co2_ets,       2030, 100
        co2_societal,  2030, 300
    """,
}


def csv_str_to_df(text: str, dtype: str | None = None) -> pd.DataFrame:
    """Return a table given as text: cells between commas, blanks around them do not count, an empty one is missing."""
    lines = [",".join(cell.strip() for cell in line.split(",")) for line in text.strip().splitlines()]
    return pd.read_csv(io.StringIO("\n".join(lines)), dtype=dtype)


@cache
def table(name: str, text: str = "") -> pd.DataFrame:
    """Return a table of `werven.data.schemas` given as text; columns left out are empty, flags false, confidence high.

    A column may be named by its beginning: ``fom`` for ``fom_share_per_year``.
    """
    columns = TABLES[name].columns
    given = csv_str_to_df(text, "string") if text else pd.DataFrame()
    given = given.rename(columns=lambda head: _whole(head, list(columns)))
    blank = pd.Series(pd.NA, index=given.index, dtype="string")
    typed = {}
    for column, spec in columns.items():
        cells = given.get(column, blank)
        if column == "confidence":
            cells = cells.fillna("high")
        if spec.kind == "flag":
            cells = (cells == "true").fillna(False)
        typed[column] = cells.astype(DTYPES[spec.kind])
    return pd.DataFrame(typed, index=given.index)


def _whole(head: str, columns: list[str]) -> str:
    """Return the one column of this name, or of this beginning."""
    found = [head] if head in columns else [column for column in columns if column.startswith(head)]
    assert len(found) == 1, f"{head!r} stands for {found or 'no column'}"
    return found[0]


def tables_of(texts: Mapping[str, str] | None = None) -> dict[str, pd.DataFrame]:
    """Return every table: those given as text, else those of `WORLD`, else empty."""
    return {name: table(name, {**WORLD, **(texts or {})}.get(name, "")).copy() for name in TABLES}


def assumptions(
    texts: Mapping[str, str] | None = None, raw: Mapping[str, object] | None = None, year: int = YEAR
) -> Assumptions:
    """Return the assumptions of a tiny world."""
    return Assumptions(tables_of(texts), Config.model_validate(dict(raw or {})), year)


def resolution(
    weights: list[float] | None = None, hours: list[float] | None = None, **series: object
) -> TimeResolution:
    """Return a time resolution: a snapshot of a year unless weights are given; ``day``, ``is_design`` as ``series``."""
    weights = weights or [8760.0]
    index = pd.date_range("2010-01-01", periods=len(weights), freq="h", name="snapshot")
    day = pd.Series(series.pop("day", [0] * len(weights)), index=index)
    is_design = pd.Series(series.pop("is_design", False), index=index)
    flat = dict.fromkeys(("flat", "space_heat", "load_residential", "load_services", "load_industry"), 1.0)
    shapes = pd.DataFrame({**flat, "temperature": 10.0, **series}, index=index)
    lasting = pd.Series(hours or [1.0] * len(weights), index=index)
    return TimeResolution(shapes, lasting, pd.Series(weights, index=index), day, is_design, "test")


def demand_of(text: str = "") -> pd.DataFrame:
    """Return a demand of the year given as text; a peak that is not given is the mean."""
    head = "node, carrier, sector, use, profile, mean"
    frame = csv_str_to_df(text or head)
    return frame.assign(
        peak=frame.get("peak", frame["mean"]), value=frame["mean"] * 8.76e-3, activity=frame.get("sector")
    )


@dataclass
class World:
    """A tiny world: its assumptions, demand, snapshots and parts."""

    a: Assumptions
    demand: pd.DataFrame
    time: TimeResolution
    parts: Parts

    def network(self) -> pypsa.Network:
        """Return the network of the parts."""
        network = pypsa.Network(name="tiny")
        network.set_snapshots(self.time.snapshots)
        for kind in ("objective", "generators"):
            network.snapshot_weightings[kind] = self.time.weights.to_numpy()
        network.snapshot_weightings["stores"] = self.time.hours.to_numpy()
        network.meta = {"day": [int(day) for day in self.time.day]}
        buses = self.parts.buses
        network.add("Bus", buses.index, **{str(c): buses[c].to_numpy() for c in buses})
        self.parts.build(network)
        every = {str(row["carrier"]) for rows in self.parts.rows.values() for row in rows} | set(buses["carrier"])
        network.add("Carrier", sorted(every))
        for component in ("Link", "Load"):  # a real network has some of each, a tiny one may not
            static = network.c[component].static
            for name in TEXT_DEFAULTS:
                static[name] = static.get(name, pd.Series(dtype=object))
        return network

    def solved(self, log: Path, **meta: object) -> pypsa.Network:
        """Return the network with its optimum; `meta` is said of it besides."""
        network = self.network()
        network.meta = {**network.meta, **meta}
        solve(network, self.a.config, log / "solver.log")
        return network


def world(
    texts: Mapping[str, str] | None = None,
    demand: str = "",
    raw: Mapping[str, object] | None = None,
    time: TimeResolution | None = None,
) -> World:
    """Return a tiny world without parts: the test adds those it is about."""
    a, needed, steps = assumptions(texts, raw), demand_of(demand), time or resolution()
    return World(a, needed, steps, Parts(a, steps.snapshots, bus_table(a, needed)))


def annual(network: pypsa.Network, component: str, name: str, port: str = "p") -> float:
    """Return the yearly sum of a flow [MWh or t]."""
    weights = network.snapshot_weightings["objective"]
    return float((network.c[component].dynamic[port][name] * weights).sum())


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read a table of the same contents once: most tests change one of the base case, and the others are right."""
    known: dict[tuple[bytes, int], pd.DataFrame] = {}

    def examined(path: Path, table: Table) -> tuple[pd.DataFrame, list[Fault]]:
        key = (path.read_bytes() if path.is_file() else b"", id(table))
        if key not in known:
            frame, faults = tables.examined(path, table)
            if faults:
                return frame, faults
            known[key] = frame
        return known[key].copy(deep=False), []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "examined", examined)
        yield


@dataclass
class SmallCase:
    """The small case of ``config/test.yaml``: as it is built, and as it is solved."""

    config: Config
    tables: Mapping[str, pd.DataFrame]
    demand: pd.DataFrame
    built: pypsa.Network
    result: NeedsResult
    folder: Path


@contextmanager
def made_once(factory: pytest.TempPathFactory, name: str) -> Iterator[tuple[Path, bool]]:
    """Yield a folder that the tests of all cores share, and whether it is still to be filled: others wait for that."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / name, base / f"{name}.done"
    folder.mkdir(exist_ok=True)
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder, not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallCase:
    """The small case, built and solved once in all."""
    with made_once(tmp_path_factory, "small") as (folder, is_empty):
        kept = folder / "case.pickle"
        if is_empty:
            kept.write_bytes(pickle.dumps(solve_small_case(folder)))
        case: SmallCase = pickle.loads(kept.read_bytes())
    return case


def solve_small_case(folder: Path) -> SmallCase:
    """Build and solve the small case as the scripts do: the network goes through a file in between."""
    config = load(ROOT / "config/config.yaml", ROOT / "config/test.yaml", "test")
    tables = check_all(ROOT / "data", config)
    hourly = profiles.build(config.weather, tables["calibration"])
    demand = build_demand(tables, hourly, config, YEAR)
    built = build_network(Inputs(tables, demand, hourly, config, "test", YEAR))
    built.export_to_netcdf(folder / "network.nc")
    result = run_needs(pypsa.Network(folder / "network.nc"), config, folder / "solver.log")
    result.network.export_to_netcdf(folder / "solved.nc")
    return SmallCase(config, tables, demand, built, result, folder)


def snakemake(
    folder: Path, *words: str, code: Path = ROOT, python: str | Path = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run Snakemake on a copy of data and configuration; whether a browser is at hand makes no difference.

    The workflow and the library may be others than those of the checkout: those in the folder ``code``.
    """
    arguments = ["-s", str(code / "Snakefile"), "--directory", str(folder), *words]
    own = {**os.environ, CHOICE: "none"}
    if (code, python) == (ROOT, sys.executable):
        return subprocess.CompletedProcess(arguments, *started.run(arguments, code, own))
    command = [str(python), "-m", "snakemake", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=code, env=own)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest. Count lines in the first case of a unit test only: it doubles the time.

    While one core builds the small case, no other waits for it: most tests that need it come later.
    """
    items.sort(key=lambda item: next((place for place, name in enumerate(FIRST) if name in item.nodeid), len(FIRST)))
    seen: set[object] = set()
    for item in items:
        function = getattr(item, "function", item)
        if function in seen or "tests/model/" in item.nodeid:
            item.add_marker("no_cover")
        seen.add(function)


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later search for garbage: there is much of it, and it stays."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let cores take files, which share fixtures, and single tests of the files that share nothing."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if any(name in nodeid for name in SPREAD) else super()._split_scope(nodeid)

    return ByFile(config, log)


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder in which the small case is really built, by Snakemake, once in all; not to be changed."""
    with made_once(tmp_path_factory, "solved") as (folder, is_empty):
        if is_empty:
            build_small_case(folder)
    return folder


def build_small_case(folder: Path) -> None:
    """Build the small case from nothing."""
    for name in ("data", "config"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    run = snakemake(folder, "test", "--cores", "2")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Maps: results/test/maps" in run.stdout + run.stderr
