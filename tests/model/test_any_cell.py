"""A cell of a network that is a word, a hole or no number for a solver is refused; a word that is lost is told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pypsa
import pytest
from drawn import spoil
from ranking_cases import PRICE, changed, fjord

from werven import Closure, rank_works
from werven.errors import InputError

#: Numbers that are none, and words in their place: component, name, column, cell; and what is said.
CELLS: dict[str, tuple[str, str, str, object, str]] = {
    "word for a factor": (
        "Carrier",
        "gas",
        "co2_emissions",
        "0,2",
        "row Carrier gas, column co2_emissions: found \"str '0,2'\"",
    ),
    "word for a size": ("Link", "A", "p_nom", "x", "row Link A, column p_nom: found \"str 'x'\"; allowed: a number"),
    "word in a series": ("Load", "town", "p_set", ["x", 9.0], "row Load town 0, column p_set: found \"str 'x'\""),
    "words in a series": ("Load", "town", "p_set", ["x", "y"], "found \"str 'x' (and in 1 other snapshots)\""),
    "no flag": (
        "Link",
        "A",
        "committable",
        np.nan,
        "row Link A, column committable: found 'float nan'; allowed: true or false",
    ),
    "word for a flag": ("Generator", "gas", "active", "no", "row Generator gas, column active: found \"str 'no'\""),
    "hole in a demand": (
        "Load",
        "town",
        "p_set",
        [np.nan, 9.0],
        "row Load town, column p_set: found 'nan'; allowed: a number: a hole",
    ),
    "endless factor": (
        "Generator",
        "hydro",
        "sign",
        np.inf,
        "row fjord, column Bus-nodal_balance: found 'inf'; allowed: factors and",
    ),
    "factor too large": ("Generator", "hydro", "sign", 1e30, "column Bus-nodal_balance: found '1e+30'"),
    "cost too large": ("Generator", "hydro", "marginal_cost", 1e30, "row hydro, column Generator-p: found '4.38e+33'"),
    "limit on the wrong side": (
        "Generator",
        "hydro",
        "p_max_pu",
        -1e30,
        "row hydro, column Generator-fix-p-upper: found '-1e+",
    ),
    "emissions without end": ("Carrier", "gas", "co2_emissions", 1e30, "column co2_emissions: found '1e+30'"),
    "work without a price": ("Link", "A", "capital_cost", np.inf, "column annual cost: found 'inf EUR/a'"),
    "half a price": ("Link", "A", "overnight_cost", 1e6, "column annual cost: found 'nan EUR/a'"),
}


WARNED: dict[str, tuple[Callable[[pypsa.Network], object], str]] = {
    "nobody plays": (lambda n: n.links.insert(0, "work_state", "reference"), "no work plays"),
    "stranger among the carriers": (
        lambda n: spoil(n, "Generator", "gas", "carrier", "Gas"),
        "carrier 'Gas' of Generator gas, not among",
    ),
    "limit of no kind": (
        lambda n: n.add("GlobalConstraint", "most", type="primary_enrgy", constant=1.0),
        "global constraint most of a type 'primary_enrgy': PyPSA counts it as nothing",
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_a_word_that_pypsa_passes_over_is_told(name: str) -> None:
    change, says = WARNED[name]
    with pytest.warns(UserWarning) as told:
        rank_works(changed(change), Closure.at_price("p", PRICE))
    assert any(says in str(one.message) for one in told)


def test_two_series_of_one_component_are_refused() -> None:
    network = fjord("A C")
    network.c["Load"].dynamic["p_set"] = pd.concat([network.c["Load"].dynamic["p_set"]] * 2, axis=1)
    with pytest.raises(InputError, match="row Load town, column p_set: found 'two series'; allowed: one series"):
        rank_works(network, Closure.at_price("p", PRICE))


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_is_no_number_or_none_for_a_solver_is_refused(name: str) -> None:
    *place, value, says = CELLS[name]
    network = fjord("A C")
    spoil(network, *place, value)
    with pytest.raises(InputError) as caught:
        rank_works(network, Closure.at_price("p", PRICE))
    assert says in str(caught.value), caught.value
