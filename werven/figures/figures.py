"""All figures of a year and of a scenario, under fixed names.

A figure that has nothing to show is still drawn, with a sentence that says so: every name of `figure_stems`
is always written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure

from werven.errors import Fault, InputError
from werven.figures import flowmap, maps, sankey, stacks
from werven.figures import sankey_links as links
from werven.figures.ranking.timelines import TIMELINE_STEM
from werven.figures.style import FORMATS, save
from werven.solved.tables import ResultTables
from werven.words.tables import check_language

YEAR_STEMS = (
    "users_{year}",
    *(f"flows_{group}_{{year}}" for group in flowmap.FLOW_GROUPS),
    "emissions_{year}",
    "sankey_energy_{year}",
    "sankey_carbon_{year}",
)
STACK_STEMS = tuple(f"stack_{group}" for group in stacks.STACK_GROUPS)
SCENARIO_STEMS = (*STACK_STEMS, TIMELINE_STEM)


def figure_stems() -> list[str]:
    """Return the names of all figures without ending, `{year}` standing for the year."""
    return [*YEAR_STEMS, *SCENARIO_STEMS]


def stems_of(years: Sequence[int]) -> list[str]:
    """Return the names of all figures of a scenario with its years filled in."""
    return [stem.format(year=year) for year in years for stem in YEAR_STEMS] + list(SCENARIO_STEMS)


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
        The files, `YEAR_STEMS` times `formats`.
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
    for group, stem in zip(stacks.STACK_GROUPS, STACK_STEMS, strict=True):
        figure = stacks.draw_stack(balances, group, last.nodes, last.names(language), context)
        paths += save(figure, outdir / stem, formats)
    return paths


def _year_figures(results: ResultTables, language: str) -> Iterator[tuple[str, Figure]]:
    """Yield stem and figure, one after the other, in the order of `YEAR_STEMS`."""
    year, nodes, outline = results.year, results.nodes, results.outline
    names, context = results.names(language), replace(results.context, language=language)
    users = maps.users_table(results.demand, results.balance, results.technologies, names, nodes)
    yield f"users_{year}", maps.draw_users(users, nodes, outline, names, context, year)
    for group in flowmap.FLOW_GROUPS:
        figure = flowmap.draw_flows(results.needs, group, nodes, outline, names, context, year)
        yield f"flows_{group}_{year}", figure
    emitted = maps.emissions_table(results.emissions, nodes)
    yield f"emissions_{year}", maps.draw_emissions(emitted, nodes, outline, names, context, year)
    energy = links.energy_links(results.balance, results.carriers, nodes, names)
    yield f"sankey_energy_{year}", sankey.draw_sankey(energy, "energy", names, context, year)
    carbon = links.carbon_links(results.balance, results.carriers, nodes, names)
    yield f"sankey_carbon_{year}", sankey.draw_sankey(carbon, "carbon", names, context, year)
