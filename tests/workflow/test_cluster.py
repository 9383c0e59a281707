"""Worlds on a cluster: the jobs of the small case go through Snakemake's executor to a real slurmd."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cluster import cluster, is_at_hand
from conftest import ROOT

from werven.data.results import read_result

PLUGIN = "snakemake_executor_plugin_slurm"


@pytest.mark.workflow
@pytest.mark.skipif(not is_at_hand(), reason="no slurmd and munged here, or no right to start them")
@pytest.mark.skipif(importlib.util.find_spec(PLUGIN) is None, reason=f"{PLUGIN} is not installed")
def test_worlds_go_to_a_cluster(solved: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(solved, tmp_path / "case"))
    worlds = folder / "resources/test/2030/worlds"
    for number in (1, 2, 3):
        (worlds / f"{number}.json").unlink()
    (folder / "results/test/2030/robust.csv").unlink()
    with cluster(tmp_path / "cluster") as environment:
        command = [sys.executable, "-m", "snakemake", "-s", str(ROOT / "Snakefile"), "--directory", str(folder)]
        own = ["--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "5"]
        kept = ["--slurm-keep-successful-logs", "--slurm-logdir", str(tmp_path / "logs")]
        words = ["--profile", str(ROOT / "profiles/slurm"), *own, *kept, "results/test/2030/robust.csv"]
        run = subprocess.run(
            [*command, *words], capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=500
        )
        assert run.returncode == 0, run.stdout + run.stderr
    logs = sorted((tmp_path / "logs/rule_world").rglob("*.log"))
    assert len(logs) == 3, "every world was a job of the cluster"
    assert set(read_result("worlds", folder / "results/test/2030/worlds.csv")["world"]) == {1, 2, 3}
