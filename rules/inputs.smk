# data/*.csv with the changes of a scenario -> resources/{scenario}/inputs/*.csv
# One rule per group of tables, so that a change of a price leaves weather and demand as they are.

for group in GROUPS:

    rule:
        name:
            f"inputs_{group}"
        input:
            [f"data/{table}.csv" for table in GROUPS[group]],
        output:
            inputs(group),
        log:
            f"resources/{{scenario}}/logs/inputs_{group}.log",
        benchmark:
            f"resources/{{scenario}}/benchmarks/inputs_{group}.tsv"
        priority: FIRST
        conda:
            "../envs/environment.yaml"
        params:
            group=group,
            changes=changes(group),
            data=contents(*(f"data/{table}.csv" for table in GROUPS[group])),
        script:
            "../scripts/inputs.py"
