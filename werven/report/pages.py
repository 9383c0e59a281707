"""From a solved scenario to the report: one self-contained HTML file, written from the results."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from werven.config.settings import Config
from werven.data.verdicts import thresholds
from werven.report import co2, doubts, evidence, needs, order, ranking, routes, schedule, trust, worlds
from werven.report.pictures import Picture, pictures
from werven.report.tables import Grid, grids
from werven.report.teller import Teller, Topic
from werven.solved.ranking import closure_kind, is_checked
from werven.solved.scenario import Solved
from werven.words.tables import check_language

SECTIONS = {
    "emissions": co2.tell,
    "routes": routes.tell,
    "needs": needs.tell,
    "ranking": ranking.tell,
    "doubts": doubts.tell,
    "order": order.tell,
    "worlds": worlds.tell,
    "time": schedule.tell,
    "evidence": evidence.tell,
    "trust": trust.tell,
}
#: Sections that begin on a page of their own.
APART = ("routes", "ranking", "worlds", "time", "evidence")


@dataclass(frozen=True)
class Section:
    """A section of the report: heading, sentences, tables, figures."""

    heading: str
    sentences: list[str]
    grids: list[Grid]
    pictures: list[Picture]
    apart: bool


def css_text(text: str) -> str:
    """Return a text as the inside of a CSS string: all but plain letters and digits by their number."""
    return re.sub(r"[^A-Za-z0-9]", lambda found: f"\\{ord(found[0]):06x}", text)


def firm(text: str) -> str:
    """Return a text in which a number and its unit stay on one line."""
    return re.sub(r"(\d) (%|kt|Mt|GW|MW|€|mil[jl])", "\\1\u00a0\\2", text)


def write_report(
    solved: Solved,
    config: Config,
    maps: Path,
    path: Path,
    rankings: Sequence[Path] | None = None,
    worlds: Collection[int] | None = None,
) -> Path:
    """Write the report of a scenario.

    Parameters
    ----------
    solved : Solved
        From `werven.solved.scenario.read_solved`.
    config : Config
        Of the scenario, at least the keys that a report reads; takes the place of that of `solved`.
    maps : Path
        Folder of the figures; one that is not there is left out.
    path : Path
        The HTML file; its folder is made if absent.
    rankings : sequence of Path, optional
        Folders ``{year}/closures/{closure}`` of the rankings that may be told; all by default.
    worlds : collection of int, optional
        Years of which the worlds may be told; all by default.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        The language is not one of the report.
    """
    check_language(config.show.language)
    told = None if rankings is None else {(int(folder.parts[-3]), folder.name) for folder in rankings}
    own = solved if worlds is None else solved.with_worlds(worlds)
    teller = Teller(replace(own, config=config), config.show.language, told)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html(teller, maps), encoding="utf-8")
    return path


def html(teller: Teller, maps: Path) -> str:
    """Return the report as text.

    Parameters
    ----------
    teller : Teller
        The scenario and the language.
    maps : Path
        Folder of its figures.
    """
    topics = {name: tell(teller) for name, tell in SECTIONS.items()}
    loader = PackageLoader("werven.report", ".")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    pages.filters |= {"css": css_text, "firm": firm}
    scenario, version = teller.solved.scenario, teller.solved.version
    return pages.get_template("template.html.j2").render(
        language=teller.language,
        version=version,
        scenario=scenario,
        title=teller.word("title" if teller.lead else "title_plain"),
        description=teller.config.description,
        style=resources.files("werven.report").joinpath("style.css").read_text(encoding="utf-8"),
        footer=f"werven {version} · {scenario}",
        page_word=teller.word("page"),
        facts=_facts(teller),
        headings={name: teller.word(name) for name in ("main", "reading")},
        claims=[claim for topic in topics.values() for claim in topic.claims],
        sections=_sections(teller, topics, maps),
        terms=_terms(teller),
        method=[*trust.method(teller), teller.word("source", version=version, scenario=scenario)],
    )


def _facts(teller: Teller) -> list[tuple[str, str]]:
    """Return what stands at the head: scenario, years, closure, the ranking that is told, version."""
    years = list(teller.years)
    facts = [
        (teller.word("scenario"), teller.solved.scenario),
        (teller.word("years"), ", ".join(map(str, years))),
        (teller.word("closure"), teller.context.closing(years).rstrip(".")),
    ]
    if teller.lead is not None:
        facts.append((teller.word("ranked"), f"{teller.lead.year}, {teller.lead.closure_label(teller.context)}"))
    return [*facts, (teller.word("version"), f"werven {teller.solved.version}")]


def _sections(teller: Teller, topics: dict[str, Topic], maps: Path) -> list[Section]:
    """Return the sections that have something to say or to show."""
    figures, tables = pictures(teller, maps), grids(teller)
    found = []
    for name, topic in topics.items():
        heading = "flows" if name == "needs" and not teller.config.network.investment else name
        own = (topic.details, tables.get(name, []), figures.get(name, []))
        if any(own):
            found.append(Section(teller.word(heading), *own, apart=name in APART and bool(own[1] or own[2])))
    return found


def _terms(teller: Teller) -> list[tuple[str, str]]:
    """Return the terms that the report uses, each with its meaning."""
    terms = [("boundary", "boundary")]
    if teller.config.network.investment:
        terms.append(("needs", "needs_meaning"))
    if teller.lead is not None:
        band = ("band",) if closure_kind(teller.lead.run) == "band" else ()
        terms += [(name, f"{name}_meaning") for name in ("work", *band, "shapley", "ends")]
        known = is_checked(ranking.rows_of(teller.lead))
        terms.append(("noise", "noise_meaning" if known else "noise_meaning_unchecked"))
        terms.append(("tonne", f"tonne_meaning_{teller.lead.kind}"))
    if teller.worlds:
        terms.append(("worlds", "worlds_meaning"))
    return [(teller.word(f"term_{name}"), teller.word(meaning, **thresholds())) for name, meaning in terms]
