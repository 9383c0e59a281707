"""What a time resolution costs and what it changes: needed capacity, emissions, cost, prices and ranks.

Solves the base case once for every case, each in a process of its own, and compares all with the finest. ::

    python benchmarks/resolution.py --year 2030 --cases 12x8 24x24 c500 6h --jobs 2

A case is ``DAYSxSEGMENTS`` (typical days), ``cN`` (N chronological segments) or ``Nh`` (every N hours). Method
``pdlp`` is for cases too large for the others: it ends at a relative tolerance, so its figures are rounded.
Each solve leaves a JSON file when it is done; a solve whose file is there, made from the same tables and
settings, is not repeated. Tables are written as CSV and Markdown. ``--series`` renews the table of
`docs/resolution.md`, which needs no solve.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import re
import resource
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Final

import highspy
import pandas as pd
import pypsa
import xarray as xr

from werven.config.settings import Config, validate
from werven.data.inputs import check_all
from werven.data.schemas import GROUPS
from werven.errors import SolveError
from werven.network.build import Inputs, build_network
from werven.network.demand import build_demand
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.needs import NeedsResult, needs_table, run_needs
from werven.network.solve import create_model, solver_options
from werven.upkeep.documents import inputs_digest, markdown_table, renewed, stamp
from werven.weather import profiles
from werven.weather.resolution import aggregate, residual_error

CASES: Final = ["4x8", "8x8", "12x4", "12x8", "12x12", "12x24", "24x8", "c96"]
SERIES_CASES: Final = [*CASES, "16x8", "24x24", "c500", "c2000", "6h", "3h"]
INEXACT: Final = "pdlp"
TOLERANCE: Final = 2e-4
"""Relative, of gap and infeasibility: 2e-4 of the cost, and some 10 MW over all balances of a snapshot together."""
NEW_CAPACITY: Final = 1.0
"""A corridor counts as built from here [MW or t/h]; below lies what an interior point leaves."""
FAMILIES: Final = ("electricity", "hydrogen", "co2", "heat")
Record = dict[str, Any]
PAGE: Final = Path("docs/resolution.md")
SERIES_COMMAND: Final = "python benchmarks/resolution.py --series"
WITHOUT: Final = ("show", "time", "solve", "rank")
"""What a solve of another resolution is compared without, besides words and colours."""
SERIES_WITHOUT: Final = frozenset({*Config.model_fields, *GROUPS} - {"weather", "time"})
"""What the hourly series do not hang on."""


def time_settings(case: str) -> dict[str, object]:
    """Return the configuration of a case: ``12x8``, ``c500``, ``6h``.

    Raises
    ------
    ValueError
        The name is none of these.
    """
    if match := re.fullmatch(r"(\d+)x(\d+)", case):
        return {"mode": "typical_days", "days": int(match[1]), "segments": int(match[2])}
    if match := re.fullmatch(r"c(\d+)", case):
        return {"mode": "chronological_segments", "segments": int(match[1])}
    if match := re.fullmatch(r"(\d+)h", case):
        return {"mode": "regular", "hours": int(match[1])}
    raise ValueError(f"case {case!r}: one of DAYSxSEGMENTS, cN, Nh, for example 12x8, c500, 6h")


def settings(args: argparse.Namespace, case: str) -> Config:
    """Return the base configuration with the time resolution of a case and the solver of the command line."""
    solve = {
        "method": "auto" if args.method == INEXACT else args.method,
        "crossover": args.crossover,
        "threads": args.threads,
        "time_limit_s": args.time_limit,
    }
    # No ranking is made, and its check would clash with a case of as many segments.
    return validate({"time": time_settings(case), "solve": solve, "rank": {"check_segments": None}})


def fingerprint(tables: Mapping[str, pd.DataFrame], config: Config) -> str:
    """Return a short hash of what is computed with, without time resolution and solver."""
    return inputs_digest(tables, config, WITHOUT)


def solve_name(args: argparse.Namespace, case: str) -> str:
    """Return the name of a solve, for its file."""
    crossover = "crossover" if args.crossover else "interior"
    return f"{args.year}_{case}_{args.method}_{crossover}_{args.threads}t"


def run_case(args: argparse.Namespace, case: str) -> Record:
    """Build and solve one case, write and return what it found; a solve that fails is a result too."""
    logging.disable(logging.WARNING)
    pypsa.options.api.legacy_string_dtype = True
    config = settings(args, case)
    tables = check_all(args.data, config)
    hourly = profiles.build(config.weather, tables["calibration"])
    demand = build_demand(tables, hourly, config, args.year)
    start = time.perf_counter()
    network = build_network(Inputs(tables, demand, hourly, config, "base", args.year))
    record: Record = {
        "case": case,
        "year": args.year,
        "method": args.method,
        "crossover": args.crossover,
        "threads": args.threads,
        "fingerprint": fingerprint(tables, config),
        "highs": highspy.Highs().version(),
        "snapshots": len(network.snapshots),
        "network_s": time.perf_counter() - start,
        "status": "optimal",
        **_weather_error(hourly, config),
    }
    before, start = _cpu_s(), time.perf_counter()
    log = args.out / "logs" / f"{solve_name(args, case)}.log"
    try:
        record |= inexact(network, config, log) if args.method == INEXACT else outcome(run_needs(network, config, log))
    except SolveError as error:
        record["status"] = str(error).splitlines()[0]
    record["wall_s"] = time.perf_counter() - start
    record["cpu_s"] = _cpu_s() - before
    record["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    path = args.out / f"{solve_name(args, case)}.json"
    path.write_text(json.dumps(record, indent=1), encoding="utf-8")
    return record


def _weather_error(hourly: xr.Dataset, config: Config) -> dict[str, float]:
    return residual_error(hourly, aggregate(hourly, config.time), config.time.residual_gw)


def _cpu_s() -> float:
    """Return the processor time of this process over all its threads [s]: fair on a machine that is shared."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def outcome(result: NeedsResult) -> Record:
    """Return the figures of a solved case that are compared."""
    timings = result.timings.set_index("item")["value"]
    return {str(item): float(value) for item, value in timings.items()} | figures(result.network, result.needs)


def inexact(network: pypsa.Network, config: Config, log: Path) -> Record:
    """Solve with a first-order method, which needs little memory, up to its tolerance.

    Raises
    ------
    SolveError
        The tolerance was not reached.
    """
    network.links.loc[network.links["role"] == "corridor", "active"] = True
    model = create_model(network, config)
    limits = {"pdlp_optimality_tolerance": TOLERANCE, "kkt_tolerance": TOLERANCE}
    options = solver_options(config.solve, INEXACT, log) | limits
    start = time.perf_counter()
    status = network.optimize.solve_model(solver_name="highs", io_api="direct", solver_options=options)
    if status != ("ok", "optimal"):
        raise SolveError(f"{INEXACT} ended {status[1]!r}")
    network.meta = {**network.meta, "objective_eur": float(network.objective)}
    seconds = time.perf_counter() - start
    size = {"solver_s": seconds, "columns": float(model.nvars), "rows": float(model.ncons)}
    return size | figures(network, needs_table(network))


def figures(network: pypsa.Network, needs: pd.DataFrame) -> Record:
    """Return cost, emissions, prices and capacities of a solved network."""
    return {
        "cost_meur": float(network.meta["objective_eur"]) / 1e6,
        "flanders_mt": ledger_mt(network, ATMOSPHERE),
        "upstream_mt": ledger_mt(network, UPSTREAM),
        **prices(network),
        "new": new_capacity(network),
        "corridors": corridors(network, needs),
    }


def ledger_mt(network: pypsa.Network, bus: str) -> float:
    """Return what a ledger took in [Mt/a]."""
    mine = network.generators.query("bus == @bus and role in ('ledger', 'buy-out')")
    power = network.c["Generator"].dynamic["p"][mine.index] * mine["sign"]
    return -float(network.snapshot_weightings["objective"].to_numpy() @ power.sum(axis=1).to_numpy()) / 1e6


def prices(network: pypsa.Network) -> dict[str, float]:
    """Return mean and spread of the price of electricity in the clusters, weighted with hours [EUR/MWh]."""
    buses = network.buses.query("carrier == 'electricity' and node == cluster")
    loaded = network.loads.loc[network.loads["bus"].isin(buses.index), "bus"].unique()
    price = network.c["Bus"].dynamic["marginal_price"][loaded].mean(axis=1)
    weights = network.snapshot_weightings["objective"]
    ranked = price.sort_values()
    reach = weights[ranked.index].cumsum() / weights.sum()
    low, high = (float(ranked[reach >= share].iloc[0]) for share in (0.05, 0.95))
    return {"price_mean": float(price @ weights / weights.sum()), "price_p05": low, "price_p95": high}


def new_capacity(network: pypsa.Network) -> dict[str, float]:
    """Return what is built of every technology [MW or t/h], corridors left out."""
    totals: dict[str, float] = {}
    for component in ("Process", "Generator", "StorageUnit"):
        static = network.c[component].static
        built = static[static["p_nom_extendable"]].groupby("technology")["p_nom_opt"].sum()
        totals |= {str(name): float(size) for name, size in built.items() if size >= NEW_CAPACITY}
    return totals


def corridors(network: pypsa.Network, needs: pd.DataFrame) -> dict[str, Record]:
    """Return needed and new capacity of every corridor, by carrier and ends."""
    family = network.buses.drop_duplicates("carrier").set_index("carrier")["family"]
    rows: dict[str, Record] = {}
    for row in needs.to_dict("records"):
        name = f"{row['from_carrier']} {row['from']} - {row['to']}"
        name += f" {row['to_carrier']}" if row["kind"] == "conversion" else ""
        sizes = {key: float(row[key]) for key in ("existing", "needed", "built")}
        rows[name] = {"family": str(family[row["carrier"]]), "unit": row["unit"], **sizes}
    return rows


def corridor_table(record: Record) -> pd.DataFrame:
    """Return the corridors of a record: index name; ``family, unit, existing, needed, built``."""
    return pd.DataFrame.from_dict(record["corridors"], orient="index")


def compare(record: Record, reference: Record) -> dict[str, float | str]:
    """Return one row of the table: what the case says, and how far that is from the reference.

    Returns
    -------
    dict
        ``needed_*``: sum over corridors of the absolute difference of needed capacity [MW; t/h for CO2];
        ``needed_percent_*``: that over the needed capacity of the reference; ``built_*``, ``built_error_*``: new
        capacity, and the sum of its absolute differences; ``rank_*``: Spearman's rank
        correlation of new capacity over the corridors that either of the two builds, empty below three.
    """
    mine, other = corridor_table(record), corridor_table(reference)
    mine = mine.reindex(other.index).fillna({"needed": 0.0, "built": 0.0})
    gap = (mine["needed"] - other["needed"]).abs()
    row: dict[str, float | str] = {}
    for family in FAMILIES:
        chosen = other["family"] == family
        total = float(other.loc[chosen, "needed"].sum())
        row[f"needed_{family}"] = float(gap[chosen].sum())
        row[f"needed_percent_{family}"] = 100.0 * float(gap[chosen].sum()) / total if total else float("nan")
        row[f"built_{family}"] = float(mine.loc[chosen, "built"].sum())
        row[f"built_error_{family}"] = float((mine["built"] - other["built"]).abs()[chosen].sum())
        row[f"rank_{family}"] = rank_correlation(mine.loc[chosen, "built"], other.loc[chosen, "built"])
    row["rank_all"] = rank_correlation(mine["built"], other["built"])
    row["cost_percent"] = 100.0 * (record["cost_meur"] / reference["cost_meur"] - 1.0)
    row["flanders_kt"] = 1000.0 * (record["flanders_mt"] - reference["flanders_mt"])
    return row


def rank_correlation(mine: pd.Series[float], other: pd.Series[float]) -> float:
    """Return Spearman's correlation over what is built in one of the two; what is not built counts as zero."""
    built = (mine >= NEW_CAPACITY) | (other >= NEW_CAPACITY)
    if built.sum() < 3:
        return float("nan")
    pair = [part[built].where(part[built] >= NEW_CAPACITY, 0.0).rank() for part in (mine, other)]
    return float(pair[0].corr(pair[1]))


PLAIN: Final = [
    "case",
    "snapshots",
    "columns",
    "rows",
    "solver_s",
    "cpu_s",
    "peak_mb",
    "peak_percent",
    "residual_rmse_percent",
    "cost_meur",
    "flanders_mt",
    "upstream_mt",
    "price_mean",
    "price_p05",
    "price_p95",
]


def resolution_table(records: Sequence[Record], reference: Record) -> pd.DataFrame:
    """Return one row per case, in the order given."""
    rows = [{key: record.get(key) for key in PLAIN} | compare(record, reference) for record in records]
    return pd.DataFrame(rows)


def largest_corridors(records: Sequence[Record], reference: Record, count: int) -> pd.DataFrame:
    """Return new capacity in every case of the corridors that the reference builds most."""
    built = {record["case"]: corridor_table(record)["built"] for record in records}
    table = pd.DataFrame(built).fillna(0.0)
    table.insert(0, "unit", corridor_table(reference)["unit"].reindex(table.index).fillna(""))
    largest = table[str(reference["case"])].nlargest(count).index
    return table.loc[largest].rename_axis("corridor").reset_index()


def technology_table(records: Sequence[Record], reference: Record, count: int) -> pd.DataFrame:
    """Return what is built of the largest technologies in every case [MW or t/h]."""
    table = pd.DataFrame({record["case"]: record["new"] for record in records}).fillna(0.0)
    largest = table.to_numpy().max(axis=1).argsort()[::-1][:count]
    return pd.DataFrame(table.iloc[largest]).rename_axis("technology").reset_index()


def method_table(records: Iterable[Record]) -> pd.DataFrame:
    """Return one row per solve: method, crossover, threads, seconds, status."""
    order = ["year", "case", "method", "crossover", "threads"]
    keys = [*order, "status", "build_s", "solver_s", "wall_s", "cpu_s", "peak_mb", "cost_meur", "flanders_mt"]
    frame = pd.DataFrame([{key: record.get(key) for key in keys} for record in records])
    return frame.sort_values(order, ignore_index=True)


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, numbers with four significant digits and no exponent."""

    def cell(value: object) -> str:
        if isinstance(value, float):
            if pd.isna(value):
                return ""
            return f"{value:,.0f}" if abs(value) >= 1000 else f"{float(f'{value:.3g}'):g}"
        return str(value)

    lines = [list(table.columns), ["---"] * len(table.columns)]
    lines += [[cell(value) for value in row] for row in table.itertuples(index=False)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


SERIES: Final = {
    "peak %": "peak_percent",
    "with design day %": "design_peak_percent",
    "sun %": "solar_variability_percent",
    "wind on land %": "onwind_variability_percent",
    "wind at sea %": "offwind_variability_percent",
    "load, error %": "load_rmse_percent",
    "residual load, error %": "residual_rmse_percent",
}


def write_series(args: argparse.Namespace) -> None:
    """Write what the hourly series lose in every resolution into `docs/resolution.md`; nothing is solved for it."""
    base = settings(args, "12x8")
    tables = check_all(args.data, base)
    hourly = profiles.build(base.weather, tables["calibration"])
    rows = []
    for case in SERIES_CASES:
        time_steps = settings(args, case).time
        resolution = aggregate(hourly, time_steps)
        error = residual_error(hourly, resolution, time_steps.residual_gw)
        rows.append((len(resolution.series), case, *(f"{error[key]:.1f}" for key in SERIES.values())))
    found = markdown_table(["snapshots", "resolution", *SERIES], sorted(rows))
    told = stamp("base", inputs_digest(tables, Config(), SERIES_WITHOUT), [], SERIES_COMMAND)
    text = renewed(PAGE.read_text(encoding="utf-8"), SERIES_COMMAND, {"series": f"{found}\n\n{told}"})
    PAGE.write_text(text, encoding="utf-8")


def read_records(folder: Path, year: int, mark: str) -> list[Record]:
    """Return the solves of a year that were made from the tables with this fingerprint."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{year}_*.json"))]
    fresh = [record for record in records if record["fingerprint"] == mark]
    if len(fresh) < len(records):
        print(f"{len(records) - len(fresh)} solves of {year} were made from other tables and are left out")
    return fresh


def write_tables(args: argparse.Namespace, mark: str) -> None:
    """Write all tables of a year as CSV and Markdown."""
    records = read_records(args.out, args.year, mark)
    tables = {"methods": method_table(records)} if records else {}
    solved: dict[str, Record] = {}
    for record in records:
        if record["status"] == "optimal" and not record["crossover"]:
            solved.setdefault(record["case"], record)
    if solved:
        finest = max(solved.values(), key=lambda record: (record["case"] == args.reference, record["snapshots"]))
        ordered = sorted(solved.values(), key=lambda record: record["snapshots"])
        tables["resolution"] = resolution_table(ordered, finest)
        tables["corridors"] = largest_corridors(ordered, finest, args.corridors)
        tables["technologies"] = technology_table(ordered, finest, args.technologies)
    for name, table in tables.items():
        table.to_csv(args.out / f"{name}_{args.year}.csv", index=False)
        text = markdown(table)
        (args.out / f"{name}_{args.year}.md").write_text(text, encoding="utf-8")
        print(f"\n{name} {args.year}\n\n{text}")


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2030)
    parser.add_argument("--cases", nargs="*", default=CASES, help=f"default: {' '.join(CASES)}")
    parser.add_argument("--reference", default="", help="case all are compared with; default: most snapshots")
    parser.add_argument("--method", default="ipx", choices=["auto", "ipx", "hipo", "simplex", INEXACT])
    parser.add_argument("--crossover", action="store_true", help="end an interior point in a basis")
    parser.add_argument("--threads", type=int, default=1, help="of one solve")
    parser.add_argument("--time-limit", type=float, default=7200.0, help="of one solve [s]")
    parser.add_argument("--jobs", type=int, default=1, help="solves at a time")
    parser.add_argument("--corridors", type=int, default=12, help="corridors in the table")
    parser.add_argument("--technologies", type=int, default=20, help="technologies in the table")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--series", action="store_true", help=f"solve nothing, renew the table of series in {PAGE}")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Run what has not been run and write the tables."""
    args = arguments(argv)
    if args.series:
        write_series(args)
        return
    (args.out / "logs").mkdir(parents=True, exist_ok=True)
    base = settings(args, "12x8")
    mark = fingerprint(check_all(args.data, base), base)
    done = {
        solve_name(argparse.Namespace(**record), record["case"]) for record in read_records(args.out, args.year, mark)
    }
    todo = [case for case in args.cases if solve_name(args, case) not in done]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(args.jobs, mp_context=context, max_tasks_per_child=1) as pool:
        for future in as_completed([pool.submit(run_case, args, case) for case in todo]):
            record = future.result()
            name = solve_name(args, record["case"])
            print(f"{name}: {record['status']} in {record['wall_s']:.0f} s, {record['peak_mb']:.0f} MB", flush=True)
    write_tables(args, mark)


if __name__ == "__main__":
    main()
