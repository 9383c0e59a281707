"""What a ranking tells values in, and such a value with its error and its floor."""

from __future__ import annotations

from werven.data.measure import MEASURES
from werven.data.results import columns_of

PRICE, CAP = MEASURES["price"], MEASURES["cap"]


def test_under_a_price_values_are_tonnes_and_under_a_cap_money() -> None:
    assert (PRICE.column("shapley"), CAP.column("shapley")) == ("shapley_kt", "shapley_meur")
    assert PRICE.in_tonnes
    assert not CAP.in_tonnes


def test_every_column_of_a_measure_is_one_of_the_results() -> None:
    for measure in MEASURES.values():
        ranking = {measure.column(name) for name in ("shapley", "shapley_se", "pint", "toot", "floor", "resolution")}
        assert ranking | {measure.beside, measure.tonnes} <= set(columns_of("ranking"))
        assert {measure.column("synergy"), measure.column("synergy_se")} <= set(columns_of("synergy"))
        assert {measure.column("gain"), measure.column("cumulative")} <= set(columns_of("sequence"))
        assert measure.column("total") in columns_of("runs")


def test_a_value_is_written_with_two_errors_where_it_has_any() -> None:
    assert PRICE.value(12.0, 1.5).written(str) == "12.0 ± 3.0"
    assert PRICE.value(12.0, float("nan")).written(str) == PRICE.value(12.0).written(str) == "12.0"


def test_values_are_alike_within_the_larger_floor() -> None:
    assert PRICE.value(10.0, floor=1.0).like(PRICE.value(12.0, floor=3.0))
    assert not PRICE.value(10.0, floor=1.0).like(PRICE.value(12.0, floor=float("nan")))
