"""Which work avoids how much CO2: PINT, TOOT, Shapley values and synergies under stated closures."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import combinations

import linopy
import numpy as np
import pandas as pd
import pypsa

from werven.coalition import Coalition, label
from werven.errors import SolveError, raise_if
from werven.ranking import accepted, arguments, tabulate
from werven.ranking.arguments import Arguments
from werven.ranking.closures import Closure
from werven.ranking.drawing import ENUMERATED, SMALL, shapley_values
from werven.ranking.following import following
from werven.ranking.game.games import Game, pint, toot
from werven.ranking.game.shapley import ShapleyResult
from werven.ranking.game.synergy import find_linked, greedy, strongest_pairs, synergy_fit
from werven.ranking.meter import ALSO, CENTRE, CHECK, ENDS, PAIRS, SEQUENCE, Meter, parts_of
from werven.ranking.options import RankOptions, options_of
from werven.ranking.tabulate import Ranking
from werven.ranking.value import COST, Source, Valuation

logger = logging.getLogger(__name__)
#: Puts what pays before all that does not in a sequence [MEUR/a].
PAYS = 1e9
#: Pairs with at least this share of the strongest synergy may be built in one step.
LINKED = 0.5


def rank_works(
    network: pypsa.Network | Callable[[float], pypsa.Network],
    closures: Closure | Iterable[Closure],
    ledger: str = "carrier",
    *,
    upstream: str | None = None,
    works: pd.DataFrame | None = None,
    requires: Mapping[str, Collection[str]] | None = None,
    create_model: Callable[[pypsa.Network], linopy.Model] | None = None,
    unserved: Collection[str] | str | None = None,
    options: RankOptions | None = None,
) -> Ranking:
    r"""Rank the works of a PyPSA network by the CO2 they avoid.

    Every component with an id in the column ``work`` belongs to that work; where there is a column ``work_state``,
    those that are not ``candidate`` there are no players. Whether a work is ``active`` is for the coalition to say,
    whatever the network says. A work has its fixed size (``p_nom``), and its capital cost is sunk; everything else in
    the network may be built and run anew for every coalition.

    Parameters
    ----------
    network : Network or callable
        The superset network; or a function of the CO2 price [EUR/t] where something besides the ledger follows it:
        it is taken at the centre of a band, and what differs at the ends is told. It is not changed.
    closures : Closure or iterable of Closure
        How the system is closed, see `werven.ranking.closures.Closure`.
    ledger : str
        A bus on which emissions end: what its generators and stores take is what the others emit, and their marginal
        cost is replaced by the price of the closure. Or ``"carrier"``: fuel burnt times ``carriers.co2_emissions``.
    upstream : str, optional
        Bus that counts emissions outside the boundary, reported beside the ledger.
    works : DataFrame, optional
        Index work; any of ``carrier, status, year_in_service, annual_cost_meur, embodied_kt, confidence``. What is
        absent is read from the components (annual cost: as PyPSA makes it of its size, ``capital_cost`` or
        ``overnight_cost``, and ``fom_cost``). It may hold other works.
    requires : mapping of str to collection of str, optional
        Work to works that it cannot do without, beyond what the physics says.
    create_model : callable, optional
        Returns the linopy model of a network, for constraints of your own.
    unserved : collection of str, optional
        Carriers of generators that stand for demand not served; recognised by carrier, name and form when absent.
    options : RankOptions, optional
        Sampling, chains, store and solver.

    Returns
    -------
    Ranking
        Tables; avoided CO2 and cost saved are positive.

    Raises
    ------
    InputError
        Components that cannot be works, a ledger that is not there, bad requirements, coalitions of works that do not
        play; every fault in one message.
    SolveError
        A coalition without optimum or with demand unserved, or a cap that only buying out meets.

    Examples
    --------
    A gas plant serves a town; a cable would bring hydropower, and a second cable is the same again.

    >>> import pypsa, werven
    >>> n = pypsa.Network()
    >>> n.set_snapshots(range(2))
    >>> n.snapshot_weightings.loc[:, :] = 4380.0
    >>> n.add("Carrier", ["gas", "water", "line"], co2_emissions=[0.2, 0.0, 0.0])
    >>> n.add("Bus", ["town", "fjord"])
    >>> n.add("Load", "town", bus="town", p_set=[60.0, 100.0])
    >>> n.add("Generator", "gas", bus="town", carrier="gas", p_nom=200, marginal_cost=50, efficiency=0.5)
    >>> n.add("Generator", "hydro", bus="fjord", carrier="water", p_nom=100, marginal_cost=5)
    >>> n.add("Link", ["cable", "copy"], bus0="fjord", bus1="town", carrier="line", p_nom=60, work=["A", "B"])
    >>> result = werven.rank_works(n, werven.Closure.at_price("ets", (80.0, 120.0)))
    >>> result.ranking[["work", "pint_kt", "toot_kt", "shapley_kt"]].round(1).to_string(index=False)
    'work  pint_kt  toot_kt  shapley_kt\n   A    210.2     70.1       140.2\n   B    210.2     70.1       140.2'
    """
    chosen, faults = arguments.closures_of(closures)
    options, bad = options_of(options)
    first = accepted.network_of(network, chosen[0].price if chosen else 0.0)
    given = Arguments(ledger, upstream, works, requires, create_model, unserved, options.also, options.blocks)
    players = accepted.players_of(first, given, [*faults, *bad])
    known = (unserved,) if isinstance(unserved, str) else unserved
    remarks = [told for closure in chosen for told in (*closure.remarks(), *_followed(network, closure, ledger))]
    for told in [*accepted.warnings_of(first, ledger, players, given), *remarks]:
        warnings.warn(told, UserWarning, stacklevel=2)
    facts = tabulate.facts_of(first, players, works)
    alike = partial(accepted.same_works, given=given, players=players)
    options = _with_others(options, first, chosen[0].price, alike)
    source = Source(_by_price(network, first, alike), players, ledger, upstream, create_model, known)
    return rank(source, chosen, facts, options)


def _followed(
    network: pypsa.Network | Callable[[float], pypsa.Network], closure: Closure, ledger: str
) -> Iterator[str]:
    """Yield what follows the CO2 price beside the ledger, where the network is a function of it."""
    if isinstance(network, pypsa.Network) or not closure.is_price or not closure.width:
        return
    low, high = (accepted.network_of(network, price) for price in (closure.low, closure.high))
    if differs := following(low, high, ledger):
        costs = f"costs are those of the middle of each of {closure.parts} parts of the band, all else "
        yield (
            f"closure {closure.name}: the network at {closure.low:g} EUR/t is another than at {closure.high:g} EUR/t "
            f"({differs}): {costs if closure.parts > 1 else 'all but the ledger '}is taken at the centre, "
            f"{closure.price:g} EUR/t"
        )


def _with_others(options: RankOptions, first: pypsa.Network, price: float, alike: Callable[..., None]) -> RankOptions:
    """Return options whose networks in another time resolution are functions of the CO2 price, held to the first."""
    others = {"check": options.check, "coarse": options.coarse}
    at = {what: _by_price(other, first, alike) for what, other in others.items() if other is not None}
    for network in at.values():
        network(price)  # what is wrong is told before anything is solved
    return replace(options, check=at.get("check"), coarse=at.get("coarse"))


def _by_price(
    network: pypsa.Network | Callable[[float], pypsa.Network], known: pypsa.Network, check: Callable[..., None]
) -> Callable[[float], pypsa.Network]:
    """Return a network as a function of the CO2 price; all but the one that is known are checked, and built once."""

    @lru_cache(maxsize=1)
    def at(price: float) -> pypsa.Network:
        found = accepted.network_of(network, price)
        if found is not known:
            check(found, price=price)
        return found

    return at


def rank(source: Source, closures: Iterable[Closure], facts: pd.DataFrame, options: RankOptions) -> Ranking:
    """Return the tables of all closures; see `rank_works`, which prepares source and facts.

    Raises
    ------
    InputError
        Coalitions of `RankOptions.also` hold works that do not play: told before anything is solved.
    """
    raise_if(arguments.also_faults(options.also, source.players))
    parts = [_rank_closure(source, closure, facts, options) for closure in closures]
    names = ("ranking", "synergy", "coalitions", "sequence", "runs")
    return Ranking(**{name: pd.concat([getattr(part, name) for part in parts], ignore_index=True) for name in names})


def _rank_closure(source: Source, closure: Closure, facts: pd.DataFrame, options: RankOptions) -> Ranking:
    """Return the tables of one closure."""
    if not source.players.names:
        return tabulate.nothing(closure, facts, source.players)
    players = len(source.players.names)
    meter = Meter(closure, parts_of(closure, players, options, is_drawn=players > ENUMERATED), options)
    valuation = Valuation(source, closure, options.solver, options.chains, options.folder, meter.counted)
    try:
        found = _found(valuation, facts, options, meter)
        _solve_also(found.game, found.closure.name, options.also, meter)
        return tabulate.tables(found, valuation, meter.seconds())
    finally:
        valuation.close()


def _found(valuation: Valuation, facts: pd.DataFrame, options: RankOptions, meter: Meter) -> tabulate.Found:
    """Solve what the tables of a closure are made of, stage by stage."""
    game = valuation.game()
    meter.opened(valuation.engine.count)
    source, closure, ends = valuation.source, valuation.closure, valuation.ends()
    meter.stage(ENDS, len(ends))
    game.fill(ends)
    meter.stage(CENTRE, len(ends))
    centre = valuation.at_centre(game)
    meter.stage(CHECK, len(ends))
    change = _change(valuation, game, options)
    drawn = shapley_values(valuation, game, change, options, meter)
    pairs, fit = _pairs(game, drawn, options.strongest, meter)
    meter.stage(SEQUENCE)
    return tabulate.Found(
        closure=closure,
        players=source.players,
        game=game,
        pint=pint(game),
        toot=toot(game),
        drawn=drawn,
        centre=centre,
        change=change,
        fit=fit,
        pairs=pairs,
        sequence=_sequence(game, facts, pairs),
        utilisation=_utilisation(valuation),
        facts=facts,
    )


def _change(valuation: Valuation, game: Game, options: RankOptions) -> pd.DataFrame:
    """Return how far the mean of PINT and TOOT moves in the network of the check.

    Returns
    -------
    DataFrame
        Index work, one column a quantity, none below zero; empty cells without a network to check with.
    """
    if options.check is None:
        return pd.DataFrame(np.nan, index=list(game.players), columns=list(game.quantities))
    other = valuation.elsewhere(options.check, valuation.closure)
    try:
        checked = other.game()
        checked.fill(other.ends())
        return (pint(checked) + toot(checked) - pint(game) - toot(game)).abs() / 2.0
    except SolveError as error:
        raise SolveError(f"in the time resolution of the check: {error}") from None
    finally:
        other.close()


def _active(game: Game, drawn: ShapleyResult) -> list[str]:
    """Return the works that change anything in any coalition that was solved; two at least."""
    found = [values.abs().max(axis=1) for values in (drawn.shapley, pint(game), toot(game))]
    most = pd.concat(found, axis=1).max(axis=1)
    floor = 1e-9 * max(float(most.max()), tabulate.LEAST_FLOOR)
    active = [str(work) for work in most.index[most > floor]]
    return active if len(active) > 1 else list(game.players)


def _pairs(game: Game, drawn: ShapleyResult, count: int, meter: Meter) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return exact synergies, of the works worth most and of so many pairs that fits point at, and the last fit."""
    chosen = _strong(game, drawn, count)
    most = len(chosen) + count
    while True:
        meter.stage(PAIRS, 2 * len(chosen))
        exact = strongest_pairs(game, chosen, count=len(chosen))
        fit = synergy_fit(game.among(_active(game, drawn)))
        suspected = fit[fit["synergy"].abs() > 2.0 * fit["se"]]
        more = pd.concat([chosen, suspected]).drop_duplicates(["work_a", "work_b"]).head(most)
        if len(more) == len(chosen):
            return exact, fit
        chosen = more


def _strong(game: Game, drawn: ShapleyResult, count: int) -> pd.DataFrame:
    """Return all pairs of the works that are worth most: alone, last, or on average."""
    first = game.quantities[0]
    sizes = [values[first].abs() for values in (drawn.shapley, pint(game), toot(game))]
    most = pd.concat(sizes, axis=1).max(axis=1).sort_values(ascending=False, kind="stable")
    works = sorted(str(work) for work in most.index[:count])
    return pd.DataFrame(list(combinations(works, 2)), columns=["work_a", "work_b"]).assign(synergy=0.0)


def _sequence(game: Game, facts: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the order of building that pays best.

    First what pays, by cost saved (CO2 payments included) less the cost of the works; then what avoids CO2 (or saves
    cost) at the least loss per tonne (or euro); then the rest.
    """
    cost = facts["annual_cost_meur"].fillna(0.0)
    place = game.quantities.index(COST)
    least = SMALL * abs(float((game[game.full] - game[frozenset()])[0]))

    def score(before: np.ndarray, after: np.ndarray, added: Coalition) -> float:
        gain = after - before
        net = float(gain[place]) - float(cost[list(added)].sum())
        if net > 0.0:
            return PAYS + net
        return net / float(gain[0]) if gain[0] > least else net - PAYS

    needed = pairs[pairs["at_full"] > 0.0]
    linked = find_linked(needed, threshold=LINKED * float(needed["synergy"].abs().max())) if len(needed) else []
    return greedy(game, score, linked)


def _solve_also(game: Game, closure: str, also: Collection[Collection[str]], meter: Meter) -> None:
    """Solve what was asked for besides. Everything else has been read from the game by now, so nothing else changes."""
    asked = sorted({frozenset(coalition) for coalition in also}, key=label)
    if not asked:
        return
    meter.stage(ALSO, len(asked))
    for coalition in asked:
        part = game.permitted(coalition)
        if part != coalition:
            lacking = label(coalition - part)
            logger.warning(
                "%s: %s stands for %s: %s lacks what it requires", closure, label(part), label(coalition), lacking
            )
    game.fill(asked)


def _utilisation(valuation: Valuation) -> dict[str, float]:
    """Return the full-load hours of every work with everything built, on average over the ends of the band."""
    engine, prices = valuation.engine, valuation.closure.prices()
    found = [engine.utilisation(engine.everything, price) for price in prices]
    return {work: float(np.mean([hours[work] for hours in found])) for work in found[0]}
