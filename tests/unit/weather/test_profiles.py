"""Profiles: calibration, the local clock, the design week, and how close the default is to real series."""

import os
import warnings
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from werven.config.settings import DesignWeek
from werven.errors import InputError
from werven.weather import hours as weather
from werven.weather import profiles
from werven.weather.resolution import residual_load, year_frame

CALIBRATION = Path(__file__).parents[3] / "data" / "calibration.csv"
REFERENCE = os.environ.get("WERVEN_REFERENCE", "")


@pytest.fixture(scope="module")
def targets():
    return profiles.capacity_factors(pd.read_csv(CALIBRATION))


@pytest.fixture(scope="module")
def data(targets):
    return profiles.make_profiles(weather.read_try(weather.DEFAULT_REGION), targets)


@pytest.fixture(scope="module")
def year(data):
    return year_frame(data)


def test_calibration_is_hit(data, targets):
    assert targets == {"onwind": 0.23, "offwind": 0.4043, "solar": 0.105}
    for name, target in targets.items():
        assert float(data[name].mean()) == pytest.approx(target, rel=0.005)
        assert data[name].attrs["calibration_target"] == target


def test_calibration_faults_are_all_told():
    text = CALIBRATION.read_text().replace("solar_cap", "solr_cap").replace(",0.23,", ",2.3,")
    with pytest.raises(InputError) as caught:
        profiles.capacity_factors(pd.read_csv(StringIO(text)))
    wind, sun = caught.value.faults
    assert (wind.row, wind.value) == ("onwind_capacity_factor", "2.3")
    assert (sun.allowed, sun.nearest) == ("solar_capacity_factor", "solr_capacity_factor")


def test_a_target_no_wind_can_reach_is_refused(targets):
    with pytest.raises(InputError, match="V112"):
        profiles.make_profiles(weather.read_try(5), {**targets, "onwind": 0.94})


def test_ranges(data, year):
    output = year[list(profiles.RENEWABLES)]
    assert output.min().min() >= 0
    assert output.max().max() <= 1
    assert not data.to_dataframe().isna().any().any()
    shapes = year[["space_heat", "load_residential", "load_services", "load_industry", "flat"]]
    assert np.allclose(shapes.mean(), 1.0)
    assert shapes.min().min() > 0


def test_every_variable_has_its_twin_unit_and_source(data):
    for name in profiles.LABELS:
        assert data[name].dims == ("time",)
        assert data[f"design_{name}"].dims == ("design_hour",)
        assert data[name].attrs["units"]
        assert data[name].attrs["source"]
    assert "SYNTHETIC" in data["design_onwind"].attrs["description"]


def test_no_sun_at_night_and_noon_at_the_right_hour(year):
    by_hour = year["solar"].groupby(year.index.hour).mean()
    assert by_hour[[22, 23, 0, 1]].max() == 0
    assert by_hour.idxmax() in (11, 12) or by_hour[11] > 0.97 * by_hour.max()
    # Modules in Flanders: the centre of the day lies near 11:42 UTC.
    assert (by_hour * (by_hour.index + 0.5)).sum() / by_hour.sum() == pytest.approx(11.7, abs=0.3)


def test_to_utc_follows_the_belgian_clock():
    clock = np.arange(8760.0) % 24
    utc = pd.Series(profiles.to_utc(clock), index=weather.nominal_index())
    assert utc["2010-01-15 07:00"] == 8  # winter: UTC+1
    assert utc["2010-07-15 06:00"] == 8  # summer: UTC+2
    assert utc["2010-03-28 01:00"] == 3  # 02:00 does not exist on the day the clock goes forward
    assert list(utc["2010-10-31 00:00":"2010-10-31 01:00"]) == [2, 2]


def test_industry_is_nearly_flat_and_residential_is_not(year):
    assert year["load_industry"].max() / year["load_industry"].min() < 1.25
    assert year["load_residential"].max() / year["load_residential"].min() > 4


def test_heat_follows_the_cold(year):
    daily = year.resample("D").mean()
    assert daily["space_heat"].corr(daily["temperature"]) < -0.9
    assert daily["space_heat"].idxmax().month in (12, 1, 2)


def test_offshore_has_no_day_night_rhythm_of_the_land(year):
    def swing(name):
        hourly = year[name].groupby(year.index.hour).mean()
        return (hourly.max() - hourly.min()) / hourly.mean()

    assert swing("offwind") < 0.06
    assert swing("onwind") < 0.15


def test_removing_the_rhythm_keeps_the_mean_of_every_day():
    source = weather.read_try(5)
    model = profiles.ProfileSettings().offwind.model_copy(update={"smoothing_h": 1, "spread": 1.0})
    lift = model.speed_factor * 10.5**model.hellmann
    days = profiles.hub_speed(source, model).reshape(365, 24).mean(axis=1)
    measured = source["wind_speed_10m_m_per_s"].to_numpy().reshape(365, 24).mean(axis=1)
    assert np.allclose(days, lift * measured)


def test_wind_output_at_known_speeds():
    model = profiles.ProfileSettings().onwind
    still, rated, storm = profiles.wind_output(np.array([0.0, 14.0, 60.0]), model)
    assert (still, storm) == (0.0, 0.0)
    assert 0.85 < rated <= model.efficiency


def test_design_week_is_worse_than_the_year(data):
    assert float(data["design_space_heat"].max()) > float(data["space_heat"].max())
    assert float(data["design_onwind"].mean()) < 0.1
    assert float(data["design_offwind"].mean()) < 0.15
    assert float(data["design_solar"].mean()) < 0.02
    days = data["design_load_services"].to_numpy().reshape(7, 24)
    assert np.allclose(days, days[0])  # seven working days


def test_same_heat_scale_in_year_and_week(targets):
    # A design week that is not colder than the real one must give the heat of the real one, on working days.
    source = weather.read_try(5)
    coldest = weather.design_week(source, DesignWeek(coldest_day_degc=-3.8)).index
    real = source["temperature_degc"].loc[coldest].resample("D").mean().min()
    mild = profiles.make_profiles(source, targets, DesignWeek(coldest_day_degc=float(real)))
    heat = mild["space_heat"].to_series().loc[coldest].resample("D").mean().to_numpy()
    again = mild["design_space_heat"].to_numpy().reshape(7, 24).mean(axis=1)
    # The last three days have their own past in both.
    assert np.allclose(heat[3:6], again[3:6], rtol=0.05)


def test_capacity_factors_of_a_user_are_used_as_they_are(targets):
    own = weather.read_try(5)[["temperature_degc"]].assign(onwind_pu=0.3, offwind_pu=0.5, solar_pu=0.1)
    data = profiles.make_profiles(own, targets)
    assert np.allclose(data["onwind"], 0.3)
    assert "calibration_target" not in data["onwind"].attrs


def test_demandlib_leaves_no_warning_filter_behind(targets):
    before = list(warnings.filters)
    profiles.make_profiles(weather.read_try(5), targets)
    assert list(warnings.filters) == before


def test_save_is_deterministic_and_load_gives_it_back(data, tmp_path):
    profiles.save(data, tmp_path / "a.nc")
    profiles.save(data, tmp_path / "b.nc")
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()
    assert profiles.load(tmp_path / "a.nc").identical(data)


@pytest.mark.skipif(not REFERENCE, reason="WERVEN_REFERENCE is not set: real series are not there")
class TestAgainstRealSeries:
    """Belgium 2017, scaled to the capacity factors of 2023."""

    @pytest.fixture(scope="class")
    def real(self):
        path = next(Path(REFERENCE).rglob("be_2017_energyscope.csv"))
        names = {f"{name}_cf_cal2023": name for name in ("onwind", "offwind", "solar")}
        frame = pd.read_csv(path).rename(columns={**names, "space_heat_pu": "space_heat", "load_pu": "load"})
        return frame[[*names.values(), "space_heat", "load"]].set_axis(weather.nominal_index())

    def test_duration_curves(self, year, real):
        for name, limit in (("onwind", 0.02), ("offwind", 0.06), ("solar", 0.03)):
            gap = np.sort(year[name]) - np.sort(real[name])
            assert np.sqrt(np.mean(gap**2)) < limit, name

    def test_rhythm_and_simultaneity(self, year, real):
        ours, theirs = profiles.shape_statistics(year.drop(columns="flat")), profiles.shape_statistics(real)
        assert ours.loc["daily_correlation_offwind", "onwind"] == pytest.approx(0.92, abs=0.05)
        for row in ("autocorrelation_1h", "autocorrelation_24h", "daily_correlation_solar"):
            assert ours.loc[row, "onwind"] == pytest.approx(theirs.loc[row, "onwind"], abs=0.06), row

    def test_the_chosen_zone_has_the_seasons_of_the_real_wind(self, year, real, targets):
        coast = year_frame(profiles.make_profiles(weather.read_try(1), targets))
        monthly = [frame["offwind"].groupby(frame.index.month).mean() for frame in (real, year, coast)]
        assert monthly[1].corr(monthly[0]) > monthly[2].corr(monthly[0])

    def test_residual_peak(self, year, real):
        weights = {"load": 12.0, "space_heat": 2.5, "onwind": -4.0, "offwind": -5.8, "solar": -14.0}
        load = 0.25 * year["load_residential"] + 0.25 * year["load_services"] + 0.5 * year["load_industry"]
        ours, theirs = residual_load(year.assign(load=load), weights), residual_load(real, weights)
        assert ours.max() == pytest.approx(theirs.max(), rel=0.08)
