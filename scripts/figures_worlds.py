"""Tables of the worlds of a year -> their figures."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.results import read_result
from werven.figures.ranking.worlds import draw_worlds
from werven.logs import job
from werven.scenarios import restricted
from werven.solved.worlds import TOLD, Worlds

with job(snakemake.log[0]):
    config = restricted(snakemake.params.config)
    tables = {name: read_result(name, Path(snakemake.input[name])) for name in TOLD}
    draw_worlds(
        snakemake.wildcards.scenario,
        Worlds(int(snakemake.wildcards.year), tables, config.show.language, config.worlds.closure),
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "network"]),
        Path(snakemake.output[0]).parent,
    )
