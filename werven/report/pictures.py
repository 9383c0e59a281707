"""Figures of the scenario inside the report: read, cut to what they show, and told in words for who cannot see them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from werven.figures.stems import TIMELINE_STEM, world_stems
from werven.report import order, ranking, schedule, worlds
from werven.report.needs import amount, corridors, drawn
from werven.report.teller import Teller
from werven.solved.leads import Lead


class Edges(NamedTuple):
    """What to leave out of a figure at the top, the foot and each side [inch]."""

    top: float
    foot: float
    side: float


POINTS = 72.0  # an inch
#: What is cut off a figure [inch]: titles, notes that the report says itself, and empty edges.
MAP, RANK = Edges(0.7, 0.76, 0.27), Edges(0.62, 0.0, 0.2)
#: Section, name of the file, what to cut off, what it shows, caption.
Wanted = tuple[str, str, Edges, str, str]
_BOX = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt" viewBox="0 0 [\d.]+ [\d.]+"')
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
TALL = "tall"
_SMALL_FLOW = 0.01


@dataclass(frozen=True)
class Picture:
    """A figure of the report.

    Attributes
    ----------
    source : str
        Data URI of an SVG.
    alt : str
        What it shows, in a sentence.
    caption : str
        What stands below it.
    kind : str
        `TALL` where it takes a page of its own, else its section.
    """

    source: str
    alt: str
    caption: str
    kind: str


def cut(svg: str, edges: Edges) -> str:
    """Return an SVG of matplotlib without its edges.

    Parameters
    ----------
    svg : str
        Text of the file; a file of another make is left as it is.
    edges : Edges
        What to leave out [inch].
    """
    found = _BOX.search(svg)
    if not found:
        return svg
    left, top = edges.side * POINTS, edges.top * POINTS
    wide, high = float(found[1]) - 2 * left, float(found[2]) - top - edges.foot * POINTS
    box = f'width="{wide:g}pt" height="{high:g}pt" viewBox="{left:g} {top:g} {wide:g} {high:g}"'
    return svg[: found.start()] + box + svg[found.end() :]


def embedded(path: Path, edges: Edges) -> tuple[str, bool]:
    """Return a figure as data URI, and whether it is taller than wide."""
    svg = cut(path.read_text(encoding="utf-8"), edges)
    found = _SIZE.search(svg)
    tall = bool(found and float(found[2]) > float(found[1]))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(), tall


def pictures(teller: Teller, maps: Path) -> dict[str, list[Picture]]:
    """Return the figures of every section; a file that is not there is left out.

    Parameters
    ----------
    teller : Teller
        The scenario.
    maps : Path
        Folder of its figures.
    """
    wanted: list[Wanted] = [_emissions(teller), *_flows(teller)]
    if teller.lead is not None:
        wanted += _ranked(teller, teller.lead)
    wanted += [_over_worlds(teller, year) for year in teller.worlds]
    if schedule.tell(teller).details:
        wanted.append(_time(teller))
    found: dict[str, list[Picture]] = {}
    for section, stem, edges, alt, caption in wanted:
        path = maps / f"{stem}.svg"
        if path.exists():
            source, tall = embedded(path, edges)
            found.setdefault(section, []).append(Picture(source, alt, caption, TALL if tall else section))
    return found


def _emissions(teller: Teller) -> Wanted:
    """Return the map of emissions of the last year."""
    year = max(teller.years)
    rows = teller.years[year].emissions
    own = rows[rows["boundary"] == "flanders"]
    clusters = own.groupby("cluster")["t_per_year"].sum() / 1e6
    place = teller.names.place(str(clusters.idxmax())) if len(clusters) else "–"
    values = {"value": teller.tenths(float(clusters.max())), "total": teller.tenths(float(clusters.sum()))}
    caption = "fig_emissions" if teller.config.network.investment else "fig_emissions_built"
    alt = teller.word("alt_emissions", place=place, year=year, **values)
    return "emissions", f"emissions_{year}", MAP, alt, teller.word(caption, year=year)


def _flows(teller: Teller) -> list[Wanted]:
    """Return the maps of electricity and of the next carrier that flows: CO2 first."""
    year = teller.lead.year if teller.lead else max(teller.years)
    table = corridors(teller)
    table = table[table["year"] == year]
    table = table.assign(flow=table["flow_forward_per_year"] + table["flow_back_per_year"])
    liked = ("electricity", "co2", *(group for group in drawn(teller) if group not in ("electricity", "co2")))
    found: list[Wanted] = []
    for group in liked:
        own = table[(table["group"] == group) & (table["flow"] > _SMALL_FLOW)]
        if own.empty or len(found) == 2:
            continue
        row = own.sort_values("flow", ascending=False, kind="stable").iloc[0]
        carrier = teller.names.label("group", group)
        value = f"{teller.tenths(float(row['flow']))} {row['flow_unit']}"
        alt = teller.word("alt_flows", carrier=carrier, year=year, corridor=row["label"], value=value)
        unit = teller.context.say("unit", unit=_unit(teller, str(row["unit"]), own["needed"].max()))
        caption = teller.word("fig_flows", year=year, carrier=carrier, unit=unit)
        found.append(("needs", f"flows_{group}_{year}", MAP, alt, caption))
    return found


def _unit(teller: Teller, unit: str, largest: float) -> str:
    """Return the unit of a map of flows as its own foot says it."""
    if unit == "t/h":
        return teller.context.say("unit_rate")
    return teller.context.say("unit_GW" if "GW" in amount(teller, largest, unit) else "unit_MW")


def _ranked(teller: Teller, lead: Lead) -> list[Wanted]:
    """Return the figures of the ranking that is told in full."""
    ending = f"{lead.year}_{lead.closure}"
    ranked, paired = teller.word("fig_ranking", year=lead.year), teller.word("fig_order", year=lead.year)
    return [
        ("ranking", f"ranking_{ending}", RANK, " ".join(ranking.tell(teller).claims[:2]), ranked),
        ("order", f"synergy_{ending}", RANK, " ".join(order.pair_words(teller, lead)) or paired, paired),
    ]


def _over_worlds(teller: Teller, year: int) -> Wanted:
    """Return the figure of what works are worth over the worlds of a year."""
    alt = " ".join(worlds.by_verdict(teller, teller.worlds[year]))
    caption = teller.word("fig_worlds", year=year)
    return "worlds", world_stems([year])[0], RANK, alt or caption, caption


def _time(teller: Teller) -> Wanted:
    """Return the figure of the works on a line of years."""
    table = schedule.works_in_time(teller)
    year = min(teller.years)
    soon = int((table["start"] <= year).sum())
    alt = teller.word("alt_time", count=len(table), soon=soon, year=year)
    return "time", TIMELINE_STEM, RANK, alt, teller.word("fig_time")
