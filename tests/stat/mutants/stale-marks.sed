# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a response sees the marks of the last event, not of its cause
# caught by: test_triggers__responses_are_poisson_thinned_and_delayed
s/state->trigger\[i\] = mark\[i\];/state->trigger[i] = mark != NULL ? state->mark[i] : 0.0;/
