"""What is known of the mean only is laid over worlds where a work does something."""

import numpy as np
import pandas as pd
import pytest

from werven.worlds.panel import counted, fading


def test_a_work_that_does_nothing_in_a_world_has_no_part_of_a_correction_there() -> None:
    half = pd.DataFrame({"A": [0.0, 100.0, 100.0, 200.0], "B": 50.0, "C": 0.0})
    weights = fading(half)
    assert weights["A"].iloc[0] == 0.0
    assert weights["A"].iloc[3] == pytest.approx(weights["A"].iloc[1], rel=0.06)
    assert (weights["B"] == 1.0).all()
    assert (weights["C"] == 1.0).all()
    np.testing.assert_allclose(weights.mean(), 1.0)


def test_a_work_of_few_worlds_is_not_blown_up() -> None:
    half = pd.DataFrame({"A": [1.0] + [0.0] * 47})
    weights = fading(half)
    assert weights["A"].max() < 3.0
    assert weights["A"].mean() == pytest.approx(1.0)


def test_a_correction_moves_the_mean_as_told_and_no_world_below_nothing() -> None:
    rows = [(world, "A", half) for world, half in enumerate([0.0, 80.0, 120.0], start=1)]
    worlds = pd.DataFrame(rows, columns=["world", "work", "half_kt"])
    worlds = worlds.assign(marginal_kt=worlds["half_kt"], half_meur=0.0, saved_meur=0.0, annual_cost_meur=2.0)
    value, net = counted(worlds, pd.DataFrame({"kt": [-30.0], "meur": [0.0]}, index=["A"]))
    assert value["A"].iloc[0] == 0.0
    assert value["A"].mean() == pytest.approx(200.0 / 3 - 30.0)
    assert (net["A"] == -2.0).all()
    even, _ = counted(worlds, pd.DataFrame({"kt": [-30.0], "meur": [0.0]}, index=["A"]), evenly=True)
    assert even["A"].tolist() == [-30.0, 50.0, 90.0]
