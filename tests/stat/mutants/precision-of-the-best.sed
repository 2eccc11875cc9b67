# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/batch/goals.c
# what: a run to a precision ends when one of its outcomes has it
# caught by: test_precision__intervals_hold_after_optional_stopping
s/bri_standing worst = \{\.ratio = -1\}/bri_standing worst = {.ratio = INFINITY}/
s/one\.ratio > worst\.ratio/one.ratio < worst.ratio/
