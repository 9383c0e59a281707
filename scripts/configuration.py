"""The merged configuration beside the results it belongs to."""

from pathlib import Path

from werven.logs import job
from werven.scenarios import record, restricted

with job(snakemake.log[0]):
    text = record(restricted(snakemake.params.config), snakemake.wildcards.scenario, int(snakemake.wildcards.year))
    Path(snakemake.output[0]).write_text(text, encoding="utf-8")
