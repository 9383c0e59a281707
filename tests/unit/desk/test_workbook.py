"""The workbook: every table of every year, explained in two languages, with texts that stay texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from desk_case import SPITEFUL, desk
from worlds_case import world_tables

from werven.config.settings import Config
from werven.data.results import RESULTS
from werven.data.schemas import GROUPS, TABLES
from werven.desk import workbook
from werven.desk.sheets import RESULT_SHEETS, WORLD_SHEETS
from werven.desk.workbook import LONGEST_TEXT, write_workbook
from werven.words.results import meaning
from werven.words.tables import languages, words


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "werven.xlsx"
    write_workbook(desk(), path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def texts(page: object) -> list[str]:
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]  # type: ignore[attr-defined]


def rows_of(path: Path, sheet: str) -> pd.DataFrame:
    """Return a sheet as a user reads it: the line of units is left out."""
    return pd.read_excel(path, sheet_name=sheet, skiprows=[1])


def test_there_is_a_sheet_for_every_table(book: openpyxl.Workbook) -> None:
    first = ["about", "columns", "configuration"]
    assert book.sheetnames[: 3 + len(RESULT_SHEETS)] == first + list(RESULT_SHEETS)
    assert book.sheetnames[3 + len(RESULT_SHEETS) :] == [
        "works",
        "work_legs",
        "nodes",
        "carriers",
        "carrier_groups",
        "technologies",
    ]


def test_all_years_and_closures_stand_in_one_sheet(path: Path) -> None:
    emissions = rows_of(path, "emissions")
    assert emissions.groupby("year")["t_per_year"].sum().to_dict() == {2030: 10_050_000, 2040: 10_050_000}
    ranking = rows_of(path, "ranking")
    assert ranking[["year", "closure", "work", "shapley_kt"]].to_numpy().tolist() == [
        [2040, "ets", "C13", 1861],
        [2040, "ets", "E01", -5],
    ]


def test_the_head_says_names_and_units_and_stays_in_sight(book: openpyxl.Workbook) -> None:
    page = book["ranking"]
    head = {cell.value: below.value for cell, below in zip(page[1], page[2], strict=True)}
    assert head["shapley_kt"] == "[kt CO2/a]"
    assert head["work"] is None
    assert page.freeze_panes == "C3"
    assert page.auto_filter.ref.startswith("A2:")


def test_text_that_looks_like_a_formula_or_a_link_stays_text(book: openpyxl.Workbook) -> None:
    cells = [cell for row in book["works"].iter_rows() for cell in row]
    found = {str(cell.value): cell for cell in cells}
    for text in (SPITEFUL, "@line", "-1"):
        assert found[text].data_type == "s"
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_first_sheet_says_scenario_closure_boundary_and_what_is_missing(book: openpyxl.Workbook) -> None:
    said = " ".join(texts(book["about"]))
    for part in ("made-up", "werven 0.1.0", "2030, 2040", "missing: 2050", "Ontbrekende jaren: 2050", "147 €/t"):
        assert part in said
    for part in ("Positive means CO2 avoided", "Grens: Vlaanderen", "Boundary: Flanders", "2040 ets: 118 to 176 EUR/t"):
        assert part in said
    assert "rank.minutes" in texts(book["configuration"])


def test_without_a_ranking_the_sheets_are_there_without_rows(tmp_path: Path) -> None:
    bare = desk(years={2030: desk().years[2030]})
    write_workbook(bare, tmp_path / "werven.xlsx")
    assert rows_of(tmp_path / "werven.xlsx", "ranking").empty
    said = texts(openpyxl.load_workbook(tmp_path / "werven.xlsx")["about"])
    assert "There is no ranking of works." in said


def test_a_year_without_candidates_and_a_cap_are_told(tmp_path: Path) -> None:
    own = desk().years[2040]
    tables = {name: frame.iloc[:0] for name, frame in own.rankings["ets"].items()}
    tables["runs"] = own.rankings["ets"]["runs"].assign(kind="cap", cap_kt=15_100.0, works=0)
    write_workbook(desk(years={2040: replace(own, rankings={"cap": tables})}), tmp_path / "werven.xlsx")
    assert "2040 cap: cap 15.1 Mt CO2/a; 0 works; enumerated, exact" in texts(
        openpyxl.load_workbook(tmp_path / "werven.xlsx")["about"]
    )


def test_a_scenario_of_some_clusters_says_so(tmp_path: Path) -> None:
    part = Config.model_validate({"network": {"clusters": ["ANR", "GNT"]}})
    write_workbook(desk(config=part), tmp_path / "werven.xlsx")
    assert "These clusters only: ANR, GNT." in texts(openpyxl.load_workbook(tmp_path / "werven.xlsx")["about"])


def test_limits_of_a_sheet_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LAST_ROW", 5)
    works = desk().inputs["works"].assign(note="x" * (LONGEST_TEXT + 10))
    write_workbook(desk(inputs={**desk().inputs, "works": works}), tmp_path / "werven.xlsx")
    book = openpyxl.load_workbook(tmp_path / "werven.xlsx")
    parts = [name for name in book.sheetnames if name.startswith("emissions")]
    assert parts == ["emissions", "emissions 2", "emissions 3", "emissions 4"]
    assert max(len(text) for text in texts(book["works"])) == LONGEST_TEXT


def test_the_same_results_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_workbook(desk(), tmp_path / "again.xlsx")
    assert path.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_every_column_of_every_table_is_explained_in_both_languages() -> None:
    for name in RESULT_SHEETS:
        for column in ("year", *RESULTS[name].columns):
            assert set(languages()) <= set(meaning(name, column).texts)
    inputs = [name for group in ("common", "demand", "network") for name in GROUPS[group]]
    known = {spec.meaning for name in inputs for spec in (TABLES[name], *TABLES[name].columns.values())}
    assert known == set(words("inputs").texts)


def test_worlds_have_sheets_where_a_year_has_some(tmp_path: Path) -> None:
    own = desk()
    years = {**own.years, 2040: replace(own.years[2040], worlds=world_tables())}
    path = tmp_path / "werven.xlsx"
    write_workbook(replace(own, years=years), path)
    robust = rows_of(path, "robust")
    assert robust[["year", "work", "verdict"]].iloc[0].tolist() == [2040, "C13", "build_if"]
    assert rows_of(path, "drivers")["input"].dropna().tolist()[:2] == ["gas_price", "capex_c12"]
    book = openpyxl.load_workbook(path)
    after = len(RESULT_SHEETS) + 3
    assert tuple(book.sheetnames[after : after + 3]) == WORLD_SHEETS
    assert "Kans dat het meer bespaart dan het kost: deel van de werelden" in texts(book["columns"])
