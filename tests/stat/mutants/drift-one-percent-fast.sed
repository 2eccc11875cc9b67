# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/plan/plan.c
# what: drifting variables drift 1% too fast
# caught by: test_paths__drifting_variable test_paths__log_linear_hazard_of_a_ramp test_inverse__two_actors_on_a_ramp
s/slot->slope = constant\(p, v->slope\);/slot->slope = 1.01 * constant(p, v->slope);/
