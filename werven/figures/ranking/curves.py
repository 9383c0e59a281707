"""What the curves of the ranking share: page, axes, numbers above a curve, the list of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from werven.figures import style
from werven.figures.ranking.page import HEAD, fit, foot, put, spread
from werven.solved.ranking import Case

# Places [inch]: the curve, then a list of what its numbers mean.
CURVE, CURVE_END, _LIST = 0.95, 7.55, 7.8
_LIST_ROW, _LEAST_HEIGHT, _MOST_ROW = 0.27, 7.5, 0.32
STRIP, TALL_STRIP, _SLANT = 0.55, 1.35, 0.28


@dataclass(frozen=True)
class Frame:
    """Heights of a page with a curve and a list [inch]."""

    page: float
    top: float
    height: float
    row: float


def frame_of(count: int, footer: Sequence[str]) -> Frame:
    """Return the heights of a page whose list has so many rows."""
    top, below = HEAD + 0.36, 0.55 + foot(footer)
    height = max(_LEAST_HEIGHT - top - below, (count + 1.5) * _LIST_ROW)
    return Frame(top + height + below, top, height, min(height / (count + 1.5), _MOST_ROW))


def curve_axes(ax: Axes, across: str, up: str, case: Case) -> None:
    """Set the looks of the axes of a curve."""
    ax.set_xlabel(across, fontsize=style.SMALL)
    ax.set_ylabel(up, fontsize=style.SMALL)
    ax.tick_params(labelsize=style.SMALL - 0.5, color=style.MUTED)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: case.number(value))
    ax.grid(axis="y", color="#e9e7e2", linewidth=0.8)
    ax.set_axisbelow(True)


@dataclass(frozen=True)
class Mark:
    """A number above a curve: where its leader starts (data), its words, and whether it stands upright."""

    x: float
    y: float
    text: str
    upright: bool = False


def strip(ax: Axes, sheet: Axes, top: float, tall: float, marks: Sequence[Mark]) -> None:
    """Write the numbers of a curve side by side above it, with leaders straight up and then aside.

    Parameters
    ----------
    ax : Axes
        Of the curve, its limits final; nothing may stand above the points of the marks.
    sheet : Axes
        Of the page.
    top, tall : float
        Of the strip above the axes [inch].
    marks : sequence of Mark
        In rising order of `x`.
    """
    whole = float(sheet.get_ylim()[0])
    pixels = ax.transData.transform([(mark.x, mark.y) for mark in marks])
    xs, ys = pixels[:, 0] / style.SCREEN_DPI, whole - pixels[:, 1] / style.SCREEN_DPI
    places = spread(list(xs), 0.21, CURVE + 0.08, CURVE_END - 0.08)
    bottom, line = top + tall, top + tall - _SLANT
    for mark, x, y, place in zip(marks, xs, ys, places, strict=True):
        sheet.plot([x, x, place], [y, bottom, line], color=style.MUTED, linewidth=0.6)
        look: dict[str, Any] = {"rotation": 90} if mark.upright else {}
        put(sheet, place, line - 0.03, mark.text, 9, ha="center", **{**look, "va": "bottom"})


def list_name(sheet: Axes, y: float, number: str, color: str, work: str, name: str, end: float) -> None:
    """Write number, colour and name in a row of a list that ends at `end` [inch]."""
    put(sheet, _LIST + 0.22, y, number, 10.5, ha="right", fontweight="bold")
    sheet.add_patch(Rectangle((_LIST + 0.3, y - 0.07), 0.14, 0.14, facecolor=color, linewidth=0))
    fit(put(sheet, _LIST + 0.52, y, work, 10, color=style.MUTED), 0.42, least=6)
    fit(put(sheet, _LIST + 0.98, y, name, 10), end - _LIST - 0.98, least=7)
