"""What the orders of building are worth in every world -> what they are worth over worlds, the best one first."""

from pathlib import Path

import pandas as pd

from werven.data.results import write_result
from werven.logs import job
from werven.worlds.orders import orders_table, read_walk
from werven.worlds.run import Outcome

with job(snakemake.log[0]):
    table = orders_table(
        Outcome.read(Path(snakemake.input.central)),
        [read_walk(Path(path)) for path in snakemake.input.walks],
        pd.read_csv(snakemake.input.asked, dtype={"works": str}),
    )
    write_result("orders", table, Path(snakemake.output[0]))
