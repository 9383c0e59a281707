"""What all stages share: the checked scenarios, which keys a stage declares, and what a scenario produces."""

import os
import shlex
import sys
from pathlib import Path

import pandas as pd
import werven.scenarios
from snakemake.exceptions import WorkflowError
from werven.locks import BusyError, begin_run
from werven.digests import Library, contents
from werven.data.carriers import read_groups
from werven.data.checked import Checked
from werven.data.combinations import asked, read_combinations
from werven.data.results import ORDERS, RANKED, ROBUST
from werven.errors import InputError
from werven.scenarios import (
    RANK_KEYS,
    SOLVER_KEYS,
    YEARS,
    asked_worlds,
    changes_of,
    choices,
    read_run,
    read_scenarios,
    share,
    weather_id,
)
from werven.data.schemas import GROUPS
from werven.data.uncertain import OF_WORLDS
from werven.report.pdf import find_browser
from werven.figures.stems import (
    FORMATS,
    RANK_STEMS,
    TIMELINE_STEM,
    WORLD_STEMS,
    rank_stems,
    scenario_stems,
    stack_stems,
    world_stems,
    year_stems,
)
from werven.solved.worlds import TOLD
from werven.words.tables import languages

DATA = Path("data")
DEFAULTS = Path("config/config.yaml")
BOOKS = [Path("config/scenarios.yaml"), Path("config/test.yaml")]
COMBINATIONS = Path("config/combinations.csv")

LIBRARY = Library(kept=Path(".snakemake/werven-code.json"))

# Snakemake writes this path into the command of a job as it stands; it may hold blanks.
if not sys.executable.startswith("'"):
    sys.executable = shlex.quote(sys.executable)

if {"{", "}"} & set(workflow.basedir):
    raise WorkflowError(
        f"The path of this folder holds a brace, which Snakemake takes for a wildcard: {workflow.basedir}. "
        "Rename or move it."
    )

if config:
    raise WorkflowError(
        "--config is not used here: name an override in config/scenarios.yaml instead"
    )

try:
    # A job in another process reads this file again; the tables are checked once, before the first job.
    if workflow.is_main_process:
        checks = LIBRARY.code_of(Path(werven.scenarios.__file__))
        checked = Checked(DATA, checks, Path(".snakemake/werven-checked.json"))
        SCENARIOS = read_run(
            DATA,
            DEFAULTS,
            BOOKS,
            COMBINATIONS,
            ["base"],
            languages(),
            checked,
            with_choices=True,
        )
    else:
        SCENARIOS = read_scenarios(DEFAULTS, BOOKS)
    ASKED = read_combinations(COMBINATIONS)
    CHOICES = choices(DATA, BOOKS)
    # Worlds that `make worlds WORLDS=48` asks for; none: as many as fit the time.
    ASKED_WORLDS = asked_worlds(os.environ.get("WERVEN_WORLDS", ""))
    if workflow.is_main_process and not workflow.dryrun:
        for other in begin_run(f"snakemake {' '.join(sys.argv[1:])}"):
            print(f"At work in this folder too: {other}", file=sys.stderr)
except (BusyError, InputError) as error:
    raise WorkflowError(str(error)) from None

DESK = ("werven.xlsx", "werven.gpkg", "timeseries.csv")
# Groups of carriers: names of figures hang on them.
DRAWN = read_groups(DATA)
# The closures of all scenarios.
CLOSURES = sorted({name for c in SCENARIOS.values() for name in c.rank.closures})

# Captions of the report quote the configuration of the run.
config["scenarios"] = {
    name: scenario.model_dump(mode="json") for name, scenario in SCENARIOS.items()
}


def count_code(rules):
    """Make the code that a rule reaches, in its script and in the library, one of its parameters.

    An upgrade makes results anew then, and a time stamp, a comment or a docstring does not.
    """
    for made in rules:
        if made.script:
            path = Path(workflow.basedir, "scripts", Path(str(made.script)).name)
            made.set_params(code=LIBRARY.code_of(path))
    LIBRARY.keep()


# Where cores are short, the first year comes first, from the inputs to its maps: there is something to look at after
# minutes. Then rankings: they take longest, so with more cores than a ranking takes (`rank.chains`) they begin at once
# and the other years are solved beside them. On as many cores or fewer the other years come before a ranking, which
# waits until all of its cores are free, or after it; both take the same time, as nothing runs beside it either way.
FIRST, LONG, ELSE = 20, 10, 0


def first_year_first(wildcards):
    """Return the priority of a job of one year."""
    first = min(SCENARIOS[wildcards.scenario].years)
    return FIRST if int(wildcards.year) == first else ELSE


def settings(*keys):
    """Return a function of the wildcards: the part of the configuration that a rule declares."""
    return lambda wildcards: share(SCENARIOS[wildcards.scenario], *keys)


def changes(group):
    """Return a function of the wildcards: the changes of a scenario to the tables of one group."""
    return lambda wildcards: changes_of(SCENARIOS[wildcards.scenario], group)


def inputs(*groups):
    """Return the paths of the inputs of some groups."""
    return [
        f"resources/{{scenario}}/inputs/{table}.csv"
        for group in groups
        for table in GROUPS[group]
    ]


def profiles(wildcards):
    """Return the path of the hourly profiles of a scenario."""
    return f"resources/profiles/{weather_id(SCENARIOS[wildcards.scenario])}.nc"


def polygons(wildcards):
    """Return a user's own polygons for the maps, if there are any."""
    return SCENARIOS[wildcards.scenario].geo.file or []


def ground(scenario):
    """Return what the files below the maps of a scenario hold."""
    own = SCENARIOS[scenario].geo.file
    return contents("data/outline.csv", *([own] if own else []))


def years_of(pattern):
    """Return a function of the wildcards: a path for every year of the scenario."""
    return lambda wildcards: expand(
        pattern, year=SCENARIOS[wildcards.scenario].years, allow_missing=True
    )


def products(scenario):
    """Return everything that a scenario leaves in results/."""
    years = SCENARIOS[scenario].years
    tables = [
        "network.nc",
        "needs.csv",
        "balance.csv",
        "emissions.csv",
        "routes.csv",
        "tips.csv",
        "timings.csv",
        "config.yaml",
    ]
    stems = [stem.format(year=year) for year in years for stem in year_stems(DRAWN)]
    stems += scenario_stems(DRAWN)
    reports = ["report.html", "report.pdf"] if find_browser() else ["report.html"]
    return [
        f"results/{scenario}/{year}/{table}" for year in years for table in tables
    ] + [
        *figures(scenario, stems),
        *rankings(scenario, ranked_years(scenario), SCENARIOS[scenario].rank.main),
        *robust(scenario),
        *figures(scenario, world_stems(world_years(scenario))),
        *(f"results/{scenario}/{name}" for name in (*DESK, "evidence.csv", *reports)),
    ]


def ranked_years(scenario):
    """Return the years of a scenario that are ranked with it."""
    settings = SCENARIOS[scenario]
    return [year for year in settings.rank.years if year in settings.years]


def world_years(scenario):
    """Return the years of a scenario that it has worlds of; none where nothing is built."""
    settings = SCENARIOS[scenario]
    years = settings.worlds.years if settings.network.investment else []
    return [year for year in years if year in settings.years]


OVER_WORLDS = ("robust", ORDERS)


def robust(scenario):
    """Return what a scenario leaves of worlds."""
    return [
        f"results/{scenario}/{year}/{table}.csv"
        for year in world_years(scenario)
        for table in OVER_WORLDS
    ]


def other_worlds(wildcards):
    """Return worlds of a scenario that happen to be there, with the contents of each: they are shown too."""
    known = set(robust(wildcards.scenario))
    paths = [
        f"results/{wildcards.scenario}/{year}/{table}.csv"
        for year in SCENARIOS[wildcards.scenario].years
        for table in OVER_WORLDS
    ]
    found = [path for path in paths if path not in known and Path(path).exists()]
    return [[path, contents(path)] for path in found]


def planned_worlds(wildcards, folder="", finely=False):
    """Return the worlds that the plan of a year names, or what lies in a folder beside them."""
    plan = pd.read_csv(checkpoints.worlds_plan.get(**wildcards).output[0])
    return [
        f"resources/{wildcards.scenario}/{wildcards.year}/worlds/{folder}{row.world}.json"
        for row in plan.itertuples()
        if row.fine or not finely
    ]


def fine_worlds(wildcards):
    """Return the worlds of a year at the segments of the scenario."""
    return planned_worlds(wildcards, "fine/", finely=True)


def walked_worlds(wildcards):
    """Return what the first worlds of a year say of orders of building."""
    most = SCENARIOS[wildcards.scenario].worlds.walked
    return planned_worlds(wildcards, "orders/")[:most]


def world_ranking(wildcards, table="ranking"):
    """Return the ranking of the central world under the closure of the worlds, or another of its tables."""
    closure = SCENARIOS[wildcards.scenario].worlds.closure
    return (
        f"results/{wildcards.scenario}/{wildcards.year}/closures/{closure}/{table}.csv"
    )


def main_rankings(*tables):
    """Return a function of the wildcards: tables of the years and closures that are ranked with the scenario."""
    return lambda wildcards: [
        f"results/{wildcards.scenario}/{year}/closures/{closure}/{table}.csv"
        for year in ranked_years(wildcards.scenario)
        for closure in SCENARIOS[wildcards.scenario].rank.main
        for table in tables
    ]


def other_rankings(wildcards):
    """Return rankings of a scenario that happen to be there, with the contents of each.

    They are shown too, and nobody asks for them: another one makes what shows them out of date.
    """
    known = set(main_rankings("ranking")(wildcards))
    found = [
        path
        for year in SCENARIOS[wildcards.scenario].years
        for path in Path("results").glob(
            f"{wildcards.scenario}/{year}/closures/*/ranking.csv"
        )
        if str(path) not in known
    ]
    return [[str(path), contents(path)] for path in sorted(found)]


def figures(scenario, stems):
    """Return the paths of figures of a scenario."""
    return [
        f"results/{scenario}/maps/{stem}.{ending}"
        for stem in stems
        for ending in FORMATS
    ]


def rankings(scenario, years, closures):
    """Return the tables and figures of the rankings of some years under some closures."""
    tables = [
        f"results/{scenario}/{year}/closures/{closure}/ranking.csv"
        for year in years
        for closure in closures
    ]
    merged = [f"results/{scenario}/{year}/ranking.csv" for year in years]
    return tables + merged + figures(scenario, rank_stems(years, closures))


def all_rankings(scenario):
    """Return the rankings of every year of a scenario under every closure; none where nothing may be built."""
    settings = SCENARIOS[scenario]
    if not settings.network.investment:
        return []
    merged = [f"results/{scenario}/rankings.csv"]
    return rankings(scenario, settings.years, settings.rank.closures) + merged


def combinations(wildcards):
    """Return the combinations that are asked of a ranking besides its own."""
    return asked(ASKED, wildcards.scenario, int(wildcards.year), wildcards.closure)


def finished_maps():
    """Return the folders of maps that hold figures."""
    return sorted({str(path.parent) for path in Path("results").glob("*/maps/*.png")})


def solved_files():
    """Return the result tables of all scenarios, and what each holds."""
    paths = [
        *Path("results").glob("*/[0-9]*/*.csv"),
        *Path("results").glob("*/[0-9]*/closures/*/*.csv"),
    ]
    return [f"{path} {contents(path)}" for path in sorted(paths)]


def sized(wildcards):
    """Return the solved sizing run, when the plants that are built there are to stand."""
    stand = SCENARIOS[wildcards.scenario].rank.plants == "standing"
    return "results/{scenario}/{year}/network.nc" if stand else []


def main_closures(table):
    """Return a function of the wildcards: the paths of a table under the main closures of the scenario."""
    return lambda wildcards: expand(
        f"results/{{scenario}}/{{year}}/closures/{{closure}}/{table}.csv",
        closure=SCENARIOS[wildcards.scenario].rank.main,
        allow_missing=True,
    )


def report_figures(wildcards):
    """Return the figures that a report may show."""
    settings = SCENARIOS[wildcards.scenario]
    stems = [
        stem.format(year=year)
        for year in settings.years
        for stem in year_stems(DRAWN)
        if stem.startswith(("flows", "emissions"))
    ]
    stems += rank_stems(ranked_years(wildcards.scenario), settings.rank.main)
    stems += world_stems(world_years(wildcards.scenario))
    paths = figures(wildcards.scenario, [*stems, TIMELINE_STEM])
    return [path for path in paths if path.endswith(".svg")]
