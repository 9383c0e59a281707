"""The chance that a work pays for itself over worlds, in groups by verdict, each with what decides it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from werven.data.verdicts import BUILD, NOT_NEEDED, TOO_DEAR, VERDICTS, thresholds
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
    row_tops,
    swatch,
)
from werven.figures.ranking.robust import verdict_look
from werven.solved.ranking import Case, Register
from werven.solved.worlds import Worlds
from werven.words.names import percent

# Places of the columns and heights of the rows [inch].
_NAME, _NAME_END, _BARS, _BARS_END, _WHY = 0.85, 4.8, 4.95, 8.35, 8.55
_KEY, _ROW, _HEADING, _TICKS, _LINE, _LEAST_HEIGHT = 0.3, 0.27, 0.36, 0.3, 0.19, 4.5
_LETTERS = 165  # of a line of works that are not needed
_WIDEST = 118.0  # end of the axis [%]: a number has room at the right of a whole bar
#: Chances beside other works: open where nothing else is built, full where everything else is.
_MARKS: dict[str, dict[str, Any]] = {
    "p_pays_alone": {"marker": ">", "markerfacecolor": "white"},
    "p_pays_last": {"marker": "s", "markerfacecolor": style.INK},
}
_MARK: dict[str, Any] = {"linestyle": "none", "markersize": 5.5, "markeredgecolor": style.INK, "markeredgewidth": 1.1}


def shown_chances(worlds: Worlds) -> pd.DataFrame:
    """Return the works that are drawn: by verdict, and in each the likeliest to pay first."""
    table = worlds.needed
    table = table.assign(place=table["verdict"].map(VERDICTS.index))
    order = ["place", "p_pays", "net_mean_meur"]
    return table.sort_values(order, ascending=[True, False, False], kind="stable").drop(columns="place")


@style.themed
def draw_chances(worlds: Worlds, register: Register, case: Case) -> Figure:
    """Draw the chance that works pay for themselves, in groups by verdict.

    Parameters
    ----------
    worlds, register, case
        As in `werven.figures.ranking.robust.draw_robust`.
    """
    table, last = shown_chances(worlds), _not_needed(worlds, register)
    if table.empty and not last:
        return nothing("chances", "none_chances", case)
    footer = case.footer(case.say("pays_note", **thresholds()))
    tops, end = row_tops(table["verdict"], _HEADING, lambda _: _ROW)
    top = HEAD + _KEY + _TICKS
    height = max(top + end + 0.3 + _LINE * len(last) + foot(footer), _LEAST_HEIGHT)
    page, sheet = ranking_page("chances", "reads_chances", footer, case, height)
    ax = panel(page, _BARS, top, _BARS_END - _BARS, end)
    _legend(sheet, case)
    _frame(ax, end)
    _rows(sheet, ax, table, tops, worlds, register)
    for line, text in enumerate(last):
        look = {"fontsize": style.SMALL, "fontweight": "bold"} if not line else {"fontsize": style.SMALL - 0.5}
        fit(sheet.text(LEFT, top + end + 0.2 + _LINE * line, text, va="center", parse_math=False, **look), RIGHT - LEFT)
    return page


def _not_needed(worlds: Worlds, register: Register) -> list[str]:
    """Return the lines on the works that are not needed; none where all are."""
    table = worlds.robust[worlds.robust["verdict"] == NOT_NEEDED]
    if table.empty:
        return []
    works = ", ".join(f"{work} {register.short(work)}" for work in table["work"])
    below = f"{table['below_kt'].max():.0f}"
    heading = f"{worlds.say(f'group_verdict_{NOT_NEEDED}')} ({len(table)})"
    return [heading, *textwrap.wrap(worlds.say("not_needed_line", below=below, works=works, **thresholds()), _LETTERS)]


def _legend(sheet: Axes, case: Case) -> None:
    """Write what bars and marks mean."""

    def mark(name: str) -> Callable[[float, float], float]:
        def draw(x: float, y: float) -> float:
            sheet.plot([x + 0.06], [y], **_MARK, **_MARKS[name])
            return 0.12

        return draw

    items: list[KeyItem] = [
        (swatch(sheet, style.MUTED), case.say("key_average")),
        (mark("p_pays_alone"), case.say("key_alone")),
        (mark("p_pays_last"), case.say("key_last")),
    ]
    key(sheet, HEAD + 0.06, items)


def _frame(ax: Axes, end: float) -> None:
    """Set limits, grid and ticks at the top of the bars."""
    ax.set(xlim=(0, _WIDEST), ylim=(end, 0), xticks=[0, 25, 50, 75, 100])
    ax.set_yticks([])
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    ax.tick_params(axis="x", labeltop=True, labelbottom=False, top=True, bottom=False, length=3, color=style.MUTED)
    ax.tick_params(axis="x", labelsize=style.FOOTER)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.axvline(0, color=style.INK, linewidth=1.2, zorder=3)


def _rows(sheet: Axes, ax: Axes, table: pd.DataFrame, tops: list[float], worlds: Worlds, register: Register) -> None:
    """Draw the rows, and the heading of each group above its first one."""
    last, top = "", HEAD + _KEY + _TICKS
    for at, (_, row) in zip(tops, table.iterrows(), strict=True):
        if row["verdict"] != last:
            last = row["verdict"]
            count = int((table["verdict"] == last).sum())
            heading = f"{worlds.say(f'group_verdict_{last}')} ({count})"
            put(sheet, LEFT, top + at - 0.12, heading, style.SMALL, fontweight="bold")
            sheet.plot([LEFT, RIGHT], [top + at] * 2, color=style.BORDER, linewidth=0.8)
        y, chance = at + _ROW / 2, 100 * float(row["p_pays"])
        sheet.plot([LEFT, RIGHT], [top + at + _ROW] * 2, color=GRID, linewidth=0.5)
        fit(put(sheet, LEFT, top + y, row["work"], color=style.MUTED), _NAME - LEFT - 0.06, least=6)
        fit(put(sheet, _NAME, top + y, register.label(row["work"])), _NAME_END - _NAME, least=7.5)
        ax.barh(y, chance, height=0.62 * _ROW, zorder=2, **verdict_look(last))
        for name, look in _MARKS.items():
            ax.plot([100 * float(row[name])], [y], **_MARK, **look, zorder=4, clip_on=False)
        number = f"{percent(row['p_pays'])} %"
        ax.text(_WIDEST, y, number, va="center", ha="right", fontsize=style.FOOTER, fontweight="bold", zorder=5)
        told = fit(put(sheet, _WHY, top + y, decides(worlds, row), style.FOOTER + 0.5), RIGHT - _WHY, 8.5, cut=False)
        fit_lines(told, RIGHT - _WHY, least=7.5)


def decides(worlds: Worlds, row: pd.Series) -> str:
    """Return in few words what decides a work: what it saves and costs where that is clear, else what it hangs on."""
    if row["verdict"] not in (BUILD, TOO_DEAR) and (told := worlds.decides(row, most=1)):
        return told
    return worlds.amounts(row)
