"""What a coalition is worth under a closure: the bridge from linear programs to games."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import linopy
import numpy as np
import pypsa

from werven.coalition import Coalition
from werven.errors import SolveError
from werven.ranking.closures import Closure, capped_program
from werven.ranking.following import dearer
from werven.ranking.game.games import Game, Vector
from werven.ranking.linear.program import Program, from_network, give_room
from werven.ranking.linear.slopes import Moving
from werven.ranking.players import Players, switched_on
from werven.ranking.solver.chain import GAIN, Point, Settings
from werven.ranking.solver.engine import Count, Engine
from werven.ranking.solver.handing import Seed, start_from
from werven.ranking.solver.merged import merged

CO2, COST, ABROAD, LOW, HIGH = "co2_kt", "saved_meur", "upstream_kt", "at_low_kt", "at_high_kt"
#: Costs that make a difference of two coalitions over a part of a band, each right to the tolerance of the solver.
COSTS = 4


def slopes_of(quantity: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the slopes of a quantity with parameters."""
    return tuple(f"{quantity} per {name}" for name in names)


@dataclass(frozen=True)
class Outcome:
    """What the system does with a coalition, over the band of prices of a closure.

    Cost is unique at an optimum, emissions are not, and the slope of cost over the price is emissions. So the mean of
    emissions over a band is a difference of two optimal costs: the same for every optimum, and it moves little with
    whatever moves costs little.

    Attributes
    ----------
    emissions_t, upstream_t : float
        Mean over the band, and mean of the ends of its parts [t/a]; of the only optimum where the band has no width.
    cost_eur : float
        Mean of the ends of its parts, CO2 payments included [EUR/a].
    low_t, high_t : float
        Emissions at the optimum of either end [t/a].
    slopes_t, slopes_eur : ndarray, shape (parameters,)
        What emissions and cost gain per unit of every parameter of a program that moves; none of one that does not,
        nor where the band has no width.
    """

    emissions_t: float
    upstream_t: float
    cost_eur: float
    low_t: float
    high_t: float
    slopes_t: Vector = field(default_factory=lambda: np.zeros(0))
    slopes_eur: Vector = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(cls, closure: Closure, points: Sequence[Point], moved: Vector | None = None) -> Outcome:
        """Return the outcome of a coalition from its optima at `Closure.prices`, the ends of the parts of the band.

        Parameters
        ----------
        closure : Closure
            With the band.
        points : sequence of Point
            The optima.
        moved : ndarray, shape (parameters,), optional
            `Moving.share` of a program that moves.
        """
        rise = math.fsum(high.cost_eur - low.cost_eur for low, high in zip(points[::2], points[1::2], strict=False))
        mean = rise / closure.width if closure.width > 0.0 else points[0].emissions_t
        upstream, cost = (float(np.mean([getattr(p, key) for p in points])) for key in ("upstream_t", "cost_eur"))
        found = cls(mean, upstream, cost, points[0].emissions_t, points[-1].emissions_t)
        if moved is None or not closure.width > 0.0:
            return found
        slopes = np.array([point.slopes for point in points])
        # The band is wider where its price is higher: less of the same rise a euro.
        gained = (slopes[1::2] - slopes[::2]).sum(axis=0) / closure.width - mean * moved
        return replace(found, slopes_t=gained, slopes_eur=slopes.mean(axis=0))


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

    def program(self, closure: Closure) -> Program:
        """Return the program of all coalitions; in parts of a band costs elsewhere follow the price, see `dearer`."""
        network = without_limits(switched_on(self.network(closure.price), self.players))
        components = self.players.components
        program = from_network(network, components, self.ledger, self.upstream, self.create_model, self.unserved)
        if closure.parts > 1 and closure.width:
            ends = [self.network(price) for price in (closure.low, closure.high)]
            abroad = dearer(network, ends, self.ledger, len(program.cost)) / closure.width
            program = replace(program, abroad=abroad, elsewhere=closure.elsewhere)
        return merged(give_room(program, network, self.players.rooms))


@dataclass(frozen=True)
class Ready:
    """A program that is made already, in the place of a `Source`."""

    made: Program
    players: Players

    def program(self, _: Closure) -> Program:
        """Return the program, whatever the closure: it was made for it."""
        return self.made


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
    """Engine and game of one closure.

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
    seed : Seed, optional
        Basis of a program that is much the same, to begin from.
    moving : Moving, optional
        How the program moves with parameters: a value holds its slopes then, see `slopes_of`.
    given : Closure
        The closure before a cap was found for it.
    """

    source: Source | Ready
    closure: Closure
    settings: Settings = field(default_factory=Settings)
    chains: int = 1
    folder: Path | None = None
    told: Callable[[Count], None] | None = None
    seed: Seed | None = None
    moving: Moving | None = None
    given: Closure = field(init=False)
    _engine: Engine | None = None

    def __post_init__(self) -> None:
        self.given = self.closure

    def elsewhere(self, network: pypsa.Network | Callable[[float], pypsa.Network], closure: Closure) -> Valuation:
        """Return the same in another network, or function of the CO2 price that returns one, with its own engine."""
        at = (lambda _: network) if isinstance(network, pypsa.Network) else network
        assert isinstance(self.source, Source)
        source = replace(self.source, network=at)
        return Valuation(source, closure, self.settings, self.chains, self.folder, self.told)

    @property
    def quantities(self) -> tuple[str, ...]:
        """What a value holds; the first is ranked."""
        if not self.closure.is_price:
            return (COST, CO2, ABROAD)
        names = () if self.moving is None else self.moving.moves.names
        return (CO2, COST, ABROAD, LOW, HIGH, *slopes_of(CO2, names), *slopes_of(COST, names))

    @property
    def engine(self) -> Engine:
        """The engine of all coalitions and prices."""
        if self._engine is None:
            self._engine = self._made()
        return self._engine

    def _made(self) -> Engine:
        """Build the engine; under a cap the price of CO2 is that of the cap, found by the program itself."""
        program = self.source.program(self.closure)
        if self.closure.is_price:
            return self._start(program, self.closure.prices())
        if self.closure.cap_t is None:
            free = self._start(program, (self.closure.price,))
            self.closure = self.closure.with_cap(free.value(free.everything).emissions_t)
            free.close()
        assert self.closure.cap_t is not None
        engine = self._start(capped_program(program, self.closure.cap_t, self.closure.buyout), self.closure.prices())
        self._check_cap(engine)
        return engine

    def _start(self, program: Program, prices: Sequence[float]) -> Engine:
        start = None if self.seed is None else start_from(program, self.seed, prices)
        return Engine(program, prices, self.settings, self.chains, self.folder, self.told, start, self.moving)

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

    def game(self) -> Game:
        """Return the game: values are amounts avoided or saved, so more is better."""

        def solve(asked: Sequence[Coalition]) -> Mapping[Coalition, Vector]:
            self.engine.values((each, price) for price in self.closure.prices() for each in asked)
            return {each: self.vector(self.outcome(each)) for each in asked}

        players = self.source.players
        return Game(players.names, solve, self.quantities, players.requires, ())

    def points(self, coalition: Coalition) -> list[Point]:
        """Return the optima of a coalition at the prices of the closure, which were solved or follow from others."""
        found = [self.engine.known((coalition, price)) for price in self.closure.prices()]
        points = [point for point in found if point is not None]
        assert len(points) == len(found)
        return points

    def outcome(self, coalition: Coalition) -> Outcome:
        """Return what the system does with a coalition that was solved."""
        moved = None if self.moving is None else self.moving.share
        return Outcome.of(self.closure, self.points(coalition), moved)

    def vector(self, outcome: Outcome) -> Vector:
        """Return what a coalition is worth, in the order of `quantities`."""
        amounts = {
            CO2: -outcome.emissions_t / 1e3,
            COST: -outcome.cost_eur / 1e6,
            ABROAD: -outcome.upstream_t / 1e3,
            LOW: -outcome.low_t / 1e3,
            HIGH: -outcome.high_t / 1e3,
        }
        plain = [amounts[quantity] for quantity in self.quantities if quantity in amounts]
        return np.concatenate([plain, -outcome.slopes_t / 1e3, -outcome.slopes_eur / 1e6])

    def tolerance_kt(self, cost_eur: float) -> float:
        """Return how far the tolerance of the solver may move the tonnes of a work, given a cost [EUR/a]."""
        costs = COSTS * self.closure.parts
        return costs * GAIN * abs(cost_eur) / self.closure.width / 1e3 if self.closure.width > 0.0 else 0.0

    def at_centre(self, game: Game) -> dict[Coalition, float]:
        """Return what the `ends` cost at the centre of the band [EUR/a]; nothing where the band has no width."""
        if not self.closure.width:
            return {}
        ends = dict.fromkeys(game.permitted(coalition) for coalition in self.ends())
        points = self.engine.values((coalition, self.closure.price) for coalition in ends)
        return {coalition: point.cost_eur for (coalition, _), point in points.items()}

    def ends(self) -> list[Coalition]:
        """Return nothing built, everything built, each work alone and each work left out."""
        players = self.source.players.names
        full = frozenset(players)
        alone = [frozenset({player}) for player in players]
        return list(dict.fromkeys([full, *(full - {player} for player in players), frozenset(), *alone]))

    def close(self) -> None:
        """Close the engine."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
