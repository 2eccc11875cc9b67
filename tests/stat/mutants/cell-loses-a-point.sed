# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/base/field.c
# what: the last point of each cell is lost
# caught by: test_poisson__one_decision test_paths__rate_rises_by_a_thousand
s/^    strip->ended = count < made;/&\n    if (strip->ended \&\& count > 0) count--;/
