# SPDX-License-Identifier: GPL-3.0-or-later
"""A results file with a damaged byte is either read rightly or refused: what cannot be read is never taken for what is not there."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRINK = pathlib.Path(os.environ.get("BRINK", ROOT / "build/release/brink")).resolve()
SCENARIO = """brink = 1;
scenario = { title = "Damaged"; start = "2025-01-01"; end = "2026-01-01"; };
actors = { A = {}; };
variables = { x = { initial = 0.0; baseline = 0.0; half_life = "30 d"; range = [0.0, 2.0]; }; };
actions = { test = { actor = "A"; effects = ( "x += 1" ); }; };
decisions = { go = { action = "test"; model = { kind = "poisson"; rate = "6/yr"; }; }; };
ladder = ( { rung = "calm"; when = "true"; }, { rung = "tense"; when = "x > 1.5"; } );
outcomes = ( { name = "tests"; value = "count(test)"; } );
batch = { seed = 1; replications = 50; };
"""


def summary(path):
    return subprocess.run([str(BRINK), "summary", str(path)], capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "s.cfg").write_text(SCENARIO)
    done = subprocess.run([str(BRINK), "run", "s.cfg", "-o", "s.h5", "-q"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return (folder / "s.h5").read_bytes()


def test_a_damaged_object_is_not_taken_for_a_missing_one(sound, tmp_path):
    path = tmp_path / "s.h5"
    path.write_bytes(sound)
    whole = summary(path).stdout
    at, refused, headers = sound.find(b"OHDR"), 0, 0
    while at >= 0:
        damaged = bytearray(sound)
        damaged[at + 12] ^= 0xFF
        path.write_bytes(damaged)
        told = summary(path)
        headers += 1
        refused += told.returncode == 1
        assert told.returncode in (0, 1), told.stderr
        assert told.returncode == 1 or told.stdout == whole, f"object {headers} at {at} is passed over"
        assert told.returncode == 0 or "is damaged" in told.stderr, told.stderr
        at = sound.find(b"OHDR", at + 1)
    assert headers > 50 and refused > 20
