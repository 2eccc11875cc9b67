# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/kernel/events.c
# what: the age of a decision is not set back when it fires
# caught by: test_renewal__hazard_of_age_is_the_same_law test_inverse__renewal_that_shocks_hold_back
s/if \(plan->age_slot != BRI_NONE\) bri_slot_assign\(state, plan->age_slot, 0\.0\);//
