"""The folder that werven lies in: `make` refuses before anything is installed what would break later."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "odd"), [("a:b", ":"), ("{a", "{"), ("a}", "}"), ("$a", "$"), ("a 'new' folder", ""), ("été #1 (x)", "")]
)
def test_make_refuses_a_folder_that_cannot_work_and_no_other(tmp_path: Path, name: str, odd: str) -> None:
    folder = tmp_path / name
    (folder / "envs").mkdir(parents=True)
    (folder / "envs/requirements.txt").touch()
    command = ["make", "--dry-run", "--file", str(ROOT / "Makefile")]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (run.returncode != 0) is bool(odd), run.stderr
    assert (f"its path holds {odd}. Rename" in run.stderr) is bool(odd)
    assert ("-m venv" in run.stdout) is not bool(odd)
