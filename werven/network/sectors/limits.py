"""Limits of simultaneous import and export: what crosses the borders of an area together, whatever each could carry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from werven.data.assumptions import interpolate
from werven.data.tables import number_or, records
from werven.names import words_of
from werven.network.components import Parts
from werven.network.sectors.neighbours import Baseline
from werven.weather.resolution import TimeResolution

CARRIER = "net_import"
FAMILY = "limit"


@dataclass(frozen=True)
class Limit:
    """One limit in a year.

    Attributes
    ----------
    name : str
        Its id in ``import_limits``.
    outside : frozenset of str
        Neighbours beyond the borders it counts.
    most_in, most_out : float
        Largest net import and net export without any work [MW].
    """

    name: str
    outside: frozenset[str]
    most_in: float
    most_out: float

    @property
    def bus(self) -> str:
        """The bus at which net import is counted."""
        return f"{self.name} {CARRIER}"


def add(parts: Parts, time: TimeResolution, base: Baseline | None) -> None:
    """Count every link over the borders of a limit, and note the room there is, that of works apart.

    Parameters
    ----------
    parts : Parts
        With all links noted: a link that comes later is not counted.
    time : TimeResolution
        Says which snapshots are the design day, in which neighbours have the same weather and sell less.
    base : Baseline, optional
        What neighbours trade without Flanders: it takes from the room where it crosses a border of the limit.
    """
    share = 1.0 - (1.0 - parts.assumptions.config.network.design_week_import) * time.is_design.astype(float)
    for limit in limits(parts):
        parts.add_bus(limit.bus, carrier=CARRIER, node=limit.name, cluster=limit.name, family=FAMILY)
        _count(parts, limit)
        _room(parts, limit, share, _before(limit, base, share.index))
        _room_of_works(parts, limit, share)


def limits(parts: Parts) -> list[Limit]:
    """Return the limits of the year; those without a neighbour that plays bind nobody."""
    a = parts.assumptions
    found = []
    for name, rows in a.tables["import_limits"].groupby("limit", sort=False):
        outside = frozenset(words_of(rows["borders"].iloc[0])) & set(a.nodes.index)
        most = [interpolate(rows["year"], rows[column], a.year) for column in ("import_mw", "export_mw")]
        if outside:
            found.append(Limit(str(name), outside, *most))
    return found


def _crossing(parts: Parts, row: Mapping[str, Any], outside: Collection[str]) -> float:
    """Return 1 for a link that imports over a border of a limit, -1 for one that exports, 0 for any other."""
    ends = [parts.buses.loc[row[end]] for end in ("bus0", "bus1")]
    if any(bus["family"] != "electricity" for bus in ends):
        return 0.0
    start, end = (str(bus["node"]) in outside for bus in ends)
    return float(start) - float(end)


def _count(parts: Parts, limit: Limit) -> None:
    """Give every link over a border a port at the bus of the limit: an import takes room there, an export gives it.

    A corridor of the sizing run brings a part of its own room.
    """
    added = parts.assumptions.tables["corridors"].set_index("corridor")[["import_limit_share", "export_limit_share"]]
    for row in parts.rows.get("Link", []):
        counted = _crossing(parts, row, limit.outside)
        if row["corridor"]:
            column = "import_limit_share" if counted > 0 else "export_limit_share"
            counted *= 1.0 - number_or(added.at[row["corridor"], column], 0.0)
        if counted:
            port = next(number for number in range(2, 9) if f"bus{number}" not in row)
            row |= {f"bus{port}": limit.bus, f"efficiency{port}": -counted}


def _before(limit: Limit, base: Baseline | None, snapshots: pd.Index) -> pd.Series:
    """Return what neighbours import over the borders of a limit among themselves, without Flanders [MW]."""
    total = pd.Series(0.0, index=snapshots)
    if base is None:
        return total
    for row in records(base.links):
        sign = float(row.zone0 in limit.outside) - float(row.zone1 in limit.outside)
        total += sign * row.capacity * base.flow[row.link]
    return total


def _room(parts: Parts, limit: Limit, share: pd.Series, before: pd.Series) -> None:
    """Note the room of the grid of the year, less what is used without Flanders."""
    size = max(limit.most_in, limit.most_out)
    parts.add(
        "Generator",
        f"limit {limit.name}",
        bus=limit.bus,
        carrier=CARRIER,
        role="limit",
        p_nom=size,
        p_min_pu=((-limit.most_out - before) / size).clip(upper=0.0),
        p_max_pu=((limit.most_in * share - before) / size).clip(lower=0.0),
    )


def _room_of_works(parts: Parts, limit: Limit, share: pd.Series) -> None:
    """Note what works add to a limit: the room comes and goes with the work, also of one inside the area."""
    played = {(row["work"], row["leg"]): row for row in parts.rows.get("Link", []) if row["work"]}
    for leg in records(parts.assumptions.tables["work_legs"]):
        more_in, more_out = number_or(leg.import_limit_mw, 0.0), number_or(leg.export_limit_mw, 0.0)
        link, size = played.get((str(leg.work), str(leg.leg))), max(more_in, more_out)
        if link is None or size <= 0.0:
            continue
        parts.add(
            "Generator",
            f"{leg.work} {leg.leg} limit {limit.name}",
            bus=limit.bus,
            carrier=CARRIER,
            role="limit",
            p_nom=size,
            p_min_pu=-more_out / size,
            p_max_pu=more_in / size * share,
            **{name: link[name] for name in ("work", "leg", "work_state", "active", "confidence")},
        )
