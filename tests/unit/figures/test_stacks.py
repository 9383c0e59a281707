from __future__ import annotations

import pandas as pd
import pytest
from show_case import balance_table, base, names

from werven.data.carriers import having
from werven.figures.stacks import EXCHANGE, OTHER, _colors, merged, stack_table, with_parts


@pytest.mark.parametrize("group", having(names().groups, "stack"))
def test_supply_equals_use_before_and_after_merging(group: str) -> None:
    balances = {2035: balance_table(), 2040: balance_table(1.3)}
    table = stack_table(balances, group, base("nodes"), names())
    for rows in (table, merged(table, most=3)):
        sums = rows.groupby("year")["value"].sum()
        assert sums.abs().max() < 2e-3
        assert set(sums.index) == {2035, 2040}


def test_small_parts_become_other_and_nothing_is_lost() -> None:
    table = pd.DataFrame({"year": 2030, "part": ["a", "b", "c", "d"], "value": [100.0, 5.0, 0.1, -105.1]})
    found = merged(table, most=2).set_index(["side", "part"])["value"].to_dict()
    assert found == {(True, "a"): 100.0, (True, "b"): 5.0, (True, OTHER): 0.1, (False, "d"): -105.1}


def test_rows_are_drawn_as_technology_sector_exchange_or_help_of_transport() -> None:
    rows = pd.DataFrame(
        [
            ("electricity", "Process", "ccgt"),
            ("electricity", "Load", "demand services"),
            ("electricity", "Link", "electricity grid"),
            ("electricity", "Link", "co2 work"),
            ("co2", "Link", "co2 work"),
            ("electricity", "StorageUnit", "battery"),
        ],
        columns=["bus_carrier", "component", "technology"],
    )
    parts = with_parts(rows, names())["part"].tolist()
    assert parts == ["ccgt", "buildings", EXCHANGE, "capture", EXCHANGE, "storage_loss"]


def test_technologies_with_one_colour_are_told_apart() -> None:
    colors = _colors(["capture_steel", "capture_flue", "ccgt"], names())
    assert len(set(colors.values())) == 3
    assert colors["capture_steel"] == names().color("technology", "capture_steel")
