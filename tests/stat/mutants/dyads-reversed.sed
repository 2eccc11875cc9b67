# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: an event counts as one from its target at its source
# caught by: test_members__dyads_grow_by_their_own_history test_members__dyads_answer_one_another
/^static int note_dyads/,/^}/{
  s/event->self, event->target, &end/event->target, event->self, \&end/
  s/== event->target/== event->self/
}
