"""Sentences and tables on what hangs together: pairs of works, the order of building, what a tonne costs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from werven.report.ranking import rows_of
from werven.report.teller import Teller, Topic
from werven.solved.leads import Lead
from werven.solved.ranking import BAD, GOOD, numbers, texts

#: A pair is told above this part of what all works are worth [p.u.].
LEAST_PART = 0.01
#: The steps of the order that reach this part of the whole are told [p.u.].
MOST_PART = 0.8
#: A tonne costs about the price within this part of it [p.u.].
NEAR = 0.1
_PAIRS, _STEPS, _WORKS = 3, 3, 6


def pairs_of(lead: Lead) -> pd.DataFrame:
    """Return the pairs that matter and are beyond their error, the strongest first: ``a, b, value, se, how``."""
    table = lead.tables["synergy"]
    table = table[table["closure"].astype(str) == lead.closure]
    pairs = pd.DataFrame({"a": texts(table, "work_a"), "b": texts(table, "work_b"), "how": texts(table, "how")})
    pairs["value"], pairs["se"] = (numbers(table, lead.measure.column(name)) for name in ("synergy", "synergy_se"))
    pairs["se"] = pairs["se"].fillna(0.0)
    strong = pairs["value"].abs() > (2 * pairs["se"]).clip(lower=LEAST_PART * abs(lead.total.amount))
    return pairs[strong].sort_values("value", key=abs, ascending=False, kind="stable").reset_index(drop=True)


def steps_of(lead: Lead) -> pd.DataFrame:
    """Return the steps of the order: ``step, works, gain, total, saved, all_saved, cost, all_cost, pays``."""
    table = lead.tables["sequence"]
    table = table[table["closure"].astype(str) == lead.closure]
    steps = pd.DataFrame({"works": texts(table, "works")})
    for name, column in (
        ("step", "step"),
        ("gain", "gain_kt"),
        ("total", "cumulative_kt"),
        ("saved", "gain_meur"),
        ("all_saved", "cumulative_meur"),
        ("cost", "annual_cost_meur"),
        ("all_cost", "cumulative_annual_cost_meur"),
    ):
        steps[name] = numbers(table, column)
    steps = steps.sort_values("step", kind="stable").reset_index(drop=True)
    return steps.assign(pays=steps["saved"] > steps["cost"])


def tell(teller: Teller) -> Topic:
    """Return what is said about pairs, order and cost of the ranking that is told in full."""
    lead = teller.lead
    if lead is None:
        return Topic()
    claims, after = _order(teller, lead)
    cost = _cost(teller, lead)
    return Topic([*claims, *cost[:1]], [*after, *cost[1:], *_tonnes(teller, lead), *pair_words(teller, lead)])


def pair_words(teller: Teller, lead: Lead) -> list[str]:
    """Return the pairs that need each other most, and those that replace each other most."""
    pairs, said = pairs_of(lead), []
    for key, rows in (("pair_need", pairs[pairs["value"] > 0]), ("pair_replace", pairs[pairs["value"] < 0])):
        items = [
            teller.say(
                "pair_item",
                a=teller.work(row["a"]),
                b=teller.work(row["b"]),
                value=teller.say(f"value_{lead.kind}", value=teller.signed(float(row["value"]))),
            )
            for _, row in rows.head(_PAIRS).iterrows()
        ]
        said += [teller.say(key, pairs="; ".join(items))] if items else []
    return [*said, teller.say("pair_meaning")] if said else []


def step_works(teller: Teller, works: str) -> str:
    """Return the works of a step in words."""
    return " + ".join(teller.work(work.strip()) for work in works.split("+") if work.strip())


def first_paying(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps at the head of the order that save more than they cost."""
    ahead = steps["pays"].cummin() if len(steps) else steps["pays"]
    return steps[ahead.astype(bool)]


def _order(teller: Teller, lead: Lead) -> tuple[list[str], list[str]]:
    """Return what pays first, and what comes after it."""
    steps = steps_of(lead)
    if steps.empty:
        return [], []
    paying = first_paying(steps)
    claims = [teller.say("order_none_pays")]
    if len(paying):
        last = paying.iloc[-1]
        numbers_of = {"saved": teller.number(last["all_saved"]), "cost": teller.number(last["all_cost"])}
        if lead.measure.in_tonnes:
            numbers_of["total"] = teller.tenths(last["total"] / 1e3)
        names = teller.join([step_works(teller, works) for works in paying["works"]], most=_WORKS)
        claims = [teller.say("order_pays" if lead.measure.in_tonnes else "order_pays_cap", steps=names, **numbers_of)]
    return claims, [
        *_then(teller, lead, steps.iloc[len(paying) :]),
        *_most(teller, lead, steps),
        teller.say("order_greedy"),
    ]


def _then(teller: Teller, lead: Lead, rest: pd.DataFrame) -> list[str]:
    """Return the next steps that yield something and cost more than they save."""
    column = "gain" if lead.measure.in_tonnes else "saved"
    told = rest[~rest["pays"] & (rest[column] > LEAST_PART * abs(lead.total.amount))].head(_STEPS)
    items = [
        teller.say(
            f"order_step_{lead.kind}",
            works=step_works(teller, row["works"]),
            gain=teller.number(row["gain"]) if pd.notna(row["gain"]) else "",
            saved=teller.number(row["saved"]),
            cost=teller.number(row["cost"]),
        )
        for _, row in told.iterrows()
    ]
    return [teller.say("order_then", steps="; ".join(items))] if items else []


def _most(teller: Teller, lead: Lead, steps: pd.DataFrame) -> list[str]:
    """Return after how many steps most of the CO2 is avoided, where that is not the last step."""
    if not lead.measure.in_tonnes or not steps["total"].iloc[-1] > 0:
        return []
    reached = steps[steps["total"] >= MOST_PART * steps["total"].iloc[-1]]
    row, whole = reached.iloc[0], steps.iloc[-1]
    if row["step"] == whole["step"]:
        return []
    part = min(row["total"] / whole["total"], 1.0)
    cost = {"cost": teller.number(row["all_cost"]), "whole": teller.number(whole["all_cost"])}
    return [teller.say("order_most", steps=int(row["step"]), all=len(steps), share=teller.percent(part), **cost)]


def _cost(teller: Teller, lead: Lead) -> list[str]:
    """Return what all works save and cost together."""
    table = rows_of(lead)
    saved, cost = float(lead.run["total_meur"]), float(table["annual_cost_meur"].sum())
    if not cost > 0:
        return []
    key = "cost_exceeds" if cost > saved else "cost_covered"
    return [teller.say(key, saved=teller.number(saved), cost=teller.number(cost))]


def _tonnes(teller: Teller, lead: Lead) -> list[str]:
    """Return which works avoid a tonne for less than the price, and which for more."""
    if not lead.measure.in_tonnes:
        return []
    price = float(lead.run["price"])
    table = rows_of(lead).dropna(subset=["eur_per_t"]).sort_values("eur_per_t", kind="stable")
    table = table[table["group"].isin((GOOD, BAD))]
    told = (
        ("tonne_cheap", table[table["eur_per_t"] < (1 - NEAR) * price]),
        ("tonne_gain", table[table["eur_per_t"] < 0]),
        ("tonne_near", table[(table["eur_per_t"] - price).abs() <= NEAR * price]),
        ("tonne_dear", table[table["eur_per_t"] > (1 + NEAR) * price]),
    )
    said = []
    for key, rows in told:
        items = [
            teller.say("tonne_item", work=teller.work(row["work"]), value=teller.number(row["eur_per_t"]))
            for _, row in rows.iterrows()
        ]
        if items:
            said.append(teller.say(key, works=teller.join(items, most=_WORKS), price=teller.number(price)))
    return said


def order_rows(teller: Teller, lead: Lead, most: int = 12) -> tuple[list[dict[str, Any]], int]:
    """Return the rows of the table of the order, as they are read, and how many more steps there are."""
    steps = steps_of(lead)
    rows = [
        {
            "step": int(row["step"]),
            "works": step_works(teller, row["works"]),
            "gain": teller.number(row["gain"]) if pd.notna(row["gain"]) else "–",
            "cumulative": teller.number(row["total"]) if pd.notna(row["total"]) else "–",
            "saves": teller.number(row["saved"]),
            "costs": teller.number(row["cost"]) if pd.notna(row["cost"]) else "–",
            "pays": teller.word("yes" if row["pays"] else "no"),
        }
        for _, row in steps.head(most).iterrows()
    ]
    return rows, max(len(steps) - most, 0)
