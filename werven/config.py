"""Typed, strict configuration: defaults, named overrides, scenarios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from werven.errors import Fault, InputError, nearest
from werven.shapley import LARGEST_BLOCK

FIRST_YEAR = 2023
LAST_YEAR = 2060
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
"""A year of the horizon."""
Amount = Annotated[float, Field(ge=0)]
"""A figure that cannot be negative."""
Factor = Annotated[float, Field(gt=0, le=10)]
"""A factor on a price."""

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


class Section(BaseModel):
    """Base of all sections: unknown keys are errors, values cannot be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    file: str | None = Field(
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
    hours: int = Field(3, ge=1, le=24, description="Hours per snapshot of mode regular [h]")
    extremes: bool = Field(True, description="Append the real days of highest and lowest residual load")
    design_week_days_per_year: float = Field(
        1.0, ge=0, lt=365, description="Days a year the design day stands for; 0 leaves it out [d/a]"
    )
    column_weights: dict[str, Amount] = Field(
        default_factory=dict, description="Weight of a profile in the clustering, 1 where none is given"
    )
    residual_gw: dict[str, float] = Field(
        default_factory=lambda: dict(RESIDUAL_GW), description="Weights of the residual load [GW]"
    )

    @model_validator(mode="after")
    def _fits(self) -> TimeSettings:
        if self.mode == "typical_days" and self.segments > 24:
            raise ValueError("segments: a typical day has at most 24")
        if self.mode == "regular" and 24 % self.hours:
            raise ValueError("hours: a step that divides 24 hours")
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
    cap_mt: dict[Year, Amount] = Field(
        default_factory=dict,
        description="Cap on the Flemish ledger per year [Mt CO2/a]; excess is bought out at the societal cost",
    )


class DemandSettings(Section):
    """What moves demand away from the base projection."""

    activity: dict[str, Amount] = Field(
        default_factory=dict,
        description="Multiplies the activity of a sector [p.u.], for example {steel: 0.8}",
    )
    efficiency: dict[str, Amount] = Field(
        default_factory=dict, description="Multiplies the specific consumption of a sector [p.u.]"
    )


class NetworkSettings(Section):
    """What may be built besides the works."""

    clusters: list[str] | None = Field(None, description="Keep only these clusters; all when absent")
    investment: bool = Field(
        True, description="May new plants be built? False fixes every plant to what exists (back-cast)"
    )
    exclude: list[str] = Field(
        default_factory=lambda: ["direct_air_capture"], description="Technologies that are not offered"
    )
    pin: dict[str, Amount] = Field(
        default_factory=dict,
        description="Pins the total capacity of a technology over all nodes [MW or t/h]",
    )
    discount_rate: float = Field(0.07, ge=0, le=0.3, description="Discount rate of every annuity [p.u./a]")
    transport_cost: float = Field(
        0.05,
        gt=0,
        le=10,
        description="Small cost on every flow, so that circulation never pays [EUR/MWh or EUR/t]",
    )
    voll: float = Field(3000.0, gt=0, description="Cost of unserved demand [EUR/MWh or EUR/t]")


class WorksSettings(Section):
    """Which works of the register play, and when."""

    on: dict[str, bool] = Field(
        default_factory=dict,
        description="Switches a work of the register on or off, for example {E07: false}",
    )
    year_in_service: dict[str, Year] = Field(
        default_factory=dict, description="Overrides the year a work comes into service"
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
    factor: float | None = Field(None, description="Multiplies the value [p.u.]")
    value: bool | float | str | None = Field(None, description="Replaces the value")
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
    memory_mb: int = Field(3000, ge=500, description="Memory a solve asks of the scheduler [MB]")
    time_limit_s: float = Field(3600.0, gt=0, description="Time limit of one solve [s]")


class ClosureSettings(Section):
    """One closure of a ranking."""

    kind: Literal["price", "cap"] = Field(
        "price", description="price: value is CO2 avoided; cap: value is cost saved, at given emissions"
    )
    path: Literal["ets", "societal"] = Field(
        "ets", description="Price path in data/prices.csv; under a cap it tells cost saved in tonnes"
    )
    band: dict[Factor, Amount] = Field(
        default_factory=lambda: {1.0: 1.0},
        description="Factors on the price with their weights; 1.0 must be among them [p.u.]",
    )
    whole_band: bool = Field(False, description="Shapley values over the whole band, not at its centre only")
    blocks: bool = Field(
        True,
        description="Enumerate works that act together; an hour where a step takes a minute (high prices)",
    )
    cap_mt: dict[Year, Amount] = Field(
        default_factory=dict,
        description="Cap per year [Mt CO2/a]; empty: what the full set of works emits at the price",
    )


def _closures() -> dict[str, ClosureSettings]:
    band = {0.8: 0.25, 1.0: 0.5, 1.2: 0.25}
    return {
        "ets": ClosureSettings(kind="price", path="ets", band=band),
        "societal": ClosureSettings(kind="price", path="societal", blocks=False),
        "cap": ClosureSettings(kind="cap", path="ets", blocks=False),
    }


class RankSettings(Section):
    """The ranking of works."""

    closures: dict[str, ClosureSettings] = Field(default_factory=_closures, description="Closures by name")
    main: list[str] = Field(
        default_factory=lambda: ["ets"], min_length=1, description="Closures of results/{scenario}/{year}/ranking.csv"
    )
    years: list[Year] = Field(
        default_factory=lambda: [2040], description="Years that are ranked with the scenario; others when asked for [a]"
    )
    players: Literal["works", "works and projects"] = Field(
        "works", description="Who plays: works of the register, or companies' projects with them"
    )
    plants: Literal["anew", "standing"] = Field(
        "anew",
        description="Plants are built anew for every coalition; or those of the sizing run stand, whatever works come",
    )
    pairs: int = Field(24, ge=2, le=10000, description="Most pairs of an order of works and its reverse")
    minutes: float = Field(4.0, gt=0, description="Time after which no more orders are drawn [min]")
    check_segments: int | None = Field(
        4,
        ge=1,
        description="PINT and TOOT are also solved at this many segments; how far they move is part of the noise floor",
    )
    blocks: list[Annotated[list[str], Field(min_length=2, max_length=LARGEST_BLOCK)]] | None = Field(
        None,
        description="Sets of works that act together: all their combinations are solved with nothing else and "
        "with everything else built, and orders are drawn for the rest only; null: those of column block of works",
    )
    strongest: int = Field(10, ge=2, description="Works worth most, of which all pairs are solved exactly for synergy")
    chains: int = Field(2, ge=1, le=128, description="Solves at the same time, one a core")
    seed: int = Field(1, ge=0, description="Seed of the orders")

    @model_validator(mode="after")
    def _knows(self) -> RankSettings:
        if self.plants == "standing" and self.players != "works":
            raise ValueError("plants: anew, when projects play: a plant that stands cannot be left out")
        works = [work for block in self.blocks or [] for work in block]
        twice = sorted({work for work in works if works.count(work) > 1})
        if twice:
            raise ValueError(f"blocks: every work once; not {', '.join(twice)}")
        unknown = [name for name in self.main if name not in self.closures]
        if unknown:
            hint = ", ".join(f"{name!r} (nearest: {nearest(name, self.closures)!r})" for name in unknown)
            raise ValueError(f"main: one of {', '.join(self.closures)}; not {hint}")
        for name, closure in self.closures.items():
            if 1.0 not in closure.band or sum(closure.band.values()) <= 0:
                raise ValueError(
                    f"closures.{name}.band: 1.0 among the factors, with weights that add up to more than 0"
                )
        return self


class GeoSettings(Section):
    """What the maps are drawn on."""

    file: str | None = Field(None, description="A user's own polygons (any vector file) instead of the outline")


class ShowSettings(Section):
    """Figures."""

    language: Literal["nl", "en"] = Field("nl", description="Language of the figures")


class AtlasSettings(Section):
    """The page over everything that was solved; taken from the scenario `base`."""

    background: str | None = Field(
        "https://gisco-services.ec.europa.eu/maps/tiles/OSMPositronBackground/EPSG3035/{z}/{x}/{y}.png",
        pattern=r"^https://.*\{z\}.*\{x\}.*\{y\}",
        description="Tiles (EPSG:3035, grid of GISCO), fetched by the page only when a reader asks; null: none",
    )
    attribution: str = Field("© OpenStreetMap, GISCO", description="Who made the tiles")


class Config(Section):
    """The whole configuration of one scenario."""

    description: str = Field("", description="One line that says what the scenario is")
    years: list[Year] = Field(
        default_factory=lambda: [2030, 2040, 2050], min_length=1, description="Years that are solved [a]"
    )
    weather: WeatherSettings = Field(default_factory=WeatherSettings, description="Weather")
    time: TimeSettings = Field(default_factory=TimeSettings, description="Time resolution")
    co2: Co2Settings = Field(default_factory=Co2Settings, description="Closure with respect to CO2")
    demand: DemandSettings = Field(default_factory=DemandSettings, description="Demand")
    network: NetworkSettings = Field(default_factory=NetworkSettings, description="Network")
    works: WorksSettings = Field(default_factory=WorksSettings, description="Works")
    projects: ProjectsSettings = Field(default_factory=ProjectsSettings, description="Companies' projects")
    changes: list[TableChange] = Field(default_factory=list, description="Changes of data tables")
    solve: SolveSettings = Field(default_factory=SolveSettings, description="Solver")
    rank: RankSettings = Field(default_factory=RankSettings, description="Ranking of works")
    geo: GeoSettings = Field(default_factory=GeoSettings, description="Maps")
    show: ShowSettings = Field(default_factory=ShowSettings, description="Figures")
    atlas: AtlasSettings = Field(default_factory=AtlasSettings, description="Atlas")


def merge(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `extra` laid over it; mappings merge, lists of changes add up, the rest is replaced."""
    result = dict(base)
    for key, value in extra.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merge(result[key], value)
        elif key == "changes":
            result[key] = [*result.get(key, []), *value]
        else:
            result[key] = value
    return result


def _section_keys(path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that exist in the section at `path`."""
    model: Any = Config
    for step in path:
        field = model.model_fields.get(step) if hasattr(model, "model_fields") else None
        if field is None:
            return []
        model = field.annotation
    return list(model.model_fields) if hasattr(model, "model_fields") else []


def _faults(error: ValidationError, file: str) -> list[Fault]:
    """Translate a pydantic error into faults."""
    faults = []
    for item in error.errors():
        path = item["loc"]
        key = ".".join(str(step) for step in path if step != "[key]")
        if item["type"] == "extra_forbidden":
            known = _section_keys(path[:-1])
            faults.append(
                Fault(file, "", key, str(item["input"]), "one of " + ", ".join(known), nearest(path[-1], known))
            )
        else:
            faults.append(Fault(file, "", key, str(item.get("input")), item["msg"]))
    return faults


def validate(raw: Mapping[str, Any], file: str = "config") -> Config:
    """Check a merged configuration.

    Parameters
    ----------
    raw : mapping
        Keys as in `Config`.
    file : str
        Name used in the message.

    Raises
    ------
    InputError
        Lists every unknown key (with the nearest known one) and every bad value.
    """
    try:
        config = Config.model_validate(dict(raw))
    except ValidationError as error:
        raise InputError(_faults(error, file)) from error
    if config.co2.closure == "cap" and not config.co2.cap_mt:
        raise InputError(
            [Fault(file, "", "co2.cap_mt", "empty", "a cap for at least one year, for example {2030: 40}")]
        )
    return config


class _Loader(yaml.SafeLoader):
    """YAML without its traps: `on`, `off`, `yes`, `no` are words, as in YAML 1.2; a key occurs once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping; the second of two equal keys is an error, where YAML forgets the first."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key.value!r} occurs twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_TRUTH = re.compile("^(?:true|false)$", re.IGNORECASE)
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", _TRUTH, list("tTfF"))


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; an empty file is an empty mapping."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    return {} if content is None else content


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
        Unknown scenario, unknown override, unknown key or bad value.
    """
    raw, book = read_yaml(defaults), read_yaml(scenarios)
    known, overrides = book.get("scenarios") or {}, book.get("overrides") or {}
    faults = _name_faults(str(scenarios), "scenarios", "scenarios", [scenario], known)
    names = known.get(scenario) or []
    faults += _name_faults(str(scenarios), scenario, "overrides", names, overrides)
    if faults:
        raise InputError(faults)
    for name in names:
        raw = merge(raw, overrides[name] or {})
    return validate(raw, f"{defaults.name} with scenario {scenario}")


def _name_faults(file: str, row: str, column: str, names: list[str], known: Mapping[str, Any]) -> list[Fault]:
    """Return faults of names that a book does not hold."""
    allowed = "one of " + ", ".join(known)
    row = "" if row == column else row
    return [Fault(file, row, column, name, allowed, nearest(name, known)) for name in names if name not in known]


def scenario_names(scenarios: Path) -> list[str]:
    """Return the names of the scenarios in ``config/scenarios.yaml``."""
    book = read_yaml(scenarios)
    return list(book.get("scenarios") or {})
