from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from show_case import balance_table, base, case, names

from werven.errors import InputError
from werven.figures.basemap import Scene
from werven.figures.figures import draw_scenario, draw_year
from werven.figures.maps import draw_users, users_table
from werven.figures.stems import TIMELINE_STEM, scenario_stems, stack_stems, stems_of, year_stems
from werven.figures.style import save

GROUPS = names().groups


def _empty() -> object:
    """The case without a single row in its result tables."""
    own = case()
    tables = ("demand", "needs", "emissions", "balance")
    return replace(own, **{name: getattr(own, name).iloc[:0] for name in tables})


@pytest.fixture(autouse=True)
def _coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save small pictures: the tests look at what is written, not at its pixels."""
    monkeypatch.setattr(save, "__defaults__", (("png", "svg"), 20))


def test_every_declared_figure_is_written(tmp_path: Path) -> None:
    own = case()
    paths = draw_year(own, tmp_path, "en", ("png",)) + draw_scenario({2035: own}, tmp_path, "en", ("png",))
    assert [*(path.stem for path in paths), TIMELINE_STEM] == stems_of([2035], GROUPS)
    assert all(path.stat().st_size > 1000 for path in paths)
    assert len(stems_of([2035, 2040], GROUPS)) == 2 * len(year_stems(GROUPS)) + len(scenario_stems(GROUPS))


def test_a_figure_without_rows_is_a_sentence(tmp_path: Path) -> None:
    own = _empty()
    paths = draw_year(own, tmp_path, "nl", ("png",)) + draw_scenario({2035: own}, tmp_path, "nl", ("png",))
    assert [*(path.stem for path in paths), TIMELINE_STEM] == stems_of([2035], GROUPS)


def test_unknown_carriers_and_technologies_do_not_stop_a_figure(tmp_path: Path) -> None:
    own = case()
    odd = balance_table().replace({"technology": {"ccgt": "warp_core"}, "bus_carrier": {"coal": "dilithium"}})
    odd["unit"] = odd["unit"].fillna("MWh")
    needs = own.needs.replace({"carrier": {"co2": "dilithium"}})
    demand = pd.concat([own.demand, own.demand.assign(sector="holodecks", carrier="tachyons")])
    strange = replace(own, balance=odd, needs=needs, demand=demand)
    assert len(draw_year(strange, tmp_path, "nl", ("png",))) == len(year_stems(GROUPS))
    assert len(draw_scenario({2035: strange}, tmp_path, "nl", ("png",))) == len(stack_stems(GROUPS))


def test_missing_columns_are_all_named() -> None:
    own = case()
    with pytest.raises(InputError, match=r"(?s)column needed.*column unit"):
        replace(own, needs=own.needs.drop(columns=["needed", "unit"]))


def test_a_scenario_without_years_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one year"):
        draw_scenario({}, tmp_path)


def test_the_same_figure_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        fig = Figure(figsize=(2, 1))
        fig.text(0.5, 0.5, "x")
        written.append([path.read_bytes() for path in save(fig, tmp_path / name / "figure")])
    assert written[0] == written[1]


def test_titles_say_scenario_and_year_and_the_foot_says_the_rest() -> None:
    from werven.figures.maps import draw_emissions, emissions_table

    own = case()
    scene = Scene(own.nodes, None, own.names("nl"), own.context, 2035)
    fig = draw_emissions(emissions_table(own.emissions, base("nodes")), scene)
    text = " ".join(artist.get_text() for artist in fig.texts)
    for words in (
        "scenario base",
        "2035",
        "Mt CO2 per jaar",
        "CO2-prijs 113 €/t",
        "Vlaanderen",
        "lineair",
        "0.1.0",
    ):
        assert words in text


def test_a_group_more_has_its_map_of_flows_its_stack_and_its_place_among_the_users(tmp_path: Path) -> None:
    own = case()
    carrier = own.carriers[own.carriers["carrier"] == "ammonia"].assign(carrier="methanol", group="methanol")
    group = own.carrier_groups.iloc[:1].assign(group="methanol", name_nl="methanol", color_of="methanol")
    made = own.balance[own.balance["bus_carrier"] == "hydrogen"].assign(bus_carrier="methanol")
    more = replace(
        own,
        carriers=pd.concat([own.carriers, carrier]),
        carrier_groups=pd.concat([own.carrier_groups, group]),
        balance=pd.concat([own.balance, made], ignore_index=True),
    )
    groups = more.names("nl").groups
    paths = draw_year(more, tmp_path, "nl", ("png",)) + draw_scenario({2035: more}, tmp_path, "nl", ("png",))
    assert {path.stem for path in paths} >= {"flows_methanol_2035", "stack_methanol"}
    users = users_table(more.demand, more.balance, more.technologies, more.names("nl"), more.nodes)
    assert "methanol" in set(users["group"])
    page = draw_users(users, Scene(more.nodes, None, more.names("nl"), more.context, 2035))
    said = [text.get_text() for ax in page.axes for text in ax.texts]
    assert {"Methanol", "Elektriciteit", "Warmte en stoom"} <= set(said)
    assert len([name for name, own in groups.items() if "users" in own.figures]) == 6
