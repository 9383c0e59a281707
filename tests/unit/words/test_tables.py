"""The table of words: whole in every language, with the same blanks, and no key that nobody says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import werven
from werven.errors import InputError
from werven.words.tables import FILE, check_language, languages, parse, words

LIBRARY = Path(werven.__path__[0])
#: Where the keys of a place are said.
SAID = {
    "figures": ("figures", "solved", "report", "desk", "words"),
    "ranking": ("figures/ranking", "solved", "report", "words"),
    "report": ("report",),
    "headings": ("report",),
    "workbook": ("desk",),
    "atlas": ("atlas",),
}
#: Places of which the keys are ids and meanings of tables.
IDS = ("sectors", "inputs")
#: The beginning of an id of a Sankey diagram, ``bought_naphtha``.
ELSEWHERE = {"bought"}


def test_words_are_read_by_place_key_and_language_and_their_blanks_filled_in() -> None:
    text = 'used_in,key,nl,en\nmap,year,Jaar {year},Year {year}\nmap,list,"een, twee","one, two"\npage,year,Jaar,Year\n'
    places = parse(text, "own.csv")
    own = places["map"]
    assert own.languages == ("nl", "en")
    assert own.texts["list"] == {"nl": "een, twee", "en": "one, two"}
    assert own.say("year", "nl", year=2030) == "Jaar 2030"
    assert own.each("year", year=2030) == ["Jaar 2030", "Year 2030"]
    assert "year" in own
    assert "month" not in own
    assert places["page"].say("year", "en") == "Year"


def test_without_a_key_english_is_it() -> None:
    own = parse("used_in,key,nl,en\ninputs,,Afvang,Capture\n", "own.csv")["inputs"]
    assert own.texts == {"Capture": {"nl": "Afvang", "en": "Capture"}}


def test_every_fault_of_a_table_is_listed_with_its_row() -> None:
    rows = [
        "year,Jaar,Year",
        "work,Werk,",
        "year,Jaar,Year",
        "place, ,Place",
        "list,een, twee,one",
        "rank,{low},{high}",
    ]
    text = "\n".join(["used_in,key,nl,en", *(f"map,{row}" for row in rows), ",nowhere,Nergens,Nowhere"])
    with pytest.raises(InputError) as error:
        parse(text, "own.csv")
    places = [(fault.row, fault.column) for fault in error.value.faults]
    assert places == [("3", "en"), ("4", "key"), ("5", "nl"), ("6", ""), ("7", "en"), ("8", "used_in")]
    for part in (
        "own.csv, row 4, column key: found 'year'",
        "row 3, column en: found ''; allowed: words for 'work'",
        "row 5, column nl: found ''; allowed: words for 'place'",
        "row 6: found 'one'; allowed: a text with a comma in quotes",
        "row 7, column en: found '{high}'; allowed: as many blanks as in the first language: {low}",
        "row 8, column used_in: found ''; allowed: where it is used",
    ):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("used_in,key,nl\nmap,year,Jaar\n", ["en"]),
        ("used_in,nl,en\nmap,Jaar,Year\n", ["key"]),
        ("key,en\nyear,Year\n", ["used_in"]),
        ("", ["used_in", "key", "en"]),
    ],
)
def test_a_missing_column_is_named(text: str, missing: list[str]) -> None:
    with pytest.raises(InputError) as error:
        parse(text, "own.csv")
    assert [fault.column for fault in error.value.faults] == missing


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(InputError, match="found 'no rows'"):
        parse("used_in,key,nl,en\n", "own.csv")


def test_a_wrong_language_names_the_right_ones() -> None:
    with pytest.raises(InputError, match="nl, en"):
        check_language("fr")
    with pytest.raises(InputError, match="nl, en"):
        words("figures").say("users", "fr")


@pytest.mark.parametrize("name", [*SAID, *IDS])
def test_every_text_is_there_in_every_language_with_the_same_blanks(name: str) -> None:
    own = words(name)
    assert own.languages == languages()
    for key, texts in own.texts.items():
        blanks = [Counter(re.findall(r"\{(\w+)\}", text)) for text in texts.values()]
        assert all(text.strip() for text in texts.values()), key
        assert all(each == blanks[0] for each in blanks), key
        assert not any(re.search("[{}]", re.sub(r"\{\w+\}", "", text)) for text in texts.values()), key


def test_every_word_is_used_somewhere_that_is_known() -> None:
    assert set(parse(FILE.read_text(encoding="utf-8"), FILE.name)) == {*SAID, *IDS}


@pytest.mark.parametrize("name", SAID)
def test_no_key_is_left_that_nobody_says(name: str) -> None:
    spelled, made = said(name)
    pattern = re.compile("|".join(made))
    unsaid = [key for key in words(name).texts if key not in spelled | ELSEWHERE and not pattern.fullmatch(key)]
    assert unsaid == []


@cache
def said(name: str) -> tuple[set[str], set[str]]:
    """Return the texts of the code that may say keys of a place, and patterns of keys that it puts together."""
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
