"""Closures: how the system is closed with respect to CO2, and what a tonne or a euro is then worth."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import scipy.sparse as sp

from werven.data.measure import MEASURES, Measure
from werven.errors import Fault, InputError, kind_of, make_plain, nearest, number_faults, raise_if
from werven.ranking.linear.program import Program
from werven.units import HOURS

#: More than any price of a tonne: beyond it a typing error is likelier [EUR/t].
LARGEST = 1e6
PRICE = f"a price from 0 to {LARGEST:,.0f} [EUR/t]"
PARTS = "a whole number from 1 to 20: parts of the band"
#: Where a band is narrower, it tells no more than a single price does [EUR/t].
NARROW = 1.0


@dataclass(frozen=True)
class Closure:
    """One way to close the system.

    Attributes
    ----------
    name : str
        As in the tables.
    kind : str
        ``price``: every tonne costs a price, and a work is worth the tonnes it avoids, on average over a band of
        prices. ``cap``: emissions stay at or below a cap, and a work is worth the cost it saves.
    low, high : float
        Ends of the band of CO2 prices [EUR/t]; under a cap both are the price at which cost saved is told in tonnes.
        Where both are the same, tonnes are those of one optimum, of which there may be others at the same cost.
    cap_t : float, optional
        Cap on the ledger [t/a]; without one, what the full set emits at the price.
    buyout : float
        Cost of a tonne above the cap [EUR/t].
    parts : int
        Equal parts of the band. In each, costs elsewhere that follow the CO2 price are those of its middle.

    Examples
    --------
    >>> Closure.at_price("ets", (80.0, 120.0)).price
    100.0
    """

    name: str
    kind: Literal["price", "cap"] = "price"
    low: float = 0.0
    high: float = 0.0
    cap_t: float | None = None
    buyout: float = 0.0
    parts: int = 1

    def __post_init__(self) -> None:
        raise_if(_faults(self))
        make_plain(self, {**dict.fromkeys(("low", "high", "cap_t", "buyout"), float), "parts": int})

    @classmethod
    def at_price(cls, name: str, price: float | tuple[float, float], parts: int = 1) -> Closure:
        """Return a closure over a band of CO2 prices, its lowest and highest [EUR/t], or at a single one.

        At a single price tonnes are read off one optimum, and may be others at another of the same cost; over a band
        that is hardly wider they are no quieter, and the tolerance of the solver counts.

        Raises
        ------
        InputError
            No price or pair of prices, one below zero, or the highest first.
        """
        ends: object = price.tolist() if isinstance(price, np.ndarray) else price
        if isinstance(ends, numbers.Number):
            ends = (ends, ends)
        if isinstance(ends, str | bytes) or not isinstance(ends, Sequence) or len(ends) != 2:
            allowed = f"{PRICE}, or a pair: (80.0, 120.0)"
            raise InputError([Fault(f"closure {name}", "", "price", kind_of(price), allowed)])
        low, high = ends
        return cls(name, "price", low, high, parts=parts)

    @classmethod
    def capped(cls, name: str, price: float, buyout: float, cap_t: float | None = None) -> Closure:
        """Return a cap [t/a], where the excess is bought out [EUR/t] and a tonne is told at a price [EUR/t]."""
        return cls(name, "cap", price, price, cap_t, buyout)

    @property
    def measure(self) -> Measure:
        """What values are told in."""
        return MEASURES[self.kind]

    @property
    def is_price(self) -> bool:
        """Say whether this is a price closure."""
        return self.kind == "price"

    @property
    def price(self) -> float:
        """Centre of the band [EUR/t]: what follows the CO2 price beside ledger and costs is taken at it."""
        return float(round((self.low + self.high) / 2.0, 9))

    @property
    def width(self) -> float:
        """Width of the band [EUR/t]."""
        return self.high - self.low

    def prices(self) -> tuple[float, ...]:
        """Return the CO2 prices at which a coalition is solved [EUR/t]; under a cap the program finds its own."""
        if not self.is_price:
            return (0.0,)
        return tuple(end for span in self.spans() for end in span) if self.width > 0.0 else (self.low,)

    def spans(self) -> list[tuple[float, float]]:
        """Return both ends of every part of the band [EUR/t]; one ends a hair before the next one begins."""
        inner = [(float(np.nextafter(edge, -np.inf)), float(np.nextafter(edge, np.inf))) for edge in self._edges()]
        ends = [self.low, *(end for hair in inner for end in hair), self.high]
        return list(zip(ends[::2], ends[1::2], strict=True))

    def _edges(self) -> list[float]:
        """Return the prices between the parts [EUR/t]."""
        return [float(edge) for edge in np.linspace(self.low, self.high, self.parts + 1)[1:-1]]

    def elsewhere(self, price: float) -> float:
        """Return by how much the CO2 price elsewhere is above the centre, when that of the ledger is this one [EUR/t].

        It is that of the middle of the part of the band; at the centre of the band both are the same.
        """
        if self.parts == 1 or price == self.price:
            return 0.0
        part = sum(price > edge for edge in self._edges())
        return self.low + (part + 0.5) * self.width / self.parts - self.price

    def remarks(self) -> list[str]:
        """Return what a reader must know of the closure."""
        if not self.is_price or self.width >= NARROW:
            return []
        if self.width:
            told = f"over a band as narrow as {self.width:g} EUR/t tonnes jump as at a single CO2 price"
        else:
            told = f"at the single CO2 price of {self.low:g} EUR/t tonnes are those of one optimum of perhaps many"
        return [
            f"closure {self.name}: {told}; over a band such as 0.8 to 1.2 times the price they are the same for every "
            "optimum, and quiet"
        ]

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
    faults += _price_faults(closure, where)
    faults += number_faults(where, "parts", closure.parts, PARTS, 1, 20)
    if not faults and closure.parts != int(closure.parts):
        faults.append(Fault(where, "", "parts", f"{closure.parts:g}", PARTS))
    if closure.cap_t is not None:
        faults += number_faults(where, "cap_t", closure.cap_t, "a cap from -1e12 to 1e12 [t/a], or None", -1e12, 1e12)
    if closure.kind == "cap":
        allowed = f"a price > 0, at most {LARGEST:,.0f}, for what exceeds the cap [EUR/t]"
        faults += number_faults(where, "buyout", closure.buyout, allowed, np.nextafter(0.0, 1.0), LARGEST)
    return faults


def _price_faults(closure: Closure, where: str) -> list[Fault]:
    """Return what is wrong with the ends of the band, once where both are the same."""
    faults = [
        fault
        for end in (closure.low, closure.high)
        for fault in number_faults(where, "price", end, PRICE, 0.0, LARGEST)
    ]
    if not faults and closure.low > closure.high:
        allowed = "the lowest price of the band first, then the highest [EUR/t]"
        faults.append(Fault(where, "", "price", f"{closure.low:g}, {closure.high:g}", allowed))
    return list(dict.fromkeys(faults))


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
        abroad=np.append(program.abroad, 0.0),
    )
