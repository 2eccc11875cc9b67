# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/boxes.c
# what: a box is not renewed when an effect carries its variable out of it
# caught by: test_population__birth_and_death_over_time test_queues__mm1_over_time test_queues__mm1_over_time
/^void bri_box_follow/,/^}/s/if \(!is_inside\)/if (0)/
