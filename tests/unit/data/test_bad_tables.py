"""Bad tables: every file in turn made unreadable or cut off, and rows that contradict each other or reach nothing.

The cases of the files and a part of the cells, drawn with a seed, are those of `benchmarks/fuzz_tables.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT
from fuzz_tables import EVERY, GOOD_FORMS, WRONG, Case, Judge, Sheet, files, headers, judged

from werven.errors import InputError
from werven.scenarios import read_run

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Return what holds the base case with one table changed."""
    return Judge(DATA, tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("table", EVERY)
def test_a_file_that_is_no_table_is_refused_and_named(table: str, judge: Judge) -> None:
    sheet = Sheet.of(DATA / f"{table}.csv")
    header = next(case for case in headers(sheet) if case.kind == "header misspelt")
    for case in (header, *files(sheet)):
        if case.kind not in GOOD_FORMS:
            assert any(fault.file.startswith(f"{table}.csv") for fault in judge.faults(case)), case.kind


def test_a_file_in_another_form_that_says_the_same_is_taken(judge: Judge) -> None:
    forms = [case for case in files(Sheet.of(DATA / "works.csv")) if case.kind in GOOD_FORMS]
    assert [judge.faults(case) for case in forms] == [[]] * len(GOOD_FORMS)


def test_a_part_of_the_fuzzer_finds_nothing_wrong() -> None:
    outcomes = list(judged(DATA, list(EVERY), count=1, values=2, seed=17, part=0.03))
    assert len(outcomes) > 100
    assert [outcome for outcome in outcomes if outcome.result in WRONG] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",true,", ",WAAR,", 1),
        lambda text: text.replace(",0.015,", ",2%,", 1),
        lambda text: text.replace(",2100,", ',"2,000",', 1),
        lambda text: text.replace("year_in_service", "jaar", 1),
        lambda text: text.partition("\n")[0] + "\n",
        lambda text: text.replace(",", ";"),
    ],
    ids=["flag", "percent", "thousands", "header", "only a header", "semicolons"],
)
def test_every_fault_of_every_file_stands_in_one_message(change: Callable[[str], str], tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    for name, edit in {
        "works": change,
        "prices": lambda text: text.replace("natural_gas,2023,41,", "natural_gas,2023,inf,"),
        "places": lambda text: text.replace(",city,", ",stad,", 1),
    }.items():
        path = tmp_path / f"data/{name}.csv"
        before = path.read_text(encoding="utf-8")
        assert edit(before) != before
        path.write_text(edit(before), encoding="utf-8")
    (tmp_path / "book.yaml").write_text("overrides: {bad: {netwrok: {}}}\nscenarios: {own: [bad]}\n")
    with pytest.raises(InputError) as caught:
        read_run(tmp_path / "data", ROOT / "config/config.yaml", [tmp_path / "book.yaml"])
    for part in ("works.csv", "prices.csv, row 2, column price: found 'inf'", "places.csv", "netwrok"):
        assert part in str(caught.value)


@dataclass(frozen=True)
class Edit:
    """A row of a table (the first that holds these words), columns that are changed, and what is said about it."""

    table: str
    row: dict[str, str]
    change: dict[str, str]
    says: str


BAD: dict[str, Edit] = {
    # Numbers that are none
    "infinite price": Edit("prices", {"item": "coal"}, {"price": "inf"}, "a number"),
    "price beyond all numbers": Edit("prices", {"item": "coal"}, {"price": "1e400"}, "a number"),
    "huge price": Edit("prices", {"item": "coal"}, {"price": "1e308"}, "<= 100000"),
    "huge capacity": Edit("assets", {}, {"capacity": "1e308"}, "<= 1e+06"),
    "infinite investment": Edit("works", {"work": "E10"}, {"capex_meur": "inf"}, "a number"),
    "infinite activity": Edit("activities", {"activity": "steel"}, {"value": "Infinity"}, "a number"),
    "no number": Edit("demand_2023", {}, {"value": "nan"}, "a number"),
    "decimal comma": Edit("demand_2023", {}, {"value": "1,1787"}, "nearest: '1.1787'"),
    # Words nobody checked
    "item in one year of four": Edit("prices", {"item": "coal", "year": "2040"}, {"item": "cole"}, "nearest: 'coal'"),
    "sector of a technology": Edit("technologies", {"technology": "onwind"}, {"sector": "powr"}, "nearest: 'power'"),
    "sector without a builder": Edit("technologies", {"technology": "onwind"}, {"sector": "other"}, "found 'other'"),
    "sector of a demand": Edit("demand_2023", {}, {"sector": "residental"}, "nearest: 'residential'"),
    "sector of a site": Edit("sites", {}, {"sector": "stell"}, "nearest: 'steel'"),
    "family": Edit("carriers", {"carrier": "naphtha"}, {"family": "feedstok"}, "nearest: 'feedstock'"),
    "quantity": Edit("calibration", {}, {"quantity": "onwind_factor"}, "nearest: 'onwind_capacity_factor'"),
    "unit of calibration": Edit("calibration", {}, {"unit": "%"}, "one of p.u."),
    "colour": Edit("technologies", {"technology": "onwind"}, {"color": "blue"}, "#rrggbb"),
    "colour that is more": Edit("carriers", {}, {"color": "#f2b701;background:url(x)"}, "#rrggbb"),
    "carrier the code asks for": Edit("carriers", {"carrier": "atmosphere"}, {"carrier": "air"}, "asked for by name"),
    "price the code asks for": Edit("prices", {"item": "co2_ets"}, {"item": "co2_etz"}, "a price of CO2"),
    "item of the back-cast": Edit("backcast_reference", {"item": "paper"}, {"item": "papr"}, "nearest: 'paper'"),
    "item of the balance": Edit("industry_balance", {"item": "of which CHP"}, {"item": "CHP"}, "asked for by name"),
    "profile of a demand": Edit("demand_2023", {}, {"profile": "onwind"}, "one of flat"),
    "profile of a load": Edit("neighbour_supply", {"kind": "load"}, {"profile": "solar"}, "it is a load"),
    # Ids
    "id with a plus": Edit("works", {"work": "T20"}, {"work": "C04+"}, "a letter or digit"),
    "id with a semicolon": Edit("works", {"work": "T20"}, {"work": "T20;T1"}, "a letter or digit"),
    "id with a blank at its end": Edit("nodes", {"node": "LEU"}, {"node": "LEU "}, "a letter or digit"),
    "id that is a path": Edit("technologies", {"technology": "onwind"}, {"technology": "../x"}, "a letter or digit"),
    "id of 61 letters": Edit("storages", {}, {"storage": "x" * 61}, "at most 60"),
    "id in two tables": Edit("projects", {"project": "P01"}, {"project": "E01"}, "row 2 of works.csv"),
    "node that is a kind": Edit("nodes", {"node": "LEU"}, {"node": "cluster"}, "no kind of node"),
    # Rows that contradict
    "low above high": Edit("prices", {"item": "scrap"}, {"low": "900"}, "at least low, 900"),
    "value outside its range": Edit("activities", {"activity": "olefins"}, {"high": "1"}, "at least value, 3.42"),
    "investment": Edit("works", {"work": "E10"}, {"capex_low_meur": "5000"}, "at least capex_low_meur, 5000"),
    "stock beyond the peak": Edit(
        "heat_stock",
        {"nodes": "ANR.refinery", "carrier": "steam_200"},
        {"share": "1.5"},
        "as at ANR.refinery: rows 8, 9",
    ),
    "more capture than stream": Edit("capture_steps", {"step": "a"}, {"share": "0.5"}, "at most 1 together: rows 2, 3"),
    "variant of itself": Edit("works", {"work": "E13"}, {"variant_of": "E13"}, "another work than itself"),
    "variants of each other": Edit("works", {"work": "E09"}, {"variant_of": "E09h"}, "(row 11) is one of E09"),
    "works that require each other": Edit("works", {"work": "C04"}, {"requires": "C04b"}, "do not require C04"),
    "work that requires its variant": Edit("works", {"work": "E09h"}, {"requires": "E09"}, "no alternative of E09h"),
    "carrier of a leg": Edit("work_legs", {"work": "H01"}, {"carrier": "electricity"}, "hydrogen, as H01 in row"),
    "carrier of a work": Edit("works", {"work": "T01"}, {"carrier": "hydrogen"}, "hydrogen, as T01"),
    "latitude and longitude swapped": Edit(
        "nodes", {"node": "LEU"}, {"lat_deg": "4.8", "lon_deg": "50.85"}, ">= 30 <= 75"
    ),
    "site that is swapped": Edit("sites", {}, {"lat_deg": "3.8", "lon_deg": "51.1"}, ">= 30 <= 75"),
    "size of a work": Edit("works", {"work": "C13"}, {"capacity": "99999"}, "the size of one of its legs"),
    "size of a leg": Edit(
        "work_legs", {"work": "E01"}, {"capacity": "42"}, "one of its legs in work_legs.csv: 33.6 MW"
    ),
    "trade without a border": Edit("work_legs", {"work": "E03"}, {"trading_capacity_mw": "100"}, "from a border"),
    "the other way round": Edit(
        "neighbour_links", {"zone0": "NL", "zone1": "UK"}, {"zone0": "DE", "zone1": "NL"}, "the other way round"
    ),
    "CO2 that is not CO2": Edit("carriers", {"carrier": "co2"}, {"co2_t_per_unit": "2"}, "it is CO2 itself"),
    # Rows that reach nothing
    "asset that cannot stand": Edit("assets", {"technology": "offwind"}, {"node": "LEU"}, "offwind may stand: OFF1"),
    "potential that cannot stand": Edit("potentials", {"technology": "solar"}, {"node": "OFF1"}, "solar may stand"),
    "step of no capture": Edit("capture_steps", {}, {"technology": "smr"}, "captures from a stream"),
    "pinned project": Edit("projects", {"project": "P28"}, {"cluster": "LEU"}, "electrolysis may stand"),
    "demand without a bus": Edit("demand_2023", {"carrier": "ammonia"}, {"node": "LEU"}, "a bus of ammonia: ANR"),
    "demand abroad": Edit("demand_2023", {}, {"node": "NL"}, "a cluster or a subnode"),
    "neighbour that is a cluster": Edit("neighbour_supply", {}, {"zone": "LEU"}, "of kind neighbour or sea"),
    "neighbour without the bus": Edit("neighbour_supply", {}, {"carrier": "steam_200"}, "a bus at NL"),
    "link to itself": Edit("neighbour_links", {}, {"zone1": "NL"}, "another node than zone0"),
    "line to itself": Edit("grid", {}, {"to_node": "ZBR"}, "another node than from_node"),
    "line to no bus": Edit("grid", {}, {"to_node": "SEA"}, "a bus of electricity"),
    "parent of itself": Edit("nodes", {"node": "ANR.hub"}, {"parent": "ANR.hub"}, "a node of kind cluster"),
    "parent of a cluster": Edit("nodes", {"node": "LEU"}, {"parent": "ANR"}, "belongs to no other node"),
    "border of another": Edit("nodes", {"node": "NL.border"}, {"parent": "FR"}, "FR.border"),
    "efficiency of nothing": Edit("efficiency", {}, {"carrier": "natural_gas"}, "a carrier that"),
    "stock of another heat": Edit("heat_stock", {}, {"technology": "gas_firing"}, "heat_high, the reference"),
    "store without a bus": Edit("storages", {}, {"nodes": "SEA"}, "a bus of electricity"),
    "technology without a bus": Edit("technologies", {"technology": "smr"}, {"nodes": "LEU"}, "a bus of hydrogen"),
    "border without trade": Edit("trading_capacity", {"zone": "WAL"}, {"zone": "UK"}, "with a node of kind border"),
    "factor of what nobody buys": Edit("upstream_factors", {}, {"item": "steel"}, "feedstock that is bought"),
    "site in the sea": Edit("sites", {}, {"cluster": "SEA"}, "of kind cluster"),
    # Physics
    "reference of another port": Edit("technologies", {"technology": "eaf"}, {"reference": "scrap"}, "1 or -1"),
    "reference that is no port": Edit("technologies", {"technology": "smr"}, {"reference": "steel"}, "of its ports"),
    "reference of 0": Edit("technology_ports", {"technology": "onwind"}, {"rate": "0"}, "1 or -1"),
    "generator of two": Edit("technologies", {"technology": "smr"}, {"kind": "generator"}, "has one port"),
    "store that loses all": Edit("storages", {}, {"discharge_efficiency": "0"}, ">= 0.01"),
    "cold heat pump": Edit("technologies", {"technology": "heat_pump_100"}, {"sink_degc": "5"}, "colder than sink"),
    "pump of nothing": Edit("technologies", {"technology": "heat_pump_100"}, {"carnot_share": ""}, "share of Carnot"),
    "CO2 to heat": Edit("technologies", {"technology": "ccgt"}, {"co2_to": "heat_100"}, "a family of CO2"),
    "energy from nothing": Edit(
        "technology_ports", {"technology": "electric_boiler_100", "carrier": "electricity"}, {"rate": "-0.5"}, "creates"
    ),
    "carbon that is lost": Edit("technologies", {"technology": "gas_firing"}, {"co2_to": ""}, "of its carbon"),
    "capture without release": Edit("technologies", {"technology": "smr"}, {"kind": "reactor"}, "one of process"),
}


def technology(name: str, says: str, **change: str) -> Edit:
    return Edit("technologies", {"technology": name}, change, says)


def port(name: str, which: str, says: str, **change: str) -> Edit:
    return Edit("technology_ports", {"technology": name, "carrier": which}, change, says)


def leg(work: str, says: str, **change: str) -> Edit:
    return Edit("work_legs", {"work": work}, change, says)


def block(says: str, change: dict[str, str], **row: str) -> Edit:
    return Edit("neighbour_supply", {"zone": "NL", **row}, change, says)


BAD |= {
    # Power from nothing, and what else no plant can be
    "power without a fuel": port("electric_home", "electricity", "gives and takes nothing", rate="1"),
    "wind that takes": port("onwind", "electricity", "a generator gives", rate="-1"),
    "carbon out of the air": port("electric_boiler_100", "electricity", "as CO2, or than grew", carrier="atmosphere"),
    "emissions taken abroad": port("letdown_200", "steam_200", "as CO2, or than grew", carrier="upstream"),
    "CO2 to the ledger abroad": technology("ccgt", "atmosphere, or a stream", co2_to="upstream"),
    "CO2 to a bus of elsewhere": technology("ccgt", "wherever it stands: ALB", co2_to="co2_steel"),
    "wind that always blows": technology("onwind", "onwind, its own", profile=""),
    "sun of the wind": technology("solar", "solar, its own", profile="onwind"),
    "reactor that follows a demand": technology("nuclear", "it is supply", profile="space_heat"),
    "neighbour's gas that follows a demand": block("it is supply", {"profile": "load_services"}, block="gas"),
    "least output of the wind": technology("onwind", "it follows onwind", min_pu="0.5"),
    "reactor that is never available": technology("nuclear", "above 0", availability="0"),
    "plant without limit": technology("ccgt", "without limit and cost", always="true"),
    "pump that lifts by nothing": technology("heat_pump_100", "at least 35", sink_degc="25.1"),
    "pump beyond its heat": technology("heat_pump_100", "at most 100, as heat_100 is", sink_degc="358"),
    "pump below its heat": technology("heat_pump_steam", "above 100 and at most 200", sink_degc="90"),
    "pump below the outside air": technology("heat_pump_home", "at least 25: the outside air", sink_degc="-40"),
    "wind with a sink": technology("onwind", "what is no heat pump", sink_degc="80", carnot_share="0.5"),
    "boiler with a sink": technology("gas_boiler_100", "heat_100 alone", sink_degc="80", carnot_share="0.5"),
    "store of the ledger": Edit(
        "storages", {"storage": "battery"}, {"carrier": "atmosphere", "nodes": "FLA"}, "no stream of CO2 and no ledger"
    ),
    "store abroad": Edit("storages", {"storage": "battery"}, {"nodes": "neighbour"}, "nodes of kind cluster"),
    "store for nothing": Edit(
        "storages",
        {"storage": "hydrogen_tank"},
        {"investment_eur_per_mwh": "0", "investment_eur_per_mw": "0"},
        "above 0, or a capacity_max",
    ),
    "line that makes hydrogen": leg("E01", "electricity becomes hydrogen, and not back", to_bus="ANR hydrogen"),
    "cracker without a loss": leg("H06", "below 1: ammonia becomes hydrogen", efficiency="1"),
    "power that becomes CO2": leg("E04", "counted in MW", to_bus="ANR.hub co2", both_ways="false", efficiency="0.9"),
    # What the rows beside say
    "fuel of unknown carbon": Edit("carriers", {"carrier": "natural_gas"}, {"co2_t_per_unit": ""}, "is followed"),
    "fuel of too much carbon": Edit("carriers", {"carrier": "coal"}, {"co2_t_per_unit": "95"}, "at most 1.5 t/MWh"),
    "heat that grew": Edit("carriers", {"carrier": "heat_100"}, {"biogenic": "true"}, "that grew"),
    "two of one name": Edit("carriers", {"carrier": "coal"}, {"name_en": "Hydrogen"}, "a name of its own: row 3"),
    "alternative of another kind": Edit("works", {"work": "E09h"}, {"variant_of": "H01"}, "carries hydrogen"),
    "work that is required twice": Edit("works", {"work": "E08"}, {"requires": "E07; E07"}, "named once"),
    "two works in a cell": Edit("works", {"work": "E08"}, {"requires": "E07,E09"}, "several are joined by ;"),
    "sub-node of another": Edit("nodes", {"node": "ANR.hub"}, {"parent": "GNT"}, "the cluster in its name, ANR"),
    "two clusters in one place": Edit(
        "nodes", {"node": "LEU"}, {"lat_deg": "51.305", "lon_deg": "4.31"}, "a place of its own"
    ),
    "rate of a later row": Edit(
        "technology_costs", {"technology": "onwind", "year": "2040"}, {"discount_rate": "0.3"}, "as in row"
    ),
    "unit of a later row": Edit("activities", {"activity": "steel", "year": "2040"}, {"unit": "index"}, "as in row"),
    "base year that is none": Edit("efficiency", {"year": "2023"}, {"factor": "2"}, "1 in 2023"),
    "gas that is a product": Edit("demand_2023", {"carrier": "natural_gas"}, {"use": "product"}, "is fuel"),
    "power that must be burnt": Edit("demand_2023", {"carrier": "electricity"}, {"use": "fixed_fuel"}, "energy, as"),
    "CO2 for nothing": Edit("prices", {"item": "co2_ets", "year": "2040"}, {"price": "0", "low": "0"}, "above 0"),
    "fuel by the tonne": Edit("prices", {"item": "uranium"}, {"unit": "EUR/t"}, "EUR/MWh: it is a fuel"),
    "neighbour that burns a price": block("a fuel", {"fuel": "co2_ets"}, block="gas"),
    "neighbour that burns nothing": block("it burns nothing", {"fuel": ""}, block="gas"),
    "figure of another area": Edit("references", {"item": "steel"}, {"area": "BE"}, "FLA: it is steel"),
    "figure of an area that does not trade": Edit("references", {"item": "price"}, {"area": "FLA"}, "BE, NL, FR"),
    "figure with one end": Edit("references", {"item": "net_import"}, {"low": ""}, "the other end is given"),
    "figure that nobody measures": Edit("references", {"item": "dri"}, {"item": "drj"}, "nearest: 'dri'"),
    "figure beyond its ends": Edit("references", {"item": "dri"}, {"value": "3"}, "at least value"),
    "fuel instead of none": block("it burns nothing", {"switch_eur_per_unit": "60"}, kind="load"),
    "load that burns": block("nothing: it is load", {"fuel": "natural_gas", "efficiency": "0.5"}, kind="load"),
    "load that is a sink": block("only CO2 has a sink", {"kind": "sink"}, kind="load"),
    "neighbour that is never there": block("above 0", {"availability": "0"}, block="gas"),
    "load that is built": block("nothing: it is load of electricity", {"built_as": "ccgt"}, block="load"),
    "wind that lacks none": block("electricity in any weather", {"built_as": "onwind"}, block="gas", year="2030"),
    "plant of no name": block("nearest: 'ccgt'", {"built_as": "ccgy"}, block="gas", year="2030"),
    "plant built one year": block("ccgt, as of earlier years", {"built_as": ""}, block="gas", year="2040"),
    "plant of another kind": block("ccgt, as of earlier years", {"built_as": "ocgt"}, block="gas", year="2050"),
    # Trade, its limits, and stores
    "limit without a border": Edit("import_limits", {}, {"borders": "NL;GNT"}, "neighbours: NL, FR, DE, UK, WAL, DK"),
    "limit of no border": Edit("import_limits", {}, {"borders": ""}, "text, not empty"),
    "limit of other borders": Edit("import_limits", {"year": "2030"}, {"borders": "NL"}, "as BE has in 2023"),
    "limit of nothing": Edit("import_limits", {}, {"import_mw": "0"}, ">= 0.001"),
    "limit that a pipe adds to": Edit("work_legs", {"work": "C13"}, {"import_limit_mw": "100"}, "the leg carries co2"),
    "line beyond its circuits": Edit("grid", {"corridor": "ROE-FR"}, {"capacity_mw": "9000"}, "2 circuits of 4000"),
    "more than all of a line": Edit("grid", {}, {"n1_factor": "1.2"}, "<= 1"),
    "N-1 of a pipe": Edit("grid", {"corridor": "H2-GNT-ANL"}, {"n1_factor": "0.8"}, "it carries hydrogen"),
    "corridor that nobody offers": Edit(
        "corridors", {"corridor": "OST_electricity-ZBR_electricity"}, {"plan": ""}, "a published plan"
    ),
    "store without a room": block("every store has a yearly room", {"room_per_year": ""}, kind="sink"),
    "room that cannot be filled": block("what its capacity takes", {"room_per_year": "40"}, kind="sink", year="2040"),
    "store without a way there": block("so the way is paid here", {"transport_eur_per_unit": ""}, kind="sink"),
    "way to what is no store": block("no store of CO2", {"transport_eur_per_unit": "5"}, kind="load"),
    "store with two prices of the way": Edit(
        "works", {"work": "C13"}, {"kind": "co2 offshore pipeline"}, "work C13 is the pipe"
    ),
    "battery without hours": block("a number: it is a store", {"hours": ""}, kind="storage"),
    "load with hours": block("nothing: it is load", {"hours": "4"}, kind="load"),
    "fleet that ends in silence": block("found 'no 2050'", {"year": "2049"}, block="coal", year="2050"),
    "policy that asks for more than it allows": Edit(
        "policies",
        {"kind": "least_capacity", "year": "2040"},
        {"value": "2500"},
        "offshore_tender allows no more of offwind",
    ),
    "policy against a contract": Edit(
        "policies", {"node": "ZBR", "year": "2030"}, {"technology": "electrolysis", "value": "1"}, "policy gas_in_homes"
    ),
}


def edited(edit: Edit) -> Case:
    """Return the case of an edit."""
    sheet = Sheet.of(DATA / f"{edit.table}.csv")
    place = {name: number for number, name in enumerate(sheet.header)}
    row = next(row for row in sheet.rows if all(row[place[name]] == word for name, word in edit.row.items()))
    for name, value in edit.change.items():
        assert row[place[name]] != value
        row[place[name]] = value
    return Case(edit.table, "edit", "", sheet.written(sheet.rows))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_refused(name: str, judge: Judge) -> None:
    told = [str(fault) for fault in judge.faults(edited(BAD[name]))]
    assert [line for line in told if BAD[name].says in line], told


LOST = {
    "technology_ports ": ({"technology": "ccgt", "carrier": "natural_gas"}, "gives and takes nothing"),
    "technology_ports": ({"technology": "onwind"}, "technologies.csv, row 2"),
    "technology_costs": ({"technology": "smr"}, "technology_costs"),
    "capture_steps": ({"technology": "capture_flue"}, "steps in capture_steps.csv"),
    "potentials": ({"technology": "solar", "node": "GNT"}, "found 'no GNT'"),
    "prices": ({"item": "coal", "year": "2050"}, "found 'no 2050'"),
    "upstream_factors": ({"item": "coal"}, "a row in upstream_factors.csv"),
    "neighbour_supply": ({"zone": "NL", "block": "load", "year": "2050"}, "found 'no 2050'"),
    "neighbour_links": ({"zone0": "NL", "zone1": "DE", "year": "2030"}, "found 'no 2030'"),
    "activities": ({"activity": "steel", "year": "2040"}, "found 'no 2040'"),
    "efficiency": ({"activity": "paper", "carrier": "heat_100", "year": "2050"}, "found 'no 2050'"),
    "demand_2023": ({"node": "LEU", "carrier": "space_heat"}, "found 'no space_heat'"),
    "heat_stock": ({"carrier": "district_heat"}, "a row in heat_stock.csv"),
    "assets": ({"technology": "haber_bosch"}, "an asset of assets.csv makes"),
    "grid": ({"corridor": "OST-ZBR"}, "join every cluster with ANR"),
    "trading_capacity": ({"zone": "NL"}, "NL has no row there"),
    "work_legs": ({"work": "H03", "leg": "2"}, "found 'no 2'"),
    "calibration": ({"quantity": "solar_capacity_factor"}, "2 rows"),
    "backcast_reference": ({"item": "glass"}, "47 rows"),
    "sites": ({"site": "BE_750"}, "20.6 Mt within"),
}


@pytest.mark.parametrize("table", LOST)
def test_rows_that_are_lost_are_told(table: str, judge: Judge) -> None:
    words, says = LOST[table]
    table = table.strip()
    sheet = Sheet.of(DATA / f"{table}.csv")
    place = {name: number for number, name in enumerate(sheet.header)}
    kept = [row for row in sheet.rows if any(row[place[name]] != word for name, word in words.items())]
    assert len(kept) < len(sheet.rows)
    told = [str(fault) for fault in judge.faults(Case(table, "lost", "", sheet.written(kept)))]
    assert [line for line in told if says in line], told
