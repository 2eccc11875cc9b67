# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/boxes.c
# what: an effect on a variable that stands still changes no bound
# caught by: test_population__birth_and_death_over_time test_queues__mm1_over_time
/^void bri_box_set/,/^}/s/mark_clocks\(state, number\);//
