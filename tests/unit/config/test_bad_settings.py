"""Bad configuration: what the form of YAML, numbers, names, combinations and named files get, and all of it at once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from werven.__main__ import BOOKS, main
from werven.config.books import BEGINNINGS, ENDING, RESERVED, is_name
from werven.config.kinds import CLUSTERED, PLANTS, PROFILES
from werven.config.settings import Config, TableChange, load, validate
from werven.data import column_kinds as columns
from werven.data.inputs import check_all
from werven.data.schemas import TABLES
from werven.data.tables import apply_changes
from werven.errors import Fault, InputError
from werven.reading.yaml import document
from werven.scenarios import read_run, read_scenarios
from werven.weather.profiles import LABELS

ROOT = Path(__file__).parents[3]
GOOD = "overrides:\n  late: {years: [2050]}\nscenarios:\n  base: []\n  later: [late]\n"


def faults(book: str | bytes, folder: Path, defaults: str = "{}\n") -> list[Fault]:
    """Return what is said of a book of scenarios."""
    (folder / "config.yaml").write_text(defaults, encoding="utf-8")
    (folder / "book.yaml").write_bytes(book if isinstance(book, bytes) else book.encode())
    try:
        read_scenarios(folder / "config.yaml", [folder / "book.yaml"])
    except InputError as error:
        return error.faults
    return []


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
FORMS: dict[str, tuple[str | bytes, str, str]] = {
    "latin-1": (GOOD.replace("late", "laté").encode("latin-1"), "2", "looks like latin-1"),
    "cp1252": ((GOOD + "# “dear”\n").encode("cp1252"), "6", "looks like cp1252"),
    "UTF-16": (GOOD.encode("utf-16"), "", "found 'UTF-16'"),
    "NUL": (GOOD + "\0", "6", "a NUL byte"),
    "empty": (b"", "", "the file is empty"),
    "comments": ("# nothing yet\n", "", "found 'nothing'; allowed: keys with values"),
    "list": ("- base\n", "", "found 'a list'; allowed: keys with values"),
    "text": ("base\n", "", "found 'text'"),
    "number": ("2030\n", "", "found 'a number'"),
    "several documents": (GOOD + "---\n" + GOOD, "6", "one document"),
    "tab": ("scenarios:\n\tbase: []\n", "2", "a tab"),
    "control character": (GOOD + "# \x07\n", "6", "character 0x07"),
    "unclosed": ("scenarios: {base: [}\n", "1", "YAML in one document"),
    "unknown alias": ("scenarios: {base: *b}\n", "1", "undefined alias"),
    "tag": ("scenarios: {base: !!python/object/apply:os.system [ls]}\n", "1", "values without tags"),
    "own tag": ("scenarios: {base: !list []}\n", "1", "values without tags"),
    "binary": ("overrides: {a: {description: !!binary aGk=}}\nscenarios: {base: []}\n", "1", "values without tags"),
    "merge of itself": ("overrides:\n  a: &a\n    <<: *a\nscenarios: {base: []}\n", "2", "aliases that end"),
    "alias of itself": ("overrides: {a: {years: &y [*y]}}\nscenarios: {base: []}\n", "1", "aliases that end"),
    "merge of a number": ("overrides: {a: {<<: 3}}\nscenarios: {base: []}\n", "1", "a mapping, or a list of mappings"),
    "bomb": (BOMB + GOOD, "", "aliases written out"),
    "deep": ("scenarios: " + "[" * 2000 + "\n", "1", "more than 30 levels"),
    "many": ("scenarios: [" + "x," * 60_000 + "]\n", "1", "more than 50,000 values"),
    "large": ("scenarios: {base: []}\n#" + "x" * 600_000, "", "at most 500,000 bytes"),
    "mapping as key": ("scenarios: {base: []}\noverrides:\n  ? {a: 1}\n  : {}\n", "3", "a mapping as a key"),
    "list as key": ("scenarios: {base: []}\noverrides:\n  ? [a]\n  : {}\n", "3", "a list as a key"),
    "nothing as key": ("scenarios: {base: [], ~: []}\n", "1", "~ as a key"),
    "truth as key": ("scenarios: {base: [], true: []}\n", "1", "true as a key"),
    "not a number as key": ("scenarios: {base: [], .nan: []}\n", "1", ".nan as a key"),
    "key twice": (GOOD.replace("later", "base"), "5", "occurs twice"),
    "key twice below": (GOOD.replace("[2050]", "[2050], years: [2030]"), "2", "key 'years' occurs twice"),
    "number and text as key": (
        "overrides: {a: {co2: {cap_mt: {2030: 1, '2030': 2}}}}\nscenarios: {base: []}",
        "1",
        "twice",
    ),
    "unknown part": (GOOD + "override: {}\n", "6", "nearest: 'overrides'"),
    "overrides in a list": ("overrides: [late]\nscenarios: {base: []}\n", "1", "the name of an override with its keys"),
    "overrides in a text": ("overrides: late\nscenarios: {base: []}\n", "1", "the name of an override with its keys"),
    "override in a list": ("overrides: {late: [1]}\nscenarios: {base: []}\n", "1", "keys with values, as in config"),
    "override without keys": ("overrides:\n  late:\nscenarios: {base: []}\n", "2", "found 'nothing'; allowed: keys"),
    "number as override": ("overrides: {1: {years: [2050]}}\nscenarios: {base: []}\n", "1", "a word as name"),
    "scenarios in a list": ("scenarios: [base]\n", "1", "the name of a scenario with its overrides"),
    "scenarios in a text": ("scenarios: base\n", "1", "the name of a scenario with its overrides"),
    "no scenario": ("overrides: {late: {years: [2050]}}\n", "", "at least one scenario"),
    "scenario in a text": (GOOD.replace("[late]", "late"), "5", "a list of overrides"),
    "scenario in a mapping": (GOOD.replace("[late]", "{late: 1}"), "5", "a list of overrides"),
    "number in a scenario": (GOOD.replace("[late]", "[late, 3]"), "5", "found '3'; allowed: one of late"),
    "override twice": (GOOD.replace("[late]", "[late, late]"), "5", "every override once"),
    "unknown override": (GOOD.replace("[late]", "[lat]"), "5", "nearest: 'late'"),
    "number as scenario": (GOOD.replace("later", "2030"), "5", "found '2030'; allowed: a letter"),
    "path as scenario": (GOOD.replace("later", "../later"), "5", "found '../later'; allowed: a letter"),
    "pattern as scenario": (GOOD.replace("later", "'{x}'"), "5", "found '{x}'; allowed: a letter"),
    "rule as scenario": (GOOD.replace("later", "rank_all"), "5", "no name of a rule"),
    "folder as scenario": (GOOD.replace("later", "cache"), "5", "no name of a rule"),
    "long scenario": (GOOD.replace("later", "a" * 200), "5", "at most 60 characters"),
    "capitals": (GOOD.replace("later", "Base"), "5", "in capitals or not"),
    "section in a list": (GOOD.replace("years: [2050]", "co2: [1]"), "2", "overrides.late.co2: found 'a list'"),
    "section without keys": (GOOD.replace("years: [2050]", "co2:"), "2", "overrides.late.co2: found 'nothing'"),
    "changes in a text": (GOOD.replace("years: [2050]", "changes: all"), "2", "a list, for example"),
    "changes without keys": (GOOD.replace("years: [2050]", "changes:"), "2", "a list, for example"),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_form_of_a_book(name: str, tmp_path: Path) -> None:
    book, row, says = FORMS[name]
    found = faults(book, tmp_path)
    assert len(found) == 1, found
    assert found[0].row == row or not row, found
    assert says in str(found[0])
    assert len(str(found[0])) < 700


@pytest.mark.parametrize("text", ["[1]", "text", "3", "# nothing"])
def test_the_form_of_the_defaults(text: str, tmp_path: Path) -> None:
    (fault,) = faults(GOOD, tmp_path, defaults=text)
    assert "keys with values" in fault.allowed


def test_words_and_numbers_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("[010, 1e3, 1_000, 1:30, 2030-01-31, off, yes, .5, ~, True, 0x10]", encoding="utf-8")
    expected = [10, 1000.0, "1_000", "1:30", "2030-01-31", "off", "yes", 0.5, None, True, "0x10"]
    assert document(path).content == expected


def test_merges_and_aliases_that_end_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc:\n  <<: [*a, {x: 9, z: 1}]\n", encoding="utf-8")
    assert document(path).content == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": {"x": 1, "y": 2, "z": 1}}


NUMBERS = (
    "network: {voll: %s}",
    "network: {discount_rate: %s}",
    "network: {transport_cost: %s}",
    "network: {pin: {onwind: %s}}",
    "co2: {price_factor: %s}",
    "co2: {closure: cap, cap_mt: {2030: %s}}",
    "demand: {activity: {steel: %s}}",
    "demand: {efficiency: {steel: %s}}",
    "weather: {design_week: {wind_factor: %s}}",
    "time: {design_week_days_per_year: %s}",
    "time: {residual_gw: {solar: %s}}",
    "time: {column_weights: {solar: %s}}",
    "solve: {time_limit_s: %s}",
    "rank: {minutes: %s}",
    "rank: {closures: {ets: {band: [0.8, %s]}}}",
    "rank: {closures: {cap: {kind: cap, cap_mt: {2040: %s}}}}",
    "changes: [{table: prices, where: {item: coal}, column: price, factor: %s}]",
)
WHOLE = (
    "years: [%s]",
    "rank: {pairs: %s}",
    "rank: {seed: %s}",
    "rank: {strongest: %s}",
    "solve: {memory_mb: %s}",
    "solve: {threads: %s}",
    "time: {days: %s}",
    "works: {year_in_service: {E01: %s}}",
)


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan", "1e400", "1e308", "true", "'1'", "1_0", "[1]", "9" * 5000])
@pytest.mark.parametrize("text", NUMBERS + WHOLE)
def test_numbers_that_are_none_are_refused_wherever_they_stand(text: str, number: str, tmp_path: Path) -> None:
    book = "overrides:\n  bad:\n    " + text % number + "\nscenarios: {base: [bad]}\n"
    found = faults(book, tmp_path)
    assert [fault.row for fault in found] == ["3"]
    assert len(str(found[0])) < 500


@pytest.mark.parametrize("value", [".inf", ".nan", "1e308"])
def test_a_change_replaces_by_a_number_that_is_one(value: str, tmp_path: Path) -> None:
    text = f"overrides: {{bad: {{changes: [{{table: prices, where: {{item: coal}}, column: price, value: {value}}}]}}}}"
    (fault,) = faults(text + "\nscenarios: {base: [bad]}\n", tmp_path)
    assert fault.column == "overrides.bad.changes.0.value"


WORDS: dict[str, tuple[str, str]] = {
    "profile of the residual load": ("time: {residual_gw: {sollar: 1}}", "nearest: 'solar'"),
    "temperature as a load": ("time: {residual_gw: {temperature: 1}}", "one of flat, onwind"),
    "profile of a weight": ("time: {column_weights: {onwnd: 1}}", "nearest: 'onwind'"),
    "weight of what never varies": ("time: {column_weights: {flat: 1}}", "one of onwind"),
    "price path": ("co2: {price: etss}", "nearest: 'ets'"),
    "key of a closure": ("rank: {closures: {ets: {bands: [0.8, 1.2]}}}", "nearest: 'band'"),
    "key of a change": ("changes: [{table: a, where: {b: c}, column: d, factr: 1}]", "nearest: 'factor'"),
    "closure as a path": ("rank: {closures: {a/b: {}}}", "a letter, then"),
    "closure above": ("rank: {closures: {../../x: {}}}", "a letter, then"),
    "closure of all": ("rank: {closures: {'*': {}}}", "a letter, then"),
    "closure as a pattern": ("rank: {closures: {'{x}': {}}}", "a letter, then"),
    "closure without a name": ("rank: {closures: {'': {}}}", "a letter, then"),
    "closure as a rule": ("rank: {closures: {all: {}}}", "no name of a rule"),
    "closure as another rule": ("rank: {closures: {combinations: {}}}", "no name of a rule"),
    "closure as a rule of a scenario": ("rank: {closures: {cap_all: {}}}", "no name of a rule"),
    "weather as a pattern": ("weather: {file: 'own_{year}.csv'}", "without braces"),
    "weather without a name": ("weather: {file: ''}", "the path of a file"),
    "polygons as a pattern": ("geo: {file: '*.gpkg'}", "without braces"),
    "tiles that are no address": ("atlas: {background: 'https://a b/{z}/{x}/{y}'}", "an address such as https"),
    "hours that do not fit a day": ("time: {mode: regular, hours: 5}", "1, 2, 3, 4, 6, 8, 12"),
}
TOGETHER: dict[str, tuple[str, str]] = {
    "years twice": ("years: [2030, 2030]", "years: found '[2030, 2030]'; allowed: each once; not 2030"),
    "ranked years twice": ("rank: {years: [2040, 2040]}", "each once"),
    "ranked year that is not solved": ("years: [2030]\nrank: {years: [2050]}", "years that are solved: 2030"),
    "worlds of a year that is not solved": ("years: [2030]\nworlds: {years: [2050]}", "years that are solved: 2030"),
    "worlds under a cap": ("worlds: {closure: cap}", "a closure of kind price: ets, societal"),
    "worlds under a closure that is not there": ("worlds: {closure: etss}", "nearest: 'ets'"),
    "no clusters": ("network: {clusters: []}", "at least 1"),
    "clusters twice": ("network: {clusters: [ANR, ANR]}", "each once; not ANR"),
    "excluded twice": ("network: {exclude: [smr, smr]}", "each once; not smr"),
    "pin of what is excluded": ("network: {exclude: [smr], pin: {smr: 3}}", "network.pin: found 'smr'"),
    "pin without investment": ("network: {investment: false, pin: {smr: 3}}", "network.investment is false"),
    "main closure twice": ("rank: {main: [ets, ets]}", "each once; not ets"),
    "main closure that is not there": ("rank: {main: [etss]}", "nearest: 'ets'"),
    "segments beyond a day": ("time: {segments: 25}", "a typical day has at most 24"),
    "coarse beyond a day": ("rank: {coarse_segments: 25}", "than or equal to 24"),
    "one coarse pair": ("rank: {coarse_pairs: 1}", "than or equal to 2"),
    "check beyond a day": ("rank: {check_segments: 25}", "at most 24"),
    "cap without figures": ("co2: {closure: cap}", "a cap for at least one year"),
    "figures without a cap": ("co2: {cap_mt: {2030: 40}}", "nothing, or co2.closure: cap"),
    "band of a cap": ("rank: {closures: {c: {kind: cap, band: [0.8, 1.2]}}}", "a cap has no band"),
    "cap of a price": ("rank: {closures: {c: {cap_mt: {2040: 9}}}}", "nothing, or kind: cap"),
    "band the wrong way round": ("rank: {closures: {c: {band: [1.2, 0.8]}}}", "the lowest first: [0.8, 1.2]"),
    "band without ends": ("rank: {closures: {c: {band: []}}}", "allowed: at least 2 items"),
    "band of one end": ("rank: {closures: {c: {band: [1.0]}}}", "allowed: at least 2 items"),
    "band of three": ("rank: {closures: {c: {band: [0.8, 1.0, 1.2]}}}", "allowed: at most 2 items"),
    "band below zero": ("rank: {closures: {c: {band: [-0.2, 1.2]}}}", "greater than 0"),
    "band of weights": ("rank: {closures: {c: {band: {0.8: 1, 1.2: 1}}}}", "list"),
    "closures that differ in capitals": ("rank: {closures: {c: {}, C: {}}, main: [c]}", "more than capitals"),
    "projects at plants that stand": ("rank: {plants: standing, players: works and projects}", "anew, when projects"),
    "percent for a share": ("demand: {activity: {steel: 80}}", "less than or equal to 10"),
    "no closures": ("rank: {closures: {}}", "at least 1"),
    "check against itself": ("time: {segments: 6}\nrank: {check_segments: 6}", "another number than time.segments"),
    "nothing to cluster by": (f"time: {{column_weights: {dict.fromkeys(CLUSTERED, 0)}}}", "a weight above 0"),
    "no residual load": (f"time: {{residual_gw: {dict.fromkeys(PROFILES, 0)}}}", "extremes: false"),
    "sun as a load": ("time: {residual_gw: {solar: 14}}", "solar is minus a capacity"),
    "load as a plant": ("time: {residual_gw: {space_heat: -2.5, solar: -1}}", "space_heat is a mean load"),
    "demand that is cheaper than fuel": ("network: {voll: 1}", "greater than or equal to 500"),
    "block of a work that is off": ("works: {on: {C13: false}}\nrank: {blocks: [[C04, C13]]}", "does not switch off"),
}


@pytest.mark.parametrize("name", WORDS | TOGETHER)
def test_words_and_combinations_that_cannot_be(name: str, tmp_path: Path) -> None:
    text, says = (WORDS | TOGETHER)[name]
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        validate(document(path).content)
    assert says in str(caught.value)
    assert all(fault.column for fault in caught.value.faults)


REGISTER: dict[str, tuple[str, str]] = {
    "pin below what is pinned": (
        "network: {pin: {electrolysis: 10}}", "at least 27.5 MW, which stands in 2030"
    ),
    "excluded and pinned": ("network: {exclude: [electrolysis]}", "P28 is pinned (projects.mode.P28: free)"),
    "pinned without a size": ("projects: {mode: {P09: pinned}}", "free: row 10 of projects.csv has no "),
    "rows of no price": (
        "changes: [{table: prices, where: {item: coal, price: 26}, column: price, factor: 2}]", "rows that exist"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REGISTER)
def test_settings_are_held_against_the_tables_also_where_no_scenario_uses_them(name: str, tmp_path: Path) -> None:
    text, says = REGISTER[name]
    for used in ("[own]", "[]"):
        (tmp_path / "book.yaml").write_text(f"overrides:\n  own:\n    {text}\nscenarios: {{base: {used}}}\n")
        (tmp_path / "config.yaml").write_text("{}")
        with pytest.raises(InputError) as caught:
            read_run(ROOT / "data", tmp_path / "config.yaml", [tmp_path / "book.yaml"])
        (told,) = {str(fault) for fault in caught.value.faults if says in str(fault)}
        assert ("override own" in told) == (used == "[]")


def test_numbers_are_compared_as_numbers_where_rows_are_chosen(tmp_path: Path) -> None:
    tables = check_all(ROOT / "data", Config())
    for where in ({"price": 20}, {"price": 20.0}, {"price": "20"}, {"year": 2030.0}, {"year": "2030"}):
        change = TableChange(table="prices", where={"item": "coal", **where}, column="price", factor=2.0)
        found = apply_changes(tables, [change], TABLES)["prices"]
        assert (found["price"] != tables["prices"]["price"]).sum() >= 1, where
    for flag in (True, "true", "True"):
        change = TableChange(table="works", where={"on": flag}, column="on", value=False)
        assert not apply_changes(tables, [change], TABLES)["works"]["on"].any()


def test_defaults_that_cannot_be_read_hide_nothing_and_invent_nothing(tmp_path: Path) -> None:
    band = "{rank: {closures: {ets: {band: [0.9, 1.1]}}}}"
    book = f"overrides: {{own: {band}}}\nscenarios: {{base: [own]}}\n"
    assert [fault.row for fault in faults(book, tmp_path, defaults="years:\n\t[2030]\n")] == ["2"]


def test_settings_that_may_be() -> None:
    for raw in (
        {"years": [2030]},
        {"time": {"mode": "chronological_segments", "segments": 500}, "rank": {"check_segments": 300}},
        {"time": {"segments": 12}},  # as many as the check has by default
        {"works": {"on": {"C13": True}}, "rank": {"blocks": [["C04", "C13"]]}},
        {"rank": {"closures": {"c": {"kind": "cap", "cap_mt": {"2040": 9}}}, "main": ["c"]}},
        {"rank": {"closures": {"ets": {"band": [1, 1]}, "cap": {"kind": "cap", "band": [1.0, 1.0]}}}},
        {"network": {"clusters": None, "pin": {"onwind": 3}}, "changes": []},
    ):
        assert isinstance(validate(raw), Config)


def test_settings_of_two_overrides_are_held_against_each_other_only_together(tmp_path: Path) -> None:
    book = (
        "overrides:\n  chain: {time: {mode: chronological_segments}}\n  fine: {time: {segments: 300}}\n"
        "scenarios:\n  base: []\n  good: [chain, fine]\n  bad: [fine]\n  worse: [fine]\n"
    )
    (fault,) = faults(book, tmp_path)
    assert (fault.file, fault.column) == ("config.yaml with scenario bad, worse", "time")


def test_what_contradicts_in_the_defaults_is_told_once_with_its_line(tmp_path: Path) -> None:
    defaults, book = tmp_path / "config.yaml", tmp_path / "book.yaml"
    defaults.write_text("rank:\n  closures:\n    ets: {band: [1.2, 0.8]}\n  main: [ets]\n")
    book.write_text("scenarios: {base: []}\n")
    with pytest.raises(InputError) as caught:
        load(defaults, book, "base")
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [("3", "rank.closures.ets.band")]


def test_long_files_come_to_an_end(tmp_path: Path) -> None:
    chain = "".join(f"x{n}: &x{n} [*x{n - 1}]\n" for n in range(1, 2000))
    merges = "".join(f"x{n}: &x{n} {{<<: *x{n - 1}}}\n" for n in range(1, 2000))
    base = "scenarios: {base: [a]}\n"
    many = ", ".join(f"t{n}" for n in range(8_000))
    for book, least, most in (
        ("x0: &x0 [1]\n" + chain + GOOD, 1, 1),
        ("x0: &x0 {a: 1}\n" + merges + GOOD, 1, 1),
        (f"overrides: {{a: {{years: [{many}]}}}}\n" + base, 51, 52),
        (f"overrides: {{a: {{works: {{on: {{{many.replace(',', ': 3,')}: 3}}}}}}}}\n" + base, 51, 52),
        (f"overrides: {{a: {{network: {{exclude: [{many}]}}}}}}\n" + base, 0, 0),
        (f"overrides: {{a: {{}}}}\nscenarios: {{base: [{many}]}}\n", 8_000, 8_000),
    ):
        assert least <= len(faults(book, tmp_path)) <= most


def test_a_key_with_a_point_in_it_is_found_again(tmp_path: Path) -> None:
    book = "overrides:\n  a:\n    works:\n      on:\n        E0.7: 3\n        E01: true\nscenarios: {base: [a]}\n"
    (fault,) = faults(book, tmp_path)
    assert (fault.row, fault.column) == ("5", "overrides.a.works.on.E0.7")


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    prices = data / "prices.csv"
    prices.write_text(prices.read_text(encoding="utf-8").replace(",EUR/t,", ",EUR/kg,", 1), encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    texts = {
        "config": f"network: {{voll: .inf, vol: 1}}\ngeo: {{file: {tmp_path}/none.gpkg}}\n",
        "one": f"overrides:\n  w: {{weather: {{file: {tmp_path}/pipe}}}}\n  x: {{years: 3}}\n  y: 4\n  y: 5\n"
        "scenarios:\n  2030: []\n  a: [w, x, z]\n  rank_all: []\n",
        "two": "scenarios: {b: c}\n",
        "three": "scenarios: {d: [}\n",
    }
    paths = [tmp_path / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    (tmp_path / "combinations.csv").write_text("scenario,year\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_run(data, paths[0], paths[1:], tmp_path / "combinations.csv", ["base"])
    said = str(caught.value)
    for part in (
        "network.voll: found 'inf'", "nearest: 'voll'", "none.gpkg: found 'no such file'", "pipe: found 'a pipe",
        "overrides.x.years: found '3'", "overrides.y: found '4'", "occurs twice", "found '2030'", "found 'z'",
        "found 'rank_all'", "scenarios.b: found 'c'", "three.yaml, row 1", "found 'EUR/kg'",
    ):  # fmt: skip
        assert part in said, part


def test_a_fault_makes_no_others(tmp_path: Path) -> None:
    change = "{table: prices, where: {item: natural_gas}, column: price, factor: .inf}"
    book = f"overrides: {{a: {{changes: [{change}], years: [2030, 99]}}}}\nscenarios: {{base: [a]}}\n"
    (tmp_path / "config.yaml").write_text("{}", encoding="utf-8")
    (tmp_path / "book.yaml").write_text(book, encoding="utf-8")
    paths = (ROOT / "data", tmp_path / "config.yaml", [tmp_path / "book.yaml"])
    with pytest.raises(InputError) as caught:
        read_run(*paths, needed=["base"])
    columns = ["overrides.a.years.1", "overrides.a.changes.0.factor"]
    assert [fault.column for fault in caught.value.faults] == columns
    (tmp_path / "book.yaml").write_text("scenarios: {bas: []}", encoding="utf-8")
    with pytest.raises(InputError, match=r"found 'base'.*nearest: 'bas'"):
        read_run(*paths, needed=["base"])
    (tmp_path / "book.yaml").write_text("scenarios: {bas: [}", encoding="utf-8")
    with pytest.raises(InputError, match=r"^1 fault"):
        read_run(*paths, needed=["base"])


def test_no_rule_of_the_workflow_can_be_taken_for_a_scenario_or_a_closure() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in [*(ROOT / "rules").glob("*.smk"), ROOT / "Snakefile"])
    rules = re.findall(r"^(?:rule|checkpoint) (\w+):", text, re.MULTILINE)
    assert len(rules) > 15
    assert [name for name in rules if is_name(name)] == []
    made = re.findall(r"\bf\"(\w*)\{(?:closure|scenario|weather)\}(\w*)\"", text)
    for before, after in made:
        assert before in BEGINNINGS or after == ENDING
    folders = re.findall(r"resources/(\w+)/", text)
    assert set(folders) <= RESERVED


def test_profiles_that_are_weighted_are_those_that_are_made() -> None:
    labels = {*LABELS}
    assert {*columns.PROFILES} == {*PROFILES}
    for key, others in (("residual_gw", {"temperature"}), ("column_weights", {"flat"})):
        weights = {name: -1.0 if name in PLANTS and key == "residual_gw" else 1.0 for name in labels - others}
        assert validate({"time": {key: weights}})
        for name in others:
            with pytest.raises(InputError, match="one of"):
                validate({"time": {key: {name: 1.0}}})


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        ("{nuclear: 5000}", "a technology that may be built"),
        ("{letdown_high: 5}", "a technology that may be built"),
        ("{onwind: 1}", "which stands in 2030"),
        ("{onwind: 900000}", "for which there is room in 2030"),
    ],
)
def test_a_pin_that_nothing_can_follow_is_refused(pin: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        f"years: [2030]\nrank: {{years: []}}\nnetwork: {{pin: {pin}}}\n", encoding="utf-8"
    )
    (tmp_path / "book.yaml").write_text("scenarios: {base: []}\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"(?s)config of scenario base, column network.pin.*{says}"):
        read_run(ROOT / "data", tmp_path / "config.yaml", [tmp_path / "book.yaml"])


def test_the_check_loads_no_solver_and_builds_no_network() -> None:
    heavy = ("pypsa", "linopy", "highspy", "matplotlib", "xarray", "pvlib", "tsam")
    told = f"import sys, werven.scenarios; sys.exit(', '.join(one for one in {heavy} if one in sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_check_command_reads_what_the_workflow_reads(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["check"]) == 0
    assert re.fullmatch(r"\d+ scenarios, \d+ tables: no faults\n", capsys.readouterr().out)
    assert f'Path("config/{BOOKS[0]}"), Path("config/{BOOKS[1]}")' in Path("rules/common.smk").read_text("utf-8")
    assert main(["check", "--data", str(tmp_path / "none"), "--config", "README.md"]) == 1
    said = capsys.readouterr().err
    assert "none: found 'no such folder'" in said
    assert "README.md: found 'a file'" in said
    assert main(["check", "--config", str(tmp_path)]) == 1
    assert "config.yaml: found 'no such file'" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["chekc"])
    assert ended.value.code == 2
    assert "invalid choice: 'chekc'" in capsys.readouterr().err
