"""Inputs, profiles and demand -> the superset network of a year."""

from werven.logs import job
from werven.network.build import Inputs, build_network
from werven.scenarios import restricted

with job(snakemake.log[0]):
    network = build_network(Inputs.of_job(snakemake, restricted(snakemake.params.config)))
    network.export_to_netcdf(snakemake.output[0])
