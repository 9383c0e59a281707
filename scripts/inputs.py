"""data/*.csv of one group, with the changes of a scenario -> resources/{scenario}/inputs/."""

from pathlib import Path

from werven.data.inputs import write_group
from werven.logs import job
from werven.scenarios import restricted

with job(snakemake.log[0]):
    write_group(
        Path(snakemake.input[0]).parent,
        snakemake.params.group,
        restricted({"changes": snakemake.params.changes}),
        Path(snakemake.output[0]).parent,
    )
