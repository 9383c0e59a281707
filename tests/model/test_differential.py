"""Whatever is in a network: its ranking is refused, or equal to plain PyPSA in every coalition.

Of some hundreds of random networks those that are most unlike each other here, thousands in
`benchmarks/differential.py`, which prints the seed and makes what is at fault smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pypsa
import pytest
from brute import brute, coalitions, plain
from drawn import TIMES, Drawn
from habits import HABITS, RARE
from judging import Verdict, ask, compared, judge_all, script, silence
from networks import drawn_by, unlike

from werven.ranking.linear.features import TAKEN

NETWORKS, SEEDS = 44, 400
#: Networks that are judged at a time, by their weights: those of the same share models, and cores share the parts.
PARTS = (("halves", "day"), ("uneven", "unlike"), ("store hours", "quarters", "all different"))
#: What the page of features says is taken, and the habits of networks that hold it against PyPSA.
HELD = {
    "components": ["third port", "passive", "passive too", "sign", "inactive"],
    "numbers": ["p_max_pu", "p_min_pu < 0", "efficiency", "losses", "rates", "cost", "negative cost"],
    "stores": ["stored", "stored too"],
    "must": ["p_min_pu", "p_set", "ramps", "e_sum_max", "e_sum_min"],
    "circles": ["delay", "circle", "nowhere"],
    "new": ["extendable", "new", "piecewise cost"],
    "investment": ["investment"],
    "limits": ["limit", "extra"],
    "ledgers": ["price on taker", "second taker", "dump"],
    "hours": ["store hours", "quarters", "all different"],
    "unserved": ["shedding", "shedding too", "named shedding"],
    "asked": ["requires", "follows", "state"],
    "inert": ["inert", "inert too"],
}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Keep the chatter of the libraries out of these tests, and of no others."""
    with silence():
        yield


#: Kinds of PyPSA that are no part of a system: what lines are of, what is computed, what maps are drawn with.
NO_PART = {"LineType", "TransformerType", "SubNetwork", "Shape", "Network"}


@cache
def networks() -> list[Drawn]:
    """Return networks, the same ones in every run: they are judged together, which is quicker than one by one."""
    return unlike(NETWORKS, SEEDS)


@pytest.mark.parametrize("times", PARTS, ids=" ".join)
def test_a_ranking_is_refused_or_equal_to_plain_pypsa(times: tuple[str, ...]) -> None:
    drawn = [network for network in networks() if network.time in times]
    verdicts = judge_all(drawn)
    faults = [script(network, verdict) for network, verdict in zip(drawn, verdicts, strict=True) if verdict.is_fault]
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    assert not faults, f"{len(faults)} faults, {dict(outcomes)}\n\n{min(faults, key=len)}"
    assert set(outcomes) <= {"equal", "refused", "stopped", "invalid"}
    assert outcomes["equal"] > 0.6 * len(drawn), outcomes


def test_every_network_has_its_part() -> None:
    assert sorted(time for part in PARTS for time in part) == sorted(TIMES)
    assert len(networks()) == NETWORKS


def test_what_is_said_to_be_taken_is_drawn() -> None:
    assert list(HELD) == list(TAKEN)
    habits = {habit for several in HELD.values() for habit in several}
    assert set(HABITS) <= habits <= {*HABITS, *RARE, *TIMES}


def test_every_attribute_that_pypsa_lists_is_drawn() -> None:
    drawn = {(part.component, key) for seed in range(12_000) for part in drawn_by(seed).parts for key in part.given}
    network = pypsa.Network()
    lists = {name: network.c[name].defaults["status"] for name in sorted(network.all_components - NO_PART)}
    known = {(name, str(key)) for name, status in lists.items() for key in status.index[status.str.startswith("Input")]}
    assert {(name, key) for name, key in known - drawn if key != "name"} == set()


@pytest.mark.parametrize("seed", [4, 478])
def test_copies_side_by_side_are_worth_what_optimize_says_of_each_alone(seed: int) -> None:
    drawn = drawn_by(seed)
    values = brute({0: drawn})[0]
    for coalition in (coalitions(drawn.works)[0], frozenset(drawn.works)):
        alone = plain(drawn, coalition)
        assert values[coalition].cost_eur == pytest.approx(alone.cost_eur, rel=1e-9)
        assert values[coalition].emissions_t == pytest.approx(alone.emissions_t, rel=1e-6)


def test_a_wrong_number_is_seen() -> None:
    drawn = drawn_by(4)
    ranking, truth = ask(drawn).ranking, brute({0: drawn})[0]
    assert ranking is not None
    for column, factor in (("cost_meur", 1.0 + 1e-5), ("emissions_kt", 1.001)):
        table = ranking.coalitions.copy()
        table[column] *= factor
        verdict = compared(drawn, replace(ranking, coalitions=table), truth)
        assert verdict.outcome == Verdict("WRONG").outcome
