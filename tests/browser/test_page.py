"""The atlas in a real browser, without a network."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from atlas_case import NASTY, Case, Visit, spoil, without_candidates
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from third_language import third_language

from werven.atlas.estimates import SolvedGame
from werven.atlas.page import make
from werven.atlas.remarks import remarks_table
from werven.config.settings import Config
from werven.report.pdf import find_browser
from werven.words.names import number

pytestmark = pytest.mark.workflow
VIEWS = ["map", "ranking", "work", "whatif", "timeline", "needs", "flows", "inputs", "remarks", "about"]
ROOT = Path(__file__).parents[2]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HOST = "https://gisco-services.ec.europa.eu/"
Open = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium on this system: the atlas is not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def case(solved: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """An atlas of four scenarios: ranked, not ranked, without candidates, and solved in part.

    In the first, a work has a name that tries to run, a leg has no place, and half of the coalitions are not solved.
    """
    folder = tmp_path_factory.mktemp("atlas")
    leave = shutil.ignore_patterns("*.nc", "maps", "cache", "profiles", "logs", "benchmarks")
    for name in ("test", "unranked", "empty", "part"):
        for kind in ("results", "resources"):
            shutil.copytree(solved / kind / "test", folder / kind / name, ignore=leave)
    shutil.rmtree(folder / "results/unranked/2030/closures")
    without_candidates(folder / "results/empty/2030/closures/ets")
    record = folder / "results/part/2030/config.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("- 2030\n", "- 2030\n  - 2040\n", 1), encoding="utf-8")
    spoil(folder)
    make(folder / "results", folder / "resources", ROOT / "data/outline.csv", folder / "atlas.html", config=Config())
    own = folder / "results/test/2030/closures/ets"
    read = [pd.read_csv(own / f"{name}.csv", keep_default_na=name == "ranking") for name in ("ranking", "coalitions")]
    return Case(folder / "atlas.html", *read, pd.read_csv(own / "synergy.csv"), folder / "results/test/2030")


@pytest.fixture
def visit(browser: Browser, case: Case) -> Iterator[Callable[..., Visit]]:
    """Open the atlas without a network; at the end it must have complained of nothing."""
    contexts, visits = [], []

    def opened(**options: object) -> Visit:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **{"offline": True, **options})
        contexts.append(context)
        page = context.new_page()
        made = Visit(page, case.page)
        page.on("console", lambda message: made.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.on("request", lambda request: made.requests.append(request.url))
        visits.append(made)
        return made

    yield opened
    for context in contexts:
        context.close()
    assert [error for made in visits for error in made.errors] == []


@pytest.mark.parametrize(
    ("scenario", "lang"), [("test", "nl"), ("test", "en"), ("unranked", "nl"), ("empty", "en"), ("part", "nl")]
)
def test_every_view_opens_without_network_and_without_complaint(visit: Open, scenario: str, lang: str) -> None:
    made = visit()
    for view in VIEWS:
        page = made.go(view=view, scenario=scenario, lang=lang)
        assert page.locator("h1").inner_text().strip()
        assert page.locator("html").get_attribute("lang") == lang
        assert not re.search(r"undefined|NaN|null|\{\w+\}", page.locator("body").inner_text().replace(NASTY, ""))
    assert {url.split(":")[0] for url in made.requests} <= {"file", "data", "blob"}


def test_a_third_language_is_one_more_button(visit: Open, case: Case, tmp_path: Path) -> None:
    folder = case.page.parent
    with third_language(tmp_path) as language:
        make(folder / "results", folder / "resources", ROOT / "data/outline.csv", tmp_path / "a.html", config=Config())
    made = visit()
    made.path = tmp_path / "a.html"
    for view in VIEWS:
        page = made.go(view=view, scenario="test", lang=language)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").inner_text().startswith("[") or view == "work"
        assert not re.search(r"undefined|NaN|null|\{\w+\}", page.locator("body").inner_text().replace(NASTY, ""))
    assert page.locator(".languages button").all_inner_texts() == ["NL", "EN", language.upper()]


def test_the_language_is_switched_in_the_page(visit: Open) -> None:
    page = visit().go(view="ranking", lang="nl")
    assert page.get_by_role("link", name="Rangschikking").is_visible()
    page.get_by_role("button", name="EN").click()
    page.get_by_role("link", name="Ranking").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_name_in_the_register_is_text_and_never_runs(visit: Open) -> None:
    made = visit()
    for view in VIEWS:
        page = made.go(view=view, scenario="test", work="C04")
        page.wait_for_timeout(50)
        assert page.evaluate("window.hurt") is None
        if view == "work":
            assert NASTY in page.locator("h1").inner_text()


def test_years_that_are_not_solved_and_works_without_a_place_are_said(visit: Open) -> None:
    made = visit()
    assert "2040" in made.go(scenario="part", lang="en").locator("footer .warning").inner_text()
    assert "C12" in made.go(scenario="test", view="map", lang="en").locator(".panel").inner_text()


def rows_of(page: Page, chart: str) -> int:
    """Return how many rows the table of a chart has."""
    figure = page.locator(f"figure[data-chart={chart}]")
    figure.get_by_role("button", name="Show as table").click()
    return figure.locator("tbody tr").count()


def test_filters_leave_the_works_that_pass(visit: Open, case: Case) -> None:
    page = visit().go(view="ranking", scenario="test", lang="en")
    page.get_by_label("Value", exact=True).select_option("central")
    assert rows_of(page, "ranking") == len(case.ranking)
    page.get_by_label("captured CO2", exact=True).uncheck()
    assert rows_of(page, "ranking") == (case.ranking["carrier"] != "co2").sum()


def test_worlds_come_first_where_there_are_some_and_say_what_the_table_says(visit: Open, case: Case) -> None:
    robust = pd.read_csv(case.year / "robust.csv").set_index("work")
    made = visit()
    page = made.go(view="ranking", scenario="test", lang="en")
    assert rows_of(page, "robust") == (robust["verdict"] != "not_needed").sum()
    page.get_by_label("Works that are not needed too").check()
    assert rows_of(page, "robust") == len(robust)
    first = robust.index[0]
    sheet = made.go(view="work", scenario="test", work=first, lang="en")
    text, row = sheet.locator("main").inner_text(), robust.loc[first]
    assert f"{100 * row['p_pays']:.0f} % of {row['worlds']} worlds" in text
    worlds = pd.read_csv(case.year / "worlds.csv").query("work == @first")
    assert f"Does not pay in {(worlds['net_meur'] <= 0).sum()} of {len(worlds)} worlds" in text
    assert rows_of(sheet, "worlds") == len(worlds)
    assert made.go(view="ranking", scenario="unranked").locator("figure[data-chart=robust]").count() == 0


def test_what_is_uncertain_is_told_with_its_ends_in_the_year(visit: Open, case: Case) -> None:
    # The row of the gas price has no ends of its own: they are those of its table.
    gas = pd.read_csv(case.year / "ranges.csv").set_index("input").loc["gas_price"]
    page = visit().go(view="inputs", scenario="test", lang="en")
    page.locator("#inputs-table").select_option("uncertainty")
    cells = page.locator("tbody tr", has_text="gas_price").first.locator("td, th").all_inner_texts()
    assert cells[0] == gas["name_en"]
    assert cells[1:4] == [f"{number(gas[end], 'en')} €/MWh" for end in ("low", "central", "high")]
    # What moves with another input says its own ends, as what it is above or below the base case.
    cells = page.locator("tbody tr", has_text="co2_price_2030").first.locator("td, th").all_inner_texts()
    assert cells[1:4] == ["21 % below the base case", "the base case", "33 % above the base case"]
    cells = page.locator("tbody tr", has_text="older cracker in Antwerp").first.locator("td, th").all_inner_texts()
    assert cells[1:5] == ["", "", "", "base case 90 %; stays open 10 %"]


def test_the_sheet_of_a_work_says_what_the_ranking_says(visit: Open, case: Case) -> None:
    page = visit().go(view="work", scenario="test", work="C04", lang="en")
    row = case.ranking.set_index("work").loc["C04"]
    text = page.locator("main").inner_text()
    assert f"+{row['shapley_kt']:,.0f} ± {2 * row['shapley_se_kt']:.0f} kt CO2/year" in text
    assert f"{row['eur_per_t']:,.0f} €/t" in text


def worth(page: object, works: list[str]) -> dict[str, object]:
    """Return what the code of the page says of a combination."""
    game = "werven.game(werven.ranking(), werven.scenario().requires)"
    code = f"(works) => ({{...werven.worth({game}, works), works: null}})"
    found: dict[str, object] = page.evaluate(code, works)  # type: ignore[attr-defined]
    return found


def test_solved_combinations_are_those_of_the_table(visit: Open, case: Case) -> None:
    page = visit().go(view="whatif", scenario="test")
    reference = case.coalitions.set_index("coalition").loc[""]
    for row in case.coalitions.itertuples():
        found = worth(page, row.coalition.split("+") if row.coalition else [])
        assert found["how"] == row.how
        assert found["kt"] == pytest.approx(reference["emissions_kt"] - row.emissions_kt, abs=2e-4)
        assert found["upstream"] == pytest.approx(reference["upstream_kt"] - row.upstream_kt, abs=2e-4)
        assert found["meur"] == pytest.approx(reference["cost_meur"] - row.cost_meur, abs=2e-4)


def test_other_combinations_are_estimated_and_say_so(visit: Open, case: Case) -> None:
    page = visit().go(view="whatif", scenario="test")
    game = SolvedGame.of(case.ranking, case.synergy, case.coalitions)
    known = set(case.coalitions["coalition"])
    unsolved = [list(works) for works in combinations(game.works, 3) if "+".join(works) not in known]
    off = game.errors().set_index("distance")
    assert len(unsolved) > 10
    for works in unsolved:
        expected, distance = game.estimate(works)
        found = worth(page, works)
        assert (found["how"], found["distance"]) == ("estimated", distance)
        assert found["kt"] == pytest.approx(expected["kt"], abs=0.02)
        assert found["off"]["kt"] == pytest.approx(off.loc[distance, "kt"], rel=1e-6)  # type: ignore[index]


def test_what_a_work_adds_beside_an_estimate_is_what_it_was_seen_to_add_nearest_by(visit: Open, case: Case) -> None:
    page = visit().go(view="whatif", scenario="test", lang="en")
    game = SolvedGame.of(case.ranking, case.synergy, case.coalitions)
    page.locator("#whatif-no_works").click()
    known = set(case.coalitions["coalition"])
    works = next(list(works) for works in combinations(game.works, 3) if "+".join(works) not in known)
    for work in works:
        page.locator(f"#whatif-{work}").check()
    told = {one.get_attribute("data-work"): one.inner_text() for one in page.locator(".choice output").all()}
    guessed = {work: text for work, text in told.items() if text.startswith("≈")}
    assert len(guessed) > 3
    off = game.marginal_errors()["kt"]
    for work, text in guessed.items():
        expected = [game.marginal(works, str(work))["kt"], off[str(work)]]
        told_values = [float(re.sub("[≈<>, ]", "", part).replace("−", "-")) for part in text.split("±")]
        for value, exact in zip(told_values, expected, strict=True):
            assert value == pytest.approx(exact, abs=0.5 if abs(exact) > 9.9 else 0.06)


def test_a_tick_changes_the_answer_and_the_list_for_the_next_run_can_be_saved(visit: Open, case: Case) -> None:
    page = visit(accept_downloads=True).go(view="whatif", scenario="test", lang="en")
    value = page.locator("#whatif-value")
    total = float(str(value.get_attribute("data-value")))
    assert total == pytest.approx(pd.read_csv(case.year / "runs.csv")["total_kt"][0], abs=1e-3)
    page.locator("#whatif-C04").uncheck()
    toot = case.ranking.set_index("work").loc["C04", "toot_kt"]
    assert total - float(str(value.get_attribute("data-value"))) == pytest.approx(toot, abs=1e-3)
    page.get_by_role("button", name="no works").click()
    for work in ("C04", "H07", "T09"):
        page.locator(f"#whatif-{work}").check()
    page.locator("#whatif-add").click()
    with page.expect_download() as download:
        page.locator("#whatif-save").click()
    assert download.value.suggested_filename == "combinations.csv"
    rows = pd.read_csv(Path(download.value.path()))
    assert rows.columns.tolist() == ["scenario", "year", "closure", "coalition", "note"]
    assert rows.loc[0, ["scenario", "year", "closure", "coalition"]].tolist() == ["test", 2030, "ets", "C04+H07+T09"]


def test_a_work_that_comes_late_costs_what_it_would_have_avoided(visit: Open, case: Case) -> None:
    page = visit().go(view="timeline", scenario="test", lang="en")
    page.locator("#late-work").select_option("C04")
    page.locator("#late-years").fill("2")
    page.locator("#late-set").click()
    said = page.locator("h1").inner_text()
    lost = float(re.search(r"C04 \+2: ([\d.]+) Mt CO2 less", said)[1])  # type: ignore[index]
    toot = case.ranking.set_index("work").loc["C04", "toot_kt"]
    assert lost == pytest.approx(2 * toot / 1000, abs=0.15)
    page.locator("#late-never").click()
    found = re.search(r"C04 never: ([\d.]+) Mt CO2 less of the ([\d.]+) Mt", page.locator("h1").inner_text())
    assert found
    never, total = map(float, found.groups())
    assert lost < never <= total


def add_remark(page: object, text: str) -> None:
    """Write a remark on the work that is shown."""
    page.get_by_role("button", name="Add a remark").first.click()  # type: ignore[attr-defined]
    page.locator("#remark-text").fill(text)  # type: ignore[attr-defined]
    page.locator("#remark-author").fill("Ann")  # type: ignore[attr-defined]
    page.locator("#remark-save").click()  # type: ignore[attr-defined]


def test_remarks_are_kept_counted_taken_out_and_read_in_again(visit: Open, tmp_path: Path) -> None:
    made = visit(accept_downloads=True)
    page = made.go(view="work", scenario="test", work="C04", lang="en")
    add_remark(page, "Too dear? <b>no</b>")
    assert page.locator("#remarks-open").inner_text() == "1"
    page.reload()
    assert page.locator("#remarks-open").inner_text() == "1"
    page = made.go(view="remarks", lang="en")
    with page.expect_download() as download:
        page.locator("#remarks-export").click()
    assert page.locator("#remarks-open").inner_text() == ""
    saved = tmp_path / "remarks.json"
    saved.write_bytes(Path(download.value.path()).read_bytes())
    content = json.loads(saved.read_text(encoding="utf-8"))
    assert content["format"] == "werven-remarks"
    assert content["remarks"][0]["target"] == "work:C04"
    row = remarks_table([saved]).iloc[0]
    assert row[["target", "text", "author"]].tolist() == ["C04", "Too dear? <b>no</b>", "Ann"]
    other = visit().go(view="remarks", lang="en")
    other.locator("#remarks-file").set_input_files(saved)
    other.locator("#remarks-message").wait_for()
    assert "1 remarks read" in other.locator("#remarks-message").inner_text()
    assert "Too dear? <b>no</b>" in other.locator("main table").inner_text()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"release": "older"}, "belong to another release"),
        ({"target": "work:Q99"}, "1 remarks read"),
        ({"text": None}, "1 were incomplete"),
    ],
    ids=["another release", "a work nobody knows", "an incomplete remark"],
)
def test_a_file_of_remarks_that_does_not_quite_fit(visit: Open, tmp_path: Path, change: dict, said: str) -> None:
    page = visit().go(view="remarks", lang="en")
    now = "2026-01-01T00:00:00Z"
    release = page.evaluate("werven.content.release.id")
    remark = {"id": "a", "target": "work:C04", "text": "x", "created": now, "modified": now, "release": release}
    path = tmp_path / "remarks.json"
    file = {"format": "werven-remarks", "format_version": 1, "remarks": [remark | change]}
    path.write_text(json.dumps(file), encoding="utf-8")
    page.locator("#remarks-file").set_input_files(path)
    page.locator("#remarks-message").wait_for()
    assert said in page.locator("#remarks-message").inner_text()


@pytest.mark.parametrize("content", ["not json", "[1]", '{"format": "other", "remarks": []}'])
def test_a_file_of_something_else_changes_nothing(visit: Open, tmp_path: Path, content: str) -> None:
    page = visit().go(view="remarks", lang="en")
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    page.locator("#remarks-file").set_input_files(path)
    page.locator("#remarks-message").wait_for()
    assert "nothing was changed" in page.locator("#remarks-message").inner_text()


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_shuts_out_readers_with_other_means(visit: Open, view: str) -> None:
    page = visit(bypass_csp=True).go(view=view, scenario="test", lang="en")
    context = {"exclude": [[".modebar"]]}
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    found = Axe().run(page, context=context, options=rules).response["violations"]
    told = [(one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found]
    assert told == []


def test_all_views_are_reached_by_keyboard(visit: Open) -> None:
    page = visit().go(view="map", scenario="test", lang="en")
    for view in VIEWS[1:]:
        page.reload()
        for _ in range(60):
            if page.evaluate("document.activeElement.getAttribute('href') || ''").find(f"view={view}&") >= 0:
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(f"article.view.{view}").wait_for()


def test_the_background_map_is_fetched_only_when_asked_for(visit: Open) -> None:
    made = visit(offline=False)
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    made.page.route(f"{HOST}**", lambda route: route.fulfill(body=pixel, content_type="image/png"))
    page = made.go(view="map", scenario="test", lang="en")
    assert not any(url.startswith("http") for url in made.requests)
    page.get_by_label("Background map (internet)").check()
    page.wait_for_timeout(500)
    fetched = [url for url in made.requests if url.startswith("http")]
    assert 4 <= len(fetched) <= 60
    assert all(url.startswith(HOST) for url in fetched)


def test_every_chart_has_a_table_that_a_button_shows(visit: Open) -> None:
    made = visit()
    for view in ("map", "ranking", "work", "timeline", "needs", "flows"):
        page = made.go(view=view, scenario="test", lang="en")
        for figure in page.locator("figure.chart").all():
            figure.get_by_role("button", name="Show as table").click()
            assert figure.locator("tbody tr").count() > 0


def test_emissions_abroad_stand_beside_the_carbon_of_flanders(visit: Open, case: Case) -> None:
    emissions = pd.read_csv(case.year / "emissions.csv")
    abroad = emissions[emissions["boundary"] == "upstream"]
    page = visit().go(view="flows", scenario="test", lang="en")
    page.locator("#flows-which").select_option("carbon")
    expected = abroad["t_per_year"].sum() / 1e6
    assert f"Emissions abroad: {expected:.1f} Mt CO2/year".replace("-", "−") in page.locator("main").inner_text()
    assert (
        page.locator("section.narrow tbody tr").count()
        == abroad.groupby("carrier")["t_per_year"].sum().abs().gt(1).sum()
    )
