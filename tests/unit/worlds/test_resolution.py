"""How far worlds are from the ranking, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from werven.coalition import Coalition
from werven.config.ranking import WorldsSettings
from werven.ranking.game.games import Game
from werven.ranking.game.residuals import BlockModel
from werven.ranking.value import CO2, COST
from werven.worlds.fine import along_orders
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


def fine_of(moved: list[float]) -> pd.DataFrame:
    """Return worlds of a line that is worth more at many segments."""
    worlds = pd.DataFrame({"world": range(1, len(moved) + 1), "work": "line", "few_kt": 10.0, "few_meur": 2.0})
    return worlds.assign(half_kt=10.0 + np.array(moved), half_meur=3.0)


def test_the_mean_difference_of_some_worlds_has_an_error() -> None:
    found = over_worlds(fine_of([1.0, 3.0, 5.0, 7.0])).loc["line"]
    assert found[["kt", "meur", "meur_se"]].tolist() == [4.0, 1.0, 0.0]
    # Standard deviation 2.582, over the root of four; as wide as four worlds leave it.
    assert found["kt_se"] == pytest.approx(t.ppf(0.975, 3) / norm.ppf(0.975) * 2.582 / 2.0, rel=1e-3)


def test_few_worlds_say_nothing() -> None:
    assert over_worlds(fine_of([1.0] * (LEAST_WORLDS - 1))).empty
    assert over_worlds(fine_of([])).empty


def game() -> Game:
    """Return a game of two lines that replace each other, worth more where others are built, and a pipe."""

    def value(built: Coalition) -> list[float]:
        lines = len(built & {"L1", "L2"})
        kt = [0.0, 10.0, 12.0][lines] + (4.0 * lines if "pipe" in built else 0.0)
        return [kt, kt / 10.0]

    return Game.of(["L1", "L2", "pipe"], value, [CO2, COST])


def test_lines_are_valued_along_an_order_and_its_reverse_with_nothing_and_everything_else() -> None:
    # The first of two adds 10, the second 2; half of the walks have the pipe, which adds 4 to each.
    found = along_orders(game(), [frozenset({"L1", "L2"})], WorldsSettings(), 1)
    assert found["half_kt"].to_dict() == {"L1": 8.0, "L2": 8.0}
    assert found["half_meur"].to_dict() == {"L1": 0.8, "L2": 0.8}


def test_what_lines_do_to_each_other_drops_out_of_the_difference() -> None:
    def lines(extra: float) -> Game:
        def value(built: Coalition) -> list[float]:
            kt = 90.0 * ("L1" in built and "L3" in built) * len(built) + extra * len(built)
            return [kt, kt]

        return Game.of(["L1", "L2", "L3", "L4"], value, [CO2, COST])

    blocks = [lines(0.0).full]
    more, less = (along_orders(lines(extra), blocks, WorldsSettings(), 3)["half_kt"] for extra in (5.0, 0.0))
    assert (more - less).to_dict() == pytest.approx(dict.fromkeys(more.index, 5.0))
    exact = BlockModel(lines(0.0), blocks).shapley[CO2]
    assert (less - exact).abs().max() > 5.0, "one order and its reverse say less of a line than of the difference"


def test_on_average_over_worlds_an_order_says_what_the_block_does() -> None:
    def value(built: Coalition) -> list[float]:
        kt = float(len(built) ** 2 + 3 * ("L1" in built and "L3" in built) * len(built))
        return [kt, kt]

    lines = Game.of(["L1", "L2", "L3", "L4"], value, [CO2, COST])
    [block] = blocks = [lines.full]
    found = [along_orders(lines, blocks, WorldsSettings(), world)["half_kt"] for world in range(400)]
    assert (sum(found) / len(found)).to_dict() == pytest.approx(BlockModel(lines, [block]).shapley[CO2].to_dict(), 0.02)


def test_without_a_block_of_lines_there_are_no_rows() -> None:
    assert along_orders(game(), [], WorldsSettings(), 1).empty
