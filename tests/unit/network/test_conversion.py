"""Technologies: where their carbon goes, that they create nothing, what stands and what may be built."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from conftest import ROOT, assumptions, world

from werven.config.settings import Config
from werven.data.assumptions import LARGE, Assumptions
from werven.data.inputs import read_group
from werven.data.physics import carbon_surplus, physics_fault, with_emissions
from werven.errors import BuildError
from werven.network.build import check_assets
from werven.network.conversion import add_sector, add_technology, technology_nodes

TEXTS = {
    "technologies": """
        tech,       sector, kind,      reference,   capacity_u, nodes,   extend, always, co2_to,   min_pu, carnot, profile
        gas_boiler, heat,   process,   heat_100,    MW,         cluster, true,   false,  co2_flue, 0.1,    ,
        bio_boiler, heat,   process,   heat_100,    MW,         ANR,     true,   false,  co2_flue, ,       ,
        heat_pump,  heat,   process,   heat_100,    MW,         cluster, true,   false,  ,         ,       0.5,
        capture,    co2,    process,   co2_flue,    t/h,        ANR,     true,   false,  ,         ,       ,
        cracker,    olefin, process,   olefins,     t/h,        *,       false,  false,  co2_flue, ,       ,
        let_down,   flow,   process,   heat_100,    MW,         *,       false,  true,   ,         ,       ,
        compress,   flow,   process,   liquid_co2,  t/h,        *,       false,  true,   ,         ,       ,
        wind,       power,  generator, electricity, MW,         cluster, true,   false,  ,         ,       ,       onwind
    """,  # noqa: E501
    "technology_ports": """
        technology, carrier,       rate
        gas_boiler, heat_100,      1
        gas_boiler, natural_gas,   -1.1
        bio_boiler, heat_100,      1
        bio_boiler, solid_biomass, -1.25
        heat_pump,  heat_100,      1
        heat_pump,  electricity,   -0.3
        capture,    co2_flue,      -1
        capture,    co2,           0.9
        capture,    atmosphere,    0.1
        cracker,    olefins,       1
        cracker,    natural_gas,   -20
        let_down,   heat_100,      1
        compress,   liquid_co2,    1
        compress,   co2,           -1
        compress,   electricity,   -0.1
        let_down,   hydrogen,      -1
        wind,       electricity,   1
    """,
    "technology_costs": """
        technology, year, investment, fom, vom, lifetime
        gas_boiler, 2030, 1000,       0,   2,   20
        capture,    2030, 1000,       0,   0,   20
        cracker,    2030, 1000,       0,   0,   20
        wind,       2030, 1000,       0,   0,   20
        let_down,   2030, 0,          0,   0,   20
    """,
    "assets": """
        asset, technology, node, capacity, build_year, retire_year
        one,   gas_boiler, ANR,  30,       2010,       2040
    """,
    "potentials": """
        technology, node, year, capacity_max
        gas_boiler, ANR,  2030, 100
        gas_boiler, GNT,  2030, 0
    """,
}
#: What the carriers of `WORLD` hold: gas 0.2, biomass 0.4, olefins 3, CO2 1 t per unit.
PORTS = {
    "gas_boiler": {"heat_100": 1.0, "natural_gas": -1.1},
    "bio_boiler": {"heat_100": 1.0, "solid_biomass": -1.25},
    "cracker": {"olefins": 1.0, "natural_gas": -20.0},
}


@pytest.mark.parametrize(
    ("ports", "surplus"),
    [
        (PORTS["gas_boiler"], 0.22),
        (PORTS["cracker"], 1.0),
        ({"co2": 1.0, "co2_flue": -1.0}, 0.0),
        ({"natural_gas": -1.0, "upstream": 5.0}, 0.2),
        ({"natural_gas": -1.0, "refined": 1.0}, math.nan),
    ],
    ids=["fuel", "product", "capture", "upstream is not carbon that moves", "not followed"],
)
def test_carbon_that_goes_in_and_does_not_come_out(ports: dict[str, float], surplus: float) -> None:
    assert carbon_surplus(assumptions(), ports) == pytest.approx(surplus, nan_ok=True)


@pytest.mark.parametrize(
    ("technology", "added"),
    [
        ("gas_boiler", {"co2_flue": 0.22}),
        # Biogenic carbon was taken from the air: + 0.5 when it is released, - 0.5 where it grew.
        ("bio_boiler", {"co2_flue": 0.5, "atmosphere": -0.5}),
        # 20 x 0.2 = 4 t in, 3 t stay in the product.
        ("cracker", {"co2_flue": 1.0}),
    ],
)
def test_emissions_are_what_the_fuels_hold(technology: str, added: dict[str, float]) -> None:
    ports = PORTS[technology]
    assert with_emissions(assumptions(TEXTS), technology, ports) == pytest.approx({**ports, **added})


def test_a_technology_that_burns_nothing_has_no_emissions() -> None:
    ports = {"heat_100": 1.0, "electricity": -0.3}
    assert with_emissions(assumptions(TEXTS), "heat_pump", ports) == ports


@pytest.mark.parametrize(
    ("technology", "ports", "fault"),
    [
        ("gas_boiler", {"heat_100": 1.0, "natural_gas": -1.1}, ""),
        ("gas_boiler", {"heat_100": 1.0, "natural_gas": -0.9}, "creates 0.1000 MWh"),
        ("heat_pump", {"heat_100": 1.0, "electricity": -0.3}, ""),
        ("gas_boiler", {"co2_flue": -1.0, "co2": 0.9, "atmosphere": 0.1}, ""),
        ("gas_boiler", {"co2_flue": -1.0, "co2": 0.9, "atmosphere": 0.2}, "creates 0.1000 t CO2"),
        ("cracker", {"olefins": 1.0, "natural_gas": -10.0}, "creates 1.0000 t CO2"),
        ("cracker", {"olefins": 1.0, "natural_gas": -20.0, "heat_100": 30.0}, ""),
        ("wind", {"electricity": 1.0}, ""),
    ],
    ids=["boiler", "energy", "heat pump", "capture", "carbon", "product", "matter is no energy", "one port"],
)
def test_energy_and_carbon_are_not_created(technology: str, ports: dict[str, float], fault: str) -> None:
    found = physics_fault(assumptions(TEXTS), technology, ports)
    assert (fault in found) if fault else (found == "")


@pytest.mark.parametrize(
    ("technology", "old", "new", "message"),
    [
        ("gas_boiler", "natural_gas,   -1.1", "natural_gas, -0.9", "creates 0.1000 MWh"),
        ("capture", "atmosphere,    0.1", "atmosphere, 0.2", "creates 0.1000 t CO2"),
        ("cracker", "natural_gas,   -20", "natural_gas, -10", "creates 1.0000 t CO2"),
    ],
    ids=["energy", "carbon", "carbon of a product"],
)
def test_a_network_that_creates_something_is_not_built(technology: str, old: str, new: str, message: str) -> None:
    assert old in TEXTS["technology_ports"]
    tiny = world({**TEXTS, "technology_ports": TEXTS["technology_ports"].replace(old, new)})
    add_technology(tiny.parts, technology, "ANR", existing=1.0)
    with pytest.raises(BuildError, match=f"{technology!r} {message}"):
        tiny.network()


@pytest.mark.parametrize("year", [2023, 2030, 2050])
def test_no_technology_of_the_base_case_creates_energy_or_carbon(year: int) -> None:
    a = Assumptions(read_group(ROOT / "data", ["common", "network"]), Config(), year)
    faults = [physics_fault(a, t, a.ports(t)) for t in map(str, a.technologies.index)]
    assert [fault for fault in faults if fault] == []


def test_what_stands_and_what_may_be_built_on_top() -> None:
    tiny = world(TEXTS)
    for node in ("ANR", "GNT"):
        add_technology(tiny.parts, "gas_boiler", node)
    old, new = tiny.parts.rows["Process"]
    assert (old["name"], old["p_nom"], old["p_min_pu"]) == ("gas_boiler ANR", 30.0, 0.1)
    assert "p_nom_extendable" not in old
    # 100 MW of room, 30 stand; 7 % over 20 years of 1000 EUR. At GNT there is no room.
    assert (new["name"], new["p_nom_max"]) == ("gas_boiler ANR new", 70.0)
    assert new["capital_cost"] == pytest.approx(94.393, rel=1e-5)
    assert (new["bus0"], new["bus1"], new["bus2"]) == ("ANR heat_100", "FLA natural_gas", "ANR co2_flue")
    assert new["rate2"] == pytest.approx(0.22)


def test_without_investment_nothing_new_is_built() -> None:
    tiny = world(TEXTS, raw={"network": {"investment": False}})
    add_technology(tiny.parts, "gas_boiler", "ANR")
    assert [row["name"] for row in tiny.parts.rows["Process"]] == ["gas_boiler ANR"]


def test_what_is_always_there_has_any_size() -> None:
    tiny = world(TEXTS)
    add_technology(tiny.parts, "let_down", "ANR")
    (row,) = tiny.parts.rows["Process"]
    assert row["p_nom"] == LARGE["MW"]


def test_a_profile_limits_the_output_and_a_load_shape_is_scaled_to_its_peak() -> None:
    tiny = world(TEXTS)
    index = pd.RangeIndex(2)
    add_technology(tiny.parts, "wind", "ANR", profile=pd.Series([0.2, 0.8], index))
    add_technology(tiny.parts, "wind", "GNT", profile=pd.Series([0.5, 2.0], index))
    wind, shape = tiny.parts.rows["Generator"]
    assert (wind["bus"], wind["sign"]) == ("ANR electricity", 1.0)
    assert wind["p_max_pu"].tolist() == [0.2, 0.8]
    assert shape["p_max_pu"].tolist() == [0.25, 1.0]


def test_an_asset_without_a_place_is_a_fault() -> None:
    # What retired, what was not built yet, and what stands where a scenario has no cluster are none.
    assets = """
        asset,   technology, node,    capacity, build_year, retire_year
        fine,    gas_boiler, ANR,     30,       2010,       2040
        nowhere, bio_boiler, GNT,     30,       2010,       2040
        gone,    bio_boiler, GNT,     30,       2010,       2030
        later,   bio_boiler, GNT,     30,       2031,       2040
        outside, bio_boiler, LIM,     30,       2010,       2040
    """
    tiny = world({**TEXTS, "assets": assets})
    add_technology(tiny.parts, "gas_boiler", "ANR")
    check_assets(tiny.parts)
    assert tiny.parts.faults == ["asset 'nowhere': bio_boiler cannot stand at GNT"]


@pytest.mark.parametrize(
    ("technology", "nodes"),
    [
        ("gas_boiler", ["ANR", "GNT"]),
        ("bio_boiler", ["ANR"]),
        ("cracker", ["ANR"]),
        ("let_down", ["ANR", "GNT"]),
        ("compress", ["ANR.hub"]),
    ],
    ids=["kind", "node", "wherever the bus is", "wherever all buses are", "a sub-node has its cluster's electricity"],
)
def test_where_a_technology_may_stand(technology: str, nodes: list[str]) -> None:
    assert technology_nodes(world(TEXTS).parts, technology) == nodes


def test_a_sector_brings_its_technologies_with_their_profiles() -> None:
    tiny = world(TEXTS)
    add_sector(tiny.parts, "power", pd.DataFrame({"onwind": [0.2, 0.8], "solar": [0.0, 1.0]}))
    (component,) = tiny.parts.rows
    rows = tiny.parts.rows[component]
    assert [row["name"] for row in rows] == ["wind ANR new", "wind GNT new"]
    assert all(row["p_max_pu"].tolist() == [0.2, 0.8] for row in rows)
