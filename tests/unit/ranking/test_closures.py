"""Closures: prices of a band, the row of a cap, and bad input told in one message."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp

from werven.errors import InputError
from werven.ranking.closures import Closure, capped_program
from werven.ranking.linear.program import Program
from werven.ranking.linear.unserved import Shedding


@pytest.mark.parametrize(
    ("price", "prices", "centre"),
    [
        ((80.0, 120.0), (80.0, 120.0), 100.0),
        ([80, 130], (80, 130), 105.0),
        (np.array([117.60000000000001, 176.4]), (117.60000000000001, 176.4), 147.0),
        # One price, told either way.
        (100.0, (100.0,), 100.0),
        ((100.0, 100.0), (100.0,), 100.0),
        ((0.0, 50.0), (0.0, 50.0), 25.0),
        # Numbers of any kind.
        (np.array(100), (100.0,), 100.0),
        (np.float32(100), (100.0,), 100.0),
        ((Fraction(161, 2), np.int64(100)), (80.5, 100.0), 90.25),
    ],
)
def test_prices_of_a_band(price: float | tuple[float, float], prices: tuple[float, ...], centre: float) -> None:
    closure = Closure.at_price("ets", price)
    assert (closure.prices(), closure.price) == (prices, centre)
    assert {type(end) for end in (closure.low, closure.high)} == {float}
    assert bool(closure.remarks()) == (len(prices) == 1)


@pytest.mark.parametrize(
    ("high", "said"), [(100.0, "at the single CO2 price of 100"), (100.5, "as narrow as 0.5"), (101.0, "")]
)
def test_a_band_of_little_width_is_as_loud_as_a_price(high: float, said: str) -> None:
    assert [said in remark for remark in Closure.at_price("ets", (100.0, high)).remarks()] == [True] * bool(said)


def test_parts_of_a_band_share_no_price_and_leave_the_centre_alone() -> None:
    closure = Closure.at_price("ets", (80.0, 120.0), 2)
    assert closure.prices() == pytest.approx((80.0, 100.0, 100.0, 120.0))
    assert len(set(closure.prices())) == 4
    assert [closure.elsewhere(price) for price in closure.prices()] == [-10.0, -10.0, 10.0, 10.0]
    assert closure.elsewhere(closure.price) == 0.0
    assert Closure.at_price("ets", (80.0, 120.0)).elsewhere(80.0) == 0.0


@pytest.mark.parametrize("parts", [0, 21, 1.5, "two", True])
def test_parts_that_are_none(parts: object) -> None:
    with pytest.raises(InputError, match="whole number from 1 to 20"):
        Closure.at_price("ets", (80.0, 120.0), parts)  # type: ignore[arg-type]


def test_a_cap_is_solved_without_a_price_and_tells_tonnes_at_one() -> None:
    cap = Closure.capped("cap", 90.0, 300.0)
    assert (cap.prices(), cap.price, cap.remarks()) == ((0.0,), 90.0, [])


def test_kinds() -> None:
    price, cap = Closure.at_price("ets", 90.0), Closure.capped("cap", 90.0, 300.0)
    assert (price.is_price, cap.is_price) == (True, False)
    assert (cap.cap_t, cap.with_cap(5.0).cap_t, cap.with_cap(5.0).buyout) == (None, 5.0, 300.0)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"low": -1.0, "high": -1.0}, ["column price: found '-1'; allowed: a price from 0 to 1,000,000"]),
        ({"low": -1.0, "high": 5.0}, ["column price: found '-1'; allowed: a price from 0"]),
        ({"low": 1.0, "high": 2e6}, ["column price: found '2e+06'; allowed: a price from 0 to 1,000,000"]),
        ({"low": 1.0, "high": 10**400}, ["column price: found 'inf'"]),
        ({"low": 1.0, "high": math.nan}, ["column price: found 'nan'"]),
        ({"low": 1.0, "high": math.inf}, ["column price: found 'inf'"]),
        ({"low": "80", "high": 120.0}, ["str '80'"]),
        ({"low": 120.0, "high": 80.0}, ["column price: found '120, 80'; allowed: the lowest price of the band first"]),
        ({"kind": "cap"}, ["column buyout: found '0'; allowed: a price > 0"]),
        (
            {"kind": "cap", "low": -2.0, "high": -3.0},
            ["column price: found '-2'", "column price: found '-3'", "column buyout"],
        ),
    ],
)
def test_bad_closures(settings: dict[str, object], says: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        Closure("mine", **settings)  # type: ignore[arg-type]
    lines = str(caught.value).splitlines()[1:]
    assert len(lines) == len(says)
    for line, said in zip(lines, says, strict=True):
        assert "closure mine, " in line
        assert said in line


@pytest.mark.parametrize("price", [(), (80.0,), (80.0, 100.0, 120.0), {80.0, 120.0}, "80", b"80", None, np.eye(2)[:1]])
def test_a_band_has_two_ends(price: object) -> None:
    with pytest.raises(InputError) as caught:
        Closure.at_price("ets", price)  # type: ignore[arg-type]
    assert "closure ets, column price: found " in str(caught.value)
    assert "[EUR/t], or a pair: (80.0, 120.0)" in str(caught.value)


def test_a_cap_is_a_row_in_tonnes_an_hour_with_a_way_out() -> None:
    none = np.zeros(0, dtype=int)
    free = Program(
        sp.csr_matrix([[1.0, 1.0]]),
        np.array([5.0]),
        np.array([5.0]),
        np.zeros(2),
        np.full(2, 9.0),
        np.array([10.0, 20.0]),
        np.array([8760.0, 0.0]),
        np.zeros(2),
        {},
        Shedding(none, (), none, none),
        none,
        offset_t=876.0,
    )
    capped = capped_program(free, 8760.0, 30.0)
    # 1 t/h of the first column, less what is bought out, at most 1 t/h less the 0.1 that nobody decides.
    np.testing.assert_allclose(capped.matrix.toarray(), [[1, 1, 0], [1, 0, -1]])
    np.testing.assert_allclose(capped.row_lower, [5, -np.inf])
    np.testing.assert_allclose(capped.row_upper, [5, 0.9])
    np.testing.assert_allclose(capped.cost, [10, 20, 30 * 8760])
    np.testing.assert_allclose(capped.upper, [9, 9, np.inf])
    assert (capped.lower == 0).all()
    assert capped.emissions.tolist() == [8760, 0, 0]
    assert capped.digest() != free.digest()
    assert free.matrix.shape == (1, 2)
