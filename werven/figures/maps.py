"""Maps with pies: who uses what at each cluster, and what each cluster emits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Wedge
from matplotlib.text import Text

from werven.data.carriers import having
from werven.figures import style
from werven.figures.basemap import Scene, map_axes, positions_km, spread
from werven.words.names import Context, Names, drawn_sector, inside, parents, sector_rank, signs


def users_table(
    demand: pd.DataFrame, balance: pd.DataFrame, technologies: pd.DataFrame, names: Names, nodes: pd.DataFrame
) -> pd.DataFrame:
    """Return what is used where: given demand, and the use of the processes the model runs.

    Parameters
    ----------
    demand : DataFrame
        `cluster, carrier, sector, twh_per_year`.
    balance : DataFrame
        `bus_carrier, cluster, component, technology, value, unit`, MWh or t per year.
    technologies, nodes : DataFrame
        Tables of the base case.
    names : Names
        Gives the sectors.

    Returns
    -------
    DataFrame
        `group, cluster, part, value`: TWh per year, for captured CO2 Mt per year. `part` is a drawn sector;
        for heat it is the carrier (temperature band).
    """
    home = parents(nodes)
    own = located(balance[balance["cluster"].isin(inside(nodes))], nodes)
    own = own.assign(cluster=own["cluster"].map(home))
    kinds = technologies.set_index("technology")["kind"] if "kind" in technologies else pd.Series(dtype=str)
    runs = own["technology"].isin(set(names.sectors)) & (own["technology"].map(kinds) != "generator")
    given = demand.assign(cluster=demand["cluster"].map(lambda node: home.get(str(node), str(node))))
    used = [group for group in having(names.groups, "users") if group != "co2"]
    parts = [_given(given, group, names) for group in used]
    parts += [_processes(own[runs], group, names) for group in used]
    parts.append(_captured(own[runs], names))
    table = pd.concat(parts, ignore_index=True)
    table = table.groupby(["group", "cluster", "part"], as_index=False)[["value"]].sum()
    return table[table["value"] > 1e-6].reset_index(drop=True)


def located(balance: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Spread what technologies take from buses of all Flanders over the clusters where they run.

    A fuel has one bus, so its rows have no cluster. A technology takes it in proportion to its largest flow
    at buses that have one. Rows of technologies without such a flow are left out.
    """
    system = set(nodes.loc[nodes["kind"] == "system", "node"])
    far = balance["cluster"].isin(system)
    near = balance[~far].assign(size=balance["value"].abs())
    sums = near.groupby(["technology", "bus_carrier"])["size"].sum().reset_index().sort_values("size")
    main = sums.drop_duplicates("technology", keep="last")[["technology", "bus_carrier"]]
    share = near.merge(main, on=["technology", "bus_carrier"])
    share = share.groupby(["technology", "cluster"], as_index=False)[["size"]].sum()
    share["share"] = share["size"] / share.groupby("technology")["size"].transform("sum")
    spread_out = balance[far].drop(columns="cluster").merge(share, on="technology")
    spread_out["value"] *= spread_out["share"]
    return pd.concat([balance[~far], spread_out[balance.columns]], ignore_index=True)


def _given(demand: pd.DataFrame, group: str, names: Names) -> pd.DataFrame:
    """Return the given demand of a group of carriers."""
    rows = demand[demand["carrier"].isin(names.groups[group].carriers)]
    part = rows["carrier"].map(names.band) if group == "heat" else rows["sector"].map(drawn_sector)
    value = rows["twh_per_year"].astype(float)
    return pd.DataFrame({"group": group, "cluster": rows["cluster"], "part": part, "value": value})


def _processes(balance: pd.DataFrame, group: str, names: Names) -> pd.DataFrame:
    """Return what the processes take from a group of carriers, apart from those that give more back to it."""
    rows = balance[balance["bus_carrier"].isin(names.groups[group].carriers)]
    flows = rows.groupby("technology")["value"]
    # What a let-down takes from one level it gives to the next: its sum is nothing but rounding.
    takes = flows.sum() < -1e-6 * flows.agg(lambda values: values.abs().sum())
    rows = rows[rows["technology"].isin(takes.index[takes])]
    part = rows["bus_carrier"].map(names.band) if group == "heat" else rows["technology"].map(names.sector)
    value = -rows["value"].astype(float) / 1e6
    return pd.DataFrame({"group": group, "cluster": rows["cluster"], "part": part, "value": value})


def _captured(balance: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return the CO2 that processes deliver to the captured CO2, by the sector its stream comes from."""
    streams = balance[balance["bus_carrier"].isin(names.streams) & (balance["value"] < 0)]
    origin = streams.drop_duplicates("technology").set_index("technology")["bus_carrier"].map(names.streams)
    rows = balance[(balance["bus_carrier"] == "co2") & (balance["value"] > 0)]
    part = rows["technology"].map(lambda name: origin.get(name, names.sector(name)))
    value = rows["value"].astype(float) / 1e6
    return pd.DataFrame({"group": "co2", "cluster": rows["cluster"], "part": part, "value": value})


def emissions_table(emissions: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return Flemish emissions as `cluster, part, value` (drawn sector; Mt per year, may be negative)."""
    rows = emissions[emissions["boundary"] == "flanders"]
    home = parents(nodes)
    table = pd.DataFrame(
        {
            "cluster": rows["cluster"].map(lambda node: home.get(str(node), str(node))),
            "part": rows["sector"].map(drawn_sector),
            "value": rows["t_per_year"].astype(float) / 1e6,
        }
    )
    return table.groupby(["cluster", "part"], as_index=False)[["value"]].sum()


def pies(
    ax: Axes,
    table: pd.DataFrame,
    nodes: pd.DataFrame,
    color: Callable[[str], str],
    radius: Callable[[float], float],
    label: Callable[[str, float], str],
    *,
    fontsize: float = style.LABEL,
    keep_off: Sequence[Text] = (),
) -> None:
    """Draw a pie for every cluster of `cluster, part, value`, its area the positive sum, with its label.

    Parameters
    ----------
    ax : Axes
        From `map_axes`.
    table, nodes : DataFrame
        What to draw, and where.
    color, radius, label : callable
        Colour of a part; radius in km of a sum; text for a cluster and its net sum, empty for none.
    fontsize, keep_off
        Points; texts that labels must not cover.
    """
    positive = table[table["value"] > 0]
    sums, nets = positive.groupby("cluster")["value"].sum(), table.groupby("cluster")["value"].sum()
    places = positions_km(nodes, [str(node) for node in sums.index])
    radii = {str(node): radius(float(value)) for node, value in sums.items()}
    at = spread(places, radii, gap=1.2)
    placer = style.LabelPlacer(ax)
    placer.block_texts(keep_off)
    names_at = list(at)
    for node in at:
        rows = positive[positive["cluster"] == node].sort_values("part", key=lambda c: c.map(sector_rank))
        _pie(ax, at[node], places[node], radii[node], rows, color)
        placer.block_circle(*at[node], radii[node] * 0.86, owner=names_at.index(node))
    for node in sorted(at, key=lambda name: -sums[name]):
        text = label(node, float(nets[node]))
        if text:
            _label_pie(placer, names_at.index(node), text, at[node], radii[node], fontsize)


def _pie(
    ax: Axes,
    at: tuple[float, float],
    home: tuple[float, float],
    radius: float,
    rows: pd.DataFrame,
    color: Callable[[str], str],
) -> None:
    """Draw one pie, from twelve o'clock with the clock, tied to its place if it was pushed off."""
    if np.hypot(at[0] - home[0], at[1] - home[1]) > radius:
        ax.plot(*zip(at, home, strict=True), color=style.INK, linewidth=0.8, zorder=3)
        ax.plot(*home, "o", color=style.INK, markersize=3, zorder=3)
    start = 90.0
    for part, value in zip(rows["part"], rows["value"], strict=True):
        turn = 360 * value / rows["value"].sum()
        edge = {"edgecolor": "white", "linewidth": 0.6} if 3 < turn < 360 else {"linewidth": 0}
        ax.add_patch(Wedge(at, radius, start - turn, start, facecolor=color(part), zorder=5, **edge))
        start -= turn
    ax.add_patch(Circle(at, radius, fill=False, edgecolor="#333333", linewidth=0.7, zorder=6))


def _label_pie(
    placer: style.LabelPlacer,
    number: int,
    text: str,
    at: tuple[float, float],
    radius: float,
    fontsize: float,
) -> None:
    """Put a label near a pie."""
    per_km = placer.pixels(1, 0)[0] - placer.pixels(0, 0)[0]
    points = 1 / per_km * style.SCREEN_DPI / 72
    lines = text.split("\n")
    wide = 0.31 * fontsize * max(map(len, lines)) * points
    high = 0.62 * fontsize * len(lines) * points
    spots = style.ring(at, radius, (0.8, 3.5, 7, 12, 18), (wide, high))
    words = placer.put(
        text, spots, owner=number, fontsize=fontsize, fontweight="bold", zorder=9, path_effects=style.halo()
    )
    x, y = words.get_position()
    gap = np.hypot(max(abs(x - at[0]) - wide, 0), max(abs(y - at[1]) - high, 0)) - radius
    if gap > 3:
        end = (at[0] + np.sign(x - at[0]) * radius * 0.5, at[1] + np.sign(y - at[1]) * radius * 0.5)
        near = (
            x - np.sign(x - at[0]) * min(wide, abs(x - at[0])),
            y - np.sign(y - at[1]) * min(high, abs(y - at[1])),
        )
        placer.ax.plot(*zip(end, near, strict=True), color=style.INK, linewidth=0.8, zorder=7)


def area_scale(largest: float, radius_km: float, least_km: float = 1.3) -> Callable[[float], float]:
    """Return the radius in km for a value, so that area is quantity and the largest value has `radius_km`."""
    return lambda value: max(radius_km * float(np.sqrt(max(value, 0) / largest)), least_km)


def nice_sizes(largest: float) -> list[float]:
    """Return two or three round values for a legend of sizes, largest first."""
    top = 10 ** np.floor(np.log10(largest))
    first = max(step * top for step in (1, 2, 5) if step * top <= largest)
    return [float(first), float(first / 4 if first / top == 2 else first / 5)]


def size_legend(
    ax: Axes,
    at: tuple[float, float],
    radius: Callable[[float], float],
    sizes: Sequence[float],
    context: Context,
    unit: str,
) -> None:
    """Draw nested circles with their values, standing on `at` (km)."""
    x, y = at
    for size in sizes:
        r = radius(size)
        ax.add_patch(Circle((x, y + r), r, facecolor="white", edgecolor=style.INK, linewidth=1.0, zorder=8))
        edge = x + radius(sizes[0]) + 1
        ax.plot([x, edge], [y + 2 * r, y + 2 * r], color=style.INK, linewidth=0.7, zorder=8)
        text = f"{signs(f'{size:g}', context.language)} {unit}"
        ax.text(edge + 1, y + 2 * r, text, va="center", fontsize=style.SMALL, zorder=8)


@style.themed
def draw_users(users: pd.DataFrame, scene: Scene) -> Figure:
    """Draw one small map per carrier of `users_table` on one page.

    Energy carriers share one scale of areas; captured CO2 has its own.
    """
    nodes, names, context = scene.nodes, scene.names, scene.context
    groups = having(names.groups, "users")
    rows = len(groups) // 2 + 1  # the last cell holds the legend
    size = (style.TALL[0], style.TALL[1] * max(rows, 3) / 3)
    footer = context.footer("unit_both", "boundary_users", [scene.year])
    page = style.page(context.say("users"), context.subtitle([scene.year]), footer, size)
    left, bottom, width, height = style.body(page)
    cell_w, cell_h = (width - 0.012) / 2, (height - 0.01 * (rows - 1)) / rows
    energy = users[users["group"] != "co2"]
    largest = {"TWh": _largest(energy), "Mt": _largest(users[users["group"] == "co2"])}
    scales = {unit: area_scale(value, 14.0) for unit, value in largest.items()}
    for cell, group in enumerate(groups):
        x, y = left + (cell % 2) * (cell_w + 0.012), bottom + (rows - 1 - cell // 2) * (cell_h + 0.01)
        ax = map_axes(page, (x, y, cell_w, cell_h), scene.outline)
        unit = "Mt" if names.groups[group].unit == "t/h" else "TWh"
        _user_panel(ax, users[users["group"] == group], group, unit, nodes, names, context, scales[unit])
    x = left + cell_w + 0.012
    _users_legend(page, (x, bottom, cell_w, cell_h), users, names, context, largest, scales)
    return page


def _largest(table: pd.DataFrame) -> float:
    """Return the largest sum of one pie, 1 when there is none."""
    sums = table.groupby(["group", "cluster"])["value"].sum()
    return float(sums.max()) if len(sums) else 1.0


def _part_color(names: Names) -> Callable[[str], str]:
    """Return the colour of a part: a temperature band or a drawn sector."""
    bands = {*names.industrial_heat, "space_heat"}
    return lambda part: names.color("carrier", part) if part in bands else names.sector_color(part)


def _user_panel(
    ax: Axes,
    table: pd.DataFrame,
    group: str,
    unit: str,
    nodes: pd.DataFrame,
    names: Names,
    context: Context,
    radius: Callable[[float], float],
) -> None:
    """Draw the map of one carrier with its title and total."""
    total = float(table["value"].sum())
    title = names.label("group", group)
    amount = f"{context.number(total)} {unit}"
    look: dict[str, Any] = {
        "transform": ax.transAxes,
        "va": "top",
        "zorder": 10,
        "path_effects": style.halo(),
    }
    heading = ax.text(0.015, 0.97, title[0].upper() + title[1:], fontsize=15, fontweight="bold", **look)
    if table.empty:
        ax.text(0.5, 0.5, context.say("none_users", carrier=title), fontsize=13, ha="center", **look)
        return
    whole = ax.text(0.015, 0.86, context.say("total", value=amount), fontsize=12.5, color=style.MUTED, **look)

    def text(node: str, value: float) -> str:
        if value < 0.012 * total:
            return ""
        return f"{names.place(node)} {context.number(value)}" if value > 0.2 * total else context.number(value)

    pies(ax, table, nodes, _part_color(names), radius, text, fontsize=style.SMALL, keep_off=(heading, whole))


def _users_legend(
    page: Figure,
    rect: tuple[float, float, float, float],
    users: pd.DataFrame,
    names: Names,
    context: Context,
    largest: Mapping[str, float],
    scales: Mapping[str, Callable[[float], float]],
) -> None:
    """Draw the colours of sectors and bands, and circles of known size, in the last cell."""
    ax = map_axes(page, rect, None)
    ax.set_facecolor("white")
    bands = [band for band in (*names.industrial_heat, "space_heat") if band in set(users["part"])]
    sectors = sorted(set(users["part"]) - set(bands), key=sector_rank)
    color = _part_color(names)
    entries = [(color(part), names.sector_label(part)) for part in sectors]
    legend_column(ax, (0.02, 0.97), context.say("sectors"), entries, 10.5)
    entries = [(color(part), names.label("carrier", part)) for part in bands]
    legend_column(ax, (0.62, 0.97), context.say("bands"), entries, 10.5)
    (west, east), (south, _) = ax.get_xlim(), ax.get_ylim()
    for share, unit in ((0.665, "TWh"), (0.875, "Mt")):
        if users[(users["group"] == "co2") == (unit == "Mt")].empty:
            continue
        at = (west + share * (east - west), south + 3)
        size_legend(ax, at, scales[unit], nice_sizes(largest[unit]), context, unit)
    ax.text(0.62, 0.37, context.say("size"), transform=ax.transAxes, fontsize=style.SMALL, fontweight="bold")


def legend_column(
    ax: Axes,
    at: tuple[float, float],
    title: str,
    entries: Sequence[tuple[str, str]],
    fontsize: float = style.SMALL,
) -> None:
    """Draw coloured squares with labels below a title, downwards from `at` (shares of the axes), smaller where many."""
    box = ax.get_window_extent()
    wide, high = float(box.width) / style.SCREEN_DPI * 72, float(box.height) / style.SCREEN_DPI * 72
    x, y = at
    look: dict[str, Any] = {"transform": ax.transAxes, "zorder": 10}
    ax.text(x, y, title, fontsize=fontsize + 1, fontweight="bold", va="top", **look)
    level = y - 1.6 * fontsize / high
    needed = 1.36 * fontsize * sum(text.count("\n") + 1 for _, text in entries)
    fontsize *= min(1.0, level * high / max(needed, 1.0))
    for color, text in entries:
        lines = text.count("\n") + 1
        level -= 0.68 * fontsize * lines / high
        square: dict[str, Any] = {"markersize": fontsize * 0.85, "markeredgecolor": "#55555566"}
        if color:
            ax.plot([x + 0.5 * fontsize / wide], [level], "s", color=color, **square, **look)
        ax.text(x + 1.5 * fontsize / wide, level, text, fontsize=fontsize, va="center", **look)
        level -= 0.68 * fontsize * lines / high


@style.themed
def draw_emissions(table: pd.DataFrame, scene: Scene) -> Figure:
    """Draw the pies of `emissions_table`, with the net sum of every cluster."""
    nodes, names, context = scene.nodes, scene.names, scene.context
    title, subtitle = context.say("emissions"), context.subtitle([scene.year])
    negative = -float(table.loc[table["value"] < 0, "value"].sum())
    more = context.say("negative", value=context.number(negative)) if negative > 5e-4 else ""
    footer = context.footer("unit_mass", "boundary_emissions", [scene.year], more)
    places = table[table["cluster"].isin(nodes.loc[nodes["kind"] != "system", "node"])]
    if places[places["value"] > 1e-6].empty:
        return style.sentence_page(title, subtitle, context.say("none_emissions"), footer)
    page = style.page(title, subtitle, footer)
    left, bottom, width, height = style.body(page)
    side = 0.215
    ax = map_axes(page, (left + side, bottom, width - side, height), scene.outline)
    largest = float(places[places["value"] > 0].groupby("cluster")["value"].sum().max())
    radius = area_scale(largest, 19.0, 1.0)

    def text(node: str, value: float) -> str:
        return f"{style.wrapped(names.place(node))} {context.number(value)}"

    pies(ax, places, nodes, names.sector_color, radius, text, fontsize=13.5)
    _emissions_legend(page, (left, bottom, side - 0.008, height), ax, table, places, radius, names, context)
    return page


def _emissions_legend(
    page: Figure,
    rect: tuple[float, float, float, float],
    chart: Axes,
    table: pd.DataFrame,
    places: pd.DataFrame,
    radius: Callable[[float], float],
    names: Names,
    context: Context,
) -> None:
    """Write total, sectors with their sums and circles of known size beside the map."""
    ax = page.add_axes(rect)
    km = rect[2] * page.get_figwidth() * (chart.get_xlim()[1] - chart.get_xlim()[0])
    km /= float(chart.get_position().width) * page.get_figwidth()
    ax.set(xlim=(0, km), ylim=(0, km * rect[3] * page.get_figheight() / (rect[2] * page.get_figwidth())))
    ax.axis("off")
    total = context.say("total", value=f"{context.number(float(table['value'].sum()))} Mt")
    ax.text(
        0,
        0.985,
        total[0].upper() + total[1:],
        transform=ax.transAxes,
        fontsize=19,
        fontweight="bold",
        va="top",
    )
    order = table.groupby("part")["value"].sum().sort_values(ascending=False)
    entries = [
        (names.sector_color(part), f"{style.wrapped(names.sector_label(part), 20)}  {context.number(value)}")
        for part, value in zip(order.index.astype(str), order, strict=True)
        if abs(value) > 5e-3
    ]
    away = float(table["value"].sum() - places["value"].sum())
    if abs(away) > 5e-3:
        entries.append(("", f"{context.say('not_on_map')}  {context.number(away)}"))
    legend_column(ax, (0, 0.89), context.say("sectors") + " (Mt)", entries, fontsize=13)
    largest = float(places[places["value"] > 0].groupby("cluster")["value"].sum().max())
    sizes = nice_sizes(largest)
    size_legend(ax, (radius(sizes[0]) + 1, 1), radius, sizes, context, "Mt")
