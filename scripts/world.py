"""Inputs -> one world: its draw, and what works are worth in it; world 0 leaves its program and bases for others."""

from pathlib import Path

from werven.logs import job
from werven.scenarios import restricted
from werven.worlds.making import inputs_of_job
from werven.worlds.run import solve_world

with job(snakemake.log[0]):
    outcome = solve_world(
        int(snakemake.wildcards.get("world", 0)),
        inputs_of_job(snakemake, restricted(snakemake.params.config)),
        snakemake.params.overrides,
        Path(snakemake.input.get("central") or snakemake.output.central),
        Path("resources/cache/coalitions"),
    )
    outcome.write(Path(snakemake.output.world))
