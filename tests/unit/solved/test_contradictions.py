"""What the sizing run and a ranking say differently, and why: one case a cause."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import csv_str_to_df

from werven.solved.contradictions import contradictions

# One corridor a work, of 100 MW planned. The sizing run builds on the second, the fourth and the last.
NEEDS = """
    kind,      from, to,  existing, needed, planned, unit, price_spread, works
    transport, ANR,  GNT, 50,       50,     100,     MW,   0.2,          W1
    transport, ANR,  LIM, 50,       140,    100,     MW,   4,            W2
    transport, GNT,  ZBR, 50,       50,     100,     MW,   9,            W3
    transport, GNT,  ROE, 50,       90,     0,       MW,   9,
    transport, GNT,  ALB, 50,       150,    100,     MW,   9,            W5;W6
"""
FINE = {
    "shapley_kt": 100.0, "shapley_se_kt": 2.0, "floor_kt": 10.0, "pint_kt": 100.0, "toot_kt": 100.0,
    "at_low_kt": 100.0, "at_high_kt": 100.0, "upstream_kt": 0.0, "upstream_se_kt": 1.0, "shapley_meur": 9.0,
    "annual_cost_meur": 1.0, "net_saved_meur": 8.0, "floor_meur": 1.0, "utilisation_h_per_year": 4000.0,
}  # fmt: skip
NOTHING = {"shapley_kt": 3.0, "pint_kt": 3.0, "toot_kt": 3.0, "at_low_kt": 3.0, "at_high_kt": 3.0}


def told(work: str, **change: float) -> list[tuple[str, ...]]:
    """Return what is said of a work that is like `FINE` but for a change."""
    ranking = pd.DataFrame([{"work": work, **FINE, **change}])
    found = contradictions(ranking, csv_str_to_df(NEEDS))
    return [tuple(row) for row in found[found["work"] == work][["what", "cause"]].to_numpy()]


@pytest.mark.parametrize(
    ("work", "change", "said"),
    [
        ("W2", {}, []),  # wanted and worth something
        ("W1", NOTHING, []),  # neither
        ("W1", {"net_saved_meur": -3.0}, [("valued", "unpaid")]),
        ("W1", {"toot_kt": 5.0}, [("valued", "replaced")]),
        ("W1", {"at_high_kt": 300.0, "at_low_kt": 10.0}, [("valued", "one_end")]),
        ("W1", {"pint_kt": 5.0}, [("valued", "chain")]),
        ("W1", {}, [("valued", "other_price")]),
        ("W3", {}, [("valued", "unexplained")]),
        ("W2", NOTHING, [("wanted", "money")]),
        ("W2", {**NOTHING, "shapley_meur": 0.0, "utilisation_h_per_year": 0.0}, [("wanted", "replaced")]),
        ("W2", {**NOTHING, "shapley_meur": 0.0, "toot_kt": 60.0}, [("wanted", "chain")]),
        ("W6", {**NOTHING, "shapley_meur": 0.0}, [("wanted", "larger")]),
        ("W2", {"utilisation_h_per_year": 0.0}, [("idle", "replaced")]),
        ("W2", {"upstream_kt": -80.0}, [("abroad", "leak")]),
        ("W2", {"upstream_kt": np.nan}, []),
    ],
)
def test_what_contradicts_has_a_cause(work: str, change: dict[str, float], said: list[tuple[str, str]]) -> None:
    assert told(work, **change) == said


def test_a_corridor_that_no_work_offers_is_told() -> None:
    found = contradictions(pd.DataFrame([{"work": "W2", **FINE}]), csv_str_to_df(NEEDS))
    assert found[["corridor", "what"]].to_numpy().tolist() == [["GNT - ROE", "unoffered"]]
