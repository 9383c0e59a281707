# inputs + profiles + demand -> resources/{scenario}/{year}/network.nc, with every work in it, candidates switched off


rule network:
    input:
        tables=inputs("common", "demand", "network"),
        profiles=profiles,
        demand="resources/{scenario}/{year}/demand.csv",
    output:
        "resources/{scenario}/{year}/network.nc",
    log:
        "resources/{scenario}/{year}/logs/network.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/network.tsv"
    priority: first_year_first
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("time", "co2", "network", "policy", "works", "projects"),
    script:
        "../scripts/network.py"
