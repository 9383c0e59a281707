"""Combinations that are asked for: what is read, what is refused before the first job, and who may be asked for."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT, assumptions

from werven.config.settings import Config, validate
from werven.data.combinations import asked, combination_faults, read_combinations
from werven.data.register import unavailable
from werven.errors import InputError
from werven.scenarios import read_run

HEADER = "scenario,year,closure,coalition,note\n"
GOOD = "base,2040,ets,C03+C04,the port asked\n"
PROJECTS = validate({"rank": {"players": "works and projects"}})
CONFIGS: Mapping[str, Config] = {"base": Config(), "all": PROJECTS}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of combinations that a test writes."""
    return tmp_path / "combinations.csv"


def faults(file: Path, text: str, data: Path = ROOT / "data") -> list[str]:
    """Return what is said of a file."""
    file.write_text(text, encoding="utf-8")
    return [str(fault) for fault in combination_faults(file, data, CONFIGS, [*CONFIGS, "broken"])]


def test_every_coalition_is_asked_once_in_the_order_of_its_ids(file: Path) -> None:
    file.write_text(HEADER + GOOD + "base,2040,ets, C04 + C03 ,\nbase,2040,ets,,\nbase,2050,ets,E01,\n", "utf-8")
    rows = read_combinations(file)
    assert asked(rows, "base", 2040, "ets") == ["", "C03+C04"]
    assert asked(rows, "base", 2050, "ets") == ["E01"]
    assert asked(rows, "base", 2040, "cap") == []


def test_downloads_may_be_pasted_together(file: Path) -> None:
    other = '\ufeff"note","coalition",closure,year,scenario\r\n"a, b\r\nand c",E01,ets,2040,base\r\n'
    assert faults(file, "\ufeff" + HEADER + GOOD + other.replace('"note"', "note") + "\n,,,,\n" + HEADER + GOOD) == []
    assert asked(read_combinations(file), "base", 2040, "ets") == ["C03+C04", "E01"]


def test_without_a_file_or_without_rows_nothing_is_asked(file: Path) -> None:
    assert read_combinations(file) == []
    assert faults(file, HEADER) == []


def test_the_file_of_the_repository_can_be_read() -> None:
    path = ROOT / "config/combinations.csv"
    assert combination_faults(path, ROOT / "data", {"base": Config()}, ["base"]) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "bass,2040,ets,C03,",
            "row 2, column scenario: found 'bass'; allowed: one of base, all, broken; nearest: 'base'",
        ),
        (",2040,ets,C03,", "column scenario: found ''"),
        ("base,2045,ets,C03,", "column year: found '2045'; allowed: one of 2030, 2040, 2050, the years of base"),
        ("base,soon,ets,C03,", "column year: found 'soon'; allowed: a year from 2023 to 2060"),
        ("base,2040,est,C03,", "column closure: found 'est'; allowed: one of ets, societal, cap, the closures of base"),
        ("base,2040,ets,C04+C03d,", "column coalition: found 'C03d'; allowed: a work of works.csv; nearest: 'C03"),
        ("base,2040,ets,c03,", "found 'c03'; allowed: a work of works.csv; nearest: 'C03'"),
        ("base,2040,ets,C03+C04+C03,", "column coalition: found 'C03'; allowed: every work once"),
        ("base,2040,ets,C03+,", "column coalition: found 'C03+'; allowed: ids joined by +, or nothing"),
        ("base,2040,ets,E06,", "found 'E06'; allowed: candidates of base in 2040; E06 stands in every combination"),
        ("base,2030,ets,E02,", "found 'E02'; allowed: candidates of base in 2030; E02 comes in 2033"),
        ("base,2040,ets,E09h,", "candidates of base in 2040; E09h is switched off (works.on)"),
        ("base,2040,ets,C03", "row 2: found '4 cells'; allowed: 5, as in the header"),
        ("base,2040,ets,C03,a,b", "row 2: found '6 cells'"),
        ('base,2040,ets,C03,"never closed', "row 2: found 'unexpected end of data'; allowed: CSV: quotes around whole"),
    ],
)
def test_a_bad_row_is_told(file: Path, row: str, told: str) -> None:
    (said,) = faults(file, HEADER + row + "\n")
    assert said.startswith(f"{file}, row 2")
    assert told in said


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("", "found 'nothing: the file is empty'"),
        (
            "scenario;year;closure;coalition;note",
            "found 'cells separated by semicolons'; allowed: cells",
        ),
        ("scenario,year,closure,colaition,note", "column coalition: found ''; allowed: a column of this name; nearest"),
        ("scenario,year,closure,coalition,note,by", "row header, column by: found 'by'; allowed: one of scenario"),
        ("scenario,year,closure,coalition,note,note", "column note: found 'note'; allowed: a column that occurs once"),
    ],
)
def test_a_bad_header_is_told(file: Path, head: str, told: str) -> None:
    assert any(told in said for said in faults(file, head + "\n" if head else ""))


def test_a_file_that_is_no_text_is_told(file: Path, tmp_path: Path) -> None:
    file.write_bytes(HEADER.encode() + "base,2040,ets,C03,één".encode("latin-1"))
    with pytest.raises(InputError, match=r"combinations\.csv, row 2: .*allowed: text in UTF-8"):
        read_combinations(file)
    with pytest.raises(InputError, match="found 'a folder'"):
        read_combinations(tmp_path)


def test_every_fault_of_every_row_is_told(file: Path) -> None:
    said = faults(file, HEADER + "base,2041,est,C03,\n" + GOOD + "base,2040,ets,C99+E06,\nbass,soon,ets,C03+C03,\n")
    assert len(said) == 6


def test_a_scenario_with_faults_of_its_own_and_tables_with_faults_are_told_elsewhere(
    file: Path, tmp_path: Path
) -> None:
    assert faults(file, HEADER + "broken,2040,ets,C99,\n") == []
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    (data / "works.csv").write_text("work\n", encoding="utf-8")
    assert faults(file, HEADER + "base,2040,ets,C99,\n", data) == []


def test_projects_may_be_asked_for_where_they_play(file: Path) -> None:
    project = (ROOT / "data/projects.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    assert faults(file, HEADER + f"all,2040,ets,C03+{project},\n") == []
    assert len(faults(file, HEADER + f"base,2040,ets,C03+{project},\n")) == 1


def test_faults_come_in_one_message_with_those_of_the_configuration(file: Path, tmp_path: Path) -> None:
    file.write_text(HEADER + "god,2040,ets,C03,\nbad,2040,ets,C99,\n", encoding="utf-8")
    book = tmp_path / "book.yaml"
    book.write_text("scenarios: {good: [], bad: [none]}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_run(ROOT / "data", ROOT / "config/config.yaml", [book], file)
    assert [fault.value for fault in caught.value.faults] == ["none", "god"]


REGISTER = {
    "works": """
        work, status,      year_in_service, on,   requires
        W1,   operational, 2020,            true,
        W2,   planned,     2028,            true, W1
        W3,   planned,     2031,            true,
        W4,   planned,     2028,            true, W3
        W5,   planned,     2028,            true, W4
        W6,   cancelled,   2028,            true,
        W7,   planned,     2028,            false,
        W8,   planned,     2028,            true,
        W9,   planned,     2028,            true, W8
    """,
    "work_legs": "work, leg, from_bus, to_bus\n"
    + "".join(f"W{number}, 1, ANR co2, ANR.hub co2\n" for number in (1, 2, 3, 4, 5, 6, 7, 9))
    + "W8, 1, ANR co2, GNT co2",
}


def test_works_that_nobody_can_choose_say_why() -> None:
    raw = {"network": {"clusters": ["ANR"]}, "works": {"year_in_service": {"W3": 2045}}}
    assert unavailable(assumptions(REGISTER, raw)) == {
        "W1": "stands in every combination",
        "W3": "comes in 2045",
        "W4": "needs W3 (comes in 2045)",
        "W5": "needs W4 (blocked)",
        "W6": "is cancelled",
        "W7": "is switched off (works.on)",
        "W8": "lies outside the clusters of the scenario",
        "W9": "needs W8 (lies outside the clusters of the scenario)",
    }
