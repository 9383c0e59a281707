"""Tables of the main closures -> one table of a year."""

from pathlib import Path

import pandas as pd

from werven.data.tables import write
from werven.logs import job

with job(snakemake.log[0]):
    for name, path in snakemake.output.items():
        parts = [pd.read_csv(part) for part in snakemake.input[name]]
        write(pd.concat(parts, ignore_index=True), Path(path))
