"""Sentences on when the works are there, from the register and its lead times."""

from __future__ import annotations

import pandas as pd

from werven.data.register import BUILT
from werven.figures.ranking.timelines import FIRST, timeline_table
from werven.report.ranking import rows_of
from werven.report.teller import Teller, Topic
from werven.solved.ranking import GOOD

_MOST, _BEST = 6, 3


def works_in_time(teller: Teller) -> pd.DataFrame:
    """Return the works of the figure of years."""
    works, order = teller.solved.inputs["works"], list(teller.names.groups)
    return timeline_table(works, teller.config.works, order, teller.lead)


def tell(teller: Teller) -> Topic:
    """Return what is said about years in service, lead times and delay."""
    table = works_in_time(teller)
    if table.empty or not teller.config.network.investment:
        return Topic()
    said = [*_by_year(teller, table), *_started(teller, table), *_begin(teller, table)]
    return Topic(details=[*said, *_delay(teller), *_requires(teller, table)])


def _by_year(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return how many works come into service up to every model year."""
    counts = {year: int((table["start"] <= year).sum()) for year in teller.years}
    rises = pd.Series(counts, dtype=int).diff().fillna(pd.Series(counts)) > 0
    counts = {year: count for year, count in counts.items() if rises[year]}
    if not counts:
        return []
    parts = [teller.say("works_until", count=count, year=year) for year, count in counts.items()]
    last = max(counts)
    said = teller.say("works_by_year", first=FIRST, last=last, count=counts[last], by_year=teller.join(parts))
    own = table[table["start"] <= last]
    return [said, teller.say("works_decided", count=int(own["status"].isin(BUILT).sum()))]


def _started(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return the candidates whose lead time begins before the first year of the figure."""
    candidates = table[~table["status"].isin(BUILT)]
    late = candidates[candidates["begin"] < FIRST]
    if late.empty:
        return []
    works = teller.join([teller.work(work) for work in late["work"]], most=_MOST)
    return [teller.say("works_started", count=len(late), all=len(candidates), first=FIRST, works=works)]


def _begin(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return when the works worth most have to begin, as far as that lies ahead."""
    lead = teller.lead
    if lead is None:
        return []
    ranked = rows_of(lead)
    best = ranked.loc[ranked["group"] == GOOD, ["work"]].merge(table, on="work")
    ahead = best[(best["begin"] >= FIRST) & (best["begin"] < best["start"])].head(_BEST)
    items = [
        teller.say(
            "works_begin_item",
            work=teller.work(row["work"]),
            begin=f"{row['begin']:.0f}",
            start=f"{row['start']:.0f}",
            lead=f"{row['start'] - row['begin']:g}",
        )
        for _, row in ahead.iterrows()
    ]
    return [teller.say("works_begin", works="; ".join(items))] if items else []


def _delay(teller: Teller) -> list[str]:
    """Return for which works a year of delay costs most CO2, where it costs more than the noise."""
    lead = teller.lead
    if lead is None or not lead.measure.in_tonnes:
        return []
    table = rows_of(lead)
    felt = table[(table["delay_kt_per_year"] > table["floor"].fillna(0.0)) & (table["group"] == GOOD)]
    felt = felt.sort_values("delay_kt_per_year", ascending=False, kind="stable").head(_BEST)
    items = [
        f"{teller.work(row['work'])} ({teller.value(lead.measure.value(row['delay_kt_per_year']))})"
        for _, row in felt.iterrows()
    ]
    since = max((year for year in teller.config.years if year < lead.year), default=FIRST - 1) + 1
    return [teller.say("works_delay", works=teller.join(items), year=since, measured=lead.year)] if items else []


def _requires(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return which works the register makes depend on others."""
    rows = table[table["requires"].map(len) > 0]
    items = [
        teller.say(
            "works_requires_item",
            work=teller.work(row["work"]),
            needs=teller.join([teller.work(need) for need in row["requires"]]),
        )
        for _, row in rows.iterrows()
    ]
    return [teller.say("works_requires", works=teller.join(items, most=_MOST))] if items else []
