# result tables and inputs of all years -> results/{scenario}/werven.xlsx, werven.gpkg, timeseries.csv
# The rankings that come with the scenario are inputs; others are shown when they are there, and `other_rankings`
# notices when they change.


rule workbook:
    input:
        demand=years_of("resources/{scenario}/{year}/demand.csv"),
        needs=years_of("results/{scenario}/{year}/needs.csv"),
        balance=years_of("results/{scenario}/{year}/balance.csv"),
        emissions=years_of("results/{scenario}/{year}/emissions.csv"),
        config=years_of("results/{scenario}/{year}/config.yaml"),
        tables=inputs("common", "demand", "network"),
        rankings=main_rankings(*RANKED),
        worlds=lambda wildcards: robust(wildcards.scenario),
    output:
        report(
            "results/{scenario}/werven.xlsx",
            caption="../report/desk.rst",
            category="{scenario}",
            subcategory="files",
            labels={"file": "workbook"},
        ),
    log:
        "resources/{scenario}/logs/workbook.log",
    benchmark:
        "resources/{scenario}/benchmarks/workbook.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        others=other_rankings,
        other_worlds=other_worlds,
    script:
        "../scripts/workbook.py"


rule geopackage:
    input:
        demand=years_of("resources/{scenario}/{year}/demand.csv"),
        needs=years_of("results/{scenario}/{year}/needs.csv"),
        balance=years_of("results/{scenario}/{year}/balance.csv"),
        emissions=years_of("results/{scenario}/{year}/emissions.csv"),
        config=years_of("results/{scenario}/{year}/config.yaml"),
        tables=inputs("common", "demand", "network"),
        rankings=main_rankings(*RANKED),
        outline="data/outline.csv",
        polygons=polygons,
    output:
        report(
            "results/{scenario}/werven.gpkg",
            caption="../report/desk.rst",
            category="{scenario}",
            subcategory="files",
            labels={"file": "GeoPackage"},
        ),
    log:
        "resources/{scenario}/logs/geopackage.log",
    benchmark:
        "resources/{scenario}/benchmarks/geopackage.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        others=other_rankings,
        ground=lambda wildcards: ground(wildcards.scenario),
    script:
        "../scripts/geopackage.py"


rule timeseries:
    input:
        demand=years_of("resources/{scenario}/{year}/demand.csv"),
        needs=years_of("results/{scenario}/{year}/needs.csv"),
        balance=years_of("results/{scenario}/{year}/balance.csv"),
        emissions=years_of("results/{scenario}/{year}/emissions.csv"),
        config=years_of("results/{scenario}/{year}/config.yaml"),
        tables=inputs("common", "demand", "network"),
    output:
        report(
            "results/{scenario}/timeseries.csv",
            caption="../report/desk.rst",
            category="{scenario}",
            subcategory="files",
            labels={"file": "time series (IAMC)"},
        ),
    log:
        "resources/{scenario}/logs/timeseries.log",
    benchmark:
        "resources/{scenario}/benchmarks/timeseries.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/timeseries.py"
