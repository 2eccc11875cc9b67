# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/clocks.c
# what: a trigger does not replace the pending response
# caught by: test_triggers__pending_response_is_replaced
s/while \(rule == BRI_PENDING_ONE_REPLACE/while (0 \&\& rule == BRI_PENDING_ONE_REPLACE/
