"""One world -> what the orders of building that are proposed are worth in it."""

import json
from pathlib import Path

import pandas as pd

from werven.logs import job
from werven.scenarios import restricted
from werven.worlds.making import inputs_of_job
from werven.worlds.orders import walk_world
from werven.worlds.run import Outcome

with job(snakemake.log[0]):
    found = walk_world(
        Outcome.read(Path(snakemake.input.world)),
        pd.read_csv(snakemake.input.asked, dtype={"works": str}),
        inputs_of_job(snakemake, restricted(snakemake.params.config)),
        snakemake.params.overrides,
        Path(snakemake.input.central),
        Path("resources/cache/coalitions"),
    )
    Path(snakemake.output[0]).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
