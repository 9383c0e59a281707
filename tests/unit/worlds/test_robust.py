"""The ranking over all worlds, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from werven.worlds.drivers import drivers
from werven.worlds.robust import COLUMNS, robust

NOTHING = pd.Series(dtype=float)


def ranked(tables, central: pd.Series = NOTHING, correction: pd.DataFrame | None = None) -> pd.DataFrame:
    table = robust(*tables, drivers(*tables, correction), central, correction)
    assert list(table.columns) == list(COLUMNS)
    return table.set_index("work")


def test_worlds_that_are_all_the_same(tables) -> None:
    made = tables({"a": [50.0] * 4, "b": [20.0] * 4}, marginal={"a": [40.0, 60.0, 52.0, 56.0], "b": [20.0] * 4})
    found = ranked(made)
    # Orders differ: mean of the marginals 52, standard deviation the root of 224 / 3.
    assert found.loc["a", ["mean_kt", "p10_kt", "p50_kt", "p90_kt"]].tolist() == [52.0] * 4
    assert found.loc["a", "se_kt"] == pytest.approx(1.6237 * (224 / 3) ** 0.5 / 2, rel=1e-3)
    assert found.loc["b", ["mean_kt", "p10_kt", "se_kt"]].tolist() == [20.0, 20.0, 0.0]
    assert drivers(*made)["share"].tolist() == [0.0, 0.0]


def test_one_input_of_two_values(tables) -> None:
    # Gas costs 20 or 80, as likely; the draw met 80 three times as often. A work saves 10 or 30 and costs 18.
    level = np.array([0.2, 0.8, 0.8, 0.8] * 6)
    worlds, draws, inputs = tables({"w": np.where(level > 0.5, 300.0, 100.0)}, {"gas": level}, cost=18.0)
    draws["score"] = np.where(draws["level"] > 0.5, 1.0, -1.0)
    found = ranked((worlds, draws, inputs)).loc["w"]
    assert (found["mean_kt"], found["se_kt"]) == pytest.approx((200.0, 0.0))
    assert (found["saved_meur"], found["net_mean_meur"]) == pytest.approx((20.0, 2.0))
    assert (found["verdict"], found["because"]) == ("build_if", "gas>50")
    # Of the worlds drawn three of four pay: 12 too much there, 8 too little here.
    assert found["p_pays"] == 0.75
    regret = found[[f"regret_{what}_meur" for what in ("build", "build_worst", "skip", "skip_worst")]]
    assert regret.tolist() == pytest.approx([2.0, 8.0, 9.0, 12.0])
    # On the straight line from 20 (-8) to 80 (12).
    tips = drivers(worlds, draws, inputs).set_index("input").loc["gas", "tips_at"]
    assert tips == pytest.approx(20.0 + 60.0 * 8.0 / 20.0, abs=0.2)


def test_a_work_that_never_pays_behind_all_others(tables) -> None:
    worlds, *others = tables({"a": [300.0] * 4, "b": [300.0] * 4}, cost=18.0)
    worlds.loc[worlds["work"] == "a", ["pint_meur", "toot_meur"]] = [60.0, 0.0]
    found = ranked((worlds, *others))
    assert found["p_pays"].tolist() == found["p_pays_alone"].tolist() == [1.0, 1.0]
    assert found["p_pays_last"].to_dict() == {"a": 0.0, "b": 1.0}
    assert found["verdict"].to_dict() == {"a": "one_of", "b": "build"}


def test_chances_and_ranks(tables) -> None:
    kt = {"a": [30.0, 10.0, 30.0, 30.0], "b": [20.0, 20.0, 20.0, 20.0], "c": [-9.0, -9.0, -1.0, 20.0]}
    found = ranked(tables(kt))
    assert list(found.index) == ["a", "b", "c"]
    assert found["p_first"].tolist() == [0.75, 0.25, 0.0]
    # A work that avoids nothing is not among the first five, however few there are.
    assert found["p_top5"].tolist() == found["p_top10"].tolist() == [1.0, 1.0, 0.25]
    assert found["p_raises"].tolist() == [0.0, 0.0, 0.5]
    # The means of a and b are 25 and 20, and change places when the second world comes up often; c stays last.
    assert found["rank_low"].tolist() == [1, 1, 3]
    assert found["rank_high"].tolist() == [2, 2, 3]


def test_works_that_are_equal_share_ranks(tables) -> None:
    found = ranked(tables({"a": [1.0, 2.0], "b": [1.0, 2.0]}))
    assert found[["rank_low", "rank_high", "p_first"]].to_numpy().tolist() == [[1, 2, 1.0]] * 2


def test_one_world(tables) -> None:
    made = tables({"a": [50.0], "b": [20.0]}, {"gas": [0.3]}, marginal={"a": [40.0], "b": [70.0]}, cost=5.0)
    found = ranked(made, pd.Series({"a": 45.0}))
    assert found["mean_kt"].to_dict() == {"b": 70.0, "a": 40.0}
    assert found["central_kt"].tolist() == pytest.approx([np.nan, 45.0], nan_ok=True)
    assert found["se_kt"].isna().all()
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2]] * 2
    assert found["net_p50_meur"].tolist() == [2.0, -1.0]


def test_a_correction_moves_values_and_is_told(tables) -> None:
    made = tables({"a": [30.0, 34.0], "b": [20.0, 20.0]})
    plain, moved = ranked(made), ranked(made, correction=pd.DataFrame({"kt": 20.0, "meur": 0.0}, index=["b"]))
    assert moved["mean_kt"].to_dict() == {"b": 40.0, "a": 32.0}
    assert moved.loc["b", ["p10_kt", "p90_kt", "p_first", "pint_kt"]].tolist() == [40.0, 40.0, 1.0, 20.0]
    assert moved["resolution_kt"].to_dict() == {"b": 20.0, "a": 0.0}
    assert plain["resolution_kt"].tolist() == [0.0, 0.0]


def test_the_error_of_a_correction_is_one_of_the_mean(tables) -> None:
    made = tables({"a": [30.0, 34.0], "b": [25.0, 25.0]})
    moved = {
        each: ranked(made, correction=pd.DataFrame({"kt": [0.0], "kt_se": [each]}, index=["b"])) for each in (0, 9)
    }
    assert moved[0].loc["b", "se_kt"] == 0.0
    assert moved[9].loc["b", "se_kt"] == 9.0
    assert moved[9].loc["a", "se_kt"] == moved[0].loc["a", "se_kt"]
    assert moved[0].loc["b", ["rank_low", "rank_high"]].tolist() == [2, 2]
    assert moved[9].loc["b", ["rank_low", "rank_high"]].tolist() == [1, 2]


def test_the_order_of_rows_does_not_matter(tables) -> None:
    rng = np.random.default_rng(1)
    level = {f"in{place}": rng.random(24) for place in range(6)}
    made = tables({"a": 100.0 * level["in0"], "b": 90.0 * level["in1"] + 10.0 * rng.random(24)}, level, cost=5.0)
    mixed = tuple(part.sample(frac=1.0, random_state=3) for part in made[:2]) + made[2:]
    pd.testing.assert_frame_equal(ranked(made), ranked(mixed))
    pd.testing.assert_frame_equal(drivers(*made), drivers(*mixed))
