"""The sizing run wants what a ranking values: a work that alone saves more than its corridor costs is built there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import pypsa
import pytest
from conftest import YEAR, SmallCase

from werven.network.build import Inputs
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.needs import needs_table
from werven.network.solve import create_model, solve
from werven.ranking.closures import Closure
from werven.ranking.scenario import players_of
from werven.ranking.solver.engine import Engine
from werven.ranking.value import Source
from werven.weather import profiles

PRICE = 147.0


@pytest.fixture(scope="module")
def inputs(small: SmallCase) -> Inputs:
    hourly = profiles.build(small.config.weather, small.tables["calibration"])
    return Inputs(small.tables, small.demand, hourly, small.config, "test", YEAR)


def corridors_of(network: pypsa.Network, work: str) -> pd.DataFrame:
    """Return the corridors between the ends of the legs of a work, one row a leg, with its size [MW or t/h]."""
    links = network.links
    legs = links[(links["work"] == work) & ~links.index.str.endswith(" back")]
    offers = links[(links["role"] == "corridor") & ~links.index.str.endswith(" back")]
    found = []
    for _, leg in legs.iterrows():
        ends = {leg["bus0"], leg["bus1"]}
        own = [name for name in offers.index if {offers.at[name, "bus0"], offers.at[name, "bus1"]} == ends]
        price = offers.at[own[0], "capital_cost"] if own else 0.0
        found.append({"corridor": own[0] if own else None, "cost": float(price * leg["p_nom"])})
    return pd.DataFrame(found, columns=["corridor", "cost"])


def test_a_work_that_saves_more_than_its_corridor_costs_is_wanted_where_it_alone_is_offered(
    inputs: Inputs, tmp_path: Path
) -> None:
    network = inputs.network(PRICE)
    players, closure = players_of(network, inputs), Closure.at_price("ets", PRICE)
    source = Source(lambda _: network, players, ATMOSPHERE, UPSTREAM, partial(create_model, config=inputs.config))
    engine = Engine(source.program(closure), [PRICE])
    told = {}
    for work in players.components:
        offers = corridors_of(network, work)
        if players.requires.get(work) or offers.empty or offers["corridor"].isna().any():
            continue
        saved = engine.value(frozenset()).cost_eur - engine.value({work}).cost_eur
        if saved > offers["cost"].sum() * 1.001 + 1e3:
            sized = network.copy()
            both = [*offers["corridor"], *(f"{name} back" for name in offers["corridor"])]
            sized.links.loc[sized.links.index.intersection(both), "active"] = True
            solve(sized, inputs.config, tmp_path / "solver.log")
            needs = needs_table(sized).dropna(subset=["works"])
            told[work] = float(needs.loc[[work in str(works).split(";") for works in needs["works"]], "built"].sum())
    assert told
    assert {work: size for work, size in told.items() if size <= 0.0} == {}
