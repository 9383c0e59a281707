"""Network -> what is needed in every corridor, balances, emissions, and the routes with what tips them."""

from pathlib import Path

import pypsa

from werven.data.results import write_result
from werven.logs import job
from werven.network.needs import run_needs
from werven.scenarios import restricted, with_threads

with job(snakemake.log.job):
    result = run_needs(
        pypsa.Network(snakemake.input[0]),
        restricted(with_threads(snakemake.params.config, snakemake.threads)),
        Path(snakemake.log.solver),
    )
    result.network.export_to_netcdf(snakemake.output.network)
    for name in ("needs", "balance", "emissions", "routes", "tips", "timings"):
        write_result(name, getattr(result, name), Path(snakemake.output[name]))
