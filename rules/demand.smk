# inputs + profiles (for the peaks) -> resources/{scenario}/{year}/demand.csv


rule demand:
    input:
        tables=inputs("common", "demand"),
        profiles=profiles,
    output:
        "resources/{scenario}/{year}/demand.csv",
    log:
        "resources/{scenario}/{year}/logs/demand.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/demand.tsv"
    priority: first_year_first
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("demand", "network.clusters"),
    script:
        "../scripts/demand.py"
