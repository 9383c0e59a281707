"""Tables of worlds from a few arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest

Tables: TypeAlias = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
MakeTables: TypeAlias = Callable[..., Tables]


def _tables(
    kt: Mapping[str, Sequence[float]],
    levels: Mapping[str, Sequence[float]] | None = None,
    choices: Mapping[str, tuple[str, Sequence[str]]] | None = None,
    marginal: Mapping[str, Sequence[float]] | None = None,
    cost: float = 0.0,
) -> Tables:
    """Return worlds, draws and inputs.

    A work is worth `kt`, alone and beside all others, saves 0.1 MEUR for each, and costs `cost` MEUR. Numbers are
    uniform between 0 and 100.
    """
    numbers = range(1, 1 + len(next(iter(kt.values()))))
    rows = [
        {
            **{"world": world, "work": work, "upstream_kt": 1.0, "annual_cost_meur": cost},
            **{"pint_kt": own, "toot_kt": own, "half_kt": own, "marginal_kt": along},
            **{"pint_meur": 0.1 * own, "toot_meur": 0.1 * own, "half_meur": 0.1 * own, "saved_meur": 0.1 * along},
        }
        for work, values in kt.items()
        for world, own, along in zip(numbers, values, (marginal or kt)[work], strict=True)
    ]
    told, draws = [], []
    for name, level in (levels or {}).items():
        ends = dict(zip(("low", "central", "high", "mean", "sd"), (0.0, 50.0, 100.0, 50.0, 100 / 12**0.5), strict=True))
        told.append({"input": name, "kind": "number", **ends, "options": ""})
        scores = (np.asarray(level) - 0.5) * 12**0.5
        cells = zip(numbers, level, scores, strict=True)
        draws += [(world, name, at, f"{100 * at:.6g}", score) for world, at, score in cells]
    for name, (options, chosen) in (choices or {}).items():
        told.append({"input": name, "kind": "choice", "options": options})
        draws += [(world, name, 0.5, option, np.nan) for world, option in zip(numbers, chosen, strict=True)]
    columns = ["input", "kind", "low", "central", "high", "mean", "sd", "options"]
    drawn = pd.DataFrame(draws, columns=["world", "input", "level", "value", "score"])
    return pd.DataFrame(rows), drawn, pd.DataFrame(told, columns=columns)


@pytest.fixture
def tables() -> MakeTables:
    return _tables
