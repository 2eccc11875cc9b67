# SPDX-License-Identifier: GPL-3.0-or-later
"""Running brink and the reference programs, and what they cost. Times are CPU times of whole processes, so that others on the machine disturb little."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

import h5py
import numpy

ROOT = pathlib.Path(os.environ.get("ROOT", pathlib.Path(__file__).resolve().parents[2]))
BRINK = os.environ.get("BRINK", str(ROOT / "build/release/brink"))
PROGRAMS = pathlib.Path(os.environ.get("REFERENCES", ROOT / "build/release/tests/bench/reference"))
KOREA = ROOT / "scenarios/korea-2017.cfg"
SEED = 20260101
ROOM = tempfile.TemporaryDirectory(prefix="brink-bench-")


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    text = "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
    print(text, file=sys.stderr, flush=True)
    return text


def fill_page(sections, names, options):
    """Copy a page from standard input to standard output, with what the named sections give between their marks."""
    page = sys.stdin.read()
    for name in names:
        print(f"== {name}", file=sys.stderr, flush=True)
        text = sections[name](options)
        page, count = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", lambda found: f"{found[1]}{text}\n{found[2]}", page, flags=re.S)
        if count != 1:
            sys.exit(f"no place for {name} in the page")
    sys.stdout.write(page)


def scenario(name):
    """A scenario's file, written where it is not shipped."""
    path = pathlib.Path(ROOM.name) / f"{name}.cfg"
    if name == "korea": # its reference keeps no weekly series
        path.write_text(re.sub(r"\n *series = .*\n", "\n", KOREA.read_text()))
    elif not path.exists():
        path.write_bytes(subprocess.run([sys.executable, "-B", str(ROOT / "tests/bench/write-scenario"), name], check=True, capture_output=True).stdout)
    return path


def cost(command):
    """(CPU seconds, peak memory in bytes, standard output) of a command that must succeed."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}")
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read()


def results():
    return pathlib.Path(ROOM.name) / "out.h5"


def run_command(name, replications, *options):
    return [BRINK, "run", scenario(name), "-j", 1, "--trace", "none", "-n", replications, "-s", SEED, "-o", results(), "--force", "-q", *options]


def column(name, point=0):
    """A column of the last run's /replications."""
    with h5py.File(results()) as file:
        table = file["replications"]
        return table[name][()][table["point"][()] == point].astype(float)


def brink_run(name, replications, *options):
    """(CPU seconds, events) of a run."""
    seconds, _, _ = cost(run_command(name, replications, *options))
    return seconds, column("events_total").sum()


class Brink:
    """ns an event of one scenario; what it takes to start, load and write is measured by a run of one replication, and taken away."""

    def __init__(self, name, replications):
        self.name, self.replications = name, replications
        self.start = min((brink_run(name, 1) for _ in range(3)), key=lambda run: run[0])

    def ns_an_event(self):
        seconds, events = brink_run(self.name, self.replications)
        return 1e9 * (seconds - self.start[0]) / (events - self.start[1])


def reference_run(name, replications):
    """({name: (mean, sd, n)}, ns an event) as the program tells."""
    _, _, text = cost([PROGRAMS / name, replications, SEED])
    means = {word: (float(mean), float(sd), float(n)) for word, mean, sd, n in re.findall(r"^mean (\S+) (\S+) (\S+) (\S+)$", text, re.M)}
    return means, float(re.search(r"^ns_an_event (\S+)$", text, re.M)[1])


def addresses_run(name, replications):
    """(events, ns an event) of the model written by hand with brink's own random numbers."""
    _, _, text = cost([PROGRAMS.parent / "bench_addresses", name, replications, SEED])
    return tuple(float(re.search(rf"^{word} (\S+)$", text, re.M)[1]) for word in ("events", "ns_an_event"))


def pairs(name, replications, reference_replications, count):
    """Medians of both and of the ratios of `count` pairs, measured alternately."""
    brink, rows = Brink(name, replications), []
    for _ in range(count):
        ours = brink.ns_an_event()
        rows.append((ours, reference_run(name, reference_replications)[1]))
    return tuple(statistics.median(values) for values in ([a for a, _ in rows], [b for _, b in rows], [a / b for a, b in rows]))


def moments(values):
    return float(numpy.mean(values)), float(numpy.std(values, ddof=1)), len(values)
