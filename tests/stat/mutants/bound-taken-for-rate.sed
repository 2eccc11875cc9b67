# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a point below the upper bound is accepted without asking for the rate
# caught by: test_race__hazards
s/if \(y < clock->low\) return 1;/return 1;/
