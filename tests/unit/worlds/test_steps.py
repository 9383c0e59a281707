"""What its own cost does to a work, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from werven.data.uncertain import inputs_of
from werven.worlds.draw import works_of
from werven.worlds.steps import Drawn, costs_in, slopes_of_cost
from werven.worlds.terms import told_of

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
)


def test_a_work_is_worth_less_by_what_it_costs_more_and_avoids_the_same() -> None:
    # 12 MEUR a year where building costs 120: a tenth. From low to high end it costs 100 more, so 10 a year.
    laws = {"W": ("capex_w", Drawn("uniform", 50.0, 90.0, 150.0)), "V": ("capex_v", Drawn("uniform", 1.0, 2.0, 3.0))}
    works = [{"work": "W", "annual_cost_meur": 12.0}]
    draw = [{"input": "capex_w", "level": 0.7}, {"input": "capex_v", "level": 0.5}]
    (row,) = slopes_of_cost(works, draw, laws)
    assert row == {"work": "W", "input": "capex_w", "kt": 0.0, "meur": pytest.approx(-10.0)}


def test_costs_are_drawn_from_the_ends_of_the_register() -> None:
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
    expected = {"W": ("w", Drawn("uniform", 50.0, 90.0, 150.0)), "V": ("w", Drawn("uniform", 4.0, 5.0, 6.0))}
    assert costs_in({"uncertainty": table, "works": works}, 2040) == expected
    # What moves two works is told of both, and of no third.
    assert [each.name for each in inputs_of(table) if each.name == each.lead] == ["w", "same", "gas"]
    assert works_of(inputs_of(table)[0], inputs_of(table)) == ["W", "V"]
    assert works_of(inputs_of(table)[3], inputs_of(table)) == []
    told = pd.DataFrame({"input": ["w", "gas", "other"], "work": ["W+V", "", "X"]})
    assert [list(told_of(told, work)["input"]) for work in ("V", "X")] == [["w", "gas"], ["gas", "other"]]
