"""What the figures of the ranking share: their case, their rows, their page, texts that fit."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from werven.figures import style
from werven.solved.ranking import Case, plain
from werven.words.names import Names

WIDTH = style.WIDE[0]
#: Lines between rows and behind bars.
GRID = "#e9e7e2"
LEFT, RIGHT = 0.3, WIDTH - 0.3
HEAD = 1.02  # inches above what a figure draws: title and reading line
_KEY_LINE = 0.25
_MEASURE = TextToPath()
_HINTED = 1.04 / 72  # inches a point: letters that are fitted to pixels are up to 4 % wider


def ranking_page(title: str, reads: str, footer: Sequence[str], case: Case, height: float) -> tuple[Figure, Axes]:
    """Return a page and a sheet over it, on which places are inches from the upper left corner.

    Parameters
    ----------
    title, reads : str
        Phrases: what it shows; how it reads, with the closure: unit, what positive means.
    footer : sequence of str
        Of `Case.footer`.
    case : Case
        Gives scenario and year.
    height : float
        Of the page [inch].
    """
    fig = style.page(case.say(title), plain(case.context.subtitle([case.year])), footer, (WIDTH, height))
    sheet = fig.add_axes((0, 0, 1, 1), zorder=-1)
    sheet.set(xlim=(0, WIDTH), ylim=(height, 0))
    sheet.set_axis_off()
    line = put(sheet, LEFT, 0.76, case.say(reads, closure=case.closure_label), size=style.SUBTITLE, color=style.MUTED)
    fit(line, RIGHT - LEFT, least=9)
    return fig, sheet


def nothing(title: str, sentence: str, case: Case) -> Figure:
    """Return a page with one sentence; both are phrases."""
    subtitle, footer = plain(case.context.subtitle([case.year])), [plain(case.closure_label), *case.footer()]
    return style.sentence_page(case.say(title), subtitle, case.say(sentence), footer)


def foot(footer: Sequence[str]) -> float:
    """Return the height of a foot with some air above it [inch]."""
    return 0.22 + 0.185 * len(footer)


def panel(fig: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return see-through axes at a place in inches from the upper left corner of the page."""
    whole = float(fig.get_figheight())
    ax = fig.add_axes((left / WIDTH, 1 - (top + height) / whole, width / WIDTH, height / whole))
    ax.patch.set_visible(False)
    return ax


def value_axis(ax: Axes, limits: tuple[float, float], end: float, label: str, case: Case) -> None:
    """Give bars that lie below each other limits, grid and ticks, at the top and the foot [inch]."""
    ax.set(xlim=limits, ylim=(end, 0))
    ax.set_yticks([])
    ax.xaxis.set_major_formatter(lambda value, _: case.number(value))
    ax.tick_params(axis="x", labeltop=True, top=True, length=3, labelsize=style.FOOTER, color=style.MUTED)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_xlabel(label, fontsize=style.SMALL - 0.5, labelpad=2)


def row_tops(groups: Iterable[str], heading: float, tall: Callable[[str], float]) -> tuple[list[float], float]:
    """Return the upper edges of rows below the headings of their groups, and the end of the last one [inch].

    Parameters
    ----------
    groups : iterable of str
        Group of every row, those of a group behind each other.
    heading : float
        Height of a heading [inch].
    tall : callable
        Height of a row of a group [inch].
    """
    tops: list[float] = []
    at, last = 0.0, None
    for group in groups:
        at += heading if group != last else 0.0
        tops.append(at)
        at, last = at + tall(group), group
    return tops, at + 0.08


def put(sheet: Axes, x: float, y: float, text: str, size: float = style.SMALL, **look: Any) -> Text:
    """Write a text on a sheet, its middle at the height `y`; dollar signs are letters."""
    return sheet.text(x, y, text, fontsize=size, parse_math=False, **{"va": "center", **look})


def wide(text: Text) -> float:
    """Return the width of a text [inch], the same at every resolution."""
    font, lines = text.get_fontproperties(), text.get_text().split("\n")
    return max(float(_MEASURE.get_text_width_height_descent(line, font, ismath=False)[0]) for line in lines) * _HINTED


def fit(text: Text, width: float, least: float = 8.0, cut: bool = True) -> Text:
    """Make a text fit in a width [inch]: smaller down to `least` points, then shorter if it may be cut."""
    while wide(text) > width and float(text.get_fontsize()) > least:
        text.set_fontsize(max(least, float(text.get_fontsize()) * min(0.98, width / wide(text))))
    kept = text.get_text()
    while cut and wide(text) > width and len(kept) > 1:
        kept = kept[: max(1, min(len(kept) - 1, int(len(kept) * width / wide(text))))].rstrip()
        text.set_text(kept + "…")
    return text


def fit_lines(text: Text, width: float, least: float = 8.0, most: int = 2) -> Text:
    """Make a text fit in a width [inch]: on as few of `most` lines as it takes, and then as `fit` does."""
    told = text.get_text()
    for count in range(1, most + 1):
        letters = math.ceil(len(told) / count)
        while len(lines := textwrap.wrap(told, letters, break_long_words=False, break_on_hyphens=False)) > count:
            letters += 1
        text.set(text="\n".join(lines), linespacing=1.0)
        if wide(text) <= width:
            break
    return fit(text, width, least)


# Draws the mark of a legend at x, y and returns its width; the words.
KeyItem = tuple[Callable[[float, float], float] | None, str]


def key(sheet: Axes, y: float, items: Sequence[KeyItem], left: float = LEFT, right: float = RIGHT) -> float:
    """Write a legend from left to right, on as many lines as it takes.

    Parameters
    ----------
    sheet : Axes
        Of `ranking_page`.
    y : float
        Height of the middle of the first line [inch].
    items : sequence of KeyItem
        Marks and words.
    left, right : float
        Edges [inch].

    Returns
    -------
    float
        Height of the middle of the line below it.
    """
    x = left
    for draw, label in items:
        text = put(sheet, x, y, label, style.SMALL - 0.5)
        across = wide(text)
        if x > left and x + across + 0.32 > right:
            x, y = left, y + _KEY_LINE
        start = x + (draw(x, y) + 0.07 if draw else 0.0)
        text.set_position((start, y))
        x = start + across + 0.2
    return y + _KEY_LINE


def swatch(sheet: Axes, color: str, **look: Any) -> Callable[[float, float], float]:
    """Return what draws a small rectangle in a legend."""

    def draw(x: float, y: float) -> float:
        width = 0.2
        sheet.add_patch(Rectangle((x, y - 0.065), width, 0.13, **{"facecolor": color, "linewidth": 0, **look}))
        return width

    return draw


def carrier_items(sheet: Axes, carriers: Sequence[str], names: Names) -> list[KeyItem]:
    """Return the items of a legend of carriers, each once."""
    own = dict.fromkeys(carriers)
    return [(swatch(sheet, names.color("carrier", c)), names.label("carrier", c)) for c in own if c]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least `gap` apart that are near the given ones, within limits where there is room.

    Parameters
    ----------
    places : sequence of float
        In rising order.
    gap : float
        Least distance; less where `low` to `high` has no room for it.
    low, high : float
        Limits.

    Notes
    -----
    Least squares by pooling neighbours (isotonic regression) of the places less their rank times the gap.
    """
    count = len(places)
    gap = min(gap, (high - low) / max(count - 1, 1))
    pools: list[tuple[float, int]] = []
    for rank, place in enumerate(places):
        mean, size = place - rank * gap, 1
        while pools and pools[-1][0] > mean:
            before, members = pools.pop()
            mean, size = (before * members + mean * size) / (members + size), members + size
        pools.append((mean, size))
    flat = np.clip([mean for mean, size in pools for _ in range(size)], low, high - gap * max(count - 1, 0))
    return [float(value + rank * gap) for rank, value in enumerate(flat)]
