"""A bar that says how far a ranking is: coalitions done, the present standard error, time left in all."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import Callable

    from werven.ranking.options import Progress

#: Seconds between two lines where the output is no terminal, and between two states of the bar where it is one.
PAUSE_S, BAR_PAUSE_S = 30.0, 0.2
KNOWN = "{desc} {n:.0f} % |{bar}|{postfix}"
UNKNOWN = "{desc}, since {elapsed}{postfix}"


@contextmanager
def bar(title: str) -> Iterator[Callable[[Progress], None]]:
    """Show a bar on the terminal while a ranking runs; a line now and then where the output is a file.

    Yields
    ------
    callable
        Takes the `Progress` of a ranking.
    """
    if not sys.stderr.isatty():
        yield _lines(title)
        return
    with tqdm(total=100, desc=title, bar_format=UNKNOWN, leave=False) as line:
        stage, shown = "", 0.0

        def told(progress: Progress) -> None:
            nonlocal stage, shown
            is_new = progress.stage != stage
            stage = progress.stage
            if is_new:
                line.set_description_str(f"{title}, {progress.closure}: {stage}", refresh=False)
                line.start_t = time.time()
            line.n = 100.0 * (progress.share or 0.0)
            line.bar_format = UNKNOWN if progress.share is None else KNOWN
            line.set_postfix_str(words(progress), refresh=False)
            if is_new or time.monotonic() - shown >= BAR_PAUSE_S:
                shown = time.monotonic()
                line.refresh()

        yield told


def _lines(title: str) -> Callable[[Progress], None]:
    """Return what writes a line at the start of a stage and now and then."""
    stage, shown = "", 0.0

    def told(progress: Progress) -> None:
        nonlocal stage, shown
        if progress.stage != stage or time.monotonic() - shown >= PAUSE_S:
            stage, shown = progress.stage, time.monotonic()
            share = "" if progress.share is None else f" {100.0 * progress.share:.0f} %"
            text = f"{title}, {progress.closure}: {stage}{share}, {words(progress)}"
            print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)

    return told


def words(progress: Progress) -> str:
    """Return what stands behind the bar.

    Examples
    --------
    >>> from werven.ranking.solver.engine import Count
    >>> from werven.ranking.options import Progress
    >>> words(Progress("ets", "orders of works", Count(solved=120, derived=31), 0.5, 12.34, 700.0))
    '120 solved, 31 derived, error 12.3, about 12 min left in all'
    """
    count = progress.count
    parts = [f"{count.solved} solved", f"{count.derived} derived"]
    if progress.largest_se is not None:
        parts.append(f"error {progress.largest_se:.3g}")
    if progress.left_s is not None:
        parts.append(f"about {math.ceil(progress.left_s / 60.0)} min left in all")
    return ", ".join(parts)
