"""Generators that stand for demand which is not served, whoever made them and whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pypsa

from werven.ranking.linear.attributes import active, over_time, words

if TYPE_CHECKING:
    from werven.ranking.linear.arrays import Columns

Array = np.ndarray
#: Carriers (or roles) of such generators, without case, blanks and signs; ``load`` is PyPSA's own.
CARRIERS: Final = frozenset(
    re.split(
        r"\s+",
        "load loadshedding loadshed shedding shed unserved unservedenergy unserveddemand unservedload notserved "
        "energynotserved ens eens nse nonservedenergy demandnotserved loadnotserved lostload voll valueoflostload "
        "loadcurtailment curtailedload demandcurtailment deficit shortage blackout",
    )
)
#: Names that tell it where the carrier does not.
NAMES: Final = re.compile(r"load.?shed|shedding|unserved|lost.?load|not.?served", re.IGNORECASE)
#: Counted in kW where all else is in MW, as PyPSA does with this; and dear, as no plant is [EUR/MWh].
KILO: Final = 1e-3
DEAR: Final = 1e3


@dataclass(frozen=True)
class Shedding:
    """Columns of demand that is left unserved, buses x snapshots: what `werven.ranking.solver.chain` watches.

    Attributes
    ----------
    columns : ndarray of int
        Shape (generators, snapshots).
    buses : tuple of str
        Bus of each generator.
    hours : ndarray
        Weight of each snapshot [h/a].
    scale : ndarray
        MW (or t/h) that one unit of a column stands for, by generator.
    """

    columns: Array
    buses: tuple[str, ...]
    hours: Array
    scale: Array


def unserved(network: pypsa.Network, carriers: Collection[str] | None = None) -> pd.DataFrame:
    """Return the active generators that stand for demand not served; what belongs to a work never does.

    Parameters
    ----------
    network : Network
        Columns ``role`` and ``carrier`` of its generators are read, and their names.
    carriers : collection of str, optional
        Their carriers; recognised by role, carrier, name and form when absent.
    """
    static = active(network, "Generator")
    static = static[words(static["work"]) == ""] if "work" in static else static
    if carriers is not None:
        return static[static["carrier"].isin(list(carriers))]
    giving = static[static["sign"] > 0.0]
    plain = [_plain(giving[column]) for column in ("role", "carrier") if column in giving]
    told = pd.concat([word.isin(CARRIERS) for word in plain], axis=1).any(axis=1)
    named = giving.index.astype(str).str.contains(NAMES)
    in_kilo = np.isclose(giving["sign"], KILO) & (costs(network, giving) >= DEAR).to_numpy()
    return giving[told.to_numpy() | named | in_kilo]


def costs(network: pypsa.Network, generators: pd.DataFrame) -> pd.Series:
    """Return what a MWh of generators costs at least, by name [EUR/MWh]."""
    least = over_time(network, "Generator", "marginal_cost", list(generators.index)).min()
    return (least / generators["sign"]).rename("cost")


def _plain(column: pd.Series) -> pd.Series:
    """Return words without case, blanks and signs."""
    return words(column).str.lower().str.replace(r"[^a-z]", "", regex=True)


def shedding_of(network: pypsa.Network, columns: Columns, carriers: Collection[str] | None = None) -> Shedding:
    """Return the columns of demand that is not served; parameters as in `unserved`."""
    mine = unserved(network, carriers)
    index = columns.of("Generator-p", list(mine.index))
    hours = network.snapshot_weightings["objective"].to_numpy()
    return Shedding(index, tuple(mine["bus"].astype(str)), hours, mine["sign"].to_numpy(dtype=float))
