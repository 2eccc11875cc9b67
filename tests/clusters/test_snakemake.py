# SPDX-License-Identifier: GPL-3.0-or-later
"""The Snakefile of docs/clusters.md: the results are the bytes of one run; a shard that failed goes on, and what is done is not done again.

Skipped, with the reason, where there is no snakemake: it takes 800 MB, so `make test` does not install it; `make check-workflows` does.
"""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRINK = pathlib.Path(os.environ.get("BRINK", ROOT / "build/release/brink")).resolve()

pytestmark = pytest.mark.skipif(shutil.which("snakemake") is None, reason="not installed: snakemake (`make check-workflows` installs it)")


def snakemake(folder, *more):
    environment = os.environ | {"PATH": f"{BRINK.parent}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(["snakemake", "--cores", "2", "--nolock", *more], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_the_snakefile_gives_the_bytes_of_one_run(tmp_path):
    shutil.copy(ROOT / "tests/cli/data/small.cfg", tmp_path / "korea.cfg")
    snakefile = re.search(r"```python snakefile\n(.*?)```", (ROOT / "docs/clusters.md").read_text(), re.S)[1]
    (tmp_path / "Snakefile").write_text(snakefile)
    whole = tmp_path / "whole.h5"
    subprocess.run([str(BRINK), "run", "korea.cfg", "--variant", "all", "--replications", "20000", "--output", str(whole), "--quiet"], cwd=tmp_path,
                   check=True)
    # One shard fails after its work is done.
    (tmp_path / "Snakefile").write_text(snakefile.replace("--quiet", "--quiet; test {wildcards.i} != 3", 1))
    failed = snakemake(tmp_path, "--keep-going")
    assert failed.returncode != 0
    assert (tmp_path / "shards/korea-1.done").exists() and not (tmp_path / "shards/korea-3.done").exists()
    assert not (tmp_path / "korea.h5").exists()
    (tmp_path / "Snakefile").write_text(snakefile)
    done = snakemake(tmp_path, "--rerun-triggers", "mtime")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "korea.h5").read_bytes() == whole.read_bytes()
    assert "20,000" in (tmp_path / "korea.txt").read_text()
    assert done.stderr.count("rule shard:") == 1, done.stderr
