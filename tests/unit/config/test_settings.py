"""The configuration: defaults, overrides, and what bad keys and values get."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from werven.config.settings import Config, load, merge, read_yaml, scenario_names, validate
from werven.errors import InputError

ROOT = Path(__file__).parents[3]

BOOK = """
overrides:
  dear: {co2: {price_factor: 2}, changes: [{table: prices, where: {item: coal}, column: price, factor: 2}]}
  late: {years: [2050], changes: [{table: prices, where: {item: waste}, column: price, value: 1}]}
scenarios:
  base: []
  both: [dear, late]
  wrong: [deer]
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Defaults and a book of scenarios."""
    defaults, book = tmp_path / "config.yaml", tmp_path / "scenarios.yaml"
    defaults.write_text("co2: {closure: price, price: societal}\n", encoding="utf-8")
    book.write_text(BOOK, encoding="utf-8")
    return defaults, book


def test_overrides_are_laid_over_the_defaults_from_left_to_right(files: tuple[Path, Path]) -> None:
    config = load(*files, "both")
    assert (config.co2.price, config.co2.price_factor) == ("societal", 2)
    assert config.years == [2050]
    assert [change.where["item"] for change in config.changes] == ["coal", "waste"]


def test_a_scenario_without_overrides_is_the_defaults(files: tuple[Path, Path]) -> None:
    assert load(*files, "base") == validate({"co2": {"price": "societal"}})
    assert scenario_names(files[1]) == ["base", "both", "wrong"]


def test_merge_replaces_lists_and_adds_changes() -> None:
    low = {"years": [1, 2], "changes": [1], "co2": {"price": "ets"}}
    high = {"years": [3], "changes": [2], "co2": {"closure": "cap"}}
    expected = {"years": [3], "changes": [1, 2], "co2": {"price": "ets", "closure": "cap"}}
    assert merge(low, high) == expected


@pytest.mark.parametrize(("name", "hint"), [("bothh", "nearest: 'both'"), ("wrong", "nearest: 'dear'")])
def test_unknown_scenario_or_override(files: tuple[Path, Path], name: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        load(*files, name)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("yaers: [2030]", ["yaers", "nearest: 'years'"]),
        ("co2: {pric: ets}", ["co2.pric", "nearest: 'price'"]),
        ("weather: {design_week: {wind_factr: 1}}", ["wind_factr", "nearest: 'wind_factor'"]),
        ("weather: {region: 16}", ["weather.region", "'16'", "15"]),
        ("time: {mode: hourly}", ["time.mode", "typical_days"]),
        ("years: [1999]", ["years.0", "'1999'", "2023"]),
        ("years: []", ["years", "at least 1"]),
        ("years: [soon]", ["years", "soon"]),
        ("network: {discount_rate: -0.1}", ["network.discount_rate", "-0.1"]),
        ("projects: {mode: {P01: maybe}}", ["projects.mode.P01", "pinned"]),
        ("changes: [{table: prices, column: price}]", ["changes.0.where", "required"]),
        ("co2: {cap_mt: {2030: much}}", ["cap_mt", "much"]),
    ],
)
def test_bad_configuration_is_refused(raw: str, parts: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        validate(yaml.safe_load(raw))
    for part in parts:
        assert part in str(caught.value)


def test_every_fault_is_listed_at_once() -> None:
    with pytest.raises(InputError) as caught:
        validate({"yaers": [2030], "co2": {"price": "free"}, "solve": {"threads": 0}})
    assert len(caught.value.faults) == 3
    assert str(caught.value).startswith("3 faults in the input, nothing was written")


def test_on_is_a_word_and_true_a_truth_value(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("on: {W1: false, W2: True}\nlanguage: no\n", encoding="utf-8")
    assert read_yaml(path) == {"on": {"W1": False, "W2": True}, "language": "no"}


def test_a_key_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("co2: {price: ets}\nco2: {closure: cap}\n", encoding="utf-8")
    with pytest.raises(InputError, match="key 'co2' occurs twice"):
        read_yaml(path)


def test_the_configuration_cannot_be_changed_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Config().co2.price_factor = 2  # type: ignore[misc]


@pytest.mark.parametrize("book", ["scenarios.yaml", "test.yaml"])
def test_every_scenario_of_the_project_is_valid(book: str) -> None:
    path = ROOT / "config" / book
    for name in scenario_names(path):
        assert load(ROOT / "config/config.yaml", path, name).years
