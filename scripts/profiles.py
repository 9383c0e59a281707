"""Weather and published capacity factors -> hourly profiles."""

import pandas as pd

from werven.logs import job
from werven.scenarios import restricted
from werven.weather import profiles

with job(snakemake.log[0]):
    weather = restricted(snakemake.params.config).weather
    hourly = profiles.build(weather, pd.read_csv(snakemake.input.calibration))
    profiles.save(hourly, snakemake.output[0])
