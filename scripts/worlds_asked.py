"""What works are worth over worlds, and the central order of building -> orders that worlds are asked for."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.register import needs_of
from werven.data.results import read_result
from werven.data.tables import write
from werven.logs import job
from werven.worlds.orders import proposed

with job(snakemake.log[0]):
    works = read_group(Path(snakemake.input.tables[0]).parent, ["network"])["works"]
    tables = {name: read_result(name, Path(snakemake.input[name])) for name in ("robust", "sequence", "beside")}
    write(proposed(**tables, requires=needs_of(works)), Path(snakemake.output[0]))
