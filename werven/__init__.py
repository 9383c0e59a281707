"""Which infrastructure works, where, when and how large, cut the CO2 of Flemish basic industry the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werven.version import __version__

if TYPE_CHECKING:
    from werven.ranking.closures import Closure
    from werven.ranking.options import RankOptions
    from werven.ranking.rank import rank_works
    from werven.ranking.tabulate import Ranking

__all__ = ["Closure", "RankOptions", "Ranking", "__version__", "rank_works"]


def __getattr__(name: str) -> Any:
    """Import what is public when it is asked for: reading a configuration should not load a solver."""
    from importlib import import_module

    homes = {"Closure": "closures", "RankOptions": "options", "Ranking": "tabulate", "rank_works": "rank"}
    if name in homes:
        return getattr(import_module(f"werven.ranking.{homes[name]}"), name)
    raise AttributeError(f"module 'werven' has no attribute {name!r}")
