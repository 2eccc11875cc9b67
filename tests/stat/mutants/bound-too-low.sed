# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: the upper bound of a rate is 3% too low
# caught by: test_paths__residuals_with_feedback_are_exponential
s/^    bri_interval bound = bound_rate\(state, plan\);/&\n    bound.high *= 0.97;/
