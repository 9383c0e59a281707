"""Inputs -> the ranking of the works of a year under one closure."""

from pathlib import Path

import pypsa

from werven.data.inputs import read_group
from werven.data.results import RANKED, read_result, write_result
from werven.logs import job
from werven.ranking.progress import bar
from werven.ranking.scenario import Inputs, rank_register
from werven.ranking.solver.store import ids
from werven.scenarios import restricted
from werven.weather import profiles

with job(snakemake.log[0]), bar(f"{snakemake.wildcards.scenario} {snakemake.wildcards.year}") as told:
    inputs = Inputs(
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "demand", "network"]),
        read_result("demand", Path(snakemake.input.demand)),
        profiles.load(snakemake.input.profiles),
        restricted(snakemake.params.config),
        snakemake.wildcards.scenario,
        int(snakemake.wildcards.year),
    )
    result = rank_register(
        inputs,
        snakemake.wildcards.closure,
        chains=snakemake.threads,
        folder=Path("resources/cache/coalitions"),
        told=told,
        sized=pypsa.Network(snakemake.input.sized) if snakemake.input.get("sized") else None,
        also=[ids(coalition) for coalition in snakemake.params.also],
    )
    for name in RANKED:
        write_result(name, getattr(result, name), Path(snakemake.output[name]))
