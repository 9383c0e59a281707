"""From the balance of a year to the links of a Sankey diagram: energy in TWh, carbon in Mt CO2.

A node of a diagram is named `kind:id`, where kind is one of

- `supply`: where something comes from (a technology, `import_<carrier>`, raw materials)
- `carrier`: an energy carrier or a stream of CO2
- `process`: what turns a fuel or feedstock into a product and a gas
- `plant`: power and CHP plants
- `sector`: in the carbon diagram, where fuels are burnt
- `use`: where it ends (a sector, `export`, `losses`, `atmosphere`, `storage` ...)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Set

import pandas as pd

from werven.figures.stacks import EXCHANGE, STORAGE, with_parts
from werven.words.names import Names, drawn_sector, inside

log = logging.getLogger(__name__)

COLUMNS = ["source", "target", "value", "unit", "color"]
# Sectors whose technologies lose what they take when they give no energy: flares, heat let go.
_LOSING = frozenset({"heat", "waste", "power"})
_BURNABLE = frozenset({"fuel", "process_gas", "feedstock"})
_Flow = tuple[str, str, float]


def energy_links(
    balance: pd.DataFrame,
    carriers: pd.DataFrame,
    nodes: pd.DataFrame,
    names: Names,
    least_share: float = 0.004,
) -> pd.DataFrame:
    """Return the links of the energy diagram of Flanders.

    The temperature bands of industry are one node. Heat of buildings has none: what heats them is their use.
    What conversion to hydrogen, ammonia or heat loses goes from that carrier to `use:losses`.

    Parameters
    ----------
    balance : DataFrame
        `bus_carrier, cluster, component, technology, value, unit` of one year; rows in MWh count.
    carriers, nodes, names
        Tables of the base case; sectors and colours; carriers of the family `product` are left out.
    least_share : float
        Supplies and uses below this share of all energy are drawn as `other`.

    Returns
    -------
    DataFrame
        `source, target, value, unit, color`; TWh per year. What enters a node leaves it.
    """
    rows, products, processes = _energy_rows(balance, carriers, nodes, names)
    flows: list[_Flow] = []
    for part, own in rows.groupby("part"):
        net = _net(own[~own["carrier"].isin(products | set(names.building_heat))], "carrier", "twh")
        takes = {carrier: -value for carrier, value in net.items() if value < 0}
        makes = {carrier: value for carrier, value in net.items() if value > 0}
        if part in processes:
            flows += _process_flows(names.sector(str(part)), takes, makes, names.hubs)
            continue
        gives = bool((own["twh"] > 1e-9).any()) and not own["carrier"].isin(names.building_heat).any()
        flows += _energy_of(str(part), takes, makes, bool(gives), names)
    return _table(_small_as_other(_nodes_closed(flows), least_share), "TWh", names)


def _energy_rows(
    balance: pd.DataFrame, carriers: pd.DataFrame, nodes: pd.DataFrame, names: Names
) -> tuple[pd.DataFrame, set[str], set[str]]:
    """Return the Flemish rows in `twh` by `part` and `carrier`, the product carriers, and who makes them."""
    products = set(carriers.loc[carriers["family"] == "product", "carrier"].astype(str))
    rows = with_parts(balance, names)
    goods = rows["bus_carrier"].isin(products) & (rows["value"] > 0) & (rows["component"] != "Load")
    processes = set(rows.loc[goods, "part"].astype(str))
    rows = rows[rows["cluster"].isin(inside(nodes)) & (rows["unit"] == "MWh")]
    rows = rows.assign(carrier=rows["bus_carrier"].where(~rows["bus_carrier"].isin(names.industrial_heat), "heat"))
    return rows.assign(twh=rows["value"].astype(float) / 1e6), products, processes


def _net(rows: pd.DataFrame, key: str, value: str) -> dict[str, float]:
    """Return the sums of a column by a key, without those that are nothing."""
    sums = rows.groupby(key)[value].sum()
    return {str(name): float(number) for name, number in sums.items() if abs(number) > 1e-9}


def _energy_of(part: str, takes: dict[str, float], makes: dict[str, float], gives: bool, names: Names) -> list[_Flow]:
    """Return the flows of one technology (or of transport, stores, loads) from its net energy by carrier."""
    if part == EXCHANGE:
        # Heat does not cross the border: what leaves its node goes to buildings.
        ends = {carrier: "use:buildings" if carrier == "heat" else "use:export" for carrier in takes}
        return [(f"supply:import_{c}", f"carrier:{c}", v) for c, v in makes.items()] + [
            (f"carrier:{c}", ends[c], v) for c, v in takes.items()
        ]
    sector = names.sector(part)
    known = part in names.sectors
    if known and takes and makes:
        return _conversion(sector, takes, makes, names.hubs)
    lost = part == STORAGE or (known and (gives or sector in _LOSING))
    flows = [(f"carrier:{c}", "use:losses" if lost else f"use:{sector}", v) for c, v in takes.items()]
    bought = {c: f"supply:{part}" if known or c in names.hubs else f"supply:bought_{c}" for c in makes}
    return flows + [(bought[c], f"carrier:{c}", v) for c, v in makes.items()]


def _conversion(sector: str, takes: dict[str, float], makes: dict[str, float], hubs: Set[str]) -> list[_Flow]:
    """Return the flows of a technology that turns carriers into carriers."""
    made = max(makes, key=lambda carrier: makes[carrier])
    if "electricity" in makes:
        node = "plant:power"
    elif made in hubs:
        node = f"carrier:{made}"
    else:
        return _process_flows(sector, takes, makes, hubs)
    flows = [(f"carrier:{c}", node, v) for c, v in takes.items()]
    flows += [(node, f"carrier:{c}", v) for c, v in makes.items() if f"carrier:{c}" != node]
    rest = sum(takes.values()) - sum(makes.values())
    if abs(rest) > 1e-9:
        flows.append((node, "use:losses", rest) if rest > 0 else ("supply:ambient", node, -rest))
    return flows


def _process_flows(sector: str, takes: dict[str, float], makes: dict[str, float], hubs: Set[str]) -> list[_Flow]:
    """Return the flows of a process with a product: its electricity, heat and hydrogen count as use."""
    feed = {carrier: value for carrier, value in takes.items() if carrier not in hubs}
    node = f"process:{sector}" if makes else f"use:{sector}"
    flows = [(f"carrier:{c}", node, v) for c, v in feed.items()]
    flows += [(node, f"carrier:{c}", v) for c, v in makes.items()]
    return flows + [(f"carrier:{c}", f"use:{sector}", v) for c, v in takes.items() if c in hubs]


def _nodes_closed(flows: Iterable[_Flow]) -> list[_Flow]:
    """Add what processes keep in their products, and the raw materials their gases come from."""
    table = pd.DataFrame(list(flows), columns=["source", "target", "value"])
    entered, left = table.groupby("target")["value"].sum(), table.groupby("source")["value"].sum()
    more: list[_Flow] = []
    for node, value in entered.sub(left, fill_value=0.0).items():
        kind, name = str(node).split(":", 1)
        if kind == "process" and abs(value) > 1e-9:
            end = (str(node), f"use:{name}", float(value))
            more.append(end if value > 0 else ("supply:raw_materials", str(node), -float(value)))
    return list(table.itertuples(index=False, name=None)) + more


def _small_as_other(flows: list[_Flow], least_share: float) -> list[_Flow]:
    """Rename supplies and uses that are too small to be seen."""
    table = pd.DataFrame(flows, columns=["source", "target", "value"])
    whole = float(table.loc[table["target"].str.startswith("use:"), "value"].sum())
    for column, kind in (("source", "supply:"), ("target", "use:")):
        total = table.groupby(column)["value"].transform("sum")
        purchase = table[column].str.startswith("supply:bought_")
        small = table[column].str.startswith(kind) & ~purchase & (total < least_share * whole)
        table[column] = table[column].where(~small, f"{kind}other")
    return list(table.itertuples(index=False, name=None))


def carbon_links(
    balance: pd.DataFrame,
    carriers: pd.DataFrame,
    nodes: pd.DataFrame,
    names: Names,
    least_share: float = 0.003,
) -> pd.DataFrame:
    """Return the links of the carbon diagram of Flanders, from fuels to air, storage and products.

    Carbon in fuels is their use times `co2_t_per_unit`. Biogenic carbon is drawn like any other; where it
    goes to the air without passing a stream it ends in `use:biogenic_air`: the ledger counts it as zero.

    Parameters
    ----------
    balance : DataFrame
        `bus_carrier, cluster, component, technology, value, unit` of one year, MWh or t.
    carriers, nodes, names
        Tables of the base case; sectors and colours.
    least_share : float
        Supplies and uses below this share of all carbon are drawn as `other`.

    Returns
    -------
    DataFrame
        `source, target, value, unit, color`; Mt CO2 per year. Every node closes.
    """
    table = carriers.set_index("carrier")
    rows = with_parts(balance, names)
    rows = rows[rows["cluster"].isin(inside(nodes))]
    families = rows["bus_carrier"].map(table["family"])
    rows = rows[families.isin([*_BURNABLE, "stream", "co2", "ledger"])]
    rows = rows[rows["bus_carrier"] != "upstream"]
    factor = rows["bus_carrier"].map(table["co2_t_per_unit"]).fillna(0.0).astype(float)
    rows = rows.assign(mt=rows["value"].astype(float) * factor / 1e6)
    biogenic = set(table.index[table["biogenic"].astype(str).str.lower() == "true"])
    family = {str(carrier): str(kind) for carrier, kind in table["family"].items()}
    flows: list[_Flow] = []
    for part, own in rows.groupby("part"):
        flows += _carbon_of(str(part), _net(own, "bus_carrier", "mt"), family, biogenic, names)
    return _table(_small_as_other(_merge_captured(flows, names.groups["co2"].carriers), least_share), "Mt", names)


def _carbon_of(
    part: str, net: dict[str, float], family: dict[str, str], biogenic: set[str], names: Names
) -> list[_Flow]:
    """Return the carbon flows of one technology (or of transport, stores, loads)."""
    if part == STORAGE:
        return []
    if part == EXCHANGE or part not in names.sectors:
        return _carbon_border(part, net, family)
    burnt = {c: -v for c, v in net.items() if v < 0 and family[c] in _BURNABLE}
    gases = {c: v for c, v in net.items() if v > 0 and family[c] in _BURNABLE}
    treated = {c: -v for c, v in net.items() if v < 0 and family[c] in ("stream", "co2")}
    sent = {c: v for c, v in net.items() if v > 0 and family[c] in ("stream", "co2", "ledger")}
    if treated:
        return _treatment(treated, sent)
    if not burnt and not gases and net.get("atmosphere", 0.0) < 0:
        return [("supply:air", f"carrier:{c}", v) for c, v in sent.items()]
    fed = any(family[carrier] == "feedstock" for carrier in burnt)
    node = f"{'process' if gases or fed else 'sector'}:{names.sector(part)}"
    flows = [(f"carrier:{c}", node, v) for c, v in burnt.items()]
    flows += [(node, f"carrier:{c}", v) for c, v in gases.items()]
    flows += [(node, "use:atmosphere" if c == "atmosphere" else f"carrier:{c}", v) for c, v in sent.items()]
    rest = sum(burnt.values()) - sum(gases.values()) - sum(sent.values())
    if rest > 1e-9:
        free = min(rest, sum(value for carrier, value in burnt.items() if carrier in biogenic))
        ends = (("use:biogenic_air", free), ("use:carbon_products", rest - free))
        flows += [(node, end, value) for end, value in ends if value > 1e-9]
    elif rest < -1e-9:
        flows.append(("supply:raw_materials", node, -rest))
    return flows


def _carbon_border(part: str, net: dict[str, float], family: dict[str, str]) -> list[_Flow]:
    """Return CO2 that crosses the border, comes from raw materials, or is used, and fuels that are bought."""
    flows: list[_Flow] = []
    for carrier, value in net.items():
        if family[carrier] == "ledger":
            continue
        if value > 0 and family[carrier] in _BURNABLE:
            flows.append((f"supply:bought_{carrier}", f"carrier:{carrier}", value))
        elif value > 0:
            source = f"supply:import_{carrier}" if part == EXCHANGE else "supply:raw_materials"
            flows.append((source, f"carrier:{carrier}", value))
        else:
            flows.append((f"carrier:{carrier}", "use:storage" if part == EXCHANGE else f"use:{part}", -value))
    return flows


def _treatment(treated: dict[str, float], sent: dict[str, float]) -> list[_Flow]:
    """Return the flows of capture, release and conditioning: what goes in leaves in the same proportions."""
    entering, leaving = sum(treated.values()), sum(sent.values())
    flows = []
    for source, value in treated.items():
        for target, out in sent.items():
            end = "use:atmosphere" if target == "atmosphere" else f"carrier:{target}"
            flows.append((f"carrier:{source}", end, value * out / entering))
        if entering - leaving > 1e-9:
            flows.append((f"carrier:{source}", "use:losses", value * (entering - leaving) / entering))
    if leaving - entering > 1e-9:
        flows = [(source, target, value * entering / leaving) for source, target, value in flows]
        largest = max(sent, key=lambda carrier: sent[carrier])
        flows.append(("supply:air", f"carrier:{largest}", leaving - entering))
    return flows


def _merge_captured(flows: list[_Flow], captured: Iterable[str]) -> list[_Flow]:
    """Draw gaseous and liquid captured CO2 as one node, and leave out flows inside it."""
    same = {f"carrier:{name}": "carrier:co2" for name in captured}
    same["carrier:stored_co2"] = "use:storage"
    renamed = [(same.get(source, source), same.get(target, target), value) for source, target, value in flows]
    return [flow for flow in renamed if flow[0] != flow[1]]


def without_lone_purchases(links: pd.DataFrame) -> pd.DataFrame:
    """Leave out purchases of a fuel that has no other source: the carrier itself is the source then."""
    bought = links["source"].str.startswith("supply:bought_")
    return links[~bought | links["target"].isin(links.loc[~bought, "target"])]


def _table(flows: list[_Flow], unit: str, names: Names) -> pd.DataFrame:
    """Return flows as a table of links, equal ones added, with the colour of what flows."""
    table = without_lone_purchases(pd.DataFrame(flows, columns=["source", "target", "value"]))
    table = table.groupby(["source", "target"], as_index=False)[["value"]].sum()
    table = table[(table["value"] > 1e-6) & (table["source"] != table["target"])]
    color = [
        node_color(source if source.startswith("carrier:") or not target.startswith("carrier:") else target, names)
        for source, target in zip(table["source"], table["target"], strict=True)
    ]
    table = table.assign(unit=unit, color=color)[COLUMNS].reset_index(drop=True)
    worst = open_nodes(table)
    if len(worst) and worst.iloc[0] > 1e-3 * table["value"].max():
        log.warning("The balance does not close at %s: %.4f %s", worst.index[0], worst.iloc[0], unit)
    return table


def open_nodes(links: pd.DataFrame) -> pd.Series:
    """Return by how much what enters a node differs from what leaves it, largest first."""
    entered, left = links.groupby("target")["value"].sum(), links.groupby("source")["value"].sum()
    both = entered.index.intersection(left.index)
    gap: pd.Series = (entered[both] - left[both]).abs().sort_values(ascending=False)
    return gap


def node_color(node: str, names: Names) -> str:
    """Return the colour of a node of a diagram."""
    own = {
        "use:atmosphere": "atmosphere",
        "use:storage": "stored_co2",
    }
    if node in own:
        return names.color("carrier", own[node])
    kind, name = node.split(":", 1)
    if kind == "carrier":
        return names.color("group" if name in names.hubs else "carrier", name)
    if name.startswith(("import_", "bought_")):
        return node_color(f"carrier:{name.split('_', 1)[1]}", names)
    if kind == "supply":
        return names.color("technology", name)
    if kind == "plant":
        return names.sector_color(name)
    fixed = {
        "losses": "#b9bec6",
        "export": "#7a5195",
        "biogenic_air": "#8fbf6f",
        "carbon_products": "#8e7cc3",
    }
    return fixed.get(name) or names.sector_color(drawn_sector(name))
