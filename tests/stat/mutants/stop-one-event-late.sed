# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/ladder.c
# what: a rung that stops the replication does so when it is looked at once more
# caught by: test_ruin__who_wins_and_when
s/^    if \(rung != was\) reach\(state, rung\);/    if (was >= 0 \&\& state->plan->rungs[was].stops) state->is_over = 1;\n&/
s/^    state->is_over = 1;$/    bri_queue_move(\&state->queue, state->ladder_leaf, INFINITY);/
