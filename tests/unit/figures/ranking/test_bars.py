from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn_texts import faults, shown
from show_case import base, names

from werven.errors import InputError
from werven.figures import style
from werven.figures.ranking.abatement import abatement_table, draw_abatement, height_limits
from werven.figures.ranking.bars import draw_ranking
from werven.figures.ranking.page import spread
from werven.figures.ranking.sequences import draw_sequence
from werven.figures.ranking.sequences import sequence_table as steps_of
from werven.figures.ranking.synergies import draw_synergy, linked_order, strong_works
from werven.figures.ranking.synergies import synergy_table as pairs_of
from werven.solved.ranking import Case, Register
from werven.solved.ranking import shown_ranking as ranking_table_of
from werven.words.names import Context
from werven.words.ranking import flag_words
from werven.words.tables import words

CASE = Case(
    context=Context("base", "nl", version="0.1.0"),
    year=2040,
    closure="ets",
    closure_label="CO2-prijs 147 EUR/t (ETS)",
    method_label="412 coalities opgelost, 60 volgordes bemonsterd met hun omgekeerde, 12 blokken exact",
)
CAP = replace(CASE, closure="cap", closure_label="CO2-plafond 14,2 Mt/jaar", kind="cap")
BIG = {"C06": 1980.0, "C03b": 1240, "C12": 905, "C04": 610, "C03": 590, "C05": 420, "C04b": 333, "H03": 180}
BIG |= {"E08": 160, "H14": 95, "C15": 70, "T03": 61, "E10": -148, "E09": -95, "E13": -40, "H16": 26, "T12": 25}


@cache
def register() -> pd.DataFrame:
    """The candidates of the base case."""
    works = base("works")
    return works[
        works["status"].isin(["planned", "announced", "concept"]) & (works["on"].astype(str).str.lower() != "false")
    ]


def named(language: str = "nl") -> Register:
    """Names and colours of these works."""
    return Register.of(register(), names(language))


def shown_ranking(closure: str = "ets") -> pd.DataFrame:
    """Plausible values for every candidate, with ties, noise, flags and works that raise CO2."""
    works, rng = register(), np.random.default_rng(7)
    n = len(works)
    value = np.array([BIG.get(work, round(float(rng.normal(3, 6)), 2)) for work in works["work"]])
    floor = np.where(np.abs(value) > 60, 25.0, rng.uniform(8, 22, n).round(1))
    noise = np.abs(value) < floor
    pint, toot = value * rng.uniform(0.3, 1.2, n), value * rng.uniform(0.5, 1.6, n)
    pint[0], toot[0] = 12.0, -8.0
    cost = rng.uniform(2, 60, n).round(1) + np.abs(value) * rng.uniform(0.02, 0.1, n)
    carrier = works["carrier"].replace("heat", "heat_100").to_numpy(object)
    carrier[works["kind"] == "steam pipe"] = "steam_200"
    rank = pd.Series(np.where(noise, np.nan, -value)).rank(method="first")
    table = pd.DataFrame({"closure": closure, "work": works["work"], "carrier": carrier, "status": works["status"]})
    table["rank_low"] = np.where(noise, 13, np.where(value < 0, rank + noise.sum(), rank))
    table["rank_high"] = np.where(noise, 12 + noise.sum(), table["rank_low"])
    table.loc[table["work"].isin(["C04", "C03"]), ["rank_low", "rank_high"]] = [4, 5]
    table["year_in_service"] = works["year_in_service"].to_numpy()
    se = np.where(noise, 2.0, np.abs(value) * 0.02 + 4)
    for name, column in {"shapley": value, "pint": pint, "toot": toot}.items():
        table[f"{name}_kt"], table[f"{name}_meur"] = column, column * 0.11
    for name, sign in (("at_low", -1), ("at_high", 1)):
        table[f"{name}_kt"] = value + sign * rng.uniform(0, 60, n)
    table["shapley_se_kt"], table["shapley_se_meur"] = se, se * 0.1
    table["floor_kt"], table["upstream_kt"] = floor, -value * rng.uniform(-0.1, 0.4, n)
    table["equivalent_kt"], table["cost_saved_meur"] = table["shapley_meur"] * 6.8, table["shapley_meur"]
    table["annual_cost_meur"] = cost
    eur = cost * 1e3 / table["equivalent_kt"] if closure == "cap" else (cost * 1e3 - 60 * value) / np.abs(value)
    table["eur_per_t"] = np.where(works["work"] == "T12", 8123.0, np.where(noise | (value < 0), np.nan, eur))
    flag = np.where(noise, "below the noise", np.where(value < 0, "raises CO2", ""))
    table["flag"] = flag
    table.loc[table["work"] == "E10", "flag"] = "raises CO2; shifts abroad"
    table.loc[table["work"] == "C06", "flag"] = "idle"
    table.loc[table["work"] == "H03", "flag"] = "idle; shifts abroad"
    table.loc[table["work"] == "T20", "flag"] = "below the noise; idle"
    table["confidence"] = works["confidence"].to_numpy()
    if closure == "cap":
        table.loc[:, [c for c in table if str(c).endswith("_kt") and c != "equivalent_kt"]] = np.nan
    return table.reset_index(drop=True)


def sequence_table(closure: str = "ets") -> pd.DataFrame:
    """A greedy order of the works of `shown_ranking`, the CO2 chain first and as one step."""
    rows = shown_ranking().set_index("work").sort_values("shapley_kt", ascending=False)
    chain = ["C06", "C03b", "C12"]
    steps = ["+".join(chain), *(work for work in rows.index if work not in chain)]
    own = [rows.loc[step.split("+")] for step in steps]
    table = pd.DataFrame({"closure": closure, "step": range(1, len(steps) + 1), "works": steps})
    table["gain_kt"] = [part["shapley_kt"].sum() for part in own]
    table["gain_meur"] = table["gain_kt"] * 0.11
    table["annual_cost_meur"] = [part["annual_cost_meur"].sum() for part in own]
    for name in ("kt", "meur"):
        table[f"cumulative_{name}"] = table[f"gain_{name}"].cumsum()
    table["cumulative_annual_cost_meur"] = table["annual_cost_meur"].cumsum()
    return table


def synergy_table(closure: str = "ets") -> pd.DataFrame:
    """Pairs of most works: a CO2 chain that needs its links, ports that replace each other, little else."""
    strong = {"C06+C03b": 820.0, "C12+C03b": 510, "C03+C04": 190, "C04+C06": -430, "C05+C06": -260, "C05+C12": 120}
    strong |= {"H14+H03": 61, "H15+H03": -34, "E10+E08": 70, "E09+E10": -45, "T03+H06": 3, "C04+C04b": 150}
    strong |= {"C03+C03b": -210, "C13+C04": -66, "C14+C06": -80, "C15+C04b": 44, "H06+H19": -28}
    rng, ids = np.random.default_rng(3), list(register()["work"])
    rows = []
    for rank, a in enumerate(ids):
        for b in ids[:rank]:
            exact = strong.get(f"{a}+{b}", strong.get(f"{b}+{a}", 0.0))
            how = "exact" if abs(exact) > 70 else "fit"
            rows.append((closure, a, b, exact or float(rng.normal(0, 3)), 0.0 if how == "exact" else 4.0, how))
    table = pd.DataFrame(rows, columns=["closure", "work_a", "work_b", "synergy_kt", "synergy_se_kt", "how"])
    return table.assign(synergy_meur=table["synergy_kt"] * 0.1, synergy_se_meur=table["synergy_se_kt"] * 0.1)


DRAWN = {
    "ranking": lambda tables, *rest: draw_ranking(tables[0], *rest),
    "abatement": lambda tables, *rest: draw_abatement(tables[0], *rest, price=147.0),
    "synergy": lambda tables, *rest: draw_synergy(tables[1], *rest),
    "sequence": lambda tables, *rest: draw_sequence(tables[2], *rest),
}


def tables_of(closure: str = "ets") -> list[pd.DataFrame]:
    return [shown_ranking(closure), synergy_table(closure), sequence_table(closure)]


@pytest.mark.parametrize("figure", DRAWN)
@pytest.mark.parametrize(("case", "language"), [(CASE, "nl"), (CASE, "en"), (CAP, "nl")])
def test_no_text_covers_another_or_leaves_the_page(figure: str, case: Case, language: str) -> None:
    own = replace(case, context=replace(case.context, language=language))
    fig = DRAWN[figure](tables_of(case.closure), named(language), own)
    assert faults(fig) == []
    said = " ".join(shown(fig))
    assert case.closure_label in said
    assert case.method_label in said


@pytest.mark.parametrize("figure", DRAWN)
def test_strange_names_are_written_as_they_are(figure: str) -> None:
    works = register().copy()
    works.loc[works["work"] == "C06", "name_nl"] = '<b>"$x_1$"</b>\nЗебрюгге'
    works.loc[works["work"] == "C12", "name_nl"] = "long " * 60
    own = replace(CASE, closure_label="$a$ <ETS>", method_label='"$b$" ' * 60)
    fig = DRAWN[figure](tables_of(), Register.of(works, names()), own)
    assert faults(fig) == []
    if figure != "abatement" or "C06" in shown(fig):
        assert '<b>"$x_1$"</b> Зебрюгге' in shown(fig)


@pytest.mark.parametrize("figure", DRAWN)
def test_one_work_or_pair_is_drawn(figure: str) -> None:
    ranking, synergy, sequence = tables_of()
    pair = (synergy["work_a"] == "C06") & (synergy["work_b"] == "C03b")
    few = [ranking[ranking["work"] == "C06"], synergy[pair | pair.shift(1, fill_value=False)].head(1), sequence.head(1)]
    assert faults(DRAWN[figure](few, named(), CASE)) == []


@pytest.mark.parametrize("figure", DRAWN)
@pytest.mark.parametrize("how", ["no rows", "another closure", "no values"])
def test_nothing_to_draw_is_a_sentence(figure: str, how: str) -> None:
    tables, case = tables_of(), CASE
    if how == "no rows":
        tables = [table.iloc[:0] for table in tables]
    elif how == "another closure":
        case = replace(CASE, closure="societal")
    else:
        ids = {"closure", "work", "work_a", "work_b", "works"}
        tables = [table.assign(**{c: np.nan for c in table if c not in ids}) for table in tables]
    assert words("ranking").say(f"none_{figure}", "nl") in shown(DRAWN[figure](tables, named(), case))


@pytest.mark.parametrize("column", sorted(set(shown_ranking()) - {"closure", "work", "shapley_kt"}))
def test_an_empty_column_does_not_stop_the_ranking(column: str) -> None:
    table = ranking_table_of(shown_ranking().assign(**{column: np.nan}), CASE)
    assert len(table) == len(register())


def test_works_are_in_groups_and_the_largest_is_first() -> None:
    table = ranking_table_of(shown_ranking(), CASE)
    assert list(dict.fromkeys(table["group"])) == ["good", "bad", "noise"]
    for _, rows in table.groupby("group"):
        assert rows["value"].is_monotonic_decreasing
    found = table.set_index("work")
    assert list(found.index[:2]) == ["C06", "C03b"]
    assert found.loc["C03", "rank"] == found.loc["C04", "rank"] == "4–5"
    assert found.loc["E10", ["group", "flags"]].tolist() == ["bad", ["raises CO2", "shifts abroad"]]
    assert (table["group"] == "noise").sum() == shown_ranking()["flag"].str.contains("below the noise").sum()


def test_under_a_cap_values_are_costs() -> None:
    table = ranking_table_of(shown_ranking("cap"), CAP).set_index("work")
    assert table.loc["C06", ["value", "beside"]].tolist() == pytest.approx([217.8, 217.8 * 6.8])
    assert table["at_low"].isna().all()


def test_missing_columns_are_all_named_and_a_kind_is_price_or_cap() -> None:
    with pytest.raises(InputError, match=r"(?s)column rank_low.*column shapley_kt"):
        draw_ranking(shown_ranking().drop(columns=["rank_low", "shapley_kt"]), named(), CASE)
    with pytest.raises(InputError, match="column how"):
        draw_synergy(synergy_table().drop(columns="how"), named(), CASE)
    with pytest.raises(InputError, match="price, cap"):
        replace(CASE, kind="tax")


def test_blocks_rise_and_works_without_a_price_are_counted() -> None:
    blocks, absent = abatement_table(shown_ranking(), CASE)
    assert blocks["height"].is_monotonic_increasing
    assert len(blocks) + absent == len(register())
    assert absent == (shown_ranking()["eur_per_t"].isna()).sum()
    assert blocks["left"].iloc[-1] + blocks["width"].iloc[-1] == pytest.approx(blocks["width"].sum())


def test_an_axis_is_cut_above_tiny_blocks_only() -> None:
    blocks = pd.DataFrame({"width": [900.0, 500.0, 2.0], "height": [20.0, 90.0, 8000.0]})
    low, high = height_limits(blocks, 147.0)
    assert low == 0
    assert 147 < high < 250
    blocks["width"] = 500.0
    assert height_limits(blocks, 147.0)[1] > 8000


def test_under_a_cap_a_work_costs_what_it_saves_at_the_declared_price() -> None:
    said = " ".join(shown(draw_abatement(shown_ranking("cap"), named(), CAP, 147.0)))
    assert "147 €/t: daar kost het werk wat het bespaart" in said
    assert "€ jaarkost per ton CO2-equivalent" in said


@pytest.mark.parametrize(
    ("resolution", "told"), [(3.0, "(2 se, andere tijdsresolutie)"), (np.nan, "is niet berekend)")]
)
def test_the_foot_says_what_is_in_the_noise(resolution: float, told: str) -> None:
    table = shown_ranking().assign(resolution_kt=resolution)
    assert told in " ".join(shown(draw_ranking(table, named(), CASE))).replace("\n", " ")


def test_the_foot_counts_what_is_not_drawn_and_the_block_says_its_height() -> None:
    said = " ".join(shown(draw_abatement(shown_ranking(), named(), CASE, 147.0)))
    _, absent = abatement_table(shown_ranking(), CASE)
    assert f"{absent} werken zonder prijs" in said
    assert "↑ 8.123 €/t" in said


def test_places_move_apart_as_little_as_it_takes() -> None:
    assert spread([1.0, 5.0], 1, 0, 9) == [1.0, 5.0]
    assert spread([4.0, 4.0, 4.0], 1, 0, 9) == pytest.approx([3, 4, 5])
    assert spread([0.0, 0.0, 9.0], 1, 0, 9) == pytest.approx([0, 1, 9])
    assert np.diff(spread([2.0] * 30, 1, 0, 9)) == pytest.approx(9 / 29)


def test_a_pair_counts_once_and_exact_before_fitted() -> None:
    rows = [
        ("a", "b", 50.0, 1.0, "fit"),
        ("b", "a", 60.0, 0.0, "exact"),
        ("a", "c", 9.0, 5.0, "fit"),
        ("c", "c", 99, 0, "fit"),
    ]
    table = pd.DataFrame(rows, columns=["work_a", "work_b", "synergy_kt", "synergy_se_kt", "how"]).assign(closure="ets")
    found = pairs_of(table, CASE)
    assert found["value"].tolist() == [60.0, 9.0]
    assert found["exact"].tolist() == [True, False]
    assert found["sure"].tolist() == [True, False]
    assert strong_works(found) == (["a", "b"], 0)


def test_only_so_many_works_are_in_the_matrix() -> None:
    kept, more = strong_works(pairs_of(synergy_table(), CASE), most=4)
    assert set(kept) == {"C06", "C03b", "C12", "C04"}
    assert more > 0


def test_linked_works_stand_together() -> None:
    pairs = pd.DataFrame({"work_a": ["a", "b", "d"], "work_b": ["c", "d", "e"], "value": [9.0, -8.0, 7.0]})
    order = linked_order(pairs, list("abcde"))
    assert abs(order.index("a") - order.index("c")) == 1
    assert sorted(order[i] for i in range(5) if order[i] in "bde") == ["b", "d", "e"]
    assert abs(order.index("b") - order.index("d")) == abs(order.index("d") - order.index("e")) == 1


def test_steps_without_a_cost_are_left_out_and_counted() -> None:
    table = sequence_table()
    table.loc[3, "cumulative_annual_cost_meur"] = np.nan
    steps, absent = steps_of(table, CASE)
    assert (len(steps), absent) == (len(table) - 1, 1)
    assert steps["works"].iloc[0] == ["C06", "C03b", "C12"]


def test_flags_are_told_in_words() -> None:
    assert flag_words("idle", "nl") == "ongebruikt als alles er is"
    assert flag_words("new flag", "nl") == "new flag"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    figures = [draw_ranking(shown_ranking().head(6), named(), CASE) for _ in range(2)]
    one, two = (style.save(fig, tmp_path / str(i), ("svg",))[0] for i, fig in enumerate(figures))
    assert one.read_bytes() == two.read_bytes()
