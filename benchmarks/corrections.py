"""What each correction of the base case moved: the figures of before are put back, one group at a time.

    python benchmarks/corrections.py --year 2040 --segments 2

The groups stand in `corrections.yaml`. Of each: the ledger of the sizing run, what it builds in corridors, and what
works are worth, as the corrected base case less that with the old figures. The sizing run is that of the
configuration, since averaged peaks would flatter it; works are valued in a network with fewer segments (mean of put-in
and take-out over the band of CO2 prices). Reads ``data/`` and, of the revision before, ``git show``; writes
``results/corrections_YEAR.json`` and the block of ``docs/corrections.md``. With ``--works`` nothing is solved: the
ranking of before stands beside that of a run in ``results/``, work by work, with the group that moved each most.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from werven.config.settings import Config, TableChange, load, read_yaml
from werven.data.inputs import check_all
from werven.data.schemas import TABLES
from werven.data.tables import DTYPES, apply_changes
from werven.network.build import Inputs, build_network
from werven.network.demand import build_demand
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.needs import run_needs
from werven.network.solve import create_model
from werven.ranking.scenario import closure_of, players_of
from werven.ranking.solver.chain import Settings
from werven.ranking.value import Source, Valuation
from werven.upkeep.documents import markdown_table, renewed
from werven.weather import profiles

HERE, PAGE = Path("benchmarks"), Path("docs/corrections.md")
COMMAND = "python benchmarks/corrections.py"
#: A work in the table of a ranking of `docs/results.md`: id and name, rank, and kilotonnes with two standard errors.
RANKED = re.compile(r"^\| (?P<work>[A-Z]\d+\w?) [^|]*\| (?P<rank>[^|]*) \| (?P<kt>[^|]*?) \|", re.MULTILINE)
#: Works and corridors that are named, and what is too little to be named [kt/a, MW or t/h].
MOST, LEAST_KT, LEAST_SIZE = 4, 20.0, 10.0
#: By how much a work and the ledger of the same base case may differ: the tolerance of the solver [kt/a, Mt/a].
SAME_KT, SAME_MT = 0.5, 1e-3


@dataclass(frozen=True)
class Outcome:
    """What a base case gives.

    Attributes
    ----------
    ledger_mt : float
        Of the sizing run [Mt/a].
    built : Series
        What the sizing run builds, by corridor [MW or t/h].
    worth : Series
        Mean of put-in and take-out over the band, by work [kt/a].
    """

    ledger_mt: float
    built: pd.Series
    worth: pd.Series


def old_rows(revision: str, table: str, selector: str) -> pd.DataFrame:
    """Return the rows of a table at a revision, with the columns of today."""
    text = subprocess.run(["git", "show", f"{revision}:data/{table}.csv"], capture_output=True, text=True, check=True)
    frame = pd.read_csv(io.StringIO(text.stdout), dtype="string")
    typed = {}
    for column, spec in TABLES[table].columns.items():
        cells = frame.get(column, pd.Series(pd.NA, index=frame.index, dtype="string"))
        typed[column] = (cells == "true").fillna(False) if spec.kind == "flag" else cells.astype(DTYPES[spec.kind])
    return pd.DataFrame(typed).query(selector, engine="python")


def undone(tables: Mapping[str, pd.DataFrame], group: Mapping[str, Any], revision: str) -> dict[str, pd.DataFrame]:
    """Return the tables with the figures of before in a group."""
    result = dict(tables)
    for table, selector in group.get("rows", {}).items():
        kept = result[table].drop(result[table].query(selector, engine="python").index)
        result[table] = pd.concat([kept, old_rows(revision, table, selector)], ignore_index=True)
    changes = [TableChange(**change, source="before") for change in group.get("changes", ())]
    return apply_changes(result, changes, TABLES)


def parts_of(group: Mapping[str, Any], groups: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the groups that are put back at once with a group, or it alone."""
    return [groups[name] for name in group["together"]] if "together" in group else [group]


def merged(config: Config, settings: Mapping[str, Any]) -> Config:
    """Return a configuration with some settings."""
    for section, keys in settings.items():
        changed = getattr(config, section).model_copy(update=keys)
        config = config.model_copy(update={section: changed})
    return config


def sized(inputs: Inputs) -> tuple[float, pd.Series]:
    """Return the ledger of the sizing run of a base case [Mt/a], and what it builds by corridor [MW or t/h]."""
    with tempfile.TemporaryDirectory() as folder:
        run = run_needs(build_network(inputs), inputs.config, Path(folder) / "solver.log")
    ledger = float(run.emissions.query("boundary == 'flanders'")["t_per_year"].sum()) / 1e6
    needs = run.needs.assign(corridor=run.needs["from"] + "-" + run.needs["to"] + " " + run.needs["to_carrier"])
    return ledger, needs.groupby("corridor")["built"].sum()


def worth(inputs: Inputs) -> pd.Series:
    """Return the mean of put-in and take-out of every work, over the band of prices [kt/a]."""
    closure = closure_of("ets", inputs.config.rank.closures["ets"], inputs)
    network = cache(inputs.network)
    players = players_of(network(closure.price), inputs)
    source = Source(network, players, ATMOSPHERE, UPSTREAM, partial(create_model, config=inputs.config))
    valuation = Valuation(source, closure, Settings(), chains=2)
    full = valuation.engine.everything
    needed = {work: players.requires.get(work, frozenset()) for work in full}
    pairs = {work: ((needed[work], needed[work] | {work}), (full - {work}, full)) for work in full}
    every = {frozenset(part) for both in pairs.values() for pair in both for part in pair}
    valuation.engine.values((part, price) for price in closure.prices() for part in every)
    tonnes = {part: valuation.outcome(part).emissions_t / 1e3 for part in every}
    valuation.close()
    gains = {
        work: sum(tonnes[frozenset(less)] - tonnes[frozenset(more)] for less, more in both) / 2
        for work, both in pairs.items()
    }
    return pd.Series(gains, dtype=float)


def moved(now: pd.Series, before: pd.Series, least: float) -> str:
    """Return what moved most, in words: name and difference."""
    apart = now.sub(before, fill_value=0.0)
    apart = apart[apart.abs() >= least]
    largest = apart.reindex(apart.abs().sort_values(ascending=False).index).head(MOST)
    return ", ".join(f"{name} {value:+,.0f}" for name, value in largest.items()) or "-"


def table(told: Mapping[str, Any], groups: Mapping[str, Any]) -> list[list[str]]:
    """Return the rows of the block."""
    now, rows = told["now"], []
    for name, old in told["before"].items():
        built, works = (
            moved(pd.Series(now[key], dtype=float), pd.Series(old[key], dtype=float), least)
            for key, least in (("built", LEAST_SIZE), ("worth_kt", LEAST_KT))
        )
        rows.append([str(groups[name]["numbers"]), name, f"{now['ledger_mt'] - old['ledger_mt']:+.2f}", built, works])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve, write and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--segments", type=int, default=2, help="of the network in which works are valued")
    parser.add_argument("--groups", nargs="+", help="only these; what was solved of the same base case stays")
    parser.add_argument("--works", action="store_true", help="the ranking of before and now, from what was solved")
    options = parser.parse_args(arguments)
    book = read_yaml(HERE / "corrections.yaml")
    if options.works:
        _write_works(book, options.year)
        return
    groups = {name: group for name, group in book["groups"].items() if not options.groups or name in options.groups}
    now, *before = outcomes(book, groups, options)
    _write(now, dict(zip(groups, before, strict=True)), book["groups"], options)


def outcomes(book: Mapping[str, Any], groups: Mapping[str, Any], options: argparse.Namespace) -> list[Outcome]:
    """Return what the base case gives, and what it gives with the figures of before in each group."""
    config = load(Path("config/config.yaml"), Path("config/scenarios.yaml"), "base")
    tables = check_all(Path("data"), config)
    hourly: xr.Dataset = profiles.build(config.weather, pd.read_csv("data/calibration.csv"))
    cases = [(tables, config)]
    for group in groups.values():
        old, own = tables, config
        for part in parts_of(group, book["groups"]):
            old, own = undone(old, part, book["before"]), merged(own, part.get("settings", {}))
        cases.append((old, own))

    def inputs(case: tuple[dict[str, pd.DataFrame], Config], time: Mapping[str, Any]) -> Inputs:
        own = merged(case[1], {"time": time})
        return Inputs(case[0], build_demand(case[0], hourly, own, options.year), hourly, own, "base", options.year)

    with ProcessPoolExecutor(2) as pool:
        sizes = list(pool.map(sized, [inputs(case, {}) for case in cases]))
    found = []
    for name, case, (ledger, built) in zip(["base", *groups], cases, sizes, strict=True):
        found.append(Outcome(ledger, built, worth(inputs(case, {"segments": options.segments}))))
        print(name, round(ledger, 2), moved(found[0].worth, found[-1].worth, LEAST_KT), sep=" | ", flush=True)
    return found


def works_table(book: Mapping[str, Any], year: int) -> list[list[str]]:
    """Return a row a work: what it was worth before and is worth now, and which groups moved it most."""
    page = subprocess.run(["git", "show", f"{book['before']}:docs/results.md"], capture_output=True, check=True)
    text = page.stdout.decode().split(f"Works above the noise in {year}")[1].split("\n\n*")[0]
    before = {row["work"]: row["kt"] for row in RANKED.finditer(text)}
    now = pd.read_csv(Path("results/base") / str(year) / "closures/ets/ranking.csv").set_index("work")
    names = pd.read_csv("data/works.csv").set_index("work")["name_en"]
    solved = json.loads((HERE / "results" / f"corrections_{year}.json").read_text(encoding="utf-8"))
    today = pd.DataFrame({name: solved["now"]["worth_kt"] for name in solved["before"]})
    change = today - pd.DataFrame({name: old["worth_kt"] for name, old in solved["before"].items()})
    rows = []
    for work, row in now.sort_values("shapley_kt", ascending=False).iterrows():
        is_told = row["shapley_kt"] > row["floor_kt"]
        if is_told or work in before:
            told = f"{row['shapley_kt']:,.0f} ± {2 * row['shapley_se_kt']:,.0f}" if is_told else "within the noise"
            why = moved(change.loc[work], change.loc[work] * 0.0, LEAST_KT) if work in change.index else "new"
            rows.append([f"{work} {names.get(work, '')}", before.get(work, "-"), told, why])
    return rows


def _write_works(book: Mapping[str, Any], year: int) -> None:
    """Write the block of the works."""
    made = f"*{datetime.now(UTC):%d %B %Y}, `{COMMAND} --works`, {year}, ets; kt CO2 a year, two standard errors.*"
    heads = ["work", "before", "now", "moved most by"]
    block = f"{markdown_table(heads, works_table(book, year))}\n\n{made}"
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(renewed(text, f"{COMMAND} --works", {"works": block}), encoding="utf-8")


def plain(found: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON takes it."""
    sizes, worth = found.built.round(1).to_dict(), found.worth.round(2).to_dict()
    return {"ledger_mt": round(found.ledger_mt, 4), "built": sizes, "worth_kt": worth}


def is_same(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Say whether results that are kept are of the same base case: another one has other worths [kt/a]."""
    if any(known.get(key) != told[key] for key in ("year", "segments")):
        return False
    apart = pd.Series(known["now"]["worth_kt"]).sub(pd.Series(told["now"]["worth_kt"]), fill_value=np.inf)
    ledger = known["now"]["ledger_mt"] - told["now"]["ledger_mt"]
    return bool((apart.abs() < SAME_KT).all()) and abs(ledger) < SAME_MT


def _write(now: Outcome, before: Mapping[str, Outcome], groups: Mapping[str, Any], options: argparse.Namespace) -> None:
    """Write the results as JSON, beside groups that were solved of the same base case, and the block of the page."""
    path = HERE / "results" / f"corrections_{options.year}.json"
    told = {"year": options.year, "segments": options.segments, "now": plain(now)}
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    solved = (known["before"] if is_same(known, told) else {}) | {name: plain(old) for name, old in before.items()}
    told["before"] = {name: solved[name] for name in groups if name in solved}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if lacking := [name for name in groups if name not in solved]:
        print("the page stays as it is; not solved of this base case:", ", ".join(lacking))
        return
    heads = ["findings", "group", "ledger, Mt", "corridors, MW or t/h", "works, kt"]
    case = f"{options.year}; works at {options.segments} segments a day"
    made = f"*{datetime.now(UTC):%d %B %Y}, `{COMMAND}`, {case}.*"
    block = f"{markdown_table(heads, table(told, groups))}\n\n{made}"
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), COMMAND, {"moved": block}), encoding="utf-8")


if __name__ == "__main__":
    main()
