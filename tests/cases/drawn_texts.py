"""Texts of a figure: which are drawn, and which cover another one or leave the page."""

from __future__ import annotations

from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def shown(fig: Figure) -> dict[str, list[Bbox]]:
    """Return the boxes of all texts that are drawn; ticks outside of an axis are not."""
    fig.draw(fig.canvas.get_renderer())
    hidden = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            off = [tick for tick in axis.get_major_ticks() if not ax.axison or not low <= tick.get_loc() <= high]
            hidden |= {id(label) for tick in off for label in (tick.label1, tick.label2)}
    found: dict[str, list[Bbox]] = {}
    for text in fig.findobj(Text):
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden:
            found.setdefault(text.get_text(), []).append(text.get_window_extent())
    return found


def faults(fig: Figure) -> list[str]:
    """Return texts that leave the page or cover another one."""
    boxes = [(text, *box.extents) for text, own in shown(fig).items() for box in own]
    wide, high = fig.get_size_inches() * fig.dpi
    out = [text for text, x0, y0, x1, y1 in boxes if x0 < 0 or y0 < 0 or x1 > wide or y1 > high]
    for (one, a0, b0, a1, b1), (two, c0, d0, c1, d1) in combinations(boxes, 2):
        if min(a1, c1) - max(a0, c0) > 1.5 and min(b1, d1) - max(b0, d0) > 3:
            out.append(f"{one} / {two}")
    return out
