"""From games to tables: the columns of a ranking, with its noise floor, ranks and flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pypsa

from werven.coalition import EMPTY, Coalition, label
from werven.data.results import columns_of
from werven.data.tables import cleared
from werven.ranking.closures import Closure
from werven.ranking.game.games import Game, ranks
from werven.ranking.game.shapley import ShapleyResult
from werven.ranking.game.synergy import higher_order
from werven.ranking.linear.attributes import annual_cost
from werven.ranking.players import Players
from werven.ranking.value import ABROAD, CO2, COST, HIGH, LOW, Valuation

#: Least noise floor: values below are not told apart [kt/a or MEUR/a].
LEAST_FLOOR = 1e-3
#: A work whose busiest leg is used for less is "idle" [full-load hours a year].
IDLE_H = 1.0
#: Part of its value that a work must move abroad before it "shifts abroad".
ABROAD_SHARE = 0.1
FACTS = ("carrier", "status", "year_in_service", "annual_cost_meur", "embodied_kt", "confidence")
#: Those of the facts that are numbers.
NUMBERS = ("annual_cost_meur", "embodied_kt", "year_in_service")


@dataclass(frozen=True)
class Ranking:
    """Tables of a ranking; columns as in `werven.data.results`.

    Attributes
    ----------
    ranking, synergy, coalitions, sequence : DataFrame
        One row a work, pair, coalition or step, and closure.
    runs : DataFrame
        One row a closure: price, cap, how the Shapley values were found and why they ended, counts and seconds.
    """

    ranking: pd.DataFrame
    synergy: pd.DataFrame
    coalitions: pd.DataFrame
    sequence: pd.DataFrame
    runs: pd.DataFrame


@dataclass(frozen=True)
class Found:
    """What was found under one closure."""

    closure: Closure
    players: Players
    game: Game
    pint: pd.DataFrame
    toot: pd.DataFrame
    drawn: ShapleyResult
    centre: Mapping[Coalition, float]
    change: pd.DataFrame
    fit: pd.DataFrame
    pairs: pd.DataFrame
    sequence: pd.DataFrame
    utilisation: Mapping[str, float]
    facts: pd.DataFrame


def facts_of(network: pypsa.Network, players: Players, works: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what is known of the works besides their value.

    Parameters
    ----------
    network : Network
        Gives carrier and annual cost (as PyPSA makes it, see `linear.attributes`) where `works` does not.
    players : Players
        Who plays.
    works : DataFrame, optional
        Index work, columns as in `FACTS`.

    Returns
    -------
    DataFrame
        Index work; ``carrier, status, year_in_service, annual_cost_meur, embodied_kt, confidence``.
    """
    index = pd.Index(sorted({*players.names, *players.blocked}), name="work")
    facts = pd.DataFrame(index=index, columns=list(FACTS))
    for work, parts in players.components.items():
        carriers, cost = [], 0.0
        for component, item in zip(parts["component"], parts["name"], strict=True):
            carriers.append(str(network.c[component].static.at[item, "carrier"]))
            cost += annual_cost(network, component, item)
        facts.loc[work, "carrier"], facts.loc[work, "annual_cost_meur"] = carriers[0], cost / 1e6
    facts["status"] = "candidate"
    if works is not None:
        known = works.set_axis(works.index.map(str)).reindex(index)
        for column in set(known.columns) & set(FACTS):
            facts[column] = known[column].astype(object).where(known[column].notna(), facts[column])
    facts[list(NUMBERS)] = facts[list(NUMBERS)].apply(pd.to_numeric)
    return facts


def tables(found: Found, valuation: Valuation, seconds: float) -> Ranking:
    """Return the tables of one closure."""
    return Ranking(
        ranking=cleared(ranking_table(found, valuation)),
        synergy=cleared(synergy_table(found)),
        coalitions=cleared(coalition_table(found, valuation)),
        sequence=cleared(sequence_table(found)),
        runs=runs_table(found, valuation, seconds),
    )


def nothing(closure: Closure, facts: pd.DataFrame, players: Players) -> Ranking:
    """Return empty tables for a year in which no work plays; blocked works are listed."""
    run = {**_closed(closure), "works": 0}
    run |= {"blocked": _told(players.blocked), "method": "no candidates in this year", "pairs": 0, "coarse_pairs": 0}
    return Ranking(
        ranking=_blocked_rows(closure, players, facts).reindex(columns=columns_of("ranking")),
        synergy=pd.DataFrame(columns=columns_of("synergy")),
        coalitions=pd.DataFrame(columns=columns_of("coalitions")),
        sequence=pd.DataFrame(columns=columns_of("sequence")),
        runs=pd.DataFrame([run]).reindex(columns=columns_of("runs")),
    )


def _closed(closure: Closure) -> dict[str, object]:
    """Return how the system is closed, as `runs` tells it."""
    is_price = closure.is_price
    return {
        "closure": closure.name,
        "kind": closure.kind,
        "price": closure.price,
        "price_low": closure.low if is_price else np.nan,
        "price_high": closure.high if is_price else np.nan,
        "cap_kt": np.nan if closure.cap_t is None else closure.cap_t / 1e3,
        "buyout": np.nan if is_price else closure.buyout,
    }


def ranking_table(found: Found, valuation: Valuation) -> pd.DataFrame:
    """Return one row a work, best first; blocked works last, without values."""
    closure, facts = found.closure, found.facts
    table = facts.loc[list(found.game.players)].copy()
    table["closure"] = closure.name
    table["utilisation_h_per_year"] = pd.Series(found.utilisation, dtype=float)
    _cost_columns(found, table)
    _tonne_columns(found, table, valuation)
    value, floor = (closure.measure.column(name) for name in ("shapley", "floor"))
    table[["rank_low", "rank_high"]] = ranks(table[value], table[floor])
    if closure.is_price:
        _ratios(closure, table)
    else:
        _equivalents(closure, table)
    table["flag"] = [_flags(found, str(work), row) for work, row in table.iterrows()]
    # Works that are worth nothing stand in the order of their ids, not in that of what rounding left.
    table = table.loc[cleared(table[[value]])[value].sort_values(ascending=False, kind="stable").index]
    rows = pd.concat([table.rename_axis("work").reset_index(), _blocked_rows(closure, found.players, facts)])
    return rows.reindex(columns=columns_of("ranking")).reset_index(drop=True)


def _cost_columns(found: Found, table: pd.DataFrame) -> None:
    """Fill in what is told in MEUR: the mean of both ends of a band; at its centre too for PINT and TOOT."""
    drawn, game = found.drawn, found.game
    table["shapley_meur"] = table["cost_saved_meur"] = drawn.shapley[COST]
    table["shapley_se_meur"] = drawn.se[COST]
    table["pint_meur"], table["toot_meur"] = found.pint[COST], found.toot[COST]
    if found.centre:
        table["pint_centre_meur"] = [_saved(found, EMPTY, frozenset({work})) for work in game.players]
        table["toot_centre_meur"] = [_saved(found, game.full - {work}, game.full) for work in game.players]
    table["net_saved_meur"] = table["shapley_meur"] - table["annual_cost_meur"]
    table["resolution_meur"] = found.change[COST]
    steps = [2.0 * drawn.se[COST], found.change[COST]]
    table["floor_meur"] = pd.concat(steps, axis=1).max(axis=1).clip(lower=LEAST_FLOOR)


def _saved(found: Found, before: Coalition, after: Coalition) -> float:
    """Return what a step saves at the centre of the band [MEUR/a]."""
    permitted = found.game.permitted
    return (found.centre[permitted(before)] - found.centre[permitted(after)]) / 1e6


def _tonne_columns(found: Found, table: pd.DataFrame, valuation: Valuation) -> None:
    """Fill in what is told in kt: under a cap no work avoids CO2, and only emissions abroad are left."""
    drawn, game = found.drawn, found.game
    table["upstream_kt"], table["upstream_se_kt"] = drawn.shapley[ABROAD], drawn.se[ABROAD]
    if not found.closure.is_price:
        return
    table["shapley_kt"], table["shapley_se_kt"] = drawn.shapley[CO2], drawn.se[CO2]
    table["pint_kt"], table["toot_kt"] = found.pint[CO2], found.toot[CO2]
    table["at_low_kt"], table["at_high_kt"] = drawn.shapley[LOW], drawn.shapley[HIGH]
    table["higher_order_kt"] = higher_order(drawn.shapley, found.pint, found.toot)[CO2]
    table["resolution_kt"] = found.change[CO2]
    solver = valuation.tolerance_kt(1e6 * float(game[game.full][game.quantities.index(COST)]))
    steps = [2.0 * drawn.se[CO2], found.change[CO2]]
    table["floor_kt"] = pd.concat(steps, axis=1).max(axis=1).clip(lower=max(LEAST_FLOOR, solver))


def _ratios(closure: Closure, table: pd.DataFrame) -> None:
    """Fill in EUR per tonne and payback of the embodied CO2, empty where a value is below its noise floor."""
    clear = table["shapley_kt"] > table["floor_kt"]
    tonnes = (table["shapley_kt"] * 1e3).where(clear)
    saved_without_co2 = table["shapley_meur"] * 1e6 - closure.price * table["shapley_kt"] * 1e3
    table["eur_per_t"] = (table["annual_cost_meur"] * 1e6 - saved_without_co2) / tonnes
    table["payback_years"] = table["embodied_kt"] * 1e3 / tonnes


def _equivalents(closure: Closure, table: pd.DataFrame) -> None:
    """Fill in the tonnes that the cost saved stands for, and the cost of the work per such tonne, as of a clear value.

    A work whose cost per tonne is below the declared price saves more than it costs.
    """
    if closure.price:
        table["equivalent_kt"] = table["shapley_meur"] / closure.price * 1e3
        clear = table["shapley_meur"] > table["floor_meur"]
        table["eur_per_t"] = table["annual_cost_meur"] * 1e3 / table["equivalent_kt"].where(clear)


def _flags(found: Found, work: str, row: pd.Series) -> str:
    """Return short words that a reader must not miss."""
    words = []
    if found.closure.is_price:
        value, floor = float(row["shapley_kt"]), float(row["floor_kt"])
        if value < -floor:
            words.append("raises CO2")
        elif abs(value) <= floor:
            words.append("below the noise")
        abroad, error = float(row["upstream_kt"]), 2.0 * float(row["upstream_se_kt"])
        moved_abroad = abs(abroad) > max(error, floor, ABROAD_SHARE * abs(value))
        if value * abroad < 0.0 and abs(value) > floor and moved_abroad:
            words.append("shifts abroad")
    elif abs(float(row["shapley_meur"])) <= float(row["floor_meur"]):
        words.append("below the noise")
    if float(row["utilisation_h_per_year"]) < IDLE_H:
        words.append("idle")
    return "; ".join(words)


def _blocked_rows(closure: Closure, players: Players, facts: pd.DataFrame) -> pd.DataFrame:
    """Return a row for every work that cannot be built in the year."""
    rows = facts.loc[facts.index.intersection(sorted(players.blocked))].rename_axis("work").reset_index()
    rows["closure"] = closure.name
    rows["flag"], rows["blocked_by"] = "blocked", [players.blocked[str(work)] for work in rows["work"]]
    return rows


def synergy_table(found: Found) -> pd.DataFrame:
    """Return the synergy of pairs: exact for the works worth most, fitted for others.

    Pairs that the coalitions solved cannot tell apart have no row.
    """
    measure = found.closure.measure
    names = {"synergy": measure.column("synergy"), "se": measure.column("synergy_se")}
    exact = found.pairs.assign(how="exact", se=0.0)
    known = set(zip(exact["work_a"], exact["work_b"], strict=True))
    rest = [pair not in known for pair in zip(found.fit["work_a"], found.fit["work_b"], strict=True)]
    fitted = found.fit[np.array(rest, dtype=bool) & np.isfinite(found.fit["se"])].assign(how="fit")
    table = pd.concat([part for part in (exact, fitted) if len(part)] or [exact], ignore_index=True)
    order = table["synergy"].astype(float).abs().sort_values(ascending=False, kind="stable").index
    table = table.loc[order].assign(closure=found.closure.name).rename(columns=names)
    return pd.DataFrame(table.reindex(columns=columns_of("synergy"))).reset_index(drop=True)


def coalition_table(found: Found, valuation: Valuation) -> pd.DataFrame:
    """Return every coalition whose value was asked for, solved or derived."""
    closure, engine = found.closure, valuation.engine
    cap = None if closure.is_price else closure.cap_t
    rows = []
    for coalition in found.game.known:
        points, outcome = valuation.points(coalition), valuation.outcome(coalition)
        is_solved = any(engine.how((coalition, price)) == "solved" for price in closure.prices())
        rows.append(
            {
                "closure": closure.name,
                "coalition": label(coalition),
                "emissions_kt": outcome.emissions_t / 1e3,
                "emissions_low_kt": outcome.low_t / 1e3 if closure.is_price else np.nan,
                "emissions_high_kt": outcome.high_t / 1e3 if closure.is_price else np.nan,
                "upstream_kt": outcome.upstream_t / 1e3,
                "cost_meur": outcome.cost_eur / 1e6,
                "cost_centre_meur": found.centre.get(coalition, np.nan) / 1e6,
                "used": label(frozenset().union(*(point.used for point in points))),
                "how": "solved" if is_solved else "derived",
                "seconds": sum(point.seconds for point in dict.fromkeys(points)),
                "price": closure.price,
                "bought_out_kt": np.nan if cap is None else max(0.0, (outcome.emissions_t - cap) / 1e3),
            }
        )
    return pd.DataFrame(rows).reindex(columns=columns_of("coalitions"))


def sequence_table(found: Found) -> pd.DataFrame:
    """Return the order of building that pays best."""
    table = found.sequence.rename(
        columns={
            f"gain_{CO2}": "gain_kt",
            f"cumulative_{CO2}": "cumulative_kt",
            f"gain_{COST}": "gain_meur",
            f"cumulative_{COST}": "cumulative_meur",
            f"gain_{ABROAD}": "gain_upstream_kt",
            f"cumulative_{ABROAD}": "cumulative_upstream_kt",
        }
    )
    cost = found.facts["annual_cost_meur"].fillna(0.0)
    table["annual_cost_meur"] = [float(cost[str(works).split("+")].sum()) for works in table["works"]]
    table["cumulative_annual_cost_meur"] = table["annual_cost_meur"].cumsum()
    table["closure"] = found.closure.name
    if not found.closure.is_price:
        table["gain_kt"] = table["cumulative_kt"] = np.nan
    return table.reindex(columns=columns_of("sequence"))


def runs_table(found: Found, valuation: Valuation, seconds: float) -> pd.DataFrame:
    """Return how a closure was ranked: one row."""
    closure, drawn, count = found.closure, found.drawn, valuation.engine.count
    total = found.game[found.game.full] - found.game[EMPTY]
    place = {quantity: number for number, quantity in enumerate(found.game.quantities)}
    row = {
        **_closed(closure),
        "works": len(found.game.players),
        "blocked": _told(found.players.blocked),
        "method": "enumerated" if drawn.reason == "exact" else "orders drawn",
        "blocks": "; ".join(map(label, drawn.blocks)),
        "pairs": drawn.pairs,
        "coarse_pairs": drawn.coarse_pairs,
        "reason": drawn.reason,
        "total_kt": float(total[place[CO2]]) if closure.is_price else np.nan,
        "total_meur": float(total[place[COST]]),
        "total_centre_meur": _saved(found, EMPTY, found.game.full) if found.centre else np.nan,
        "solved": count.solved,
        "derived": count.derived,
        "known": count.known,
        "solver_seconds": count.seconds,
        "seconds": seconds,
    }
    return pd.DataFrame([row]).reindex(columns=columns_of("runs"))


def _told(blocked: Mapping[str, str]) -> str:
    return "; ".join(f"{work}: {why}" for work, why in sorted(blocked.items()))
