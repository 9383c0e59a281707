"""Writes what works are worth over worlds into `docs/results.md`: ``python -m werven.upkeep.worlds_page``.

A block a year, since the worlds of one take hours: years that were not solved here keep theirs, and so does a year
whose block tells of more worlds of the same inputs.
"""

from __future__ import annotations

from werven.report.tables import of_worlds
from werven.report.teller import Teller
from werven.report.worlds import of_year
from werven.solved.scenario import read_solved
from werven.upkeep.documents import Block, blocks, inputs_of, renewed, stamp
from werven.upkeep.findings_page import PAGE, RESOURCES, RESULTS, SCENARIO, is_beside_worlds, ranking_of, table_of

COMMAND = "python -m werven.upkeep.worlds_page"
#: Name of the block of a year.
NAME = "worlds-{year}"


def told_of(teller: Teller, year: int) -> str:
    """Return what the worlds of a year say in Markdown, with the ranking where that comes with no scenario.

    Parameters
    ----------
    teller : Teller
        The scenario and the language.
    year : int
        A year that has worlds.
    """
    topic = of_year(teller, teller.worlds[year])
    closure, tables = teller.config.worlds.closure, of_worlds(teller, year)
    if is_beside_worlds(teller, year, closure):
        tables += ranking_of(teller, year, closure)
    lines = "\n".join(f"- {claim}" for claim in topic.claims)
    return "\n\n".join([lines, *topic.details, *(part for grid in tables if grid.rows for part in table_of(grid))])


def contents(teller: Teller, digest: str, known: dict[str, Block]) -> dict[str, str]:
    """Return the blocks of a page: those of years that were solved here, else what stands there.

    Parameters
    ----------
    teller : Teller
        The scenario and the language.
    digest : str
        Of the inputs that it was solved from, what is uncertain among them.
    known : dict of str to Block
        Blocks of the page by name.
    """
    found = {name: block.content for name, block in known.items()}
    for year, own in teller.worlds.items():
        block = known.get(NAME.format(year=year))
        scenario = teller.solved.scenario
        if block and not (block.inputs == (scenario, digest) and block.worlds > own.count):
            made = list((RESULTS / scenario / str(year)).glob("robust.csv"))
            line = stamp(scenario, digest, made, COMMAND, teller.solved.version, own.count)
            found[block.name] = f"{line}\n\n{told_of(teller, year)}"
    return found


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    own = {block.name: block for block in blocks(text) if block.command == COMMAND}
    solved = Teller(read_solved(SCENARIO, RESULTS, RESOURCES), "en")
    written = contents(solved, inputs_of(SCENARIO, without=("show",), apart=()), own)
    PAGE.write_text(renewed(text, COMMAND, written), encoding="utf-8")
