"""Demand that is not served stops a ranking, whatever it is called; a plant that is only called so does not."""

from __future__ import annotations

from collections.abc import Callable

import pypsa
import pytest
from ranking_cases import HALF, PRICE, fjord

from werven import Closure, rank_works
from werven.errors import SolveError

Change = Callable[[pypsa.Network], object]


def shed(**columns: object) -> Change:
    return lambda network: network.add("Generator", **{"name": "last", "bus": "town", "p_nom": 1e3, **columns})


SHED: dict[str, tuple[Change, tuple[str, ...] | None]] = {
    "PyPSA's own": (lambda n: n.optimize.add_load_shedding(), None),
    "of another sign": (lambda n: n.optimize.add_load_shedding(sign=1.0, marginal_cost=1e5, p_nom=1e6), None),
    "PyPSA-Eur's": (shed(name="town load", carrier="load", sign=1e-3, marginal_cost=8e3, p_nom=1e9), None),
    "capitals": (shed(carrier="Load shedding", marginal_cost=1e4), None),
    "signs": (shed(carrier="lost-load", marginal_cost=1e4), None),
    "by name": (shed(name="Load Shedding town", carrier="line", marginal_cost=1e4), None),
    "kilowatts": (shed(carrier="water", sign=1e-3, marginal_cost=10.0, p_nom=1e9), None),
    "a megawatt-hour at 1,000 EUR": (shed(carrier="water", sign=1e-3, marginal_cost=1.0, p_nom=1e9), None),
    "as the caller says": (shed(carrier="water", marginal_cost=1e4), ("water",)),
}


@pytest.mark.parametrize("name", SHED)
def test_demand_that_is_not_served_stops_a_ranking_whatever_it_is_called(name: str) -> None:
    change, carriers = SHED[name]
    network = fjord("A")
    network.generators.loc["gas", "p_nom"] = 90.0
    network.generators.loc["hydro", "carrier"] = "line"
    change(network)
    with pytest.raises(SolveError, match=r"town: short in 4380 h/a, 43,800.0 MWh"):
        rank_works(network, Closure.at_price("p", PRICE), unserved=carriers)


def test_demand_that_gives_way_is_not_demand_that_is_not_served() -> None:
    network = fjord("A")
    network.add("Generator", "elastic", bus="town", carrier="load", sign=-1.0, p_nom=9.0, marginal_cost=-95.0)
    assert rank_works(network, Closure.at_price("p", PRICE)).ranking["pint_meur"].tolist() == pytest.approx(
        [20.0 * 2 * HALF * 84.9 / 1e6]
    )


def test_a_plant_that_is_called_like_demand_not_served_is_told() -> None:
    network = fjord("A")
    network.add("Generator", "peaker", bus="town", carrier="deficit", p_nom=1.0, marginal_cost=300.0)
    with pytest.warns(UserWarning, match="Generator peaker is taken for demand that is not served.* 300 EUR/MWh"):
        rank_works(network, Closure.at_price("p", PRICE))
