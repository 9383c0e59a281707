"""What `snakemake` does: what it builds, what it builds again, and what it refuses.

Dry runs work on a pretended build of the small case: every output exists and is recorded as up to date.
"""

from __future__ import annotations

import os
import re
import shutil
import venv
from pathlib import Path

import pandas as pd
import pypsa
import pytest
import yaml
from conftest import snakemake

from werven.data.results import RANKED, ROBUST, columns_of, read_result

ROOT = Path(__file__).parents[2]
NETWORK_ON = {"network", "needs", "evidence", "figures_year", "figures_scenario", "report_html"}
DESK = {"workbook", "geopackage", "timeseries"}
RANK_ON = {"rank", "ranking", "figures_rank", "figures_timeline"}
ORDERS_ON = {"worlds_asked", "worlds_orders"}
WORLDS_ON = {"world_0", "worlds_plan", "worlds", "figures_worlds"} | ORDERS_ON
SHOWN = {"figures_year", "figures_scenario", "figures_rank", "figures_timeline", "figures_worlds", "report_html"}


def jobs(folder: Path, *targets: str, code: Path = ROOT) -> dict[str, int]:
    """Return the jobs a dry run would do, by rule; targets themselves are left out."""
    run = snakemake(folder, "-n", *targets, code=code)
    assert run.returncode == 0, run.stdout + run.stderr
    found = re.findall(r"^(\w+) +(\d+)$", run.stdout + run.stderr, flags=re.MULTILINE)
    return {rule: int(count) for rule, count in found if rule not in {"total", "all", "test"}}


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the base case."""
    for name in ("data", "config"):
        shutil.copytree(ROOT / name, tmp_path / "case" / name)
    return tmp_path / "case"


@pytest.fixture(scope="module")
def pretended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder in which the small case seems to be built."""
    folder = tmp_path_factory.mktemp("pretended")
    for name in ("data", "config"):
        shutil.copytree(ROOT / name, folder / name)
    summary = snakemake(folder, "test", "--summary").stdout.splitlines()
    for line in summary[1:]:
        path = folder / line.split("\t")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("pretended\n", encoding="utf-8")
    run = snakemake(folder, "test", "--touch", "--forceall", "--cores", "1")
    assert run.returncode == 0, run.stderr
    assert jobs(folder, "test") == {}
    return folder


@pytest.fixture
def built(pretended: Path, tmp_path: Path) -> Path:
    """A copy of the pretended build that a test may change."""
    return Path(shutil.copytree(pretended, tmp_path / "built"))


def test_the_default_target_is_the_base_case(folder: Path) -> None:
    found = jobs(folder)
    assert found["needs"] == found["figures_year"] == found["configuration"] == 3
    assert sum(name.startswith("profiles_") for name in found) == 1


def test_a_file_of_any_scenario_can_be_asked_for(folder: Path) -> None:
    found = jobs(folder, "results/backcast/2023/emissions.csv")
    assert found["needs"] == 1
    assert "figures_year" not in found


def test_a_price_in_the_data_rebuilds_what_depends_on_it_and_nothing_else(built: Path) -> None:
    edit(built / "data/prices.csv", "natural_gas,2030,22.68", "natural_gas,2030,25")
    os.utime(built / "data/prices.csv", (0, 0))  # as an older copy that is put back
    assert set(jobs(built, "test")) == NETWORK_ON | RANK_ON | WORLDS_ON | DESK | {"inputs_network"}


@pytest.fixture
def upgraded(built: Path) -> Path:
    """The pretended build, with a copy of the workflow and the library in it that a test may change."""
    copy_code(built)
    return built


def copy_code(folder: Path) -> None:
    """Copy the workflow and the library."""
    shutil.copy(ROOT / "Snakefile", folder)
    for name in ("rules", "scripts", "profiles", "report", "envs", "werven"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def test_time_stamps_and_comments_rebuild_nothing(upgraded: Path) -> None:
    edit(upgraded / "werven/ranking/solver/chain.py", "from __future__", "# Another comment.\nfrom __future__")
    for folder in ("results", "resources"):  # older than every script, module and table, and in no order
        for number, path in enumerate(sorted((upgraded / folder).rglob("*.*"), key=lambda path: path.name)):
            os.utime(path, (number, number))
    assert jobs(upgraded, "test", code=upgraded) == {}


@pytest.mark.parametrize(
    ("module", "rebuilt"),
    [
        ("ranking/solver/chain.py", RANK_ON | WORLDS_ON | {"workbook", "geopackage", "report_html"}),
        ("figures/flowmap.py", {"figures_year", "figures_scenario", "report_html"}),
    ],
)
def test_another_version_of_a_module_rebuilds_what_it_makes(upgraded: Path, module: str, rebuilt: set[str]) -> None:
    edit(
        upgraded / "werven" / module, "from __future__ import annotations", "from __future__ import annotations\nA = 1"
    )
    assert set(jobs(upgraded, "test", code=upgraded)) == rebuilt


def test_a_price_changed_by_an_override_rebuilds_the_same_and_the_record(built: Path) -> None:
    change = "{table: prices, where: {item: natural_gas}, column: price, factor: 1.5}"
    edit(built / "config/test.yaml", "    years: [2030]", f"    years: [2030]\n    changes: [{change}]")
    assert set(jobs(built, "test")) == NETWORK_ON | RANK_ON | WORLDS_ON | DESK | {"inputs_network", "configuration"}


@pytest.mark.parametrize(
    ("section", "rebuilt"),
    [
        ("show: {language: en}", SHOWN),
        ("co2: {price_factor: 1.1}", NETWORK_ON | RANK_ON | WORLDS_ON),
        ("co2: {price: societal}", NETWORK_ON),
        ("demand: {activity: {chemicals: 0.9}}", NETWORK_ON | RANK_ON | WORLDS_ON | {"demand"}),
    ],
    ids=["language", "CO2 price", "path of the sizing run", "activity"],
)
def test_a_setting_rebuilds_what_uses_it_and_the_record(built: Path, section: str, rebuilt: set[str]) -> None:
    edit(built / "config/test.yaml", "    years: [2030]", f"    years: [2030]\n    {section}")
    assert set(jobs(built, "test")) == rebuilt | DESK | {"configuration"}


def test_memory_and_threads_rebuild_nothing_but_what_shows_the_configuration(built: Path) -> None:
    edit(built / "config/test.yaml", "memory_mb: 2000", "memory_mb: 2500\n      threads: 1")
    edit(built / "config/test.yaml", "pairs: 4", "pairs: 4\n      chains: 1")
    assert set(jobs(built, "test")) == DESK | {"configuration"}


def test_other_weather_makes_other_profiles_and_keeps_the_tables_of_the_network(built: Path) -> None:
    # Alone with its weather, the scenario no longer borrows the calibration that the base case has written.
    edit(built / "config/test.yaml", "    years: [2030]", "    years: [2030]\n    weather: {region: 3}")
    found = {re.sub(r"_[0-9a-f]{10}$", "", name) for name in jobs(built, "test")}
    assert found == NETWORK_ON | RANK_ON | WORLDS_ON | DESK | {"profiles", "demand", "configuration"}


def test_a_ranking_that_nobody_asked_for_is_shown_as_soon_as_it_is_there(built: Path) -> None:
    other = built / "results/test/2030/closures/societal/ranking.csv"
    other.parent.mkdir(parents=True)
    other.write_text("pretended\n", encoding="utf-8")
    assert set(jobs(built, "test")) == {"workbook", "geopackage", "report_html"}
    assert snakemake(built, "test", "--touch", "--cores", "1").returncode == 0
    assert jobs(built, "test") == {}


def ask(folder: Path, *rows: str) -> None:
    """Add rows to the combinations that are asked for."""
    with (folder / "config/combinations.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)


def test_a_combination_that_is_asked_for_ranks_again_and_nothing_else(built: Path) -> None:
    ask(built, "base,2030,ets,C12+C04,", "test,2030,societal,C12,")
    assert set(jobs(built, "test")) == set()
    ask(built, "test,2030,ets,C04+C12,the port")
    assert set(jobs(built, "test")) == RANK_ON | ORDERS_ON | {
        "worlds",
        "figures_worlds",
        "workbook",
        "geopackage",
        "report_html",
    }


def test_rankings_with_combinations_that_are_asked_for_are_a_target(built: Path) -> None:
    assert jobs(built, "combinations") == {"combinations": 1}
    ask(built, "test,2030,ets,C12,", "test,2030,ets,C12,again", "test,2030,societal,C12,")
    assert jobs(built, "combinations") == {"rank": 2, "combinations": 1}


def test_typing_errors_stop_before_the_first_job_in_one_message(folder: Path) -> None:
    edit(folder / "config/scenarios.yaml", "language: en", "langauge: en")
    edit(folder / "data/prices.csv", "natural_gas,2030,22.68", "natural_gas,2030,-1")
    edit(folder / "data/carriers.csv", "hydrogen,MW", "hydrogen,GW")
    ask(folder, "base,2040,ets,E06,")
    run = snakemake(folder, "--cores", "1")
    said = run.stdout + run.stderr
    assert run.returncode != 0
    assert "4 faults in the input" in said
    parts = ("nearest: 'language'", "prices.csv, row", "found 'GW'; allowed: one of MW, t/h", "combinations.csv, row 2")
    for part in parts:
        assert part in said
    assert "Traceback" not in said
    assert {path.name for path in folder.iterdir()} <= {"data", "config", ".snakemake"}


def test_a_scenario_nobody_wrote_is_refused(folder: Path) -> None:
    assert snakemake(folder, "-n", "results/backkast/2023/needs.csv").returncode != 0


def test_the_path_of_the_folder_may_hold_blanks_and_most_other_signs(folder: Path, tmp_path: Path) -> None:
    odd = Path(shutil.move(folder, tmp_path / "It's a (new) folder, été & #1"))
    copy_code(odd)
    venv.create(odd / ".venv")
    (site,) = odd.glob(".venv/lib/python*/site-packages")
    (site / "here.pth").write_text(f"{odd}\n{Path(pypsa.__file__).parents[1]}\n", encoding="utf-8")
    target = "resources/test/inputs/nodes.csv"
    run = snakemake(odd, target, "--cores", "1", code=odd, python=odd / ".venv/bin/python")
    assert run.returncode == 0, run.stdout + run.stderr
    assert (odd / target).exists()


@pytest.mark.workflow
def test_the_small_case_leaves_every_product(solved: Path) -> None:
    names = {path.name for path in (solved / "results/test/2030").iterdir()}
    tables = {"needs.csv", "balance.csv", "emissions.csv", "routes.csv", "tips.csv", "timings.csv"}
    ranks = {"ranking.csv", "synergy.csv", "coalitions.csv", "sequence.csv", "runs.csv", "closures"}
    assert names == tables | ranks | {f"{name}.csv" for name in (*ROBUST, "orders")} | {
        "network.nc",
        "config.yaml",
        "solver.log",
    }
    files = {path.name for path in (solved / "results/test").iterdir() if path.is_file()}
    assert files == {"werven.xlsx", "werven.gpkg", "timeseries.csv", "evidence.csv", "report.html"}
    record = yaml.safe_load((solved / "results/test/2030/config.yaml").read_text(encoding="utf-8"))
    assert record["scenario"] == "test"
    assert record["config"]["network"]["clusters"] == ["ANR", "GNT", "ZBR"]
    assert {path.suffix for path in (solved / "results/test/maps").iterdir()} == {".png", ".svg"}
    assert all(path.stat().st_size > 5000 for path in (solved / "results/test/maps").iterdir())
    assert (solved / "results/test/maps/timeline.svg").exists()
    assert (solved / "results/test/report.html").stat().st_size < 6e6


@pytest.mark.workflow
def test_the_tables_keep_their_contracts(solved: Path) -> None:
    found = {path.stem: path for path in (solved / "results/test/2030").glob("*.csv")}
    found |= {"demand": solved / "resources/test/2030/demand.csv", "timeseries": solved / "results/test/timeseries.csv"}
    other = {"needs", "emissions", "balance", "routes", "tips", "demand", "timings", "timeseries"}
    assert set(found) == {*other, *RANKED, *ROBUST, "orders"}
    for name, path in found.items():
        table = read_result(name, path)
        assert [column for column in table.columns if not column.isdigit()] == columns_of(name)
        assert len(table) > 0
    emissions = read_result("emissions", found["emissions"])
    assert set(emissions["boundary"]) == {"flanders", "upstream"}


@pytest.mark.workflow
def test_worlds_that_are_asked_for_are_added_to_those_that_are_there(
    solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(solved, tmp_path / "case"))
    worlds = folder / "resources/test/2030/worlds"
    assert {path.name for path in worlds.glob("*.json")} == {"0.json", "1.json", "2.json", "3.json"}
    (worlds / "2.json").unlink()  # killed before it ended
    before = (worlds / "1.json").read_bytes()
    monkeypatch.setenv("WERVEN_WORLDS", "4")
    run = snakemake(folder, "worlds_test", "--cores", "2")
    assert run.returncode == 0, run.stdout + run.stderr
    assert (worlds / "1.json").read_bytes() == before
    assert set(read_result("worlds", folder / "results/test/2030/worlds.csv")["world"]) == {1, 2, 3, 4}
    monkeypatch.delenv("WERVEN_WORLDS")
    assert set(jobs(folder, "worlds_test")) <= ORDERS_ON | {"worlds_plan", "worlds", "figures_worlds", "worlds_test"}


@pytest.mark.workflow
def test_the_ranking_adds_up_to_what_all_works_avoid(solved: Path) -> None:
    ranking, run = (
        pd.read_csv(solved / "results/test/2030/ranking.csv"),
        pd.read_csv(solved / "results/test/2030/runs.csv").iloc[0],
    )
    assert run["works"] == len(ranking) > 0
    assert ranking["shapley_kt"].sum() == pytest.approx(run["total_kt"], rel=1e-9)


@pytest.mark.workflow
def test_the_network_opens_and_its_works_are_marked(solved: Path) -> None:
    network = pypsa.Network(solved / "results/test/2030/network.nc")
    assert not network.statistics().empty
    assert (network.links["work"] != "").any()
