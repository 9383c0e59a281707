"""Everything that has been solved -> the atlas, one page."""

from pathlib import Path

from werven.atlas.page import make
from werven.logs import job
from werven.scenarios import restricted

with job(snakemake.log[0]):
    polygons = snakemake.input.get("polygons")
    make(
        Path("results"),
        Path("resources"),
        Path(snakemake.input.outline),
        Path(snakemake.output.page),
        config=restricted(snakemake.params.config),
        polygons=Path(polygons) if polygons else None,
    )
