# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: all marks of an event read the same random numbers
# caught by: test_draws__marks_are_independent
s/plan->marks\[i\]\.sub, BRI_FOR_MARK/0, BRI_FOR_MARK/
