# SPDX-License-Identifier: GPL-3.0-or-later
"""brink-mpi under mpirun: the results are the bytes of brink alone, and what befalls a rank costs no more than what it had in hand.

Skipped, with the reason, where there is no mpirun, or brink-mpi was not built for want of mpicc.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRINK = pathlib.Path(os.environ.get("BRINK", ROOT / "build/release/brink")).resolve()
BRINK_MPI = BRINK.with_name("brink-mpi")
# Open MPI asks to be told twice that root may, and once that ranks may be more than processors.
ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
SCENARIO = str(ROOT / "tests/cli/data/small.cfg")
SHORT = ["-n", "20000", "-v", "all", "--trace", "4000", "--seed", "1"]
LONG = ["-n", "200000", "-v", "all", "--seed", "1"]
OFTEN = ["--jobs", "1", "--checkpoint", "0.05"]

pytestmark = [
    pytest.mark.skipif(shutil.which("mpirun") is None, reason="not installed: mpirun (Debian: openmpi-bin)"),
    pytest.mark.skipif(not BRINK_MPI.exists(), reason="brink-mpi is not built: mpicc was missing (Debian: libopenmpi-dev)"),
]


def part(output, *options, scenario=SCENARIO):
    return [str(BRINK_MPI), "run", scenario, *options, "--quiet", "-o", str(output)]


def job(*parts):
    """The command of a job whose ranks are those of all parts, each a number of them and a command."""
    command = ["mpirun", "--oversubscribe"]
    for i, (ranks, words) in enumerate(parts):
        command += ([":"] if i > 0 else []) + ["-n", str(ranks), *words]
    return command


def mpirun(*parts):
    return subprocess.run(job(*parts), capture_output=True, text=True, env=ENVIRONMENT, timeout=120)


def alone(output, *options):
    return subprocess.run([str(BRINK), "run", SCENARIO, *options, "--quiet", "-o", str(output)], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The results of a run alone, for each list of options."""
    known = {}

    def bytes_of(options):
        key = tuple(options)
        if key not in known:
            output = tmp_path_factory.mktemp("whole") / "out.h5"
            done = alone(output, *options)
            assert done.returncode == 0, done.stderr
            known[key] = output.read_bytes()
        return known[key]

    return bytes_of


def assert_same(output, whole, options):
    assert output.read_bytes() == whole(options)
    assert sorted(path.name for path in output.parent.iterdir()) == [output.name]


@pytest.mark.parametrize("ranks", [1, 2, 4])
def test_any_number_of_ranks_gives_the_bytes_of_one_process(whole, tmp_path, ranks):
    done = mpirun((ranks, part(tmp_path / "out.h5", *SHORT)))
    assert done.returncode == 0, done.stderr
    assert_same(tmp_path / "out.h5", whole, SHORT)


def test_a_job_without_a_seed_draws_one_for_all(tmp_path):
    scenario = tmp_path / "free.cfg"
    scenario.write_text(re.sub(r"\bseed\s*=\s*\d+;", "", pathlib.Path(SCENARIO).read_text()))
    output = tmp_path / "out.h5"
    done = mpirun((3, part(output, "-n", "5000", scenario=str(scenario))))
    assert done.returncode == 0, done.stderr
    told = subprocess.run([str(BRINK), "summary", str(output)], capture_output=True, text=True, check=True).stdout
    seed = re.search(r"seed (\d+)", told)[1]
    again = tmp_path / "again.h5"
    subprocess.run([str(BRINK), "run", str(scenario), "-n", "5000", "--seed", seed, "--quiet", "-o", str(again)], check=True)
    assert output.read_bytes() == again.read_bytes()


def ranks_of(program):
    """Process ids of a job's ranks."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            continue
        if parent == program.pid and words[0] == str(BRINK_MPI).encode():
            found.append(int(entry.name))
    return sorted(found)


def start_until_blocks(output, *more):
    program = subprocess.Popen(job((3, part(output, *LONG, *OFTEN, *more))), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
    while program.poll() is None and len(list(output.parent.glob("out.h5.parts/*.block"))) < 3:
        time.sleep(0.01)
    assert program.poll() is None, "the run was done before it had kept three blocks"
    return program


def kept_blocks(output):
    return len(list(output.parent.glob("out.h5.parts/*.block")))


def test_a_killed_rank_is_reported_and_the_rest_is_resumed_by_brink(whole, tmp_path):
    output = tmp_path / "out.h5"
    program = start_until_blocks(output)
    os.kill(ranks_of(program)[1], signal.SIGKILL)
    told = program.communicate(timeout=60)[1]
    assert program.returncode not in (0, 75)
    assert re.search(r"rank 1 .*exited on signal 9", told), told
    assert not output.exists() and kept_blocks(output) >= 3
    done = alone(output, *LONG, "--resume")
    assert done.returncode == 0, done.stderr
    assert_same(output, whole, LONG)


def test_a_killed_rank_is_reported_and_the_rest_is_resumed_by_ranks(whole, tmp_path):
    output = tmp_path / "out.h5"
    program = start_until_blocks(output)
    os.kill(ranks_of(program)[0], signal.SIGKILL)
    assert "exited on signal 9" in program.communicate(timeout=60)[1]
    kept = set(path.name for path in output.parent.glob("out.h5.parts/*.block"))
    program = start_until_blocks(output, "--resume")
    program.terminate()  # and once more on the way, all of it
    program.communicate(timeout=60)
    assert kept <= set(path.name for path in output.parent.glob("out.h5.parts/*.block"))
    done = mpirun((2, part(output, *LONG, "--resume")))
    assert done.returncode == 0, done.stderr
    assert_same(output, whole, LONG)


@pytest.mark.parametrize("rank", [0, 2])
def test_one_rank_asked_to_stop_stops_all_and_keeps_what_is_done(whole, tmp_path, rank):
    output = tmp_path / "out.h5"
    program = start_until_blocks(output)
    os.kill(ranks_of(program)[rank], signal.SIGTERM)
    began = time.monotonic()
    told = program.communicate(timeout=60)[1]
    assert program.returncode == 75, told
    assert time.monotonic() - began < 10
    kept = int(re.search(r"interrupted; (\d+) of 600000 replications are kept in", told)[1])
    done = subprocess.run([str(BRINK), "run", SCENARIO, *LONG, "--resume", "-o", str(output)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr  # a debug build takes minutes for the summary: it reads 200 rows at a time
    assert f"resumed: {kept:,} replications were done before" in done.stderr
    assert_same(output, whole, LONG)


def test_what_goes_wrong_in_a_rank_is_told_with_its_number(tmp_path):
    output = tmp_path / "out.h5"
    done = mpirun((1, part(output, *LONG)), (1, part(tmp_path / "nowhere/out.h5", *LONG)))
    assert done.returncode == 1
    assert re.search(r'^brink: rank 1 on \S+: cannot create ".*nowhere/out.h5.parts": No such file or directory$', done.stderr, re.M), done.stderr
    assert not output.exists()
    output = tmp_path / "other.h5"
    done = mpirun((1, part(output, *SHORT)), (1, part(output, *SHORT, scenario="none.cfg")))
    assert done.returncode == 3
    assert "brink: rank 1 on " in done.stderr
    assert not output.exists()


def test_wrong_usage_is_told_once(tmp_path):
    output = tmp_path / "out.h5"
    output.write_text("mine")
    cases = {("-n", "10"): (2, "exists; --force replaces it"), ("--bogus",): (2, 'unknown option "--bogus"'),
             ("--shard", "1/2", "--force"): (2, "a shard is for one process")}
    for options, (code, words) in cases.items():
        done = mpirun((3, part(output, *options)))
        assert done.returncode == code
        assert done.stderr.count(words) == 1, done.stderr
    assert output.read_text() == "mine"
