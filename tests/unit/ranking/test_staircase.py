"""The steps of a ledger over CO2 prices: found, narrowed down, and named."""

from __future__ import annotations

import pandas as pd
import pytest

from werven.ranking.staircase import FLOW, PLACE, World, staircase, steps

#: A furnace gives way at 100 EUR/t, a plant captures from 140 EUR/t, and a boiler of 30 kt goes at 70.
TIPS = {"furnace": 100.0, "capture": 140.0, "boiler": 70.0}


def world(price: float) -> World:
    """Return a system in three routes, by hand."""
    old, kept, warm = (price < TIPS[name] for name in ("furnace", "capture", "boiler"))
    emitted = {
        ("GNT", "steel", "bf_bof"): 1.0e6 if old else 0.0,
        ("ANR", "refining", "refinery"): 0.5e6 if kept else 0.1e6,
        ("ANR", "heat", "gas_boiler"): 30e3 if warm else 0.0,
    }
    output = {
        ("GNT", "steel", "bf_bof"): 2e6 if old else 0.0,
        ("GNT", "steel", "eaf"): 0.0 if old else 2e6,
        ("ANR", "fuel", "refinery"): 3e6,
        ("ANR", "co2_flue", "refinery"): 0.5e6,
        ("ANR", "heat_100", "gas_boiler"): 1e5 if warm else 0.0,
    }
    captured = {
        ("ANR", "co2_flue", "capture_refinery"): 0.0 if kept else 0.4e6,
        ("ANR", "co2_waste", "capture_waste"): 0.0 if kept else 0.9e6,  # of another stack
    }
    return World(
        sum(emitted.values()),
        pd.Series(emitted).rename_axis(PLACE),
        pd.Series(output).rename_axis(FLOW),
        pd.Series(captured).rename_axis(FLOW),
    )


def test_steps_are_narrowed_down_and_named() -> None:
    found = steps(staircase(world, [60.0, 120.0, 180.0], narrow=1.0))
    told = found[["sector", "clusters", "gives_way", "takes_over"]].to_numpy().tolist()
    assert told == [["steel", "GNT", "bf_bof", "eaf"], ["refining", "ANR", "refinery", "capture_refinery"]]
    assert found["kt"].to_list() == pytest.approx([1000.0, 400.0])
    assert (found["high"] - found["low"] <= 1.0).all()
    assert found["low"].between([99.0, 139.0], [100.0, 140.0]).all()
    assert found["high"].between([100.0, 140.0], [101.0, 141.0]).all()


def test_a_small_step_asks_for_no_more_prices() -> None:
    assert list(staircase(world, [60.0, 80.0])) == [60.0, 80.0]
