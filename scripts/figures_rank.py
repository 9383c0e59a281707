"""Tables of a ranking -> its figures."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.results import read_result
from werven.figures.ranking.figures import RANK_TABLES, draw_rank
from werven.logs import job
from werven.scenarios import restricted

with job(snakemake.log[0]):
    draw_rank(
        snakemake.wildcards.scenario,
        int(snakemake.wildcards.year),
        {name: read_result(name, Path(snakemake.input[name])) for name in RANK_TABLES},
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "network"]),
        Path(snakemake.output[0]).parent,
        restricted(snakemake.params.config).show.language,
    )
