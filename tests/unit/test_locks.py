"""Who is at work in a folder: locks of runs that were killed go, those of anybody alive stay."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from werven import locks as atwork

ROOT = Path(__file__).parents[2]
OTHER = "import sys, pathlib, werven.locks as a; a.begin('words', pathlib.Path(sys.argv[1]), sys.argv[2])"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as Snakemake leaves it when it is killed."""
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks/0.input.lock").write_text("data/prices.csv\n", encoding="utf-8")
    monkeypatch.setattr(atwork, "_held", {})
    return tmp_path


@pytest.fixture
def other(folder: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """Another process that is at work there."""
    command = [sys.executable, "-c", f"{OTHER}; input()", str(folder), request.param]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True) as process:
        while not list(folder.glob("at_work/*")):
            assert process.poll() is None
        yield process
        process.kill()


def test_locks_of_a_run_that_was_killed_are_removed(folder: Path) -> None:
    assert atwork.begin_run("snakemake", folder) == []
    assert not (folder / "locks").exists()


@pytest.mark.parametrize("other", ["job"], indirect=True)
def test_a_job_of_a_killed_run_that_is_still_at_work_stops_the_next_run(
    folder: Path, other: subprocess.Popen[str]
) -> None:
    with pytest.raises(atwork.BusyError, match=rf"process {other.pid} on .*: words"):
        atwork.begin_run("snakemake", folder)
    assert (folder / "locks/0.input.lock").exists()
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert atwork.begin_run("snakemake", folder) == []
    assert not (folder / "locks").exists()
    assert len(list(folder.glob("at_work/*"))) == 1


@pytest.mark.parametrize("other", ["run"], indirect=True)
def test_locks_of_another_run_stay(folder: Path, other: subprocess.Popen[str]) -> None:
    (said,) = atwork.begin_run("snakemake", folder)
    assert said.startswith(f"process {other.pid} on ")
    assert (folder / "locks/0.input.lock").exists()


def test_locks_stay_where_the_file_system_knows_none_of_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(atwork.fcntl, "flock", refuse)
    assert atwork.begin_run("snakemake", folder) == []
    assert (folder / "locks/0.input.lock").exists()


def test_a_process_outside_a_folder_of_snakemake_says_nothing(tmp_path: Path) -> None:
    atwork.begin("job", tmp_path / ".snakemake")
    assert list(tmp_path.iterdir()) == []
