"""What a work is worth beside others, in a game of four by hand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from werven.worlds.beside import COLUMNS, beside, by_others, combined_of
from werven.worlds.run import Outcome

WORKS = "ABCD"
COST = 4.0


def saved(built: str) -> float:
    """Return what works save: A or B 10, C 10, and D as much behind C."""
    return 10.0 * (("A" in built or "B" in built) + ("C" in built) + ("C" in built and "D" in built))


def outcome(world: int, game: Callable[[str], float] = saved) -> Outcome:
    """Return a world in which four works act together."""
    rows = []
    for work in WORKS:
        alone, last = game(work), game(WORKS) - game(WORKS.replace(work, ""))
        ends = {"pint_meur": alone, "toot_meur": last, "half_meur": (alone + last) / 2}
        rows.append({"work": work, "annual_cost_meur": COST, "saved_meur": 0.0, **ends})
    values = [game("".join(work for bit, work in enumerate(WORKS) if mask >> bit & 1)) for mask in range(16)]
    block = {"works": list(WORKS), "with_nothing": values, "with_all": [7.0 + value for value in values]}
    return Outcome(world, "key", "optimal", works=rows, combined=[block])


def rows_of(outcomes: list[Outcome]) -> pd.DataFrame:
    return pd.DataFrame([{"world": each.world, **row} for each in outcomes for row in each.works])


def chances(
    outcomes: list[Outcome], correction: pd.DataFrame | None = None
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the chance of a work without and with another one."""
    table = beside(rows_of(outcomes), combined_of(outcomes), correction)
    return {(row.work, row.other): (row.p_pays_without, row.p_pays_with) for row in table.itertuples()}


def test_nothing_or_everything_else_is_built() -> None:
    table = by_others(rows_of([outcome(1), outcome(2)]))
    assert table["p_pays_alone"].to_dict() == {"A": 1.0, "B": 1.0, "C": 1.0, "D": 0.0}
    assert table["p_pays_last"].to_dict() == {"A": 0.0, "B": 0.0, "C": 1.0, "D": 1.0}


def test_another_work_is_built() -> None:
    found = chances([outcome(1), outcome(2)])
    assert len(found) == 12
    # B does what A does, D needs C; A pays in half of all combinations, whatever C does.
    assert found["A", "B"] == (1.0, 0.0)
    assert found["A", "C"] == (0.5, 0.5)
    assert found["D", "C"] == (0.0, 1.0)
    assert found["C", "D"] == (1.0, 1.0)


def test_a_share_of_worlds() -> None:
    # In one world of four nothing is saved.
    outcomes = [*(outcome(world) for world in (1, 2, 3)), outcome(4, lambda _: 0.0)]
    assert by_others(rows_of(outcomes))["p_pays_alone"].to_dict() == {"A": 0.75, "B": 0.75, "C": 0.75, "D": 0.0}
    assert chances(outcomes)["D", "C"] == (0.0, 0.75)


def test_worlds_that_do_not_tell_their_combinations_have_no_rows() -> None:
    table = beside(rows_of([outcome(1)]), combined_of([Outcome(1, "key", "optimal")]))
    assert list(table.columns) == list(COLUMNS)
    assert table.empty


def test_another_time_resolution_counts_whatever_else_is_built() -> None:
    more = pd.DataFrame({"kt": [0.0], "meur": [4.5]}, index=pd.Index(["A"], name="work"))
    outcomes = [outcome(1), outcome(2)]
    assert by_others(rows_of(outcomes), more)["p_pays_last"].to_dict() == {"A": 1.0, "B": 0.0, "C": 1.0, "D": 1.0}
    found = chances(outcomes, more)
    assert (found["A", "B"], found["B", "A"]) == ((1.0, 1.0), (1.0, 0.0))
