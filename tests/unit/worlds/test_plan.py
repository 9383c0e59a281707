"""How many worlds a year has."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from conftest import tables_of

from werven.config.ranking import MOST_WORLDS, WorldsSettings
from werven.config.settings import Config, TimeSettings
from werven.errors import InputError
from werven.worlds.draw import draw
from werven.worlds.plan import (
    AROUND_S,
    ORDER_PART,
    VALUE_PART,
    fine_worlds,
    has_hours_of_scenario,
    solved,
    write_plan,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """World 0: another world takes a minute, less what a job takes around it."""
    told = {"key": "a", "run": {"walk_s": (60.0 - AROUND_S) / VALUE_PART}}
    (tmp_path / "0.json").write_text(json.dumps(told), encoding="utf-8")
    return tmp_path


def planned(folder: Path, asked: int = 0, cores: int = 2, **settings: float) -> int:
    config = Config(worlds=WorldsSettings(**settings))
    write_plan(folder / "0.json", config, cores, asked, folder / "plan.csv")
    worlds = pd.read_csv(folder / "plan.csv")["world"].tolist()
    assert worlds == list(range(1, len(worlds) + 1))
    return len(worlds)


def lay(folder: Path, keys: str) -> None:
    """Lay worlds of inputs that are called by a letter."""
    for number, key in enumerate(keys, start=1):
        (folder / f"{number}.json").write_text(json.dumps({"key": key}), encoding="utf-8")


def test_as_many_as_fit_the_time(folder: Path) -> None:
    order = AROUND_S + ORDER_PART * (60.0 - AROUND_S) / VALUE_PART
    assert planned(folder, minutes=10.0, walked=1) == math.floor(20 - order / 60)
    assert planned(folder, minutes=10.0, cores=16, walked=4) == math.floor(160 - 4 * order / 60)
    assert planned(folder, minutes=10.0, walked=24) == math.floor(20 / (1 + order / 60))
    assert planned(folder, minutes=2.0, least=8) == 8


def test_as_many_as_were_asked_for_or_are_there(folder: Path) -> None:
    assert planned(folder, asked=48) == 48
    lay(folder, "a" * 30)
    assert planned(folder, minutes=10.0) == 30
    assert planned(folder, asked=4) == 30


@pytest.mark.parametrize(("asked", "most", "fine"), [(48, 16, 16), (47, 16, 15), (24, 16, 8), (23, 16, 0), (9, 3, 3)])
def test_the_first_third_of_many_is_valued_at_the_segments_of_the_scenario(
    folder: Path, asked: int, most: int, fine: int
) -> None:
    planned(folder, asked=asked, minutes=1.0, fine=most)
    assert pd.read_csv(folder / "plan.csv")["fine"].tolist() == [True] * fine + [False] * (asked - fine)


def test_a_world_of_other_days_is_not_one_of_them(folder: Path) -> None:
    config = Config(worlds=WorldsSettings(fine=3))
    write_plan(folder / "0.json", config, 2, 9, folder / "plan.csv", lambda number: number % 2 == 0)
    plan = pd.read_csv(folder / "plan.csv")
    assert plan.loc[plan["fine"], "world"].tolist() == [2, 4, 6]


DAYS = """
    input, table, where, column, how, low, central, high, options, distribution, moves_with, name_nl, name_en
    days, , , , choice, , , , base 0.5; more 0.5, , , days, days
"""


def test_a_choice_that_changes_the_days_is_told_by_its_override() -> None:
    table = tables_of({"uncertainty": DAYS})["uncertainty"]
    drawn = {number: draw(number, table, 1).overrides == ["more"] for number in range(1, 9)}
    assert set(drawn.values()) == {True, False}
    for number, more in drawn.items():
        assert has_hours_of_scenario(number, table, 1, {"more": {"time": {"days": 18}}}) is not more
        assert has_hours_of_scenario(number, table, 1, {"more": {"demand": {}}})


def test_no_world_is_valued_twice_at_the_same_segments() -> None:
    worlds = WorldsSettings(segments=4, fine=8)
    assert fine_worlds(Config(worlds=worlds, time=TimeSettings(segments=4))) == 0
    assert fine_worlds(Config(worlds=worlds, time=TimeSettings(segments=5))) == 8
    assert fine_worlds(Config(worlds=worlds, time=TimeSettings(segments=4, mode="regular"))) == 8


def test_worlds_of_other_inputs_do_not_count(folder: Path) -> None:
    lay(folder, "aaab")
    assert solved(folder, "a") == 3
    (folder / "2.json").write_text('{"key"', encoding="utf-8")
    assert solved(folder, "a") == 1


def test_more_than_the_sequence_holds_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=f"from 0 to {MOST_WORLDS}"):
        planned(folder, asked=MOST_WORLDS + 1)
    assert not (folder / "plan.csv").exists()
