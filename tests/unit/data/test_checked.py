"""What was found right is not checked again, until a table, a setting or the code is another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from werven import scenarios
from werven.config.settings import Config
from werven.data.checked import Checked
from werven.errors import InputError

Check = Callable[..., int]
LATER = {"years": [2040]}


@pytest.fixture
def tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return what checks the base case in a folder under some settings, and counts how often the tables were held."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    held: list[object] = []

    def counted(found: object, config: Config) -> dict[str, object]:
        held.append(config)
        return {}

    monkeypatch.setattr(scenarios, "check", counted)
    monkeypatch.setattr(scenarios, "pin_faults", lambda frames, config: [])

    def check(*several: dict[str, object], code: str = "", kept: str = "kept/checked.json") -> int:
        held.clear()
        configs = {str(number): Config.model_validate(raw) for number, raw in enumerate(several)}
        scenarios.check_inputs(tmp_path / "data", configs, Checked(tmp_path / "data", code, tmp_path / kept))
        return len(held)

    return check


def test_the_same_is_checked_once(tries: Check) -> None:
    assert tries({}, LATER) == 2
    assert tries({}, LATER) == 0


def test_a_setting_that_ids_depend_on_is_checked_and_another_is_not(tries: Check) -> None:
    assert tries({}) == 1
    assert tries({}, LATER) == 1
    assert tries({"show": {"language": "en"}}) == 0


def test_another_table_or_other_code_is_checked(tries: Check, tmp_path: Path) -> None:
    assert tries({}) == 1
    assert tries({}, code="other") == 1
    with (tmp_path / "data/works.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert tries({}, code="other") == 1


def test_a_file_that_cannot_be_read_or_written_does_no_harm(tries: Check, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "no").write_text("", encoding="utf-8")
    assert tries({}, kept="broken.json") == 1
    assert tries({}, kept="broken.json") == 0
    assert [tries({}, kept="no/folder.json") for _ in range(2)] == [1, 1]


def test_what_is_wrong_is_told_every_time(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    wrong = {"base": Config.model_validate({"network": {"clusters": ["ANX"]}})}
    for _ in range(2):
        with pytest.raises(InputError, match="ANX"):
            scenarios.check_inputs(tmp_path / "data", wrong, Checked(tmp_path / "data", "", tmp_path / "kept.json"))


def test_what_is_wrong_in_the_drawing_is_told_every_time(tries: Check, tmp_path: Path) -> None:
    (tmp_path / "data/outline.csv").unlink()
    for _ in range(2):
        with pytest.raises(InputError, match=r"outline\.csv"):
            tries({})
