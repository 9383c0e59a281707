"""Inputs -> demand of a year by cluster, carrier and sector."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.tables import write
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
    write(demand, Path(snakemake.output[0]))
