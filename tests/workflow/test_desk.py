"""The files for the desk of the small case, as Snakemake leaves them: their totals are those of the result tables."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from werven.desk.iamc import faults
from werven.desk.source import read_declared
from werven.errors import InputError

YEAR = Path("results/test/2030")
EJ_PER_MWH = 3.6e-9


@pytest.mark.workflow
def test_the_workbook_holds_the_tables_row_by_row(solved: Path) -> None:
    book = solved / "results/test/werven.xlsx"
    for name in ("emissions", "balance", "needs", "ranking", "coalitions"):
        table = pd.read_csv(solved / YEAR / f"{name}.csv")
        sheet = pd.read_excel(book, sheet_name=name, skiprows=[1])
        assert len(sheet) == len(table)
        numbers = table.select_dtypes("number").sum()
        assert sheet[numbers.index].sum().to_dict() == pytest.approx(numbers.to_dict(), rel=1e-9)
    works = pd.read_excel(book, sheet_name="works", skiprows=[1])
    assert works["work"].tolist() == pd.read_csv(solved / "resources/test/inputs/works.csv")["work"].tolist()
    assert {"source", "confidence"} <= set(works)


@pytest.mark.workflow
def test_every_sheet_and_column_is_told(solved: Path) -> None:
    book = openpyxl.load_workbook(solved / "results/test/werven.xlsx", read_only=True)
    told = {(row[0], row[1]) for row in book["columns"].iter_rows(min_row=3, values_only=True)}
    for page in list(book)[3:]:
        head = [cell for cell in next(page.iter_rows(max_row=1, values_only=True)) if cell]
        assert {(page.title, name) for name in head} <= told


@pytest.mark.workflow
def test_the_geopackage_holds_every_work_and_all_emissions_of_the_clusters(solved: Path) -> None:
    path = solved / "results/test/werven.gpkg"
    works = gpd.read_file(path, layer="works")
    assert set(works["work"]) == set(pd.read_csv(solved / "resources/test/inputs/works.csv")["work"])
    assert set(works["drawn"]) == {"register"}
    ranking = pd.read_csv(solved / YEAR / "ranking.csv").set_index("work")["shapley_kt"]
    drawn = works.set_index("work")["shapley_kt_ets_2030"].dropna()
    assert drawn.to_dict() == pytest.approx(ranking.to_dict())
    emissions = pd.read_csv(solved / YEAR / "emissions.csv").query("boundary == 'flanders'")
    total = gpd.read_file(path, layer="clusters")["co2_kt_2030"].sum()
    assert total == pytest.approx(emissions["t_per_year"].sum() / 1e3, rel=1e-6)


@pytest.mark.workflow
def test_the_time_series_agree_with_the_ledger_and_the_balance(solved: Path) -> None:
    table = pd.read_csv(solved / "results/test/timeseries.csv")
    assert faults(table) == []
    values = table.set_index("variable")["2030"]
    emissions = pd.read_csv(solved / YEAR / "emissions.csv").query("boundary == 'flanders'")
    assert values["Emissions|CO2"] == pytest.approx(emissions["t_per_year"].sum() / 1e6, rel=1e-6)
    balance = pd.read_csv(solved / YEAR / "balance.csv")
    power = balance.query("bus_carrier == 'electricity' and component in ('Process', 'Generator') and value > 0")
    made = power[~power["technology"].str.startswith("neighbour")]["value"].sum() * EJ_PER_MWH
    assert values["Secondary Energy|Electricity"] == pytest.approx(made, rel=1e-4)
    stored = balance["technology"].isin(("border co2", "border liquid_co2")) & balance["bus_carrier"].str.endswith(
        "co2"
    )
    captured = -balance.loc[stored, "value"].sum() / 1e6
    assert values.get("Carbon Capture", 0.0) == pytest.approx(captured, abs=1e-5)
    gas = balance.query("bus_carrier == 'natural_gas' and component == 'Generator'")["value"].sum() * EJ_PER_MWH
    assert values["Primary Energy|Gas"] == pytest.approx(gas, rel=1e-6)


@pytest.mark.workflow
def test_electricity_that_is_made_or_comes_in_is_used(solved: Path) -> None:
    values = pd.read_csv(solved / "results/test/timeseries.csv").set_index("variable")["2030"]
    there = values["Secondary Energy|Electricity"] - values["Trade|Secondary Energy|Electricity [Volume]"]
    # The rest is own use of supply: pumps, electrolysis, plants of heat networks, losses of batteries.
    assert 0.85 * there < values["Final Energy|Electricity"] <= there


@pytest.mark.workflow
def test_years_and_rankings_that_were_not_declared_are_left_out(solved: Path) -> None:
    folders = (solved / "results", solved / "resources")
    needs = [str(solved / YEAR / "needs.csv")]
    assert read_declared("test", needs, [], *folders).years[2030].rankings == {}
    ranked = [str(solved / YEAR / "closures/ets/ranking.csv")]
    assert list(read_declared("test", needs, ranked, *folders).years[2030].rankings) == ["ets"]
    with pytest.raises(InputError, match="year"):
        read_declared("test", ["results/test/2040/needs.csv"], [], *folders)
