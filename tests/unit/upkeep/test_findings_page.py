"""The findings of a run in Markdown: what the report says, with a table wherever the report has one."""

from __future__ import annotations

import pandas as pd
import pytest
from show_case import base, case

from werven.config.settings import Config
from werven.report.teller import Teller
from werven.solved.scenario import Solved, SolvedYear
from werven.upkeep.findings_page import findings
from werven.words.names import NAMED

RANKING = {"work": ["C13"], "rank_low": [1], "rank_high": [1], "shapley_kt": [1234.5], "shapley_se_kt": [50.0]}
RANKING |= {"pint_kt": [1500.0], "toot_kt": [900.0], "floor_kt": [100.0], "carrier": ["co2"], "flag": ["idle"]}
SYNERGY = ["closure", "work_a", "work_b", "how", "synergy_kt", "synergy_se_kt"]
SEQUENCE = ["closure", "step", "works", "gain_kt", "cumulative_kt", "gain_meur", "cumulative_meur"]
RUN = {
    "kind": "price",
    "price": 147.0,
    "price_low": 118.0,
    "price_high": 176.0,
    "works": 1,
    "method": "enumerated",
    "pairs": 0,
    "reason": "exact",
}
RUN |= {"solved": 2, "derived": 0, "known": 0, "total_kt": 1234.5, "total_meur": 81.0}


def ranked(closure: str) -> dict[str, pd.DataFrame]:
    """Return the tables of a ranking of one work."""
    costs = ["annual_cost_meur", "cumulative_annual_cost_meur"]
    return {
        "ranking": pd.DataFrame(RANKING).assign(closure=closure, confidence="low"),
        "runs": pd.DataFrame([RUN]).assign(closure=closure),
        "synergy": pd.DataFrame(columns=SYNERGY),
        "sequence": pd.DataFrame(columns=[*SEQUENCE, *costs]),
    }


@pytest.fixture
def teller() -> Teller:
    """One year that is ranked twice."""
    own = case(2035)
    needs = own.needs.assign(peak_hour_utilisation=0.5, works="")
    rankings = {name: ranked(name) for name in ("societal", "ets")}
    year = SolvedYear(2035, own.demand, needs, own.balance, own.emissions, 147.0, rankings)
    inputs = {name: base(name) for name in (*NAMED, "works")}
    return Teller(Solved("base", "9.8.7", Config(years=[2035]), inputs, {2035: year}, ()), "en")


def test_every_ranking_has_its_table_and_the_main_one_comes_first(teller: Teller) -> None:
    text = findings(teller)
    assert text.startswith("- ")
    band = "on average over CO2 prices from 118 to 176 €/t"
    first, second = (text.index(f"*Works above the noise in 2035, {band} ({n})") for n in ("ets", "societal"))
    assert text.index("### Ranking of the works") < first < second
    assert text.count("| 1 | 1,234 ± 100 | – | – | 1,500 | 900 |") == 2
    assert "idle once all are built |" in text


def test_sums_stand_out_and_tables_are_whole(teller: Teller) -> None:
    lines = findings(teller).splitlines()
    assert any(line.startswith("| **Flanders, total** | **") for line in lines)
    starts = [number for number, line in enumerate(lines) if line.startswith("|---")]
    assert starts
    for start in starts:
        assert lines[start - 1].count("|") == lines[start].count("|") == lines[start + 1].count("|")
