"""Means over worlds: known answers, sums that hold, errors that are honest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from werven.errors import InputError
from werven.ranking.game.residuals import widening
from werven.worlds.estimate import estimate
from werven.worlds.panel import panel_kt
from werven.worlds.terms import effects, side_by_side

WORLDS = 48
INPUTS = 40


def frame(values) -> pd.DataFrame:
    return pd.DataFrame(np.asarray(values, dtype=float))


def game(seed: int, works: int = 6):
    """Return half, rest, terms and the true means: ten inputs of forty act, straight and bent; orders are noisy."""
    rng = np.random.default_rng(seed)
    score = (rng.random((WORLDS, INPUTS)) - 0.5) * 12**0.5
    acts = np.arange(INPUTS)[:, None] < 10
    straight, bent = (size * acts * rng.normal(size=(INPUTS, works)) for size in (30.0, 10.0))
    truth = rng.uniform(0.0, 200.0, works)
    noise = rng.normal(scale=20.0, size=(WORLDS, works))
    half = truth + score @ straight + (score**2 - 1.0) @ bent
    return frame(half), frame(noise), np.hstack([score, score**2 - 1.0]), truth


def test_what_inputs_tell_is_taken_out() -> None:
    score = np.random.default_rng(3).normal(0.4, 1.0, WORLDS)
    half, rest = frame(np.outer(score, [3.0, 0.0]) + 10.0), frame(np.zeros((WORLDS, 2)))
    found = estimate(half, rest, dict.fromkeys(half, score[:, None]))
    np.testing.assert_allclose(found.mean, [10.0, 10.0])
    np.testing.assert_allclose(found.se, [0.0, 0.0], atol=1e-9)


def test_of_a_handful_of_worlds_the_mean_is_the_plain_one() -> None:
    found = estimate(frame([[1.0], [2.0], [6.0]]), frame([[1.0], [0.0], [-1.0]]), {0: np.eye(3)})
    # Marginals 2, 2, 5: mean 3, standard deviation the root of 3.
    assert found.mean[0] == pytest.approx(3.0)
    assert found.se[0] == pytest.approx(widening(2))


def test_one_world_tells_its_marginal_and_no_error() -> None:
    found = estimate(frame([[4.0]]), frame([[1.5]]), {0: np.ones((1, 2))})
    assert found.mean[0] == 5.5
    assert np.isnan(found.se[0])


def test_means_add_up() -> None:
    half, rest, terms, truth = game(1)
    together = half.sum(axis=1) + rest.sum(axis=1)
    found = estimate(half, rest, dict.fromkeys(half, terms))
    told = (half + rest - found.by_world).sum(axis=1)
    assert found.mean.sum() == pytest.approx((together - told).mean(), abs=1e-9)
    # Known better than by the plain mean of what all works are worth together.
    whole = found.by_world.sum(axis=1)
    assert whole.std() < 0.8 * together.std()
    assert abs(whole.mean() - truth.sum()) < 3.0 * whole.std() / WORLDS**0.5


def test_errors_are_honest_and_smaller() -> None:
    within, plain, error = [], [], []
    for seed in range(200):
        half, rest, terms, truth = game(seed)
        found = estimate(half, rest, dict.fromkeys(half, terms))
        within.append(np.abs(found.mean - truth) <= 1.96 * found.se)
        error.append(found.mean - truth)
        plain.append((half + rest).mean() - truth)
    assert 0.93 <= np.mean(within) <= 0.97
    assert np.abs(np.mean(error)) < 3.0 * np.std(error) / np.size(error) ** 0.5
    assert np.std(error) < 0.6 * np.std(plain)


def test_terms_have_mean_0_and_options_are_orthonormal(tables) -> None:
    chosen = ["a"] * 5 + ["b"] * 3 + ["c"] * 2
    _, draws, inputs = tables(
        {"w": [0.0] * 10}, {"gas": [0.9] * 5 + [0.1] * 5}, {"pick": ("a 0.5; b 0.3; c 0.2", chosen)}
    )
    terms = side_by_side(effects(draws, inputs, pd.RangeIndex(1, 11), 2), 10)
    # Options as often as they are likely: two contrasts, after the polynomials of first and second degree.
    np.testing.assert_allclose(terms[:, 2:].T @ terms[:, 2:] / 10, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(terms[:, 2:].mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(terms[[4, 9], 2], [-((0.3 / 0.7) ** 0.5)] * 2)
    np.testing.assert_allclose(terms[0, :2], [0.8 * 3**0.5, (3.0 * 0.8**2 - 1.0) / 2.0 * 5**0.5])


def test_inputs_that_never_vary_are_left_out(tables) -> None:
    _, draws, inputs = tables({"w": [0.0, 0.0]}, {"gas": [0.3, 0.3]}, {"pick": ("a 0.5; b 0.5", ["b", "b"])})
    assert effects(draws, inputs, pd.RangeIndex(1, 3), 2) == []


def test_every_work_stands_in_every_world_once(tables) -> None:
    worlds, _, _ = tables({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    with pytest.raises(InputError, match="b in world 2"):
        panel_kt(worlds.iloc[:-1])
    with pytest.raises(InputError, match="two rows"):
        panel_kt(pd.concat([worlds, worlds.iloc[:1]]))
