"""Pinned capacities against what stands and what there is room for: a pin that cannot be is told before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from werven.assumptions import Assumptions
from werven.config import Config
from werven.errors import Fault

KEY = "network.pin"
_ROUNDING = 1e-6


def pin_faults(tables: Mapping[str, pd.DataFrame], config: Config) -> list[Fault]:
    """Return the pins of a scenario that no network can follow.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Checked tables, with the changes of the scenario.
    config : Config
        The scenario.
    """
    return [
        Fault("config", "", KEY, f"{technology}: {total:g}", allowed)
        for technology, total in config.network.pin.items()
        for allowed in _allowed(tables, config, technology, total)
    ]


def _allowed(tables: Mapping[str, pd.DataFrame], config: Config, technology: str, total: float) -> Iterator[str]:
    """Yield what would be allowed, where a total is not."""
    for year in config.years:
        a = Assumptions(tables, config, year)
        row = a.technology(technology)
        if not row["extendable"] or row["always"]:
            yield "a technology that may be built (column extendable); of others stands what assets.csv holds"
            return
        words = str(row["nodes"])
        nodes = [str(node) for node in a.nodes.index] if words == "*" else a.expand(words)
        stands = [a.existing(technology, node) for node in nodes]
        room = [max(a.capacity_max(technology, node), there) for node, there in zip(nodes, stands, strict=True)]
        unit = row["capacity_unit"]
        if total < sum(stands) - _ROUNDING:
            yield f"at least {sum(stands):g} {unit}, which stands in {year}"
        elif total > sum(room) + _ROUNDING:
            yield f"at most {sum(room):g} {unit}, for which there is room in {year}"
