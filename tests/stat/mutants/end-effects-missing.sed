# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/effects.c
# what: the end effects of an episode do not happen
# caught by: test_triggers__episodes_end_by_their_effects
s/action->end_effects, action->end_effect_count/action->end_effects, 0/
