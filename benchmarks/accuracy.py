"""How far the ranking moves with the orders drawn, with the time resolution, and with the band of CO2 prices.

    python benchmarks/accuracy.py --scenario base --year 2040 --pairs 2 4 8 16 32 --cache resources/cache/coalitions
    python benchmarks/accuracy.py --scenario base --year 2040 --pairs 4 --segments 4 8 12 16
    python benchmarks/accuracy.py --year 2040 --pairs 4 --segments 4 8 --band 1 1 --band 0.8 1.2 --out results/band.json
    python benchmarks/accuracy.py --year 2040 --pairs 4 8 --coarse 2 64 --block C03 C04 C06 C13

One row per band, time resolution and number of pairs of orders, held against the last of each: the finest resolution at
the most pairs. All draw the same orders, so that nothing else differs; with ``--coarse`` so many pairs of a network of
so few segments correct them, and its solves are counted too. Reads ``resources/`` of a run of the scenario.
The last line is JSON; ``--out`` keeps it, with the values of the works.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from ranking import Case, base_case

from werven.coalition import EMPTY
from werven.ranking.closures import Closure
from werven.ranking.drawing import BATCH
from werven.ranking.game.games import Game, pint, toot
from werven.ranking.game.residuals import Residuals
from werven.ranking.game.shapley import ShapleySettings, coarse_orders, shapley_sampled
from werven.ranking.solver.chain import Point, Settings
from werven.ranking.value import CO2, Valuation

#: What is told of each work [kt/a].
VALUES = ["pint", "toot", "shapley", "se"]
WHAT = "Values of works and their errors: kt CO2 a year; prices: EUR/t; solver_s: seconds of all solves together"
#: The works at the head of the ranking whose places matter most.
HEAD = 10


def values(case: Case, band: Sequence[float], options: argparse.Namespace) -> Iterator[pd.DataFrame]:
    """Yield the values of the works after each number of pairs of orders: ``pint, toot, shapley, se`` [kt/a]."""
    began = time.perf_counter()
    closure = Closure.at_price("band", (case.price * band[0], case.price * band[1]))
    coarse, spent = _coarse(closure, options) if options.coarse else (None, list[Point]())
    valuation = Valuation(case.source, closure, Settings(), options.chains, options.cache)
    game = valuation.game()
    game.fill(valuation.ends())
    ends = pd.DataFrame({"pint": pint(game)[CO2], "toot": toot(game)[CO2]})
    ends_s = time.perf_counter() - began
    for count in options.pairs:
        drawn = _drawn(game, count, options, ends, coarse)
        solved = [*valuation.engine.solved().values(), *spent]
        yield drawn.assign(
            price_low=closure.low,
            price_high=closure.high,
            snapshots=len(case.source.network(case.price).snapshots),
            pairs=count,
            coarse_pairs=coarse.pairs if coarse else 0,
            ends_s=ends_s,
            seconds=time.perf_counter() - began,
            solved=len(solved),
            solver_s=sum(point.seconds for point in solved),
            pivots=sum(point.iterations for point in solved),
            total=float((game[game.full] - game[EMPTY])[0]),
        )
    valuation.close()


def _coarse(closure: Closure, options: argparse.Namespace) -> tuple[Residuals, list[Point]]:
    """Return orders of the coarse network, and what was solved for them."""
    segments, pairs = options.coarse
    case = base_case(options.scenario, options.year, segments, None)
    valuation = Valuation(case.source, closure, Settings(), options.chains, options.cache)
    settings = ShapleySettings(pairs=pairs, batch=BATCH, seed=options.seed)
    orders = coarse_orders(valuation.game(), [options.block], settings)
    solved = list(valuation.engine.solved().values())
    valuation.close()
    return orders, solved


def _drawn(
    game: Game, pairs: int, options: argparse.Namespace, ends: pd.DataFrame, coarse: Residuals | None
) -> pd.DataFrame:
    """Return the values of the works after so many pairs, without orders when there are none."""
    if pairs == 0:
        return ends.assign(shapley=ends.mean(axis=1), se=float("nan"))
    settings = ShapleySettings(pairs=pairs, batch=options.chains, seed=options.seed)
    drawn = shapley_sampled(game, [] if coarse else [options.block], settings, coarse=coarse)
    return ends.assign(shapley=drawn.shapley[CO2], se=drawn.se[CO2])


def compared(table: pd.DataFrame, reference: pd.DataFrame, lines: set[str]) -> dict[str, float]:
    """Return how far values and order are from those of a reference, electricity works and others apart."""
    row: dict[str, float] = {name: float(table[name].iloc[0]) for name in table.columns.difference(VALUES, sort=False)}
    row |= {"largest_se": float(table["se"].max()), "rms_se": float((table["se"] ** 2).mean() ** 0.5)}
    apart = (table["shapley"] - reference["shapley"]).abs()
    ends = ((table[["pint", "toot"]] - reference[["pint", "toot"]]).mean(axis=1)).abs()
    for name, works in (("lines", table.index.isin(lines)), ("others", ~table.index.isin(lines))):
        row |= {f"largest_{name}": float(apart[works].max()), f"mean_{name}": float(apart[works].mean())}
        row[f"ends_{name}"] = float(ends[works].mean())
    row["rank"] = float(table["shapley"].corr(reference["shapley"], method="spearman"))
    heads = [t["shapley"].nlargest(HEAD).index for t in (table, reference)]
    row["head"] = len(heads[0].intersection(heads[1]))
    return row


def cases(options: argparse.Namespace) -> Iterable[Case]:
    """Yield the case at every resolution asked for."""
    for segments in options.segments or [None]:
        yield base_case(options.scenario, options.year, segments, None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="base")
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--segments", type=int, nargs="*", default=[])
    parser.add_argument("--pairs", type=int, nargs="+", default=[2, 4, 8, 16], help="0: PINT and TOOT alone")
    parser.add_argument("--block", nargs="*", default=[], help="works that act together, enumerated")
    parser.add_argument("--band", type=float, nargs=2, action="append", help="of the price; 1 1: the price alone")
    coarse = {"metavar": ("SEGMENTS", "PAIRS"), "help": "correct with so many pairs of a network of so few segments"}
    parser.add_argument("--coarse", type=int, nargs=2, **coarse)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chains", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="store of the engine")
    parser.add_argument("--out", type=Path, help="JSON with the values of the works")
    options = parser.parse_args(arguments)
    found, labels, lines = [], list[str](), set[str]()
    for case in cases(options):
        network = case.source.network(case.price)
        lines = set(network.links.query("carrier == 'electricity work'")["work"]) - {""}
        for band in options.band or [[0.8, 1.2]]:
            for table in values(case, band, options):
                found.append(table)
                labels.append(case.label)
                print(f"{case.label}: {len(found)} done, {table['seconds'].iloc[0]:.0f} s", flush=True)
                rows = pd.DataFrame([compared(each, table, lines) for each in found], index=labels)
                if options.out:
                    _keep(options.out, rows, found)
    print(rows.round(2).to_string())
    print(json.dumps(_records(rows)))


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows as JSON knows them: what is endless is not there."""
    finite = rows.replace(float("inf"), float("nan")).round(3).rename_axis("case").reset_index()
    records: list[dict[str, object]] = json.loads(finite.to_json(orient="records"))
    return records


def _keep(path: Path, rows: pd.DataFrame, found: Sequence[pd.DataFrame]) -> None:
    """Write what was found so far, with the values of the works [kt/a], and how."""
    works = [table[VALUES].replace(float("inf"), float("nan")).round(3).to_json(orient="index") for table in found]
    told = {
        "what": WHAT,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "command": f"python benchmarks/accuracy.py {' '.join(sys.argv[1:])}",
        "rows": [row | {"works": json.loads(each)} for row, each in zip(_records(rows), works, strict=True)],
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
