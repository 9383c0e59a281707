"""Hourly shapes of wind, sun, heat and load from one weather year, and the same for the design week.

One zone of weather serves everything, so that wind, sun and cold stay simultaneous. Every stamp is UTC and
the start of its hour. The load profiles follow the Belgian clock, summer time included.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pvlib
import xarray as xr
from demandlib import bdew
from demandlib.particular_profiles import IndustrialLoadProfile
from pydantic import BaseModel, ConfigDict, Field
from windpowerlib import WindTurbine
from windpowerlib.power_curves import smooth_power_curve

from werven.config.settings import DesignWeek, WeatherSettings
from werven.errors import Fault, nearest, raise_if
from werven.weather.hours import (
    FLANDERS,
    HOURS,
    NOMINAL_YEAR,
    design_week,
    kind_of,
    nominal_index,
    read_try,
    read_weather_file,
)

logger = logging.getLogger(__name__)

Array = npt.NDArray[np.float64]

RENEWABLES: Final = ("onwind", "offwind", "solar")
HOLIDAYS: Final = ("01-01", "04-05", "05-01", "05-13", "05-24", "07-21", "08-15", "11-01", "11-11", "12-25")
"""Belgian public holidays of 2010, the nominal year."""

HEAT_MIX: Final[tuple[tuple[str, int, float], ...]] = (("EFH", 11, 0.45), ("MFH", 11, 0.2), ("GHD", 0, 0.35))
"""BDEW type, building class (11 the mean stock), share of the yearly heat (illustrative)."""

PV_PLANES: Final[tuple[tuple[float, float, float], ...]] = (
    (35.0, 180.0, 0.6),
    (25.0, 90.0, 0.2),
    (25.0, 270.0, 0.2),
)
"""Tilt and azimuth in degrees (180 south), share of the capacity (illustrative)."""

LABELS: Final[dict[str, tuple[str, str, str]]] = {
    "onwind": ("p.u. of capacity", "Wind op land / onshore wind", "windpowerlib"),
    "offwind": ("p.u. of capacity", "Wind op zee / offshore wind", "windpowerlib"),
    "solar": ("p.u. of capacity", "Zonnestroom / PV", "pvlib"),
    "temperature": ("degC", "Buitentemperatuur / outdoor temperature", "weather"),
    "space_heat": (
        "p.u. of annual mean",
        "Warmte gebouwen / heat and hot water of buildings",
        "BDEW heat SLP",
    ),
    "load_residential": ("p.u. of annual mean", "Stroom gezinnen / residential load", "BDEW H0 dynamic"),
    "load_services": ("p.u. of annual mean", "Stroom diensten / services load", "BDEW G0 and G3, half each"),
    "load_industry": ("p.u. of annual mean", "Stroom industrie / industry load", "demandlib step profile"),
    "flat": ("p.u. of annual mean", "Vlak / flat", "constant"),
}


class WindModel(BaseModel):
    """One kind of wind park. Numbers are choices of this project unless a source is named.

    `daily_rhythm` says how much of the mean day-night rhythm at 10 m is left at hub height: near the ground
    it comes from the daytime mixing of the air over land; it fades with height and is absent at sea.
    `spread` turns the wind of one station into that of a country: parks far apart are seldom all calm or all
    in a storm. Both were set by eye to Belgian output of 2017 and 2019, not estimated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    turbine: str = Field(description="type in the turbine library of windpowerlib (Open Energy Platform)")
    hub_height_m: float = Field(gt=10, description="m above ground or sea")
    hellmann: float = Field(ge=0, le=0.5, description="shear exponent between 10 m and the hub, -")
    speed_factor: float = Field(gt=0, description="wind at the site over wind at the station, at 10 m, p.u.")
    daily_rhythm: float = Field(ge=0, le=1, description="share of the day-night rhythm kept, p.u.")
    spread: float = Field(gt=0, le=1, description="share of the deviation from the mean speed kept, p.u.")
    smoothing_h: int = Field(ge=1, description="centred running mean over the parks of the country, h, odd")
    efficiency: float = Field(gt=0, le=1, description="wakes, losses and outages, p.u. of output")


class ProfileSettings(BaseModel):
    """How weather becomes output."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    onwind: WindModel = WindModel(
        turbine="V112/3000",
        hub_height_m=100,
        hellmann=0.2,
        speed_factor=1.0,
        daily_rhythm=0.3,
        spread=0.62,
        smoothing_h=3,
        efficiency=0.95,
    )
    offwind: WindModel = WindModel(
        turbine="V164/8000",
        hub_height_m=105,
        hellmann=0.11,
        speed_factor=1.4,
        daily_rhythm=0.0,
        spread=0.9,
        smoothing_h=5,
        efficiency=0.97,
    )
    pv_temperature_coefficient: float = Field(default=-0.0035, description="1/K, crystalline silicon")
    pv_system_losses: float = Field(default=0.14, ge=0, lt=1, description="p.u., PVWatts (NREL 2014)")
    albedo: float = Field(default=0.2, ge=0, le=1, description="p.u.")


def capacity_factors(calibration: pd.DataFrame) -> dict[str, float]:
    """Return the published capacity factors that wind and PV are scaled to.

    Parameters
    ----------
    calibration : DataFrame
        Table ``calibration``; rows `onwind_capacity_factor` and so on.

    Returns
    -------
    dict
        Carrier (`RENEWABLES`) to mean capacity factor, p.u.

    Raises
    ------
    InputError
        For rows that are missing, or not a number between 0 and 1.
    """
    values = calibration.set_index("quantity")["value"].astype(float)
    faults, targets = [], {}
    for carrier in RENEWABLES:
        quantity = f"{carrier}_capacity_factor"
        if quantity not in values.index:
            close = nearest(quantity, values.index)
            faults.append(Fault("calibration.csv", "", "quantity", "no such row", quantity, close))
        elif not 0 < values[quantity] < 1:
            where = Fault("calibration.csv", quantity, "value", str(values[quantity]), "a number between 0 and 1")
            faults.append(where)
        else:
            targets[carrier] = float(values[quantity])
    raise_if(faults)
    return targets


def build(settings: WeatherSettings, calibration: pd.DataFrame) -> xr.Dataset:
    """Return the profiles of a scenario: its reference year or its user's own table, see `make_profiles`."""
    weather = read_weather_file(settings.file) if settings.file else read_try(settings.region)
    return make_profiles(weather, capacity_factors(calibration), settings.design_week)


def make_profiles(
    weather: pd.DataFrame,
    calibration: Mapping[str, float],
    design: DesignWeek | None = None,
    settings: ProfileSettings | None = None,
) -> xr.Dataset:
    """Turn one weather year into the shapes the network uses.

    Parameters
    ----------
    weather : pandas.DataFrame
        From `read_try` or `read_weather_file`, 8760 rows, UTC.
    calibration : mapping
        Target capacity factors, from `capacity_factors`; not used for a table of capacity factors.
    design, settings : DesignWeek, ProfileSettings, optional
        How the synthetic week is made; turbines, heights, losses.

    Returns
    -------
    xarray.Dataset
        Variables of `LABELS` on `time` (8760), and each again with prefix `design_` on `design_hour` (168).
        Heat and loads are divided by their mean over the year, in the design week too, so that the design
        week may exceed the peak of the year.
    """
    week = design_week(weather, design)
    factors: dict[str, float] = {}
    if kind_of(weather) == "capacity_factors":
        output = {name: _both(weather, week, f"{name}_pu") for name in RENEWABLES}
    else:
        output, factors = _renewables(weather, week, calibration, settings or ProfileSettings())
    shapes = {
        **output,
        "temperature": _both(weather, week, "temperature_degc"),
        "space_heat": _space_heat(weather, week),
        **_electric_loads(),
        "flat": (np.ones(HOURS), np.ones(len(week))),
    }
    targets = {name: calibration[name] for name in factors}
    return _dataset(shapes, week, str(weather.attrs.get("source", "own table")), targets, factors)


def _both(weather: pd.DataFrame, week: pd.DataFrame, column: str) -> tuple[Array, Array]:
    return weather[column].to_numpy(dtype=float), week[column].to_numpy(dtype=float)


def _renewables(
    weather: pd.DataFrame, week: pd.DataFrame, calibration: Mapping[str, float], settings: ProfileSettings
) -> tuple[dict[str, tuple[Array, Array]], dict[str, float]]:
    """Wind and PV of year and week, scaled to the targets with one factor each."""
    output: dict[str, tuple[Array, Array]] = {}
    factors: dict[str, float] = {}
    for name, model in (("onwind", settings.onwind), ("offwind", settings.offwind)):
        year_speed, week_speed = hub_speed(weather, model), hub_speed(weather, model, week)
        factor = _speed_factor(year_speed, model, calibration[name])
        output[name] = (wind_output(factor * year_speed, model), wind_output(factor * week_speed, model))
        factors[name] = factor
    raw = pv_output(weather, settings)
    factor = calibration["solar"] / float(raw.mean())
    if not 0.5 < factor < 2.0:
        allowed = f"between half and double of {raw.mean():.3f}, what this sun gives"
        raise_if([Fault("calibration", "solar", "value", str(calibration["solar"]), allowed)])
    output["solar"] = (factor * raw, factor * pv_output(week, settings))
    factors["solar"] = factor
    logger.info("calibration factors: %s", factors)
    return output, factors


def hub_speed(weather: pd.DataFrame, model: WindModel, week: pd.DataFrame | None = None) -> Array:
    """Wind speed at hub height in m/s, of the year or of the design week.

    In this order: the mean rhythm of the day, month by month, is taken out of the speed at 10 m as far as the
    model says, each day keeping its mean; deviations from the mean of the year shrink to `spread`; a running
    mean smooths over the country; the power law v(h) = v(10) (h/10)^a lifts the speed to the hub.
    """
    stamps = pd.DatetimeIndex(weather.index)
    speed = weather["wind_speed_10m_m_per_s"]
    rhythm = speed.groupby([stamps.month, stamps.hour]).mean().to_numpy().reshape(12, 24)
    table = weather if week is None else week
    when = pd.DatetimeIndex(table.index)
    here = table["wind_speed_10m_m_per_s"].to_numpy(dtype=float)
    relative = rhythm / rhythm.mean(axis=1, keepdims=True)
    ratio = relative[when.month - 1, when.hour] ** (1.0 - model.daily_rhythm)
    levelled = (here / ratio).reshape(-1, 24)
    daily = levelled.mean(axis=1, keepdims=True)
    levelled *= here.reshape(-1, 24).mean(axis=1, keepdims=True) / np.where(daily > 0, daily, 1.0)
    flat = speed.mean() + model.spread * (levelled.ravel() - speed.mean())
    half = model.smoothing_h // 2
    smooth = np.mean([np.roll(flat, shift) for shift in range(-half, half + 1)], axis=0)
    lift: float = (model.hub_height_m / 10.0) ** model.hellmann
    return np.asarray(smooth * model.speed_factor * lift, dtype=np.float64)


@cache
def _power_curve(turbine: str) -> tuple[Array, Array]:
    """Smoothed power curve: speeds in m/s, output in p.u. of nominal power.

    Smoothing after Staffell and Pfenninger (2016), Using bias-corrected reanalysis to simulate current and
    future wind power output, Energy 114: a Gauss distribution for turbines that feel different winds.
    """
    machine: Any = WindTurbine(turbine_type=turbine, hub_height=100)
    curve = smooth_power_curve(
        machine.power_curve["wind_speed"],
        machine.power_curve["value"] / machine.nominal_power,
        standard_deviation_method="Staffell_Pfenninger",
    )
    return curve["wind_speed"].to_numpy(dtype=float), curve["value"].to_numpy(dtype=float)


def wind_output(speed: Array, model: WindModel) -> Array:
    """Output in p.u. of capacity at a wind speed at hub height in m/s."""
    speeds, power = _power_curve(model.turbine)
    output = model.efficiency * np.interp(speed, speeds, power, left=0.0, right=0.0)
    return np.asarray(np.clip(output, 0.0, 1.0), dtype=np.float64)


def _speed_factor(speed: Array, model: WindModel, target: float) -> float:
    """Factor on the wind speed that gives the target capacity factor; the output is never clipped for it."""

    def miss(factor: float) -> float:
        return float(wind_output(factor * speed, model).mean()) - target

    if miss(0.3) > 0 or miss(2.5) < 0:
        allowed = "a capacity factor that this wind reaches when scaled by 0.3 to 2.5"
        raise_if([Fault("calibration", model.turbine, "value", str(target), allowed)])
    low, high = 0.3, 2.5
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if miss(middle) > 0 else (middle, high)
    return (low + high) / 2


def pv_output(weather: pd.DataFrame, settings: ProfileSettings) -> Array:
    """Output of the mix of roofs in p.u. of capacity, before calibration.

    The beam is taken apart with the sun of the place where it was measured (`weather.attrs`), and falls on
    planes in Flanders: Hay-Davies sky, Faiman cell temperature, linear temperature coefficient.
    """
    middle = pd.DatetimeIndex(weather.index) + pd.Timedelta(minutes=30)
    place = (weather.attrs.get("latitude", FLANDERS[0]), weather.attrs.get("longitude", FLANDERS[1]))
    ghi, dhi = weather["ghi_w_per_m2"].to_numpy(float), weather["dhi_w_per_m2"].to_numpy(float)
    station = pvlib.solarposition.get_solarposition(middle, *place)
    sun = pvlib.solarposition.get_solarposition(middle, *FLANDERS)
    extra = pvlib.irradiance.get_extra_radiation(middle).to_numpy()
    height = np.cos(np.radians(station["zenith"].to_numpy()))
    # Below 3 degrees the quotient is noise, and no beam is stronger than 85 % of that above the atmosphere.
    beam = np.where(height > 0.05, (ghi - dhi) / np.maximum(height, 0.05), 0.0)
    beam = np.clip(beam, 0.0, 0.85 * extra)
    total = np.zeros(len(middle))
    for tilt, azimuth, share in PV_PLANES:
        plane = pvlib.irradiance.get_total_irradiance(
            tilt,
            azimuth,
            sun["zenith"].to_numpy(),
            sun["azimuth"].to_numpy(),
            beam,
            ghi,
            dhi,
            dni_extra=extra,
            albedo=settings.albedo,
            model="haydavies",
        )["poa_global"]
        light = np.nan_to_num(np.maximum(plane, 0.0))
        cell = pvlib.temperature.faiman(light, weather["temperature_degc"], weather["wind_speed_10m_m_per_s"])
        heat = 1.0 + settings.pv_temperature_coefficient * (np.asarray(cell) - 25.0)
        total += share * light / 1000.0 * heat * (1.0 - settings.pv_system_losses)
    return np.asarray(np.clip(total, 0.0, None), dtype=np.float64)


def to_utc(local: Array) -> Array:
    """Read a series of the local clock (8760 hours of the nominal year) at the hours of UTC.

    Belgian time: the hour skipped in March is not read, the hour doubled in October is read twice, and the
    last hour of the UTC year is the first of the local year.
    """
    clock = nominal_index().tz_localize("UTC").tz_convert("Europe/Brussels").tz_localize(None)
    return local[((clock.dayofyear - 1) * 24 + clock.hour) % HOURS]


def _space_heat(weather: pd.DataFrame, week: pd.DataFrame) -> tuple[Array, Array]:
    """Heat and hot water of buildings, year and design week, in units of the mean of the year.

    BDEW standard load profiles for gas: the amount of a day by a sigmoid of the weighted temperature of four
    days, then the hours of the day. The design week has working days only; its last days precede its first.
    """
    year, cold = np.zeros(HOURS), np.zeros(len(week))
    for kind, building, share in HEAT_MIX:
        # The day of the profile is the local day; winter time is close enough for a mean over 24 hours.
        temperature = np.roll(weather["temperature_degc"].to_numpy(dtype=float), 1)
        raw = _heat_curve(nominal_index(), temperature, kind, building, working_days=False)
        scale = share / raw.mean()
        year += scale * to_utc(raw)
        chill = np.roll(week["temperature_degc"].to_numpy(dtype=float), 1)
        raw_week = _heat_curve(pd.DatetimeIndex(week.index), chill, kind, building, working_days=True)
        cold += scale * np.roll(raw_week, -1)
    return year / year.mean(), cold / year.mean()


def _heat_curve(index: pd.DatetimeIndex, temperature: Array, kind: str, building: int, working_days: bool) -> Array:
    """Heat on the local clock in the unit of the BDEW sigmoid, comparable between year and week.

    demandlib divides by the sum of what it is given; that division is undone here.
    """
    model: Any = bdew.HeatBuilding(
        index,
        holidays=[f"{NOMINAL_YEAR}-{day}" for day in HOLIDAYS],
        temperature=pd.Series(np.clip(temperature, -19.9, 39.9), index=index),
        shlp_type=kind,
        building_class=building,
        wind_class=0,
    )
    if working_days:
        model.df["weekday"] = model.df["weekday"].clip(1, 5)
    share = model.get_normalized_bdew_profile().to_numpy(dtype=float)
    a, b, c, d = model.get_sigmoid_parameters()
    daily = a / (1.0 + (b / (model.df["temperature_geo"].to_numpy() - 40.0)) ** c) + d
    return np.asarray(share * (daily * model.get_weekday_parameters()).sum() / 24.0, dtype=np.float64)


def _electric_loads() -> dict[str, tuple[Array, Array]]:
    """Electric load of year and design week; the week is seven times the mean working day of January."""
    holidays = [f"{NOMINAL_YEAR}-{day}" for day in HOLIDAYS]
    with warnings.catch_warnings():
        # demandlib turns every warning of the process into an error, and leaves it so.
        quarters = bdew.ElecSlp(NOMINAL_YEAR, holidays=pd.to_datetime(holidays).date.tolist()).get_profiles()
    hourly = quarters.resample("h").mean()
    steps = IndustrialLoadProfile(nominal_index(), holidays=holidays).simple_profile(
        1.0,
        am=pd.Timestamp("06:00").time(),
        pm=pd.Timestamp("21:59").time(),
        profile_factors={
            "week": {"day": 1.0, "night": 0.92},
            "weekend": {"day": 0.88, "night": 0.86},
            "holiday": {"day": 0.86, "night": 0.84},
        },
    )
    local = {
        "load_residential": hourly["h0_dyn"].to_numpy(dtype=float),
        "load_services": (0.5 * hourly["g0"] + 0.5 * hourly["g3"]).to_numpy(dtype=float),
        "load_industry": steps.to_numpy(dtype=float),
    }
    shapes = {}
    days = nominal_index().normalize()
    working = (days.month == 1) & (days.dayofweek < 5) & ~days.isin(pd.to_datetime(holidays))
    for name, series in local.items():
        year = to_utc(series)
        year = year / year.mean()
        shapes[name] = (year, np.tile(year[working].reshape(-1, 24).mean(axis=0), 7))
    return shapes


def _dataset(
    shapes: Mapping[str, tuple[Array, Array]],
    week: pd.DataFrame,
    source: str,
    targets: Mapping[str, float],
    factors: Mapping[str, float],
) -> xr.Dataset:
    data = xr.Dataset(
        coords={
            "time": nominal_index().to_numpy().astype("datetime64[ns]"),
            "design_hour": np.arange(len(week)),
        }
    )
    for name, (year, cold) in shapes.items():
        units, title, method = LABELS[name]
        attrs: dict[str, str | float] = {"units": units, "long_name": title, "source": f"{source}; {method}"}
        if name in targets:
            attrs |= {"calibration_target": targets[name], "calibration_factor": factors[name]}
        data[name] = ("time", np.asarray(year, dtype=np.float64), attrs)
        note = {"description": "SYNTHETIC design week, not weather that happened"}
        data[f"design_{name}"] = ("design_hour", np.asarray(cold, dtype=np.float64), attrs | note)
    data.attrs = {
        "title": "werven profiles",
        "weather": source,
        "clock": "UTC, start of the hour",
        "design_week_from": f"{week.index[0]:%m-%d}",
        "calibration_targets": json.dumps(dict(targets), sort_keys=True),
    }
    return data


def save(profiles: xr.Dataset, path: str | Path) -> None:
    """Write the profiles as NetCDF; the same profiles give the same bytes."""
    profiles.to_netcdf(path, engine="netcdf4", format="NETCDF4")


def load(path: str | Path) -> xr.Dataset:
    """Read what `save` wrote, into memory, the file closed again."""
    with xr.open_dataset(path, engine="netcdf4") as data:
        return data.load()


def shape_statistics(series: pd.DataFrame) -> pd.DataFrame:
    """Describe hourly shapes by the numbers that matter to an energy system, to compare with real series.

    Parameters
    ----------
    series : pandas.DataFrame
        8760 rows on the nominal year, with at least `onwind`, `offwind`, `solar` and `space_heat`.

    Returns
    -------
    pandas.DataFrame
        One column per column of `series`. Rows: mean, standard deviation, quantiles of the duration curve,
        lag correlations, mean of winter (December to February) and summer, lowest mean of 168 hours, and
        the correlation of daily means with offshore wind, PV and heat.
    """
    month = pd.DatetimeIndex(series.index).month
    rows = {"mean": series.mean(), "std": series.std(ddof=0), "max": series.max()}
    rows |= {f"q{level:02d}": series.quantile(level / 100) for level in (5, 25, 50, 75, 95)}
    for lag in (1, 6, 24):
        rows[f"autocorrelation_{lag}h"] = series.apply(lambda column, lag=lag: column.autocorr(lag))
    rows["winter_mean"] = series[month.isin([12, 1, 2])].mean()
    rows["summer_mean"] = series[month.isin([6, 7, 8])].mean()
    rows["lowest_week"] = series.rolling(168).mean().min()
    daily = series.resample("D").mean()
    for other in ("offwind", "solar", "space_heat"):
        rows[f"daily_correlation_{other}"] = daily.corrwith(daily[other])
    return pd.DataFrame(rows).T.rename_axis("statistic")
