"""Result tables of all years -> time series of a scenario in the IAMC format."""

from pathlib import Path

from werven.desk.iamc import write_timeseries
from werven.desk.source import read_declared
from werven.logs import job

with job(snakemake.log[0]):
    solved = read_declared(snakemake.wildcards.scenario, snakemake.input.needs, [], Path("results"), Path("resources"))
    write_timeseries(solved, Path(snakemake.output[0]))
