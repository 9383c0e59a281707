"""The tables of words: whole in every language, with the same blanks, and no key that nobody says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from third_language import third_language

import werven
from werven.errors import InputError
from werven.words.tables import FOLDER, check_language, languages, parse, words

NAMES = sorted(path.stem for path in FOLDER.glob("*.csv"))
LIBRARY = Path(werven.__path__[0])
#: Where the keys of a table are said; those of sectors and inputs are ids and meanings of tables.
SAID = {
    "figures": ("figures", "solved", "report", "desk", "words"),
    "ranking": ("figures/ranking", "solved", "report", "words"),
    "report": ("report",),
    "headings": ("report",),
    "workbook": ("desk",),
    "atlas": ("atlas",),
}
#: The beginning of an id of a Sankey diagram, ``bought_naphtha``.
ELSEWHERE = {"bought"}


def test_words_are_read_by_key_and_language_and_their_blanks_filled_in() -> None:
    own = parse('key,nl,en\nyear,Jaar {year},Year {year}\nlist,"een, twee","one, two"\n', "own.csv")
    assert own.languages == ("nl", "en")
    assert own.texts["list"] == {"nl": "een, twee", "en": "one, two"}
    assert own.say("year", "nl", year=2030) == "Jaar 2030"
    assert own.each("year", year=2030) == ["Jaar 2030", "Year 2030"]
    assert "year" in own
    assert "month" not in own


def test_where_english_comes_first_it_is_the_key() -> None:
    own = parse("en,nl\nCapture,Afvang\n", "own.csv")
    assert (own.languages, own.texts) == (("en", "nl"), {"Capture": {"en": "Capture", "nl": "Afvang"}})


def test_every_fault_of_a_table_is_listed_with_its_row() -> None:
    text = (
        "key,nl,en\nyear,Jaar,Year\nwork,Werk,\nyear,Jaar,Year\nplace, ,Place\nlist,een, twee,one\nrank,{low},{high}\n"
    )
    with pytest.raises(InputError) as error:
        parse(text, "own.csv")
    places = [(fault.row, fault.column) for fault in error.value.faults]
    assert places == [("3", "en"), ("4", "key"), ("5", "nl"), ("6", ""), ("7", "en")]
    for part in (
        "own.csv, row 4, column key: found 'year'",
        "row 3, column en: found ''; allowed: words for 'work'",
        "row 5, column nl: found ''; allowed: words for 'place'",
        "row 6: found 'one'; allowed: a text with a comma in quotes",
        "row 7, column en: found '{high}'; allowed: as many blanks as in the first language: {low}",
    ):
        assert part in str(error.value)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="column en"):
        parse("key,nl\nyear,Jaar\n", "own.csv", ("nl", "en"))
    with pytest.raises(InputError, match="column key"):
        parse("nl,en\nJaar,Year\n", "own.csv")
    with pytest.raises(InputError, match="column key"):
        parse("", "own.csv")


def test_a_table_misses_a_language_that_the_figures_have(tmp_path: Path) -> None:
    with third_language(tmp_path) as language:
        (tmp_path / "report.csv").write_text("key,nl,en\nand,en,and\n", encoding="utf-8")
        with pytest.raises(InputError, match=f"report.csv, column {language}: found 'missing'"):
            words("report")


def test_a_wrong_language_names_the_right_ones() -> None:
    with pytest.raises(InputError, match="nl, en"):
        check_language("fr")
    with pytest.raises(InputError, match="nl, en"):
        words("figures").say("users", "fr")


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_whole_in_the_same_languages_with_the_same_blanks(name: str) -> None:
    own = words(name)
    assert sorted(own.languages) == sorted(languages())
    for key, texts in own.texts.items():
        blanks = [Counter(re.findall(r"\{(\w+)\}", text)) for text in texts.values()]
        assert all(text.strip() for text in texts.values()), key
        assert all(each == blanks[0] for each in blanks), key
        assert not any(re.search("[{}]", re.sub(r"\{\w+\}", "", text)) for text in texts.values()), key


@pytest.mark.parametrize("name", SAID)
def test_no_key_is_left_that_nobody_says(name: str) -> None:
    spelled, made = said(name)
    pattern = re.compile("|".join(made))
    unsaid = [key for key in words(name).texts if key not in spelled | ELSEWHERE and not pattern.fullmatch(key)]
    assert unsaid == []


@cache
def said(name: str) -> tuple[set[str], set[str]]:
    """Return the texts of the code that may say keys of a table, and patterns of keys that it puts together."""
    found = {text for folder in SAID[name] for path in LIBRARY.joinpath(folder).rglob("*") for text in _texts_in(path)}
    # Nodes of a Sankey diagram are told with a colon, beginnings of keys with an underscore at the end.
    found = {re.sub("_$", "_.+", text.replace(":", "_")) for text in found}
    made = {text for text in found if re.fullmatch(r"[a-z]+_.*\.\+.*|.*\.\+_[a-z_]+", text)}
    return found - made, made


def _texts_in(path: Path) -> Iterator[str]:
    """Yield the texts that stand in a source; what they leave to be filled in as ``.+``."""
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else ".+" for one in node.values)
    elif path.suffix == ".js":
        text = path.read_text(encoding="utf-8")
        yield from re.findall(r'"(\w+)"', text)
        yield from (re.sub(r"\$\{.*?\}", ".+", one) for one in re.findall(r"`(\w*\$\{[^`]*?\}\w*)`", text))
        yield from (f"{start}_" for start in re.findall(r'W\.options\("(\w+)"', text))
