"""Tonnes over a band of prices: the integral of emissions, however rows stand, columns are scaled, or it is solved."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations

import highspy
import numpy as np
import pypsa
import pytest
import scipy.sparse as sp
from ranking_cases import AVOIDED, ETS, PRICE, SERIES, Draw, blank, by_work, chain, ranked, shapley_by_hand

from werven.coalition import EMPTY
from werven.errors import SolveError
from werven.ranking.closures import Closure
from werven.ranking.linear.carrying import Carrying
from werven.ranking.linear.program import Program, Switch, from_network
from werven.ranking.players import switched_on, works_of
from werven.ranking.rank import rank_works
from werven.ranking.solver.chain import Chain, Point, Settings
from werven.ranking.solver.engine import Engine
from werven.ranking.value import Outcome

DRAW = Draw(9, 4)
COALITIONS = [frozenset(c) for size in range(5) for c in combinations(DRAW.works, size)]


@cache
def program() -> Program:
    """Return the program of a system drawn at random, with wind, gas, a battery and lines that may be built."""
    network = DRAW.network()
    players = works_of(network)
    return from_network(switched_on(network, players), players.components, "carrier")


def outcomes(given: Program, settings: Settings | None = None) -> dict[frozenset[str], Outcome]:
    """Return what the system does with every coalition, over the band of `ETS`."""
    engine = Engine(given, ETS.prices(), settings)
    points = engine.values((c, price) for c in COALITIONS for price in ETS.prices())
    return {c: Outcome.of(ETS, [points[c, price] for price in ETS.prices()]) for c in COALITIONS}


def assert_same(found: dict[frozenset[str], Outcome], digits: float = 1e-9) -> None:
    """Assert that mean emissions and costs are those of the program as it stands."""
    for coalition, expected in outcomes(program()).items():
        assert found[coalition].emissions_t == pytest.approx(expected.emissions_t, rel=digits)
        assert found[coalition].cost_eur == pytest.approx(expected.cost_eur, rel=digits)


def test_a_value_is_the_integral_of_emissions_over_the_band() -> None:
    wide, walk, steps = Closure.at_price("wide", (0.0, 200.0)), Chain(program(), Settings(cold="simplex")), 2000
    cell, falls = wide.width / steps, []
    for coalition in (frozenset[str](), frozenset(DRAW.works[:1]), frozenset(DRAW.works)):
        told = Outcome.of(wide, [walk.solve(coalition, price) for price in wide.prices()])
        at = [walk.solve(coalition, (step + 0.5) * cell).emissions_t for step in range(steps)]
        # Emissions only fall as the price rises, so the sum over cells is off by half a cell of that fall at most.
        falls.append(told.low_t - told.high_t)
        assert np.mean(at) == pytest.approx(told.emissions_t, abs=falls[-1] / (2 * steps) + 1e-3)
    assert min(falls) > 5e3


def test_shapley_over_the_band_is_the_mean_of_shapley_values_over_prices() -> None:
    table, walk, steps = by_work(ranked(DRAW.network(), ledger="carrier")), Chain(program(), Settings("simplex")), 250
    prices = ETS.low + (np.arange(steps) + 0.5) * ETS.width / steps
    emitted = {c: [walk.solve(c, price).emissions_t / 1e3 for price in prices] for c in COALITIONS}
    at = [shapley_by_hand(DRAW.works, {c: -kt[step] for c, kt in emitted.items()}) for step in range(steps)]
    falls = max(kt[0] - kt[-1] for kt in emitted.values())
    for work in DRAW.works:
        assert table.loc[work, "shapley_kt"] == pytest.approx(np.mean([one[work] for one in at]), abs=falls / steps)


def test_a_work_is_worth_its_tonnes_in_the_part_of_the_band_in_which_it_pays() -> None:
    # Capture, way and storage cost 90 EUR/t by the one, which carries half, and 60 by the other.
    works = {"dear": ("captured", "sea"), "cheap": ("captured", "sea")}
    network = chain(works, 50.0, marginal_cost=[40.0, 10.0])
    table = by_work(ranked(network, ETS)).loc[["dear", "cheap"]]
    half = AVOIDED / 2
    # The one pays above 90 EUR/t, in three quarters of the band: 0 where CO2 is cheap, its half where it is dear.
    assert table["shapley_kt"].to_numpy() == pytest.approx([0.75 * half, half])
    assert table["at_low_kt"].to_numpy() == pytest.approx([0.0, half])
    assert table["at_high_kt"].to_numpy() == pytest.approx([half, half])
    # 30 EUR/t saved at the upper end and nothing at the lower one; 10 at the centre.
    assert table["toot_meur"].to_numpy() == pytest.approx([0.015 * half, 0.04 * half])
    assert table["toot_centre_meur"].to_numpy() == pytest.approx([0.010 * half, 0.04 * half])
    assert table["flag"].tolist() == ["", ""]


def test_a_tie_at_the_centre_of_the_band_is_no_tie() -> None:
    # All of it costs exactly the centre: there it is a matter of taste whether the CO2 is stored, over the band not.
    table = by_work(ranked(chain({"way": ("captured", "sea")}, marginal_cost=50.0), ETS))
    assert table["pint_kt"].tolist() == pytest.approx([AVOIDED / 2])
    assert table["toot_kt"].tolist() == pytest.approx([AVOIDED / 2])
    assert table[["at_low_kt", "at_high_kt"]].iloc[0].tolist() == pytest.approx([0.0, AVOIDED])
    assert (table["shapley_kt"] > table["floor_kt"]).all()


def test_a_single_price_still_works_and_says_that_its_tonnes_may_not_be_unique() -> None:
    with pytest.warns(UserWarning, match="closure ets: at the single CO2 price of 100 EUR/t tonnes are those of one"):
        result = ranked(chain(SERIES), Closure.at_price("ets", PRICE))
    table = by_work(result)
    assert table["at_low_kt"].tolist() == table["at_high_kt"].tolist() == table["shapley_kt"].tolist()
    assert table[["pint_centre_meur", "toot_centre_meur"]].isna().all(axis=None)
    assert result.coalitions["cost_centre_meur"].isna().all()


def permuted(given: Program) -> Program:
    """Return a program with its rows and columns in another order."""
    rng = np.random.default_rng(1)
    rows, columns = (rng.permutation(count) for count in given.matrix.shape)
    place = np.argsort(columns)
    arrays = {name: getattr(given, name)[columns] for name in ("lower", "upper", "cost", "emissions", "upstream")}
    return replace(
        given,
        matrix=sp.csr_matrix(given.matrix[rows][:, columns]),
        row_lower=given.row_lower[rows],
        row_upper=given.row_upper[rows],
        switches={w: Switch(place[s.columns], s.lower, s.upper) for w, s in given.switches.items()},
        shedding=replace(given.shedding, columns=place[given.shedding.columns]),
        capacity=place[given.capacity],
        carrying=Carrying(),
        **arrays,
    )


def scaled(given: Program) -> Program:
    """Return a program whose rows and columns are in other units: powers of two, so that no digit changes."""
    rng = np.random.default_rng(2)
    rows, columns = (2.0 ** rng.integers(-3, 4, count) for count in given.matrix.shape)
    columns[given.shedding.columns] = 1.0
    costs = {name: getattr(given, name) * columns for name in ("cost", "emissions", "upstream")}
    return replace(
        given,
        matrix=sp.csr_matrix(sp.diags(rows) @ given.matrix @ sp.diags(columns)),
        row_lower=given.row_lower * rows,
        row_upper=given.row_upper * rows,
        lower=given.lower / columns,
        upper=given.upper / columns,
        switches={
            w: Switch(s.columns, s.lower / columns[s.columns], s.upper / columns[s.columns])
            for w, s in given.switches.items()
        },
        carrying=Carrying(),
        **costs,
    )


@pytest.mark.parametrize("change", [permuted, scaled, lambda given: scaled(permuted(given))])
def test_order_and_units_of_rows_and_columns_change_no_digit(change: Callable[[Program], Program]) -> None:
    assert_same(outcomes(change(program())))


@pytest.mark.parametrize("settings", [Settings(cold) for cold in ("ipx", "hipo", "choose")], ids=lambda one: one.cold)
def test_the_method_of_the_first_solve_changes_no_digit(settings: Settings) -> None:
    assert_same(outcomes(program(), settings))


@pytest.mark.parametrize(("method", "tolerance"), [("ipm", 1e-8), ("pdlp", 1e-6)])
def test_a_solver_that_ends_in_no_corner_tells_the_same_as_far_as_is_shown(method: str, tolerance: float) -> None:
    expected = outcomes(program())
    for coalition in (frozenset[str](), frozenset(DRAW.works)):
        low, high = (Point(0.0, 0.0, _cost(coalition, p, method, tolerance), *NOTHING) for p in ETS.prices())
        told = Outcome.of(ETS, [low, high])
        slack = 2.0 * 10 * tolerance * expected[coalition].cost_eur / ETS.width
        assert told.emissions_t == pytest.approx(expected[coalition].emissions_t, abs=slack)
        assert slack < 1e-3 * expected[coalition].emissions_t


NOTHING = (frozenset[str](), frozenset[str](), 0.0)


def _cost(coalition: frozenset[str], price: float, method: str, tolerance: float) -> float:
    """Return the least cost by a method that ends where its tolerance allows, without a corner."""
    given, highs = program(), highspy.Highs()
    options = {"output_flag": False, "solver": method, "run_crossover": "off", "kkt_tolerance": tolerance}
    for option, value in options.items():
        highs.setOptionValue(option, value)
    width = len(given.cost)
    highs.addVars(width, *given.bounds(coalition))
    highs.changeColsCost(width, np.arange(width, dtype=np.int32), given.cost + price * given.emissions)
    a = given.matrix
    highs.addRows(a.shape[0], given.row_lower, given.row_upper, a.nnz, a.indptr, a.indices, a.data)
    highs.run()
    return float(highs.getInfo().objective_function_value) + given.offset_eur + price * given.offset_t


# -- what is said and refused --------------------------------------------------------------------------------------


def following(price: float) -> pypsa.Network:
    """Return the plant of `chain`, whose storage costs more where CO2 is dear."""
    network = chain(SERIES)
    network.generators.loc["storage", "marginal_cost"] = 0.1 * price
    return network


def test_what_follows_the_price_beside_the_ledger_is_taken_at_the_centre_and_said() -> None:
    told = r"at 80 EUR/t is another than at 120 EUR/t \(Generator storage marginal_cost\).*the centre, 100 EUR/t"
    with pytest.warns(UserWarning, match=told):
        result = rank_works(following, ETS, "atmosphere")
    assert result.runs["total_kt"].tolist() == pytest.approx([AVOIDED])
    # Storage costs 10 EUR/t at both ends, not 8 and 12.
    assert result.runs["total_meur"].tolist() == pytest.approx([0.05 * AVOIDED])
    assert result.runs["total_centre_meur"].tolist() == pytest.approx([0.05 * AVOIDED])


@pytest.mark.parametrize(("parts", "share"), [(1, 25 / 40), (2, 30 / 40), (4, 1.0)])
def test_in_parts_of_a_band_costs_elsewhere_follow_the_price(parts: int, share: float) -> None:
    # Capture costs 40 EUR/t, storage 45 EUR/t less than CO2 elsewhere: where both prices are the same it always pays.
    # With CO2 elsewhere at the centre it pays from 95 EUR/t, at 90 and 110 from 85 to 100 and from 105 to 120.
    def network(price: float) -> pypsa.Network:
        built = chain({"pipe": ("captured", "sea")})
        built.generators.loc["storage", "marginal_cost"] = price - 45.0
        return built

    closure = Closure.at_price("ets", (80.0, 120.0), parts)
    assert len(closure.prices()) == 2 * parts
    with pytest.warns(UserWarning, match="the centre, 100 EUR/t"):
        table = by_work(rank_works(network, closure, "atmosphere"))
    assert table.at["pipe", "shapley_kt"] == pytest.approx(share * AVOIDED)


def test_a_network_that_is_a_function_of_the_price_and_does_not_follow_it_is_not_said_to() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        rank_works(lambda price: chain(SERIES), ETS, "atmosphere")


def test_the_end_of_the_band_at_which_demand_is_not_served_is_named() -> None:
    # A furnace of 4 t/MWh costs 0.4 MEUR a MW and year at 10 EUR/t and 4.2 at 120: then not serving costs less, 4.0.
    network = blank()
    network.add("Carrier", ["coal", "load", "line"], co2_emissions=[4.0, 0.0, 0.0])
    network.add("Bus", ["town", "fjord"])
    network.add("Load", "town", bus="town", p_set=50.0)
    network.add("Generator", "furnace", bus="town", carrier="coal", p_nom=100.0)
    network.add("Generator", "shed", bus="town", carrier="load", p_nom=1e3, marginal_cost=1.0)
    network.add("Generator", "hydro", bus="fjord", p_nom=100.0, marginal_cost=5.0)
    network.add("Link", "cable", bus0="fjord", bus1="town", p_nom=60.0, carrier="line", work="cable")
    with pytest.raises(SolveError, match=r"coalition '': demand cannot be met:\n  town.*\nat a CO2 price of 120 EUR/t"):
        rank_works(network, Closure.at_price("wide", (10.0, 120.0)), unserved=["load"])
    assert rank_works(network, Closure.at_price("low", (5.0, 10.0)), unserved=["load"]).runs["works"].tolist() == [1]


def test_a_band_from_zero_and_one_around_a_break_even_of_zero_width() -> None:
    # Capture and storage cost 50 EUR/t: avoided in half of the band from 0 to 100.
    table = by_work(ranked(chain(SERIES), Closure.at_price("wide", (0.0, 100.0))))
    assert table["toot_kt"].to_numpy() == pytest.approx([AVOIDED / 2] * 3)
    narrow = by_work(ranked(chain(SERIES), Closure.at_price("narrow", (99.0, 99.001))))
    assert narrow["toot_kt"].to_numpy() == pytest.approx([AVOIDED] * 3, rel=1e-6)


def test_slopes_over_a_band_are_differences_of_those_of_the_costs() -> None:
    # 400 EUR over 40 EUR/t are 10 t. Of the first number, slopes 20 EUR apart; the second widens the band by a half.
    band = Closure.at_price("ets", (80.0, 120.0))
    ends = [
        Point(9.0, 0.0, cost, EMPTY, EMPTY, 0.0, slopes=slopes) for cost, slopes in ((100, (10, 0)), (500, (30, 0)))
    ]
    told = Outcome.of(band, ends, np.array([0.0, 0.5]))
    assert told.emissions_t == 10.0
    assert told.slopes_t.tolist() == [0.5, -5.0]
    assert told.slopes_eur.tolist() == [20.0, 0.0]
