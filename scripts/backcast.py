"""Results of 2023 -> what the model says beside what was not an input."""

from pathlib import Path

import pandas as pd
import pypsa

from werven.data.inputs import read_group
from werven.data.tables import write
from werven.logs import job
from werven.network.backcast import Backcast, bridge, compare

with job(snakemake.log[0]):
    case = Backcast(
        read_group(Path(snakemake.input.tables[0]).parent, ["common", "demand", "network", "show"]),
        pypsa.Network(snakemake.input.network),
        pd.read_csv(snakemake.input.balance),
        pd.read_csv(snakemake.input.emissions),
    )
    write(compare(case), Path(snakemake.output.comparison))
    write(bridge(case), Path(snakemake.output.bridge))
