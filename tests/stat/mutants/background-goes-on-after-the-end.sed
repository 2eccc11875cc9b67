# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/tally.c
# what: background events, counted outside the queue, are counted for an hour too long
# caught by: test_poisson__decisions_and_replications_are_independent
s/at < time \|\| \(at == time \&\& at_time\)/at < time + 1.0 \/ 24.0/
