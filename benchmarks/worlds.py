"""What worlds cost, how sure their means are, and whether two seeds and plain PyPSA say the same.

    make worlds WORLDS=48 && python benchmarks/worlds.py --year 2040 --worlds
    python benchmarks/worlds.py --year 2040 --segments 2 3 4 8
    python benchmarks/worlds.py --year 2040 --usual 2
    python benchmarks/worlds.py --year 2040 --rebuild 7
    make worlds WORLDS=48 && make worlds WORLDS=48 SCENARIO=base-draws && python benchmarks/worlds.py --draws

``--worlds`` tells of the worlds that were solved: processor seconds in Python (building the program), in reaching the
optimum, in walking and of the whole job, memory, and the error of the five works worth most after 6, 12, 24 and more.
``--segments`` values works in world 0 at other time resolutions. ``--usual`` samples the usual way, a network and a
model from scratch for a coalition at one price. ``--rebuild`` builds one world from its changed tables and solves it by
plain PyPSA. ``--draws`` keeps what a sequence of solved worlds says, and holds the two against each other: a table, and
the block of ``docs/worlds.md``. They may be solved one after the other, in other places.
Reads ``data/`` and, of the base case, ``results/`` and ``resources/``; adds to ``results/worlds_YEAR.json``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tornado import inputs_of as base_case

from werven.data.results import read_result
from werven.network.build import Inputs
from werven.network.solve import create_model, quiet
from werven.ranking.players import switched_on
from werven.ranking.solver.engine import Engine
from werven.scenarios import choices
from werven.upkeep.documents import inputs_of as inputs_of_today
from werven.upkeep.documents import markdown_table, renewed
from werven.worlds.draw import draw
from werven.worlds.making import inputs_of, made
from werven.worlds.run import Outcome, solve_world
from werven.worlds.together import together

HERE, PAGE = Path("benchmarks"), Path("docs/worlds.md")
COMMAND = "python benchmarks/worlds.py --draws"
#: Scenarios of the same assumptions and other seeds.
DRAWS = ("base", "base-draws")
#: Works of which errors are told, and worlds after which they are.
FIRST, AFTER = 5, (6, 12, 24, 48, 96, 192)
#: Works in the table of two sequences.
TOLD = 15


def inputs_at(year: int, segments: int | None = None) -> Inputs:
    """Return the base case of a year, with another time resolution of its worlds."""
    inputs = base_case(year, 8)
    worlds = inputs.config.worlds
    own = worlds.model_copy(update={"segments": segments or worlds.segments})
    return replace(inputs, config=inputs.config.model_copy(update={"worlds": own}))


def solved(year: int, resolution: str = "") -> list[Outcome]:
    """Return the worlds of the year that were solved, the central one first; those of the ranking's segments: fine."""
    found = [Outcome.read(path) for path in Path(f"resources/base/{year}/worlds", resolution).glob("*.json")]
    return sorted(found, key=lambda each: each.world)


def tables_of(year: int, outcomes: Sequence[Outcome], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of worlds beside the ranking of the base case."""
    ranking = read_result("ranking", Path(f"results/base/{year}/closures/ets/ranking.csv"))
    return together(outcomes[0], outcomes[1:], ranking, tables, year, solved(year, "fine"))


def errors(year: int, outcomes: Sequence[Outcome], tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the standard errors of the works worth most after more and more worlds [kt/a, share of the largest]."""
    found = {}
    for count in [after for after in AFTER if after < len(outcomes)]:
        robust = tables_of(year, outcomes[: count + 1], tables)["robust"].head(FIRST)
        share = (robust["se_kt"] / robust["mean_kt"].max()).round(4)
        found[str(count)] = {
            "mean_kt": dict(zip(robust["work"], robust["mean_kt"].round(1), strict=True)),
            "se_kt": dict(zip(robust["work"], robust["se_kt"].round(1), strict=True)),
            "share_of_largest": dict(zip(robust["work"], share, strict=True)),
        }
    return found


def costs(outcomes: Sequence[Outcome], year: int) -> dict[str, Any]:
    """Return what worlds took: medians and sums of processor seconds, memory [MB]."""
    folder = Path(f"resources/base/{year}/benchmarks/worlds")
    jobs = pd.concat([pd.read_csv(folder / f"{each.world}.tsv", sep="\t") for each in outcomes[1:]])
    table = pd.DataFrame([each.run for each in outcomes[1:] if each.run])
    parts = ["build_s", "reach_s", "walk_s"]
    by_way = table.groupby("how")[parts].median().round(1)
    return {
        "worlds": len(table),
        "failed": sum(each.status != "optimal" for each in outcomes),
        "median_s": table[parts].median().round(1).to_dict(),
        "job_median_s": round(float(jobs["cpu_time"].median()), 1),
        "job_sum_s": round(float(jobs["cpu_time"].sum()), 1),
        "by_way": {
            way: {"worlds": int((table["how"] == way).sum()), **row.to_dict()} for way, row in by_way.iterrows()
        },
        "memory_mb": round(float(table["memory_mb"].max())),
        "solved": int(table["solved"].sum()),
        "derived": int(table["derived"].sum()),
        "fine_walk_s": [round(each.run["walk_s"], 1) for each in solved(year, "fine") if each.run],
    }


def of_segments(year: int, segments: Sequence[int]) -> dict[str, Any]:
    """Return what world 0 takes and says at other time resolutions: half of put-in and take-out [kt/a]."""
    found, overrides = {}, choices(Path("data"), [Path("config/scenarios.yaml")])
    for count in segments:
        with tempfile.TemporaryDirectory() as folder:
            first = solve_world(0, inputs_at(year, count), overrides, Path(folder) / "central.pkl")
        works = pd.DataFrame(first.works).set_index("work")
        half = ((works["pint_kt"] + works["toot_kt"]) / 2.0).round(1)
        seconds = {name: round(first.run[name], 1) for name in ("build_s", "reach_s", "walk_s")}
        found[str(count)] = {**seconds, "memory_mb": round(first.run["memory_mb"]), "half_kt": half.to_dict()}
        print(count, seconds, flush=True)
    return found


def the_usual_way(year: int, sample: int) -> dict[str, Any]:
    """Return what a coalition takes from scratch: a network, its model, and HiGHS as PyPSA calls it [s]."""
    inputs = inputs_at(year)
    inputs = inputs.with_segments(inputs.config.worlds.segments, "typical_days")
    seconds = []
    for _ in range(sample):
        began = time.process_time()
        network = inputs.network(100.0)
        with quiet():
            model = create_model(network, inputs.config)
            model.solve(solver_name="highs", io_api="direct", log_to_console=False)
        seconds.append(round(time.process_time() - began, 2))
    return {"coalition_at_one_price_s": seconds, "median_s": float(np.median(seconds))}


def rebuilt(year: int, number: int) -> dict[str, Any]:
    """Return the cost of one world as the engine says it, and as plain PyPSA does from the changed tables [EUR/a]."""
    inputs = inputs_at(year)
    inputs = inputs.with_segments(inputs.config.worlds.segments, "typical_days")
    overrides = choices(Path("data"), [Path("config/scenarios.yaml")])
    world = draw(number, inputs.tables["uncertainty"], inputs.config.worlds.seed)
    own = made(inputs_of(world, inputs, overrides), None)
    engine = Engine(own.program, [own.closure.price])
    ours = engine.value(engine.everything).cost_eur
    network = switched_on(own.inputs.network(own.closure.price), own.players)
    model = create_model(network, own.inputs.config)
    model.solve(solver_name="highs", io_api="direct", log_to_console=False)
    theirs = float(model.objective.value)
    return {"world": number, "engine_eur": ours, "pypsa_eur": theirs, "apart": abs(ours - theirs) / theirs}


def sequence_of(scenario: str, year: int) -> dict[str, Any]:
    """Return what the worlds of one sequence say: means and errors [kt/a], chances to pay and verdicts of works."""
    robust = read_result("robust", Path(f"results/{scenario}/{year}/robust.csv"))
    kept = robust.set_index("work")[["mean_kt", "se_kt", "p_pays", "verdict"]].round(3)
    inputs = inputs_of_today("base", without=("show",), apart=())
    return {"inputs": inputs, "worlds": int(robust["worlds"].iloc[0]), "works": kept.to_dict("index")}


def draws_table(year: int, sequences: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """Return a row a work: means, errors, how many errors they are apart, verdicts."""
    first, second = (sequences[each]["works"] for each in DRAWS)
    names = base_case(year, 8).tables["works"].set_index("work")["name_en"]
    rows = []
    for work in sorted(first, key=lambda work: -first[work]["mean_kt"])[:TOLD]:
        pair = [first[work], second[work]]
        both = float(np.hypot(*(each["se_kt"] for each in pair)))
        apart = abs(pair[0]["mean_kt"] - pair[1]["mean_kt"]) / both if both else 0.0
        told = [_with_error(each["mean_kt"], 2 * each["se_kt"]) for each in pair]
        words = [str(each["verdict"]).replace("_", " ") for each in pair]
        rows.append([f"{work} {names[work]}", *told, f"{apart:.1f}", *words])
    return rows


def _with_error(mean: float, error: float) -> str:
    """Return a mean with its error, to a tenth where that is small."""
    digits = 0 if error >= 2 else 1
    return f"{round(mean, digits) + 0.0:,.{digits}f} ± {error:,.{digits}f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve, measure and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", type=int, default=2040)
    parser.add_argument("--worlds", action="store_true", help="tell what the worlds took that were solved")
    parser.add_argument("--draws", action="store_true", help="compare the results of two sequences of worlds")
    parser.add_argument("--segments", type=int, nargs="+", default=[])
    parser.add_argument("--usual", type=int, default=0, help="coalitions that are sampled the usual way")
    parser.add_argument("--rebuild", type=int, default=0, help="world that is solved by plain PyPSA")
    options = parser.parse_args(arguments)
    told: dict[str, Any] = {}
    if options.worlds:
        outcomes = solved(options.year)
        told["worlds"] = costs(outcomes, options.year)
        told["errors"] = errors(options.year, outcomes, base_case(options.year, 8).tables)
    if options.segments:
        told["segments"] = of_segments(options.year, options.segments)
    if options.usual:
        told["usual"] = the_usual_way(options.year, options.usual)
    if options.rebuild:
        told["rebuilt"] = rebuilt(options.year, options.rebuild)
    if options.draws:
        here = [each for each in DRAWS if Path(f"results/{each}/{options.year}/robust.csv").exists()]
        kept = {name: part for name, part in _known(options.year).get("draws", {}).items() if name in DRAWS}
        told["draws"] = kept | {each: sequence_of(each, options.year) for each in here}
    _keep(told, options.year)
    if options.draws:
        _write_draws(options.year, told["draws"])


def _write_draws(year: int, sequences: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the table of two sequences of worlds of the same inputs, and write it into the page."""
    inputs = [sequences[each]["inputs"] for each in DRAWS if each in sequences]
    if len(inputs) < len(DRAWS) or len(set(inputs)) > 1:
        raise SystemExit(f"{' and '.join(DRAWS)} are not both there, or of other inputs: {', '.join(sequences)}")
    rows, count = draws_table(year, sequences), min(sequences[each]["worlds"] for each in DRAWS)
    heads = ["work", *(f"{each}, kt" for each in DRAWS), "apart, errors", *(f"verdict, {each}" for each in DRAWS)]
    command = f"`{COMMAND} --year {year}`"
    made_on = f"*Base case {year}, {count} worlds, two standard errors; {datetime.now(UTC):%d %B %Y}, {command}.*"
    block = f"{markdown_table(heads, rows)}\n\n{made_on}"
    print(block)
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), COMMAND, {"draws": block}), encoding="utf-8")


def _known(year: int) -> dict[str, Any]:
    """Return what was measured and kept."""
    path = HERE / "results" / f"worlds_{year}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _keep(told: Mapping[str, Any], year: int) -> None:
    """Add what was measured to what is kept."""
    stamped = {part: {"date": f"{datetime.now(UTC):%Y-%m-%d}", **each} for part, each in told.items()}
    if stamped:
        path = HERE / "results" / f"worlds_{year}.json"
        path.write_text(json.dumps({**_known(year), **stamped}, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(stamped)[:2000])


if __name__ == "__main__":
    main()
