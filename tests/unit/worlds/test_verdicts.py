"""Verdicts and their reasons, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from werven.worlds.drivers import drivers
from werven.worlds.rules import _between
from werven.worlds.verdicts import verdicts

WORLDS = 40
#: Rising levels, in the middle of 40 steps, dealt out so that any few worlds in a row lie all over the range.
EVEN = (np.arange(WORLDS) * 17 % WORLDS + 0.5) / WORLDS
OTHER = (np.arange(WORLDS) * 9 % WORLDS + 0.5) / WORLDS


def one(kt, cost: float, tables, **drawn) -> tuple[float, str, str]:
    """Return what is told of a work that saves 0.1 MEUR a kt."""
    made = tables({"w": kt}, cost=cost, **drawn)
    found = verdicts(*made, drivers(*made)).loc["w"]
    return found["below_kt"], found["verdict"], found["because"]


def test_build(tables) -> None:
    # 36 of 40 worlds pay (90 %), 2 raise CO2 (5 %).
    kt = np.array([200.0] * 36 + [40.0] * 2 + [-6.0] * 2)
    assert one(kt, 10.0, tables)[1:] == ("build", "")
    kt[36] = -6.0
    assert one(kt, 10.0, tables)[1] == "undecided"
    kt[:37] = [40.0, *kt[1:36], 40.0]
    assert one(kt, 10.0, tables)[1] == "undecided"


def test_what_is_to_be_built_by_what_else_is(tables) -> None:
    made = tables({"w": [200.0] * WORLDS}, cost=10.0)

    def said(alone: float, last: float) -> str:
        pays = pd.DataFrame({"p_pays_alone": [alone], "p_pays_last": [last]}, index=["w"])
        return verdicts(*made, drivers(*made), pays=pays).loc["w", "verdict"]

    assert (said(0.5, 0.5), said(1.0, 0.475), said(0.475, 1.0)) == ("build", "one_of", "with_others")


def test_not_needed(tables) -> None:
    kt = np.array([24.0] * 38 + [90.0] * 2)
    assert one(kt, 5.0, tables) == (25.0, "not_needed", "")
    kt[0] = 26.0
    assert one(kt, 5.0, tables) == (50.0, "too_dear", "")


def test_worth_less_than(tables) -> None:
    assert [one([worth] * WORLDS, 1e3, tables)[0] for worth in (-500.0, 49.0, 50.0)] == [25.0, 50.0, 100.0]
    assert np.isnan(one([100.0] * WORLDS, 1e3, tables)[0])


def test_build_if_a_number(tables) -> None:
    found = one(np.where(EVEN > 0.6, 200.0, 60.0), 10.0, tables, levels={"co2": OTHER, "gas": EVEN})
    assert found[1:] == ("build_if", "gas>60")
    found = one(np.where(EVEN > 0.6, 60.0, 200.0), 10.0, tables, levels={"co2": OTHER, "gas": EVEN})
    assert found[1:] == ("build_if", "gas<60")


def test_a_rule_that_changes_its_input_with_the_worlds_is_none(tables) -> None:
    # Twenty worlds a fold; eight inputs, each wrong in two worlds of another fold: without that fold it is the best.
    pays = np.tile([True, False], 80)
    choices = {}
    for fold in range(8):
        holds = pays.copy()
        holds[20 * fold : 20 * fold + 2] = [False, True]
        choices[f"choice_{fold}"] = ("no 0.5; yes 0.5", np.where(holds, "yes", "no"))
    worth = np.where(pays, 200.0, 60.0)
    assert one(worth, 10.0, tables, choices=choices)[1] == "undecided"
    assert one(worth, 10.0, tables, choices={"choice_0": choices["choice_0"]})[1:] == ("build_if", "choice_0=yes")


def test_a_rule_is_of_inputs_that_the_drivers_name(tables) -> None:
    made = tables({"w": np.where(EVEN > 0.6, 200.0, 60.0)}, cost=10.0, levels={"co2": OTHER, "gas": EVEN})
    named = drivers(*made)
    assert verdicts(*made, named).loc["w", "verdict"] == "build_if"
    assert verdicts(*made, named[named["input"] != "gas"]).loc["w", "verdict"] == "undecided"


def test_build_if_an_option(tables) -> None:
    chosen = np.where(EVEN > 0.6, "yes", "no")
    choices = {"second_cracker": ("no 0.6; yes 0.4", chosen)}
    found = one(np.where(chosen == "yes", 200.0, 60.0), 10.0, tables, levels={"gas": OTHER}, choices=choices)
    assert found[1:] == ("build_if", "second_cracker=yes")


@pytest.mark.parametrize(("joint", "sign"), [(np.logical_and, "&"), (np.logical_or, "|")])
def test_build_if_two_inputs(tables, joint, sign: str) -> None:
    rng = np.random.default_rng(4)
    gas, store = rng.random((2, 160))
    pays = joint(gas > 0.5, store < 0.5)
    found = one(np.where(pays, 200.0, 60.0), 10.0, tables, levels={"gas": gas, "store": store})
    assert found[1] == "build_if"
    first, between, second = found[2].split(" ")
    assert between == sign
    assert float(first.removeprefix("gas>")) == pytest.approx(50.0, abs=3.0)
    assert float(second.removeprefix("store<")) == pytest.approx(50.0, abs=3.0)


def test_undecided_names_what_moves_the_net_value_most(tables) -> None:
    rng = np.random.default_rng(2)
    gas, co2, other, noise = rng.random((4, WORLDS)) - 0.5
    kt = 100.0 + 150.0 * gas + 110.0 * co2 + 150.0 * noise
    drawn = {"other": other + 0.5, "co2": co2 + 0.5, "gas": gas + 0.5}
    assert one(kt, 10.0, tables, levels=drawn)[1:] == ("undecided", "gas; co2")


def test_chance_makes_no_rule(tables) -> None:
    rng = np.random.default_rng(6)
    drawn = {f"in{place}": rng.random(WORLDS) for place in range(40)}
    for _ in range(5):
        assert one(rng.choice([60.0, 200.0], WORLDS), 10.0, tables, levels=drawn)[1] == "undecided"


def test_a_correction_counts(tables) -> None:
    made = tables({"w": [20.0] * WORLDS}, cost=50.0)
    plain = verdicts(*made, drivers(*made))
    assert list(plain.loc["w"])[:2] == [25.0, "not_needed"]
    moved = verdicts(*made, drivers(*made), pd.DataFrame({"kt": 30.0, "meur": 0.0}, index=["w"]))
    assert list(moved.loc["w"])[:2] == [100.0, "too_dear"]


def test_a_threshold_is_short_and_lies_between() -> None:
    assert _between(22.31, 22.52) == "22.4"
    assert _between(2036.0, 2037.0) == "2036.5"
    assert _between(120_000.0, 141_000.0) == "130000"
