"""A ranking from end to end on tiny networks, with values worked out by hand or by brute force."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pypsa
import pytest
from ranking_cases import (
    AVOIDED,
    ETS,
    HALF,
    PARALLEL,
    PRICE,
    SAVED,
    SERIES,
    Draw,
    blank,
    by_work,
    chain,
    drawn,
    options,
    ranked,
    shapley_by_hand,
)

from werven.errors import SolveError
from werven.ranking.closures import Closure
from werven.ranking.rank import rank_works

VALUES = ["pint_kt", "toot_kt", "shapley_kt", "pint_meur", "toot_meur", "shapley_meur"]


# -- works of known value ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("works", "pint", "toot"), [(SERIES, 0.0, 1.0), (PARALLEL, 1.0, 0.0)], ids=["in series", "in parallel"]
)
def test_works_share_what_they_do_together(works: dict[str, tuple[str, str]], pint: float, toot: float) -> None:
    table = by_work(ranked(chain(works)))
    # Works in series need each other, those in parallel replace each other: each has a third either way.
    for unit, whole in (("kt", AVOIDED), ("meur", SAVED)):
        assert table[f"pint_{unit}"].to_numpy() == pytest.approx([pint * whole] * 3)
        assert table[f"toot_{unit}"].to_numpy() == pytest.approx([toot * whole] * 3)
        assert table[f"shapley_{unit}"].to_numpy() == pytest.approx([whole / 3] * 3)
    assert table[["rank_low", "rank_high"]].drop_duplicates().to_numpy().tolist() == [[1, 3]]


def test_a_pair_of_small_works_that_the_fit_points_at_is_solved_exactly() -> None:
    works = {
        "large": ("captured", "sea"),
        "larger": ("captured", "sea"),
        "in": ("captured", "hub"),
        "out": ("hub", "sea"),
    }
    sizes = pd.Series([30.0, 60.0, 5.0, 5.0], index=list(works))
    table = ranked(chain(works, sizes), options=options(strongest=2)).synergy.set_index(["work_a", "work_b"])
    assert table.loc[[("in", "out"), ("large", "larger")], "how"].tolist() == ["exact", "exact"]
    assert table.loc[("in", "out"), "synergy_kt"] == pytest.approx(0.05 * AVOIDED)


@pytest.mark.parametrize("strongest", [2, 3])
def test_the_fit_points_at_no_other_pair_until_enough_are_exact(strongest: int) -> None:
    draw, _ = drawn(9, 4)
    table = ranked(draw.network(), ledger="carrier", options=options(strongest=strongest)).synergy
    fit = table[table["how"] == "fit"]
    is_clear = fit["synergy_kt"].abs() > 2.0 * fit["synergy_se_kt"]
    most = strongest * (strongest - 1) // 2 + strongest
    assert len(table) - len(fit) == most or not is_clear.any()


def test_a_work_without_capacity_is_worth_exactly_nothing() -> None:
    works = {**SERIES, "sketch": ("captured", "sea")}
    table = by_work(ranked(chain(works, pd.Series([200.0, 200.0, 200.0, 0.0], index=list(works)))))
    assert (table.loc["sketch", VALUES] == 0.0).all()
    assert table.loc["sketch", ["rank_low", "rank_high"]].tolist() == [4, 4]
    assert table.loc["sketch", "flag"] == "below the noise; idle"
    assert (table.drop("sketch")["flag"] == "").all()
    assert table["shapley_kt"].sum() == pytest.approx(AVOIDED)


def test_two_works_that_are_alike_have_the_same_value() -> None:
    # Each carries 70 of 100 t/h, so they overlap in part.
    works = {"pipe": ("captured", "hub"), "A": ("hub", "sea"), "B": ("hub", "sea")}
    table = by_work(ranked(chain(works, pd.Series([200.0, 70.0, 70.0], index=list(works)))))
    assert (table.loc["A", VALUES] == table.loc["B", VALUES]).all()
    assert table.loc[["A", "B"], "toot_kt"].to_numpy() == pytest.approx([0.3 * AVOIDED] * 2)
    assert (table[VALUES].sum()[["shapley_kt", "shapley_meur"]].to_numpy()) == pytest.approx([AVOIDED, SAVED])


@pytest.mark.parametrize(("seed", "works"), [(2, 3), (9, 4)])
def test_shapley_values_are_those_of_all_coalitions_solved_cold(seed: int, works: int) -> None:
    draw, cold = drawn(seed, works)
    result = ranked(draw.network(), ledger="carrier")
    table = by_work(result).loc[list(draw.works)]
    tonnes = shapley_by_hand(draw.works, {c: -emitted / 1e3 for c, (_, emitted) in cold.items()})
    saved = shapley_by_hand(draw.works, {c: -cost / 1e6 for c, (cost, _) in cold.items()})
    assert np.ptp(list(tonnes.values())) > 1.0
    assert table["shapley_kt"].to_dict() == pytest.approx(tonnes, rel=1e-6, abs=1e-4)
    assert table["shapley_meur"].to_dict() == pytest.approx(saved, rel=1e-6, abs=1e-6)
    gain = result.coalitions.set_index("coalition")["emissions_kt"]
    assert table["shapley_kt"].sum() == pytest.approx(gain[""] - gain["+".join(draw.works)], rel=1e-9)
    assert result.runs["total_kt"].tolist() == pytest.approx([table["shapley_kt"].sum()])


#: A work of every kind, and the cost of what it brings [EUR/MWh].
KINDS: dict[str, tuple[dict[str, object], float]] = {
    "Store": ({"e_nom": 20.0 * HALF, "e_cyclic": True}, 5.0),
    "StorageUnit": ({"p_nom": 20.0, "max_hours": HALF, "cyclic_state_of_charge": True}, 5.0),
    "Generator": ({"p_nom": 20.0, "marginal_cost": 6.0}, 6.0),
    "Link": ({"p_nom": 20.0}, 7.0),
    "Process": ({"p_nom": 20.0, "rate0": -1.0, "rate1": 1.0}, 7.0),
}


def test_a_work_may_be_any_component_with_a_flow() -> None:
    # A town for every kind, of 60 MW and then 100: 80 of hydropower and gas for the rest, 20 MW for half a year.
    network = blank()
    network.add("Carrier", ["power", "gas"], co2_emissions=[0.0, 0.4])
    network.add("Bus", "fuel", carrier="power")
    network.add("Generator", "wood", bus="fuel", carrier="power", p_nom=80.0, marginal_cost=7.0)
    for town, (columns, _) in KINDS.items():
        network.add("Bus", town, carrier="power")
        network.add("Load", town, bus=town, carrier="power", p_set=[60.0, 100.0])
        network.add("Generator", f"hydro {town}", bus=town, carrier="power", p_nom=80.0, marginal_cost=5.0)
        network.add("Generator", f"gas {town}", bus=town, carrier="gas", p_nom=80.0, marginal_cost=50.0)
        ends = {"bus0": "fuel", "bus1": town} if town in ("Link", "Process") else {"bus": town}
        network.add(town, town, work=town, carrier="power", **ends, **columns)
    table = by_work(ranked(network, ledger="carrier"))
    # What a work brings replaces gas, at 50 EUR/MWh and 0.4 t/MWh.
    assert table["pint_kt"].to_numpy() == pytest.approx([20.0 * HALF * 0.4 / 1e3] * 5)
    saved = {town: 20.0 * HALF * (50.0 + 40.0 - cost) / 1e6 for town, (_, cost) in KINDS.items()}
    assert table["shapley_meur"].to_dict() == pytest.approx(saved)
    assert (table["flag"] == "").all()


def test_what_is_ranked_is_not_changed_even_when_it_was_solved_before() -> None:
    network = chain(SERIES)
    network.optimize(solver_name="highs", io_api="direct", log_to_console=False)
    before = {c: network.c[c].static.copy() for c in ("Link", "Generator", "GlobalConstraint")}
    assert by_work(ranked(network))["shapley_kt"].sum() == pytest.approx(AVOIDED)
    for component, static in before.items():
        pd.testing.assert_frame_equal(network.c[component].static, static)
    assert network.model.solver_model is not None


def test_a_work_that_requires_another_is_worth_nothing_without_it() -> None:
    # A and C both lead to the sea and C may only stand on the platform of B, which itself carries nothing.
    works = {"A": ("captured", "sea"), "B": ("coast", "sea"), "C": ("captured", "sea")}
    sizes = pd.Series([40.0, 100.0, 100.0], index=list(works))
    result = ranked(chain(works, sizes), requires={"C": ["B"]})
    table = by_work(result)
    assert table["pint_kt"].to_dict() == pytest.approx({"A": 0.4 * AVOIDED, "B": 0.0, "C": 0.0})
    assert table["toot_kt"].to_dict() == pytest.approx({"A": 0.0, "B": 0.6 * AVOIDED, "C": 0.6 * AVOIDED})
    # v(A) = 0.4, v(BC) = v(ABC) = 1, v(AB) = v(AC) = 0.4: A gets (2*0.4 + 0.4 + 0.4 + 0 + 0) / 6.
    shares = {"A": 1.6 / 6, "B": 2.2 / 6, "C": 2.2 / 6}
    assert table["shapley_kt"].to_dict() == pytest.approx({w: s * AVOIDED for w, s in shares.items()})
    built = [set(text.split("+")) for text in result.coalitions["coalition"]]
    assert all("B" in coalition for coalition in built if "C" in coalition)


# -- ledgers -------------------------------------------------------------------------------------------------------


def town(ledger: str) -> pypsa.Network:
    """Return a town on gas and a fjord with hydropower beyond a cable: emissions by carrier, or on a bus."""
    network = blank()
    network.add("Carrier", ["power", "gas"], co2_emissions=[0.0, 0.2 if ledger == "carrier" else 0.0])
    network.add("Bus", ["town", "fjord"], carrier="power")
    network.add("Load", "town", bus="town", carrier="power", p_set=[60.0, 100.0])
    network.add("Generator", "hydro", bus="fjord", carrier="power", p_nom=100.0, marginal_cost=5.0)
    cables = {"bus0": "fjord", "bus1": "town", "carrier": "power", "marginal_cost": 0.1}
    network.add("Link", ["A", "B"], p_nom=[60.0, 30.0], work=["A", "B"], **cables)
    if ledger == "carrier":
        plant = {"carrier": "gas", "marginal_cost": 50.0, "efficiency": 0.5}
        network.add("Generator", "plant", bus="town", p_nom=200.0, **plant)
        return network
    network.add("Bus", ["gas", "atmosphere"], carrier="gas")
    network.add("Generator", "well", bus="gas", carrier="gas", p_nom=400.0, marginal_cost=25.0)
    ports = {"bus0": "gas", "bus1": "town", "bus2": "atmosphere", "efficiency": 0.5, "efficiency2": 0.2}
    network.add("Link", "plant", carrier="gas", p_nom=400.0, **ports)
    if ledger == "store":
        network.add("Store", "air", bus="atmosphere", carrier="gas", e_nom=1e9, e_cyclic=False)
    elif ledger == "negative generator":
        network.add("Generator", "air", bus="atmosphere", carrier="gas", p_nom=1e3, p_min_pu=-1, p_max_pu=0)
    else:  # A sink that is switched off must not be mistaken for the one that is not.
        sinks = {"bus": "atmosphere", "carrier": "gas", "sign": -1.0}
        network.add("Generator", ["shut", "air"], p_nom=1e3, active=[False, True], marginal_cost=777.0, **sinks)
    return network


@pytest.mark.parametrize("ledger", ["carrier", "store", "generator", "negative generator"])
def test_a_ledger_may_be_carriers_or_a_bus_with_a_sink_or_a_store(ledger: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert_town(ranked(town(ledger), ledger="carrier" if ledger == "carrier" else "atmosphere").coalitions)


def assert_town(coalitions: pd.DataFrame) -> None:
    coalitions = coalitions.set_index("coalition")
    # Town: 160 MW in half a year each; A replaces 120 of them, B 60, both 150. Gas emits 0.4 t/MWh.
    left = {"": 160.0, "A": 40.0, "B": 100.0, "A+B": 10.0}
    assert coalitions["emissions_kt"].to_dict() == pytest.approx({c: mw * HALF * 0.4e-3 for c, mw in left.items()})
    cost = {c: HALF * (mw * (50 + 40) + (160 - mw) * 5.1) / 1e6 for c, mw in left.items()}
    assert coalitions["cost_meur"].to_dict() == pytest.approx(cost)


def test_a_limit_on_co2_gives_way_to_the_closure_and_says_so() -> None:
    network = town("carrier")
    network.add("GlobalConstraint", "co2 limit", type="primary_energy", sense="<=", constant=1.0)
    network.add("GlobalConstraint", "gas only", carrier_attribute="other", type="primary_energy", constant=1e9)
    network.carriers["other"] = 0.0
    with pytest.warns(UserWarning, match="co2 limit") as said:
        result = ranked(network, ledger="carrier")
    assert not any("gas only" in str(one.message) for one in said)
    assert_town(result.coalitions)
    assert list(network.global_constraints.index) == ["co2 limit", "gas only"]


# -- caps ----------------------------------------------------------------------------------------------------------


def test_under_a_cap_works_save_cost_and_no_tonnes() -> None:
    cap = Closure.capped("cap", PRICE, buyout=300.0, cap_t=0.5 * AVOIDED * 1e3)
    result = ranked(chain(SERIES, capital_cost=20_000.0), cap)
    table = by_work(result)
    # Half has to go. With the chain it is stored for 50 EUR/t, without it bought out for 300.
    whole = 0.5 * AVOIDED * (300.0 - 50.0) / 1e3
    assert table["shapley_meur"].to_numpy() == pytest.approx([whole / 3] * 3)
    assert (table["cost_saved_meur"] == table["shapley_meur"]).all()
    assert table["equivalent_kt"].to_numpy() == pytest.approx([whole / 3 / PRICE * 1e3] * 3)
    # At the declared price a work would cost what it saves.
    assert (table["annual_cost_meur"] > 0.0).all()
    assert table["eur_per_t"].to_numpy() == pytest.approx(PRICE * table["annual_cost_meur"] / (whole / 3))
    empty = ["shapley_kt", "shapley_se_kt", "pint_kt", "toot_kt", "at_low_kt", "at_high_kt", "higher_order_kt"]
    empty += ["payback_years", "pint_centre_meur", "toot_centre_meur"]
    assert table[empty].isna().all(axis=None)
    coalitions = result.coalitions.set_index("coalition")["bought_out_kt"]
    assert coalitions["backbone+pipe+terminal"] == pytest.approx(0.0, abs=1e-6)
    assert coalitions.drop("backbone+pipe+terminal").to_numpy() == pytest.approx([0.5 * AVOIDED] * 7)


@pytest.mark.parametrize(("seed", "works"), [(2, 3), (9, 4)])
def test_under_a_cap_no_work_costs_anything(seed: int, works: int) -> None:
    draw = Draw(seed, works)
    result = ranked(draw.network(), Closure.capped("cap", PRICE, buyout=300.0), ledger="carrier")
    # Without a figure the cap is what the full set emits at the price; it costs no more there than at the price.
    full = frozenset(draw.works)
    cost, emitted = draw.cold(PRICE, [full])[full]
    assert result.runs["cap_kt"].tolist() == pytest.approx([emitted / 1e3])
    coalitions = result.coalitions.set_index("coalition")
    assert coalitions["cost_meur"]["+".join(draw.works)] == pytest.approx((cost - PRICE * emitted) / 1e6)
    assert (coalitions["emissions_kt"] <= emitted / 1e3 + coalitions["bought_out_kt"] + 1e-6).all()
    assert coalitions["bought_out_kt"].min() >= 0.0
    assert (by_work(result)[["pint_meur", "toot_meur", "shapley_meur"]] >= -1e-6).all(axis=None)


def test_a_cap_that_only_buying_out_meets_stops() -> None:
    cap = Closure.capped("tight", PRICE, buyout=30.0, cap_t=0.5 * AVOIDED * 1e3)
    with pytest.raises(SolveError, match=r"'tight': the cap of 438,000 t/a is only met by buying out 438,000 t/a"):
        ranked(chain(SERIES), cap)


# -- what a reader must not miss -----------------------------------------------------------------------------------


def electric(chain_cost: float, gas_abroad: float = 0.0) -> pypsa.Network:
    """Return a boiler of 100 MW of heat, on gas with capture or on power; the way for CO2 is a work.

    Gas: 0.2 t/MWh of heat for 20 EUR/MWh; capture takes 90 %. Power: no CO2 for 42 EUR/MWh.
    """
    network = blank()
    network.add("Carrier", ["heat", "co2"])
    network.add("Bus", ["heat", "gas"], carrier="heat")
    network.add("Bus", ["captured", "sea", "atmosphere", "upstream"], carrier="co2")
    network.add("Load", "heat", bus="heat", carrier="heat", p_set=100.0)
    network.add("Generator", "power", bus="heat", carrier="heat", p_nom=100.0, marginal_cost=42.0)
    network.add("Generator", "gas", bus="gas", carrier="heat", p_nom=200.0, marginal_cost=20.0)
    for bus in ("atmosphere", "upstream"):
        network.add("Generator", bus, bus=bus, carrier="co2", sign=-1.0, p_nom=1e3)
    network.add("Generator", "storage", bus="sea", carrier="co2", sign=-1.0, p_nom=1e3)
    ports = {"bus0": "gas", "bus1": "heat", "bus2": "atmosphere", "carrier": "heat", "p_nom": 100.0}
    up = {"bus3": "upstream", "efficiency3": gas_abroad}
    network.add("Link", "boiler", efficiency2=0.2, **ports, **up)
    more = {"bus4": "captured", "efficiency4": 0.18, "marginal_cost": 3.0}
    network.add("Link", "boiler with capture", efficiency2=0.02, **ports, **up, **more)
    ends = {"bus0": "captured", "bus1": "sea", "carrier": "co2", "p_nom": 100.0}
    network.add("Link", "way", work="way", marginal_cost=chain_cost, **ends)
    return network


@pytest.mark.parametrize(
    ("price", "avoided", "flag"),
    [
        # Gas 20 + 0.2 price; with capture 23 + 0.18 * 20 + 0.02 price; power 42.
        (50.0, 0.18, ""),  # 30 against 27.6: the work brings capture.
        (30.0, 0.0, "below the noise; idle"),  # 26 against 27.2: gas either way.
        (200.0, -0.02, "raises CO2"),  # 60, 30.6 and 42: the work keeps gas where power would have come.
    ],
)
def test_a_way_for_co2_may_raise_emissions_when_it_beats_power(price: float, avoided: float, flag: str) -> None:
    table = by_work(ranked(electric(20.0), Closure.at_price("ets", price)))
    assert table["shapley_kt"].tolist() == pytest.approx([avoided * 100.0 * 2 * HALF / 1e3])
    assert table["flag"].tolist() == [flag]
    assert table["shapley_meur"].iloc[0] >= 0.0


def test_a_work_that_shifts_emissions_abroad_says_so() -> None:
    # At 120 EUR/t: gas 44, power 42, gas with capture 23 + 3.6 + 2.4 = 29. The work brings gas, which leaks abroad.
    network = electric(20.0, gas_abroad=0.05)
    energy = 100.0 * 2 * HALF / 1e3
    table = by_work(ranked(network, Closure.at_price("ets", 120.0), upstream="upstream"))
    assert table["shapley_kt"].tolist() == pytest.approx([-0.02 * energy])
    assert table["upstream_kt"].tolist() == pytest.approx([-0.05 * energy])
    assert table["flag"].tolist() == ["raises CO2"]
    # Power that comes with emissions abroad: now the work lowers those and raises those here.
    network.add(
        "Link", "import", bus0="gas", bus1="heat", bus2="upstream", efficiency2=0.3, p_nom=100.0, carrier="heat"
    )
    network.links.loc["import", "marginal_cost"] = 21.0
    table = by_work(ranked(network, Closure.at_price("ets", 120.0), upstream="upstream"))
    assert table["upstream_kt"].tolist() == pytest.approx([0.25 * energy])
    assert table["flag"].tolist() == ["raises CO2; shifts abroad"]


def smaller() -> pypsa.Network:
    """Return the plant with works in series, of 60 t/h instead of 100, as another time resolution might see it."""
    network = chain(SERIES)
    network.loads.loc["plant", "p_set"] = -60.0
    return network


def test_what_another_time_resolution_changes_is_noise() -> None:
    # PINT stays zero and TOOT falls by 0.4 of the whole, so their mean falls by 0.2.
    table = by_work(ranked(chain(SERIES), options=options(check=smaller())))
    assert table["shapley_kt"].to_numpy() == pytest.approx([AVOIDED / 3] * 3)
    assert table["resolution_kt"].to_numpy() == pytest.approx([0.2 * AVOIDED] * 3)
    assert table["resolution_meur"].to_numpy() == pytest.approx([0.2 * SAVED] * 3)
    assert (table["floor_kt"] == table["resolution_kt"]).all()
    assert by_work(ranked(chain(SERIES)))[["resolution_kt", "resolution_meur"]].isna().all(axis=None)


def test_under_a_cap_the_other_time_resolution_has_the_same_cap() -> None:
    cap = Closure.capped("cap", PRICE, buyout=300.0)
    table = by_work(ranked(chain(SERIES), cap, options=options(check=smaller())))
    # The full set stores everything, so the cap is zero; a part of the chain is bought out at 300 instead of 50.
    saved = AVOIDED * (300.0 - 50.0) / 1e3
    assert table["toot_meur"].to_numpy() == pytest.approx([saved] * 3)
    assert table["resolution_meur"].to_numpy() == pytest.approx([0.2 * saved] * 3)
    assert (table["floor_meur"] == table["resolution_meur"]).all()


# -- what stops a ranking, and what does not -----------------------------------------------------------------------


def cold_town(shedding: bool) -> pypsa.Network:
    """Return a town of 60 and 100 MW that has a plant of 70 MW and two cables, one too thin."""
    network = town("carrier")
    network.generators.loc["plant", "p_nom"] = 70.0
    network.links.loc["B", "p_nom"] = 10.0
    if shedding:
        network.add("Carrier", "load shedding")
        shed = {"carrier": "load shedding", "marginal_cost": 1e4, "p_nom": 1e3}
        network.add("Generator", ["off", "shed"], bus=["fjord", "town"], active=[False, True], **shed)
    return network


@pytest.mark.parametrize(("shedding", "says"), [(True, "town: short in 4380 h/a, 87,600.0 MWh"), (False, "Infeasible")])
def test_demand_that_a_coalition_cannot_meet_stops_the_ranking(shedding: bool, says: str) -> None:
    with pytest.raises(SolveError) as caught:
        ranked(cold_town(shedding), ledger="carrier")
    message = str(caught.value)
    assert says in message
    assert "coalition 'B'" in message
    assert "would have ended it: A" in message.splitlines()[-1]


def test_a_plant_for_two_hours_a_year_is_built_rather_than_demand_left() -> None:
    # Without cables the plant of 70 MW lacks 30 MW in two hours of the year; a peaker costs 20,000 EUR/MWh there.
    network = cold_town(shedding=True)
    network.snapshot_weightings.loc[:, :] = [[8758.0] * 3, [2.0] * 3]
    network.generators.loc[["off", "shed"], "marginal_cost"] = 3000.0
    network.add("Generator", "peaker", bus="town", p_nom_extendable=True, capital_cost=40_000.0, marginal_cost=90.0)
    cost = ranked(network, ledger="carrier").coalitions.set_index("coalition")["cost_meur"]
    network.generators.loc[["off", "shed"], "marginal_cost"] = 1e6
    dear = ranked(network, ledger="carrier").coalitions.set_index("coalition")["cost_meur"]
    pd.testing.assert_series_equal(cost, dear)


def test_a_town_on_a_cable_alone_is_dark_without_it() -> None:
    # The balance of the town is a row of one column: it must not vanish with the cable.
    network = town("carrier")
    network.remove("Generator", "plant")
    network.remove("Link", "B")
    network.links.loc["A", "p_nom"] = 100.0
    with pytest.raises(SolveError, match=r"(?s)coalition ''.*would have ended it: A"):
        ranked(network, ledger="carrier")


def test_what_stops_in_the_other_time_resolution_is_told_as_such() -> None:
    with pytest.raises(SolveError, match=r"in the time resolution of the check: .*coalition 'B'"):
        ranked(town("carrier"), ledger="carrier", options=options(check=cold_town(shedding=True)))


def test_without_candidates_the_ranking_is_empty_and_says_why() -> None:
    network = town("carrier")
    network.links["work"] = ""
    result = ranked(network, ledger="carrier")
    assert result.ranking.empty
    assert result.runs["method"].tolist() == ["no candidates in this year"]
    network.links["work"], network.links["work_state"] = ["A", "B"], "reference"
    assert ranked(network, ledger="carrier").runs["works"].tolist() == [0]


def state_of(state: dict[str, str]) -> Callable[[pypsa.Network], None]:
    """Return what gives works a state."""

    def change(network: pypsa.Network) -> None:
        network.links["work_state"] = network.links["work"].map(state).fillna("candidate")

    return change


@pytest.mark.parametrize("state", ["later", "cancelled"])
def test_a_work_that_needs_one_which_does_not_come_is_blocked(state: str) -> None:
    works = {"A": ("captured", "sea"), "B": ("captured", "sea"), "C": ("captured", "sea")}
    network = chain(works, pd.Series([40.0, 100.0, 100.0], index=list(works)))
    state_of({"B": state})(network)
    result = ranked(network, requires={"C": ["B"]})
    table = by_work(result)
    # Neither B nor C is in any coalition, so A alone avoids 40 of 100 t/h.
    assert set(table.index) == {"A", "C"}
    assert table.loc["A", "shapley_kt"] == pytest.approx(0.4 * AVOIDED)
    assert table.loc["C", ["flag", "blocked_by"]].tolist() == ["blocked", f"needs B ({state})"]
    assert table.loc["C", ["rank_low", "shapley_kt", "shapley_meur"]].isna().all()
    assert result.runs["blocked"].tolist() == [f"C: needs B ({state})"]
    assert result.coalitions["emissions_kt"].max() == pytest.approx(AVOIDED)


def test_a_work_of_the_reference_stands_in_every_coalition() -> None:
    network = chain(SERIES)
    state_of({"pipe": "reference", "backbone": "reference"})(network)
    network.links.loc["pipe", "active"] = False
    table = by_work(ranked(network))
    assert table["pint_kt"].to_dict() == pytest.approx({"terminal": AVOIDED})


# -- facts ---------------------------------------------------------------------------------------------------------


def test_cost_per_tonne_and_payback_are_as_defined() -> None:
    network = chain(SERIES, capital_cost=10_000.0)
    works = pd.DataFrame({"embodied_kt": [29.2]}, index=pd.Index(["pipe"], name="work"))
    table = by_work(rank_works(network, ETS, "atmosphere", works=works))
    # 200 t/h at 10,000 EUR a year; what is stored costs 50 EUR/t besides.
    assert table["annual_cost_meur"].to_numpy() == pytest.approx([2.0] * 3)
    assert table["eur_per_t"].to_numpy() == pytest.approx([50.0 + 2e6 / (AVOIDED * 1e3 / 3)] * 3)
    assert table["net_saved_meur"].to_numpy() == pytest.approx([SAVED / 3 - 2.0] * 3)
    assert table["payback_years"].dropna().to_dict() == pytest.approx({"pipe": 0.1})
    # 100 of 200 t/h all year.
    assert table["utilisation_h_per_year"].to_numpy() == pytest.approx([HALF] * 3)


def test_closures_follow_one_another_in_every_table() -> None:
    closures = [ETS, Closure.at_price("low", 20.0), Closure.capped("cap", PRICE, 300.0)]
    result = rank_works(chain(SERIES), closures, "atmosphere")
    assert result.ranking.groupby("closure", sort=False)["work"].count().to_dict() == {"ets": 3, "low": 3, "cap": 3}
    assert result.runs["closure"].tolist() == ["ets", "low", "cap"]
    assert result.ranking.query("closure == 'low'")["shapley_kt"].tolist() == [0.0] * 3


def test_works_that_are_worth_nothing_stand_in_the_order_of_their_ids() -> None:
    works = {**SERIES, **{name: ("captured", "sea") for name in ("zero", "also", "none")}}
    sizes = pd.Series([200.0, 200.0, 200.0, 0.0, 0.0, 0.0], index=list(works))
    assert ranked(chain(works, sizes)).ranking["work"].tolist()[-3:] == ["also", "none", "zero"]
