"""The inventory of companies' projects as a table: what each does to its technology in a scenario and year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from werven.config.settings import Config

LAST = 2061


def modes(projects: pd.DataFrame, config: Config) -> pd.Series:
    """Return how each project bounds its technology: that of the scenario, else of the table."""
    ids = projects["project"].astype(str)
    chosen = [config.projects.mode.get(i, str(mode)) for i, mode in zip(ids, projects["mode"], strict=True)]
    return pd.Series(chosen, index=projects.index)


def played_projects(tables: Mapping[str, pd.DataFrame], config: Config, year: int) -> pd.DataFrame:
    """Return the projects with a technology, a cluster, a size and a year not after the model year."""
    projects = tables["projects"]
    projects = projects.assign(mode=modes(projects, config))
    known = projects.dropna(subset=["technology", "cluster", "capacity", "year"])
    return known[(known["year"] <= year) & (known["status"] != "cancelled")]


def is_capture(technology: str) -> bool:
    """Say whether a technology is built in cost steps."""
    return technology.startswith("capture_")


def as_assets(tables: Mapping[str, pd.DataFrame], config: Config, year: int) -> dict[str, pd.DataFrame]:
    """Return the tables with pinned projects among the assets (capture units are bounds instead)."""
    pinned = played_projects(tables, config, year).query("mode == 'pinned'")
    pinned = pinned[~pinned["technology"].astype(str).map(is_capture).astype(bool)]
    rows = pd.DataFrame(
        {
            "asset": pinned["name"],
            "technology": pinned["technology"],
            "node": pinned["cluster"],
            "capacity": pinned["capacity"],
            "build_year": pinned["year"],
            "retire_year": LAST,
            "source": pinned["source"],
            "confidence": pinned["confidence"],
        }
    )
    assets = tables["assets"]
    return {
        **tables,
        "assets": pd.concat([assets, rows.astype(assets[rows.columns].dtypes)], ignore_index=True),
    }
