"""The ledger against the CO2 price, with every work built and with none: where it falls, and which route takes over.

A ledger falls in steps, one where a route at a place breaks even. Each step is either one that a specialist believes or
a figure that is wrong: so the large ones are narrowed down and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pypsa

from werven.network import balance as results
from werven.network.build import Inputs
from werven.network.ledger import ATMOSPHERE
from werven.network.solve import solve
from werven.ranking.players import switched_on
from werven.ranking.scenario import players_of
from werven.units import HOURS

#: A step below is not named [t/a]; a step is left between prices no further apart [EUR/t].
LEAST_T, NARROW = 200e3, 2.5
EVERYTHING, NOTHING = "everything", "nothing"
BUILT = (EVERYTHING, NOTHING)
PLACE = ["cluster", "sector", "technology"]
FLOW = ["cluster", "bus_carrier", "technology"]
#: Carriers of what leaves a stack, before it is captured or let go.
STREAM = "co2_"


@dataclass(frozen=True)
class World:
    """What a system does at a price.

    Attributes
    ----------
    ledger_t : float
        CO2 of Flanders [t/a].
    emitted : Series
        By `PLACE`, Flanders [t/a].
    output : Series
        What goes into buses, by `FLOW` [MWh or t a year].
    captured : Series
        What is taken out of streams of CO2, by `FLOW` [t/a].
    """

    ledger_t: float
    emitted: pd.Series
    output: pd.Series
    captured: pd.Series

    @classmethod
    def of(cls, network: pypsa.Network) -> World:
        """Read a solved network."""
        flows = results.labelled(network)
        table = results.emissions(network, flows).query("boundary == 'flanders'")
        emitted = table.groupby(PLACE)["t_per_year"].sum()
        is_route = (flows["component"] == "Process") | (flows["bus_carrier"] == "electricity")
        into = flows[(flows["flow"] > 0.0) & (flows["bus"] != ATMOSPHERE) & is_route]
        is_capture = flows["technology"].astype(str).str.startswith("capture_")
        out = flows[(flows["flow"] < 0.0) & flows["bus_carrier"].astype(str).str.startswith(STREAM) & is_capture]
        output, captured = (rows.groupby(FLOW)["flow"].sum() for rows in (into, out))
        return cls(float(emitted.sum()), emitted, output, -captured)


def world(inputs: Inputs, price: float, built: str, log: Path) -> World:
    """Return what the system does at a CO2 price, which plants here and abroad pay.

    Parameters
    ----------
    inputs : Inputs
        Scenario and year.
    price : float
        CO2 price [EUR/t].
    built : str
        Of `BUILT`.
    log : Path
        Log of the solver.

    Raises
    ------
    SolveError
        Any status but optimal, or unserved demand.
    """
    network = inputs.network(price)
    if built == EVERYTHING:
        network = switched_on(network, players_of(network, inputs))
    solve(network, inputs.config, log)
    return World.of(network)


def staircase(at: Callable[[float], World], prices: Sequence[float], narrow: float = NARROW) -> dict[float, World]:
    """Return what a system does over CO2 prices, with more prices where a route of `LEAST_T` or more gives way.

    Parameters
    ----------
    at : callable
        Returns the world at a price, see `world`.
    prices : sequence of float
        Rising [EUR/t].
    narrow : float
        Between which prices a step is left [EUR/t].
    """
    found = {price: at(price) for price in prices}
    while middle := [(low + high) / 2.0 for low, high in _wide(found) if high - low > narrow]:
        found |= {price: at(price) for price in middle}
    return dict(sorted(found.items()))


def _wide(found: Mapping[float, World]) -> list[tuple[float, float]]:
    """Return neighbouring prices between which a route of `LEAST_T` or more gives way."""
    large = steps(found)
    return list(dict.fromkeys(zip(large["low"], large["high"], strict=True)))


def steps(found: Mapping[float, World], least_t: float = LEAST_T) -> pd.DataFrame:
    """Return the steps of a staircase: which route gives way to which, where, and between which prices.

    Parameters
    ----------
    found : mapping of float to World
        By price [EUR/t].
    least_t : float
        Steps below are left out [t/a].

    Returns
    -------
    DataFrame
        ``low, high`` [EUR/t], ``kt`` [kt/a that Flanders emits less], ``sector``, ``clusters`` (the largest first,
        joined by ``;``), ``gives_way, takes_over`` (technologies; the latter empty where less is made).
    """
    order, rows = sorted(found), []
    for low, high in pairwise(order):
        parts = _parts(found[low], found[high])
        for (sector, away, comes), group in parts.groupby(["sector", "gives_way", "takes_over"], sort=False):
            if group["t"].sum() >= least_t:
                by = group.groupby("cluster")["t"].sum().sort_values(ascending=False)
                told = ";".join(str(cluster) for cluster in by.index[by >= 0.02 * by.sum()])
                rows.append((low, high, float(by.sum()) / 1e3, sector, told, away, comes))
    table = pd.DataFrame(rows, columns=["low", "high", "kt", "sector", "clusters", "gives_way", "takes_over"])
    return table.sort_values(["low", "kt"], ascending=[True, False], ignore_index=True)


def _parts(low: World, high: World) -> pd.DataFrame:
    """Return what every technology at every place emits less, and what takes over there."""
    less = low.emitted.sub(high.emitted, fill_value=0.0).rename("t").reset_index()
    less = less[less["t"].abs() > 1e3]
    made, captured = (
        after.sub(before, fill_value=0.0).rename("gain").reset_index()
        for after, before in ((high.output, low.output), (high.captured, low.captured))
    )
    places = zip(less["cluster"], less["technology"], less["t"], strict=True)
    comes = [
        _successor(made, captured, str(place), str(name)) if tonnes > 0.0 else "" for place, name, tonnes in places
    ]
    return less.rename(columns={"technology": "gives_way"}).assign(takes_over=comes)


def _successor(made: pd.DataFrame, captured: pd.DataFrame, cluster: str, technology: str) -> str:
    """Return the technology that gives more of what another one gives less, else that captures its CO2; empty: none.

    Parameters
    ----------
    made, captured : DataFrame
        ``cluster, bus_carrier, technology, gain`` [MWh or t a year], of output and of what is captured.
    cluster, technology : str
        Where, and which one emits less.
    """
    here = made[made["cluster"] == cluster]
    own, others = here[here["technology"] == technology], here[here["technology"] != technology]
    is_stream = own["bus_carrier"].astype(str).str.startswith(STREAM)
    lost = own[~is_stream & (own["gain"] < -HOURS * 1e-3)].sort_values("gain")
    for carrier, amount in zip(lost["bus_carrier"].astype(str), -lost["gain"], strict=True):
        more = others[(others["bus_carrier"] == carrier) & (others["gain"] > 0.05 * amount)]
        if len(more):
            return _most(more)
    streams = set(own.loc[is_stream, "bus_carrier"])
    takes = captured[(captured["cluster"] == cluster) & captured["bus_carrier"].isin(streams) & (captured["gain"] > 0)]
    return "" if takes.empty else _most(takes)


def _most(rows: pd.DataFrame) -> str:
    """Return the technology that gains most."""
    return str(rows.sort_values("gain", kind="stable")["technology"].iloc[-1])
