# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of scenarios/korea-2017.cfg are those that scenarios/data/estimate.py computes, so that neither drifts from the other."""
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(os.environ.get("ROOT", pathlib.Path(__file__).resolve().parents[2]))
SCENARIO = ROOT / "scenarios" / "korea-2017.cfg"
ESTIMATE = ROOT / "scenarios" / "data" / "estimate.py"
NUMBER = r"-?[0-9.]+(?:e-?[0-9]+)?"
PARAMETER = re.compile(rf'^ *(\w+) *= *{{ *value = (?:"[^"]*"|({NUMBER}));(?: unit = "([^"]*)";)?(?: range = \[([^\]]*)\];)? doc = "([^"]*)"; *}};', re.M)


def parameters():
    text = SCENARIO.read_text()
    section = text[text.index("\nparameters = {"):text.index("\nactors = {")]
    found = {name: {"value": value and float(value), "unit": unit, "range": bounds, "doc": doc} for name, value, unit, bounds, doc in PARAMETER.findall(section)}
    assert len(found) == len(re.findall(r"^ *\w+ *= *{ *value", section, re.M)), "a parameter is written in a shape that this test does not read"
    return found


@pytest.fixture(scope="module")
def computed():
    return json.loads(subprocess.run([sys.executable, "-B", str(ESTIMATE), "--json"], check=True, capture_output=True, text=True).stdout)


def same(a, b):
    """Equal but for the last of the three digits that the script prints (another BLAS or SciPy may round the other way)."""
    return abs(a - b) <= 0.006 * abs(b) + 1e-12


def test_every_estimate_is_in_the_scenario(computed):
    assert set(computed["estimates"]) <= set(parameters())


def test_every_number_says_where_it_comes_from(computed):
    estimated = set(computed["estimates"]) | {"tension_reference"}
    for name, parameter in parameters().items():
        origin = parameter["doc"].split(":")[0]
        assert origin in ("estimate", "assumption", "policy"), name
        assert (origin == "estimate") == (name in estimated), name


def test_every_assumption_has_a_range():
    for name, parameter in parameters().items():
        if not parameter["doc"].startswith("estimate"):
            assert parameter["range"], name


def test_values_are_the_estimates(computed):
    scenario = parameters()
    wrong = {name: (scenario[name]["value"], row["value"]) for name, row in computed["estimates"].items() if not same(scenario[name]["value"], row["value"])}
    assert not wrong, "scenario against estimate.py"


def test_ranges_are_the_intervals(computed):
    scenario = parameters()
    for name, row in computed["estimates"].items():
        if row["low"] < row["high"]:
            low, high = (float(x) for x in scenario[name]["range"].split(","))
            assert abs(low - row["low"]) <= 0.02 * abs(row["low"]) + 1e-4 and same(high, row["high"]), name
        else:
            assert not scenario[name]["range"], name


def test_units_are_the_same(computed):
    scenario = parameters()
    for name, row in computed["estimates"].items():
        assert scenario[name]["unit"] == (row["unit"] if row["unit"] in ("d", "1/yr") else ""), name


def test_tension_of_the_record_uses_the_same_assumptions(computed):
    scenario = parameters()
    for name, value in computed["assumed"].items():
        assert scenario[name]["value"] == value, name
    assert same(scenario["tension_reference"]["value"], computed["record"]["tension_mean"])
