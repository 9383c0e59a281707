"""How far the ranking moves with the orders drawn and with the time resolution.

    python benchmarks/accuracy.py --scenario base --year 2040 --pairs 2 4 8 16 32 --cache resources/cache/coalitions
    python benchmarks/accuracy.py --scenario base --year 2040 --pairs 4 --segments 4 8 12 16
    python benchmarks/accuracy.py --scenario base --year 2040 --pairs 4 --segments 4 8 --band 1 1

One row per time resolution and number of pairs of orders, held against the last of each: the finest resolution at the
most pairs. All resolutions draw the same orders, so that what differs is the resolution. Reads ``resources/`` of a run
of the scenario. The last line is JSON; ``--out`` keeps the values of the works.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from ranking import Case, base_case

from werven.coalition import EMPTY
from werven.ranking.closures import Closure
from werven.ranking.game.games import Game, pint, toot
from werven.ranking.game.shapley import ShapleySettings, shapley_sampled
from werven.ranking.solver.chain import Settings
from werven.ranking.value import CO2, Valuation

#: The works at the head of the ranking whose places matter most.
HEAD = 10


def values(case: Case, options: argparse.Namespace) -> Iterator[pd.DataFrame]:
    """Yield the values of the works after each number of pairs of orders: ``pint, toot, shapley, se`` [kt/a]."""
    began = time.perf_counter()
    closure = Closure.at_price("band", tuple(case.price * factor for factor in options.band))
    valuation = Valuation(case.source, closure, Settings(), options.chains, options.cache)
    game = valuation.game()
    game.fill([coalition] for coalition in valuation.ends())
    ends = pd.DataFrame({"pint": pint(game)[CO2], "toot": toot(game)[CO2]})
    ends_s = time.perf_counter() - began
    for count in options.pairs:
        yield _drawn(game, count, options, ends).assign(
            snapshots=len(case.source.network(case.price).snapshots),
            pairs=count,
            ends_s=ends_s,
            seconds=time.perf_counter() - began,
            total=float((game[game.full] - game[EMPTY])[0]),
        )
    valuation.close()


def _drawn(game: Game, pairs: int, options: argparse.Namespace, ends: pd.DataFrame) -> pd.DataFrame:
    """Return the values of the works after so many pairs, without orders when there are none."""
    if pairs == 0:
        return ends.assign(shapley=ends.mean(axis=1), se=float("nan"))
    settings = ShapleySettings(pairs=pairs, batch=options.chains, seed=options.seed)
    drawn = shapley_sampled(game, [options.block], settings)
    return ends.assign(shapley=drawn.shapley[CO2], se=drawn.se[CO2])


def compared(table: pd.DataFrame, reference: pd.DataFrame, lines: set[str]) -> dict[str, float]:
    """Return how far values and order are from those of a reference, electricity works and others apart."""
    named = ("snapshots", "pairs", "ends_s", "seconds", "total")
    row: dict[str, float] = {name: float(table[name].iloc[0]) for name in named}
    row["largest_se"] = float(table["se"].max())
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
    parser.add_argument("--band", type=float, nargs=2, default=[0.8, 1.2], help="of the price; 1 1: the price alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chains", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="store of the engine")
    parser.add_argument("--out", type=Path, help="CSV with the values of the works")
    options = parser.parse_args(arguments)
    found, lines = [], set[str]()
    for case in cases(options):
        network = case.source.network(case.price)
        lines = set(network.links.query("carrier == 'electricity work'")["work"]) - {""}
        for table in values(case, options):
            found.append(table)
            print(f"{case.label}: {len(found)} done, {table['seconds'].iloc[0]:.0f} s", flush=True)
            if options.out:
                pd.concat(found).rename_axis("work").round(3).to_csv(options.out)
    rows = pd.DataFrame([compared(table, found[-1], lines) for table in found])
    print(rows.round(2).to_string(index=False))
    print(rows.replace(float("inf"), float("nan")).to_json(orient="records"))


if __name__ == "__main__":
    main()
