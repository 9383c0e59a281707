"""Closures: how the system is closed with respect to CO2, and what a tonne or a euro is then worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import scipy.sparse as sp

from werven.data.measure import MEASURES, Measure
from werven.errors import Fault, kind_of, nearest, number_faults, raise_if
from werven.ranking.linear.program import Program
from werven.units import HOURS

CENTRE = 1.0
#: More than any price of a tonne, factor or weight: beyond it a typing error is likelier [EUR/t].
LARGEST = 1e6


@dataclass(frozen=True)
class Closure:
    """One way to close the system.

    Attributes
    ----------
    name : str
        As in the tables.
    kind : str
        ``price``: every tonne costs the price, and a work is worth the tonnes it avoids. ``cap``: emissions stay at
        or below a cap, and a work is worth the cost it saves.
    price : float
        CO2 price [EUR/t]; under a cap, that at which cost saved is told in tonnes.
    band : mapping of float to float
        Factors on the price and their weights; the centre, 1, is one of them.
    cap_t : float, optional
        Cap on the ledger [t/a]; without one, what the full set emits at the price.
    buyout : float
        Cost of a tonne above the cap [EUR/t].
    whole_band : bool
        Shapley values at every price of the band, or at its centre only.

    Examples
    --------
    >>> Closure.at_price("ets", 100.0).prices()
    {100.0: 1.0}
    """

    name: str
    kind: Literal["price", "cap"] = "price"
    price: float = 0.0
    band: Mapping[float, float] = field(default_factory=lambda: {CENTRE: 1.0})
    cap_t: float | None = None
    buyout: float = 0.0
    whole_band: bool = False

    def __post_init__(self) -> None:
        raise_if(_faults(self))

    @classmethod
    def at_price(cls, name: str, price: float, band: Mapping[float, float] | None = None) -> Closure:
        """Return a closure at a CO2 price [EUR/t], with a band of factors around it if one is given."""
        return cls(name, "price", price, band or {CENTRE: 1.0})

    @classmethod
    def capped(cls, name: str, price: float, buyout: float, cap_t: float | None = None) -> Closure:
        """Return a cap [t/a], where the excess is bought out [EUR/t] and a tonne is told at a price [EUR/t]."""
        return cls(name, "cap", price, cap_t=cap_t, buyout=buyout)

    @property
    def measure(self) -> Measure:
        """What values are told in."""
        return MEASURES[self.kind]

    @property
    def is_price(self) -> bool:
        """Say whether this is a price closure."""
        return self.kind == "price"

    def prices(self) -> dict[float, float]:
        """Return the prices of the band [EUR/t] and their weights, which add up to one."""
        total, prices = sum(self.band.values()), dict[float, float]()
        for factor, weight in self.band.items():
            if weight > 0.0 or factor == CENTRE:
                price = factor * self.price
                prices[price] = prices.get(price, 0.0) + weight / total
        return prices

    def with_cap(self, cap_t: float) -> Closure:
        """Return the closure with a cap."""
        return replace(self, cap_t=cap_t)


def _faults(closure: Closure) -> list[Fault]:
    """Return what is wrong with a closure."""
    where = f"closure {closure.name}"
    faults = []
    if not isinstance(closure.name, str) or not closure.name.strip():
        faults.append(Fault("closure", "", "name", kind_of(closure.name), "a word"))
    if closure.kind not in ("price", "cap"):
        faults.append(
            Fault(where, "", "kind", str(closure.kind), "price or cap", nearest(closure.kind, ("price", "cap")))
        )
    faults += number_faults(where, "price", closure.price, "a price >= 0 [EUR/t]", 0.0, LARGEST)
    faults += _band_faults(closure, where)
    if closure.cap_t is not None:
        faults += number_faults(where, "cap_t", closure.cap_t, "a cap [t/a], or None", -1e12, 1e12)
    if closure.kind == "cap":
        allowed = "a price > 0 for what exceeds the cap [EUR/t]"
        faults += number_faults(where, "buyout", closure.buyout, allowed, np.nextafter(0.0, 1.0), LARGEST)
    return faults


def _band_faults(closure: Closure, where: str) -> list[Fault]:
    """Return what is wrong with the band of a closure."""
    if not isinstance(closure.band, Mapping):
        return [Fault(where, "", "band", kind_of(closure.band), "factors on the price and their weights: {1.0: 1.0}")]
    faults = []
    if CENTRE not in closure.band:
        faults.append(Fault(where, "", "band", ", ".join(map(_plain, closure.band)), "factors with 1 among them"))
    total = 0.0
    for factor, weight in closure.band.items():
        least = np.nextafter(0.0, 1.0)
        bad_weight = number_faults(where, "band", weight, "", 0.0, LARGEST)
        if bad_weight or number_faults(where, "band", factor, "", least, LARGEST):
            told = f"{_plain(factor)}: {_plain(weight)}"
            faults.append(Fault(where, "", "band", told, "a factor > 0 with a weight >= 0"))
        total += float(weight) if isinstance(weight, int | float) else 0.0
    if total <= 0.0:
        faults.append(Fault(where, "", "band", "weights of zero", "weights that add up to more than 0"))
    return faults


def _plain(value: object) -> str:
    """Return a number without a point it does not need; anything else as it is."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def capped_program(program: Program, cap_t: float, buyout: float) -> Program:
    """Return a program whose emissions are at most a cap; the excess is bought out.

    The row is written in t/h, with numbers of the size of all others: ``emissions @ x / 8760 - excess <= cap / 8760``.

    Parameters
    ----------
    program : Program
        Without a price on CO2.
    cap_t : float
        Cap [t/a].
    buyout : float
        [EUR/t].
    """
    row = np.append(program.emissions / HOURS, -1.0)[None, :]
    wide = sp.hstack([program.matrix, sp.csr_matrix((program.matrix.shape[0], 1))])
    return replace(
        program,
        matrix=sp.csr_matrix(sp.vstack([wide, sp.csr_matrix(row)])),
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, (cap_t - program.offset_t) / HOURS),
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, np.inf),
        cost=np.append(program.cost, buyout * HOURS),
        emissions=np.append(program.emissions, 0.0),
        upstream=np.append(program.upstream, 0.0),
    )
