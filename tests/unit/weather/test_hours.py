"""Weather: the clock of the reference year, a user's file and its faults, the design week."""

import numpy as np
import pandas as pd
import pytest

from werven.config.settings import DesignWeek
from werven.errors import InputError
from werven.weather import hours as weather


@pytest.fixture(scope="module")
def essen() -> pd.DataFrame:
    return weather.read_try(5)


def table(kind: str = "weather") -> pd.DataFrame:
    hours = pd.date_range("2023-01-01", periods=8760, freq="h")
    columns = {"time": hours.strftime("%Y-%m-%dT%H:%MZ"), "temperature_degc": 10.0}
    if kind == "weather":
        columns |= {
            "wind_speed_10m_m_per_s": 5.0,
            "ghi_w_per_m2": 100.0,
            "dhi_w_per_m2": 60.0,
            "pressure_hpa": 1013.0,
        }
    else:
        columns |= {"onwind_pu": 0.2, "offwind_pu": 0.4, "solar_pu": 0.1}
    return pd.DataFrame(columns)


def read(frame: pd.DataFrame, tmp_path) -> pd.DataFrame:
    frame.to_csv(tmp_path / "own.csv", index=False)
    return weather.read_weather_file(tmp_path / "own.csv")


def faults(frame: pd.DataFrame, tmp_path) -> list:
    with pytest.raises(InputError) as caught:
        read(frame, tmp_path)
    return caught.value.faults


def test_reference_year_has_8760_plausible_hours(essen):
    assert essen.shape == (8760, 5)
    assert essen.index.equals(weather.nominal_index())
    assert not essen.isna().any().any()
    assert 9 < essen["temperature_degc"].mean() < 12
    assert 900 < essen["ghi_w_per_m2"].sum() / 1000 < 1100  # kWh/m2 a year
    assert essen.attrs["latitude"] == pytest.approx(51.4)


def test_values_at_full_hours_of_mez_become_means_of_utc_hours():
    # Hour 1 of MEZ (value 0) is 00:00 UTC, hour 2 (value 1) is 01:00 UTC.
    shifted = weather.mez_to_utc(pd.DataFrame({"value": np.arange(8760.0)}))
    assert shifted["value"].iloc[0] == 0.5
    assert shifted["value"].iloc[-1] == 8759 / 2  # the year closes on its first value
    assert shifted["value"].mean() == pytest.approx(8759 / 2)
    assert shifted.index[0] == pd.Timestamp("2010-01-01 00:00")


@pytest.mark.parametrize("zone", [1, 5])
def test_clear_days_are_centred_on_solar_noon(zone):
    table = weather.read_try(zone)
    daily = table["ghi_w_per_m2"].to_numpy().reshape(365, 24)
    clear = np.argsort(-daily.sum(axis=1))[:20]
    centre = (daily[clear] * (np.arange(24) + 0.5)).sum(axis=1) / daily[clear].sum(axis=1)
    assert centre.mean() == pytest.approx(12 - table.attrs["longitude"] / 15, abs=0.15)


def test_the_sun_is_highest_at_solar_noon_in_utc(essen):
    # Essen lies at 6.97 degrees east: noon is 12:00 - 6.97/15 h = 11:32 UTC.
    hour = essen.index.hour + 0.5
    centre = (essen["ghi_w_per_m2"] * hour).sum() / essen["ghi_w_per_m2"].sum()
    assert centre == pytest.approx(11.53, abs=0.25)


def test_a_lost_decimal_point_in_the_wind_is_mended():
    speed = pd.Series([0.0, 35.0, 1.0, 12.0, 22.0, 14.0])
    assert weather.without_spikes(speed).tolist() == [0.0, 0.5, 1.0, 12.0, 22.0, 14.0]


def test_unknown_zone_is_told():
    with pytest.raises(InputError, match="1 to 15"):
        weather.read_try(16)


@pytest.mark.parametrize("kind", ["weather", "capacity_factors"])
def test_own_file_of_either_kind_is_read(kind, tmp_path):
    own = read(table(kind), tmp_path)
    assert len(own) == 8760
    assert weather.kind_of(own) == kind
    assert own.attrs["year"] == 2023
    assert own.index.equals(weather.nominal_index())


def test_leap_year_without_29_february_is_read(tmp_path):
    frame = table()
    hours = pd.date_range("2024-01-01", "2024-12-31 23:00", freq="h")
    frame["time"] = hours[~((hours.month == 2) & (hours.day == 29))].astype(str)
    frame["temperature_degc"] = np.where(np.arange(8760) == 59 * 24, 20.0, 10.0)
    assert read(frame, tmp_path).loc["2010-03-01 00:00", "temperature_degc"] == 20.0


def test_8784_rows_are_refused_with_the_way_out(tmp_path):
    hours = pd.date_range("2024-01-01", periods=8784, freq="h")
    frame = table().reindex(range(8784)).ffill().assign(time=hours.astype(str))
    (fault,) = faults(frame, tmp_path)
    assert "remove 29 February" in fault.allowed
    assert fault.row == str(59 * 24 + 2)
    assert fault.value == "8784 rows"


def test_a_missing_column_names_the_nearest_spelling(tmp_path):
    (fault,) = faults(table().rename(columns={"ghi_w_per_m2": "ghi_w_m2"}), tmp_path)
    assert (fault.column, fault.nearest) == ("ghi_w_per_m2", "ghi_w_m2")


def test_a_misspelt_capacity_factor_is_not_taken_for_weather(tmp_path):
    found = faults(table("cf").rename(columns={"onwind_pu": "onwnd_pu"}), tmp_path)
    assert [(fault.column, fault.nearest) for fault in found] == [("onwind_pu", "onwnd_pu")]


def test_missing_hours_are_counted(tmp_path):
    (fault,) = faults(table().drop(index=[10, 11]), tmp_path)
    assert fault.value == "2 hours missing"
    assert "2023-01-01 10:00" in fault.allowed


def test_doubled_and_unreadable_and_half_hours(tmp_path):
    frame = table()
    frame.loc[5, "time"] = frame.loc[4, "time"]
    found = faults(frame, tmp_path)
    assert ("7", "time") in [(fault.row, fault.column) for fault in found]
    frame.loc[5, "time"] = "yesterday"
    assert faults(frame, tmp_path)[0].value == "yesterday"
    frame.loc[5, "time"] = "2023-01-01T05:30Z"
    assert any(fault.row == "7" and "full hour" in fault.allowed for fault in faults(frame, tmp_path))


def test_rows_out_of_order_are_told(tmp_path):
    frame = table()
    frame.loc[[3, 4], "time"] = frame.loc[[4, 3], "time"].to_numpy()
    (fault,) = faults(frame, tmp_path)
    assert (fault.row, fault.allowed) == ("6", "rows in the order of time")


def test_every_impossible_value_is_listed_with_row_and_limits(tmp_path):
    frame = table("capacity_factors")
    frame["solar_pu"] = frame["solar_pu"].astype(object)
    frame.loc[0, "onwind_pu"] = 1.2
    frame.loc[1, "solar_pu"] = ""
    frame.loc[2, "temperature_degc"] = 60
    found = {fault.column: fault for fault in faults(frame, tmp_path)}
    assert (found["onwind_pu"].row, found["onwind_pu"].value) == ("2", "1.2")
    assert found["onwind_pu"].allowed == "a number from 0 to 1"
    assert (found["solar_pu"].row, found["solar_pu"].value) == ("3", "empty")
    assert found["temperature_degc"].allowed == "a number from -40 to 50"


def test_many_bad_rows_are_counted_not_listed(tmp_path):
    frame = table()
    frame.loc[:99, "pressure_hpa"] = 10.0
    assert [fault.value for fault in faults(frame, tmp_path)][-1] == "95 more bad rows"


def test_more_diffuse_than_all_light_is_refused(tmp_path):
    frame = table()
    frame.loc[7, "dhi_w_per_m2"] = 200.0
    (fault,) = faults(frame, tmp_path)
    assert (fault.row, fault.value) == ("9", "200.0")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="a CSV file"):
        weather.read_weather_file(tmp_path / "none.csv")


def test_design_week_is_the_coldest_week_made_colder(essen):
    week = weather.design_week(essen)
    assert len(week) == 168
    assert week["is_synthetic"].all()
    assert week["temperature_degc"].resample("D").mean().min() == pytest.approx(-8.0)
    real = essen.loc[week.index]
    assert np.allclose(week["temperature_degc"].diff().dropna(), real["temperature_degc"].diff().dropna())
    assert np.allclose(week["wind_speed_10m_m_per_s"], 0.45 * real["wind_speed_10m_m_per_s"])
    assert np.allclose(week["ghi_w_per_m2"], 0.7 * real["dhi_w_per_m2"])
    days = essen["temperature_degc"].resample("D").mean()
    assert days.loc[week.index[0] : week.index[-1]].mean() == pytest.approx(days.rolling(7).mean().min())


def test_design_week_of_capacity_factors(tmp_path):
    own = read(table("capacity_factors"), tmp_path)
    week = weather.design_week(own, DesignWeek(wind_factor=0.5, sun_factor=0.5))
    assert np.allclose(week["onwind_pu"], 0.2 * 0.5**3)
    assert np.allclose(week["solar_pu"], 0.05)
