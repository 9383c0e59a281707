"""The rows of docs/add-a-carrier.md make a carrier that is built, used and balanced, without a line of code."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pypsa
import pytest
from conftest import ROOT, YEAR, annual

from werven.config.settings import Config, load
from werven.data.carriers import having, read_groups
from werven.data.inputs import check_all
from werven.errors import InputError
from werven.figures.stems import stack_stems
from werven.network.build import Inputs, build_network
from werven.network.demand import build_demand
from werven.network.needs import run_needs
from werven.weather import profiles

BLOCK = re.compile(r"```csv data/(\w+)\.csv\n(.*?)```", re.DOTALL)


def with_rows(folder: Path, *rows: tuple[str, str]) -> Path:
    """Return a copy of the base case with rows at the end of tables."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    for table, text in rows:
        with (data / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(text)
    return data


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> pypsa.Network:
    folder = tmp_path_factory.mktemp("carrier")
    page = (ROOT / "docs/add-a-carrier.md").read_text(encoding="utf-8")
    config = load(ROOT / "config/config.yaml", ROOT / "config/test.yaml", "test")
    tables = check_all(with_rows(folder, *BLOCK.findall(page)), config)
    hourly = profiles.build(config.weather, tables["calibration"])
    demand = build_demand(tables, hourly, config, YEAR)
    built = build_network(Inputs(tables, demand, hourly, config, "test", YEAR))
    return run_needs(built, config, folder / "solver.log").network


def test_what_is_asked_for_is_made_of_hydrogen_and_co2(solved: pypsa.Network) -> None:
    (load_name,) = [name for name in solved.loads.index if name.startswith("ANR methanol")]
    (made,) = [name for name in solved.processes.index if name.startswith("methanol_synthesis")]
    asked = annual(solved, "Load", load_name)
    assert asked > 1e5
    given = [annual(solved, "Process", made, f"p{port}") for port in range(4)]
    at = [str(solved.processes.at[made, f"bus{port}"]) for port in range(4)]
    flows = dict(zip(at, given, strict=True))
    assert abs(flows["ANR methanol"]) == pytest.approx(asked, rel=1e-6)
    assert abs(flows["ANR hydrogen"]) == pytest.approx(1.128 * asked, rel=1e-6)
    assert abs(flows["ANR co2"]) == pytest.approx(0.248 * asked, rel=1e-6)


def test_figures_are_drawn_of_its_group(tmp_path: Path) -> None:
    page = (ROOT / "docs/add-a-carrier.md").read_text(encoding="utf-8")
    groups = read_groups(with_rows(tmp_path, *BLOCK.findall(page)))
    assert groups["methanol"].carriers == ("methanol",)
    assert "stack_methanol" in stack_stems(groups)
    assert having(groups, "users")[-1] == "methanol"
    assert "methanol" not in having(groups, "flows")


def test_a_sector_that_is_no_carrier_is_refused_with_the_nearest(tmp_path: Path) -> None:
    page = (ROOT / "docs/add-a-carrier.md").read_text(encoding="utf-8")
    rows = [(table, text.replace(",methanol,process", ",methnol,process")) for table, text in BLOCK.findall(page)]
    with pytest.raises(InputError, match=r"sector: found 'methnol'.*nearest: 'methanol'"):
        check_all(with_rows(tmp_path, *rows), Config())
