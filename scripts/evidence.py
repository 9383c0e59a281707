"""Results of every year of a scenario -> what the model says beside what others publish."""

from pathlib import Path

import pypsa

from werven.data.inputs import read_group
from werven.data.results import read_result, write_result
from werven.logs import job
from werven.network.evidence import Year, evidence

with job(snakemake.log[0]):
    tables = read_group(Path(snakemake.input.tables[0]).parent, ["common", "demand", "network", "show"])
    files = zip(snakemake.input.network, snakemake.input.balance, snakemake.input.emissions, strict=True)
    years = {
        int(Path(network).parent.name): Year(
            tables,
            pypsa.Network(network),
            read_result("balance", Path(balance)),
            read_result("emissions", Path(emissions)),
        )
        for network, balance, emissions in files
    }
    write_result("evidence", evidence(years), Path(snakemake.output[0]))
