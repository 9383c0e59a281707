"""What is written from the code agrees with the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from werven.config.settings import Config, fields, read_yaml, validate
from werven.data.schemas import TABLES
from werven.upkeep.pins import (
    DEV,
    canonical,
    direct,
    drift,
    environment_yaml,
    pinned_in,
    requirements_dev_txt,
    requirements_txt,
    tree,
)
from werven.upkeep.reference import defaults, page, pages

ROOT = Path(__file__).parents[3]
PINS = (
    ROOT / "pyproject.toml",
    ROOT / "envs/requirements.txt",
    ROOT / "envs/requirements-dev.txt",
    ROOT / "envs/environment.yaml",
)


@pytest.mark.parametrize("path", ["docs/reference.md", "docs/ranking.md", "docs/library.md", "config/config.yaml"])
def test_what_is_written_from_the_code_is_up_to_date(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    told = "run `make reference`; own values of settings belong in an override of scenarios.yaml"
    assert Path(path).read_text(encoding="utf-8") == pages()[Path(path)], told


def test_no_block_is_left_out() -> None:
    assert "an id without + and ;" in (ROOT / "docs/ranking.md").read_text(encoding="utf-8")
    assert "| `tabulate.py` | From games to tables" in (ROOT / "docs/library.md").read_text(encoding="utf-8")


def test_the_reference_names_every_key_and_every_column() -> None:
    text = page()
    for name, field in fields(Config):
        assert f"| `{name}` |" in text
        assert field.description
    for table in TABLES.values():
        assert f"### {table.name}.csv" in text


def test_the_defaults_can_be_read_and_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(defaults(), encoding="utf-8")
    assert validate(read_yaml(path)) == Config()


def test_every_direct_dependency_is_pinned_for_pip_and_for_conda() -> None:
    assert drift(*PINS) == []


def test_a_dependency_that_is_not_pinned_is_found(tmp_path: Path) -> None:
    project, pip, conda = tmp_path / "pyproject.toml", tmp_path / "pip.txt", tmp_path / "conda.yaml"
    tools = tmp_path / "tools.txt"
    dependencies = 'dependencies = ["pypsa>=1.4,<2", "types_PyYAML"]'
    extra = 'optional-dependencies = {dev = ["pytest>=9", "pypsa[docs]>=1", "ruff"]}'
    project.write_text(f"[project]\n{dependencies}\n{extra}\n", encoding="utf-8")
    pip.write_text("pypsa==2.1\ntypes-pyyaml==6\n", encoding="utf-8")
    tools.write_text("pytest==8\n", encoding="utf-8")
    conda.write_text('- "pypsa==1.4.0"\n', encoding="utf-8")
    assert drift(project, pip, tools, conda) == [
        "pip.txt pins pypsa 2.1, not <2,>=1.4",
        "tools.txt pins pytest 8, not >=9",
        "tools.txt does not pin ruff; run `make pins`",
        "conda.yaml does not pin types_PyYAML; run `make pins`",
    ]


def test_pins_hold_names_and_versions_only() -> None:
    for path in PINS[1:]:
        text = path.read_text(encoding="utf-8")
        assert "@" not in text
        assert "://" not in text


def test_pins_follow_what_packages_need() -> None:
    wanted = [requirement for requirement in direct(PINS[0]) if requirement.name in {"pandas", "highspy"}]
    versions = tree(wanted)
    assert {"pandas", "numpy", "highspy", "highspy-extras", "python-dateutil"} <= set(versions)
    assert "matplotlib" not in versions
    assert f"pandas=={versions['pandas']}\n" in requirements_txt(versions)
    assert f'"highspy[extras]=={versions["highspy"]}"' in environment_yaml(wanted, versions)


def test_a_run_leads_to_no_tool_of_the_tests_and_the_tools_pin_nothing_twice() -> None:
    run, tools = pinned_in(PINS[1]), pinned_in(PINS[2])
    assert not {"pytest", "hypothesis", "mypy", "playwright", "ruff", "pre-commit"} & set(run)
    assert not set(run) & set(tools)
    assert "--requirement requirements.txt\n" in PINS[2].read_text(encoding="utf-8")


def test_what_tests_need_is_written_without_what_a_run_has_anyway() -> None:
    wanted = [requirement for requirement in direct(PINS[0], DEV) if requirement.name in {"pytest", "pillow"}]
    assert {canonical(requirement.name) for requirement in wanted} == {"pytest", "pillow"}
    text = requirements_dev_txt(tree(wanted), run={"pillow", "packaging"})
    assert "\npytest==" in text
    assert "pillow" not in text
    assert "packaging" not in text
