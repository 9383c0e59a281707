"""What a reader must know of the closure of a scenario: a single price, a band wider than its path, no check."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import xarray as xr

from werven.config.ranking import ClosureSettings
from werven.config.settings import Config, validate
from werven.network.build import Inputs
from werven.ranking.closures import Closure
from werven.ranking.scenario import closure_of, remarks_of

PATH = pd.DataFrame({"item": "co2_ets", "year": [2030, 2040, 2050], "price": [100.0, 150.0, 200.0]})


def inputs(prices: pd.DataFrame = PATH) -> Inputs:
    return Inputs({"prices": prices}, pd.DataFrame(), xr.Dataset(), Config(), "test", 2040)


@pytest.mark.parametrize(
    ("band", "says"),
    [
        ([0.8, 1.2], ""),
        ([0.6, 1.4], "from 90 to 210 EUR/t is wider than the path of CO2 prices in all its years, 100 to 200 EUR/t"),
        ([0.1, 1.5], "from 15 to 225 EUR/t is wider"),
        ([1.0, 1.0], "at the single CO2 price of 150 EUR/t"),
    ],
)
def test_a_band_wider_than_the_path_and_a_single_price_are_said(band: list[float], says: str) -> None:
    settings = ClosureSettings(band=band)
    remarks = remarks_of(closure_of("ets", settings, inputs()), settings, inputs())
    assert len(remarks) == bool(says)
    assert says in "".join(remarks)


def test_a_path_that_stands_still_is_no_reason_for_a_remark_and_a_cap_has_none() -> None:
    flat = inputs(PATH.assign(price=150.0))
    assert remarks_of(Closure.at_price("ets", (120.0, 180.0)), ClosureSettings(), flat) == []
    assert len(remarks_of(Closure.at_price("ets", (0.0, 180.0)), ClosureSettings(), flat)) == 1
    assert remarks_of(Closure.capped("cap", 150.0, 600.0), ClosureSettings(kind="cap"), flat) == []


@pytest.mark.parametrize(
    ("time", "rank", "is_told"),
    [
        ({}, {}, False),
        ({"segments": 12}, {}, True),
        ({"segments": 12}, {"check_segments": None}, False),
        ({"mode": "regular"}, {}, True),
    ],
)
def test_a_scenario_as_fine_as_the_check_is_ranked_and_says_that_it_is_not_checked(
    time: dict[str, object], rank: dict[str, object], is_told: bool
) -> None:
    given = replace(inputs(), config=validate({"time": time, "rank": rank}))
    remarks = remarks_of(Closure.at_price("ets", (120.0, 180.0)), ClosureSettings(), given)
    assert ["what another one does is not in the noise" in remark for remark in remarks] == [True] * is_told
