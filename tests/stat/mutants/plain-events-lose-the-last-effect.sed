# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/effects.c
# what: of the effects of a plain event the last is left out
# caught by: test_queues__mm1_over_time
/^void bri_pushes_apply/,/^}/s/push \+ decision->push_count;/push + decision->push_count - (decision->push_count > 0);/
