"""Abatement-cost curve of the works: width is tonnes, height is EUR per tonne."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from werven.figures import style
from werven.figures.ranking.curves import (
    CURVE,
    CURVE_END,
    STRIP,
    TALL_STRIP,
    Frame,
    Mark,
    curve_axes,
    frame_of,
    list_name,
    strip,
)
from werven.figures.ranking.page import HEAD, RIGHT, carrier_items, key, nothing, panel, put, ranking_page
from werven.solved.ranking import Case, Register, numbers, texts

# An axis is cut where a height exceeds so many times the price and the height that covers most of the tonnes.
_CUT, _MOST = 4.0, 0.9
# A block narrower than this part of the axis has no white edge: that would hide it.
_THIN = 0.006
_CAP = {"price": "", "cap": "_cap"}  # ending of phrases


def abatement_table(ranking: pd.DataFrame, case: Case) -> tuple[pd.DataFrame, int]:
    """Return the blocks of the abatement-cost curve, the cheapest first, and how many works have none.

    Parameters
    ----------
    ranking : DataFrame
        `ranking.csv`.
    case : Case
        Tells which closure; under a cap the width is `equivalent_kt`.

    Returns
    -------
    DataFrame
        `work, carrier, width, height, left`: kt CO2 per year, EUR per t, kt CO2 per year.
    int
        Works without a price per tonne, or without tonnes.
    """
    width = case.measure.tonnes
    rows = case.rows(ranking, "ranking", ("work", "carrier", "eur_per_t", width)).drop_duplicates("work")
    table = pd.DataFrame({"work": texts(rows, "work"), "carrier": texts(rows, "carrier")})
    table["width"], table["height"] = numbers(rows, width), numbers(rows, "eur_per_t")
    blocks = table[table["height"].notna() & (table["width"] > 0)]
    blocks = blocks.sort_values(["height", "work"], kind="stable").reset_index(drop=True)
    blocks["left"] = blocks["width"].cumsum() - blocks["width"]
    return blocks, len(table) - len(blocks)


def height_limits(blocks: pd.DataFrame, price: float | None) -> tuple[float, float]:
    """Return the heights between which blocks are drawn; a few tiny works do not squeeze all others.

    Parameters
    ----------
    blocks : DataFrame
        Of `abatement_table`, not empty.
    price : float, optional
        CO2 price [EUR/t].
    """
    order = blocks.assign(size=blocks["height"].abs()).sort_values("size")
    part = order["width"].cumsum() / order["width"].sum()
    most = float(order["size"].to_numpy()[int(np.searchsorted(part.to_numpy(), min(_MOST, float(part.max()))))])
    reach = max(most, _CUT * abs(most if price is None else price))
    kept = blocks["height"][blocks["height"].abs() <= reach]
    high, low = max(float(kept.max()), price or 0.0, 0.0), min(float(kept.min()), price or 0.0, 0.0)
    span = (high - low) or 1.0
    above, below = bool((blocks["height"] > reach).any()), bool((blocks["height"] < -reach).any())
    return low - (0.15 * span if below else 0.02 * span * (low < 0)), high + (0.25 if above else 0.06) * span


@style.themed
def draw_abatement(ranking: pd.DataFrame, register: Register, case: Case, price: float | None = None) -> Figure:
    """Draw the abatement-cost curve of the works: width is tonnes, height is EUR per tonne.

    Parameters
    ----------
    ranking : DataFrame
        `ranking.csv`, see `abatement_table`.
    register, case
        As in `werven.figures.ranking.bars.draw_ranking`; it tells the errors too.
    price : float, optional
        CO2 price of the closure, or the one at which a cap tells tonnes [EUR/t], drawn as a line.
    """
    blocks, absent = abatement_table(ranking, case)
    if blocks.empty:
        return nothing("abatement", "none_abatement", case)
    cap, limits = _CAP[case.kind], height_limits(blocks, price)
    cut = ~blocks["height"].between(*limits)
    footer = case.footer(*_block_notes(price, bool(cut.any()), absent, case))
    frame, above = frame_of(len(blocks), footer), TALL_STRIP if cut.any() else STRIP
    page, sheet = ranking_page("abatement", f"reads_abatement{cap}", footer, case, frame.page)
    key(sheet, HEAD + 0.06, carrier_items(sheet, list(blocks["carrier"]), register.names))
    ax = panel(page, CURVE, frame.top + above, CURVE_END - CURVE, frame.height - above)
    colors = [register.color(*pair) for pair in zip(blocks["work"], blocks["carrier"], strict=True)]
    _blocks(ax, blocks, colors, limits)
    curve_axes(ax, case.say(f"axis_width{cap}"), case.say(f"axis_height{cap}"), case)
    _price_line(ax, price, case)
    strip(ax, sheet, frame.top, above, _marks(blocks, cut, limits, case))
    _block_list(sheet, frame, blocks, colors, register, case)
    return page


def _block_notes(price: float | None, cut: bool, absent: int, case: Case) -> list[str]:
    """Return what the foot says about the curve."""
    notes = [case.say(f"price_meaning{_CAP[case.kind]}")]
    notes += [case.say("pays")] if price is not None else []
    notes += [case.say("adds_up")]
    notes += [case.say("cut_note")] if cut else []
    notes += [case.say("left_out" if absent != 1 else "left_out_one", count=absent)] if absent else []
    return notes


def _blocks(ax: Axes, blocks: pd.DataFrame, colors: Sequence[str], limits: tuple[float, float]) -> None:
    """Draw the blocks; one that goes on beyond the axis is hatched at its end."""
    low, high = limits
    ax.set(xlim=(0, float(blocks["width"].sum())), ylim=limits)
    for (_, row), color in zip(blocks.iterrows(), colors, strict=True):
        foot_, head = sorted((0.0, float(np.clip(row["height"], low, high))))
        edge = 0.6 if row["width"] > _THIN * ax.get_xlim()[1] else 0.0
        look: dict[str, Any] = {"facecolor": color, "edgecolor": "white", "linewidth": edge}
        ax.add_patch(Rectangle((row["left"], foot_), row["width"], head - foot_, **look))
        if not low <= row["height"] <= high:
            part = 0.08 * (high - low)
            start = high - part if row["height"] > high else low
            look = {"facecolor": "white", "edgecolor": color, "hatch": "//////", "linewidth": 0.6}
            ax.add_patch(Rectangle((row["left"], start), row["width"], part, **look))
    ax.axhline(0, color=style.INK, linewidth=1.2)


def _price_line(ax: Axes, price: float | None, case: Case) -> None:
    """Draw the CO2 price of the closure, where it has one."""
    if price is None:
        return
    ax.axhline(price, color=style.INK, linewidth=1.6, linestyle=(0, (5, 3)), path_effects=style.halo(3.4))
    said = case.say(f"price_line{_CAP[case.kind]}", price=case.number(price))
    text = ax.text(0.01, price, said, fontsize=style.SMALL, va="bottom")
    text.set(transform=ax.get_yaxis_transform(), path_effects=style.halo(), fontweight="bold")


def _marks(blocks: pd.DataFrame, cut: pd.Series, limits: tuple[float, float], case: Case) -> list[Mark]:
    """Return the numbers of the blocks; that of a cut block says its height."""
    found = []
    for place, (_, row) in enumerate(blocks.iterrows()):
        text = str(place + 1)
        if cut.iloc[place]:
            text += f" {'↑' if row['height'] > 0 else '↓'} {case.number(row['height'])} €/t"
        top = max(0.0, min(float(row["height"]), limits[1]))
        found.append(Mark(row["left"] + row["width"] / 2, top, text, bool(cut.iloc[place])))
    return found


def _block_list(
    sheet: Axes, frame: Frame, blocks: pd.DataFrame, colors: Sequence[str], register: Register, case: Case
) -> None:
    """Write number, name, tonnes and price of every block at the right."""
    y = frame.top + frame.row / 2
    tonnes, price = RIGHT - 0.75, RIGHT
    put(
        sheet,
        tonnes,
        y,
        case.say("value_price" if case.measure.in_tonnes else "equivalent"),
        style.FOOTER,
        ha="right",
        color=style.MUTED,
    )
    put(sheet, price, y, "€/t", style.FOOTER, ha="right", color=style.MUTED)
    for place, (_, row) in enumerate(blocks.iterrows()):
        y += frame.row
        list_name(sheet, y, str(place + 1), colors[place], row["work"], register.label(row["work"]), tonnes - 0.55)
        put(sheet, tonnes, y, case.number(row["width"]), 10.5, ha="right")
        put(sheet, price, y, case.number(row["height"]), 10.5, ha="right")
