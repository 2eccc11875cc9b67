# SPDX-License-Identifier: GPL-3.0-or-later
# file: models/hawkes.c
# what: all events excite alike, whatever their impact
# caught by: test_hawkes__impact_of_marks
s/\*impact = brink_group_formula.*$/*impact = NULL;/
