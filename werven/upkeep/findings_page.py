"""Writes the findings of the base case into `docs/results.md`: ``python -m werven.upkeep.findings_page``.

They are the sentences and tables of the report; every ranking that was made has its table.
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
    """Return what the report says, in Markdown and without pictures."""
    topics = {name: tell(teller) for name, tell in SECTIONS.items()}
    tables = grids(teller) | {"ranking": list(_rankings(teller))}
    lines = [f"- {claim}" for topic in topics.values() for claim in topic.claims]
    parts = ["\n".join(lines)]
    for name, topic in topics.items():
        own = [*topic.details, *(part for grid in tables.get(name, []) for part in _grid(grid))]
        if own:
            heading = "flows" if name == "needs" and not teller.config.network.investment else name
            parts += [f"### {teller.word(heading)}", *own]
    return "\n\n".join(parts)


def _rankings(teller: Teller) -> Iterator[Grid]:
    """Yield the table of every ranking, the one that is told in full first."""
    lead = teller.lead
    first = {(lead.year, lead.closure)} if lead else set()
    for key in sorted(teller.rankings, key=lambda key: (key not in first, key)):
        rank = teller.config.rank.model_copy(update={"main": [key[1]]})
        alone = replace(teller.solved, config=teller.config.model_copy(update={"rank": rank}))
        yield from grids(Teller(alone, teller.language, {key})).get("ranking", [])


def _grid(grid: Grid) -> Iterator[str]:
    """Yield caption, table and note."""
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
