"""Result tables of all years of a scenario -> its stacks of supply and demand."""

from pathlib import Path

from werven.logs import job
from werven.runs import restricted
from werven.show.figures import draw_scenario
from werven.show.reading import read_scenario

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
