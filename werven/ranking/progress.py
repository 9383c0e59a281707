"""A bar that says how far a ranking is: coalitions done, time left, the present standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import Callable

    from werven.ranking.options import Progress

#: Seconds between two lines where the output is no terminal.
PAUSE_S = 30.0
KNOWN = "{desc} {n:.0f} % |{bar}| {remaining} left{postfix}"
UNKNOWN = "{desc}, since {elapsed}{postfix}"


@contextmanager
def bar(title: str) -> Iterator[Callable[[Progress], None]]:
    """Show a bar on the terminal while a ranking runs; a line now and then where the output is a file.

    Yields
    ------
    callable
        Takes the `Progress` of a ranking.
    """
    is_terminal = sys.stderr.isatty()
    pause = 0.2 if is_terminal else PAUSE_S
    with tqdm(total=100, desc=title, bar_format=UNKNOWN) as line:
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
            if is_new or time.monotonic() - shown >= pause:
                shown = time.monotonic()
                line.refresh()

        yield told


def words(progress: Progress) -> str:
    """Return what stands behind the bar.

    Examples
    --------
    >>> from werven.ranking.solver.engine import Count
    >>> from werven.ranking.rank import Progress
    >>> words(Progress("ets", "orders of works", Count(solved=120, derived=31), 0.5, 12.34))
    '120 solved, 31 derived, error 12.3'
    """
    count = progress.count
    parts = [f"{count.solved} solved", f"{count.derived} derived"]
    if progress.largest_se is not None:
        parts.append(f"error {progress.largest_se:.3g}")
    return ", ".join(parts)
