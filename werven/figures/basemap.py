"""The ground of the maps, places of nodes in kilometres, and circles that give way to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from werven.data import polygons as geo
from werven.errors import Fault, InputError, nearest
from werven.figures import style
from werven.words.names import Context, Names

# Kilometres of Belgian Lambert 2008 that the maps show: west, east, south, north.
FLANDERS_KM = (508.0, 770.0, 645.0, 752.0)


@dataclass(frozen=True)
class Scene:
    """What a map of a year is drawn on, and what it says besides its data.

    Attributes
    ----------
    nodes : DataFrame
        Places, kinds and parents.
    outline : GeoDataFrame or None
        Ground; without it there is none.
    names : Names
        Labels, colours and groups.
    context : Context
        Scenario, language, closure, version.
    year : int
        Model year.
    """

    nodes: pd.DataFrame
    outline: gpd.GeoDataFrame | None
    names: Names
    context: Context
    year: int


def map_axes(
    fig: Figure,
    rect: tuple[float, float, float, float],
    outline: gpd.GeoDataFrame | None,
    extent_km: tuple[float, float, float, float] = FLANDERS_KM,
) -> Axes:
    """Add a map in kilometres that fills a rectangle of the page, with the outline as its ground.

    Parameters
    ----------
    fig : Figure
        The page.
    rect : (float, float, float, float)
        Left, bottom, width, height as shares of the page.
    outline : GeoDataFrame or None
        `feature`, `kind`, `geometry` in degrees; without it the ground is plain.
    extent_km : (float, float, float, float)
        West, east, south, north that must be seen; widened to the shape of the rectangle.
    """
    ax = fig.add_axes(rect)
    west, east, south, north = extent_km
    shape = rect[2] * fig.get_figwidth() / (rect[3] * fig.get_figheight())
    wide, high = max(east - west, (north - south) * shape), max(north - south, (east - west) / shape)
    mid_x, mid_y = (west + east) / 2, (south + north) / 2
    if outline is not None:
        bounds = geo.to_map(outline).total_bounds / 1000
        # The edges of the ground follow degrees and are not quite straight.
        mid_x = _within(mid_x, wide, bounds[0] + 8, bounds[2] - 12)
        mid_y = _within(mid_y, high, bounds[1] + 4, bounds[3] - 4)

    ax.set(xlim=(mid_x - wide / 2, mid_x + wide / 2), ylim=(mid_y - high / 2, mid_y + high / 2))
    ax.set(xticks=[], yticks=[], facecolor=style.SEA)
    ax.set_aspect("equal", adjustable="box")
    for spine in ax.spines.values():
        spine.set_visible(False)
    if outline is not None:
        _draw_ground(ax, outline)
    ax.apply_aspect()
    return ax


def _within(middle: float, span: float, low: float, high: float) -> float:
    """Return the middle moved so that the span stays on the drawn ground, if the ground is that large."""
    return min(max(middle, low + span / 2), high - span / 2) if span < high - low else middle


def _draw_ground(ax: Axes, outline: gpd.GeoDataFrame) -> None:
    """Draw neighbours, Flanders, provinces and water under everything else."""
    ground = geo.to_map(outline)
    ground = ground.set_geometry(ground.geometry.scale(0.001, 0.001, origin=(0, 0)))
    looks: dict[str, dict[str, Any]] = {
        "neighbour": {"facecolor": style.LAND, "edgecolor": style.BORDER, "linewidth": 0.8},
        "region": {"facecolor": style.FLANDERS, "edgecolor": "#8a8272", "linewidth": 1.4},
        "province": {"facecolor": "none", "edgecolor": style.BORDER, "linewidth": 0.7},
        "river": {"color": style.WATER, "linewidth": 1.6},
        "canal": {"color": style.WATER, "linewidth": 1.0},
    }
    limits = ax.axis()
    for order, (kind, look) in enumerate(looks.items()):
        rows = ground[ground["kind"] == kind]
        if kind == "region":
            brussels = rows[rows["feature"] != "Flanders"]
            brussels.plot(ax=ax, **{**look, "facecolor": style.LAND}, zorder=0.15, aspect=None)
            rows = rows[rows["feature"] == "Flanders"]
        if len(rows):
            rows.plot(ax=ax, **look, zorder=0.1 + order / 50, aspect=None)
    ax.axis(limits)
    ax.set(xlabel="", ylabel="")


def positions_km(nodes: pd.DataFrame, wanted: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return map coordinates in km of nodes.

    Raises
    ------
    InputError
        A node is not in the table of nodes; all such nodes are listed.
    """
    table = nodes.drop_duplicates("node").set_index("node")
    faults = [
        Fault("result tables", "", "node", node, "a node of nodes.csv", nearest(node, table.index))
        for node in wanted
        if node not in table.index
    ]
    if faults:
        raise InputError(faults)
    rows = table.loc[list(wanted)]
    x, y = geo.project(rows["lon_deg"].to_numpy(float), rows["lat_deg"].to_numpy(float))
    return {node: (float(a) / 1000, float(b) / 1000) for node, a, b in zip(wanted, x, y, strict=True)}


def spread(
    places: Mapping[str, tuple[float, float]], radii: Mapping[str, float], gap: float = 1.0, rounds: int = 300
) -> dict[str, tuple[float, float]]:
    """Push circles apart until none overlap, each held back by its own place.

    Parameters
    ----------
    places, radii : mapping
        Centre and radius of every circle, in one unit.
    gap : float
        Space to leave between two circles.
    rounds : int
        Most rounds of pushing.
    """
    names = list(places)
    home = np.array([places[name] for name in names], dtype=float).reshape(-1, 2)
    radius = np.array([radii[name] for name in names], dtype=float)
    at = home.copy()
    for turn in range(rounds):
        if turn < rounds * 0.7:
            at += 0.05 * (home - at)
        moved = False
        for i in range(len(names)):
            for j in range(i + 1, len(names)):
                apart = at[j] - at[i]
                distance = float(np.hypot(*apart))
                missing = radius[i] + radius[j] + gap - distance
                if missing > 1e-6:
                    way = apart / distance if distance > 1e-6 else np.array([0.6, 0.8])
                    share = radius[j] ** 2 / max(radius[i] ** 2 + radius[j] ** 2, 1e-12)
                    at[i] -= way * missing * share
                    at[j] += way * missing * (1 - share)
                    moved = True
        if not moved and turn >= rounds * 0.7:
            break
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, at, strict=True)}
