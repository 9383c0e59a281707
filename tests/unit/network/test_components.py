"""Parts of a network: where their bus is, what is refused before anything is built, and what reaches PyPSA."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import resolution, world

from werven.errors import BuildError
from werven.network.components import DUST


@pytest.mark.parametrize(
    ("node", "carrier", "bus"),
    [
        ("ANR", "electricity", "ANR electricity"),
        ("ANR.hub", "co2", "ANR.hub co2"),
        ("ANR.hub", "electricity", "ANR electricity"),
        ("GNT", "natural_gas", "FLA natural_gas"),
        ("GNT", "atmosphere", "FLA atmosphere"),
        ("GNT", "upstream", "ABROAD upstream"),
    ],
    ids=["own", "sub-node", "its cluster", "all Flanders", "ledger", "abroad"],
)
def test_the_bus_of_a_carrier_is_the_nearest_one(node: str, carrier: str, bus: str) -> None:
    parts = world().parts
    assert parts.bus(node, carrier) == bus
    assert parts.faults == []


def test_every_fault_is_told_in_one_message_and_nothing_is_built() -> None:
    tiny = world()
    parts = tiny.parts
    parts.add("Link", "line", bus0="ANR electricity", bus1="GNT electricty", carrier="line")
    parts.add("Link", "loop", bus0="ANR electricity", bus1="ANR electricity", carrier="line")
    parts.add("Generator", "wind", bus="ANR electricity", carrier="wind")
    parts.add("Generator", "wind", bus="GNT electricity", carrier="wind")
    parts.add("Load", "steel", bus=parts.bus("ANR", "steel"), carrier="steel")
    with pytest.raises(BuildError) as caught:
        tiny.network()
    message = str(caught.value)
    for words in (
        "Link 'line': bus 'GNT electricty' does not exist (nearest: 'GNT electricity')",
        "Link 'loop' joins a bus to itself",
        "Generator 'wind' occurs twice",
        "ANR: there is no bus for 'steel' (nearest: 'GNT steel')",
    ):
        assert words in message
    assert message.splitlines()[-1].startswith("  5. ")


def test_the_same_name_may_be_used_by_two_kinds_of_component() -> None:
    tiny = world()
    tiny.parts.add("Generator", "one", bus="ANR electricity", carrier="x")
    tiny.parts.add("Load", "one", bus="ANR electricity", carrier="x")
    assert len(tiny.network().loads) == 1


def test_numbers_and_series_side_by_side_keep_their_values() -> None:
    # n.add with numbers beside a table that is dated for some sets the others to their default in silence.
    tiny = world(time=resolution([4380.0, 4380.0]))
    series = pd.Series([0.2, 0.4], index=tiny.time.snapshots)
    for name, value in (("a", 0.5), ("b", series), ("c", 0.7)):
        tiny.parts.add("Generator", name, bus="ANR electricity", carrier="x", p_max_pu=value, marginal_cost=3.0)
    network = tiny.network()
    limits = network.get_switchable_as_dense("Generator", "p_max_pu")
    assert limits[["a", "b", "c"]].to_numpy().tolist() == [[0.5, 0.2, 0.7], [0.5, 0.4, 0.7]]
    assert (network.generators["marginal_cost"] == 3.0).all()


@pytest.mark.parametrize("order", [("wide", "narrow"), ("narrow", "wide")], ids=" ".join)
def test_ports_are_numbered_and_those_a_process_does_not_have_are_no_gaps(order: tuple[str, str]) -> None:
    tiny = world()
    ports = {
        "wide": {"ANR heat_100": 1.0, "ANR electricity": -0.3, "ANR hydrogen": -0.8},
        "narrow": {"GNT heat_100": 1.0, "GNT electricity": -1.0},
    }
    for name in order:
        tiny.parts.process(name, ports[name], carrier="x")
    static = tiny.network().c["Process"].static
    assert static.loc["wide", ["bus2", "rate2"]].tolist() == ["ANR hydrogen", -0.8]
    assert static.loc["narrow", ["bus1", "rate1", "bus2"]].tolist() == ["GNT electricity", -1.0, ""]
    assert pd.notna(static.at["narrow", "rate2"])


def test_dust_in_a_series_is_nothing() -> None:
    tiny = world(time=resolution([2920.0] * 3))
    series = pd.Series([DUST / 2, DUST * 2, 0.123456789], index=tiny.time.snapshots)
    tiny.parts.add("Generator", "wind", bus="ANR electricity", carrier="x", p_max_pu=series)
    assert tiny.network().c["Generator"].dynamic["p_max_pu"]["wind"].tolist() == [0.0, 2 * DUST, 0.12346]


def test_labels_that_are_not_given_are_empty_and_not_missing() -> None:
    tiny = world()
    tiny.parts.add("Link", "line", bus0="ANR electricity", bus1="GNT electricity", carrier="line", work="E01")
    tiny.parts.add("Generator", "gas", bus="ANR electricity", carrier="x")
    network = tiny.network()
    assert network.links.loc["line", ["work", "role", "sector"]].tolist() == ["E01", "", ""]
    assert network.generators.loc["gas", "work"] == ""
    assert network.generators.loc["gas", "potential"] == float("inf")
