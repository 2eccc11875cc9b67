# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: every trigger and date is heeded, whatever its probability
# caught by: test_triggers__dates_jitter_and_may_not_happen test_choice__two_answers_to_one_event_are_independent
s/return gsl_rng_uniform\(&state->reader\.rng\) < p;/return 1;/
