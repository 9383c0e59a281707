"""Snakemake as a process of its own that has everything imported when it begins: imports take longer than a dry run."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory

#: What Snakemake and the workflow import; the server that processes are forked from does so once.
IMPORTED = ["snakemake.cli", "werven.scenarios", "werven.data.checked", "werven.report.pdf", "werven.words.tables"]


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


def run(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> tuple[int, str, str]:
    """Return exit status, output and errors of ``snakemake`` with some arguments."""
    with TemporaryDirectory() as folder:
        said = [Path(folder) / name for name in ("stdout", "stderr")]
        process = _server().Process(target=_main, args=(list(arguments), cwd, dict(environment), said))
        process.start()
        process.join()
        told = [path.read_text(encoding="utf-8") for path in said]
    return int(process.exitcode or 0), told[0], told[1]


def _main(arguments: list[str], cwd: Path, environment: dict[str, str], said: Sequence[Path]) -> None:
    """Be ``python -m snakemake``: with its own folder, environment and output."""
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["snakemake", *arguments]
    from snakemake.cli import main

    main()
