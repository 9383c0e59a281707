"""When the works are there: lead time before and service after the year in which each is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from werven.config.settings import Config, WorksSettings
from werven.data.register import states
from werven.figures import style
from werven.figures.ranking.page import (
    GRID,
    LEFT,
    RIGHT,
    WIDTH,
    KeyItem,
    carrier_items,
    fit,
    foot,
    key,
    panel,
    put,
    row_tops,
    swatch,
)
from werven.figures.stems import FORMATS
from werven.names import words_of
from werven.solved.leads import Lead
from werven.solved.ranking import Register, numbers, plain, shown_ranking, texts
from werven.words.names import Context, Names
from werven.words.ranking import CONFIDENCE_MARKS, confidence_words
from werven.words.tables import check_language, words

FIRST, LAST = 2025, 2050
_COLUMNS = ("work", "carrier", "status", "year_in_service", "lead_time_years", "lifetime_years", "requires")

# Places of the columns and heights of the rows [inch].
_ID, _NAME, _NAMES_END, _STATUS, _STATUS_END = 0.3, 0.86, 4.62, 4.72, 5.78
_BARS, _BARS_END, _VALUE = 5.98, 11.6, RIGHT
_ROW, _HEADING, _TOP, _LEAST_HEIGHT = 0.255, 0.32, 2.1, 4.5
_TEXT = 13.0


def timeline_table(
    works: pd.DataFrame, settings: WorksSettings, groups: Sequence[str], lead: Lead | None = None
) -> pd.DataFrame:
    """Return the works that are still to come, and those that came since `FIRST`, in the order of the figure.

    Parameters
    ----------
    works : DataFrame
        Register of works.
    settings : WorksSettings
        ``on`` and ``year_in_service`` of the scenario.
    groups : sequence of str
        Groups of carriers in the order in which their works are drawn.
    lead : Lead, optional
        The ranking whose values stand beside the works.

    Returns
    -------
    DataFrame
        ``work, carrier, status, confidence, begin, start, end, requires, value, se, flags``: years in which the
        lead time begins, service begins and service ends; a list of works; kt or MEUR per year, missing without a
        ranking. Cancelled works, works that are switched off and works that run since before `FIRST` are left out.
    """
    state = states(works, settings, LAST).to_numpy()
    table = pd.DataFrame({name: texts(works, name) for name in ("work", "carrier", "status", "confidence")})
    planned = numbers(works, "year_in_service")
    table["start"] = [settings.year_in_service.get(w, y) for w, y in zip(table["work"], planned, strict=True)]
    table["begin"] = table["start"] - numbers(works, "lead_time_years").fillna(0.0)
    table["end"] = table["start"] + numbers(works, "lifetime_years")
    table["requires"] = [words_of(text) for text in texts(works, "requires")]
    table = table.merge(_values(lead), on="work", how="left")
    shown = table[~pd.Series(state).isin(["cancelled", "off"]).to_numpy() & (table["start"] >= FIRST).to_numpy()]
    place = shown["carrier"].map({name: rank for rank, name in enumerate(groups)}).fillna(len(groups))
    shown = shown.assign(place=place).sort_values(["place", "carrier", "start", "work"], kind="stable")
    return shown.drop(columns="place").reset_index(drop=True)


def _values(lead: Lead | None) -> pd.DataFrame:
    """Return what each work is worth, as the figure of the ranking says."""
    if lead is None:
        return pd.DataFrame(columns=["work", "value", "se", "flags"]).astype({"value": float, "se": float})
    return shown_ranking(lead.ranking, lead.case())[["work", "value", "se", "flags"]]


@style.themed
def draw_timeline(
    works: pd.DataFrame,
    settings: WorksSettings,
    names: Names,
    context: Context,
    years: Sequence[int],
    lead: Lead | None = None,
) -> Figure:
    """Draw lead time and service of the works on a line of years, with what each is worth beside it.

    Parameters
    ----------
    works, settings, lead
        As in `timeline_table`.
    names : Names
        Labels and colours of carriers, and the language.
    context : Context
        Scenario, version, language.
    years : sequence of int
        Model years, drawn as lines.
    """
    language, own = context.language, words("ranking")
    table = timeline_table(works, settings, list(names.groups), lead)
    title, footer = own.say("timeline", language), _footer(table, len(works), context, lead)
    subtitle = plain(context.subtitle(years))
    if table.empty:
        return style.sentence_page(title, subtitle, own.say("none_timeline", language), footer)
    tops, end = row_tops(table["carrier"], _HEADING, lambda _: _ROW)
    height = max(_TOP + end + 0.35 + foot(footer), _LEAST_HEIGHT)
    page = style.page(title, subtitle, footer, (WIDTH, height))
    sheet = _sheet(page, height)
    register = Register.of(works, names)
    _legend(sheet, table, register, language)
    _heads(sheet, lead, context)
    ax = panel(page, _BARS, _TOP, _BARS_END - _BARS, end)
    _frame(ax, end, years)
    middles = dict(zip(table["work"], (top + _ROW / 2 for top in tops), strict=True))
    _rows(sheet, ax, table, middles, register, context)
    _arrows(ax, table, middles)
    return page


def _sheet(page: Figure, height: float) -> Axes:
    """Return axes over a whole page, on which places are inches from the upper left corner."""
    sheet = page.add_axes((0, 0, 1, 1), zorder=-1)
    sheet.set(xlim=(0, WIDTH), ylim=(height, 0))
    sheet.set_axis_off()
    return sheet


def _rows(
    sheet: Axes, ax: Axes, table: pd.DataFrame, middles: Mapping[str, float], register: Register, context: Context
) -> None:
    """Draw the rows, and the heading of each carrier above its first one."""
    last = ""
    for _, row in table.iterrows():
        y = middles[row["work"]]
        if row["carrier"] != last:
            last = row["carrier"]
            put(sheet, LEFT, _TOP + y - _ROW / 2 - 0.13, _heading(last, register.names), _TEXT, fontweight="bold")
        _row(sheet, row, _TOP + y, register, context)
        _bar(ax, row, y, register.color(row["work"]))


def _heading(group: str, names: Names) -> str:
    """Return the heading of a group of carriers."""
    name = names.label("group", group)
    return name[:1].upper() + name[1:]


def _frame(ax: Axes, end: float, years: Sequence[int]) -> None:
    """Set the years, with a tick every five and a line at every model year."""
    ax.set(xlim=(FIRST, LAST + 0.5), ylim=(end, 0))
    ax.set_yticks([])
    ax.set_xticks(range(FIRST, LAST + 1, 5))
    ax.tick_params(axis="x", labeltop=True, top=True, length=3, labelsize=_TEXT - 1, color=style.MUTED)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["left", "bottom"]].set_visible(False)
    for year in years:
        if FIRST <= year <= LAST:
            ax.axvline(year, color=style.MUTED, linewidth=1.0, linestyle=(0, (5, 3)), zorder=1)


def _row(sheet: Axes, row: pd.Series, y: float, register: Register, context: Context) -> None:
    """Write id, name, status and value of a work."""
    sheet.plot([LEFT, RIGHT], [y + _ROW / 2] * 2, color=GRID, linewidth=0.5)
    fit(put(sheet, _ID, y, row["work"], _TEXT, color=style.MUTED), _NAME - _ID - 0.06, least=8)
    fit(put(sheet, _NAME, y, register.label(row["work"]), _TEXT), _NAMES_END - _NAME, least=10)
    status = words("ranking").say(f"status_{row['status']}", context.language)
    fit(put(sheet, _STATUS, y, status, _TEXT - 1.5, color=style.MUTED), _STATUS_END - _STATUS, least=8)
    if pd.notna(row["value"]):
        faded = "below the noise" in row["flags"]
        error = f" ± {context.number(2 * row['se'])}" if row["se"] > 0 else ""
        text = f"({context.number(row['value'])}{error})" if faded else f"{context.number(row['value'])}{error}"
        ink = style.MUTED if faded else style.INK
        value = put(sheet, _VALUE, y, text, _TEXT, ha="right", color=ink, fontweight="normal" if faded else "bold")
        fit(value, _VALUE - _BARS_END - 0.12, least=8, cut=False)


def _bar(ax: Axes, row: pd.Series, y: float, color: str) -> None:
    """Draw lead time (outlined) and service (filled, paler for a candidate), with the mark of its data."""
    decided = row["status"] in ("operational", "under construction")
    tall = 0.62 * _ROW
    look: dict[str, Any] = {"height": tall, "zorder": 2}
    if row["begin"] < row["start"]:
        lead: dict[str, Any] = {"facecolor": "white", "edgecolor": color, "hatch": "////", "linewidth": 0.9}
        ax.barh(y, row["start"] - row["begin"], left=row["begin"], **look, **lead)
    end = min(row["end"], LAST + 0.5) if pd.notna(row["end"]) else LAST + 0.5
    ax.barh(y, end - row["start"], left=row["start"], color=color, alpha=1.0 if decided else 0.55, linewidth=0, **look)
    if row["begin"] < FIRST:
        ax.text(FIRST, y, "‹", ha="right", va="center", fontsize=_TEXT, color=style.MUTED)
    mark = CONFIDENCE_MARKS.get(row["confidence"], "")
    if row["start"] <= LAST:
        look = {"fontsize": _TEXT + 1, "zorder": 6, "clip_on": False}
        ax.plot([row["start"]], [y], "o", color="white", markersize=11, zorder=5, clip_on=False)
        ax.text(row["start"], y, mark, ha="center", va="center", **look)


def _arrows(ax: Axes, table: pd.DataFrame, middles: Mapping[str, float]) -> None:
    """Draw a thin arrow from a work to each one that requires it."""
    start = dict(zip(table["work"], table["start"], strict=True))
    for _, row in table.iterrows():
        for need in row["requires"]:
            if need not in start or max(start[need], row["start"]) > LAST:
                continue
            look = {"arrowstyle": "-|>", "color": style.INK, "linewidth": 1.0, "connectionstyle": "arc3,rad=-0.25"}
            ends: dict[str, Any] = {"xy": (row["start"], middles[row["work"]]), "xytext": (start[need], middles[need])}
            ax.annotate("", **ends, arrowprops={**look, "shrinkA": 6, "shrinkB": 6}, zorder=7)


def _heads(sheet: Axes, lead: Lead | None, context: Context) -> None:
    """Write what stands in the columns."""
    y, own = _TOP - 0.42, words("ranking")
    put(sheet, _ID, y, own.say("work", context.language), _TEXT - 2, color=style.MUTED)
    put(sheet, _STATUS, y, own.say("column_status", context.language), _TEXT - 2, color=style.MUTED)
    if lead is not None:
        text = own.say(f"column_value_{lead.kind}", context.language, year=lead.year)
        put(sheet, _VALUE, y, text, _TEXT - 2, ha="right", color=style.MUTED)


def _legend(sheet: Axes, table: pd.DataFrame, register: Register, language: str) -> None:
    """Write what bars, marks and colours mean."""
    neutral = style.MUTED

    def arrow(x: float, y: float) -> float:
        look = {"arrowstyle": "-|>", "color": style.INK, "linewidth": 1.0}
        sheet.annotate("", xy=(x + 0.3, y), xytext=(x, y), arrowprops=look)
        return 0.3

    own = words("ranking")
    lead = swatch(sheet, "white", edgecolor=neutral, hatch="////", linewidth=1.0)
    items: list[KeyItem] = [
        (lead, own.say("key_lead", language)),
        (swatch(sheet, neutral), own.say("key_decided", language)),
        (swatch(sheet, neutral, alpha=0.55), own.say("key_candidate", language)),
        (arrow, own.say("key_requires", language)),
    ]
    below = key(sheet, 0.86, items)
    colors = [register.carriers.get(work, "") for work in table["work"]]
    last = (None, "  ".join([own.say("key_year", language), *confidence_words(language)]))
    key(sheet, below, [*carrier_items(sheet, colors, register.names), last])


def _footer(table: pd.DataFrame, whole: int, context: Context, lead: Lead | None) -> list[str]:
    """Return the lines at the foot."""
    language, own = context.language, words("ranking")
    lines = [own.say("timeline_note", language, first=FIRST, count=whole - len(table))]
    if lead is not None:
        label = lead.closure_label(context)
        value = own.say(f"timeline_value_{lead.kind}", language, closure=label, year=lead.year)
        lines.append(value)
    source = context.source or context.say("source_default", version=context.version)
    return [plain(line) for line in [*lines, own.say("source", language, source=source)]]


def write_timeline(
    scenario: str,
    inputs: Mapping[str, pd.DataFrame],
    config: Config,
    version: str,
    stem: Path,
    lead: Lead | None = None,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw the works of a scenario on a line of years and write the figure.

    Parameters
    ----------
    scenario : str
        Its name.
    inputs : mapping of str to DataFrame
        ``works``, and `werven.words.names.NAMED`.
    config : Config
        Sections ``works`` and ``show``, and ``years``.
    version : str
        Version of werven.
    stem : Path
        Of the files, without ending.
    lead, formats
        As in `timeline_table` and `werven.figures.style.save`.

    Returns
    -------
    list of Path
        The files.
    """
    language = config.show.language
    check_language(language)
    names = Names.of(inputs, language)
    context = Context(scenario, language, version=version)
    figure = draw_timeline(inputs["works"], config.works, names, context, config.years, lead)
    return style.save(figure, stem, formats)
