"""Tables as the page takes them: column by column, texts once, equal tables once."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

DIGITS = 6
"""Significant digits of a number."""


def number(value: float, decimals: int | None = None) -> float | int | None:
    """Return a number short enough to be sent, or None where there is none.

    Parameters
    ----------
    value : float
        Any number; NaN and infinity are none.
    decimals : int, optional
        Decimals to keep; without it, `DIGITS` significant digits.

    Examples
    --------
    >>> number(1234567.8), number(0.1 + 0.2), number(float("nan")), number(1234.5678, 2)
    (1234570, 0.3, None, 1234.57)
    """
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{DIGITS}g}") if decimals is None else round(value, decimals)
    return int(short) if short == int(short) else short


def column(values: pd.Series, decimals: int | None = None) -> Any:
    """Return a column: a list of numbers or truths, or the texts once and which of them stands in each row."""
    if pd.api.types.is_bool_dtype(values):
        return [None if pd.isna(value) else bool(value) for value in values]
    if pd.api.types.is_numeric_dtype(values):
        return [number(value, decimals) for value in values.astype(object).where(values.notna(), np.nan).map(float)]
    texts = values.astype(object).where(values.notna(), "").map(str)
    codes, unique = pd.factorize(texts)
    return {"t": [str(text) for text in unique], "i": [int(code) for code in codes]}


class Tables:
    """Keeps tables under the hash of what they hold, so that scenarios that agree share them."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def keep(self, table: pd.DataFrame, decimals: Mapping[str, int] | None = None) -> str:
        """Keep a table and return its name.

        Parameters
        ----------
        table : DataFrame
            Texts, numbers and truths; its index is left out.
        decimals : mapping of str to int, optional
            Decimals to keep by column; `DIGITS` significant digits elsewhere.
        """
        places = decimals or {}
        columns = {str(name): column(table[name], places.get(str(name))) for name in table.columns}
        return self.put({"n": len(table), "c": columns})

    def put(self, content: Any) -> str:
        """Keep anything that can be written as JSON and return its name."""
        name = digest(content)
        self._kept[name] = content
        return name

    def all(self) -> dict[str, Any]:
        """Return every table by name."""
        return dict(sorted(self._kept.items()))


def digest(content: Any) -> str:
    """Return a short name of what can be written as JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def mask(members: Iterable[str], order: Mapping[str, int]) -> str:
    """Return a set of works as a hexadecimal number; bit i stands for the work at place i.

    >>> mask(["C04", "E01"], {"C03": 0, "C04": 1, "E01": 2})
    '6'
    """
    return f"{sum(1 << order[work] for work in members):x}"
