"""Figures of the model beside published ones: measured by hand, interpolated, and how far outside."""

from __future__ import annotations

import pandas as pd
import pypsa
import pytest
from conftest import csv_str_to_df

from werven.data.published import AREAS
from werven.network.evidence import MEASURES, Year, evidence

NODES = """
    node, kind,      parent
    ANR,  cluster,
    WAL,  neighbour,
    FR,   neighbour,
"""
BALANCE = """
    bus_carrier, component, technology,     value
    electricity, Load,      demand,         -60e6
    electricity, Process,   heat_pump,      -10e6
    electricity, Process,   neighbour gas,  -9e6
    electricity, Process,   ccgt,           8e6
    hydrogen,    Process,   border hydrogen, 3e6
    ammonia,     Process,   border ammonia, 2e6
    co2,         Process,   capture_flue,   1.5e6
    co2,         Process,   border co2,     -1.5e6
    sponge_iron, Process,   dri_gas,        2e6
"""
EMISSIONS = """
    sector,    boundary, t_per_year
    steel,     flanders, 4e6
    buildings, flanders, 5e6
    waste,     flanders, 1e6
    abroad,    upstream, 7e6
"""
REFERENCES = """
    item,               area, year, value, low, high, unit,    is_input, source, confidence
    electricity_demand, FLA,  2035, 100,   90,  110,  TWh,     no,       here,   low
    steel,              FLA,  2040, 3,     2,   3.5,  Mt,      no,       here,   low
    price,              FR,   2030, 50,    ,    ,     EUR/MWh, partly,   here,   low
    ets,                FLA,  2050, 9,     8,   9,    Mt,      no,       here,   low
"""


def year(demand: float) -> Year:
    """Return a year whose network has a plant and a wind farm in Flanders and a price in France."""
    n = pypsa.Network()
    n.set_snapshots(pd.RangeIndex(2, name="snapshot"))
    n.snapshot_weightings["objective"] = [6570.0, 2190.0]
    for bus, carrier in {
        "ANR electricity": "electricity",
        "FR electricity": "electricity",
        "gas": "natural_gas",
    }.items():
        n.add("Bus", bus, carrier=carrier)
    n.c["Bus"].dynamic["marginal_price"] = pd.DataFrame({"FR electricity": [40.0, 80.0]}, index=n.snapshots)
    n.add("Process", ["old", "new"], bus0="ANR electricity", bus1="gas", p_nom=[400.0, 0.0])
    static = n.c["Process"].static
    static["technology"], static["sector"], static["role"], static["node"] = (
        ["ccgt_existing", "ccgt"],
        "power",
        "",
        "ANR",
    )
    static["p_nom_extendable"], static["p_nom_opt"] = [False, True], [400.0, 2600.0]
    n.add("Generator", "wind", bus="ANR electricity", p_nom=2262.0)
    n.c["Generator"].static["technology"], n.c["Generator"].static["p_nom_opt"] = "offwind", 2262.0
    balance = csv_str_to_df(BALANCE)
    balance.loc[0, "value"] = -demand * 1e6
    tables = {"nodes": csv_str_to_df(NODES), "references": csv_str_to_df(REFERENCES)}
    return Year(tables, n, balance, csv_str_to_df(EMISSIONS))


@pytest.mark.parametrize(
    ("item", "area", "value"),
    [
        ("electricity_demand", "FLA", 70.0),
        ("price", "FR", 50.0),
        ("new_plants", "BE", 2.6),
        ("offshore", "BE", 2.262),
        ("hydrogen_import", "BE", 5.0),
        ("captured", "FLA", 1.5),
        ("steel", "FLA", 4.0),
        ("ets", "FLA", 4.0),
        ("dri", "FLA", 2.0),
    ],
)
def test_what_is_measured(item: str, area: str, value: float) -> None:
    assert MEASURES[item](year(60.0), area) == pytest.approx(value)


def test_every_measure_says_where_it_measures() -> None:
    assert list(MEASURES) == list(AREAS)


def test_a_published_figure_stands_beside_the_model_of_its_year() -> None:
    table = evidence({2030: year(60.0), 2040: year(80.0)}).set_index("item")
    # 2050 is not solved; 2035 lies half way between 70 and 90 TWh.
    assert table["model"].to_dict() == pytest.approx({"electricity_demand": 80.0, "steel": 4.0, "price": 50.0})
    assert table["outside"].dropna().to_dict() == pytest.approx({"electricity_demand": -10.0, "steel": 0.5})
