"""Result tables and figures of a scenario -> its printable report."""

from pathlib import Path

from werven.logs import job
from werven.report.pages import write_report
from werven.report.pdf import tell_browser
from werven.scenarios import restricted
from werven.solved.scenario import read_solved

with job(snakemake.log[0]):
    output = Path(snakemake.output[0])
    scenario, results = snakemake.wildcards.scenario, output.parents[1]
    others = [path for path, _ in snakemake.params.others]
    worlds = [*snakemake.input.worlds, *(path for path, _ in snakemake.params.other_worlds)]
    declared = [Path(path).parent for path in (*snakemake.input.rankings, *others)]
    write_report(
        read_solved(scenario, results, results.parent / "resources"),
        restricted(snakemake.params.config),
        output.parent / "maps",
        output,
        declared,
        {int(Path(path).parent.name) for path in worlds},
    )
    tell_browser()
