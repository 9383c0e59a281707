"""Files that people hand in, as text: whatever is wrong with one is a fault that says what to do about it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from werven.errors import Fault, InputError

#: More than any table or configuration a person edits [bytes]: an hourly year of thirty columns is 3 MB.
LARGEST = 100_000_000
UTF8 = "text in UTF-8 (in Excel: save as 'CSV UTF-8')"
#: How files begin that are no text, and what they are.
BEGINNINGS = {
    b"PK\x03\x04": ("an Excel workbook or another zip archive", "save the sheet as 'CSV UTF-8' and name that file"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", "save the sheet as 'CSV UTF-8' and name that file"),
    b"\x1f\x8b": ("a compressed file", "unpack it and name what was in it"),
    b"CDF": ("a netCDF file", UTF8),
    b"\x89HDF": ("an HDF5 or netCDF file", UTF8),
    b"PAR1": ("a parquet file", UTF8),
    b"version https://git-lfs": ("a pointer of git LFS, not the file itself", "fetch the file: git lfs pull"),
    codecs.BOM_UTF16_LE: ("UTF-16", UTF8),
    codecs.BOM_UTF16_BE: ("UTF-16", UTF8),
}
#: Bytes 80 to 9F are letters in Windows' own encoding and nothing in ISO 8859-1.
WINDOWS = re.compile(rb"[\x80-\x9f]")


def text_of(path: str | Path, largest: int = LARGEST) -> str:
    r"""Return the text of a file in UTF-8, without a mark of the byte order, lines ended by ``\n``.

    Parameters
    ----------
    path : str or Path
        A regular file; a pipe or a device is refused before it is opened.
    largest : int
        Size that is still read [bytes].

    Raises
    ------
    InputError
        One fault: no such file, no regular file, too large, empty, no text, NUL bytes, another encoding, lines that
        end in CR alone.
    """
    content = _bytes(Path(path), largest)
    for beginning, (found, allowed) in BEGINNINGS.items():
        if content.startswith(beginning):
            raise _fault(path, "", found, allowed)
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        raise _fault(path, "", "nothing: the file is empty", "a file with content")
    if b"\x00" in content:
        raise _fault(
            path, _line(content, content.index(b"\x00")), "a NUL byte", f"{UTF8}; the file is damaged or UTF-16"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _fault(path, _line(content, error.start), *_encoding(content, error.start)) from None
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        raise _fault(
            path, str(text.count("\n", 0, text.index("\r")) + 1), "a line that ends in CR", "lines that end in LF"
        )
    return text


def _bytes(path: Path, largest: int) -> bytes:
    """Return what a regular file holds."""
    try:
        if not path.exists():
            found = "a link to a file that is not there" if path.is_symlink() else "no such file"
            raise _fault(path, "", found, "a file that is there")
        if not path.is_file():
            raise _fault(path, "", "a folder" if path.is_dir() else "a pipe or a device", "a regular file")
        if path.stat().st_size > largest:
            raise _fault(path, "", f"{path.stat().st_size:,} bytes", f"at most {largest:,} bytes")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise _fault(path, "", str(error), "a file that can be read") from None


def _line(content: bytes, position: int) -> str:
    """Return the number of the line that holds a byte."""
    return str(content.count(b"\n", 0, position) + 1)


def _encoding(content: bytes, position: int) -> tuple[str, str]:
    """Return what the line with a byte that is no UTF-8 holds when it is read as Windows does, and what is allowed."""
    begin, end = content.rfind(b"\n", 0, position) + 1, content.find(b"\n", position)
    line = content[begin : end if end >= 0 else len(content)]
    before, after = line[: position - begin][-20:], line[position - begin :][:20]
    guess = "cp1252" if WINDOWS.search(content) else "latin-1 or cp1252"
    return (before + after).decode("cp1252", "replace").strip(), f"{UTF8}; this looks like {guess}"


def _fault(path: str | Path, row: str, found: str, allowed: str) -> InputError:
    return InputError([Fault(str(path), row, "", found, allowed)])
