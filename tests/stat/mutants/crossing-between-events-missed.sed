# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/watch.c
# what: the ladder is looked at when events happen alone
# caught by: test_passage__downwards_between_events
/^static double next_look/,/^}/s/for \(int tests = 0; at <= end; tests\+\+\)/for (int tests = 0; at < 0; tests++)/
