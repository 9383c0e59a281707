"""A third language is one more column of the tables of words: figures, workbook and page are told in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from desk_case import desk
from show_case import base, names
from third_language import third_language

from werven.atlas.content import build
from werven.atlas.page import render
from werven.data.polygons import read_outline
from werven.data.schemas import TABLES
from werven.data.tables import read
from werven.desk.sheets import columns_table, explanation, table_sheets
from werven.scenarios import read_run
from werven.words.names import NAMED, Context, Names, number
from werven.words.ranking import confidence_words, flag_words
from werven.words.tables import languages


@pytest.fixture(autouse=True)
def third(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with third_language(tmp_path_factory.mktemp("words")) as language:
        yield language


def test_figures_say_their_words_and_numbers_in_it_and_names_in_english(third: str) -> None:
    context = Context("base", third, "price", {2030: 75.5}, "0.1.0")
    unit, boundary, source = context.footer("unit_energy", "boundary_users", [2030])
    assert unit == "[Unit: [TWh per year (lower heating value)].] [CO2 price 75'5 €/t.]"
    assert boundary.startswith("[Boundary: Flanders")
    assert source.startswith("[Every model year")
    assert (number(1234.6, third), number(0.001, third), number(-2.5, third)) == ("1\u202f235", "<0'01", "−2'5")
    assert names(third).label("technology", "gas_boiler_steam") == names("en").label("technology", "gas_boiler_steam")
    assert names(third).sector_label("steel") == "[steel]"
    assert flag_words("idle", third).startswith("[")
    assert all(re.fullmatch(r". \[.+\]", told) for told in confidence_words(third))


def test_tables_may_name_their_rows_in_it(third: str, tmp_path: Path) -> None:
    text = (ROOT / "data/nodes.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{text[0]},name_{third}", f"{text[1]},Antwerpen op zijn Frys", *(f"{line}," for line in text[2:])]
    (tmp_path / "nodes.csv").write_text("\n".join(lines), encoding="utf-8")
    nodes = read(tmp_path / "nodes.csv", TABLES["nodes"])
    found = Names.of({name: base(name) for name in NAMED} | {"nodes": nodes}, third)
    assert found.label("node", "ANR") == "Antwerpen op zijn Frys"
    assert found.label("node", "GNT") == names("en").label("node", "GNT")


def test_the_workbook_has_a_column_for_it() -> None:
    lines = explanation(desk())
    assert {len(line) for line in lines} == {1 + len(languages())}
    assert {line[0]: line[-1] for line in lines}["sign"].startswith("[Positive means")
    assert columns_table(list(table_sheets(desk()))).columns[-1] == "[english]"


def test_the_page_carries_it(third: str) -> None:
    unranked = {year: replace(own, rankings={}) for year, own in desk().years.items()}
    content = build([replace(desk(), years=unranked)], read_outline(ROOT / "data/outline.csv"), "2026-01-01")
    assert all(len(label) == len(languages()) + 1 for kind in content["labels"].values() for label in kind.values())
    page = render({**content, "background": None}, third)
    assert f'<html lang="{third}">' in page
    assert f'werven.languages = ["nl", "en", "{third}"]; werven.state.lang = "{third}";' in page
    (found,) = re.findall(r'<script type="application/json" id="words">(.*?)</script>', page)
    words = json.loads(found)
    assert words["skip"] == ["Naar de inhoud", "Skip to the content", "[Skip to the content]"]
    assert {len(texts) for texts in words.values()} == {3}


def test_a_scenario_may_ask_for_it(third: str, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(
        f"overrides:\n  own: {{show: {{language: {third}}}}}\nscenarios:\n  base: [own]\n", encoding="utf-8"
    )
    read = read_run(ROOT / "data", ROOT / "config/config.yaml", [book], languages=languages())
    assert read["base"].show.language == third
