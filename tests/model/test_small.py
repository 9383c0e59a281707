"""Properties of the small case, whatever the figures in `data/` are."""

from __future__ import annotations

import numpy as np
import pypsa
import pytest
from conftest import YEAR, SmallCase

from werven.data.register import states
from werven.data.results import result_faults
from werven.figures.maps import users_table
from werven.figures.stacks import stack_table
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.solve import unserved
from werven.solved.year import energy_demand
from werven.words.names import Names


def ledger(network: pypsa.Network, bus: str) -> float:
    """Return what a ledger took in [t/a]: the injection of its generators, with the sign turned."""
    mine = network.generators.query("bus == @bus and role in ('ledger', 'buy-out')")
    power = network.c["Generator"].dynamic["p"][mine.index] * mine["sign"]
    return -float((power.mul(network.snapshot_weightings["objective"], axis=0)).to_numpy().sum())


@pytest.mark.parametrize("name", ["needs", "balance", "emissions", "timings"])
def test_the_result_tables_hold_what_is_promised(small: SmallCase, name: str) -> None:
    table = getattr(small.result, name)
    assert not result_faults(name, table)
    assert len(table) > 0


def test_every_carrier_of_the_balance_closes(small: SmallCase) -> None:
    values = small.result.balance.groupby("bus_carrier")["value"]
    assert values.ngroups > 10
    turnover = values.apply(lambda flows: flows.abs().sum() / 2)
    # Rows below 1 kWh or 1 kg a year are not written: a little is missing from a carrier with a small turnover.
    assert (values.sum().abs() <= 1e-6 * turnover + 0.1).all()


def test_every_carrier_that_flows_is_in_the_balance(small: SmallCase) -> None:
    network = small.result.network
    loads = set(network.loads["bus"].map(network.buses["carrier"]))
    assert loads <= set(small.result.balance["bus_carrier"])


@pytest.mark.parametrize(("boundary", "bus"), [("flanders", ATMOSPHERE), ("upstream", UPSTREAM)])
def test_emissions_add_up_to_their_ledger(small: SmallCase, boundary: str, bus: str) -> None:
    rows = small.result.emissions.query("boundary == @boundary")
    held = ledger(small.result.network, bus)
    assert abs(held) > 1e3
    assert rows["t_per_year"].sum() == pytest.approx(held, rel=1e-6)


def test_no_demand_is_left_unserved(small: SmallCase) -> None:
    assert unserved(small.result.network).empty


def test_loads_take_what_the_demand_says(small: SmallCase) -> None:
    network = small.result.network
    weights = network.snapshot_weightings["objective"]
    taken = (network.c["Load"].dynamic["p_set"].T @ weights).groupby(network.loads["carrier"]).sum() / 1e6
    demand = small.demand[small.demand["use"].isin(("energy", "product", "must_take"))]
    sign = demand["use"].map({"must_take": -1.0}).fillna(1.0)
    asked = (demand["value"] * sign).groupby(demand["carrier"].astype(str)).sum()
    assert taken.to_dict() == pytest.approx(asked.to_dict(), rel=1e-4)


def test_stores_end_every_typical_day_as_they_began_it(small: SmallCase) -> None:
    network = small.result.network
    units = network.storage_units
    level = network.c["StorageUnit"].dynamic["state_of_charge"]
    power = network.c["StorageUnit"].dynamic
    hours = network.snapshot_weightings["stores"]
    day = np.array(network.meta["day"])
    into = power["p_store"].mul(units["efficiency_store"]) - power["p_dispatch"].div(units["efficiency_dispatch"])
    change = into[level.columns].mul(hours, axis=0)
    assert len(set(day)) > 1
    assert change.abs().to_numpy().sum() > 1.0
    for number in set(day):
        steps = np.flatnonzero(day == number)
        kept = np.power.outer(1 - units["standing_loss"].to_numpy(), hours.iloc[steps].to_numpy()).T
        before = level.iloc[np.roll(steps, 1)].to_numpy() * kept
        np.testing.assert_allclose(level.iloc[steps], before + change.iloc[steps], atol=1e-3)


def test_weights_are_a_year(small: SmallCase) -> None:
    assert small.built.snapshot_weightings["objective"].sum() == pytest.approx(8760)


def test_every_work_is_in_the_network_and_only_the_reference_is_active(small: SmallCase) -> None:
    links = small.built.links.query("role == 'work'")
    state = states(small.tables["works"], small.config.works, YEAR)
    assert (links["work"] != "").all()
    assert (links["active"] == (links["work"].map(state) == "reference")).all()
    assert (links["work_state"] == links["work"].map(state)).all()
    assert set(links["work_state"]) >= {"reference", "candidate"}
    nodes = set(small.built.buses["node"])
    legs = small.tables["work_legs"]
    inside = legs["from_bus"].str.rsplit(n=1).str[0].isin(nodes) & legs["to_bus"].str.rsplit(n=1).str[0].isin(nodes)
    assert set(links["work"]) == set(legs["work"][inside]) - set(state.index[state == "cancelled"])


def test_corridors_are_off_until_the_sizing_run(small: SmallCase) -> None:
    corridors = small.built.links.query("role == 'corridor'")
    assert len(corridors) > 0
    assert not corridors["active"].any()
    assert small.result.network.links.query("role == 'corridor'")["active"].all()


def test_nothing_else_carries_the_name_of_a_work(small: SmallCase) -> None:
    for component in ("Process", "StorageUnit", "Load"):
        assert (small.built.c[component].static["work"] == "").all()
    assert (small.built.generators.query("role != 'limit'")["work"] == "").all()
    assert (small.built.links.query("role != 'work'")["work"] == "").all()


def test_clusters_that_are_left_out_leave_nothing_behind(small: SmallCase) -> None:
    kept = set(small.config.network.clusters or [])
    nodes = small.tables["nodes"]
    gone = set(nodes.query("kind == 'cluster'")["node"]) - kept
    assert gone
    assert gone.isdisjoint(small.built.buses["cluster"])
    assert kept <= set(small.built.buses["cluster"])


def test_every_bus_has_a_unit_and_every_carrier_a_colour(small: SmallCase) -> None:
    network = small.built
    assert network.buses["unit"].isin(("MW", "t/h")).all()
    assert network.carriers["color"].str.fullmatch("#[0-9a-fA-F]{6}").all()
    for component in ("Bus", "Process", "Generator", "Link", "StorageUnit", "Load"):
        assert set(network.c[component].static["carrier"]) <= set(network.carriers.index)


def test_statistics_run_on_the_network_read_back(small: SmallCase) -> None:
    network = pypsa.Network(small.folder / "solved.nc")
    statistics = network.statistics()
    assert statistics["Optimal Capacity"].sum() > 0
    assert network.meta["year"] == YEAR
    assert network.meta["objective_eur"] == pytest.approx(small.result.network.objective)
    assert (network.links.query("role == 'work'")["work"] != "").all()


def test_needs_tell_what_is_built_and_never_less_than_nothing(small: SmallCase) -> None:
    needs = small.result.needs
    assert (needs[["existing", "needed", "planned", "gap"]] >= 0).all(axis=None)
    assert needs["peak_hour_utilisation"].between(0, 1).all()
    assert (needs["gap"] <= (needs["needed"] - needs["existing"] - needs["planned"]).clip(lower=0) + 1e-9).all()
    links = small.result.network.links
    built = links.query("role == 'corridor'")["p_nom_opt"]
    built = built[~built.index.str.endswith(" back")]
    assert needs["built"].sum() == pytest.approx(built.sum())


@pytest.mark.parametrize("group", ["natural_gas", "hydrogen", "heat"])
def test_the_map_of_users_and_the_stack_show_the_same_use(small: SmallCase, group: str) -> None:
    nodes, technologies = small.tables["nodes"], small.tables["technologies"]
    names = Names.of(small.tables, "nl")
    users = users_table(energy_demand(small.demand), small.result.balance, technologies, names, nodes)
    stack = stack_table({YEAR: small.result.balance}, group, nodes, names)
    used = -stack.loc[stack["value"] < 0, "value"].sum()
    # Heat that is rejected and what stores lose have no user.
    assert users.loc[users["group"] == group, "value"].sum() == pytest.approx(used, rel=0.02)
