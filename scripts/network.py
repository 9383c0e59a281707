"""Inputs, profiles and demand -> the superset network of a year."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.results import read_result
from werven.logs import job
from werven.network.build import build_network
from werven.scenarios import restricted
from werven.weather import profiles

with job(snakemake.log[0]):
    network = build_network(
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "demand", "network"]),
        read_result("demand", Path(snakemake.input.demand)),
        profiles.load(snakemake.input.profiles),
        restricted(snakemake.params.config),
        snakemake.wildcards.scenario,
        int(snakemake.wildcards.year),
    )
    network.export_to_netcdf(snakemake.output[0])
