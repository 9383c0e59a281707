"""Result tables of all years of a scenario -> its stacks of supply and demand."""

from pathlib import Path

from werven.figures.figures import draw_scenario
from werven.logs import job
from werven.scenarios import restricted
from werven.solved.year import read_scenario

with job(snakemake.log[0]):
    config = restricted(snakemake.params.config)
    results = read_scenario(
        snakemake.wildcards.scenario,
        config.years,
        config,
        Path(snakemake.input.tables[0]).parent,
        snakemake.input,
    )
    draw_scenario(results, Path(snakemake.output[0]).parent, config.show.language)
