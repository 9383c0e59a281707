"""Inputs -> the ranking of the works of a year under one closure."""

from pathlib import Path

import pypsa

from werven.data.results import RANKED, write_result
from werven.logs import job
from werven.network.build import Inputs
from werven.ranking.progress import bar
from werven.ranking.scenario import rank_register
from werven.ranking.solver.store import ids
from werven.scenarios import restricted

with job(snakemake.log[0]), bar(f"{snakemake.wildcards.scenario} {snakemake.wildcards.year}") as told:
    result = rank_register(
        Inputs.of_job(snakemake, restricted(snakemake.params.config)),
        snakemake.wildcards.closure,
        chains=snakemake.threads,
        folder=Path("resources/cache/coalitions"),
        told=told,
        sized=pypsa.Network(snakemake.input.sized) if snakemake.input.get("sized") else None,
        also=[ids(coalition) for coalition in snakemake.params.also],
    )
    for name in RANKED:
        write_result(name, getattr(result, name), Path(snakemake.output[name]))
