# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/kernel.c
# what: every two replications are the same
# caught by: test_poisson__decisions_and_replications_are_independent
s/state->replication = replication;/state->replication = replication \/ 2;/
