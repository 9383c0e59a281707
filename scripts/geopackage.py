"""Result tables and inputs of all years -> the GeoPackage of a scenario."""

from pathlib import Path

from werven.desk.geopackage import write_geopackage
from werven.desk.source import read_declared
from werven.logs import job

with job(snakemake.log[0]):
    solved = read_declared(
        snakemake.wildcards.scenario,
        snakemake.input.needs,
        [*snakemake.input.rankings, *(path for path, _ in snakemake.params.others)],
        Path("results"),
        Path("resources"),
    )
    write_geopackage(solved, Path(snakemake.input.outline), Path(snakemake.output[0]))
