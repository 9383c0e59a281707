"""Companies' own projects: free, pinned or cancelled, they bound their technology."""

from __future__ import annotations

import pytest
from conftest import YEAR, tables_of, world

from werven.config.settings import Config
from werven.data.inventory import as_assets
from werven.network import projects

HEAD = "project, name, cluster, technology, capacity, year, status, mode\n"
ONE = HEAD + "P1, one, ANR, capture_flue, {capacity}, {year}, {status}, {mode}\n"


def bounds(text: str, raw: dict[str, object] | None = None) -> list[tuple[float, float]]:
    """Return least and largest size of two cost steps of 60 t/h each, after the projects."""
    tiny = world({"projects": text}, raw=raw)
    for step in ("a", "b"):
        tiny.parts.process(
            f"capture_flue ANR {step}",
            {"ANR co2_flue": -1.0, "ANR co2": 1.0},
            technology="capture_flue",
            node="ANR",
            p_nom_extendable=True,
            p_nom_max=60.0,
        )
    projects.bound(tiny.parts)
    return [(row.get("p_nom_min", 0.0), row["p_nom_max"]) for row in tiny.parts.rows["Process"]]


@pytest.mark.parametrize(
    ("capacity", "year", "status", "mode", "expected"),
    [
        (80, 2030, "planned", "free", [(0, 60), (0, 60)]),
        (80, 2030, "planned", "pinned", [(60, 60), (20, 60)]),
        (80, 2030, "planned", "cancelled", [(0, 0), (0, 40)]),
        (50, 2030, "planned", "pinned", [(50, 60), (0, 60)]),
        (80, 2031, "planned", "pinned", [(0, 60), (0, 60)]),
        (80, 2030, "cancelled", "pinned", [(0, 60), (0, 60)]),
        ("", 2030, "planned", "pinned", [(0, 60), (0, 60)]),
    ],
    ids=["free", "pinned", "cancelled", "in the first step", "later", "given up", "size unknown"],
)
def test_a_project_bounds_the_new_capacity_of_its_technology(
    capacity: object, year: int, status: str, mode: str, expected: list[tuple[float, float]]
) -> None:
    assert bounds(ONE.format(capacity=capacity, year=year, status=status, mode=mode)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((40, "pinned"), (40, "pinned"), [(60, 60), (20, 60)]),
        ((40, "cancelled"), (40, "cancelled"), [(0, 0), (0, 40)]),
        ((90, "cancelled"), (40, "pinned"), [(40, 40), (0, 0)]),
    ],
    ids=["pinned", "cancelled", "what is pinned keeps its room"],
)
def test_two_projects_of_one_technology_add_up(
    first: tuple[float, str], second: tuple[float, str], expected: list[tuple[float, float]]
) -> None:
    lines = [f"P{size}{mode}, x, ANR, capture_flue, {size}, 2030, planned, {mode}\n" for size, mode in (first, second)]
    assert bounds(HEAD + "".join(lines)) == expected


def test_other_clusters_and_technologies_are_left_alone() -> None:
    tail = "50, 2030, planned, cancelled\n"
    text = f"{HEAD}P1, x, GNT, capture_flue, {tail}P2, x, ANR, wind, {tail}"
    assert bounds(text) == [(0, 60), (0, 60)]


def test_a_scenario_decides_on_a_project() -> None:
    text = ONE.format(capacity=80, year=2030, status="planned", mode="free")
    assert bounds(text, {"projects": {"mode": {"P1": "cancelled"}}}) == [(0, 0), (0, 40)]


def test_pinned_plants_stand_among_the_assets_and_capture_does_not() -> None:
    text = (
        HEAD
        + "P1, Electrolyser, ANR, electrolysis, 25, 2026, planned, pinned\n"
        + "P2, Capture, ANR, capture_flue, 50, 2026, planned, pinned\n"
        + "P3, Later, ANR, electrolysis, 25, 2032, planned, pinned\n"
        + "P4, Free, ANR, electrolysis, 25, 2026, planned, free\n"
    )
    assets = "asset, technology, node, capacity, build_year, retire_year\n old, electrolysis, GNT, 5, 2010, 2040"
    tables = tables_of({"projects": text, "assets": assets})
    found = as_assets(tables, Config(), YEAR)["assets"]
    assert found[["asset", "node", "capacity", "build_year"]].to_numpy().tolist() == [
        ["old", "GNT", 5.0, 2010],
        ["Electrolyser", "ANR", 25.0, 2026],
    ]
    assert (found["retire_year"] > 2050).tolist() == [False, True]
    assert len(tables["assets"]) == 1
