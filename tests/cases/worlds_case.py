"""A year with worlds, made up: works of every verdict, and the inputs that they hang on."""

from __future__ import annotations

import pandas as pd
from conftest import csv_str_to_df
from show_case import base

from werven.config.settings import Config
from werven.data.results import RESULTS, columns_of
from werven.solved.scenario import Solved, SolvedYear
from werven.solved.worlds import Worlds
from werven.words.names import NAMED

ROBUST = """
work, mean_kt, se_kt, p10_kt, p90_kt, central_kt, p_pays, saved_meur, annual_cost_meur, below_kt, verdict, because
C13, 400, 20, 120, 700, 500, 0.5, 40, 30, , build_if, co2_price>0.92 & renewable_h2!=no_renewable_share
C05, 250, 60, 90, 90, , 0.02, 9, 160, , too_dear,
C12, 200, 40, -80, 420, 260, 0.4, 12, 11, , undecided, gas_price; capex_c12
T04c, 40, 2, 33, 48, 33, 1, 9, 4, 50, build,
C06, 35, 3, 25, 45, 35, 1, 9, 3, 50, with_others,
H14, 30, 2, 20, 40, 30, 1, 8, 2, 50, one_of,
E17, 10, 5, -9, 30, 12, 0.3, 5, 9, , undecided,
E02, 1, 1, 0, 3, 5, 0, 2, 87, 25, not_needed,
H06, 0, 0, 0, 0, , 0, 0, 28, 25, not_needed,
"""
#: The same works by what else is built.
BY_OTHERS = """
work, p_pays_alone, p_pays_last
C13, 1, 0
C05, 0, 0
C12, 0, 1
T04c, 1, 1
C06, 0, 1
H14, 1, 0
E17, 0.5, 0.5
E02, 0, 0
H06, 0, 0
"""
BESIDE = """
work, other, p_pays_without, p_pays_with
C13, C12, 0.5, 0.5
C13, C05, 0.7, 0.3
C12, C05, 0.4, 0.45
C12, C13, 0.1, 0.7
C05, C12, 0, 0
C05, C13, 0.05, 0
C06, C13, 0, 0.6
"""
DRIVERS = """
work, input, share, share_se, net_share, net_share_se, tips_at
C12, gas_price, 0.2, 0.05, 0.4, 0.1, 22.4
C12, capex_c12, , , 0.3, 0.1, 152.5
C12, , 0.8, , 0.3, ,
C05, excess_heat, 0.5, 0.1, 0.2, 0.1,
C05, gas_price, 0.1, 0.05, 0.6, 0.1,
"""
RANGES = """
input, work, kind, low, central, high, mean, sd, unit, options, name_nl, name_en
co2_price, , number, 0.65, 1, 1.36, 1, 0.1, p.u., , CO2-prijs, CO2 price
gas_price, , number, 14, 20, 32, 22, 4, EUR/MWh, , gasprijs, gas price
stevin, , number, 0.5, 0.7, 0.8, 0.7, 0.1, p.u., , Stevin, Stevin
capture, , number, 3.5e6, 4.5e6, 6e6, 4.6e6, 5e5, EUR per MW or per t/h, , afvang, capture
excess_heat, , number, 0.4, 1, 1.6, 1, 0.2, p.u., , restwarmte, excess heat
capex_c12, C12, number, 100, 150, 200, 150, 20, MEUR, , kosten van het net, cost of the network
renewable_h2, , choice, , , , , , , base 0.5; low_carbon_counts 0.35; no_renewable_share 0.15, waterstof, hydrogen
cracker, , choice, , , , , , , base 0.9; cracker_stays 0.1, kraker, cracker
homes, , choice, , , , , , , base 0.4; a_b 0.2; c_d 0.2; e_f 0.2, woningen, homes
"""
RUNS = """
world, status, fine_status, why, price, pairs
0, optimal, , , 147, 1
1, optimal, optimal, , 100, 1
2, optimal, failed, , 187, 1
3, failed, , infeasible, ,
"""

ORDERS = """
place, order, step, works, gain_kt, p_pays, cumulative_kt, cumulative_p10_kt, cumulative_p90_kt, cumulative_net_meur
1, mean, 1, T04c, 40, 1, 40, 33, 48, 5
1, mean, 2, C12+C13, 500, 0.5, 540, 200, 900, 14
1, mean, 3, E17, 10, 0.2, 550, 190, 910, 10
1, mean, 4, E02, 0, 0.05, 550, 190, 910, -77
2, central, 1, E17, 8, 0.2, 8, -9, 30, -5
"""


def whole(table: str, told: str | pd.DataFrame) -> pd.DataFrame:
    """Return a result table as it is read, of the columns that are told; the others are empty, or 1."""
    rows = csv_str_to_df(told) if isinstance(told, str) else told.copy()
    for name in columns_of(table):
        known = RESULTS[table].columns[name]
        if name not in rows:
            rows[name] = (known.allowed or ("x",))[0] if known.type == "text" else 1.0
        if known.type == "text" and known.empty:
            rows[name] = rows[name].astype(object).where(rows[name].notna(), "")
    return rows[columns_of(table)]


def world_tables() -> dict[str, pd.DataFrame]:
    """Return the tables of the made-up year."""
    every = csv_str_to_df(ROBUST).merge(csv_str_to_df(BY_OTHERS), on="work")
    texts = {
        "robust": every,
        "drivers": DRIVERS,
        "ranges": RANGES,
        "world_runs": RUNS,
        "beside": BESIDE,
        "orders": ORDERS,
    }
    tables = {name: whole(name, told) for name, told in texts.items()}
    tables["robust"] = tables["robust"].assign(worlds=2, resolution_kt=[0.0, 90.0, *[0.0] * 7])
    return tables


def worlds(language: str = "nl", **tables: pd.DataFrame) -> Worlds:
    """Return the made-up year in a language, with other tables."""
    return Worlds(2040, world_tables() | tables, language, "ets")


def solved(*years: int) -> Solved:
    """Return a scenario of 2030 and 2040, with worlds of some years."""
    needs, balance = (pd.DataFrame(columns=columns_of(name)) for name in ("needs", "balance"))
    emissions = pd.DataFrame(
        {"boundary": ["flanders"], "cluster": "GNT", "sector": "steel", "t_per_year": 1e6, "carrier": "coal"}
    )
    config = Config.model_validate({"years": [2030, 2040], "network": {"investment": False}, "worlds": {"years": []}})
    found = {
        year: SolvedYear(
            year, pd.DataFrame(), needs, balance, emissions, 147.0, {}, {}, world_tables() if year in years else {}
        )
        for year in (2030, 2040)
    }
    inputs = {name: base(name) for name in (*NAMED, "works")}
    return Solved("base", "0.1.0", config, inputs, found, ())
