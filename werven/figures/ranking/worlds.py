"""All figures of the worlds of a year, under fixed names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from werven.figures.ranking.chances import draw_chances
from werven.figures.ranking.robust import draw_robust
from werven.figures.stems import FORMATS, world_stems
from werven.figures.style import save
from werven.solved.ranking import Register
from werven.solved.worlds import Worlds
from werven.version import __version__
from werven.words.names import Context, Names
from werven.words.tables import check_language


def draw_worlds(
    scenario: str,
    worlds: Worlds,
    inputs: Mapping[str, pd.DataFrame],
    outdir: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw every figure of the worlds of a year.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    worlds : Worlds
        Tables of the year, and the language.
    inputs : mapping of str to DataFrame
        ``works``, and `werven.words.names.NAMED`.
    outdir : Path
        Folder to write to, made if absent.
    formats : sequence of str
        Endings that matplotlib writes.

    Returns
    -------
    list of Path
        The files, `werven.figures.stems.WORLD_STEMS` times `formats`.
    """
    check_language(worlds.language)
    case = worlds.case(Context(scenario, worlds.language, version=__version__))
    register = Register.of(inputs["works"], Names.of(inputs, worlds.language))
    paths: list[Path] = []
    for stem, draw in zip(world_stems([worlds.year]), (draw_robust, draw_chances), strict=True):
        paths += save(draw(worlds, register, case), outdir / stem, formats)
    return paths
