# SPDX-License-Identifier: GPL-3.0-or-later
"""A model from outside: built from the public headers alone, named in a scenario, run, replayed, and refused where it is not what it should be."""
import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(os.environ.get("ROOT", pathlib.Path(__file__).resolve().parents[2]))
BRINK = os.environ.get("BRINK", str(ROOT / "build" / "release" / "brink"))
DATA = ROOT / "tests/python/data"
RUNS = 20000


def brink(*words, cwd, **environment):
    return subprocess.run([BRINK, *words], capture_output=True, text=True, cwd=cwd, env=os.environ | environment)


def build(folder, text, name="attrition.so"):
    """Compile as docs/writing-models.md says, with nothing but the public headers in reach."""
    (folder / "model.c").write_text(text)
    command = ["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-I{ROOT}/sim/include", "-o", name, "model.c"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def folder(tmp_path):
    shutil.copy(DATA / "attrition.cfg", tmp_path)
    build(tmp_path, (DATA / "attrition.c").read_text())
    return tmp_path


def check(folder):
    done = brink("check", "attrition.cfg", cwd=folder)
    assert done.returncode == 3 and "attrition.cfg:3:14: error: library \"./attrition.so\" " in done.stderr, done.stderr
    return done.stderr


def test_library__runs_and_its_law_holds(folder):
    done = brink("run", "attrition.cfg", "-n", str(RUNS), "--seed", "1", "-o", "out.h5", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    summary = json.loads(brink("summary", "--json", "out.h5", cwd=folder).stdout)
    share = summary["points"][0]["outcomes"][0]["probability"]["estimate"]
    assert abs(share - 2 / 3) < 5 * (2 / 9 / RUNS) ** 0.5


def test_library__is_refused_where_it_changed_since_the_run(folder):
    assert brink("run", "attrition.cfg", "-n", "10", "-o", "out.h5", "--quiet", cwd=folder).returncode == 0
    done = brink("replay", "out.h5", "3", cwd=folder)
    assert done.returncode == 0 and "This agrees with the file." in done.stdout, done.stderr
    build(folder, (DATA / "attrition.c").read_text() + "\nextern const int changed;\nconst int changed = 1;\n")
    done = brink("replay", "out.h5", "3", cwd=folder)
    assert done.returncode == 3 and "are not those that made it" in done.stderr, done.stderr


def test_library__is_found_away_from_its_scenario(folder):
    (folder / "elsewhere").mkdir()
    assert brink("run", "attrition.cfg", "-n", "10", "-o", "elsewhere/out.h5", "--quiet", cwd=folder).returncode == 0
    assert brink("replay", "elsewhere/out.h5", "3", cwd=folder).returncode == 3
    assert brink("replay", "elsewhere/out.h5", "3", cwd=folder, BRINK_LIBRARY_PATH=f"/nowhere:{folder}").returncode == 0
    shutil.move(folder / "attrition.cfg", folder / "elsewhere" / "attrition.cfg")
    shutil.move(folder / "attrition.so", folder / "elsewhere" / "attrition.so")
    done = brink("check", "elsewhere/attrition.cfg", cwd=folder)
    assert done.returncode == 0, done.stderr


def test_library__that_is_missing_or_none_is_told(folder):
    (folder / "attrition.so").unlink()
    assert "cannot be read" in check(folder)
    (folder / "attrition.so").write_text("no shared object")
    assert "cannot be loaded" in check(folder)
    build(folder, "extern int nothing; int nothing;\n")
    assert 'does not define "brink_models"' in check(folder)


def test_library__of_another_version_is_told(folder):
    text = (DATA / "attrition.c").read_text()
    build(folder, text.replace("BRINK_MODEL_LIBRARY(", "#undef BRINK_MODEL_ABI\n#define BRINK_MODEL_ABI 99u\nBRINK_MODEL_LIBRARY("))
    assert "was built for version 99 of the model interface, and this is version" in check(folder)


def test_library__with_a_name_that_is_taken_is_told(folder):
    text = (DATA / "attrition.c").read_text()
    build(folder, text.replace('"attrition"', '"poisson"'))
    assert 'has a model "poisson", and there is one already' in check(folder)
    build(folder, text.replace("BRINK_MODEL_LIBRARY(&attrition)", "BRINK_MODEL_LIBRARY(&attrition, &attrition)"))
    assert brink("check", "attrition.cfg", cwd=folder).returncode == 3


def test_library__that_needs_what_is_not_there_is_told(folder):
    text = (DATA / "attrition.c").read_text()
    build(folder, text.replace("brink_builder_hazard(builder,", "brink_builder_hasard(builder,").replace("static void elaborate", (
        "void brink_builder_hasard(brink_builder *builder, const brink_expr *rate, const brink_expr *base);\nstatic void elaborate")))
    assert "cannot be loaded" in check(folder) and "brink_builder_hasard" in check(folder)


def test_library__that_sets_no_clock_is_told(folder):
    text = (DATA / "attrition.c").read_text()
    build(folder, text.replace("    brink_builder_hazard(", "    if (!builder) brink_builder_hazard("))
    done = brink("check", "attrition.cfg", cwd=folder)
    assert done.returncode == 3 and 'model "attrition" has set no clock' in done.stderr, done.stderr


def test_library__misspelt_model_is_offered(folder):
    text = (folder / "attrition.cfg").read_text()
    (folder / "attrition.cfg").write_text(text.replace('kind = "attrition"; cost', 'kind = "atrition"; cost'))
    done = brink("check", "attrition.cfg", cwd=folder)
    assert done.returncode == 3 and 'did you mean "attrition"?' in done.stderr, done.stderr


def test_library__pages_of_its_models_are_printed(folder):
    done = brink("models", "--library", "attrition.so", cwd=folder)
    assert (done.returncode, done.stdout.split()[0], done.stderr) == (0, "attrition", "")
    assert brink("models", "-l", "attrition.so", "--names", cwd=folder).stdout == "attrition\n"
    done = brink("models", "--library", "./attrition.so", "attrition", cwd=folder)
    assert done.returncode == 0 and done.stdout.startswith("attrition: gives in, as in a war of attrition\n"), done.stderr
    assert "what is won by holding out longer" in done.stdout and "Example" not in done.stdout  # it has none
    done = brink("models", "--library", "attrition.so", "atrition", cwd=folder)
    assert done.returncode == 2 and 'unknown model "atrition"; did you mean "attrition"?' in done.stderr, done.stderr


def test_library__that_is_none_has_no_pages(folder):
    done = brink("models", "--library", "nowhere.so", cwd=folder)
    assert done.returncode == 1 and 'library "nowhere.so" cannot be read' in done.stderr, done.stderr
    done = brink("models", "--library", "attrition.cfg", cwd=folder)
    assert done.returncode == 1 and 'library "attrition.cfg" cannot be loaded' in done.stderr, done.stderr
    build(folder, "int nothing;\n", "empty.so")
    done = brink("models", "-l", "attrition.so", "-l", "empty.so", cwd=folder)
    assert done.returncode == 1 and done.stdout == "" and 'does not define "brink_models"' in done.stderr, done.stderr
    build(folder, (DATA / "attrition.c").read_text().replace('"attrition"', '"hazard"'), "taken.so")
    done = brink("models", "-l", "taken.so", "hazard", cwd=folder)
    assert done.returncode == 1 and 'has a model "hazard", and there is one already' in done.stderr, done.stderr


def test_library__of_the_manual_is_the_tests_own():
    code = (DATA / "attrition.c").read_text()
    shown = "".join(f"    {line}" if line.strip() else line for line in code.splitlines(keepends=True))
    assert shown in (ROOT / "docs/writing-models.md").read_text()
