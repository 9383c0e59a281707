"""Faults in the input, collected and told in one message."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The row that a fault of the columns themselves names.
HEADER = "header"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in the input.

    Attributes
    ----------
    file : str
        File, table or configuration the fault is in.
    row : str
        Row as a person would name it (line number or id), empty when it concerns the whole file.
    column : str
        Column or key, empty when it concerns the whole row.
    value : str
        The value found.
    allowed : str
        What would have been accepted.
    nearest : str
        Nearest right spelling, empty when there is none.
    """

    file: str
    row: str = ""
    column: str = ""
    value: str = ""
    allowed: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (self.file, self.row and f"row {self.row}", self.column and f"column {self.column}")
            if part
        )
        hint = f"; nearest: {self.nearest!r}" if self.nearest else ""
        return f"{where}: found {self.value!r}; allowed: {self.allowed}{hint}"


class InputError(ValueError):
    """Bad input. The message lists every fault that was found.

    Parameters
    ----------
    faults : iterable of Fault
        At least one fault.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: list[Fault] = list(dict.fromkeys(faults))
        lines = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(self.faults, start=1))
        count = len(self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} in the input, nothing was written:\n{lines}")


class BuildError(ValueError):
    """The network cannot be built: a bus, carrier or rate does not fit."""


class SolveError(RuntimeError):
    """The solver did not report an optimum, or demand was left unserved."""


def nearest(word: object, candidates: Iterable[object]) -> str:
    """Return the candidate spelled most like `word`, or an empty string.

    Parameters
    ----------
    word : object
        The spelling found; compared as text, case ignored.
    candidates : iterable
        The spellings that would be right; of two that are as near, the one that begins alike.
    """
    by_lower = {str(candidate).lower(): str(candidate) for candidate in candidates}
    typed = str(word).lower()
    match = difflib.get_close_matches(typed, by_lower, n=5, cutoff=0.5)

    def likeness(candidate: str) -> tuple[float, bool]:
        return difflib.SequenceMatcher(None, candidate, typed).ratio(), candidate[:1] == typed[:1]

    return by_lower[max(match, key=likeness)] if match else ""


def kind_of(value: object) -> str:
    """Return what something is, and its value where that is short."""
    told = repr(value)
    return f"{type(value).__name__} {told}" if len(told) <= 60 else type(value).__name__


def number_faults(
    where: str, key: str, value: object, allowed: str, least: float = 0.0, most: float = math.inf
) -> list[Fault]:
    """Return a fault when something is no finite number from `least` to `most`; true and false are no numbers."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return [Fault(where, "", key, kind_of(value), allowed)]
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if value == abs(value) else -math.inf
    good = math.isfinite(number) and least <= number <= most
    return [] if good else [Fault(where, "", key, f"{number:g}", allowed)]


def make_plain(settings: object, kinds: Mapping[str, type[int] | type[float]]) -> None:
    """Make plain numbers of those of a frozen dataclass that were found right: 4.0, Fraction(4) and numpy's 4 are 4."""
    for key, kind in kinds.items():
        if (value := getattr(settings, key)) is not None:
            object.__setattr__(settings, key, kind(value))


def raise_if(faults: list[Fault]) -> None:
    """Raise `InputError` when there is at least one fault."""
    if faults:
        raise InputError(faults)
