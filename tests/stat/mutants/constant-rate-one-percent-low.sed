# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/opening.c
# what: constant rates are 1% too low
# caught by: test_poisson__one_decision
s/clock->low = clock->high = state->plan->decisions\[decision\]\.constant_rate/clock->low = clock->high = 0.99 * state->plan->decisions[decision].constant_rate/
