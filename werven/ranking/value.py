"""What a coalition is worth under a closure: the bridge from linear programs to games."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import linopy
import numpy as np
import pypsa

from werven.coalition import Coalition
from werven.errors import SolveError
from werven.ranking.closures import Closure, capped_program
from werven.ranking.game.games import Game, Vector
from werven.ranking.linear.program import Program, from_network, give_room
from werven.ranking.players import Players, switched_on
from werven.ranking.solver.chain import Point, Settings
from werven.ranking.solver.engine import Count, Engine

#: Share of the price by which it is moved to enclose every optimum, and the step that shows how steep values are.
NUDGE = 1e-3
STEP_EUR = 1.0
#: Prices at which `Valuation.nudged` solves a coalition.
MOVED = 5
CO2, COST, ABROAD = "co2_kt", "saved_meur", "upstream_kt"


@dataclass(frozen=True)
class Source:
    """Where programs come from.

    Attributes
    ----------
    network : callable
        Returns the superset network at a CO2 price [EUR/t].
    players : Players
        Who plays.
    ledger : str
        A bus, or ``"carrier"``.
    upstream : str, optional
        Bus that counts emissions abroad.
    create_model : callable, optional
        Returns the linopy model of a network.
    unserved : collection of str, optional
        Carriers of generators that stand for demand not served.
    """

    network: Callable[[float], pypsa.Network]
    players: Players
    ledger: str
    upstream: str | None = None
    create_model: Callable[[pypsa.Network], linopy.Model] | None = None
    unserved: Collection[str] | None = None

    def program(self, price: float) -> Program:
        """Return the program of all coalitions at a price."""
        network = without_limits(switched_on(self.network(price), self.players))
        components = self.players.components
        program = from_network(network, components, self.ledger, self.upstream, self.create_model, self.unserved)
        return give_room(program, network, self.players.rooms)


def without_limits(network: pypsa.Network) -> pypsa.Network:
    """Take limits on CO2 out of a network, in place: a closure stands for them. Warn of each."""
    limits = network.global_constraints
    if len(limits):
        limits = limits.query("type == 'primary_energy' and carrier_attribute == 'co2_emissions'")
    if len(limits):
        told = ", ".join(str(name) for name in limits.index)
        warnings.warn(f"global constraint {told}: the closure of the ranking replaces it", UserWarning, stacklevel=2)
        network.remove("GlobalConstraint", list(limits.index))
    return network


@dataclass
class Valuation:
    """Engines and games of one closure.

    Attributes
    ----------
    source : Source
        Where programs come from.
    closure : Closure
        How the system is closed.
    settings : Settings
        Of the solver.
    chains : int
        Solves at the same time.
    folder : Path, optional
        Of the store.
    told : callable, optional
        Called after each solve.
    """

    source: Source
    closure: Closure
    settings: Settings = field(default_factory=Settings)
    chains: int = 1
    folder: Path | None = None
    told: Callable[[Count], None] | None = None
    _engines: dict[float, Engine] = field(default_factory=dict)

    @property
    def quantities(self) -> tuple[str, ...]:
        """What a value holds; the first is ranked."""
        return (CO2, COST, ABROAD) if self.closure.is_price else (COST, CO2, ABROAD)

    def engine(self, price: float | None = None) -> Engine:
        """Return the engine at a price of the band, the centre when none is given."""
        at = self.closure.price if price is None else price
        if at not in self._engines:
            self._engines[at] = self._engine(at)
        return self._engines[at]

    def _engine(self, price: float) -> Engine:
        """Build an engine; under a cap the price of CO2 is that of the cap, found by the program itself."""
        program = self.source.program(price)
        if self.closure.is_price:
            return self._start(program, price)
        if self.closure.cap_t is None:
            free = self._start(program, price)
            self.closure = self.closure.with_cap(free.value(free.everything).emissions_t)
            free.close()
        assert self.closure.cap_t is not None
        engine = self._start(capped_program(program, self.closure.cap_t, self.closure.buyout), 0.0)
        self._check_cap(engine)
        return engine

    def _start(self, program: Program, price: float) -> Engine:
        return Engine(program, price, self.settings, self.chains, self.folder, self.told)

    def _check_cap(self, engine: Engine) -> None:
        """Raise when even the full set meets the cap by buying out alone.

        Raises
        ------
        SolveError
            Says what the full set emits at the cost of buying out.
        """
        excess = engine.value(engine.everything).emissions_t - float(self.closure.cap_t or 0.0)
        if excess > 1.0:
            raise SolveError(
                f"closure {self.closure.name!r}: the cap of {self.closure.cap_t or 0.0:,.0f} t/a is only met by buying "
                f"out {excess:,.0f} t/a with every work built; allowed: a cap that the full set can meet at less than "
                f"{self.closure.buyout:g} EUR/t"
            )

    def game(self, price: float | None = None) -> Game:
        """Return the game at a price of the band: values are amounts avoided or saved, so more is better."""
        engine = self.engine(price)
        at = engine.price

        def solve(walks: Sequence[Sequence[Coalition]]) -> Mapping[Coalition, Vector]:
            points = engine.values([[(coalition, at) for coalition in walk] for walk in walks])
            return {coalition: self.vector(point) for (coalition, _), point in points.items()}

        players = self.source.players
        return Game(players.names, solve, self.quantities, players.requires, ())

    def vector(self, point: Point) -> Vector:
        """Return the value of a solved coalition."""
        amounts = {CO2: -point.emissions_t / 1e3, COST: -point.cost_eur / 1e6, ABROAD: -point.upstream_t / 1e3}
        return np.array([amounts[quantity] for quantity in self.quantities])

    def ends(self) -> list[Coalition]:
        """Return nothing built, everything built, each work alone and each work left out."""
        players = self.source.players.names
        full = frozenset(players)
        alone = [frozenset({player}) for player in players]
        return list(dict.fromkeys([full, *(full - {player} for player in players), frozenset(), *alone]))

    def nudged(self, game: Game) -> dict[Coalition, dict[str, float]]:
        """Return emissions at slightly other prices [kt/a]: all optima at the price lie between low and high.

        The price is moved while a chain stands at the optimum, when little has to be done.

        Returns
        -------
        dict
            By coalition of `ends`: ``at`` (the price), ``low`` (+0.1 %), ``high`` (-0.1 %), ``up`` (+1 EUR/t) and
            ``down`` (-1 EUR/t).
        """
        engine, price = self.engine(), self.closure.price
        prices = {
            "at": price,
            "low": price * (1.0 + NUDGE),
            "high": price * (1.0 - NUDGE),
            "up": price + STEP_EUR,
            "down": max(price - STEP_EUR, 0.0),
        }
        ends = list(dict.fromkeys(game.permitted(coalition) for coalition in self.ends()))
        points = engine.values([[(coalition, at) for at in prices.values()] for coalition in ends])
        return {c: {k: points[c, at].emissions_t / 1e3 for k, at in prices.items()} for c in ends}

    def release(self, price: float) -> None:
        """Close the engine at a price of the band: its solvers hold memory that the next price needs."""
        self._engines.pop(price).close()

    def close(self) -> None:
        """Close all engines."""
        for price in list(self._engines):
            self.release(price)
