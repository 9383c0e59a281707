"""What its own cost does to a work, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from werven.data.uncertain import inputs_of
from werven.worlds.draw import World
from werven.worlds.steps import Drawn, costs_in, slopes_of_cost
from werven.worlds.terms import told_of
from werven.worlds.told import own_names, told_draw, told_inputs

COLUMNS = (
    "input",
    "table",
    "where",
    "column",
    "how",
    "low",
    "central",
    "high",
    "distribution",
    "moves_with",
    "options",
    *("name_nl", "name_en", "confidence", "source"),
)


def test_a_work_is_worth_less_by_what_it_costs_more_and_avoids_the_same() -> None:
    # 12 MEUR a year where building costs 120: a tenth. From low to high end it costs 100 more, so 10 a year.
    laws = {"W": ("capex_w", Drawn("uniform", 50.0, 90.0, 150.0)), "V": ("capex_v", Drawn("uniform", 1.0, 2.0, 3.0))}
    works = [{"work": "W", "annual_cost_meur": 12.0}]
    (row,) = slopes_of_cost(works, pd.Series({"capex_w": 0.7, "capex_v": 0.5}), laws)
    assert row == {"work": "W", "input": "capex_w", "kt": 0.0, "meur": pytest.approx(-10.0)}


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    """Three works, of which V costs more where W does, and a price."""
    ends = {"capex_meur": [90.0, 7.0, 5.0], "capex_low_meur": [50.0, 7.0, 4.0], "capex_high_meur": [150.0, 7.0, 6.0]}
    works = pd.DataFrame({"work": ["W", "SAME", "V"], **ends})
    head = {"table": "works", "column": "capex_meur", "how": "range", "distribution": "uniform"}
    rows = [
        {**head, "input": "w", "where": "work=W"},
        {**head, "input": "same", "where": "work=SAME"},
        {**head, "input": "v", "where": "work=V", "moves_with": "w"},
        {**head, "input": "gas", "table": "prices", "where": "item=gas", "column": "price", "how": "factor"},
    ]
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS)).fillna({"moves_with": "", "options": ""})
    table = table.fillna({"low": 1.0, "central": 1.0, "high": 1.0})
    return {"uncertainty": table, "works": works}


def test_costs_are_drawn_from_the_ends_of_the_register(tables: dict[str, pd.DataFrame]) -> None:
    expected = {"W": ("w", Drawn("uniform", 50.0, 90.0, 150.0)), "V": ("v", Drawn("uniform", 4.0, 5.0, 6.0))}
    assert costs_in(tables, 2040) == expected


def test_what_moves_two_works_is_told_of_each_by_its_own_figures(tables: dict[str, pd.DataFrame]) -> None:
    known = told_inputs(tables["uncertainty"], tables, 2040)
    assert known[["input", "work", "moves_with", "low", "high"]].to_numpy().tolist() == [
        ["w", "W", "", 50.0, 150.0],
        ["v", "V", "w", 4.0, 6.0],
        ["same", "SAME", "", 7.0, 7.0],
        ["gas", "", "", 1.0, 1.0],
    ]
    assert [list(told_of(known, work)["input"]) for work in ("W", "V", "X")] == [["w", "gas"], ["v", "gas"], ["gas"]]
    assert own_names(known) == {("w", "V"): "v"}
    world = World(1, {"w": 0.25, "same": 0.5, "gas": 0.5}, inputs_of(tables["uncertainty"]))
    drawn = told_draw(world, known).set_index("input")
    assert drawn["value"].tolist() == ["75", "4.5", "7", "1"]
    assert drawn.at["v", "level"] == 0.25
    assert drawn.at["v", "score"] == pytest.approx(drawn.at["w", "score"])
