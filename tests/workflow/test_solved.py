"""What is found in the folders of a run: whole scenarios, scenarios solved in part, and nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from werven.errors import InputError
from werven.solved.scenario import find_solved


@pytest.fixture
def copied(solved: Path, tmp_path: Path) -> Path:
    """The small case, in folders that a test may change; without its networks and figures."""
    leave = shutil.ignore_patterns("*.nc", "maps", "cache", "profiles", "logs")
    for name in ("results", "resources"):
        shutil.copytree(solved / name, tmp_path / name, ignore=leave)
    return tmp_path


@pytest.mark.workflow
def test_a_solved_scenario_is_read_with_its_inputs_and_rankings(copied: Path) -> None:
    (found,) = find_solved(copied / "results", copied / "resources")
    assert (found.scenario, list(found.years), found.missing) == ("test", [2030], ())
    ranking = found.years[2030].rankings["ets"]
    assert set(ranking["ranking"]["work"]) <= set(found.inputs["works"]["work"])
    assert "" in set(ranking["coalitions"]["coalition"])
    assert found.years[2030].level > 0


@pytest.mark.workflow
def test_a_year_solved_in_part_is_missing_and_the_others_are_read(copied: Path) -> None:
    own = copied / "results/test"
    shutil.copytree(own / "2030", own / "2040")
    shutil.copytree(copied / "resources/test/2030", copied / "resources/test/2040")
    (own / "2030/balance.csv").unlink()
    record = own / "2040/config.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("- 2030\n", "- 2030\n  - 2040\n", 1), encoding="utf-8")
    (found,) = find_solved(copied / "results", copied / "resources")
    assert (list(found.years), found.missing) == ([2040], (2030,))


@pytest.mark.workflow
def test_a_year_that_the_scenario_does_not_have_any_more_is_left_alone(copied: Path) -> None:
    for kind in ("results", "resources"):
        shutil.copytree(copied / kind / "test/2030", copied / kind / "test/2040")
    record = copied / "results/test/2040/config.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("- 2030\n", "- 2040\n", 1), encoding="utf-8")
    os.utime(record, (0, 0))
    (found,) = find_solved(copied / "results", copied / "resources")
    assert (list(found.years), found.missing) == ([2030], ())


@pytest.mark.workflow
def test_a_ranking_that_was_broken_off_is_no_ranking(copied: Path) -> None:
    (copied / "results/test/2030/closures/ets/runs.csv").unlink()
    (found,) = find_solved(copied / "results", copied / "resources")
    assert found.years[2030].rankings == {}


@pytest.mark.workflow
@pytest.mark.parametrize("table", ["closures/ets/runs.csv", "routes.csv"])
def test_a_table_of_another_version_that_nobody_needs_is_left_out_and_named(
    copied: Path, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    path = copied / "results/test/2030" / table
    pd.read_csv(path).iloc[:, 1:].to_csv(path, index=False)
    (found,) = find_solved(copied / "results", copied / "resources")
    left = found.years[2030]
    assert table in caplog.text
    assert left.rankings == {} if table.startswith("closures") else "routes" not in left.told


@pytest.mark.workflow
def test_a_table_with_a_bad_cell_is_an_error(copied: Path) -> None:
    path = copied / "results/test/2030/closures/ets/sequence.csv"
    pd.read_csv(path).assign(step="soon").to_csv(path, index=False)
    with pytest.raises(InputError, match=r"sequence\.csv.*soon"):
        find_solved(copied / "results", copied / "resources")


@pytest.mark.workflow
def test_a_scenario_without_one_whole_year_is_an_error_that_names_what_lacks(copied: Path) -> None:
    (copied / "results/test/2030/balance.csv").unlink()
    with pytest.raises(InputError, match=r"balance\.csv.*no such file"):
        find_solved(copied / "results", copied / "resources")


@pytest.mark.workflow
def test_beside_a_solved_scenario_one_that_is_half_there_is_left_out_and_named(
    copied: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(copied / "results/test", copied / "results/backcast")
    shutil.copytree(copied / "resources/test", copied / "resources/backcast")
    (copied / "results/backcast/2030/config.yaml").unlink()
    (found,) = find_solved(copied / "results", copied / "resources")
    assert found.scenario == "test"
    assert "scenario backcast is left out" in caplog.text
    assert "backcast/2030/config.yaml" in caplog.text


def test_nothing_solved_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no solved scenario"):
        find_solved(tmp_path, tmp_path)
