"""What `werven.rank_works` is told beside the network, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pypsa
from pandas.api.types import is_scalar

from werven.errors import Fault, kind_of, nearest
from werven.ranking import tabulate
from werven.ranking.closures import Closure
from werven.ranking.game.residuals import block_faults
from werven.ranking.linear.attributes import words
from werven.ranking.players import Players


@dataclass(frozen=True)
class Arguments:
    """Arguments of `werven.rank_works` as they were given: nothing is known of their kinds."""

    ledger: Any = "carrier"
    upstream: Any = None
    works: Any = None
    requires: Any = None
    create_model: Any = None
    unserved: Any = None
    also: Any = ()
    blocks: Any = ()

    def faults(self, network: pypsa.Network) -> list[Fault]:
        """Return what is wrong, whoever plays."""
        faults = [*fact_faults(self.works), *_unserved_faults(network, self.unserved), *_requires_faults(self.requires)]
        if self.create_model is not None and not callable(self.create_model):
            allowed = "a function of a network that returns its linopy model"
            faults.append(Fault("create_model", "", "", kind_of(self.create_model), allowed))
        return faults

    @property
    def needs(self) -> Mapping[str, Collection[str]] | None:
        """What works need of each other, where that can be read."""
        if self.requires is None or _requires_faults(self.requires):
            return None
        return {str(work): frozenset(map(str, needs)) for work, needs in self.requires.items()}

    def coalition_faults(self, players: Players) -> list[Fault]:
        """Return what is wrong with sets of works that are named."""
        faults = also_faults(self.also, players)
        bad = _set_faults(self.blocks, "blocks")
        return faults + (bad or block_faults([frozenset(map(str, block)) for block in self.blocks], players.names))


def closures_of(closures: Any) -> tuple[list[Closure], list[Fault]]:
    """Return closures as a list, and what is wrong with them: something else, two of one name, none at all."""
    if isinstance(closures, Closure):
        return [closures], []
    allowed = "closures: werven.Closure.at_price(name, price), werven.Closure.capped(...)"
    if isinstance(closures, str) or not isinstance(closures, Iterable):
        return [], [Fault("closures", "", "", kind_of(closures), allowed)]
    given = list(closures)
    chosen = [closure for closure in given if isinstance(closure, Closure)]
    faults = [Fault("closures", "", "", kind_of(one), allowed) for one in given if not isinstance(one, Closure)]
    names = [closure.name for closure in chosen]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults += [Fault("closures", "", "name", name, "a name that occurs once") for name in twice]
    return chosen, faults if given else [Fault("closures", "", "", "nothing", "at least one closure")]


def fact_faults(works: Any) -> list[Fault]:
    """Return what is wrong with what is known of works."""
    if works is None:
        return []
    if not isinstance(works, pd.DataFrame):
        return [Fault("works", "", "", kind_of(works), "a DataFrame with the works in its index")]
    known = tabulate.FACTS
    strange = [str(column) for column in works.columns if column not in known]
    faults = [
        Fault("works", "", "", column, f"columns {', '.join(known)}", nearest(column, known)) for column in strange
    ]
    twice = works.index[works.index.duplicated()].unique()
    faults += [Fault("works", str(work), "work", str(work), "an id that occurs once") for work in twice]
    twice = works.columns[works.columns.duplicated()].unique()
    faults += [Fault("works", "", str(column), "two columns", "a column that occurs once") for column in twice]
    if isinstance(works.index, pd.MultiIndex):
        faults.append(Fault("works", "", "", "an index of several levels", "the works in its index"))
    for column in works.columns.difference(twice).intersection(list(tabulate.NUMBERS)):
        faults += [
            Fault("works", str(work), str(column), str(value), "a number, or nothing")
            for work, value in works[column].items()
            if not _is_number(value)
        ]
    return faults


def _is_number(cell: Any) -> bool:
    """Say whether a cell holds a number, as it is or in words, or nothing."""
    if is_scalar(cell) and pd.isna(cell):
        return True
    try:
        return bool(np.isfinite(float(cell)))
    except (TypeError, ValueError):
        return False


def _requires_faults(requires: Any) -> list[Fault]:
    """Return requirements that are not sets of ids by work."""
    if requires is None:
        return []
    if not isinstance(requires, Mapping):
        return [Fault("requires", "", "", kind_of(requires), "a mapping of a work to the works that it needs")]
    return [
        Fault("requires", str(work), "requires", kind_of(needs), "a set of ids of works")
        for work, needs in requires.items()
        if not _is_set(needs)
    ]


def _unserved_faults(network: pypsa.Network, unserved: Any) -> list[Fault]:
    """Return carriers of demand not served that no generator has."""
    if unserved is None:
        return []
    static = network.generators
    static = static[words(static["work"]) == ""] if "work" in static else static
    known = sorted(set(words(static["carrier"])))
    allowed = "a carrier of generators that are no works"
    if isinstance(unserved, str) or not isinstance(unserved, Collection):
        return [] if unserved in known else [Fault("network", "", "unserved", kind_of(unserved), allowed)]
    return [
        Fault("network", "", "unserved", str(carrier), allowed, nearest(carrier, known))
        for carrier in unserved
        if carrier not in known
    ]


def _set_faults(given: Any, key: str) -> list[Fault]:
    """Return what is wrong with sets of works: something else in the place of the list, or of a set."""
    allowed = "a set of ids of works"
    if isinstance(given, str) or not isinstance(given, Collection):
        return [Fault("options", "", key, kind_of(given), f"a list of sets: {allowed}")]
    return [
        Fault("options", str(number), key, str(coalition), allowed)
        for number, coalition in enumerate(given, start=1)
        if not _is_set(coalition)
    ]


def _is_set(given: object) -> bool:
    """Say whether something is a set of ids: no text, and no set of sets."""
    if isinstance(given, str | bytes) or not isinstance(given, Collection):
        return False
    return not any(isinstance(one, Collection) and not isinstance(one, str) for one in given)


def also_faults(also: Any, players: Players) -> list[Fault]:
    """Return what is wrong with coalitions that are asked for: texts in the place of sets, works that do not play."""
    faults = _set_faults(also, "also")
    if faults:
        return faults
    for number, coalition in enumerate(also, start=1):
        for work in sorted(set(map(str, coalition)) - set(players.names)):
            why = "stands in every coalition" if work in players.met else players.blocked.get(work, "")
            allowed = "works that play" + (f"; {work} {why}" if why else "")
            faults.append(Fault("options", str(number), "also", work, allowed, nearest(work, players.names)))
    return faults
