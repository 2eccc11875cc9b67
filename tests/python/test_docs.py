# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents show is run: the README's scenario is the file it names, its commands work, and its messages are the program's own."""
import json
import math
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(os.environ.get("ROOT", pathlib.Path(__file__).resolve().parents[2]))
BRINK = os.environ.get("BRINK", str(ROOT / "build" / "release" / "brink"))
README = (ROOT / "README.md").read_text()
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text()
SCENARIO = ROOT / "scenarios" / "two-neighbours.cfg"


def brink(*words, cwd=None):
    return subprocess.run([BRINK, *words], capture_output=True, text=True, cwd=cwd)


def blocks(text):
    """The indented blocks of a Markdown text, without their indent."""
    runs = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", text, flags=re.MULTILINE)
    return [re.sub(r"^    ", "", run, flags=re.MULTILINE) for run in runs]


def block_that_starts(start):
    found = [block for block in blocks(README) if block.startswith(start)]
    assert len(found) == 1, f"README has {len(found)} blocks that start with {start!r}"
    return found[0]


def test_docs__scenario_of_readme_is_the_file():
    assert SCENARIO.read_text().split("\n", 1)[1] == block_that_starts("brink = 1;")


def test_docs__commands_of_readme_work(tmp_path):
    text = block_that_starts("brink check")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    for line in text.strip().split("\n"):
        words = line.split("#")[0].split("|")[0].split()
        assert words[0] == "brink"
        done = brink(*words[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stderr


def test_docs__story_of_readme_is_the_programs(tmp_path):
    out = str(tmp_path / "out.h5")
    assert brink("run", str(SCENARIO), "--variant", "all", "-o", out, "--quiet").returncode == 0
    assert block_that_starts("2025-").strip() in brink("replay", out, "17").stdout


def test_docs__mistake_of_readme_is_the_programs(tmp_path):
    wrong = SCENARIO.read_text().replace('utility = "tension"', 'utility = "tensoin"').replace("rationality = 3.0", "rationalty = 3.0")
    (tmp_path / "two-neighbours.cfg").write_text(wrong)
    done = brink("check", "two-neighbours.cfg", cwd=tmp_path)
    assert done.returncode == 3
    assert block_that_starts("two-neighbours.cfg:") == done.stderr


def test_docs__deadline_of_tutorial_does_what_it_says(tmp_path):
    found = [block for block in blocks(TUTORIAL) if block.startswith("brink = 1;")]
    assert len(found) == 1
    (tmp_path / "deadline.cfg").write_text(found[0])
    assert brink("check", "--strict", "deadline.cfg", cwd=tmp_path).returncode == 0
    assert brink("run", "deadline.cfg", "--variant", "all", "--quiet", cwd=tmp_path).returncode == 0
    points = json.loads(brink("summary", "--json", "deadline.h5", cwd=tmp_path).stdout)["points"]
    for point, term in zip(points, (3, 6), strict=True):
        estimates = [it["probability"]["estimate"] for it in point["outcomes"]]
        runs_out = math.exp(-0.25 * term)
        for estimate, wanted in zip(estimates, (0.7 * runs_out, 0.7 * 0.4 * runs_out, 0.4 * runs_out), strict=True):
            assert abs(estimate - wanted) < 0.02
    shown = re.findall(r"\| `(?:defied|strike\w*)` \| ([\d.]+)% .*?\| ([\d.]+)% ", TUTORIAL)
    assert shown == [tuple(f"{100 * point['outcomes'][i]['probability']['estimate']:.1f}" for point in points) for i in range(3)]


def test_docs__every_scenario_is_without_complaint_or_oddity():
    files = sorted((ROOT / "scenarios").rglob("*.cfg"))
    assert len(files) >= 2
    done = brink("check", "--strict", *map(str, files))
    assert done.returncode == 0, done.stderr
