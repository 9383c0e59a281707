# result tables -> results/{scenario}/maps/*.png and *.svg; figures are never drawn from networks


rule figures_year:
    input:
        demand="resources/{scenario}/{year}/demand.csv",
        needs="results/{scenario}/{year}/needs.csv",
        balance="results/{scenario}/{year}/balance.csv",
        emissions="results/{scenario}/{year}/emissions.csv",
        tables=inputs("common", "network"),
        outline="data/outline.csv",
        polygons=polygons,
    output:
        [
            report(
                f"results/{{scenario}}/maps/{stem}.{ending}",
                caption="../report/figure.rst",
                category="{scenario}",
                subcategory="{year}",
                labels={"figure": stem.replace("_{year}", ""), "format": ending},
            )
            for stem in year_stems(DRAWN)
            for ending in FORMATS
        ],
    log:
        "resources/{scenario}/{year}/logs/figures.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/figures.tsv"
    priority: first_year_first
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("co2", "geo", "show"),
        ground=lambda wildcards: ground(wildcards.scenario),
    script:
        "../scripts/figures_year.py"


rule figures_scenario:
    input:
        demand=years_of("resources/{scenario}/{year}/demand.csv"),
        needs=years_of("results/{scenario}/{year}/needs.csv"),
        balance=years_of("results/{scenario}/{year}/balance.csv"),
        emissions=years_of("results/{scenario}/{year}/emissions.csv"),
        tables=inputs("common", "network"),
    output:
        [
            report(
                f"results/{{scenario}}/maps/{stem}.{ending}",
                caption="../report/figure.rst",
                category="{scenario}",
                subcategory="all years",
                labels={"figure": stem, "format": ending},
            )
            for stem in stack_stems(DRAWN)
            for ending in FORMATS
        ],
    log:
        "resources/{scenario}/logs/figures.log",
    benchmark:
        "resources/{scenario}/benchmarks/figures.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("years", "co2", "show"),
    script:
        "../scripts/figures_scenario.py"


# `snakemake NAME` builds everything of the scenario NAME.
for scenario in SCENARIOS:

    rule:
        name:
            scenario
        input:
            products(scenario),
