"""Maps of corridors: the capacity that is needed, what of it exists, and the net flow over the year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon

from werven.figures import style
from werven.figures.basemap import FLANDERS_KM, Scene, map_axes, positions_km, spread
from werven.units import HOURS
from werven.words.names import Context, Names
from werven.words.tables import words

_BOXED = ("offshore", "neighbour", "sea", "border")
_WIDEST_POINTS = 14.0
_LARGEST_ARROW_KM = 5.0
_NAMES = style.OWNERS  # names of places compare with each other, not with lines
# Corridors below this share of the largest are not drawn.
_LEAST_SHARE = 0.004
_Point = tuple[float, float]


@dataclass(frozen=True)
class _Corridor:
    """One line on the map, in the unit of the label.

    `width` and `arrow` are the points of a line per unit of capacity, and the km of an arrow for a net flow
    of 1.
    """

    ends: tuple[_Point, _Point]
    needed: float
    existing: float
    planned: float
    flow: float
    width: float
    arrow: float = 0.0
    becomes: str = ""


def flows_table(needs: pd.DataFrame, group: str, names: Names) -> pd.DataFrame:
    """Return the corridors of a group of carriers, one row for each pair of nodes.

    Parameters
    ----------
    needs : DataFrame
        `carrier, from, to, existing, needed, unit`, and if known `flow_forward_per_year, flow_back_per_year`
        (TWh or Mt).
    group : str
        One of `names.groups`.
    names : Names
        Tells which carriers it holds.

    Returns
    -------
    DataFrame
        `from, to, becomes, existing, planned, needed, flow`: capacities in GW, for CO2 in Mt per year at full
        load; net annual flow from `from` to `to` in TWh or Mt. Rows without capacity are left out. `becomes`
        is the carrier that comes out where a row converts at one node (liquefaction); else empty.
    """
    rows = needs[needs["carrier"].isin(names.groups[group].carriers)].astype({"from": str, "to": str})
    swap = rows["from"] > rows["to"]
    flow = pd.Series(0.0, index=rows.index)
    if {"flow_forward_per_year", "flow_back_per_year"} <= set(rows):
        flow = rows["flow_forward_per_year"].fillna(0.0) - rows["flow_back_per_year"].fillna(0.0)
    becomes = rows.get("to_carrier", rows["carrier"]).astype(str).where(rows["from"] == rows["to"], "")
    table = pd.DataFrame(
        {
            "from": rows["from"].where(~swap, rows["to"]),
            "to": rows["to"].where(~swap, rows["from"]),
            "becomes": becomes,
            **_capacities(rows),
            "flow": flow.where(~swap, -flow),
        }
    )
    table = table.groupby(["from", "to", "becomes"], as_index=False).sum()
    return table[table[["existing", "needed"]].max(axis=1) > 5e-4].reset_index(drop=True)


def _capacities(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what exists, is planned and is needed, in GW or Mt per year."""
    scale = np.where(rows["unit"].astype(str) == "t/h", HOURS / 1e6, 1e-3)
    columns = ("existing", "planned", "needed")
    nothing = pd.Series(0.0, index=rows.index)
    found: dict[str, pd.Series] = {name: rows.get(name, nothing).fillna(0.0).astype(float) * scale for name in columns}
    # Ships are not bounded by the model: what is needed of them is what there is.
    ships = rows.get("from_carrier", rows["carrier"]).eq("liquid_co2") & (rows["from"] != rows["to"])
    found["existing"] = found["existing"].where(~ships, found["needed"])
    return found


def shades(color: str) -> tuple[str, str, str]:
    """Return a dark, a middle and a light shade of a colour: existing, planned, missing capacity."""
    rgb = to_rgb(color)
    if max(rgb) < 0.45:  # the greys of CO2 need another hue to tell the three apart
        return "#262626", "#b8591b", "#f3b27a"
    dark, middle, light = (
        to_hex((share * rgb[0] + white, share * rgb[1] + white, share * rgb[2] + white))
        for share, white in ((0.5, 0.0), (0.92, 0.0), (0.42, 0.58))
    )
    return dark, middle, light


@style.themed
def draw_flows(needs: pd.DataFrame, group: str, scene: Scene) -> Figure:
    """Draw the corridors of a group of carriers: width is capacity, dark what exists, arrow the net flow."""
    nodes, names, context = scene.nodes, scene.names, scene.context
    what = names.label("group", group)
    title, subtitle = context.say("flows", carrier=what), context.subtitle([scene.year])
    table = _drawn(flows_table(needs, group, names), nodes)
    unit, in_mass = "Mt/a", names.groups[group].unit == "t/h"
    if not in_mass:
        unit = "GW" if table.empty or table[["needed", "existing"]].max().max() >= 1 else "MW"
    if unit == "MW":
        table[["needed", "existing", "planned"]] *= 1000
    footer = context.footer(f"unit_{'rate' if in_mass else unit}", "boundary_flows", [scene.year])
    if table.empty:
        return style.sentence_page(title, subtitle, context.say("none_flows", carrier=what), footer)
    page = style.page(title, subtitle, footer)
    ax = map_axes(page, style.body(page), scene.outline, _extent(nodes, table))
    at = _schematic(nodes, table, ax, names)
    corridors = _corridors(table, at)
    color = names.color("group", group)
    placer = style.LabelPlacer(ax)
    heading = f"{context.say('arrow_label')} ({unit})"
    _legend(ax, placer, list(at.values()), _legend_rows(corridors, unit, context), shades(color), heading)
    _draw_nodes(ax, placer, nodes, at, names)
    for number, corridor in enumerate(corridors):
        _draw_corridor(ax, corridor, shades(color), placer)
        placer.avoid_line(*_along(corridor), owner=number)
    _name_clusters(placer, nodes, at, names)
    for number, corridor in enumerate(corridors):
        _label_corridor(placer, number, corridor, names, context)
    return page


def _drawn(table: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is too thin to see, and trade between a border and the neighbour behind it: no line."""
    border = nodes[nodes["kind"] == "border"]
    pairs = {tuple(sorted(map(str, pair))) for pair in zip(border["node"], border["parent"], strict=True)}
    trade = [pair in pairs for pair in zip(table["from"], table["to"], strict=True)]
    table = table[~pd.Series(trade, index=table.index, dtype=bool)]
    size = table[["existing", "needed"]].max(axis=1)
    least = _LEAST_SHARE * size.max()
    kept: pd.DataFrame = table[size > least].reset_index(drop=True)
    return kept.assign(needed=kept["needed"].where(kept["needed"] > least, 0.0))


def _extent(nodes: pd.DataFrame, table: pd.DataFrame) -> tuple[float, float, float, float]:
    """Return the km to show: Flanders, and the nodes outside it that the corridors reach."""
    places = positions_km(nodes, sorted({*table["from"], *table["to"]})).values()
    west, east, south, north = FLANDERS_KM
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return (
        min(west, min(xs) - 18),
        max(east, max(xs) + 18),
        min(south - 22, min(ys) - 8),
        max(north, max(ys) + 8),
    )


def _corridors(table: pd.DataFrame, at: Mapping[str, _Point]) -> list[_Corridor]:
    """Return the lines to draw, widest first."""
    width = _WIDEST_POINTS / float(table[["needed", "existing"]].max().max())
    strongest = float(table["flow"].abs().max())
    arrow = _LARGEST_ARROW_KM / np.sqrt(strongest) if strongest > 0 else 0.0
    found = []
    for row in table.sort_values(["needed", "from", "to"], ascending=[False, True, True]).to_dict("records"):
        ends = (at[row["from"]], at[row["to"]])
        if row["becomes"]:
            ends = (ends[0], (ends[0][0] - 7.0, ends[0][1] + 7.0))
        found.append(
            _Corridor(
                ends,
                row["needed"],
                row["existing"],
                row["planned"],
                row["flow"],
                width,
                arrow,
                row["becomes"],
            )
        )
    return found


def _schematic(nodes: pd.DataFrame, table: pd.DataFrame, ax: Axes, names: Names) -> dict[str, _Point]:
    """Return places in km of the nodes of the corridors, pushed apart to be told from each other."""
    wanted = sorted(set(table["from"]) | set(table["to"]))
    places = positions_km(nodes, wanted)
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    places = {
        node: (min(max(x, west + 22), east - 22), min(max(y, south + 10), north - 12))
        for node, (x, y) in places.items()
    }
    kind = nodes.set_index("node")["kind"]
    points = (east - west) / float(ax.get_window_extent().width) * style.SCREEN_DPI / 72
    radii = {}
    for node in wanted:
        letters = max(map(len, style.wrapped(_place(node, nodes, names, wanted)).split("\n")))
        radii[node] = points * (3.4 * letters + 4 if kind[node] in _BOXED else 34.0)
    return spread(places, radii, gap=0)


def _along(corridor: _Corridor) -> tuple[np.ndarray, np.ndarray]:
    """Return points on a corridor, every few km."""
    (x0, y0), (x1, y1) = corridor.ends
    steps = np.linspace(0, 1, max(int(np.hypot(x1 - x0, y1 - y0) / 2), 5))
    return x0 + (x1 - x0) * steps, y0 + (y1 - y0) * steps


def _draw_corridor(
    ax: Axes, corridor: _Corridor, colors: tuple[str, str, str], placer: style.LabelPlacer | None = None
) -> None:
    """Draw one line: what exists dark, planned and missing lighter around it, unused existing hollow."""
    xs, ys = zip(*corridor.ends, strict=True)
    width, needed, existing = corridor.width, corridor.needed, corridor.existing

    def stroke(points: float, color: str, level: float) -> None:
        ax.plot(xs, ys, color=color, linewidth=points, zorder=level, solid_capstyle="butt")

    if existing > needed * 1.005:
        stroke(max(existing * width, 1.5) + 1.6, "#8b8b8b", 3.0)
        stroke(max(existing * width, 1.5), "white", 3.1)
    if needed > 0:
        stroke(max(needed * width, 1.8) + 1.6, "white", 3.2)
    dark, middle, light = colors
    stands, foreseen = min(existing, needed), min(existing + corridor.planned, needed)
    parts = [(needed, light, needed > foreseen), (foreseen, middle, foreseen > stands), (stands, dark, True)]
    for order, (value, color, seen) in enumerate(parts):
        if seen and value > 0:
            stroke(max(value * width, 1.8), color, 3.3 + order / 10)
    if corridor.arrow and abs(corridor.flow) > 5e-3:
        _draw_arrow(ax, corridor, placer)


def _draw_arrow(ax: Axes, corridor: _Corridor, placer: style.LabelPlacer | None) -> None:
    """Draw a triangle on a line, towards the end the net flow goes to, and keep labels off it."""
    ends = np.array(corridor.ends if corridor.flow > 0 else corridor.ends[::-1])
    way = ends[1] - ends[0]
    length = float(np.hypot(*way))
    along = way / max(length, 1e-6)
    across = np.array([-along[1], along[0]])
    size = min(max(corridor.arrow * np.sqrt(abs(corridor.flow)), 1.8), 0.25 * length)
    # Clear of the point or the box at the end of the line.
    middle = ends[0] + along * max(0.7 * length if length > 30 else length - 5.0 - size, 0.5 * length)
    tip, base = middle + along * size, middle - along * size * 0.7
    points = [tip, base + across * size * 0.95, base - across * size * 0.95]
    ax.add_patch(Polygon(points, closed=True, facecolor="white", edgecolor=style.INK, linewidth=1.1, zorder=4))
    if placer:
        placer.block_circle(float(middle[0]), float(middle[1]), size * 0.8)


def _draw_nodes(
    ax: Axes, placer: style.LabelPlacer, nodes: pd.DataFrame, at: Mapping[str, _Point], names: Names
) -> None:
    """Draw clusters and sub-nodes as points, everything outside Flanders as labelled boxes."""
    kind = nodes.set_index("node")["kind"]
    points = _km_per_point(placer)
    box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": style.INK, "linewidth": 1.0}
    for node, (x, y) in at.items():
        if kind[node] in _BOXED:
            text = ax.text(
                x,
                y,
                style.wrapped(_place(node, nodes, names, at)),
                fontsize=11.5,
                ha="center",
                va="center",
                bbox=box,
                zorder=6,
                linespacing=0.95,
            )
            placer.block_texts([text])
            continue
        sub = kind[node] == "subnode"
        look: dict[str, Any] = {"facecolor": "white" if sub else style.INK, "edgecolor": style.INK}
        ax.add_patch(Circle((x, y), (5.5 if sub else 7.0) * points, linewidth=1.5, zorder=6, **look))
        placer.block_circle(x, y, 7 * points, owner=_NAMES + list(at).index(node))


def _place(node: str, nodes: pd.DataFrame, names: Names, drawn: Collection[str]) -> str:
    """Return the label of a node; a crossing of the border is called after the neighbour."""
    row = nodes.set_index("node").loc[node]
    if row["kind"] != "border" or not str(row["parent"]):
        return names.place(node)
    neighbour = names.place(str(row["parent"]))
    return words("figures").say("border", names.language, place=neighbour) if row["parent"] in drawn else neighbour


def _name_clusters(placer: style.LabelPlacer, nodes: pd.DataFrame, at: Mapping[str, _Point], names: Names) -> None:
    """Write the names of clusters and sub-nodes where there is room."""
    kind = nodes.set_index("node")["kind"]
    points = _km_per_point(placer)
    for node, (x, y) in at.items():
        if kind[node] in _BOXED:
            continue
        sub = kind[node] == "subnode"
        size = 10.0 if sub else 12.0
        text = style.wrapped(_place(node, nodes, names, at))
        lines = text.split("\n")
        half = (0.29 * size * max(map(len, lines)) * points, 0.6 * size * len(lines) * points)
        spots = style.ring((x, y), 7.5 * points, (0.5, 3, 6, 10), half)
        look: dict[str, Any] = {
            "color": style.MUTED if sub else style.INK,
            "fontsize": size,
            "fontstyle": "italic",
        }
        placer.put(
            text,
            spots,
            owner=_NAMES + list(at).index(node),
            zorder=7,
            path_effects=style.halo(),
            linespacing=0.9,
            **look,
        )


def _km_per_point(placer: style.LabelPlacer) -> float:
    """Return how many km of the map a typographic point takes."""
    pixels = placer.pixels(1, 0)[0] - placer.pixels(0, 0)[0]
    return style.SCREEN_DPI / 72 / pixels


def _label_corridor(
    placer: style.LabelPlacer, number: int, corridor: _Corridor, names: Names, context: Context
) -> None:
    """Write what is needed on the line or beside it, after what exists where that is too little."""
    needed, existing = (context.number(x if x > 5e-3 else 0.0) for x in (corridor.needed, corridor.existing))
    text = f"{existing}→{needed}" if corridor.needed > corridor.existing and needed != existing else needed
    if corridor.becomes:
        text = f"{context.say('becomes', carrier=names.label('carrier', corridor.becomes))}\n{text}"
    ends = np.array(corridor.ends if corridor.flow >= 0 else corridor.ends[::-1])
    way = ends[1] - ends[0]
    normal = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-6)
    points = _km_per_point(placer)
    lines = text.split("\n")
    half = np.array([0.31 * 12 * max(map(len, lines)) + 4, 0.6 * 12 * len(lines) + 3]) * points
    reach = float(np.abs(normal) @ half) + 0.5 * points * corridor.width * corridor.needed
    shares = (0.42, 0.34, 0.5, 0.26, 0.18)
    spots = [] if corridor.becomes else [ends[0] + share * way for share in shares]
    for away in (0.8, 3.0, 6.0, 10.0, 15.0, 21.0):
        aside = normal * (reach + away)
        spots += [ends[0] + share * way + side * aside for share in shares for side in (1, -1)]
    box = {"boxstyle": "round,pad=0.15", "facecolor": "#ffffffee", "edgecolor": style.MUTED, "linewidth": 0.6}
    centres = [(float(x), float(y)) for x, y in spots]
    look = {"fontsize": 12, "fontweight": "bold", "zorder": 8, "bbox": box, "linespacing": 0.95}
    label = placer.put(text, centres, owner=number, **look)
    if label.get_position() not in centres[: 0 if corridor.becomes else len(shares)]:
        xs, ys = _along(corridor)
        x, y = label.get_position()
        near = int(np.argmin(np.hypot(xs - x, ys - y)))
        placer.ax.plot([x, xs[near]], [y, ys[near]], color=style.INK, linewidth=1.0, zorder=7.5)


def _legend_rows(corridors: Sequence[_Corridor], unit: str, context: Context) -> list[tuple[_Corridor, str]]:
    """Return a sample line and its text for everything that is on the map, from the top down."""
    widest = corridors[0]
    half = float(f"{_WIDEST_POINTS / widest.width / 2:.1g}")
    flow = float(f"{(0.6 * _LARGEST_ARROW_KM / widest.arrow) ** 2:.1g}") if widest.arrow else 0.0

    def sample(needed: float, existing: float, planned: float, flow: float = 0.0) -> _Corridor:
        return replace(widest, needed=needed, existing=existing, planned=planned, flow=flow, becomes="")

    missing = [max(line.needed - line.existing, 0.0) for line in corridors]
    kinds = [
        ("existing", sample(half, half, 0.0), any(min(c.existing, c.needed) > 0 for c in corridors)),
        (
            "in_register",
            sample(half, 0.0, half),
            any(m and c.planned for m, c in zip(missing, corridors, strict=True)),
        ),
        ("gap", sample(half, 0.0, 0.0), any(m > c.planned for m, c in zip(missing, corridors, strict=True))),
        ("unused", sample(0.0, half, 0.0), any(c.existing > c.needed * 1.005 for c in corridors)),
    ]
    rows = [(line, f"{context.say(key)}: {context.number(half)} {unit}") for key, line, seen in kinds if seen]
    if flow:
        net = f"{context.say('direction')}: {context.number(flow)} {'Mt' if unit == 'Mt/a' else 'TWh'}"
        rows.append((sample(half / 5, half / 5, 0.0, flow), net))
    return rows


def _legend(
    ax: Axes,
    placer: style.LabelPlacer,
    at: Sequence[_Point],
    rows: Sequence[tuple[_Corridor, str]],
    colors: tuple[str, str, str],
    heading: str,
) -> None:
    """Draw samples of the lines with their capacities in the first corner that has no node."""
    point = _km_per_point(placer)
    step, wide = 22 * point, 300 * point
    high, gap = step * (len(rows) + 1), 12 * point
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    corners = [
        (x, y) for y in (south + gap, north - gap - high) for x in (west + gap, east - gap - wide)
    ]  # lower left, lower right, upper left, upper right
    margin = 25 * point
    covered = [
        sum(x - margin < a < x + wide + margin and y - margin < b < y + high + margin for a, b in at)
        for x, y in corners
    ]
    x, y = corners[covered.index(min(covered))]
    frame = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
    ax.add_patch(Polygon(frame, facecolor="#ffffffe6", edgecolor=style.BORDER, linewidth=0.8, zorder=2.9))
    placer.block_box(x, y, x + wide, y + high)
    look: dict[str, Any] = {"va": "center", "zorder": 8}
    ax.text(x + 6 * point, y + high - step * 0.55, heading, fontsize=12.5, fontweight="bold", **look)
    for row, (line, text) in enumerate(reversed(rows)):
        level = y + step * (row + 0.55)
        _draw_corridor(ax, replace(line, ends=((x + 6 * point, level), (x + 60 * point, level))), colors)
        ax.text(x + 68 * point, level, text, fontsize=style.SMALL, **look)
