"""Limits of simultaneous trade: what counts, what works add, and that a network never imports beyond them."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import resolution, world

from werven.network import works
from werven.network.sectors import limits
from werven.network.sectors.neighbours import Baseline

WORLD = {
    "import_limits": """
        limit, year, borders, import, export
        BE,    2030, NL,      100,    60
    """,
    "works": """
        work, status,  year_in_service, on
        W1,   planned, 2028,            true
        W2,   planned, 2028,            true
    """,
    "work_legs": """
        work, leg, carrier,     from_bus,       to_bus,          capacity, unit, n1,  eff, both, import, export
        W1,   1,   electricity, NL electricity, ANR electricity, 50,       MW,   0.8, 1,   true, 30,     20
        W2,   1,   electricity, DE electricity, ANR electricity, 50,       MW,   ,    1,   true, ,
    """,
}
DAYS = resolution([4380.0, 4380.0], is_design=[False, True])


def counted(base: Baseline | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the links and the generators of limits of a world with two works."""
    tiny = world(WORLD, time=DAYS)
    works.add(tiny.parts)
    limits.add(tiny.parts, DAYS, base)
    rows = tiny.parts.rows
    return (pd.DataFrame(rows[name]).set_index("name") for name in ("Link", "Generator"))


def test_only_what_crosses_a_border_of_the_limit_counts() -> None:
    links, _ = counted()
    assert links["bus2"].fillna("").to_dict() == {
        "W1 1": "BE net_import",
        "W1 1 back": "BE net_import",
        "W2 1": "",
        "W2 1 back": "",
    }
    # An import takes room, an export gives it.
    assert links.loc[["W1 1", "W1 1 back"], "efficiency2"].tolist() == [-1.0, 1.0]
    assert links.loc["W1 1", "p_nom"] == pytest.approx(40.0)  # after N-1


def test_a_work_brings_its_room_and_the_design_day_halves_it() -> None:
    _, rooms = counted()
    own, extra = rooms.loc["limit BE"], rooms.loc["W1 1 limit BE"]
    assert (own["p_max_pu"] * own["p_nom"]).tolist() == [100.0, 50.0]
    assert (own["p_min_pu"] * own["p_nom"]).tolist() == [-60.0, -60.0]
    assert (extra["p_max_pu"] * extra["p_nom"]).tolist() == [30.0, 15.0]
    assert (extra["p_min_pu"] * extra["p_nom"], extra["work"], extra["active"]) == (-20.0, "W1", False)


def test_what_neighbours_trade_among_themselves_takes_room() -> None:
    link = pd.DataFrame({"link": ["NL-DE"], "zone0": ["NL"], "zone1": ["DE"], "capacity": [40.0]})
    flow = pd.DataFrame({"NL-DE": [0.5, -0.5]}, index=DAYS.snapshots)
    _, rooms = counted(Baseline(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), link, flow))
    own = rooms.loc["limit BE"]
    # 20 MW come in from NL without Flanders, then 20 go out: less room, and more.
    assert (own["p_max_pu"] * own["p_nom"]).tolist() == [80.0, 70.0]
    assert (own["p_min_pu"] * own["p_nom"]).tolist() == [-80.0, -40.0]
