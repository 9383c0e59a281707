"""Pages, colours, labels that avoid each other, and saving: the look that all figures share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.text import Text

from werven.figures.stems import FORMATS

WIDE = (13.333, 7.5)
TALL = (13.333, 9.6)
DPI = 170
SCREEN_DPI = 100.0  # of a Figure before it is saved; labels are placed at this size

TITLE, SUBTITLE, LABEL, SMALL, FOOTER = 22.0, 14.0, 12.5, 11.0, 9.5

INK, MUTED, SEA, LAND, FLANDERS, BORDER, WATER = (
    "#1d2733",
    "#5b6672",
    "#e6f0f6",
    "#efede8",
    "#fbf8f0",
    "#b9b3a7",
    "#a9cbe0",
)
#: Colour and hatch of a verdict over worlds: colours of Okabe and Ito (2008), told apart in grey by their hatches.
VERDICT_LOOKS = {
    "build": ("#009e73", ""),
    "with_others": ("#cc79a7", "----"),
    "one_of": ("#0072b2", "\\\\\\\\"),
    "build_if": ("#56b4e9", "////"),
    "undecided": ("#e69f00", "...."),
    "too_dear": ("#d55e00", "xxxx"),
    "not_needed": ("#9aa3ad", ""),
}


# Owners of labels are numbered within groups of this size: a label is compared with others of its group.
OWNERS = 1000

P = ParamSpec("P")
R = TypeVar("R")


def themed(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function with the fonts of the project, whatever the settings of the caller."""

    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(
            {
                "font.family": "DejaVu Sans",
                "font.size": LABEL,
                "text.color": INK,
                "axes.edgecolor": MUTED,
                "axes.labelcolor": INK,
                "xtick.color": INK,
                "ytick.color": INK,
                "axes.spines.top": False,
                "axes.spines.right": False,
            }
        ):
            return draw(*args, **kwargs)

    wrapper.__doc__, wrapper.__name__ = draw.__doc__, draw.__name__
    return wrapper


def halo(width: float = 3.0) -> list[AbstractPathEffect]:
    """Return a white edge that keeps text legible over lines and fills."""
    return [withStroke(linewidth=width, foreground="white")]


def page(title: str, subtitle: str, footer: Sequence[str], size: tuple[float, float] = WIDE) -> Figure:
    """Return an empty figure with title, subtitle and footer.

    Parameters
    ----------
    title, subtitle : str
        What it shows; scenario and year.
    footer : sequence of str
        Lines at the foot: unit, closure, boundary, source.
    size : (float, float)
        Width and height in inches.
    """
    fig = Figure(figsize=size, dpi=SCREEN_DPI, facecolor="white")
    FigureCanvasAgg(fig)
    height = size[1]
    fig.text(0.022, 1 - 0.16 / height, title, fontsize=TITLE, fontweight="bold", va="top")
    fig.text(0.978, 1 - 0.24 / height, subtitle, fontsize=SUBTITLE, color=MUTED, va="top", ha="right")
    for row, line in enumerate(reversed(list(footer))):
        fig.text(0.022, (0.10 + 0.185 * row) / height, line, fontsize=FOOTER, color=MUTED, va="bottom")
    return fig


def body(fig: Figure, left: float = 0.022, right: float = 0.978) -> tuple[float, float, float, float]:
    """Return the rectangle (left, bottom, width, height) of a page between title and footer."""
    height = float(fig.get_figheight())
    bottom, top = 0.78 / height, 1 - 0.72 / height
    return left, bottom, right - left, top - bottom


def sentence_page(
    title: str, subtitle: str, sentence: str, footer: Sequence[str], size: tuple[float, float] = WIDE
) -> Figure:
    """Return a page with one sentence, for a figure that has nothing to show."""
    fig = page(title, subtitle, footer, size)
    fig.text(0.5, 0.5, sentence, fontsize=SUBTITLE + 4, ha="center", va="center", color=MUTED)
    return fig


def save(fig: Figure, stem: Path, formats: Sequence[str] = FORMATS, dpi: int = DPI) -> list[Path]:
    """Write a figure as `stem`.png, `stem`.svg and so on, and return the paths.

    Files carry no date, so that the same tables give the same bytes.
    """
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = []
    with mpl.rc_context({"svg.hashsalt": "werven", "svg.fonttype": "path"}):
        for kind in formats:
            path = stem.with_name(f"{stem.name}.{kind}")
            metadata: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
            fig.savefig(path, format=kind, dpi=dpi, metadata=metadata)
            paths.append(path)
    return paths


class LabelPlacer:
    """Puts texts where they cover nothing that matters; everything is kept in pixels of the canvas.

    Parameters
    ----------
    ax : matplotlib Axes
        Axes whose limits and place are final.
    """

    def __init__(self, ax: Axes) -> None:
        self.ax = ax
        self.boxes: list[tuple[float, float, float, float]] = []
        self._texts: list[tuple[float, float, float, float]] = []
        self._lines: list[tuple[int, np.ndarray]] = []
        self._renderer = cast(Any, ax.figure.canvas).get_renderer()
        frame = ax.get_window_extent(self._renderer)
        self._frame = (frame.x0, frame.y0, frame.x1, frame.y1)

    def pixels(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point in data coordinates."""
        px, py = self.ax.transData.transform((x, y))
        return float(px), float(py)

    def block_circle(self, x: float, y: float, radius: float, owner: int = -1) -> None:
        """Keep labels off a circle, in data coordinates; `owner` is the label that belongs to it."""
        turn = np.linspace(0, 2 * np.pi, 40)
        if owner >= 0:
            self.avoid_line(x + radius * np.cos(turn), y + radius * np.sin(turn), owner)
        (x0, y0), (x1, y1) = self.pixels(x - radius, y - radius), self.pixels(x + radius, y + radius)
        self.boxes.append((x0, y0, x1, y1))

    def block_box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep labels off a rectangle, in data coordinates."""
        self.boxes.append((*self.pixels(x0, y0), *self.pixels(x1, y1)))

    def block_texts(self, texts: Iterable[Text]) -> None:
        """Keep labels off texts that are already there."""
        for text in texts:
            box = text.get_window_extent(self._renderer)
            self.boxes.append((box.x0, box.y0, box.x1, box.y1))

    def avoid_line(self, xs: Iterable[float], ys: Iterable[float], owner: int = -1) -> None:
        """Prefer not to cover these points (data coordinates); `owner` is the label that belongs to them."""
        points = self.ax.transData.transform(np.column_stack([list(xs), list(ys)]))
        self._lines.append((owner, np.asarray(points, dtype=float)))

    def put(self, text: str, candidates: Sequence[tuple[float, float]], owner: int = -2, **style: Any) -> Text:
        """Draw `text` at the best of some centres and remember its place.

        Parameters
        ----------
        text : str
            Label.
        candidates : sequence of (float, float)
            Centres in data coordinates, best liked first.
        owner : int
            The line of `avoid_line` it belongs to: it may cover that one, and should not stand nearer to
            another.
        style : dict
            Passed to matplotlib.
        """
        artist = self.ax.text(*candidates[0], text, ha="center", va="center", **style)
        box = artist.get_window_extent(self._renderer)
        half_w, half_h = box.width / 2 + 2, box.height / 2 + 1
        costs = []
        for rank, (x, y) in enumerate(candidates):
            px, py = self.pixels(x, y)
            place = (px - half_w, py - half_h, px + half_w, py + half_h)
            costs.append((self._cost(place, owner) + rank * 0.4, rank, place))
        _, best, place = min(costs)
        artist.set_position(candidates[best])
        self.boxes.append(place)
        self._texts.append(place)
        return artist

    def _cost(self, box: tuple[float, float, float, float], owner: int) -> float:
        x0, y0, x1, y1 = box
        f = self._frame
        outside = max(f[0] - x0, 0) + max(x1 - f[2], 0) + max(f[1] - y0, 0) + max(y1 - f[3], 0)
        cost = 50.0 * outside
        for a0, b0, a1, b1 in self.boxes:
            wide, high = min(x1, a1) - max(x0, a0), min(y1, b1) - max(y0, b0)
            if wide > 0 and high > 0:
                cost += 60 + wide * high / 5
        for a0, b0, a1, b1 in self._texts:  # two labels one above the other read as one
            cost += 3.0 * (min(x1, a1) > max(x0, a0) and min(y1, b1) > max(y0, b0) - 8)
        own = np.inf
        other = np.inf
        for line, points in self._lines:
            away = float(np.hypot(points[:, 0] - (x0 + x1) / 2, points[:, 1] - (y0 + y1) / 2).min())
            if line == owner:
                own = min(own, away)
                continue
            if line // OWNERS == owner // OWNERS:
                other = min(other, away)
            within = (points[:, 0] > x0) & (points[:, 0] < x1) & (points[:, 1] > y0) & (points[:, 1] < y1)
            cost += 1.5 * float(within.sum())
        return float(cost + (15.0 if other < own < np.inf else 0.0))


def ring(
    at: tuple[float, float], radius: float, gaps: Sequence[float], half: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return centres for a label around a circle, near ones first.

    Parameters
    ----------
    at : (float, float)
        Centre of the circle, in data coordinates.
    radius : float
        Of the circle.
    gaps : sequence of float
        Distances to try between the circle and the edge of the label.
    half : (float, float)
        Half of the width and height of the label.
    """
    places = []
    for gap in gaps:
        for angle in (90, 270, 0, 180, 45, 135, 315, 225, 22, 158, 338, 202):
            way = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
            if angle % 90:
                shift = np.sign(way) * np.array(half)
                places.append(tuple(np.array(at) + way * (radius + gap) + shift))
            else:
                places.append(tuple(np.array(at) + way * (radius + gap + np.abs(way) @ np.array(half))))
    return [(float(x), float(y)) for x, y in places]


def wrapped(text: str, longest: int = 13) -> str:
    """Break a label in as few lines of `longest` letters as it takes, of like length, words kept whole."""
    lines = [text]
    for width in range(longest, 0, -1):
        shorter = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        if width < longest and len(shorter) > len(lines):
            break
        lines = shorter
    return "\n".join(lines)
