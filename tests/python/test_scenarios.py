# SPDX-License-Identifier: GPL-3.0-or-later
"""Every scenario that is shipped is run, and something is asked of it that would come out otherwise if it did not work."""
import collections
import csv
import json
import os
import pathlib
import subprocess

import h5py
import numpy
import pytest
from scipy.linalg import expm

ROOT = pathlib.Path(os.environ.get("ROOT", pathlib.Path(__file__).resolve().parents[2]))
BRINK = os.environ.get("BRINK", str(ROOT / "build" / "release" / "brink"))
SCENARIOS = ROOT / "scenarios"
RUNS = 2000


class Point:
    """One point of a summary: the outcomes' estimates by name, and the actions' mean counts."""

    def __init__(self, point):
        self.outcomes = {it["name"]: it.get("probability", it.get("mean"))["estimate"] for it in point["outcomes"]}
        self.counts = {it["name"]: it["mean"]["estimate"] for it in point["counts"]}

    def __getitem__(self, name):
        return self.outcomes[name] if name in self.outcomes else self.counts[name]


def run(path, folder, runs=RUNS):
    """Run all variants; a dict of points by name, and the results file."""
    out = folder / "out.h5"
    done = subprocess.run([BRINK, "run", str(path), "-n", str(runs), "--seed", "7", "--variant", "all", "-o", str(out), "--quiet"],
                          capture_output=True, text=True)
    assert done.returncode == 0 and "failed" not in done.stderr, done.stderr
    summary = subprocess.run([BRINK, "summary", "--json", str(out)], capture_output=True, text=True)
    return {point["name"]: Point(point) for point in json.loads(summary.stdout)["points"]}, out


def near(value, expected, sd, runs=RUNS):
    """Within five standard errors."""
    return abs(value - expected) < 5 * sd / runs ** 0.5


# What each file of scenarios/models/ must show; p holds its points by name.
MODELS = {
    "poisson": lambda p: near(p["base"]["violation"], 30 * 365 / 365.25, 30 ** 0.5),
    "hazard": lambda p: p["base"]["incidents"] > 3,
    # mean gap 3 d + 16 d exp(0.32), and a little more than a year of it, since the first has run for 10 d
    "renewal": lambda p: abs(p["base"]["tests"] - 365 / (3 + 16 * numpy.exp(0.32))) < 1,
    "loglinear": lambda p: p["no_effect"]["tests"] > p["base"]["tests"] + 1,
    # 20 dyads at 0.5/yr; each quarrel breeds reply + 4 temper/8 more: in the long run 10/(1 - 0.55) a year, less what the year's end cuts off
    "hawkes": lambda p: p["hot"]["words"] > 2 * p["cool"]["words"] and 0.93 * 10 / 0.45 < p["base"]["quarrel"] < 10 / 0.45 and (
        0.95 * 10 / 0.85 < p["cool"]["quarrel"] < 1.02 * 10 / 0.85),
    "markov": lambda p: 0 <= p["base"]["alert"] - p["base"]["stand_down"] <= 2,
    "schedule": lambda p: near(p["base"]["exercise"], 2, 0.01) and p["base"]["rounds"] < 4 * 0.7 + 0.1,
    # 16 tests a year, of which P(lognormal(6.6, 0.9) > 900) = 0.411, and 0.7 of these
    "response": lambda p: 0.8 * 16 * 0.411 * 0.7 < p["base"]["protests"] < 16 * 0.411 * 0.7 + 0.4,
    "choice": lambda p: p["never"]["sanctions"] == 0 < p["base"]["sanctions"] < p["always"]["sanctions"],
    "stages": lambda p: p["divided"]["sanctions"] < 0.6 * p["base"]["sanctions"] and p["base"]["draft"] > p["base"]["sanctions"] + p["base"]["rejected"],
    "quorum": lambda p: p["russia_helps"]["resolutions"] > p["base"]["resolutions"] + 0.2,
    "tit_for_tat": lambda p: p["forgives_much"]["shells"] < p["base"]["shells"] < p["never_forgives"]["shells"],
}


def test_scenarios__every_model_has_one():
    names = subprocess.run([BRINK, "models", "--names"], capture_output=True, text=True).stdout.split()
    assert sorted(names) == sorted(MODELS) == sorted(path.stem for path in (SCENARIOS / "models").glob("*.cfg"))


@pytest.mark.parametrize("name", MODELS)
def test_scenarios__of_model(name, tmp_path):
    points, _ = run(SCENARIOS / "models" / f"{name}.cfg", tmp_path)
    assert MODELS[name](points), {point: {**it.outcomes, **it.counts} for point, it in points.items()}


def test_scenarios__teaching_1_is_poisson(tmp_path):
    points, _ = run(SCENARIOS / "teaching-1-one-actor.cfg", tmp_path)
    mean = 12 * 365 / 365.25
    assert near(points["base"]["tests"], mean, mean ** 0.5) and near(points["twice_the_pace"]["tests"], 2 * mean, (2 * mean) ** 0.5)
    assert near(points["base"]["none_by_spring"], numpy.exp(-12 * 90 / 365.25), 0.22)


def test_scenarios__teaching_2_trust_brings_talks(tmp_path):
    points, _ = run(SCENARIOS / "teaching-2-two-actors.cfg", tmp_path)
    assert points["no_trust"]["talks"] < points["base"]["talks"] < points["more_trust"]["talks"]
    assert points["no_trust"]["exercise_by_july"] > points["more_trust"]["exercise_by_july"]
    assert points["only_talks"]["exercise"] == points["no_answer"]["exercise"] == points["no_answer"]["talks"] == 0 < points["only_talks"]["talks"]
    assert points["only_talks"]["threat"] < points["no_answer"]["threat"] < points["base"]["threat"]


def test_scenarios__teaching_3_spirals(tmp_path):
    points, _ = run(SCENARIOS / "teaching-3-spiral.cfg", tmp_path)
    assert points["cool_heads"]["war"] < points["base"]["war"] < points["hot_heads"]["war"]
    # without clashes the moves are a Hawkes process of two; its mean over a long time, (1 - K)^-1 mu, is not quite reached in a year
    mean = sum(numpy.linalg.solve([[1 - 0.25, -0.45], [-0.45, 1 - 0.25]], [6, 3]))
    assert 0.9 * mean < points["base"]["moves"] < mean + 0.5


def test_scenarios__launch_years_are_those_of_the_data(tmp_path):
    with open(SCENARIOS / "data" / "korea-events-1984-2018.csv", encoding="utf-8") as file:
        days = [numpy.datetime64(row["date"]) for row in csv.DictReader(file) if row["action"] == "missile_test"]
    with open(SCENARIOS / "data" / "launch-days-by-year.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    starts = numpy.array([row["year"] for row in rows], dtype="datetime64[D]")
    counts = numpy.array([int(row["launch_days"]) for row in rows])
    assert list(counts) == [sum(day.astype("datetime64[Y]") == start.astype("datetime64[Y]") for day in days) for start in starts]
    lengths = numpy.diff(starts).astype(float) / 365.25
    steps, line = sum(counts[:-1] * lengths), sum((counts[:-1] + counts[1:]) / 2 * lengths)
    points, _ = run(SCENARIOS / "launch-years.cfg", tmp_path)
    assert near(points["base"]["launches"], steps, steps ** 0.5) and near(points["line"]["launches"], line, line ** 0.5)


def test_scenarios__who_acts_at_whom_as_the_data_say(tmp_path):
    def rows(name):
        with open(SCENARIOS / "data" / name, encoding="utf-8") as file:
            return list(csv.DictReader(line for line in file if not line.startswith("#")))

    events = [row for row in rows("korea-events-1984-2018.csv") if row["date"].startswith("2017")]
    pairs = collections.Counter((row["actor"], row["target"]) for row in events)
    assert {(row["actor"], row["target"]): int(row["acts"]) for row in rows("dyads-2017.csv")} == {k: n for k, n in pairs.items() if k[1]}
    assert all(int(row["at_nobody"]) == pairs[row["code"], ""] for row in rows("parties-2017.csv"))
    points, _ = run(SCENARIOS / "who-at-whom.cfg", tmp_path)
    counted = {"all": len(events), "of_usa": sum(n for k, n in pairs.items() if k[0] == "USA" and k[1]),
               "at_prk": sum(n for k, n in pairs.items() if k[1] == "PRK"), "alone_prk": pairs["PRK", ""]}
    for name, count in counted.items():
        mean = count * 365 / 365.25
        assert near(points["base"][name], mean, mean ** 0.5), name
    assert points["echo"]["all"] > points["base"]["all"] + 15 and points["echo"]["alone_prk"] == points["base"]["alone_prk"]


def richardson(k, l, a, b, g, h, start, years):
    """Richardson's equations, solved by the exponential of their matrix."""
    matrix = numpy.array([[-a, k, g], [l, -b, h], [0, 0, 0]])
    return (expm(years * matrix) @ [*start, 1])[:2]


def test_scenarios__arms_race_has_richardsons_mean(tmp_path):
    runs = 500
    points, out = run(SCENARIOS / "arms-race.cfg", tmp_path, runs)
    answers = {"base": 0.9, "stable": 0.5, "unstable": 1.2}
    with h5py.File(out) as file:
        names = list(points)
        times = file["timegrid/time"][:] / 365.25
        for variant, answer in answers.items():
            row = names.index(variant)
            for i, t in enumerate(times):
                wanted = richardson(answer, answer, 1, 1, 2, 1, (5, 3), t)
                for value, name in zip(wanted, ("x", "y")):
                    mean, sd = file[f"timegrid/{name}_mean"][row, i], file[f"timegrid/{name}_sd"][row, i]
                    assert abs(mean - value) <= 5 * sd / runs ** 0.5 + 1e-9, (variant, t, name, mean, value)
    assert points["no_grievance"]["disarmed"] > 0.5 and points["unstable"]["arms"] > 5 * points["base"]["arms"]


def test_scenarios__cuba_is_what_its_page_says(tmp_path):
    points, _ = run(SCENARIOS / "cuba-1962.cfg", tmp_path)
    base = points["base"]
    assert near(base["quarantine"], 1 / 1.25, 0.4)
    assert 0.3 < base["strike_ever"] < 0.4 < base["settled"]
    assert points["turkey_refused"]["settled"] < base["settled"] < points["turkey_granted"]["settled"]
    assert points["steady_crews"]["shot_down_ever"] == 0 < base["shot_down_ever"] < points["nervous_crews"]["shot_down_ever"]
    assert points["hawks"]["strike_ever"] > base["strike_ever"] + 0.2


def test_scenarios__of_the_pages_are_there():
    """Every `scenarios/…cfg` that a page names is there."""
    for page in ("tutorial", "cuba-1962", "arms-race"):
        text = (ROOT / "docs" / f"{page}.md").read_text()
        for word in text.replace("`", " ").replace(")", " ").replace("(", " ").replace(",", " ").split():
            if word.startswith("scenarios/") and word.endswith(".cfg"):
                assert (ROOT / word).is_file(), word


@pytest.mark.parametrize("path", sorted([*SCENARIOS.rglob("*.cfg"), *(ROOT / "tests" / "agree").glob("*.cfg")]), ids=lambda path: path.stem)
def test_every_scenario_can_be_told(path):
    for command in ("explain", "graph"):
        done = subprocess.run([BRINK, command, str(path)], capture_output=True, text=True)
        assert done.returncode == 0 and done.stderr == "" and len(done.stdout) > 100, done.stderr
