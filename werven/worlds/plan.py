"""How many worlds a year has: as many as fit the time, as were asked for, or as are solved already."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pandas as pd

from werven.config.ranking import MOST_WORLDS
from werven.config.settings import Config
from werven.data.tables import write
from werven.errors import Fault, raise_if
from werven.worlds.draw import draw

logger = logging.getLogger(__name__)
#: What a job takes beside its solves: Python and its libraries, tables and profiles [s].
AROUND_S: Final = 8.0
#: Other worlds begin from bases that fit them less: what they take as a multiple of the walk of world 0, to value works
#: and to walk orders of building.
VALUE_PART: Final = 1.5
ORDER_PART: Final = 0.8
MINUTE_S: Final = 60.0
#: Worlds for every one that is also valued at the segments of the scenario, at least; and how many of these make it
#: worth while: the first eight hold one in every eighth of each range.
WORLDS_PER_FINE: Final = 3
LEAST_FINE: Final = 8


def fine_worlds(config: Config) -> int:
    """Return how many worlds are also valued at the segments of the scenario; none where worlds have as many."""
    same = config.time.mode == "typical_days" and config.time.segments <= config.worlds.segments
    return 0 if same else config.worlds.fine


def has_hours_of_scenario(
    number: int, uncertainty: pd.DataFrame, seed: int, overrides: Mapping[str, Mapping[str, Any]]
) -> bool:
    """Return whether a world draws no other days: at the segments of the scenario these take longer than all others.

    Parameters
    ----------
    number : int
        Of the world, from 1.
    uncertainty : DataFrame
        What is uncertain, checked.
    seed : int
        Of the draws.
    overrides : mapping of str to mapping
        What every option of a choice changes of the configuration.
    """
    return not any("time" in overrides[name] for name in draw(number, uncertainty, seed).overrides)


def write_plan(
    central: Path,
    config: Config,
    cores: int,
    asked: int,
    path: Path,
    may_be_fine: Callable[[int], bool] = lambda _: True,
) -> None:
    """Write how many worlds are solved, and say why so many.

    Parameters
    ----------
    central : Path
        World 0, beside which other worlds lie.
    config : Config
        Time, fewest worlds, and how many are valued at the segments of the scenario.
    cores : int
        Worlds solved at the same time.
    asked : int
        Worlds that a person asked for; 0: as many as fit.
    path : Path
        CSV: ``world, fine``, a row each.
    may_be_fine : callable, optional
        Whether a world, by its number, may be valued at the segments of the scenario; the first that may are.

    Raises
    ------
    InputError
        More worlds than the sequence holds.
    """
    allowed = f"a whole number from 0 to {MOST_WORLDS}: more points the sequence of worlds does not hold"
    raise_if([] if 0 <= asked <= MOST_WORLDS else [Fault("worlds", "", "WORLDS", str(asked), allowed)])
    settings = config.worlds
    told = json.loads(central.read_text(encoding="utf-8"))
    value, order = (AROUND_S + part * told["run"]["walk_s"] for part in (VALUE_PART, ORDER_PART))
    fit = max(settings.least, _fitting(settings.minutes * MINUTE_S * max(1, cores), value, order, settings.walked))
    there = solved(central.parent, told["key"])
    count = min(max(asked or fit, there), MOST_WORLDS)
    logger.info(
        "%d worlds: about %.0f s each and %.0f s to walk orders on %d cores, %d fit %g minutes, %s, %d are there",
        count,
        value,
        order,
        cores,
        fit,
        settings.minutes,
        f"{asked} asked for" if asked else "none asked for",
        there,
    )
    finer = min(fine_worlds(config), count // WORLDS_PER_FINE)
    finer = finer if finer >= min(settings.fine, LEAST_FINE) else 0
    worlds = pd.Series(range(1, count + 1))
    fine = set(islice(filter(may_be_fine, worlds), finer))
    logger.info("%d of them are valued at the segments of the scenario too", len(fine))
    write(pd.DataFrame({"world": worlds, "fine": worlds.isin(fine)}), path)


def _fitting(time: float, value: float, order: float, walked: int) -> int:
    """Return how many worlds fit a time of one core, of which the first ones walk orders too [s]."""
    both = math.floor(time / (value + order))
    return both if both <= walked else math.floor((time - walked * order) / value)


def solved(folder: Path, key: str) -> int:
    """Return how many worlds, from the first on, lie in a folder and are of the same inputs."""
    count = 0
    while (path := folder / f"{count + 1}.json").exists():
        try:
            if json.loads(path.read_text(encoding="utf-8"))["key"] != key:
                break
        except (ValueError, KeyError, TypeError):
            break
        count += 1
    return count
