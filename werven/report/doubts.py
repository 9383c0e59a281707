"""Sentences and table on where the sizing run and the ranking say different things of a work, each with the cause."""

from __future__ import annotations

from typing import Any

import pandas as pd

from werven.report.needs import amount
from werven.report.teller import Teller, Topic
from werven.solved.contradictions import contradictions_of

#: Rows of the table.
MOST = 16


def found(teller: Teller) -> pd.DataFrame:
    """Return the contradictions of the ranking that is told in full, the work worth most first."""
    lead = teller.lead
    if lead is None:
        return pd.DataFrame()
    table = contradictions_of(teller.solved, lead.year, lead.closure)
    return table.sort_values("shapley_kt", ascending=False, kind="stable", ignore_index=True)


def tell(teller: Teller) -> Topic:
    """Return how many there are, and what nobody has explained."""
    table = found(teller)
    if teller.lead is None or table.empty:
        return Topic(details=[teller.say("doubts_none")] if teller.lead is not None else [])
    open_rows = table[table["cause"] == "unexplained"]
    details = [teller.say("doubts_count", count=len(table), works=table["work"].replace("", pd.NA).nunique())]
    if len(open_rows):
        details.append(
            teller.say("doubts_open", works=teller.join([teller.work(w) for w in open_rows["work"]], most=4))
        )
    return Topic(details=details)


def rows(teller: Teller) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of the table, one a work or corridor, and how many are left out."""
    table = found(teller)
    if table.empty:
        return [], 0
    whose = table["work"].where(table["work"] != "", table["corridor"])
    groups, told = list(table.groupby(whose, sort=False)), []
    for _, group in groups[:MOST]:
        row, unit = group.iloc[0], str(group["unit"].iloc[0])
        reasons = zip(group["what"], group["cause"], strict=True)
        spread = row["price_spread"]
        told.append(
            {
                "work": teller.work(str(row["work"])) if row["work"] else str(row["corridor"]),
                "why": "; ".join(f"{teller.word(f'doubt_{w}')}: {teller.word(f'cause_{c}')}" for w, c in reasons),
                "value": teller.number(float(row["shapley_kt"])),
                "built": amount(teller, max(float(row["needed"]) - float(row["existing"]), 0.0), unit),
                "planned": amount(teller, float(row["planned"]), unit),
                "hours": teller.number(float(row["utilisation_h_per_year"])),
                "spread": "" if pd.isna(spread) else teller.number(float(spread)),
                "pays": teller.number(float(row["net_saved_meur"])),
            }
        )
    return told, max(len(groups) - MOST, 0)
