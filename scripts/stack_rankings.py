"""Rankings of all years and closures -> one table."""

from pathlib import Path

import pandas as pd

from werven.data.results import read_result, write_result
from werven.logs import job

with job(snakemake.log[0]):
    parts = [read_result("ranking", Path(path)).assign(year=int(Path(path).parts[-4])) for path in snakemake.input]
    write_result("rankings", pd.concat(parts, ignore_index=True), Path(snakemake.output[0]))
