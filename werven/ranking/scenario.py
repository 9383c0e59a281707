"""The register in a ranking: closures and players of a scenario and year, and what is known of its works."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pypsa

from werven.config.contradictions import SEGMENTS_A_DAY
from werven.config.ranking import ClosureSettings, RankSettings
from werven.config.settings import Config
from werven.data.assumptions import Assumptions, interpolate, yearly_share
from werven.data.register import needs_of, planned
from werven.data.tables import least_sure
from werven.network.build import Inputs
from werven.network.ledger import ATMOSPHERE, UPSTREAM
from werven.network.projects import rooms
from werven.network.solve import create_model, methods
from werven.ranking import tabulate
from werven.ranking.closures import Closure
from werven.ranking.options import Progress, RankOptions
from werven.ranking.players import Players, works_of
from werven.ranking.rank import rank
from werven.ranking.solver.chain import Settings
from werven.ranking.tabulate import Ranking
from werven.ranking.value import Source

#: Parts of a band of CO2 prices: in each, neighbours pay the price of its middle. One part lets plants in Flanders pay
#: a fifth less or more than those abroad at the ends, and power leaks; four move the sum of all works by 3 % more.
PARTS = 2

logger = logging.getLogger(__name__)


def closure_of(name: str, settings: ClosureSettings, inputs: Inputs) -> Closure:
    """Return a closure of the configuration in numbers of the year."""
    a = Assumptions(inputs.tables, inputs.config, inputs.year)
    price = a.price(f"co2_{settings.path}") * inputs.config.co2.price_factor
    if settings.kind == "price":
        low, high = settings.band
        return Closure.at_price(name, (low * price, high * price), PARTS)
    caps = settings.cap_mt
    cap = interpolate(pd.Series(list(caps)), pd.Series(list(caps.values())), inputs.year) * 1e6 if caps else None
    return Closure.capped(name, price, a.price("co2_societal"), cap)


def remarks_of(closure: Closure, settings: ClosureSettings, inputs: Inputs) -> list[str]:
    """Return what a reader must know of a closure: a single price, a band wider than what the path does, no check."""
    remarks, rank = closure.remarks(), inputs.config.rank
    if rank.check_segments is not None and checked(inputs) is None:
        remarks.append(
            f"closure {closure.name}: rank.check_segments: {rank.check_segments} gives nothing to check this scenario "
            f"by (time.mode: {inputs.config.time.mode}): what another one does is not in the noise"
        )
    if not closure.is_price:
        return remarks
    path = inputs.tables["prices"].query("item == @item", local_dict={"item": f"co2_{settings.path}"})["price"]
    prices = path.astype(float) * inputs.config.co2.price_factor
    covers = prices.min() < prices.max() and closure.low < prices.min() and closure.high > prices.max()
    if covers or closure.width > prices.max():
        remarks.append(
            f"closure {closure.name}: the band from {closure.low:g} to {closure.high:g} EUR/t is wider than the path "
            f"of CO2 prices in all its years, {prices.min():g} to {prices.max():g} EUR/t: its mean says little of "
            f"{inputs.year}"
        )
    return remarks


def blocks_of(works: pd.DataFrame, settings: RankSettings, players: Collection[str]) -> list[frozenset[str]]:
    """Return the players that are enumerated, set by set: as the configuration says, else the register."""
    marked = works.dropna(subset=["block"])
    named = [group.astype(str) for _, group in marked.groupby("block")["work"]]
    sets = named if settings.blocks is None else settings.blocks
    return [block for block in (frozenset(ids).intersection(players) for ids in sets) if len(block) > 1]


def work_facts(inputs: Inputs) -> pd.DataFrame:
    """Return what the ranking tells of a work besides its value.

    Returns
    -------
    DataFrame
        Index work; ``carrier, status, year_in_service`` (of the scenario), ``annual_cost_meur`` (annuity and fixed
        cost), ``embodied_kt, confidence`` (the least sure of the work and its legs).
    """
    works, legs = inputs.tables["works"], inputs.tables["work_legs"]
    rate, later = inputs.config.network.discount_rate, inputs.config.works.year_in_service
    lives, fixed = works["lifetime_years"].astype(float), works["fom_share_per_year"].astype(float)
    share = np.array([yearly_share(rate, life, fom) for life, fom in zip(lives, fixed, strict=True)])
    ids = works["work"].astype(str)
    sure = {work: least_sure(legs.loc[legs["work"] == work, "confidence"].astype(str)) for work in ids}
    return pd.DataFrame(
        {
            "carrier": works["carrier"].astype(str),
            "status": works["status"].astype(str),
            "year_in_service": [later.get(w, y) for w, y in zip(ids, works["year_in_service"], strict=True)],
            "annual_cost_meur": works["capex_meur"].astype(float) * share,
            "embodied_kt": works["embodied_tco2"].astype(float) / 1e3,
            "confidence": [least_sure([sure[w], str(c)]) for w, c in zip(ids, works["confidence"], strict=True)],
        }
    ).set_index(pd.Index(ids, name="work"))


def project_facts(projects: pd.DataFrame) -> pd.DataFrame:
    """Return what the ranking tells of a company's project; its cost is that of its technology, inside the model."""
    return pd.DataFrame(
        {
            "carrier": "project",
            "status": projects["status"].astype(str),
            "year_in_service": projects["year"].astype(float),
            "annual_cost_meur": 0.0,
            "embodied_kt": np.nan,
            "confidence": projects["confidence"].astype(str),
        }
    ).set_index(pd.Index(projects["project"].astype(str), name="work"))


def known_facts(inputs: Inputs) -> pd.DataFrame:
    """Return what is known of works and projects besides their value."""
    return pd.concat([work_facts(inputs), project_facts(inputs.tables["projects"])])


def players_of(network: pypsa.Network, inputs: Inputs) -> Players:
    """Return who plays in a year: the candidates of the register, and the projects where they are to."""
    a = Assumptions(inputs.tables, inputs.config, inputs.year)
    state = planned(a)
    in_network = set(network.links["work"])
    absent = {str(work): str(why) for work, why in state.items() if work not in in_network or why in ("later", "off")}
    needs = {work: need for work, need in needs_of(inputs.tables["works"]).items() if work in in_network}
    players = works_of(network, needs, absent)
    if inputs.config.rank.players == "works":
        return players
    return Players(
        players.components,
        players.requires,
        players.met,
        players.blocked,
        rooms(network, inputs.tables, inputs.config, inputs.year),
    )


def rank_register(
    inputs: Inputs,
    closure: str,
    *,
    chains: int = 1,
    folder: Path | None = None,
    told: Callable[[Progress], None] | None = None,
    sized: pypsa.Network | None = None,
    also: Collection[Collection[str]] = (),
) -> Ranking:
    """Rank the register of a scenario and year under one closure.

    Parameters
    ----------
    inputs, closure : Inputs, str
        What networks are built from, and the name of a closure of the configuration.
    chains, folder, told, also
        As in `RankOptions`.
    sized : Network, optional
        Solved sizing run, whose plants stand.

    Raises
    ------
    InputError, BuildError, SolveError
        As in `rank_works`.
    """
    settings = inputs.config.rank
    chosen = closure_of(closure, settings.closures[closure], inputs)
    for remark in remarks_of(chosen, settings.closures[closure], inputs):
        logger.warning("%s", remark)
    first = inputs.network(chosen.price)
    players = players_of(first, inputs)
    facts = tabulate.facts_of(first, players, known_facts(inputs))
    blocks = blocks_of(inputs.tables["works"], settings, players.names)
    options = _options(inputs, sized, len(first.snapshots))
    options = replace(options, blocks=blocks, chains=chains, folder=folder, told=told, also=also)
    network = _networks(inputs, sized, {chosen.price: first})
    source = Source(network, players, ATMOSPHERE, UPSTREAM, partial(create_model, config=inputs.config))
    ranked = rank(source, [chosen], facts, options)
    return replace(ranked, ranking=with_delay(ranked.ranking, inputs.config.years, inputs.year))


def _networks(
    inputs: Inputs, sized: pypsa.Network | None, known: Mapping[float, pypsa.Network]
) -> Callable[[float], pypsa.Network]:
    """Return networks as a function of the CO2 price, in which the plants of a solved one stand where it is given."""

    def network(price: float) -> pypsa.Network:
        built = known[price] if price in known else inputs.network(price)
        return built if sized is None else with_plants(built, sized)

    return network


def checked(inputs: Inputs) -> Inputs | None:
    """Return the inputs at the time resolution that a ranking is held against, if there is one.

    So few segments as a day may have are those of typical days: a year of four would be held against nothing.
    """
    time, segments = inputs.config.time, inputs.config.rank.check_segments
    if segments is None or segments == time.segments or time.mode == "regular":
        return None
    if time.mode == "chronological_segments" and segments <= SEGMENTS_A_DAY:
        return None
    return inputs.with_segments(segments)


def coarsened(inputs: Inputs) -> Inputs | None:
    """Return the inputs at the time resolution in which most orders are drawn: typical days, if they are coarser."""
    time, segments = inputs.config.time, inputs.config.rank.coarse_segments
    if segments is None or (time.mode == "typical_days" and segments >= time.segments):
        return None
    return inputs.with_segments(segments, "typical_days")


def first_solver(config: Config, snapshots: int) -> Settings:
    """Return the options of the solver: the first solve is that of the sizing run."""
    return Settings(methods(config.solve, snapshots)[0], config.solve.time_limit_s)


def _options(inputs: Inputs, sized: pypsa.Network | None, snapshots: int) -> RankOptions:
    """Return the options of a ranking that the configuration sets; the first solve is that of the sizing run."""
    settings = inputs.config.rank
    check, coarse = checked(inputs), coarsened(inputs)
    return RankOptions(
        pairs=settings.pairs,
        coarse_pairs=settings.coarse_pairs,
        minutes=settings.minutes,
        strongest=settings.strongest,
        seed=settings.seed,
        solver=first_solver(inputs.config, snapshots),
        check=_networks(check, sized, {}) if check else None,
        coarse=_networks(coarse, sized, {}) if coarse else None,
    )


def with_delay(ranking: pd.DataFrame, years: Sequence[int], year: int) -> pd.DataFrame:
    """Return a ranking with the CO2 lost per year of delay: TOOT, in the first model year that has the work.

    In later model years the column is empty: a delay would be over.
    """
    earlier = max((other for other in years if other < year), default=0)
    is_first = ranking["year_in_service"] > earlier
    return ranking.assign(delay_kt_per_year=ranking["toot_kt"].where(is_first))


def with_plants(network: pypsa.Network, sized: pypsa.Network) -> pypsa.Network:
    """Return a network in which the plants of a solved one stand; more may be built.

    Their cost is in every coalition alike. That nothing else could be built would be too strict: a plant of the
    sizing run may need a corridor that no coalition has, and its product would be missing.
    """
    result = network.copy()
    for component in ("Process", "Generator", "StorageUnit"):
        static, solved = result.c[component].static, sized.c[component].static
        new = static.index[static["p_nom_extendable"]].intersection(solved.index)
        built = solved.loc[new, "p_nom_opt"].clip(upper=static.loc[new, "p_nom_max"])
        static.loc[new, "p_nom_min"] = np.maximum(static.loc[new, "p_nom_min"], built)
    return result
