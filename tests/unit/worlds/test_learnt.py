"""What slopes tell: coefficients by hand, nothing where they tell nothing, and drivers that a regression misses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from werven.worlds.drivers import drivers
from werven.worlds.learnt import INTEGRALS, LEAST_WORLDS, learnt
from werven.worlds.robust import robust
from werven.worlds.terms import effects, side_by_side

WORLDS = 48


def slopes_of(work: str, by_input: dict[str, np.ndarray], known: int = WORLDS) -> pd.DataFrame:
    """Return slopes in the first worlds; money is a tenth of tonnes."""
    rows = [
        {"world": world, "work": work, "input": name, "kt": slope, "meur": 0.1 * slope}
        for name, values in by_input.items()
        for world, slope in enumerate(values[:known], start=1)
    ]
    return pd.DataFrame(rows, columns=["world", "work", "input", "kt", "meur"])


def levels(names: list[str], worlds: int = WORLDS, seed: int = 3) -> dict[str, np.ndarray]:
    points = qmc.Sobol(len(names), seed=seed).random(4096)[:worlds]
    return dict(zip(names, points.T, strict=True))


def test_integrals_are_those_of_the_polynomials() -> None:
    for degree, integral in enumerate(INTEGRALS, start=1):
        assert integral(0.0) == pytest.approx(0.0)
        assert integral(1.0) == pytest.approx(0.0)
        level = np.linspace(0.0, 1.0, 7)
        polynomial = np.polynomial.Legendre.basis(degree)(2.0 * level - 1.0) * (2.0 * degree + 1.0) ** 0.5
        np.testing.assert_allclose(integral.deriv()(level), polynomial, atol=1e-12)


def test_coefficients_of_a_straight_line_and_of_a_parabola(tables) -> None:
    # v = 100 u: all of its first coefficient, 100 / sqrt(12). w = 60 (2 u - 1)^2: only its second, 120 / sqrt(45).
    level = levels(["gas"], 4096)
    _, draws, inputs = tables({"v": 100.0 * level["gas"]}, level)
    parts = effects(draws, inputs, pd.Index(range(1, 4097)), 2)
    for slope, expected in (
        (np.full(4096, 100.0), [100.0 / 12**0.5, 0.0]),
        (240.0 * (2.0 * level["gas"] - 1.0), [0.0, 120.0 / 45**0.5]),
    ):
        known = learnt(slopes_of("v", {"gas": slope}, 4096), draws, pd.Index(range(1, 4097)), "kt")["v"]
        found = known.told(
            parts, side_by_side(parts, 4096), 1e5 * np.random.default_rng(1).random(4096), np.ones(4096, dtype=bool)
        ).taken
        np.testing.assert_allclose(found, expected, atol=0.3)


@pytest.mark.parametrize(("noise", "nearer"), [(1.0, "values"), (5000.0, "slopes")])
def test_slopes_and_values_tell_together_each_by_its_error(tables, noise: float, nearer: str) -> None:
    """Slopes say 150 on average, but apart; the values were made with 100."""
    level = levels(["gas"])
    _, draws, inputs = tables({"v": 100.0 * level["gas"]}, level)
    worlds = pd.Index(range(1, WORLDS + 1))
    parts = effects(draws, inputs, worlds, 2)
    slope = np.where(np.arange(WORLDS) % 2, 50.0, 250.0)
    known = learnt(slopes_of("v", {"gas": slope}), draws, worlds, "kt")["v"]
    values = 100.0 * level["gas"] + noise * np.random.default_rng(1).normal(size=WORLDS)
    found = known.told(parts, side_by_side(parts, WORLDS), values, np.ones(WORLDS, dtype=bool)).taken[0] * 12**0.5
    alone = float(known.samples["gas"][:, 0].mean()) * 12**0.5
    assert found == pytest.approx({"values": 100.0, "slopes": alone}[nearer], abs=2.0)
    assert alone > 120.0


def test_few_worlds_with_slopes_tell_nothing(tables) -> None:
    level = levels(["gas"])
    _, draws, inputs = tables({"v": 100.0 * level["gas"]}, level)
    worlds = pd.Index(range(1, WORLDS + 1))
    parts = effects(draws, inputs, worlds, 2)
    for count, is_told in ((LEAST_WORLDS - 1, False), (LEAST_WORLDS, True)):
        known = learnt(slopes_of("v", {"gas": np.full(WORLDS, 100.0)}, count), draws, worlds, "kt")["v"]
        noisy = 1e3 * np.random.default_rng(1).random(WORLDS)
        found = known.told(parts, side_by_side(parts, WORLDS), noisy, np.ones(WORLDS, dtype=bool))
        assert bool(found.taken.any()) == is_told
        assert list(found.open) == [not is_told, not is_told]
    assert learnt(None, draws, worlds, "kt") == {}


def test_what_surely_does_nothing_is_no_driver(tables) -> None:
    """By chance the noise goes with an input that has no slope anywhere: a regression alone takes it for a cause."""
    level = levels(["gas", "other"])
    noise = 60.0 * (level["gas"] - 0.5) + np.random.default_rng(5).normal(scale=10.0, size=WORLDS)
    made = tables({"w": 200.0 + noise}, level, cost=11.0)
    slopes = slopes_of("w", {"gas": np.zeros(WORLDS), "other": np.zeros(WORLDS)})
    plain, known = (list(drivers(*made, None, each)["input"]) for each in (None, slopes))
    assert plain == ["gas", ""]
    assert known == [""]


def test_slopes_tell_of_inputs_that_a_regression_misses(tables) -> None:
    """Forty inputs, noise that no input tells, and one of an eighth of the variance with the same slope everywhere."""
    level = levels([f"in{place:02}" for place in range(40)])
    noise = np.random.default_rng(7).normal(scale=60.0, size=WORLDS)
    kt = 200.0 + 80.0 * (level["in07"] - 0.5) + noise
    made = tables({"w": kt}, level, cost=11.0)
    slopes = slopes_of("w", {"in07": np.full(WORLDS, 80.0), "in11": np.zeros(WORLDS)})
    plain, known = (drivers(*made, None, each).query("work == 'w'").set_index("input") for each in (None, slopes))
    assert "in07" not in plain.index
    assert list(known.index) == ["in07", ""]
    own = 80**2 / 12
    assert known.loc["in07", "share"] == pytest.approx(own / (own + noise.var()), abs=0.01)
    np.testing.assert_allclose(
        known.loc["in07", ["at_low_kt", "at_high_kt"]].astype(float).diff().iloc[1], 80.0, atol=3
    )


def test_a_mean_is_surer_and_as_right(tables) -> None:
    """Over many draws of few worlds, the mean keeps its expectation and its error falls with what slopes tell."""
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        level = {name: rng.random(WORLDS) for name in ("a", "b", "c")}
        kt = 100.0 + 90.0 * (level["a"] - 0.5) + 60.0 * (level["b"] - 0.5) + rng.normal(scale=20.0, size=WORLDS)
        worlds, draws, inputs = tables({"w": kt}, level)
        slopes = slopes_of("w", {"a": np.full(WORLDS, 90.0), "b": np.full(WORLDS, 60.0)})
        row = robust(worlds, draws, inputs, drivers(worlds, draws, inputs), pd.Series({"w": 100.0}), None, slopes).iloc[
            0
        ]
        found.append((row["mean_kt"], row["se_kt"]))
    mean, error = np.array(found).T
    assert abs(mean.mean() - 100.0) < 3.0 * 20.0 / (30 * WORLDS) ** 0.5
    assert error.mean() == pytest.approx(20.0 / WORLDS**0.5, rel=0.1)
    assert mean.std() == pytest.approx(error.mean(), rel=0.4)
