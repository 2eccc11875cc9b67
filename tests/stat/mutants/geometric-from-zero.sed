# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/lang/draws.c
# what: the geometric draw begins at 0
# caught by: test_draws__whole_numbers test_queues__stationary_mm1_and_its_output
s/(floor\(gap \/ -bri_log1p\(-p\)\)) \+ 1\.0/\1/
