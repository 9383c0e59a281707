"""Result tables and inputs of all years -> the workbook of a scenario."""

from pathlib import Path

from werven.desk.source import read_declared
from werven.desk.workbook import write_workbook
from werven.logs import job

with job(snakemake.log[0]):
    solved = read_declared(
        snakemake.wildcards.scenario,
        snakemake.input.needs,
        [*snakemake.input.rankings, *(path for path, _ in snakemake.params.others)],
        Path("results"),
        Path("resources"),
    )
    write_workbook(solved, Path(snakemake.output[0]))
