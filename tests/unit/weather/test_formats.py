"""Weather as people have it: read, or named with what to make of it, in one message."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from werven.errors import Fault, InputError
from werven.weather.hours import read_weather_file

HOURS = pd.date_range("2023-01-01", periods=8760, freq="h")
FACTORS = {"onwind_pu": 0.25, "offwind_pu": 0.4, "solar_pu": 0.125, "temperature_degc": 10.5}
WEATHER = {"temperature_degc": 10.5, "wind_speed_10m_m_per_s": 4.5, "ghi_w_per_m2": 120.0, "dhi_w_per_m2": 60.0}
STAMPS = HOURS.strftime("%Y-%m-%dT%H:%MZ")

#: First lines of downloads as they come.
NINJA = """\
# Renewables.ninja Wind (Point API)
# 51.2194, 4.4025 - Version: 1.3 (using GSEE v0.3.1)
# Units: time in UTC, local_time in Europe/Brussels, electricity in kW, wind_speed in m/s
# Reference: https://doi.org/10.1016/j.energy.2016.08.060
"""
FOREIGN: dict[str, tuple[str, list[str]]] = {
    "renewables.ninja, wind": (
        NINJA + "time,local_time,electricity,wind_speed\n2019-01-01 00:00,2019-01-01 01:00,0.912,8.9\n",
        ["row 5", "renewables.ninja", "local_time", "onwind_pu", "electricity of three downloads"],
    ),
    "renewables.ninja, PV without its comments": (
        "time,local_time,electricity,irradiance_direct,irradiance_diffuse,temperature\n2019-01-01 00:00,,0,0,0,5.1\n",
        ["row 1", "a download of renewables.ninja"],
    ),
    "renewables.ninja, weather": (
        '# Renewables.ninja Weather (Country API)\n"time","t2m","prectotland","swgdn"\n2019-01-01 00:00,5,0,0\n',
        ["weather download of renewables.ninja", "t2m is the temperature"],
    ),
    "Elia, wind": (
        "Datetime;Resolution code;Offshore/onshore;Region;Grid connection type;Measured & Upscaled;Monitored capacity\n"
        "2023-01-01T00:00:00+01:00;PT15M;Onshore;Flanders;Dso;456,7;1234\n",
        ["Elia", "quarters of an hour", "over monitored capacity"],
    ),
    "Elia, names of its interface": (
        "datetime;resolutioncode;region;measured;monitoredcapacity\n2023-01-01;PT15M;F;1;2\n",
        ["Elia"],
    ),
    "renewables.ninja, country": (
        "# Renewables.ninja Wind (Country API)\ntime,offshore,onshore,national\n",
        ["renewables.ninja"],
    ),
    "OPSD": (
        "utc_timestamp,cet_cest_timestamp,BE_load\n2019-01-01T00:00:00Z,2019-01-01T01:00:00+0100,1\n",
        ["Open Power System"],
    ),
    "ENTSO-E, generation": (
        '"Area","MTU","Wind Onshore  - Actual Aggregated [MW]"\n'
        '"BE","01.01.2023 00:00 - 01.01.2023 01:00 (CET/CEST)","512"\n',
        ["ENTSO-E", "begin of each interval", "over installed capacity"],
    ),
    "ENTSO-E, prices": ('"MTU (CET/CEST)","Day-ahead Price [EUR/MWh]"\n"01.01.2023 00:00 - 01:00","10"\n', ["ENTSO-E"]),
    "PVGIS": (
        "Latitude (decimal degrees):\t51.2\r\n\r\ntime,G(h),T2m,WS10m\r\n20200101:0011,0,5,3\r\n",
        ["PVGIS", "T2m"],
    ),
    "Open-Meteo": ("latitude,longitude,utc_offset_seconds\n51.2,4.4,0\n\ntime,temperature_2m (°C)\n", ["Open-Meteo"]),
    "KNMI": ("# BRON: KNMI\n# STN,YYYYMMDD,   HH,   FH,    T\n  319,20230101,    1,   50,  120\n", ["KNMI", "tenths"]),
    "EPW": ("LOCATION,Antwerpen,-,BEL,IWEC,64500,51.2,4.5,1.0,14.0\nDESIGN CONDITIONS,0\n", ["EPW"]),
}


def table(values: dict[str, float], **more: object) -> pd.DataFrame:
    """Return a year of constant values that can be."""
    pressure = {} if "onwind_pu" in values else {"pressure_hpa": 1013.25}
    return pd.DataFrame({"time": STAMPS, **values, **pressure, **more})


def faults(content: str | bytes, folder: Path) -> list[Fault]:
    """Return what is said of a file."""
    path = folder / "own.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        read_weather_file(path)
    return caught.value.faults


@pytest.mark.parametrize("name", FOREIGN)
def test_a_download_is_named_with_what_to_make_of_it(name: str, tmp_path: Path) -> None:
    content, parts = FOREIGN[name]
    (fault,) = faults(content, tmp_path)
    for part in parts:
        assert part in str(fault)


@pytest.mark.parametrize("values", [FACTORS, WEATHER])
@pytest.mark.parametrize(
    "options",
    [{}, {"sep": ";", "decimal": ","}, {"sep": ";"}, {"sep": "\t", "decimal": ","}],
    ids=["CSV", "Excel in Dutch", "semicolons", "tabs"],
)
@pytest.mark.parametrize("head", ["", "\ufeff", "# of my own\n\n# measured\n", "sep=;\n"])
def test_tables_of_ours_are_read_however_they_are_parted(
    values: dict[str, float], options: dict[str, str], head: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(head + table(values).to_csv(index=False, **options), encoding="utf-8", newline="\r\n")
    own = read_weather_file(path)
    assert own[list(values)].iloc[[0, -1]].to_numpy().tolist() == [list(values.values())] * 2


CHANGED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "no wind all year": (
        lambda t: t.assign(wind_speed_10m_m_per_s=0),
        "a mean of 0'; allowed: a mean of the year from",
    ),
    "no sun all year": (lambda t: t.assign(ghi_w_per_m2=0, dhi_w_per_m2=0), "column ghi_w_per_m2: found 'a mean of 0'"),
    "no temperature": (lambda t: t.assign(temperature_degc=0), "column temperature_degc: found 'a mean of 0'"),
    "wind in km/h": (lambda t: t.assign(wind_speed_10m_m_per_s=4.5 * 3.6), "in another unit?"),
    "sun in J/cm2": (lambda t: t.assign(ghi_w_per_m2=43.2, dhi_w_per_m2=21.6), "in another unit?"),
    "sun in kW/m2": (lambda t: t.assign(ghi_w_per_m2=0.12, dhi_w_per_m2=0.06), "in another unit?"),
    "temperature in K": (lambda t: t.assign(temperature_degc=283.6), "a number from -40 to 50"),
    "pressure in Pa": (lambda t: t.assign(pressure_hpa=101325), "a number from 850 to 1100"),
    "nan": (lambda t: t.assign(pressure_hpa="nan"), "row 2, column pressure_hpa: found 'nan'"),
    "infinity": (lambda t: t.assign(ghi_w_per_m2="inf"), "row 2, column ghi_w_per_m2: found 'inf'"),
    "year 1500": (lambda t: t.assign(time="1500" + t["time"].str[4:]), "a year from 1940 to 2100"),
    "year 9999": (lambda t: t.assign(time="9999" + t["time"].str[4:]), "a year from 1940 to 2100"),
    "days first": (
        lambda t: t.assign(time=HOURS.strftime("%d/%m/%Y %H:%M")),
        "rows 2 to 8761, column time: found '01/01",
    ),
    "days of Excel": (lambda t: t.assign(time=44927.0 + np.arange(8760) / 24), "jjjj-mm-dd uu:mm"),
    "intervals": (lambda t: t.assign(time=HOURS.strftime("%d.%m.%Y %H:%M - x")), "an ISO 8601 time in UTC"),
    "Belgian time": (lambda t: t.assign(time=HOURS.strftime("%Y-%m-%dT%H:%M+01:00")), "a full hour of 2023, UTC"),
    "no rows": (lambda t: t[:0], "found 'a header alone'"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_values_that_cannot_be_are_refused(name: str, tmp_path: Path) -> None:
    change, says = CHANGED[name]
    found = faults(change(table(WEATHER)).to_csv(index=False), tmp_path)
    assert says.replace("rows", "row") in "\n".join(map(str, found))
    assert len(found) <= 12


def test_no_output_all_year_is_refused(tmp_path: Path) -> None:
    found = faults(table({**FACTORS, "onwind_pu": 0.0, "solar_pu": 0.0}).to_csv(index=False), tmp_path)
    assert [fault.column for fault in found] == ["onwind_pu", "solar_pu"]


def test_what_is_no_table_gets_one_message(tmp_path: Path) -> None:
    good = table(WEATHER).to_csv(index=False)
    lines = good.splitlines(keepends=True)
    cases: dict[str, tuple[str | bytes, str]] = {
        "UTF-16": (good.encode("utf-16"), "found 'UTF-16'"),
        "cp1252": (("# Luxé\n" + good).encode("cp1252"), "latin-1 or cp1252"),
        "workbook": (b"PK\x03\x04 and more", "an Excel workbook"),
        "empty": (b"", "the file is empty"),
        "comments": ("# nothing\n", "no header"),
        "short row": (
            "".join([*lines[:5], "2023-01-01T04:00Z,10\n", *lines[6:]]),
            "row 6: found '2 cells'; allowed: 6",
        ),
        "long row": ("".join([*lines[:5], lines[5].rstrip() + ",1\n", *lines[6:]]), "row 6: found '7 cells'"),
        "quote": ("".join([*lines[:5], '"' + lines[5], *lines[6:]]), "as many cells in every row"),
        "column twice": (good.replace("dhi_w_per_m2", "ghi_w_per_m2", 1), "a column that occurs once"),
        "points and commas": (
            table(WEATHER).to_csv(index=False, sep=";", decimal=",").replace(";10,5;", ";10.5;", 1),
            "row 2, column temperature_degc: found '10.5'; allowed: a decimal comma",
        ),
    }
    for name, (content, says) in cases.items():
        found = faults(content, tmp_path)
        assert len(found) == 1, (name, found)
        assert says in str(found[0]), name


def test_a_folder_and_a_pipe_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, says in (("", "a folder"), ("pipe", "a pipe"), ("none", "a CSV file")):
        with pytest.raises(InputError, match=says):
            read_weather_file(tmp_path / name)
