# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: time that has passed before the start is ignored
# caught by: test_renewal__clock_that_has_run_for_some_time
s/first_time \? plan->first_beyond : 0\.0/first_time ? 0.0 : 0.0/
