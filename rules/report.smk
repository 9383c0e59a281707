# result tables + figures -> results/{scenario}/report.html, and report.pdf where a browser is at hand


rule figures_timeline:
    input:
        tables=inputs("common", "network"),
        rankings=main_rankings("ranking", "runs"),
    output:
        [
            report(
                f"results/{{scenario}}/maps/{TIMELINE_STEM}.{ending}",
                caption="../report/figure.rst",
                category="{scenario}",
                subcategory="all years",
                labels={"figure": TIMELINE_STEM, "format": ending},
            )
            for ending in FORMATS
        ],
    log:
        "resources/{scenario}/logs/figures_timeline.log",
    benchmark:
        "resources/{scenario}/benchmarks/figures_timeline.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        config=settings("years", "works", "rank.main", "show"),
    script:
        "../scripts/figures_timeline.py"


rule report_html:
    input:
        tables=inputs("common", "demand", "network", "show"),
        demand=years_of("resources/{scenario}/{year}/demand.csv"),
        needs=years_of("results/{scenario}/{year}/needs.csv"),
        balance=years_of("results/{scenario}/{year}/balance.csv"),
        emissions=years_of("results/{scenario}/{year}/emissions.csv"),
        routes=years_of("results/{scenario}/{year}/routes.csv"),
        tips=years_of("results/{scenario}/{year}/tips.csv"),
        evidence="results/{scenario}/evidence.csv",
        rankings=main_rankings(*RANKED),
        worlds=lambda wildcards: robust(wildcards.scenario),
        figures=report_figures,
        # Must be there; which keys matter is said below, so that threads and memory rebuild nothing.
        record=ancient(years_of("results/{scenario}/{year}/config.yaml")),
    output:
        "results/{scenario}/report.html",
    log:
        "resources/{scenario}/logs/report.log",
    benchmark:
        "resources/{scenario}/benchmarks/report.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        config=settings(
            "description",
            "years",
            "co2",
            "time",
            "works",
            "show",
            "network.investment",
            "rank.main",
            "rank.closures",
            "rank.plants",
            "worlds.closure",
        ),
        others=other_rankings,
        other_worlds=other_worlds,
    script:
        "../scripts/report.py"


# Last of all: a browser that does not print leaves everything else built.
rule report_pdf:
    input:
        "results/{scenario}/report.html",
    output:
        "results/{scenario}/report.pdf",
    log:
        "resources/{scenario}/logs/report_pdf.log",
    benchmark:
        "resources/{scenario}/benchmarks/report_pdf.tsv"
    priority: -10
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/report_pdf.py"
