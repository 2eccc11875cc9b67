# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: the next gap is drawn before the effects of the event that begins it
# caught by: test_residuals__of_every_model_are_exponential
/^static void renewal_due/,/^\}/{
    s/^    bri_queue_move\(&state->queue, clock->leaf, INFINITY\);/    draw_gap(state, decision, 0.0);/
    s/^    if \(clock->is_running .*//
}
