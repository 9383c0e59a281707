from __future__ import annotations

import re
from importlib.resources import files

import pytest

from werven.atlas.inputs import table_words
from werven.atlas.page import page_words
from werven.words.tables import words

CODE = {
    file.name: file.read_text(encoding="utf-8")
    for file in files("werven.atlas").joinpath("js").iterdir()
    if file.name.endswith(".js")
}
SYMBOLS = {"°C", "h", "MW", "km", "t CO2", "t/km", "p.u.", "p.u./h"}
"""Units that are the same in every language."""
ELSEWHERE = {"see unit", "as value"}
"""Units that the page leaves out, because another cell of the row tells."""


@pytest.mark.parametrize("name", sorted(table_words()))
def test_every_table_of_the_inputs_has_words(name: str) -> None:
    keys = {f"table_{name}", *(f"column_{column}" for column in table_words()[name]["columns"])}
    assert keys <= set(page_words())


def test_no_words_for_tables_columns_and_units_that_are_not_there() -> None:
    tables = table_words()
    columns = [(name, unit) for table in tables.values() for name, (_, unit, _) in table["columns"].items()]
    known = {f"table_{name}" for name in tables} | {f"column_{name}" for name, _ in columns}
    known |= {f"unit_of_{unit}" for _, unit in columns}
    assert {key for key in words("atlas").texts if key.startswith(("table_", "column_", "unit_of_"))} <= known


def test_every_unit_of_the_inputs_has_words_or_is_a_symbol() -> None:
    units = {unit for table in table_words().values() for _, unit, _ in table["columns"].values() if unit}
    assert {unit for unit in units - SYMBOLS - ELSEWHERE if f"unit_of_{unit}" not in words("atlas").texts} == set()
    for unit in ELSEWHERE & units:
        assert f'"{unit}"' in CODE["inputs.js"]


@pytest.mark.parametrize("name", sorted(CODE))
def test_every_key_in_the_code_has_words(name: str) -> None:
    literal = re.findall(r'W\.(?:t|nothing)\(\s*"([^"]+)"', CODE[name])
    either = re.findall(r'W\.(?:t|nothing)\([^()"`]*\? "([^"]+)" : "([^"]+)"', CODE[name])
    keys = {*literal, *(key for pair in either for key in pair)}
    assert keys <= set(page_words())


@pytest.mark.parametrize("name", sorted(CODE))
def test_every_key_that_the_code_puts_together_may_have_words(name: str) -> None:
    for start in re.findall(r"W\.(?:t|word)\(\s*`([a-z_]+)\$\{", CODE[name]):
        assert any(key.startswith(start) for key in page_words()), start
