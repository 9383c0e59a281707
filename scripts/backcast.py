"""Results of 2023 -> what the model says beside what was not an input."""

from pathlib import Path

import pypsa

from werven.data.inputs import read_group
from werven.data.results import read_result, write_result
from werven.logs import job
from werven.network.backcast import Backcast, bridge, compare

with job(snakemake.log[0]):
    case = Backcast(
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "demand", "network", "show"]),
        pypsa.Network(snakemake.input.network),
        read_result("balance", Path(snakemake.input.balance)),
        read_result("emissions", Path(snakemake.input.emissions)),
    )
    write_result("comparison", compare(case), Path(snakemake.output.comparison))
    write_result("bridge", bridge(case), Path(snakemake.output.bridge))
