"""Which inputs decide: known answers, and the same shares as another library."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from werven.worlds.drivers import drivers

WORLDS = 48


def levels(names: list[str], worlds: int = WORLDS) -> dict[str, np.ndarray]:
    """Return levels that are uniform between 0 and 1."""
    return dict(zip(names, np.random.default_rng(5).random((len(names), worlds)), strict=True))


def told(tables) -> pd.DataFrame:
    """Return the drivers of the work "w", index the input."""
    found = drivers(*tables)
    return found[found["work"] == "w"].set_index("input")


def test_two_inputs_of_twenty(tables) -> None:
    level = levels([f"in{place:02}" for place in range(20)])
    kt = 100.0 + 60.0 * (level["in03"] - 0.5) - 80.0 * (level["in11"] - 0.5)
    found = told(tables({"w": kt}, level, cost=11.0))
    assert list(found.index) == ["in11", "in03", ""]
    # Variances go with the squares of 60 and 80.
    np.testing.assert_allclose(found["share"], [0.64, 0.36, 0.0], atol=0.12)
    assert list(found["direction"]) == ["down", "up", ""]
    np.testing.assert_allclose(found.loc["in03", ["at_low_kt", "at_high_kt"]].astype(float), [70.0, 130.0])
    # A tenth of the value pays 11 at 110 kt: 10 above the mean, a sixth of 60 and an eighth of 80 from the middle.
    np.testing.assert_allclose(found["tips_at"], [50.0 - 100.0 / 8, 50.0 + 100.0 / 6, np.nan], rtol=1e-3)


def test_a_curve_goes_both_ways(tables) -> None:
    level = levels(["gas", "other"])
    found = told(tables({"w": 10.0 + 400.0 * (level["gas"] - 0.5) ** 2}, level))
    assert found.loc["gas", "direction"] == "both"
    assert found.loc["gas", "share"] == pytest.approx(1.0, abs=0.05)
    np.testing.assert_allclose(found.loc["gas", ["at_low_kt", "at_high_kt"]].astype(float), [110.0, 110.0])
    assert np.isnan(found.loc["gas", "tips_at"])


def test_a_choice(tables) -> None:
    chosen = ["base", "stays", "base", "goes"] * 12
    kt = pd.Series(chosen).map({"base": 50.0, "stays": 40.0, "goes": 90.0})
    found = told(tables({"w": kt}, levels(["gas"]), {"cracker": ("base 0.5; stays 0.25; goes 0.25", chosen)}))
    assert list(found.index) == ["cracker", ""]
    np.testing.assert_allclose(found.loc["cracker", ["at_low_kt", "at_high_kt"]].astype(float), [50.0, 90.0])
    assert found.loc["cracker", "direction"] == "up"
    assert np.isnan(found.loc["cracker", "tips_at"])


def test_a_work_worth_the_same_in_every_world_has_no_share(tables) -> None:
    found = told(tables({"w": [30.0] * WORLDS}, levels(["gas", "co2"])))
    assert list(found.index) == [""]
    assert found.loc["", "share"] == 0.0


def test_noise_is_told_by_no_input(tables) -> None:
    kt = np.random.default_rng(8).normal(size=WORLDS)
    found = told(tables({"w": kt}, levels([f"in{place}" for place in range(40)])))
    assert list(found.index) == [""]
    assert found.loc["", "share"] > 0.9


@pytest.mark.parametrize("worlds", [1, 4, 7])
def test_few_worlds_do_no_harm(tables, worlds: int) -> None:
    found = told(tables({"w": np.arange(worlds)}, levels(["gas"], worlds)))
    assert 0.0 <= found.loc["", "share"] <= 1.0


def test_shares_of_the_ishigami_function_are_those_of_salib(tables) -> None:
    """Ishigami and Homma (1990): sines, a fourth power, an interaction that no single input tells."""
    pytest.importorskip("SALib")
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample
    from SALib.test_functions import Ishigami

    names = ["x1", "x2", "x3"]
    problem = {"num_vars": 3, "names": names, "bounds": [[-np.pi, np.pi]] * 3}
    points = sample.sample(problem, 4096, calc_second_order=False, seed=1)
    theirs = analysis.analyze(problem, Ishigami.evaluate(points), calc_second_order=False, seed=1)["S1"]
    level = qmc.Sobol(3, seed=2).random(512)
    kt = Ishigami.evaluate((2.0 * level - 1.0) * np.pi)
    ours = told(tables({"w": kt}, dict(zip(names, level.T, strict=True))))["share"]
    np.testing.assert_allclose(ours.reindex(names).fillna(0.0), theirs, atol=0.05)
    assert ours[""] == pytest.approx(1.0 - theirs.sum(), abs=0.05)
