"""Who is at work in a folder: every run and every job holds a lock of its own there, which ends when the process ends.

Snakemake locks the files of a run by others that outlive a killed process. When nobody is at work they mean nothing
and are removed; while somebody is, also a job whose run was killed, they stay.
"""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows: Snakemake's own locks stay, as they do without this module
    fcntl = None  # type: ignore[assignment]

SNAKEMAKE = Path(".snakemake")
_held: dict[Path, int] = {}


class BusyError(RuntimeError):
    """Somebody who nobody watches any more is at work in the folder."""


def begin_run(words: str, folder: Path = SNAKEMAKE) -> list[str]:
    """Say that a run is at work until this process ends; remove what runs that were killed have left locked.

    Parameters
    ----------
    words : str
        What it does, for others who look.
    folder : Path, optional
        Where Snakemake keeps its records.

    Returns
    -------
    list of str
        Which other runs are at work; then all locks stay.

    Raises
    ------
    BusyError
        The run of jobs that are still at work was killed: they would write into results of this one.
    """
    folder.mkdir(exist_ok=True)
    begin(words, folder, "run")
    runs, jobs = at_work(folder, "run"), at_work(folder, "job")
    if jobs and not runs:
        told = "\n".join(jobs)
        raise BusyError(f"A run was killed and its jobs are still at work here: wait for them, or end them.\n{told}")
    if _held and not runs:
        shutil.rmtree(folder / "locks", ignore_errors=True)
    return runs


def begin(words: str, folder: Path = SNAKEMAKE, kind: str = "job") -> None:
    """Say that this process is at work until it ends; nothing happens outside a folder of Snakemake."""
    name = f"{kind}-{socket.gethostname()}-{os.getpid()}"
    path, unseen = folder / "at_work" / name, folder / name
    if not fcntl or not folder.is_dir() or path in _held:
        return
    try:
        path.parent.mkdir(exist_ok=True)
        file = os.open(unseen, os.O_RDWR | os.O_CREAT, 0o664)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(file, f"process {os.getpid()} on {socket.gethostname()}: {words}".encode())
        unseen.replace(path)
    except OSError:  # a file system without locks
        return
    _held[path] = file


def at_work(folder: Path, kind: str) -> list[str]:
    """Return which runs or jobs are at work in a folder besides this process, and forget those that have ended."""
    others = [path for path in sorted(folder.glob(f"at_work/{kind}-*")) if path not in _held]
    return [words for path in others if (words := _words(path)) is not None]


def _words(path: Path) -> str | None:
    """Return what a process that is at work says; None, and its file removed, when it has ended."""
    words = ""
    try:
        with path.open(encoding="utf-8") as file:
            words = file.read()
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except OSError:
        return words
    with suppress(OSError):
        path.unlink()
    return None
