"""The back-cast: what is summed where, what crosses a border, and what a price is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pypsa
import pytest
from conftest import ROOT, csv_str_to_df

from werven.data.schemas import TABLES
from werven.data.tables import read
from werven.errors import InputError
from werven.network import backcast
from werven.network.backcast import Backcast

GAS = 0.2

NODES = """
    node,       kind,      parent
    ANR,        cluster,
    GNT,        cluster,
    WAL,        neighbour,
    WAL.border, border,    WAL
    FR,         neighbour,
    DE,         neighbour,
"""
CARRIERS = """
    carrier,     co2_t_per_unit
    natural_gas, 0.2
    fuel_gas,    0.25
    electricity, 0
"""
TECHNOLOGIES = """
    technology,    sector,   kind,    reference,   own_fuel_mwh_per_unit
    gas_boiler,    heat,     process, steam_200,
    chp_gas,       heat,     process, electricity,
    fuel_boiler,   heat,     process, steam_200,
    smr,           hydrogen, process, hydrogen,
    smr_refinery,  refining, process, hydrogen,
    steam_cracker, olefins,  process, olefins,     2.5
    refinery,      refining, process, products,
    bf_bof,        steel,    process, steel,
    ccgt_existing, power,    process, electricity,
"""
BALANCE = """
    bus_carrier,       cluster, component, technology,       value
    natural_gas,       FLA,     Process,   smr,              -100e6
    natural_gas,       FLA,     Process,   smr_refinery,     -10e6
    natural_gas,       FLA,     Process,   ccgt_existing,    -40e6
    olefins,           ANR,     Process,   steam_cracker,    4e6
    coal,              FLA,     Process,   bf_bof,           -20e6
    blast_furnace_gas, GNT,     Process,   bf_bof,           5e6
    electricity,       ANR,     Load,      demand chemicals, -8e6
    electricity,       ANR,     Process,   steam_cracker,    -1e6
    electricity,       ANR,     Process,   ccgt_existing,    20e6
    electricity,       ANR,     Process,   chp_gas,          3e6
    electricity,       WAL,     Process,   neighbour gas,    -7e6
    electricity,       ANR,     Generator, solar,            2e6
"""
EMISSIONS = """
    cluster, sector,    carrier,     technology,    boundary, t_per_year
    ANR,     chemicals, natural_gas, gas_boiler,    flanders, 2e6
    ANR,     chemicals, natural_gas, chp_gas,       flanders, 1e6
    ANR,     chemicals, fuel_gas,    fuel_boiler,   flanders, 0.5e6
    ANR,     hydrogen,  natural_gas, smr,           flanders, 20e6
    ANR,     buildings, natural_gas, boiler_home,   flanders, 9e6
    GNT,     waste,     waste,       waste_chp,     flanders, 1e6
    GNT,     steel,     coal,        bf_bof,        flanders, 7e6
    FLA,     abroad,    natural_gas, supply,        upstream, 5e6
"""
SITES = """
    site, cluster, sector,   co2_2019_t, co2_2020_t, co2_2023_estimate_t
    1,    ANR,     chem,     30e6,       28e6,       25e6
    2,    GNT,     steel,    9e6,        7e6,        7e6
    3,    ANR,     power,    4e6,        4e6,        4e6
    4,    GNT,     chem,     1e6,        1e6,        1e6
"""
SETTLED = [
    ("chemicals", "electricity", 10.0),
    ("chemicals", "of which CHP", 4.0),
    ("steel", "coal and coke, gross", 18.0),
    ("steel", "blast furnace gas sold", -4.0),
]


def network() -> pypsa.Network:
    """Return a solved network of two snapshots, written by hand: one import, one export, and flows abroad."""
    n = pypsa.Network()
    n.set_snapshots(pd.RangeIndex(2, name="snapshot"))
    n.snapshot_weightings["objective"] = [6000.0, 2760.0]
    for node in ("ANR", "GNT", "WAL", "WAL.border", "FR", "DE"):
        n.add("Bus", f"{node} electricity", carrier="electricity")
    n.buses["node"] = [str(name).split(" ")[0] for name in n.buses.index]
    n.buses["cluster"] = n.buses["node"].str.removesuffix(".border")
    ends = {
        "border": ("ANR", "WAL.border"),
        "border back": ("WAL.border", "ANR"),
        "off": ("GNT", "FR"),
        "between FR-WAL": ("FR", "WAL"),
        "between FR-WAL back": ("WAL", "FR"),
    }
    for name, (start, end) in ends.items():
        n.add("Link", name, bus0=f"{start} electricity", bus1=f"{end} electricity", p_nom=100.0)
    n.links["role"] = ["grid", "grid", "grid", "between", "between"]
    n.links["active"] = n.links.index != "off"
    flows = pd.DataFrame({name: [0.0, 0.0] for name in ends}, index=n.snapshots)
    flows["border"], flows["border back"] = [0.0, 50.0], [80.0, 20.0]
    flows["between FR-WAL"] = [10.0, 0.0]
    n.c["Link"].dynamic["p0"], n.c["Link"].dynamic["p1"] = flows, -flows
    room = pd.DataFrame({"between FR-WAL": [0.7, 0.7], "between FR-WAL back": [1.3, 1.3]}, index=n.snapshots)
    n.c["Link"].dynamic["p_max_pu"] = room
    for cluster, power in (("ANR", 30.0), ("GNT", 10.0)):
        n.add("Load", cluster, bus=f"{cluster} electricity", carrier="electricity")
        n.c["Load"].dynamic["p"][cluster] = [power, power]
    n.c["Bus"].dynamic["marginal_price"] = pd.DataFrame(
        {"ANR electricity": [100.0, 20.0], "GNT electricity": [140.0, 20.0], "FR electricity": [9.0, 9.0]},
        index=n.snapshots,
    )
    _plants(n)
    return n


def _plants(n: pypsa.Network) -> None:
    """Add a CHP at half load and a Walloon gas block that runs by itself and a little more for Flanders."""
    names = ["chp_gas ANR", "WAL gas"]
    n.add("Process", names, bus0=["ANR electricity", "WAL electricity"], p_nom=[100.0, 100.0])
    static = n.c["Process"].static
    static["node"], static["technology"] = ["ANR", "WAL"], ["chp_gas", "neighbour gas"]
    frame = pd.DataFrame({"chp_gas ANR": [50.0, 50.0], "WAL gas": [10.0, 10.0]}, index=n.snapshots)
    n.c["Process"].dynamic["p"], n.c["Process"].dynamic["p0"] = frame, -frame
    n.c["Process"].dynamic["p_min_pu"] = pd.DataFrame({"WAL gas": [-0.4, -0.4]}, index=n.snapshots)


@pytest.fixture
def case() -> Backcast:
    """Return a back-cast of a world small enough to be added up by hand, beside the real reference table."""
    tables = {
        "nodes": csv_str_to_df(NODES),
        "carriers": csv_str_to_df(CARRIERS),
        "technologies": csv_str_to_df(TECHNOLOGIES),
        "sites": csv_str_to_df(SITES),
        "industry_balance": pd.DataFrame(SETTLED, columns=["sector", "item", "value"]),
        "neighbour_supply": pd.DataFrame(
            {"zone": ["WAL"], "carrier": ["electricity"], "block": ["gas"], "fuel": ["natural_gas"]}
        ),
    }
    reference = read(ROOT / "data/backcast_reference.csv", TABLES["backcast_reference"])
    is_here = (reference["group"] != "cluster") | reference["item"].isin(["ANR", "GNT"])
    tables["backcast_reference"] = reference[is_here].reset_index(drop=True)
    return Backcast(tables, network(), csv_str_to_df(BALANCE), csv_str_to_df(EMISSIONS))


def test_every_sector_of_the_register_is_compared() -> None:
    """A sector of the register that no item holds would vanish from the comparison."""
    sites = read(ROOT / "data/sites.csv", TABLES["sites"])
    assert backcast.unmapped(sites) == []
    assert backcast.unmapped(pd.DataFrame({"sector": ["chem", "cement"]})) == ["cement"]
    sums = backcast.register(sites, GAS)
    by_sector = sum(float(sums.at[("sector", item), "estimate"]) for item in backcast.SECTORS)
    assert by_sector == pytest.approx(sites["co2_2023_estimate_t"].sum() / 1e6)


def test_sums_of_co2_leave_out_what_the_register_does_not_cover(case: Backcast) -> None:
    """Buildings and waste are not in the register, and emissions abroad are in no sum."""
    table = backcast.compare(case).set_index(["group", "item"])
    assert table.at[("sector", "chemistry"), "model"] == pytest.approx(23.5)
    assert table.at[("cluster", "ANR"), "model"] == pytest.approx(23.5)
    assert table.at[("cluster", "GNT"), "model"] == pytest.approx(7.0)
    assert table.at[("cluster", "GNT"), "reference"] == pytest.approx(8.0)
    assert table.at[("cluster", "GNT"), "deviation_percent"] == pytest.approx(-12.5)
    assert table.at[("cluster", "GNT"), "within_aim"] == "yes"
    assert table.at[("sector", "chemistry"), "within_aim"] == "no"
    assert table.at[("sector", "chemistry"), "register_2019"] == pytest.approx(31.0)


def test_the_fixed_row_is_added_outside_the_ledger_and_never_judged(case: Backcast) -> None:
    """Other gases stand on both sides: they move the sum of all gases and have no deviation."""
    table = backcast.compare(case).set_index(["group", "item"])["model"]
    other = table["sector", backcast.OTHER_GASES]
    assert other > 0
    co2, gases = (table["sector", f"chemistry, refining and steel, {of}"] for of in ("CO2", "all gases"))
    assert gases == pytest.approx(co2 + other)
    assert co2 == pytest.approx(30.5)
    deviation = backcast.compare(case).set_index("item")["deviation_percent"]
    assert np.isnan(deviation[backcast.OTHER_GASES])


def test_electricity_adds_up(case: Backcast) -> None:
    """Neighbours are no consumers of Flanders; Walloon gas counts with what it does by itself."""
    table = backcast.compare(case).set_index(["group", "item"])["model"]
    assert table["power", "consumption of Flanders"] == pytest.approx(9.0)
    assert table["power", "solar"] == pytest.approx(2.0)
    assert table["energy", "gas burnt by power plants"] == pytest.approx(40.0)
    assert table["power", "gas-fired power of Belgium"] == pytest.approx(23.0 + 50.0 * 8760 / 1e6)
    assert table["power", "full-load hours of gas CHP"] == pytest.approx(4380.0)


def test_an_item_without_a_reference_is_an_error(case: Backcast) -> None:
    """A row too many and a row too few are both named."""
    reference = case.tables["backcast_reference"]
    wrong = {"backcast_reference": reference.assign(item=reference["item"].replace({"steel": "stele"}))}
    with pytest.raises(InputError) as error:
        backcast.compare(Backcast({**case.tables, **wrong}, case.network, case.balance, case.emissions))
    assert "sector/stele" in str(error.value) and "sector/steel" in str(error.value)


def test_exchange_is_netted_per_border_and_holds_the_neighbours_own_flow() -> None:
    """Import in one snapshot, export in the other; France to Wallonia holds 30 MW that is no doing of Flanders."""
    n = network()
    flanders = backcast.exchange(n, {"ANR", "GNT"})
    assert list(flanders.index) == ["WAL"]
    assert flanders.at["WAL", "import"] == pytest.approx(80 * 6000 / 1e6)
    assert flanders.at["WAL", "export"] == pytest.approx(30 * 2760 / 1e6)
    belgium = backcast.exchange(n, {"ANR", "GNT", "WAL", "WAL.border"})
    assert list(belgium.index) == ["FR"]
    assert belgium.at["FR", "import"] == pytest.approx((40 * 6000 + 30 * 2760) / 1e6)


def test_price_is_weighted_by_load_and_by_hours() -> None:
    """110 EUR/MWh for 6000 hours and 20 for the rest; France is not asked."""
    found = backcast.price_statistics(network())
    mean = (110 * 6000 + 20 * 2760) / 8760
    assert found["mean"] == pytest.approx(mean)
    variance = ((110 - mean) ** 2 * 6000 + (20 - mean) ** 2 * 2760) / 8760
    assert found["std"] == pytest.approx(np.sqrt(variance))
    assert (found["q05"], found["q50"], found["low_hours"]) == pytest.approx((20.0, 110.0, 2760.0))


def test_bridge_goes_from_the_note_to_the_model(case: Backcast) -> None:
    """Fuel from processes, from CO2 and inside processes; the feed of reformers stays outside; nothing is lost."""
    steps = backcast.bridge(case)
    model = steps.set_index(["item", "step"])["model_pj"] / backcast.PJ_PER_TWH
    assert model["chemistry", "natural gas, boilers and furnaces"] == pytest.approx(10.0)
    assert model["chemistry", "natural gas, CHP"] == pytest.approx(5.0)
    assert model["chemistry", "own gas, boilers and furnaces"] == pytest.approx(2.0)
    assert model["chemistry", "own gas, inside processes"] == pytest.approx(10.0)
    assert model["chemistry", "natural gas, fuel of reformers"] == pytest.approx(15.0)
    assert model["chemistry", backcast.OUTSIDE] == pytest.approx(85.0)
    assert model["chemistry", "electricity"] == pytest.approx(9.0)
    assert model["refining", backcast.OUTSIDE] == pytest.approx(10.0)
    assert model["steel", "coal and coke"] == pytest.approx(20.0)
    assert model["steel", "blast furnace gas sold"] == pytest.approx(-5.0)
    comparison = backcast.compare(case)
    fall = backcast.waterfall(comparison, steps)["pj"]
    assert fall.iloc[0] == 284.0
    assert fall.iloc[:-1].sum() == pytest.approx(fall.iloc[-1], abs=0.5)
    total = comparison.set_index("item").at["final use of chemistry, refining and steel", "model"]
    assert fall.iloc[-1] == pytest.approx(total)


def test_reference_table_says_what_was_an_input() -> None:
    """Steel is calibrated and is called so; the register is only a reference where nothing else is."""
    table = read(ROOT / "data/backcast_reference.csv", TABLES["backcast_reference"]).set_index(["group", "item"])
    assert table.at[("sector", "steel"), "is_input"] == "yes"
    assert "calibration" in table.at[("sector", "steel"), "note"]
    judged = table[table["aim_percent"].notna() & (table["is_input"] == "no")]
    assert judged.empty, "no figure with an aim is free of inputs: the page says so"
