"""Documents: blocks that commands write are whole and up to date, and every link leads somewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
import resolution
from conftest import ROOT

from werven.config.settings import Config
from werven.data.inputs import read_changed
from werven.data.schemas import TABLES
from werven.upkeep import backcast_page, findings_page, worlds_page
from werven.upkeep.documents import Block, blocks, inputs_digest, inputs_of, markdown_table, renewed, stamp
from werven.upkeep.reference import pages

DOCUMENTS = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
OTHERS = ["data/README.md", "results/README.md", "benchmarks/README.md"]
REFERENCE = "python -m werven.upkeep.reference"
#: Commands that tell of a run, and what its inputs are counted without.
RUNS: dict[str, frozenset[str]] = {
    findings_page.COMMAND: frozenset({"show"}),
    backcast_page.COMMAND: frozenset(),
    resolution.SERIES_COMMAND: resolution.SERIES_WITHOUT,
}
#: Commands that tell what moved on a day, and say which: figures of later need not agree.
DATED = (
    "python benchmarks/corrections.py",
    "python benchmarks/corrections.py --works",
    "python benchmarks/staircase.py",
    "python benchmarks/tornado.py",
    "python benchmarks/worlds.py --draws",
    worlds_page.COMMAND,
)


def _text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@cache
def _today(scenario: str, without: frozenset[str]) -> str:
    return inputs_of(scenario, ROOT, without)


def _all_blocks() -> Iterator[tuple[str, Block]]:
    for document in DOCUMENTS:
        for block in blocks(_text(document)):
            yield document, block


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_has_a_beginning_a_command_and_an_end(document: str) -> None:
    text, found = _text(document), list(blocks(_text(document)))
    assert text.count("<!--") == 2 * len(found)
    assert all("<!--" not in block.content for block in found)
    assert len({block.name for block in found}) == len(found)


def test_every_command_exists_and_is_known_here() -> None:
    for document, block in _all_blocks():
        assert block.content, f"{document}: run `{block.command}`"
        assert block.command == REFERENCE or block.command in (*RUNS, *DATED), (document, block.name)
        first, *words = block.command.split()
        if first == "make":
            assert re.search(rf"^{words[0]}:", _text("Makefile"), re.MULTILINE)
        elif words[0] == "-m":
            assert find_spec(words[1])
        else:
            assert (ROOT / words[0]).is_file()


def test_blocks_from_the_code_are_held_against_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    written = pages()
    for document in {document for document, block in _all_blocks() if block.command == REFERENCE}:
        assert _text(document) == written[Path(document)], f"{document}: run `make reference`"


@pytest.mark.parametrize("command", RUNS)
def test_what_is_told_of_a_run_was_computed_from_the_tables_of_today(command: str) -> None:
    told = [(document, block) for document, block in _all_blocks() if block.command == command]
    stamped = {document: block.inputs for document, block in told if block.inputs}
    assert stamped.keys() == {document for document, _ in told}, "a page says from which run its tables are"
    for document, (scenario, digest) in stamped.items():
        message = f"{document} was written for other input tables or settings: run `{command}`"
        assert digest == _today(scenario, RUNS[command]), message


def test_numbers_and_settings_count_and_words_and_colours_do_not() -> None:
    tables, config = read_changed(ROOT / "data", list(TABLES), Config()), Config()
    before = inputs_digest(tables, config)
    works = tables["works"]
    named = tables | {"works": works.assign(name_en="another name", source="another source")}
    assert inputs_digest(named, config) == before
    assert inputs_digest(tables | {"works": works.assign(lifetime_years=41.0)}, config) != before
    assert inputs_digest(tables, config.model_copy(update={"description": "in other words"})) == before
    assert inputs_digest(tables, config.model_copy(update={"years": [2030]})) != before
    assert inputs_digest(tables, config.model_copy(update={"years": [2030]}), ("years",)) == inputs_digest(
        tables, config, ("years",)
    )


def test_what_is_uncertain_counts_for_worlds_alone_and_how_many_there_are_for_none() -> None:
    tables, config = read_changed(ROOT / "data", list(TABLES), Config()), Config()
    wider = tables | {"uncertainty": tables["uncertainty"].iloc[1:]}
    assert inputs_digest(wider, config) == inputs_digest(tables, config)
    assert inputs_digest(wider, config, apart=()) != inputs_digest(tables, config, apart=())
    for changed, same in (({"minutes": 99.0, "fine": 3}, True), ({"seed": 7}, False)):
        other = config.model_copy(update={"worlds": config.worlds.model_copy(update=changed)})
        assert inputs_digest(tables, other) == inputs_digest(tables, config)
        assert (inputs_digest(tables, other, apart=()) == inputs_digest(tables, config, apart=())) == same


def test_a_block_is_renewed_by_its_own_command_and_the_words_around_it_stay(tmp_path: Path) -> None:
    text = "a\n\n<!-- one: make x -->\n<!-- end -->\n\nb <!-- two: make y -->\n\nold\n\n<!-- end -->\n"
    told = stamp("base", "1a2b", [tmp_path], "make x", "0.2")
    once = renewed(text, "make x", {"one": told})
    assert once.startswith("a\n\n<!-- one: make x -->\n\n*Run of ")
    assert "werven 0.2, of scenario `base`, inputs `1a2b`; written by `make x`." in once
    assert once.endswith("b <!-- two: make y -->\n\nold\n\n<!-- end -->\n")
    assert renewed(once, "make x", {"one": told}) == once
    assert [block.inputs for block in blocks(once)] == [("base", "1a2b"), None]
    with pytest.raises(KeyError, match="one"):
        renewed(text, "make x", {})
    counted = Block("one", "make x", stamp("base", "1a2b", [tmp_path], "make x", worlds=48))
    assert (counted.inputs, counted.worlds) == (("base", "1a2b"), 48)
    assert [block.worlds for block in blocks(once)] == [0, 0]


def test_the_tables_of_the_back_cast_have_their_names_and_formats() -> None:
    row = {"group": "sector", "item": "a|b", "model": 1.0, "reference": 2.0, "register_2019": None}
    row |= {"register_2020": 3.0, "unit": "Mt CO2", "deviation_percent": -50.0, "is_input": "no", "remark": "c"}
    whole = row | {"group": "energy", "item": "final use of chemistry, refining and steel", "low": None, "high": 4.0}
    split = [whole | {"item": f"final use of {name}"} for name in ("chemistry", "refining", "steel")]
    steps = pd.DataFrame([{"item": "steel", "step": "coal", "settled_pj": 1.0, "model_pj": 1.5}])
    found = backcast_page.tables(pd.DataFrame([row, whole, *split]), steps)
    assert found.keys() == {"bridge", "waterfall", "sector", "energy"}
    assert r"| a\|b | 1.00 | 2.00 |  | 3.00 | Mt CO2 | -50 | no | c |" in found["sector"]
    assert found["bridge"].endswith("| steel | coal | 1.0 | 1.5 | 0.5 |")


def test_a_table_keeps_its_cells_apart() -> None:
    assert markdown_table(["a"], [["b|c\nd"], [1]]) == "| a |\n|---|\n| b\\|c d |\n| 1 |"


def _anchors(text: str) -> set[str]:
    """Return the anchors that GitHub makes of headings."""
    heads = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS + OTHERS)
def test_every_link_leads_to_a_file_and_a_heading(document: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", _text(document), flags=re.DOTALL)):
        path, _, anchor = target.partition("#")
        if "://" not in target:
            file = ROOT / os.path.normpath(Path(document).parent / path) if path else ROOT / document
            assert file.exists(), target
            assert not anchor or anchor in _anchors(file.read_text(encoding="utf-8")), target


def test_every_document_is_found_from_the_first_page() -> None:
    linked = set(re.findall(r"\]\((docs/[\w-]+\.md)\)", _text("README.md")))
    assert linked == set(DOCUMENTS) - {"README.md"}
