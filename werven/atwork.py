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
        Who else is at work: host, number of the process, and words; then all locks stay.
    """
    folder.mkdir(exist_ok=True)
    begin(words, folder)
    others = at_work(folder)
    if _held and not others:
        shutil.rmtree(folder / "locks", ignore_errors=True)
    return others


def begin(words: str, folder: Path = SNAKEMAKE) -> None:
    """Say that this process is at work until it ends; nothing happens outside a folder of Snakemake."""
    name = f"{socket.gethostname()}-{os.getpid()}"
    path, unseen = folder / "at_work" / name, folder / name
    if not fcntl or not folder.is_dir() or path in _held:
        return
    try:
        path.parent.mkdir(exist_ok=True)
        file = os.open(unseen, os.O_RDWR | os.O_CREAT, 0o664)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(file, words.encode())
        unseen.replace(path)
    except OSError:  # a file system without locks
        return
    _held[path] = file


def at_work(folder: Path = SNAKEMAKE) -> list[str]:
    """Return who is at work in a folder besides this process, and forget who has ended."""
    found = {path: _words(path) for path in sorted(folder.glob("at_work/*")) if path not in _held}
    return [f"{path.name}: {words}" for path, words in found.items() if words is not None]


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
