"""Whatever is in a network: its ranking is refused, or equal to plain PyPSA in every coalition.

Two hundred random networks here, thousands in `benchmarks/differential.py`, which prints the seed and makes what is at
fault smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from brute import brute, coalitions, plain
from drawn import Drawn
from hypothesis import HealthCheck, Phase, given, settings
from judging import Verdict, ask, compared, judge_all, script, silence
from networks import drawn_by, networks

NETWORKS = 200


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep the chatter of the libraries out of these tests, and of no others."""
    with silence():
        yield


def two_hundred() -> list[Drawn]:
    """Return networks, the same ones in every run: they are judged together, which is quicker than one by one."""
    drawn: list[Drawn] = []

    @settings(
        max_examples=NETWORKS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(networks())
    def take(network: Drawn) -> None:
        drawn.append(network)

    take()
    return drawn


def test_a_ranking_is_refused_or_equal_to_plain_pypsa() -> None:
    drawn = two_hundred()
    verdicts = judge_all(drawn)
    faults = [script(network, verdict) for network, verdict in zip(drawn, verdicts, strict=True) if verdict.is_fault]
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    assert not faults, f"{len(faults)} faults, {dict(outcomes)}\n\n{min(faults, key=len)}"
    assert set(outcomes) <= {"equal", "refused", "stopped", "invalid"}
    assert outcomes["equal"] > 0.6 * len(drawn), outcomes


@pytest.mark.parametrize("seed", [3, 4])
def test_copies_side_by_side_are_worth_what_optimize_says_of_each_alone(seed: int) -> None:
    drawn = drawn_by(seed)
    values = brute({0: drawn})[0]
    for coalition in (coalitions(drawn.works)[0], frozenset(drawn.works)):
        alone = plain(drawn, coalition)
        assert values[coalition].cost_eur == pytest.approx(alone.cost_eur, rel=1e-9)
        assert values[coalition].high_t == pytest.approx(alone.high_t, rel=1e-4)


def test_a_wrong_number_is_seen() -> None:
    drawn = drawn_by(4)
    ranking, truth = ask(drawn).ranking, brute({0: drawn})[0]
    assert ranking is not None
    for column, factor in (("cost_meur", 1.0 + 1e-5), ("emissions_kt", 1.001)):
        table = ranking.coalitions.copy()
        table[column] *= factor
        verdict = compared(drawn, replace(ranking, coalitions=table), truth)
        assert verdict.outcome == Verdict("WRONG").outcome
