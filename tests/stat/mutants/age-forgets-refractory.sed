# SPDX-License-Identifier: GPL-3.0-or-later
# file: models/loglinear.c
# what: the mean of loglinear's law of age is not shortened by the refractory time
# caught by: test_renewal__loglinear_with_every_law_of_age
s/\? "1\/\$1 - \$2" :/? "1\/$1" :/
