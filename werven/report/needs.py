"""Sentences and tables on capacity: what the sizing run wants in every corridor, and which work fills it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from werven.data.carriers import group_of, having
from werven.data.register import states
from werven.names import words_of
from werven.report.teller import Teller, Topic
from werven.solved.ranking import texts
from werven.units import HOURS

#: A gap is told above this part of what is needed [p.u.], and above this size [MW or t/h].
LEAST_PART, LEAST_SIZE = 0.05, 5.0
#: Part of the year below which a wide corridor is said to serve few hours [p.u.].
FEW_HOURS = 0.05


def corridors(teller: Teller) -> pd.DataFrame:
    """Return `needs.csv` of every year, with ``year``, ``group``, ``label``, ``told`` (is its gap worth telling?)."""
    tables = [own.needs.assign(year=year) for year, own in teller.years.items()]
    table = pd.concat(tables, ignore_index=True)
    table["group"] = table["carrier"].map(group_of(teller.names.groups)).fillna("")
    table = table[table["group"].isin(drawn(teller)) & (table["kind"] != "ship")].copy()
    table["label"] = [_label(teller, row) for _, row in table.iterrows()]
    table["told"] = (table["gap"] >= LEAST_SIZE) & (table["gap"] >= LEAST_PART * table["needed"])
    table["ids"] = [words_of(text) for text in texts(table, "works")]
    return table.reset_index(drop=True)


def drawn(teller: Teller) -> list[str]:
    """Return the groups of carriers that have a map of flows, in their order."""
    return having(teller.names.groups, "flows")


def _label(teller: Teller, row: pd.Series) -> str:
    """Return "from - to" in words; where the carrier changes, what it becomes."""
    ends = f"{teller.names.place(str(row['from']))} – {teller.names.place(str(row['to']))}"
    before, after = (str(row.get(f"{end}_carrier", row["carrier"])) for end in ("from", "to"))
    if before == after:
        return ends
    places = ends.split(" – ")
    if places[0] == places[1]:
        return f"{places[0]} ({teller.names.label('carrier', before)} – {teller.names.label('carrier', after)})"
    return f"{ends} ({teller.context.say('becomes', carrier=teller.names.label('carrier', after))})"


def amount(teller: Teller, value: float, unit: str) -> str:
    """Return a capacity: GW or MW of energy, Mt a year at full load of CO2."""
    if not abs(value) > 0:
        return "0"
    if unit == "t/h":
        return f"{teller.tenths(value * HOURS / 1e6)} Mt/{teller.word('year')}"
    if abs(value) >= 1000:
        return f"{teller.tenths(value / 1000)} GW"
    return f"{teller.number(value)} MW"


def tell(teller: Teller) -> Topic:
    """Return what is said about capacity."""
    if not teller.config.network.investment:
        return Topic(details=[teller.say("nothing_built")])
    table = corridors(teller)
    told = table[table["told"]]
    count = len(told.drop_duplicates(["label", "carrier"]))
    if not count:
        return Topic([teller.say("gap_none")], _unused(teller, table))
    claims = [teller.say("gap_claim_one") if count == 1 else teller.say("gap_claim", count=count)]
    details = [_largest(teller, own) for _, own in _by_group(teller, told)]
    claims.append(details[0])
    return Topic(claims, [*details[1:], *_enough(teller, table), *_unused(teller, table), teller.say("gap_linear")])


def _by_group(teller: Teller, told: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of every group that has some, in the order of the figures."""
    return [(group, told[told["group"] == group]) for group in drawn(teller) if (told["group"] == group).any()]


def _largest(teller: Teller, rows: pd.DataFrame) -> str:
    """Return the sentences on the largest gap of a group: how large, which work, how many hours."""
    row = rows.sort_values("gap", ascending=False, kind="stable").iloc[0]
    sizes = {name: amount(teller, float(row[name]), str(row["unit"])) for name in ("needed", "existing", "planned")}
    gap, carrier = amount(teller, float(row["gap"]), str(row["unit"])), teller.names.label("group", str(row["group"]))
    label = carrier[:1].upper() + carrier[1:]
    said = [teller.say("gap_largest", carrier=label, corridor=row["label"], year=row["year"], gap=gap, **sizes)]
    said.append(_filled(teller, row))
    if 0 < row["peak_hour_utilisation"] < FEW_HOURS:
        said.append(teller.say("gap_few_hours", share=teller.percent(float(row["peak_hour_utilisation"]))))
    return " ".join(said)


def remark(teller: Teller, row: pd.Series) -> dict[str, list[str]]:
    """Return the works of a corridor that are candidates in its year, and those that come later."""
    works = teller.solved.inputs["works"]
    state = states(works, teller.config.works, int(row["year"]))
    return {kind: [w for w in row["ids"] if state.get(w) == kind] for kind in ("candidate", "later")}


def _filled(teller: Teller, row: pd.Series) -> str:
    """Return whether a work of the register fills a gap: none, too small, too late."""
    found = remark(teller, row)
    if found["candidate"]:
        return teller.say("gap_small_work", works=teller.join([teller.work(w) for w in found["candidate"]], most=3))
    if found["later"]:
        works = teller.solved.inputs["works"].set_index("work")["year_in_service"]
        first = min(found["later"], key=lambda work: start_of(teller, work, float(works[work])))
        start = start_of(teller, first, float(works[first]))
        return teller.say("gap_late_work", works=teller.work(first), start=f"{start:.0f}")
    return teller.say("gap_no_work")


def start_of(teller: Teller, work: str, year: float) -> float:
    """Return the year in service of a work in the scenario."""
    return float(teller.config.works.year_in_service.get(work, year))


def _enough(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return the groups in which something flows and nothing lacks."""
    flow = table["flow_forward_per_year"].abs() + table["flow_back_per_year"].abs()
    groups = [g for g in drawn(teller) if (flow[table["group"] == g] > 0.01).any()]
    fine = [g for g in groups if not table.loc[table["group"] == g, "told"].any()]
    labels = [teller.names.label("group", group) for group in fine]
    return [teller.say("gap_enough", carriers=teller.join(labels))] if labels else []


def _unused(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return corridors with a planned work that no model year asks for."""
    planned = table[table["planned"] > 0]
    asked = planned["needed"] > planned["existing"] * 1.001 + 1e-3
    by_pair = asked.groupby([planned["carrier"], planned["label"]]).any()
    labels = [str(label) for _, label in by_pair.index[~by_pair]]
    if len(labels) < 2:
        return []
    shown = teller.join(labels[:3])
    return [teller.say("gap_unused", count=len(labels), corridors=shown)]


def gap_rows(teller: Teller, most: int = 9) -> list[dict[str, Any]]:
    """Return the rows of the table of gaps: every corridor in its worst year, by carrier, largest first."""
    table = corridors(teller)
    told = table[table["told"]].sort_values("gap", ascending=False, kind="stable")
    told = told.drop_duplicates(["carrier", "label"])
    per_group = max(1, most // max(told["group"].nunique(), 1))
    kept = pd.concat([own.head(per_group) for _, own in _by_group(teller, told)]) if len(told) else told
    order = {group: rank for rank, group in enumerate(drawn(teller))}
    kept = kept.assign(place=kept["group"].map(order)).sort_values(["place", "gap"], ascending=[True, False])
    return [_gap_row(teller, row) for _, row in kept.iterrows()]


def _gap_row(teller: Teller, row: pd.Series) -> dict[str, Any]:
    """Return one row of the table of gaps, as it is read."""
    found = remark(teller, row)
    sizes = {
        name: amount(teller, float(row[name]), str(row["unit"])) for name in ("existing", "needed", "planned", "gap")
    }
    hours = f"{teller.percent(float(row['peak_hour_utilisation']))} %"
    carrier = teller.names.label("group", str(row["group"]))
    return {
        "carrier": carrier,
        "year": row["year"],
        "corridor": row["label"],
        **sizes,
        "hours": hours,
        "works": ", ".join([*found["candidate"], *found["later"]]) or "–",
    }
