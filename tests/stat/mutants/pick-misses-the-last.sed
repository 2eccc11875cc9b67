# SPDX-License-Identifier: GPL-3.0-or-later
# file: sim/lang/draws.c
# what: pick never gives its last value
# caught by: test_renewal__empirical_gaps test_draws__whole_numbers
s/\(size_t\)\(gsl_rng_uniform\(rng\) \* \(double\)count\)/(size_t)(gsl_rng_uniform(rng) * (double)(count - 1))/
