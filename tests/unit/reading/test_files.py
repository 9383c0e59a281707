"""Files as text, and what is said of those that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from werven.errors import InputError
from werven.reading.files import text_of

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "found 'nothing: the file is empty'; allowed: a file with content"),
    "blanks": (b" \r\n\n", "the file is empty"),
    "UTF-16": ("a,b\n1,2\n".encode("utf-16"), "found 'UTF-16'; allowed: text in UTF-8"),
    "UTF-16 without a mark": ("a,b\n1,2\n".encode("utf-16-le"), "row 1: found 'a NUL byte'; allowed: text in UTF-8"),
    "cp1252": ("name\nGent\nLuxé – 5 €\n".encode("cp1252"), "row 3: found 'Luxé – 5 €'; allowed: text in UTF-8"),
    "latin-1": ("Luxé\n".encode("latin-1"), "this looks like latin-1 or cp1252"),
    "workbook": (b"PK\x03\x04\x14\x00", "an Excel workbook or another zip archive'; allowed: save the sheet as"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "allowed: fetch the file: git lfs pull"),
    "NUL": (b"a,b\n1,2\n\x00\x00", "row 3: found 'a NUL byte'"),
    "CR": (b"a,b\r1,2\r", "row 1: found 'a line that ends in CR'"),
    "CR somewhere": (b"a,b\n1,2\r\n3\r4,5\n", "row 3: found 'a line that ends in CR'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_text_is_refused_and_named(name: str, tmp_path: Path) -> None:
    content, says = REFUSED[name]
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        text_of(path)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    assert says in str(fault)


@pytest.mark.parametrize("content", ["a,b\r\n1,é\r\n", "\ufeffa,b\n1,é\n"])
def test_marks_and_line_ends_of_windows_are_read(content: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content.encode())
    assert text_of(path) == "a,b\n1,é\n"


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_text("abc", encoding="utf-8")
    for name, says in (
        ("absent", "no such file"),
        ("", "a folder"),
        ("pipe", "a pipe or a device"),
        ("a\x00b", "no such file"),
        ("x" * 300, "File name too long"),
    ):
        with pytest.raises(InputError, match=says):
            text_of(tmp_path / name)
    with pytest.raises(InputError, match="at most 2 bytes"):
        text_of(tmp_path / "large", largest=2)
