"""What a ranking tells while it runs."""

from __future__ import annotations

import pytest
from ranking_cases import PRICE, SERIES, chain, options, ranked

from werven.ranking.closures import Closure
from werven.ranking.options import Progress
from werven.ranking.progress import bar
from werven.ranking.solver.engine import Count


def test_a_bar_can_follow_every_stage() -> None:
    seen: list[Progress] = []
    band = Closure.at_price("ets", (0.8 * PRICE, 1.2 * PRICE))
    ranked(chain(SERIES), band, options=options(check=chain(SERIES), told=seen.append))
    stages = list(dict.fromkeys(progress.stage for progress in seen))
    assert stages == ["each work alone, each left out", "centre of the band", "another time resolution"]
    counts = [progress.count.solved for progress in seen]
    assert counts == sorted(counts)
    assert all(progress.share is not None and 0.0 < progress.share <= 1.0 for progress in seen)


def test_the_bar_says_where_a_ranking_stands(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("base 2040") as told:
        told(Progress("ets", "orders of works", Count(solved=12, derived=3), 0.25, 4.0))
        told(Progress("ets", "sequence", Count(solved=20, derived=3), None, 4.0))
    shown = capsys.readouterr().err
    assert "base 2040, ets: orders of works 25 %" in shown
    assert "12 solved, 3 derived, error 4" in shown
    assert "base 2040, ets: sequence, 20 solved" in shown
