"""``werven check``: reads configuration and tables as a run does, and says everything that is wrong; no job is run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from werven.errors import Fault, InputError

DEFAULTS = "config.yaml"
BOOKS = ("scenarios.yaml", "test.yaml")
COMBINATIONS = "combinations.csv"
NEEDED = ("base",)
"""Scenarios that the workflow asks for by name."""


def check(data: Path, config: Path) -> str:
    """Read everything that a run reads, and say how much it was.

    Parameters
    ----------
    data, config : Path
        Folders of the tables and of the configuration.

    Raises
    ------
    InputError
        Lists every fault of every file.
    """
    folders = [Fault(str(path), "", "", _instead(path), "a folder") for path in (data, config) if not path.is_dir()]
    if folders:
        raise InputError(folders)
    # Imported here, so that a wrong word on the command line is told at once.
    from werven.data.schemas import TABLES
    from werven.scenarios import read_run
    from werven.words.tables import languages

    books = [config / name for name in BOOKS]
    combinations = config / COMBINATIONS
    scenarios = read_run(data, config / DEFAULTS, books, combinations, NEEDED, languages(), with_choices=True)
    return f"{len(scenarios)} scenarios, {len(TABLES)} tables: no faults"


def _instead(path: Path) -> str:
    """Say what there is instead of a folder."""
    return "a file" if path.exists() else "no such folder"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return what the shell is told: 0, or 1 when there are faults."""
    parser = argparse.ArgumentParser(prog="werven", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    told = "read configuration, tables and the files they name; say every fault"
    command = commands.add_parser("check", help=told, description=told)
    command.add_argument("--data", type=Path, default=Path("data"), help="folder of the tables (default: data)")
    command.add_argument("--config", type=Path, default=Path("config"), help="folder of the configuration")
    options = parser.parse_args(arguments)
    try:
        print(check(options.data, options.config))
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
