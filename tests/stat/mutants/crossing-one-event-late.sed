# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/crossing.c
# what: a decision is triggered when its condition is looked at once more after it has become true
# caught by: test_crossings__upwards_by_jumps test_crossings__first_passage test_paths__effects_at_threshold_crossings
/^void bri_crossings_settle/,/^}/s/\(uint8_t\)bri_watch_holds\(state, number\)/(uint8_t)(!bri_watch_holds(state, number) ? 0 : held ? 1 : 2)/
/^void bri_crossings_settle/,/^}/s/if \(watch->holds && !held\)/if (watch->holds \&\& held == 2)/
