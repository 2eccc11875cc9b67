# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/watch.c
# what: conditions are looked at when events happen alone
# caught by: test_passage__downwards_between_events test_crossings__downwards_between_events test_crossings__silences
/^double bri_watch_next/,/^}/s/if \(!watch->moves\) return INFINITY;/if (truth >= 0) return INFINITY;/
