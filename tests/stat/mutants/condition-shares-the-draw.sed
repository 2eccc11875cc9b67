# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/effects.c
# what: the value of a conditional effect is drawn from the numbers that its condition has used
# caught by: test_triggers__conditional_effects
/^static void assign/,/^}/s/^    give\(state, action, number, slot, effect_value/    bri_key key = bri_state_key(state, state->plan->actions[action].stream);\n    bri_reader_seek(\&state->reader, \&key, context->identity, number, BRI_FOR_EFFECT);\n&/
