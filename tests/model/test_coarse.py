"""Many orders of a coarse network correct the few of the network itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pypsa
import pytest
from ranking_cases import AVOIDED, SERIES, Draw, by_work, chain, options, ranked

from werven.config.settings import Config, RankSettings, TimeSettings
from werven.errors import SolveError
from werven.network.build import Inputs
from werven.ranking.closures import Closure
from werven.ranking.drawing import ENUMERATED
from werven.ranking.rank import Ranking
from werven.ranking.scenario import coarsened

ETS = Closure.at_price("ets", (80.0, 120.0))
#: The chain among so many works that carry nothing that orders are drawn.
AMONG_OTHERS = SERIES | {f"back {number}": ("sea", "hub") for number in range(6)}


def larger(works: dict[str, tuple[str, str]], amount: float) -> pypsa.Network:
    """Return the plant with its works, of another amount than 100 t/h, as another time resolution might see it."""
    network = chain(works)
    network.loads.loc["plant", "p_set"] = -amount
    for name in network.links.index:
        network.links.loc[name, "p_nom"] = max(float(network.links.at[name, "p_nom"]), amount)
    return network


@pytest.mark.parametrize("amount", [100.0, 200.0])
def test_what_a_coarse_network_knows_of_a_block_the_network_need_not_solve(amount: float) -> None:
    # Twice as much passes in the coarse network, so its share is a half and every order of both agrees.
    coarse = options(pairs=4, coarse=larger(AMONG_OTHERS, amount), coarse_pairs=16, blocks=[frozenset(SERIES)])
    found = ranked(chain(AMONG_OTHERS), options=coarse)
    values = by_work(found)
    assert values.loc[list(SERIES), "shapley_kt"].tolist() == pytest.approx([AVOIDED / 3] * 3)
    assert (values.drop(list(SERIES))["shapley_kt"] == 0.0).all()
    assert values["shapley_se_kt"].tolist() == pytest.approx([0.0] * len(AMONG_OTHERS), abs=1e-9)
    run = found.runs.iloc[0]
    assert (run["pairs"], run["coarse_pairs"], run["blocks"]) == (4, 16, "backbone+pipe+terminal")


@pytest.fixture(scope="module")
def many() -> Draw:
    return Draw(seed=5, works=ENUMERATED + 1)


def rank_many(draw: Draw, **more: object) -> Ranking:
    return ranked(draw.network(), ETS, ledger="carrier", options=options(strongest=2, **more))


def fewer_hours(draw: Draw) -> pypsa.Network:
    """Return the network with three of its four snapshots, which stand for the same hours together."""
    network = draw.network()
    network.set_snapshots(network.snapshots[1:])
    for column in network.snapshot_weightings:
        network.snapshot_weightings[column] = draw.weights[1:] * draw.weights.sum() / draw.weights[1:].sum()
    return network


def test_values_are_nearer_to_those_of_all_orders_than_without(many: Draw) -> None:
    exact, without = (by_work(rank_many(many, pairs=pairs))["shapley_kt"] for pairs in (400, 4))
    corrected = rank_many(many, pairs=4, coarse=fewer_hours(many))
    values = by_work(corrected).loc[exact.index]
    off, far = (values["shapley_kt"] - exact).abs(), without[exact.index] - exact
    assert (off**2).mean() < 0.5 * (far**2).mean()
    assert (off <= 3.0 * values["shapley_se_kt"]).all()
    assert values["shapley_kt"].sum() == pytest.approx(corrected.runs.at[0, "total_kt"])


def test_the_time_goes_to_the_coarse_network_first_and_ends_where_it_did_before(
    many: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(np.arange(0.0, 1e6, 7.0))  # seconds between two looks at the clock: 60 are over after nine
    monkeypatch.setattr("werven.ranking.drawing.time.monotonic", lambda: float(next(clock)))
    timed = {"pairs": 12, "minutes": 1.0, "coarse": fewer_hours(many), "coarse_pairs": 500, "folder": tmp_path}
    first = rank_many(many, **timed)
    assert first.runs.at[0, "coarse_pairs"] == 72
    assert (first.runs.at[0, "pairs"], first.runs.at[0, "reason"]) == (4, "budget")
    monkeypatch.setattr("werven.ranking.drawing.time.monotonic", lambda: 0.0)
    again = rank_many(many, **timed)
    pd.testing.assert_frame_equal(first.ranking, again.ranking)
    assert again.runs[["pairs", "coarse_pairs", "reason"]].equals(first.runs[["pairs", "coarse_pairs", "reason"]])
    # Without the coarse network it is another question, to which the time allows more.
    alone = rank_many(many, **timed | {"coarse": None})
    assert (alone.runs.at[0, "pairs"], alone.runs.at[0, "coarse_pairs"], alone.runs.at[0, "reason"]) == (12, 0, "pairs")


def test_under_a_cap_cost_saved_is_corrected(many: Draw) -> None:
    cap = Closure.capped("cap", 100.0, buyout=1e4)
    exact, without, corrected = (
        ranked(many.network(), cap, ledger="carrier", options=options(strongest=2, **more))
        for more in ({"pairs": 200}, {"pairs": 4}, {"pairs": 4, "coarse": fewer_hours(many)})
    )
    far, off = (by_work(each)["shapley_meur"].sub(by_work(exact)["shapley_meur"]) for each in (without, corrected))
    assert (off**2).mean() < (far**2).mean()
    assert corrected.runs.at[0, "coarse_pairs"] == 64


def test_what_stops_in_the_coarse_network_is_told_as_such() -> None:
    dark = chain(AMONG_OTHERS)
    dark.loads.loc["plant", "p_set"] = 100.0
    with pytest.raises(SolveError, match="in the coarse network "):
        ranked(chain(AMONG_OTHERS), options=options(coarse=dark))


@pytest.mark.parametrize(
    ("time", "coarse", "expected"),
    [
        ({}, 2, ("typical_days", 2)),
        ({"segments": 24}, 4, ("typical_days", 4)),
        ({"segments": 2}, 2, None),
        ({"segments": 1}, 2, None),
        ({}, None, None),
        ({"mode": "regular"}, 2, ("typical_days", 2)),
        ({"mode": "chronological_segments", "segments": 500}, 2, ("typical_days", 2)),
    ],
)
def test_which_network_is_coarse(time: dict[str, object], coarse: int | None, expected: object) -> None:
    config = Config(time=TimeSettings(**time), rank=RankSettings(coarse_segments=coarse))
    inputs = Inputs({}, pd.DataFrame(), None, config, "base", 2040)  # type: ignore[arg-type]
    found = coarsened(inputs)
    assert (found and (found.config.time.mode, found.config.time.segments)) == expected


def test_a_ranking_of_few_works_has_no_use_for_it() -> None:
    without, coarse = (ranked(chain(SERIES), options=options(**more)) for more in ({}, {"coarse": chain(SERIES)}))
    pd.testing.assert_frame_equal(without.ranking, coarse.ranking)
    assert coarse.runs.at[0, "coarse_pairs"] == 0
