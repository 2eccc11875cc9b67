# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/plan/plan.c
# what: relaxing variables decay 1% too fast
# caught by: test_paths__rate_falls_by_a_thousand test_passage__downwards_between_events
s/LN_2 \/ constant\(p, v->half_life\)/1.01 * LN_2 \/ constant(p, v->half_life)/
