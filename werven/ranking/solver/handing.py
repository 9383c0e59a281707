"""A basis handed from one program to another of much the same parts: status by name of column and row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from werven.coalition import Coalition
from werven.ranking.linear.program import Array, Program
from werven.ranking.solver.chain import BASIC, LOWER, Start
from werven.ranking.solver.unwanted import Blocks, find_blocks


@dataclass(frozen=True)
class Seed:
    """A basis by names.

    Attributes
    ----------
    columns, rows : Series of int
        Status, index name of the column or row.
    blocks : Index
        Names of the capacities that are in the program.
    coalition : frozenset of str
        What is built at its optimum.
    place : int
        Place of its price among those of the closure: another program has other prices there.
    """

    columns: pd.Series
    rows: pd.Series
    blocks: pd.Index
    coalition: Coalition
    place: int


def seed_of(program: Program, start: Start, prices: Sequence[float]) -> Seed:
    """Return a basis of a program by names.

    Parameters
    ----------
    program : Program
        Of the basis.
    start : Start
        Basis.
    prices : sequence of float
        Prices of its closure, in their order.
    """
    blocks, (columns, rows) = find_blocks(program), program.labels()
    kept = np.isin(np.arange(blocks.count), start.blocks)
    return Seed(
        pd.Series(start.columns, index=columns),
        pd.Series(start.rows, index=rows[_rows_in(program, blocks, kept)]),
        columns[blocks.capacity[kept[blocks.block]]],
        start.coalition,
        list(prices).index(start.price),
    )


def start_from(program: Program, seed: Seed, prices: Sequence[float]) -> Start | None:
    """Return the basis of another program as one of this one: what it does not know is out, and its rows are slack.

    None where this program lacks works that are built at its optimum.
    """
    if not seed.coalition <= set(program.switches):
        return None
    blocks, (columns, rows) = find_blocks(program), program.labels()
    kept = np.zeros(blocks.count, dtype=bool)
    kept[blocks.block[columns[blocks.capacity].isin(seed.blocks)]] = True
    there = rows[_rows_in(program, blocks, kept)]
    return Start(
        _status(seed.columns, columns, LOWER),
        _status(seed.rows, there, BASIC),
        np.flatnonzero(kept),
        seed.coalition,
        prices[seed.place],
    )


def _rows_in(program: Program, blocks: Blocks, kept: Array) -> Array:
    """Return the rows that a solver holds when some blocks are in the program."""
    there = np.ones(program.matrix.shape[0], dtype=bool)
    there[blocks.rows[~kept[blocks.owner]]] = False
    return np.flatnonzero(there)


def _status(known: pd.Series, labels: pd.Index, unknown: int) -> Array:
    """Return the status of every label; that of one that is not known is given."""
    place = known.index.get_indexer(labels)
    found = known.to_numpy()[np.maximum(place, 0)]
    return np.where(place >= 0, found, unknown).astype(np.uint8)
