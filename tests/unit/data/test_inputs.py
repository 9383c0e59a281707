"""Reading the inputs: one message for everything that is wrong. The table of bad input is in `test_bad_input`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from werven.config.settings import Config, validate
from werven.data.inputs import check_all, read_group
from werven.errors import InputError

SETTINGS = {"works": {"on": {"E09h": True, "E999": False}, "year_in_service": {"E077": 2030}}}


@pytest.fixture
def told(tmp_path: Path) -> str:
    """Return what is said about a bad cell, a bad leg, two variants at once and bad settings together."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    cells = {
        ("prices", "index == 0", "price"): "-1",
        ("work_legs", "work == 'E01'", "to_bus"): "ZBR electricity",
        ("works", "work == 'E13'", "variant_of"): "E10",
    }
    for (name, rows, column), value in cells.items():
        table = pd.read_csv(tmp_path / f"data/{name}.csv", dtype="string", keep_default_na=False)
        table.loc[table.query(rows, engine="python").index[0], column] = value
        table.to_csv(tmp_path / f"data/{name}.csv", index=False)
    with pytest.raises(InputError) as caught:
        check_all(tmp_path / "data", validate(SETTINGS))
    return str(caught.value)


@pytest.mark.parametrize(
    "part",
    [
        "prices.csv, row 2, column price: found '-1'",
        "another bus than from_bus",
        "E10, E13",
        "config, column works.on: found 'E999'; allowed: a work of works.csv",
        "config, column works.year_in_service: found 'E077'; allowed: a work of works.csv; nearest: 'E07'",
        "E09, E09h",
    ],
)
def test_tables_and_configuration_are_told_together(told: str, part: str) -> None:
    assert part in told


def test_the_message_counts_its_faults(told: str) -> None:
    numbers = [int(number) for number in re.findall(r"^  (\d+)\. ", told, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert told.startswith(f"{len(numbers)} faults in the input, nothing was written:")


def test_a_missing_file_is_told_with_the_table_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nodes.csv: found 'no such file'; allowed: the table nodes"):
        read_group(tmp_path, ["common"])


def test_ids_in_the_configuration_are_told_at_once() -> None:
    raw = {"network": {"clusters": ["ANRR"], "exclude": ["electrolysys"]}, "demand": {"activity": {"stel": 0.8}}}
    with pytest.raises(InputError) as caught:
        check_all(ROOT / "data", validate(raw))
    assert {fault.value for fault in caught.value.faults} == {"ANRR", "electrolysys", "stel"}


def test_the_base_case_has_no_fault() -> None:
    assert len(check_all(ROOT / "data", Config())) > 20
