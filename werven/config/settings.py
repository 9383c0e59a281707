"""Typed, strict configuration: defaults, named overrides, scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic.fields import FieldInfo

from werven.config.books import Book, read_book
from werven.config.contradictions import Clash, contradictions
from werven.config.fields import checked, divides_a_day
from werven.config.kinds import (
    CLUSTERED,
    PLANTS,
    RESIDUAL_GW,
    Capacity,
    Clustered,
    FilePath,
    Gigawatts,
    Megatonnes,
    Multiple,
    Profile,
    Section,
    Weight,
    Words,
    Year,
    YearKey,
    Years,
)
from werven.config.ranking import RankSettings, WorldsSettings
from werven.errors import Fault, InputError, nearest, raise_if
from werven.reading.yaml import document, kind, read_yaml

__all__ = ["Config", "load", "merge", "read_yaml", "scenario_names", "validate"]


class DesignWeek(Section):
    """Synthetic cold, still and dark week that is added as an extreme period.

    The factors are choices of this project (confidence: illustrative), not statistics of extremes.
    """

    coldest_day_degc: float = Field(-8.0, ge=-30, le=15, description="Mean temperature of its coldest day [°C]")
    wind_factor: float = Field(0.45, ge=0, le=1.5, description="Multiplies the wind of the coldest week [p.u.]")
    sun_factor: float = Field(0.7, ge=0, le=1.5, description="Multiplies the diffuse radiation of that week [p.u.]")
    overcast: bool = Field(True, description="No direct sun at all, only diffuse radiation")


class WeatherSettings(Section):
    """Where the hourly weather comes from."""

    region: int = Field(
        5,
        ge=1,
        le=15,
        description="Zone of the German test reference years (1 North Sea coast, 5 Lower Rhine)",
    )
    file: FilePath | None = Field(
        None, description="A user's own hourly table (CSV, UTC, 8760 rows) instead of the reference year"
    )
    design_week: DesignWeek = Field(default_factory=DesignWeek, description="Synthetic design week")


class TimeSettings(Section):
    """Time resolution of the problem."""

    mode: Literal["typical_days", "chronological_segments", "regular"] = Field(
        "typical_days", description="How the year is condensed"
    )
    days: int = Field(12, ge=1, le=365, description="Typical days, without the extreme and design days")
    segments: int = Field(8, ge=1, le=8760, description="Segments in a typical day, or in the year")
    hours: Annotated[int, AfterValidator(divides_a_day)] = Field(
        3, ge=1, le=24, description="Hours per snapshot of mode regular, which divide a day [h]"
    )
    extremes: bool = Field(True, description="Append the real days of highest and lowest residual load")
    design_week_days_per_year: float = Field(
        1.0, ge=0, lt=365, description="Days a year the design day stands for; 0 leaves it out [d/a]"
    )
    column_weights: dict[Clustered, Weight] = Field(
        default_factory=dict, description="Weight of a profile in the clustering, 1 where none is given"
    )
    residual_gw: dict[Profile, Gigawatts] = Field(
        default_factory=lambda: dict(RESIDUAL_GW), description="Weights of the residual load [GW]"
    )

    @model_validator(mode="after")
    def _fits(self) -> TimeSettings:
        if self.mode == "typical_days" and self.segments > 24:
            raise ValueError("segments: a typical day has at most 24")
        if len(self.column_weights) == len(CLUSTERED) and not any(self.column_weights.values()):
            raise ValueError("column_weights: a weight above 0 for some profile")
        if self.extremes and not any(self.residual_gw.values()):
            raise ValueError("residual_gw: a weight for some profile, or extremes: false")
        for name, weight in self.residual_gw.items():
            if weight > 0.0 and name in PLANTS:
                raise ValueError(f"residual_gw: {name} is minus a capacity, 0 or less")
            if weight < 0.0 and name not in PLANTS:
                raise ValueError(f"residual_gw: {name} is a mean load, 0 or more")
        return self

    @property
    def step(self) -> int:
        """Hours of a regular step; 0 for a mode that is not regular."""
        return self.hours if self.mode == "regular" else 0

    @property
    def design_segments(self) -> int:
        """Segments of the design day: those of a typical day, 8 where there are no typical days."""
        return self.segments if self.mode == "typical_days" else 8

    @property
    def label(self) -> str:
        """The resolution in words."""
        if self.step:
            return "hourly" if self.step == 1 else f"{self.step}-hourly"
        if self.mode == "chronological_segments":
            return f"{self.segments} chronological segments"
        return f"{self.days} days x {self.segments} segments"


class Co2Settings(Section):
    """How the system is closed with respect to CO2."""

    closure: Literal["price", "cap"] = Field("price", description="A given CO2 price, or a cap on the ledger")
    price: Literal["ets", "societal"] = Field("ets", description="Price path in data/prices.csv")
    price_factor: float = Field(1.0, ge=0, le=10, description="Multiplies the price path [p.u.]")
    cap_mt: dict[YearKey, Megatonnes] = Field(
        default_factory=dict,
        description="Cap on the Flemish ledger per year [Mt CO2/a]; excess is bought out at the societal cost",
    )


class DemandSettings(Section):
    """What moves demand away from the base projection."""

    activity: dict[str, Multiple] = Field(
        default_factory=dict,
        description="Multiplies the activity of a sector [p.u.], for example {steel: 0.8}",
    )
    efficiency: dict[str, Multiple] = Field(
        default_factory=dict, description="Multiplies the specific consumption of a sector [p.u.]"
    )


class NetworkSettings(Section):
    """What may be built besides the works."""

    clusters: Annotated[Words, Field(min_length=1)] | None = Field(
        None, description="Keep only these clusters; all when absent"
    )
    investment: bool = Field(
        True, description="May new plants be built? False fixes every plant to what exists (back-cast)"
    )
    exclude: Words = Field(
        default_factory=lambda: ["direct_air_capture"], description="Technologies that are not offered"
    )
    pin: dict[str, Capacity] = Field(
        default_factory=dict,
        description="Pins the total capacity of a technology over all nodes [MW or t/h]",
    )
    discount_rate: float = Field(
        0.07,
        ge=0,
        le=0.3,
        description="Discount rate of annuities, unless a row of technology_costs has its own [p.u./a]",
    )
    transport_cost: float = Field(
        0.05,
        gt=0,
        le=10,
        description="Small cost on every flow, so that circulation never pays [EUR/MWh or EUR/t]",
    )
    design_week_import: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Part of the limit of simultaneous import that is left in the design week, when neighbours "
        "have the same weather [p.u.]",
    )
    grid_tariffs: bool = Field(
        True, description="Do e-boilers and the like pay for the grid they are connected to (technology_costs)?"
    )
    voll: float = Field(10000.0, ge=500, le=1e5, description="Cost of unserved demand [EUR/MWh or EUR/t]")


class WorksSettings(Section):
    """Which works of the register play, and when."""

    on: dict[str, bool] = Field(
        default_factory=dict,
        description="Switches a work of the register on or off, for example {E07: false}",
    )
    year_in_service: dict[str, Year] = Field(
        default_factory=dict, description="Overrides the year a work comes into service"
    )


class PolicySettings(Section):
    """Policy that is law, as data/policies.csv has it."""

    on: dict[str, bool] = Field(
        default_factory=dict,
        description="Switches a policy of data/policies.csv on or off, for example {gas_in_homes: false}",
    )
    low_carbon_counts: bool = Field(
        False, description="Does hydrogen with capture count in the least share, as Belgium asked in February 2026?"
    )


class ProjectsSettings(Section):
    """How the companies' own projects bound their technology."""

    mode: dict[str, Literal["free", "pinned", "cancelled"]] = Field(
        default_factory=dict, description="Overrides the mode of a project of data/projects.csv"
    )


class TableChange(Section):
    """One change of a data table by a scenario."""

    table: str = Field(description="Name of the table, for example prices")
    where: dict[str, bool | int | float | str] = Field(description="Rows that are changed: column and value")
    column: str = Field(description="Column that is changed")
    factor: Annotated[float, Field(ge=-1000, le=1000)] | None = Field(None, description="Multiplies the value [p.u.]")
    value: bool | Annotated[float, Field(ge=-1e9, le=1e9)] | str | None = Field(None, description="Replaces the value")
    source: str = Field("scenario", description="Source of the change, carried into the inputs")


class SolveSettings(Section):
    """The solver."""

    name: Literal["highs"] = Field("highs", description="Solver")
    method: Literal["auto", "ipx", "hipo", "simplex"] = Field(
        "auto",
        description="HiGHS method; auto: ipx, then hipo if that fails; HiGHS' own choice for small cases",
    )
    crossover: bool = Field(
        False,
        description="End an interior point method in a corner (a basis); needed by nobody in the sizing run",
    )
    threads: int = Field(1, ge=1, le=128, description="Threads of one solve")
    memory_mb: int = Field(3000, ge=500, le=10_000_000, description="Memory a solve asks of the scheduler [MB]")
    time_limit_s: float = Field(3600.0, ge=1, le=1e6, description="Time limit of one solve [s]")


class GeoSettings(Section):
    """What the maps are drawn on."""

    file: FilePath | None = Field(None, description="A user's own polygons (any vector file) instead of the outline")


class ShowSettings(Section):
    """Figures."""

    language: str = Field("nl", description="Language of figures, report and files: a column of the tables of words")


class AtlasSettings(Section):
    """The page over everything that was solved; taken from the scenario `base`."""

    background: str | None = Field(
        "https://gisco-services.ec.europa.eu/maps/tiles/OSMPositronBackground/EPSG3035/{z}/{x}/{y}.png",
        pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]+)?/\S*\{z\}\S*\{x\}\S*\{y\}\S*$",
        description="Tiles (EPSG:3035, grid of GISCO), fetched by the page only when a reader asks; null: none",
    )
    attribution: str = Field("© OpenStreetMap, GISCO", description="Who made the tiles")


class Config(Section):
    """The whole configuration of one scenario."""

    description: str = Field("", max_length=500, description="One line that says what the scenario is")
    years: Years = Field(
        default_factory=lambda: [2030, 2040, 2050], min_length=1, description="Years that are solved [a]"
    )
    weather: WeatherSettings = Field(default_factory=WeatherSettings, description="Weather")
    time: TimeSettings = Field(default_factory=TimeSettings, description="Time resolution")
    co2: Co2Settings = Field(default_factory=Co2Settings, description="Closure with respect to CO2")
    demand: DemandSettings = Field(default_factory=DemandSettings, description="Demand")
    network: NetworkSettings = Field(default_factory=NetworkSettings, description="Network")
    works: WorksSettings = Field(default_factory=WorksSettings, description="Works")
    policy: PolicySettings = Field(default_factory=PolicySettings, description="Policy")
    projects: ProjectsSettings = Field(default_factory=ProjectsSettings, description="Companies' projects")
    changes: list[TableChange] = Field(default_factory=list, description="Changes of data tables")
    solve: SolveSettings = Field(default_factory=SolveSettings, description="Solver")
    rank: RankSettings = Field(default_factory=RankSettings, description="Ranking of works")
    worlds: WorldsSettings = Field(default_factory=WorldsSettings, description="Worlds: draws of what is uncertain")
    geo: GeoSettings = Field(default_factory=GeoSettings, description="Maps")
    show: ShowSettings = Field(default_factory=ShowSettings, description="Figures")
    atlas: AtlasSettings = Field(default_factory=AtlasSettings, description="Atlas")


def merge(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `extra` laid over it; mappings merge, lists of changes add up, the rest is replaced."""
    result = dict(base)
    for key, value in extra.items():
        old = result.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            result[key] = merge(old, value)
        elif key == "changes" and isinstance(value, list) and isinstance(old, list):
            result[key] = [*old, *value]
        else:
            result[key] = value
    return result


def validate(raw: Mapping[str, Any], file: str = "config", merged: bool = False) -> Config:
    """Check a configuration.

    Parameters
    ----------
    raw : mapping
        Keys as in `Config`.
    file : str
        Name used in the message.
    merged : bool
        Does it hold every default, as the record of a run does?

    Raises
    ------
    InputError
        Lists every unknown key (with the nearest known one), every bad value and what contradicts.
    """
    content, faults = checked(Config, raw, file)
    config, clashes = _judged(content, {} if merged else raw)
    raise_if(faults + [one.fault(file) for one in clashes if not one.touches(faults)])
    return config


def _judged(content: Mapping[str, Any], written: Any) -> tuple[Config, list[Clash]]:
    """Return the configuration, and what contradicts in it; `written` is what a person wrote, without defaults."""
    mended, faults = checked(Config, content, "")
    config = Config.model_validate(mended)
    clashes = [Clash((one.column,), one.column, one.value, one.allowed) for one in faults]
    return config, clashes + contradictions(config, written if isinstance(written, Mapping) else {})


def read_defaults(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Return the keys of ``config/config.yaml`` that are right, and the faults of the others."""
    found = document(path)
    if not isinstance(found.content, dict):
        shape = Fault(str(path), "", "", kind(found.content), "keys with values; {} where nothing differs")
        return {}, found.faults or [shape]
    content, faults = checked(Config, found.content, str(path), found.lines)
    clashes = [one for one in _judged(content, content)[1] if not one.touches(faults)]
    return content, [*found.faults, *faults, *(one.fault(str(path), found.lines) for one in clashes)]


def read_overrides(book: Book) -> tuple[dict[str, dict[str, Any]], dict[str, list[Fault]]]:
    """Return the overrides of a book without the keys that are wrong, and the faults of each.

    What keys say together is judged when all overrides of a scenario are laid over the defaults.
    """
    parts, faults = {}, {}
    for name, raw in book.overrides.items():
        root = ("overrides", name)
        parts[name], faults[name] = checked(Config, raw, str(book.path), book.lines, root, alone=False)
    return parts, faults


def layered(base: Mapping[str, Any], layers: Iterable[Mapping[str, Any]]) -> tuple[Config, list[Clash]]:
    """Return the configuration of overrides laid over the defaults, and what contradicts in it."""
    written: dict[str, Any] = {}
    for layer in layers:
        written = merge(written, layer)
    return _judged(merge(base, written), written)


def load(defaults: Path, scenarios: Path, scenario: str) -> Config:
    """Return the configuration of one scenario.

    Parameters
    ----------
    defaults : Path
        ``config/config.yaml``.
    scenarios : Path
        ``config/scenarios.yaml`` with ``overrides`` (name: keys) and ``scenarios`` (name: list of overrides).
    scenario : str
        Name under ``scenarios``.

    Raises
    ------
    InputError
        Unknown scenario, unknown override, unknown key, bad value or what contradicts.
    """
    base, faults = read_defaults(defaults)
    book, more = read_book(scenarios)
    parts, wrong = read_overrides(book)
    if scenario not in book.scenarios:
        known = ", ".join(book.scenarios)
        near = nearest(scenario, book.scenarios)
        raise InputError([*faults, *more, Fault(str(scenarios), "", "scenarios", scenario, f"one of {known}", near)])
    names = book.scenarios[scenario]
    bad = [fault for name in names for fault in wrong.get(name, [])]
    own = f"scenarios.{scenario}."
    mine = [fault for fault in more if not fault.column.startswith("scenarios.") or f"{fault.column}.".startswith(own)]
    config, clashes = layered(base, [parts[name] for name in names if name in parts])
    before = layered(base, [])[1]  # told of the defaults themselves
    told = f"{defaults.name} with scenario {scenario}"
    raise_if([*faults, *mine, *bad, *(one.fault(told) for one in clashes if one not in before)])
    return config


def scenario_names(scenarios: Path) -> list[str]:
    """Return the names of the scenarios in ``config/scenarios.yaml``."""
    return list(read_book(scenarios)[0].scenarios)


def fields(model: type[Section], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield every key of the configuration with its dotted name; sections are entered, not named."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from fields(field.annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field
