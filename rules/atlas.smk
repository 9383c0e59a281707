# everything that has been solved -> results/atlas.html, one page over all scenarios and years
# It takes what is there and makes nothing be solved: what was found is a parameter, so that the page is made again
# when a result has changed. `make` asks for it last.


rule atlas:
    input:
        outline="data/outline.csv",
        polygons=SCENARIOS["base"].geo.file or [],
    output:
        page="results/atlas.html",
        zip="results/atlas.zip",
    log:
        "resources/logs/atlas.log",
    benchmark:
        "resources/benchmarks/atlas.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        found=solved_files(),
        ground=ground("base"),
        config=share(SCENARIOS["base"], "show", "atlas"),
    script:
        "../scripts/atlas.py"
