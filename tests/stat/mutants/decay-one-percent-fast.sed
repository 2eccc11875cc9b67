# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/paths.c
# what: relaxing variables decay 1% too fast
# caught by: test_paths__rate_falls_by_a_thousand test_passage__downwards_between_events
s/bri_exp\(-slot->decay \* passed\)/bri_exp(-1.01 * slot->decay * passed)/
