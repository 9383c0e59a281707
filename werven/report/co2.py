"""Sentences and tables on emissions."""

from __future__ import annotations

import pandas as pd

from werven.report.teller import Teller, Topic
from werven.words.names import drawn_sector, named

#: Change of the whole below which emissions are called equal [p.u.], and of a sector below which it is not told [Mt].
FLAT, LEAST_CHANGE = 0.01, 0.05


def by_sector(teller: Teller) -> pd.DataFrame:
    """Return CO2 of Flanders [Mt/a], one row a drawn sector and one column a year, the largest first."""
    columns = {}
    for year, own in teller.years.items():
        rows = own.emissions[own.emissions["boundary"] == "flanders"]
        columns[year] = rows.groupby(rows["sector"].map(drawn_sector))["t_per_year"].sum() / 1e6
    table = pd.DataFrame(columns).fillna(0.0)
    return table.loc[table.max(axis=1).sort_values(ascending=False, kind="stable").index]


def abroad(teller: Teller) -> pd.Series:
    """Return emissions abroad by year [Mt/a]."""
    found = {
        year: own.emissions.loc[own.emissions["boundary"] == "upstream", "t_per_year"].sum() / 1e6
        for year, own in teller.years.items()
    }
    return pd.Series(found, dtype=float)


def captured(teller: Teller) -> pd.Series:
    """Return CO2 that plants in Flanders capture and hand over, by year [Mt/a]."""
    found = {}
    for year, own in teller.years.items():
        rows = own.balance[(own.balance["bus_carrier"] == "co2") & (own.balance["component"] == "Process")]
        plants = rows[~rows["technology"].astype(str).str.startswith("border") & (rows["value"] > 0)]
        found[year] = plants["value"].sum() / 1e6
    return pd.Series(found, dtype=float)


def inventory_rows(teller: Teller) -> list[dict[str, str]]:
    """Return what Flanders emitted in 2023, in the ledger and beside it, and both sums."""
    table = teller.solved.inventory
    if table is None:
        return []
    labels = named(table.set_index("item"), teller.language)
    lines = [
        (labels[str(row["item"])], bool(row["inside"]), float(row["value"]), str(row["unit"]))
        for row in table.to_dict("records")
    ]
    carbon = float(table.loc[table["gas"] == "co2", "value"].sum())
    lines += [
        (teller.word("inventory_co2"), False, carbon, "Mt CO2"),
        (teller.word("inventory_all"), False, float(table["value"].sum()), "Mt CO2eq"),
    ]
    told = {True: teller.word("input_yes"), False: ""}
    return [{"sector": a, "inside": told[b], "amount": f"{teller.tenths(c)} {unit}"} for a, b, c, unit in lines]


def tell(teller: Teller) -> Topic:
    """Return what is said about emissions."""
    table = by_sector(teller)
    claims = [_course(teller, table), *_remains(teller, table)]
    details = [*_steps(teller, table), *_sectors(teller, table), *_beside(teller, table)]
    if teller.lead is not None:
        details.append(teller.say("co2_any_size"))
    return Topic(claims, details)


def _course(teller: Teller, table: pd.DataFrame) -> str:
    """Return how the whole moves from the first year to the last."""
    whole = table.sum()
    first, last = float(whole.iloc[0]), float(whole.iloc[-1])
    change = last / first - 1 if first > 0 else 0.0
    key = "co2_one" if len(whole) == 1 else "co2_flat" if abs(change) < FLAT else "co2_falls"
    key = "co2_rises" if key == "co2_falls" and change > 0 else key
    values = {"first": teller.tenths(first), "last": teller.tenths(last), "share": teller.percent(abs(change))}
    return teller.say(key, year=whole.index[0], end=whole.index[-1], **values)


def _remains(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return which sectors are left in the last year."""
    last = table.iloc[:, -1]
    left = last[last > 0].sort_values(ascending=False, kind="stable")
    if left.empty or not last.sum() > 0:
        return []
    items = [f"{teller.names.sector_label(str(s))} ({teller.percent(v / last.sum())} %)" for s, v in left.items()]
    others = teller.say("co2_then", sectors=teller.join(items[1:3])) if len(items) > 1 else ""
    sector, value = str(left.index[0]), float(left.iloc[0])
    label, share = teller.names.sector_label(sector), teller.percent(value / last.sum())
    key, year = ("co2_remains" if table.shape[1] > 1 else "co2_parts"), table.columns[-1]
    return [teller.say(key, year=year, sector=label, share=share, value=teller.tenths(value), others=others)]


def _steps(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return between which years emissions fall most, where there are more than two."""
    whole = table.sum()
    falls = -whole.diff().dropna()
    if len(falls) < 2 or not falls.max() > LEAST_CHANGE:
        return []
    end = falls.idxmax()
    year = whole.index[list(whole.index).index(end) - 1]
    return [teller.say("co2_step", year=year, end=end, fall=teller.tenths(float(falls.max())))]


def _sectors(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return which sector falls most from the first year to the last, and which rise."""
    if table.shape[1] < 2:
        return []
    first, last = table.iloc[:, 0], table.iloc[:, -1]
    change = last - first
    told = [("co2_sector_falls", change.idxmin())] if change.min() < -LEAST_CHANGE else []
    rising = change[change > LEAST_CHANGE].index
    told += [("co2_slips" if sector == "capture" else "co2_sector_rises", sector) for sector in rising]
    return [
        teller.say(
            key,
            sector=teller.names.sector_label(str(sector)),
            first=teller.tenths(float(first[str(sector)])),
            last=teller.tenths(float(last[str(sector)])),
            year=table.columns[0],
            end=table.columns[-1],
        )
        for key, sector in told
    ]


def _in_years(teller: Teller, series: pd.Series) -> str:
    """Return "0.7 Mt in 2030, 8.0 Mt in 2040 and ..."."""
    return teller.join(
        [teller.say("co2_in_year", value=teller.tenths(float(value)), year=year) for year, value in series.items()]
    )


def _beside(teller: Teller, table: pd.DataFrame) -> list[str]:
    """Return what is captured, and what is emitted abroad."""
    said = []
    stored, outside = captured(teller), abroad(teller)
    if stored.max() > LEAST_CHANGE:
        said.append(teller.say("co2_captured", captured=_in_years(teller, stored)))
    if outside.abs().max() > LEAST_CHANGE:
        said.append(teller.say("co2_abroad", abroad=_in_years(teller, outside)))
    fall = float(table.sum().iloc[0] - table.sum().iloc[-1])
    rise = float(outside.iloc[-1] - outside.iloc[0])
    if fall > 1.0 and rise > LEAST_CHANGE * fall:
        ends = {"year": table.columns[0], "end": table.columns[-1]}
        said.append(teller.say("co2_abroad_rises", share=teller.number(rise / fall), **ends))
    return said
