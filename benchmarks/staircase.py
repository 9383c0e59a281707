"""Where the ledger falls as CO2 gets dearer, with every work built and with none, and which route takes over there.

    python benchmarks/staircase.py --year 2040 --segments 2

Plants here and abroad pay the price. Each step of 200 kt and more is named: which route gives way to which, where,
between which prices, and the published cost behind it. Reads ``data/``; writes ``results/staircase_YEAR.json``, the
figure and the block of ``docs/results.md``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from tornado import inputs_of

from werven.figures import style
from werven.network.build import Inputs
from werven.ranking.staircase import BUILT, World, staircase, steps, world
from werven.upkeep.documents import markdown_table, renewed
from werven.words.names import Names

HERE, PAGE, FIGURE = Path("benchmarks"), Path("docs/results.md"), Path("docs/img/staircase.png")
COMMAND = "python benchmarks/staircase.py"
LABELS = {"everything": "every work built", "nothing": "no work built"}
COLORS = {"everything": style.INK, "nothing": "#b9c2cc"}


def solved(built: str, inputs: Inputs, prices: Sequence[float]) -> dict[float, World]:
    """Return what the system does over prices."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "solver.log"
        found = staircase(lambda price: world(inputs, price, built, log), prices)
    print(built, "done:", len(found), "prices", flush=True)
    return found


def table(found: Mapping[str, Mapping[float, World]], inputs: Inputs) -> list[list[str]]:
    """Return the steps as rows of words."""
    names, rows = Names.of(inputs.tables, "en"), []
    for built, worlds in found.items():
        for step in steps(worlds).to_dict("records"):
            label = partial(names.label, "technology")
            over = label(step["takes_over"]) if step["takes_over"] else "less is made"
            places = [names.place(place) for place in str(step["clusters"]).split(";")]
            told = ", ".join(places[:3]) + (f" and {len(places) - 3} others" if len(places) > 3 else "")
            sector = names.sector_label(step["sector"])
            ends = f"{step['low']:g} to {step['high']:g}"
            route = f"{label(step['gives_way'])} → {over}"
            cost = published(inputs, step["takes_over"])
            rows.append([LABELS[built], ends, f"{step['kt']:,.0f}", sector, route, told, cost])
    return rows


def published(inputs: Inputs, technology: str) -> str:
    """Return what is published of the investment of a technology, with its source; empty where it has none."""
    costs = inputs.tables["technology_costs"].query("technology == @technology")
    if costs.empty:
        return ""
    row = costs.loc[(costs["year"] - inputs.year).abs().idxmin()]
    ends = "" if pd.isna(row["low"]) else f" ({row['low'] / 1e3:,.0f} to {row['high'] / 1e3:,.0f})"
    return f"{row['investment_eur_per_unit'] / 1e3:,.0f}{ends} k€ a unit: {row['source']}"


@style.themed
def draw(found: Mapping[str, Mapping[float, World]], case: str) -> None:
    """Draw the ledger over the CO2 price."""
    figure, ax = plt.subplots(figsize=(8.5, 4.2), layout="constrained")
    for built, worlds in found.items():
        ledger = [own.ledger_t / 1e6 for own in worlds.values()]
        ax.plot(list(worlds), ledger, color=COLORS[built], linewidth=2.2, marker="o", markersize=3, label=LABELS[built])
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel("CO2 price, here and abroad [€/t]")
    ax.set_title("CO2 of the modelled sectors of Flanders [Mt/a]", loc="left", fontsize=style.SMALL)
    ax.grid(color="#e9e7e2", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.legend(frameon=False, fontsize=style.SMALL)
    made = f"{case}. {datetime.now(UTC):%Y-%m-%d}, {COMMAND}"
    figure.supxlabel(made, fontsize=style.FOOTER, color=style.MUTED, x=0.01, ha="left")
    figure.savefig(FIGURE, dpi=120)
    plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve, write, draw and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--segments", type=int, default=2)
    parser.add_argument("--prices", type=float, nargs=3, default=[60.0, 250.0, 10.0], help="first, last, step [EUR/t]")
    options = parser.parse_args(arguments)
    first, last, step = options.prices
    prices = [float(price) for price in np.arange(first, last + step / 2.0, step)]
    inputs = inputs_of(options.year, options.segments)
    with ProcessPoolExecutor(len(BUILT)) as pool:
        found = dict(zip(BUILT, pool.map(partial(solved, inputs=inputs, prices=prices), BUILT), strict=True))
    case = f"Base case {options.year}, {options.segments} segments a day"
    draw(found, case)
    rows = table(found, inputs)
    heads = ["works", "CO2 price, €/t", "kt", "sector", "route", "where", "published investment"]
    ledger = {
        built: {f"{price:g}": round(own.ledger_t / 1e6, 4) for price, own in ws.items()} for built, ws in found.items()
    }
    told = {"case": case, "ledger_mt": ledger, "steps": [dict(zip(heads, row, strict=True)) for row in rows]}
    path = HERE / "results" / f"staircase_{options.year}.json"
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    made = f"*{case}; {datetime.now(UTC):%d %B %Y}, `{COMMAND}`.*"
    block = f"{markdown_table(heads, rows)}\n\n{made}"
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), COMMAND, {"staircase": block}), encoding="utf-8")


if __name__ == "__main__":
    main()
