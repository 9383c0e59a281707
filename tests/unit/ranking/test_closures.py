"""Closures: prices of a band, the row of a cap, and bad input told in one message."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp

from werven.errors import InputError
from werven.ranking.closures import Closure, capped_program
from werven.ranking.linear.program import Program
from werven.ranking.linear.unserved import Shedding

BAND = {0.8: 1.0, 1.0: 2.0, 1.2: 1.0}


@pytest.mark.parametrize(
    ("price", "band", "expected"),
    [
        (100.0, {1.0: 1.0}, {100.0: 1.0}),
        (100.0, {1.0: 5.0}, {100.0: 1.0}),
        (100.0, BAND, {80.0: 0.25, 100.0: 0.5, 120.0: 0.25}),
        (100.0, {0.8: 0.0, 1.0: 2.0, 1.2: 0.0}, {100.0: 1.0}),
        # The centre is solved whatever its weight.
        (100.0, {0.8: 1.0, 1.0: 0.0}, {80.0: 1.0, 100.0: 0.0}),
        (0.0, BAND, {0.0: 1.0}),
    ],
)
def test_prices_of_a_band_and_their_weights(
    price: float, band: dict[float, float], expected: dict[float, float]
) -> None:
    assert Closure.at_price("ets", price, band).prices() == pytest.approx(expected)


def test_kinds() -> None:
    price, cap = Closure.at_price("ets", 90.0), Closure.capped("cap", 90.0, 300.0)
    assert (price.is_price, cap.is_price) == (True, False)
    assert (cap.cap_t, cap.with_cap(5.0).cap_t, cap.with_cap(5.0).buyout) == (None, 5.0, 300.0)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"price": -1.0}, ["column price: found '-1'; allowed: a price >= 0"]),
        ({"price": math.nan}, ["column price: found 'nan'"]),
        ({"price": math.inf}, ["column price: found 'inf'"]),
        ({"band": {0.8: 1.0, 1.2: 1.0}}, ["column band: found '0.8, 1.2'; allowed: factors with 1 among them"]),
        ({"band": {1.0: 1.0, -0.5: 1.0}}, ["column band: found '-0.5: 1'; allowed: a factor > 0"]),
        ({"band": {1.0: 3.0, 0.5: -1.0}}, ["column band: found '0.5: -1'; allowed: a factor > 0"]),
        ({"band": {1.0: 0.0}}, ["column band: found 'weights of zero'"]),
        ({"kind": "cap"}, ["column buyout: found '0'; allowed: a price > 0"]),
        (
            {"kind": "cap", "price": -2.0, "band": {0.8: 1.0, 1.2: -1.0}},
            ["column price: found '-2'", "found '0.8, 1.2'", "found '1.2: -1'", "weights of zero", "column buyout"],
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
