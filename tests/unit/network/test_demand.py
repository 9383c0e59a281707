"""Demand of a year: activity times specific consumption, tables in and table out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from conftest import csv_str_to_df, tables_of

from werven.config.settings import Config
from werven.network.demand import build_demand, peaks

TABLES = tables_of(
    {
        "demand_2023": """
            node,    carrier,     sector,   activity, use,     value, unit,  profile
            ANR,     heat_100,    chemical, chemical, energy,  8.76,  TWh/a, flat
            ANR.hub, electricity, chemical, chemical, energy,  4.38,  TWh/a, load_industry
            GNT,     steel,       steel,    steel,    product, 4.38,  Mt/a,  flat
        """,
        "activities": """
            activity, year, value, unit
            chemical, 2023, 100,   index
            chemical, 2040, 200,   index
            steel,    2023, 4,     Mt/a
            steel,    2040, 3,     Mt/a
        """,
        "efficiency": """
            activity, carrier,  year, factor
            chemical, heat_100, 2023, 1
            chemical, heat_100, 2040, 0.5
        """,
    }
)
PROFILES = xr.Dataset(
    {
        "flat": ("time", np.ones(4)),
        "load_industry": ("time", [0.5, 1.5, 1.0, 1.0]),
        "design_load_industry": ("design_hour", [2.0, 1.0]),
    }
)


def demand(raw: dict[str, object], year: int) -> pd.DataFrame:
    """Return the demand without the columns that are only passed on."""
    table = build_demand(TABLES, PROFILES, Config.model_validate(raw), year)
    return table[["node", "cluster", "carrier", "value", "mean", "peak", "mean_unit"]]


def expect(found: pd.DataFrame, text: str) -> None:
    """Compare with a table given as text."""
    pd.testing.assert_frame_equal(found, csv_str_to_df(text), check_dtype=False)


def test_the_base_year_is_as_it_was() -> None:
    # The peak of industry is that of the design week: twice the mean.
    expect(
        demand({}, 2023),
        """
        node,    cluster, carrier,     value, mean, peak, mean_unit
        ANR,     ANR,     heat_100,    8.76,  1000, 1000, MW
        ANR.hub, ANR,     electricity, 4.38,  500,  1000, MW
        GNT,     GNT,     steel,       4.38,  500,  500,  t/h
        """,
    )


def test_activity_times_specific_consumption() -> None:
    # Chemistry doubles: heat takes half per unit and stays, electricity doubles; steel falls by a quarter.
    expect(
        demand({}, 2040),
        """
        node,    cluster, carrier,     value, mean, peak, mean_unit
        ANR,     ANR,     heat_100,    8.76,  1000, 1000, MW
        ANR.hub, ANR,     electricity, 8.76,  1000, 2000, MW
        GNT,     GNT,     steel,       3.285, 375,  375,  t/h
        """,
    )


def test_a_scenario_moves_activity_and_efficiency_and_leaves_clusters_out() -> None:
    raw = {
        "demand": {"activity": {"chemical": 0.5}, "efficiency": {"chemical": 0.8}},
        "network": {"clusters": ["ANR"]},
    }
    expect(
        demand(raw, 2023),
        """
        node,    cluster, carrier,     value, mean, peak, mean_unit
        ANR,     ANR,     heat_100,    3.504, 400,  400,  MW
        ANR.hub, ANR,     electricity, 1.752, 200,  400,  MW
        """,
    )


def test_peaks_are_those_of_the_year_or_of_the_design_week() -> None:
    assert peaks(PROFILES) == {"flat": 1.0, "load_industry": 2.0}
    assert peaks(PROFILES.drop_vars("design_load_industry"))["load_industry"] == 1.5
