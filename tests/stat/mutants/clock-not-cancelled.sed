# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a cancelled clock still fires
# caught by: test_race__drawn_times
/^void bri_clock_stop/,/^}/s/^    bri_queue_move\(.*INFINITY\);$//
