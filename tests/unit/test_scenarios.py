"""Scenarios of a run, shares of a configuration, and one message for all faults."""

from __future__ import annotations

import logging
import shutil
import warnings
from pathlib import Path

import pytest
import yaml

from werven.config.settings import Config, validate
from werven.errors import Fault, InputError, SolveError
from werven.logs import job
from werven.scenarios import (
    asked_worlds,
    changes_of,
    choices,
    read_run,
    read_scenarios,
    record,
    restricted,
    share,
    weather_id,
    with_threads,
)

ROOT = Path(__file__).parents[2]
CHANGE = {"table": "prices", "where": {"item": "coal"}, "column": "price", "factor": 2}


def write(folder: Path, **texts: str) -> list[Path]:
    """Write YAML files and return their paths."""
    paths = [folder / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_share_holds_what_was_named_and_nothing_else() -> None:
    assert share(Config(), "network.clusters", "show") == {
        "network": {"clusters": None},
        "show": {"language": "nl"},
    }


def test_a_key_that_was_not_declared_cannot_be_read() -> None:
    config = restricted(share(Config(), "network.clusters", "co2"))
    assert config.co2.price_factor == 1
    assert config.network.clusters is None
    with pytest.raises(AttributeError):
        _ = config.time
    with pytest.raises(AttributeError):
        _ = config.network.voll


def test_granted_threads_replace_those_asked_for() -> None:
    part = with_threads(share(Config(), "solve.method"), 7)
    assert restricted(part).solve.threads == 7


def test_changes_are_felt_by_the_group_of_their_table_only() -> None:
    config = validate({"changes": [CHANGE]})
    assert [change["table"] for change in changes_of(config, "network")] == ["prices"]
    assert changes_of(config, "demand") == []


def test_scenarios_share_profiles_when_they_agree_in_the_weather() -> None:
    base = weather_id(Config())
    assert weather_id(validate({"changes": [CHANGE], "show": {"language": "en"}})) == base
    assert weather_id(validate({"weather": {"region": 3}})) != base
    calibration = {
        **CHANGE,
        "table": "calibration",
        "where": {"quantity": "solar_capacity_factor"},
        "column": "value",
    }
    assert weather_id(validate({"changes": [calibration]})) != base


def test_the_record_can_be_read_back() -> None:
    config = validate({"co2": {"closure": "cap", "cap_mt": {2030: 40}}})
    text = yaml.safe_load(record(config, "tight", 2030))
    assert (text["scenario"], text["year"]) == ("tight", 2030)
    assert validate(text["config"]) == config


def test_books_are_read_in_order_and_a_name_is_used_once(tmp_path: Path) -> None:
    defaults, one, two = write(tmp_path, config="{}", one="scenarios: {base: []}", two="scenarios: {small: []}")
    assert list(read_scenarios(defaults, [one, two])) == ["base", "small"]
    with pytest.raises(InputError, match="used once"):
        read_scenarios(defaults, [one, one])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("scenarios: {base: [}", "row 1"),
        ("scenarios: {a: []}\nscenarios: {b: []}", "occurs twice"),
        ("- base", "keys with values"),
        ("scenarios: {'a b': []}", "letters, digits"),
    ],
)
def test_a_book_that_cannot_be_used(tmp_path: Path, text: str, part: str) -> None:
    defaults, book = write(tmp_path, config="{}", book=text)
    with pytest.raises(InputError, match=part):
        read_scenarios(defaults, [book])


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_scenarios(tmp_path / "config.yaml", [])


def test_faults_of_configuration_tables_and_weather_come_in_one_message(tmp_path: Path) -> None:
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    prices = data / "prices.csv"
    prices.write_text(prices.read_text(encoding="utf-8").replace(",EUR/t,", ",EUR/kg,", 1), encoding="utf-8")
    book = "overrides: {own: {weather: {file: nowhere.csv}}}\nscenarios: {good: [], own: [own], bad: [none]}"
    defaults, book_path = write(tmp_path, config="{}", book=book)
    with pytest.raises(InputError) as caught:
        read_run(data, defaults, [book_path])
    said = str(caught.value)
    for part in ("EUR/kg", "'none'", "nowhere.csv"):
        assert part in said


def test_a_fault_of_the_configuration_names_the_scenario(tmp_path: Path) -> None:
    book = "overrides: {pin: {network: {pin: {electrolysys: 1}}}}\nscenarios: {pinned: [pin]}"
    defaults, book_path = write(tmp_path, config="{}", book=book)
    with pytest.raises(InputError, match=r"config of scenario pinned.*electrolysys.*nearest"):
        read_run(ROOT / "data", defaults, [book_path])


def test_a_language_without_words_is_told_with_the_scenarios_that_want_it(tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    text = "overrides:\n  own: {show: {language: em}}\nscenarios:\n  a: []\n  b: [own]\n  c: [own]\n"
    book.write_text(text, encoding="utf-8")
    told = "config.yaml with scenario b, c, column show.language: found 'em'; allowed: one of nl, en; nearest: 'en'"
    with pytest.raises(InputError, match=told):
        read_run(ROOT / "data", ROOT / "config/config.yaml", [book], languages=("nl", "en"))


def test_a_job_shows_the_message_of_the_library_and_keeps_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "logs/job.log"
    with pytest.raises(SystemExit) as ended, job(log):
        logging.getLogger("werven.test").info("begun")
        raise InputError([Fault("a.csv", "2", "price", "-1", "a number >= 0")])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    for text in (said, log.read_text(encoding="utf-8")):
        assert "begun" in text
        assert "a.csv, row 2, column price: found '-1'" in text
        assert "Traceback" not in text


def test_a_job_keeps_warnings_and_surprises_in_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "job.log"
    with pytest.raises(ZeroDivisionError), job(log):
        warnings.warn("old habit", UserWarning, stacklevel=1)
        _ = 1 / 0
    text = log.read_text(encoding="utf-8")
    assert "old habit" in text
    assert "ZeroDivisionError" in text
    assert "old habit" not in capsys.readouterr().err


def test_an_error_of_the_solver_ends_the_job(tmp_path: Path) -> None:
    with pytest.raises(SystemExit), job(tmp_path / "job.log"):
        raise SolveError("infeasible")


@pytest.mark.parametrize(
    ("override", "allowed", "near"),
    [
        ("stay: {network: {exclude: [smr]}}", "overrides of the books: stay", "stay"),
        ("stays: {rank: {pairs: 4}}", "this one sets rank", ""),
        ("stays: {network: {exclude: [smr]}, show: {language: en}}", "this one sets show", ""),
    ],
)
def test_a_choice_of_worlds_takes_an_override_that_a_world_may_have(
    tmp_path: Path, override: str, allowed: str, near: str
) -> None:
    head, *others = (ROOT / "data/uncertainty.csv").read_text(encoding="utf-8").splitlines()
    numbers = "\n".join(line for line in others if ",choice," not in line)
    row = {"input": "cracker", "how": "choice", "options": "base 0.7; stays 0.3", "name_nl": "a", "name_en": "b"}
    row |= {"source": "c", "confidence": "low"}
    cells = ",".join(row.get(column, "") for column in head.split(","))
    (tmp_path / "uncertainty.csv").write_text(f"{head}\n{cells}\n{numbers}\n", encoding="utf-8")
    book = tmp_path / "book.yaml"
    book.write_text(f"overrides:\n  {override}\nscenarios:\n  base: []\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        choices(tmp_path, [book])
    (fault,) = told.value.faults
    assert (fault.file, fault.row, fault.column, fault.nearest) == ("uncertainty.csv", "2", "options", near)
    assert allowed in fault.allowed


def test_worlds_that_are_asked_for_are_a_whole_number() -> None:
    assert [asked_worlds(word) for word in ("", " 48 ")] == [0, 48]
    for word in ("many", "-1", "4.5"):
        with pytest.raises(InputError, match="a whole number of worlds"):
            asked_worlds(word)
