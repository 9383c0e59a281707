"""What works are worth over worlds: mean, spread, chance that they pay, verdict, and what it hangs on."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from werven.data.verdicts import thresholds
from werven.figures import style
from werven.figures.ranking.page import (
    GRID,
    HEAD,
    LEFT,
    RIGHT,
    KeyItem,
    fit,
    fit_lines,
    foot,
    key,
    nothing,
    panel,
    put,
    ranking_page,
    swatch,
    value_axis,
)
from werven.solved.ranking import Case, Register
from werven.solved.worlds import Worlds
from werven.words.names import percent

# Places of the columns and heights of the rows [inch].
_NAME, _NAME_END, _BARS, _BARS_END = 0.8, 3.35, 3.5, 6.9
_MEAN, _PAYS, _VERDICT, _WHY = 8.05, 8.7, 8.88, 10.15
_ROW, _LEGEND, _TICKS, _LEAST_HEIGHT = 0.46, 0.34, 0.36, 4.5
_MEAN_MARK: dict[str, Any] = {"marker": "o", "markersize": 5.2, "color": style.INK, "markeredgecolor": "white"}
_CENTRAL_MARK: dict[str, Any] = {
    "marker": "D",
    "markersize": 5,
    "color": "white",
    "markeredgecolor": style.INK,
    "markeredgewidth": 1.1,
}


@style.themed
def draw_robust(worlds: Worlds, register: Register, case: Case) -> Figure:
    """Draw what works are worth over worlds, the highest mean first.

    Parameters
    ----------
    worlds : Worlds
        Tables of the year.
    register : Register
        Names of works.
    case : Case
        Of `Worlds.case`.
    """
    table = worlds.shown()
    if table.empty:
        return nothing("robust", "none_robust", case)
    footer = case.footer(*_notes(table, worlds, case))
    top, end = HEAD + _LEGEND + _TICKS, _ROW * len(table)
    height = max(top + end + 0.4 + foot(footer), _LEAST_HEIGHT)
    page, sheet = ranking_page("robust", "reads_robust", footer, case, height)
    _legend(sheet, case)
    _column_titles(sheet, top - 0.14, case)
    ax = panel(page, _BARS, top, _BARS_END - _BARS, end)
    _frame(ax, table, end, case)
    for place, (_, row) in enumerate(table.iterrows()):
        y = _ROW * (place + 0.5)
        _bar(ax, row, y, worlds)
        _texts(sheet, row, top + y, worlds, register, case)
    return page


def _notes(table: pd.DataFrame, worlds: Worlds, case: Case) -> list[str]:
    """Return what the foot says about this figure."""
    flat = not all(worlds.is_spread(row) for _, row in table.iterrows())
    left = len(worlds.robust) - len(table)
    return [
        case.say("pays_note", **thresholds()),
        *([case.say("no_spread")] if flat else []),
        *([case.say("robust_left_out", count=left)] if left else []),
    ]


def _frame(ax: Axes, table: pd.DataFrame, end: float, case: Case) -> None:
    """Set limits, grid and ticks at the top and the foot of the bars."""
    twice = 2 * table["se_kt"].fillna(0.0)
    spans = [table["mean_kt"] - twice, table["mean_kt"] + twice, table["p10_kt"], table["p90_kt"], table["central_kt"]]
    found = pd.concat(spans).dropna()
    low, high = min(float(found.min()), 0.0), max(float(found.max()), 0.0)
    edge = 0.03 * ((high - low) or 1.0)
    ax.locator_params(axis="x", nbins=5)
    ax.axvline(0, color=style.INK, linewidth=1.2, zorder=1)
    value_axis(ax, (low - edge, high + edge), end, case.say("axis_price"), case)


def verdict_look(verdict: str) -> dict[str, Any]:
    """Return colour and hatch of a verdict, as a patch takes them."""
    color, hatch = style.VERDICT_LOOKS[verdict]
    return {"facecolor": color, "edgecolor": "white", "hatch": hatch, "linewidth": 0}


def _bar(ax: Axes, row: pd.Series, y: float, worlds: Worlds) -> None:
    """Draw one work: from 10 to 90 % of worlds where there is a spread, mean with its error, central value."""
    if worlds.is_spread(row):
        look = verdict_look(row["verdict"])
        ax.barh(y, row["p90_kt"] - row["p10_kt"], left=row["p10_kt"], height=0.5 * _ROW, **look, zorder=2)
    if pd.notna(row["central_kt"]):
        ax.plot([row["central_kt"]], [y], **_CENTRAL_MARK, zorder=4)
    if pd.notna(row["se_kt"]):
        ends = [row["mean_kt"] - 2 * row["se_kt"], row["mean_kt"] + 2 * row["se_kt"]]
        ax.plot(ends, [y, y], color=style.INK, linewidth=1.7, path_effects=style.halo(2.9), zorder=5)
    ax.plot([row["mean_kt"]], [y], **_MEAN_MARK, zorder=6)


def _texts(sheet: Axes, row: pd.Series, y: float, worlds: Worlds, register: Register, case: Case) -> None:
    """Write id and name of a work at the left of its bar, its numbers, verdict and reason at the right."""
    sheet.plot([LEFT, RIGHT], [y + _ROW / 2] * 2, color=GRID, linewidth=0.5)
    fit(put(sheet, LEFT, y, row["work"], color=style.MUTED), _NAME - LEFT - 0.06, least=6)
    fit_lines(put(sheet, _NAME, y, register.label(row["work"]), style.SMALL - 0.5), _NAME_END - _NAME, least=7.5)
    mean = case.measure.value(row["mean_kt"], row["se_kt"]).written(case.number)
    fit(put(sheet, _MEAN, y, mean, ha="right"), _MEAN - _BARS_END - 0.1, least=7, cut=False)
    put(sheet, _PAYS, y, f"{percent(row['p_pays'])} %", ha="right", fontweight="bold")
    swatch(sheet, "", **verdict_look(row["verdict"]))(_VERDICT, y)
    fit(put(sheet, _VERDICT + 0.27, y, worlds.verdict(row["verdict"]), style.FOOTER), _WHY - _VERDICT - 0.33, least=8)
    told = worlds.decides(row)
    look = {"color": style.INK if told else style.MUTED}
    fit_lines(put(sheet, _WHY, y, told or worlds.why(row), style.FOOTER, **look), RIGHT - _WHY, 7.5, most=3)


def _column_titles(sheet: Axes, y: float, case: Case) -> None:
    """Write what stands in the columns."""
    for x, name, ha in (
        (LEFT, "work", "left"),
        (_MEAN, "column_mean", "right"),
        (_PAYS, "column_pays", "right"),
        (_VERDICT, "column_verdict", "left"),
        (_WHY, "column_decides", "left"),
    ):
        put(sheet, x, y, case.say(name), style.FOOTER, ha=ha, color=style.MUTED)


def _legend(sheet: Axes, case: Case) -> None:
    """Write what bar and marks mean."""

    def mean(x: float, y: float) -> float:
        sheet.plot([x, x + 0.24], [y, y], color=style.INK, linewidth=1.7)
        sheet.plot([x + 0.12], [y], **_MEAN_MARK)
        return 0.24

    def central(x: float, y: float) -> float:
        sheet.plot([x + 0.06], [y], **_CENTRAL_MARK)
        return 0.12

    items: list[KeyItem] = [
        (swatch(sheet, style.MUTED), case.say("key_spread")),
        (mean, case.say("key_mean")),
        (central, case.say("key_central")),
    ]
    key(sheet, HEAD + 0.06, items)
