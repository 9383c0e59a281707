"""Sentences and tables on what the works are worth: one ranking in full, the others in a line each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from werven.data.measure import Value
from werven.report.teller import Teller, Topic
from werven.solved.leads import Lead
from werven.solved.ranking import BAD, GOOD, NOISE, closure_facts, numbers, shown_ranking
from werven.words.ranking import CONFIDENCE_MARKS, flag_words
from werven.words.tables import words

#: A work is told as replaceable, or as a link of a chain, where one end is so many times the other.
TIMES = 20.0
#: Part of the whole below which PINT or TOOT is not told [p.u.].
LEAST_PART = 0.03
#: Emissions abroad of all works together that are told [Mt/a].
LEAST_ABROAD = 0.01
#: Works named in one sentence.
MOST = 5
NEXT = 3
#: A work that gains or loses more than this part of its value from end to end of the band of prices is told.
EDGE = 0.5


def rows_of(lead: Lead) -> pd.DataFrame:
    """Return the works of a ranking as the figure has them, the best first, with cost and remarks."""
    table = shown_ranking(lead.ranking, lead.case())
    own = lead.ranking[lead.ranking["closure"].astype(str) == lead.closure].drop_duplicates("work").set_index("work")
    for name in ("annual_cost_meur", "cost_saved_meur", "eur_per_t", "upstream_kt", "delay_kt_per_year"):
        table[name] = numbers(own, name).reindex(table["work"]).to_numpy()
    for name, column in {"low": "rank_low", "high": "rank_high"}.items():
        table[name] = numbers(own, column).reindex(table["work"]).to_numpy()
    return table


def with_flag(table: pd.DataFrame, flag: str) -> pd.DataFrame:
    """Return the works that carry a flag."""
    return table[pd.Series([flag in flags for flags in table["flags"]], index=table.index, dtype=bool)]


def value_of(row: pd.Series, lead: Lead) -> Value:
    """Return what a work of `rows_of` is worth."""
    return lead.measure.value(row["value"], row["se"], row["floor"])


def tell(teller: Teller) -> Topic:
    """Return what is said about the ranking that is told in full."""
    lead = teller.lead
    if lead is None:
        return Topic(details=[_why_not(teller)])
    table = rows_of(lead)
    best = " ".join([_best(teller, table, lead), *_next(teller, table, lead)])
    together = " ".join([_together(teller, lead), *_all_abroad(teller, table, lead)])
    claims = [together, best, *_noise(teller, table)]
    details = [*_tied(teller, table, lead), *_ends(teller, table, lead)]
    details += [*_worse(teller, table, lead), *_abroad(teller, table), *_flagged(teller, table, lead)]
    return Topic(claims, details)


def _why_not(teller: Teller) -> str:
    """Return why no ranking is told."""
    if not teller.config.network.investment:
        return teller.say("no_ranking_closed")
    empty = sorted({year for year, _ in teller.rankings})
    if empty:
        return teller.say("no_candidates", years=teller.join([str(year) for year in empty]))
    return teller.say("no_ranking")


def _together(teller: Teller, lead: Lead) -> str:
    """Return what all works avoid or save together."""
    whole, facts = lead.total.amount, {"count": lead.played, "year": lead.year, "closure": teller.closure(lead)}
    if not lead.measure.in_tonnes:
        return teller.say("total_save_cap", total=teller.number(whole), **facts)
    key = "total_avoid_price" if whole >= 0 else "total_raise_price"
    return teller.say(key, total=teller.tenths(abs(whole) / 1e3), **facts)


def rank_words(teller: Teller, row: pd.Series) -> str:
    """Return "rank 2 to 10"."""
    low, high = int(row["low"]), int(row["high"])
    return teller.say("rank", low=low) if low == high else teller.say("rank_range", low=low, high=high)


def _valued(teller: Teller, work: str, value: Value) -> str:
    """Return a work with a value behind it."""
    return f"{teller.work(work)} ({teller.value(value)})"


def _best(teller: Teller, table: pd.DataFrame, lead: Lead) -> str:
    """Return which work is worth most."""
    good = table[table["group"] == GOOD]
    if good.empty:
        return teller.say("best_none")
    row = good.iloc[0]
    facts = {"work": teller.work(row["work"]), "value": teller.value(value_of(row, lead))}
    return teller.say(f"best_{lead.kind}", rank=rank_words(teller, row), **facts)


def _next(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return the works after the best one, as far as they are clear of the noise."""
    good = table[table["group"] == GOOD].iloc[1 : NEXT + 1]
    items = [_valued(teller, row["work"], value_of(row, lead)) for _, row in good.iterrows()]
    return [teller.say("next_best", works=teller.join(items))] if items else []


def _tied(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return the first works above the noise of which no two can be told apart."""
    good = table[table["group"] == GOOD].reset_index(drop=True)
    values = [value_of(row, lead) for _, row in good.iterrows()]
    for start in range(len(good) - 1):
        members = [start]
        for other in range(start + 1, len(good)):
            if all(values[member].like(values[other]) for member in members):
                members.append(other)
            else:
                break
        if len(members) > 1:
            works = teller.join([teller.work(good["work"][member]) for member in members], most=MOST + 2)
            return [teller.say("tied", works=works)]
    return []


def _noise(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return how many works are within the noise, and the largest of them."""
    noise = table[table["group"] == NOISE]
    ranked = int(table["value"].notna().sum())
    if noise.empty:
        return []
    largest = noise[noise["value"].abs() > 0].sort_values("value", key=abs, ascending=False, kind="stable").head(3)
    names = [teller.work(work) for work in largest["work"]]
    which = teller.say("noise_which", works=teller.join(names)) if names and len(noise) > 1 else ""
    which = which if len(noise) > len(names) else which and f" ({teller.join(names)})"
    key = "noise_one" if len(noise) == 1 else "noise"
    return [teller.say(key, count=len(noise), all=ranked, which=which)]


def _ends(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return works that others can replace, and links of chains: where PINT and TOOT differ most."""
    if not lead.measure.in_tonnes:
        return []
    good = table[table["group"] == GOOD]
    least = LEAST_PART * abs(lead.total.amount)
    alone, missing = good["pint"], good["toot"]
    replaced = good[(alone > least) & (alone > TIMES * missing.abs())].sort_values("pint", ascending=False)
    chained = good[(missing > least) & (missing > TIMES * alone.abs())].sort_values("toot", ascending=False)
    said = []
    for key, rows, name in (("replaceable_price", replaced, "pint"), ("chained_price", chained, "toot")):
        if not rows.empty:
            items = [_valued(teller, row["work"], lead.measure.value(row[name])) for _, row in rows.iterrows()]
            said.append(teller.say(key, works=teller.join(items, most=MOST)))
    return said


def _worse(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return the works that raise CO2."""
    rows = with_flag(table, "raises CO2").sort_values("value")
    items = [_valued(teller, row["work"], lead.measure.value(-row["value"])) for _, row in rows.iterrows()]
    return [teller.say("raise_co2", works=teller.join(items, most=MOST))] if items else []


def _abroad(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return works that shift CO2 over the border."""
    said = []
    flagged = with_flag(table, "shifts abroad").dropna(subset=["upstream_kt"])
    for key, rows in (("shift_abroad", flagged[flagged["value"] > 0]), ("shift_home", flagged[flagged["value"] < 0])):
        rows = rows.sort_values("upstream_kt", key=abs, ascending=False)
        items = [
            teller.say(
                "shift_item",
                work=teller.work(row["work"]),
                here=teller.signed(-float(row["value"])),
                abroad=teller.signed(-float(row["upstream_kt"])),
            )
            for _, row in rows.iterrows()
        ]
        said += [teller.say(key, works=teller.join(items, most=MOST))] if items else []
    return said


def _all_abroad(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return what all works do abroad."""
    whole = table["upstream_kt"].sum() / 1e3
    if not lead.measure.in_tonnes or abs(whole) < LEAST_ABROAD:
        return []
    key = "all_abroad_less" if whole > 0 else "all_abroad_more"
    return [teller.say(key, value=teller.tenths(abs(whole)))]


def _flagged(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return works that depend on the CO2 price, idle works and blocked works."""
    said = _edges(teller, table, lead)
    idle = [teller.work(work) for work in with_flag(table, "idle")["work"]]
    said += [teller.say("idle", works=teller.join(idle, most=MOST))] if idle else []
    stopped = [teller.work(work) for work in with_flag(table, "blocked")["work"]]
    said += [teller.say("blocked", works=teller.join(stopped, most=MOST), year=lead.year)] if stopped else []
    return said


def _edges(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return works whose value moves by more than `EDGE` of itself, and than its noise, from end to end of the band."""
    if not lead.measure.in_tonnes:
        return []
    moved, least = (table["at_high"] - table["at_low"]).abs(), EDGE * table["value"].abs()
    rows = table[moved > pd.concat([least, table["floor"]], axis=1).max(axis=1)]
    rows = rows.sort_values("value", key=abs, ascending=False, kind="stable")
    facts = closure_facts(lead.run, teller.number)
    items = [
        teller.say(
            "edge_item",
            work=teller.work(row["work"]),
            low=teller.number(float(row["at_low"])),
            high=teller.number(float(row["at_high"])),
            price_low=facts["low"],
            price_high=facts["high"],
        )
        for _, row in rows.iterrows()
    ]
    said = [teller.say("edge", works=teller.join(items, most=MOST))] if items else []
    return said + _outside(teller, rows.head(MOST))


def _outside(teller: Teller, rows: pd.DataFrame) -> list[str]:
    """Return which of some works have a mean beyond both ends of the band, by more than the noise of mean and ends."""
    ends = rows[["at_low", "at_high"]]
    beyond = np.maximum(rows["value"] - ends.max(axis=1), ends.min(axis=1) - rows["value"])
    works = [teller.work(work) for work in rows.loc[beyond > 2.0 * rows["floor"], "work"]]
    key = "edge_outside_one" if len(works) == 1 else "edge_outside"
    return [teller.say(key, works=teller.join(works))] if works else []


def ranking_rows(teller: Teller, lead: Lead, most: int = 16) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of the table of works above the noise, best first, and how many more there are."""
    table = rows_of(lead)
    clear = table[table["group"].isin((GOOD, BAD))]
    rows = [_ranking_row(teller, row, value_of(row, lead)) for _, row in clear.head(most).iterrows()]
    return rows, max(len(clear) - most, 0)


def _ranking_row(teller: Teller, row: pd.Series, value: Value) -> dict[str, Any]:
    """Return one row of the table of works, as it is read."""
    cells = {
        name: teller.number(float(row[column])) if pd.notna(row[column]) else "–"
        for name, column in (
            ("pint", "pint"),
            ("toot", "toot"),
            ("at_low", "at_low"),
            ("at_high", "at_high"),
            ("abroad", "upstream_kt"),
            ("saves", "cost_saved_meur"),
            ("costs", "annual_cost_meur"),
            ("tonne", "eur_per_t"),
        )
    }
    data = CONFIDENCE_MARKS.get(row["confidence"], "")
    return {
        "rank": row["rank"],
        "work": teller.work(row["work"]),
        "value": value.written(teller.number),
        **cells,
        "data": data,
        "data_words": words("ranking").say(f"confidence_{row['confidence']}", teller.language) if data else "",
        "remark": ", ".join(flag_words(flag, teller.language) for flag in row["flags"]),
    }


def other_rows(teller: Teller) -> list[dict[str, Any]]:
    """Return a row for every ranking but the one told in full: what all works yield, and the first work."""
    lead = teller.lead
    rows = []
    for (year, closure), tables in sorted(teller.rankings.items()):
        own = Lead(year, closure, tables)
        if own.played and (lead is None or (year, closure) != (lead.year, lead.closure)):
            rows.append(_other_row(teller, own))
    return rows


def _other_row(teller: Teller, own: Lead) -> dict[str, Any]:
    """Return the row of one ranking."""
    table = rows_of(own)
    good = table[table["group"] == GOOD]
    first = _valued(teller, good["work"].iloc[0], value_of(good.iloc[0], own)) if len(good) else "–"
    clear = int(table["group"].isin((GOOD, BAD)).sum())
    together = teller.value(own.total)
    case = own.closure_label(teller.context)
    return {
        "case": case,
        "year": own.year,
        "all_works": together,
        "first_work": first,
        "clear": f"{clear}/{own.played}",
    }
