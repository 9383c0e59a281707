"""The works on a line of years: which are drawn, from when to when, and with which value."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import csv_str_to_df
from show_case import base, names

from werven.config.settings import Config, WorksSettings
from werven.data.results import columns_of
from werven.figures.ranking.timelines import draw_timeline, timeline_table, write_timeline
from werven.solved.leads import Lead, choose, read_rankings
from werven.words.names import NAMED, Context

WORKS = """
work, name_nl, name_en, carrier,     status,      year_in_service, lead, life, requires, confidence, on
A,    Leiding, Pipe,    co2,         planned,     2035,            5,    25,   B;Z,      low,        true
B,    $Lijn$,  Line,    electricity, announced,   2029,            ,     40,   ,         high,       true
C,    Weg,     Gone,    electricity, cancelled,   2036,            5,    40,   ,         high,       true
D,    Uit,     Off,     electricity, concept,     2036,            5,    40,   ,         high,       false
E,    Oud,     Old,     electricity, operational, 2010,            5,    40,   ,         high,       true
"""
RANKING = """
closure, rank_low, rank_high, work, carrier, shapley_kt, shapley_se_kt, flag,            confidence
ets,     1,        1,         A,    co2,     123,        4,             below the noise, low
"""
ORDER = list(names().groups)
RUNS = "closure, kind, price, works, method, solved, derived, known\nets, price, 147, {works}, enumerated, 4, 0, 0"


def works() -> pd.DataFrame:
    return csv_str_to_df(WORKS).rename(columns={"lead": "lead_time_years", "life": "lifetime_years"})


def lead(year: int = 2040, count: int = 2, closure: str = "ets") -> Lead:
    tables = {"ranking": csv_str_to_df(RANKING), "runs": csv_str_to_df(RUNS.format(works=count))}
    return Lead(year, closure, tables)


def words_of(figure: object) -> str:
    texts = [text.get_text() for ax in figure.axes for text in ax.texts]  # type: ignore[attr-defined]
    return "\n".join(texts)


def test_works_to_come_are_drawn_by_carrier_with_lead_time_and_service() -> None:
    table = timeline_table(works(), WorksSettings(), ORDER, lead())
    assert table["work"].tolist() == ["B", "A"]
    row = table.set_index("work").loc["A"]
    assert (row["begin"], row["start"], row["end"]) == (2030, 2035, 2060)
    assert (row["value"], row["se"], row["requires"]) == (123, 4, ["B", "Z"])
    assert table.loc[table["work"] == "B", "begin"].item() == 2029


def test_a_scenario_moves_a_work_and_switches_another_on() -> None:
    settings = WorksSettings.model_validate({"year_in_service": {"A": 2031}, "on": {"D": True}})
    table = timeline_table(works(), settings, ORDER)
    assert table["work"].tolist() == ["B", "D", "A"]
    assert table.loc[table["work"] == "A", "start"].item() == 2031
    assert table["value"].isna().all()


@pytest.mark.parametrize(("language", "said"), [("nl", "aangekondigd"), ("en", "announced")])
def test_the_figure_says_status_value_and_names_in_both_languages(language: str, said: str) -> None:
    context = Context("base", language)
    figure = draw_timeline(works(), WorksSettings(), names(language), context, [2030, 2040], lead())
    text = words_of(figure)
    assert said in text
    assert "(123 ± 8)" in text.replace(",0", "").replace(".0", "")
    assert ("$Lijn$" if language == "nl" else "Line") in text


def test_a_register_without_works_to_come_is_a_sentence(tmp_path: Path) -> None:
    old = works().query("work == 'E'")
    inputs = {"works": old} | {name: base(name) for name in NAMED}
    paths = write_timeline("base", inputs, Config(), "0.1.0", tmp_path / "timeline", formats=("svg",))
    assert [path.name for path in paths] == ["timeline.svg"]


def test_the_whole_register_of_the_base_case_fits() -> None:
    figure = draw_timeline(base("works"), WorksSettings(), names("nl"), Context("base"), [2030, 2040, 2050])
    count = len(timeline_table(base("works"), WorksSettings(), ORDER))
    assert count > 30
    assert figure.get_figheight() > 0.25 * count


def test_the_ranking_with_most_works_under_the_first_main_closure_is_told() -> None:
    rankings = {
        (year, closure): lead(year, count, closure).tables
        for year, closure, count in ((2030, "ets", 13), (2040, "ets", 38), (2050, "ets", 38), (2040, "cap", 40))
    }
    chosen = choose(rankings, ["ets", "cap"])
    assert chosen is not None
    assert (chosen.year, chosen.closure) == (2040, "ets")
    assert choose(rankings, ["societal"]) is None
    assert choose({(2030, "ets"): lead(count=0).tables}, ["ets"]) is None


def test_rankings_are_read_by_year_and_closure(tmp_path: Path) -> None:
    path = tmp_path / "2040/closures/ets/ranking.csv"
    path.parent.mkdir(parents=True)
    csv_str_to_df(RANKING).reindex(columns=columns_of("ranking")).to_csv(path, index=False)
    assert list(read_rankings([path])) == [(2040, "ets")]
