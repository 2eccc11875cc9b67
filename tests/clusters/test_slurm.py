# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of docs/clusters.md, on a Slurm of one node that the test starts: the results are the bytes of one run.

Skipped, with the reason, where Slurm is not installed, cannot start, or we are not root.
"""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRINK = pathlib.Path(os.environ.get("BRINK", ROOT / "build/release/brink")).resolve()
TOOLS = ["slurmctld", "slurmd", "sbatch", "sinfo", "munged", "munge"]


def example(name):
    """A script of docs/clusters.md."""
    return re.search(rf"```bash {name}\n(.*?)```", (ROOT / "docs/clusters.md").read_text(), re.S)[1]


def configuration(folder):
    host = socket.gethostname()
    return f"""ClusterName=brink
SlurmctldHost={host}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} CPUs=2 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def munge_works():
    made = subprocess.run(["munge", "-n"], capture_output=True, text=True)
    return made.returncode == 0 and subprocess.run(["unmunge"], input=made.stdout, capture_output=True, text=True).returncode == 0


def start_munge(started):
    if munge_works():
        return
    run = pathlib.Path("/run/munge")
    run.mkdir(exist_ok=True)
    shutil.chown(run, "munge", "munge")
    started.append(subprocess.Popen(["su", "-s", "/bin/sh", "munge", "-c", "exec munged --foreground"], start_new_session=True,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    for _ in range(50):
        if munge_works():
            return
        time.sleep(0.1)
    pytest.skip("munge does not start")


def states(environment):
    """What sinfo says of the node; it may wait long for a daemon that is not there."""
    try:
        return subprocess.run(["sinfo", "-h", "-o", "%T"], capture_output=True, text=True, env=environment, timeout=10).stdout.strip()
    except subprocess.TimeoutExpired:
        return ""


def wait_until_idle(environment, folder, daemons):
    """Skips where a daemon ends (slurmd does where no control groups are mounted) or half a minute is not enough."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for name, process in daemons.items():
            if process.poll() is not None:
                pytest.skip(f"{name} does not start: {(folder / (name + '.log')).read_text()[-300:]}")
        if states(environment) == "idle":
            return
        time.sleep(0.2)
    pytest.skip(f"Slurm does not start: {(folder / 'slurmctld.log').read_text()[-300:]}")


def stop(processes):
    for process in reversed(processes):
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            process.kill()


@pytest.fixture
def slurm(tmp_path):
    """The environment of a running one-node cluster."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: slurm-wlm, munge)")
    if os.geteuid() != 0:
        pytest.skip("only root can start a Slurm of its own")
    folder, started = tmp_path / "slurm", []
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    (folder / "slurm.conf").write_text(configuration(folder))
    environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": f"{BRINK.parent}:{os.environ['PATH']}"}
    try:
        start_munge(started)
        daemons = {}
        for daemon in ("slurmctld", "slurmd"):
            daemons[daemon] = subprocess.Popen([daemon, "-D", "-f", str(folder / "slurm.conf")], env=environment, start_new_session=True,
                                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            started.append(daemons[daemon])
        wait_until_idle(environment, folder, daemons)
        yield environment
    finally:
        stop(started)


@pytest.fixture
def whole(tmp_path):
    """The scenario stands in tmp_path; the bytes of one run of it."""
    shutil.copy(ROOT / "tests/cli/data/small.cfg", tmp_path / "korea.cfg")
    subprocess.run([str(BRINK), "run", "korea.cfg", "--variant", "all", "--replications", "20000", "--output", "whole.h5", "--quiet"], cwd=tmp_path,
                   check=True)
    return (tmp_path / "whole.h5").read_bytes()


def submit(script, slurm, folder):
    submitted = subprocess.run(["bash", "-ec", script], cwd=folder, env=slurm, capture_output=True, text=True, timeout=180)
    told = "\n".join(path.read_text() for path in folder.glob("slurm-*.out"))
    assert submitted.returncode == 0, submitted.stderr + told
    return told


def test_a_job_array_gives_the_bytes_of_one_run(slurm, whole, tmp_path):
    (tmp_path / "array.sh").write_text(example("slurm-array"))
    told = submit(example("slurm-submit"), slurm, tmp_path)
    assert (tmp_path / "korea.h5").read_bytes() == whole, told
    assert not (tmp_path / "korea.h5.parts").exists()


def test_an_mpi_job_gives_the_bytes_of_one_run(slurm, whole, tmp_path):
    if shutil.which("mpirun") is None:
        pytest.skip("not installed: mpirun (Debian: openmpi-bin)")
    if not BRINK.with_name("brink-mpi").exists():
        pytest.skip("brink-mpi is not built: mpicc was missing (Debian: libopenmpi-dev)")
    (tmp_path / "job.sh").write_text(example("mpi-job"))
    as_root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    told = submit("sbatch --wait job.sh", slurm | as_root, tmp_path)
    assert (tmp_path / "korea.h5").read_bytes() == whole, told
    assert not (tmp_path / "korea.h5.parts").exists()
