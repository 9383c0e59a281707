# network -> results/{scenario}/{year}: what the system wants in every corridor, and where its CO2 comes from


rule needs:
    input:
        "resources/{scenario}/{year}/network.nc",
    output:
        network="results/{scenario}/{year}/network.nc",
        needs=report(
            "results/{scenario}/{year}/needs.csv",
            caption="../report/needs.rst",
            category="{scenario}",
            subcategory="{year}",
            labels={"table": "needs"},
        ),
        balance=report(
            "results/{scenario}/{year}/balance.csv",
            caption="../report/balance.rst",
            category="{scenario}",
            subcategory="{year}",
            labels={"table": "balance"},
        ),
        emissions=report(
            "results/{scenario}/{year}/emissions.csv",
            caption="../report/emissions.rst",
            category="{scenario}",
            subcategory="{year}",
            labels={"table": "emissions"},
        ),
        routes=report(
            "results/{scenario}/{year}/routes.csv",
            caption="../report/routes.rst",
            category="{scenario}",
            subcategory="{year}",
            labels={"table": "routes"},
        ),
        tips=report(
            "results/{scenario}/{year}/tips.csv",
            caption="../report/tips.rst",
            category="{scenario}",
            subcategory="{year}",
            labels={"table": "tips"},
        ),
        timings="results/{scenario}/{year}/timings.csv",
    log:
        solver="results/{scenario}/{year}/solver.log",
        job="resources/{scenario}/{year}/logs/needs.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/needs.tsv"
    priority: first_year_first
    conda:
        "../envs/environment.yaml"
    threads: lambda wildcards: SCENARIOS[wildcards.scenario].solve.threads
    resources:
        mem_mb=lambda wildcards: SCENARIOS[wildcards.scenario].solve.memory_mb,
    params:
        config=settings("network.pin", *SOLVER_KEYS),
    script:
        "../scripts/needs.py"


rule configuration:
    output:
        "results/{scenario}/{year}/config.yaml",
    log:
        "resources/{scenario}/{year}/logs/configuration.log",
    benchmark:
        "resources/{scenario}/{year}/benchmarks/configuration.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        config=lambda wildcards: config["scenarios"][wildcards.scenario],
    script:
        "../scripts/configuration.py"
