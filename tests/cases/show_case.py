"""A small Flanders with plausible numbers, as result tables: what the other tests of the figures draw."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from werven.data.polygons import read_outline
from werven.solved.tables import ResultTables
from werven.words.names import Context, Names

DATA = Path(__file__).parents[2] / "data"

# technology: carrier=rate per unit of activity (as in technology_ports, with the CO2 of the fuels)
RATES = """
onwind electricity=1
offwind electricity=1
solar electricity=1
nuclear electricity=1
ccgt electricity=1 natural_gas=-1.72 co2_power=0.34744
chp_gas electricity=1 steam_200=1.28 natural_gas=-2.78 co2_flue=0.56156
bfg_power electricity=1 blast_furnace_gas=-2.667 co2_steel=2.496312
waste_chp electricity=0.16 steam_200=0.5 waste=-1 co2_waste=0.16
gas_boiler_steam steam_200=1 natural_gas=-1.075 co2_flue=0.21715
fuel_gas_heater_500 heat_500=1 fuel_gas=-1.11 co2_flue=0.222
gas_firing heat_high=1 natural_gas=-1.11 co2_flue=0.22422
fuel_gas_firing heat_high=1 fuel_gas=-1.11 co2_flue=0.222
heat_pump_100 heat_100=1 electricity=-0.28
electric_boiler_steam steam_200=1 electricity=-1.01
letdown_200 steam_200=-1 heat_100=1
gas_boiler_home space_heat=1 natural_gas=-1.09 atmosphere=0.22018
heat_pump_home space_heat=1 electricity=-0.33
biomass_home space_heat=1 solid_biomass=-1.333 atmosphere=0
solid_biomass_boiler_steam steam_200=1 solid_biomass=-1.12 co2_flue=0.410704 atmosphere=-0.410704
smr hydrogen=1 natural_gas=-1.3158 co2_reformer=0.15947 co2_flue=0.10632
smr_ammonia hydrogen=1 natural_gas=-1.3158 co2_high_purity=0.17276 co2_flue=0.09303
electrolysis hydrogen=0.65 electricity=-1
haber_bosch ammonia=1 hydrogen=-1.1484 electricity=-0.2473
bf_bof steel=1 coal=-4.25 natural_gas=-0.494 electricity=-0.494 blast_furnace_gas=0.9 co2_steel=0.76189
dri_hydrogen sponge_iron=1 hydrogen=-1.9 natural_gas=-0.15 electricity=-0.32 atmosphere=0.0303
refinery refined_products=1 electricity=-0.005 hydrogen=-0.006 fuel_gas=0.048 heat_500=-0.03 co2_flue=0.002
steam_cracker olefins=1 naphtha=-14.8 electricity=-0.3 fuel_gas=2.9 hydrogen=0.2
capture_high_purity co2_high_purity=-1 co2=0.98 atmosphere=0.02 electricity=-0.1
capture_steel co2_steel=-1 co2=0.9 atmosphere=0.1 electricity=-0.15 steam_200=-0.5
capture_flue co2_flue=-1 co2=0.9 atmosphere=0.1 electricity=-0.15 steam_200=-0.8
"""

# technology, node, activity in TWh or Mt per year
RUNS = """
onwind ANR 0.8; onwind GNT 1.2; onwind ROE 0.9; onwind LIM 0.9; offwind OFF1 8.2; offwind OFF2 7.1
solar ALB 1.6; solar LIM 1.5; solar ROE 1.7; solar VBR 0.9; nuclear ANL 15.2; ccgt GNT 3.1; ccgt ANR 4.4
ccgt VBR 1.9; chp_gas ANR 4.1; chp_gas ANL 1.2; chp_gas ALB 0.9; bfg_power GNT 1.35; waste_chp ANL.steam 3.9
waste_chp GNT.steam 0.6; gas_boiler_steam ANR 3.4; gas_boiler_steam GNT 1.1; gas_boiler_steam ALB 0.9
gas_boiler_steam ROE 1.3; gas_boiler_steam LIM 0.5; gas_boiler_steam MEC 0.4; gas_boiler_steam OST 0.2
fuel_gas_heater_500 ANR.refinery 8.6; fuel_gas_firing ANR 6.2; gas_firing ANR 3.3; gas_firing GNT 1.9
gas_firing ALB 1.1; heat_pump_100 ROE 0.9; heat_pump_100 ALB 0.5; electric_boiler_steam ANR 1.8
letdown_200 ANR 1.5; gas_boiler_home ANR 5.1; gas_boiler_home GNT 4.2; gas_boiler_home VBR 4.5
gas_boiler_home ROE 4.1; gas_boiler_home LIM 3.6; gas_boiler_home LEU 2.6; gas_boiler_home MEC 3.9
gas_boiler_home DEN 4.0; gas_boiler_home ZBR 1.7; gas_boiler_home OST 1.8; heat_pump_home VBR 1.4
heat_pump_home LEU 0.9; biomass_home LIM 1.2; solid_biomass_boiler_steam LIM 0.6; smr ANR 4.6; smr GNT 0.3
smr_ammonia ANR 3.9; electrolysis ANR 0.9; electrolysis GNT 0.3; haber_bosch ANR 3.4; bf_bof GNT 4.0
dri_hydrogen GNT 0.5; refinery ANR.refinery 365; steam_cracker ANR 2.3; steam_cracker ANL 0.3
capture_high_purity ANR 0.6; capture_steel GNT 2.2; capture_flue ANR 2.9
"""

# carrier, sector, then node=TWh per year
LOADS = """
electricity chemicals ANR=5.9 ANL=1.65 GNT=0.57 ALB=0.99 MEC=0.26 LIM=0.1
electricity steel GNT=1.9 LIM=0.3
electricity food ROE=0.8 DEN=0.4 OST=0.2 ZBR=0.2
electricity paper GNT=0.6 LIM=0.4
electricity residential ANR=2.7 GNT=1.7 VBR=1.5 ROE=2.1 LIM=1.8 LEU=1.1 MEC=1.6 DEN=1.6 ZBR=1.5 ALB=2.0
electricity services ANR=2.3 ANL=0.4 GNT=1.5 VBR=2.1 ROE=1.6 LIM=1.2 LEU=1.0 MEC=1.2 DEN=1.0 OST=1.5 ALB=1.3
hydrogen chemicals ANR=1.2 ANL=0.4 ALB=0.2 GNT=0.1
heat_100 food ROE=0.5 DEN=0.3 OST=0.1
heat_100 chemicals ANR=1.1 ANL=0.4 ALB=0.3
steam_200 chemicals ANR=4.7 ANL=1.5 GNT=0.4 ALB=0.6
steam_200 food ROE=0.7 DEN=0.3
heat_500 chemicals ANR=2.4 ANL=0.5 GNT=0.2
heat_high steel GNT=1.7 LIM=0.1
heat_high chemicals ANR=6.3 ANL=0.8 ALB=0.8
"""

NEEDS = """
carrier,kind,from,to,existing,needed,planned,gap,unit,use,flow_forward_per_year,flow_back_per_year
electricity,line,ZBR,GNT,2380,4600,6000,2220,MW,1,13.1,0.4
electricity,line,GNT,ROE,2380,2500,3400,120,MW,0.9,3.1,1.4
electricity,line,ROE,FR.border,2380,2380,0,0,MW,0.9,2.1,5.4
electricity,line,ZBR,ROE,0,3900,6000,3900,MW,0.9,9.3,0
electricity,line,GNT,ANL,2380,3700,0,1320,MW,1,9.1,1.4
electricity,line,ANL,ANR,4760,6100,3400,1340,MW,0.8,21.1,0.4
electricity,line,ANL,MEC,3570,3570,0,0,MW,0.8,8.1,0.4
electricity,line,ANL,DEN,2380,2380,0,0,MW,0.7,5.5,0.2
electricity,line,DEN,VBR,4760,2900,0,0,MW,0.7,3.5,0.2
electricity,line,MEC,ANR,2380,2380,0,0,MW,0.7,3.5,2.2
electricity,line,ANR,ALB,2380,4200,3000,1820,MW,1,7.5,2.2
electricity,line,ALB,LIM,2380,3100,3000,720,MW,1,4.5,3.2
electricity,line,LIM,WAL.border,2380,3600,3000,1220,MW,1,2.5,5.2
electricity,line,ANR,NL.border,2380,3400,0,1020,MW,1,4.5,6.2
electricity,line,LIM,NL.border,2380,2380,0,0,MW,1,4.5,1.2
electricity,line,VBR,WAL.border,2380,2380,0,0,MW,1,2.5,4.2
electricity,line,LEU,VBR,420,600,0,180,MW,1,0.1,2.2
electricity,line,OST,ZBR,560,560,0,0,MW,1,0.1,2.2
electricity,cable,OFF1,ZBR,2300,2300,0,0,MW,1,8.2,0
electricity,cable,OFF2,ZBR,0,2100,2100,2100,MW,1,7.1,0
electricity,hvdc,UK,ZBR,1000,1000,0,0,MW,1,3.1,4.0
electricity,hvdc,UK,OFF2,0,900,1400,900,MW,1,2.1,1.0
electricity,hvdc,WAL,DE,1000,1000,0,0,MW,1,2.1,4.0
electricity,hvdc,DK,OFF2,0,40,0,40,MW,1,0.1,0
hydrogen,pipeline,GNT,ANL,0,620,0,620,MW,1,2.1,0.3
hydrogen,pipeline,ANL,ANR,350,900,0,550,MW,1,3.1,0.3
hydrogen,pipeline,NL.border,ANR,0,400,0,400,MW,1,1.9,0.0
hydrogen,pipeline,ANR,GNT,200,200,0,0,MW,1,0.2,0.1
ammonia,terminal,SEA,ANR,300,1200,0,900,MW,1,6.2,0
co2,pipeline,ANL,ANR.hub,0,90,0,90,t/h,1,0.7,0
co2,pipeline,ANR,ANR.hub,0,410,0,410,t/h,1,3.1,0
co2,pipeline,ANR.refinery,ANR.hub,0,80,0,80,t/h,1,0.6,0
co2,pipeline,GNT,GNT.hub,0,250,0,250,t/h,1,2.0,0
co2,pipeline,GNT.hub,ZBR.hub,0,250,0,250,t/h,1,2.0,0
co2,pipeline,ANR.hub,GNT.hub,0,150,0,150,t/h,1,1.2,0.1
co2,ship,ANR.hub,SEA_NO,0,285,0,285,t/h,1,2.2,0
co2,pipeline,ZBR.hub,SEA_NO,0,400,0,400,t/h,1,3.1,0
co2,pipeline,WAL.border,ANR.hub,0,120,0,120,t/h,1,0.9,0
steam_200,network,ANL.steam,ANL,250,320,0,70,MW,1,1.9,0
steam_200,network,ANR.steam,ANR,0,140,0,140,MW,1,0.9,0
steam_200,network,ANL.steam,ANR.steam,0,90,0,90,MW,1,0.6,0
district_heat,network,ROE.steam,ROE,40,60,0,20,MW,1,0.3,0
district_heat,network,ALB.steam,ALB,0,45,0,45,MW,1,0.3,0
"""


def base(name: str) -> pd.DataFrame:
    """Return a table of the base case, nothing but text and numbers."""
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values={"population_2020": [""]})


def _words(text: str) -> list[list[str]]:
    return [piece.split() for piece in text.replace("\n", ";").split(";") if piece.split()]


def demand_table() -> pd.DataFrame:
    rows = [
        (node, carrier, sector, float(value), float(value) * 140)
        for carrier, sector, *cells in _words(LOADS)
        for node, value in (cell.split("=") for cell in cells)
    ]
    return pd.DataFrame(rows, columns=["cluster", "carrier", "sector", "twh_per_year", "peak_mw"])


def balance_table(scale: float = 1.0) -> pd.DataFrame:
    """Return a balance in which every carrier closes: what is short is bought, the rest is used."""
    rates = {name: {c: float(r) for c, r in (p.split("=") for p in ports)} for name, *ports in _words(RATES)}
    rows = [
        (carrier, node, "Process", technology, rate * float(activity) * scale * 1e6)
        for technology, node, activity in _words(RUNS)
        for carrier, rate in rates[technology].items()
    ]
    for row in demand_table().itertuples():
        rows.append((row.carrier, row.cluster, "Load", f"demand {row.sector}", -float(row.twh_per_year) * 1e6))
    balance = pd.DataFrame(rows, columns=["bus_carrier", "cluster", "component", "technology", "value"])
    balance = pd.concat([balance, _rest(balance)], ignore_index=True)
    unit = base("carriers").set_index("carrier")["unit"].map({"MW": "MWh", "t/h": "t"})
    return balance.assign(unit=balance["bus_carrier"].map(unit))


def _rest(balance: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, float]] = []
    for carrier, value in balance.groupby("bus_carrier")["value"].sum().items():
        name = str(carrier)
        if name.startswith("co2_"):
            rows += [
                (name, "ANR", "Process", "release", -value),
                ("atmosphere", "ANR", "Process", "release", value),
            ]
        elif name in ("electricity", "hydrogen", "ammonia"):
            rows.append((name, "ANR", "Link", f"{name} grid", -value))
        elif name == "atmosphere":
            continue
        elif name == "co2":
            rows.append((name, "ANR.hub", "Link", "co2 ship", -value))
        elif value < 0:
            rows.append((name, "FLA", "Generator", "supply", -value))
        else:
            rows.append((name, "ANR", "Load", "demand buildings" if "heat" in name else "demand chemicals", -value))
    air = sum(row[4] for row in rows if row[0] == "atmosphere")
    emitted = balance.loc[balance["bus_carrier"] == "atmosphere", "value"].sum() + air
    rows.append(("atmosphere", "FLA", "Generator", "", -emitted))
    return pd.DataFrame(rows, columns=["bus_carrier", "cluster", "component", "technology", "value"])


def emissions_table(balance: pd.DataFrame) -> pd.DataFrame:
    rows = balance[(balance["bus_carrier"] == "atmosphere") & (balance["technology"] != "")]
    sector = base("technologies").set_index("technology")["sector"]
    more = """
    cluster,sector,t_per_year
    GNT,steel,6100000
    ANR,refining,3900000
    ANR,chemicals,3300000
    ANR,hydrogen,900000
    ANL,olefins,700000
    ANL,waste,620000
    ANR,power,1500000
    GNT,power,1050000
    VBR,power,640000
    ALB,chemicals,700000
    LIM,food,150000
    """
    own = pd.read_csv(io.StringIO(more.replace(" ", "")))
    table = pd.DataFrame(
        {
            "cluster": rows["cluster"],
            "sector": rows["technology"].map(sector),
            "t_per_year": rows["value"],
        }
    )
    table = table[~table["sector"].isin(["release", "capture"])]
    return pd.concat([table, own]).assign(carrier="natural_gas", technology="", boundary="flanders")


@cache
def case(year: int = 2035, scale: float = 1.0) -> ResultTables:
    balance = balance_table(scale)
    return ResultTables(
        year=year,
        context=Context("base", "nl", "price", {year: 113.0}, "0.1.0"),
        demand=demand_table(),
        needs=pd.read_csv(io.StringIO(NEEDS)),
        emissions=emissions_table(balance),
        balance=balance,
        technologies=base("technologies"),
        carriers=base("carriers"),
        carrier_groups=base("carrier_groups"),
        nodes=base("nodes"),
        outline=read_outline(DATA / "outline.csv"),
    )


def names(language: str = "nl") -> Names:
    return case().names(language)


def test_the_case_itself_closes() -> None:
    balance = balance_table()
    whole = balance.groupby("bus_carrier")["value"].sum().abs().max()
    assert whole == pytest.approx(0, abs=1e-3)
