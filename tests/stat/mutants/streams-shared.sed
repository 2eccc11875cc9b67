# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: all decisions read the same random numbers
# caught by: test_poisson__decisions_and_replications_are_independent test_race__drawn_times
s/bri_key key = bri_clock_key\(state, decision\)/bri_key key = bri_clock_key(state, 0 * decision)/
