"""Closures: how the system is closed with respect to CO2, and what a tonne or a euro is then worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import scipy.sparse as sp

from werven.errors import Fault, raise_if
from werven.program import Program
from werven.units import HOURS

CENTRE = 1.0


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
    if not 0.0 <= closure.price < np.inf:
        faults.append(Fault(where, "", "price", f"{closure.price:g}", "a price >= 0 [EUR/t]"))
    if CENTRE not in closure.band:
        faults.append(Fault(where, "", "band", ", ".join(f"{f:g}" for f in closure.band), "factors with 1 among them"))
    faults += [
        Fault(where, "", "band", f"{factor:g}: {weight:g}", "a factor > 0 with a weight >= 0")
        for factor, weight in closure.band.items()
        if factor <= 0.0 or weight < 0.0
    ]
    if sum(closure.band.values()) <= 0.0:
        faults.append(Fault(where, "", "band", "weights of zero", "weights that add up to more than 0"))
    if closure.kind == "cap" and closure.buyout <= 0.0:
        faults.append(Fault(where, "", "buyout", f"{closure.buyout:g}", "a price > 0 for what exceeds the cap [EUR/t]"))
    return faults


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
