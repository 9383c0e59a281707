"""What the columns and rows of a program are, by name: programs of the same parts are told apart and joined by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from werven.ranking.linear.arrays import Array, Columns, Rows

#: Dimensions of variables and constraints, in the order in which places are told; others come between.
NAME: Final = "name"
SNAPSHOT: Final = "snapshot"
#: Head of the name of what has none but its number.
UNNAMED: Final = "#"


@dataclass(frozen=True)
class Places:
    """Where variables and constraints are in a program.

    Attributes
    ----------
    columns, rows : dict of str to DataFrame
        By variable or constraint: index name, one column a snapshot (a single one where it has none); places in the
        program, -1 where there is none or a row became a bound.
    """

    columns: Mapping[str, pd.DataFrame]
    rows: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, columns: Columns, rows: Rows, kept: Array) -> Places:
        """Return the places of a model, of which some rows are rows of the program."""
        place = np.full(len(rows.labels) + 1, -1)
        place[kept] = np.arange(len(kept))
        variables = {str(name): _table(variable.labels) for name, variable in columns.model.variables.items()}
        constraints = {str(name): _table(constraint.labels) for name, constraint in columns.model.constraints.items()}
        return cls(
            {name: _placed(table, columns.positions) for name, table in variables.items()},
            {name: _placed(_placed(table, rows.positions), place) for name, table in constraints.items()},
        )

    def column_labels(self, width: int) -> pd.Index:
        """Return a name for every column of a program, shape (width,)."""
        return _labels(self.columns, width)

    def row_labels(self, height: int) -> pd.Index:
        """Return a name for every row of a program, shape (height,)."""
        return _labels(self.rows, height)


def numbered(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Return the place of every coefficient of a matrix in its data, plus 1: what is 0 is none."""
    return sp.csr_matrix((np.arange(matrix.nnz) + 1.0, matrix.indices, matrix.indptr), matrix.shape)


def _table(labels: Any) -> pd.DataFrame:
    """Return the labels of an array, names x snapshots."""
    names = [str(name) for name in labels.indexes[NAME]] if NAME in labels.dims else [""]
    order = [dimension for dimension in (NAME, SNAPSHOT) if dimension in labels.dims]
    values = labels.transpose(*order, ...).to_numpy()
    return pd.DataFrame(values.reshape(len(names), -1) if values.size else np.zeros((len(names), 0), int), index=names)


def _placed(table: pd.DataFrame, place: Array) -> pd.DataFrame:
    """Return the places of labels; of -1 it is -1."""
    labels = table.to_numpy(dtype=int)
    return pd.DataFrame(np.where(labels >= 0, place[labels], -1), index=table.index)


def _labels(tables: Mapping[str, pd.DataFrame], width: int) -> pd.Index[Any]:
    labels = np.array([f"{UNNAMED}{place}" for place in range(width)], dtype=object)
    for place, label in _named(tables):
        labels[place] = label
    found: pd.Index[Any] = pd.Index(labels, dtype=object)
    return found


def _named(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[int, str]]:
    """Yield every place that there is, and its name."""
    for array, table in tables.items():
        for name, places in zip(table.index, table.to_numpy().tolist(), strict=True):
            for step, place in enumerate(places):
                if place >= 0:
                    yield place, f"{array}|{name}|{step}"
