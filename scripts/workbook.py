"""Result tables and inputs of all years -> the workbook of a scenario."""

from pathlib import Path

from werven.desk.source import read_job
from werven.desk.workbook import write_workbook
from werven.logs import job

with job(snakemake.log[0]):
    write_workbook(read_job(snakemake), Path(snakemake.output[0]))
