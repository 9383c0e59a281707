"""Who plays in a ranking: the works of a network, and, as an option, the companies' projects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pypsa

from werven.coalition import blocked_by
from werven.data.tables import records
from werven.errors import Fault, nearest, raise_if
from werven.ranking.linear.attributes import annual_cost, size_of, words
from werven.ranking.linear.features import OF_WORKS
from werven.ranking.linear.program import FLOWS
from werven.ranking.linear.solvable import MOST
from werven.ranking.linear.standing import attribute_faults

PASSIVE = ("Line", "Transformer")
#: States of a work in a network; all but the first two are never built.
STATES = ("candidate", "reference", "later", "off", "cancelled")
#: A smaller size is lost in the tolerance of the solver, 1e-7 in the units of the network.
LEAST_SIZE = 1e-4


@dataclass(frozen=True)
class Players:
    """Works that play, and those that cannot.

    Attributes
    ----------
    components : dict of str to DataFrame
        By work: ``component, name`` of its legs.
    requires : dict of str to frozenset of str
        Work to the works that it needs, of those that play.
    met : frozenset of str
        Works of the reference.
    blocked : dict of str to str
        Works that cannot be built in the year, and why.
    rooms : dict of str to DataFrame
        By project: ``component, name, capacity`` of the technology that it bounds.
    """

    components: dict[str, pd.DataFrame]
    requires: dict[str, frozenset[str]] = field(default_factory=dict)
    met: frozenset[str] = frozenset()
    blocked: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of all players, sorted."""
        return tuple(sorted({*self.components, *self.rooms}))


def legs(network: pypsa.Network) -> pd.DataFrame:
    """Return every component that belongs to a work.

    Returns
    -------
    DataFrame
        ``work, component, name, state``; state is ``candidate`` where the network has no column ``work_state``.
    """
    frames = []
    others = [part.name for part in network.components if part.name not in (*FLOWS, *PASSIVE)]
    for component in (*FLOWS, *PASSIVE, *others):
        static = network.c[component].static
        if "work" not in static or static.empty:
            continue
        mine = static[words(static["work"]) != ""]
        parts = {"work": words(mine["work"]), "component": component, "name": mine.index.astype(str)}
        state = words(mine["work_state"]) if "work_state" in mine else "candidate"
        frames.append(pd.DataFrame({**parts, "state": state}))
    columns = ["work", "component", "name", "state"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def works_of(
    network: pypsa.Network,
    requires: Mapping[str, Collection[str]] | None = None,
    unavailable: Mapping[str, str] | None = None,
) -> Players:
    """Return the works of a network that play.

    Parameters
    ----------
    network : Network
        Components carry the id of their work in ``work``; those with ``work_state`` other than ``candidate`` are no
        players: ``reference`` works are always built, all others never.
    requires : mapping of str to collection of str, optional
        Work to the works that it needs.
    unavailable : mapping of str to str, optional
        Works that are not in the network, and why (``cancelled``, ``later``, ``off``): what needs one is blocked.

    Raises
    ------
    InputError
        Lists every component that cannot be a work, and every fault of `requires`.
    """
    table, requires = legs(network), dict(requires or {})
    candidates = table[table["state"] == "candidate"]
    others = table[~table["state"].isin(("candidate", "reference"))]
    absent = {**dict(zip(others["work"], others["state"].astype(str), strict=True)), **(unavailable or {})}
    met = frozenset(table.loc[table["state"] == "reference", "work"])
    playing = set(candidates["work"])
    faults = [
        *_word_faults(table),
        *(fault for row in records(candidates) for fault in _component_faults(network, row)),
    ]
    faults += _requires_faults(requires, playing, met, set(absent))
    raise_if(faults)
    blocked = blocked_by(requires, playing, met, absent)
    parts = {
        str(work): group[["component", "name"]].reset_index(drop=True)
        for work, group in candidates.groupby("work")
        if work not in blocked
    }
    needed = {w: frozenset(n) & frozenset(parts) for w, n in requires.items() if w in parts}
    return Players(parts, {w: n for w, n in needed.items() if n}, met, blocked)


def _requires_faults(
    requires: Mapping[str, Collection[str]], playing: set[str], met: frozenset[str], absent: set[str]
) -> list[Fault]:
    """Return what is wrong with the requirements."""
    known = playing | met | absent
    faults = []
    for work, needs in requires.items():
        if work not in known:
            faults.append(Fault("requires", work, "work", work, "a work of the network", nearest(work, known)))
        for need in sorted(needs):
            if need == work:
                faults.append(Fault("requires", work, "requires", need, "another work than itself"))
            elif need not in known:
                faults.append(Fault("requires", work, "requires", need, "a work of the network", nearest(need, known)))
            elif work in met and need not in met:
                told = f"{need} in the reference too, or {work} a candidate: {work} stands and would need {need}"
                faults.append(Fault("requires", work, "requires", need, told))
    return faults


def _component_faults(network: pypsa.Network, row: Any) -> list[Fault]:
    """Return why a component cannot be a work."""
    component, name, work = str(row.component), str(row.name), str(row.work)
    where = f"work {work}"
    if component in PASSIVE:
        return [Fault(where, name, "", component, OF_WORKS["passive"].allowed)]
    if component not in FLOWS:
        return [Fault(where, name, "", component, OF_WORKS["kind"].allowed)]
    item = network.c[component].static.loc[[name]].iloc[0]
    size = size_of(component)
    checks = {
        "extendable": (f"{size}_extendable", bool(item.get(f"{size}_extendable", False))),
        "endless": (size, not np.isfinite(float(item[size]))),
        "tiny": (size, 0.0 < float(item[size]) < LEAST_SIZE),
        "committable": ("committable", bool(item.get("committable", False))),
        "maintainable": ("maintainable", bool(item.get("maintainable", False))),
        "modular": (f"{size}_mod", float(item.get(f"{size}_mod", 0.0)) > 0.0),
    }
    faults = [
        Fault(where, name, column, str(item[column]), OF_WORKS[why].allowed)
        for why, (column, is_bad) in checks.items()
        if is_bad
    ]
    if not faults and not abs(cost := annual_cost(network, component, name)) <= MOST:
        faults.append(Fault(where, name, "annual cost", f"{cost:g} EUR/a", OF_WORKS["priceless"].allowed))
    return faults + attribute_faults(network, component, name, work)


def _word_faults(table: pd.DataFrame) -> list[Fault]:
    """Return ids that coalitions cannot be written with, states that are none, and works in two states."""
    faults = []
    for row in records(table):
        if not is_plain(str(row.work)):
            faults.append(
                Fault("network", f"{row.component} {row.name}", "work", str(row.work), OF_WORKS["id"].allowed)
            )
        if row.state not in STATES:
            near = nearest(row.state, STATES)
            faults.append(
                Fault(
                    "network",
                    f"{row.component} {row.name}",
                    "work_state",
                    str(row.state),
                    OF_WORKS["state"].allowed,
                    near,
                )
            )
    for work, states in table.groupby("work")["state"].unique().items():
        if len(states) > 1 and set(states) <= set(STATES):
            faults.append(Fault("network", f"work {work}", "work_state", ", ".join(states), OF_WORKS["states"].allowed))
    return faults


def is_plain(work: str) -> bool:
    """Say whether an id can stand in the names of coalitions."""
    return bool(work) and work == work.strip() and not set(work) & set("+;") and work.isprintable()


@contextmanager
def all_on(network: pypsa.Network) -> Iterator[None]:
    """Have every work that may stand be active in a network for a while, and no other: what is checked is what runs."""
    before = {}
    for component, group in legs(network).groupby("component"):
        static = network.c[str(component)].static
        if "active" in static:
            before[str(component)] = static["active"].copy()
            static.loc[group["name"], "active"] = group["state"].isin(STATES[:2]).to_numpy()
    try:
        yield
    finally:
        for component, was in before.items():
            network.c[component].static["active"] = was


def switched_on(network: pypsa.Network, players: Players) -> pypsa.Network:
    """Return a copy of a network in which players and the reference are active, and no other work is."""
    result, table = _copied(network), legs(network)
    is_player = (table["state"] == "candidate") & table["work"].isin(list(players.components))
    stands = is_player | (table["state"] == "reference")
    for component, group in table.assign(stands=stands).groupby("component"):
        static = result.c[str(component)].static
        if "active" in static:
            static.loc[group["name"], "active"] = group["stands"].to_numpy(dtype=bool)
    return result


def _copied(network: pypsa.Network) -> pypsa.Network:
    """Return a copy of a network without its model: a solver cannot be copied, and the copy gets a model of its own."""
    model, network._model = getattr(network, "_model", None), None
    try:
        return network.copy()
    finally:
        network._model = model
