# results of 2023 + what is known of 2023 -> results/{scenario}/comparison.csv, bridge.csv; `make backcast` renews the page


rule comparison:
    input:
        tables=inputs("common", "demand", "network", "show"),
        network="results/{scenario}/2023/network.nc",
        balance="results/{scenario}/2023/balance.csv",
        emissions="results/{scenario}/2023/emissions.csv",
    output:
        comparison="results/{scenario}/comparison.csv",
        bridge="results/{scenario}/bridge.csv",
    log:
        "resources/{scenario}/logs/comparison.log",
    benchmark:
        "resources/{scenario}/benchmarks/comparison.tsv"
    conda:
        "../envs/environment.yaml"
    script:
        "../scripts/backcast.py"
