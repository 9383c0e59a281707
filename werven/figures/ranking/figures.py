"""All figures of a ranking under one closure, under fixed names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from werven.figures.ranking import abatement, sequences, synergies
from werven.figures.ranking import bars as ranks
from werven.figures.stems import FORMATS, rank_stems
from werven.figures.style import save
from werven.solved.ranking import Case, Register, closure_label, method_label
from werven.version import __version__
from werven.words.names import Context, Names
from werven.words.tables import check_language

RANK_TABLES = ("ranking", "synergy", "sequence", "runs")


def draw_rank(
    scenario: str,
    year: int,
    tables: Mapping[str, pd.DataFrame],
    inputs: Mapping[str, pd.DataFrame],
    outdir: Path,
    language: str = "nl",
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw every figure of a ranking under one closure.

    Parameters
    ----------
    scenario, year : str, int
        Name of the scenario, model year.
    tables : mapping of str to DataFrame
        `RANK_TABLES` of one closure.
    inputs : mapping of str to DataFrame
        ``works``, and `werven.words.names.NAMED`.
    outdir : Path
        Folder to write to, made if absent.
    language, formats
        As in `werven.figures.figures.draw_year`.

    Returns
    -------
    list of Path
        The files, `werven.figures.stems.RANK_STEMS` times `formats`.
    """
    check_language(language)
    run = tables["runs"].iloc[0]
    context = Context(scenario, language, version=__version__)
    words_of = (closure_label(run, context), method_label(run, context))
    case = Case(context, year, str(run["closure"]), *words_of, str(run["kind"]))
    register = Register.of(inputs["works"], Names.of(inputs, language))
    paths: list[Path] = []
    for stem, figure in _figures(tables, register, case, float(run["price"])):
        paths += save(figure, outdir / stem, formats)
    return paths


def _figures(
    tables: Mapping[str, pd.DataFrame], register: Register, case: Case, price: float
) -> Iterator[tuple[str, Figure]]:
    """Yield name and figure in the order of `werven.figures.stems.RANK_STEMS`."""
    ranking = register.told_apart(tables["ranking"])
    drawn = (
        ranks.draw_ranking(ranking, register, case),
        abatement.draw_abatement(ranking, register, case, price),
        synergies.draw_synergy(tables["synergy"], register, case),
        sequences.draw_sequence(tables["sequence"], register, case),
    )
    yield from zip(rank_stems([case.year], [case.closure]), drawn, strict=True)
