"""What worlds say in a document: a block a year, and what is there stays where nothing better was solved."""

from __future__ import annotations

import pytest
from worlds_case import solved

from werven.report.teller import Teller
from werven.upkeep.documents import Block
from werven.upkeep.worlds_page import COMMAND, contents, told_of

OLD = "*Run of 1 May 2026, werven 0.1.0, of scenario `base`, inputs `{inputs}`, {worlds} worlds; by `x`.*\n\nold"


def known(inputs: str = "1a2b", worlds: int = 48) -> dict[str, Block]:
    """Return the blocks of a page that tells of two years."""
    content = OLD.format(inputs=inputs, worlds=worlds)
    return {name: Block(name, COMMAND, content) for name in ("worlds-2030", "worlds-2040")}


def test_sentences_and_tables_of_one_year() -> None:
    text = told_of(Teller(solved(2030, 2040), "en"), 2040)
    assert text.startswith("- Build whatever happens, as it pays in at least 90 % of 2 worlds in 2040: T04c")
    assert "*Works over worlds in 2040, the highest mean first" in text
    assert "*Order of building that does best over worlds in 2040" in text
    assert "2030" not in text


@pytest.mark.parametrize(
    ("inputs", "worlds", "is_new"), [("1a2b", 2, True), ("1a2b", 3, False), ("0000", 48, True), ("1a2b", 1, True)]
)
def test_fewer_worlds_of_the_same_inputs_do_not_replace_more(inputs: str, worlds: int, is_new: bool) -> None:
    before = known(inputs, worlds)
    after = contents(Teller(solved(2040), "en"), "1a2b", before)
    assert ("inputs `1a2b`, 2 worlds; written by" in after["worlds-2040"]) == is_new
    assert after["worlds-2040"].endswith("old") != is_new
    assert after["worlds-2030"] == before["worlds-2030"].content, "not solved here"


def test_a_year_without_a_block_is_not_told() -> None:
    assert contents(Teller(solved(2040), "en"), "1a2b", {}) == {}
