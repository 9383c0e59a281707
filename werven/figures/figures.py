"""All figures of a year and of a scenario, under fixed names.

A figure that has nothing to show is still drawn, with a sentence that says so: every name of `stems.stems_of`
is always written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure

from werven.data.carriers import having
from werven.errors import Fault, InputError
from werven.figures import flowmap, maps, sankey, stacks
from werven.figures import sankey_links as links
from werven.figures.basemap import Scene
from werven.figures.stems import FORMATS, stack_stems
from werven.figures.style import save
from werven.solved.tables import ResultTables
from werven.words.tables import check_language


def draw_year(
    results: ResultTables, outdir: Path, language: str = "nl", formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw every figure of a year.

    Parameters
    ----------
    results : ResultTables
        Tables of the year.
    outdir : Path
        Folder to write to, made if absent.
    language : str
        A column of the tables of words.
    formats : sequence of str
        Endings that matplotlib writes, for example png and svg.

    Returns
    -------
    list of Path
        The files, `year_stems` times `formats`.
    """
    check_language(language)
    paths: list[Path] = []
    for stem, figure in _year_figures(results, language):
        paths += save(figure, outdir / stem, formats)
    return paths


def draw_scenario(
    results: Mapping[int, ResultTables], outdir: Path, language: str = "nl", formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw the stacks, which show all years of a scenario side by side; the works in time are in `timelines`.

    Parameters
    ----------
    results : mapping of int to ResultTables
        Tables of every year of one scenario; labels and prices are those of the last one.
    outdir, language, formats
        As in `draw_year`.

    Raises
    ------
    InputError
        No years.
    """
    check_language(language)
    if not results:
        raise InputError([Fault("result tables", "", "year", "none", "at least one year")])
    last = results[max(results)]
    levels = {year: level for own in results.values() for year, level in own.context.levels.items()}
    context = replace(last.context, language=language, levels=levels)
    balances = {year: own.balance for year, own in results.items()}
    paths: list[Path] = []
    names = last.names(language)
    for group, stem in zip(having(names.groups, "stack"), stack_stems(names.groups), strict=True):
        figure = stacks.draw_stack(balances, group, last.nodes, names, context)
        paths += save(figure, outdir / stem, formats)
    return paths


def _year_figures(results: ResultTables, language: str) -> Iterator[tuple[str, Figure]]:
    """Yield stem and figure, one after the other, in the order of `year_stems`."""
    year, nodes, names = results.year, results.nodes, results.names(language)
    context = replace(results.context, language=language)
    scene = Scene(nodes, results.outline, names, context, year)
    users = maps.users_table(results.demand, results.balance, results.technologies, names, nodes)
    yield f"users_{year}", maps.draw_users(users, scene)
    for group in having(names.groups, "flows"):
        yield f"flows_{group}_{year}", flowmap.draw_flows(results.needs, group, scene)
    yield f"emissions_{year}", maps.draw_emissions(maps.emissions_table(results.emissions, nodes), scene)
    energy = links.energy_links(results.balance, results.carriers, nodes, names)
    yield f"sankey_energy_{year}", sankey.draw_sankey(energy, "energy", names, context, year)
    carbon = links.carbon_links(results.balance, results.carriers, nodes, names)
    yield f"sankey_carbon_{year}", sankey.draw_sankey(carbon, "carbon", names, context, year)
