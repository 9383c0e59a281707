"""How far worlds are from the ranking, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from werven.worlds.resolution import LEAST_WORLDS, apart, over_worlds


def test_works_of_a_block_are_told_by_their_shapley_values_and_others_by_halves() -> None:
    # Of two lines to one market the first is worth 10 where the ranking says 7, the second 2 instead of 5: halves say
    # that nothing moves, the orders of the ranking that each is worth 8 where world 0 says 6.
    works = pd.DataFrame({"work": ["line", "other", "pipe"]})
    central = works.assign(pint_kt=10.0, toot_kt=2.0, marginal_kt=[6.0, 6.0, 9.0])
    ranking = works.assign(pint_kt=[7.0, 7.0, 11.0], toot_kt=[5.0, 5.0, 3.0], shapley_kt=[8.0, 8.0, 1.0])
    central, ranking = (table.assign(pint_meur=1.0, toot_meur=1.0) for table in (central, ranking))
    central, ranking = central.assign(saved_meur=1.0), ranking.assign(shapley_meur=1.5)
    ranking = ranking.assign(shapley_se_kt=[0.4, 0.6, 0.8], shapley_se_meur=0.1)
    found = apart(central, ranking, [["line", "other", "not ranked"]])
    assert found["kt"].to_dict() == {"line": 2.0, "other": 2.0, "pipe": 1.0}
    assert found["kt_se"].to_dict() == {"line": 0.4, "other": 0.6, "pipe": 0.0}
    assert found["meur"].to_dict() == {"line": 0.5, "other": 0.5, "pipe": 0.0}
    assert apart(central, ranking, [])["kt"].to_dict() == {"line": 0.0, "other": 0.0, "pipe": 1.0}


def both(moved: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return worlds at many and at few segments, more of these, of a line that is worth more at many."""
    worlds = pd.DataFrame({"world": range(1, 9), "work": "line", "half_kt": 10.0, "half_meur": 2.0})
    fine = worlds.head(len(moved)).assign(half_kt=10.0 + np.array(moved), half_meur=3.0)
    return fine, pd.concat([worlds, worlds.assign(work="pipe")])


def test_the_mean_difference_of_some_worlds_has_an_error() -> None:
    found = over_worlds(*both([1.0, 3.0, 5.0, 7.0])).loc["line"]
    assert found[["kt", "meur", "meur_se"]].tolist() == [4.0, 1.0, 0.0]
    # Standard deviation 2.582, over the root of four; as wide as four worlds leave it.
    assert found["kt_se"] == pytest.approx(t.ppf(0.975, 3) / norm.ppf(0.975) * 2.582 / 2.0, rel=1e-3)


def test_few_worlds_say_nothing() -> None:
    assert over_worlds(*both([1.0] * (LEAST_WORLDS - 1))).empty
    assert over_worlds(both([])[1].head(0), both([])[1]).empty
