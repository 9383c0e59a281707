"""Kinds of values that the configuration is made of, and the base of its sections."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from werven.coalition import LARGEST_BLOCK
from werven.config.fields import each_once, file_path, one_of, usable_name

FIRST_YEAR = 2023
LAST_YEAR = 2060

#: Weights of the residual load [GW]: mean load, or minus capacity. Flanders and its sea in the 2030s, rounded and
#: illustrative; they only decide which days count as extreme and how the error of a resolution is measured.
RESIDUAL_GW: dict[str, float] = {
    "load_residential": 3.0,
    "load_services": 3.0,
    "load_industry": 6.0,
    "space_heat": 2.5,
    "onwind": -4.0,
    "offwind": -5.8,
    "solar": -14.0,
}

#: Profiles of loads and of what plants give, hour by hour.
PROFILES = ("flat", "onwind", "offwind", "solar", "space_heat", "load_residential", "load_services", "load_industry")
PLANTS = ("onwind", "offwind", "solar")
#: What the clustering of days looks at: profiles that vary, and the residual load.
CLUSTERED = (*PROFILES[1:], "temperature", "residual")

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
"""A year of the horizon."""
YearKey = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=False)]
"""A year as a key, which is a text in JSON."""
Weight = Annotated[float, Field(ge=0, le=1000)]
"""A weight beside others."""
Multiple = Annotated[float, Field(ge=0, le=10)]
"""A factor on an amount of the base case, 0.8 for 80 %."""
Megatonnes = Annotated[float, Field(ge=0, le=1000)]
"""Emissions of a year."""
Capacity = Annotated[float, Field(ge=0, le=1e6)]
"""Capacity of a technology."""
Factor = Annotated[float, Field(gt=0, le=10)]
"""A factor on a price."""
Gigawatts = Annotated[float, Field(ge=-1000, le=1000)]
"""A load, or minus a capacity."""
Years = Annotated[list[Year], AfterValidator(each_once)]
Words = Annotated[list[str], AfterValidator(each_once)]
Block = Annotated[list[str], Field(min_length=2, max_length=LARGEST_BLOCK)]
Profile = Annotated[str, AfterValidator(one_of(*PROFILES))]
Clustered = Annotated[str, AfterValidator(one_of(*CLUSTERED))]
ClosureName = Annotated[str, AfterValidator(usable_name)]
FilePath = Annotated[str, AfterValidator(file_path)]


class Section(BaseModel):
    """Base of all sections: unknown keys are errors, numbers are finite numbers, values cannot be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
