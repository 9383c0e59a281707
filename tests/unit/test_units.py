"""Units: yearly amounts and mean flows."""

from __future__ import annotations

import pytest

from werven.units import mwh_to_pj, per_year_to_mean


@pytest.mark.parametrize(("unit", "flow"), [("TWh/a", 1000.0), ("Mt/a", 1000.0)], ids=["MW", "t/h"])
def test_a_yearly_amount_is_a_mean_flow(unit: str, flow: float) -> None:
    # 8.76 million MWh (or t) over 8760 h.
    assert per_year_to_mean(8.76, unit) == pytest.approx(flow)


@pytest.mark.parametrize("unit", ["PJ/a", "TWh", "MW", ""])
def test_other_units_are_refused(unit: str) -> None:
    with pytest.raises(ValueError, match="allowed: TWh/a, Mt/a"):
        per_year_to_mean(1.0, unit)


def test_a_petajoule() -> None:
    # 1 PJ = 1e15 J = 1e15 / 3.6e9 MWh.
    assert mwh_to_pj(277_777.777_8) == pytest.approx(1.0)
