"""The greedy order of the works: what has been gained against what they cost a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from werven.figures import style
from werven.figures.ranking.curves import CURVE, CURVE_END, STRIP, Frame, Mark, curve_axes, frame_of, list_name, strip
from werven.figures.ranking.page import HEAD, RIGHT, carrier_items, key, nothing, panel, put, ranking_page
from werven.solved.ranking import Case, Register, numbers, texts

# Steps that gain less than this part of the whole carry no number on the curve.
_SPECK = 0.01
# Part of the height that the upper curve takes where there are two.
_UPPER = 0.62
_SAVED = "#0072b2"


def sequence_table(sequence: pd.DataFrame, case: Case) -> tuple[pd.DataFrame, int]:
    """Return the steps of the greedy order of a closure, and how many lack a value or a cost.

    Returns
    -------
    DataFrame
        `step, works, gain, total, cost, costs, saved`: kt or MEUR per year of the step and summed, annual cost
        of the step and summed and system cost saved, summed [MEUR/a].
    int
        Steps that cannot be drawn.
    """
    sums = (case.measure.column("gain"), case.measure.column("cumulative"))
    needed = ("step", "works", *sums, "annual_cost_meur", "cumulative_annual_cost_meur")
    rows = case.rows(sequence, "sequence", needed)
    table = pd.DataFrame({"step": numbers(rows, "step"), "works": texts(rows, "works")})
    table["works"] = [[work.strip() for work in own.split("+") if work.strip()] or ["–"] for own in table["works"]]
    table["gain"], table["total"] = (numbers(rows, column) for column in sums)
    table["cost"], table["costs"] = numbers(rows, "annual_cost_meur"), numbers(rows, "cumulative_annual_cost_meur")
    table["saved"] = numbers(rows, "cumulative_meur")
    known = table.dropna(subset=["step", "total", "costs"]).sort_values("step", kind="stable")
    return known.reset_index(drop=True), len(table) - len(known)


@style.themed
def draw_sequence(sequence: pd.DataFrame, register: Register, case: Case) -> Figure:
    """Draw the greedy order: what has been gained against what the works cost a year.

    Parameters
    ----------
    sequence : DataFrame
        `sequence.csv`, see `sequence_table`.
    register, case
        As in `werven.figures.ranking.bars.draw_ranking`; it tells the errors too.
    """
    steps, absent = sequence_table(sequence, case)
    if steps.empty:
        return nothing("sequence", "none_sequence", case)
    left_out = case.say("steps_left_out", count=absent) if absent else ""
    footer = case.footer(case.say("sequence_note"), left_out)
    frame = frame_of(sum(len(own) for own in steps["works"]), footer)
    page, sheet = ranking_page("sequence", f"reads_{case.kind}", footer, case, frame.page)
    used = dict.fromkeys(register.carriers.get(work, "") for own in steps["works"] for work in own)
    key(sheet, HEAD + 0.06, carrier_items(sheet, list(used), register.names))
    second = case.measure.in_tonnes and bool(steps["saved"].notna().any())
    part, wide = _UPPER if second else 1.0, CURVE_END - CURVE
    ax = panel(page, CURVE, frame.top + STRIP, wide, frame.height * part - STRIP)
    _steps(ax, steps, register, case)
    strip(ax, sheet, frame.top, STRIP, _step_marks(steps))
    if second:
        ax.tick_params(labelbottom=False)
        ax.set_xlabel("")
        low = panel(page, CURVE, frame.top + frame.height * (part + 0.03), wide, frame.height * (0.97 - part))
        _savings(low, steps, ax.get_xlim(), case)
    _step_list(sheet, frame, steps, register, case)
    return page


def _step_color(own: Sequence[str], register: Register) -> str:
    """Return the colour of a step: that of its works, dark where they differ."""
    colors = {register.color(work) for work in own}
    return colors.pop() if len(colors) == 1 else style.INK


def _steps(ax: Axes, steps: pd.DataFrame, register: Register, case: Case) -> None:
    """Draw the curve from nothing built to everything built, a dot a step."""
    colors = [_step_color(own, register) for own in steps["works"]]
    xs, ys = [0.0, *steps["costs"]], [0.0, *steps["total"]]
    ax.plot(xs, ys, color=style.INK, linewidth=1.6, zorder=2)
    ax.scatter(xs[1:], ys[1:], c=colors, s=46, edgecolors="white", linewidths=0.8, zorder=3)
    low, high = min(xs), max(xs)
    pad = 0.02 * ((high - low) or 1.0)
    floor, roof = min(ys), max(ys)
    air = 0.06 * ((roof - floor) or 1.0)
    ax.set(xlim=(low - pad, high + pad), ylim=(floor - (air if floor < 0 else 0), roof + air))
    ax.axhline(0, color=style.INK, linewidth=1.0)
    curve_axes(ax, case.say("axis_cost"), case.say("axis_gain" if case.measure.in_tonnes else "axis_saved"), case)
    if not case.measure.in_tonnes:
        _break_even(ax, case)


def _step_marks(steps: pd.DataFrame) -> list[Mark]:
    """Return the numbers of the steps that gain or lose enough to be told apart on the curve."""
    rises = steps["total"].diff().fillna(steps["total"].iloc[0])
    rows = steps[rises.abs() >= _SPECK * float(steps["total"].abs().max())].sort_values("costs")
    return [Mark(row["costs"], row["total"], f"{row['step']:.0f}") for _, row in rows.iterrows()]


def _savings(ax: Axes, steps: pd.DataFrame, limits: tuple[float, float], case: Case) -> None:
    """Draw system cost saved against annual cost of the works."""
    ax.plot([0.0, *steps["costs"]], [0.0, *steps["saved"]], color=_SAVED, linewidth=2.0)
    ax.set_xlim(limits)
    curve_axes(ax, case.say("axis_cost"), case.say("axis_saved"), case)
    ax.locator_params(axis="y", nbins=4)
    _break_even(ax, case)
    _corner(ax, 1, case.say("saved_line"), _SAVED)


def _break_even(ax: Axes, case: Case) -> None:
    """Draw the line on which the works save what they cost."""
    end, limits = ax.get_xlim()[1], ax.get_ylim()
    ax.plot([0.0, end], [0.0, end], color=style.MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
    ax.set_ylim(limits[0], max(limits[1], end * 1.05))
    _corner(ax, 0, f"– –  {case.say('break_even')}", style.MUTED)


def _corner(ax: Axes, line: int, text: str, color: str) -> None:
    """Write a line of a legend in the lower right corner, which rising curves leave free."""
    look: dict[str, Any] = {"fontsize": 10, "color": color, "path_effects": style.halo()}
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right"}
    ax.annotate(text, (1.0, 0.0), (-4, 6 + 14 * line), **place, **look)


def _step_list(sheet: Axes, frame: Frame, steps: pd.DataFrame, register: Register, case: Case) -> None:
    """Write number, works, gain and annual cost of every step at the right."""
    y = frame.top + frame.row / 2
    gain, cost = RIGHT - 0.75, RIGHT
    put(sheet, gain, y, "+ " + case.say(f"value_{case.kind}"), style.FOOTER, ha="right", color=style.MUTED)
    put(sheet, cost, y, case.say("column_cost"), style.FOOTER, ha="right", color=style.MUTED)
    for _, row in steps.iterrows():
        for rank, work in enumerate(row["works"]):
            y += frame.row
            label = "" if rank else f"{row['step']:.0f}"
            list_name(sheet, y, label, register.color(work), work, register.label(work), gain - 0.55)
            if rank:
                continue
            for x, value in ((gain, row["gain"]), (cost, row["cost"])):
                put(sheet, x, y, case.number(value) if pd.notna(value) else "–", 10.5, ha="right")
