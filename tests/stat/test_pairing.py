# SPDX-License-Identifier: GPL-3.0-or-later
"""Points that share their random numbers differ far less noisily than points that do not."""
import os
import pathlib
import subprocess

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
BRINK = os.environ.get("BRINK", str(ROOT / "build/release/brink"))
REPLICATIONS = 2000
REQUIRED = ["icbm_by_july", "nuclear_tests"]  # what the comparison is about
COLUMNS = [*REQUIRED, "peak_of_tension", "harsh_words", "meetings"]


def variances(folder, *more):
    """Variance of the difference of russia_helps from the base, replication by replication, for each column."""
    output = folder / "out.h5"
    subprocess.run([BRINK, "run", str(ROOT / "scenarios/korea-2017.cfg"), "-n", str(REPLICATIONS), "-v", "russia_helps", "--seed", "1", "--force",
                    "--sweep", "none", "--quiet", "-o", str(output), *more], check=True)
    with h5py.File(output) as file:
        table = file["replications"]
        return {name: np.var(table[name][REPLICATIONS:].astype(float) - table[name][:REPLICATIONS], ddof=1) for name in COLUMNS}


def test_common_random_numbers_cut_the_variance_of_a_paired_difference_tenfold(tmp_path):
    paired, independent = variances(tmp_path), variances(tmp_path, "--independent")
    for name in COLUMNS:
        print(f"{name}: variance {paired[name]:.4g} paired, {independent[name]:.4g} independent, {independent[name] / paired[name]:.3g} times")
    assert min(independent[name] / paired[name] for name in REQUIRED) > 10
