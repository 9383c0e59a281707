"""What a coalition of works costs: the usual way, the same with an interior point method, and the engine.

    python benchmarks/ranking.py --synthetic 10 20 40
    python benchmarks/ranking.py --scenario base --year 2040 --sample 2 --walk 40
    python benchmarks/ranking.py --scenario base --year 2040 --segments 16 --sample 1 --walk 20
    python benchmarks/ranking.py --scenario base --year 2040 --equal 50

The usual way builds a network and a model for every coalition and solves it from scratch with HiGHS as PyPSA calls it.
It is sampled and extrapolated. The engine solves a walk of neighbouring coalitions, after one solve from scratch.
Every coalition is valued by all three and compared. ``--equal`` holds warm against cold on random coalitions.
Reads ``resources/`` of a run of the scenario. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import linopy
import numpy as np
import pandas as pd
import pypsa

from werven.coalition import Coalition
from werven.config.settings import load
from werven.data.inputs import read_group
from werven.network.build import Inputs
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.solve import create_model, quiet
from werven.ranking.closures import Closure
from werven.ranking.linear.program import Program
from werven.ranking.players import works_of
from werven.ranking.scenario import players_of
from werven.ranking.solver.chain import Chain, Point, Settings
from werven.ranking.value import Outcome, Source, Valuation
from werven.scenarios import weather_id
from werven.weather import profiles

#: Solves at the same time where warm is held against cold.
CORES = 2
#: HiGHS as PyPSA calls it; HiPO; and ipx without crossover, which gives no corner but is the fastest from scratch.
WAYS: dict[str, dict[str, object]] = {
    "a_default": {},
    "b_hipo": {"solver": "hipo"},
    "b_ipx": {"solver": "ipx", "run_crossover": "off"},
}


@dataclass(frozen=True)
class Case:
    """A network whose works are ranked."""

    label: str
    source: Source
    price: float
    model: Callable[[pypsa.Network], linopy.Model]


def base_case(scenario: str, year: int, segments: int | None, clusters: int | None) -> Case:
    """Return a case of the workflow, with other segments or fewer clusters where asked."""
    config = load(Path("config/config.yaml"), Path("config/scenarios.yaml"), scenario)
    if segments is not None:
        config = config.model_copy(update={"time": config.time.model_copy(update={"segments": segments})})
    folder = Path("resources") / scenario
    tables = read_group(folder / "inputs", ["common", "demand", "network"])
    if clusters is not None:
        ids = [str(node) for node in tables["nodes"].query("kind == 'cluster'")["node"]][:clusters]
        config = config.model_copy(update={"network": config.network.model_copy(update={"clusters": ids})})
    demand = pd.read_csv(folder / str(year) / "demand.csv")
    if clusters is not None:
        kept = demand["node"].isin(tables["nodes"].loc[~tables["nodes"]["kind"].eq("cluster"), "node"])
        demand = demand[kept | demand["node"].str.split(".").str[0].isin(ids)]
    data = profiles.load(Path("resources/profiles") / f"{weather_id(config)}.nc")
    inputs = Inputs(tables, demand, data, config, scenario, year)
    price = float(tables["prices"].query("item == 'co2_ets' and year == @year")["price"].iloc[0])
    network = inputs.network(price)

    def model(built: pypsa.Network) -> linopy.Model:
        return create_model(built, config)

    players = players_of(network, inputs)
    source = Source(lambda _: network, players, ATMOSPHERE, UPSTREAM, model)
    places = int(network.buses.query("kind == 'cluster'")["node"].nunique())
    label = f"{scenario} {year}, {len(network.snapshots)} snapshots, {places} clusters"
    return Case(label, source, price, model)


def synthetic_case(works: int, snapshots: int, seed: int = 0) -> Case:
    """Return a ring of regions with wind, gas and new plants, where the works are lines."""
    rng = np.random.default_rng(seed)
    network, regions = pypsa.Network(), max(4, works // 2)
    network.set_snapshots(range(snapshots))
    network.snapshot_weightings.loc[:, :] = 8760.0 / snapshots
    network.add("Carrier", ["gas", "wind", "line"], co2_emissions=[0.2, 0.0, 0.0])
    for place in range(regions):
        bus = f"R{place}"
        network.add("Bus", bus)
        network.add("Load", bus, bus=bus, p_set=rng.uniform(500, 1500) * rng.uniform(0.6, 1.0, snapshots))
        network.add(
            "Generator",
            f"gas {bus}",
            bus=bus,
            carrier="gas",
            p_nom=3000,
            efficiency=0.5,
            marginal_cost=rng.uniform(40, 60),
        )
        network.add(
            "Generator", f"wind {bus}", bus=bus, carrier="wind", p_nom_extendable=True, p_nom_max=rng.uniform(0, 4000),
            capital_cost=rng.uniform(60e3, 120e3), p_max_pu=rng.uniform(0.0, 0.9, snapshots),
        )  # fmt: skip
    for work in range(works):
        start, end = rng.choice(regions, 2, replace=False)
        network.add(
            "Link", f"W{work}", bus0=f"R{start}", bus1=f"R{end}", carrier="line", p_nom=rng.uniform(100, 600),
            p_min_pu=-1.0, marginal_cost=0.0, work=f"W{work:02d}",
        )  # fmt: skip

    def model(built: pypsa.Network) -> linopy.Model:
        return built.optimize.create_model()

    source = Source(lambda _: network, works_of(network), "carrier", None, model)
    return Case(f"synthetic, {works} works, {regions} regions, {snapshots} snapshots", source, 100.0, model)


def fresh(case: Case, coalition: Coalition, options: dict[str, object]) -> tuple[float, float]:
    """Return the cost [EUR/a] of a coalition solved from scratch, and the seconds it took."""
    began = time.perf_counter()
    network = case.source.network(case.price).copy()
    for work, parts in case.source.players.components.items():
        for component, name in zip(parts["component"], parts["name"], strict=True):
            network.c[component].static.loc[name, "active"] = work in coalition
    if case.source.ledger == "carrier":
        price_fuels(network, case.price)
    with quiet():
        case.model(network)
        status = network.optimize.solve_model(
            solver_name="highs", io_api="direct", log_to_console=False, solver_options={"output_flag": False, **options}
        )
    if status != ("ok", "optimal"):
        return float("nan"), time.perf_counter() - began
    return float(network.objective), time.perf_counter() - began


def price_fuels(network: pypsa.Network, price: float) -> None:
    """Let generators pay for the CO2 of their fuel, as anybody would without the engine."""
    factor = network.generators["carrier"].map(network.carriers["co2_emissions"])
    network.generators["marginal_cost"] += price * factor / network.generators["efficiency"]


def walk_of(players: Sequence[str], length: int, seed: int = 0) -> list[Coalition]:
    """Return a random walk from everything down, and again from everything, of some length."""
    rng, walk = np.random.default_rng(seed), []
    while len(walk) < length:
        left = list(rng.permutation(players))
        walk += [frozenset(left[taken:]) for taken in range(1, len(left) + 1)]
    return walk[:length]


def measure(case: Case, sample: int, length: int, folder: Path | None = None) -> dict[str, object]:
    """Return seconds per coalition of all ways, and the largest relative difference of their costs."""
    settings = Settings(cold="ipx" if "synthetic" not in case.label else "simplex")
    valuation = Valuation(case.source, Closure.at_price("price", case.price), settings, folder=folder)
    began = time.perf_counter()
    engine = valuation.engine
    engine.value(engine.everything)
    start = time.perf_counter() - began
    walk = walk_of(engine.players, length)
    began = time.perf_counter()
    points = engine.values((coalition, case.price) for coalition in walk)
    spent = time.perf_counter() - began
    solved = [engine.solved()[task].seconds for task in points if task in engine.solved()]
    row: dict[str, object] = {
        "case": case.label,
        "works": len(engine.players),
        "columns": int(engine.program.matrix.shape[1]),
        "rows": int(engine.program.matrix.shape[0]),
        "engine_start_s": start,
        "engine_per_coalition_s": spent / len(walk),
        "engine_median_solve_s": float(np.median(solved)),
        "engine_mean_solve_s": float(np.mean(solved)),
        "solved": len(solved),
        "asked": len(walk),
    }
    chosen = [walk[place] for place in np.linspace(0, len(walk) - 1, sample).astype(int)] if sample else []
    for way, options in WAYS.items():
        found = [fresh(case, coalition, options) for coalition in chosen]
        if not found:
            continue
        seconds = float(np.median([time_s for _, time_s in found]))
        costs = np.array([cost for cost, _ in found])
        warm = np.array([points[coalition, case.price].cost_eur for coalition in chosen])
        row |= {f"{way}_s": seconds, f"{way}_over_engine": seconds / float(row["engine_per_coalition_s"])}
        row[f"{way}_difference"] = float(np.nanmax(np.abs(costs / warm - 1.0)))
        row[f"{way}_failed"] = int(np.isnan(costs).sum())
    valuation.close()
    return row


def equal(case: Case, number: int, folder: Path | None) -> dict[str, object]:
    """Return the largest differences of warm and cold over random coalitions: cost, and mean emissions over a band."""
    closure = Closure.at_price("band", (0.8 * case.price, 1.2 * case.price))
    valuation = Valuation(case.source, closure, Settings(), chains=CORES, folder=folder)
    engine = valuation.engine
    rng = np.random.default_rng(3)
    chosen = [frozenset(p for p in engine.players if rng.random() < share) for share in rng.uniform(0.1, 0.9, number)]
    engine.values((coalition, price) for coalition in chosen for price in closure.prices())
    tasks = [(coalition, price) for coalition in chosen for price in closure.prices()]
    with ThreadPoolExecutor(CORES) as pool:
        points = dict(zip(tasks, pool.map(lambda task: cold(engine.program, *task), tasks), strict=True))
    cost, emissions = 0.0, 0.0
    for coalition in chosen:
        warm = valuation.outcome(coalition)
        true = Outcome.of(closure, [points[coalition, price] for price in closure.prices()])
        cost = max(cost, abs(true.cost_eur / warm.cost_eur - 1.0))
        emissions = max(emissions, abs(true.emissions_t - warm.emissions_t))
    valuation.close()
    return {"case": case.label, "equal": number, "cost_difference": cost, "emissions_difference_t": emissions}


def cold(program: Program, coalition: Coalition, price: float) -> Point:
    """Return a coalition solved from scratch in a solver of its own."""
    return Chain(program, Settings(reduce=False)).solve(coalition, price)


def cases(options: argparse.Namespace) -> Iterable[Case]:
    """Yield the cases asked for."""
    for works in options.synthetic:
        yield synthetic_case(works, options.snapshots)
    if options.scenario:
        yield base_case(options.scenario, options.year, options.segments, options.clusters)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="")
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--segments", type=int)
    parser.add_argument("--clusters", type=int)
    parser.add_argument("--synthetic", type=int, nargs="*", default=[])
    parser.add_argument("--snapshots", type=int, default=96)
    parser.add_argument("--sample", type=int, default=2, help="coalitions solved the usual ways")
    parser.add_argument("--walk", type=int, default=40, help="coalitions asked of the engine")
    parser.add_argument("--equal", type=int, default=0, help="random coalitions, warm against cold")
    parser.add_argument("--cache", type=Path, help="store of the engine, for --equal")
    options = parser.parse_args(arguments)
    rows = [
        equal(case, options.equal, options.cache) if options.equal else measure(case, options.sample, options.walk)
        for case in cases(options)
    ]
    for row in rows:
        print(
            "\n".join(
                f"{key:28} {value:.4g}" if isinstance(value, float) else f"{key:28} {value}"
                for key, value in row.items()
            ),
            end="\n\n",
        )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
