"""What checks are given: tables by name, and what is asked of them again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pandas as pd

from werven.config.settings import Config
from werven.errors import Fault

Frames: TypeAlias = Mapping[str, pd.DataFrame]
Check: TypeAlias = Callable[[Frames, Config], list[Fault]]


def families_of(frames: Frames) -> dict[str, str]:
    """Return the family of every carrier."""
    carriers = frames["carriers"]
    return dict(zip(carriers["carrier"].astype(str), carriers["family"].astype(str), strict=True))
