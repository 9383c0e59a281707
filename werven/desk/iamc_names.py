"""Names of the IAMC template that the results are told in, and which technologies and sectors they hold.

``iamc_template.csv`` holds names and units of variables in IAMconsortium/common-definitions (2025), as far as an energy
system without transport and agriculture may be told in them. What no name fits goes to the nearest ``Other``, or to the
next name above, so that parents keep their sums. ``Price|Carbon`` is left out: the template has it in USD of 2010 only,
and the euros of the inputs carry no year.
"""

from __future__ import annotations

import csv
from pathlib import Path

from werven.data.column_kinds import IAMC_FORMS

INDEX = ("model", "scenario", "region", "variable", "unit")
EJ_PER_MWH = 3.6e-9
SIGNED = ("Emissions|CO2", "Trade|", "Primary Energy")
"""Beginnings of names whose values may be negative: removals, net exports."""

# Emissions, by technology where that says more than the sector, else by the sector of emissions.csv.
_DEMAND, _SUPPLY, _PROCESS = "Energy|Demand|", "Energy|Supply|", "Industrial Processes|"
_INDUSTRY = f"{_DEMAND}Industry|"
STEEL, CHEMICALS, FACTORIES = f"{_INDUSTRY}Iron and Steel", f"{_INDUSTRY}Chemicals", f"{_INDUSTRY}Other Sector"
OTHER = "Other"
EMISSIONS_BY_TECHNOLOGY: dict[str, str] = {
    "dh_gas_boiler": f"{_SUPPLY}Heat",
    "gas_use_fixed": f"{_SUPPLY}Other",
    "capture_cracker": CHEMICALS,
    "capture_flue": FACTORIES,
    "capture_high_purity": f"{_PROCESS}Chemicals",
    "capture_power": f"{_SUPPLY}Electricity",
    "capture_refinery": f"{_SUPPLY}Liquids",
    "capture_reformer": f"{_SUPPLY}Hydrogen",
    "capture_steel": STEEL,
    "capture_waste": "Waste",
    "direct_air_capture": "Other Capture and Removal",
}
PROCESS_CO2: dict[str, str] = {"chemicals": f"{_PROCESS}Chemicals", "steel": f"{_PROCESS}Iron and Steel"}
"""Technology ``process_co2`` by sector."""
EMISSIONS_BY_SECTOR: dict[str, str] = {
    "ammonia": f"{_PROCESS}Chemicals",
    "automotive_metal": FACTORIES,
    "buildings": f"{_DEMAND}Residential and Commercial",
    "ceramics_building": f"{_INDUSTRY}Non-Metallic Minerals",
    "chemicals": CHEMICALS,
    "collective heat": f"{_SUPPLY}Heat",
    "food": FACTORIES,
    "gas_transport": f"{_SUPPLY}Other",
    "glass": f"{_INDUSTRY}Non-Metallic Minerals",
    "hydrogen": f"{_SUPPLY}Hydrogen",
    "institution": FACTORIES,
    "non_ferrous": f"{_INDUSTRY}Non-Ferrous Metals",
    "olefins": CHEMICALS,
    "other_industry": FACTORIES,
    "paper": FACTORIES,
    "power": f"{_SUPPLY}Electricity",
    "refining": f"{_SUPPLY}Liquids",
    "steel": STEEL,
    "textile": FACTORIES,
    "waste": "Waste",
}

CAPTURE: dict[str, str] = {
    "atr_capture": "Energy|Supply|Hydrogen",
    "capture_reformer": "Energy|Supply|Hydrogen",
    "capture_power": "Energy|Supply|Electricity",
    "capture_refinery": "Energy|Supply|Liquids",
    "capture_cracker": "Energy|Demand|Industry|Chemicals",
    "capture_steel": "Energy|Demand|Industry|Iron and Steel",
    "capture_flue": "Energy|Demand|Industry|Other Sector",
    "capture_high_purity": "Industrial Processes|Chemicals",
    "direct_air_capture": "Direct Air Capture",
}
"""Where CO2 is captured; any other technology that gives CO2 counts as ``Other Sources``, waste incineration too."""

RENEWABLE: dict[str, str] = {
    "onwind": "Wind|Onshore",
    "offwind": "Wind|Offshore",
    "solar": "Solar|PV",
    "nuclear": "Nuclear",
}
PRIMARY = ("Biomass", "Coal", "Gas", "Oil")
"""Sources that are bought as carriers (column ``iamc_source``)."""
NETWORK_HEAT = ("district_heat",)
TRADED = ("electricity", "hydrogen", "ammonia")

ROOTS = (
    "Carbon Capture",
    "Emissions|CO2",
    "Final Energy",
    "Primary Energy",
    "Secondary Energy|Electricity",
    "Secondary Energy|Heat",
    "Secondary Energy|Hydrogen",
)
"""Names whose parts are summed up to them, level by level."""

GROUPS: dict[str, tuple[str, ...]] = {
    "Emissions|CO2|Energy and Industrial Processes": ("Emissions|CO2|Energy", "Emissions|CO2|Industrial Processes"),
    **{
        f"{head}|{group}": tuple(f"{head}|{part}" for part in parts)
        for head in ("Primary Energy", "Secondary Energy|Electricity")
        for group, parts in (("Fossil", ("Coal", "Gas", "Oil")), ("Non-Biomass Renewables", ("Solar", "Wind")))
    },
}
"""Names that add up others of their own level; they stand beside them."""
SECTORS = ("Industry", "Non-Energy Use", "Other Sector", "Residential and Commercial")
FATES = ("Geological Storage", "Utilization")
SOURCES = ("Direct Air Capture", "Energy", "Industrial Processes", "Other Sources")
CUTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "Final Energy": (SECTORS, IAMC_FORMS),
    "Carbon Capture": (SOURCES, FATES),
}
"""Names that are cut in more ways than one; each cut adds up to the whole."""


def _template() -> dict[str, str]:
    """Return unit by name of the variables of the template."""
    path = Path(__file__).with_name("iamc_template.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["variable"]: row["unit"] for row in csv.DictReader(file)}


TEMPLATE = _template()
"""Unit of every variable of the template, by name."""


def fitted(name: str) -> str:
    """Return the name itself where the template has it, else the ``Other`` beside it, else what fits the name above.

    Examples
    --------
    >>> fitted("Primary Energy|Wind|Offshore"), fitted("Secondary Energy|Heat|Ammonia")
    ('Primary Energy|Wind', 'Secondary Energy|Heat|Other')
    """
    above = name.rpartition("|")[0]
    options = (name, *(f"{above}|{other}" for other in ("Other", "Other Sector", "Other Sources")))
    return next((option for option in options if option in TEMPLATE), fitted(above) if above else name)
