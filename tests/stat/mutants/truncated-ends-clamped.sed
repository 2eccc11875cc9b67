# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/lang/truncated.c
# what: a truncated normal draw is a plain one, held at the ends
# caught by: test_truncated__continuous_laws
/^static double of_normal/,/^}/s/return t->a \+ t->b \* symmetric_between.*$/return t->a + t->b * bri_normal_inverse(t->u);/
