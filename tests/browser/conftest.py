"""A real browser, and an atlas of the small case with everything that may go wrong in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from werven.atlas.page import make
from werven.config import Config

ROOT = Path(__file__).parents[2]
NASTY = """<img src=x onerror="window.hurt = 1"> 'q' & </script><b>Ключ</b> %{x}"""
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def _browser_path() -> str | None:
    """Return the browser of the system, or the one that CHROMIUM names."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    path = _browser_path()
    if path is None:
        pytest.skip("no Chromium on this system: the atlas is not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield opened
        opened.close()


@dataclass
class Case:
    """An atlas, and the tables it was made from."""

    page: Path
    ranking: pd.DataFrame
    coalitions: pd.DataFrame
    synergy: pd.DataFrame
    year: Path


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
    _without_candidates(folder / "results/empty/2030/closures/ets")
    record = folder / "results/part/2030/config.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("- 2030\n", "- 2030\n  - 2040\n", 1), encoding="utf-8")
    _spoil(folder)
    make(folder / "results", folder / "resources", ROOT / "data/outline.csv", folder / "atlas.html", config=Config())
    own = folder / "results/test/2030/closures/ets"
    read = [pd.read_csv(own / f"{name}.csv", keep_default_na=name == "ranking") for name in ("ranking", "coalitions")]
    return Case(folder / "atlas.html", *read, pd.read_csv(own / "synergy.csv"), folder / "results/test/2030")


def _without_candidates(folder: Path) -> None:
    """Leave of a ranking what a year without candidates has: the reference alone."""
    for name in ("ranking", "synergy", "sequence"):
        pd.read_csv(folder / f"{name}.csv").head(0).to_csv(folder / f"{name}.csv", index=False)
    coalitions = pd.read_csv(folder / "coalitions.csv")
    coalitions[coalitions["coalition"].isna()].to_csv(folder / "coalitions.csv", index=False)
    runs = pd.read_csv(folder / "runs.csv")
    runs.assign(works=0, total_kt=0.0, total_meur=0.0).to_csv(folder / "runs.csv", index=False)


def _spoil(folder: Path) -> None:
    """Give a work a nasty name and another no place, and forget coalitions; the full set and the reference stay."""
    inputs = folder / "resources/test/inputs"
    works = pd.read_csv(inputs / "works.csv")
    works.loc[works["work"] == "C04", ["name_nl", "name_en", "promoter"]] = NASTY
    works.to_csv(inputs / "works.csv", index=False)
    legs = pd.read_csv(inputs / "work_legs.csv")
    legs.loc[legs["work"] == "C12", "line"] = ""
    legs.to_csv(inputs / "work_legs.csv", index=False)
    path = folder / "results/test/2030/closures/ets/coalitions.csv"
    table = pd.read_csv(path)
    size = table["coalition"].fillna("").map(lambda text: text.count("+") + bool(text))
    keep = (size <= 1) | (size >= size.max() - 1) | (table.index % 9 == 0)
    # Where nothing is idle, nothing can be derived, so that some have to be estimated.
    table[keep].assign(used=table["coalition"]).to_csv(path, index=False)


@dataclass
class Visit:
    """A page that was opened, with what it complained of and asked for."""

    page: Page
    path: Path
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, **state: object) -> Page:
        """Go to a state of the page and wait for its charts."""
        address = "&".join(f"{key}={value}" for key, value in state.items())
        self.page.goto(f"file://{self.path}#{address}")
        return self.settled()

    def settled(self) -> Page:
        """Wait until every chart that is shown is drawn."""
        expect(self.page.locator(".drawing:visible:not(:has(svg))")).to_have_count(0)
        return self.page


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
