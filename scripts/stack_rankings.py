"""Rankings of all years and closures -> one table."""

from pathlib import Path

import pandas as pd

from werven.data.tables import write
from werven.logs import job

with job(snakemake.log[0]):
    parts = [pd.read_csv(path).assign(year=int(Path(path).parts[-4])) for path in snakemake.input]
    whole = pd.concat(parts, ignore_index=True)
    write(whole[["year", *whole.columns.drop("year")]], Path(snakemake.output[0]))
