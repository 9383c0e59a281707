from __future__ import annotations

import itertools

import pandas as pd
import pytest
from matplotlib.figure import Figure
from show_case import balance_table, base, names

from werven.figures.sankey import columns_of, layout, part
from werven.figures.sankey_links import carbon_links, energy_links, open_nodes


def _balance(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Rows: carrier, component, technology, TWh or Mt; all in Antwerp."""
    table = pd.DataFrame(rows, columns=["bus_carrier", "component", "technology", "value"])
    unit = base("carriers").set_index("carrier")["unit"].map({"MW": "MWh", "t/h": "t"})
    return table.assign(cluster="ANR", value=table["value"] * 1e6, unit=table["bus_carrier"].map(unit))


def _links(balance: pd.DataFrame, kind: str) -> dict[tuple[str, str], float]:
    build = energy_links if kind == "energy" else carbon_links
    found = build(balance, base("carriers"), base("nodes"), names())
    return {(r.source, r.target): round(r.value, 6) for r in found.itertuples()}


@pytest.mark.parametrize("kind", ["energy", "carbon"])
def test_what_enters_a_node_leaves_it(kind: str) -> None:
    build = energy_links if kind == "energy" else carbon_links
    links = build(balance_table(), base("carriers"), base("nodes"), names())
    ends = links[~links["source"].str.startswith("supply:")]
    assert len(ends) > 20
    assert open_nodes(links).max() < 1e-4
    assert (links["value"] > 0).all()


def test_a_boiler_loses_what_it_does_not_deliver() -> None:
    balance = _balance(
        ("natural_gas", "Generator", "supply", 10.0),
        ("natural_gas", "Process", "gas_boiler_steam", -10.0),
        ("steam_200", "Process", "gas_boiler_steam", 9.0),
        ("steam_200", "Load", "demand food", -9.0),
    )
    assert _links(balance, "energy") == {
        ("carrier:natural_gas", "carrier:heat"): 10.0,
        ("carrier:heat", "use:losses"): 1.0,
        ("carrier:heat", "use:food_paper"): 9.0,
    }


def test_a_heat_pump_takes_heat_from_outside() -> None:
    balance = _balance(
        ("electricity", "Link", "grid", 1.0),
        ("electricity", "Process", "heat_pump_100", -1.0),
        ("heat_100", "Process", "heat_pump_100", 3.0),
        ("heat_100", "Load", "demand food", -3.0),
    )
    assert _links(balance, "energy")[("supply:ambient", "carrier:heat")] == 2.0
    assert _links(balance, "energy")[("supply:import_electricity", "carrier:electricity")] == 1.0


def test_a_fuel_that_is_bought_and_made_shows_both() -> None:
    balance = _balance(
        ("natural_gas", "Generator", "supply", 9.0),
        ("biomethane", "Generator", "supply", 1.0),
        ("biomethane", "Process", "biomethane_injection", -1.0),
        ("natural_gas", "Process", "biomethane_injection", 1.0),
        ("natural_gas", "Process", "gas_use_fixed", -10.0),
    )
    assert _links(balance, "energy") == {
        ("carrier:biomethane", "process:other"): 1.0,
        ("process:other", "carrier:natural_gas"): 1.0,
        ("supply:bought_natural_gas", "carrier:natural_gas"): 9.0,
        ("carrier:natural_gas", "use:other"): 10.0,
    }


def test_captured_and_released_carbon_part_ways() -> None:
    balance = _balance(
        ("natural_gas", "Process", "gas_boiler_steam", -10.0),
        ("co2_flue", "Process", "gas_boiler_steam", 2.02),
        ("co2_flue", "Process", "capture_flue", -1.0),
        ("co2", "Process", "capture_flue", 0.9),
        ("atmosphere", "Process", "capture_flue", 0.1),
        ("co2_flue", "Process", "release", -1.02),
        ("atmosphere", "Process", "release", 1.02),
        ("co2", "Link", "co2 ship", -0.9),
        ("atmosphere", "Generator", "ledger", -1.12),
    )
    assert _links(balance, "carbon") == {
        ("carrier:natural_gas", "sector:heat"): 2.02,
        ("sector:heat", "carrier:co2_flue"): 2.02,
        ("carrier:co2_flue", "carrier:co2"): 0.9,
        ("carrier:co2_flue", "use:atmosphere"): 1.12,
        ("carrier:co2", "use:storage"): 0.9,
    }


def test_biogenic_carbon_counts_as_zero_in_the_air() -> None:
    balance = _balance(("solid_biomass", "Process", "biomass_home", -10.0))
    assert _links(balance, "carbon") == {
        ("carrier:solid_biomass", "sector:buildings"): 3.667,
        ("sector:buildings", "use:biogenic_air"): 3.667,
    }


def test_links_run_to_the_right_and_boxes_do_not_overlap() -> None:
    links = energy_links(balance_table(), base("carriers"), base("nodes"), names())
    plan = layout(links)
    column = columns_of(links)
    for number, row in enumerate(links.itertuples()):
        assert (column[row.source] < column[row.target]) == (number not in plan.back)
    for _, group in itertools.groupby(sorted(plan.boxes, key=lambda b: (b.column, b.y)), key=lambda b: b.column):
        for low, high in itertools.pairwise(group):
            assert low.y + low.size <= high.y + 1e-6 * plan.height


def test_a_link_that_runs_back_is_kept() -> None:
    links = pd.DataFrame(
        [("carrier:natural_gas", "plant:power", 5.0), ("carrier:hydrogen", "plant:power", 1.0),
         ("plant:power", "carrier:electricity", 6.0), ("carrier:electricity", "carrier:hydrogen", 2.0),
         ("carrier:electricity", "use:buildings", 4.0), ("carrier:hydrogen", "use:steel", 1.0)],
        columns=["source", "target", "value"],
    )  # fmt: skip
    assert layout(links).back == [1]


def test_ammonia_that_is_cracked_stands_before_hydrogen() -> None:
    pair = ["carrier:ammonia", "carrier:hydrogen"]
    for source, target in (pair, pair[::-1]):
        column = columns_of(pd.DataFrame({"source": [source], "target": [target], "value": [1.0]}))
        assert column[source] < column[target]


def test_labels_that_cover_each_other_are_moved_apart_and_others_stay() -> None:
    ax = Figure(figsize=(6, 6)).add_subplot()
    labels = [ax.text(x, y, "waste", va="center") for x, y in ((0.5, 0.5), (0.52, 0.505), (0.5, 0.9))]
    part(labels)
    low, high, far = (label.get_window_extent() for label in labels)
    assert high.y0 >= low.y1 - 0.5
    assert labels[0].get_position()[1] < 0.5 < 0.505 < labels[1].get_position()[1]
    assert far.y0 > high.y1
    assert labels[2].get_position() == pytest.approx((0.5, 0.9))
