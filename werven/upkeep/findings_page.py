"""Writes the findings of the base case into `docs/results.md`: ``python -m werven.upkeep.findings_page``.

They are the sentences and tables of the report; every ranking that was made has its table. What a year says over
worlds, beside the ranking that it is held against, has a page writer of its own (`werven.upkeep.worlds_page`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from werven.report.pages import SECTIONS
from werven.report.tables import Grid, grids
from werven.report.teller import Teller
from werven.solved.scenario import read_solved
from werven.upkeep.documents import inputs_of, markdown_table, renewed, stamp

PAGE, RESULTS, RESOURCES = Path("docs/results.md"), Path("results"), Path("resources")
COMMAND, SCENARIO = "make findings", "base"


def findings(teller: Teller) -> str:
    """Return what the report says but for worlds, in Markdown and without pictures."""
    topics = {name: tell(teller) for name, tell in SECTIONS.items() if name != "worlds"}
    tables = grids(teller) | {"ranking": list(_rankings(teller))}
    lines = [f"- {claim}" for topic in topics.values() for claim in topic.claims]
    parts = ["\n".join(lines)]
    for name, topic in topics.items():
        own = [*topic.details, *(part for grid in tables.get(name, []) for part in table_of(grid))]
        if own:
            heading = "flows" if name == "needs" and not teller.config.network.investment else name
            parts += [f"### {teller.word(heading)}", *own]
    return "\n\n".join(parts)


def _rankings(teller: Teller) -> Iterator[Grid]:
    """Yield the table of every ranking but those told beside worlds, the one that is told in full first."""
    lead = (teller.lead.year, teller.lead.closure) if teller.lead else None
    here = [key for key in teller.rankings if not is_beside_worlds(teller, *key)]
    for key in sorted(here, key=lambda key: (key != lead, key)):
        yield from ranking_of(teller, *key)


def is_beside_worlds(teller: Teller, year: int, closure: str) -> bool:
    """Tell whether a ranking stands beside the worlds of its year: one that does not come with the scenario."""
    config = teller.config
    return year in teller.worlds and year not in config.rank.years and closure == config.worlds.closure


def ranking_of(teller: Teller, year: int, closure: str) -> list[Grid]:
    """Return the table of one ranking; none where it was not made."""
    rank = teller.config.rank.model_copy(update={"main": [closure]})
    alone = replace(teller.solved, config=teller.config.model_copy(update={"rank": rank}))
    return grids(Teller(alone, teller.language, {(year, closure)})).get("ranking", [])


def table_of(grid: Grid) -> Iterator[str]:
    """Yield caption, table and note of a table in Markdown."""
    yield f"*{grid.caption}*"
    head = grid.columns.values()
    strong = {row: "**" for row in grid.strong}
    rows = [
        [f"{strong.get(number, '')}{row[key]}{strong.get(number, '')}" if row[key] else "" for key in grid.columns]
        for number, row in enumerate(grid.rows)
    ]
    yield markdown_table(list(head), rows)
    if grid.note:
        yield grid.note


def content() -> str:
    """Return the block: the findings, and what they were made from."""
    solved = read_solved(SCENARIO, RESULTS, RESOURCES)
    made = [RESULTS / SCENARIO / str(year) / "needs.csv" for year in solved.years]
    made += (RESULTS / SCENARIO).glob("*/closures/*/ranking.csv")
    told = stamp(SCENARIO, inputs_of(SCENARIO, without=("show",)), made, COMMAND, solved.version)
    return f"{told}\n\n{findings(Teller(solved, 'en'))}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), COMMAND, {"findings": content()}), encoding="utf-8")
