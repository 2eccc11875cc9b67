# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios with a few words changed at random: brink takes them or refuses them, and never crashes, hangs or says nothing.

BRINK_MUTATIONS files (default 100) are made by BRINK_SEED (default 1) from all scenarios of the tree. What passes `check` is run twice, and asked by all other
commands. Found by the first three thousand, under the sanitizers: a formula that used a parameter whose unit had been complained about was evaluated all the
same; `graph` read marks of an event that was not there.
"""
import os
import pathlib
import random
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(os.environ.get("ROOT", pathlib.Path(__file__).resolve().parents[2]))
BRINK = os.environ.get("BRINK", str(ROOT / "build" / "release" / "brink"))
COUNT = int(os.environ.get("BRINK_MUTATIONS", 100))
SEED = int(os.environ.get("BRINK_SEED", 1))
PATIENCE = 5  # seconds, with a run that a mutation has made long
LARGEST = 20_000  # bytes of a scenario that is taken

WORD = re.compile(rb'"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_.-]*|[0-9.]+(?:[eE][-+]?[0-9]+)?|\s+|.', re.S)
VALUES = [b"0", b"-1", b"1e308", b"-1e308", b"1e-308", b"2147483647", b"9223372036854775807", b"0.5", b"1000000", b'"inf"', b'"-1/yr"', b'"nan"', b'""', b"()",
          b"{}", b"[]", b"true"]
PARTS = [b"*", b"/", b"-", b"(", b")", b",", b"0", b"inf", b"1/yr", b"d", b"time", b"self", b"target", b"count(", b"exp(", b"log(", b"^", b"? 1 : 2", b" and ",
         b"%", b"if(", b"sqrt(-1)", b"1e300", b"min(", b"date('2017-01-01')", b"poisson(3)", b"x += 1", b"start(", b"cancel(", b"normal(0,1)"]


def sources():
    folders = ["scenarios", "tests/agree", "tests/cli"]
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.cfg") if path.is_file() and not path.name.startswith("."))
    return [path for path in files if 10 < path.stat().st_size < LARGEST]


def change_formula(rng, words):
    formulas = [i for i, word in enumerate(words) if word[:1] == b'"' and len(word) > 2]
    if formulas:
        at = rng.choice(formulas)
        word = words[at]
        begin = rng.randrange(1, len(word) - 1)
        end = min(len(word) - 1, begin + rng.randrange(6))
        words[at] = word[:begin] + rng.choice(PARTS) + word[end:]


def change_number(rng, words):
    """What is most often still a scenario."""
    with_numbers = [i for i, word in enumerate(words) if re.search(rb"[0-9]", word)]
    if with_numbers:
        at = rng.choice(with_numbers)
        numbers = list(re.finditer(rb"[0-9]+(?:\.[0-9]+)?", words[at]))
        number = rng.choice(numbers)
        changed = float(number.group()) * rng.choice([0, 0.01, 0.5, 2, 10, 1e9])
        text = b"%d" % changed if changed == int(changed) and b"." not in number.group() else b"%.6f" % changed
        words[at] = words[at][:number.start()] + text + words[at][number.end():]


def change(rng, words, vocabulary):
    if rng.random() < 0.5:
        change_number(rng, words)
        return
    at, kind = rng.randrange(len(words)), rng.random()
    if kind < 0.15:
        del words[at]
    elif kind < 0.3:
        words[at] = rng.choice(vocabulary)
    elif kind < 0.45:
        words[at] = rng.choice(VALUES)
    elif kind < 0.75:
        change_formula(rng, words)
    elif kind < 0.85:
        other = rng.randrange(len(words))
        words[at], words[other] = words[other], words[at]
    elif kind < 0.92:
        words[at:at] = words[at:at + rng.randrange(1, 30)]
    else:
        letters = bytearray(words[at])
        letters[rng.randrange(len(letters))] = rng.randrange(256)
        words[at] = bytes(letters)


def mutations():
    rng = random.Random(SEED)
    files = sources()
    texts = {path: path.read_bytes() for path in files}
    vocabulary = sorted({word for text in texts.values() for word in WORD.findall(text) if not word.isspace()})
    for _ in range(COUNT):
        path = rng.choice(files)
        words = WORD.findall(texts[path])
        for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
            change(rng, words, vocabulary)
        yield path, b"".join(words)


def call(*arguments):
    """One command. A run of events without end is asked to stop, which it must."""
    with subprocess.Popen([BRINK, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        try:
            out, complaints = process.communicate(timeout=PATIENCE if arguments[0] == "run" else 120)
        except subprocess.TimeoutExpired:
            process.terminate()
            out, complaints = process.communicate(timeout=120)
            assert process.returncode in (0, 4, 75), f"exit {process.returncode} after SIGTERM"
    assert process.returncode >= 0, f"ended by signal {-process.returncode}"
    assert b"runtime error" not in complaints and b"AddressSanitizer" not in complaints, complaints.decode("utf-8", "replace")[:3000]
    return subprocess.CompletedProcess(arguments, process.returncode, out, complaints)


def try_all(scenario, results):
    checked = call("check", scenario)
    if checked.returncode != 0:
        assert checked.returncode == 3 and b" error: " in checked.stderr, checked.stderr[:1000]
        return False
    for command in ("explain", "graph"):
        assert call(command, scenario).returncode == 0
    done = call("run", scenario, "-n", 2, "--trace", "all", "--force", "--quiet", "-o", results)
    assert done.returncode in (0, 3, 4, 75) and (done.returncode != 3 or b"error" in done.stderr), done.stderr[:1000]
    if done.returncode in (0, 4):
        assert call("summary", results).returncode == 0
        assert call("replay", results, 1).returncode in (0, 4)
    return True


def test_mutated_scenarios_do_no_harm(tmp_path):
    folders = {path.parent for path in sources()}
    for folder in folders:  # what they include and read lies beside them
        shutil.copytree(folder, tmp_path / folder.relative_to(ROOT), dirs_exist_ok=True)
    passed = 0
    for number, (path, content) in enumerate(mutations()):
        scenario = tmp_path / path.parent.relative_to(ROOT) / "mutated.cfg"
        scenario.write_bytes(content)
        try:
            passed += try_all(scenario, tmp_path / "out.h5")
        except (AssertionError, subprocess.TimeoutExpired) as trouble:
            kept = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"brink-mutated-{SEED}-{number}.cfg"
            kept.write_bytes(content)
            pytest.fail(f"mutation {number} of {path.relative_to(ROOT)}, kept as {kept}: {trouble}")
    assert passed > COUNT / 20, "some are still scenarios"
