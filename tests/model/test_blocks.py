"""Works that act together are enumerated exactly; orders are drawn for the rest."""

from __future__ import annotations

import pytest
from conftest import table
from ranking_cases import AVOIDED, SERIES, by_work, chain, options, ranked

from werven.config.settings import RankSettings
from werven.errors import InputError
from werven.ranking.scenario import blocks_of

#: The chain among so many works that carry nothing that orders are drawn.
AMONG_OTHERS = SERIES | {f"back {number}": ("sea", "hub") for number in range(6)}


def test_a_block_leaves_nothing_to_draw_where_its_works_need_only_each_other() -> None:
    rankings = [
        ranked(chain(AMONG_OTHERS), options=options(pairs=2, blocks=blocks)) for blocks in ([], [frozenset(SERIES)])
    ]
    assert [ranking.runs.at[0, "blocks"] for ranking in rankings] == ["", "backbone+pipe+terminal"]
    drawn, exact = map(by_work, rankings)
    names = list(SERIES)
    assert drawn["shapley_kt"].sum() == exact["shapley_kt"].sum() == pytest.approx(AVOIDED)
    assert drawn.loc[names, "shapley_kt"].tolist() != pytest.approx([AVOIDED / 3] * 3)
    assert exact.loc[names, "shapley_kt"].tolist() == pytest.approx([AVOIDED / 3] * 3)
    assert (exact["shapley_se_kt"] == 0.0).all()


def test_a_block_with_an_unknown_work_is_refused() -> None:
    with pytest.raises(InputError, match=r"found 'pip'.*nearest: 'pipe'"):
        ranked(chain(AMONG_OTHERS), options=options(blocks=[frozenset({"pip", "backbone"})]))


REGISTER = """
    work, block
    C1,   co2
    C2,   co2
    C3,   co2
    H1,   steam
    H2,   steam
    E1,
"""


@pytest.mark.parametrize(
    ("configured", "blocks"),
    [
        pytest.param(None, [{"C1", "C2"}], id="of the register"),
        pytest.param([], [], id="none"),
        pytest.param([["C1", "E1"], ["H1", "C2"]], [{"C1", "E1"}], id="of the configuration"),
    ],
)
def test_which_players_are_enumerated(configured: list[list[str]] | None, blocks: list[set[str]]) -> None:
    settings = RankSettings(blocks=configured)
    assert blocks_of(table("works", REGISTER), settings, {"C1", "C2", "H2", "E1"}) == blocks
