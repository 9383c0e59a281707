"""Inputs -> demand of a year by cluster, carrier and sector."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.results import write_result
from werven.logs import job
from werven.network.demand import build_demand
from werven.scenarios import restricted
from werven.weather import profiles

with job(snakemake.log[0]):
    demand = build_demand(
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "demand"]),
        profiles.load(snakemake.input.profiles),
        restricted(snakemake.params.config),
        int(snakemake.wildcards.year),
    )
    write_result("demand", demand, Path(snakemake.output[0]))
