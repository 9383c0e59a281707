"""Which networks `werven.rank_works` takes: everything that is wrong with one, told before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from inspect import signature
from numbers import Real
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pypsa
from pandas.api.types import is_scalar

from werven.errors import Fault, InputError, kind_of, nearest, raise_if
from werven.ranking.arguments import Arguments
from werven.ranking.linear.attributes import active, curved, over_time, words
from werven.ranking.linear.emitted import BY_CARRIER, burning
from werven.ranking.linear.features import OF_NETWORKS
from werven.ranking.linear.unserved import DEAR, costs, unserved
from werven.ranking.players import Players, all_on, works_of
from werven.units import HOURS

#: Weights add up to a year when they are this near to it; other sums are told, and beyond this factor refused.
NEAR: Final = 0.01
FACTOR: Final = 1.2
#: Components that hang on buses; a bus beyond the second may be left out.
BRANCHES: Final = ("Link", "Process", "Line", "Transformer")
ONE_PORT: Final = ("Generator", "Load", "Store", "StorageUnit", "ShuntImpedance")
#: Types of global constraints that PyPSA makes rows of.
LIMITS: Final = (
    "primary_energy",
    "operational_limit",
    "transmission_volume_expansion_limit",
    "transmission_expansion_cost_limit",
    "tech_capacity_expansion_limit",
)
#: Beyond this nothing is a factor of emissions, whatever its unit [t/MWh].
MOST: Final = 1e9
#: Attributes of PyPSA that are words, and those that are flags; all others are numbers.
WORDS: Final = ("string", "geometry")
KINDS: Final = {"boolean": "flag"}
#: What is wrong with a cell from which nothing can be read.
UNREADABLE: Final = tuple(OF_NETWORKS[key].allowed for key in ("number", "flag", "twice"))


def network_of(network: Any, price: float) -> pypsa.Network:
    """Return the network at a CO2 price [EUR/t].

    Raises
    ------
    InputError
        It is neither a network nor a function that returns one.
    """
    allowed = "a pypsa.Network, or a function of the CO2 price that returns one"
    found = network
    if callable(network):
        try:
            signature(network).bind(price)
        except TypeError as error:
            raise InputError([Fault("network", "", "", f"a function with {error}", allowed)]) from None
        found = network(price)
    if not isinstance(found, pypsa.Network):
        if isinstance(found, str | Path):
            allowed += f": pypsa.Network({str(found)!r})"
        raise InputError([Fault("network", "", "", kind_of(found), allowed)])
    return found


def players_of(network: pypsa.Network, given: Arguments, more: Iterable[Fault] = ()) -> Players:
    """Return the players of a network.

    Raises
    ------
    InputError
        Everything that is wrong with the network and the arguments, and `more`, in one message.
    """
    for is_many, many in ((network.has_investment_periods, "periods"), (network.has_scenarios, "scenarios")):
        raise_if([Fault("network", "", "", many, OF_NETWORKS["futures"].allowed)] if is_many else [])
    raise_if(name_faults(network))
    faults = [*more, *given.faults(network), *value_faults(network), *bus_faults(network)]
    if any(fault.allowed in UNREADABLE for fault in faults):
        raise InputError(faults)
    with all_on(network):
        faults += [*ledger_faults(network, given.ledger, given.upstream), *hole_faults(network)]
    try:
        players = works_of(network, given.needs)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    raise_if([*faults, *_nothing_faults(network, players), *given.coalition_faults(players)])
    raise_if(weight_faults(network))
    return players


def same_works(network: pypsa.Network, given: Arguments, players: Players, price: float) -> None:
    """Hold a further network, at another price or in another time resolution, against what the first had to be.

    Raises
    ------
    InputError
        What is wrong with it, or that other works play in it.
    """
    others = players_of(network, given)
    strange = sorted(set(others.names) ^ set(players.names))
    allowed = OF_NETWORKS["same"].allowed
    raise_if([Fault("network", f"at {price:g} EUR/t", "work", work, allowed) for work in strange])


# -- the network ---------------------------------------------------------------------------------------------------


def name_faults(network: pypsa.Network) -> list[Fault]:
    """Return names that are no words or stand for two components, and weights of snapshots that are not there."""
    faults = [
        Fault("network", "snapshot_weightings", column, "missing", OF_NETWORKS["weights"].allowed)
        for column in ("objective", "stores", "generators")
        if column not in network.snapshot_weightings
    ]
    for part in network.components:
        names = part.static.index
        faults += [
            Fault("network", part.name, "name", kind_of(name), OF_NETWORKS["names"].allowed)
            for name in names
            if not isinstance(name, str)
        ]
        faults += [
            Fault("network", f"{part.name} {name}", "name", "two", OF_NETWORKS["pair"].allowed)
            for name in names[names.duplicated()]
        ]
    return faults


def value_faults(network: pypsa.Network) -> list[Fault]:
    """Return a fault for every cell that is a word where PyPSA needs a number, or nothing where it needs a flag."""
    faults = []
    for column, hours in network.snapshot_weightings.items():
        faults += _cell_faults("snapshot_weightings", str(column), hours, "number")
    for part in network.components:
        told = part.defaults.loc[part.defaults["status"].str.startswith("Input"), "type"]
        kinds = {str(key): KINDS.get(kind, "number") for key, kind in told.items() if kind not in WORDS}
        for key in part.static.columns.intersection(list(kinds)):
            cells = part.static[key]
            faults += _cell_faults(part.name, key, cells.dropna() if key[-1].isdigit() else cells, kinds[key])
        for key in filter(part.dynamic.__contains__, kinds):
            twice = part.dynamic[key].columns
            faults += [
                Fault("network", f"{part.name} {name}", key, "two series", OF_NETWORKS["twice"].allowed)
                for name in twice[twice.duplicated()]
            ]
            for name, series in part.dynamic[key].items():
                wrong = _cell_faults(f"{part.name} {name}", key, series, kinds[key])
                faults += [replace(fault, value=fault.value + _others(len(wrong))) for fault in wrong[:1]]
    return faults


def _others(count: int) -> str:
    """Return in how many more snapshots something is wrong."""
    return f" (and in {count - 1} other snapshots)" if count > 1 else ""


def _cell_faults(where: str, column: str, cells: pd.Series, kind: str) -> list[Fault]:
    """Return a fault for every cell that is not of a kind."""
    if cells.dtype.kind in ("b" if kind == "flag" else "biuf"):
        return []
    return [
        Fault("network", f"{where} {index}", column, kind_of(value), OF_NETWORKS[kind].allowed)
        for index, value in cells.items()
        if not _fits(value, kind)
    ]


def _fits(value: object, kind: str) -> bool:
    """Return whether a cell holds a flag, which 0 and 1 are too; or a number or nothing."""
    if kind == "flag":
        return isinstance(value, bool | np.bool_ | Real) and value in (0, 1)
    return isinstance(value, Real) or (is_scalar(value) and bool(pd.isna(value)))  # type: ignore[call-overload]


def hole_faults(network: pypsa.Network) -> list[Fault]:
    """Return a fault for every demand of which an hour is not known: PyPSA takes it for none."""
    names = active(network, "Load").index
    holes = over_time(network, "Load", "p_set", list(names)).isna().any()
    allowed = OF_NETWORKS["hole"].allowed
    return [Fault("network", f"Load {name}", "p_set", "nan", allowed) for name in names[holes.to_numpy()]]


def bus_faults(network: pypsa.Network) -> list[Fault]:
    """Return a fault for every port at a bus that is not there."""
    buses = pd.Index(network.buses.index.astype(str))
    faults = []
    for component in (*BRANCHES, *ONE_PORT):
        static = network.c[component].static
        for column in map(str, static.filter(regex=r"^bus\d*$").columns):
            ends = words(static[column])
            needed = column in ("bus", "bus0", "bus1")
            for name in ends.index[~ends.isin(buses) & ((ends != "") | needed)]:
                near = nearest(ends[name], buses)
                faults.append(
                    Fault("network", f"{component} {name}", column, ends[name], OF_NETWORKS["bus"].allowed, near)
                )
    return faults


def weight_faults(network: pypsa.Network) -> list[Fault]:
    """Return weights of snapshots that do not stand for a year, or that count a tonne and its price differently.

    Amounts are told by the year: of a day they would be those of a day under the heading of a year.
    """
    weights = network.snapshot_weightings
    faults = []
    for column in ("objective", "generators", "stores"):
        wrong = weights[column][~(weights[column].between(0.0, np.inf, inclusive="left"))]
        for snapshot in wrong.index[:1]:
            told = f"{wrong[snapshot]:g}" + _others(len(wrong))
            faults.append(
                Fault("network", "snapshot_weightings", f"{column} of {snapshot}", told, OF_NETWORKS["hours"].allowed)
            )
    if faults:
        return faults
    for column in ("objective", "generators"):
        total = float(weights[column].sum())
        if not HOURS / FACTOR <= total <= HOURS * FACTOR:
            cure = f": n.snapshot_weightings *= {HOURS / total:.6g}" if total > 0.0 else ""
            faults.append(
                Fault("network", "snapshot_weightings", column, f"{total:g} h", OF_NETWORKS["year"].allowed + cure)
            )
    differs = ~np.isclose(weights["objective"], weights["generators"], rtol=1e-6, atol=1e-9)
    if differs.any() and not faults:
        first = weights[differs].iloc[0]
        found = f"objective {first['objective']:g}, generators {first['generators']:g}"
        allowed = OF_NETWORKS["alike"].allowed
        faults.append(Fault("network", f"snapshot {weights.index[differs][0]}", "snapshot_weightings", found, allowed))
    return faults


def warnings_of(network: pypsa.Network, ledger: str, players: Players, given: Arguments) -> list[str]:
    """Return what a reader must know of a network that can be ranked all the same."""
    with all_on(network):
        return [*_warnings(network, ledger, players), *(_cheap(network) if given.unserved is None else [])]


def _cheap(network: pypsa.Network) -> list[str]:
    """Return generators that are taken for demand not served, and cost no more than a plant."""
    mine = unserved(network)
    price = costs(network, mine)
    return [
        f"Generator {name} is taken for demand that is not served, for its name or carrier, and costs "
        f"{price[name]:g} EUR/MWh only: name the carriers that are (unserved=[...], or [] for none)"
        for name in mine.index[(price < DEAR).to_numpy()]
    ]


def _warnings(network: pypsa.Network, ledger: str, players: Players) -> list[str]:
    """Return what a reader must know of a network in which every work is on."""
    told = [] if players.names else ["no work plays: every one stands already, or is not there in this year"]
    told += [f"{what}: PyPSA counts it as nothing" for what in _strangers(network, ledger)]
    total = float(network.snapshot_weightings["objective"].sum())
    if abs(total / HOURS - 1.0) > NEAR:
        told.append(
            f"the weights of the snapshots add up to {total:g} h, not to a year: amounts are those of {total:g} h"
        )
    if ledger == BY_CARRIER and all(static.empty for static in burning(network).values()):
        told.append("no generator, store or storage unit has a carrier with co2_emissions: nothing is avoided")
    return told


def _strangers(network: pypsa.Network, ledger: str) -> list[str]:
    """Return words that PyPSA looks up and finds nowhere: carriers of what burns, kinds of global constraints."""
    limits = network.global_constraints["type"]
    told = [f"global constraint {name} of a type {kind!r}" for name, kind in limits[~limits.isin(LIMITS)].items()]
    if ledger == BY_CARRIER:
        for component in ("Generator", "Store", "StorageUnit"):
            named = words(active(network, component)["carrier"])
            strange = named[(named != "") & ~named.isin(network.carriers.index.astype(str))].drop_duplicates()
            told += [
                f"carrier {carrier!r} of {component} {name}, not among the carriers"
                for name, carrier in strange.items()
            ]
    return told


# -- the ledger ----------------------------------------------------------------------------------------------------


def ledger_faults(network: pypsa.Network, ledger: Any, upstream: Any) -> list[Fault]:
    """Return ledgers that are not in the network, from which nothing takes, or on which nothing could be counted."""
    faults = []
    buses = [str(bus) for bus in network.buses.index]
    for key, bus in (("ledger", ledger), ("upstream", upstream)):
        if (key == "upstream" and bus is None) or (key == "ledger" and bus == BY_CARRIER):
            continue
        if not isinstance(bus, str) or bus not in buses:
            near = nearest(bus, [*buses, BY_CARRIER])
            faults.append(Fault("network", "", key, str(bus), "a bus of the network, or carrier", near))
        else:
            faults += _taker_faults(network, key, bus)
    return faults + (_carrier_faults(network) if ledger == BY_CARRIER else [])


def _taker_faults(network: pypsa.Network, key: str, bus: str) -> list[Fault]:
    """Return what is wrong with what takes from a ledger: generators and stores do, and nothing else may."""
    every = {component: active(network, component) for component in ("Generator", "Store", "StorageUnit", "Load")}
    at = {component: static[static["bus"] == bus] for component, static in every.items()}
    if at["Generator"].empty and at["Store"].empty:
        return [Fault("network", bus, key, "no generator or store", "one that takes what is emitted")]
    faults = []
    others = OF_NETWORKS["takers"].allowed
    for name in at["StorageUnit"].index:
        faults.append(Fault("network", bus, key, f"StorageUnit {name}", others))
    for name, sign in at["Load"]["sign"].items():
        if (sign * over_time(network, "Load", "p_set", [str(name)]) < 0.0).to_numpy().any():
            faults.append(Fault("network", bus, key, f"Load {name}", others))
    for component, attribute in (("Generator", "marginal_cost"), ("Store", "marginal_cost")):
        for name in curved(network, component, attribute).intersection(at[component].index):
            faults.append(Fault("network", f"{component} {name}", attribute, "a curve", OF_NETWORKS["curve"].allowed))
    return faults


def _carrier_faults(network: pypsa.Network) -> list[Fault]:
    """Return why fuels would emit nothing, or nobody knows how much."""
    factors = network.carriers.get("co2_emissions", pd.Series(dtype=float)).astype(float)
    unknown = [
        Fault("network", f"carrier {c}", "co2_emissions", str(f), OF_NETWORKS["factor"].allowed)
        for c, f in factors.items()
        if not abs(f) <= MOST
    ]
    if unknown:
        return unknown
    emitting = factors.index[factors != 0.0]
    if emitting.empty:
        return [Fault("network", "carriers", "co2_emissions", "0", "emissions [t/MWh] of some carrier")]
    fuels = burning(network)
    elsewhere = {c: active(network, c) for c in ("Link", "Process")}
    passing = [f"{c} {name}" for c, s in elsewhere.items() for name in s.index[s["carrier"].isin(emitting)]]
    if all(static.empty for static in fuels.values()) and passing:
        allowed = OF_NETWORKS["passing"].allowed
        return [Fault("network", "carriers", "co2_emissions", f"only on {', '.join(passing[:5])}", allowed)]
    return _level_faults(network, fuels)


def _level_faults(network: pypsa.Network, fuels: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Return stores of a fuel that end lower than they began, where their hours are not those of the year."""
    weights = network.snapshot_weightings
    if np.allclose(weights["stores"], weights["generators"], rtol=1e-6):
        return []
    cyclic = {"Store": "e_cyclic", "StorageUnit": "cyclic_state_of_charge"}
    allowed = OF_NETWORKS["level"].allowed
    return [
        Fault("network", f"{component} {name}", column, "False", allowed)
        for component, column in cyclic.items()
        for name in fuels[component].index[~fuels[component][column].astype(bool)]
    ]


def _nothing_faults(network: pypsa.Network, players: Players) -> list[Fault]:
    """Return why no work would be ranked; words that are empty say that no component is one of a work."""
    if players.names or players.blocked:
        return []
    columns = {str(name) for c in network.components for name in c.static.columns if not c.empty}
    given = [c.static["work"] for c in network.components if "work" in c.static]
    if any(column.notna().any() for column in given):
        return []
    allowed = OF_NETWORKS["works"].allowed
    near = next((name for name in sorted(columns - {"work"}) if name.lower().startswith("work")), "")
    return [Fault("network", "", "work", "no component with an id", allowed, near)]
