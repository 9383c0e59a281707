"""Energy of a year in the words of the IAMC template, from `balance.csv`; everything in MWh.

What counts where:

- Final energy of industry is fuel burnt in boilers and furnaces, electricity, hydrogen that is burnt or reduces ore,
  and heat that comes from CHP, waste incineration and excess heat. Coal counts less the blast-furnace gas that a power
  plant burns. Refineries are no industry in the template: their own use stands under ``Other Sector``.
- Non-energy use is naphtha that becomes product, and hydrogen for ammonia and other chemicals.
- Fuel of CHP counts as supply: its products are secondary energy.
- Primary energy is the direct equivalent. Crude oil that becomes product of the refineries is not in the model; the
  gas that they burn themselves is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from werven.data.carriers import groups_of, having, heat_of
from werven.desk.iamc_names import NETWORK_HEAT, PRIMARY, RENEWABLE, TRADED
from werven.words.names import inside, text_of

Values = dict[str, float]
#: Sectors of technologies that turn energy into other energy; what they take is no final energy.
SUPPLY = ("power", "hydrogen", "waste", "fuel", "refining")
BUILDINGS = ("residential", "services", "buildings")
HOMES = "Residential and Commercial"


class Year:
    """The balance of a year inside Flanders, asked by carrier and technology.

    Parameters
    ----------
    balance : DataFrame
        ``bus_carrier, cluster, component, technology, value`` [MWh or t per year].
    inputs : mapping of str to DataFrame
        Tables ``technologies``, ``nodes``, ``carriers`` and ``carrier_groups``.
    """

    def __init__(self, balance: pd.DataFrame, inputs: Mapping[str, pd.DataFrame]) -> None:
        technologies, carriers = inputs["technologies"], inputs["carriers"]
        self.home = inside(inputs["nodes"])
        self.industrial_heat = heat_of(carriers, "industry")
        self.captured = tuple(carriers.loc[carriers["family"] == "co2", "carrier"].astype(str))
        by_carrier = carriers.set_index("carrier")
        self.source, self.form = text_of(by_carrier, "iamc_source"), text_of(by_carrier, "iamc_form")
        self.form |= dict.fromkeys(self._others(carriers, inputs["carrier_groups"]), "Other")
        self.whole = balance
        rows = balance[balance["cluster"].isin(self.home)]
        self.sums: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for keys, value in rows.groupby(["bus_carrier", "component", "technology"])["value"].sum().items():
            carrier, component, technology = map(str, keys) if isinstance(keys, tuple) else ("", "", "")
            self.sums[carrier, component][technology] = float(value)
        self.sector = {str(k): str(v) for k, v in zip(technologies["technology"], technologies["sector"], strict=True)}
        own = technologies.dropna(subset=["own_fuel_mwh_per_unit"])
        self.own_fuel = {
            str(row["technology"]): (str(row["reference"]), float(row["own_fuel_mwh_per_unit"]))
            for row in own.to_dict("records")
        }
        self.makes_power = self._makers("electricity")

    def flows(self, carriers: str | Iterable[str], component: str = "Process") -> dict[str, float]:
        """Return what technologies give (+) and take (-) of carriers, by technology."""
        found: dict[str, float] = defaultdict(float)
        for carrier in [carriers] if isinstance(carriers, str) else carriers:
            for name, value in self.sums.get((carrier, component), {}).items():
                found[name] += value
        return dict(found)

    def given(self, carriers: str | Iterable[str]) -> dict[str, float]:
        """Return what technologies give of carriers, by technology; generators too."""
        found: dict[str, float] = defaultdict(float)
        for component in ("Process", "Generator"):
            for name, value in self.flows(carriers, component).items():
                found[name] += max(value, 0.0)
        return dict(found)

    def taken(self, carrier: str) -> dict[str, float]:
        """Return what processes take of a carrier, by technology; the border process `supply` is left out."""
        return {name: -value for name, value in self.flows(carrier).items() if value < 0 and name != "supply"}

    def loads(self, carrier: str) -> dict[str, float]:
        """Return the demand for a carrier by sector."""
        mine = {name: -value for name, value in self.flows(carrier, "Load").items()}
        return {name.removeprefix("demand "): value for name, value in mine.items()}

    def main_fuel(self, technology: str) -> str:
        """Return the fuel that a technology takes most of; empty when it takes none that the template names."""
        taken = {carrier: self.flows(carrier).get(technology, 0.0) for carrier in self.source}
        least = min(taken, key=lambda carrier: taken[carrier])
        return self.source[least] if taken[least] < 0 else ""

    def is_supply(self, technology: str) -> bool:
        """Tell whether a technology turns energy into other energy for others."""
        makes = technology in self.makes_power or technology.startswith("dh_")
        reforms = technology.startswith("smr")
        return makes or reforms or self.sector.get(technology, "") in (*SUPPLY, *self.form)

    def _makers(self, carrier: str) -> frozenset[str]:
        """Return the technologies that give a carrier."""
        return frozenset(name for name, value in self.given(carrier).items() if value > 0)

    def _others(self, carriers: pd.DataFrame, groups: pd.DataFrame) -> tuple[str, ...]:
        """Return the energy carriers that users take and that have no form of their own in the template."""
        known = {*self.form, *carriers.loc[carriers["family"] == "heat", "carrier"].astype(str)}
        found = groups_of(carriers, groups)
        used = [found[name] for name in having(found, "users") if found[name].unit == "MW"]
        return tuple(carrier for group in used for carrier in group.carriers if carrier not in known)


def electricity(year: Year) -> Values:
    """Return generation by source."""
    return _by_source("Secondary Energy|Electricity", year.given("electricity"), year)


def hydrogen(year: Year) -> Values:
    """Return what is made of hydrogen by source; by-products are ``Other``."""
    made = year.given("hydrogen")
    sources = {name: year.main_fuel(name) if year.sector.get(name) != "olefins" else "" for name in made}
    values: Values = defaultdict(float)
    for name, value in made.items():
        source = sources[name] if sources[name] in ("Gas", "Electricity") else "Other"
        values[f"Secondary Energy|Hydrogen|{source}"] += value
    return values


def heat(year: Year) -> Values:
    """Return heat that is made for others: CHP, waste incineration, excess heat, plants of heat networks."""
    return _by_source("Secondary Energy|Heat", _central(year, (*year.industrial_heat, *NETWORK_HEAT)), year)


def _by_source(head: str, made: Mapping[str, float], year: Year) -> Values:
    """Return production by source below a name."""
    values: Values = defaultdict(float)
    for name, value in made.items():
        source = RENEWABLE.get(name) or year.main_fuel(name) or "Other"
        values[f"{head}|{source}"] += value
    return values


def _central(year: Year, carriers: Iterable[str]) -> dict[str, float]:
    """Return heat from CHP, waste, excess heat and plants of heat networks, less what is thrown away."""
    made = year.given(carriers)
    thrown = sum(-value for value in year.flows(carriers, "Generator").values() if value < 0)
    kept = {
        name: value
        for name, value in made.items()
        if name in year.makes_power
        or name.startswith("dh_")
        or year.sector.get(name) == "waste"
        or _is_source(year, name)
    }
    total = sum(kept.values())
    return {name: value * (1.0 - thrown / total) for name, value in kept.items()} if total else {}


def _is_source(year: Year, name: str) -> bool:
    """Tell whether heat comes from nothing that the model knows: excess heat."""
    return name in year.flows(year.industrial_heat, "Generator")


def final(year: Year) -> Values:
    """Return final energy by sector and form, non-energy use included."""
    values: Values = defaultdict(float)
    for carrier, form in year.form.items():
        for name, value in year.taken(carrier).items():
            sector = _user(year, name, carrier)
            if sector:
                values[f"Final Energy|{sector}|{form}"] += value
        for sector, value in year.loads(carrier).items():
            values[f"Final Energy|{_loaded(sector, carrier)}|{form}"] += value
    _own_gas(year, values)
    _furnace_gas(year, values)
    _heat(year, values)
    return values


def _user(year: Year, name: str, carrier: str) -> str:
    """Return the sector of the template that uses what a technology takes; empty for supply."""
    if name in ("refinery", "gas_use_fixed"):
        return "Other Sector"
    if carrier == "naphtha" or (carrier == "hydrogen" and year.sector.get(name) == "ammonia"):
        return "Non-Energy Use"
    if year.is_supply(name) or name in ("biomethane_injection", "fuel_gas_flare"):
        return ""
    return HOMES if year.sector.get(name) == "buildings" else "Industry"


def _loaded(sector: str, carrier: str) -> str:
    """Return the sector of the template of a demand."""
    if carrier == "hydrogen":
        return "Non-Energy Use"
    if sector == "gas_transport":
        return "Other Sector"
    return HOMES if sector in BUILDINGS else "Industry"


def _own_gas(year: Year, values: Values) -> None:
    """Move what crackers burn themselves from feedstock to industry, and take out what they give to others.

    The gas of the refineries is their own use as well.
    """
    feedstock, industry, others = (
        f"Final Energy|{name}" for name in ("Non-Energy Use|Liquids", "Industry|Gases", "Other Sector|Gases")
    )
    for name, (reference, rate) in year.own_fuel.items():
        burnt = rate * max(year.flows(reference).get(name, 0.0), 0.0)
        values[industry] += burnt
        values[feedstock] -= burnt
    for carrier in ("fuel_gas", "hydrogen"):
        made = {name: value for name, value in year.flows(carrier).items() if name in year.taken("naphtha")}
        values[feedstock] -= sum(max(value, 0.0) for value in made.values())
    refined = min(max(year.flows("fuel_gas").get("refinery", 0.0), 0.0), values[industry])
    values[industry] -= refined
    values[others] += refined


def _furnace_gas(year: Year, values: Values) -> None:
    """Take out of the coal of industry the blast-furnace gas that power plants burn."""
    sold = sum(value for name, value in year.taken("blast_furnace_gas").items() if name in year.makes_power)
    solids = "Final Energy|Industry|Solids"
    values[solids] -= min(sold, values[solids])


def _heat(year: Year, values: Values) -> None:
    """Add heat of others: to buildings what networks deliver, to refineries and industry the rest below 200 °C."""
    delivered = max(year.flows("space_heat").get("heat_branch", 0.0), 0.0)
    values[f"Final Energy|{HOMES}|Heat"] += delivered + sum(year.loads("district_heat").values())
    to_networks = -sum(year.flows(year.industrial_heat, "Link").values())
    central = max(sum(_central(year, year.industrial_heat).values()) - to_networks, 0.0)
    refined = -year.flows(("heat_100", "steam_200")).get("refinery", 0.0)
    values["Final Energy|Other Sector|Heat"] += min(refined, central)
    values["Final Energy|Industry|Heat"] += central - min(refined, central)


def traded(year: Year) -> dict[str, float]:
    """Return what comes in from outside Flanders, net, by carrier: what all that is outside gives."""
    outside = year.whole[~year.whole["cluster"].isin(year.home) & (year.whole["component"] != "Link")]
    sums = outside.groupby("bus_carrier")["value"].sum()
    return {carrier: float(sums.get(carrier, 0.0)) for carrier in TRADED}


def trade(year: Year) -> Values:
    """Return net exports of electricity and hydrogen."""
    net = traded(year)
    return {f"Trade|Secondary Energy|{c.capitalize()} [Volume]": -net[c] for c in ("electricity", "hydrogen")}


def primary(year: Year) -> Values:
    """Return primary energy by source, direct equivalent."""
    values: Values = defaultdict(float)
    sources = {carrier for carrier, source in year.source.items() if source in PRIMARY}
    bought = year.whole[(year.whole["component"] == "Generator") & year.whole["bus_carrier"].isin(sources)]
    for carrier, value in bought.groupby("bus_carrier")["value"].sum().items():
        values[f"Primary Energy|{year.source[str(carrier)]}"] += float(value)
    for name, value in year.given("electricity").items():
        if name in RENEWABLE:
            values[f"Primary Energy|{RENEWABLE[name]}"] += value
    values["Primary Energy|Oil"] += max(year.flows("fuel_gas").get("refinery", 0.0), 0.0)
    values["Primary Energy|Other"] += sum(year.taken("waste").values())
    values["Primary Energy|Secondary Energy Trade"] += sum(traded(year).values())
    return values
