"""Result tables and inputs of all years -> the GeoPackage of a scenario."""

from pathlib import Path

from werven.desk.geopackage import write_geopackage
from werven.desk.source import read_job
from werven.logs import job

with job(snakemake.log[0]):
    write_geopackage(read_job(snakemake), Path(snakemake.input.outline), Path(snakemake.output[0]))
