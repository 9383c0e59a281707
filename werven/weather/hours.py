"""Hourly weather: the reference year of a package, a user's own file, a synthetic design week.

Every table here has one row per hour of a nominal year that is not a leap year, in UTC, without a time zone
on the index. The stamp of a row is the start of its hour: 08:00 is the mean of 08:00 to 09:00.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from werven import units
from werven.config.settings import DesignWeek
from werven.errors import Fault, nearest, raise_if
from werven.reading.yaml import quoted
from werven.weather.formats import read_cells

NOMINAL_YEAR: Final = 2010
"""Year that carries the index. It has 365 days; its weekdays are those of the load profiles."""

DEFAULT_REGION: Final = 5
"""Lower Rhine (Essen): wind of the seasons nearer to Belgium's than that of zone 1, see docs/weather.md."""

HOURS: Final = int(units.HOURS)
WEEK_HOURS: Final = 168
FLANDERS: Final = (51.0, 4.4)
"""Latitude and longitude in degrees, used for a user's own file."""

WEATHER_COLUMNS: Final = (
    "temperature_degc",
    "wind_speed_10m_m_per_s",
    "ghi_w_per_m2",
    "dhi_w_per_m2",
    "pressure_hpa",
)
CF_COLUMNS: Final = ("onwind_pu", "offwind_pu", "solar_pu", "temperature_degc")
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "temperature_degc": (-40.0, 50.0),
    "wind_speed_10m_m_per_s": (0.0, 60.0),
    "ghi_w_per_m2": (0.0, 1400.0),
    "dhi_w_per_m2": (0.0, 1000.0),
    "pressure_hpa": (850.0, 1100.0),
    "onwind_pu": (0.0, 1.0),
    "offwind_pu": (0.0, 1.0),
    "solar_pu": (0.0, 1.0),
}
MEANS: Final[dict[str, tuple[float, float]]] = {
    "temperature_degc": (-5.0, 30.0),
    "wind_speed_10m_m_per_s": (0.5, 12.0),
    "ghi_w_per_m2": (60.0, 350.0),
    "dhi_w_per_m2": (10.0, 200.0),
    "onwind_pu": (0.01, 0.8),
    "offwind_pu": (0.01, 0.9),
    "solar_pu": (0.01, 0.4),
}
"""Mean of a year anywhere in Europe: outside lie other units (km/h, J/cm2, percent, MW) and columns that are empty."""
YEARS: Final = (1940, 2100)
_TRY_ZONES: Final = range(1, 16)
_MAX_ROWS_PER_FAULT: Final = 5
OTHER_TIMES: Final = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\d{5}(?:[.,]\d+)?$"
"""Days before months, months before days, and days since 1900: as Excel and others write times."""

Kind = Literal["weather", "capacity_factors"]


def nominal_index() -> pd.DatetimeIndex:
    """Return the 8760 hours of the nominal year, UTC, without a time zone on the index."""
    return pd.date_range(f"{NOMINAL_YEAR}-01-01", periods=HOURS, freq="h", name="time")


def kind_of(weather: pd.DataFrame) -> Kind:
    """Say whether a table holds weather or capacity factors that are used as they are."""
    return "capacity_factors" if "onwind_pu" in weather.columns else "weather"


def read_try(region: int) -> pd.DataFrame:
    """Read a test reference year of the German weather service, shipped by demandlib.

    Parameters
    ----------
    region : int
        Zone 1 to 15: 1 North Sea coast (Bremerhaven), 5 Lower Rhine (Essen).

    Returns
    -------
    pandas.DataFrame
        8760 rows, UTC, columns `WEATHER_COLUMNS`; `attrs` holds source, latitude and longitude.

    Raises
    ------
    InputError
        When the zone does not exist.

    Notes
    -----
    Source: Deutscher Wetterdienst (2011), Testreferenzjahre von Deutschland für mittlere, extreme und
    zukünftige Witterungsverhältnisse; the mean year of 1988 to 2007. Clock MEZ (UTC+1), hours 1 to 24. A
    value belongs to the full hour and not to the hour before it: only read so is the sun of clear days
    centred on solar noon (docs/weather.md).
    """
    if region not in _TRY_ZONES:
        raise_if([Fault(file="weather", column="region", value=str(region), allowed="1 to 15")])
    raw, header = _parse_try(region)
    weather = pd.DataFrame(
        {
            "temperature_degc": raw["t"],
            "wind_speed_10m_m_per_s": without_spikes(raw["WG"]),
            "ghi_w_per_m2": raw["B"] + raw["D"],
            "dhi_w_per_m2": raw["D"],
            "pressure_hpa": raw["p"],
        }
    )
    source = f"DWD test reference year 2010, zone {region:02d}"
    return _labelled(mez_to_utc(weather), source, *_station(header))


def _parse_try(region: int) -> tuple[pd.DataFrame, str]:
    """Rows of the file as numbers under the letters of its last header line, and the header."""
    name = f"vdi/resources_weather/TRY2010_{region:02d}_Jahr.dat"
    lines = (resources.files("demandlib") / name).read_text(encoding="latin-1").splitlines()
    bar = next(number for number, line in enumerate(lines) if line.startswith("***"))
    rows = [line.split() for line in lines[bar + 1 :] if line.strip()]
    return pd.DataFrame(rows, columns=lines[bar - 1].split()).astype(float), "\n".join(lines[:bar])


def mez_to_utc(table: pd.DataFrame) -> pd.DataFrame:
    """Turn 8760 values at the full hours 1 to 24 of the clock MEZ (UTC+1) into means over the hours of UTC.

    Hour 1 of MEZ is 00:00 UTC. The mean from 00:00 to 01:00 UTC is half the value at 00:00 and half that at
    01:00. The last hour of the year takes the first value of the year, so that the year keeps 8760 hours.
    """
    values = table.to_numpy(dtype=float)
    means = (values + np.roll(values, -1, axis=0)) / 2
    return pd.DataFrame(means, columns=table.columns, index=nominal_index())


def without_spikes(speed: pd.Series[float]) -> pd.Series[float]:
    """Replace single hours of impossible wind by the mean of their neighbours.

    The file of zone 01 has 34 m/s on 20 May and 35 m/s on 17 August between hours of 0 to 3 m/s: 3.4 and 3.5
    with the point lost. A spike is an hour above 20 m/s and more than three times both neighbours.
    """
    before, after = speed.shift(1), speed.shift(-1)
    spike = (speed > 20.0) & (speed > 3 * before) & (speed > 3 * after)
    return speed.mask(spike, (before + after) / 2)


def _station(header: str) -> tuple[float, float]:
    """Latitude and longitude from a line such as ``Lage: 53°32'N <- B.   8°35'O <- L.``."""
    found = re.search(r"Lage:\s*(\d+)\D+(\d+)'N\D+(\d+)\D+(\d+)'O", header)
    if found is None:
        return FLANDERS
    degrees = [float(part) for part in found.groups()]
    return degrees[0] + degrees[1] / 60, degrees[2] + degrees[3] / 60


def _labelled(table: pd.DataFrame, source: str, latitude: float, longitude: float) -> pd.DataFrame:
    table.attrs.update(source=source, latitude=latitude, longitude=longitude)
    return table


def read_weather_file(path: str | Path) -> pd.DataFrame:
    """Read a user's own hourly table.

    The file is a CSV with a column `time` (ISO 8601, UTC, start of the hour) and one of two sets of columns:
    `WEATHER_COLUMNS` (turned into capacity factors and calibrated), or `CF_COLUMNS` (capacity factors, used
    as they are). Other columns are ignored. When both sets are there the capacity factors are used. What may part the
    cells, and which downloads of others are known by name, is told in `werven.weather.formats`.

    Returns
    -------
    pandas.DataFrame
        8760 rows on the index of the nominal year; `attrs["year"]` is the year of the file. The weather of
        each hour stays at its month, day and hour; only the year of the stamp changes.

    Raises
    ------
    InputError
        Lists every fault: missing columns, stamps that are not hourly, doubled, missing or outside one year,
        8784 rows (remove 29 February), empty cells, values that cannot be, means of a year that tell of another unit.
    """
    name = str(path)
    if not Path(path).exists():
        raise_if([Fault(file=name, value="no such file", allowed="a CSV file with a header line")])
    table = read_cells(Path(path), ("time", *WEATHER_COLUMNS, *CF_COLUMNS))
    columns = CF_COLUMNS if "onwind_pu" in _guessed(table.columns) else WEATHER_COLUMNS
    raise_if(_missing_columns(table, ("time", *columns), name))
    time, faults = _read_times(table["time"], name)
    values, value_faults = _read_values(table, columns, name)
    raise_if(faults + value_faults)
    raise_if(_mean_faults(values, name))
    year = int(time.iloc[0].year)
    values.index = nominal_index()
    values.attrs["year"] = year
    return _labelled(values, Path(name).name, *FLANDERS)


def _guessed(columns: pd.Index) -> set[str]:
    """Names as they are and as they were probably meant, to know which of the two kinds a file is."""
    known = (*WEATHER_COLUMNS, *CF_COLUMNS)
    return set(columns) | {nearest(column, known) for column in columns}


def _missing_columns(table: pd.DataFrame, wanted: tuple[str, ...], name: str) -> list[Fault]:
    missing = [column for column in wanted if column not in table.columns]
    spare = [column for column in table.columns if column not in wanted]
    return [
        Fault(
            file=name,
            row="1",
            column=column,
            value="absent",
            allowed=f"columns {', '.join(wanted)}",
            nearest=nearest(column, spare),
        )
        for column in missing
    ]


def _read_times(column: pd.Series[str], name: str) -> tuple[pd.Series[pd.Timestamp], list[Fault]]:
    """Read and check the stamps: one calendar year of full hours in UTC, 29 February left out."""
    allowed = "an ISO 8601 time in UTC, such as 2023-01-31T08:00Z"
    time = pd.to_datetime(column, utc=True, errors="coerce", format="ISO8601").dt.tz_localize(None)
    if column.str.match(OTHER_TIMES).all():
        told = f"{allowed} (in Excel: cells in the format yyyy-mm-dd hh:mm, Dutch jjjj-mm-dd uu:mm)"
        return time, [Fault(name, f"{column.index[0]} to {column.index[-1]}", "time", column.iloc[0], told)]
    faults = _bad_rows(column, time.isna(), name, allowed)
    faults = faults or _bad_rows(column, ~time.dt.year.between(*YEARS), name, "a year from {} to {}".format(*YEARS))
    if faults:
        return time, faults
    leap_day = (time.dt.month == 2) & (time.dt.day == 29)
    if leap_day.any():
        first = str(time.index[leap_day][0])
        allowed = f"{HOURS} rows: remove 29 February, {int(leap_day.sum())} rows from here on"
        return time, [Fault(file=name, row=first, column="time", value=f"{len(time)} rows", allowed=allowed)]
    year = int(time.dt.year.mode().iloc[0])
    expected = pd.date_range(f"{year}-01-01", f"{year}-12-31 23:00", freq="h")
    expected = expected[~((expected.month == 2) & (expected.day == 29))]
    faults += _bad_rows(column, ~time.isin(expected), name, f"a full hour of {year}, UTC")
    faults += _bad_rows(column, time.duplicated(), name, "every hour once; this one came before")
    gaps = expected.difference(pd.DatetimeIndex(time))
    if len(gaps):
        allowed = f"{HOURS} hours; missing from {gaps[0]:%Y-%m-%d %H:%M} to {gaps[-1]:%Y-%m-%d %H:%M}"
        faults.append(Fault(file=name, column="time", value=f"{len(gaps)} hours missing", allowed=allowed))
    if not faults and not time.is_monotonic_increasing:
        back = time.index[time.diff() < pd.Timedelta(0)][0]
        faults.append(Fault(name, str(back), "time", column[back], "rows in the order of time"))
    return time, faults


def _read_values(table: pd.DataFrame, columns: tuple[str, ...], name: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Turn the columns into numbers and check each against its limits."""
    faults: list[Fault] = []
    values = pd.DataFrame(index=table.index)
    for column in columns:
        low, high = LIMITS[column]
        numbers = pd.to_numeric(table[column], errors="coerce")
        outside = ~numbers.between(low, high)
        faults += _bad_rows(table[column], outside, name, f"a number from {low:g} to {high:g}")
        values[column] = numbers.astype(float)
    if "ghi_w_per_m2" in columns:
        more = values["dhi_w_per_m2"] > values["ghi_w_per_m2"] + 1.0
        faults += _bad_rows(table["dhi_w_per_m2"], more, name, "no more than ghi_w_per_m2 of the same hour")
    return values, faults


def _mean_faults(values: pd.DataFrame, name: str) -> list[Fault]:
    """Return columns whose mean over the year cannot be: without wind or sun, or in another unit."""
    faults = []
    for column in values.columns.intersection(list(MEANS)):
        low, high = MEANS[column]
        mean = float(values[column].mean())
        if not low <= mean <= high or (column == "temperature_degc" and not values[column].any()):
            allowed = f"a mean of the year from {low:g} to {high:g}; is this column empty, or in another unit?"
            faults.append(Fault(name, "", column, f"a mean of {mean:.3g}", allowed))
    return faults


def _bad_rows(column: pd.Series[str], bad: pd.Series[bool], name: str, allowed: str) -> list[Fault]:
    """One fault per bad row; after a handful of rows one more fault that counts the rest."""
    rows = np.flatnonzero(bad.to_numpy())
    label = str(column.name)
    lines = column.index
    faults = [
        Fault(name, str(lines[row]), label, quoted(column.iloc[row] or "empty"), allowed)
        for row in rows[:_MAX_ROWS_PER_FAULT]
    ]
    if len(rows) > _MAX_ROWS_PER_FAULT:
        span = f"{lines[rows[_MAX_ROWS_PER_FAULT]]} to {lines[rows[-1]]}"
        faults.append(Fault(name, span, label, f"{len(rows) - _MAX_ROWS_PER_FAULT} more bad rows", allowed))
    return faults


def design_week(weather: pd.DataFrame, settings: DesignWeek | None = None) -> pd.DataFrame:
    """Make a SYNTHETIC cold, dull week with little wind. It never happened.

    Taken is the coldest run of seven calendar days of the year. Then the temperature of all its hours is
    shifted by one number, so that the mean of its coldest day is `coldest_day_degc`; the wind speed is
    multiplied by `wind_factor`; the direct sun is taken away and the diffuse sun multiplied by `sun_factor`.
    Its dates are kept, because the sun stands where it stands on those dates. A table of capacity factors is
    treated alike: wind output times the cube of `wind_factor` (below rated power output goes with the cube of
    the speed), sun times `sun_factor`.

    Parameters
    ----------
    weather : pandas.DataFrame
        8760 rows, of either kind.
    settings : DesignWeek, optional
        The choices; the defaults when left out.

    Returns
    -------
    pandas.DataFrame
        168 rows on their dates in the nominal year, the columns of `weather` and `is_synthetic` (all True).
    """
    chosen = settings or DesignWeek()
    days = weather["temperature_degc"].to_numpy().reshape(-1, 24).mean(axis=1)
    first = int(np.convolve(days, np.ones(7), mode="valid").argmin())
    week = weather.iloc[first * 24 : (first + 7) * 24].copy()
    week["temperature_degc"] += chosen.coldest_day_degc - days[first : first + 7].min()
    if kind_of(weather) == "capacity_factors":
        week[["onwind_pu", "offwind_pu"]] *= min(1.0, chosen.wind_factor**3)
        week["solar_pu"] *= min(1.0, chosen.sun_factor)
    else:
        week["wind_speed_10m_m_per_s"] *= chosen.wind_factor
        direct = 0.0 if chosen.overcast else week["ghi_w_per_m2"] - week["dhi_w_per_m2"]
        week["dhi_w_per_m2"] *= chosen.sun_factor
        week["ghi_w_per_m2"] = week["dhi_w_per_m2"] + direct
    week["is_synthetic"] = True
    week.attrs = dict(weather.attrs)
    return week
