"""Result tables: what is written and read is what the `results.csv` of a room tells, and everything in it is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from werven.data.results import RANKED, RESULTS, columns_of, read_result, result_faults, write_result
from werven.errors import InputError
from werven.units import HOURS

STEPS = pd.DataFrame({"item": ["ANR", "GNT"], "step": ["fuel", "feed"], "settled_pj": [1.0, 2.5], "model_pj": [1, 2]})


@pytest.mark.parametrize("name", RESULTS)
def test_every_table_and_column_is_told_in_every_language_with_a_unit_where_it_has_numbers(name: str) -> None:
    table = RESULTS[name]
    assert all(table.meaning.values())
    for column in table.columns.values():
        assert all(column.meaning.values())
        assert column.type in {"text", "number", "whole", "year"}
        assert not (column.type == "text" and column.unit)
        assert not (column.type != "text" and column.allowed)
    units = {name: column.unit for name, column in table.columns.items() if column.type != "text"}
    assert all(unit for column, unit in units.items() if (name, column) != ("timings", "value"))


def test_a_unit_in_the_name_of_a_column_is_the_one_that_is_told() -> None:
    ends = {"_kt": "kt CO2", "_meur": "MEUR", "_pj": "PJ", "_h_per_year": "h", "_percent": "%", "_per_t": "EUR/t"}
    for table in RESULTS.values():
        for name, column in table.columns.items():
            for end, unit in ends.items():
                assert not name.endswith(end) or column.unit.startswith(unit), name


def test_rankings_of_all_years_are_rankings_with_a_year() -> None:
    assert columns_of("rankings") == ["year", *columns_of("ranking")]
    assert set(RANKED) < set(RESULTS)


def test_a_table_is_written_in_its_order_and_read_again(tmp_path: Path) -> None:
    write_result("bridge", STEPS[STEPS.columns[::-1]], tmp_path / "new" / "bridge.csv")
    found = read_result("bridge", tmp_path / "new" / "bridge.csv")
    assert found.columns.tolist() == columns_of("bridge")
    assert found["settled_pj"].tolist() == [1.0, 2.5]


def test_empty_texts_are_texts_and_years_are_columns(tmp_path: Path) -> None:
    names = ["model", "scenario", "region", "variable", "unit"]
    series = pd.DataFrame([[*names, 1.0]], columns=[*names, "2030"])
    write_result("timeseries", series, tmp_path / "timeseries.csv")
    assert read_result("timeseries", tmp_path / "timeseries.csv").columns.tolist() == [*names, "2030"]
    coalition = {"closure": "ets", "coalition": "", "emissions_kt": 1.0, "upstream_kt": 0.0, "cost_meur": 2.0}
    coalition |= {"used": "", "how": "solved", "seconds": 0.0, "price": HOURS, "bought_out_kt": None}
    coalition |= {"emissions_low_kt": None, "emissions_high_kt": None, "cost_centre_meur": None}
    write_result("coalitions", pd.DataFrame([coalition]), tmp_path / "coalitions.csv")
    assert read_result("coalitions", tmp_path / "coalitions.csv")["coalition"].tolist() == [""]


@pytest.mark.parametrize(
    ("change", "row", "column", "value", "allowed", "near"),
    [
        ({"model_pj": ["1", "a few"]}, "3", "model_pj", "a few", "a number", ""),
        ({"item": ["ANR", None]}, "3", "item", "", "not empty", ""),
        ({"modelpj": [1, 2]}, "header", "modelpj", "modelpj", "one of item, step, settled_pj, model_pj", "model_pj"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    tmp_path: Path, change: dict[str, list[object]], row: str, column: str, value: str, allowed: str, near: str
) -> None:
    with pytest.raises(InputError) as error:
        write_result("bridge", STEPS.assign(**change), tmp_path / "bridge.csv")
    (fault,) = error.value.faults
    assert (fault.row, fault.column, fault.value, fault.allowed, fault.nearest) == (row, column, value, allowed, near)
    assert not (tmp_path / "bridge.csv").exists()


def test_a_missing_column_a_wrong_word_and_half_a_rank_are_all_told() -> None:
    frame = pd.DataFrame({name: ["" if name == "flag" else 1] for name in columns_of("ranking") if name != "work"})
    faults = {fault.column: fault for fault in result_faults("ranking", frame.assign(rank_low=[1.5]))}
    assert faults["work"].allowed == "a column of this name"
    assert faults["rank_low"].allowed == "a whole number"
    pairs = pd.DataFrame([dict.fromkeys(columns_of("synergy"), 0.0)]).assign(closure="ets", work_a="A", work_b="B")
    (fault,) = result_faults("synergy", pairs.assign(how="guess"))
    assert (fault.column, fault.value, fault.allowed) == ("how", "guess", "one of exact, fit")


def test_a_table_of_another_version_is_told_and_not_taken(tmp_path: Path) -> None:
    STEPS.drop(columns="step").to_csv(tmp_path / "bridge.csv", index=False)
    with pytest.raises(InputError, match="step"):
        read_result("bridge", tmp_path / "bridge.csv")
