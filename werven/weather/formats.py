"""Hourly tables as people have them: cells as text with the line of each row, and which download it is if none of ours.

Columns may be parted by commas, semicolons or tabs. Where they are not parted by commas a comma is the decimal sign.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from werven.errors import Fault, InputError, raise_if
from werven.reading.files import text_of
from werven.reading.yaml import quoted

LARGEST = 30_000_000
"""Size of a file that is still read [bytes]: ten times an hourly year of thirty columns."""
SEPARATORS = ",;\t"
_NO_HEADER = re.compile(r"#|sep=.\s*$")
"""Comments, and the line in which Excel says what parts the cells."""
_MOST_FAULTS = 5
_HEAD = 6000
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+(?:[eE][-+]?\d+)?\s*")

_DECIMAL_POINT = re.compile(r"[-+]?\d+\.\d+(?:[eE][-+]?\d+)?")

_FACTORS = "onwind_pu, offwind_pu, solar_pu (output over capacity, 0 to 1) and temperature_degc"
_WEATHER = "temperature_degc, wind_speed_10m_m_per_s, ghi_w_per_m2, dhi_w_per_m2, pressure_hpa"


@dataclass(frozen=True)
class Format:
    """A table that others hand out.

    Attributes
    ----------
    name : str
        What it is.
    sign : str
        Pattern in its first lines, capitals or not.
    advice : str
        How a table of ours is made of it.
    """

    name: str
    sign: str
    advice: str


FORMATS = (
    Format(
        "a weather download of renewables.ninja",
        r"renewables\.ninja weather|\bswgdn\b|\bt2m\b.*\bprectot|\bradiation_surface\b",
        f"one table with time (UTC) and {_WEATHER}: t2m is the temperature, swgdn the global radiation; wind at 10 m, "
        "diffuse radiation and pressure are not in it, so the capacity factors of renewables.ninja are the shorter way",
    ),
    Format(
        "a download of renewables.ninja",
        r"renewables\.ninja|\btime\W+local_time\W+electricity|\birradiance_direct\b",
        f"one table with time (UTC, not local_time) and {_FACTORS}: electricity of three downloads at a capacity of 1 "
        "(wind on land, wind at sea, PV) side by side, without the lines that begin with #; temperature as it is",
    ),
    Format(
        "an export of Elia's open data",
        r"\bdatetime\W+resolution ?code\b|measured & upscaled|\bmonitored ?capacity\b",
        f"one table with time (UTC) and {_FACTORS}: measured & upscaled over monitored capacity, the mean of four "
        "quarters of an hour; stamps carry the offset of Belgian time; temperature from elsewhere",
    ),
    Format(
        "an export of the ENTSO-E transparency platform",
        r"\bMTU\b|\bactual aggregated\b|\bgeneration - .*\[MW\]|\barea display name\b",
        f"one table with time (UTC, the begin of each interval; CET is an hour later) and {_FACTORS}: actual "
        "generation [MW] over installed capacity; temperature from elsewhere",
    ),
    Format(
        "a download of PVGIS",
        r"\bPVGIS\b|latitude \(decimal degrees\)|\bH_sun\b|\btime\(UTC\)|\bWS10m\b",
        f"one table with time (UTC) and {_WEATHER}: T2m, WS10m, G(h), Gd(h) and SP (Pa, a hundredth is hPa)",
    ),
    Format(
        "a download of Open-Meteo",
        r"utc_offset_seconds|\btemperature_2m\b|\bshortwave_radiation\b",
        f"one table with time (UTC) and {_WEATHER}: temperature_2m, wind_speed_10m in m/s (km/h is the default there), "
        "shortwave_radiation, diffuse_radiation, surface_pressure",
    ),
    Format(
        "a time series of Open Power System Data",
        r"\butc_timestamp\b",
        f"one table with time (utc_timestamp) and {_FACTORS}: BE_wind_onshore_generation_actual [MW] and so on over "
        "installed capacity; temperature from elsewhere",
    ),
    Format(
        "a download of KNMI",
        r"\bKNMI\b|\bSTN,\s*YYYYMMDD\b",
        f"one table with time (UTC, the begin of the hour: HH is its end) and {_WEATHER}: T and FH in tenths, Q in "
        "J/cm2 (1 J/cm2 an hour is 2.78 W/m2), P in tenths of hPa; diffuse radiation from elsewhere",
    ),
    Format(
        "a weather file of EnergyPlus (EPW)",
        r"\ALOCATION,",
        f"one table with time (UTC; the file has local standard time) and {_WEATHER} (pressure there is in Pa)",
    ),
    Format(
        "a test reference year of DWD",
        r"Testreferenzjahr|^\*\*\*\s*$",
        f"one table with time (UTC; the file has MEZ, UTC+1) and {_WEATHER}: B + D is the global, D the diffuse "
        "radiation; or weather.region, which reads the years that come with the package",
    ),
)


def recognised(text: str) -> Format | None:
    """Return the download that a text begins like, if it is one that people often have."""
    head = text[:_HEAD]
    found = (one for one in FORMATS if re.search(one.sign, head, re.IGNORECASE | re.MULTILINE))
    return next(found, None)


def read_cells(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Return the cells of a table as text, decimal commas as points; the index is the line of each row.

    Lines before the header that begin with ``#`` are left out, and Excel's ``sep=;``.

    Parameters
    ----------
    path : Path
        The table.
    columns : iterable of str
        Columns of ours: with none of them in the header the table is held against the downloads of others.

    Raises
    ------
    InputError
        No readable text (`files`), a download of others, a column twice, rows longer or shorter than the header,
        points and commas as decimal signs.
    """
    text = text_of(path, LARGEST)
    rows, separator = _rows(str(path), text)
    first, header = rows[0]
    if not set(header) & (set(columns) - {"time"}) and (known := recognised(text)):
        found = f"{known.name}, columns {', '.join(header)}"
        raise InputError([Fault(str(path), str(first), "", quoted(found), known.advice)])
    raise_if(_shape_faults(str(path), rows))
    table = pd.DataFrame([cells for _, cells in rows[1:]], columns=header, index=[line for line, _ in rows[1:]])
    return table if separator == "," else _with_points(table, str(path))


def _rows(file: str, text: str) -> tuple[list[tuple[int, list[str]]], str]:
    """Return the line and the cells of the header and of each row that is not blank, and what parts the cells."""
    lines = text.splitlines(keepends=True)
    before = next((n for n, line in enumerate(lines) if line.strip() and not _NO_HEADER.match(line)), len(lines))
    if before == len(lines):
        raise InputError([Fault(file, "", "", "no header", "a header and rows below the lines that begin with #")])
    separator = max(SEPARATORS, key=lines[before].count)
    reader = csv.reader(io.StringIO("".join(lines[before:])), delimiter=separator, strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        row = str(before + reader.line_num)
        raise InputError([Fault(file, row, "", str(error), "a table with as many cells in every row")]) from None
    return rows, separator


def _shape_faults(file: str, rows: list[tuple[int, list[str]]]) -> list[Fault]:
    """Return columns that occur twice, rows of another length than the header, and a table without rows."""
    (first, header), *others = rows
    faults = [
        Fault(file, str(first), name, name, "a column that occurs once")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    told = f"{len(header)} cells, as in the header"
    ragged = [(line, cells) for line, cells in others if len(cells) != len(header)]
    faults += [Fault(file, str(line), "", f"{len(cells)} cells", told) for line, cells in ragged[:_MOST_FAULTS]]
    if len(ragged) > _MOST_FAULTS:
        faults.append(Fault(file, str(ragged[_MOST_FAULTS][0]), "", f"{len(ragged) - _MOST_FAULTS} more rows", told))
    if not others:
        faults.append(Fault(file, "", "", "a header alone", "rows below the header"))
    return faults


def _with_points(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return cells with decimal points; in a table with decimal commas a point would be of thousands."""
    commas = table.map(lambda cell: _DECIMAL_COMMA.fullmatch(cell) is not None)
    if not commas.to_numpy().any():
        return table
    mixed = [
        Fault(file, str(line), str(name), cell, "a decimal comma, as in other cells of this file")
        for name in table.columns.drop("time", errors="ignore")
        for line, cell in table[name].items()
        if _DECIMAL_POINT.fullmatch(cell)
    ]
    raise_if(mixed[:_MOST_FAULTS])
    return table.where(~commas, table.map(lambda cell: cell.replace(",", ".")))
