"""What the atlas is made of: short tables, places, estimates of combinations, and a page nothing can break out of."""

from __future__ import annotations

import json
import math
import re
import zipfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import csv_str_to_df

from werven.atlas.compact import Tables, digest, mask
from werven.atlas.estimates import SolvedGame
from werven.atlas.ground import kilometres, leg_lines
from werven.atlas.inputs import settings_of
from werven.atlas.page import as_json, own_code, policy, tiles, write
from werven.config.settings import AtlasSettings, Config

JS = Path(__file__).parents[3] / "werven/atlas/js"

NODES = csv_str_to_df("""
    node,  lat_deg, lon_deg
    ANR,   51.2,    4.4
    GNT,   51.05,   3.72
    ABROAD, ,
""")


def decoded(content: dict) -> pd.DataFrame:
    """Return a kept table as the page reads it."""
    columns = {
        name: column if isinstance(column, list) else [column["t"][i] for i in column["i"]]
        for name, column in content["c"].items()
    }
    return pd.DataFrame(columns)


def test_a_table_comes_back_as_it_was_and_equal_tables_are_kept_once() -> None:
    table = pd.DataFrame({"id": ["a", "b", "a"], "x": [1.5, math.nan, 3.0], "on": [True, False, True]})
    tables = Tables()
    assert tables.keep(table) == tables.keep(table.copy())
    assert tables.keep(table.assign(x=0)) != tables.keep(table)
    back = decoded(tables.all()[tables.keep(table)])
    assert back["id"].tolist() == ["a", "b", "a"]
    assert back["x"][0] == 1.5
    assert back["x"].isna().tolist() == [False, True, False]
    assert back["on"].tolist() == [True, False, True]


def test_numbers_keep_six_digits_or_the_decimals_asked_for() -> None:
    tables = Tables()
    name = tables.keep(pd.DataFrame({"x": [1234567.8, math.inf], "y": [20170.638241, 0]}), {"y": 4})
    assert tables.all()[name]["c"] == {"x": [1234570, None], "y": [20170.6382, 0]}


def test_a_set_of_works_is_a_number() -> None:
    order = {f"W{i}": i for i in range(40)}
    assert int(mask(["W0", "W39"], order), 16) == 1 + 2**39


def test_the_centre_of_the_projection_is_where_it_should_be() -> None:
    assert kilometres([10.0], [52.0]) == [[4321.0, 3210.0]]


def test_legs_without_a_line_are_straight_and_without_a_place_are_said() -> None:
    legs = csv_str_to_df("""
        work, leg, from_bus,  to_bus,     capacity, unit, line
        W1,   1,   ANR co2,   GNT co2,    10,       t/h,  4.4 51.2; 4.0 51.1; 3.72 51.05
        W2,   1,   ANR co2,   GNT co2,    10,       t/h,
        W3,   1,   ANR co2,   ABROAD co2, 10,       t/h,
    """)
    lines = leg_lines(legs, NODES).set_index("work")
    assert lines["how"].to_dict() == {"W1": "line", "W2": "straight", "W3": "none"}
    assert [len(x) for x in lines["x"]] == [3, 2, 0]
    assert (lines["x"]["W1"][0], lines["y"]["W1"][0]) == (lines["x"]["W2"][0], lines["y"]["W2"][0])


def game(values: dict[str, float], works: str = "ABC", known: int | None = None) -> SolvedGame:
    """Return a game whose Shapley values and synergies are those of works and pairs alone; `known` sizes only."""

    def worth(members: tuple[str, ...]) -> float:
        return sum(values.get("".join(part), 0.0) for n in (1, 2) for part in combinations(sorted(members), n))

    sets = [members for n in range(len(works) + 1) for members in combinations(works, n)]
    kept = [members for members in sets if known is None or len(members) in (0, known)]
    emissions = [100.0 - worth(members) for members in kept]
    pairs = [(a, b, values.get(a + b, 0.0)) for a, b in combinations(works, 2)]
    shapley = [values.get(w, 0) + sum(v for a, b, v in pairs if w in (a, b)) / 2 for w in works]
    ranking = pd.DataFrame({"work": list(works), "shapley_kt": shapley, "shapley_meur": shapley, "upstream_kt": 0.0})
    synergy = pd.DataFrame(pairs, columns=["work_a", "work_b", "synergy_kt"]).assign(synergy_meur=np.nan)
    coalitions = pd.DataFrame({"coalition": ["+".join(members) for members in kept], "emissions_kt": emissions})
    return SolvedGame.of(ranking, synergy, coalitions.assign(upstream_kt=5.0, cost_meur=coalitions["emissions_kt"]))


def test_a_game_of_works_and_pairs_is_estimated_exactly() -> None:
    own = game({"A": 10, "B": 4, "AB": -3, "BC": 8}, known=1)
    found, distance = own.estimate("ABC")
    # Cost is told without pairs: 10 + 6.5 + 4 from A, 4 + 8.5 + 4 from B, 0 + 8.5 + 6.5 from C.
    assert found == pytest.approx({"kt": 19, "upstream_kt": 0, "meur": (20.5 + 16.5 + 15) / 3})
    assert distance == 2
    assert own.errors().set_index("distance")["kt"].to_list() == pytest.approx([0, 0])


def test_what_a_model_of_pairs_cannot_know_is_the_error() -> None:
    # Worth 6 only when all three are there: the Shapley value of each is 2, and there is no pair.
    sets = [members for n in range(4) for members in combinations("ABC", n)]
    emissions = [94.0 if len(members) == 3 else 100.0 for members in sets]
    table = pd.DataFrame({"coalition": ["+".join(members) for members in sets], "emissions_kt": emissions})
    ranking = pd.DataFrame({"work": list("ABC"), "shapley_kt": 2.0, "shapley_meur": 0.0, "upstream_kt": 0.0})
    pairs = pd.DataFrame(columns=["work_a", "work_b", "synergy_kt"])
    own = SolvedGame.of(ranking, pairs, table.assign(upstream_kt=0.0, cost_meur=0.0))
    # Values less the model are 0, -2, -4 and 0 for 0 to 3 works. The neighbours by one work are -2 for none,
    # -8/3 for one (none and two pairs), -4/3 for a pair (two single works and all), -4 for all.
    off = [0 + 2, *[-2 + 8 / 3] * 3, *[-4 + 4 / 3] * 3, 0 + 4]
    assert own.errors()["kt"][0] == pytest.approx(math.sqrt(sum(x * x for x in off) / 8))
    # What A adds was seen: nothing at none, B and C, 6 at BC. Each left out: told as 0, 3, 3 and 0 by its neighbours.
    assert [own.marginal(others, "A")["kt"] for others in ("", "B", "BC", "ABC")] == pytest.approx([0, 0, 6, 6])
    assert own.marginal_errors()["kt"].to_dict() == pytest.approx(dict.fromkeys("ABC", math.sqrt((9 + 9 + 36) / 4)))


def test_what_a_work_adds_is_that_of_the_nearest_step_and_unknown_without_one() -> None:
    own = game({"A": 10, "B": 4, "AB": -3}, known=1)
    assert own.marginal("BC", "A")["kt"] == 10  # seen at none, not at B
    never = game({"A": 10, "B": 4}, works="AB", known=2)
    assert np.isnan(never.marginal("A", "B")["kt"])
    assert never.marginal_errors().empty


def test_settings_say_what_they_would_be_by_default() -> None:
    changed = Config.model_validate({"demand": {"activity": {"steel": 0.8}}})
    rows = settings_of(changed).set_index("key")
    different = rows[rows["value"] != rows["default"]]
    assert different.index.tolist() == ["demand.activity"]
    assert json.loads(different["value"].iloc[0]) == {"steel": 0.8}


def test_nothing_in_the_content_can_end_its_script() -> None:
    text = as_json({"name": "</script><script>alert(1)</script><!--", "line": "\u2028"})
    assert "<" not in text
    assert json.loads(text)["name"].startswith("</script>")


def test_the_code_sets_texts_as_texts_and_runs_nothing_it_reads() -> None:
    banned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|XMLHttpRequest|https?://"
    )
    found = {path.name: re.findall(banned, path.read_text(encoding="utf-8")) for path in JS.glob("*.js")}
    assert {name: words for name, words in found.items() if words} == {}
    assert "</script" not in own_code()


def test_the_browser_may_fetch_nothing_but_the_background() -> None:
    host = tiles(AtlasSettings())["url"]
    assert "img-src data: blob: https://gisco-services.ec.europa.eu;" in policy(["x"], host)
    assert "http" not in policy(["x"], None)
    assert tiles(AtlasSettings(background=None)) is None


def test_the_same_page_gives_the_same_zip(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write("<p>x</p>", tmp_path / name / "atlas.html")
    one, two = ((tmp_path / name / "atlas.zip").read_bytes() for name in ("a", "b"))
    assert one == two
    assert zipfile.ZipFile(tmp_path / "a/atlas.zip").namelist() == ["atlas.html"]


def test_a_digest_is_of_the_content_not_of_its_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
