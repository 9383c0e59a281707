"""Back-cast of 2023: what the model says, beside what is known and was not, or only partly, an input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pypsa

from werven.data.tables import records
from werven.errors import Fault, raise_if

PJ_PER_TWH = 3.6
#: Sectors of the model that the register of emissions does not cover.
OUTSIDE_REGISTER = ("buildings", "waste")
#: Item: sectors of the model, sectors of ``sites`` (or groups of them).
SECTORS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "steel": (("steel",), ("steel",)),
    "refining": (("refining",), ("refining",)),
    "chemistry": (
        ("chemicals", "ammonia", "hydrogen", "olefins"),
        ("chem", "chem_cracker_verbund", "chlor_alkali", "fertiliser", "hydrogen"),
    ),
    "power": (("power",), ("power",)),
    "paper": (("paper",), ("paper",)),
    "food": (("food",), ("food",)),
    "ceramics and building materials": (("ceramics_building",), ("ceramics_building",)),
    "glass": (("glass",), ("glass",)),
    "non-ferrous metals": (("non_ferrous",), ("non_ferrous",)),
    "metal and cars": (("automotive_metal",), ("automotive_metal",)),
    "textile": (("textile",), ("textile",)),
    "other industry": (("other_industry",), ("other_industry",)),
    "institutions": (("institution",), ("institution",)),
    "gas transport": (("gas_transport",), ("gas_transport",)),
}
#: The fixed row outside the ledger.
OTHER_GASES = "other greenhouse gases of chemistry"
BASIC = ("chemistry", "refining", "steel")
#: Part of the gas of a reformer that is its fuel, as the settled balance takes it: inside the 284 PJ.
REFORMER_FUEL: Mapping[str, float] = {"chemistry": 0.15, "refining": 0.0, "steel": 0.0}
#: Technologies of an item of group ``power``, counted at the bus of electricity.
POWER: Mapping[str, tuple[str, ...]] = {
    "offshore wind": ("offwind",),
    "onshore wind": ("onwind",),
    "solar": ("solar",),
    "nuclear (Doel)": ("nuclear",),
}
GAS_PLANTS = ("ccgt", "ccgt_existing", "ocgt")
CHP = "chp_gas"
#: Rows of ``industry_balance`` that a step of the bridge stands beside.
SETTLED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("chemistry", "natural gas, boilers and furnaces"): ("of which boilers and firing",),
    ("chemistry", "natural gas, CHP"): ("of which CHP",),
    ("chemistry", "natural gas, fuel of reformers"): (
        "of which reformer fuel (15 % of the gas of ammonia and merchant hydrogen)",
    ),
    ("chemistry", "own gas, boilers and furnaces"): ("of which boilers",),
    ("chemistry", "own gas, inside processes"): ("of which cracker furnaces", "of which propane dehydrogenation"),
    ("chemistry", "electricity"): ("electricity",),
    ("chemistry", "outside: feed of reformers"): ("natural gas as feed of reformers",),
    ("refining", "natural gas, boilers and furnaces"): ("natural gas bought, inside the 284 PJ",),
    ("refining", "own gas, boilers and furnaces"): ("own gas",),
    ("refining", "electricity"): ("electricity",),
    ("refining", "outside: feed of reformers"): ("natural gas as feed of reformers",),
    ("steel", "coal and coke"): ("coal and coke, gross",),
    ("steel", "blast furnace gas sold"): ("blast furnace gas sold",),
    ("steel", "natural gas, processes"): ("natural gas",),
    ("steel", "electricity"): ("electricity",),
}
BALANCE_SECTOR: Mapping[str, str] = {"chemistry": "chemicals", "refining": "refining", "steel": "steel"}
OUTSIDE = "outside: feed of reformers"


@dataclass(frozen=True)
class Backcast:
    """What a back-cast is made from: checked inputs and the results of the year."""

    tables: Mapping[str, pd.DataFrame]
    network: pypsa.Network
    balance: pd.DataFrame
    emissions: pd.DataFrame


def compare(case: Backcast) -> pd.DataFrame:
    """Return model and reference side by side.

    Returns
    -------
    DataFrame
        ``item, group, model, reference, low, high, unit, year, deviation_percent, aim_percent, within_aim, is_input,
        remark, register_2019, register_2020, source, confidence``, in the order of ``backcast_reference``.

    Raises
    ------
    InputError
        A row of ``backcast_reference`` that the model has no figure for, or the other way round.
    """
    table = case.tables["backcast_reference"].set_index(["group", "item"])
    fixed = table["value"].get(("sector", OTHER_GASES), 0.0)
    model = model_values(case, float(fixed))
    _same_items(table.index, model.index)
    table = table.join(register(case.tables["sites"], _factors(case)["natural_gas"]))
    result = pd.DataFrame(index=table.index)
    result["model"] = model
    result["reference"] = table["value"].astype(float).fillna(table["estimate"])
    for column in ("low", "high", "unit", "year"):
        result[column] = table[column]
    result["deviation_percent"] = 100.0 * (result["model"] / result["reference"] - 1.0)
    result.loc[[("sector", OTHER_GASES)], "deviation_percent"] = np.nan
    result["aim_percent"] = table["aim_percent"].astype(float)
    is_good = result["deviation_percent"].abs() <= result["aim_percent"]
    result["within_aim"] = np.where(result["aim_percent"].isna(), "", np.where(is_good, "yes", "no"))
    result["is_input"], result["remark"] = table["is_input"], table["note"]
    result["register_2019"], result["register_2020"] = table["y2019"], table["y2020"]
    result["source"], result["confidence"] = table["source"], table["confidence"]
    result = result.reset_index()
    return result[["item", "group", *[c for c in result if c not in ("item", "group")]]]


def _factors(case: Backcast) -> dict[str, float]:
    """Return the emission factor of every carrier [t/MWh]."""
    return {
        str(r.carrier): float(r.co2_t_per_unit) for r in records(case.tables["carriers"].fillna({"co2_t_per_unit": 0}))
    }


def _same_items(known: pd.Index, computed: pd.Index) -> None:
    """Raise when the reference table and the model do not speak of the same items."""
    file = "backcast_reference.csv"
    faults = [Fault(file, "", "item", "/".join(k), "an item that the model has") for k in known.difference(computed)]
    faults += [Fault(file, "", "item", "missing", f"a row for {'/'.join(k)}") for k in computed.difference(known)]
    raise_if(faults)


def model_values(case: Backcast, other_gases_mt: float) -> pd.Series:
    """Return every figure of the model that is compared, by (group, item).

    Parameters
    ----------
    case : Backcast
        Inputs and results.
    other_gases_mt : float
        The fixed row outside the ledger [Mt CO2eq].
    """
    values: dict[tuple[str, str], float] = {}
    flemish = case.emissions.query("boundary == 'flanders'")
    scope = flemish[~flemish["sector"].isin(OUTSIDE_REGISTER)]
    by_sector = scope.groupby("sector")["t_per_year"].sum() / 1e6
    for item, (mine, _) in SECTORS.items():
        values["sector", item] = float(by_sector.reindex(list(mine)).sum())
    basic = sum(values["sector", item] for item in BASIC)
    values["sector", OTHER_GASES] = other_gases_mt
    values["sector", "chemistry, refining and steel, CO2"] = basic
    values["sector", "chemistry, refining and steel, all gases"] = basic + other_gases_mt
    clusters = case.tables["nodes"].query("kind == 'cluster'")["node"].astype(str)
    for cluster, amount in (scope.groupby("cluster")["t_per_year"].sum() / 1e6).reindex(clusters).fillna(0).items():
        values["cluster", str(cluster)] = float(amount)
    steps = bridge(case)
    inside = steps[~steps["step"].str.startswith("outside")].groupby("item")["model_pj"].sum()
    for item in BASIC:
        values["energy", f"final use of {item}"] = float(inside.get(item, 0.0))
    values["energy", "final use of chemistry, refining and steel"] = float(inside.sum())
    return pd.Series({**values, **_power_values(case)})


def _power_values(case: Backcast) -> dict[tuple[str, str], float]:
    """Return what concerns electricity: gas burnt, generation [TWh], trade [TWh], prices [EUR/MWh]."""
    values: dict[tuple[str, str], float] = {}
    burnt = -_flow(case.balance, "natural_gas", GAS_PLANTS)
    values["energy", "gas burnt by power plants"] = burnt
    values["energy", "gas burnt by power plants, scaled to 2023"] = burnt
    for item, technologies in POWER.items():
        values["power", item] = _flow(case.balance, "electricity", technologies)
    at_home = _flow(case.balance, "electricity", (*GAS_PLANTS, CHP))
    values["power", "gas-fired power of Belgium"] = at_home + neighbour_gas_power(case, "WAL")
    values["power", "full-load hours of gas CHP"] = full_load_hours(case.network, CHP)
    flanders, wallonia = nodes_of(case.tables["nodes"])
    trade = exchange(case.network, flanders)
    values["trade", "net import of Flanders"] = float((trade["import"] - trade["export"]).sum())
    values["trade", "import of Flanders"] = float(trade["import"].sum())
    values["trade", "export of Flanders"] = float(trade["export"].sum())
    values["trade", "net import of Belgium"] = net_import(case.network, flanders | wallonia)
    values["power", "consumption of Flanders"] = consumption(case.balance)
    price = price_statistics(case.network)
    values["price", "mean price"] = price["mean"]
    values["price", "standard deviation of the price"] = price["std"]
    return values


def consumption(balance: pd.DataFrame) -> float:
    """Return the electricity that Flanders uses [TWh/a]."""
    used = balance.query("bus_carrier == 'electricity' and value < 0 and component in ['Load', 'Process']")
    return -float(used.loc[~used["technology"].astype(str).str.startswith("neighbour"), "value"].sum()) / 1e6


def net_import(network: pypsa.Network, inside: set[str]) -> float:
    """Return the net import of electricity of an area [TWh/a], see `exchange`."""
    trade = exchange(network, inside)
    return float((trade["import"] - trade["export"]).sum())


def _flow(balance: pd.DataFrame, carrier: str, technologies: tuple[str, ...] | list[str]) -> float:
    """Return what technologies put into (+) or take from (-) the buses of a carrier [TWh or Mt]."""
    mine = balance[(balance["bus_carrier"] == carrier) & balance["technology"].isin(list(technologies))]
    return float(mine["value"].sum()) / 1e6


def register(sites: pd.DataFrame, gas_t_per_mwh: float) -> pd.DataFrame:
    """Return the register of emissions by (group, item).

    Returns
    -------
    DataFrame
        ``y2019, y2020, estimate`` [Mt CO2; gas burnt by power plants in TWh].
    """
    columns = {"co2_2019_t": "y2019", "co2_2020_t": "y2020", "co2_2023_estimate_t": "estimate"}
    amounts = sites.rename(columns=columns)
    kept = list(columns.values())
    sums: dict[tuple[str, str], pd.Series] = {}
    for item, (_, theirs) in SECTORS.items():
        sums["sector", item] = amounts.loc[amounts["sector"].isin(list(theirs)), kept].sum() / 1e6
    sums["sector", "chemistry, refining and steel, CO2"] = sum(
        (sums["sector", item] for item in BASIC), pd.Series(0.0, index=kept)
    )
    for cluster, rows in amounts.groupby("cluster"):
        sums["cluster", str(cluster)] = rows[kept].sum() / 1e6
    sums["energy", "gas burnt by power plants"] = sums["sector", "power"] / gas_t_per_mwh
    return pd.DataFrame(sums).T.astype(float).rename_axis(["group", "item"])


def unmapped(sites: pd.DataFrame) -> list[str]:
    """Return the sectors of the register that no item of the comparison holds."""
    known = {sector for _, theirs in SECTORS.values() for sector in theirs}
    return sorted(set(sites["sector"].astype(str)) - known)


def bridge(case: Backcast) -> pd.DataFrame:
    """Return final use of chemistry, refining and steel, step by step, as settled and as the model has it.

    Fuel that the processes of a sector burn comes from the balance. Fuel of shared boilers, furnaces and CHP is
    read back from their CO2 (which is split over sectors already); that is right because nothing is captured in 2023.

    Returns
    -------
    DataFrame
        ``item, step, settled_pj, model_pj``; gas burnt in CHP counts in full, and so does the electricity used.
    """
    settled = case.tables["industry_balance"].set_index(["sector", "item"])["value"]
    rows = []
    for item in BASIC:
        for step, used in _final_use(case, item).items():
            names = SETTLED.get((item, step), ())
            known = sum(float(settled.get((BALANCE_SECTOR[item], name), 0.0)) for name in names)
            rows.append((item, step, known * PJ_PER_TWH, used * PJ_PER_TWH))
    table = pd.DataFrame(rows, columns=["item", "step", "settled_pj", "model_pj"])
    is_there = table[["settled_pj", "model_pj"]].abs().max(axis=1) > 5e-3
    return table[is_there].reset_index(drop=True)


def _final_use(case: Backcast, item: str) -> dict[str, float]:
    """Return the energy a sector uses by step of the bridge [TWh]."""
    rows = [r for r in records(case.tables["technologies"]) if r.sector in SECTORS[item][0]]
    mine = [str(r.technology) for r in rows]
    reformers = [name for name in mine if name.startswith("smr")]
    burning = [str(r.technology) for r in rows if r.kind == "process" and r.technology not in reformers]
    shared = _shared_fuel(case, item)
    feed = -_flow(case.balance, "natural_gas", reformers)
    own = [
        float(r.own_fuel_mwh_per_unit) * max(_flow(case.balance, str(r.reference), [str(r.technology)]), 0.0)
        for r in rows
        if pd.notna(r.own_fuel_mwh_per_unit)
    ]
    power = [*mine, *(f"demand {sector}" for sector in SECTORS[item][0])]
    used = case.balance[case.balance["value"] < 0]
    sold = case.balance[(case.balance["value"] > 0) & case.balance["technology"].isin(burning)]
    return {
        "coal and coke": -_flow(used, "coal", burning),
        "blast furnace gas sold": -_flow(sold, "blast_furnace_gas", burning),
        "natural gas, processes": -_flow(used, "natural_gas", burning),
        "natural gas, boilers and furnaces": shared["natural_gas"],
        "natural gas, CHP": shared[CHP],
        "natural gas, fuel of reformers": feed * REFORMER_FUEL[item],
        "own gas, boilers and furnaces": shared["fuel_gas"],
        "own gas, inside processes": sum(own),
        "electricity": -_flow(used, "electricity", power),
        OUTSIDE: feed * (1.0 - REFORMER_FUEL[item]),
    }


def _shared_fuel(case: Backcast, item: str) -> dict[str, float]:
    """Return fuel burnt in shared boilers and furnaces, by carrier, and in CHP, by sector's share [TWh]."""
    technologies = case.tables["technologies"].set_index("technology")["sector"]
    rows = case.emissions[case.emissions["sector"].isin(list(SECTORS[item][0]))]
    rows = rows[(rows["boundary"] == "flanders") & (rows["technology"].map(technologies) == "heat")]
    is_chp = rows["technology"] == CHP

    def fuel(part: pd.DataFrame, carrier: str) -> float:
        tonnes = float(part.loc[part["carrier"] == carrier, "t_per_year"].sum())
        return tonnes / _factors(case)[carrier] / 1e6

    result = {carrier: fuel(rows[~is_chp], carrier) for carrier in ("natural_gas", "fuel_gas")}
    return {**result, CHP: fuel(rows[is_chp], "natural_gas")}


def nodes_of(nodes: pd.DataFrame) -> tuple[set[str], set[str]]:
    """Return the nodes of Flanders and those of Wallonia."""
    home = nodes[nodes["kind"].isin(["cluster", "subnode", "offshore"])]["node"].astype(str)
    wallonia = nodes[(nodes["node"] == "WAL") | (nodes["parent"].fillna("") == "WAL")]["node"].astype(str)
    return set(home), set(wallonia)


def exchange(network: pypsa.Network, inside: set[str]) -> pd.DataFrame:
    """Return the electricity that crosses the border of an area.

    Parameters
    ----------
    network : Network
        Solved. Links of role ``between`` hold what changes beside the neighbours' own dispatch; that dispatch is
        read back from their room (``1 - flow`` one way, ``1 + flow`` the other) and added.
    inside : set of str
        Nodes of the area.

    Returns
    -------
    DataFrame
        Index zone; ``import, export`` [TWh/a], netted per zone and snapshot.
    """
    buses, links = network.buses, network.links
    is_power = (links["bus0"].map(buses["carrier"]) == "electricity") & (
        links["bus1"].map(buses["carrier"]) == "electricity"
    )
    starts, ends = links["bus0"].map(buses["node"]), links["bus1"].map(buses["node"])
    enters, leaves = ~starts.isin(inside) & ends.isin(inside), starts.isin(inside) & ~ends.isin(inside)
    active = links["active"].astype(bool) & is_power
    sent, got = network.c["Link"].dynamic["p0"], network.c["Link"].dynamic["p1"]
    net: dict[str, pd.Series] = {}
    for name in links.index[active & (enters | leaves)]:
        outer = links.at[name, "bus0" if enters[name] else "bus1"]
        zone = str(buses.at[outer, "cluster"])
        flow = -got[name] if enters[name] else -sent[name]
        flow = flow + (1.0 if enters[name] else -1.0) * _baseline(network, str(name))
        net[zone] = net.get(zone, 0.0) + flow
    weights = network.snapshot_weightings["objective"].to_numpy() / 1e6
    rows = {z: (weights @ f.clip(lower=0).to_numpy(), weights @ (-f).clip(lower=0).to_numpy()) for z, f in net.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["import", "export"]).rename_axis("zone")


def _baseline(network: pypsa.Network, link: str) -> pd.Series | float:
    """Return half of the neighbours' own flow on a link [MW]; its twin the other way holds the other half."""
    if network.links.at[link, "role"] != "between":
        return 0.0
    twin = link.removesuffix(" back") if link.endswith(" back") else f"{link} back"
    room = network.get_switchable_as_dense("Link", "p_max_pu")
    half: pd.Series = (room[twin] - room[link]) / 4.0 * float(network.links.at[link, "p_nom"])
    return half


def neighbour_gas_power(case: Backcast, zone: str) -> float:
    """Return the electricity of a neighbour's gas blocks: what it does by itself and what Flanders changes [TWh]."""
    supply = case.tables["neighbour_supply"].query("zone == @zone and carrier == 'electricity'")
    blocks = [f"neighbour {b}" for b in supply.loc[supply["fuel"] == "natural_gas", "block"].unique()]
    static = case.network.c["Process"].static
    names = static.index[(static["node"] == zone) & static["technology"].isin(blocks)]
    if names.empty:
        return 0.0
    low = case.network.get_switchable_as_dense("Process", "p_min_pu")[names] * static.loc[names, "p_nom"]
    power = -low - case.network.c["Process"].dynamic["p0"][names]
    return float(case.network.snapshot_weightings["objective"].to_numpy() @ power.sum(axis=1).to_numpy()) / 1e6


def full_load_hours(network: pypsa.Network, technology: str) -> float:
    """Return output over capacity of the processes of a technology [h/a]."""
    static = network.c["Process"].static
    names = static.index[static["technology"] == technology]
    capacity = float(static.loc[names, "p_nom"].sum())
    output = network.c["Process"].dynamic["p"][names].sum(axis=1).to_numpy()
    return float(network.snapshot_weightings["objective"].to_numpy() @ output) / capacity if capacity else 0.0


def price_statistics(network: pypsa.Network) -> dict[str, float]:
    """Return statistics of the electricity price of Flanders [EUR/MWh].

    The price of a snapshot is the marginal price of the buses that have a load, weighted by the energy of the
    year there; statistics are over the hours of the year. Marginal prices carry the CO2 price of the closure.

    Returns
    -------
    dict
        ``mean, std, low_hours`` (hours below 30 EUR/MWh) and the quantiles ``q05, q25, q50, q75, q95``.
    """
    weights = network.snapshot_weightings["objective"].to_numpy()
    loads = network.loads[network.loads["carrier"] == "electricity"]
    power = network.c["Load"].dynamic["p"].reindex(columns=loads.index).fillna(0.0)
    energy = pd.Series(weights @ power.to_numpy(), index=loads.index).groupby(loads["bus"]).sum()
    prices = network.c["Bus"].dynamic["marginal_price"][energy.index].to_numpy() @ (energy / energy.sum()).to_numpy()
    share = weights / weights.sum()
    mean = float(share @ prices)
    order = np.argsort(prices)
    below = np.cumsum(share[order])
    quantiles = {f"q{q:02d}": float(prices[order][np.searchsorted(below, q / 100)]) for q in (5, 25, 50, 75, 95)}
    spread = float(np.sqrt(share @ (prices - mean) ** 2))
    return {"mean": mean, "std": spread, "low_hours": float(weights[prices < 30.0].sum()), **quantiles}


def waterfall(comparison: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the way from the note's figure to the model's.

    Parameters
    ----------
    comparison : DataFrame
        See `compare`; gives the note's total and the split that was assumed.
    steps : DataFrame
        See `bridge`.

    Returns
    -------
    DataFrame
        ``step, pj``: the note, what the settled balance adds to the split, what the model adds to the settled
        balance (largest first), the model.
    """
    energy = comparison.query("group == 'energy'").set_index("item")["reference"]
    inside = steps[~steps["step"].str.startswith("outside")]
    settled = inside.groupby("item")["settled_pj"].sum()
    rows = [("programme note", float(energy["final use of chemistry, refining and steel"]))]
    for item in BASIC:
        extra = float(settled.get(item, 0.0) - energy[f"final use of {item}"])
        rows.append((f"{item}: settled balance less the assumed split", extra))
    moved = [(f"{r.item}: {r.step}", float(r.model_pj - r.settled_pj)) for r in records(inside)]
    rows += sorted(moved, key=lambda row: -abs(row[1]))
    rows = [row for number, row in enumerate(rows) if number == 0 or abs(row[1]) > 0.05]
    rows.append(("model", float(inside["model_pj"].sum())))
    return pd.DataFrame(rows, columns=["step", "pj"])
