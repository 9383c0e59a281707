"""Tables: what is read, what a scenario changes, and what bad input gets."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from werven.config.settings import Config, TableChange, validate
from werven.data.inputs import check_all, read_group, write_group
from werven.data.schemas import GROUPS, TABLES
from werven.data.tables import Column, Table, apply_changes, cleared, read, reference_faults, write
from werven.errors import Fault, InputError, nearest

ROOT = Path(__file__).parents[3]

PLANTS = Table(
    "plants",
    "Plants.",
    "network",
    {
        "plant": Column("text", "Id"),
        "node": Column("text", "Node", refers=("nodes", "node")),
        "fuel": Column("text", "Fuel", allowed=("gas", "coal"), empty=True),
        "capacity_mw": Column("number", "Capacity", "MW", ge=0, le=1000),
        "year": Column("year", "Year", "a", 1900, 2100, empty=True),
        "runs": Column("flag", "Does it run?"),
        "near": Column("text", "Others nearby", refers=("plants", "plant"), empty=True, many=True),
        "source": Column("text", "Source"),
        "note": Column("text", "Remark", empty=True),
    },
    ("plant",),
    frozenset({"note"}),
)
NODES = Table("nodes", "Nodes.", "common", {"node": Column("text", "Id")}, ("node",))
GOOD = """\
plant,node,fuel,capacity_mw,year,runs,near,source
A,ANR,gas,100,2020,true,B,register
B,GNT,,250.5,,false,A; B,register
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a table of plants."""

    def written(text: str) -> Path:
        path = tmp_path / "plants.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def frame(text: str) -> pd.DataFrame:
    """Return a table given as text."""
    return pd.read_csv(io.StringIO(text), sep=r"\s+", dtype="string")


def test_a_good_table_is_typed_and_optional_columns_are_added(file: Callable[[str], Path]) -> None:
    plants = read(file(GOOD), PLANTS)
    assert plants["capacity_mw"].tolist() == [100.0, 250.5]
    assert plants["year"].tolist() == [2020, pd.NA]
    assert plants["runs"].tolist() == [True, False]
    assert plants["fuel"].isna().tolist() == [False, True]
    assert plants["note"].isna().all()


def test_a_table_is_read_back_as_it_was_written(file: Callable[[str], Path], tmp_path: Path) -> None:
    plants = read(file(GOOD), PLANTS)
    write(plants, tmp_path / "new/plants.csv")
    pd.testing.assert_frame_equal(read(tmp_path / "new/plants.csv", PLANTS), plants)


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "value", "hint"),
    [
        ("A,ANR,gas,100", "A,ANR,gas,-1", "2", "capacity_mw", "-1", ">= 0"),
        ("A,ANR,gas,100", "A,ANR,gas,1001", "2", "capacity_mw", "1001", "<= 1000"),
        ("A,ANR,gas,100", "A,ANR,gas,", "2", "capacity_mw", "", "not empty"),
        ("A,ANR,gas,100", "A,ANR,gas,many", "2", "capacity_mw", "many", "a number [MW]"),
        ("A,ANR,gas", "A,ANR,ga", "2", "fuel", "ga", "nearest: 'gas'"),
        ("2020,true", "2020.5,true", "2", "year", "2020.5", "a year"),
        ("2020,true", "2120,true", "2", "year", "2120", "<= 2100"),
        ("2020,true", "2020,perhaps", "2", "runs", "perhaps", "true or false"),
        ("B,GNT", "A,GNT", "3", "plant", "A", "an id that occurs once"),
        ("A; B,register", "A; B,", "3", "source", "", "not empty"),
        ("capacity_mw", "capacity_gw", "header", "capacity_mw", "", "nearest: 'capacity_gw'"),
        ("near,source", "nearby,source", "header", "nearby", "nearby", "nearest: 'near'"),
    ],
)
def test_bad_cells_are_refused(
    file: Callable[[str], Path], old: str, new: str, row: str, column: str, value: str, hint: str
) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(file(GOOD.replace(old, new, 1)), PLANTS)
    faults = [fault for fault in caught.value.faults if (fault.row, fault.column) == (row, column)]
    assert [fault.value for fault in faults] in ([value], [value, value])
    assert hint in str(caught.value)
    assert "plants.csv" in str(caught.value)


def test_every_bad_cell_is_listed(file: Callable[[str], Path]) -> None:
    text = GOOD.replace(",100,", ",-1,").replace("gas", "oil").replace("false", "no")
    with pytest.raises(InputError) as caught:
        read(file(text), PLANTS)
    found = {(fault.row, fault.column) for fault in caught.value.faults}
    assert found == {("2", "capacity_mw"), ("2", "fuel"), ("3", "runs")}


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (
            (GOOD + "C,GNT,,1,,true,,register,note,and more\n").encode(),
            "row 4: found '10 cells'; allowed: 8",
        ),
        (GOOD.replace("A,ANR", "A,ANR,ANR").encode(), "row 2: found '9 cells'; allowed: 8"),
        (GOOD.replace("register", "Sint-Niklaas, België").encode("latin-1"), "UTF-8"),
        (b"", "the file is empty"),
    ],
    ids=["too many cells", "too many cells in the first row", "not UTF-8", "empty"],
)
def test_a_file_that_is_no_table_is_a_fault(tmp_path: Path, content: bytes, hint: str) -> None:
    (tmp_path / "plants.csv").write_bytes(content)
    with pytest.raises(InputError, match=hint):
        read(tmp_path / "plants.csv", PLANTS)


def test_a_missing_table_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "plants.csv", PLANTS)


def test_ids_must_occur_in_the_table_they_refer_to() -> None:
    plants = frame("plant node near\n A ANT B;C\n B GNT A")
    tables = {"plants": PLANTS, "nodes": NODES}
    small = {name: PLANTS.columns[name] for name in ("plant", "node", "near")}
    tables["plants"] = Table("plants", "", "network", small, ("plant",))
    faults = reference_faults({"plants": plants, "nodes": frame("node\n ANR\n GNT")}, tables)
    assert [(fault.row, fault.column, fault.value) for fault in faults] == [
        ("2", "node", "ANT"),
        ("2", "near", "C"),
    ]
    assert faults[0].nearest in {"ANR", "GNT"}


def test_changes_multiply_or_replace_and_say_so(file: Callable[[str], Path]) -> None:
    plants = read(file(GOOD), PLANTS)
    changes = [
        TableChange(table="plants", where={"plant": "A"}, column="capacity_mw", factor=1.5, source="study"),
        TableChange(table="plants", where={"year": 2020, "runs": True}, column="fuel", value="coal"),
        TableChange(table="plants", where={"plant": "A"}, column="runs", value=False, source="study"),
    ]
    changed = apply_changes({"plants": plants}, changes, {"plants": PLANTS})["plants"]
    assert changed["capacity_mw"].tolist() == [150.0, 250.5]
    assert changed.loc[0, ["fuel", "runs"]].tolist() == ["coal", False]
    assert changed["source"].tolist() == ["study", "register"]
    assert plants["capacity_mw"].tolist() == [100.0, 250.5]


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"table": "plant"}, "nearest: 'plants'"),
        ({"column": "capacity"}, "nearest: 'capacity_mw'"),
        ({"where": {"plant": "Z"}}, "rows that exist in plants"),
        ({"where": {"plnt": "A"}}, "nearest: 'plant'"),
        ({"factor": None}, "either a factor or a value"),
        ({"value": 3.0}, "either a factor or a value"),
        ({"column": "fuel"}, "fuel is no number"),
        ({"factor": None, "value": "much"}, r"found 'much'; allowed: a number"),
        ({"factor": -1.0}, r"plants.csv after changes 1, row 2, column capacity_mw: found '-100.0'"),
        ({"column": "fuel", "factor": None, "value": "oil"}, "one of gas, coal"),
        ({"column": "plant", "factor": None, "value": "B"}, "an id that occurs once"),
    ],
)
def test_bad_changes_are_refused(file: Callable[[str], Path], change: dict[str, object], hint: str) -> None:
    good = {"table": "plants", "where": {"plant": "A"}, "column": "capacity_mw", "factor": 2.0}
    with pytest.raises(InputError, match=hint):
        apply_changes({"plants": read(file(GOOD), PLANTS)}, [TableChange(**{**good, **change})], {"plants": PLANTS})


@pytest.fixture(scope="module")
def base() -> dict[str, pd.DataFrame]:
    """The base case, read and checked."""
    return check_all(ROOT / "data", Config())


def test_the_base_case_is_right_and_every_row_has_source_and_confidence(
    base: dict[str, pd.DataFrame],
) -> None:
    assert set(base) == set(TABLES)
    for name, table in base.items():
        assert len(table) > 0, name
        assert table[["source", "confidence"]].notna().all(axis=None), name


def test_every_table_is_read_by_one_stage() -> None:
    assert sorted(table for tables in GROUPS.values() for table in tables) == sorted(TABLES)


def test_a_group_is_written_with_the_changes_of_its_tables_only(tmp_path: Path) -> None:
    change = {"table": "prices", "where": {"item": "natural_gas"}, "column": "price", "factor": 2.0}
    config = validate({"changes": [change]})
    for group in GROUPS:
        write_group(ROOT / "data", group, config, tmp_path)
    written, base = read_group(tmp_path, list(GROUPS)), read_group(ROOT / "data", list(GROUPS))
    changed = [name for name in TABLES if not written[name].equals(base[name])]
    assert changed == ["prices"]
    gas = base["prices"]["item"] == "natural_gas"
    assert (written["prices"]["price"][gas] == 2 * base["prices"]["price"][gas]).all()
    assert (written["prices"]["source"][gas] == "scenario").all()


def test_a_change_that_makes_a_table_wrong_is_refused(tmp_path: Path) -> None:
    change = {"table": "prices", "where": {"item": "coal"}, "column": "price", "value": -5.0}
    with pytest.raises(InputError, match="-5"):
        check_all(ROOT / "data", validate({"changes": [change]}))


@pytest.mark.parametrize(
    ("word", "words", "found"),
    [
        ("gass", ["gas", "coal"], "gas"),
        ("ANRR", ["ANL", "ANR"], "ANR"),
        ("ANT", ["GNT", "ANR"], "ANR"),
        ("xyz", ["gas"], ""),
        ("GAS", ["gas"], "gas"),
    ],
)
def test_nearest_spelling(word: str, words: list[str], found: str) -> None:
    assert nearest(word, words) == found


def test_the_same_fault_is_told_once() -> None:
    error = InputError([Fault("a.csv", "2", "x", "1", "2"), Fault("a.csv", "2", "x", "1", "2")])
    assert str(error).startswith("1 fault in the input")


def test_what_differences_leave_is_zero() -> None:
    table = cleared(pd.DataFrame({"work": ["A", "B", "C"], "kt": [-2e-12, -0.5, float("nan")], "step": [1, 0, 2]}))
    expected = pd.DataFrame({"work": ["A", "B", "C"], "kt": [0.0, -0.5, float("nan")], "step": [1, 0, 2]})
    pd.testing.assert_frame_equal(table, expected)
