"""The sizing run and the ranking speak of the same options, in the base case itself."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import ROOT

from werven.config.settings import Config, load
from werven.data.assumptions import Assumptions
from werven.data.inputs import check_all
from werven.data.register import planned
from werven.network.works import open_pairs

YEARS = (2030, 2040, 2050)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return check_all(ROOT / "data", load(ROOT / "config/config.yaml", ROOT / "config/scenarios.yaml", "base"))


@pytest.mark.parametrize("year", YEARS)
def test_no_corridor_is_offered_that_no_work_and_no_plan_offers(tables: dict[str, pd.DataFrame], year: int) -> None:
    a = Assumptions(tables, Config(), year)
    state, legs, corridors = planned(a), tables["work_legs"], tables["corridors"]
    open_legs = legs[legs["work"].map(state) == "candidate"]
    played = {frozenset(pair) for pair in zip(open_legs["from_bus"], open_legs["to_bus"], strict=True)}
    plans = corridors.dropna(subset=["plan"])
    planned_pairs = {frozenset(pair) for pair in zip(plans["from_bus"], plans["to_bus"], strict=True)}
    assert open_pairs(a) == played | planned_pairs


@pytest.mark.parametrize("year", YEARS)
def test_every_work_that_plays_has_a_corridor_in_the_sizing_run(tables: dict[str, pd.DataFrame], year: int) -> None:
    # Otherwise `needs` could never say that the system wants it.
    a = Assumptions(tables, Config(), year)
    state, legs, corridors = planned(a), tables["work_legs"], tables["corridors"]
    offered = {frozenset(pair) for pair in zip(corridors["from_bus"], corridors["to_bus"], strict=True)}
    open_legs = legs[legs["work"].map(state) == "candidate"]
    pairs = zip(open_legs["work"], open_legs["from_bus"], open_legs["to_bus"], strict=True)
    assert [work for work, *ends in pairs if frozenset(ends) not in offered] == []


def test_a_second_stevin_is_no_option(tables: dict[str, pd.DataFrame]) -> None:
    for year in YEARS:
        assert frozenset(("ZBR electricity", "GNT electricity")) not in open_pairs(Assumptions(tables, Config(), year))
