# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a trigger while a response is pending is not dropped
# caught by: test_triggers__pending_response_is_kept
s/if \(rule == BRI_PENDING_ONE_KEEP \&\& clock->pending\.count > 0\) return 0;//
