"""Where the variables and constraints of a linopy model are in its arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import linopy
import numpy as np
import pandas as pd
import scipy.sparse as sp

Array = np.ndarray


class Columns:
    """Where the variables of a model are among its columns.

    Attributes
    ----------
    labels, positions : ndarray of int
        Label of every column, and the column of every label (-1 where there is none).
    """

    def __init__(self, model: linopy.Model) -> None:
        self.model = model
        self.labels = np.asarray(model.matrices.vlabels)
        self.positions = _positions(self.labels)

    def of(self, variable: str, names: Collection[str]) -> Array:
        """Return the columns of a variable, names x snapshots (or names alone); -1 where there is none."""
        if variable not in self.model.variables:
            return np.full((len(names), 0), -1)
        labels = self.model.variables[variable].labels
        chosen = labels.reindex(name=list(names), fill_value=-1)
        values = chosen.transpose("name", ...).to_numpy()
        return np.asarray(self.positions[values])

    def belonging(self, parts: pd.DataFrame) -> Array:
        """Return the columns of components that vanish as a whole, each once: all their variables, whatever they are.

        Parameters
        ----------
        parts : DataFrame
            ``component, name``.
        """
        found = [np.zeros(0, dtype=int)]
        for component, group in parts.groupby("component", sort=False):
            for variable in self.variables_of(str(component)):
                found.append(self.of(variable, list(group["name"])).ravel())
        index = np.unique(np.concatenate(found))
        return np.asarray(index[index >= 0])

    def variables_of(self, component: str) -> list[str]:
        """Return the variables that components of a kind have each."""
        mine = [str(name) for name in self.model.variables if str(name).startswith(f"{component}-")]
        return [name for name in mine if "name" in self.model.variables[name].labels.dims]

    def told(self, place: int) -> tuple[str, str]:
        """Return the variable of a column, and where it stands, in words."""
        return _told(self.model.variables.get_label_position(int(self.labels[place])))


class Rows:
    """The rows of a model, each with bounds on both sides, and where its constraints are among them.

    Attributes
    ----------
    matrix : csr_matrix
        Rows x columns.
    lower, upper : ndarray
        Bounds.
    labels, positions : ndarray of int
        Label of every row, and the row of every label (-1 where there is none).
    """

    def __init__(self, model: linopy.Model) -> None:
        self.model = model
        matrices = model.matrices
        self.matrix = sp.csr_matrix(matrices.A, copy=True)
        self.matrix.eliminate_zeros()
        right = np.asarray(matrices.b, dtype=float)
        sense = np.array([str(sign)[0] for sign in matrices.sense])
        self.lower = np.where(sense != "<", right, -np.inf)
        self.upper = np.where(sense != ">", right, np.inf)
        self.labels = np.asarray(matrices.clabels)
        self.positions = _positions(self.labels)

    def of(self, constraint: str) -> Array:
        """Return the places of the rows of a constraint; none where there is no such constraint."""
        if constraint not in self.model.constraints:
            return np.zeros(0, dtype=int)
        places = self.positions[np.ravel(self.model.constraints[constraint].labels)]
        return np.asarray(places[places >= 0])

    def limits_of(self, components: Collection[str]) -> Array:
        """Return which rows are limits of single components of some kinds, and vanish with them."""
        own = tuple(f"{component}-" for component in components)
        found = [self.of(str(name)) for name in self.model.constraints if str(name).startswith(own)]
        mask = np.zeros(len(self.labels), dtype=bool)
        mask[np.concatenate([*found, np.zeros(0, dtype=int)])] = True
        return mask

    def balances(self) -> pd.DataFrame:
        """Return the rows in which a bus balances: ``row, bus, snapshot`` (its number)."""
        found = [pd.DataFrame({"row": [], "bus": [], "snapshot": []}).astype({"row": int, "bus": str, "snapshot": int})]
        for name, constraint in self.model.constraints.items():
            if str(name).startswith("Bus") and str(name).endswith("-nodal_balance"):
                labels = constraint.labels.transpose("name", "snapshot")
                bus, step = np.meshgrid(labels.indexes["name"], np.arange(labels.sizes["snapshot"]), indexing="ij")
                places = self.positions[labels.to_numpy()].ravel()
                table = pd.DataFrame({"row": places, "bus": bus.ravel().astype(str), "snapshot": step.ravel()})
                found.append(table[table["row"] >= 0])
        return pd.concat(found, ignore_index=True)

    def told(self, place: int) -> tuple[str, str]:
        """Return the constraint of a row, and where it holds, in words."""
        return _told(self.model.constraints.get_label_position(int(self.labels[place])))


def _positions(labels: Array) -> Array:
    """Return the place of every label; -1 for others, and for -1."""
    place = np.full(int(labels.max(initial=0)) + 2, -1)
    place[labels] = np.arange(len(labels))
    return place


def _told(position: tuple[str, Mapping[str, Any]]) -> tuple[str, str]:
    """Return what a label stands for in words: the array, and where in it, the component first."""
    array, where = position
    names = [str(value) for key, value in where.items() if key == "name"]
    times = [str(value) for key, value in where.items() if key != "name"]
    return str(array), ", ".join([*names, *times])
