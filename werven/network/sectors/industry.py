"""Industry by process: steel, refining, olefins; waste, which comes whatever happens; and sectors of a user's own."""

from __future__ import annotations

from werven.data.column_kinds import TECHNOLOGY_SECTORS
from werven.network.components import Parts
from werven.network.conversion import add_sector

#: Sectors whose routes the optimiser chooses between, all in tables.
SECTORS = ("steel", "refining", "olefins", "waste")


def add(parts: Parts) -> None:
    """Note the processes of every sector without a module of its own; a new route, or sector, is rows in the tables."""
    sectors = set(parts.assumptions.technologies["sector"].astype(str))
    for sector in (*SECTORS, *sorted(sectors - set(TECHNOLOGY_SECTORS))):
        add_sector(parts, sector)
