# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a triggered occurrence is put into the queue when the next one comes
# caught by: test_triggers__responses_are_poisson_thinned_and_delayed test_choice__two_answers_to_one_event_are_independent test_delays__births_take_a_time
/^int bri_clock_push/,/^}/s/^        if \(bri_heap_push.*\{$/        bri_clock_show_pending(state, decision);\n&/
/^int bri_clock_push/,/^}/s/^            bri_clock_show_pending\(state, decision\);$//
