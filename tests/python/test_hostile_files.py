# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario files that nobody would write by hand: huge, deep, broken, made to mislead.

Each is answered by its complaint and exit code, within bounded memory, and by nothing else: no crash, no hang, no flood of messages. What an error looks like in
full is told by tests/bad; here the files are made by a rule, since they would be too large to keep.
"""
import os
import pathlib
import resource
import subprocess

import pytest

BRINK = pathlib.Path(os.environ.get("BRINK", pathlib.Path(__file__).resolve().parents[2] / "build/release/brink")).resolve()
MEMORY = 2 << 30  # bytes of addresses that a check may take
SANITIZED = "asan" in str(BRINK)

HEAD = """brink = 1;
scenario: { title = "%(title)s"; start = "2025-01-01"; end = "2026-01-01"; };
parameters: { pace = { value = %(value)s; unit = "1/yr"; }; };
actors: { A = { name = "Country A"; }; B = { name = "Country B"; }; };
actions: { violation: { actor = "A"; target = "B"; }; };
"""


def head(title="hostile", value="30.0"):
    return HEAD % {"title": title, "value": value}


def decision(rate):
    return 'decisions: { flights: { action = "violation"; model = { kind = "hazard"; rate = "%s"; }; }; };\n' % rate


def scenario(rate="pace", **changes):
    return head(**changes) + decision(rate)


def members(count, extra):
    return ('brink = 1;\nscenario: { title = "t"; start = "2025-01-01"; end = "2026-01-01"; };\nactors: { G = { count = %d; }; };\n' % count) + extra


def limit_memory():
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def check(directory, content, *options):
    path = directory / "s.cfg"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = subprocess.run([str(BRINK), "check", *options, "s.cfg"], cwd=directory, capture_output=True, timeout=300, stdin=subprocess.DEVNULL,
                          preexec_fn=limit_memory, env=os.environ | {"LC_ALL": "C.UTF-8"})
    return done.returncode, done.stderr.decode(), done.stdout.decode()


TIMES = 50_000_000

REFUSED = {
    # name: (content, the first complaint, how many complaints)
    "a string of 50 MB": (lambda: scenario("pace" + "+0" * (TIMES // 2)), '6:81: error: a string longer than 1,048,576 bytes', 1),
    "a name of a megabyte": (lambda: head() + "n" * 1_000_000 + " = 1;\n", '6:1: error: unknown section "nnn', None),
    "a line of 50 MB": (lambda: head() + "x = " + "1, " * (TIMES // 3) + ";\n", "6:", None),
    "groups in groups": (lambda: head() + "a = " + "{ a = " * 100_000 + "1;" + "};" * 100_000, "6:1205: error: nested more than 200 deep", 1),
    "lists in lists": (lambda: head() + "outcomes = " + "(" * 200_000 + ")" * 200_000 + ";", "6:212: error: nested more than 200 deep", 1),
    "lists never closed": (lambda: head() + "outcomes = " + "(" * 200_000, "6:212: error: nested more than 200 deep", None),
    "parentheses": (lambda: scenario("(" * 100_000 + "pace" + ")" * 100_000), "error: the expression is nested deeper than 256", 1),
    "calls": (lambda: scenario("abs(" * 50_000 + "pace" + ")" * 50_000), "error: the expression is nested deeper than 256", 1),
    "minus signs": (lambda: scenario("-" * 100_001 + "pace"), "error: the expression is nested deeper than 256", 1),
    "conditions": (lambda: scenario("if(true, " * 20_000 + "pace" + ", pace)" * 20_000), "error: the expression is nested deeper than 256", 1),
    "powers": (lambda: scenario("pace*" + "^".join(["2"] * 30_000)), "error: the expression is nested deeper than 256", 1),
    "a long sum": (lambda: scenario("+".join(["pace"] * 100_000)), "error: the expression has more than 10000 parts", 1),
    "includes itself": (lambda: '@include "s.cfg"\n', '1:10: error: "s.cfg" includes itself', 1),
    "a hundred thousand includes": (lambda: scenario() + '@include "empty.inc"\n' * 100_000, "1007:10: error: more than 1000 includes", 1),
    "a hundred links by as many": (lambda: members(30_000, 'networks: { n = { kind = "complete"; among = "G"; }; };\n'
                                                   'actions: { a: { actor = "self"; }; };\ndecisions: { f: { for_each = "n"; action = "a"; '
                                                   'model = { kind = "poisson"; rate = "1/yr"; }; }; };\n'),
                                   '4:13: error: network "n" would have 899970000 links, and 10000000 are the most', None),
    "a billion members": (lambda: members(1_000_000_000, ""), 'error: "count" of group "G" must be from 1 to 1000000, not 1000000000', None),
    "a hundred decisions for a million": (lambda: members(1_000_000, 'actions: { a: { actor = "self"; }; };\ndecisions: {\n' + "".join(
        'f%d: { for_each = "G"; action = "a"; model = { kind = "poisson"; rate = "1/yr"; }; };\n' % i for i in range(100)) + "};\n"),
        'error: decision "f10" would be 1000000, and 11000000 with those before it: a scenario may have 10000000 at most', 1),
    "a name of the language": (lambda: head().replace("pace", "exp") + decision("exp"), '3:15: error: parameter "exp": the name is a word of the language', 1),
    "a name beyond ASCII": (lambda: head().replace("pace", "tempó") + decision("tempó"), '3:19: error: unexpected character "ó"', 1),
    "a sign of typography": (lambda: scenario("pace − 1/yr"), "6:87: error: this character has no meaning here", 1),
    "Latin-1": (lambda: scenario(title="café").encode("latin-1"), "2:25: error: byte 0xE9 is not UTF-8", 1),
    "UTF-16": (lambda: scenario().encode("utf-16"), "s.cfg: error: the file is UTF-16, not UTF-8", 1),
    "a byte 0": (lambda: scenario().encode() + b"\0", "s.cfg: error: a binary file, not a text", 1),
    "an escape for the terminal": (lambda: scenario(title="\x1b]0;owned\x07"), "2:22: error: a string cannot hold control characters", 1),
    "an escape by its number": (lambda: scenario(title="a\\x9Bred"), "error: this byte makes the string invalid UTF-8", 1),
    "an escape of two bytes": (lambda: scenario(title="a\\xC2\\x9Bred"), "2:23: error: a string cannot hold control characters", 1),
    "a number beyond the largest": (lambda: scenario(value="1e400"), "3:32: error: the number 1e400 is too large", 1),
    "an integer beyond 64 bits": (lambda: scenario(value="9" * 20), "3:32: error: the integer 99999999999999999999 does not fit in 64 bits", 1),
    "a number of 50,000 digits": (lambda: scenario("pace*0." + "1" * 50_000), "error: this number has more than 511 characters", 1),
    "a number that would be 0": (lambda: scenario("pace*1e-400"), "error: this number is so small that it would become 0", 1),
    "nan": (lambda: scenario(value="nan"), "3:32: error: a text, quantity, date or formula must stand in quotes", 1),
    "nan in quotes": (lambda: scenario(value='"nan"'), '3:33: error: unknown name "nan"', 1),
    "infinity": (lambda: scenario(value='"inf"'), '3:32: error: parameter "pace" has no finite value', None),
    "an infinite rate": (lambda: scenario("pace*inf"), "has no finite value", 1),
    "a division by zero": (lambda: scenario("pace/0"), "error: division by zero", 1),
    "a far date": (lambda: scenario().replace("2026-01-01", "99999-01-01"), '2:60: error: "99999-01-01" is not a date', 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused(name, tmp_path):
    make, first, count = REFUSED[name]
    (tmp_path / "empty.inc").write_text("# nothing\n")
    code, text, _ = check(tmp_path, make())
    lines = text.splitlines()
    assert code == 3, text[:2000]
    complaint = next(line for line in lines if " error: " in line and first in line)
    assert count is None or (complaint == lines[0] and lines[-1] == ("1 error" if count == 1 else f"{count} errors")), text[:2000]
    assert len(text) < 20_000 and len(complaint) < 2_000
    assert "\x1b" not in text and "\x9b" not in text, "nothing of the file commands the terminal"


def test_two_thousand_errors_are_counted_and_twenty_are_shown(tmp_path):
    lines = "".join('  d%d: { action = "nope%d"; model = { kind = "poisson"; rate = "pacee"; }; };\n' % (i, i) for i in range(1000))
    code, text, _ = check(tmp_path, head() + "decisions: {\n" + lines + "};\n")
    assert code == 3 and text.count(" error: ") == 20
    assert text.splitlines()[-2:] == ["… and 1980 more errors", "2000 errors"]
    code, text, _ = check(tmp_path, head() + "decisions: {\n" + lines + "};\n", "--all")
    assert code == 3 and text.count(" error: ") == 2000 and text.splitlines()[-1] == "2000 errors"


@pytest.mark.parametrize("content", [
    scenario().replace("\n", "\r\n"),
    "\ufeff" + scenario(),
    scenario().replace(" ", "\t"),
    scenario(title="Кризис 危機 \\x41"),
    scenario() + "# " + "y" * 77 + "\n" + ("# " + "y" * 77 + "\n") * (TIMES // 80),
], ids=["line ends of DOS", "a byte-order mark", "tabs", "a title in other scripts", "comments of 50 MB"])
def test_an_odd_file_is_taken(content, tmp_path):
    code, text, out = check(tmp_path, content)
    assert code == 0 and text == "" and out.endswith("no complaints\n"), text


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    code, text, _ = check(tmp_path, '@include "pipe"\n' + scenario())
    assert code == 0 and text == "", "an empty file is included"
    for command in ("check", "run", "summary"):
        done = subprocess.run([str(BRINK), command, "pipe"], cwd=tmp_path, capture_output=True, timeout=60, text=True)
        assert done.returncode in (1, 3) and "pipe" in done.stderr, done.stderr


def test_a_pipe_is_read(tmp_path):
    done = subprocess.run([str(BRINK), "check", "/dev/stdin"], cwd=tmp_path, input=scenario(), capture_output=True, timeout=60, text=True)
    assert done.returncode == 0 and done.stdout.endswith("no complaints\n"), done.stderr


def test_places_are_right_in_odd_files(tmp_path):
    for content in (scenario("pacee").replace("\n", "\r\n"), "\ufeff" + scenario("pacee")):
        assert check(tmp_path, content)[1].startswith('s.cfg:6:82: error: unknown name "pacee"')
