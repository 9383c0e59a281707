"""What every page says of the ledger is what the table of the inventory says."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import ROOT

from werven.figures import style
from werven.words.tables import languages, words

INVENTORY = pd.read_csv(ROOT / "data/inventory_2023.csv")
CO2 = INVENTORY[INVENTORY["gas"] == "co2"]


@pytest.mark.parametrize(
    ("table", "key"), [("figures", "boundary_emissions"), ("headings", "boundary"), ("atlas", "boundary")]
)
def test_the_share_of_the_ledger_is_that_of_the_inventory(table: str, key: str) -> None:
    inside, every = CO2.loc[CO2["inside"], "value"].sum(), CO2["value"].sum()
    for language in languages():
        said = words(table).say(key, language)
        assert f" {inside:.0f} " in said, said
        assert f" {every:.0f} Mt" in said, said


def test_the_inventory_adds_up_to_what_is_published() -> None:
    # 65.4 Mt CO2 equivalent, 87 % of it CO2 (Flemish Environment Agency).
    assert INVENTORY["value"].sum() == pytest.approx(65.4)
    assert CO2["value"].sum() / INVENTORY["value"].sum() == pytest.approx(0.87, abs=0.005)


@pytest.mark.parametrize("language", languages())
def test_a_boundary_fits_at_the_foot_of_a_figure(language: str) -> None:
    lines = [texts[language] for key, texts in words("figures").texts.items() if key.startswith("boundary_")]
    page = style.themed(style.page)("title", "subtitle", lines)
    page.canvas.draw()
    ends = {text.get_text(): text.get_window_extent().x1 / page.bbox.width for text in page.texts}
    assert {line: end for line, end in ends.items() if end > 1.0} == {}
