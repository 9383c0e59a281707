"""Every table of the base case made wrong in every way: refused, legal, or a traceback.

    python benchmarks/fuzz_tables.py --seed 1 --rows 2 --out benchmarks/results/fuzz_tables.json
    python benchmarks/fuzz_tables.py --tables works prices --rows 5

Cells of every column, rows, headers, encodings and lengths of the files of ``data/`` are changed one at a time, and
what `werven.data.inputs` says is noted. A change that is taken must have a reason (`reason`); a traceback, or a change
that is taken without one, is printed and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest import mock

from werven.config.settings import Config
from werven.data import inputs
from werven.data.checks import across as checks
from werven.data.outline import WHOLE, drawing_faults
from werven.data.schemas import TABLES
from werven.data.tables import Column, Table, examined
from werven.errors import Fault, InputError
from werven.names import is_id

EVERY: dict[str, Table] = {**TABLES, **WHOLE}
#: Values of a cell that nobody means, by kind of column.
NUMBERS = ("inf", "-inf", "nan", "NaN", "1e400", "1e308", "-1e308", "1e12", "2,5", "1.000,5", "1 000", "1_000", "0x10")
NUMBERS += ("abc", "5%", "١٢", "1.2.3", "--1", "", "True", "1e", "-1", "0")
WORDS = ("", "zzz", "a+b", "a;b", "../../x", "a/b", 'x"y', "a\nb", "a\x07b", "{x}", "*", "nan", "x" * 300, "é")
WORDS += ("#12", "=1+1")
YEARS = ("", "0", "-1", "20300", "2030.5", "1e9", "inf", "nan", "abc", "2030,0", "30")
FLAGS = ("", "WAAR", "1", "yes", "nan", "oui")

#: Columns in which any text is legal: names, remarks and sources; nothing is looked up by them.
FREE = {"source", "note", "name", "name_nl", "name_en", "licence", "municipality", "capacity_note", "promoter", "plan"}
FREE |= {"company", "type", "asset", "block", "feature", "study", "remark_nl", "remark_en"}
#: Columns of ids that no other table and no code refers to: another id is another name.
NAMES = {
    ("grid", "corridor"),
    ("corridors", "corridor"),
    ("sites", "site"),
    ("projects", "project"),
    ("storages", "storage"),
    ("capture_steps", "step"),
    ("work_legs", "leg"),
    ("infrastructure_costs", "infrastructure"),
    ("places", "place"),
    ("industry_balance", "item"),
    ("inventory_2023", "item"),
}
#: Why a row less is legal: nothing else in the tables tells that it should be there.
ROW_LESS = {
    "assets": "a plant fewer: what stands is for the user to say, as long as something makes the products of 2023",
    "capture_steps": "a step fewer: the rest of the stream cannot be captured",
    "corridors": "a corridor fewer: the sizing run cannot build it",
    "demand_2023": "a demand fewer: only what every cluster and activity has is known",
    "efficiency": "all years of a carrier fewer: its specific consumption stays that of 2023",
    "grid": "a line fewer, as long as every cluster is reached",
    "heat_stock": "a share fewer, as long as all heat of 2023 has some",
    "industry_balance": "a row that no step of the back-cast stands beside",
    "infrastructure_costs": "a cost that no corridor and no line uses",
    "neighbour_supply": "the first or last year of a step: coal ends, hydrogen begins",
    "places": "a label fewer on the maps",
    "potentials": "a year between others: it is interpolated",
    "prices": "a year of an item with one row, or before shipping begins",
    "projects": "a project fewer",
    "sites": "a site fewer, as long as the total is met",
    "storages": "a store fewer: it cannot be built",
    "technology_costs": "a technology with one year of costs has them for every year",
    "technology_ports": "a port without energy or carbon",
    "trading_capacity": "a year fewer",
    "work_legs": "the last leg of a work",
    "nodes": "a node that no table names",
    "carriers": "a carrier that no table names",
    "outline": "the last point of a part: the drawing is coarser there",
}


@dataclass(frozen=True)
class Case:
    """One change: table, kind of change, where, and the file as it then is."""

    table: str
    kind: str
    where: str
    content: bytes
    column: str = ""
    value: str = ""
    old: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a case, ``refused``, ``legal``, ``taken`` (no reason known) or ``traceback``; what was said."""

    table: str
    kind: str
    where: str
    result: str
    said: str


@dataclass(frozen=True)
class Sheet:
    """A table as cells."""

    name: str
    text: str
    header: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, path: Path) -> Sheet:
        """Read one."""
        text = path.read_text(encoding="utf-8")
        header, *rows = csv.reader(io.StringIO(text))
        return cls(path.stem, text, header, rows)

    def written(
        self, rows: Sequence[Sequence[str]], header: Sequence[str] | None = None, separator: str = ","
    ) -> bytes:
        """Return the file with other rows or another header."""
        file = io.StringIO()
        writer = csv.writer(file, delimiter=separator, lineterminator="\n")
        writer.writerows([self.header if header is None else header, *rows])
        return file.getvalue().encode()


def cells(sheet: Sheet, chosen: Sequence[int], draw: random.Random, values: int) -> Iterator[Case]:
    """Yield bad values of every column, in some rows; so many of them, drawn."""
    words = {"number": NUMBERS, "year": YEARS, "flag": FLAGS, "text": WORDS}
    for position, name in enumerate(sheet.header):
        column = EVERY[sheet.name].columns[name]
        for row in chosen:
            old = sheet.rows[row][position]
            extra = (f"{old} ", f" {old}", f"{old}x", old.upper()) if column.kind == "text" else (f"{old}x",)
            bad = [value for value in dict.fromkeys((*words[column.kind], *extra)) if value != old]
            for value in draw.sample(bad, min(values, len(bad))):
                changed = [*sheet.rows[row][:position], value, *sheet.rows[row][position + 1 :]]
                content = sheet.written([*sheet.rows[:row], changed, *sheet.rows[row + 1 :]])
                yield Case(sheet.name, "cell", f"row {row + 2}", content, name, value, old)


def rows(sheet: Sheet, chosen: Sequence[int]) -> Iterator[Case]:
    """Yield a row less, a row twice, and rows a cell short or long."""
    for row in chosen:
        where, line = f"row {row + 2}", sheet.rows[row]
        before, after = sheet.rows[:row], sheet.rows[row + 1 :]
        yield Case(sheet.name, "row less", where, sheet.written([*before, *after]))
        yield Case(sheet.name, "row twice", where, sheet.written([*before, line, line, *after]))
        yield Case(sheet.name, "row short", where, sheet.written([*before, line[:-1], *after]))
        yield Case(sheet.name, "row long", where, sheet.written([*before, [*line, "x"], *after]))


def headers(sheet: Sheet) -> Iterator[Case]:
    """Yield every name of the header misspelt, left out with its cells, twice, and with a blank."""
    for position, name in enumerate(sheet.header):
        changed = {
            "misspelt": f"{name}x",
            "in capitals": name.upper(),
            "with a blank": f" {name}",
            "empty": "",
            "twice": sheet.header[position - 1],
        }
        for kind, word in changed.items():
            header = [*sheet.header[:position], word, *sheet.header[position + 1 :]]
            yield Case(sheet.name, f"header {kind}", name, sheet.written(sheet.rows, header))
        without = [[*line[:position], *line[position + 1 :]] for line in sheet.rows]
        header = [*sheet.header[:position], *sheet.header[position + 1 :]]
        yield Case(sheet.name, "column less", name, sheet.written(without, header), name)
        double = [[*line, line[position]] for line in sheet.rows]
        yield Case(sheet.name, "column twice", name, sheet.written(double, [*sheet.header, name]))


def files(sheet: Sheet) -> Iterator[Case]:
    """Yield the file in other encodings, cut off, empty, as something else, or damaged."""
    text, lines = sheet.text, sheet.text.splitlines(keepends=True)
    whole = text.encode()
    middle = len(lines) // 2
    short = next(line for line in lines[middle:] if line.count(",") > 3)
    comma = [[cell.replace(".", ",") for cell in line] for line in sheet.rows]
    changed: dict[str, bytes] = {
        "empty": b"",
        "blank": b"\n \n",
        "only a header": lines[0].encode(),
        "half, at a line end": "".join(lines[:middle]).encode(),
        "two thirds, at a line end": "".join(lines[: 2 * len(lines) // 3]).encode(),
        "cut in a row": ("".join(lines[:middle]) + short[: short.index(",", 3)]).encode(),
        "cut in a quote": "".join([*lines[:-1], '"half']).encode(),
        "UTF-16": text.encode("utf-16"),
        "UTF-16 without a mark": text.encode("utf-16-le"),
        "cp1252": (lines[0] + lines[1].replace(",", ",é", 1) + "".join(lines[2:])).encode("cp1252", "replace"),
        "CR": text.replace("\n", "\r").encode(),
        "semicolons": sheet.written(sheet.rows, separator=";"),
        "semicolons and decimal commas": sheet.written(comma, separator=";"),
        "tabs": sheet.written(sheet.rows, separator="\t"),
        "NUL": whole[: len(whole) // 2] + b"\x00" + whole[len(whole) // 2 :],
        "git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "merge conflict": "".join([lines[0], "<<<<<<< HEAD\n", *lines[1:]]).encode(),
        "page of the web": b"<!DOCTYPE html>\n<html><body>Not found</body></html>\n",
        "zip": b"PK\x03\x04" + bytes(20),
        "without a header": "".join(lines[1:]).encode(),
        "header twice": "".join([*lines[:middle], lines[0], *lines[middle:]]).encode(),
        "twice": (text + text).encode(),
        "with a mark": b"\xef\xbb\xbf" + whole,
        "CR and LF": text.replace("\n", "\r\n").encode(),
        "blank lines": "".join([*lines[:middle], "\n", *lines[middle:], "\n\n"]).encode(),
        "without a last line end": whole.rstrip(b"\n"),
    }
    for kind, content in changed.items():
        yield Case(sheet.name, f"file {kind}", "", content)


WRONG = ("taken", "traceback")
#: Forms of a file that are read as they are meant.
GOOD_FORMS = ("file with a mark", "file CR and LF", "file blank lines", "file without a last line end")


def reason(case: Case) -> str:
    """Return why a case may be taken; nothing when it may not."""
    table = EVERY[case.table]
    if case.kind in GOOD_FORMS:
        return "read as it is meant"
    if case.kind == "row less":
        return ROW_LESS.get(case.table, "")
    if case.kind == "column less" and case.column in table.optional:
        return "an optional column"
    return _cell_reason(table.columns[case.column], case) if case.kind == "cell" else ""


def _cell_reason(column: Column, case: Case) -> str:
    """Return why a value of a cell may be taken."""
    value = case.value.strip()
    if value == case.old and not column.form:
        return "blanks around a text do no harm"
    if value.lower() == case.old.lower() and case.old.startswith("#"):
        return "a colour in capitals is the same colour"
    if (case.table, case.column) in NAMES and (is_id(case.value) or not column.form):
        return "a name that nothing refers to"
    if not value:
        return "may be empty" if column.empty else ""
    if column.kind in ("number", "year"):
        plain = value in ("0", "-1", "30")
        return "a number within its range: whether it is right, nobody knows" if plain else ""
    if case.column in FREE and not column.form and "\n" not in value and "\x07" not in value:
        return "free text"
    return ""


class Judge:
    """Holds the base case, and says what becomes of it with one file changed."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.data, self.folder = data, folder
        self.base = inputs.read_tables(data)
        self.lost: set[str] = set()

    def __call__(self, case: Case) -> Outcome:
        """Return what became of a case."""
        try:
            faults = self.faults(case)
        except Exception:
            result, said = "traceback", traceback.format_exc()
        else:
            said = str(faults[0]) if faults else reason(case)
            result = "refused" if faults else "legal" if said else "taken"
        where = ", ".join(part for part in (case.where, case.column, repr(case.value) if case.column else "") if part)
        return Outcome(case.table, case.kind, where, result, said)

    def faults(self, case: Case) -> list[Fault]:
        """Return what is said about a case; only the rules that look at its table can say something new."""
        (self.folder / f"{case.table}.csv").write_bytes(case.content)
        if case.table in WHOLE:
            for name in WHOLE.keys() - {case.table}:
                (self.folder / f"{name}.csv").write_bytes((self.data / f"{name}.csv").read_bytes())
            return drawing_faults(self.folder)
        frame, faults = examined(self.folder / f"{case.table}.csv", TABLES[case.table])
        if faults and frame.empty:
            if case.table in self.lost:
                return faults  # the same as the last time: the other tables without this one
            self.lost.add(case.table)
        right = {name: table for name, table in self.base.right.items() if name != case.table}
        if not faults:
            right[case.table] = frame
        found = inputs.Tables(right, {**self.base.known, case.table: frame}, faults)
        mine = tuple((needs, rule) for needs, rule in checks.CHECKS if case.table in needs)
        with mock.patch.object(inputs, "CHECKS", mine):
            try:
                inputs.check(found, Config())
            except InputError as error:
                return error.faults
        return []


def cases(data: Path, tables: Sequence[str], count: int, values: int, seed: int) -> Iterator[Case]:
    """Yield the cases of some tables: `values` of every column in `count` rows, drawn with a seed, and in the last."""
    for name in tables:
        sheet = Sheet.of(data / f"{name}.csv")
        draw = random.Random(f"{seed} {name}")
        chosen = sorted({*draw.sample(range(len(sheet.rows)), min(count, len(sheet.rows))), len(sheet.rows) - 1})
        yield from files(sheet)
        yield from headers(sheet)
        yield from rows(sheet, chosen)
        yield from cells(sheet, chosen, draw, values)


def judged(
    data: Path, tables: Sequence[str], count: int, values: int, seed: int, part: float = 1.0
) -> Iterator[Outcome]:
    """Yield what becomes of the cases of some tables, or of a part of them that is drawn too."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(data, Path(folder))
        for case in cases(data, tables, count, values, seed):
            if draw.random() < part:
                yield judge(case)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, print what is wrong and how many there were, keep everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--tables", nargs="*", default=list(EVERY), choices=list(EVERY))
    parser.add_argument("--rows", type=int, default=2, help="rows of a table whose cells are changed, besides the last")
    parser.add_argument("--values", type=int, default=99, help="bad values of a cell; all when there are fewer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/fuzz_tables.json"))
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    outcomes = []
    for outcome in judged(options.data, options.tables, options.rows, options.values, options.seed):
        outcomes.append(outcome)
        if outcome.result in WRONG:
            print(f"{outcome.result}: {outcome.table}, {outcome.kind}, {outcome.where}\n{outcome.said}", flush=True)
    wrong = [outcome for outcome in outcomes if outcome.result in WRONG]
    counts = Counter(outcome.result for outcome in outcomes)
    summary = {"seed": options.seed, "rows": options.rows, "values": options.values, "cases": len(outcomes), **counts}
    summary["seconds"] = round(time.perf_counter() - began, 1)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    legal = Counter(f"{o.table}, {o.kind}: {o.said}" for o in outcomes if o.result == "legal")
    record = {**summary, "wrong": [asdict(outcome) for outcome in wrong], "legal": legal}
    options.out.write_text(json.dumps(record, indent=1), encoding="utf-8")
    print(json.dumps(summary))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
