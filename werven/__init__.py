"""Which infrastructure works, where, when and how large, cut the CO2 of Flemish basic industry the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from werven.closures import Closure
    from werven.ranking import RankOptions, rank_works
    from werven.ranktable import Ranking

__all__ = ["Closure", "RankOptions", "Ranking", "__version__", "rank_works"]


def __getattr__(name: str) -> Any:
    """Import what is public when it is asked for: reading a configuration should not load a solver."""
    from importlib import import_module

    homes = {"Closure": "werven.closures", "Ranking": "werven.ranktable"} | dict.fromkeys(
        ("RankOptions", "rank_works"), "werven.ranking"
    )
    if name in homes:
        return getattr(import_module(homes[name]), name)
    raise AttributeError(f"module 'werven' has no attribute {name!r}")
