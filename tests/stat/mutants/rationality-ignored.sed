# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: the softmax ignores the rationality
# caught by: test_choice__softmax_of_utilities
s/lambda = bri_value\(state, plan->rationality, mark, NULL\);/lambda = 1.0;/
