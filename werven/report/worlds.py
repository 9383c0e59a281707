"""Sentences and table on worlds: what a work is worth whatever happens, and what that hangs on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from werven.data.measure import MEASURES
from werven.data.verdicts import BUILD, HARDLY, NOT_NEEDED, OFTEN, ONE_OF, VERDICTS, WITH_OTHERS, thresholds
from werven.report.order import step_works
from werven.report.teller import Teller, Topic
from werven.solved.worlds import Worlds

#: Works of which the verdicts are told, the highest mean first.
FIRST = 10
#: Choices, inputs, and works behind one of them, that a sentence names.
_CHOICES, _INPUTS, _WORKS = 5, 4, 4


def tell(teller: Teller) -> Topic:
    """Return what is said about the worlds of every year that has some."""
    topics = [of_year(teller, own) for own in teller.worlds.values()]
    details = [sentence for topic in topics for sentence in topic.details]
    claims = [claim for topic in topics for claim in topic.claims]
    return Topic(claims, [*details, teller.say("worlds_unsaid")] if details else [])


def of_year(teller: Teller, own: Worlds) -> Topic:
    """Return what is said about the worlds of one year."""
    details = [_drawn(teller, own), *by_verdict(teller, own), *_beside(teller, own), *_deciding(teller, own)]
    details += [*_order(teller, own), *_not_needed(teller, own), *_resolution(teller, own)]
    return Topic(_build(teller, own), details)


def _drawn(teller: Teller, own: Worlds) -> str:
    """Return how many worlds there are and what was drawn."""
    kinds = own.ranges["kind"]
    choices = [own.label(str(name)) for name in own.ranges.index[kinds == "choice"]]
    named = ", ".join(choices[:_CHOICES]) + (", …" if len(choices) > _CHOICES else "")
    told = teller.say("worlds_choices", count=len(choices), names=named) if choices else ""
    failed = teller.say("worlds_failed", count=own.failed) if own.failed else ""
    numbers = int((kinds == "number").sum())
    closure = own.case(teller.context).closure_label
    return teller.say("worlds_drawn", closure=closure, year=own.year, numbers=numbers, choices=told, failed=failed)


def _build(teller: Teller, own: Worlds) -> list[str]:
    """Return the works that are to be built whatever happens."""
    works = [teller.work(work) for work in own.robust.loc[own.robust["verdict"] == BUILD, "work"]]
    key = "worlds_build" if works else "worlds_build_none"
    said = [teller.say(key, count=own.count, year=own.year, works=teller.join(works), **thresholds())]
    for verdict in (WITH_OTHERS, ONE_OF):
        rows = own.robust[own.robust["verdict"] == verdict]
        if len(rows):
            said.append(teller.say(f"worlds_{verdict}", works=_with_others(teller, own, rows), **thresholds()))
    return said


def _with_others(teller: Teller, own: Worlds, rows: pd.DataFrame) -> str:
    """Return works, each with what others do to the chance that it pays."""
    told = [(teller.work(row["work"]), own.others(row)) for _, row in rows.iterrows()]
    return teller.join([f"{work} ({others})" if others else work for work, others in told])


def _beside(teller: Teller, own: Worlds) -> list[str]:
    """Return the works that pay only together with others, and those that pay until others are built."""
    table = own.needed
    often, seldom = table[["p_pays_alone", "p_pays_last"]] >= OFTEN, table[["p_pays_alone", "p_pays_last"]] <= HARDLY
    groups = {
        "worlds_after_others": seldom["p_pays_alone"] & often["p_pays_last"],
        "worlds_until_others": often["p_pays_alone"] & seldom["p_pays_last"],
    }
    said_before = table["verdict"].isin((WITH_OTHERS, ONE_OF))
    return [
        teller.say(name, works=_with_others(teller, own, rows), **thresholds())
        for name, among in groups.items()
        if len(rows := table[among & ~said_before])
    ]


def by_verdict(teller: Teller, own: Worlds) -> list[str]:
    """Return the first works by their mean, in groups by verdict."""
    first = own.robust.head(FIRST)
    parts = []
    for verdict in VERDICTS:
        works = [teller.work(work) for work in first.loc[first["verdict"] == verdict, "work"]]
        if works:
            parts.append(teller.say("worlds_part", verdict=own.verdict(verdict), works=teller.join(works)))
    return [teller.say("worlds_first", count=len(first), parts="; ".join(parts))] if parts else []


def _deciding(teller: Teller, own: Worlds) -> list[str]:
    """Return which inputs decide most works, and for how many works it is their own cost or size."""
    found: dict[str, list[str]] = {}
    mine: list[str] = []
    for _, row in own.needed.iterrows():
        for name in own.deciding(row):
            work = str(row["work"])
            if name in own.ranges.index and own.ranges.loc[name, "work"] == work:
                mine.append(work)
            else:
                found.setdefault(name, []).append(work)
    often = [name for name, works in found.items() if len(works) > 1] or list(found)
    most = sorted(often, key=lambda name: -len(found[name]))[:_INPUTS]
    items = [
        teller.say("worlds_input", input=own.label(name), works=teller.join(found[name], most=_WORKS)) for name in most
    ]
    said = [teller.say("worlds_inputs", inputs="; ".join(items))] if items else []
    owned = list(dict.fromkeys(mine))
    return said + ([teller.say("worlds_own", works=teller.join(owned))] if owned else [])


def _not_needed(teller: Teller, own: Worlds) -> list[str]:
    """Return the works that are worth nothing in nearly every world."""
    table = own.robust[own.robust["verdict"] == NOT_NEEDED]
    if table.empty:
        return []
    works = teller.join([teller.work(work) for work in table["work"]])
    return [teller.say("worlds_nothing", below=f"{table['below_kt'].max():.0f}", works=works, **thresholds())]


def _order(teller: Teller, own: Worlds) -> list[str]:
    """Return the steps of the order that does best over worlds: that pay more often than not, and that hardly do."""
    good, seldom = own.order[own.order["p_pays"] >= OFTEN], own.order[own.order["p_pays"] <= HARDLY]
    said = []
    if len(good):
        works = [step_works(teller, works) for works in good["works"]]
        key = "worlds_order" if len(good) < len(own.order) else "worlds_order_all"
        said.append(teller.say(key, year=own.year, works="; ".join(works)))
    if len(seldom):
        works = [step_works(teller, works) for works in seldom["works"]]
        said.append(own.say("step_beside", works=teller.join(works), **thresholds()))
    return said


def order_rows(teller: Teller, own: Worlds) -> list[dict[str, Any]]:
    """Return the steps of the order of building that does best over worlds, as they are read."""

    def ends(row: pd.Series, low: str, high: str) -> str:
        return teller.word("ends_of", low=teller.number(float(row[low])), high=teller.number(float(row[high])))

    return [
        {
            "step": int(row["step"]),
            "work": step_works(teller, row["works"]),
            "adds": teller.signed(float(row["gain_kt"])),
            "step_pays": teller.percent(float(row["p_pays"])),
            "together": teller.signed(float(row["cumulative_kt"])),
            "spread": ends(row, "cumulative_p10_kt", "cumulative_p90_kt"),
            "net_together": teller.signed(float(row["cumulative_net_meur"])),
        }
        for _, row in own.order.iterrows()
    ]


def _resolution(teller: Teller, own: Worlds) -> list[str]:
    """Return which value the time resolution of worlds moves most."""
    if own.robust.empty:
        return []
    row = own.robust.iloc[int(own.robust["resolution_kt"].abs().to_numpy().argmax())]
    if not abs(row["resolution_kt"]) > float(row["se_kt"]):
        return []
    value = teller.signed(float(row["resolution_kt"]))
    return [teller.say("worlds_resolution", work=teller.work(row["work"]), value=value)]


def rows(teller: Teller, own: Worlds) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of the table, the highest mean first, and how many works it leaves out."""
    table = own.shown()
    return [_row(teller, own, row) for _, row in table.iterrows()], len(own.robust) - len(table)


def _row(teller: Teller, own: Worlds, row: pd.Series) -> dict[str, Any]:
    """Return one row of the table, as it is read."""
    ends = {"low": teller.number(float(row["p10_kt"])), "high": teller.number(float(row["p90_kt"]))}
    return {
        "work": teller.work(row["work"]),
        "mean": MEASURES["price"].value(row["mean_kt"], row["se_kt"]).written(teller.number),
        "spread": teller.word("ends_of", **ends) if own.is_spread(row) else "–",
        "chance": teller.percent(float(row["p_pays"])),
        "alone_last": " / ".join(teller.percent(float(row[name])) for name in ("p_pays_alone", "p_pays_last")),
        "verdict": own.verdict(row["verdict"]),
        "hangs_on": own.decides(row) or own.why(row),
    }


def is_flat(own: Worlds) -> bool:
    """Tell whether a work of the table has no spread of its own."""
    return not all(own.is_spread(row) for _, row in own.shown().iterrows())
