"""Companies' projects as players: the room that each takes of its technology."""

from __future__ import annotations

import pypsa
import pytest
from conftest import YEAR, tables_of

from werven.config.settings import Config
from werven.network.projects import rooms

NEW = {"p_nom_extendable": True, "technology": "smr_capture", "node": "ANR"}
PROJECTS = """
    project, name, technology,  cluster, capacity, year, status,  mode
    P1,      a,    smr_capture, ANR,     {0},      2030, planned, free
    P2,      b,    smr_capture, ANR,     {1},      2030, planned, free
    P3,      c,    smr_capture, GNT,     5,        2030, planned, free
    P4,      d,    smr_capture, ANR,     5,        2035, planned, free
    P5,      e,    smr_capture, ANR,     5,        2030, planned, pinned
"""


@pytest.mark.parametrize(
    ("sizes", "taken"),
    [
        ((4, 3), {"P1": [("step 1", 4.0)], "P2": [("step 1", 2.0), ("step 2", 1.0)]}),
        ((20, 3), {"P1": [("step 1", 6.0), ("step 2", 8.0)]}),
    ],
)
def test_projects_fill_the_steps_of_their_technology(
    sizes: tuple[float, float], taken: dict[str, list[tuple[str, float]]]
) -> None:
    # Two steps of 10 and 8 MW; of the first, 4 are pinned and stay whatever is played. A third is at another node.
    network = pypsa.Network()
    network.add("Process", "step 1", p_nom_max=10.0, p_nom_min=4.0, **NEW)
    network.add("Process", "step 2", p_nom_max=8.0, **NEW)
    network.add("Process", "step 3", p_nom_max=8.0, **{**NEW, "node": "LIM"})
    network.add("Generator", "other", p_nom_max=8.0, **{**NEW, "technology": "onwind"})
    tables = tables_of({"projects": PROJECTS.format(*sizes)})
    found = rooms(network, tables, Config(), YEAR)
    told = {p: list(zip(parts["name"], parts["capacity"], strict=True)) for p, parts in found.items()}
    assert told == taken
    assert {c for parts in found.values() for c in parts["component"]} == {"Process"}
