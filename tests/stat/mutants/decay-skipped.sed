# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/paths.c
# what: relaxing variables do not decay between events
# caught by: test_paths__log_linear_hazard_of_a_decaying_variable test_passage__stationary_level_is_gamma
s/if \(passed == 0\.0\) return state->value;/return state->value;/
