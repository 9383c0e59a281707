"""Sentences on what is uncertain: years and closures that are missing, data, errors, time resolution, method."""

from __future__ import annotations

import pandas as pd

from werven.report.ranking import rows_of
from werven.report.teller import LEAST_SURE, Teller, Topic
from werven.solved.leads import Lead
from werven.solved.ranking import GOOD, method_label

#: Below so many pairs of orders the error is said to be a guess.
FEW_PAIRS = 10


def tell(teller: Teller) -> Topic:
    """Return what is uncertain: the claims in short, then gaps, data and errors."""
    lead = teller.lead
    details = _gaps(teller)
    if lead is None:
        return Topic(details=[*details, *_years(teller)])
    table = rows_of(lead)
    claims = _confidence(teller, table)
    details += [*_errors(teller, table, lead), *_resolution(teller, table, lead), *_years(teller)]
    return Topic(claims, details)


def _gaps(teller: Teller) -> list[str]:
    """Return years that are not solved, and years and closures that are not ranked."""
    said, lead = [], teller.lead
    if teller.solved.missing:
        said.append(teller.say("years_missing", years=teller.join([str(year) for year in teller.solved.missing])))
    if lead is None:
        return said
    ranked = {year for year, closure in teller.rankings if closure == lead.closure}
    years = [str(year) for year in teller.years if year not in ranked]
    if years:
        said.append(teller.say("years_unranked", years=teller.join(years), closures=lead.closure, year=lead.year))
    done = {closure for year, closure in teller.rankings if year == lead.year}
    absent = [name for name in teller.config.rank.closures if name not in done]
    if absent:
        said.append(teller.say("closures_unranked", year=lead.year, closures=teller.join(absent)))
    return said


def _confidence(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return how much of what the works yield rests on data of low or illustrative confidence."""
    good = table[(table["group"] == GOOD) & (table["value"] > 0)]
    if good.empty:
        return []
    weak = good[good["confidence"].isin(LEAST_SURE)]
    if weak.empty:
        return [teller.say("confidence_none")]
    share = teller.percent(float(weak["value"].sum() / good["value"].sum()))
    return [teller.say("confidence", share=share, count=len(weak), all=len(good))]


def _errors(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return the largest sampling error, and why the drawing of orders ended."""
    run = lead.run
    if str(run["reason"]) == "exact":
        return [teller.say("error_exact")]
    said, errors = [], table.dropna(subset=["se"])
    if len(errors) and errors["se"].max() > 0:
        row = errors.sort_values("se", kind="stable").iloc[-1]
        value = teller.value(lead.measure.value(2 * row["se"]))
        said.append(teller.say("error_largest", value=value, work=teller.work(row["work"])))
    pairs, coarse = int(run["pairs"]), int(run["coarse_pairs"])
    if str(run["reason"]) == "budget":
        said.append(teller.say("error_budget", pairs=pairs))
    if max(pairs, coarse) < FEW_PAIRS:
        said.append(teller.say("error_few", pairs=pairs))
    return said


def _resolution(teller: Teller, table: pd.DataFrame, lead: Lead) -> list[str]:
    """Return how many works another time resolution moves by more than half of their value."""
    known = table.dropna(subset=["resolution", "value"])
    if known.empty:
        return [teller.say("resolution_none")]
    moved = known[(known["resolution"] > 0.5 * known["value"].abs()) & (known["resolution"] > 0)]
    if moved.empty:
        return []
    row = moved.sort_values("resolution", kind="stable").iloc[-1]
    facts = {"work": teller.work(row["work"]), "value": teller.value(lead.measure.value(row["resolution"]))}
    if len(moved) == 1:
        return [teller.say("resolution_one", **facts)]
    return [teller.say("resolution", count=len(moved), **facts)]


def _years(teller: Teller) -> list[str]:
    """Return that model years stand by themselves."""
    years = teller.join([str(year) for year in teller.years])
    return [teller.say("overnight_one" if len(teller.years) == 1 else "overnight", years=years)]


def method(teller: Teller) -> list[str]:
    """Return how the scenario is closed and computed."""
    said = [_closed(teller)]
    time = teller.config.time
    if time.mode == "typical_days":
        said.append(teller.say("time_days", days=time.days, segments=time.segments))
    said.append(teller.say("transport"))
    if teller.lead is not None:
        said.append(teller.say("standing" if teller.config.rank.plants == "standing" else "anew"))
        said.append(teller.say("sunk"))
        said.append(teller.say("method", method=method_label(teller.lead.run, teller.context)))
    return said


def _closed(teller: Teller) -> str:
    """Return the CO2 price, or the cap, of every year."""
    kind = "cap" if teller.config.co2.closure == "cap" else "price"
    levels = [
        teller.say(f"{kind}_in_year", value=teller.number(own.level), year=year) for year, own in teller.years.items()
    ]
    return teller.say("caps" if kind == "cap" else "prices", **{f"{kind}s": teller.join(levels)})
