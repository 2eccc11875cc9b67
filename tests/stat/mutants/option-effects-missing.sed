# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: the effects of the chosen option do not happen
# caught by: test_postures__occupation_over_time
s/option->effects, option->effect_count/option->effects, 0/
