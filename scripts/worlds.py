"""All worlds of a year -> what works are worth over them, how sure that is, and what it hangs on."""

from pathlib import Path

from werven.data.inputs import read_group
from werven.data.results import ROBUST, read_result, write_result
from werven.data.uncertain import OF_WORLDS
from werven.logs import job
from werven.worlds.run import Outcome
from werven.worlds.together import together

with job(snakemake.log[0]):
    result = together(
        Outcome.read(Path(snakemake.input.central)),
        [Outcome.read(Path(path)) for path in snakemake.input.worlds],
        read_result("ranking", Path(snakemake.input.ranking)),
        read_group(Path(snakemake.input.tables[0]).parent, [*OF_WORLDS, "worlds"]),
        int(snakemake.wildcards.year),
        [Outcome.read(Path(path)) for path in snakemake.input.fine],
    )
    for name in ROBUST:
        write_result(name, result[name], Path(snakemake.output[name]))
