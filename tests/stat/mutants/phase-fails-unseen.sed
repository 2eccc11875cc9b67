# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/phases.c
# what: a deliberation goes on after a stage that failed
# caught by: test_deliberation__stages_take_time_and_may_fail
s/if \(state->is_over \|\| !success \|\|/if (state->is_over ||/
