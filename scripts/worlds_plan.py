"""World 0 -> how many worlds are solved: as many as fit the time, or as were asked for."""

from pathlib import Path

from werven.logs import job
from werven.scenarios import restricted
from werven.worlds.plan import write_plan

with job(snakemake.log[0]):
    write_plan(
        Path(snakemake.input[0]),
        restricted(snakemake.params.config),
        snakemake.resources.side_by_side,
        snakemake.params.asked,
        Path(snakemake.output[0]),
    )
