"""Tables of the report as the template takes them: columns with their heads, and rows of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werven.report import co2, doubts, evidence, needs, order, ranking, routes, worlds
from werven.report.teller import Teller
from werven.solved.leads import Lead
from werven.solved.ranking import closure_facts, closure_kind
from werven.words.ranking import confidence_words

#: Sectors below this amount in every year are added up in one row [Mt/a].
SMALL = 0.1


@dataclass(frozen=True)
class Grid:
    """A table: its caption, the heads of its columns, its rows, and a line below it.

    Attributes
    ----------
    caption : str
        What it shows, with unit and closure.
    columns : mapping of str to str
        Heads by key; the one whose key is `head` names the row.
    rows : list of mapping
        Cells by key.
    head : str
        Key of the column that names the row.
    words : frozenset of str
        Keys of columns of text; the others are numbers.
    note : str
        Line below the table, empty for none.
    strong : frozenset of int
        Rows that are sums.
    """

    caption: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    head: str
    words: frozenset[str] = frozenset()
    note: str = ""
    strong: frozenset[int] = field(default_factory=frozenset)


def grids(teller: Teller) -> dict[str, list[Grid]]:
    """Return the tables of every section; a section without rows has none."""
    found = {
        "emissions": [_emissions(teller), _inventory(teller)],
        "needs": [_needs(teller)] if teller.config.network.investment else [],
        "ranking": [_ranking(teller)] if teller.lead else [],
        "doubts": [_doubts(teller)] if teller.lead else [],
        "order": [_order(teller)] if teller.lead else [],
        "worlds": [grid for year in teller.worlds for grid in of_worlds(teller, year)],
        "routes": [_made(teller), _tips(teller)],
        "evidence": [_evidence(teller)],
        "trust": [_others(teller)],
    }
    return {section: [grid for grid in own if grid.rows] for section, own in found.items()}


def _heads(teller: Teller, *keys: str) -> dict[str, str]:
    """Return heads of columns in the language of the report."""
    return {key: teller.word(key) for key in keys}


def _emissions(teller: Teller) -> Grid:
    """Return emissions by sector and year, with what is captured and what is emitted abroad."""
    table = co2.by_sector(teller)
    small = table.index[(table.abs().max(axis=1) < SMALL) | (table.index == "other")]
    labels = {str(sector): teller.names.sector_label(str(sector)) for sector in table.index}
    lines = [(labels[str(sector)], table.loc[sector]) for sector in table.index.difference(small, sort=False)]
    lines += [(teller.context.say("other"), table.loc[small].sum())] if len(small) else []
    lines.append((teller.word("total"), table.sum()))
    strong = len(lines) - 1
    lines += [(teller.word("captured_row"), co2.captured(teller)), (teller.word("abroad_row"), co2.abroad(teller))]
    rows = [
        {"sector": label, **{str(year): teller.tenths(float(value)) for year, value in line.items()}}
        for label, line in lines
    ]
    columns = {"sector": teller.word("sector"), **{str(year): str(year) for year in table.columns}}
    return Grid(
        teller.word("table_emissions" if teller.config.network.investment else "table_emissions_built"),
        columns,
        rows,
        "sector",
        frozenset({"sector"}),
        "",
        frozenset({strong}),
    )


def _inventory(teller: Teller) -> Grid:
    """Return what Flanders emitted in 2023, in the ledger and beside it."""
    rows = co2.inventory_rows(teller)
    columns = {"sector": teller.word("sector"), **_heads(teller, "inside", "amount")}
    strong = frozenset({len(rows) - 2, len(rows) - 1})
    return Grid(teller.word("table_inventory"), columns, rows, "sector", frozenset({"sector", "inside"}), "", strong)


def _needs(teller: Teller) -> Grid:
    """Return the corridors with a gap."""
    keys = ("corridor", "carrier", "year", "existing", "needed", "planned", "gap", "hours", "works")
    columns = _heads(teller, *keys)
    text = frozenset({"corridor", "carrier", "works"})
    return Grid(teller.word("table_needs"), columns, needs.gap_rows(teller), "corridor", text)


def _ranking(teller: Teller) -> Grid:
    """Return the works above the noise."""
    lead = teller.lead
    assert lead is not None
    rows, more = ranking.ranking_rows(teller, lead)
    columns = _heads(teller, "work", "rank") | {"value": teller.word(f"value_{lead.kind}")} | _ends(teller, lead)
    columns |= _heads(teller, "pint", "toot", "abroad", "saves", "costs", "tonne", "data", "remark")
    if not lead.measure.in_tonnes:  # the value is what is saved
        columns.pop("saves")
    caption = teller.word(f"table_ranking_{lead.kind}", year=lead.year, closure=teller.closure(lead))
    note = teller.word("data_key", marks=", ".join(confidence_words(teller.language)))
    note = note[:1].upper() + note[1:] + "."
    if more:
        note += " " + teller.word("more_rows", count=more, file=f"{lead.year}/ranking.csv")
    return Grid(caption, columns, rows, "work", frozenset({"work", "data", "remark"}), note)


def _ends(teller: Teller, lead: Lead) -> dict[str, str]:
    """Return the heads of the values at both ends of a band of prices; none without one."""
    if closure_kind(lead.run) != "band":
        return {}
    ends = closure_facts(lead.run, teller.number)
    return {f"at_{end}": teller.word("at_price", price=ends[end]) for end in ("low", "high")}


def _order(teller: Teller) -> Grid:
    """Return the steps of the order of building."""
    lead = teller.lead
    assert lead is not None
    rows, more = order.order_rows(teller, lead)
    keys = ["works", "step", "gain", "cumulative", "saves", "costs", "pays"]
    columns = _heads(teller, *keys) | {"works": teller.word("work")}
    if not lead.measure.in_tonnes:
        columns = {key: head for key, head in columns.items() if key not in ("gain", "cumulative")}
    note = teller.word("more_rows", count=more, file=f"{lead.year}/sequence.csv") if more else ""
    return Grid(teller.word("table_order"), columns, rows, "works", frozenset({"works", "pays"}), note)


def _doubts(teller: Teller) -> Grid:
    """Return where the sizing run and the ranking differ, and why."""
    rows, more = doubts.rows(teller)
    keys = ("why", "value", "built", "planned", "hours", "spread", "pays")
    columns = {"work": teller.word("work"), **{key: teller.word(f"doubt_head_{key}") for key in keys}}
    note = teller.word("more_doubts", count=more) if more else ""
    return Grid(teller.word("table_doubts"), columns, rows, "work", frozenset({"work", "why"}), note)


def of_worlds(teller: Teller, year: int) -> list[Grid]:
    """Return the tables of the worlds of a year: works, and the order of building that does best."""
    return [_worlds(teller, year), _order_over_worlds(teller, year)]


def _worlds(teller: Teller, year: int) -> Grid:
    """Return what works are worth over the worlds of a year."""
    rows, more = worlds.rows(teller, teller.worlds[year])
    keys = ("work", "mean", "spread", "chance", "alone_last", "verdict", "hangs_on")
    columns = {key: teller.word("value_price" if key == "mean" else key) for key in keys}
    notes = [teller.word("no_spread")] if worlds.is_flat(teller.worlds[year]) else []
    notes += [teller.word("more_rows", count=more, file=f"{year}/robust.csv")] if more else []
    text = frozenset({"work", "verdict", "hangs_on"})
    return Grid(teller.word("table_worlds", year=year), columns, rows, "work", text, " ".join(notes))


def _order_over_worlds(teller: Teller, year: int) -> Grid:
    """Return the order of building that does best over the worlds of a year."""
    keys = ("step", "work", "adds", "step_pays", "together", "spread", "net_together")
    rows = worlds.order_rows(teller, teller.worlds[year])
    caption = teller.word("table_order_worlds", year=year)
    return Grid(caption, _heads(teller, *keys), rows, "work", frozenset({"work"}))


def _made(teller: Teller) -> Grid:
    """Return what is made by which route."""
    years = {str(year): str(year) for year in teller.years}
    columns = {"topic": teller.word("topic"), "route": teller.word("route"), **years}
    return Grid(teller.word("table_routes"), columns, routes.made_rows(teller), "route", frozenset({"topic", "route"}))


def _tips(teller: Teller) -> Grid:
    """Return what tips a route."""
    keys = ("topic", "route", "place", "state", "gap", "tips")
    columns = {key: teller.word(key if key in ("route", "topic") else f"route_{key}") for key in keys}
    caption = teller.word("table_tips", year=routes.year_told(teller))
    return Grid(caption, columns, routes.tip_rows(teller), "route", frozenset(keys) - {"gap"})


def _evidence(teller: Teller) -> Grid:
    """Return what others publish beside the model."""
    keys = ("what", "year", "model", "published", "ends", "unit", "study", "input", "outside")
    columns = {key: teller.word("year" if key == "year" else f"evidence_{key}") for key in keys}
    text = frozenset({"what", "unit", "study", "input", "outside", "ends"})
    return Grid(teller.word("table_evidence"), columns, evidence.rows(teller), "what", text)


def _others(teller: Teller) -> Grid:
    """Return what the other rankings say."""
    columns = _heads(teller, "closure", "year", "all_works", "first_work", "clear")
    columns = {"case": columns.pop("closure"), **columns}
    rows = ranking.other_rows(teller)
    return Grid(teller.word("table_others"), columns, rows, "case", frozenset({"case", "first_work"}))
