"""From the files of a scenario to what the figures are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from werven.config.settings import Config
from werven.data.assumptions import Assumptions
from werven.data.inputs import read_group
from werven.data.polygons import read_outline
from werven.data.results import read_result
from werven.solved.tables import ResultTables
from werven.version import __version__
from werven.words.names import NAMED, Context

RESULT_TABLES = ("demand", "needs", "balance", "emissions")


def read_year(
    scenario: str,
    year: int,
    config: Config,
    inputs: Path,
    files: Mapping[str, str],
    outline: str | None = None,
) -> ResultTables:
    """Read what the figures of one year are drawn from.

    Parameters
    ----------
    scenario, year : str, int
        Name of the scenario, model year.
    config : Config
        Sections ``co2``, ``geo`` (with an outline) and ``show``.
    inputs : Path
        Folder of the checked inputs, groups common and network.
    files : mapping of str to str
        Paths of `RESULT_TABLES` of the year.
    outline : str, optional
        Path of the outline of Flanders; without it there is no ground for maps.

    Raises
    ------
    InputError
        An input does not fit its schema, a result table lacks columns, or the polygons cannot be used.
    """
    tables = read_group(inputs, ["common", "network"])
    a = Assumptions(tables, config, year)
    level = a.co2_cap_mt if config.co2.closure == "cap" else a.co2_price
    context = Context(scenario, config.show.language, config.co2.closure, {year: level}, __version__)
    results = {name: read_result(name, Path(files[name])) for name in RESULT_TABLES}
    results["demand"] = energy_demand(results["demand"])
    drawn = ResultTables(year, context, **results, **{name: tables[name] for name in NAMED})
    if outline is None:
        return drawn
    own = Path(config.geo.file) if config.geo.file else None
    return replace(drawn, outline=read_outline(Path(outline), own))


def energy_demand(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the demand that are energy, with ``twh_per_year``; products in Mt are left out."""
    energy = demand[demand["unit"] == "TWh/a"]
    return energy.assign(twh_per_year=energy["value"])


def read_scenario(
    scenario: str, years: list[int], config: Config, inputs: Path, files: Mapping[str, list[str]]
) -> dict[int, ResultTables]:
    """Read what the figures of all years together are drawn from.

    Parameters
    ----------
    scenario, config, inputs
        As in `read_year`.
    years : list of int
        Model years.
    files : mapping of str to list of str
        Paths of `RESULT_TABLES`, one a year in the same order.
    """
    return {
        year: read_year(scenario, year, config, inputs, {name: str(files[name][i]) for name in RESULT_TABLES})
        for i, year in enumerate(years)
    }
