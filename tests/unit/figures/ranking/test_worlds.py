"""Figures of worlds: what they say, that no text covers another, and what a work without a spread looks like."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from drawn_texts import faults, shown
from matplotlib.patches import Rectangle
from show_case import base, names
from worlds_case import world_tables, worlds

from werven.data.verdicts import VERDICTS
from werven.figures.ranking.chances import draw_chances, shown_chances
from werven.figures.ranking.robust import draw_robust
from werven.figures.ranking.worlds import draw_worlds
from werven.figures.stems import world_stems
from werven.figures.style import VERDICT_LOOKS
from werven.solved.ranking import Register
from werven.words.names import NAMED, Context

DRAWN = {"robust": draw_robust, "chances": draw_chances}


def drawn(figure: str, language: str = "nl", works: pd.DataFrame | None = None, **tables: pd.DataFrame) -> object:
    own = worlds(language, **tables)
    register = Register.of(base("works") if works is None else works, names(language))
    return DRAWN[figure](own, register, own.case(Context("base", language, version="0.1.0")))


@pytest.mark.parametrize("figure", DRAWN)
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", ["Over 2 werelden, CO2-prijs van 100 tot 187 €/t (ets)", "gasprijs (kantelt bij 22 €/MWh)", "40 %"]),
        ("en", ["Over 2 worlds, CO2 price from 100 to 187 €/t (ets)", "gas price (tips at 22 €/MWh)", "year 2040"]),
    ],
)
def test_a_figure_says_worlds_year_chance_and_reason(figure: str, language: str, told: list[str]) -> None:
    page = drawn(figure, language)
    assert faults(page) == []
    said = " ".join(shown(page)).replace("\n", " ")
    assert [text for text in told if text not in said] == []


def test_a_work_without_a_spread_has_no_bar() -> None:
    def bars(table: pd.DataFrame) -> int:
        ax = drawn("robust", robust=table).axes[1]
        return sum(isinstance(patch, Rectangle) for patch in ax.patches)

    robust = world_tables()["robust"]
    assert bars(robust) == 6
    flat = robust.assign(p10_kt=robust["p50_kt"], p90_kt=robust["p50_kt"])
    assert bars(flat) == 0
    assert "Zonder balk" in " ".join(shown(drawn("robust", robust=flat)))
    assert "Zonder balk" not in " ".join(shown(drawn("robust", robust=robust.query("work == 'C13'"))))


def test_chances_stand_by_verdict_and_what_is_not_needed_in_one_line() -> None:
    table = shown_chances(worlds())
    assert list(table["work"]) == ["T04c", "C06", "H14", "C13", "C12", "E17", "C05"]
    said = shown(drawn("chances"))
    assert {"Bouwen wat er ook gebeurt (1)", "Onbeslist (2)", "Niet nodig (2)"} <= set(said)
    assert {"loont alleen in 100 %, na al het andere in 0 %", "als er niets anders komt"} <= set(said)
    line = next(text for text in said if text.startswith("In 95 % van de werelden minder dan 25 kt"))
    assert "E02 Boucle du Hainaut" in line


@pytest.mark.parametrize("figure", DRAWN)
def test_strange_names_are_written_as_they_are(figure: str) -> None:
    works = base("works").copy()
    works.loc[works["work"] == "C13", "name_nl"] = '<b>"$x_1$"</b>\nЗебрюгге'
    works.loc[works["work"] == "C12", "name_nl"] = "long " * 60
    ranges = world_tables()["ranges"].assign(name_nl="$a$ " * 30)
    page = drawn(figure, "nl", works, ranges=ranges)
    assert faults(page) == []
    assert '<b>"$x_1$"</b> Зебрюгге' in " ".join(shown(page)).replace("\n", " ")


@pytest.mark.parametrize("figure", DRAWN)
def test_nothing_to_draw_is_a_sentence(figure: str) -> None:
    said = " ".join(shown(drawn(figure, robust=world_tables()["robust"].iloc[:0])))
    assert "in deze werelden" in said


@pytest.mark.parametrize("figure", DRAWN)
def test_one_world_has_no_error_and_is_drawn(figure: str) -> None:
    robust = world_tables()["robust"].assign(se_kt=float("nan"), central_kt=float("nan"))
    assert faults(drawn(figure, robust=robust)) == []


def test_every_verdict_has_a_colour_and_a_hatch_of_its_own() -> None:
    assert set(VERDICT_LOOKS) == set(VERDICTS)
    assert len(set(VERDICT_LOOKS.values())) == len(VERDICTS)


def test_every_declared_figure_is_written(tmp_path: Path) -> None:
    inputs = {name: base(name) for name in (*NAMED, "works")}
    paths = draw_worlds("base", worlds("en"), inputs, tmp_path, ("svg",))
    assert [path.stem for path in paths] == world_stems([2040]) == ["robust_2040", "chances_2040"]
