"""What `rank_works` promises of any PyPSA network: plain PyPSA's numbers for every coalition, or a message."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations

import linopy
import numpy as np
import pandas as pd
import pypsa
import pytest
from ranking_cases import HALF, changed, fjord, options

from werven import Closure, RankOptions, rank_works
from werven.errors import InputError, SolveError
from werven.ranking.solver.chain import Settings

PRICE = 100.0
Change = Callable[[pypsa.Network], object]


def plain(network: pypsa.Network, built: tuple[str, ...], model: Change | None = None) -> tuple[float, float]:
    """Return cost [MEUR/a] and emissions [kt/a] of PyPSA itself: carriers of generators pay the price."""
    system = network.copy()
    for component in ("Link", "Generator", "Store", "StorageUnit", "Process"):
        static = system.c[component].static
        if "work" in static:
            mine = static["work"].fillna("").astype(str)
            static["active"] = static["active"] & ((mine == "") | mine.isin(built))
    factor = system.generators["carrier"].map(system.carriers["co2_emissions"]).fillna(0.0)
    rate = factor / system.get_switchable_as_dense("Generator", "efficiency")
    cost = system.get_switchable_as_dense("Generator", "marginal_cost") + PRICE * rate
    system.c["Generator"].dynamic["marginal_cost"] = cost
    (model or (lambda n: n.optimize.create_model(include_objective_constant=True)))(system)
    status = system.optimize.solve_model(solver_name="highs", io_api="direct", log_to_console=False)
    assert status == ("ok", "optimal")
    output, weights = system.c["Generator"].dynamic["p"], system.snapshot_weightings["generators"]
    emitted = (output * rate[output.columns]).mul(weights, axis=0).to_numpy().sum()
    constant = float(getattr(system, "objective_constant", 0.0) or 0.0)
    return (system.objective + constant) / 1e6, emitted / 1e3


def assert_plain(network: pypsa.Network, works: str, model: Change | None = None) -> pd.DataFrame:
    """Hold every coalition against PyPSA itself; return the ranking by work."""
    every = [c for size in range(len(works.split()) + 1) for c in combinations(sorted(works.split()), size)]
    closure = Closure.at_price("p", PRICE)
    result = rank_works(network, closure, create_model=model, options=options(also=[set(c) for c in every]))
    told = result.coalitions.set_index("coalition")
    for coalition in every:
        cost, emitted = plain(network, coalition, model)
        row = told.loc["+".join(coalition)]
        assert row["cost_meur"] == pytest.approx(cost, rel=1e-7, abs=1e-7), coalition
        assert row["emissions_kt"] == pytest.approx(emitted, rel=1e-6, abs=1e-6), coalition
    return result.ranking.set_index("work")


# -- equal to PyPSA ------------------------------------------------------------------------------------------------


def delayed(network: pypsa.Network) -> None:
    """Add a way round through time: what is sent comes back later, to an hour that needs it more."""
    network.add("Bus", "later", carrier="line")
    network.loads_t.p_set["town"] = [20.0, 100.0]
    network.add("Generator", "sun", bus="town", carrier="water", p_nom=80.0, p_max_pu=[1.0, 0.0])
    network.add("Link", "store", work="B", bus0="town", bus1="later", p_nom=30.0, delay=4380, marginal_cost=0.01)
    network.add("Link", "return", work="B", bus0="later", bus1="town", p_nom=30.0, marginal_cost=0.01)


def paid_circle(network: pypsa.Network) -> None:
    """Add a circle in which somebody is paid for the flow."""
    network.add("Bus", "ring", carrier="line")
    network.add("Link", "there", work="B", bus0="fjord", bus1="ring", p_nom=30.0, marginal_cost=-3.0)
    network.add("Link", "back", work="B", bus0="ring", bus1="fjord", p_nom=30.0, marginal_cost=0.5)


def burning_circle(network: pypsa.Network) -> None:
    """Add a circle that burns power which somebody has to get rid of, as it must run and pays for what is too much."""
    network.add("Bus", ["ring", "end"], carrier="line")
    network.add("Generator", "must", bus="town", carrier="water", p_nom=120.0, p_min_pu=1.0)
    network.add("Generator", "dump", bus="town", carrier="water", p_nom=200.0, sign=-1.0, marginal_cost=30.0)
    ports = {"bus2": "town", "efficiency2": -0.5, "p_nom": 30.0, "marginal_cost": 0.1}
    network.add("Link", "there", work="B", bus0="ring", bus1="end", **ports)
    network.add("Link", "back", work="B", bus0="end", bus1="ring", **ports)


def slanting(network: pypsa.Network) -> None:
    network.generators_t.efficiency["gas"] = pd.Series([0.5, 0.2], index=network.snapshots)


def sometimes(network: pypsa.Network) -> None:
    """Add a work that gives nothing at its second end in one of the hours."""
    network.add("Bus", "end", carrier="line")
    network.add("Link", "way", work="B", bus0="fjord", bus1="town", bus2="end", p_nom=30.0, efficiency2=[0.0, 1.0])


def to_itself(network: pypsa.Network) -> None:
    """Add a work that moves nothing anywhere, and is paid for it."""
    network.add("Link", "loop", work="B", bus0="fjord", bus1="fjord", p_nom=40.0, marginal_cost=-5.0)


def of_no_sign(network: pypsa.Network) -> None:
    network.add("Generator", "nothing", work="B", bus="fjord", carrier="gas", p_nom=40.0, sign=0.0, marginal_cost=-50.0)


def giving_way(network: pypsa.Network) -> None:
    """Add a work that is called like demand which is not served, and is a work all the same."""
    network.add("Generator", "B", work="B", bus="town", carrier="demand curtailment", p_nom=10.0, marginal_cost=60.0)


def in_kilowatts(network: pypsa.Network) -> None:
    """Add roofs that are counted in kW, as demand which is not served may be."""
    roofs = {"sign": 1e-3, "p_nom": 3e4, "p_max_pu": [0.8, 0.1], "marginal_cost": 0.002}
    network.add("Generator", "roofs", bus="town", carrier="water", **roofs)


EQUAL: dict[str, Change] = {
    "a work called like shedding": giving_way,
    "roofs in kW": in_kilowatts,
    "from a bus to itself": to_itself,
    "of no sign": of_no_sign,
    "a store in time": delayed,
    "paid for going round": paid_circle,
    "burning what nobody wants": burning_circle,
    "efficiency of the hour": slanting,
    "nothing at one end": sometimes,
}


@pytest.mark.parametrize("name", EQUAL)
def test_every_coalition_is_what_pypsa_says(name: str) -> None:
    network = fjord("A C")
    EQUAL[name](network)
    given = {work for c in ("Link", "Generator") for work in network.c[c].static.get("work", ())}
    works = "A B C" if "B" in given else "A C"
    table = assert_plain(network, works)
    if "B" in works and name not in ("nothing at one end", "a work called like shedding"):
        assert table.loc["B", "pint_meur"] > 0.1


def test_a_term_of_ones_own_in_a_balance_is_no_reason_to_leave_out_a_work() -> None:
    network = fjord("")
    network.add("Bus", ["well", "mid"], carrier="line")
    network.add("Link", "A", work="A", bus0="well", bus1="mid", p_nom=40.0, marginal_cost=0.1)
    network.add("Link", "B", work="B", bus0="mid", bus1="town", p_nom=60.0, marginal_cost=0.1)

    def model(n: pypsa.Network) -> linopy.Model:
        made = n.optimize.create_model(include_objective_constant=True)
        spring = made.add_variables(0.0, 40.0, coords=[n.snapshots], name="spring")
        row = made.constraints["Bus-nodal_balance"]
        at = row.lhs.sel(name="well") + spring
        made.remove_constraints("Bus-nodal_balance")
        others = [bus for bus in n.buses.index if bus != "well"]
        made.add_constraints(row.lhs.sel(name=others) == row.rhs.sel(name=others), name="Bus-nodal_balance")
        made.add_constraints(at == 0.0, name="Bus-well-nodal_balance-own")
        return made

    table = assert_plain(network, "A B", model)
    assert table.loc["A", "toot_kt"] == pytest.approx(40.0 * 2 * HALF * 0.4 / 1e3)


def test_tonnes_on_a_bus_are_those_of_the_year_whatever_hours_stores_follow() -> None:
    network = fjord("A")
    network.add("Bus", ["air", "well"], carrier="line")
    network.remove("Generator", "gas")
    network.add("Generator", "gas", bus="well", carrier="gas", p_nom=400.0, marginal_cost=25.0)
    ports = {"bus0": "well", "bus1": "town", "bus2": "air", "efficiency": 0.5, "efficiency2": 0.2}
    network.add("Link", "plant", carrier="gas", p_nom=400.0, **ports)
    network.add("Store", "air", bus="air", carrier="line", e_nom=1e9)
    network.snapshot_weightings["stores"] = 6.0
    result = rank_works(network, Closure.at_price("p", PRICE), "air").ranking.set_index("work")
    assert result.loc["A", "pint_kt"] == pytest.approx(20.0 * 2 * HALF * 0.4 / 1e3)
    assert result.loc["A", "pint_meur"] == pytest.approx(20.0 * 2 * HALF * (50.0 + 40.0 - 5.1) / 1e6)


def test_a_term_of_ones_own_on_what_takes_from_the_ledger_stays() -> None:
    def model(n: pypsa.Network) -> linopy.Model:
        made = n.optimize.create_model(include_objective_constant=True)
        toll = made.variables["Generator-p"].sel(name="air", drop=True).sum() * (30.0 * HALF)
        made.add_objective(made.objective.expression + toll, overwrite=True)
        return made

    network = fjord("A")
    network.remove("Generator", "gas")
    network.add("Bus", ["air", "well"], carrier="line")
    network.add("Generator", "air", bus="air", carrier="line", sign=-1.0, p_nom=1e3, marginal_cost=77.0)
    network.add("Generator", "gas", bus="well", carrier="gas", p_nom=400.0, marginal_cost=25.0)
    ports = {"bus0": "well", "bus1": "town", "bus2": "air", "efficiency": 0.5, "efficiency2": 0.2}
    network.add("Link", "plant", carrier="gas", p_nom=400.0, **ports)
    closure = Closure.at_price("p", PRICE)
    saved = [rank_works(network, closure, "air", create_model=own).ranking.loc[0, "pint_meur"] for own in (None, model)]
    assert saved[1] - saved[0] == pytest.approx(20.0 * 2 * HALF * 0.4 * 30.0 / 1e6)


def test_the_cost_of_a_work_is_what_pypsa_makes_of_it() -> None:
    network = fjord("A C")
    network.links.loc["A", ["overnight_cost", "discount_rate", "lifetime", "fom_cost"]] = [1e6, 0.07, 25.0, 2e4]
    network.links.loc["C", ["capital_cost", "fom_cost"]] = [5e4, 1e4]
    table = rank_works(network, Closure.at_price("p", PRICE)).ranking.set_index("work")
    annuity = 0.07 / (1.0 - 1.07**-25)
    assert table.loc["A", "annual_cost_meur"] == pytest.approx(20.0 * (1e6 * annuity + 2e4) / 1e6)
    assert table.loc["C", "annual_cost_meur"] == pytest.approx(15.0 * 6e4 / 1e6)


def test_the_semantics_of_linopy_are_those_of_the_session() -> None:
    before = linopy.options["semantics"]
    rank_works(fjord("A"), Closure.at_price("p", PRICE))
    assert linopy.options["semantics"] == before == "legacy"


# -- ids, and what is off -------------------------------------------------------------------------------------------


def test_an_id_that_is_a_number_is_one_work_however_its_column_is_kept() -> None:
    network = fjord("A C")
    network.links["work"] = [1, 2]
    network.add("Generator", "brook", bus="fjord", carrier="water", p_nom=9.0)
    network.generators.loc["brook", "work"] = 1.0
    facts = pd.DataFrame({"status": pd.Categorical(["planned"])}, index=[1])
    result = rank_works(network, Closure.at_price("p", PRICE), works=facts, requires={1: [2]})
    assert sorted(result.ranking["work"]) == ["1", "2"]
    assert result.ranking.set_index("work").loc["1", "status"] == "planned"
    assert result.ranking.set_index("work").loc["1", "pint_kt"] == 0.0


def test_what_is_off_in_the_network_and_stands_in_a_coalition_is_checked_as_it_stands() -> None:
    network = fjord("A C")
    network.generators["active"] = network.generators["carrier"] != "gas"
    network.generators.loc["gas", "work"] = "G"
    network.add("Generator", "oil", bus="town", carrier="water", p_nom=1e3, marginal_cost=200.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = rank_works(network, Closure.at_price("p", (80.0, 120.0))).ranking.set_index("work")
    assert table.loc["G", "pint_kt"] < -1.0
    assert not network.generators.loc["gas", "active"]


def test_a_program_without_end_names_the_price_at_which_it_has_none() -> None:
    network = fjord("A C")
    network.carriers.loc["bio", "co2_emissions"] = -0.2
    network.add("Bus", "forest", carrier="line")
    network.add("Generator", "dump", bus="forest", carrier="water", sign=-1.0, p_nom=np.inf)
    network.add("Generator", "bio", bus="forest", carrier="bio", p_nom=np.inf, marginal_cost=0.2 * 100.5)
    with pytest.raises(SolveError, match=r"'Unbounded'.*\n?.*at a CO2 price of 101 EUR/t") as caught:
        rank_works(network, Closure.at_price("p", (PRICE, PRICE + 1.0)))
    assert "short" not in str(caught.value)


# -- refused -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """A change of a network (or other arguments: called first, or as it is in a tuple), and what is said."""

    says: str
    change: Change = field(default=lambda network: None)
    arguments: dict[str, object] = field(default_factory=dict)
    stops: type[Exception] = InputError


def link(**columns: object) -> Change:
    return lambda network: network.add("Link", "B", work="B", bus0="fjord", bus1="town", p_nom=30.0, **columns)


def tank(**columns: object) -> Change:
    return lambda network: network.add("Store", "B", work="B", bus="town", e_nom=30.0, **columns)


def battery(**columns: object) -> Change:
    return lambda network: network.add("StorageUnit", "B", work="B", bus="town", p_nom=3.0, **columns)


def bent(attribute: str) -> Change:
    def change(network: pypsa.Network) -> None:
        network.add(
            "Generator", "bent", bus="town", carrier="gas", p_nom=50.0, **{attribute: {0.0: 0.2, 0.5: 0.3, 1.0: 0.4}}
        )

    return change


def columns(component: str, **values: object) -> Change:
    def change(network: pypsa.Network) -> None:
        for column, value in values.items():
            network.c[component].static[column] = value

    return change


def weights(**hours: float) -> Change:
    def change(network: pypsa.Network) -> None:
        for column, value in hours.items():
            network.snapshot_weightings[column] = value

    return change


def strange(network: pypsa.Network) -> None:
    network.add("Link", "B", work="B", bus0="fjord", bus1="twon", p_nom=30.0)


def asked(says: str, **options: object) -> Bad:
    return Bad(says, arguments={"options": lambda: RankOptions(**options)})  # type: ignore[arg-type]


def isolated(network: pypsa.Network) -> None:
    network.add("Bus", "island", carrier="line")
    network.add("Load", "island", bus="island", p_set=7.0)
    network.add("Link", "sea", bus0="town", bus1="island", p_nom=5.0)


def capital(network: pypsa.Network) -> None:
    network.links["Work"] = network.links.pop("work")


def summed(network: pypsa.Network) -> None:
    network.add("Generator", "B", work="B", bus="town", p_nom=9.0, e_sum_min=10.0)


def quota(network: pypsa.Network) -> None:
    network.add("Generator", "B", work="B", bus="town", carrier="sun", p_nom=9.0)
    limit = {"type": "operational_limit", "carrier_attribute": "sun", "sense": ">=", "constant": 100.0}
    network.add("GlobalConstraint", "quota", **limit)


def small(network: pypsa.Network) -> None:
    network.add("Link", "B", work="B", bus0="fjord", bus1="town", p_nom=9e-7)


def shunt(network: pypsa.Network) -> None:
    network.add("ShuntImpedance", "S", work="S", bus="town")


def twice(network: pypsa.Network) -> None:
    network.c["Link"].static = pd.concat([network.links, network.links.loc[["A"]]])


def numbered(network: pypsa.Network) -> None:
    network.c["Link"].static = network.links.set_axis(pd.Index([3, 4], name="name"))


REFUSED: dict[str, Bad] = {
    # What could not stand still
    "set point": Bad("work B, row B, column p_set: ", link(p_set=15.0)),
    "set point over time": Bad("work B, row B, column p_set: ", link(p_set=[15.0, np.nan])),
    "least level": Bad("column e_min_pu: ", tank(e_min_pu=0.5, standing_loss=1e-4, e_cyclic=True)),
    "level that is set": Bad("column e_set: ", tank(e_set=[3.0, np.nan])),
    "charge that is set": Bad("state_of_charge_set", battery(state_of_charge_set=[3.0, np.nan], max_hours=HALF)),
    "storage unit with a set point": Bad("row B, column p_set: ", battery(p_set=2.0, max_hours=HALF)),
    "least sum": Bad("column e_sum_min: ", summed),
    "ramp from where it was": Bad("Link-p-ramp_limit_down", link(p_init=20.0, ramp_limit_down=0.1)),
    "quota": Bad("global constraint quota, column constant: found 'at least 100, of B'; allowed: one that", quota),
    "lost in the tolerance": Bad("row B, column p_nom: found '9e-07'; allowed: 0, or 1e-4 at least", small),
    "shunt": Bad("work S, row S: found 'ShuntImpedance'; allowed: one of Generator", shunt),
    "carrier of a work": Bad("work A, row gas: found 'Carrier'", columns("Carrier", work="A")),
    # More than a linear program
    "bent efficiency": Bad("no bent curves", bent("efficiency")),
    "maintenance": Bad("not maintainable", link(maintainable=True, maintenance_duration=10.0)),
    # Weights
    "a day": Bad("found '24 h'; allowed: 8760 h, a year: n.snapshot_weightings *= 365", weights(objective=12.0)),
    "two counts": Bad("both alike", weights(generators=4000.0)),
    "tank of fuel in its own hours": Bad(
        "Store depot, column e_cyclic",
        lambda n: (n.add("Store", "depot", bus="town", carrier="gas", e_nom=9.0), weights(stores=6.0)(n)),
    ),
    "hours below zero": Bad("objective of 0: found '-4380'; allowed: hours >= 0", weights(objective=[-4380, 13140])),
    "hours in words": Bad("snapshot_weightings 0, column objective: found \"str 'x'\"", weights(objective=["x", "y"])),
    "hours that are none": Bad("stores of 0: found 'nan (and in 1 other snapshots)'", weights(stores=np.nan)),
    # Ids
    "plus": Bad("column work: found 'A+B'; allowed: an id without + and ;", columns("Link", work="A+B")),
    "semicolon": Bad("found 'A;B'", columns("Link", work="A;B")),
    "line end": Bad("column work: found", columns("Link", work="A\n")),
    "blank": Bad("found ' A'", columns("Link", work=" A")),
    # Nothing could come out
    "capital": Bad("column work: found 'no component with an id'", capital),
    "nearest capital": Bad("nearest: 'Work'", capital),
    "no id": Bad("no component with an id", columns("Link", work=np.nan)),
    "state": Bad("found 'Candidate'; allowed: one of candidate, ", columns("Link", work_state="Candidate")),
    "no state": Bad("column work_state: found ''", columns("Link", work_state=np.nan)),
    "on links only": Bad(
        "co2_emissions: found 'only on Link A, ",
        lambda n: (columns("Generator", carrier="water")(n), columns("Link", carrier="gas")(n)),
    ),
    "unknown factor": Bad("carrier gas, column co2_emissions: found 'nan'", columns("Carrier", co2_emissions=np.nan)),
    # A call that is none
    "misspelt bus": Bad("row Link B, column bus1: found 'twon'; allowed: a bus of the network; nearest: 't", strange),
    "price in words": Bad("price: found \"str '100'\"", arguments={"closures": lambda: Closure.at_price("p", "100")}),
    "price of nothing": Bad("column price: found 'nan'", arguments={"closures": lambda: Closure.at_price("p", np.nan)}),
    "weight of infinity": Bad(
        "column price: found 'inf'", arguments={"closures": lambda: Closure.at_price("p", (1.0, np.inf))}
    ),
    "number for a closure": Bad("closures: found 'float 100.0'; allowed: closures: ", arguments={"closures": 100.0}),
    "path for a network": Bad("found \"str 'base.nc'\"; allowed: a pypsa.Network", arguments={"network": "base.nc"}),
    "text for requirements": Bad("requires, row A, column requires", arguments={"requires": {"A": "CD"}}),
    "carrier of nobody": Bad("found 'laod'; allowed: a carrier of generators", arguments={"unserved": ["laod"]}),
    "dear works": Bad(
        "works, row A, column annual_cost_meur: found 'much'",
        arguments={"works": pd.DataFrame({"annual_cost_meur": ["much"]}, index=["A"])},
    ),
    "storage on the ledger": Bad(
        "row town, column ledger: found 'StorageUnit B'", battery(max_hours=HALF), {"ledger": "town"}
    ),
    "no ledger": Bad("column ledger: found 'None'; allowed: a bus", arguments={"ledger": None}),
    "number for carriers": Bad("column unserved: found 'int 3'", arguments={"unserved": 3}),
    "mapping for options": Bad("options: found \"dict {'pairs': 3}\"", arguments={"options": {"pairs": 3}}),
    "number for a model": Bad("create_model: found 'int 3'", arguments={"create_model": 3}),
    "function without a price": Bad("found 'a function with too many", arguments={"network": (lambda: None,)}),
    "block of a stranger": asked("blocks, row 1: found 'Z'", blocks=[{"A", "Z"}]),
    "text for a block": asked("column blocks: found 'AC'", blocks=["AC"]),
    "number for a folder": asked("column folder: found 'int 3'", folder=3),
    "file for a folder": asked("column folder: found '/dev", folder="/dev/null"),
    "number for a solver": asked("column solver: found 'int 3'", solver=3),
    "method of nobody": Bad("cold: found 'ips'", arguments={"options": lambda: Settings(cold="ips")}),
    "word for a switch": Bad("reduce: found \"str 'no'\"", arguments={"options": lambda: Settings(reduce="no")}),  # type: ignore[arg-type]
    "half an order": asked("column pairs: found '2.5'; allowed: a whole number from 1 to 1000000", pairs=2.5),
    "more than a number holds": asked("column minutes: found 'inf'", minutes=10**400),
    "number for coalitions": asked("column also: found 'int 3'", also=3),
    # Another network beside the first
    "check of a day": Bad(
        "found '24 h'", arguments={"options": lambda: RankOptions(check=changed(weights(objective=12.0)))}
    ),
    "check of other works": Bad(
        "row at 100 EUR/t, column work: found 'B'; allowed: the works of the first network",
        arguments={"options": lambda: RankOptions(check=changed(link()))},
    ),
    "coarse network of a day": Bad(
        "found '24 h'", arguments={"options": lambda: RankOptions(coarse=changed(weights(objective=12.0)))}
    ),
    "coarse network of other works": Bad(
        "row at 100 EUR/t, column work: found 'B'; allowed: the works of the first network",
        arguments={"options": lambda: RankOptions(coarse=changed(link()))},
    ),
    "number for a coarse network": asked("column coarse: found 'int 3'", coarse=3),
    "no coarse pairs": asked("column coarse_pairs: found '0'", coarse_pairs=0),
    "other works at another price": Bad(
        "row at 120 EUR/t, column work: found 'B'",
        arguments={
            "network": (lambda price: changed(link()) if price > PRICE else fjord("A C"),),
            "closures": lambda: [Closure.at_price("p", PRICE), Closure.at_price("q", (110.0, 130.0))],
        },
    ),
    "storage that is off, on the ledger": Bad(
        "row town, column ledger: found 'StorageUnit B'", battery(active=False), {"ledger": "town"}
    ),
    "set of sets": Bad("requires, row A, column requires: found", arguments={"requires": {"A": [["C"]]}}),
    "two kinds of ids": Bad("requires, row A, column requires: found '1'", arguments={"requires": {"A": {1, "C"}}}),
    "two columns of costs": Bad(
        "works, column annual_cost_meur: found 'two columns'",
        arguments={"works": pd.DataFrame([[1.0, 2.0]], columns=["annual_cost_meur"] * 2, index=["A"])},
    ),
    "two columns of words": Bad(
        "works, column carrier: found 'two columns'",
        arguments={"works": pd.DataFrame([["x", "y"]], columns=["carrier"] * 2, index=["A"])},
    ),
    "a day for a year": Bad(
        "works, row A, column year_in_service: found '2030-01-01 00:00:00'",
        arguments={"works": pd.DataFrame({"year_in_service": [pd.Timestamp("2030-01-01")]}, index=["A"])},
    ),
    "levels for works": Bad(
        "found 'an index of several levels'",
        arguments={"works": pd.DataFrame({"status": ["x"]}, index=pd.MultiIndex.from_tuples([("A", 1)]))},
    ),
    "carrier of a work for demand": Bad(
        "found 'sun'; allowed: a carrier of generators that are no works", quota, {"unserved": ["sun"]}
    ),
    # Names that are none
    "no weights of stores": Bad(
        "row snapshot_weightings, column stores: found 'missing'",
        lambda n: n.snapshot_weightings.drop(columns="stores", inplace=True),  # noqa: PD002
    ),
    "one name twice": Bad("row Link A, column name: found 'two'", twice),
    "numbers for names": Bad("row Link, column name: found 'int 3'; allowed: words", numbered),
    # Infeasible
    "island": Bad("island: short of 17,520.0 MWh or t a year, in 8760 h/a", isolated, stops=SolveError),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_only_give_a_wrong_number_is_refused(name: str) -> None:
    case = REFUSED[name]
    network = fjord("A C")
    case.change(network)
    with pytest.raises(case.stops) as caught:
        arguments = {k: v() if callable(v) else v for k, v in case.arguments.items()}
        arguments |= {k: v[0] for k, v in arguments.items() if isinstance(v, tuple)}
        rank_works(**{"network": network, "closures": Closure.at_price("p", PRICE), **arguments})  # type: ignore[arg-type]
    assert case.says in str(caught.value), caught.value
