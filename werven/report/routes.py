"""Which routes make steel, hydrogen, power and heat, where captured CO2 goes, and what would tip a route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from werven.names import CO2_PRICE
from werven.report.teller import Teller, Topic

#: Carriers of a topic. What is told of them is who gives to them; of CO2 also who takes it.
TOPICS = {
    "steel": ("steel", "sponge_iron"),
    "hydrogen": ("hydrogen",),
    "co2": ("co2", "liquid_co2"),
    "power": ("electricity",),
    "buildings": ("space_heat",),
}
#: Products whose routes belong to a topic where they are not built.
PRODUCTS = {**TOPICS, "co2": (), "buildings": ("space_heat", "district_heat")}
#: Routes below this amount in every year are left out [TWh or Mt], and those told of a topic, the nearest first.
SMALL, MOST = 0.05, 5
PLANTS = ("Process", "Generator")


def made(teller: Teller, topic: str) -> pd.DataFrame:
    """Return what the routes of a topic make [TWh or Mt a year], one row a route and one column a year."""
    columns = {}
    for year, own in teller.years.items():
        rows = own.balance[own.balance["bus_carrier"].isin(TOPICS[topic]) & own.balance["component"].isin(PLANTS)]
        traded = rows["technology"].astype(str).str.startswith(("border", "neighbour"))
        rows = rows[traded | (rows["value"] > 0.0)]
        names = [_route(teller, row) for row in rows.to_dict("records")]
        columns[year] = rows["value"].groupby(pd.Series(names, index=rows.index)).sum() / 1e6
    table = pd.DataFrame(columns).fillna(0.0)
    table = table.abs() if topic == "co2" else table
    table = table[table.max(axis=1) >= SMALL]
    return table.loc[table.max(axis=1).sort_values(ascending=False, kind="stable").index]


def _route(teller: Teller, row: Mapping[Any, Any]) -> str:
    """Return the name of a route: that of its technology, import, or where CO2 is stored."""
    technology = str(row["technology"])
    if technology.startswith("neighbour"):
        return teller.word("route_import")
    if technology.startswith("border"):
        if row["value"] < 0.0:
            return teller.word("route_stored", place=teller.names.label("node", str(row["cluster"])))
        return teller.word("route_import")
    return teller.names.label("technology", technology)


def year_told(teller: Teller) -> int | None:
    """Return the year whose routes are told in full: that of the ranking, else the middle one that has them."""
    known = [year for year, own in teller.years.items() if "tips" in own.told]
    if teller.lead is not None and teller.lead.year in known:
        return teller.lead.year
    return known[len(known) // 2] if known else None


def nearest(teller: Teller, topic: str) -> pd.DataFrame:
    """Return routes of a topic that are not built or built to their limit, at the place where each is nearest to tip.

    Returns
    -------
    DataFrame
        ``technology, carrier, node, state, gap, unit`` [EUR per MWh or t], those not built first, the nearest first.
    """
    year = year_told(teller)
    if year is None:
        return pd.DataFrame()
    own = teller.years[year].told["routes"]
    is_capture = own["technology"].astype(str).str.startswith("capture_")
    of_topic = own["carrier"].isin(PRODUCTS[topic]) & ~is_capture
    if topic in ("hydrogen", "power"):  # an electrolyser is counted by what it takes
        of_topic = (of_topic & ~own["sector"].isin(("hydrogen", "power"))) | (own["sector"] == topic)
    mine = own[is_capture if topic == "co2" else of_topic]
    built = set(mine.loc[mine["state"].isin(("built", "forced", "limit", "stands")), "technology"])
    absent = mine[(mine["state"] == "absent") & ~mine["technology"].isin(built)]
    full = mine[(mine["state"] == "limit") & ~is_capture.reindex(mine.index)]
    found = []
    for state, rows in (("absent", absent), ("limit", full)):
        order = rows.assign(size=rows["gap_eur_per_unit"].abs()).sort_values("size", kind="stable")
        found.append(order.drop_duplicates("technology").head(MOST).assign(state=state))
    told = pd.concat(found).rename(columns={"gap_eur_per_unit": "gap"})
    return told.assign(unit=told["unit"].map({"MW": "MWh", "t/h": "t"})).reset_index(drop=True)


def tell(teller: Teller) -> Topic:
    """Return a sentence a topic: what is made by which route."""
    if year_told(teller) is None:
        return Topic()
    details = [sentence for topic in TOPICS for sentence in _sentences(teller, topic)]
    return Topic(details=[*details, teller.say("routes_small_step")] if details else [])


def _sentences(teller: Teller, topic: str) -> Iterator[str]:
    """Yield what a topic does in every year."""
    table, unit = made(teller, topic), "Mt" if topic in ("steel", "co2") else "TWh"
    years = []
    for year in table.columns:
        order = table[year].sort_values(ascending=False, kind="stable")
        parts = [f"{name} {teller.tenths(float(value))}" for name, value in order[order >= SMALL].head(4).items()]
        if parts:
            years.append(teller.say("routes_year", year=year, parts=", ".join(parts)))
    if years:
        label = teller.word(f"topic_{topic}")
        yield teller.say("routes_topic", topic=label[:1].upper() + label[1:], unit=unit, years="; ".join(years))


def made_rows(teller: Teller) -> list[dict[str, Any]]:
    """Return the rows of the table of what is made by which route."""
    rows = []
    for topic in TOPICS:
        table = made(teller, topic)
        for number, (route, line) in enumerate(table.head(8).iterrows()):
            cells = {str(year): teller.tenths(float(value)) if value else "0" for year, value in line.items()}
            rows.append({"topic": teller.word(f"topic_{topic}") if number == 0 else "", "route": str(route), **cells})
    return rows


def tip_rows(teller: Teller) -> list[dict[str, Any]]:
    """Return the rows of the table of what tips a route."""
    year = year_told(teller)
    if year is None:
        return []
    tips = teller.years[year].told["tips"]
    rows = []
    for topic in TOPICS:
        for number, route in enumerate(nearest(teller, topic).to_dict("records")):
            mine = tips[(tips["technology"] == route["technology"]) & (tips["node"] == route["node"])]
            mine = mine[(mine["gap_eur_per_unit"] - route["gap"]).abs() < 0.01]
            rows.append(
                {
                    "topic": teller.word(f"topic_{topic}") if number == 0 else "",
                    "route": teller.names.label("technology", str(route["technology"])),
                    "place": teller.names.place(str(route["node"])),
                    "state": teller.word(f"route_{route['state']}"),
                    "gap": teller.signed(float(route["gap"])) + f" €/{route['unit']}",
                    "tips": "; ".join(_moves(teller, mine)),
                }
            )
    return rows


def _moves(teller: Teller, tips: pd.DataFrame, most: int = 3) -> list[str]:
    """Return which price has to move to where, the smallest move first."""
    away = (tips["tips_at_eur_per_unit"] / tips["price_eur_per_unit"] - 1.0).abs()
    told = []
    for tip in tips.loc[away.sort_values(kind="stable").index].head(most).to_dict("records"):
        carrier = str(tip["input"])
        # To be rid of captured CO2 costs its way and its store: its price is below zero.
        sign = -1.0 if carrier in TOPICS["co2"] else 1.0
        name = "CO2" if carrier == CO2_PRICE else teller.names.label("carrier", carrier)
        name = teller.word("way_and_store") if carrier in TOPICS["co2"] else name
        at, now = (teller.number(sign * float(tip[key])) for key in ("tips_at_eur_per_unit", "price_eur_per_unit"))
        told.append(teller.say("routes_tip" if at != now else "routes_even", carrier=name, at=at, now=now))
    return told
