"""What was checked before and found right: the same tables, settings and code need no second check."""

from __future__ import annotations

import json
from pathlib import Path

from werven.digests import contents, short


class Checked:
    """What was found right, kept in a file between runs; what was found wrong is always checked again.

    Parameters
    ----------
    data : Path
        Folder of the tables: another content of any of them makes what was kept worthless.
    code : str
        Digest of the code that checks: another one does so too.
    kept : Path, optional
        The file, which may be deleted at any time; nothing is remembered without.
    """

    def __init__(self, data: Path, code: str = "", kept: Path | None = None) -> None:
        self._kept = kept
        self._base = [code, *(f"{path.name} {contents(path)}" for path in sorted(data.glob("*.csv")))] if kept else []
        self._known = _load(kept)
        self._right: set[str] = set()

    def is_right(self, what: object) -> bool:
        """Return whether this was found right; `what` is the settings that the check looks at, as plain values."""
        key = self._key(what)
        if key in self._known:
            self._right.add(key)
        return key in self._right

    def add(self, what: object) -> None:
        """Take note of what was found right."""
        self._right.add(self._key(what))

    def keep(self) -> None:
        """Remember what was right this time, where a file was named and can be written."""
        if self._kept is None or self._right == self._known:
            return
        try:
            self._kept.parent.mkdir(exist_ok=True)
            part = self._kept.with_suffix(".part")
            part.write_text(json.dumps(sorted(self._right)), encoding="utf-8")
            part.replace(self._kept)
        except OSError:
            return

    def _key(self, what: object) -> str:
        return short([*self._base, json.dumps(what, sort_keys=True)])


def _load(kept: Path | None) -> set[str]:
    """Return what was remembered; nothing where that cannot be read."""
    try:
        known = json.loads(kept.read_text(encoding="utf-8")) if kept else []
        return {str(key) for key in known}
    except (OSError, ValueError, TypeError):
        return set()
