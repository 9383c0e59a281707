"""How large the atlas gets, how long it takes to make and to open, and how fast it answers a tick.

Reads a run (``results/``, ``resources/``), or copies its scenario until there are as many scenarios and years as asked
for, all different, every year ranked under three closures. Opening needs Chromium and playwright. ::

    python benchmarks/atlas.py
    python benchmarks/atlas.py --scenarios 6 --years 2030 2035 2040 2050 --coalitions 1000
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from werven.atlas.content import build
from werven.atlas.page import render, tiles, write
from werven.config.settings import Config
from werven.data.polygons import read_outline
from werven.solved.scenario import Solved, SolvedYear, find_solved

CLOSURES = ("ets", "societal", "cap")


def moved(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return a table whose fractions are all a little different."""
    columns = table.select_dtypes("float").columns
    return table.assign(**{name: table[name] * rng.uniform(0.9, 1.1, len(table)) for name in columns})


def coalitions(table: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return so many coalitions, more than were solved if need be; the reference stays."""
    works = sorted({work for text in table["coalition"] for work in text.split("+") if work})
    rows = [table]
    while sum(map(len, rows)) < count:
        drawn = ["+".join(work for work in works if rng.random() < 0.5) for _ in table.index]
        rows.append(table.assign(coalition=drawn, used=drawn))
    whole = pd.concat(rows).drop_duplicates("coalition")
    rest = whole[whole["coalition"] != ""].head(count - 1)
    return pd.concat([whole[whole["coalition"] == ""].head(1), rest])


def ranked(tables: dict[str, pd.DataFrame], closure: str, count: int, rng: np.random.Generator) -> dict[str, Any]:
    """Return the tables of a ranking under another closure."""
    own = {name: table.assign(closure=closure) for name, table in tables.items()}
    own["coalitions"] = coalitions(own["coalitions"], count, rng)
    return {name: table if name == "runs" else moved(table, rng) for name, table in own.items()}


def multiplied(found: list[Solved], scenarios: int, years: list[int], count: int) -> list[Solved]:
    """Return scenarios and years that are copies of the first one with other numbers."""
    rng = np.random.default_rng(1)
    base = found[0]
    source = next(own for own in base.years.values() if own.rankings)
    tables = {name: table for name, table in next(iter(source.rankings.values())).items()}
    result = []
    for number in range(scenarios):
        own: dict[int, SolvedYear] = {}
        for year in years:
            parts = {name: moved(getattr(source, name), rng) for name in ("demand", "needs", "balance", "emissions")}
            rankings = {closure: ranked(tables, closure, count, rng) for closure in CLOSURES}
            own[year] = replace(source, year=year, rankings=rankings, **parts)
        inputs = {name: moved(table, rng) if number else table for name, table in base.inputs.items()}
        result.append(replace(base, scenario=f"copy-{number}", years=own, inputs=inputs))
    return result


def opened(path: Path, runs: int) -> dict[str, float]:
    """Return the median seconds until the first map stands, and milliseconds of a tick, in headless Chromium."""
    from playwright.sync_api import sync_playwright

    code = """() => [...document.querySelectorAll('.choice input')].map((box) => {
        const start = performance.now(); box.click(); document.body.getBoundingClientRect();
        return performance.now() - start; })"""
    first: list[float] = []
    ticks: list[float] = []
    options = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        for _ in range(runs):
            page = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True).new_page()
            start = time.perf_counter()
            page.goto(f"file://{path}", wait_until="commit")
            page.locator("#main .drawing .main-svg").first.wait_for()
            first.append(time.perf_counter() - start)
            page.goto(f"file://{path}#view=whatif")
            page.locator("#whatif-value").wait_for()
            ticks += page.evaluate(code)
            page.context.close()
        browser.close()
    return {"first_map_s": statistics.median(first), "tick_ms": statistics.median(ticks), "slowest_tick_ms": max(ticks)}


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(), help="folder of the run")
    parser.add_argument("--scenarios", type=int, default=0, help="copies; 0: what was solved")
    parser.add_argument("--years", type=int, nargs="+", default=[2030, 2040, 2050])
    parser.add_argument("--coalitions", type=int, default=1000, help="a ranking")
    parser.add_argument("--runs", type=int, default=5, help="times it is opened")
    words = parser.parse_args()
    start = time.perf_counter()
    found = find_solved(words.root / "results", words.root / "resources")
    read = time.perf_counter() - start
    if words.scenarios:
        found = multiplied(found, words.scenarios, words.years, words.coalitions)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atlas.html"
        start = time.perf_counter()
        content = build(found, read_outline(words.root / "data/outline.csv"), "2000-01-01")
        write(render({**content, "background": tiles(Config().atlas)}, "nl"), path)
        made = time.perf_counter() - start
        size = {"html_mb": path.stat().st_size / 1e6, "zip_mb": path.with_suffix(".zip").stat().st_size / 1e6}
        told = {"read_s": read, "make_s": made, **size, **opened(path, words.runs)}
    print(json.dumps({name: round(value, 2) for name, value in told.items()}))


if __name__ == "__main__":
    main()
