"""Time series of a scenario in the IAMC format, and the check that they keep its rules.

The region is ``Belgium|Flanders``: the template names parts of a country after it (as in ``USA|California``). Only
what the model holds is in it: industry, power, waste and buildings; no transport, no agriculture. A scenario of some
clusters names them in the region, so that nobody takes a part for the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from werven.data.column_kinds import IAMC_FORMS
from werven.data.results import write_result
from werven.desk import iamc_energy as energy
from werven.desk.iamc_names import (
    CAPTURE,
    CUTS,
    EJ_PER_MWH,
    EMISSIONS_BY_SECTOR,
    EMISSIONS_BY_TECHNOLOGY,
    GROUPS,
    INDEX,
    OTHER,
    PROCESS_CO2,
    ROOTS,
    SIGNED,
    TEMPLATE,
    fitted,
)
from werven.errors import HEADER, Fault, nearest, raise_if
from werven.solved.scenario import Solved

REGION = "Belgium|Flanders"
TOLERANCE = 1e-6
"""Difference between a whole and its parts, relative to the whole."""
LEAST = 1e-6
"""Values below are what a solver leaves [EJ, Mt]: 0.3 GWh, a tonne. They are told as nothing."""
Values = dict[str, float]


def timeseries(solved: Solved) -> pd.DataFrame:
    """Return the results of a scenario in the IAMC format.

    Parameters
    ----------
    solved : Solved
        The scenario; years that are missing have no column.

    Returns
    -------
    DataFrame
        ``model, scenario, region, variable, unit`` and a column a year: EJ/yr, Mt CO2/yr; one row a variable,
        in the order of the names. A variable that is nothing in every year is left out.

    Raises
    ------
    InputError
        The series do not keep the rules of the format (`faults`): all are listed.
    """
    years = {year: _year(solved, year) for year in solved.years}
    names = sorted({name for values in years.values() for name, value in values.items() if abs(value) > LEAST})
    rows = [
        {
            "model": f"werven {solved.version}".strip(),
            "scenario": solved.scenario,
            "region": region(solved),
            "variable": name,
            "unit": TEMPLATE.get(name, ""),
            **{str(year): _told(values.get(name, 0.0)) for year, values in years.items()},
        }
        for name in names
    ]
    table = pd.DataFrame(rows, columns=[*INDEX, *map(str, years)])
    raise_if(faults(table))
    return table


def _told(value: float) -> float:
    """Return a value, or nothing where it is too small to be told."""
    return value if abs(value) > LEAST else 0.0


def write_timeseries(solved: Solved, path: Path) -> None:
    """Write the time series of a scenario as CSV, see `timeseries`."""
    write_result("timeseries", timeseries(solved), path)


def region(solved: Solved) -> str:
    """Return the name of the region: Flanders, or the clusters of it that the scenario has."""
    clusters = solved.config.network.clusters
    return REGION if clusters is None else f"{REGION}|{'+'.join(clusters)}"


def _year(solved: Solved, year: int) -> Values:
    """Return every variable of a year."""
    own = solved.years[year]
    balance = energy.Year(own.balance, solved.inputs)
    in_mwh = [energy.electricity, energy.hydrogen, energy.heat, energy.final, energy.primary, energy.trade]
    leaves: Values = defaultdict(float)
    for each in in_mwh:
        for name, value in each(balance).items():
            leaves[name] += value * EJ_PER_MWH
    for name, value in (emissions(own.emissions) | captured(balance)).items():
        leaves[name] += value / 1e6
    return rolled_up(leaves)


def emissions(table: pd.DataFrame) -> Values:
    """Return the Flemish rows of `emissions.csv` by variable [t]."""
    values: Values = defaultdict(float)
    for row in table[table["boundary"] == "flanders"].to_dict("records"):
        technology, sector = str(row["technology"]), str(row["sector"])
        if technology == "process_co2":
            name = PROCESS_CO2.get(sector, OTHER)
        else:
            name = EMISSIONS_BY_TECHNOLOGY.get(technology) or EMISSIONS_BY_SECTOR.get(sector, OTHER)
        values[f"Emissions|CO2|{name}"] += float(row["t_per_year"])
    return values


def captured(year: energy.Year) -> Values:
    """Return CO2 that is captured by source and by where it goes [t]; what passes through Flanders is not in it."""
    values: Values = defaultdict(float)
    for name, value in year.flows(year.captured).items():
        if value > 0:
            values[f"Carbon Capture|{CAPTURE.get(name, 'Other Sources')}"] += value
        elif value < 0:
            values["Carbon Capture|Utilization"] -= value
    for name, value in (year.flows(year.captured, "Load")).items():
        values["Carbon Capture|Utilization"] -= value if name else 0.0
    outside = year.whole[~year.whole["cluster"].isin(year.home) & (year.whole["component"] != "Link")]
    stored = -float(outside.loc[outside["bus_carrier"].isin(year.captured), "value"].sum())
    values["Carbon Capture|Geological Storage"] += max(stored, 0.0)
    return values


def rolled_up(leaves: Mapping[str, float]) -> Values:
    """Return values with their sums: every level up to `ROOTS`, other cuts of a whole, and groups."""
    values: Values = defaultdict(float)
    known: Values = defaultdict(float)
    for name, value in leaves.items():
        known[fitted(name)] += value
    fates = {f"Carbon Capture|{name}" for name in CUTS["Carbon Capture"][1]}
    for name, value in known.items():
        root = next((head for head in ROOTS if name.startswith(f"{head}|")), name)
        below = name.removeprefix(root).split("|")
        first = len(below) if name in fates else 1
        for depth in range(first, len(below) + 1):
            values[root + "|".join(below[:depth])] += value
    for form in IAMC_FORMS:
        parts = [f"Final Energy|{sector}|{form}" for sector in CUTS["Final Energy"][0]]
        values[f"Final Energy|{form}"] = sum(values.get(part, 0.0) for part in parts)
    for group, members in GROUPS.items():
        values[group] = sum(values.get(member, 0.0) for member in members)
    return dict(values)


def faults(table: pd.DataFrame) -> list[Fault]:
    """Return what is against the format: columns, units, repeated or empty cells, and sums.

    Parameters
    ----------
    table : DataFrame
        As from `timeseries`; also one of somebody else's.
    """
    file = "timeseries.csv"
    found = [
        Fault(file, HEADER, name, "", "a column of this name", nearest(name, table.columns))
        for name in INDEX
        if name not in table.columns
    ]
    years = [str(name) for name in table.columns if name not in INDEX]
    found += [Fault(file, HEADER, year, year, "a year of four digits") for year in years if not _is_year(year)]
    if found:
        return found
    found += _cell_faults(table, years, file)
    keys = table[list(INDEX[:4])]
    repeated = keys.duplicated()
    found += [
        Fault(file, _line(row), "variable", str(table.at[row, "variable"]), "once") for row in table.index[repeated]
    ]
    return found or _sum_faults(table, years, file)


def _is_year(name: str) -> bool:
    return len(name) == 4 and name.isdigit()


def _line(row: object) -> str:
    """Return the line of the file that a row stands on."""
    return str(int(str(row)) + 2)


def _cell_faults(table: pd.DataFrame, years: Iterable[str], file: str) -> list[Fault]:
    """Return faults of single rows: unknown names, units, numbers."""
    found = []
    for row, record in zip(table.index, table.to_dict("records"), strict=True):
        name, line = str(record["variable"]), _line(row)
        if name not in TEMPLATE:
            found.append(Fault(file, line, "variable", name, "a name of the template", nearest(name, TEMPLATE)))
        elif record["unit"] != TEMPLATE[name]:
            found.append(Fault(file, line, "unit", str(record["unit"]), TEMPLATE[name]))
        for year in years:
            value = pd.to_numeric(record[year], errors="coerce")
            if pd.isna(value):
                found.append(Fault(file, line, year, str(record[year]), "a number"))
            elif value < -LEAST and not name.startswith(SIGNED):
                found.append(Fault(file, line, year, f"{value:g}", "a number >= 0"))
    return found


def _sum_faults(table: pd.DataFrame, years: Iterable[str], file: str) -> list[Fault]:
    """Return faults of wholes that are not the sum of their parts."""
    found = []
    for _, rows in table.groupby(list(INDEX[:3])):
        values = rows.set_index("variable")[list(years)].astype(float)
        for parent in values.index:
            for parts in _parts(str(parent), list(map(str, values.index))):
                for year in years:
                    whole, summed = float(values[year][parent]), float(values.loc[parts, year].sum())
                    if abs(whole - summed) > TOLERANCE * abs(whole) + LEAST * len(parts):
                        allowed = f"{summed:g}, the sum of " + ", ".join(parts)
                        found.append(Fault(file, str(parent), year, f"{whole:g}", allowed))
    return found


def _parts(parent: str, names: Iterable[str]) -> list[list[str]]:
    """Return the ways in which a name is cut into others that are there; none for a name without parts."""
    there = set(names)
    if parent in GROUPS:
        return [[name for name in GROUPS[parent] if name in there]]
    if parent in CUTS:
        return [[f"{parent}|{part}" for part in cut if f"{parent}|{part}" in there] for cut in CUTS[parent]]
    below = [name for name in there if name.rpartition("|")[0] == parent and name not in GROUPS]
    return [sorted(below)] if below else []
