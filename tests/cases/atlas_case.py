"""An atlas of the small case with everything that may go wrong in it, and a visit to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, expect

NASTY = """<img src=x onerror="window.hurt = 1"> 'q' & </script><b>Ключ</b> %{x}"""


@dataclass
class Case:
    """An atlas, and the tables it was made from."""

    page: Path
    ranking: pd.DataFrame
    coalitions: pd.DataFrame
    synergy: pd.DataFrame
    year: Path


def without_candidates(folder: Path) -> None:
    """Leave of a ranking what a year without candidates has: the reference alone."""
    for name in ("ranking", "synergy", "sequence"):
        pd.read_csv(folder / f"{name}.csv").head(0).to_csv(folder / f"{name}.csv", index=False)
    coalitions = pd.read_csv(folder / "coalitions.csv")
    coalitions[coalitions["coalition"].isna()].to_csv(folder / "coalitions.csv", index=False)
    runs = pd.read_csv(folder / "runs.csv")
    runs.assign(works=0, total_kt=0.0, total_meur=0.0).to_csv(folder / "runs.csv", index=False)


def spoil(folder: Path) -> None:
    """Give a work a nasty name and another no place, and forget coalitions; the full set and the reference stay."""
    inputs = folder / "resources/test/inputs"
    works = pd.read_csv(inputs / "works.csv")
    works.loc[works["work"] == "C04", ["name_nl", "name_en", "promoter"]] = NASTY
    works.to_csv(inputs / "works.csv", index=False)
    legs = pd.read_csv(inputs / "work_legs.csv")
    legs.loc[legs["work"] == "C12", "line"] = ""
    legs.to_csv(inputs / "work_legs.csv", index=False)
    ranking = folder / "results/test/2030/closures/ets/ranking.csv"
    rows = pd.read_csv(ranking)
    rows.loc[rows["work"] == "C04", "shapley_se_kt"] = 5.0
    rows.to_csv(ranking, index=False)
    path = ranking.with_name("coalitions.csv")
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
