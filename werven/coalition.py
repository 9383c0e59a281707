"""Coalitions: sets of works that are built, how they are written, and which works cannot play."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

Coalition: TypeAlias = frozenset[str]
EMPTY: Coalition = frozenset()
#: Most works in a block: 2^8 coalitions, twice.
LARGEST_BLOCK = 8


def label(coalition: Collection[str]) -> str:
    """Return the name of a coalition: its ids, sorted and joined by ``+``; empty for the reference."""
    return "+".join(sorted(coalition))


def blocked_by(
    requires: Mapping[str, Collection[str]],
    playing: Collection[str],
    met: Collection[str],
    absent: Mapping[str, str],
) -> dict[str, str]:
    """Return the works of which a requirement cannot be built, with the reason.

    Parameters
    ----------
    requires : mapping of str to collection of str
        Work to the works that it needs.
    playing, met : collection of str
        Works that may be built or not, and those that are always built.
    absent : mapping of str to str
        Works that are never built, and why.
    """
    blocked: dict[str, str] = {}
    changed = True
    while changed:
        changed = False
        for work in sorted(set(playing) - set(blocked)):
            for need in sorted(requires.get(work, ())):
                if need in met or (need in playing and need not in blocked):
                    continue
                blocked[work] = f"needs {need} ({absent.get(need, 'blocked')})"
                changed = True
                break
    return blocked
