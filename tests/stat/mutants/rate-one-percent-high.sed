# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: the rate of every hazard that is not constant is 1% too high
# caught by: test_paths__residuals_with_feedback_are_exponential
s/^    bri_interval bound = bound_rate\(state, plan\);/&\n    bound.low *= 1.01, bound.high *= 1.01;/
s/double rate = bri_value\(/double rate = 1.01 * bri_value(/
