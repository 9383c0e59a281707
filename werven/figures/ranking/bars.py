"""The ranking of the works as bars: Shapley, first in, last in, noise, ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from werven.figures import style
from werven.figures.ranking.page import (
    GRID,
    HEAD,
    LEFT,
    RIGHT,
    KeyItem,
    carrier_items,
    fit,
    foot,
    key,
    nothing,
    panel,
    put,
    ranking_page,
    row_tops,
    swatch,
    value_axis,
)
from werven.solved.ranking import (
    BAD,
    GOOD,
    NOISE,
    NONE,
    Case,
    Register,
    is_checked,
    shown_ranking,
)
from werven.words.names import Names
from werven.words.ranking import CONFIDENCE_MARKS, confidence_words, flag_words

# What the heading of a group says already.
_SAID = {BAD: ("raises CO2",), NOISE: ("below the noise",)}

# Places of the columns and heights of the rows [inch].
_RANK, _ID, _NAME, _NAMES_END = 0.8, 0.92, 1.42, 4.9
_BARS, _BARS_END, _ZOOM, _ZOOM_END = 5.22, 7.8, 8.15, 9.75
_VALUE, _ABROAD, _FLAGS = 10.8, 11.6, 11.75
_ROW, _FADED_ROW, _HEADING = 0.235, 0.2, 0.3
_LEGEND, _TICKS, _LEAST_HEIGHT = 0.82, 0.42, 4.5
_FADED = 0.5
# So many works below this part of the span of the axis get a second scale, of those above the noise if so many are.
_SMALL_PART, _LEAST_SMALL, _ROOM = 1 / 12, 3, 1.15
_FLOOR = "#d9dee5"
# Marks on a bar: above (-1), on (0) or below (1) its middle, and how they look.
_MARKS: dict[str, tuple[int, dict[str, Any]]] = {
    "pint": (
        -1,
        {"marker": "o", "markersize": 5, "color": "white", "markeredgecolor": style.INK, "markeredgewidth": 1.2},
    ),
    "toot": (
        1,
        {"marker": "D", "markersize": 4.6, "color": style.INK, "markeredgecolor": "white", "markeredgewidth": 0.7},
    ),
    "at_low": (
        0,
        {"marker": "v", "markersize": 4.6, "color": "white", "markeredgecolor": style.INK, "markeredgewidth": 0.9},
    ),
    "at_high": (
        0,
        {"marker": "^", "markersize": 4.6, "color": style.INK, "markeredgecolor": "white", "markeredgewidth": 0.7},
    ),
}


@style.themed
def draw_ranking(ranking: pd.DataFrame, register: Register, case: Case) -> Figure:
    """Draw the works of one closure as bars, the largest value first.

    Parameters
    ----------
    ranking : DataFrame
        `ranking.csv`, all closures or one; see `shown_ranking`.
    register : Register
        Names and colours of works.
    case : Case
        Closure, year, words.

    Raises
    ------
    InputError
        Columns are missing.
    """
    table = shown_ranking(ranking, case)
    title = "ranking" if case.measure.in_tonnes else "ranking_cap"
    if not (table["group"] != NONE).any():
        return nothing(title, "none_ranking", case)
    tops, end = row_tops(table["group"], _HEADING, _tall)
    footer = case.footer(*_notes(table, case))
    top, below = HEAD + _LEGEND + _TICKS, 0.35 + foot(footer)
    page, sheet = ranking_page(title, f"reads_{case.kind}", footer, case, max(top + end + below, _LEAST_HEIGHT))
    _legend(sheet, table, register.names, case)
    _column_titles(sheet, top - 0.12, case)
    _rows(sheet, table, [top + at for at in tops], register, case)
    scales = _scales(table, case)
    for left, right, limits, label in scales:
        ax = panel(page, left, top, right - left, end)
        _frame(ax, limits, end, label, case)
        for at, (_, row) in zip(tops, table.iterrows(), strict=True):
            marks = limits == scales[-1][2] or not _within(row, scales[-1][2])
            _bar(ax, row, at + _tall(row["group"]) / 2, register.color(row["work"], row["carrier"]), marks)
    return page


def _notes(table: pd.DataFrame, case: Case) -> tuple[str, ...]:
    """Return what the foot says about this figure: what is in the noise, and what stands beside the bars."""
    noise = case.say("ranks_share" if is_checked(table) else "ranks_share_unchecked")
    return noise, case.say("abroad_beside" if case.measure.in_tonnes else "equivalent_note")


def _tall(group: str) -> float:
    """Return the height of a row [inch]."""
    return _FADED_ROW if group in (NOISE, NONE) else _ROW


def _scales(table: pd.DataFrame, case: Case) -> list[tuple[float, float, tuple[float, float], str]]:
    """Return left, right [inch], limits and label of the axes: all works, and the small ones once more."""
    twice = 2 * table["se"].fillna(0)
    spans = [table["value"] - twice, table["value"] + twice]
    spans += [table[name] for name in ("pint", "toot", "at_low", "at_high")]
    found = pd.concat(spans).dropna()
    low, high = min(float(found.min()), 0.0), max(float(found.max()), 0.0)
    span = (high - low) or 1.0
    limits, label = (low - 0.03 * span, high + 0.03 * span), case.say(f"axis_{case.kind}")
    small = table[table["value"].abs() < _SMALL_PART * span]
    clear = small[small["group"].isin((GOOD, BAD))]
    chosen = clear if len(clear) >= _LEAST_SMALL else small
    reach = _ROOM * float(chosen[["value", "pint", "toot"]].abs().max().max())
    if len(small) < _LEAST_SMALL or not 0 < reach < span / 3:
        return [(_BARS, _ZOOM_END, limits, label)]
    return [(_BARS, _BARS_END, limits, label), (_ZOOM, _ZOOM_END, (-reach, reach), case.say("zoom"))]


def _frame(ax: Axes, limits: tuple[float, float], end: float, label: str, case: Case) -> None:
    """Set limits, grid and ticks, at the top and the foot of the bars."""
    ax.locator_params(axis="x", nbins=4)
    ax.axvline(0, color=style.INK, linewidth=1.2, zorder=3)
    value_axis(ax, limits, end, label, case)


def _within(row: pd.Series, limits: tuple[float, float]) -> bool:
    """Tell whether value, PINT and TOOT of a work, and its values at the ends of the band, lie within limits."""
    return all(pd.isna(row[name]) or limits[0] <= row[name] <= limits[1] for name in ("value", *_MARKS))


def _bar(ax: Axes, row: pd.Series, y: float, color: str, marks: bool) -> None:
    """Draw one work: noise floor, bar; with its marks whisker, first in above and last in below."""
    tall, alpha = _tall(row["group"]), 1.0 if row["group"] in (GOOD, BAD) else _FADED
    if _beyond(ax, row, y):
        return
    if pd.notna(row["floor"]):
        reach = abs(row["floor"])
        ax.add_patch(Rectangle((-reach, y - tall / 2), 2 * reach, tall, color=_FLOOR, linewidth=0, zorder=1))
    look: dict[str, Any] = {"color": color, "linewidth": 0}
    if row["value"] < 0:
        look = {"facecolor": "white", "edgecolor": color, "hatch": "//////", "linewidth": 1.0}
    if pd.notna(row["value"]):
        ax.barh(y, row["value"], height=0.6 * tall, alpha=alpha, zorder=2, **look)
        if marks and pd.notna(row["se"]):
            ends = [row["value"] - 2 * row["se"], row["value"] + 2 * row["se"]]
            ax.plot(ends, [y, y], **_line(1.6), alpha=alpha, zorder=4)
    for name, (side, look) in _MARKS.items() if marks else ():
        ax.plot([row[name]], [y + side * 0.27 * tall], **look, alpha=alpha, zorder=6)


def _beyond(ax: Axes, row: pd.Series, y: float) -> bool:
    """Tell whether a value lies outside of the axis, and mark the side on which it does."""
    low, high = ax.get_xlim()
    if pd.isna(row["value"]) or low <= row["value"] <= high:
        return False
    at, sign, ha = (high, "›", "right") if row["value"] > high else (low, "‹", "left")
    ax.text(at, y, sign, ha=ha, va="center", fontsize=style.SMALL, color=style.MUTED)
    return True


def _line(width: float) -> dict[str, Any]:
    """Return the look of a whisker or range, legible on any bar."""
    return {"color": style.INK, "linewidth": width, "path_effects": style.halo(width + 1.0)}


def _texts(sheet: Axes, row: pd.Series, y: float, register: Register, case: Case) -> None:
    """Write rank, id, name and data of a work at the left of its bar, and its numbers and flags at the right."""
    faded = row["group"] in (NOISE, NONE)
    ink, size = (style.MUTED, 9.5) if faded else (style.INK, style.SMALL)
    sheet.plot([LEFT, RIGHT], [y + _tall(row["group"]) / 2] * 2, color=GRID, linewidth=0.5)
    put(sheet, _RANK, y, row["rank"], size, ha="right", color=ink, fontweight="normal" if faded else "bold")
    fit(put(sheet, _ID, y, row["work"], size, color=style.MUTED), _NAME - _ID - 0.06, least=6)
    fit(put(sheet, _NAME, y, register.label(row["work"]), size, color=ink), _NAMES_END - _NAME, least=7.5)
    put(sheet, _NAMES_END + 0.15, y, CONFIDENCE_MARKS.get(row["confidence"], ""), size, ha="center", color=ink)
    if pd.notna(row["value"]):
        value = case.measure.value(row["value"], row["se"]).written(case.number)
        text = put(sheet, _VALUE, y, value, size, ha="right", color=ink)
        fit(text, _VALUE - _ZOOM_END - 0.1, least=6, cut=False)
    if pd.notna(row["beside"]):
        put(sheet, _ABROAD, y, case.number(row["beside"]), size, ha="right", color=style.MUTED)
    said = [flag_words(flag, case.context.language) for flag in row["flags"] if flag not in _SAID.get(row["group"], ())]
    _remarks(sheet, y, said, size - 0.5, ink)


def _remarks(sheet: Axes, y: float, said: Sequence[str], size: float, ink: str) -> None:
    """Write the flags of a work, on two lines where one is too short."""
    text = put(sheet, _FLAGS, y, ", ".join(said), size, color=ink)
    if len(said) > 1:
        text.set(text=",\n".join([", ".join(said[:-1]), said[-1]]), fontsize=8, linespacing=0.9)
    fit(text, RIGHT - _FLAGS, least=6.5)


def _rows(sheet: Axes, table: pd.DataFrame, tops: Sequence[float], register: Register, case: Case) -> None:
    """Write the rows, and the heading of each group above its first one."""
    last = ""
    for y, (_, row) in zip(tops, table.iterrows(), strict=True):
        _texts(sheet, row, y + _tall(row["group"]) / 2, register, case)
        if row["group"] != last:
            last = row["group"]
            text = case.say(f"group_{last}_{case.kind}" if last in (GOOD, BAD) else f"group_{last}")
            text += f" ({(table['group'] == last).sum()})"
            put(sheet, LEFT, y - 0.1, text, style.SMALL, fontweight="bold", color=style.MUTED)
            sheet.plot([LEFT, RIGHT], [y + 0.005] * 2, color=style.BORDER, linewidth=0.8)


def _column_titles(sheet: Axes, y: float, case: Case) -> None:
    """Write what stands in the columns."""
    for x, name, ha in (
        (_RANK, "rank", "right"),
        (_ID, "work", "left"),
        (_VALUE, f"value_{case.kind}", "right"),
        (_ABROAD, "abroad" if case.measure.in_tonnes else "equivalent", "right"),
        (_FLAGS, "remarks", "left"),
    ):
        put(sheet, x, y, case.say(name), style.FOOTER, ha=ha, color=style.MUTED)


def _legend(sheet: Axes, table: pd.DataFrame, names: Names, case: Case) -> None:
    """Write what marks, carriers and data mean, in two lines."""

    def mark(name: str) -> Callable[[float, float], float]:
        def draw(x: float, y: float) -> float:
            sheet.plot([x + 0.06], [y], **_MARKS[name][1])
            return 0.12

        return draw

    neutral = style.MUTED
    worse = swatch(sheet, "white", edgecolor=neutral, hatch="//////", linewidth=1.0)
    items: list[KeyItem] = [(swatch(sheet, neutral), case.say("key_bar")), (worse, case.say("key_bad"))]
    shown = [name for name in _MARKS if table[name].notna().any()]
    items += [(mark(name), case.say(f"key_{name}")) for name in shown]
    if table["floor"].notna().any():
        items.append((swatch(sheet, _FLOOR), case.say("key_floor")))
    below = key(sheet, HEAD + 0.06, items)
    last = (None, "  ".join([case.say("key_confidence"), *confidence_words(case.context.language)]))
    key(sheet, below, [*carrier_items(sheet, list(table["carrier"]), names), last])
