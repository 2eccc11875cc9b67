# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/plan/plan.c
# what: the half-life is taken for the time constant
# caught by: test_paths__self_excitation_from_an_empty_history test_series__aggregates_of_shot_noise
s/LN_2 \/ constant\(p, v->half_life\)/1.0 \/ constant(p, v->half_life)/
