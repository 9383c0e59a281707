"""Why tonnes are a mean over a band of prices: the ledger, and what works are worth, against the CO2 price.

    python benchmarks/cliff.py --year 2040 --works E01 C06 E02 --figure docs/img/cliff.png

The program of the ranking (its neighbours at the CO2 price of the year) is solved at many prices with everything built
and with each of the works left out. What is read off the optimum at a price stands beside the mean over the band
around that price. Reads ``resources/`` of a run of the scenario; writes ``benchmarks/results/cliff_YEAR.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from ranking import Case, base_case

from werven.coalition import Coalition
from werven.figures import style
from werven.ranking.closures import Closure
from werven.ranking.solver.chain import Settings
from werven.ranking.value import Valuation

#: Ends of the band around a price, as in the default of `rank.closures`.
BAND = (0.8, 1.2)
RESULTS = Path("benchmarks/results")
AT, OVER = "#b9c2cc", style.INK


def curves(case: Case, works: Sequence[str], prices: Sequence[float]) -> dict[str, pd.DataFrame]:
    """Return cost [EUR/a] and emissions [t/a] of everything built, and without each work, by price."""
    valuation = Valuation(case.source, Closure.at_price("cliff", (prices[0], prices[-1])), Settings(), chains=2)
    full: Coalition = valuation.engine.everything
    parts = {"": full, **{work: full - {work} for work in works}}
    found = {}
    for name, coalition in parts.items():
        points = valuation.engine.values((coalition, price) for price in prices)
        rows = [(price, points[coalition, price].cost_eur, points[coalition, price].emissions_t) for price in prices]
        found[name] = pd.DataFrame(rows, columns=["price", "cost_eur", "emissions_t"])
        print(name or "everything built", "done", flush=True)
    valuation.close()
    return found


def over_band(curve: pd.DataFrame, price: float) -> float:
    """Return mean emissions over the band around a price [t/a]; cost between two prices is on the line between them."""
    low, high = (factor * price for factor in BAND)
    ends = np.interp([low, high], curve["price"], curve["cost_eur"])
    return float((ends[1] - ends[0]) / (high - low))


def table(found: Mapping[str, pd.DataFrame], shown: tuple[float, float]) -> pd.DataFrame:
    """Return by price the ledger [Mt], and what each work avoids [kt]: at the price, and over the band around it."""
    full = found[""]
    inside = full["price"].between(*shown)
    result = pd.DataFrame({"price": full.loc[inside, "price"], "ledger_at_mt": full.loc[inside, "emissions_t"] / 1e6})
    result["ledger_band_mt"] = [over_band(full, price) / 1e6 for price in result["price"]]
    for work in filter(None, found):
        without = found[work]
        result[f"{work}_at_kt"] = (without["emissions_t"] - full["emissions_t"])[inside] / 1e3
        result[f"{work}_band_kt"] = [(over_band(without, p) - over_band(full, p)) / 1e3 for p in result["price"]]
    return result.reset_index(drop=True)


@style.themed
def draw(rows: pd.DataFrame, names: Mapping[str, str], case: Case, path: Path) -> None:
    """Draw the ledger above, and a panel a work below it."""
    height = 2.0 + 1.35 * len(names)
    figure, axes = plt.subplots(1 + len(names), 1, figsize=(8.5, height), sharex=True, layout="constrained")
    _panel(axes[0], rows, "ledger", "mt", "Everything built: ledger [Mt CO2/a]")
    axes[0].legend(frameon=False, fontsize=style.SMALL, loc="upper right")
    for ax, (work, name) in zip(axes[1:], names.items(), strict=True):
        _panel(ax, rows, work, "kt", f"{work} {name}, taken out: lost [kt CO2/a]")
        ax.axhline(0.0, color=style.INK, linewidth=0.8)
    axes[-1].set_xlabel("CO2 price [€/t]")
    made = f"{case.label}; neighbours at {case.price:g} €/t. {datetime.now(UTC):%Y-%m-%d}, python benchmarks/cliff.py"
    figure.supxlabel(made, fontsize=style.FOOTER, color=style.MUTED, x=0.01, ha="left")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _panel(ax: Axes, rows: pd.DataFrame, name: str, unit: str, title: str) -> None:
    """Draw one quantity at the price and over the band around it."""
    label = f"mean over {BAND[0]:g} to {BAND[1]:g} times the price"
    ax.step(rows["price"], rows[f"{name}_at_{unit}"], where="mid", color=AT, linewidth=2.0, label="at the price")
    ax.plot(rows["price"], rows[f"{name}_band_{unit}"], color=OVER, linewidth=2.2, label=label)
    ax.set_title(title, loc="left", fontsize=style.SMALL)
    ax.grid(color="#e9e7e2", linewidth=0.8)
    ax.set_axisbelow(True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve, write and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="base")
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--segments", type=int)
    parser.add_argument("--works", nargs="+", default=["E01", "C06", "E02"])
    parser.add_argument("--prices", type=float, nargs=3, default=[100.0, 220.0, 4.0], help="first, last, step [EUR/t]")
    parser.add_argument("--figure", type=Path, default=Path("docs/img/cliff.png"))
    options = parser.parse_args(arguments)
    case = base_case(options.scenario, options.year, options.segments, None)
    first, last, step = options.prices
    prices = [float(price) for price in np.arange(BAND[0] * first, BAND[1] * last + step, step)]
    rows = table(curves(case, options.works, prices), (first, last))
    register = pd.read_csv(Path("resources") / options.scenario / "inputs" / "works.csv").set_index("work")["name_en"]
    draw(rows, {work: str(register[work]) for work in options.works}, case, options.figure)
    RESULTS.mkdir(exist_ok=True)
    columns = rows.rename(columns={"price": "price_eur_per_t"}).round(3).to_dict("list")
    told = {"case": case.label, "band": BAND, "rows": columns}
    (RESULTS / f"cliff_{options.year}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
