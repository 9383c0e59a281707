"""Sankey diagrams with matplotlib: nodes in columns from left to right, bands in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, takewhile

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from werven.figures import style
from werven.figures.sankey_links import node_color, without_lone_purchases
from werven.words.names import Context, Names

# From left to right; a link to a node that is not further right is drawn as a way back.
_KINDS = {"supply": 0, "carrier": 10, "process": 20, "plant": 30, "sector": 40, "use": 99}
_RANKS = {
    "carrier:biomethane": 8,
    "process:other": 9,
    "carrier:fuel_gas": 25,
    "carrier:blast_furnace_gas": 25,
    "carrier:electricity": 32,
    "carrier:hydrogen": 35,
    "carrier:ammonia": 36,
    "carrier:heat": 39,
    "carrier:co2": 60,
}
_STREAM = 50
_WIDTH = 0.013
_SWEEPS = 40
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps a number with the last word before it
# Links below this share of all that is used are too thin to be seen.
_LEAST_SHARE = 8e-4


@dataclass
class Box:
    """A node on the page, or the place where a band passes a column (`name` empty).

    Attributes
    ----------
    name : str
        Node.
    column : int
        From 0.
    size : float
        Quantity that passes.
    y : float
        Lower edge, in units of quantity.
    """

    name: str
    column: int
    size: float
    y: float = 0.0
    into: list[tuple[int, float]] = field(default_factory=list)
    out: list[tuple[int, float]] = field(default_factory=list)


@dataclass
class Layout:
    """Boxes, pieces of forward links (from box, to box, value, link), ways back, height of the page."""

    boxes: list[Box]
    pieces: list[tuple[int, int, float, int]]
    back: list[int]
    height: float


def node_rank(node: str) -> float:
    """Return how far right a node belongs."""
    if node in _RANKS:
        return _RANKS[node]
    if node.startswith("carrier:co2_"):
        return _STREAM
    return _KINDS.get(node.split(":", 1)[0], 45)


def ranks_of(links: pd.DataFrame) -> dict[str, float]:
    """Return how far right every node belongs; ammonia stands before hydrogen when it is mostly cracked."""
    ranks = {node: node_rank(node) for node in {*links["source"], *links["target"]}}
    both = links.set_index(["source", "target"])["value"]
    pair = ("carrier:ammonia", "carrier:hydrogen")
    if float(both.get(pair, 0.0)) > float(both.get(pair[::-1], 0.0)):
        ranks["carrier:ammonia"] = ranks["carrier:hydrogen"] - 1
    return ranks


def columns_of(links: pd.DataFrame) -> dict[str, int]:
    """Return the column of every node: one more than the furthest node that feeds it; ends stand last.

    Sectors stand in one column, and so do the streams of CO2.
    """
    ranks = ranks_of(links)
    forward = [
        (source, target)
        for source, target in zip(links["source"], links["target"], strict=True)
        if ranks[source] < ranks[target]
    ]
    column: dict[str, int] = {}
    for rank in sorted(set(ranks.values())):
        group = [node for node in ranks if ranks[node] == rank]
        for node in group:
            column[node] = max((column[source] + 1 for source, target in forward if target == node), default=0)
        if rank in (_KINDS["sector"], _STREAM):
            furthest = max(column[node] for node in group)
            column.update(dict.fromkeys(group, furthest))
    last = max(column.values(), default=0)
    return {node: last if node.startswith("use:") else place for node, place in column.items()}


def layout(links: pd.DataFrame, gap_share: float = 0.055) -> Layout:
    """Place the nodes of a table of links.

    Parameters
    ----------
    links : DataFrame
        `source, target, value`.
    gap_share : float
        Space between two nodes of a column, as a share of the tallest column.

    Returns
    -------
    Layout
        Bands that pass a column get a place in it, so that they run beside nodes and not through them.
    """
    column = columns_of(links)
    entered, left = links.groupby("target")["value"].sum(), links.groupby("source")["value"].sum()
    size = pd.concat([entered, left], axis=1).max(axis=1)
    boxes = [Box(node, column[node], float(size[node])) for node in sorted(column)]
    index = {box.name: number for number, box in enumerate(boxes)}
    pieces: list[tuple[int, int, float, int]] = []
    back = []
    for number, row in enumerate(links.itertuples(index=False)):
        start, end, value = index[str(row.source)], index[str(row.target)], float(str(row.value))
        if boxes[start].column >= boxes[end].column:
            back.append(number)
            continue
        for between in range(boxes[start].column + 1, boxes[end].column):
            boxes.append(Box("", between, value))
            pieces.append((start, len(boxes) - 1, value, number))
            start = len(boxes) - 1
        pieces.append((start, end, value, number))
    for start, end, value, _ in pieces:
        boxes[start].out.append((end, value))
        boxes[end].into.append((start, value))
    return Layout(boxes, pieces, back, _place(boxes, gap_share))


def _gap(box: Box, gap: float) -> float:
    """Return the space above a box: nodes need room for their label, passing bands do not."""
    return gap if box.name else gap * 0.3


def _place(boxes: list[Box], gap_share: float) -> float:
    """Set the heights of all boxes, each drawn towards its neighbours, and return that of the page."""
    last = max((box.column for box in boxes), default=0)
    columns = [[box for box in boxes if box.column == number] for number in range(last + 1)]
    gap = gap_share * max(sum(box.size for box in column) for column in columns)
    height = max(sum(box.size + _gap(box, gap) for box in column) for column in columns)
    for column in columns:
        column.sort(key=lambda box: (box.size, box.name))
        _untangle(column, gap, height)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            for box in column:
                near = (box.into if sweep % 2 == 0 else box.out) or box.into or box.out
                weight = sum(value for _, value in near)
                if weight > 0:
                    middle = sum((boxes[i].y + boxes[i].size / 2) * value for i, value in near) / weight
                    box.y += (middle - box.size / 2 - box.y) * 0.9
            column.sort(key=lambda box: box.y + box.size / 2)
            _untangle(column, gap, height)
    return height


def _untangle(column: list[Box], gap: float, height: float) -> None:
    """Push boxes up where they overlap, then down from the top of the page."""
    floor = 0.0
    for box in column:
        box.y = max(box.y, floor)
        floor = box.y + box.size + _gap(box, gap)
    ceiling = height
    for box in reversed(column):
        box.y = min(box.y, ceiling - box.size)
        ceiling = box.y - _gap(box, gap)


@style.themed
def visible(links: pd.DataFrame) -> pd.DataFrame:
    """Leave out links that are too thin to be seen."""
    least = _LEAST_SHARE * links.loc[links["target"].str.startswith("use:"), "value"].sum()
    return without_lone_purchases(links[links["value"] > least])


def draw_sankey(links: pd.DataFrame, kind: str, names: Names, context: Context, year: int) -> Figure:
    """Draw a table of links.

    Parameters
    ----------
    links : DataFrame
        `source, target, value, unit, color`, from `links.energy_links` or `links.carbon_links`.
    kind : str
        "energy" or "carbon": title, unit and boundary.
    names, context : Names, Context
        Labels; scenario, language, closure.
    year : int
        Model year.
    """
    title, subtitle = context.say(f"sankey_{kind}"), context.subtitle([year])
    unit, boundary = ("unit_energy", "boundary_users") if kind == "energy" else ("unit_mass", "boundary_emissions")
    footer = context.footer(unit, boundary, [year])
    if links.empty:
        return style.sentence_page(title, subtitle, context.say("none_sankey"), footer)
    page = style.page(title, subtitle, footer)
    links = visible(links)
    plan = layout(links)
    last = max(box.column for box in plan.boxes)
    ax = page.add_axes(style.body(page, 0.155, 0.832))
    deep = (0.06 + 0.02 * len(plan.back)) * plan.height if plan.back else 0.015 * plan.height
    ax.set(xlim=(0, last + _WIDTH * last), ylim=(-deep, plan.height))
    ax.axis("off")
    _draw_bands(ax, plan, links, last)
    lost = links[links["target"] == "use:losses"].groupby("source")["value"].sum()
    labels = []
    for box in plan.boxes:
        if box.name:
            # A carrier is known by what is delivered of it, not by what its production loses.
            less = float(lost.get(box.name, 0.0)) if box.name.startswith("carrier:") else 0.0
            labels.append(_draw_box(ax, box, box.size - less, names, context, last))
    part(labels)
    return page


def part(labels: Sequence[Text]) -> None:
    """Move labels that cover each other apart, up and down, as little as it takes."""
    boxes = [label.get_window_extent().padded(2) for label in labels]
    shift = np.zeros(len(labels))
    pairs = [
        (i, j) for i, j in combinations(range(len(boxes)), 2) if boxes[i].x0 < boxes[j].x1 and boxes[j].x0 < boxes[i].x1
    ]
    for _ in range(_SWEEPS):
        for i, j in pairs:
            (low, high), (below, above) = ((boxes[k].y0 + shift[k], boxes[k].y1 + shift[k]) for k in (i, j))
            overlap = min(high, above) - max(low, below)
            if overlap > 0:
                half = overlap / 2 if low + high >= below + above else -overlap / 2
                shift[i] += half
                shift[j] -= half
    for label, up in zip(labels, shift, strict=True):
        data = label.get_transform()
        x, y = data.transform(label.get_position())
        label.set_y(float(data.inverted().transform((x, y + up))[1]))


def _draw_box(ax: Axes, box: Box, value: float, names: Names, context: Context, last: int) -> Text:
    """Draw a node with its label and value at the right of it; return the label."""
    wide = _WIDTH * max(last, 1)
    ax.add_patch(
        Rectangle(
            (box.column, box.y),
            wide,
            box.size,
            facecolor=node_color(box.name, names),
            edgecolor="none",
            zorder=4,
        )
    )
    first, end = box.column == 0, box.name.startswith("use:")
    spacing = float(ax.get_window_extent().width) / style.SCREEN_DPI * 72 / max(last, 1)
    longest = 21 if end else 20 if first else max(int(spacing / 6.4), 8)
    name, size = node_label(box.name, names, context), context.number(value)
    alone = len(f"{name.split()[-1]} {size}") > longest
    label = style.wrapped(f"{name}{' ' if alone else _NO_BREAK}{size}", longest)
    return ax.text(
        box.column + (-0.35 if first else 1.35) * wide,
        box.y + box.size / 2,
        label,
        ha="right" if first else "left",
        va="center",
        fontsize=11.5 if end or first else 10.5,
        fontweight="bold",
        zorder=6,
        path_effects=style.halo(2.6),
        linespacing=0.95,
        clip_on=False,
    )


def _shared(names: Names) -> str:
    """Return the words with which the names of all streams of CO2 begin: a diagram of carbon need not say them."""
    streams = [label.split(" ") for one, label in names.labels["carrier"].items() if one in names.streams]
    same = takewhile(lambda words: len(set(words)) == 1, zip(*streams, strict=False)) if len(streams) > 1 else ()
    return "".join(f"{words[0]} " for words in same)


def node_label(node: str, names: Names, context: Context) -> str:
    """Return the label of a node of a diagram."""
    kind, name = node.split(":", 1)
    if name.startswith(("import_", "bought_")):
        how, carrier = name.split("_", 1)
        return f"{context.say(how)} {node_label(f'carrier:{carrier}', names, context)}"
    if node == "carrier:heat":
        return context.say("group_heat_industry")
    if name in names.streams:
        return names.label("carrier", name).removeprefix(_shared(names))
    own = f"{kind}_{name}"
    if context.knows(own):
        return context.say(own)
    if kind == "carrier" or (kind == "supply" and name not in names.sectors):
        return names.label("carrier", name)
    return names.label("technology", name) if kind == "supply" else names.sector_label(name)


def _draw_bands(ax: Axes, plan: Layout, links: pd.DataFrame, last: int) -> None:
    """Draw the bands between boxes, and the ways back below everything."""
    wide = _WIDTH * max(last, 1)
    start, end = _ports(plan)
    colors = list(links["color"])
    for link in range(len(links)):
        xs: list[np.ndarray] = []
        lows: list[np.ndarray] = []
        mine = [number for number, piece in enumerate(plan.pieces) if piece[3] == link]
        for number in mine:
            a, b, _, _ = plan.pieces[number]
            x0 = plan.boxes[a].column + (wide if plan.boxes[a].name else wide / 2)
            x1 = plan.boxes[b].column + (0 if plan.boxes[b].name else wide / 2)
            t = np.linspace(0, 1, 40)
            xs.append(x0 + (x1 - x0) * t)
            lows.append(start[number] + (end[number] - start[number]) * (3 * t**2 - 2 * t**3))
        if mine:
            low, value = np.concatenate(lows), plan.pieces[mine[0]][2]
            ax.fill_between(
                np.concatenate(xs), low, low + value, color=colors[link], alpha=0.5, linewidth=0.3, zorder=2
            )
    by_name = {box.name: box for box in plan.boxes if box.name}
    for depth, link in enumerate(plan.back):
        row = links.iloc[link]
        _way_back(
            ax,
            by_name[row["source"]],
            by_name[row["target"]],
            float(row["value"]),
            row["color"],
            plan,
            depth,
            wide,
        )


def _ports(plan: Layout) -> tuple[Mapping[int, float], Mapping[int, float]]:
    """Return the lower edge of every piece where it leaves a box and where it enters one."""
    start: dict[int, float] = {}
    end: dict[int, float] = {}
    for which, found in ((0, start), (1, end)):
        for number, box in enumerate(plan.boxes):
            mine = [i for i, piece in enumerate(plan.pieces) if piece[:2][which] == number]
            other = 1 - which
            mine.sort(key=lambda i: plan.boxes[plan.pieces[i][:2][other]].y)
            level = box.y + box.size - sum(plan.pieces[i][2] for i in mine) if len(mine) else box.y
            for i in mine:
                found[i] = level
                level += plan.pieces[i][2]
    return start, end


def _way_back(
    ax: Axes, source: Box, target: Box, value: float, color: str, plan: Layout, depth: int, wide: float
) -> None:
    """Draw a link that runs to the left: out at the right, below everything, in at the left."""
    bottom = -(0.02 + 0.025 * depth) * plan.height
    points = np.array(
        [
            (source.column + wide, source.y + value / 2),
            (source.column + 0.16, source.y + value / 2),
            (source.column + 0.20, bottom),
            (target.column - 0.20, bottom),
            (target.column - 0.16, target.y + value / 2),
            (target.column, target.y + value / 2),
        ]
    )
    height = float(ax.get_window_extent().height) / style.SCREEN_DPI * 72
    share = value / (ax.get_ylim()[1] - ax.get_ylim()[0])
    ax.plot(
        *points.T,
        color=color,
        alpha=0.45,
        linewidth=max(share * height, 1.0),
        solid_joinstyle="round",
        zorder=1.5,
    )
