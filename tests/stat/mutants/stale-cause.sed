# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a response names the last event as its cause
# caught by: test_triggers__responses_are_poisson_thinned_and_delayed
s/context\.cause = item\.cause;/context.cause = (int32_t)state->record->event_count - 1;/
