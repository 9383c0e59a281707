"""What the page shows: everything that was solved, as one nested dictionary that can be written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from werven.atlas import ground
from werven.atlas.compact import Tables, digest, mask, number
from werven.atlas.diagrams import diagram
from werven.atlas.estimates import SolvedGame
from werven.atlas.inputs import settings_of, table_words
from werven.atlas.worlds import verdict_colors, worlds_of
from werven.data.assumptions import Assumptions
from werven.data.carriers import Group, group_of, having
from werven.data.register import needs_of, planned
from werven.data.verdicts import HARDLY, OFTEN, thresholds
from werven.figures import maps
from werven.figures import sankey_links as links
from werven.solved.contradictions import contradictions_of
from werven.solved.ranking import closure_label, method_label
from werven.solved.scenario import Solved, SolvedYear
from werven.words.names import NAMED, Context, sectors
from werven.words.ranking import flag_words
from werven.words.tables import ENGLISH, languages

FORMAT = 1
"""Version of the dictionary; the page's own code reads no other."""
_RANK_LEFT_OUT = ("closure",)
_KT = dict.fromkeys(("emissions_kt", "upstream_kt", "cost_meur"), 4)

_OFF = {"kt": 3, "upstream_kt": 3, "meur": 3}


def build(found: Sequence[Solved], outline: gpd.GeoDataFrame, date: str) -> dict[str, Any]:
    """Return everything the page shows.

    Parameters
    ----------
    found : sequence of Solved
        Scenarios, the first one is shown first.
    outline : GeoDataFrame
        Ground of the maps, in degrees.
    date : str
        Day on which the newest result was written.

    Returns
    -------
    dict
        ``format, release, land, tables, labels, flags, groups, verdicts, described, scenarios``; tables stand under the
        hash of what they hold. ``release["id"]`` is the hash of all the rest: the same results give the same id.
    """
    tables = Tables()
    scenarios = [_scenario(solved, tables) for solved in found]
    content = {
        "format": FORMAT,
        "land": ground.land(outline),
        "labels": _labels(found),
        "flags": _flags(found),
        "groups": _groups(found[0].names(ENGLISH).groups),
        "verdicts": {"colors": verdict_colors(), "usual": OFTEN, "seldom": HARDLY, **thresholds()},
        "described": table_words(),
        "scenarios": scenarios,
        "tables": tables.all(),
    }
    release = {"id": digest(content)[:8], "version": found[0].version, "date": date}
    return {**content, "release": release}


def _each(write: Any) -> list[str]:
    """Return what a function of the language writes, in every language."""
    return [write(language) for language in languages()]


def _scenario(solved: Solved, tables: Tables) -> dict[str, Any]:
    """Return a scenario: its register, inputs and years."""
    inputs = solved.inputs
    return {
        "id": solved.scenario,
        "description": solved.config.description,
        "missing": list(solved.missing),
        "nodes": _nodes(inputs["nodes"], tables),
        "works": tables.keep(inputs["works"]),
        "requires": {work: sorted(needed) for work, needed in sorted(needs_of(inputs["works"]).items())},
        "lines": tables.put(ground.leg_lines(inputs["work_legs"], inputs["nodes"]).to_dict("records")),
        "inputs": {name: tables.keep(table) for name, table in sorted(inputs.items())},
        "settings": tables.keep(settings_of(solved.config)),
        "later": dict(solved.config.works.year_in_service),
        "years": {str(year): _year(solved, own, tables) for year, own in solved.years.items()},
    }


def _nodes(nodes: pd.DataFrame, tables: Tables) -> str:
    """Keep the nodes with their places."""
    places = ground.node_places(nodes)
    rows = nodes[["node", "kind", "parent", *(name for name in nodes if str(name).startswith("name_"))]].copy()
    for i, axis in enumerate("xy"):
        rows[axis] = [places.get(str(node), [float("nan")] * 2)[i] for node in nodes["node"]]
    return tables.keep(rows, {"x": 2, "y": 2})


def _year(solved: Solved, own: SolvedYear, tables: Tables) -> dict[str, Any]:
    """Return a year of a scenario."""
    names, nodes, carriers = solved.names("en"), solved.inputs["nodes"], solved.inputs["carriers"]
    users = maps.users_table(own.demand, own.balance, solved.inputs["technologies"], names, nodes)
    return {
        "closing": _each(lambda language: solved.context(language).closing([own.year])),
        "users": tables.keep(users),
        "emitted": tables.keep(maps.emissions_table(own.emissions, nodes)),
        "abroad": tables.keep(_abroad(own.emissions)),
        "needs": tables.keep(own.needs),
        "runs": _flows_of_technologies(own.balance, tables),
        "states": dict(planned(Assumptions(solved.inputs, solved.config, own.year))),
        "energy": tables.put(diagram(links.energy_links(own.balance, carriers, nodes, names), solved)),
        "carbon": tables.put(diagram(links.carbon_links(own.balance, carriers, nodes, names), solved)),
        "closures": {name: _closure(solved, own, name, tables) for name in own.rankings},
        "worlds": worlds_of(solved, own, tables),
    }


def _abroad(emissions: pd.DataFrame) -> pd.DataFrame:
    """Return emissions abroad by carrier [Mt/a], largest first."""
    rows = emissions[emissions["boundary"] == "upstream"]
    sums = rows.assign(value=rows["t_per_year"].astype(float) / 1e6).groupby("carrier", as_index=False)[["value"]].sum()
    return sums[sums["value"].abs() > 1e-6].sort_values("value", ascending=False, ignore_index=True)


def _flows_of_technologies(balance: pd.DataFrame, tables: Tables) -> str:
    """Keep how much each technology and each carrier turns over: which inputs matter in a result [TWh/a or Mt/a]."""
    rows = balance.assign(size=balance["value"].astype(float).abs() / 1e6)
    of = rows.groupby(["technology", "unit"], as_index=False)[["size"]].max()
    given = rows[rows["value"].astype(float) > 0].groupby(["bus_carrier", "unit"], as_index=False)[["size"]].sum()
    of = of.rename(columns={"technology": "id"}).assign(kind="technology")
    given = given.rename(columns={"bus_carrier": "id"}).assign(kind="carrier")
    both = pd.concat([of, given])
    return tables.keep(both[both["size"] > 1e-6].reset_index(drop=True))


def _closure(solved: Solved, own: SolvedYear, name: str, tables: Tables) -> dict[str, Any]:
    """Return the ranking of a year under one closure."""
    found = own.rankings[name]
    run = found["runs"].iloc[0]
    ranking = found["ranking"].drop(columns=[*_RANK_LEFT_OUT], errors="ignore")
    result: dict[str, Any] = {
        "kind": str(run["kind"]),
        "ends": [number(float(run["price_low"])), number(float(run["price_high"]))],
        "label": _each(lambda language: closure_label(run, Context(solved.scenario, language))),
        "short": _each(lambda language: closure_label(run, Context(solved.scenario, language), short=True)),
        "method": _each(lambda language: method_label(run, Context(solved.scenario, language))),
        "total_kt": number(float(run["total_kt"])),
        "total_meur": number(float(run["total_meur"])),
        "ranking": tables.keep(ranking),
        "synergy": tables.keep(found["synergy"].drop(columns=["closure"])),
        "sequence": tables.keep(found["sequence"].drop(columns=["closure"])),
        "doubts": tables.keep(contradictions_of(solved, own.year, name)),
    }
    return result | _combinations(found["ranking"], found["synergy"], found["coalitions"], tables)


def _combinations(
    ranking: pd.DataFrame, synergy: pd.DataFrame, coalitions: pd.DataFrame, tables: Tables
) -> dict[str, Any]:
    """Return the solved combinations of works, and how far an estimate from them is off."""
    game = SolvedGame.of(ranking, synergy, coalitions)
    order = {work: place for place, work in enumerate(game.works)}

    def masks(texts: Iterable[str]) -> list[str]:
        return [mask([work for work in text.split("+") if work in order], order) for text in texts]

    rows = pd.DataFrame({"in": masks(coalitions["coalition"]), "used": masks(coalitions["used"])})
    for column in (*_KT, "how"):
        rows[column] = coalitions[column]
    return {
        "players": game.works,
        "coalitions": tables.keep(rows, _KT),
        "off": game.errors().to_dict("records"),
        "off_step": tables.keep(game.marginal_errors().rename_axis("work").reset_index(), _OFF),
    }


def _labels(found: Sequence[Solved]) -> dict[str, dict[str, list[str]]]:
    """Return name in every language and colour of carriers, technologies, sectors and parts of pies."""
    labels: dict[str, dict[str, list[str]]] = {"carrier": {}, "technology": {}, "group": {}, "sector": {}}
    for solved in reversed(found):
        names = {language: solved.names(language) for language in languages()}
        for table, kind in NAMED.items():
            for one in solved.inputs[table][kind].astype(str) if kind in labels else ():
                color = names[ENGLISH].color(kind, one)
                labels[kind][one] = [*(names[language].label(kind, one) for language in languages()), color]
        for sector in sectors():
            color = names[ENGLISH].sector_color(sector)
            labels["sector"][sector] = [*(names[language].sector_label(sector) for language in languages()), color]
    return labels


def _groups(groups: Mapping[str, Group]) -> dict[str, Any]:
    """Return the groups that the page draws, those that are weighed, and the group of every carrier."""
    mass = [name for name, group in groups.items() if group.unit == "t/h"]
    return {"users": having(groups, "users"), "flows": having(groups, "flows"), "mass": mass, "of": group_of(groups)}


def _flags(found: Sequence[Solved]) -> dict[str, list[str]]:
    """Return every flag of every ranking in words."""
    texts = {
        flag.strip()
        for solved in found
        for own in solved.years.values()
        for tables in own.rankings.values()
        for text in tables["ranking"]["flag"]
        for flag in str(text).split(";")
    }
    return {flag: _each(lambda language, flag=flag: flag_words(flag, language)) for flag in sorted(texts) if flag}
