"""Sentences of the report: there with the right number where the tables support them, and absent where they do not."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import csv_str_to_df
from show_case import base
from third_language import third_language

from werven.config.settings import Config
from werven.errors import BuildError, InputError
from werven.report import co2, needs, order, ranking, schedule, trust
from werven.report.pages import SECTIONS, css_text, html, write_report
from werven.report.pdf import CHOICE, find_browser, print_pdf
from werven.report.pictures import MAP, Edges, cut
from werven.report.teller import Teller
from werven.solved.scenario import Solved, SolvedYear
from werven.words.names import NAMED

WORKS = """
work, name_nl,                  name_en,            carrier,     status,             year, lead, life, needs, sure, on
A,    Leiding A (lang verhaal), Pipe A (long story),co2,         planned,            2035, 5,    40,   ,      low,  true
B,    "Net <b>B</b> & 'co'",    ,                   electricity, planned,            2029, 8,    40,   ,      high, true
C,    Câble Łódź Ελ,            Cable Łódź,         electricity, concept,            2036, 5,    40,   A,     low,  true
D,    Oud net,                  Old network,        electricity, operational,        2010, 5,    40,   ,      high, true
N,    Nieuw net,                New network,        heat,        under construction, 2027, 4,    40,   ,      high, true
"""
EMISSIONS = """
boundary, cluster, sector,    t_2030, t_2050
flanders, GNT,     steel,     6e6,    1e6
flanders, ANR,     chemicals, 3e6,    0.5e6
flanders, ANR,     buildings, 1e6,    2e6
upstream, ABROAD,  abroad,    1e6,    2.3e6
"""
NEEDS = """
carrier,               electricity, hydrogen
kind,                  transport,   transport
from,                  GNT,         GNT
to,                    ANL,         ANR
existing,              2000,        500
needed,                5000,        400
planned,               0,           100
gap,                   3000,        0
unit,                  MW,          MW
peak_hour_utilisation, 0.04,        0.5
flow_forward_per_year, 9,           2
flow_back_per_year,    1,           0
flow_unit,             TWh,         TWh
works,                 D,
"""
RANKING = """
work,              A,                 B,              C
closure,           ets,               ets,            ets
rank_low,          1,                 2,              3
rank_high,         1,                 2,              3
carrier,           co2,               electricity,    electricity
shapley_kt,        1234.5,            400,            5
shapley_se_kt,     50,                0,              2
pint_kt,           1500,              10,             1
toot_kt,           0,                 600,            1
floor_kt,          110,               20,             40
upstream_kt,       -20,               -300,           0
shapley_meur,      60,                20,             1
cost_saved_meur,   60,                20,             1
annual_cost_meur,  12,                63,             5
eur_per_t,         25,                200,
at_low_kt,         300,               390,            4
at_high_kt,        1300,              410,            6
delay_kt_per_year, 900,               ,
resolution_kt,     5,                 5,              30
flag,              idle,              shifts abroad,  below the noise
confidence,        low,               high,           medium
"""
SYNERGY = """
closure, work_a, work_b, synergy_kt, synergy_se_kt, how
ets,     A,      B,      -250,       0,             exact
ets,     A,      C,      3,          0,             exact
"""
SEQUENCE = """
closure, step, works, gain_kt, cumulative_kt, gain_meur, cumulative_meur, annual_cost_meur, cumulative_annual_cost_meur
ets,     1,    A,     1500,    1500,          70,        70,              12,               12
ets,     2,    B+C,   139.5,   1639.5,        11,        81,              68,               80
"""
RUNS = """
closure,kind, price,price_low,price_high,cap_kt,buyout,works,method,pairs,coarse_pairs,reason,total_kt,total_meur,solved
ets,    price,147,  118,      176,       ,      ,      3,    drawn, 4,    0,           budget,1639.5,  81,        40
"""
FULL = {
    "year": "year_in_service",
    "lead": "lead_time_years",
    "life": "lifetime_years",
    "sure": "confidence",
    "needs": "requires",
}


def frame(text: str) -> pd.DataFrame:
    """Return a table given as text, with the column names in full."""
    return csv_str_to_df(text).rename(columns=FULL)


def turned(text: str) -> pd.DataFrame:
    """Return a table given as text with a line a column."""
    table = csv_str_to_df(text, "string")
    rows = table.set_index(table.columns[0]).T.rename_axis(table.columns[0]).reset_index()
    return pd.read_csv(io.StringIO(rows.to_csv(index=False)))


def changed(table: pd.DataFrame, row: str, **cells: object) -> pd.DataFrame:
    """Return a table with other cells in the row whose first cell is `row`."""
    own = table.copy()
    for column, value in cells.items():
        own[column] = own[column].astype(object).where(own.iloc[:, 0] != row, value)
    return own


def tables(**changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a ranking."""
    texts = {"synergy": SYNERGY, "sequence": SEQUENCE, "runs": RUNS}
    found = {name: frame(text) for name, text in texts.items()}
    found["runs"] = found["runs"].assign(derived=9, known=0)
    return {"ranking": turned(RANKING), **found, **changes}


def solved(
    emissions: str = EMISSIONS,
    needed: pd.DataFrame | None = None,
    rankings: dict[str, dict[str, pd.DataFrame]] | None = None,
    config: dict[str, object] | None = None,
    missing: tuple[int, ...] = (),
) -> Solved:
    """Return a scenario of 2030 and 2050 in which 2030 is ranked."""
    inputs = {name: base(name) for name in NAMED} | {"works": frame(WORKS)}
    own = {2030: {"ets": tables()} if rankings is None else rankings, 2050: {}}
    whole = frame(emissions)
    balance = csv_str_to_df("bus_carrier, component, technology, value\nco2, Process, capture_steel, 2e6")
    years = {
        year: SolvedYear(
            year,
            pd.DataFrame(),
            turned(NEEDS) if needed is None else needed,
            balance,
            whole.assign(t_per_year=whole[f"t_{year}"].astype(float)),
            113.0,
            own[year],
        )
        for year in (2030, 2050)
    }
    settings = Config.model_validate({"years": [2030, 2050], "rank": {"years": [2030]}, **(config or {})})
    return Solved("base", "9.8.7", settings, inputs, years, missing)


def said(teller: Teller, *names: str) -> str:
    """Return all sentences of some topics."""
    topics = [SECTIONS[name](teller) for name in names or SECTIONS]
    return "\n".join(line for topic in topics for line in [*topic.claims, *topic.details])


@pytest.mark.parametrize(
    ("topic", "nl", "en"),
    [
        ("emissions", "daalt van 10,0 Mt CO2 in 2030 naar 3,5 Mt in 2050, 65 % minder", "from 10.0 Mt CO2 in 2030"),
        ("emissions", "voor 57 % van gebouwen (2,0 Mt), gevolgd door staal (29 %)", "57 % comes from buildings"),
        ("emissions", "sector gebouwen stijgt de uitstoot, van 1,0 naar 2,0 Mt", "from 1.0 to 2.0 Mt"),
        ("emissions", "staat 0,2 ton die in het buitenland meer", "0.2 tonnes more are emitted abroad"),
        ("needs", "5,0 GW nodig is. Er is 2,0 GW, gepland is 0; 3,0 GW ontbreekt", "5.0 GW are needed"),
        ("needs", "Geen kandidaat-werk in het register vult dat in", "No candidate work of the register fills it"),
        ("needs", "maar 4 % van de uren", "in 4 % of the hours only"),
        ("needs", "Voor waterstof volstaat wat er is", "For hydrogen, what stands and is planned is enough"),
        (
            "ranking",
            "De 3 kandidaat-werken samen vermijden in 2030 1,6 Mt",
            "on average over CO2 prices from 118 to 176 €/t (ets)",
        ),
        (
            "ranking",
            "A Leiding A vermijdt het meest: 1.234 ± 100 kt per jaar, rang 1.",
            "1,234 ± 100 kt a year, rank 1.",
        ),
        ("ranking", "1 van de 3 werken blijft binnen de ruis", "1 of the 3 works stays within the noise"),
        ("ranking", "Vervangbaar: A Leiding A (1.500 kt)", "Replaceable: A Pipe A (1,500 kt)"),
        ("ranking", "Schakels: B Net <b>B</b> & 'co' (600 kt)", "Links: B Net <b>B</b> & 'co' (600 kt)"),
        ("ranking", "(−400 kt in Vlaanderen, +300 kt in het buitenland)", "(−400 kt in Flanders, +300 kt abroad)"),
        (
            "ranking",
            "A Leiding A (300 kt bij 118 €/t, 1.300 kt bij 176 €/t)",
            "(300 kt at 118 €/t, 1,300 kt at 176 €/t)",
        ),
        ("ranking", "door alle werken samen 0,3 Mt per jaar bij", "all works together add 0.3 Mt a year"),
        ("order", "terugverdient: A Leiding A. Dat vermijdt samen 1,5 Mt", "pays for itself: A Pipe A. Together"),
        ("order", "besparen 81 miljoen euro systeemkost per jaar en kosten 80", "save 81 million euro"),
        ("order", "Na 1 van de 2 stappen is 91 %", "After 1 of 2 steps 91 %"),
        ("order", "Het sterkst vervangen elkaar: A Leiding A en B", "(−250 kt)"),
        ("order", "147 €/t kost een vermeden ton bij A Leiding A (25 €/t)", "with A Pipe A (25 €/t)"),
        ("time", "4 werken in dienst: 2 tot en met 2030 en 4 tot en met 2050", "2 up to 2030 and 4 up to 2050"),
        ("time", "A Leiding A moet uiterlijk in 2030 starten (in dienst in 2035, doorlooptijd 5 jaar)", "lead time 5"),
        ("time", "C Câble Łódź Ελ niet zonder A Leiding A", "C Cable Łódź cannot do without A Pipe A"),
        (
            "time",
            "in 2025 of later in dienst komen, kost een jaar uitstel het meest bij A Leiding A (900 kt)",
            "(900 kt)",
        ),
        ("trust", "76 % van wat de werken boven de ruis", "(1 of 2 works)"),
        ("trust", "Niet gerangschikt onder ets: 2050", "Not ranked under ets: 2050"),
        ("trust", "Niet gerangschikt in 2030: societal en cap", "Not ranked in 2030: societal and cap"),
        ("trust", "stopte na 4 paren omdat de tijd om was", "stopped after 4 pairs"),
        ("trust", "verschuift C Câble Łódź Ελ met meer dan de helft", "moves C Cable Łódź by more than half"),
    ],
)
def test_a_sentence_is_there_with_its_number(topic: str, nl: str, en: str) -> None:
    assert nl in said(Teller(solved(), "nl"), topic)
    assert en in said(Teller(solved(), "en"), topic)


@pytest.mark.parametrize(
    ("topic", "work", "column", "value", "absent", "instead"),
    [
        ("ranking", "C", "flag", "", "binnen de ruis", "De 3 kandidaat-werken"),
        ("ranking", "A", "flag", "", "Ongebruikt als alles er is", "Hangt sterk af van de CO2-prijs"),
        ("ranking", "A", "at_high_kt", 900.0, "Hangt sterk af van de CO2-prijs", "Ongebruikt als alles er is"),
        ("ranking", "B", "flag", "", "verschuift naar het buitenland", "0,3 Mt per jaar bij"),
        ("ranking", "A", "toot_kt", 90.0, "Vervangbaar", "Schakels"),
        ("ranking", "B", "pint_kt", 50.0, "Schakels", "Vervangbaar"),
        ("order", "A", "eur_per_t", 146.0, "Minder dan de CO2-prijs", "Ongeveer die prijs"),
        ("time", "A", "delay_kt_per_year", 100.0, "kost een jaar uitstel", "moet uiterlijk"),
        ("trust", "A", "confidence", "high", "76 %", "Geen van de werken boven de ruis"),
        ("trust", "C", "resolution_kt", 1.0, "tijdsresolutie", "4 paren"),
    ],
)
def test_a_sentence_that_no_number_supports_is_absent(
    topic: str, work: str, column: str, value: object, absent: str, instead: str
) -> None:
    own = tables(ranking=changed(turned(RANKING), work, **{column: value}))
    after = said(Teller(solved(rankings={"ets": own}), "nl"), topic)
    assert absent in said(Teller(solved(), "nl"), topic)
    assert absent not in after
    assert instead in after


def test_a_work_that_raises_co2_is_told_so() -> None:
    own = tables(ranking=changed(turned(RANKING), "C", shapley_kt=-70, flag="raises CO2"))
    after = said(Teller(solved(rankings={"ets": own}), "nl"), "ranking")
    assert "gaat omhoog door C Câble Łódź Ελ (70 kt)" in after
    assert "omhoog" not in said(Teller(solved(), "nl"), "ranking")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(-300, 900, True), (1500, 2500, True), (-300, 1100, False), (1400, 2400, False), (300, 1300, False)],
)
def test_a_mean_that_lies_outside_both_ends_of_the_band_is_told(low: float, high: float, told: bool) -> None:
    # The mean is 1,234.5 kt and its noise 110; the ends have as much.
    own = tables(ranking=changed(turned(RANKING), "A", at_low_kt=low, at_high_kt=high))
    after = said(Teller(solved(rankings={"ets": own}), "nl"), "ranking")
    assert "Hangt sterk af van de CO2-prijs: A" in after
    assert ("Bij A Leiding A ligt het gemiddelde buiten beide" in after) is told


def test_many_orders_of_a_coarse_network_tell_an_error_that_is_no_guess() -> None:
    own = tables(runs=changed(tables()["runs"], "ets", coarse_pairs=64))
    after = said(Teller(solved(rankings={"ets": own}), "nl"), "trust")
    assert "de fout zelf een schatting" in said(Teller(solved(), "nl"), "trust")
    assert "de fout zelf een schatting" not in after
    assert "stopte na 4 paren" in after


def test_works_that_differ_by_less_than_their_noise_are_told_together() -> None:
    own = tables(ranking=changed(turned(RANKING), "A", floor_kt=900))
    after = said(Teller(solved(rankings={"ets": own}), "nl"), "ranking")
    assert "Niet van elkaar te onderscheiden zijn A Leiding A en B" in after
    assert "onderscheiden" not in said(Teller(solved(), "nl"), "ranking")


def test_under_a_cap_works_save_money_and_avoid_nothing() -> None:
    own = tables(runs=changed(tables()["runs"], "ets", kind="cap", cap_kt=15100, buyout=628))
    after = said(Teller(solved(rankings={"ets": own}), "nl"), "ranking", "order")
    assert "besparen in 2030 81 miljoen euro systeemkost per jaar, onder een CO2-plafond van 15,1 Mt" in after
    assert "vermijd" not in after


def test_emissions_that_rise_or_stay_are_told_so() -> None:
    assert "stijgt van" in said(Teller(solved(EMISSIONS.replace("1e6\n", "9e6\n", 1)), "nl"), "emissions")
    flat = EMISSIONS.replace("1e6\nflanders, ANR,     chem", "7.5e6\nflanders, ANR,     chem")
    assert "ongeveer gelijk" in said(Teller(solved(flat), "nl"), "emissions")


def test_without_a_gap_it_says_so() -> None:
    enough = changed(turned(NEEDS), "electricity", needed=2000, gap=0)
    after = said(Teller(solved(needed=enough), "nl"), "needs")
    assert "op geen enkele verbinding" in after
    assert "ontbreekt" not in after


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        ("B", "De kandidaten voor die verbinding (B"),
        ("C", "C Câble Łódź Ελ staat in het register voor die verbinding, maar komt pas in 2036"),
    ],
    ids=["too small", "too late"],
)
def test_a_gap_names_candidates_that_do_not_fill_it(work: str, sentence: str) -> None:
    needed = changed(turned(NEEDS), "electricity", works=work)
    assert sentence in said(Teller(solved(needed=needed), "nl"), "needs")


def test_missing_years_and_rankings_are_said() -> None:
    assert "Niet berekend, en dus niet in dit rapport: 2040" in said(Teller(solved(missing=(2040,)), "nl"), "trust")
    none = Teller(solved(rankings={}), "nl")
    assert said(none, "ranking", "order") == "Voor dit scenario is nog geen rangschikking berekend."
    closed = solved(rankings={}, config={"network": {"investment": False}})
    assert "mag niets worden gebouwd" in said(Teller(closed, "nl"), "ranking")
    assert said(Teller(closed, "nl"), "time") == ""


def test_a_year_without_candidates_is_no_ranking_to_tell() -> None:
    own = tables(runs=changed(frame(RUNS), "ets", works=0))
    own = {name: table.iloc[:0] if name != "runs" else table for name, table in own.items()}
    teller = Teller(solved(rankings={"ets": own}), "nl")
    assert teller.lead is None
    assert said(teller, "ranking") == "In 2030 zijn er geen kandidaat-werken om te rangschikken."


def test_rankings_that_are_not_declared_are_not_told() -> None:
    cap = {name: table.replace({"closure": {"ets": "cap"}}) for name, table in tables().items()}
    both = {"ets": tables(), "cap": cap}
    teller = Teller(solved(rankings=both), "nl")
    assert [row["first_work"] for row in ranking.other_rows(teller)] == ["A Leiding A (1.234 ± 100 kt)"]
    assert ranking.other_rows(replace(teller, told=frozenset({(2030, "ets")}))) == []


def test_a_name_in_one_language_serves_both() -> None:
    assert Teller(solved(), "en").work("B") == "B Net <b>B</b> & 'co'"
    assert Teller(solved(), "en").work("A", whole=True) == "A Pipe A (long story)"
    assert Teller(solved(), "en").work("unknown") == "unknown"


def test_a_third_language_is_told_as_the_others(tmp_path: Path) -> None:
    with third_language(tmp_path) as language:
        told = said(Teller(solved(), language)).splitlines()
        page = html(Teller(solved(), language), tmp_path)
    assert len(told) == len(said(Teller(solved(), "en")).splitlines()) > 30
    assert all(line.startswith("[") and line.endswith("]") for line in told)
    assert f'<html lang="{language}">' in page
    assert "<h1>[Which infrastructure works avoid CO2?]</h1>" in page
    assert all(heading.startswith("[") for heading in re.findall("<(?:h2|dt)>(.*?)</", page))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_whole_and_escapes_what_comes_from_tables(language: str, tmp_path: Path) -> None:
    own = solved(config={"description": "<script>alert('x')</script>", "show": {"language": language}})
    page = write_report(own, own.config, tmp_path, tmp_path / "new/report.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert "<b>B" not in page
    assert "Net &lt;b&gt;B&lt;/b&gt; &amp; &#39;co&#39;" in page
    assert page.count("<h1>") == 1
    assert page.index("<h1>") < page.index("<h2>")
    assert 'scope="col"' in page
    assert 'scope="row"' in page
    assert "nan" not in page.lower().replace("finan", "")


@pytest.mark.parametrize(
    ("resolution", "told"), [(1.0, "en wat een andere tijdsresolutie doet"), (None, "is niet berekend. Werken")]
)
def test_the_noise_is_told_as_it_was_computed(resolution: float | None, told: str, tmp_path: Path) -> None:
    own = tables(ranking=turned(RANKING).assign(resolution_kt=resolution))
    assert told in html(Teller(solved(rankings={"ets": own}), "nl"), tmp_path)


def test_a_language_nobody_speaks_here_is_refused(tmp_path: Path) -> None:
    own = solved()
    wrong = own.config.model_copy(update={"show": own.config.show.model_copy(update={"language": "fr"})})
    with pytest.raises(InputError, match="nl, en"):
        write_report(own, wrong, tmp_path, tmp_path / "report.html")


def test_a_figure_is_put_into_the_page_with_what_it_shows(tmp_path: Path) -> None:
    svg = '<svg width="959.976pt" height="540pt" viewBox="0 0 959.976 540" xmlns="http://www.w3.org/2000/svg"></svg>'
    (tmp_path / "emissions_2050.svg").write_text(svg, encoding="utf-8")
    page = html(Teller(solved(), "en"), tmp_path)
    assert page.count("<img") == 1
    assert 'alt="Map: Antwerp right bank emits most in 2050, 2.5 of 3.5 Mt."' in page
    assert 'height="396pt" viewBox="0 72 959.976 396"' in cut(svg, Edges(1, 1, 0))
    assert cut("<svg></svg>", MAP) == "<svg></svg>"


def test_numbers_and_lists_are_written_as_people_do() -> None:
    teller = Teller(solved(), "nl")
    assert [teller.tenths(value) for value in (0, 0.02, 3.14, 1234.56)] == ["0,0", "0,02", "3,1", "1.234,6"]
    assert [teller.percent(part) for part in (0.001, 0.5, 0.999, 1.0)] == ["<1", "50", ">99", "100"]
    assert teller.join(["a"]) == "a"
    assert teller.join(["a", "b", "c"]) == "a, b en c"
    assert teller.join(list("abcdef"), most=2) == "a, b en 4 andere"
    assert css_text('a-1 "') == r"a\00002d1\000020\000022"


def test_no_browser_is_found_where_none_is_wanted() -> None:
    assert find_browser({CHOICE: "none", "PATH": ""}) is None
    assert find_browser({CHOICE: "no-such-browser-anywhere"}) is None


def test_a_browser_that_prints_nothing_says_how_to_do_without(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("<p>x</p>", encoding="utf-8")
    with pytest.raises(BuildError, match=f"printed no PDF .*{CHOICE}"):
        print_pdf(page, tmp_path / "report.pdf", "true")
    assert not (tmp_path / "report.pdf").exists()


def test_every_topic_can_be_told_alone() -> None:
    teller = Teller(solved(), "nl")
    for topic in (co2, needs, ranking, order, schedule, trust):
        assert topic.tell(teller).claims or topic.tell(teller).details
