# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: events do not leave a counting window
# caught by: test_triggers__window_makes_a_dead_time test_triggers__history_of_a_poisson_process
s/state->slot\[item->subject\]\.value - 1\.0/state->slot[item->subject].value/
