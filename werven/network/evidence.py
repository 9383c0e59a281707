"""What a scenario says beside what others publish of the same year: demand, trade, prices, plants, captured CO2."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from werven.data.assumptions import interpolate
from werven.data.published import AREAS
from werven.data.results import columns_of
from werven.data.tables import records
from werven.network.backcast import (
    Backcast,
    bridge,
    consumption,
    neighbour_gas_power,
    net_import,
    nodes_of,
    price_statistics,
)

#: Sectors of the ledger that do not trade emissions.
NO_TRADE = ("buildings", "waste", "institution")
#: Fuels of plants that run when they are asked to.
FIRED = ("natural_gas", "hydrogen")


class Year(Backcast):
    """What a year of a scenario leaves behind, as the back-cast of 2023 does."""

    def given(self, carrier: str, of: Callable[[str], bool]) -> float:
        """Return what technologies give to a carrier [MWh or t a year]."""
        rows = self.balance.query("bus_carrier == @carrier and component == 'Process' and value > 0")
        return float(rows.loc[[of(str(t)) for t in rows["technology"]], "value"].sum())

    def emitted(self, *sectors: str) -> float:
        """Return CO2 of sectors of Flanders [t a year]."""
        rows = self.emissions.query("boundary == 'flanders'")
        return float(rows.loc[rows["sector"].isin(list(sectors)), "t_per_year"].sum())

    def plants(self) -> pd.DataFrame:
        """Return plants in Flanders that make electricity from gas or hydrogen, without those that serve heat first."""
        static, buses = self.network.c["Process"].static, self.network.buses
        inputs = [
            static[port].map(buses["carrier"]).isin(FIRED) for port in static if port[:3] == "bus" and port != "bus0"
        ]
        fired = static["bus0"].map(buses["carrier"]).eq("electricity") & np.logical_or.reduce(inputs)
        return pd.DataFrame(static[fired & (static["sector"] == "power") & (static["role"] == "")])


def _demand(year: Year, _: str) -> float:
    return consumption(year.balance)


def _net_import(year: Year, _: str) -> float:
    flanders, wallonia = nodes_of(year.tables["nodes"])
    return net_import(year.network, flanders | wallonia)


def _price(year: Year, area: str) -> float:
    if area == "BE":
        return price_statistics(year.network)["mean"]
    weights = year.network.snapshot_weightings["objective"].to_numpy()
    return float(np.average(year.network.c["Bus"].dynamic["marginal_price"][f"{area} electricity"], weights=weights))


def _gas_power(year: Year, _: str) -> float:
    fired = set(year.plants()["technology"]) | {"chp_gas"}
    return year.given("electricity", fired.__contains__) / 1e6 + neighbour_gas_power(year, "WAL")


def _gas_capacity(year: Year, _: str) -> float:
    static = year.network.c["Process"].static
    supply = year.tables["neighbour_supply"].query("zone == 'WAL' and carrier == 'electricity'")
    burns = supply["fuel"].eq("natural_gas") | supply["block"].eq("hydrogen")
    blocks = [f"neighbour {block}" for block in supply.loc[burns, "block"].unique()]
    abroad = static[(static["node"] == "WAL") & static["technology"].isin(blocks)]
    # Availability is inside the capacity of a block.
    ready = float(supply.loc[burns, "availability"].mean())
    return (float(year.plants()["p_nom_opt"].sum()) + float(abroad["p_nom"].sum()) / ready) / 1e3


def _new_plants(year: Year, _: str) -> float:
    plants = year.plants()
    return float(plants.loc[plants["p_nom_extendable"], "p_nom_opt"].sum()) / 1e3


def _renewable(technology: str) -> Callable[[Year, str], float]:
    def measure(year: Year, _: str) -> float:
        static = year.network.c["Generator"].static
        return float(static.loc[static["technology"] == technology, "p_nom_opt"].sum()) / 1e3

    return measure


def _electrolysers(year: Year, _: str) -> float:
    static = year.network.c["Process"].static
    return float(static.loc[static["technology"] == "electrolysis", "p_nom_opt"].sum()) / 1e3


def _border(year: Year, _: str) -> float:
    return sum(year.given(carrier, lambda t: t.startswith("border")) for carrier in ("hydrogen", "ammonia")) / 1e6


def _emitted(*sectors: str) -> Callable[[Year, str], float]:
    return lambda year, _: year.emitted(*sectors) / 1e6


def _trading(year: Year, _: str) -> float:
    sectors = set(year.emissions["sector"].astype(str)) - set(NO_TRADE)
    return year.emitted(*sectors) / 1e6


def _chemistry(fuel: str) -> Callable[[Year, str], float]:
    def measure(year: Year, _: str) -> float:
        steps = bridge(year)
        mine = (steps["item"] == "chemistry") & steps["step"].str.startswith(fuel)
        return float(steps.loc[mine, "model_pj"].sum()) / 3.6

    return measure


MEASURES: Mapping[str, Callable[[Year, str], float]] = {
    "electricity_demand": _demand,
    "net_import": _net_import,
    "price": _price,
    "gas_power": _gas_power,
    "gas_capacity": _gas_capacity,
    "new_plants": _new_plants,
    "offshore": _renewable("offwind"),
    "solar": _renewable("solar"),
    "electrolysers": _electrolysers,
    "hydrogen_import": _border,
    "captured": lambda year, _: year.given("co2", lambda t: not t.startswith("border")) / 1e6,
    "buildings": _emitted("buildings"),
    "steel": _emitted("steel"),
    "ets": _trading,
    "dri": lambda year, _: year.given("sponge_iron", lambda _: True) / 1e6,
    "chemistry_gas": _chemistry("natural gas"),
    "chemistry_own": _chemistry("own gas"),
}
assert set(MEASURES) == set(AREAS)


def evidence(years: Mapping[int, Year]) -> pd.DataFrame:
    """Return what is published beside what a scenario says.

    Parameters
    ----------
    years : mapping of int to Year
        Solved years of a scenario. Between two of them the model is on the line between both.

    Returns
    -------
    DataFrame
        ``item, area, year, model, reference, low, high, unit, outside, study, is_input, remark_nl, remark_en, source,
        confidence, note``; a row for each row of ``references`` whose year lies within those that are solved.
        ``outside`` says how far the model lies beyond the published corridor; empty where there is none.
    """
    references = next(iter(years.values())).tables["references"]
    within = references[references["year"].between(min(years), max(years))]
    told: dict[tuple[str, str], pd.Series] = {}
    rows = []
    for row in records(within):
        key = (str(row.item), str(row.area))
        if key not in told:
            told[key] = pd.Series({year: MEASURES[key[0]](own, key[1]) for year, own in sorted(years.items())})
        model = interpolate(pd.Series(told[key].index), told[key].reset_index(drop=True), int(row.year))
        rows.append(
            {**row._asdict(), "model": model, "reference": row.value, "outside": _outside(model, row.low, row.high)}
        )
    return pd.DataFrame(rows, columns=columns_of("evidence"))


def _outside(model: float, low: float, high: float) -> float:
    """Return how far a figure lies above (+) or below (-) a corridor; NaN where there is none."""
    if pd.isna(low) or pd.isna(high):
        return float("nan")
    return max(model - high, 0.0) - max(low - model, 0.0)
