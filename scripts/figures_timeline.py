"""Register of works, and what its works are worth -> the figure of when they are there."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.figures.ranking.timelines import write_timeline
from werven.logs import job
from werven.scenarios import restricted
from werven.solved.leads import choose, read_rankings
from werven.version import __version__

with job(snakemake.log[0]):
    config = restricted(snakemake.params.config)
    write_timeline(
        snakemake.wildcards.scenario,
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "network"]),
        config,
        __version__,
        Path(snakemake.output[0]).with_suffix(""),
        choose(read_rankings([Path(path) for path in snakemake.input.rankings]), config.rank.main),
    )
