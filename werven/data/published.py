"""What is compared with published figures, and where: the measures of `references.csv`."""

from __future__ import annotations

from collections.abc import Mapping

#: Areas of a measure: Flanders, Belgium, or any zone that trades electricity.
FLANDERS, BELGIUM, ZONES = ("FLA",), ("BE",), ("BE", "NL", "FR", "DE", "UK", "DK")
AREAS: Mapping[str, tuple[str, ...]] = {
    "electricity_demand": FLANDERS,
    "net_import": BELGIUM,
    "price": ZONES,
    "gas_power": BELGIUM,
    "gas_capacity": BELGIUM,
    "new_plants": BELGIUM,
    "offshore": BELGIUM,
    "solar": FLANDERS,
    "electrolysers": BELGIUM,
    "hydrogen_import": BELGIUM,
    "captured": FLANDERS,
    "buildings": FLANDERS,
    "steel": FLANDERS,
    "ets": FLANDERS,
    "dri": FLANDERS,
    "chemistry_gas": FLANDERS,
    "chemistry_own": FLANDERS,
}
