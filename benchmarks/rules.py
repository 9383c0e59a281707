"""How long every rule of the workflow took: Python, building the model, solver; wall, processor, memory.

Reads what a run left behind: Snakemake's benchmark files under ``resources/`` and ``timings.csv`` in every folder of
a year under ``results/``. ::

    python benchmarks/rules.py
    python benchmarks/rules.py --scenario base --out benchmarks/results/rules.csv
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

YEAR = re.compile(r"\d{4}")
COLUMNS = ["rule", "scenario", "year", "wall_s", "cpu_s", "build_s", "solver_s", "python_s", "memory_mb"]


def read_benchmark(path: Path, resources: Path) -> dict[str, object]:
    """Return rule, scenario, year, seconds and memory of one benchmark file of Snakemake.

    Raises
    ------
    ValueError
        The file has no row, or none of the columns that Snakemake writes.
    """
    frame = pd.read_csv(path, sep="\t", na_values="-")
    if frame.empty or not {"s", "cpu_time", "max_rss"} <= set(frame.columns):
        raise ValueError(f"{path} is no benchmark file of Snakemake")
    folders = [part for part in path.relative_to(resources).parent.parts if part != "benchmarks"]
    shared = folders[:1] == ["profiles"]
    return {
        "rule": "profiles" if shared else path.stem,
        "scenario": "(shared)" if shared else folders[0],
        "year": next((part for part in folders if YEAR.fullmatch(part)), ""),
        "wall_s": float(frame["s"].mean()),
        "cpu_s": float(frame["cpu_time"].mean()),
        "memory_mb": float(frame["max_rss"].max()),
    }


def read_timings(path: Path) -> dict[str, float]:
    """Return the seconds that the sizing run spent on building the model and in the solver."""
    values = pd.read_csv(path).set_index("item")["value"]
    return {name: float(values[name]) for name in ("build_s", "solver_s")}


def rule_table(resources: Path, results: Path, scenario: str = "") -> pd.DataFrame:
    """Return one row per rule, scenario and year, the slowest first.

    Parameters
    ----------
    resources, results : Path
        Folders of a run.
    scenario : str
        Keep this scenario and what is shared; all when empty.

    Returns
    -------
    DataFrame
        See `COLUMNS`; ``python_s`` is wall time without building and solver: Python's start, imports, reading,
        writing, tables, figures. Building and solver are empty for rules that solve nothing.
    """
    rows = []
    for path in sorted(resources.rglob("*.tsv")):
        row = read_benchmark(path, resources)
        timings = results / str(row["scenario"]) / str(row["year"]) / "timings.csv"
        if row["rule"] == "needs" and timings.exists():
            row |= read_timings(timings)
        rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    if scenario:
        table = table[table["scenario"].isin((scenario, "(shared)"))]
    solved = table[["build_s", "solver_s"]].astype(float).fillna(0.0).sum(axis=1)
    table["python_s"] = table["wall_s"] - solved
    return table.sort_values("wall_s", ascending=False, ignore_index=True)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table and its sum; write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="", help="only this scenario; default: all")
    parser.add_argument("--resources", type=Path, default=Path("resources"))
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--out", type=Path, help="write the table as CSV")
    args = parser.parse_args(argv)
    table = rule_table(args.resources, args.results, args.scenario)
    if table.empty:
        parser.error(f"no benchmark files under {args.resources}; run the workflow first")
    print(table.to_string(index=False, na_rep="", float_format="{:.1f}".format))
    seconds = table[["wall_s", "cpu_s", "build_s", "solver_s", "python_s"]].astype(float).sum()
    print("\nsum over all jobs: " + ", ".join(f"{name} {value:.0f}" for name, value in seconds.items()))
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(args.out, index=False)


if __name__ == "__main__":
    main()
