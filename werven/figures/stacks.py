"""Stacks of supply and use of a carrier, the years side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from werven.figures import style
from werven.words.colors import SECTOR_COLORS
from werven.words.names import Context, Names, drawn_sector, inside

OTHER = "other"
EXCHANGE = "exchange"
STORAGE = "storage_loss"
_MOST_PARTS = 11
# Qualitative colours after Tol, for technologies that share one in the table.
_SPARE = ("#332288", "#88ccee", "#ddcc77", "#cc6677", "#999933", "#aa4499", "#44aa99", "#882255")


def stack_table(balances: Mapping[int, pd.DataFrame], group: str, nodes: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return supply and use of a group of carriers in Flanders.

    Parameters
    ----------
    balances : mapping of int to DataFrame
        For every year `bus_carrier, cluster, component, technology, value, unit`, MWh or t per year.
    group : str
        One of `names.groups`; flows between its own carriers cancel.
    nodes : DataFrame
        Only clusters, sub-nodes, offshore zones and the Flemish system count.
    names : Names
        Tells technologies from transport.

    Returns
    -------
    DataFrame
        `year, part, value`: TWh or Mt per year, positive for supply. `part` is a technology, a sector of
        demand, `exchange` (net transport over the border) or `storage_loss`.
    """
    own = inside(nodes)
    tables = []
    for year, balance in balances.items():
        rows = with_parts(balance, names)
        rows = rows[rows["bus_carrier"].isin(names.groups[group].carriers) & rows["cluster"].isin(own)]
        sums = (rows["value"].astype(float) / 1e6).groupby(rows["part"]).sum()
        tables.append(pd.DataFrame({"year": year, "part": sums.index, "value": sums.to_numpy(float)}))
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["year", "part", "value"])
    return table[table["value"].abs() > 1e-4].reset_index(drop=True)


def with_parts(balance: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Add a column `part`: what a row is drawn as.

    A technology stays what it is, a load is its sector, a store its loss, transport is exchange. Electricity
    that transport of another carrier takes counts as use, of the CO2 chain where CO2 is moved.
    """
    component = balance["component"].astype(str)
    technology = balance["technology"].fillna("").astype(str)
    known = technology.isin(set(names.sectors))
    part = technology.where(component != "Load", technology.str.removeprefix("demand ").map(drawn_sector))
    part = part.where(known | ~component.isin(["Store", "StorageUnit"]), STORAGE)
    moving = ~known & component.isin(["Link", "Line"])
    part = part.where(~moving, EXCHANGE)
    for name, own in balance.loc[moving, "bus_carrier"].groupby(technology[moving]):
        carriers = set(own)
        if len(carriers) > 1 and "electricity" in carriers:
            helps = moving & (technology == name) & (balance["bus_carrier"] == "electricity")
            part = part.where(~helps, "capture" if any("co2" in str(c) for c in carriers) else OTHER)
    return balance.assign(part=part)


def merged(table: pd.DataFrame, most: int = _MOST_PARTS) -> pd.DataFrame:
    """Return the table with its smallest parts on each side (supply, use) merged into `other`."""
    table = table.assign(side=table["value"].gt(0))
    kept = []
    for _, rows in table.groupby("side"):
        peak = rows.groupby("part")["value"].apply(lambda column: column.abs().max()).sort_values(ascending=False)
        least = 0.012 * float(rows.groupby("year")["value"].sum().abs().max())
        own = set(peak.index[:most][peak.iloc[:most] > least]) - {OTHER}
        kept.append(rows.assign(part=rows["part"].where(rows["part"].isin(own), OTHER)))
    whole = pd.concat(kept) if kept else table
    return whole.groupby(["year", "side", "part"], as_index=False)[["value"]].sum()


def _mass(group: str) -> str:
    """Return the unit of what is weighed."""
    return "Mt CO2" if group == "co2" else "Mt"


@style.themed
def draw_stack(
    balances: Mapping[int, pd.DataFrame], group: str, nodes: pd.DataFrame, names: Names, context: Context
) -> Figure:
    """Draw supply above and use below the zero line, one bar for each year."""
    years = sorted(balances)
    what, in_mass = names.label("group", group), names.groups[group].unit == "t/h"
    title, subtitle = context.say("stack", carrier=what), context.subtitle(years)
    footer = context.footer("unit_mass" if in_mass else "unit_energy", "boundary_users", years)
    table = merged(stack_table(balances, group, nodes, names))
    if table.empty:
        return style.sentence_page(title, subtitle, context.say("none_stack", carrier=what), footer)
    page = style.page(title, subtitle, footer)
    left, bottom, width, height = style.body(page)
    ax = page.add_axes((left + 0.045, bottom + 0.055, width * 0.56, height - 0.06))
    _bars(ax, table, years, names, context)
    ax.set_ylabel(_mass(group) if in_mass else "TWh", fontsize=style.SUBTITLE)
    _stack_legend(page, table, group, names, context)
    return page


def _bars(ax: Axes, table: pd.DataFrame, years: list[int], names: Names, context: Context) -> None:
    """Draw the bars, with numbers in segments that are high enough and totals at the ends."""
    order = _order(table)
    span = float(table.groupby(["year", "side"])["value"].sum().abs().max())
    for place, year in enumerate(years):
        for side in (True, False):
            colors = _colors(order[side], names)
            rows = table[(table["year"] == year) & (table["side"] == side)].set_index("part")["value"]
            foot = 0.0
            for part in order[side]:
                value = float(rows.get(part, 0.0))
                color = colors[part]
                ax.bar(place, value, bottom=foot, width=0.62, color=color, edgecolor="white", linewidth=0.7)
                if abs(value) > 0.062 * span:
                    ink = "white" if _is_dark(color) else style.INK
                    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 12.5, "color": ink}
                    ax.text(place, foot + value / 2, context.number(abs(value)), **look)
                foot += value
            if abs(foot) > 1e-9:
                va, gap = ("bottom", 0.012) if side else ("top", -0.012)
                ax.text(
                    place,
                    foot + gap * span,
                    context.number(abs(foot)),
                    ha="center",
                    va=va,
                    fontsize=15,
                    fontweight="bold",
                )
    ax.axhline(0, color=style.INK, linewidth=1.4)
    ax.set_xticks(range(len(years)), [str(year) for year in years], fontsize=15, fontweight="bold")
    ax.tick_params(axis="y", labelsize=12.5)
    ax.yaxis.set_major_formatter(lambda value, _: context.number(abs(value)))
    ax.set(ylim=(-1.12 * span, 1.12 * span), xlim=(-0.6, max(len(years), 3) - 0.4))
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)


def _order(table: pd.DataFrame) -> dict[bool, list[str]]:
    """Return the parts of each side, the largest at the zero line, `other` last; specks are left out."""
    found = {}
    least = 2e-3 * float(table.groupby(["year", "side"])["value"].sum().abs().max())
    for side in (True, False):
        rows = table[(table["side"] == side) & (table["value"].abs() > least)]
        total = rows.groupby("part")["value"].sum().abs().sort_values(ascending=False)
        found[side] = sorted(total.index, key=lambda part: (part == OTHER, -total[part]))
    return found


def _colors(parts: Sequence[str], names: Names) -> dict[str, str]:
    """Return the colour of every part; where parts share one, all but the first get a spare one in turn."""
    found: dict[str, str] = {}
    taken: list[str] = []
    for part in parts:
        own = _color(part, names)
        found[part] = _SPARE[(taken.count(own) - 1) % len(_SPARE)] if own in taken else own
        taken.append(own)
    return found


def _color(part: str, names: Names) -> str:
    """Return the colour of a part."""
    own = {OTHER: SECTOR_COLORS["other"], EXCHANGE: "#7a5195", STORAGE: "#5f6b73"}
    if part in own:
        return own[part]
    return names.color("technology", part) if part in names.sectors else names.sector_color(part)


def _label(part: str, side: bool, group: str, names: Names, context: Context) -> str:
    """Return the label of a part."""
    if part == EXCHANGE and group == "co2" and not side:
        return context.say("export_co2")
    if part == EXCHANGE:
        return f"{context.say('import' if side else 'export')} ({context.say('net')})"
    if part in (OTHER, STORAGE):
        return context.say(part)
    return names.label("technology", part) if part in names.sectors else names.sector_label(part)


def _is_dark(color: str) -> bool:
    """Tell whether white text is legible on a colour."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.52


def _stack_legend(page: Figure, table: pd.DataFrame, group: str, names: Names, context: Context) -> None:
    """Write supply, from the top down as it is stacked, and use below it, at the right of the bars."""
    order = _order(table)
    left, bottom, width, height = style.body(page)
    x = left + 0.045 + width * 0.56 + 0.03
    step = min(0.29 / float(page.get_figheight()), height / (len(order[True]) + len(order[False]) + 3.5))
    y = bottom + height - step
    for side, parts in ((True, order[True][::-1]), (False, order[False])):
        title = context.say("supply" if side else "use")
        page.text(x, y, title[0].upper() + title[1:], fontsize=14, fontweight="bold", va="center")
        colors = _colors(order[side], names)
        for part in parts:
            y -= step
            page.text(x, y, "■", color=colors[part], fontsize=16, va="center")
            page.text(x + 0.02, y, _label(part, side, group, names, context), fontsize=13.5, va="center")
        y -= step * 1.6
