# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/kernel.c
# what: a sample is taken before the events of its instant
# caught by: test_series__sample_sees_the_events_of_its_instant
s/state->grid_next \* state->plan->grid_step/state->grid_next * state->plan->grid_step * (1.0 - 0x1p-40)/
