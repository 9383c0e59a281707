"""Remarks of readers: what is merged and in which order, what is refused, and that no cell is a formula."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from werven.atlas.remarks import COLUMNS, harmless, remarks_table, write_remarks
from werven.errors import InputError

REMARK: dict[str, object] = {
    "id": "one",
    "target": "work:C03",
    "text": "Te vroeg?",
    "author": "Ann",
    "created": "2026-11-20T10:00:00.000Z",
    "modified": "2026-11-20T10:00:00.000Z",
    "release": "r1",
    "scenario": "base",
    "year": 2040,
    "closure": "ets",
    "answer": "",
    "status": "open",
}
Write = Callable[..., Path]


def export(*changes: dict[str, object], **more: object) -> dict[str, object]:
    """Return a file of remarks as the atlas writes it; a remark for every set of changes."""
    head = {"format": "werven-remarks", "format_version": 1, "release": "r2", "exported": "2026-11-22T08:00:00Z"}
    return {**head, "remarks": [{**REMARK, **change} for change in changes], **more}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file of remarks."""

    def written(name: str, *changes: dict[str, object], **more: object) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(export(*changes, **more)), encoding="utf-8")
        return path

    return written


def faults(path: Path) -> list[str]:
    """Return what is said of a file, without its name."""
    with pytest.raises(InputError) as caught:
        remarks_table([path])
    return [str(fault).removeprefix(str(path)) for fault in caught.value.faults]


def test_a_remark_has_all_its_columns(write: Write) -> None:
    table = remarks_table([write("a.json", {"created": "2026-11-20T12:00:00+02:00"})])
    assert table.columns.tolist() == list(COLUMNS)
    told = "work,C03,r1,open,Ann,2026-11-20T10:00:00Z,2026-11-20T10:00:00Z,base,2040,ets,Te vroeg?,,a.json"
    assert ",".join(map(str, table.iloc[0])) == told


def test_of_a_remark_in_several_files_the_last_one_counts(write: Write) -> None:
    answered = {"modified": "2026-11-21T09:00:00Z", "answer": "Ja", "status": "answered"}
    early, late = write("early.json", {}, {"id": "two"}), write("late.json", answered)
    for files in ([early, late], [late, early]):
        table = remarks_table(files).set_index("text", append=True)
        assert len(table) == 2
        assert sorted(table["answer"]) == ["", "Ja"]
        names = "; ".join(path.name for path in files)
        assert table.loc[table["answer"] == "Ja", "files"].tolist() == [names]


def test_of_two_modified_at_once_that_of_the_later_file_counts(write: Write) -> None:
    later = write("later.json", {"status": "closed"}, exported="2026-11-23T08:00:00Z")
    assert remarks_table([later, write("a.json", {})])["status"].tolist() == ["closed"]


def test_remarks_stand_by_target_release_and_date(write: Write) -> None:
    rows = [
        {"id": "a", "target": "work:C04"},
        {"id": "b", "release": "r2"},
        {"id": "c", "created": "2026-11-20T11:00:00+02:00"},
        {"id": "d"},
        {"id": "e", "target": "view:ranking", "scenario": None, "year": None, "closure": None},
        {"id": "f", "target": "input:prices:natural_gas,2030"},
    ]
    table = remarks_table([write("a.json", *({**row, "text": row["id"]} for row in rows))])
    assert table["text"].tolist() == ["f", "e", "c", "d", "b", "a"]
    assert table["target"].tolist()[:2] == ["prices:natural_gas,2030", "ranking"]
    assert table["year"].isna().tolist() == [False, True, False, False, False, False]


def test_files_without_remarks_and_keys_of_a_later_page_are_let_through(write: Write) -> None:
    assert remarks_table([write("none.json")]).empty
    assert len(remarks_table([write("more.json", {"colour": "red"}, theme="dark")])) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "done"}, "column status: found 'done'; allowed: Input should be 'open', 'answered' or 'closed'"),
        ({"target": "plant:C03"}, "column target: found 'plant:C03'"),
        ({"target": "work:"}, "column target: found 'work:'"),
        ({"year": "2040"}, "column year: found '2040'; allowed: Input should be a valid integer"),
        ({"modified": "yesterday"}, "column modified: found 'yesterday'"),
        (
            {"modified": "2026-11-20T10:00:00"},
            "column modified: found '2026-11-20T10:00:00'; allowed: Input should have",
        ),
        ({"modified": 1763632800}, "column modified: found '1763632800'"),
        ({"text": None}, "column text: found 'None'; allowed: Input should be a valid string"),
        ({"id": ""}, "column id: found ''"),
    ],
)
def test_a_bad_value_is_told(write: Write, change: dict[str, object], told: str) -> None:
    (said,) = faults(write("a.json", {}, change))
    assert said.startswith(f", row 2 of remarks, {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ", row 1: found 'Expecting value (character 1)'; allowed: JSON"),
        ('{"format": 1,\n}', ", row 2: found"),
        ("[" * 100_000, ": found 'brackets without end'; allowed: JSON"),
        ("[]", ", column format: found 'list'; allowed: werven-remarks"),
        ('{"type": "FeatureCollection"}', ", column format: found 'no format'"),
        ('{"format": "other"}', ", column format: found 'other'"),
        (
            json.dumps(export(format_version=2)),
            ", column format_version: found '2'; allowed: at most 1: the file is of",
        ),
        (
            json.dumps(export(format_version="1")),
            ", column format_version: found '1'; allowed: Input should be a valid",
        ),
        (json.dumps(export(remarks={})), ", column remarks: found '{}'; allowed: Input should be a valid array"),
        (json.dumps(export(remarks=["hello"])), ", row 1 of remarks: found 'hello'"),
    ],
)
def test_a_file_that_holds_no_remarks_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    (said,) = faults(path)
    assert said.startswith(told)


def test_missing_keys_are_told_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"format": "werven-remarks", "format_version": 1, "remarks": [{"id": "x"}]}', encoding="utf-8")
    said = faults(path)
    assert len(said) == 2 + len(REMARK) - 1
    assert ", column release: found 'nothing'; allowed: Field required" in said
    assert ", row 1 of remarks, column status: found 'nothing'; allowed: Field required" in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        (" +1", " '+1"),
        ("\t@sum", "\t'@sum"),
        ("－1", "'－1"),
        ("first\n- second\r\n= third", "first\n'- second\r\n'= third"),
        ("a;=1+1", "a;'=1+1"),
        ('a; "=1+1"', 'a; "\'=1+1"'),
        ("3 - 1 = 2, met e-mail@adres", "3 - 1 = 2, met e-mail@adres"),
        ("", ""),
    ],
)
def test_no_text_is_a_formula(text: str, told: str) -> None:
    assert harmless(text) == told


def test_the_file_opens_in_a_spreadsheet_and_no_cell_is_a_formula(write: Write, tmp_path: Path) -> None:
    nasty = dict.fromkeys(("text", "author", "answer", "scenario", "closure", "release"), "=één;=2\n-3")
    path = tmp_path / "new" / "remarks.csv"
    write_remarks(remarks_table([write("=a.json", {**nasty, "target": "work:=C03"})]), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbftarget_kind,target,")
    for mark in ",", ";":
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=mark) for cell in row]
        assert "één" in "".join(cells)
        assert not [cell for cell in cells if cell.lstrip()[:1] in "=+-@" and cell.strip()]


def script(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the script by hand."""
    command = [sys.executable, str(ROOT / "scripts/remarks.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_script_writes_the_table_or_nothing(write: Write, tmp_path: Path) -> None:
    good, out = write("a.json", {}), tmp_path / "remarks.csv"
    bad = [write("b.json", {"status": "done"}), write("c.json", format="other"), tmp_path / "absent.json"]
    ended = script(str(good), *map(str, bad), "--out", str(out))
    assert ended.returncode == 1
    assert "3 faults in the input, nothing was written" in ended.stderr
    assert all(path.name in ended.stderr for path in bad)
    assert not out.exists()
    assert script(str(good), "--out", str(out)).returncode == 0
    assert out.read_text(encoding="utf-8-sig").count("\n") == 2
