"""What the files of the desk are made of: a solved scenario, held to the files that a rule declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from werven.errors import Fault, InputError
from werven.solved.scenario import Solved, read_solved


def read_declared(
    scenario: str,
    needs: Iterable[str],
    rankings: Iterable[str],
    results: Path,
    resources: Path,
    worlds: Iterable[str] = (),
) -> Solved:
    """Read a scenario, and leave out the years, rankings and worlds that were not declared.

    Without that a file would show what its rule does not know of: a year that the scenario no longer has, or a
    ranking that another job is still writing.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    needs : iterable of str
        Paths of ``needs.csv``, one a year.
    rankings : iterable of str
        Paths of ``closures/{closure}/ranking.csv``, of any year.
    results, resources : Path
        Folders of a run.
    worlds : iterable of str
        Paths of ``robust.csv``, one a year.

    Raises
    ------
    InputError
        Nothing is solved, or none of the declared years.
    """
    over = {int(Path(path).parent.name) for path in worlds}
    solved = read_solved(scenario, results, resources).with_worlds(over)
    years = {int(Path(path).parent.name) for path in needs}
    ranked = {(int(Path(path).parts[-4]), Path(path).parts[-2]) for path in rankings}
    kept = {
        year: replace(own, rankings={name: t for name, t in own.rankings.items() if (year, name) in ranked})
        for year, own in solved.years.items()
        if year in years
    }
    if not kept:
        allowed = "one of " + ", ".join(map(str, solved.years))
        raise InputError([Fault(str(results / scenario), "", "year", ", ".join(map(str, sorted(years))), allowed)])
    return replace(solved, years=kept, missing=tuple(year for year in solved.config.years if year not in kept))


def read_job(job: Any) -> Solved:
    """Read what a rule declares: scenario, `needs`, rankings, worlds, and those of both that happen to be there.

    Parameters
    ----------
    job : Snakemake
        What Snakemake hands to a script.
    """
    others = [path for path, _ in job.params.get("others", [])]
    rankings = [*job.input.get("rankings", []), *others]
    worlds = [*job.input.get("worlds", []), *(path for path, _ in job.params.get("other_worlds", []))]
    folders = Path("results"), Path("resources")
    return read_declared(job.wildcards.scenario, job.input.needs, rankings, *folders, worlds)


def stacked(solved: Solved, table: str) -> pd.DataFrame:
    """Return a table of every year, one below the other.

    Parameters
    ----------
    solved : Solved
        The scenario.
    table : str
        ``demand, needs, balance, emissions``.

    Returns
    -------
    DataFrame
        ``year`` and the columns of the table; numbers keep the units of the table.
    """
    frames = [getattr(own, table).assign(year=year) for year, own in solved.years.items()]
    return _year_first(pd.concat(frames, ignore_index=True))


def ranked(solved: Solved, table: str) -> pd.DataFrame:
    """Return a table of the rankings of every year and closure, one below the other; may be without rows.

    Parameters
    ----------
    solved : Solved
        The scenario.
    table : str
        One of `werven.data.results.RANKED`.

    Returns
    -------
    DataFrame
        ``year, closure`` and the columns of the table; without columns where nothing was ranked.
    """
    frames = [
        tables[table].assign(year=year, closure=closure)
        for year, own in solved.years.items()
        for closure, tables in own.rankings.items()
    ]
    filled = [frame for frame in frames if len(frame)] or frames
    return _year_first(pd.concat(filled, ignore_index=True)) if filled else pd.DataFrame()


def over_worlds(solved: Solved, table: str) -> pd.DataFrame:
    """Return a table of worlds of every year, one below the other; without columns where no year has it.

    Parameters
    ----------
    solved : Solved
        The scenario.
    table : str
        One of `werven.data.results.ROBUST`, or ``orders``.
    """
    frames = [own.worlds[table].assign(year=year) for year, own in solved.years.items() if table in own.worlds]
    return _year_first(pd.concat(frames, ignore_index=True)) if frames else pd.DataFrame()


def _year_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with year, and closure where there is one, in front."""
    first = [name for name in ("year", "closure") if name in frame]
    return frame[[*first, *frame.columns.drop(first)]]
