# SPDX-License-Identifier: GPL-3.0-or-later
# file: models/renewal.c
# what: the refractory time is not added to the gaps
# caught by: test_renewal__refractory_time
s/if \(refractory\) gap = brink_builder_expr\(builder, "\$1 \+ \$2"/if (refractory) gap = brink_builder_expr(builder, "0*$1 + $2"/
