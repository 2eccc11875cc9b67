# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: the second player's veto is not heard
# caught by: test_choice__weights_and_two_players_who_may_veto
s/for \(uint32_t i = 0; i < plan->vote_count; i\+\+\)/for (uint32_t i = 0; i < plan->vote_count \&\& i < 1; i++)/
