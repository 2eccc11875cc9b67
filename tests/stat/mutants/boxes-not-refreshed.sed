# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/boxes.c
# what: a box is not renewed when an effect carries its variable out of it
# caught by: test_race__two_actors_on_one_tension test_hawkes__from_an_empty_history
/^void bri_box_follow/,/^}/s/if \(!is_inside\)/if (0)/
