"""One log per job, and one clear message when a job fails."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from werven import locks as atwork
from werven.errors import BuildError, InputError, SolveError
from werven.terminal import Lines

FORMAT = "%(asctime)s %(name)s: %(message)s"
#: On the terminal it is of no use where in the library something is told.
TERMINAL = "%(asctime)s %(message)s"
CLOCK = "%H:%M:%S"


@contextmanager
def job(log: str | Path) -> Iterator[None]:
    """Send what the library logs to a file and to the terminal while a job runs; warnings to the file only.

    What is printed goes to the file too: solvers introduce themselves, whatever they are told about their output.

    Parameters
    ----------
    log : str or Path
        File of the log, made anew.

    Raises
    ------
    SystemExit
        With code 1, after an `InputError`, `BuildError` or `SolveError` whose message has been shown: the
        message is what a person needs, not the traceback. Any other exception is logged in full and passes.
    """
    path = Path(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    atwork.begin(f"job of {log}")
    own = logging.getLogger("werven")
    root = logging.getLogger()
    level = own.level
    opened = path.open("w", encoding="utf-8")
    file, terminal = logging.StreamHandler(opened), Lines(sys.stderr)
    file.setFormatter(logging.Formatter(FORMAT, CLOCK))
    terminal.setFormatter(logging.Formatter(TERMINAL, CLOCK))
    own.setLevel(logging.INFO)
    own.addHandler(terminal)
    root.addHandler(file)
    logging.captureWarnings(True)
    try:
        with _printed_to(opened):
            yield
    except (InputError, BuildError, SolveError) as error:
        own.error("%s: %s", type(error).__name__, error)
        raise SystemExit(1) from None
    except Exception:
        root.error("%s", traceback.format_exc())
        raise
    finally:
        logging.captureWarnings(False)
        own.setLevel(level)
        own.removeHandler(terminal)
        root.removeHandler(file)
        opened.close()


@contextmanager
def _printed_to(file: TextIO) -> Iterator[None]:
    """Send what is printed to a file, by compiled code too."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(file.fileno(), 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
