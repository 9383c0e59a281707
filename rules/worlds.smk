# inputs + profiles + what is uncertain -> results/{scenario}/{year}: what works are worth over worlds
# World 0 is the central one: the others begin from its program and its basis, each a job of its own. How many fit the
# time of `worlds.minutes` is told by what world 0 takes; `make worlds WORLDS=48` adds to them.

WORLD_KEYS = (
    "weather",
    "time",
    "co2.price_factor",
    "demand",
    "network",
    "policy",
    "works",
    "projects",
    "changes",
    "rank.closures",
    "rank.blocks",
    "rank.players",
    *SOLVER_KEYS,
    *(f"worlds.{name}" for name in ("closure", "segments", "pairs", "slopes", "seed")),
)
# Everything that a world is drawn from and solved of.
OF_A_WORLD = {
    "tables": inputs(*OF_WORLDS, "worlds"),
    "profiles": profiles,
}


rule world_0:
    input:
        **OF_A_WORLD,
    output:
        world="resources/{scenario}/{year}/worlds/0.json",
        central="resources/{scenario}/{year}/worlds/central.pkl",
    log:
        "resources/{scenario}/{year}/logs/worlds/0.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds/0.tsv"
    priority: LONG
    conda:
        "../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        config=settings(*WORLD_KEYS),
        overrides=CHOICES,
    script:
        "../scripts/world.py"


rule world:
    input:
        **OF_A_WORLD,
        central="resources/{scenario}/{year}/worlds/central.pkl",
    output:
        world="resources/{scenario}/{year}/worlds/{world}.json",
    log:
        "resources/{scenario}/{year}/logs/worlds/{world}.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds/{world}.tsv"
    wildcard_constraints:
        world="[1-9][0-9]*",
    priority: LONG
    conda:
        "../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        config=settings(*WORLD_KEYS),
        overrides=CHOICES,
    script:
        "../scripts/world.py"


rule world_fine:
    input:
        **OF_A_WORLD,
        central="resources/{scenario}/{year}/worlds/central.pkl",
        # What it found at few segments lies in the store.
        world="resources/{scenario}/{year}/worlds/{world}.json",
    output:
        world="resources/{scenario}/{year}/worlds/fine/{world}.json",
    log:
        "resources/{scenario}/{year}/logs/worlds/fine_{world}.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds/fine_{world}.tsv"
    wildcard_constraints:
        world="[1-9][0-9]*",
    priority: LONG
    conda:
        "../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        config=settings(*WORLD_KEYS),
        overrides=CHOICES,
    script:
        "../scripts/world_fine.py"


checkpoint worlds_plan:
    input:
        central="resources/{scenario}/{year}/worlds/0.json",
        tables=inputs("worlds"),
    output:
        "resources/{scenario}/{year}/worlds/plan.csv",
    log:
        "resources/{scenario}/{year}/logs/worlds/plan.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds/plan.tsv"
    priority: LONG
    conda:
        "../envs/environment.yaml"
    resources:
        side_by_side=workflow.cores or 1,
    params:
        config=settings(
            "worlds.minutes",
            "worlds.least",
            "worlds.walked",
            "worlds.fine",
            "worlds.segments",
            "worlds.seed",
            "time",
        ),
        asked=ASKED_WORLDS,
        overrides=CHOICES,
    script:
        "../scripts/worlds_plan.py"


rule worlds:
    input:
        central="resources/{scenario}/{year}/worlds/0.json",
        worlds=planned_worlds,
        fine=fine_worlds,
        ranking=world_ranking,
        tables=OF_A_WORLD["tables"],
    output:
        **{
            table: report(
                f"results/{{scenario}}/{{year}}/{table}.csv",
                caption="../report/worlds.rst",
                category="{scenario}",
                subcategory="{year}",
                labels={"table": table},
            )
            for table in ROBUST
        },
    log:
        "resources/{scenario}/{year}/logs/worlds.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/worlds.py"


rule worlds_asked:
    input:
        robust="results/{scenario}/{year}/robust.csv",
        beside="results/{scenario}/{year}/beside.csv",
        sequence=lambda wildcards: world_ranking(wildcards, "sequence"),
        tables=inputs("network"),
    output:
        "resources/{scenario}/{year}/worlds/orders.csv",
    log:
        "resources/{scenario}/{year}/logs/worlds/orders.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds/orders.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/worlds_asked.py"


rule worlds_order:
    input:
        **OF_A_WORLD,
        central="resources/{scenario}/{year}/worlds/central.pkl",
        world="resources/{scenario}/{year}/worlds/{world}.json",
        asked="resources/{scenario}/{year}/worlds/orders.csv",
    output:
        "resources/{scenario}/{year}/worlds/orders/{world}.json",
    log:
        "resources/{scenario}/{year}/logs/worlds/order_{world}.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds/order_{world}.tsv"
    wildcard_constraints:
        world="[1-9][0-9]*",
    conda:
        "../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        config=settings(*WORLD_KEYS),
        overrides=CHOICES,
    script:
        "../scripts/worlds_order.py"


rule worlds_orders:
    input:
        central="resources/{scenario}/{year}/worlds/0.json",
        walks=walked_worlds,
        asked="resources/{scenario}/{year}/worlds/orders.csv",
    output:
        report(
            "results/{scenario}/{year}/orders.csv",
            caption="../report/worlds.rst",
            category="{scenario}",
            subcategory="{year}",
            labels={"table": "orders"},
        ),
    log:
        "resources/{scenario}/{year}/logs/worlds_orders.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/worlds_orders.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/worlds_orders.py"


rule figures_worlds:
    input:
        **{table: f"results/{{scenario}}/{{year}}/{table}.csv" for table in TOLD},
        tables=inputs("common", "network"),
    output:
        [
            report(
                f"results/{{scenario}}/maps/{stem}.{ending}",
                caption="../report/worlds.rst",
                category="{scenario}",
                subcategory="{year}",
                labels={"figure": stem.replace("_{year}", ""), "format": ending},
            )
            for stem in WORLD_STEMS
            for ending in FORMATS
        ],
    log:
        "resources/{scenario}/{year}/logs/figures_worlds.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/figures_worlds.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("worlds.closure", "show"),
    script:
        "../scripts/figures_worlds.py"


# `snakemake worlds_NAME`: the worlds of the scenario NAME, and their figures.
for scenario in SCENARIOS:

    rule:
        name:
            f"worlds_{scenario}"
        input:
            robust(scenario),
            figures(scenario, world_stems(world_years(scenario))),
