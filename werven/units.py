"""Conversions between units, told once."""

from __future__ import annotations

HOURS = 8760.0
#: Lower heating values and energy contents used for reporting.
MWH_PER_PJ = 1e6 / 3.6
MWH_PER_T_AMMONIA = 5.166
#: What a year of a unit of capacity is told in, and that of a year's MWh or t.
UNIT_PER_YEAR = {"MW": ("TWh", 1e-6), "t/h": ("Mt", 1e-6)}


def per_year_to_mean(value: float, unit: str) -> float:
    """Return the mean flow of a yearly amount.

    Parameters
    ----------
    value : float
        Amount per year.
    unit : str
        ``TWh/a`` (gives MW) or ``Mt/a`` (gives t/h).

    Raises
    ------
    ValueError
        Another unit.
    """
    if unit not in ("TWh/a", "Mt/a"):
        raise ValueError(f"unit {unit!r}; allowed: TWh/a, Mt/a")
    return value * 1e6 / HOURS


def mwh_to_pj(mwh: float) -> float:
    """Return an energy in PJ."""
    return mwh / MWH_PER_PJ
