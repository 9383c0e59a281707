"""Which words may be names: ids of rows, which are joined by `+` and `;`, and names that become files and rules."""

from __future__ import annotations

import re

LONGEST = 60
#: The CO2 price, where prices of carriers are told: no carrier is called so.
CO2_PRICE = "co2_price"
#: Coalitions are ids joined by +, lists are ids joined by ;, buses are ids joined by a blank: none may be in an id.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
ID_ALLOWED = f"a letter or digit, then letters, digits, _ . or - (no accents), at most {LONGEST} characters"
FILE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
FILE_NAME_ALLOWED = f"a letter, then letters, digits, _ or -, at most {LONGEST} characters"


def is_id(text: str) -> bool:
    """Say whether a word may be the id of a row: it is joined with others and stands in names of parts.

    Examples
    --------
    >>> is_id("C04b"), is_id("ANR.hub"), is_id("C04+"), is_id(" C04")
    (True, True, False, False)
    """
    return len(text) <= LONGEST and ID.fullmatch(text) is not None


def words_of(cell: object) -> list[str]:
    """Return the ids of a cell of a table, joined by ``;``; none of an empty one.

    Examples
    --------
    >>> words_of("NL; FR;"), words_of(None)
    (['NL', 'FR'], [])
    """
    return [part.strip() for part in cell.split(";") if part.strip()] if isinstance(cell, str) else []


def is_file_name(text: str) -> bool:
    """Say whether a word may become the name of a file, a folder or a rule: scenarios and closures.

    Examples
    --------
    >>> is_file_name("nuclear_out"), is_file_name("2030"), is_file_name("../x"), is_file_name("a b")
    (True, False, False, False)
    """
    return len(text) <= LONGEST and FILE_NAME.fullmatch(text) is not None
