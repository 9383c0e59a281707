from __future__ import annotations

import itertools
from io import StringIO

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from show_case import base, case, names

from werven.errors import InputError
from werven.figures.basemap import positions_km, spread
from werven.figures.flowmap import _drawn, flows_table, shades
from werven.figures.maps import area_scale, emissions_table, legend_column, located, nice_sizes, users_table


def _table(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text.replace(" ", "")))


BALANCE = """
bus_carrier,cluster,component,technology,value,unit
natural_gas,FLA,Generator,supply,4e6,MWh
natural_gas,FLA,Process,gas_boiler_steam,-4e6,MWh
steam_200,ANR,Process,gas_boiler_steam,3e6,MWh
steam_200,GNT.steam,Process,gas_boiler_steam,1e6,MWh
electricity,ANR,Process,electrolysis,-2e6,MWh
hydrogen,ANR,Process,electrolysis,1.3e6,MWh
electricity,ANR,Link,grid,5e6,MWh
co2_steel,GNT,Process,capture_steel,-1e6,t
co2,GNT,Process,capture_steel,9e5,t
steam_200,ANR,Process,letdown_200,-1000000.001,MWh
heat_100,ANR,Process,letdown_200,1e6,MWh
district_heat,ANR,Process,heat_branch,-1e6,MWh
space_heat,ANR,Process,heat_branch,9e5,MWh
"""


def test_what_a_fuel_feeds_is_shown_where_it_runs() -> None:
    rows = located(_table(BALANCE), base("nodes"))
    gas = rows[rows["bus_carrier"] == "natural_gas"].set_index("cluster")["value"]
    assert gas.to_dict() == {"ANR": -3e6, "GNT.steam": -1e6}


def test_users_are_given_demand_plus_processes() -> None:
    demand = _table(
        """cluster,carrier,sector,twh_per_year
        ANR,electricity,chemicals,5
        ANR,electricity,ammonia,1
        ANR.steam,steam_200,food,2"""
    )
    found = users_table(demand, _table(BALANCE), base("technologies"), names(), base("nodes"))
    rows = {(r.group, r.cluster, r.part): r.value for r in found.itertuples()}
    assert rows == {
        ("electricity", "ANR", "chemicals"): 6.0,
        ("electricity", "ANR", "hydrogen"): 2.0,
        ("natural_gas", "ANR", "heat"): 3.0,
        ("natural_gas", "GNT", "heat"): 1.0,
        ("heat", "ANR", "steam_200"): 2.0,
        ("heat", "ANR", "space_heat"): pytest.approx(0.1),
        ("co2", "GNT", "steel"): 0.9,
    }


def test_emissions_abroad_are_not_on_the_map() -> None:
    table = _table(
        """cluster,sector,boundary,t_per_year
        GNT,steel,flanders,6e6
        GNT,steel,upstream,1e6
        ANR.hub,food,flanders,-2e5"""
    )
    found = emissions_table(table, base("nodes")).set_index(["cluster", "part"])["value"]
    assert found.to_dict() == {("ANR", "food_paper"): -0.2, ("GNT", "steel"): 6.0}


def test_circles_never_overlap_and_stay_near_home() -> None:
    places = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (0.0, 0.0), "far": (100.0, 0.0)}
    radii = {"a": 10.0, "b": 2.0, "c": 5.0, "far": 3.0}
    at = spread(places, radii, gap=1.0)
    for one, other in itertools.combinations(at, 2):
        assert np.hypot(*np.subtract(at[one], at[other])) >= radii[one] + radii[other] + 0.9
    assert at["far"] == (100.0, 0.0)
    assert np.hypot(*at["a"]) < 15


def test_area_is_quantity() -> None:
    radius = area_scale(8.0, 20.0)
    assert radius(8.0) == 20.0
    assert radius(2.0) == pytest.approx(10.0)


@pytest.mark.parametrize(("largest", "sizes"), [(43, [20, 5]), (11, [10, 2]), (0.7, [0.5, 0.1])])
def test_sizes_in_the_legend_are_round_and_not_above_the_largest(largest: float, sizes: list[float]) -> None:
    assert nice_sizes(largest) == pytest.approx(sizes)


def test_unknown_nodes_are_all_named() -> None:
    with pytest.raises(InputError, match=r"(?s)ANRR.*nearest: 'ANR'.*XYZ"):
        positions_km(base("nodes"), ["GNT", "ANRR", "XYZ"])


def test_corridors_add_up_over_both_directions_and_carriers() -> None:
    needs = _table(
        """carrier,from,to,existing,needed,unit,flow_forward_per_year,flow_back_per_year
        steam_200,ANR.steam,ANR,100,300,MW,2.0,0.5
        heat_100,ANR,ANR.steam,50,50,MW,1.0,0.0
        hydrogen,ANR,GNT,0,900,MW,1,0"""
    )
    found = flows_table(needs, "heat", names())
    assert found[["from", "to"]].to_numpy().tolist() == [["ANR", "ANR.steam"]]
    row = found.iloc[0]
    # 1.5 TWh to the cluster, 1.0 TWh away from it
    assert (row["existing"], row["needed"], row["flow"]) == pytest.approx((0.15, 0.35, -0.5))


def test_co2_is_in_megatonnes_and_ships_exist_as_needed() -> None:
    needs = _table(
        """carrier,from,to,existing,needed,unit,from_carrier,to_carrier
        co2,GNT,GNT.hub,0,100,t/h,co2,co2
        co2,GNT.hub,GNT.hub,0,50,t/h,co2,liquid_co2
        liquid_co2,GNT.hub,SEA_NO,5000,50,t/h,liquid_co2,co2"""
    )
    found = flows_table(needs, "co2", names()).set_index(["from", "to"])
    assert found.loc[("GNT", "GNT.hub"), "needed"] == pytest.approx(0.876)
    assert found.loc[("GNT.hub", "GNT.hub"), "becomes"] == "liquid_co2"
    assert found.loc[("GNT.hub", "SEA_NO"), "existing"] == pytest.approx(0.438)


def test_existing_planned_and_missing_are_told_apart() -> None:
    for color in ("#f2b701", "#4d4d4d", "#3aa8c1"):
        light = [sum(int(shade[i : i + 2], 16) for i in (1, 3, 5)) for shade in shades(color)]
        assert light[0] + 60 < light[1] < light[2] - 60


def test_the_case_has_users_of_every_group() -> None:
    own = case()
    users = users_table(own.demand, own.balance, own.technologies, names(), own.nodes)
    assert set(users["group"]) == {"electricity", "natural_gas", "hydrogen", "heat", "co2"}


def test_trade_and_trickles_are_not_drawn_as_lines() -> None:
    table = pd.DataFrame(
        [
            ("ANR", "NL.border", 3.0, 2.0),
            ("NL", "NL.border", 5.0, 5.0),
            ("GNT", "ZBR", 2.0, 0.001),
            ("LEU", "LIM", 0.0, 0.001),
        ],
        columns=["from", "to", "existing", "needed"],
    )
    found = _drawn(table, base("nodes")).set_index("from")["needed"]
    assert found.to_dict() == {"ANR": 2.0, "GNT": 0.0}


@pytest.mark.parametrize("count", [0, 3, 13, 30])
def test_a_legend_stays_in_its_cell_whatever_stands_in_it(count: int) -> None:
    figure = plt.figure(figsize=(4, 2))
    ax = figure.add_axes((0, 0, 1, 1))
    legend_column(ax, (0.02, 0.97), "Sector", [("#000000", f"sector {number}") for number in range(count)], 10.5)
    cell = ax.get_window_extent()
    boxes = [text.get_window_extent() for text in ax.texts]
    plt.close(figure)
    assert len(boxes) == count + 1
    assert all(box.y0 >= cell.y0 - 1.0 and box.y1 <= cell.y1 + 1.0 for box in boxes)
    assert all(above.y0 >= below.y1 - 1.0 for above, below in itertools.pairwise(boxes[1:]))
