"""The result tables of a year as what shows them takes them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from werven.data.carriers import FIGURES
from werven.errors import Fault, raise_if
from werven.words.names import NAMED, Context, Names

COLUMNS = {
    "demand": ("cluster", "carrier", "sector"),
    "needs": ("carrier", "from", "to", "existing", "needed", "unit"),
    "emissions": ("cluster", "sector", "boundary", "t_per_year"),
    "balance": ("bus_carrier", "cluster", "component", "technology", "value", "unit"),
    "technologies": ("technology", "sector", "name_nl", "name_en", "color"),
    "carriers": ("carrier", "family", "group", "heat_of", "co2_t_per_unit", "biogenic", "name_nl", "name_en", "color"),
    "carrier_groups": ("group", "name_nl", "name_en", "color_of", *FIGURES),
    "nodes": ("node", "kind", "parent", "name_nl", "name_en", "lat_deg", "lon_deg"),
}


@dataclass(frozen=True)
class ResultTables:
    """What the figures of one scenario and year are drawn from.

    Attributes
    ----------
    year : int
        Model year.
    context : Context
        Scenario, closure, CO2 prices, version; its language is replaced by that of the call.
    demand, needs, emissions, balance : DataFrame
        Result tables of the year, see `COLUMNS`.
    technologies, carriers, carrier_groups, nodes : DataFrame
        Tables of the base case.
    outline : GeoDataFrame, optional
        Ground of the maps, from `werven.data.polygons.read_outline`.

    Raises
    ------
    InputError
        A table lacks columns; all are listed.
    """

    year: int
    context: Context
    demand: pd.DataFrame
    needs: pd.DataFrame
    emissions: pd.DataFrame
    balance: pd.DataFrame
    technologies: pd.DataFrame
    carriers: pd.DataFrame
    carrier_groups: pd.DataFrame
    nodes: pd.DataFrame
    outline: gpd.GeoDataFrame | None = None

    def __post_init__(self) -> None:
        raise_if(
            [
                Fault(f"{table}, year {self.year}", "", column, "missing", f"a column {column}")
                for table, columns in COLUMNS.items()
                for column in columns
                if column not in getattr(self, table)
            ]
        )

    def names(self, language: str) -> Names:
        """Return labels and colours in a language."""
        return Names.of({name: getattr(self, name) for name in NAMED}, language)
