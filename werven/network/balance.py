"""Result tables of a solved network: what flows where, what is emitted, and that nothing is created."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pypsa

from werven.errors import SolveError
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.sectors.limits import FAMILY

CLOSING_TOLERANCE = 1e-6
#: Flows below are not written, and are no gap of a carrier either: 1 kWh or 1 kg a year.
WRITTEN = 1e-3
ONE_PORT = ("Generator", "Load", "StorageUnit", "Store")
BRANCH = ("Process", "Link")
#: More ports than any process has.
PORTS = 12


def port_flows(network: pypsa.Network) -> pd.DataFrame:
    """Return the yearly flow of every port of every component into its bus.

    Returns
    -------
    DataFrame
        ``component, name, port, bus, flow`` [MWh or t per year, + into the bus].
    """
    weights = network.snapshot_weightings["objective"].to_numpy()
    frames = []
    for component in ONE_PORT:
        static = network.c[component].static
        if len(static):
            power = network.c[component].dynamic["p"].reindex(columns=static.index).fillna(0.0)
            sign = -1.0 if component == "Load" else static.get("sign", pd.Series(1.0, index=static.index))
            flow = pd.Series(weights @ power.to_numpy(), index=static.index) * sign
            frames.append(_flow_frame(component, static["bus"], flow, 0))
    for component in BRANCH:
        static = network.c[component].static
        static = static[static["active"]] if len(static) else static
        for port in range(PORTS):
            if f"bus{port}" not in static or f"p{port}" not in network.c[component].dynamic:
                continue
            bus = static[f"bus{port}"].replace("", np.nan).dropna()
            power = network.c[component].dynamic[f"p{port}"].reindex(columns=bus.index).fillna(0.0)
            flow = pd.Series(-(weights @ power.to_numpy()), index=bus.index)
            frames.append(_flow_frame(component, bus, flow, port))
    return pd.concat(frames, ignore_index=True)


def _flow_frame(component: str, bus: pd.Series, flow: pd.Series, port: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "component": component,
            "name": bus.index,
            "port": port,
            "bus": bus.to_numpy(),
            "flow": flow.reindex(bus.index).to_numpy(),
        }
    )


def labelled(network: pypsa.Network) -> pd.DataFrame:
    """Return the port flows with carrier, cluster, technology and sector; limits of trade count flows and hold none.

    Returns
    -------
    DataFrame
        `port_flows` and ``bus_carrier, node, cluster, unit, technology, sector, role``.
    """
    flows = port_flows(network)
    buses = network.buses
    flows = flows[flows["bus"].map(buses["family"]) != FAMILY].reset_index(drop=True)
    for column, source in (
        ("bus_carrier", "carrier"),
        ("node", "node"),
        ("cluster", "cluster"),
        ("unit", "unit"),
    ):
        flows[column] = flows["bus"].map(buses[source])
    for column in ("technology", "sector", "role", "carrier"):
        flows[column] = ""
    for component in (*ONE_PORT, *BRANCH):
        static = network.c[component].static
        mask = flows["component"] == component
        for column in ("technology", "sector", "role", "carrier"):
            if column in static:
                flows.loc[mask, column] = flows.loc[mask, "name"].map(static[column]).fillna("")
    blank = flows["technology"] == ""
    flows.loc[blank, "technology"] = flows.loc[blank, "carrier"]
    return flows


def balance(flows: pd.DataFrame) -> pd.DataFrame:
    """Return what goes into (+) and out of (-) the buses of every carrier.

    Parameters
    ----------
    flows : DataFrame
        See `labelled`.

    Returns
    -------
    DataFrame
        ``bus_carrier, cluster, component, technology, value, unit``; MWh or t per year.

    Raises
    ------
    SolveError
        A carrier does not close to 1e-6 of what flows, or to 1 kWh (1 kg) a year where next to nothing does.
    """
    keys = ["bus_carrier", "cluster", "component", "technology"]
    table = flows.groupby(keys, sort=False)["flow"].sum().rename("value").reset_index()
    unit = flows.drop_duplicates("bus_carrier").set_index("bus_carrier")["unit"]
    table["unit"] = table["bus_carrier"].map(unit).map({"MW": "MWh", "t/h": "t"})
    for carrier, values in flows.groupby("bus_carrier")["flow"]:
        turnover = float(values.abs().sum()) / 2.0
        if abs(float(values.sum())) > max(CLOSING_TOLERANCE * turnover, WRITTEN):
            raise SolveError(f"carrier {carrier!r} does not close: {values.sum():.3g} of {turnover:.3g} a year")
    return table[table["value"].abs() > WRITTEN].reset_index(drop=True)


def emissions(network: pypsa.Network, flows: pd.DataFrame) -> pd.DataFrame:
    """Return the two ledgers by cluster, sector, carrier and technology.

    CO2 that goes to a stream is counted with the plant that made it, times the share of the stream that was
    released in the same snapshot; shared heat is split over the sectors that use that heat at the node.

    Parameters
    ----------
    network : Network
        Solved.
    flows : DataFrame
        See `labelled`.

    Returns
    -------
    DataFrame
        ``cluster, sector, carrier, technology, boundary, t_per_year``; carrier is the main fuel or product.

    Raises
    ------
    SolveError
        The Flemish rows do not add up to the ledger to 1e-6 of it.
    """
    direct = flows[(flows["bus"] == ATMOSPHERE) & ~flows["role"].isin(("ledger", "buy-out", "release"))]
    made = _with_origin(network, direct)
    released = _with_origin(network, released_streams(network))
    flemish = pd.concat([made, released], ignore_index=True).assign(boundary="flanders")
    abroad = flows[(flows["bus"] == UPSTREAM) & (flows["role"] != "ledger")]
    upstream = _with_origin(network, abroad).assign(boundary="upstream")
    table = pd.concat([_by_sector(network, flemish), upstream], ignore_index=True)
    keys = ["cluster", "sector", "carrier", "technology", "boundary"]
    table = table.groupby(keys, sort=False)["t_per_year"].sum().reset_index()
    ledger = -float(flows.loc[(flows["bus"] == ATMOSPHERE) & flows["role"].isin(("ledger", "buy-out")), "flow"].sum())
    total = float(table.loc[table["boundary"] == "flanders", "t_per_year"].sum())
    if abs(total - ledger) > CLOSING_TOLERANCE * max(abs(ledger), 1.0):
        raise SolveError(f"emissions.csv adds up to {total:.3f} t, the ledger holds {ledger:.3f} t")
    return table[table["t_per_year"].abs() > WRITTEN].reset_index(drop=True)


def released_streams(network: pypsa.Network) -> pd.DataFrame:
    """Return what each plant sent to a stream and was not captured.

    Returns
    -------
    DataFrame
        ``component, name, flow`` [t per year].
    """
    weights = network.snapshot_weightings["objective"].to_numpy()
    streams = network.buses.query("family == 'stream'").index
    out = network.c["Process"].dynamic["p0"]
    rows = []
    for bus in streams:
        vented = out.get(f"release {bus}", pd.Series(0.0, index=network.snapshots)).to_numpy()
        inflows = _inflows(network, bus)
        total = sum(inflows.values(), np.zeros(len(network.snapshots)))
        share = np.divide(vented, total, out=np.zeros_like(total), where=total > 1e-9)
        for (component, name), flow in inflows.items():
            rows.append((component, name, float((flow * share) @ weights)))
    return pd.DataFrame(rows, columns=["component", "name", "flow"])


def _inflows(network: pypsa.Network, bus: str) -> dict[tuple[str, str], np.ndarray]:
    """Return the flows into a stream over the snapshots [t/h], by component and name."""
    found: dict[tuple[str, str], np.ndarray] = {}
    generators = network.generators.index[network.generators["bus"] == bus]
    for name in generators:
        found["Generator", str(name)] = network.c["Generator"].dynamic["p"][name].to_numpy()
    processes = network.c["Process"]
    for port in range(PORTS):
        if f"bus{port}" not in processes.static:
            continue
        for name in processes.static.index[processes.static[f"bus{port}"] == bus]:
            flow = -processes.dynamic[f"p{port}"][name].to_numpy()
            if flow.sum() > 0:
                found["Process", str(name)] = flow
    return found


def _with_origin(network: pypsa.Network, flows: pd.DataFrame) -> pd.DataFrame:
    """Return cluster, node, sector, technology and main carrier of the part behind each flow."""
    frames = []
    for component, group in flows.groupby("component"):
        static = network.c[component].static.loc[group["name"]]
        node = static["node"].where(static["node"] != "", "FLA")
        frame = pd.DataFrame(
            {
                "cluster": node.map(_cluster_of(network)).fillna(node).to_numpy(),
                "node": node.to_numpy(),
                "sector": static["sector"].replace("", "abroad").to_numpy(),
                "carrier": [_main_carrier(network, row) for row in static.to_dict("records")],
                "technology": static["technology"].where(static["technology"] != "", static["carrier"]).to_numpy(),
                "level": [_heat_level(network, row) for row in static.to_dict("records")],
                "t_per_year": group["flow"].to_numpy(),
            }
        )
        frames.append(frame)
    columns = ["cluster", "node", "sector", "carrier", "technology", "level", "t_per_year"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _cluster_of(network: pypsa.Network) -> pd.Series:
    """Return the cluster of every node."""
    return pd.Series(network.buses.drop_duplicates("node").set_index("node")["cluster"])


def _main_carrier(network: pypsa.Network, row: dict[str, object]) -> str:
    """Return the carrier of the largest input of a process, or of the bus of a generator."""
    if "bus" in row:
        return str(network.buses.at[row["bus"], "carrier"])
    taken, fuels = [], []
    for port in range(PORTS):
        bus, rate = row.get(f"bus{port}"), row.get(f"rate{port}", 0.0)
        if bus and isinstance(rate, float) and rate < 0:
            taken.append((rate, str(network.buses.at[bus, "carrier"])))
            if _may_be_fuel(network.buses.loc[bus]):
                fuels.append(taken[-1])
    return min(fuels or taken)[1] if taken else str(network.buses.at[row["bus0"], "carrier"])


def _may_be_fuel(bus: pd.Series) -> bool:
    """Say whether what a bus holds may be what a process runs on: no electricity, air, ore or scrap."""
    return bus["family"] not in ("electricity", "ledger") and (bus["family"], bus["unit"]) != ("feedstock", "t/h")


def _heat_level(network: pypsa.Network, row: dict[str, object]) -> str:
    """Return the heat a process gives, empty when it gives none."""
    for port in range(PORTS):
        bus, rate = row.get(f"bus{port}"), row.get(f"rate{port}", 0.0)
        if bus and isinstance(rate, float) and rate > 0 and network.buses.at[bus, "heat_of"] == "industry":
            return str(network.buses.at[bus, "carrier"])
    return ""


def _by_sector(network: pypsa.Network, rows: pd.DataFrame) -> pd.DataFrame:
    """Split emissions of shared heat over the sectors that use heat at the node."""
    shares = heat_shares(network)
    shared = rows["sector"] == "heat"
    kept = rows[~shared]
    split = rows[shared].merge(shares, on=["node", "level"], how="left", suffixes=("", "_user"))
    split["sector"] = split["sector_user"].fillna("collective heat")
    split["t_per_year"] = split["t_per_year"] * split["share"].fillna(1.0)
    return pd.concat([kept, split[kept.columns]], ignore_index=True)


def heat_shares(network: pypsa.Network) -> pd.DataFrame:
    """Return the share of every sector in the industrial heat used at a node, by level.

    Returns
    -------
    DataFrame
        ``node, level, sector, share``; heat of processes (refining) counts with the process.
    """
    weights = network.snapshot_weightings["objective"].to_numpy()
    loads = network.loads[network.loads["bus"].map(network.buses["heat_of"]) == "industry"]
    power = network.c["Load"].dynamic["p"].reindex(columns=loads.index).to_numpy()
    used = loads[["node", "sector"]].assign(level=loads["carrier"], use=weights @ power)
    total = pd.concat([used, *_process_heat(network, weights)])
    total = total.groupby(["node", "level", "sector"])["use"].sum().reset_index()
    total["share"] = total["use"] / total.groupby(["node", "level"])["use"].transform("sum")
    return pd.DataFrame(total[["node", "level", "sector", "share"]])


def _process_heat(network: pypsa.Network, weights: np.ndarray) -> Iterator[pd.DataFrame]:
    """Yield the heat that processes take, port by port: ``node, sector, level, use``."""
    static, dynamic = network.c["Process"].static, network.c["Process"].dynamic
    users = static[~static["sector"].isin(("heat", "capture", "waste"))]
    for port in range(PORTS):
        if f"bus{port}" not in users:
            continue
        level = users[f"bus{port}"].map(network.buses["carrier"])
        takes = users[users[f"bus{port}"].map(network.buses["heat_of"]) == "industry"]
        flow = weights @ dynamic[f"p{port}"].reindex(columns=takes.index).to_numpy()
        rows = takes[["node", "sector"]].assign(level=level[takes.index], use=flow)
        yield rows[rows["use"] > 0]
