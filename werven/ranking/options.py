"""How a ranking is drawn, solved and kept, and what is told while it runs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypsa

from werven.coalition import Coalition
from werven.errors import Fault, kind_of, make_plain, number_faults, raise_if
from werven.ranking.solver.chain import Settings
from werven.ranking.solver.engine import Count

#: Options that are whole numbers: the least and the most.
COUNTS = {
    "pairs": (1, 10**6),
    "coarse_pairs": (1, 10**6),
    "strongest": (0, 10**6),
    "seed": (0, 2**32 - 1),
    "chains": (1, 1024),
}
#: Most works of a block that is enumerated in the network itself beside a coarse one: twice 64 solves, as many as a few
#: orders take. What lines do together is another thing at few hours a day, and few orders tell it with a large error.
FEW_TOGETHER = 6


@dataclass(frozen=True)
class RankOptions:
    """How a ranking is made.

    Attributes
    ----------
    pairs : int
        Most pairs of an order of works and its reverse.
    minutes : float, optional
        Time after which no further orders are drawn.
    blocks : collection of frozenset of str
        Sets of at most `LARGEST_BLOCK` works that act together: all their combinations are solved with nothing else and
        with everything else built, and orders are drawn for the rest only.
    strongest : int
        Works that are worth most, of which the synergy of every pair is solved exactly.
    seed : int
        Of the orders.
    chains : int
        Solves at the same time.
    folder : Path, optional
        Where solved coalitions are kept between runs.
    solver : Settings
        Options of the solver.
    check : Network or callable, optional
        The same system in another time resolution, as a function of the CO2 price where the first one is. How far it
        moves the mean of PINT and TOOT of a work is part of the noise floor.
    coarse : Network or callable, optional
        The same system in a time resolution that is much quicker to solve. Many orders are drawn there, and correct the
        few that are drawn in the network itself; more than `FEW_TOGETHER` works are then enumerated there alone.
    coarse_pairs : int
        Most pairs of an order and its reverse that are drawn there.
    also : collection of collections of str
        Coalitions that are solved besides, at the price of the closure: they are told in `Ranking.coalitions` like all
        others and change no other table, as they are solved last.
    told : callable, optional
        Called with what is going on: stage, counts, share done and the largest standard error.
    """

    pairs: int = 24
    minutes: float | None = None
    blocks: Collection[Coalition] = ()
    strongest: int = 10
    seed: int = 1
    chains: int = 1
    folder: Path | None = None
    solver: Settings = field(default_factory=Settings)
    check: pypsa.Network | Callable[[float], pypsa.Network] | None = None
    coarse: pypsa.Network | Callable[[float], pypsa.Network] | None = None
    coarse_pairs: int = 64
    also: Collection[Collection[str]] = ()
    told: Callable[[Progress], None] | None = None

    def __post_init__(self) -> None:
        raise_if(_option_faults(self))
        make_plain(self, {**dict.fromkeys(COUNTS, int), "minutes": float})

    @property
    def blocks_here(self) -> list[Coalition]:
        """Blocks of which all combinations are solved in the network itself."""
        return [block for block in self.blocks if self.coarse is None or len(block) <= FEW_TOGETHER]


def options_of(options: Any) -> tuple[RankOptions, list[Fault]]:
    """Return the options of a ranking, and what is wrong with them: something else, a folder that cannot be one."""
    if options is None or not isinstance(options, RankOptions):
        allowed = "werven.RankOptions(pairs=..., ...)"
        return RankOptions(), [] if options is None else [Fault("options", "", "", kind_of(options), allowed)]
    try:
        if options.folder is not None:
            Path(options.folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"a folder that can be written to: {error.strerror}"
        return options, [Fault("options", "", "folder", str(options.folder), told)]
    return options, []


def _option_faults(options: RankOptions) -> list[Fault]:
    """Return options that cannot be."""
    faults = []
    for key, (least, most) in COUNTS.items():
        value, allowed = getattr(options, key), f"a whole number from {least} to {most}"
        found = number_faults("options", key, value, allowed, least, most)
        faults += found or ([] if int(value) == value else [Fault("options", "", key, str(value), allowed)])
    if options.minutes is not None:
        faults += number_faults("options", "minutes", options.minutes, "minutes >= 0, or None")
    kinds = {
        "folder": (str | Path | None, "a path, or None"),
        "solver": (Settings, "werven.ranking.solver.chain.Settings(...)"),
        "told": (Callable | None, "a function of what is going on, or None"),
        "check": (pypsa.Network | Callable | None, "a network, or a function of the CO2 price that returns one"),
        "coarse": (pypsa.Network | Callable | None, "a network, or a function of the CO2 price that returns one"),
    }
    for key, (kind, allowed) in kinds.items():
        if not isinstance(getattr(options, key), kind):
            faults.append(Fault("options", "", key, kind_of(getattr(options, key)), allowed))
    return faults


@dataclass(frozen=True)
class Progress:
    """Where a ranking stands: counts over all its engines; share of the stage done, time left in all, where known."""

    closure: str
    stage: str
    count: Count
    share: float | None
    largest_se: float | None = None
    left_s: float | None = None
