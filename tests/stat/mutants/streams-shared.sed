# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/plan/plan.c
# what: all decisions read the same random numbers
# caught by: test_poisson__decisions_and_replications_are_independent test_race__drawn_times
s/\.stream = bri_stream_of\(d->name\)/.stream = bri_stream_of("one")/
