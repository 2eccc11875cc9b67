# SPDX-License-Identifier: GPL-3.0-or-later
# file: models/schedule.c
# what: dates come an hour late
# caught by: test_paths__effects_on_fixed_dates
s/\? brink_group_number_at\(group, "on", i\) :/? brink_group_number_at(group, "on", i) + 1.0 \/ 24.0 :/
