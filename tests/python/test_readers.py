# SPDX-License-Identifier: GPL-3.0-or-later
"""A results file opens in every reader that its users have, and all of them read the same numbers."""
import json
import os
import shutil
import subprocess

import h5py
import numpy as np
import pytest
import xarray

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("ROOT", os.path.dirname(os.path.dirname(HERE)))
BRINK = os.environ.get("BRINK", os.path.join(ROOT, "build", "release", "brink"))
SCENARIO = os.path.join(HERE, "data", "peninsula.cfg")
GROUPS = ["actors", "actions", "variables", "decisions", "ladder", "design", "replications", "events", "timegrid", "failures", "provenance"]
R_PACKAGES = ["rhdf5", "hdf5r", "ncdf4"]

pytestmark = pytest.mark.filterwarnings("ignore:invalid value encountered in cast")  # old xarray on NaT


def run(path, *options):
    done = subprocess.run([BRINK, "run", SCENARIO, "-o", str(path), "--quiet", *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("readers")


@pytest.fixture(scope="module")
def traced(folder):
    return run(folder / "traced.h5", "-n", "1500", "--variant", "all", "--trace", "200")


@pytest.fixture(scope="module")
def single(folder):
    """The least that a file can hold: one replication, no events."""
    return run(folder / "single.h5", "-n", "1", "--trace", "none")


@pytest.fixture(params=["traced", "single"])
def results(request):
    return request.getfixturevalue(request.param)


def datasets(path):
    """Every dataset of one dimension or more, but for dimensions without values."""
    found = {}

    def visit(name, node):
        if isinstance(node, h5py.Dataset) and node.ndim > 0:
            if not node.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension"):
                found[name] = node[()]

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return found


def as_text(values):
    return [v.decode() if isinstance(v, bytes) else str(v) for v in np.asarray(values).ravel()]


def same(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.dtype.kind in "OSU":
        return as_text(a) == as_text(b)
    return a.shape == b.shape and np.array_equal(a.astype(float), b.astype(float), equal_nan=True)


# ---- the file's own rules ----

def test_all_groups_are_there(results):
    with h5py.File(results, "r") as file:
        assert sorted(file) == sorted(GROUPS)


def test_root_says_what_it_is(results):
    with h5py.File(results, "r") as file:
        a = file.attrs
        assert a["Conventions"] == "CF-1.12 brink-1.0" and a["brink_format"] == "1.0" and a["complete"] == 1
        assert a["seed"] == "20171215" and a["rng"] == "threefry4x64-20" and a["time_epoch"] == "2017-01-01T00:00:00Z"
        assert a["title"] == "Кризис — a small crisis" and len(a["scenario_sha256"]) == 64
        assert isinstance(a["source"], str) and a["source"].startswith("brink ")


def test_every_column_has_its_dimension_scales(results):
    with h5py.File(results, "r") as file:
        def visit(name, node):
            if isinstance(node, h5py.Dataset):
                for axis in range(node.ndim):
                    assert h5py.h5ds.is_scale(node.id) or len(node.dims[axis]) == 1, name
                    for scale in node.dims[axis].values():
                        assert scale.parent == node.parent, "a scale stands in its own group"
        file.visititems(visit)


def test_every_scale_lists_what_lies_along_it(results):
    with h5py.File(results, "r") as file:
        lists, along = {}, {}
        def visit(name, node):
            if not isinstance(node, h5py.Dataset):
                return
            for axis in range(node.ndim):
                for scale in node.dims[axis].values():
                    along.setdefault(scale.name, set()).add((node.name, axis))
            if "REFERENCE_LIST" in node.attrs:
                lists[node.name] = {(file[it["dataset"]].name, it["dimension"]) for it in node.attrs["REFERENCE_LIST"]}
        file.visititems(visit)
        assert lists == along and len(lists) > 5


def test_types_are_those_that_every_reader_has(results):
    with h5py.File(results, "r") as file:
        def visit(name, node):
            if not isinstance(node, h5py.Dataset):
                return
            kind = node.dtype.kind
            assert kind in "if" or h5py.check_string_dtype(node.dtype) is not None, name
            if kind == "O":
                assert h5py.check_string_dtype(node.dtype).length is None, "texts are of variable length"
            assert node.size is None or node.size > 0 or node.dtype.itemsize < 8 or kind == "f", "an empty 64-bit column of integers"
            if "flag_values" in node.attrs:
                assert node.attrs["flag_values"].dtype == node.dtype
                assert len(node.attrs["flag_values"]) == len(node.attrs["flag_meanings"].split())
        file.visititems(visit)


def test_chunks_and_filters_are_stock(traced):
    with h5py.File(traced, "r") as file:
        for group in ("replications", "events"):
            for name, column in file[group].items():
                assert column.chunks[0] <= 131072 and column.maxshape == (None,)
                assert column.compression == "gzip" and column.compression_opts == 1
                assert column.shuffle == (column.dtype.itemsize > 1)


def test_equal_runs_are_equal_bytes(folder, traced):
    again = run(folder / "again.h5", "-n", "1500", "--variant", "all", "--trace", "200")
    with open(traced, "rb") as a, open(again, "rb") as b:
        assert a.read() == b.read()


def test_tracing_changes_its_own_columns_only(folder, traced):
    with_none = datasets(run(folder / "none.h5", "-n", "1500", "--variant", "all", "--trace", "none"))
    for name, values in datasets(traced).items():
        if not name.startswith("events/") and name not in ("replications/event_count", "replications/event_start"):
            assert same(values, with_none[name]), name


# ---- what it says ----

def test_ragged_events_add_up(traced):
    with h5py.File(traced, "r") as file:
        count, start = file["replications/event_count"][()], file["replications/event_start"][()]
        index, total = file["replications/index"][()], file["replications/events_total"][()]
        owner, cause, time = file["events/replication"][()], file["events/cause"][()], file["events/time"][()]
        assert np.array_equal(count, np.where(index < 200, total, 0))
        assert np.array_equal(start, np.cumsum(count) - count) and count.sum() == len(owner)
        assert np.array_equal(owner, np.repeat(np.arange(len(count)), count))
        position = np.arange(len(owner)) - start[owner]
        assert np.all(cause < position)
        caused = cause >= 0
        assert np.all(time[caused] >= time[start[owner[caused]] + cause[caused]])


def test_counts_are_those_of_the_events(traced):
    with h5py.File(traced, "r") as file:
        owner, action = file["events/replication"][()], file["events/action"][()]
        was_traced = file["replications/event_count"][()] == file["replications/events_total"][()]
        for number, name in enumerate(as_text(file["actions/action"][()])):
            counted = np.bincount(owner[action == number], minlength=len(was_traced))
            assert np.array_equal(file["replications/count_" + name][()][was_traced], counted[was_traced])


def test_identities_are_shared_by_points(traced):
    """The same point of a decision's field is the same event in every variant."""
    with h5py.File(traced, "r") as file:
        point, index = file["replications/point"][()], file["replications/index"][()]
        owner, identity = file["events/replication"][()], file["events/id"][()]
        base = set(zip(index[owner[point[owner] == 0]], identity[point[owner] == 0]))
        helped = set(zip(index[owner[point[owner] == 1]], identity[point[owner] == 1]))
        assert len(base & helped) > 0.8 * len(base)
        assert np.all(identity == np.floor(identity)) and identity.max() < 2**53


def test_censored_passages_are_flagged(traced):
    with h5py.File(traced, "r") as file:
        group = file["replications"]
        for slug in as_text(file["ladder/slug"][()]):
            observed, time = group[f"first_{slug}_observed"][()], group[f"first_{slug}_time"][()]
            assert np.array_equal(np.isnan(time), observed == 0)
            assert np.all(time[observed == 1] <= group["end_time"][()][observed == 1])


def test_grid_is_of_all_replications(traced):
    with h5py.File(traced, "r") as file:
        share, final = file["timegrid/p_rung_at_least"][()], file["replications/point"][()]
        assert share.shape == (3, 53, 4) and np.all(share[:, :, 0] == 1) and np.all(np.diff(share, axis=2) <= 0)
        days = np.diff(file["timegrid/time"][()])
        rate = file["timegrid/event_rate"][()]
        assert np.all(np.isnan(rate[:, 0, :]))
        for number, name in enumerate(as_text(file["actions/action"][()])):
            total = file["replications/count_" + name][()]
            for p in range(3):
                on_grid = (rate[p, 1:, number] * days).sum()
                assert on_grid <= total[final == p].mean() + 1e-9  # the last day lies beyond the last grid time
                assert on_grid > 0.9 * total[final == p].mean()


def test_parameters_of_each_point(traced):
    with h5py.File(traced, "r") as file:
        design = file["design"]
        assert as_text(design["variant"][()]) == ["base", "russia_helps", "rapid"]
        assert np.allclose(design["test_rate"][()], [16, 16, 30]) and design["test_rate"].attrs["units"] == "1/yr"
        assert design["test_rate"].attrs["role"] == "varied" and design["memory"].attrs["role"] == "fixed"
        assert np.allclose(design["parameter_value"][()][:, 0] * 365.25, [16, 16, 30])


def test_embedded_scenario_runs_to_the_same_results(folder, traced):
    with h5py.File(traced, "r") as file:
        text = file["provenance/scenario_text"][()].decode()
        words = file["provenance/invocation"][()].decode().split()
    assert "# >>> peninsula-actors.cfg" in text and "@include" not in text
    scenario = folder / "embedded.cfg"
    scenario.write_text(text)
    assert words[:3] == ["brink", "run", "SCENARIO"]
    again = folder / "embedded.h5"
    subprocess.run([BRINK, "run", str(scenario), *words[3:], "-o", str(again), "--quiet"], check=True)
    expected, found = datasets(traced), datasets(again)
    assert expected.keys() == found.keys()
    for name in expected:
        assert same(expected[name], found[name]), name


# ---- other readers ----

@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf"])
def test_xarray_reads_every_group(results, engine):
    expected = datasets(results)
    seen = set()
    for group in GROUPS:
        with xarray.open_dataset(results, group=group, engine=engine, decode_times=False) as data:
            for name in data.variables:
                path = f"{group}/{name}"
                if path in expected:
                    assert same(data[name].values, expected[path]), path
                    seen.add(path)
    assert seen == set(expected)


@pytest.mark.parametrize("engine", ["netcdf4", "h5netcdf"])
def test_xarray_knows_the_dates(traced, engine):
    with xarray.open_dataset(traced, group="events", engine=engine) as data:
        assert str(data["time"].dtype) == "datetime64[ns]"
        assert str(data["time"].values.min())[:4] == "2017" and str(data["time"].values.max())[:4] == "2017"
        assert data.to_dataframe().shape[0] == data.sizes["event"]


@pytest.mark.skipif(shutil.which("ncdump") is None, reason="ncdump is not installed")
def test_ncdump_reads_all(results):
    done = subprocess.run(["ncdump", results], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for group in GROUPS:
        assert f"group: {group} {{" in done.stdout


def has_r(package):
    if shutil.which("Rscript") is None:
        return False
    quietly = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    return subprocess.run(["Rscript", "-e", quietly], capture_output=True).returncode == 0


@pytest.mark.parametrize("package", R_PACKAGES)
def test_r_reads_the_same_numbers(results, package):
    if not has_r(package):
        pytest.skip(f"R with {package} is not installed")
    done = subprocess.run(["Rscript", os.path.join(HERE, "read_results.R"), package, results], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read = dict(line.split("\t", 1) for line in done.stdout.splitlines())
    expected = datasets(results)
    for path, values in expected.items():
        assert path in read, path
        count, total, missing = read[path].split("\t")
        assert int(count) == values.size, path
        if values.dtype.kind == "O":
            assert total == "".join(as_text(values)), path
            continue
        assert int(missing) == np.isnan(values.astype(float)).sum(), path
        finite = values[np.isfinite(values.astype(float))].astype(float)
        assert np.isclose(float(total), finite.sum(), rtol=1e-9), path


# ---- the program's own readers ----

def test_summary_agrees_with_numpy(traced):
    summary = json.loads(subprocess.run([BRINK, "summary", "--json", traced], check=True, capture_output=True, text=True).stdout)
    with h5py.File(traced, "r") as file:
        point, early = file["replications/point"][()], file["replications/test_by_march"][()]
        tension = file["replications/outcome_status"][()]
        for number, it in enumerate(summary["points"]):
            here = point == number
            assert it["name"] == ["base", "russia_helps", "rapid"][number] and it["replications"] == here.sum()
            outcome = {o["name"]: o for o in it["outcomes"]}
            assert np.isclose(outcome["test_by_march"]["probability"]["estimate"], early[here].mean())
            assert np.isclose(outcome["status"]["mean"]["estimate"], tension[here].mean())
            if number > 0:
                change = outcome["status"]["difference"]["interval"]
                pairs = tension[here] - tension[point == 0]
                assert np.isclose(change["estimate"], pairs.mean())
                assert np.isclose(change["high"] - change["low"], 2 * 1.9615 * pairs.std(ddof=1) / np.sqrt(len(pairs)), rtol=1e-3)


def test_replay_tells_the_traced_events(traced):
    with h5py.File(traced, "r") as file:
        row = 1500 + 3  # replication 3 of russia_helps
        start, count = file["replications/event_start"][row], file["replications/event_count"][row]
        actions = as_text(file["actions/action"][()])
        expected = [actions[a] for a in file["events/action"][start:start + count]]
    text = subprocess.run([BRINK, "replay", "--variant", "russia_helps", traced, "3"], check=True, capture_output=True, text=True).stdout
    told = [line.split()[3] for line in text.splitlines() if "<-" in line]
    assert told == expected
    assert "This agrees with the file." in text


@pytest.mark.parametrize("column", ["replications/outcome_status", "replications/count_missile_test", "replications/max_rung",
                                    "replications/first_show_of_force_time", "replications/weight", "events/time", "events/action", "events/id",
                                    "events/range_km"])
def test_replay_notices_any_changed_number(traced, tmp_path, column):
    changed = shutil.copy(traced, tmp_path / "changed.h5")
    with h5py.File(changed, "r+") as file:
        row = 1500 + 3  # replication 3 of russia_helps
        if column.startswith("events"):
            row = file["replications/event_start"][row] + 1
        file[column][row] = 1 if file[column][row] != 1 else 0
    done = subprocess.run([BRINK, "replay", "--variant", "russia_helps", changed, "3"], capture_output=True, text=True)
    assert done.returncode == 1 and f"This is NOT what the file holds: {column}" in done.stdout, done.stdout[-300:] + done.stderr
    assert subprocess.run([BRINK, "replay", "--variant", "russia_helps", changed, "4"]).returncode == 0
