"""The ranking of works, and the worlds over which it is repeated: settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from werven.config.fields import each_once
from werven.config.kinds import Block, ClosureName, Factor, Megatonnes, Section, Words, YearKey, Years

#: Most worlds of a year: numbers of the sequence that they are drawn from.
MOST_WORLDS = 4096
#: Settings of worlds that say how many there are: no world hangs on them.
HOW_MANY = {"years", "minutes", "least", "walked", "fine"}


class ClosureSettings(Section):
    """One closure of a ranking."""

    kind: Literal["price", "cap"] = Field(
        "price", description="price: value is CO2 avoided; cap: value is cost saved, at given emissions"
    )
    path: Literal["ets", "societal"] = Field(
        "ets", description="Price path in data/prices.csv; under a cap it tells cost saved in tonnes"
    )
    band: Annotated[list[Factor], Field(min_length=2, max_length=2)] = Field(
        default_factory=lambda: [0.8, 1.2],
        description="Lowest and highest price over which tonnes are a mean, as factors on the path; twice the same: "
        "one price; a cap has none [p.u.]",
    )
    cap_mt: dict[YearKey, Megatonnes] = Field(
        default_factory=dict,
        description="Cap per year [Mt CO2/a]; empty: what the full set of works emits at the price",
    )


def _closures() -> dict[str, ClosureSettings]:
    return {
        "ets": ClosureSettings(kind="price", path="ets"),
        "societal": ClosureSettings(kind="price", path="societal"),
        "cap": ClosureSettings(kind="cap", path="ets", band=[1.0, 1.0]),
    }


class RankSettings(Section):
    """The ranking of works."""

    closures: dict[ClosureName, ClosureSettings] = Field(
        default_factory=_closures, min_length=1, description="Closures by name"
    )
    main: Words = Field(
        default_factory=lambda: ["ets"], min_length=1, description="Closures of results/{scenario}/{year}/ranking.csv"
    )
    years: Years = Field(
        default_factory=lambda: [2040],
        description="Years that are ranked with the scenario, of those that are solved; others when asked for [a]",
    )
    players: Literal["works", "works and projects"] = Field(
        "works", description="Who plays: works of the register, or companies' projects with them"
    )
    plants: Literal["anew", "standing"] = Field(
        "anew",
        description="Plants are built anew for every coalition; or those of the sizing run stand, whatever works come",
    )
    pairs: int = Field(24, ge=2, le=10000, description="Most pairs of an order of works and its reverse")
    minutes: float = Field(4.0, gt=0, le=20_000, description="Time after which no more orders are drawn [min]")
    check_segments: int | None = Field(
        12,
        ge=1,
        le=8760,
        description="PINT and TOOT are also solved at this many segments; how far they move is part of the noise floor",
    )
    coarse_segments: int | None = Field(
        2,
        ge=1,
        le=24,
        description="Many orders are drawn in a network of typical days with so few segments, and correct the few that "
        "are drawn in the network itself; null, or no fewer than a typical day has: orders are drawn there alone",
    )
    coarse_pairs: int = Field(64, ge=2, le=100_000, description="Most pairs of orders in the coarse network")
    blocks: Annotated[list[Block], AfterValidator(each_once)] | None = Field(
        None,
        description="Sets of works that act together: all their combinations are solved with nothing else and "
        "with everything else built (of more than six works in the coarse network alone), and orders are drawn for the "
        "rest; null: those of column block of works",
    )
    strongest: int = Field(
        10, ge=2, le=1000, description="Works worth most, of which all pairs are solved exactly for synergy"
    )
    chains: int = Field(2, ge=1, le=128, description="Solves at the same time, one a core")
    seed: int = Field(1, ge=0, le=1_000_000_000, description="Seed of the orders")


class WorldsSettings(Section):
    """Worlds: the ranking again, with everything drawn that is uncertain."""

    years: Years = Field(
        default_factory=lambda: [2040],
        description="Years of which worlds come with the scenario, of those that are solved; none: no worlds [a]",
    )
    closure: ClosureName = Field("ets", description="Closure of the worlds, one of kind price; its path is drawn")
    minutes: float = Field(
        15.0,
        gt=0,
        le=100_000,
        description="Time for the worlds of a year; as many are solved as fit, going by the central one [min]",
    )
    least: int = Field(8, ge=2, le=MOST_WORLDS, description="Fewest worlds of a year, however long they take")
    walked: int = Field(24, ge=1, le=MOST_WORLDS, description="Most worlds in which orders of building are walked")
    segments: int = Field(
        3,
        ge=1,
        le=24,
        description="Segments in a typical day; how far worlds are from those of the scenario is added to the means",
    )
    fine: int = Field(
        16,
        ge=0,
        le=MOST_WORLDS,
        description="Most worlds, the first that draw no other days, that are also valued at the segments of the "
        "scenario, for the lines of blocks: a third of all, from 24 on; 0, or fewer worlds: the difference is that of "
        "the central one",
    )
    pairs: int = Field(1, ge=1, le=1000, description="Pairs of an order of works and its reverse in each world")
    slopes: bool = Field(
        True,
        description="Read off every optimum what each uncertain number does to the works: drivers and means are surer, "
        "for the time of a world or two",
    )
    seed: int = Field(1, ge=0, le=1_000_000_000, description="Seed of the draws and of the orders")
