"""Bad input: one table of every kind there is, and what is said about each.

A cell is changed in a copy of the base case. Cells of a batch are changed together and told in one message; a cell
that cannot be read hides what would need its table, hence the batches.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, resolution, world

from werven.config.settings import Config, read_yaml, validate
from werven.data.inputs import check_all
from werven.errors import InputError, SolveError
from werven.network.sectors import loads
from werven.weather.hours import read_weather_file


@dataclass(frozen=True)
class Cell:
    """A cell of `data/`: batch, table, row (the first that fits an expression), column, value; what is allowed."""

    batch: int
    table: str
    row: str
    column: str
    value: str
    says: str
    told_by: str = "line"

    def where(self, line: int) -> str:
        """Return file, row, column and value as the message has them; works are told by their id."""
        row = str(line) if self.told_by == "line" else self.told_by
        return f"{self.table}.csv, row {row}, column {self.column}: found {self.value.split(';')[-1]!r}; allowed: "


@dataclass(frozen=True)
class Setting:
    """A configuration, as YAML; its key and value as they are told, and what is allowed."""

    text: str
    key: str
    value: str
    says: str


@dataclass(frozen=True)
class Weather:
    """A change of a weather file that was right; row, column and value as they are told, and what is allowed."""

    change: Callable[[pd.DataFrame], pd.DataFrame]
    row: str
    value: str
    says: str


@dataclass(frozen=True)
class Demand:
    """Demand beyond what the plants give [MW], and what is said."""

    mean: float
    says: str


HOURS = pd.date_range("2023-01-01", periods=8760, freq="h")
LEAP = pd.date_range("2024-01-01", periods=8784, freq="h")
HALF = pd.date_range("2023-01-01", periods=17520, freq="30min")


def own_weather(hours: pd.DatetimeIndex = HOURS) -> pd.DataFrame:
    """Return a weather file that is right when it has the hours of a year."""
    values = {"temperature_degc": 10.0, "wind_speed_10m_m_per_s": 5.0, "ghi_w_per_m2": 100.0, "dhi_w_per_m2": 60.0}
    return pd.DataFrame({"time": hours.strftime("%Y-%m-%dT%H:%MZ"), **values, "pressure_hpa": 1013.0})


BAD: dict[str, Cell | Setting | Weather | Demand] = {
    # An id that is not known
    "node": Cell(1, "demand_2023", "index == 0", "node", "ANRR", "nearest: 'ANR'"),
    "node in a list": Cell(1, "technologies", "nodes == 'cluster'", "nodes", "ANR;GMT", "nearest: 'GNT'"),
    "kind of node": Cell(1, "storages", "index == 0", "nodes", "clusters", "nearest: 'cluster'"),
    "kind of node of a carrier": Cell(1, "carriers", "index == 4", "nodes", "clustr", "nearest: 'cluster'"),
    "node of the stock": Cell(1, "heat_stock", "index == 0", "nodes", "ANRR", "nearest: 'ANR'"),
    "any node, where only kinds count": Cell(2, "storages", "index == 1", "nodes", "*", "a node or a kind of node"),
    "carrier": Cell(1, "demand_2023", "carrier == 'hydrogen'", "carrier", "hydrgen", "nearest: 'hydrogen'"),
    "technology": Cell(1, "technology_ports", "index == 0", "technology", "onwnd", "nearest: 'onwind'"),
    "technology of a cost": Cell(1, "technology_costs", "index == 5", "technology", "onwnd", "id of technologies"),
    "activity": Cell(1, "demand_2023", "activity == 'steel'", "activity", "stel", "nearest: 'steel'"),
    "activity of an efficiency": Cell(2, "efficiency", "index == 0", "activity", "chemicls", "nearest: 'chemicals'"),
    "work": Cell(1, "work_legs", "index == 6", "work", "E99", "an id of works"),
    "cost": Cell(1, "corridors", "index == 3", "infrastructure", "ac_lien", "an id of infrastructure_costs"),
    "fuel": Cell(2, "neighbour_supply", "fuel == 'hard_coal'", "fuel", "hard_cole", "nearest: 'hard_coal'"),
    "item of upstream": Cell(2, "upstream_factors", "item == 'coal'", "item", "cole", "nearest: 'coal'"),
    "use": Cell(3, "demand_2023", "index == 4", "use", "enrgy", "nearest: 'energy'"),
    "status": Cell(3, "works", "index == 8", "status", "dreamt", "one of operational"),
    "mode": Cell(3, "projects", "index == 9", "mode", "fre", "nearest: 'free'"),
    "confidence": Cell(3, "corridors", "index == 10", "confidence", "sure", "one of high, medium, low, illustrative"),
    # A key that is not known
    "key": Setting("network: {discout_rate: 0.1}", "network.discout_rate", "0.1", "nearest: 'discount_rate'"),
    "section": Setting("netwrok: {}", "netwrok", "{}", "nearest: 'network'"),
    "work of a key": Setting("works: {on: {E077: true}}", "works.on", "E077", "nearest: 'E07'"),
    "work of a block": Setting("rank: {blocks: [[C13, C044]]}", "rank.blocks", "C044", "nearest: 'C04'"),
    "work of two blocks": Setting(
        "rank: {blocks: [[C13, C04], [C13, C05]]}",
        "rank.blocks",
        "[['C13', 'C04'], ['C13', 'C05']]",
        "each once; not C13",
    ),
    "large block": Setting(
        "rank: {blocks: [[A, B, C, D, E, F, G, H, I]]}",
        "rank.blocks.0",
        "['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']",
        "at most 8",
    ),
    "cluster of a key": Setting("network: {clusters: [ANRR]}", "network.clusters", "ANRR", "nearest: 'ANR'"),
    "technology of a key": Setting("network: {pin: {onwnd: 1}}", "network.pin", "onwnd", "nearest: 'onwind'"),
    "excluded technology": Setting("network: {exclude: [smrr]}", "network.exclude", "smrr", "nearest: 'smr'"),
    "activity of a key": Setting("demand: {activity: {stel: 1}}", "demand.activity", "stel", "nearest: 'steel'"),
    "project of a key": Setting("projects: {mode: {XX: free}}", "projects.mode", "XX", "one of"),
    # A number that is negative, missing, or none
    "negative number": Cell(3, "demand_2023", "index == 1", "value", "-1", ">= 0"),
    "missing number": Cell(3, "demand_2023", "index == 2", "value", "", "not empty"),
    "words for a number": Cell(3, "demand_2023", "index == 3", "value", "a lot", "a number"),
    "missing source": Cell(3, "corridors", "index == 11", "source", "", "not empty"),
    "lifetime of nothing": Cell(3, "technology_costs", "index == 6", "lifetime_years", "0", ">= 1"),
    "more than all": Cell(3, "technologies", "technology == 'ccgt'", "availability", "1.2", "<= 1"),
    "nothing made in 2023": Cell(2, "activities", "activity == 'steel'", "value", "0.0", "above 0"),
    "fuel without efficiency": Cell(
        2, "neighbour_supply", "fuel == 'natural_gas'", "efficiency", "", "the block burns natural_gas"
    ),
    "negative rate": Setting("network: {discount_rate: -0.1}", "network.discount_rate", "-0.1", "equal to 0"),
    "negative pin": Setting("network: {pin: {onwind: -5}}", "network.pin.onwind", "-5", "equal to 0"),
    "negative activity": Setting("demand: {activity: {steel: -1}}", "demand.activity.steel", "-1", "equal to 0"),
    "negative efficiency": Setting("demand: {efficiency: {steel: -1}}", "demand.efficiency.steel", "-1", "equal to 0"),
    "cap without a figure": Setting("co2: {closure: cap}", "co2.cap_mt", "empty", "a cap for at least one year"),
    # A unit that does not fit the column
    "unit nobody has": Cell(3, "carriers", "index == 0", "unit", "MWh", "one of MW, t/h"),
    "unit of no price": Cell(3, "prices", "index == 7", "unit", "EUR/kg", "one of EUR/MWh, EUR/t"),
    "energy in tonnes": Cell(1, "demand_2023", "unit == 'TWh/a'", "unit", "Mt/a", "TWh/a, as"),
    "tonnes in energy": Cell(1, "demand_2023", "carrier == 'olefins'", "unit", "TWh/a", "Mt/a, as olefins"),
    "price of energy by the tonne": Cell(2, "prices", "item == 'natural_gas'", "unit", "EUR/t", "EUR/MWh, as"),
    "plant in tonnes": Cell(2, "technologies", "technology == 'onwind'", "capacity_unit", "t/h", "MW, the unit"),
    "work in tonnes": Cell(2, "works", "work == 'E04'", "unit", "t/h", "MW, the unit"),
    "project in tonnes": Cell(2, "projects", "technology == 'electrolysis'", "unit", "t/h", "MW, the unit"),
    "leg in megawatts": Cell(1, "work_legs", "carrier == 'co2'", "unit", "MW", "t/h, the unit of co2"),
    "corridor in megawatts": Cell(1, "corridors", "unit == 't/h'", "unit", "MW", "t/h, the unit of co2"),
    "cost of another unit": Cell(
        2, "corridors", "carrier == 'hydrogen'", "infrastructure", "co2_pipe", "infrastructure counted in MW"
    ),
    # An id that occurs twice, rows that contradict each other
    "id that occurs twice": Cell(3, "nodes", "index == 12", "node", "GNT", "an id that occurs once"),
    "block of two kinds": Cell(
        2,
        "neighbour_supply",
        "zone == 'NL' and block == 'peakers' and year == '2040'",
        "kind",
        "must_run",
        "supply, as in",
    ),
    "asset gone before it came": Cell(2, "assets", "index == 0", "retire_year", "1950", "later than build_year"),
    "work without a leg": Cell(
        1, "works", "work == 'T20'", "work", "T99", "at least one leg in work_legs.csv", told_by="T99"
    ),
    "work that requires itself": Cell(1, "works", "work == 'C05'", "requires", "C05", "another work than itself"),
    "block of one": Cell(1, "works", "work == 'C06'", "block", "co2 exprot", "nearest: 'co2 export'"),
    "unknown variant": Cell(1, "works", "work == 'E16'", "variant_of", "E999", "an id of works.work"),
    # Legs
    "conversion without efficiency": Cell(
        1, "work_legs", "work == 'H06'", "efficiency", "", "ammonia becomes hydrogen"
    ),
    "loss both ways": Cell(1, "work_legs", "work == 'H01'", "efficiency", "0.98", "1 for a leg that flows both ways"),
    "leg to its own bus": Cell(
        1, "work_legs", "work == 'E01'", "to_bus", "ZBR electricity", "another bus than from_bus"
    ),
    "leg to no bus": Cell(1, "work_legs", "work == 'E03'", "to_bus", "ANR electrcity", "nearest: 'ANR electricity'"),
    "leg at the wrong node": Cell(1, "work_legs", "work == 'C05'", "to_bus", "GNT liquid_co2", "a bus: node and"),
    "leg of another carrier": Cell(2, "work_legs", "work == 'E04'", "carrier", "hydrogen", "electricity"),
    "corridor to no bus": Cell(
        1, "corridors", "index == 0", "from_bus", "ZBR electricty", "nearest: 'ZBR electricity'"
    ),
    # A year outside the horizon
    "year of a cost": Cell(3, "technology_costs", "index == 4", "year", "2099", ">= 2023 <= 2060"),
    "year of a work": Cell(3, "works", "index == 9", "year_in_service", "20300", "<= 2060"),
    "year that is solved": Setting("years: [2030, 1999]", "years.1", "1999", "equal to 2023"),
    "year a work is moved to": Setting(
        "works: {year_in_service: {E01: 20300}}", "works.year_in_service.E01", "20300", "equal to 2060"
    ),
    "year of a cap": Setting("co2: {closure: cap, cap_mt: {1066: 3}}", "co2.cap_mt.1066", "1066", "equal to 2023"),
    # Weather
    "weather with gaps": Weather(lambda t: t.drop(index=[10, 11]), "", "2 hours missing", "2023-01-01 10:00"),
    "weather with an empty cell": Weather(
        lambda t: t.assign(pressure_hpa=t["pressure_hpa"].mask(t.index == 7)), "9", "empty", "a number from"
    ),
    "weather of 8784 hours": Weather(lambda _: own_weather(LEAP), "1418", "8784 rows", "remove 29 February"),
    "weather every half hour": Weather(lambda _: own_weather(HALF), "3", "2023-01-01T00:30Z", "full hour"),
    "weather every three hours": Weather(lambda t: t[::3], "", "5840 hours missing", "8760"),
    "weather with an hour twice": Weather(lambda t: pd.concat([t, t[:1]]), "8762", "2023-01-01T00:00Z", "once"),
    # Demand that cannot be met
    "demand beyond all plants": Demand(
        10.0, "ANR: electricity at bus 'ANR electricity' short in 3000 h/a, 12,000.0 MWh"
    ),
}


def edited(folder: Path, cells: dict[str, Cell]) -> dict[str, int]:
    """Write a copy of the base case with all these cells changed; return the line of each."""
    shutil.copytree(ROOT / "data", folder)
    lines = {}
    for name, bad in cells.items():
        path = folder / f"{bad.table}.csv"
        table = pd.read_csv(path, dtype="string", keep_default_na=False)
        row = int(table.query(bad.row, engine="python").index[0])
        assert table.at[row, bad.column] != bad.value, f"{name} is in the base case"
        table.loc[row, bad.column] = bad.value
        table.to_csv(path, index=False)
        lines[name] = row + 2
    return lines


def message(action: Callable[[], object]) -> str:
    """Return what is said when something is refused."""
    with pytest.raises((InputError, SolveError)) as caught:
        action()
    return str(caught.value)


def short_of_power(mean: float, folder: Path) -> None:
    """Solve a cluster with a plant of 10 MW that falls to 6 in 3000 h."""
    demand = f"node, carrier, sector, use, profile, mean\n ANR, electricity, services, energy, flat, {mean}"
    tiny = world({}, demand, {}, resolution([5760.0, 3000.0]))
    loads.add(tiny.parts, tiny.demand, tiny.time.series)
    limit = pd.Series([1.0, 0.6], index=tiny.time.snapshots)
    tiny.parts.add("Generator", "plant", bus="ANR electricity", carrier="plant", p_nom=10.0, p_max_pu=limit)
    tiny.solved(folder)


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[str, dict[str, int]]]:
    """Return the one message of every batch of cells, and the line of each cell."""
    cells = {name: bad for name, bad in BAD.items() if isinstance(bad, Cell)}
    result = {}
    for batch in sorted({bad.batch for bad in cells.values()}):
        folder = tmp_path_factory.mktemp("bad") / "data"
        lines = edited(folder, {name: bad for name, bad in cells.items() if bad.batch == batch})
        result[batch] = message(lambda folder=folder: check_all(folder, Config())), lines
    return result


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused(name: str, batches: dict[int, tuple[str, dict[str, int]]], tmp_path: Path) -> None:
    bad = BAD[name]
    if isinstance(bad, Cell):
        text, lines = batches[bad.batch]
        where = bad.where(lines[name])
    elif isinstance(bad, Setting):
        (tmp_path / "own.yaml").write_text(bad.text, encoding="utf-8")
        text = message(lambda: check_all(ROOT / "data", validate(read_yaml(tmp_path / "own.yaml"))))
        where = f"config, column {bad.key}: found {bad.value!r}; allowed: "
    elif isinstance(bad, Weather):
        bad.change(own_weather()).to_csv(tmp_path / "own.csv", index=False)
        text = message(lambda: read_weather_file(tmp_path / "own.csv"))
        where = f"own.csv, row {bad.row}, " if bad.row else "own.csv, "
    else:
        text, where = message(lambda: short_of_power(bad.mean, tmp_path)), ""
    found = f"found {bad.value!r}; allowed: " if isinstance(bad, Weather) else ""
    assert [line for line in text.splitlines() if where in line and found in line and bad.says in line], text
