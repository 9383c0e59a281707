"""What is written from the code agrees with the code."""

from __future__ import annotations

from pathlib import Path

from werven.config import Config, read_yaml, validate
from werven.pins import direct, drift, environment_yaml, requirements_txt, tree
from werven.reference import defaults, fields, page, with_features
from werven.schemas import TABLES

ROOT = Path(__file__).parents[2]
PINS = (ROOT / "pyproject.toml", ROOT / "envs/requirements.txt", ROOT / "envs/environment.yaml")


def test_the_reference_page_is_up_to_date() -> None:
    assert (ROOT / "docs/reference.md").read_text(encoding="utf-8") == page(), "run `make reference`"


def test_what_networks_may_have_is_up_to_date() -> None:
    text = (ROOT / "docs/ranking.md").read_text(encoding="utf-8")
    assert text == with_features(text), "run `make reference`"
    assert "an id without + and ;" in text


def test_the_reference_names_every_key_and_every_column() -> None:
    text = page()
    for name, field in fields(Config):
        assert f"| `{name}` |" in text
        assert field.description
    for table in TABLES.values():
        assert f"### {table.name}.csv" in text


def test_the_defaults_are_those_of_the_code() -> None:
    text = (ROOT / "config/config.yaml").read_text(encoding="utf-8")
    assert text == defaults(), "run `make reference`; own values belong in an override of scenarios.yaml"


def test_the_defaults_can_be_read_and_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(defaults(), encoding="utf-8")
    assert validate(read_yaml(path)) == Config()


def test_every_direct_dependency_is_pinned_for_pip_and_for_conda() -> None:
    assert drift(*PINS) == []


def test_a_dependency_that_is_not_pinned_is_found(tmp_path: Path) -> None:
    project, pip, conda = tmp_path / "pyproject.toml", tmp_path / "pip.txt", tmp_path / "conda.yaml"
    project.write_text('[project]\ndependencies = ["pypsa>=1.4,<2", "types_PyYAML"]\n', encoding="utf-8")
    pip.write_text("pypsa==2.1\ntypes-pyyaml==6\n", encoding="utf-8")
    conda.write_text('- "pypsa==1.4.0"\n', encoding="utf-8")
    assert drift(project, pip, conda) == [
        "pip.txt pins pypsa 2.1, not <2,>=1.4",
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
