"""Tables of the main closures -> one table of a year."""

from pathlib import Path

import pandas as pd

from werven.data.results import read_result, write_result
from werven.logs import job

with job(snakemake.log[0]):
    for name, path in snakemake.output.items():
        parts = [read_result(name, Path(part)) for part in snakemake.input[name]]
        write_result(name, pd.concat(parts, ignore_index=True), Path(path))
