"""World 0 -> how many worlds are solved: as many as fit the time, or as were asked for."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.logs import job
from werven.scenarios import restricted
from werven.worlds.plan import has_hours_of_scenario, write_plan

with job(snakemake.log[0]):
    config = restricted(snakemake.params.config)
    uncertainty = read_group(Path(snakemake.input.tables[0]).parent, ["worlds"])["uncertainty"]
    write_plan(
        Path(snakemake.input.central),
        config,
        snakemake.resources.side_by_side,
        snakemake.params.asked,
        Path(snakemake.output[0]),
        lambda number: has_hours_of_scenario(number, uncertainty, config.worlds.seed, snakemake.params.overrides),
    )
