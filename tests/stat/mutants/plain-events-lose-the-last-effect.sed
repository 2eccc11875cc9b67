# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/effects.c
# what: of the effects of a plain event the last is left out
# caught by: test_queues__mm1_over_time
/^void bri_effects_apply_plain/,/^}/s/i < plan->effect_count/i + 1 < plan->effect_count/
