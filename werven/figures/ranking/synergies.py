"""Pairs of works that need or replace each other, as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from werven.figures import style
from werven.figures.ranking.page import (
    HEAD,
    LEFT,
    RIGHT,
    KeyItem,
    fit,
    foot,
    key,
    nothing,
    put,
    ranking_page,
    swatch,
    wide,
)
from werven.solved.ranking import Case, Register, numbers, texts

MOST_WORKS = 20
# A pair is strong beyond two standard errors and above this part of the strongest one.
_STRONG, _ERRORS = 0.02, 2.0
_LISTED = 8
# Orange and blue are told apart by everybody.
_COLORS = LinearSegmentedColormap.from_list(
    "pairs", ["#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d1e5f0", "#4393c3", "#2166ac"]
)
_PALE, _UNKNOWN = "#f4f4f2", "#ffffff"

# Places [inch]: names end where the matrix starts.
_MATRIX, _MOST_CELL, _LEAST_HEIGHT = 4.55, 0.62, 7.5
_MATRIX_WIDTH, _LIST_WIDTH = 8.4, 2.9


def synergy_table(synergy: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Return the pairs of a closure, each once, the strongest first.

    Parameters
    ----------
    synergy : DataFrame
        `synergy.csv`; of rows for the same pair an exact one counts before a fitted one.
    case : Case
        Tells which closure, and whether values are kt CO2 or MEUR.

    Returns
    -------
    DataFrame
        `work_a, work_b, value, error, exact, sure`: kt or MEUR per year and its standard error (one that is
        not known counts as none); whether it was computed exactly; whether it lies beyond two errors of zero.
    """
    value, error = case.measure.column("synergy"), case.measure.column("synergy_se")
    rows = case.rows(synergy, "synergy", ("work_a", "work_b", value, "how"))
    ends = pd.DataFrame({"one": texts(rows, "work_a"), "two": texts(rows, "work_b")})
    table = pd.DataFrame({"work_a": ends.min(axis=1), "work_b": ends.max(axis=1)})
    table["value"], table["exact"] = numbers(rows, value), texts(rows, "how") == "exact"
    table["error"] = numbers(rows, error).abs().fillna(0.0)
    table["sure"] = table["value"].abs() > _ERRORS * table["error"]
    table = table[table["value"].notna() & (table["work_a"] != table["work_b"])]
    table = table.sort_values("exact", ascending=False, kind="stable").drop_duplicates(["work_a", "work_b"])
    order = table["value"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def strong_works(pairs: pd.DataFrame, most: int = MOST_WORKS) -> tuple[list[str], int]:
    """Return the works of the strongest pairs, and how many works with a strong pair had no room.

    Parameters
    ----------
    pairs : DataFrame
        Of `synergy_table`.
    most : int
        Works that fit.
    """
    strong = pairs[pairs["sure"]]
    strong = strong[strong["value"].abs() >= _STRONG * float(strong["value"].abs().max() if len(strong) else 0.0)]
    kept: dict[str, None] = {}
    for a, b in zip(strong["work_a"], strong["work_b"], strict=True):
        if len({*kept, a, b}) <= most:
            kept |= {a: None, b: None}
    return list(kept), len({*strong["work_a"], *strong["work_b"]} - set(kept))


def linked_order(pairs: pd.DataFrame, works: Sequence[str]) -> list[str]:
    """Return works so that those with strong pairs stand together.

    Parameters
    ----------
    pairs : DataFrame
        Of `synergy_table`.
    works : sequence of str
        Works to put in order.

    Notes
    -----
    Agglomerative clustering: the two groups with the largest mean strength between them (average linkage) are
    joined first, at the ends that are linked the most.
    """
    strength = dict.fromkeys([(a, b) for a in works for b in works], 0.0)
    for a, b, value in zip(pairs["work_a"], pairs["work_b"], pairs["value"].abs(), strict=True):
        if (a, b) in strength:
            strength[a, b] = strength[b, a] = float(value)
    groups = [[work] for work in works]
    while len(groups) > 1:
        found = [
            (float(np.mean([strength[a, b] for a in one for b in two])), -i, -j)
            for i, one in enumerate(groups)
            for j, two in enumerate(groups)
            if i < j
        ]
        _, i, j = max(found)
        one, two = groups[-i], groups.pop(-j)
        turns = [(p, q) for p in (one, one[::-1]) for q in (two, two[::-1])]
        left, right = max(turns, key=lambda turn: strength[turn[0][-1], turn[1][0]])
        groups[-i] = [*left, *right]
    return groups[0] if groups else []


@style.themed
def draw_synergy(synergy: pd.DataFrame, register: Register, case: Case) -> Figure:
    """Draw the matrix of the works that have a strong pair.

    Parameters
    ----------
    synergy : DataFrame
        `synergy.csv`, see `synergy_table`.
    register, case
        As in `werven.figures.ranking.bars.draw_ranking`; it tells the errors too.
    """
    pairs = synergy_table(synergy, case)
    chosen, more = strong_works(pairs)
    if not chosen:
        return nothing("synergy", "none_synergy", case)
    order = linked_order(pairs, chosen)
    shown = pairs[pairs["work_a"].isin(order) & pairs["work_b"].isin(order)]
    left_out = case.say("shown_works", count=len(order), more=more) if more else ""
    footer = case.footer(case.say("synergy_meaning"), left_out)
    cell = min(_MOST_CELL, _MATRIX_WIDTH / len(order))
    top = HEAD + 0.4
    height = max(top + cell * len(order) + 0.25 + foot(footer), _LEAST_HEIGHT)
    page, sheet = ranking_page("synergy", f"reads_synergy_{case.kind}", footer, case, height)
    most = float(shown["value"].abs().max())
    _legend(sheet, shown, len(order), most, case)
    _diagonal(sheet, order, top, cell, register)
    _cells(sheet, order, shown, (top, cell), most, case)
    _strongest(sheet, shown[shown["sure"]].head(_LISTED), top, case)
    return page


def _color(value: float, most: float) -> str:
    """Return the colour of a value; it deepens with the root of it, so that middling pairs are seen."""
    part = float(np.clip(value / most, -1, 1)) if most else 0.0
    return str(to_hex(_COLORS(0.5 + 0.5 * np.sign(part) * abs(part) ** 0.5)))


def _diagonal(sheet: Axes, order: Sequence[str], top: float, cell: float, register: Register) -> None:
    """Write the names at the left and the ids on the diagonal, which heads the columns."""
    for place, work in enumerate(order):
        y = top + (place + 0.5) * cell
        name = put(sheet, _MATRIX - 0.12, y, register.label(work), style.SMALL, ha="right")
        fit(name, _MATRIX - 0.12 - LEFT - 0.6, least=7.5)
        fit(put(sheet, LEFT + 0.2, y, work, style.SMALL, color=style.MUTED), 0.5, least=6)
        tint = register.color(work)
        sheet.add_patch(Rectangle((LEFT, y - 0.07), 0.14, 0.14, facecolor=tint, linewidth=0))
        corner = (_MATRIX + place * cell, top + place * cell)
        sheet.add_patch(Rectangle(corner, cell, cell, facecolor="#e4e7eb", edgecolor="white", linewidth=1.0))
        head = put(sheet, corner[0] + cell / 2, y, work, style.SMALL, ha="center", fontweight="bold")
        fit(head, 0.86 * cell, least=6)


def _cells(
    sheet: Axes, order: Sequence[str], pairs: pd.DataFrame, place: tuple[float, float], most: float, case: Case
) -> None:
    """Draw the pairs below the diagonal; exact ones last, so that their borders stay whole."""
    top, cell = place
    at = {work: rank for rank, work in enumerate(order)}
    for row in range(1, len(order)):
        for column in range(row):
            _cell(sheet, (_MATRIX + column * cell, top + row * cell), cell, _look(_UNKNOWN), "")
    for _, pair in pairs.sort_values("exact", kind="stable").iterrows():
        column, row = sorted((at[pair["work_a"]], at[pair["work_b"]]))
        look = _look(_color(pair["value"], most) if pair["sure"] else _PALE, pair["exact"])
        label = case.signed(pair["value"])
        _cell(sheet, (_MATRIX + column * cell, top + row * cell), cell, look, label, pair["sure"])


def _look(color: str, exact: bool = False) -> dict[str, Any]:
    """Return the look of a cell."""
    if exact:
        return {"facecolor": color, "edgecolor": style.INK, "linewidth": 1.8, "zorder": 3}
    return {"facecolor": color, "edgecolor": "#dcdad5", "linewidth": 0.8}


def _cell(
    sheet: Axes, corner: tuple[float, float], cell: float, look: dict[str, Any], label: str, sure: bool = True
) -> None:
    """Draw one cell and its number."""
    sheet.add_patch(Rectangle(corner, cell, cell, **look))
    if not label:
        return
    color = str(look["facecolor"])
    light = sum(int(color[i : i + 2], 16) * part for i, part in ((1, 0.299), (3, 0.587), (5, 0.114)))
    ink = style.BORDER if not sure else "white" if light < 140 else style.INK
    x, y = corner[0] + cell / 2, corner[1] + cell / 2
    text = fit(put(sheet, x, y, label, 10, ha="center", color=ink, zorder=4), 0.9 * cell, least=5.5, cut=False)
    text.set_visible(wide(text) < cell)  # half a number is worse than none


def _legend(sheet: Axes, pairs: pd.DataFrame, count: int, most: float, case: Case) -> None:
    """Write what colours and borders mean."""

    def scale(x: float, y: float) -> float:
        steps = 48
        for step in range(steps):
            value = most * (2 * (step + 0.5) / steps - 1)
            color = _color(value, most)
            sheet.add_patch(Rectangle((x + step * 0.03, y - 0.07), 0.031, 0.14, facecolor=color, linewidth=0))
        return steps * 0.03

    both = f"{case.number(-most)} … {case.signed(most)}"
    items: list[KeyItem] = [(scale, f"{both}: {case.say('key_replace')} … {case.say('key_need')}")]
    if pairs["exact"].any():
        items.append((swatch(sheet, _UNKNOWN, edgecolor=style.INK, linewidth=1.8), case.say("key_exact")))
    if not pairs["sure"].all():
        items.append((swatch(sheet, _PALE, edgecolor="#dcdad5", linewidth=0.8), case.say("key_pale")))
    if len(pairs) < count * (count - 1) // 2:
        items.append((swatch(sheet, _UNKNOWN, edgecolor="#dcdad5", linewidth=0.8), case.say("key_absent")))
    key(sheet, HEAD + 0.06, items)


def _strongest(sheet: Axes, pairs: pd.DataFrame, top: float, case: Case) -> None:
    """Write the strongest pairs with their errors in the empty corner."""
    x, y = RIGHT - _LIST_WIDTH, top + 0.15
    put(sheet, x, y, case.say("strongest"), style.LABEL, fontweight="bold")
    put(sheet, RIGHT, y, f"{case.say(f'value_{case.kind}')} ± 2 se", style.FOOTER, ha="right", color=style.MUTED)
    for _, pair in pairs.iterrows():
        y += 0.28
        error = f" ± {case.number(_ERRORS * pair['error'])}" if pair["error"] > 0 else ""
        fit(put(sheet, x, y, f"{pair['work_a']} + {pair['work_b']}", style.SMALL), 0.52 * _LIST_WIDTH, least=6)
        put(sheet, RIGHT, y, case.signed(pair["value"]) + error, style.SMALL, ha="right")
