# inputs + profiles + demand -> results/{scenario}/{year}: what each work is worth, under every closure
# Networks are built anew here, because the neighbours' curves follow the price of the closure. `make rank-all` asks for
# all years and closures.


rule rank:
    input:
        tables=inputs("common", "demand", "network"),
        profiles=profiles,
        demand="resources/{scenario}/{year}/demand.csv",
        sized=sized,
    output:
        **{
            table: f"results/{{scenario}}/{{year}}/closures/{{closure}}/{table}.csv"
            for table in RANKED
        },
    log:
        "resources/{scenario}/{year}/logs/rank_{closure}.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/rank_{closure}.tsv"
    priority: LONG
    conda:
        "../envs/environment.yaml"
    threads: lambda wildcards: SCENARIOS[wildcards.scenario].rank.chains
    resources:
        mem_mb=lambda wildcards: SCENARIOS[wildcards.scenario].solve.memory_mb,
    params:
        config=settings(
            "years",
            "time",
            "co2.price_factor",
            "network",
            "policy",
            "works",
            "projects",
            *RANK_KEYS,
            *SOLVER_KEYS,
        ),
        also=combinations,
    script:
        "../scripts/rank.py"


rule ranking:
    input:
        **{table: main_closures(table) for table in RANKED},
    output:
        **{
            table: report(
                f"results/{{scenario}}/{{year}}/{table}.csv",
                caption="../report/ranking.rst",
                category="{scenario}",
                subcategory="{year}",
                labels={"table": table},
            )
            for table in RANKED
        },
    log:
        "resources/{scenario}/{year}/logs/ranking.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/ranking.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/merge_rankings.py"


rule rankings:
    input:
        lambda wildcards: expand(
            "results/{scenario}/{year}/closures/{closure}/ranking.csv",
            scenario=wildcards.scenario,
            year=SCENARIOS[wildcards.scenario].years,
            closure=SCENARIOS[wildcards.scenario].rank.closures,
        ),
    output:
        "results/{scenario}/rankings.csv",
    log:
        "resources/{scenario}/logs/rankings.log",
    benchmark:
        "resources/{scenario}/benchmarks/rankings.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/stack_rankings.py"


rule figures_rank:
    input:
        **{
            table: f"results/{{scenario}}/{{year}}/closures/{{closure}}/{table}.csv"
            for table in RANKED
        },
        tables=inputs("common", "network"),
    output:
        [
            report(
                f"results/{{scenario}}/maps/{stem}_{{closure}}.{ending}",
                caption="../report/ranking.rst",
                category="{scenario}",
                subcategory="{year}",
                labels={
                    "figure": f"{stem.replace('_{year}', '')} {{closure}}",
                    "format": ending,
                },
            )
            for stem in RANK_STEMS
            for ending in FORMATS
        ],
    log:
        "resources/{scenario}/{year}/logs/figures_rank_{closure}.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/figures_rank_{closure}.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("show"),
    script:
        "../scripts/figures_rank.py"


# `snakemake rank_all`: every year of the base case under every closure; `snakemake rank_NAME_all` for another scenario.
for scenario in SCENARIOS:

    rule:
        name:
            "rank_all" if scenario == "base" else f"rank_{scenario}_all"
        input:
            all_rankings(scenario),


# `snakemake combinations`: every ranking that a row of config/combinations.csv asks for, whatever the scenario.
rule combinations:
    input:
        sorted(
            {
                f"results/{row.scenario}/{row.year}/closures/{row.closure}/coalitions.csv"
                for row in ASKED
            }
        ),
