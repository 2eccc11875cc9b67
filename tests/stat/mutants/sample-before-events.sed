# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/kernel.c
# what: a sample is taken before the events of its instant
# caught by: test_series__sample_sees_the_events_of_its_instant
s/plan->warm_up \+ state->grid_next \* plan->grid_step/(plan->warm_up + state->grid_next * plan->grid_step) * (1.0 - 0x1p-40)/
