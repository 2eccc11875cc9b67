# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: a target is drawn without regard to the weights
# caught by: test_members__targets_are_drawn_by_weight_and_answer_for_themselves
s/(bri_neglog\(gsl_rng_uniform\(&state->reader\.rng\)\)) \/ weight;/\1;/
