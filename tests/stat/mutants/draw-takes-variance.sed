# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/lang/draws.c
# what: the normal draw takes the variance for the standard deviation
# caught by: test_draws__continuous_laws test_triggers__dates_jitter_and_may_not_happen
s/mean \+ sd \* bri_normal_inverse/mean + sqrt(sd) * bri_normal_inverse/
