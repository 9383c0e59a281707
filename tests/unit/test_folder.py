"""The folder that werven lies in: what `make` refuses there, and what it installs for what."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def pins_of(folder: Path) -> None:
    """Write pins of nothing."""
    (folder / "envs").mkdir(parents=True)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / "envs" / name).write_text(f"# {name}\n", encoding="utf-8")


def dry_run(folder: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    """Let `make` say what it would do, as it does where nobody names an environment (`make test VENV=...` does)."""
    plain = {name: value for name, value in os.environ.items() if name not in ("VENV", "MAKEFLAGS", "MAKEOVERRIDES")}
    command = ["make", "--dry-run", "--file", str(ROOT / "Makefile"), *targets]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=plain)


@pytest.mark.parametrize(
    ("name", "odd"), [("a:b", ":"), ("{a", "{"), ("a}", "}"), ("$a", "$"), ("a 'new' folder", ""), ("été #1 (x)", "")]
)
def test_make_refuses_a_folder_that_cannot_work_and_no_other(tmp_path: Path, name: str, odd: str) -> None:
    folder = tmp_path / name
    pins_of(folder)
    run = dry_run(folder)
    assert (run.returncode != 0) is bool(odd), run.stderr
    assert (f"its path holds {odd}. Rename" in run.stderr) is bool(odd)
    assert ("-m venv" in run.stdout) is not bool(odd)


def made(folder: Path, target: str) -> str:
    """Return what `make` would do for a target."""
    run = dry_run(folder, target)
    assert run.returncode == 0, run.stderr
    return run.stdout


def mark(folder: Path, said: str) -> None:
    """Leave the marks that a run of `make` would have left."""
    for path in re.findall(r"^touch (\.venv/\S+)$", said, flags=re.MULTILINE):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).touch()


RUN, TOOLS = "--requirement envs/requirements.txt", "--requirement envs/requirements-dev.txt"


def test_what_only_tests_and_checks_need_is_installed_when_they_are_asked_for(tmp_path: Path) -> None:
    pins_of(tmp_path)
    base = made(tmp_path, "base")
    assert RUN in base
    assert TOOLS not in base
    mark(tmp_path, base)
    for target in ("base", "rank-all", "atlas", "figures", "check", "reference"):
        assert "pip install" not in made(tmp_path, target)
    for target in ("test", "lint", "pins"):
        assert RUN not in made(tmp_path, target)
        assert TOOLS in made(tmp_path, target)


def test_other_pins_of_a_run_make_the_environment_anew_with_its_tools(tmp_path: Path) -> None:
    pins_of(tmp_path)
    mark(tmp_path, made(tmp_path, "lint"))
    assert "pip install" not in made(tmp_path, "lint")
    (tmp_path / "envs/requirements.txt").write_text("six==1\n", encoding="utf-8")
    lint = made(tmp_path, "lint")
    assert lint.index("-m venv --clear") < lint.index(RUN) < lint.index(TOOLS)
