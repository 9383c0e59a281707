"""Result tables of a year -> its maps and Sankeys."""

from pathlib import Path

from werven.figures.figures import draw_year
from werven.logs import job
from werven.scenarios import restricted
from werven.solved.year import read_year

with job(snakemake.log[0]):
    config = restricted(snakemake.params.config)
    results = read_year(
        snakemake.wildcards.scenario,
        int(snakemake.wildcards.year),
        config,
        Path(snakemake.input.tables[0]).parent,
        snakemake.input,
        snakemake.input.outline,
    )
    draw_year(results, Path(snakemake.output[0]).parent, config.show.language)
