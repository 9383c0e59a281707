"""Time resolution: weights that sum to a year, means that stay, extreme and design days that are there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from werven.config.settings import TimeSettings
from werven.weather import hours as weather
from werven.weather import profiles
from werven.weather.resolution import (
    DESIGN_DAY,
    aggregate,
    duration_curve,
    residual_error,
    residual_load,
    resolution_table,
    year_frame,
)

CASES = [
    TimeSettings(),
    TimeSettings(days=4, segments=24, extremes=False),
    TimeSettings(days=6, segments=5, design_week_days_per_year=0.1),
    TimeSettings(mode="chronological_segments", segments=100),
    TimeSettings(mode="regular", hours=3),
    TimeSettings(mode="regular", hours=6, design_week_days_per_year=0),
    TimeSettings(mode="regular", hours=1),
]


@pytest.fixture(scope="module")
def data():
    calibration = Path(__file__).parents[3] / "data" / "calibration.csv"
    return profiles.make_profiles(weather.read_try(5), profiles.capacity_factors(pd.read_csv(calibration)))


@pytest.fixture(scope="module")
def default(data):
    return aggregate(data)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_year_stays_a_year(data, case):
    result = aggregate(data, case)
    assert result.weights.sum() == pytest.approx(8760, abs=1e-9)
    assert (result.weights > 0).all()
    assert (result.hours > 0).all()
    assert result.snapshots.is_monotonic_increasing
    assert result.snapshots.is_unique
    assert np.allclose(result.annual_mean, year_frame(data).mean())
    assert result.weights[result.is_design].sum() == pytest.approx(24 * case.design_week_days_per_year)
    assert (result.series.drop(columns="temperature") >= 0).all().all()
    assert (result.series[list(profiles.RENEWABLES)] <= 1).all().all()


def test_default_has_12_typical_2_extreme_and_1_design_day(default):
    assert len(default.series) == (12 + 2 + 1) * 8
    assert default.day.nunique() == 15
    assert (default.hours.groupby(default.day).sum() == 24).all()
    assert list(default.series.columns) == list(profiles.LABELS)
    assert default.label == "12 days x 8 segments"


def test_weights_of_a_day_go_with_its_hours(default):
    ratio = default.weights / default.hours
    assert (ratio.groupby(default.day).std() < 1e-9).all()


def test_days_keep_the_calendar(default):
    dates = default.snapshots.normalize()
    assert len(set(zip(dates, default.day, strict=True))) == default.day.max() + 1
    assert (dates[default.is_design.to_numpy()] == DESIGN_DAY).all()
    assert (dates[~default.is_design.to_numpy()].year == weather.NOMINAL_YEAR).all()


def test_the_day_of_the_highest_residual_load_is_one_of_the_days(data, default):
    peak = residual_load(year_frame(data)).idxmax().normalize()
    assert peak in default.snapshots.normalize()
    assert default.weights[default.snapshots.normalize() == peak].sum() == pytest.approx(24, rel=0.01)


def test_extreme_day_is_the_real_day(data):
    fine = aggregate(data, TimeSettings(segments=24))
    peak = residual_load(year_frame(data)).idxmax()
    real = year_frame(data).loc[peak.normalize() : peak.normalize() + pd.Timedelta(hours=23)]
    found = fine.series[fine.snapshots.normalize() == peak.normalize()]
    assert np.allclose(found, real)


def test_design_day_is_colder_than_any_other(default):
    cold = default.series["space_heat"]
    assert cold[default.is_design].max() > cold[~default.is_design].max()
    assert default.series.loc[default.is_design, "offwind"].max() < 0.2


def test_hourly_is_the_year_itself(data):
    result = aggregate(data, TimeSettings(mode="regular", hours=1))
    pd.testing.assert_frame_equal(
        result.series[~result.is_design], year_frame(data), check_freq=False, check_names=False
    )
    assert result.day.max() == 1


def test_three_hourly_is_the_mean_of_three_hours(data):
    result = aggregate(data, TimeSettings(mode="regular", hours=3))
    assert len(result.series) == 2920 + 8
    assert result.series["onwind"].iloc[1] == pytest.approx(year_frame(data)["onwind"].iloc[3:6].mean())


@pytest.mark.parametrize(
    "bad", [{"mode": "5-hourly"}, {"mode": "weekly"}, {"mode": "regular", "hours": 5}, {"segments": 25}]
)
def test_settings_that_do_not_fit_are_refused(bad):
    with pytest.raises(ValidationError):
        TimeSettings(**bad)


def test_unknown_columns_are_refused(data):
    with pytest.raises(ValueError, match="sollar"):
        aggregate(data, TimeSettings(column_weights={"sollar": 2.0}))
    with pytest.raises(ValueError, match="wnd"):
        aggregate(data, TimeSettings(residual_gw={"wnd": 1.0}))


def test_a_weight_of_a_profile_that_does_not_vary_changes_nothing(data):
    still = data.assign(solar=data["solar"] * 0.0, design_solar=data["design_solar"] * 0.0)
    same, weighted = (aggregate(still, TimeSettings(column_weights=one)) for one in ({}, {"solar": 3.0}))
    assert same.series.equals(weighted.series)


def test_duration_curve_by_hand():
    curve = duration_curve([1.0, 3.0, 2.0], [4380.0, 2190.0, 2190.0])
    assert curve[[0, 2189, 2190, 4379, 4380, 8759]].tolist() == [3, 3, 2, 2, 1, 1]


def test_hourly_has_no_error(data):
    error = residual_error(data, aggregate(data, TimeSettings(mode="regular", hours=1)))
    assert error["peak_percent"] == pytest.approx(100)
    assert error["residual_rmse_percent"] == pytest.approx(0, abs=1e-9)
    assert error["design_peak_percent"] > 100


def test_typical_days_beat_chronological_segments_of_equal_number(data):
    table = resolution_table(data, [TimeSettings(), TimeSettings(mode="chronological_segments", segments=112)])
    assert table["snapshots"].tolist() == [120, 120]
    assert table["peak_percent"].iloc[0] > 95 > table["peak_percent"].iloc[1]
    assert table["solar_variability_percent"].iloc[0] > 90 > table["solar_variability_percent"].iloc[1]


def test_the_same_input_gives_the_same_result(data, default):
    pd.testing.assert_frame_equal(aggregate(data).series, default.series)
