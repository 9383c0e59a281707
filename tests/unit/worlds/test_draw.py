"""World n: fixed by seed, number and table; its cells lie where its levels say, and can be pasted as an override."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import tables_of
from scipy.stats import triang

from werven.config.ranking import MOST_WORLDS
from werven.config.settings import TableChange
from werven.data.schemas import TABLES
from werven.data.tables import apply_changes
from werven.errors import InputError
from werven.worlds.draw import draw, moments, option_at, quantile
from werven.worlds.told import told_draw, told_inputs

TEXTS = {
    "prices": """
        item,        year, price, unit,    low, high, source
        natural_gas, 2030, 20,    EUR/MWh, 14,  32,   x
        natural_gas, 2040, 30,    EUR/MWh, 20,  45,   x
        coal,        2030, 10,    EUR/MWh, ,    ,     x
    """,
    "uncertainty": """
        input, table, where, column, how, low, central, high, options, distribution, moves_with, name_nl, name_en
        gas, prices, item=natural_gas, price, range, , , , , triangular, , gas, gas
        coal, prices, item=coal, price, factor, 0.8, 1, 1.5, , uniform, gas, coal, coal
        cracker, , , , choice, , , , base 0.7; stays 0.2; goes 0.1, , , cracker, cracker
    """,
}
TABLE = tables_of(TEXTS)["uncertainty"]


def test_a_world_alone_is_the_same_as_among_others() -> None:
    among = [draw(number, TABLE, seed=4).levels for number in range(1, 9)]
    assert draw(7, TABLE, seed=4).levels == among[6]
    assert draw(7, TABLE, seed=5).levels != among[6]
    assert len({levels["gas"] for levels in among}) == 8


def test_worlds_fill_the_space_evenly() -> None:
    levels = pd.DataFrame([draw(number, TABLE, seed=1).levels for number in range(1, 129)])
    for name in ("gas", "cracker"):
        for size in (8, 64):
            for block in np.split(levels[name].to_numpy(), 128 // size):
                assert sorted((block * size).astype(int)) == list(range(size))


def test_inputs_go_together_by_chance_alone() -> None:
    """Of 130 inputs in 48 worlds no two rise together: what one does is not told of the other."""
    names = [f"in{place:03}" for place in range(130)]
    table = pd.concat([TABLE.query("input == 'coal'").assign(input=name, moves_with="") for name in names])
    levels = pd.DataFrame([draw(number, table, seed=1).levels for number in range(1, 49)])
    apart = np.abs(np.corrcoef(levels[names].to_numpy().T)[np.triu_indices(len(names), 1)])
    assert np.sum(apart > 0.6) <= 3
    assert np.sqrt(np.mean(apart**2)) == pytest.approx(1 / 47**0.5, rel=0.1)


def test_an_input_more_changes_no_other_draw() -> None:
    more = pd.concat([TABLE.query("input == 'gas'").assign(input="first"), TABLE])
    before, after = (draw(11, table, seed=1).levels for table in (TABLE, more))
    assert {name: after[name] for name in before} == before


def test_world_0_is_the_base_case() -> None:
    tables, world = tables_of(TEXTS), draw(0, TABLE, seed=1)
    pd.testing.assert_frame_equal(world.changed(tables)["prices"], tables["prices"])
    assert (world.overrides, world.rows(tables)) == ([], [])


@pytest.mark.parametrize("number", [-1, MOST_WORLDS + 1])
def test_more_worlds_than_the_sequence_holds(number: int) -> None:
    with pytest.raises(InputError, match=f"from 0 to {MOST_WORLDS}"):
        draw(number, TABLE, seed=1)


def test_cells_of_a_world_move_together() -> None:
    tables, world = tables_of(TEXTS), draw(3, TABLE, seed=1)
    level = world.levels["gas"]
    shape = (20 - 14) / (32 - 14), (30 - 20) / (45 - 20)
    expected = [14 + 18 * triang.ppf(level, shape[0]), 20 + 25 * triang.ppf(level, shape[1]), 10 * (0.8 + 0.7 * level)]
    np.testing.assert_allclose(world.changed(tables)["prices"]["price"], expected, rtol=1e-7)
    assert "coal" not in world.levels


def test_a_draw_can_be_pasted_as_an_override() -> None:
    tables, world = tables_of(TEXTS), draw(5, TABLE, seed=1)
    changes = [TableChange.model_validate(row) for row in world.rows(tables)]
    pasted = apply_changes(tables, changes, TABLES)["prices"]
    np.testing.assert_array_equal(pasted["price"], world.changed(tables)["prices"]["price"])


def test_options_lie_side_by_side() -> None:
    (item,) = [each for each in draw(1, TABLE, seed=1).inputs if each.how == "choice"]
    assert [option_at(item, level) for level in (0.0, 0.69, 0.71, 0.89, 0.91, 1.0)] == [
        *("base", "base", "stays", "stays", "goes", "goes")
    ]
    chosen = [draw(number, TABLE, seed=1).overrides for number in range(1, 65)]
    assert [sum(each == [name] for each in chosen) for name in ("stays", "goes")] == pytest.approx([13, 6], abs=1)
    assert sum(each == [] for each in chosen) == pytest.approx(45, abs=1)


@pytest.mark.parametrize(("low", "central", "high"), [(1.0, 2.0, 5.0), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0)])
def test_quantiles_and_moments_of_a_triangle(low: float, central: float, high: float) -> None:
    other = triang((central - low) / (high - low), low, high - low)
    levels, ends = [0.0, 0.1, 0.4, 0.9, 1.0], [np.array([end]) for end in (low, central, high)]
    found = [quantile("triangular", level, *ends)[0] for level in levels]
    np.testing.assert_allclose(found, other.ppf(levels))
    np.testing.assert_allclose(moments("triangular", low, central, high), (other.mean(), other.std()))


def test_a_range_without_width_is_its_centre() -> None:
    assert quantile("triangular", 0.3, *(np.array([7.0]),) * 3).tolist() == [7.0]
    assert moments("uniform", 7.0, 7.0, 7.0) == (7.0, 0.0)


def test_inputs_and_draws_as_they_are_told() -> None:
    tables = tables_of(TEXTS)
    known = told_inputs(TABLE, tables, 2035).set_index("input")
    assert list(known.index) == ["gas", "cracker"]
    assert known.loc["gas", ["low", "central", "high", "unit"]].tolist() == [17.0, 25.0, 38.5, "EUR/MWh"]
    drawn = told_draw(draw(2, TABLE, seed=1), known.reset_index()).set_index("input")
    gas = known.loc["gas"]
    assert float(drawn.at["gas", "value"]) == pytest.approx(
        gas["mean"] + drawn.at["gas", "score"] * gas["sd"], rel=1e-5
    )
    assert drawn.at["cracker", "value"] in ("base", "stays", "goes")
    assert np.isnan(drawn.at["cracker", "score"])


def test_scores_have_mean_0_and_variance_1() -> None:
    known = told_inputs(TABLE, tables_of(TEXTS), 2030)
    scores = [told_draw(draw(number, TABLE, seed=1), known)["score"].iloc[0] for number in range(1, 257)]
    assert np.mean(scores) == pytest.approx(0.0, abs=0.01)
    assert np.std(scores) == pytest.approx(1.0, abs=0.01)
