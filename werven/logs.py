"""One log per job, and one clear message when a job fails."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werven import locks as atwork
from werven.errors import BuildError, InputError, SolveError

FORMAT = "%(asctime)s %(name)s: %(message)s"


@contextmanager
def job(log: str | Path) -> Iterator[None]:
    """Send what the library logs to a file and to the terminal while a job runs; warnings to the file only.

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
    file, terminal = logging.FileHandler(path, mode="w", encoding="utf-8"), logging.StreamHandler(sys.stderr)
    for handler in (file, terminal):
        handler.setFormatter(logging.Formatter(FORMAT, "%H:%M:%S"))
    own.setLevel(logging.INFO)
    own.addHandler(terminal)
    root.addHandler(file)
    logging.captureWarnings(True)
    try:
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
        file.close()
