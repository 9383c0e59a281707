"""Solving: an optimum with all demand served, or an error that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import World, resolution, world

from werven.config.settings import SolveSettings
from werven.errors import SolveError
from werven.network.sectors import loads
from werven.network.solve import methods, solve, solver_options

DEMAND = """
    node, carrier,     sector,   use,       profile, mean
    ANR,  electricity, services, energy,    flat,    10
    GNT,  electricity, services, energy,    flat,    5
    GNT,  steel,       steel,    must_take, flat,    1
"""


def powered(raw: dict[str, object] | None = None, outlet: float = 1.0) -> World:
    """Return two clusters: at ANR a plant of 10 MW that falls to 6 in 3000 h, and one at GNT that may be built.

    The steel that comes whatever happens needs an outlet.
    """
    tiny = world({}, DEMAND, raw, resolution([5760.0, 3000.0]))
    parts = tiny.parts
    loads.add(parts, tiny.demand, tiny.time.series)
    limit = pd.Series([1.0, 0.6], index=tiny.time.snapshots)
    plant = {"carrier": "plant", "technology": "plant", "marginal_cost": 50.0}
    parts.add("Generator", "plant ANR", bus="ANR electricity", p_nom=10.0, p_max_pu=limit, **plant)
    new = {"p_nom_extendable": True, "p_nom_max": 20.0, "capital_cost": 1000.0}
    parts.add("Generator", "plant GNT", bus="GNT electricity", **plant, **new)
    parts.add("Generator", "outlet", bus="GNT steel", carrier="outlet", sign=-1.0, p_nom=outlet)
    return tiny


def test_demand_that_cannot_be_met_names_cluster_carrier_hours_and_energy(tmp_path: Path) -> None:
    with pytest.raises(SolveError) as caught:
        powered().solved(tmp_path)
    # 4 MW are missing in 3000 h; GNT builds what it needs and is not named.
    message = str(caught.value)
    assert "ANR: electricity at bus 'ANR electricity' short in 3000 h/a, 12,000.0 MWh" in message
    assert "GNT" not in message


def test_only_an_optimum_counts_and_what_cannot_hold_together_is_named(tmp_path: Path) -> None:
    with pytest.raises(SolveError, match=r"'infeasible'; only 'optimal' counts.*solver.log") as caught:
        powered(outlet=0.5).solved(tmp_path)
    assert "Bus-nodal_balance: GNT steel" in str(caught.value)
    assert "Generator-fix-p-upper: outlet" in str(caught.value)


def test_a_pin_fixes_the_total_of_a_technology(tmp_path: Path) -> None:
    # 10 MW stand, so a total of 22 leaves 12 to build; a line brings what ANR misses.
    tiny = powered({"network": {"pin": {"plant": 22.0}}})
    tiny.parts.add("Link", "line", bus0="GNT electricity", bus1="ANR electricity", carrier="line", p_nom=10.0)
    network = tiny.network()
    timing = solve(network, tiny.a.config, tmp_path / "logs" / "solver.log")
    # Without the pin 9 MW would do: 5 at GNT and the 4 that ANR misses.
    assert network.generators.at["plant GNT", "p_nom_opt"] == pytest.approx(12.0)
    assert network.meta["objective_eur"] == pytest.approx(12 * 1000 + 15 * 8760 * 50)
    assert (tmp_path / "logs" / "solver.log").stat().st_size > 0
    assert timing.columns > 0
    assert 0 < timing.coefficient_min <= timing.coefficient_max


@pytest.mark.parametrize(
    ("method", "snapshots", "tried"),
    [("simplex", 500, ["simplex"]), ("auto", 8, ["choose"]), ("auto", 120, ["ipx", "hipo"])],
)
def test_methods_that_are_tried(method: str, snapshots: int, tried: list[str]) -> None:
    assert methods(SolveSettings.model_validate({"method": method}), snapshots) == tried


def test_options_reach_the_solver() -> None:
    settings = SolveSettings.model_validate({"threads": 3, "time_limit_s": 60, "crossover": True})
    options = solver_options(settings, "ipx", Path("solver.log"))
    wanted = {"solver": "ipx", "threads": 3, "time_limit": 60.0, "run_crossover": "on", "log_file": "solver.log"}
    assert wanted.items() <= options.items()
