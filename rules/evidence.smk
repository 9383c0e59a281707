# results of a scenario + what others publish -> results/{scenario}/evidence.csv


rule evidence:
    input:
        tables=inputs("common", "demand", "network", "show"),
        network=years_of("results/{scenario}/{year}/network.nc"),
        balance=years_of("results/{scenario}/{year}/balance.csv"),
        emissions=years_of("results/{scenario}/{year}/emissions.csv"),
    output:
        report(
            "results/{scenario}/evidence.csv",
            caption="../report/evidence.rst",
            category="{scenario}",
            subcategory="all years",
            labels={"table": "evidence"},
        ),
    log:
        "resources/{scenario}/logs/evidence.log",
    benchmark:
        "resources/{scenario}/benchmarks/evidence.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/evidence.py"
