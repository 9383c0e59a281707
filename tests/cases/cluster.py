"""A cluster of one machine for a test: munged, slurmctld and slurmd of the system, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue")
#: Until the node takes jobs [s].
START_S = 60.0

CONFIGURATION = """\
ClusterName=werven
SlurmctldHost={host}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock
CredType=cred/munge
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
MinJobAge=300
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory_mb} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def is_at_hand() -> bool:
    """Say whether a cluster can be started here: the programs are there, and we may run them."""
    return os.geteuid() == 0 and all(shutil.which(name) or Path("/usr/sbin", name).exists() for name in PROGRAMS)


@contextmanager
def cluster(folder: Path) -> Iterator[dict[str, str]]:
    """Run a cluster while a test runs; yield the environment in which its commands find it."""
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    folder.chmod(0o755)
    ports = [_free_port(), _free_port()]
    host, cores = socket.gethostname().partition(".")[0], os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    text = CONFIGURATION.format(folder=folder, host=host, ports=ports, cores=cores, memory_mb=memory // 2)
    (folder / "slurm.conf").write_text(text, encoding="utf-8")
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    environment = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf")}
    environment["PATH"] = f"{_told_where(folder)}:{environment['PATH']}:/usr/sbin"
    paths = {name: f"--{name}={folder}/munge.{end}" for name, end in _ENDS.items()}
    commands = [
        ["munged", "--force", "--foreground", *paths.values()],
        ["slurmctld", "-D"],
        ["slurmd", "-D"],
    ]
    running = []
    try:
        for command in commands:
            log = (folder / f"{command[0]}.out").open("w")
            running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
            time.sleep(1.0)
        _wait(environment)
        yield environment
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(20)


#: Options of munged and how their files end.
_ENDS = {
    "socket": "sock", "key-file": "key", "pid-file": "pid", "log-file": "log", "seed-file": "seed",
}  # fmt: skip


def _told_where(folder: Path) -> Path:
    """Return a folder whose ``srun`` knows the configuration: job steps lose every ``SLURM_`` variable first."""
    srun = folder / "bin/srun"
    srun.parent.mkdir()
    text = f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {shutil.which("srun")} "$@"\n'
    srun.write_text(text, encoding="utf-8")
    srun.chmod(0o755)
    return srun.parent


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(environment: dict[str, str]) -> None:
    """Wait until the node is idle."""
    ends = time.monotonic() + START_S
    while time.monotonic() < ends:
        told = subprocess.run(
            ["sinfo", "-h", "-o", "%T"], env=environment, capture_output=True, text=True, check=False
        ).stdout
        if told.strip() == "idle":
            return
        time.sleep(0.5)
    raise AssertionError(f"the cluster did not start: {told}")
