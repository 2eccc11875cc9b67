# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed, interrupted, and whose disk fails: nothing half-made has the results' name, and the resumed run ends in the same bytes.

BRINK_KILLS (100) says how often a run is killed in all; SEED makes the moments again.
"""
import errno
import hashlib
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRINK = os.environ.get("BRINK", str(ROOT / "build/release/brink"))
INTERPOSE = pathlib.Path(BRINK).parent / "tests/faults/interpose.so"
KILLS = int(os.environ.get("BRINK_KILLS", "100"))
SEED = int(os.environ.get("SEED", "20171215"))
SCENARIO = ROOT / "tests/cli/data/small.cfg"
REPLICATIONS = 20000


def command(output, *more, replications=REPLICATIONS):
    return [BRINK, "run", str(SCENARIO), "-n", str(replications), "-v", "all", "--trace", "4000", "--checkpoint", "0.02", "-j", "1", "--quiet", "-o",
            str(output), *more]


def run(output, *more, environment=None, before=None):
    return subprocess.run(command(output, *more), capture_output=True, text=True, timeout=120, env=os.environ | (environment or {}), preexec_fn=before)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run that nobody disturbed: its hash, and the seconds that it took."""
    output = tmp_path_factory.mktemp("whole") / "out.h5"
    began = time.monotonic()
    done = run(output)
    assert done.returncode == 0, done.stderr
    return digest(output), time.monotonic() - began


def finish(output, whole):
    """Resume to the end; the results must be those of the undisturbed run, with nothing beside them."""
    done = run(output, "--resume")
    assert done.returncode == 0, done.stderr
    assert digest(output) == whole[0]
    assert sorted(path.name for path in output.parent.iterdir()) == [output.name]
    return done


def kill_again_and_again(folder, kills, chance, whole):
    output, killed, finished = folder / "out.h5", 0, 0
    while killed < kills:
        program = subprocess.Popen(command(output, "--resume"), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            program.wait(timeout=chance.uniform(0, 1.1 * whole[1]))
            assert program.returncode == 0
            finished += 1
            assert digest(output) == whole[0]
            output.unlink()
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            killed += 1
            if output.exists():
                assert digest(output) == whole[0]
    finish(output, whole)
    return finished


def test_killed_at_any_moment_a_run_resumes_to_the_same_bytes(whole):
    print(f"SEED={SEED} BRINK_KILLS={KILLS}")
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        halves = []
        for half in range(2):
            folder = pathlib.Path(scratch) / str(half)
            folder.mkdir()
            halves.append(pool.submit(kill_again_and_again, folder, KILLS // 2, random.Random(SEED + half), whole))
        finished = sum(half.result() for half in halves)
    print(f"killed {KILLS} times, finished {finished} runs between")


def hear_hangups():
    """These tests may themselves run under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def interrupt(output, name="SIGTERM"):
    """Ask a run to stop once it has kept a block, whatever time that takes: how it ended, what it said, and the seconds between. One that was done
    before the signal came is run again."""
    for _ in range(10):
        program = subprocess.Popen(command(output), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, preexec_fn=hear_hangups)
        while program.poll() is None and not list(output.parent.glob("out.h5.parts/*.block")):
            time.sleep(0.002)
        program.send_signal(getattr(signal, name))
        began = time.monotonic()
        message = program.communicate(timeout=60)[1]
        if not output.exists():
            return program.returncode, message, time.monotonic() - began
        output.unlink()
    pytest.fail("every run was done before it could be asked to stop")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1"])
def test_asked_to_stop_a_run_keeps_what_it_has(whole, tmp_path, name):
    output = tmp_path / "out.h5"
    code, message, seconds = interrupt(output, name)
    assert code == 75, message
    assert seconds < 5 and "interrupted; " in message
    assert "block" not in finish(output, whole).stderr


def test_a_second_signal_stops_at_once(tmp_path):
    output = tmp_path / "out.h5"
    program = subprocess.Popen(command(output, replications=10**8), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    program.send_signal(signal.SIGTERM)
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=60) in (-signal.SIGINT, -signal.SIGTERM, 75)
    assert not output.exists()


def assert_failed_clearly(done, output):
    assert done.returncode == 1, f"{done.returncode}: {done.stderr}"
    assert done.stderr.startswith("brink: cannot ") and done.stderr.count("\n") == 1, done.stderr
    assert not output.exists()
    assert not [path for path in output.parent.iterdir() if ".tmp-" in path.name]


CALLS = {"fsync": errno.EIO, "rename": errno.EACCES, "pwrite": errno.ENOSPC, "open": errno.ENOSPC}


@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_fails_is_an_error_and_no_loss(whole, tmp_path, call, forever):
    """The n-th call fails, for n = 1, 2, 4, 10, 28, ... until the run ends without having come to it."""
    at, failures = 1, 0
    while True:
        folder = tmp_path / str(at)
        folder.mkdir()
        output = folder / "out.h5"
        fault = {"LD_PRELOAD": str(INTERPOSE), "FAULT_CALL": call, "FAULT_AT": str(at), "FAULT_ERRNO": str(CALLS[call])}
        done = run(output, environment=fault | ({"FAULT_FOREVER": "1"} if forever else {}))
        if done.returncode == 0:
            assert digest(output) == whole[0]
            break
        assert_failed_clearly(done, output)
        assert os.strerror(CALLS[call]) in done.stderr
        finish(output, whole)
        shutil.rmtree(folder)
        failures += 1
        at = at + 1 if at < 2 else 3 * at - 2
    assert failures > 0


def test_a_limit_on_file_sizes_is_an_error_and_no_loss(whole, tmp_path):
    output = tmp_path / "out.h5"
    limit = 300_000
    done = run(output, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert_failed_clearly(done, output)
    finish(output, whole)


def test_a_full_disk_is_an_error_and_no_loss(whole, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)], capture_output=True, text=True)
    if mount.returncode != 0:
        pytest.skip(f"no small disk can be mounted: {mount.stderr.strip()}")
    try:
        output = disk / "out.h5"
        done = run(output)
        assert_failed_clearly(done, output)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        finish(output, whole)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_damaged_blocks_are_named_and_computed_again(whole, tmp_path):
    chance = random.Random(SEED)
    for turn in range(6):
        folder = tmp_path / str(turn)
        folder.mkdir()
        output = folder / "out.h5"
        assert interrupt(output)[0] == 75
        block = chance.choice(sorted((folder / "out.h5.parts").glob("*.block")))
        content = bytearray(block.read_bytes())
        if turn % 2 == 0:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        else:
            del content[chance.randrange(len(content)):]
        block.write_bytes(content)
        done = finish(output, whole)
        assert "1 damaged block file was left out, and computed again" in done.stderr and block.name in done.stderr


def test_killed_before_anything_was_kept_a_run_begins_anew(whole, tmp_path):
    parts = tmp_path / "out.h5.parts"
    parts.mkdir()
    (parts / "run.tmp-bafd27a5").touch()
    finish(tmp_path / "out.h5", whole)
