"""Result tables of all years -> time series of a scenario in the IAMC format."""

from pathlib import Path

from werven.desk.iamc import write_timeseries
from werven.desk.source import read_job
from werven.logs import job

with job(snakemake.log[0]):
    write_timeseries(read_job(snakemake), Path(snakemake.output[0]))
