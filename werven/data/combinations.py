"""Combinations of works that somebody wants to see: `config/combinations.csv`, checked before the first job.

A reader of a ranking who misses a combination asks for it with a row; the ranking of that scenario, year and closure
solves it after everything else. Files of several readers may be pasted together: headers that stand between rows and
rows that occur twice do no harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from werven.coalition import Coalition, label
from werven.config.kinds import FIRST_YEAR, LAST_YEAR
from werven.config.settings import Config
from werven.data.assumptions import Assumptions
from werven.data.column_kinds import text, year
from werven.data.inputs import read_changed
from werven.data.register import unavailable
from werven.data.tables import Table, header_faults
from werven.errors import Fault, InputError, nearest, raise_if
from werven.reading.cells import length_fault, rows_of, twice

TABLE = Table(
    "combinations",
    "Combinations of works that a ranking solves besides its own (docs/ranking.md). A row may occur twice.",
    "",
    {
        "scenario": text("Scenario"),
        "year": year("Year of the scenario"),
        "closure": text("Closure of a ranking of the scenario"),
        "coalition": text("Works that are built: ids joined by +, in any order; empty: the reference", empty=True),
        "note": text("Who asked, and why", empty=True),
    },
    ("scenario", "year", "closure", "coalition"),
)
READS = ("nodes", "works", "work_legs", "projects")
"""Tables that tell which works play."""


@dataclass(frozen=True)
class Combination:
    """A row of the file.

    Attributes
    ----------
    scenario, year, closure : str, int, str
        The ranking that is asked.
    works : frozenset of str
        Works that are built.
    line : int
        Line of the file.
    """

    scenario: str
    year: int
    closure: str
    works: Coalition
    line: int


def read_combinations(path: Path) -> list[Combination]:
    """Read the combinations that are asked for.

    Parameters
    ----------
    path : Path
        CSV with the columns of `TABLE`; without such a file nothing is asked for.

    Raises
    ------
    InputError
        Lists every fault of the file: unreadable, wrong columns, a row of another length, a year that is no year, a
        coalition that cannot be read or names a work twice.
    """
    found, faults = _parsed(path)
    raise_if(faults)
    return found


def asked(combinations: Iterable[Combination], scenario: str, year: int, closure: str) -> list[str]:
    """Return what is asked of one ranking: every coalition once, as `werven.coalition.label` writes it, sorted.

    Examples
    --------
    >>> asked([Combination("base", 2040, "ets", frozenset({"C04", "C03"}), 2)], "base", 2040, "ets")
    ['C03+C04']
    """
    wanted = (scenario, year, closure)
    return sorted({label(one.works) for one in combinations if (one.scenario, one.year, one.closure) == wanted})


def combination_faults(
    path: Path, data: Path, configs: Mapping[str, Config], scenarios: Collection[str]
) -> list[Fault]:
    """Return everything that is wrong with the combinations that are asked for.

    Parameters
    ----------
    path : Path
        As in `read_combinations`.
    data : Path
        Folder of the tables.
    configs : mapping of str to Config
        Scenarios that are right.
    scenarios : collection of str
        Names of all scenarios: rows of one that has faults of its own are not held against it.
    """
    found, faults = _parsed(path)
    registers: dict[tuple[str, int], Mapping[str, str]] = {}
    for row in found:
        place = (str(path), str(row.line))
        if row.scenario in configs:
            config, key = configs[row.scenario], (row.scenario, row.year)
            faults += _ranking_faults(row, config, place)
            if row.year in config.years:
                if key not in registers:
                    registers[key] = _register(data, config, row.year)
                faults += _work_faults(row, registers[key], place)
        elif row.scenario not in scenarios:
            told = "one of " + ", ".join(scenarios)
            faults.append(Fault(*place, "scenario", row.scenario, told, nearest(row.scenario, scenarios)))
    return faults


def _ranking_faults(row: Combination, config: Config, place: tuple[str, str]) -> list[Fault]:
    """Return years and closures that the scenario does not have."""
    faults = []
    if row.year not in config.years:
        told = f"one of {', '.join(map(str, config.years))}, the years of {row.scenario}"
        faults.append(Fault(*place, "year", str(row.year), told))
    if row.closure not in config.rank.closures:
        told = f"one of {', '.join(config.rank.closures)}, the closures of {row.scenario}"
        faults.append(Fault(*place, "closure", row.closure, told, nearest(row.closure, config.rank.closures)))
    return faults


def _work_faults(row: Combination, register: Mapping[str, str], place: tuple[str, str]) -> list[Fault]:
    """Return works that are unknown, or that nobody can choose in the year."""
    faults = []
    for work in sorted(row.works) if register else []:
        if work not in register:
            faults.append(Fault(*place, "coalition", work, "a work of works.csv", nearest(work, register)))
        elif register[work]:
            told = f"candidates of {row.scenario} in {row.year}; {work} {register[work]}"
            faults.append(Fault(*place, "coalition", work, told))
    return faults


def _register(data: Path, config: Config, year: int) -> dict[str, str]:
    """Return the ids of the register, and why those that are no candidates are none; nothing when it has faults.

    Where projects play their ids are let through: which have room in the year is told when the ranking begins.
    """
    try:
        tables = read_changed(data, READS, config)
    except InputError:
        return {}
    ids = tables["works"]["work"].astype(str).tolist()
    if config.rank.players != "works":
        ids += tables["projects"]["project"].astype(str).tolist()
    return dict.fromkeys(ids, "") | unavailable(Assumptions(tables, config, year))


def _parsed(path: Path) -> tuple[list[Combination], list[Fault]]:
    """Return the rows that can be read, and the faults of the others."""
    if not path.exists():
        return [], []
    try:
        (_, header), *lines = _lines(path)
    except InputError as error:
        return [], error.faults
    faults = header_faults(header, TABLE, str(path)) + twice(header, str(path))
    if faults:
        return [], faults
    found: list[Combination] = []
    for line, cells in lines:
        if sorted(cells) == sorted(header):
            header = cells
        elif wrong := length_fault(cells, header, str(path), line):
            faults += wrong
        else:
            row, more = _row(str(path), line, dict(zip(header, cells, strict=True)))
            found, faults = [*found, *row], [*faults, *more]
    return found, faults


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Return the lines with anything in them: number, and cells without blanks and marks of the byte order.

    Raises
    ------
    InputError
        As `werven.reading.cells.rows_of`.
    """
    return [
        (number, [cell.strip("\ufeff \t") for cell in cells]) for number, cells in rows_of(path, str(path), tall=True)
    ]


def _row(file: str, line: int, cells: Mapping[str, str]) -> tuple[list[Combination], list[Fault]]:
    """Return the combination of a row, or why there is none."""
    faults = []
    if not cells["year"].isdecimal() or not FIRST_YEAR <= int(cells["year"]) <= LAST_YEAR:
        faults.append(Fault(file, str(line), "year", cells["year"], f"a year from {FIRST_YEAR} to {LAST_YEAR}"))
    ids = [work.strip() for work in cells["coalition"].split("+")] if cells["coalition"] else []
    if "" in ids:
        faults.append(Fault(file, str(line), "coalition", cells["coalition"], "ids joined by +, or nothing"))
    for work in sorted({work for work in ids if work and ids.count(work) > 1}):
        faults.append(Fault(file, str(line), "coalition", work, "every work once"))
    if faults:
        return [], faults
    return [Combination(cells["scenario"], int(cells["year"]), cells["closure"], frozenset(ids), line)], []
