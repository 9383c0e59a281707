from __future__ import annotations

import pandas as pd
import pytest
from conftest import csv_str_to_df
from show_case import base, names

from werven.data.column_kinds import STREAM_SECTORS
from werven.figures.style import wrapped
from werven.solved.ranking import method_label
from werven.words.colors import neutral_color
from werven.words.names import Context, drawn_sector, inside, named, number, parents, sectors


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (1234.6, "1.235", "1,235"),
        (12.34, "12", "12"),
        (9.96, "10", "10"),
        (3.149, "3,1", "3.1"),
        (0.256, "0,3", "0.3"),
        (0.044, "0,04", "0.04"),
        (0.001, "<0,01", "<0.01"),
        (0.0, "0", "0"),
        (-2.5, "−2,5", "−2.5"),
    ],
)
def test_numbers_are_rounded_as_they_are_read(value: float, nl: str, en: str) -> None:
    assert (number(value, "nl"), number(value, "en")) == (nl, en)


def test_labels_come_from_the_tables_and_unknown_ids_stay_readable() -> None:
    assert names("nl").label("technology", "gas_boiler_steam") == "gasketel stoom"
    assert names("en").label("carrier", "hydrogen") == "hydrogen"
    assert names("nl").label("technology", "warp_drive") == "warp drive"
    assert names("nl").place("ZBR") == "Zeebrugge"


@pytest.mark.parametrize("sector", STREAM_SECTORS)
def test_every_sector_of_the_tables_is_drawn_with_a_name_and_a_colour_of_its_own(sector: str) -> None:
    drawn = drawn_sector(sector)
    assert drawn in sectors()
    assert names("en").sector_color(drawn) != neutral_color(drawn)


def test_a_name_that_lacks_is_told_in_english_and_then_in_any_language() -> None:
    rows = csv_str_to_df("""
        work, name_nl, name_en, name_fr
        A,    Leiding, Pipe,    Conduite
        B,    Leiding, Pipe,
        C,    Leiding, ,
        D,    ,        ,
    """).set_index("work")
    assert named(rows, "fr") == {"A": "Conduite", "B": "Pipe", "C": "Leiding"}
    assert named(rows, "de") == {"A": "Pipe", "B": "Pipe", "C": "Leiding"}


def test_an_unknown_id_has_a_neutral_colour_that_never_changes() -> None:
    color = names().color("technology", "warp_drive")
    assert color == neutral_color("warp_drive") == names("en").color("carrier", "warp_drive")
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 40


def test_flanders_is_clusters_subnodes_and_sea_zones() -> None:
    own = inside(base("nodes"))
    assert {"ANR", "ANR.steam", "OFF1", "FLA"} <= own
    assert own.isdisjoint({"NL", "NL.border", "SEA_NO", "ABROAD"})


def test_a_subnode_belongs_to_its_cluster() -> None:
    home = parents(base("nodes"))
    assert (home["ANR.hub"], home["ANR"], home["NL.border"]) == ("ANR", "ANR", "NL.border")


def test_the_footer_says_unit_price_boundary_and_interpolation() -> None:
    context = Context("base", "en", "price", {2030: 75.0, 2040: 129.6}, "0.1.0")
    text = " ".join(context.footer("unit_energy", "boundary_users", [2030, 2040]))
    for words in ("TWh per year", "75 (2030), 130 (2040) €/t", "Boundary: Flanders", "interpolated", "0.1.0"):
        assert words in text
    capped = Context("base", "nl", "cap", {2030: 40.0, 2040: 22.5})
    assert capped.closing([2030]) == "CO2-plafond 40 Mt/jaar."
    assert capped.closing([2030, 2040]) == "CO2-plafond 40 (2030), 22,5 (2040) Mt/jaar."


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Gent", ["Gent"]),
        ("Antwerp left bank", ["Antwerp", "left bank"]),
        ("Collectieve warmte rechteroever", ["Collectieve", "warmte", "rechteroever"]),
        ("elektriciteitscentrale", ["elektriciteitscentrale"]),
    ],
)
def test_labels_break_between_words_in_lines_of_like_length(text: str, lines: list[str]) -> None:
    assert wrapped(text).split("\n") == lines


@pytest.mark.parametrize(
    ("blocks", "coarse", "told"),
    [
        (float("nan"), 0, "4 pairs of orders drawn (until the time was spent); 70 coalitions solved, 9 derived"),
        (
            float("nan"),
            64,
            "4 pairs of orders drawn (until the time was spent), corrected with 64 pairs in a coarser time resolution; "
            "70 coalitions solved, 9 derived",
        ),
        (
            "C03+C13; H1+H2",
            0,
            "4 pairs of orders drawn (until the time was spent); all combinations of C03, C13; H1, H2; "
            "70 coalitions solved, 9 derived",
        ),
    ],
)
def test_how_a_ranking_was_made_is_told(blocks: object, coarse: int, told: str) -> None:
    run = {"works": 9, "method": "orders drawn", "blocks": blocks, "pairs": 4, "coarse_pairs": coarse}
    run["reason"] = "budget"
    counts = {"solved": 50, "known": 20, "derived": 9}
    assert method_label(pd.Series({**run, **counts}), Context("base", "en")) == told
