# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: points that were passed over do not count again when the bound rises
# caught by: test_paths__rate_rises_by_a_thousand test_paths__self_excitation_from_an_empty_history
s/count_again && was_awake > 0 \? was_awake - 1 : was_awake/was_awake/
