"""Industry by process: steel, refining, olefins; and waste, which comes whatever happens."""

from __future__ import annotations

from werven.network.components import Parts
from werven.network.conversion import add_sector

#: Sectors whose routes the optimiser chooses between, all in tables.
SECTORS = ("steel", "refining", "olefins", "waste")


def add(parts: Parts) -> None:
    """Note the processes of every sector; a new route is a row in the tables."""
    for sector in SECTORS:
        add_sector(parts, sector)
