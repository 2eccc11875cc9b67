# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/plan/plan.c
# what: relaxing variables do not decay between events
# caught by: test_passage__stationary_level_is_gamma test_series__aggregates_of_shot_noise test_paths__effects_on_fixed_dates
s/v->half_life \? LN_2 \/ constant\(p, v->half_life\) : 0/0.0 * LN_2/
