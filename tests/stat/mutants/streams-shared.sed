# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/kernel.c
# what: all decisions read the same random numbers
# caught by: test_poisson__decisions_and_replications_are_independent test_race__drawn_times
s/clock->key = bri_state_key\(state, plan->stream\)/clock->key = bri_state_key(state, 1)/
