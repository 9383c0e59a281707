"""Inputs -> the lines of blocks in one world, at the time resolution of the scenario."""

from pathlib import Path

from werven.logs import job
from werven.scenarios import restricted
from werven.worlds.fine import solve_fine
from werven.worlds.making import inputs_of_job

with job(snakemake.log[0]):
    outcome = solve_fine(
        int(snakemake.wildcards.world),
        inputs_of_job(snakemake, restricted(snakemake.params.config)),
        snakemake.params.overrides,
        Path(snakemake.input.central),
        Path("resources/cache/coalitions"),
    )
    outcome.write(Path(snakemake.output.world))
