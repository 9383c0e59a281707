"""What steel, hydrogen and the ledger do when one price is at the low or the high end of what is published.

    python benchmarks/tornado.py --year 2040 --segments 2

Every price with a published range is moved alone, and the sizing run solved again. Reads ``data/``; writes
``results/tornado_YEAR.json`` and the block of ``docs/results.md``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from werven.config.settings import load
from werven.data.inputs import check_all
from werven.network.build import Inputs, build_network
from werven.network.demand import build_demand
from werven.network.needs import run_needs
from werven.upkeep.documents import markdown_table, renewed
from werven.weather import profiles
from werven.words.names import Names

HERE, PAGE = Path("benchmarks"), Path("docs/results.md")
COMMAND = "python benchmarks/tornado.py"
#: Prices that are moved: items of `prices`, and what stores of CO2 ask.
PRICES = ("coal", "iron_ore", "dr_pellets", "scrap", "natural_gas", "co2")
CARRIERS = ("steel", "sponge_iron")
#: A route that moves less is not told [Mt or TWh a year].
LEAST = 0.02


def inputs_of(year: int, segments: int) -> Inputs:
    """Return the base case of a year at a number of segments a day, from ``data/``."""
    config = load(Path("config/config.yaml"), Path("config/scenarios.yaml"), "base")
    config = config.model_copy(update={"time": config.time.model_copy(update={"segments": segments})})
    tables = check_all(Path("data"), config)
    hourly = profiles.build(config.weather, pd.read_csv("data/calibration.csv"))
    return Inputs(tables, build_demand(tables, hourly, config, year), hourly, config, "base", year)


def moved(inputs: Inputs, item: str, end: str) -> Inputs:
    """Return the inputs with a price at an end of its range in every year."""
    table, column = ("neighbour_supply", "price_eur_per_unit") if item == "co2" else ("prices", "price")
    rows = inputs.tables[table].copy()
    mine = rows["kind"] == "sink" if item == "co2" else rows["item"] == item
    rows.loc[mine, column] = rows.loc[mine, end].fillna(rows.loc[mine, column])
    return replace(inputs, tables={**inputs.tables, table: rows})


def price_of(inputs: Inputs, item: str) -> float:
    """Return a price of the year; of CO2 what the stores ask on average, without the way there [EUR per unit]."""
    if item == "co2":
        sinks = inputs.tables["neighbour_supply"].query("kind == 'sink' and room_per_year > 0")
        near = sinks[sinks["year"] == sinks.loc[(sinks["year"] - inputs.year).abs().idxmin(), "year"]]
        return float(near["price_eur_per_unit"].mean())
    rows = inputs.tables["prices"].query("item == @item")
    return float(rows.loc[(rows["year"] - inputs.year).abs().idxmin(), "price"])


def outcome(inputs: Inputs) -> pd.Series:
    """Return what the routes of steel make [Mt a year], and the ledger [Mt a year]."""
    with tempfile.TemporaryDirectory() as folder:
        found = run_needs(build_network(inputs), inputs.config, Path(folder) / "solver.log")
    rows = found.balance.query("bus_carrier in @CARRIERS and component == 'Process' and value > 0")
    made = rows.groupby("technology")["value"].sum() / 1e6
    ledger = found.emissions.query("boundary == 'flanders'")["t_per_year"].sum() / 1e6
    return pd.concat([made, pd.Series({"ledger": float(ledger)})])


def table(now: pd.Series, ends: Mapping[str, Mapping[str, tuple[float, pd.Series]]], names: Names) -> list[list[str]]:
    """Return a row a price: its ends, and what moves at each."""
    rows = []
    for item, found in ends.items():
        label = "store of CO2" if item == "co2" else names.label("carrier", item)
        for price, result in found.values():
            change = result.sub(now, fill_value=0.0).drop("ledger")
            told = [f"{names.label('technology', str(t))} {v:+.2f}" for t, v in change.items() if abs(v) >= LEAST]
            ledger = f"{result['ledger'] - now['ledger']:+.2f}"
            rows.append([label, f"{price:.4g}", "; ".join(told) or "nothing moves", ledger])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve, write and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--segments", type=int, default=2)
    options = parser.parse_args(arguments)
    inputs = inputs_of(options.year, options.segments)
    now, names = outcome(inputs), Names.of(inputs.tables, "en")
    ends: dict[str, dict[str, tuple[float, pd.Series]]] = {}
    for item in PRICES:
        for end in ("low", "high"):
            case = moved(inputs, item, end)
            ends.setdefault(item, {})[end] = (price_of(case, item), outcome(case))
            print(item, end, "done", flush=True)
    rows = table(now, ends, names)
    base = "; ".join(f"{names.label('technology', str(t))} {v:.2f}" for t, v in now.drop("ledger").items())
    case = f"Base case {options.year}, {options.segments} segments a day: {base} Mt, ledger {now['ledger']:.2f} Mt"
    heads = ["price", "at, € a unit", "moves, Mt a year", "ledger, Mt"]
    told = {"case": case, "rows": [dict(zip(heads, row, strict=True)) for row in rows]}
    path = HERE / "results" / f"tornado_{options.year}.json"
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    block = f"{markdown_table(heads, rows)}\n\n*{case}; {datetime.now(UTC):%d %B %Y}, `{COMMAND}`.*"
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), COMMAND, {"tornado": block}), encoding="utf-8")


if __name__ == "__main__":
    main()
