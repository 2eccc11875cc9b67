# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/boxes.c
# what: a box is thought to be left later than it is
# caught by: test_paths__drifting_variable test_paths__rate_rises_by_a_thousand test_paths__log_linear_hazard_of_a_ramp
s/return after_now\(state, plan->kind == BRI_SLOT_RELAXING/return 0.1 + after_now(state, plan->kind == BRI_SLOT_RELAXING/
