"""Options of a ranking: numbers of any kind are what they say, also for the store."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from werven.ranking.options import COUNTS, RankOptions
from werven.ranking.solver.chain import Settings


@pytest.mark.parametrize("kind", [float, np.int16, np.float64, Fraction])
def test_numbers_of_any_kind_are_plain_ones(kind: type) -> None:
    options = RankOptions(**dict.fromkeys(COUNTS, kind(4)), minutes=kind(5))  # type: ignore[arg-type]
    assert options == RankOptions(**dict.fromkeys(COUNTS, 4), minutes=5.0)  # type: ignore[arg-type]
    assert {type(getattr(options, key)) for key in COUNTS} == {int}
    assert type(options.minutes) is float
    assert repr(Settings(time_limit_s=kind(60))) == repr(Settings(time_limit_s=60.0))
