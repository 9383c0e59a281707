"""Solved coalitions, kept between runs by the contents of the problem they solve.

The store only saves time: whatever it lacks is solved again, and a store that cannot be read is made anew. Every row
carries a sum of its cells, so that a number that changed on the disk is damage and not a result.
"""

from __future__ import annotations

import hashlib
import io
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from werven.coalition import Coalition, label
from werven.ranking.solver.chain import Point, Start

logger = logging.getLogger(__name__)
SCHEMA = """
CREATE TABLE IF NOT EXISTS points (
    price REAL, coalition TEXT, emissions_t REAL, upstream_t REAL, cost_eur REAL, used TEXT, unwanted TEXT,
    seconds REAL, iterations INTEGER, circling TEXT, slopes BLOB, sum TEXT, PRIMARY KEY (price, coalition));
CREATE TABLE IF NOT EXISTS starts (price REAL, coalition TEXT, arrays BLOB, sum TEXT, PRIMARY KEY (price, coalition));
"""
DRAWN = "CREATE TABLE IF NOT EXISTS drawn (asked TEXT PRIMARY KEY, pairs INTEGER, sum TEXT);"
POINT = "price, coalition, emissions_t, upstream_t, cost_eur, used, unwanted, seconds, iterations, circling, slopes"
START = "price, coalition, arrays"


def ids(text: str) -> Coalition:
    """Return the coalition that `werven.ranking.game.games.label` wrote."""
    return frozenset(part for part in text.split("+") if part)


class Store:
    """Solved coalitions of one problem in one SQLite file.

    Parameters
    ----------
    folder : Path or None
        Folder of the stores; None keeps nothing.
    key : str
        Hash of the problem.
    """

    def __init__(self, folder: Path | None, key: str) -> None:
        self._lock = threading.Lock()
        self.path = None if folder is None else Path(folder) / f"{key}.sqlite"
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        """Return a connection to a store that can be read, made anew if need be."""
        if self.path is not None and self.path.exists() and not self.path.stat().st_size:
            logger.warning("%s is empty: coalitions are solved again", self.path)
        try:
            connection = self._connect()
            if connection.execute("PRAGMA quick_check").fetchone()[0] == "ok":
                list(_points(connection))
                list(_rows(connection, "starts", START))
                list(_rows(connection, "drawn", "asked, pairs"))
                return connection
            connection.close()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            logger.warning("%s: %s", self.path, error)
        assert self.path is not None
        logger.warning("%s is damaged: it is made anew, and its coalitions are solved again", self.path)
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path or ":memory:", check_same_thread=False, timeout=60.0)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA + DRAWN)
        return connection

    def points(self) -> dict[tuple[Coalition, float], Point]:
        """Return everything that was solved, by coalition and price."""
        with self._lock:
            return dict(_points(self._connection))

    def add(self, coalition: Coalition, price: float, point: Point) -> None:
        """Keep a solved coalition: it is on disk when this returns."""
        totals = (_real(point.emissions_t), _real(point.upstream_t), _real(point.cost_eur))
        ends = (label(point.used), label(point.unwanted), _real(point.seconds), int(point.iterations))
        slopes = np.array(point.slopes, dtype=float).tobytes()
        row = (_real(price), label(coalition), *totals, *ends, label(point.circling), slopes)
        with self._lock, self._connection:
            marks = ", ".join("?" * (len(row) + 1))
            self._connection.execute(f"INSERT OR REPLACE INTO points VALUES ({marks})", (*row, _sum(row)))

    def starts(self) -> list[Start]:
        """Return the bases that chains may begin from."""
        with self._lock:
            return [_start(*row) for row in _rows(self._connection, "starts", START)]

    def keep_starts(self, starts: Iterable[Start]) -> None:
        """Keep the bases that chains begin from, all or none."""
        rows = [(_real(start.price), label(start.coalition), _packed(start)) for start in starts]
        with self._lock, self._connection:
            for row in rows:
                self._connection.execute("INSERT OR REPLACE INTO starts VALUES (?, ?, ?, ?)", (*row, _sum(row)))

    def drawn(self, asked: str) -> int | None:
        """Return how many pairs of orders were drawn in the time that was asked for, where that has been done."""
        with self._lock:
            return {one: pairs for one, pairs in _rows(self._connection, "drawn", "asked, pairs")}.get(asked)

    def keep_drawn(self, asked: str, pairs: int) -> None:
        """Keep how many pairs of orders were drawn, so that the same question gets the same answer."""
        row = (asked, int(pairs))
        with self._lock, self._connection:
            self._connection.execute("INSERT OR REPLACE INTO drawn VALUES (?, ?, ?)", (*row, _sum(row)))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _packed(start: Start) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, columns=start.columns, rows=start.rows, blocks=start.blocks)
    return buffer.getvalue()


def _start(price: float, coalition: str, packed: bytes) -> Start:
    with np.load(io.BytesIO(packed)) as arrays:
        return Start(arrays["columns"], arrays["rows"], arrays["blocks"], ids(coalition), price)


def _points(connection: sqlite3.Connection) -> Iterator[tuple[tuple[Coalition, float], Point]]:
    for row in _rows(connection, "points", POINT):
        price, coalition, emissions, upstream, cost, used, unwanted, seconds, iterations, circling, slopes = row
        held = tuple(np.frombuffer(slopes).tolist())
        point = Point(emissions, upstream, cost, ids(used), ids(unwanted), seconds, iterations, ids(circling), held)
        yield (ids(coalition), price), point


def _rows(connection: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table as they were written.

    Raises
    ------
    DatabaseError
        A row is not what was written.
    """
    for *row, total in connection.execute(f"SELECT {columns}, sum FROM {table} ORDER BY rowid"):
        if total != _sum(tuple(row)):
            raise sqlite3.DatabaseError(f"a row of {table} is not what was written")
        yield tuple(row)


def _real(number: float) -> float:
    """Return a number as it is read back: without the sign of zero."""
    return float(number) + 0.0


def _sum(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()[:16]
