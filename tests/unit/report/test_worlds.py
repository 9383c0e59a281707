"""The page of worlds in the report: there with its sentences and table where a year has worlds, and else not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from third_language import third_language
from worlds_case import solved, world_tables

from werven.report import worlds
from werven.report.pages import html, write_report
from werven.report.tables import grids
from werven.report.teller import Teller

HEADING = {"nl": "Wat een werk waard is, wat er ook gebeurt", "en": "What a work is worth whatever happens"}


def said(teller: Teller) -> str:
    topic = worlds.tell(teller)
    return "\n".join([*topic.claims, *topic.details])


@pytest.mark.parametrize(
    ("nl", "en"),
    [
        ("Over 2 werelden, CO2-prijs van 100 tot 187 €/t (ets)", "Over 2 worlds, CO2 price from 100 to 187 €/t (ets)"),
        ("een loting van 6 getallen", "a draw of 6 numbers"),
        ("en 3 keuzes (waterstof, kraker, woningen)", "and 3 choices (hydrogen, cracker, homes)"),
        ("1 andere werelden mislukten", "1 other worlds failed"),
        ("in minstens 90 % van 2 werelden in 2040: T04c Warmtenet", "in at least 90 % of 2 worlds in 2040: T04c"),
        (
            "in minder dan 50 % van de werelden: ze doen hetzelfde als andere, en een ervan volstaat: H14",
            "will do: H14",
        ),
        ("als al het andere er staat in minstens 50 %: C12", "with all others built they do in at least 50 %: C12"),
        ("(loont zonder C13 in 10 %, ermee in 70 %)", "(pays in 10 % without C13, in 70 % with it)"),
        ("in hoogstens 5 % als al het andere er staat, dat dan hetzelfde doet: C13", "which then do the same: C13"),
        ("(loont zonder C05 in 70 %, ermee in 30 %)", "(pays in 70 % without C05, in 30 % with it)"),
        ("en alleen in minder dan 50 % van de werelden: C06", "and alone in less than 50 % of worlds: C06"),
        ("(loont zonder C13 in 0 %, ermee in 60 %)", "(pays in 0 % without C13, in 60 % with it)"),
        ("bouwen als …: C13", "build if …: C13"),
        ("afhangen: gasprijs (C05 en C12)", "hang on: gas price (C05 and C12)"),
        ("beslist mee over C12", "helps to decide C12"),
        ("doet in 2040 deze volgorde het best", "this order does best in 2040"),
        ("met wat er al staat: T04c Warmtenet", "with what stands before them: T04c"),
        ("hoogstens 5 % van de werelden, zodat ze er niet bij hoeven: E02 Boucle", "in at most 5 % of worlds, so they"),
        ("minder dan 25 kt waard: E02", "less than 25 kt in 95 % of worlds: E02"),
        ("het meest bij C05 Ghent Carbon Hub (+90 kt)", "that of C05 Ghent Carbon Hub (+90 kt)"),
        ("Wat werelden niet zeggen", "What worlds do not say"),
    ],
)
def test_a_sentence_is_there_with_its_number(nl: str, en: str) -> None:
    assert nl in said(Teller(solved(2040), "nl"))
    assert en in said(Teller(solved(2040), "en"))


def test_the_table_tells_works_by_mean_with_verdict_and_reason() -> None:
    [grid, order] = grids(Teller(solved(2040), "nl"))["worlds"]
    assert [row["work"].split(" ")[0] for row in grid.rows] == ["C13", "C05", "C12", "T04c", "C06", "H14", "E17"]
    row = grid.rows[2]
    assert (row["mean"], row["spread"], row["chance"]) == ("200 ± 80", "−80 tot 420", "40")
    assert row["alone_last"] == "0 / 100"
    assert (row["verdict"], row["hangs_on"].split(";")[0]) == ("onbeslist", "gasprijs (kantelt bij 22 €/MWh)")
    assert grid.rows[1]["spread"] == "–"
    assert grid.rows[5]["verdict"] == "een volstaat"
    assert grid.rows[5]["hangs_on"] == "loont alleen in 100 %, na al het andere in 0 %"
    assert "Nog 2 rijen in 2040/robust.csv" in grid.note
    step = order.rows[1]
    assert (step["step"], step["step_pays"], step["together"], step["spread"]) == (2, "50", "+540", "200 tot 900")


@pytest.mark.parametrize("language", HEADING)
def test_a_year_with_worlds_has_a_page_and_a_scenario_without_has_none(language: str, tmp_path: Path) -> None:
    svg = '<svg width="960pt" height="540pt" viewBox="0 0 960 540" xmlns="http://www.w3.org/2000/svg"></svg>'
    (tmp_path / "robust_2040.svg").write_text(svg, encoding="utf-8")
    page = html(Teller(solved(2040), language), tmp_path)
    assert f"<h2>{HEADING[language]}</h2>" in page
    assert 'class="worlds"' in page
    without = html(Teller(solved(), language), tmp_path)
    assert HEADING[language] not in without
    assert "<img" not in without
    assert worlds.tell(Teller(solved(), language)).claims == []


def test_worlds_that_are_not_declared_are_not_told(tmp_path: Path) -> None:
    own = solved(2030, 2040)
    page = write_report(own, own.config, tmp_path, tmp_path / "report.html", worlds=[2030]).read_text(encoding="utf-8")
    assert "worlds in 2030" in page.replace("werelden", "worlds")
    assert "2040/robust.csv" not in page
    assert set(own.with_worlds([2040]).years[2030].worlds) == set()


def test_a_third_language_is_told_as_the_others(tmp_path: Path) -> None:
    with third_language(tmp_path) as language:
        lines = said(Teller(solved(2040), language)).splitlines()
    assert len(lines) == len(said(Teller(solved(2040), "en")).splitlines())
    assert all(line.startswith("[") for line in lines)


def test_no_work_to_build_and_one_world_are_told() -> None:
    own = solved(2040)
    robust = world_tables()["robust"].query("verdict == 'undecided'").assign(se_kt=float("nan"))
    year = replace(own.years[2040], worlds=world_tables() | {"robust": robust})
    teller = Teller(replace(own, years={2040: year}), "en")
    assert "No work pays in at least 90 % of 2 worlds in 2040." in said(teller)
    assert "nan" not in str(grids(teller)["worlds"])
